"""The blank forms that are published, for those who may install nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from eduhub.kinds.catalogue import FORMS

FOLDER = "templates/forms"


def blank_forms() -> Iterator[tuple[str, bytes]]:
    """Every form in Chinese: its path from the top of a checkout and its bytes."""
    from eduhub.forms import form_workbook

    for form in FORMS.values():
        yield f"{FOLDER}/{form.name}.xlsx", form_workbook(form, "zh")


def same_workbook(one: bytes, other: bytes) -> bool:
    """Do two workbooks hold the same? Another zlib packs the same into other bytes."""
    return one == other or _parts(one) == _parts(other)


def _parts(raw: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return None
