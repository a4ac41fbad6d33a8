"""A workbook opened by openpyxl so that what it writes again is what was there."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils.indexed_list import IndexedList

from eduhub.source.archive import Package, pack

_STYLES: Final = "xl/styles.xml"
_NAMED: Final = re.compile(rb'<(?:\w+:)?cellStyle\b[^>]*?\bxfId="([0-9]+)"')


def opened(package: Package) -> Any:
    """The workbook of a checked package; raises whatever openpyxl has against it."""
    parts = ((info.filename.replace("\\", "/"), package.read(key)) for key, info in package.members.items())
    named = sorted({int(number) for number in _NAMED.findall(_styles(package))})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it leaves out; `losses` and `grafts` see to that
        reader = _Reader(io.BytesIO(pack(parts)), keep_links=True, rich_text=True)
        reader.named = {number: position for position, number in enumerate(named)}
        reader.read()
    book: Any = reader.wb
    for sheet in book.worksheets:
        sheet._charts, sheet._images = [], []  # they are carried over as they are
    return book


def _styles(package: Package) -> bytes:
    return package.read(_STYLES) if _STYLES in package else b""


class _Reader(ExcelReader):
    """Reads as openpyxl does, but dates as the numbers that they are, and styles by their own numbers."""

    named: Mapping[int, int]

    def read_worksheets(self) -> None:
        """Reads the sheets once the styles are put right."""
        book: Any = self.wb
        # A number that is no date under a date's format would become an error, and its value be lost.
        book._date_formats, book._timedelta_formats = set(), set()
        # openpyxl counts named styles and leaves out the gaps in their numbers, which cells go by.
        styles = [StyleArray(style) for style in book._cell_styles]
        for style in styles:
            style.xfId = self.named.get(style.xfId, 0)
        book._cell_styles = IndexedList(styles)
        super().read_worksheets()


def saved(book: Any) -> dict[str, bytes]:
    """The parts of the workbook as openpyxl writes them, without cell formats that nothing has any more."""
    book._cell_styles = IndexedList(book._cell_styles[:1])
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
