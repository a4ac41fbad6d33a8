"""What is personal in a file of any sort, whether eduhub reads it or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from eduhub.core.personal import masked
from eduhub.core.place import Place, cell_name
from eduhub.core.rule import Finding
from eduhub.source import numbers, pupils
from eduhub.source.csv import read_csv
from eduhub.source.document import Document
from eduhub.source.files import Face, face
from eduhub.source.grid import Grid
from eduhub.source.problems import DIGITS_LOST, RefusedError
from eduhub.source.unreadable import WORKBOOKS
from eduhub.source.yaml import read_yaml

if TYPE_CHECKING:
    from eduhub.source.workbook import Book, RawSheet

_OFFICE = (Face.DOCX, Face.PPTX, Face.ODS, Face.ZIP, Face.XLSX)
_TEXTS = (Face.HTML, Face.XML, Face.XML_SHEET, Face.RTF)
_YAML = (".yaml", ".yml")


def sightings(file: str, raw: bytes) -> Iterator[Finding]:
    """What is personal in a file of any sort, its name included; nothing of pictures, PDF and the like.

    file  its name, which findings show with the numbers in it masked
    """
    shown = masked(file)
    yield from numbers.in_name(shown, file)
    kind = face(raw)
    if kind in WORKBOOKS and (book := _book(raw)):
        yield from in_workbook(book, [grid_of(shown, sheet) for sheet in book.sheets])
        yield from in_asides(shown, kind, raw, book)
    elif kind is Face.TEXT:
        yield from _in_text(shown, raw)
    else:
        yield from in_unread(shown, kind, raw)


def in_unread(file: str, kind: Face, raw: bytes) -> Iterator[Finding]:
    """What is personal in a file that no reader takes: by its lines, or anywhere in an office file."""
    if kind in _OFFICE:
        yield from _in_office(file, raw)
    elif kind is Face.UTF16:
        yield from numbers.in_text(file, raw.decode("utf-16", "replace"))
    elif kind in _TEXTS:
        yield from numbers.in_text(file, decoded(raw))


def _book(raw: bytes) -> Book | None:
    """The workbook; None where the guard or the reader refuse it."""
    from eduhub.source.worker import read_workbook

    try:
        return read_workbook(raw)
    except RefusedError:
        return None


def _in_text(file: str, raw: bytes) -> Iterator[Finding]:
    """What is personal in a text: by its cells where it is a CSV, else by its lines."""
    suffix = file[file.rfind(".") :].lower()
    try:
        if suffix == ".csv":
            yield from in_table(read_csv(file, raw)[0])
            return
        if suffix in _YAML:
            yield from pupils.in_document(read_yaml(file, raw))
    except RefusedError:
        pass
    yield from numbers.in_text(file, decoded(raw))


def decoded(raw: bytes) -> str:
    """A text as UTF-8, else as GB18030, with a mark for what neither can mean."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _in_office(file: str, raw: bytes) -> Iterator[Finding]:
    """What is personal in an office file that is not read: each sort once."""
    from eduhub.source import office  # few files are archives

    try:
        words = "\n".join(office.strings(raw))
    except RefusedError:
        return
    yield from numbers.in_words(Place(file), office.INSIDE, words)


def in_table(grid: Grid) -> Iterator[Finding]:
    """What is personal in a sheet or table."""
    yield from pupils.in_table(grid)
    yield from numbers.in_grid(grid)


def in_workbook(book: Book, grids: Sequence[Grid]) -> Iterator[Finding]:
    """What is personal in the sheets of a workbook and their names."""
    for sheet, grid in zip(book.sheets, grids, strict=True):
        whole = Place(grid.place(0, 0).file, sheet=grid.name)
        yield from numbers.in_words(whole, numbers.IN_SHEET_NAME, sheet.name)
        yield from in_table(grid)


def in_asides(file: str, kind: Face, raw: bytes, book: Book) -> Iterator[Finding]:
    """What is personal in a workbook outside of its cells; nothing where it can't be opened."""
    from eduhub.source import office

    try:
        for aside in office.asides(raw) if kind is Face.XLSX else book.asides:
            sheet = None if aside.sheet is None else masked(aside.sheet)
            place = Place(file, sheet=sheet, cell=aside.cell)
            yield from numbers.in_words(place, aside.where, aside.words)
    except RefusedError:
        return


def _cell(file: str, sheet: str, row: int, column: int) -> Place:
    return Place(file, sheet=sheet, cell=cell_name(row, column))


def grid_of(file: str, sheet: RawSheet) -> Grid:
    """A sheet as a grid; a personal number in its name is masked from here on."""
    name = masked(sheet.name)
    return Grid(name, sheet.rows, partial(_cell, file, name), sheet.merges, sheet.errors, sheet.uncached)


def with_sightings(
    documents: Sequence[Document], sheets: Sequence[frozenset[str]], seen: Sequence[Finding]
) -> list[Document]:
    """The documents of a file with what is personal in it: each with its own sheets, the first with the rest.

    sheets  the names of those of each document
    """
    told = {(f.place.sheet, f.place.cell) for d in documents for f in d.findings if f.rule is DIGITS_LOST}
    more: list[list[Finding]] = [[] for _ in documents]
    for finding in seen:
        sheet, cell = finding.place.sheet, finding.place.cell
        if cell is None or (sheet, cell) not in told:
            owner = next((at for at, names in enumerate(sheets) if sheet in names), 0)
            more[owner].append(finding)
    both = zip(documents, more, strict=True)
    return [replace(document, findings=(*document.findings, *added)) for document, added in both]
