"""Where something stands: a route through data, and the place of it in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Route: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a submitted file; every number counts from 1 and is None where it has no meaning.

    file    as the user named it, relative, with forward slashes
    line    of YAML and CSV; column in characters
    sheet   of a workbook
    cell    as in `D14`, of a workbook; for CSV the cell that a spreadsheet program shows
    key     the route in words, as in `members[2].role`
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    key: str = ""

    def __str__(self) -> str:
        """The place as findings print it: `plan.yaml:14:11`, `roster.xlsx[教师]!D14`."""
        if self.sheet is not None:
            return f"{self.file}[{self.sheet}]" + (f"!{self.cell}" if self.cell else "")
        if self.line is None:
            return self.file
        spot = f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")
        return f"{spot} ({self.cell})" if self.cell else spot

    @property
    def order(self) -> tuple[str, str, int, int, str]:
        """Sorts places as a reader meets them: by file, sheet, line or row, column."""
        row, column = split_cell(self.cell) if self.cell else (0, 0)
        return (self.file, self.sheet or "", self.line or row, self.column or column, self.key)


def key_of(route: Route) -> str:
    """A route in words: `("members", 2, "role")` is `members[2].role`; list positions count from 0."""
    words = ""
    for step in route:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else step
    return words


def column_letters(column: int) -> str:
    """The letters of a spreadsheet column that counts from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The name of a cell whose row and column count from 0: (13, 3) is D14."""
    return f"{column_letters(column)}{row + 1}"


def split_cell(cell: str) -> tuple[int, int]:
    """Row and column, counted from 1, of a cell's name."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :] or 0), column
