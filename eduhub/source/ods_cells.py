"""The cells of an OpenDocument spreadsheet, walked by expat: values, extent, merges, what is hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from eduhub.core.place import cell_name
from eduhub.core.text import Text
from eduhub.source.limits import CELL_TEXT, COLUMNS, MERGES, SHEETS
from eduhub.source.markup import Attributes, Walk, damaged
from eduhub.source.measure import Measure, Room
from eduhub.source.ods_styles import Styles
from eduhub.source.ods_values import MEANT, OdsCell
from eduhub.source.office import ELSEWHERE, Aside, comment_on
from eduhub.source.problems import OVER_LIMITS, RefusedError
from eduhub.source.workbook import RawSheet, Value, raw_sheet

_TABLE_PATH: Final = ["office:document-content", "office:body", "office:spreadsheet", "table:table"]
_AROUND_ROWS: Final = frozenset({"table:table-rows", "table:table-header-rows", "table:table-row-group"})
_AROUND_COLUMNS: Final = frozenset(
    {"table:table-columns", "table:table-header-columns", "table:table-column-group"}
)
_CELLS: Final = frozenset({"table:table-cell", "table:covered-table-cell"})
_PARAGRAPHS: Final = frozenset({"text:p", "text:h"})
_SPANS: Final = frozenset({"table:number-rows-spanned", "table:number-columns-spanned"})
_HIDDEN: Final = frozenset({"collapse", "filter"})
_NUMBER: Final = re.compile(r"[0-9]{1,10}")
_MOST: Final = 2**31


@dataclass(slots=True)
class _Row:
    """A row that is being read: its cells with content, and how many rows are like it."""

    times: int
    hidden: bool
    cells: list[tuple[int, int, OdsCell]] = field(default_factory=list)
    merges: list[tuple[int, int, int]] = field(default_factory=list)  # column, rows, columns
    width: int = 0


class _Tab:
    """One sheet as it grows; blank rows are only counted until one with content follows."""

    def __init__(self, name: str, hidden: bool, room: Room) -> None:
        self.name, self.hidden = name, hidden
        self.measure = Measure(name, room)
        self.rows: list[list[Value]] = []
        self.at = 0  # the row that comes next
        self.columns: list[str] = []  # default styles of cells
        self._column = 0
        self._hidden_rows: list[tuple[int, int]] = []
        self._merges: list[tuple[int, int, _Row]] = []

    def add_column(self, times: int, style: str, hidden: bool) -> None:
        """Notes a column, or several that are alike."""
        if hidden:
            self.measure.facts.hidden_spans.append((self._column + 1, self._column + times))
        self.columns += [style] * min(times, COLUMNS - len(self.columns))
        self._column += times

    def default_style(self, column: int) -> str:
        """The style of cells in a column that have none of their own."""
        return self.columns[column] if column < len(self.columns) else ""

    def add(self, row: _Row) -> None:
        """Appends a row as often as it stands there."""
        if row.hidden:
            self._hidden_rows.append((self.at, row.times))
        if row.merges:
            self._merges.append((self.at, row.times, row))
        if row.cells:
            self._add_cells(row)
        self.at += row.times

    def _add_cells(self, row: _Row) -> None:
        """Appends a row with content, within the limits."""
        column, times, _ = row.cells[-1]
        cells = sum(times for _, times, _ in row.cells)
        self.measure.grow(self.at + row.times - 1, column + times - 1, cells * row.times)
        values = _values(row)
        length = sum(len(value) for value in values if value.__class__ is str)
        self.measure.add_shared(length, self.at, column, row.times)
        for column, times, cell in row.cells:
            if cell.is_special:
                self._note(cell, column, row.times, times)
        self.rows += [[] for _ in range(self.at - len(self.rows))]
        self.rows += [list(values) for _ in range(row.times)]

    def _note(self, cell: OdsCell, column: int, down: int, across: int) -> None:
        """Enters what is special about a cell, wherever it stands."""
        facts = self.measure.facts
        if cell.has_result:
            facts.formulas += down * across
        if not (cell.error or cell.is_uncached):
            return
        for row in range(self.at, self.at + down):
            for at in range(column, column + across):
                if cell.error:
                    facts.errors[row, at] = cell.error
                else:
                    facts.uncached.add((row, at))

    def done(self) -> RawSheet:
        """The sheet, its rows of one length; what is hidden below the last value is no matter."""
        facts = self.measure.facts
        for row in self.rows:
            row += [""] * (facts.columns - len(row))
        for begin, times in self._hidden_rows:
            facts.hidden_rows += max(0, min(begin + times, facts.rows) - begin)
        for begin, times, merged in self._merges:
            for at in range(begin, begin + min(times, MERGES + 1)):
                for column, down, across in merged.merges:
                    self.measure.add_merge(at, column, at + down - 1, column + across - 1)
        return raw_sheet(self.name, self.hidden, facts, self.rows)


def _values(row: _Row) -> list[Value]:
    """The values of a row up to its last cell with content."""
    values: list[Value] = []
    for column, times, cell in row.cells:
        values += [""] * (column - len(values))
        values += [cell.value] * times
    return values


class Content:
    """One walk through the part that has the cells: its sheets, and what they say outside of cells."""

    def __init__(self, styles: Styles) -> None:
        """The styles of the other part."""
        self.sheets: list[RawSheet] = []
        self.asides: list[Aside] = []
        self._styles, self._room = styles, Room()
        self._path: list[str] = []
        # How deep each lies that is open; 0 where none is.
        self._tab_depth = self._row_depth = self._cell_depth = self._aside_depth = 0
        self._tab, self._row, self._cell = _Tab("", False, self._room), _Row(1, False), OdsCell({}, "")
        self._times = 1
        self._words: list[str] = []

    def read(self, content: bytes, part: str) -> None:
        """Reads the whole part; RefusedError for what is malformed or passes a limit."""
        Walk(part, self._start, self._end, self._text).run(content)

    def _start(self, name: str, attributes: Attributes) -> None:
        self._path.append(name)
        depth = len(self._path)
        if self._cell_depth:
            self._start_inside(name, attributes, depth)
        elif self._row_depth:
            if name in _CELLS and depth == self._row_depth + 1:
                self._open_cell(attributes)
        elif self._tab_depth:
            self._start_in_tab(name, attributes, self._path[self._tab_depth : -1])
        elif name == "table:table" and self._path == _TABLE_PATH:
            self._open_tab(attributes)
        else:
            self._styles.start(name, attributes)

    def _open_tab(self, attributes: Attributes) -> None:
        if len(self.sheets) == SHEETS:
            what = Text("工作表数", "the number of sheets")
            raise RefusedError(OVER_LIMITS, what=what, size=f"{SHEETS}+", limit=SHEETS)
        hidden = attributes.get("table:style-name", "") in self._styles.hiding
        self._tab = _Tab(attributes.get("table:name", ""), hidden, self._room)
        self._tab_depth = len(self._path)

    def _start_in_tab(self, name: str, attributes: Attributes, around: list[str]) -> None:
        """A row or a column of the sheet itself; those of a table in a drawing are none."""
        hidden = attributes.get("table:visibility") in _HIDDEN
        if name == "table:table-row" and _AROUND_ROWS.issuperset(around):
            self._row = _Row(self._count(attributes, "table:number-rows-repeated"), hidden)
            self._row_depth = len(self._path)
        elif name == "table:table-column" and _AROUND_COLUMNS.issuperset(around):
            times = self._count(attributes, "table:number-columns-repeated")
            self._tab.add_column(times, attributes.get("table:default-cell-style-name", ""), hidden)

    def _open_cell(self, attributes: Attributes) -> None:
        """Begins a cell and notes how far it is merged."""
        self._times = self._count(attributes, "table:number-columns-repeated")
        if not _SPANS.isdisjoint(attributes):
            down = self._count(attributes, "table:number-rows-spanned")
            across = self._count(attributes, "table:number-columns-spanned")
            if (down, across) != (1, 1):
                self._row.merges.append((self._row.width, down, across))
        style = attributes.get("table:style-name") or self._tab.default_style(self._row.width)
        self._cell, self._cell_depth = OdsCell(attributes, style), len(self._path)

    def _start_inside(self, name: str, attributes: Attributes, depth: int) -> None:
        """Something in a cell: a paragraph, what stands in one, or what is only pinned to the cell."""
        if self._aside_depth:
            return
        if depth == self._cell_depth + 1 and name in _PARAGRAPHS:
            self._cell.paragraphs.append("")
        elif depth == self._cell_depth + 1 or name.startswith(("office:", "draw:", "text:note")):
            self._aside_depth = depth
        elif name in MEANT:
            self._add(MEANT[name] * min(self._count(attributes, "text:c"), CELL_TEXT + 1))

    def _count(self, attributes: Attributes, name: str) -> int:
        """How often something stands there: 1 unless it says otherwise."""
        words = attributes.get(name)
        if words is None:
            return 1
        if not _NUMBER.fullmatch(words) or not int(words):
            zh, en = "行列的重复次数不合规", "a row or cell is repeated in a malformed way"
            raise damaged(zh, en, sheet=self._tab.name)
        return min(int(words), _MOST)

    @property
    def _address(self) -> str:
        """The cell that is being read."""
        return cell_name(self._tab.at, self._row.width)

    def _add(self, piece: str) -> None:
        """Adds words to the cell, up to what a cell can hold."""
        if not self._cell.add(piece):
            raise self._tab.measure.long_text(self._address)

    def _text(self, piece: str) -> None:
        if self._aside_depth or (self._tab_depth and not self._cell_depth):
            self._words.append(piece)
        elif self._cell_depth and len(self._path) > self._cell_depth:
            self._add(piece)

    def _end(self, name: str) -> None:
        depth = len(self._path)
        if depth == self._aside_depth:
            self._tell(name)
            self._aside_depth = 0
        elif depth == self._cell_depth:
            self._close_cell()
        elif depth == self._row_depth:
            self._tab.add(self._row)
            self._row_depth = 0
        elif depth == self._tab_depth:
            self._close_tab()
        elif self._words and (name in _PARAGRAPHS or not name.startswith("text:")):
            self._words.append("\n")  # what ends is no mere piece of a paragraph
        self._path.pop()

    def _tell(self, element: str) -> None:
        """Enters the words of an element that stand outside of the cells."""
        if words := "".join(self._words).strip():
            pinned = element == "office:annotation"
            aside = comment_on(self._address, self._tab.name, words) if pinned else Aside(ELSEWHERE, words)
            self.asides.append(aside)
        self._words = []

    def _close_cell(self) -> None:
        """Works out the value, and puts a cell with content into its row."""
        cell, row = self._cell, self._row
        try:
            cell.finish(self._styles.is_span)
        except OverflowError:
            raise self._tab.measure.long_text(self._address) from None
        except ValueError as error:
            zh, en = "单元格的值不合规", "the value of a cell is malformed"
            raise damaged(zh, en, sheet=self._tab.name, cell=self._address[:20]) from error
        if cell.value != "" or cell.is_special:
            row.cells.append((row.width, self._times, cell))
        row.width = min(row.width + self._times, _MOST)
        self._cell_depth = 0

    def _close_tab(self) -> None:
        """Finishes a sheet; what is written outside of its cells is in drawings."""
        self._tell("")
        self.sheets.append(self._tab.done())
        self._room.take(self._tab.measure.facts)
        self._tab_depth = 0
