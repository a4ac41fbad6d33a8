"""A workbook with marks, comments and the list: what goes back to the clerk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from openpyxl.workbook.workbook import Workbook

from eduhub.core.place import split_cell
from eduhub.core.text import Lang, Text
from eduhub.forms.marking.boxes import sizes
from eduhub.forms.marking.entries import Entry
from eduhub.forms.marking.framing import fix_frames
from eduhub.forms.marking.grafts import grafted
from eduhub.forms.marking.list_sheet import About, add_list, is_list, tabs_of
from eduhub.forms.marking.losses import losses, vast
from eduhub.forms.marking.marks import Marks, cell_at, clear, is_marks, sized
from eduhub.forms.marking.opened import opened, saved
from eduhub.forms.marking.stable import stable
from eduhub.source.archive import Package, open_package
from eduhub.source.guard import inspect, sheet_parts
from eduhub.source.imprint import FINDINGS, MARKS
from eduhub.source.layout import normal

_OPENING: Final = Text("表格程序库不能原样读写的格式", "formats that the spreadsheet library can't keep")
_SHEET: Final = Text("与问题清单同名的工作表", "a sheet with the name of the list of findings")
_LOOKS: Final = Text("与标注所用的工作表同名的工作表", "a sheet with the name of the one that marks use")


class UnmarkableError(Exception):
    """The workbook can't be marked as it is; `reasons` says what would be lost."""

    def __init__(self, reasons: Sequence[Text]) -> None:
        """With what would be lost."""
        super().__init__("; ".join(reason.en for reason in reasons))
        self.reasons = tuple(reasons)


def marked_copy(raw: bytes, entries: Sequence[Entry], about: About, lang: Lang) -> bytes:
    """The workbook with the marks of these entries in the place of those of an earlier round.

    Raises RefusedError where the workbook is not safe to open, UnmarkableError where something would be lost.
    """
    merges = [merge for sheet in inspect(raw).sheets for merge in sheet.facts.merges]
    package = open_package(raw)
    if lost := [*losses(package), *vast(package, merges)]:
        raise UnmarkableError(lost)
    try:
        book = opened(package)
        parts = _marked(book, package, entries, about, lang)
    except UnmarkableError:
        raise
    except Exception as error:  # openpyxl raises whatever it meets in files of other programs
        raise UnmarkableError([_OPENING]) from error
    return stable(parts, package)


def _remove_list(book: Workbook) -> None:
    """Takes the lists of earlier rounds away, whatever they are called by now.

    What is somebody else's under a name of ours stays, and nothing is marked.
    """
    titles = {normal(title) for title in (FINDINGS.zh, FINDINGS.en)}
    for sheet in list(book.worksheets):
        title = str(sheet.title)
        if is_list(sheet):
            book.remove(sheet)
        elif normal(title) in titles:
            raise UnmarkableError([_SHEET])
        elif title.lower() == MARKS and not (title == MARKS and is_marks(sheet)):
            raise UnmarkableError([_LOOKS])


def _marked(
    book: Any, package: Package, entries: Sequence[Entry], about: About, lang: Lang
) -> dict[str, bytes]:
    for name, part in sheet_parts(package).items():
        sized(book[name], sizes(package, part))
    _remove_list(book)
    clear(book)
    kept = list(book.sheetnames)
    marks = Marks(book)
    n_silent = _mark(book, entries, marks, lang)
    add_list(book, entries, about, marks, n_silent, lang)
    marks.finish()
    parts = saved(book)
    written = {name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(kept, start=2)}
    return grafted(package, parts, written)


def _mark(book: Any, entries: Sequence[Entry], marks: Marks, lang: Lang) -> int:
    """Marks every place that has a cell; the number of cells whose comment had no room."""
    tabs = tabs_of(book)
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.place.sheet in tabs and entry.place.cell:
            found.setdefault((tabs[str(entry.place.sheet)], entry.place.cell), []).append(entry)
    rows: dict[str, set[int]] = {}
    for sheet, name in found:
        rows.setdefault(sheet, set()).add(split_cell(name)[0])
    for sheet, marked in rows.items():
        fix_frames(book[sheet], marked)
    cells: dict[Any, list[Entry]] = {}
    for (sheet, name), several in found.items():
        cells.setdefault(cell_at(book[sheet], name), []).extend(several)
    return sum(not marks.put(cell, several, lang) for cell, several in cells.items())
