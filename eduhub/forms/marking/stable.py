"""Equal bytes for equal workbooks: an archive without the clock of this machine."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

from eduhub.source.archive import Package

_CORE: Final = "docProps/core.xml"
_TYPES: Final = "[Content_Types].xml"
_ENTRY: Final = re.compile(rb"<(?:Default|Override)\b[^>]*/>")
# openpyxl names itself as the author, and the moment as the date, of what had neither.
_STAMPS: Final = re.compile(rb"<(?:\w+:)?(creator|created|modified)\b[^>]*>[^<]*</(?:\w+:)?\1>")


def stable(parts: Mapping[str, bytes], package: Package) -> bytes:
    """The archive of these parts with fixed dates; author and dates of the workbook are the package's."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(_member(name), _settled(name, content, package))
    return buffer.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)  # of 1980, as no date is
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0  # the same on every system
    return info


def _settled(name: str, content: bytes, package: Package) -> bytes:
    """A part without what differs from run to run or from machine to machine."""
    if name == _CORE:
        return package.read(_CORE) if _CORE in package else _STAMPS.sub(b"", content)
    if name == _TYPES:
        entries = sorted(set(_ENTRY.findall(content)))
        first, last = content.find(b"<Default"), content.rfind(b"</")
        return content[:first] + b"".join(entries) + content[last:]
    return content
