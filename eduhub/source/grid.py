"""A sheet or a CSV file as a grid of cells that know their addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from eduhub.core.place import Place

CellValue: TypeAlias = str | float | int | bool | date | datetime | time | timedelta

Merge: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """Cells by row and column, both from 0, and what the file says about some of them.

    merges    first row, first column, last row, last column
    errors    cells that show an error such as #N/A
    uncached  cells whose formula was saved without a result
    typed     numbers are numbers (a workbook), not text (a CSV)
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    place: Callable[[int, int], Place]
    merges: Sequence[Merge] = ()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    uncached: frozenset[tuple[int, int]] = frozenset()
    typed: bool = True

    def text(self, row: int, column: int) -> str | None:
        """The cell as text; None where it is blank or outside."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return cell_text(self.rows[row][column])

    def heading(self, row: int, column: int) -> str | None:
        """The cell as a heading: a merge that is one column wide lends its words to all its rows."""
        for top, left, bottom, right in self.merges:
            if left == right == column and top <= row <= bottom:
                return self.text(top, column)
        return self.text(row, column)

    @cached_property
    def _widths(self) -> dict[int, int]:
        """For rows with spoilt cells how far those reach: readers trim the grid to what has a value."""
        reach: dict[int, int] = {}
        for row, column in (*self.errors, *self.uncached):
            reach[row] = max(reach.get(row, 0), column + 1)
        return reach

    @cached_property
    def height(self) -> int:
        """How many rows there are."""
        return max(len(self.rows), *(row + 1 for row in self._widths), 0)

    def width(self, row: int) -> int:
        """How many cells the row has."""
        return max(len(self.rows[row]) if row < len(self.rows) else 0, self._widths.get(row, 0))

    def is_spoilt(self, row: int, column: int) -> bool:
        """Is the cell an error value or a formula without a result?"""
        return (row, column) in self.errors or (row, column) in self.uncached

    def is_blank(self, row: int) -> bool:
        """Has the row nothing in it?"""
        return not any(self.text(row, c) or self.is_spoilt(row, c) for c in range(self.width(row)))

    @property
    def is_empty(self) -> bool:
        """Has it nothing in any row?"""
        return all(self.is_blank(row) for row in range(self.height))


def cell_text(value: CellValue) -> str | None:
    """A cell's value as one would type it: 45, 0.1, 2026-09-01, 是; None for blank."""
    match value:
        case str():
            return value if value.strip() else None
        case bool():
            return "是" if value else "否"
        case int() | float():
            return number_text(value)
        case datetime():
            midnight = value.time() == time()
            return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case _:
            return number_text(value.total_seconds() / 3600)


def number_text(value: float) -> str:
    """A number with the fifteen digits that a spreadsheet keeps, never with an exponent."""
    return f"{Decimal(f'{value:.15g}'):f}" if value % 1 else f"{Decimal(value):.0f}"


_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")


def is_exponent(text: str) -> bool:
    """Is this a long code that a spreadsheet wrote as 3.60102E+17?"""
    return bool(_EXPONENT.fullmatch(text.strip()))
