"""How far a sheet reaches and what it has beside its values, counted within the limits as it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from eduhub.core.place import cell_name
from eduhub.core.text import Text
from eduhub.source.limits import (
    CELL_TEXT,
    CELLS,
    COLUMNS,
    GRID_CELLS,
    MERGED_CELLS,
    MERGES,
    ROWS,
    SHARED_TEXT,
)
from eduhub.source.markup import words
from eduhub.source.problems import FAR_CELL, OVER_LIMITS, RefusedError


@dataclass(slots=True)
class SheetFacts:
    """What reading a sheet must know beyond its values; rows and columns count from 0.

    rows, columns  the extent up to the last cell with content (up to the last row, where that was cheaper)
    merges         first row, first column, last row, last column
    formulas       how many have a saved result; `uncached` are those without
    shared_text    bytes of shared strings, counted for each cell that shows one
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    formulas: int = 0
    shared_text: int = 0
    hidden_rows: int = 0
    hidden_spans: list[tuple[int, int]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: set[tuple[int, int]] = field(default_factory=set)

    @property
    def hidden_columns(self) -> int:
        """How many columns are hidden; beyond the last cell they hide nothing."""
        return sum(max(0, min(last, self.columns) - first + 1) for first, last in self.hidden_spans)


@dataclass(slots=True)
class Room:
    """What is left of the limits that all sheets share."""

    cells: int = CELLS
    grid: int = GRID_CELLS
    text: int = SHARED_TEXT

    def holds(self, facts: SheetFacts) -> bool:
        """Does the sheet still fit?"""
        grid = facts.rows * facts.columns
        return facts.cells <= self.cells and grid <= self.grid and facts.shared_text <= self.text

    def take(self, facts: SheetFacts) -> None:
        """Reserves what the sheet needs."""
        self.cells -= facts.cells
        self.grid -= facts.rows * facts.columns
        self.text -= facts.shared_text


class Measure:
    """The facts of one sheet as they grow; RefusedError, with the cell, where a limit is passed."""

    def __init__(self, sheet: str, room: Room) -> None:
        """The sheet's name for refusals, and what is left of the limits."""
        self.facts = SheetFacts()
        self.sheet, self.room = sheet, room

    def grow(self, row: int, column: int, cells: int = 1) -> None:
        """Widens the extent to a cell with content, the last of so many."""
        facts, room = self.facts, self.room
        if row >= ROWS or column >= COLUMNS:
            raise self.far(cell_name(row, column))
        facts.cells += cells
        facts.rows, facts.columns = max(facts.rows, row + 1), max(facts.columns, column + 1)
        if facts.cells > room.cells:
            what = Text("有内容的单元格数", "the number of filled cells")
            raise self.over(what, f"{CELLS}+", CELLS, cell_name(row, column))
        if facts.rows * facts.columns > room.grid:
            what = Text("数据范围（行数×列数）", "the range of the data (rows times columns)")
            size = f"{facts.rows}×{facts.columns}"
            raise self.over(what, size, GRID_CELLS, cell_name(row, column))

    def add_shared(self, length: int, row: int, column: int, times: int = 1) -> None:
        """Adds up shared text: one long string shown in a million cells fills the memory."""
        facts = self.facts
        facts.shared_text += length * times
        if facts.shared_text > self.room.text:
            what = Text("共享文字的总长度", "the length of all shared text")
            raise self.over(what, f"{facts.shared_text}+", SHARED_TEXT, cell_name(row, column))

    def add_merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Notes merged cells; one huge range is as bad as one far cell."""
        facts, first = self.facts, cell_name(top, left)
        area = (bottom - top + 1) * (right - left + 1)
        if top > bottom or left > right or area > MERGED_CELLS:
            shown = f"{first}:{cell_name(bottom, right)}"
            what = words(f"合并单元格 {shown} 的格数", f"the size of the merged cells {shown}")
            raise self.over(what, abs(area), MERGED_CELLS, first)
        facts.merges.append((top, left, bottom, right))
        if len(facts.merges) > MERGES:
            raise self.over(Text("合并单元格的个数", "the number of merges"), f"{MERGES}+", MERGES, first)

    def long_text(self, cell: str) -> RefusedError:
        """The refusal of a text that no cell can hold."""
        what = Text("单元格文字的长度", "the length of the text")
        return self.over(what, f"{CELL_TEXT}+", CELL_TEXT, cell)

    def over(self, what: Text, size: object, limit: int, cell: str) -> RefusedError:
        """The refusal of what passes a limit."""
        return RefusedError(OVER_LIMITS, what=what, size=size, limit=limit, sheet=self.sheet, cell=cell)

    def far(self, address: str) -> RefusedError:
        """The refusal of a cell far out."""
        facts = {"sheet": self.sheet, "cell": address[:20]}
        return RefusedError(FAR_CELL, address=address[:20], rows=ROWS, columns=COLUMNS, **facts)
