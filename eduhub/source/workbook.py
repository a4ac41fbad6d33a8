"""A workbook of any format as plain data: the values of its sheets beside what the guard saw in them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from eduhub.source.files import Face, face
from eduhub.source.guard import Archive, Sheet, inspect
from eduhub.source.measure import SheetFacts
from eduhub.source.office import Aside
from eduhub.source.problems import READER_FAILED, RefusedError

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Value: TypeAlias = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A worksheet as it was sent; rows and columns count from 0, and rows[0][0] is A1.

    rows      up to the last value; '' for a blank, an error, a formula without its result; numbers are floats
    hidden    people don't see the sheet, in whatever degree
    merges    first row, first column, last row, last column
    errors    what the cells with an error show, as in `#N/A`
    uncached  cells whose formula was saved without its result; they may lie beyond the last value
    formulas  how many formulas have one
    """

    name: str
    rows: list[list[Value]]
    hidden: bool
    merges: tuple[tuple[int, int, int, int], ...]
    errors: Mapping[tuple[int, int], str]
    uncached: frozenset[tuple[int, int]]
    formulas: int
    hidden_rows: int
    hidden_columns: int


@dataclass(frozen=True, slots=True)
class Book:
    """All worksheets in their order, and the document's own properties by name.

    asides  what it says outside of its cells; of .xlsx `office` has them
    """

    sheets: tuple[RawSheet, ...]
    properties: Mapping[str, str]
    asides: tuple[Aside, ...] = ()


def open_workbook(data: bytes) -> Book:
    """Reads a workbook in this process, the guard first; RefusedError for what it or the reader refuses."""
    match face(data):
        case Face.XLS:
            from eduhub.source.xls import open_xls

            return open_xls(data)
        case Face.ODS:
            from eduhub.source.ods import open_ods

            return open_ods(data)
        case _:
            return _open_xlsx(data)


def _open_xlsx(data: bytes) -> Book:
    archive = inspect(data)
    values = _values(archive)
    sheets = zip(archive.sheets, values, strict=True)
    found = (raw_sheet(sheet.name, sheet.hidden, sheet.facts, rows) for sheet, rows in sheets)
    return Book(tuple(found), dict(archive.properties))


def _values(archive: Archive) -> list[list[list[Value]]]:
    """The rows of each sheet; whatever the reader dies of becomes one refusal."""
    # calamine is Rust: its panics are no Exception, and importing it costs 10 ms.
    from python_calamine import CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(archive.data)) as book:
            return [_rows(book, number, sheet) for number, sheet in enumerate(archive.sheets)]
    except RefusedError:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise RefusedError(READER_FAILED) from error
        raise


def _rows(book: CalamineWorkbook, number: int, sheet: Sheet) -> list[list[Value]]:
    """All rows from A1 on; an extent beyond what the guard saw means that the two disagree."""
    found = book.get_sheet_by_index(number)
    last = found.end
    if last is None:
        return []
    if last[0] >= sheet.facts.rows or last[1] >= sheet.facts.columns:
        raise RefusedError(READER_FAILED, sheet=sheet.name)
    return found.to_python(skip_empty_area=False)


def raw_sheet(name: str, hidden: bool, facts: SheetFacts, rows: list[list[Value]]) -> RawSheet:
    """The values of a sheet joined with its facts."""
    return RawSheet(
        name=name,
        rows=rows,
        hidden=hidden,
        merges=tuple(facts.merges),
        errors=facts.errors,
        uncached=frozenset(facts.uncached),
        formulas=facts.formulas,
        hidden_rows=facts.hidden_rows,
        hidden_columns=facts.hidden_columns,
    )
