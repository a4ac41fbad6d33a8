"""A workbook as plain data: the values of its sheets beside what the guard saw in them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from eduhub.source.guard import Archive, Sheet, inspect
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
    """All worksheets in their order, and the document's own properties by name."""

    sheets: tuple[RawSheet, ...]
    properties: Mapping[str, str]


def open_workbook(data: bytes) -> Book:
    """Reads a workbook in this process, the guard first; RefusedError for what it or the reader refuses."""
    archive = inspect(data)
    values = _values(archive)
    sheets = zip(archive.sheets, values, strict=True)
    return Book(tuple(_raw(sheet, rows) for sheet, rows in sheets), dict(archive.properties))


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


def _raw(sheet: Sheet, rows: list[list[Value]]) -> RawSheet:
    """The values of a sheet joined with its facts."""
    facts = sheet.facts
    return RawSheet(
        name=sheet.name,
        rows=rows,
        hidden=sheet.hidden,
        merges=tuple(facts.merges),
        errors=facts.errors,
        uncached=frozenset(facts.uncached),
        formulas=facts.formulas,
        hidden_rows=facts.hidden_rows,
        hidden_columns=facts.hidden_columns,
    )
