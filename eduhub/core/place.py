"""Where something stands: a route through data, and the place of it in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
    def spot(self) -> str:
        """Sheet and cell of a workbook, which has no lines: `教师!D14`; empty for a text."""
        return "!".join(filter(None, [self.sheet, self.cell])) if self.sheet else ""

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


_STEP = re.compile(r"\.?([^.\[\]]+)|\[([0-9]+)\]")


def route_of(key: str) -> Route:
    """The route that `key_of` says: `members[2].role` is `("members", 2, "role")`."""
    return tuple(word or int(number) for word, number in _STEP.findall(key))


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


def spans(places: Sequence[Place]) -> Iterator[str]:
    """Places of one file or sheet in few words: `C2:C31` for cells that follow each other."""
    run: list[tuple[int, int]] = []
    for place in (place for place in places if place.cell or place.line):
        spot = split_cell(place.cell) if place.cell else (place.line or 0, 0)
        if run and spot == (run[-1][0] + 1, run[-1][1]):
            run.append(spot)
            continue
        yield from _span(run)
        run = [spot]
    yield from _span(run)


def _span(run: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The words for rows that follow each other in one column; column 0 stands for lines of a text."""
    if run:
        names = [cell_name(row - 1, column - 1) if column else str(row) for row, column in (run[0], run[-1])]
        yield names[0] if len(run) == 1 else (":" if run[0][1] else "-").join(names)
