"""The exact pass over a worksheet: expat counts rows, cells and merges just as the reader will."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from eduhub.core.place import cell_name, split_cell
from eduhub.source.limits import CELL_TEXT
from eduhub.source.markup import Attributes, Walk, damaged, local
from eduhub.source.measure import Measure, Room, SheetFacts
from eduhub.source.problems import RefusedError

SHEET_ROWS: Final = 1_048_576  # of the format itself
SHEET_COLUMNS: Final = 16_384


def column_number(letters: str) -> int:
    """The number of a column, counted from 1: A is 1, AA is 27."""
    return split_cell(f"{letters}1")[1]


_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_DATA_PATH: Final = ["worksheet", "sheetData"]
_ROW_PATH: Final = [*_DATA_PATH, "row"]
_CELL_PATH: Final = [*_ROW_PATH, "c"]
_NUMBER = re.compile(r"[0-9]{1,10}")
_TRUE = frozenset({"1", "true"})


class ExactScan:
    """One walk through a sheet by expat, which counts positions exactly as the reader does."""

    def __init__(self, sheet: str, part: str, room: Room, lengths: list[int]) -> None:
        """The sheet's name and part for refusals, and what is left of the limits."""
        self._measure = Measure(sheet, room)
        self.facts = self._measure.facts
        self._sheet, self._part, self._lengths = sheet, part, lengths
        self._path: list[str] = []
        self._row = self._column = 0  # the position that the next cell has unless it says otherwise
        self._last = (-1, -1)
        self._last_row = -1
        self._has_data = self._in_data = False
        self._hidden_rows: list[int] = []
        self._cell: _Cell | None = None

    def run(self, data: bytes) -> SheetFacts:
        """The facts, once the whole part has passed."""
        Walk(self._part, self._start, self._end, self._text, self._aside).run(data)
        facts = self.facts
        facts.hidden_rows = sum(row < facts.rows for row in self._hidden_rows)
        return facts

    def _start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        path = self._path
        path.append(name)
        if name == "c":
            self._check_place(_CELL_PATH)
            if self._in_data:
                self._start_cell(attributes)
        elif self._cell is not None:
            if len(path) == len(_CELL_PATH) + 1 and name in ("v", "f", "is"):
                self._begin_content(name, self._cell)
        elif name == "row":
            self._check_place(_ROW_PATH)
            if self._in_data:
                self._start_row(attributes)
        else:
            self._start_other(name, attributes)

    def _check_place(self, path: list[str]) -> None:
        """A row or a cell anywhere but in its proper place counts for one reader and not for the next."""
        if self._in_data and self._path != path:
            raise self._malformed()

    def _start_other(self, name: str, attributes: Attributes) -> None:
        """Notes what stands around the rows; there is one worksheet with one block of data."""
        if len(self._path) == 1 and name != "worksheet":
            raise self._malformed()
        if name == "sheetData":
            if self._has_data or len(self._path) != len(_DATA_PATH):
                raise self._malformed()
            self._has_data = self._in_data = True
        elif name == "col" and len(self._path) == 3:
            self._note_column(attributes)
        elif name == "mergeCell":
            self._note_merge(attributes.get("ref", ""))

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        if number is not None:
            self._row = self._number(number) - 1
        if self._row >= SHEET_ROWS:
            raise self._measure.far(cell_name(self._row, 0))
        if self._row <= self._last_row:
            raise self._malformed(cell_name(self._row, 0))
        self._last_row = self._row
        if attributes.get("hidden") in _TRUE:
            self._hidden_rows.append(self._row)

    def _number(self, words: str) -> int:
        """A row's or column's number as written, from 1."""
        if re.fullmatch(r"[0-9]{11,}", words):
            raise self._measure.far(f"A{words}")
        if not _NUMBER.fullmatch(words) or not int(words):
            raise self._malformed()
        return int(words)

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        row, column = self._row, self._column
        if reference is not None:
            row, column = self._position(reference)
        if row != self._row or (row, column) <= self._last:
            raise self._malformed(reference or cell_name(row, column))
        self._last, self._column = (row, column), column + 1
        self._cell = _Cell(row, column, attributes.get("t", "n"))

    def _position(self, reference: str) -> tuple[int, int]:
        """Row and column, from 0, of a cell's reference; those that no sheet can have are refused."""
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            far = re.fullmatch(r"[A-Z]{1,3}[0-9]+", reference)
            raise self._measure.far(reference) if far else self._malformed(reference)
        row, column = int(match[2]) - 1, column_number(match[1]) - 1
        if row >= SHEET_ROWS or column >= SHEET_COLUMNS:
            raise self._measure.far(reference)
        return row, column

    def _begin_content(self, name: str, cell: _Cell) -> None:
        """Notes a value or a formula; of two values, or a value before its formula, readers take either."""
        if cell.has_value or (name == "f" and cell.has_formula):
            raise self._malformed(cell_name(cell.row, cell.column))
        if name == "f":
            cell.has_formula = True
        else:
            cell.has_value = True

    def _end(self, name: str) -> None:
        path = self._path
        if self._cell is not None and path == _CELL_PATH:
            self._note_cell(self._cell)
            self._cell = None
        elif self._in_data and path == _ROW_PATH:
            self._row += 1
            self._column = 0
        elif path == _DATA_PATH:
            self._in_data = False
        path.pop()

    def _text(self, piece: str) -> None:
        cell = self._cell
        if cell is None or len(self._path) <= len(_CELL_PATH) or self._path[len(_CELL_PATH)] == "f":
            return
        cell.words += piece
        if len(cell.words) > CELL_TEXT:
            raise self._measure.long_text(cell_name(cell.row, cell.column))

    def _aside(self) -> None:
        """A comment inside a cell would cut its value in two for the reader, and CDATA would hide it."""
        if self._cell is not None:
            raise self._malformed(cell_name(self._cell.row, self._cell.column))

    def _note_cell(self, cell: _Cell) -> None:
        """Counts a cell that has content; an empty one with a format may stand anywhere."""
        if not cell.has_content:
            return
        self._measure.grow(cell.row, cell.column)
        if cell.has_formula:
            self._note_formula(cell)
        if cell.kind == "e":
            self.facts.errors[cell.row, cell.column] = cell.words
        elif cell.kind == "s":
            self._note_shared(cell)

    def _note_formula(self, cell: _Cell) -> None:
        """A result of no characters is a result where the formula gives text, otherwise a gap."""
        if cell.has_value and (cell.words or cell.kind == "str"):
            self.facts.formulas += 1
        else:
            self.facts.uncached.add((cell.row, cell.column))

    def _note_shared(self, cell: _Cell) -> None:
        """Adds up shared text: one long string shown in a million cells fills the memory."""
        index = int(cell.words) if _NUMBER.fullmatch(cell.words) else len(self._lengths)
        if index >= len(self._lengths):
            return  # the reader refuses it
        self._measure.add_shared(self._lengths[index], cell.row, cell.column)

    def _note_column(self, attributes: Attributes) -> None:
        """Notes hidden columns from the first to the last, counted from 1."""
        spans = self.facts.hidden_spans
        if attributes.get("hidden") in _TRUE and len(spans) < SHEET_COLUMNS:
            spans.append((self._number(attributes.get("min", "")), self._number(attributes.get("max", ""))))

    def _note_merge(self, reference: str) -> None:
        """Notes merged cells; one huge range is as bad as one far cell."""
        first, _, last = reference.partition(":")
        top, left = self._position(first)
        bottom, right = self._position(last or first)
        self._measure.add_merge(top, left, bottom, right)

    def _malformed(self, cell: str | None = None) -> RefusedError:
        """The refusal of rows and cells that are out of order, doubled, misnamed or interrupted."""
        where = {"sheet": self._sheet} | ({"cell": cell[:20]} if cell else {})
        return damaged(
            "工作表的行或单元格重复、次序颠倒或写法不合规",
            "rows or cells of the sheet are doubled, out of order or malformed",
            **where,
        )


@dataclass(slots=True)
class _Cell:
    """The cell that is being read."""

    row: int
    column: int
    kind: str
    has_formula: bool = False
    has_value: bool = False
    words: str = ""

    @property
    def has_content(self) -> bool:
        """Would a reader take it for more than a format?"""
        return self.has_formula or self.has_value
