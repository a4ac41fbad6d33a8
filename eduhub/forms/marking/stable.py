"""Equal bytes for equal workbooks: an archive without the clock of this machine."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

_CORE: Final = "docProps/core.xml"
_TYPES: Final = "[Content_Types].xml"
_STAMPS: Final = ("created", "modified")
_ENTRY: Final = re.compile(rb"<(?:Default|Override)\b[^>]*/>")


def stable(parts: Mapping[str, bytes], said: Mapping[str, str]) -> bytes:
    """The archive of these parts, with fixed dates.

    said  when the workbook itself was created and modified; what was never said is left out
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(_member(name), _settled(name, content, said))
    return buffer.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)  # of 1980, as no date is
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0  # the same on every system
    return info


def _settled(name: str, content: bytes, said: Mapping[str, str]) -> bytes:
    """A part without what differs from run to run or from machine to machine."""
    if name == _CORE:
        for stamp in _STAMPS:
            content = _stamped(content, stamp, said.get(stamp, ""))
    if name == _TYPES:
        entries = sorted(set(_ENTRY.findall(content)))
        first, last = content.find(b"<Default"), content.rfind(b"</")
        content = content[:first] + b"".join(entries) + content[last:]
    return content


def _stamped(core: bytes, stamp: str, when: str) -> bytes:
    """The core properties with a date as it was, or without it."""
    pattern = rf"(<(?:\w+:)?{stamp}\b[^>]*>)[^<]*(</(?:\w+:)?{stamp}>)".encode()
    words = escape(when).encode()
    return re.sub(pattern, lambda found: found[1] + words + found[2] if when else b"", core)
