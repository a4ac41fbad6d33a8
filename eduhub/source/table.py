"""A grid read by a layout: the heading row found, each cell at its route, each fault at its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eduhub.core.personal import masked
from eduhub.core.place import Route, cell_name
from eduhub.core.text import Text
from eduhub.source import form_problems, limits, problems
from eduhub.source.grid import Grid
from eduhub.source.imprint import is_guide_row
from eduhub.source.layout import Column, SheetLayout, normal
from eduhub.source.reading import Cells, Reading, strange_heading, tell_conversion

TOTALS = frozenset(map(normal, ("合计", "总计", "小计", "共计", "total", "sum", "subtotal")))
_FOOTNOTES = ("注", "说明", "备注", "填表", "填报", "审核", "单位负责人", "Note", "note")


@dataclass(frozen=True)
class Heading:
    """The row in which the headings of a layout were found: for each column of the grid, what it means."""

    row: int
    columns: dict[int, tuple[Column, int]]

    @property
    def fit(self) -> int:
        """How many columns of the layout were recognised."""
        return len({column.route for column, _ in self.columns.values()})


def find_heading(grid: Grid, layout: SheetLayout) -> Heading | None:
    """The row among the first twenty that matches most headings; None where no row matches any."""
    found = [_heading(grid, layout, row) for row in range(min(limits.HEADING_ROWS, grid.height))]
    best = max(found, key=lambda heading: heading.fit, default=None)
    return best if best and best.fit else None


def _heading(grid: Grid, layout: SheetLayout, row: int) -> Heading:
    columns = {}
    for c in range(grid.width(row)):
        words = grid.heading(row, c)
        if words and (means := layout.column(words)):
            columns[c] = means
    return Heading(row, columns)


def read_table(grid: Grid, layout: SheetLayout, heading: Heading, reading: Reading) -> None:
    """Reads the rows under a heading row; they are appended where an earlier sheet gave some already."""
    columns, lacking = _columns(grid, layout, heading, reading)
    merged = _tell_merges(grid, heading, columns, reading)
    for at, (column, factor) in columns.items():
        words = grid.heading(heading.row, at) or ""
        tell_conversion(words, grid.place(heading.row, at), column, factor, reading)
    rows = _rows(reading.data, layout.route)
    reading.values[layout.route] = (grid, heading.row, min(columns, default=0))
    cells = Cells(grid, reading, Counter())
    for row in _data_rows(grid, heading, reading):
        route = (*layout.route, len(rows))
        record: dict[str, Any] = {}
        reading.values[route] = (grid, row, min(columns, default=0))
        for at, (column, factor) in columns.items():
            reading.values[*route, *column.route] = (grid, row, at)
            cells.put(row, at, column, factor, (*route, *column.route), record)
            if (row, at) in merged:
                reading.spoilt.add((*route, *column.route))
        reading.absent |= {(*route, *column.route) for column in lacking}
        _tell_overlong(grid, layout, heading, row, reading)
        rows.append(record)


def _rows(data: dict[str, Any], route: Route) -> list[Any]:
    """The list at a route, made where it is not there yet."""
    for step in route[:-1]:
        data = data.setdefault(str(step), {})
    rows: list[Any] = data.setdefault(str(route[-1]), [])
    return rows


def _columns(
    grid: Grid, layout: SheetLayout, heading: Heading, reading: Reading
) -> tuple[dict[int, tuple[Column, int]], list[Column]]:
    """The columns to read, and those whose lack was told; tells doubled and strange ones where they are."""
    columns: dict[int, tuple[Column, int]] = {}
    seen: dict[Route, int] = {}
    for at, (column, factor) in heading.columns.items():
        place = grid.place(heading.row, at)
        if column.route in seen:
            first = cell_name(heading.row, seen[column.route])
            reading.tell(problems.DOUBLED_COLUMN, place, heading=column.label, first=first)
            continue
        seen[column.route] = at
        columns[at] = column, factor
        reading.keys[*layout.route, *column.route] = place
    missing = [column for column in layout.columns if column.route not in seen]
    meant: list[Column | None] = []
    for at in range(grid.width(heading.row)):
        words = grid.heading(heading.row, at)
        if words and at not in heading.columns:
            meant.append(strange_heading(words, grid.place(heading.row, at), missing, reading))
    for column in missing:
        if column.required and column not in meant:
            reading.tell(problems.MISSING_COLUMN, grid.place(heading.row, min(columns)), field=column.label)
    return columns, [column for column in missing if column.required or column in meant]


def _first_data_row(grid: Grid, heading: Heading) -> int:
    """The row below the headings, and below what is merged downwards from them."""
    bottoms = [
        bottom
        for top, left, bottom, right in grid.merges
        if left == right and left in heading.columns and top <= heading.row <= bottom
    ]
    return max(bottoms, default=heading.row) + 1


def _data_rows(grid: Grid, heading: Heading, reading: Reading) -> Iterator[int]:
    """The rows that are records: not blank, not a repeated heading, not a line of totals."""
    for row in range(_first_data_row(grid, heading), grid.height):
        if _is_blank(grid, heading, row) or _repeats(grid, heading, row):
            continue
        if guide := is_guide_row(grid, heading.row, row):
            _tell_changed(grid, heading, row, guide, reading)
            continue
        if _is_footnote(grid, row):
            reading.tell(problems.FOOTNOTE, grid.place(row, 0))
            continue
        word = next((w for c in heading.columns if normal(w := grid.text(row, c) or "") in TOTALS), None)
        if word is None:
            yield row
        else:
            reading.tell(problems.TOTAL_ROW, grid.place(row, min(heading.columns)), word=word)


def _tell_changed(grid: Grid, heading: Heading, row: int, guide: str, reading: Reading) -> None:
    """Tells of the first cell of a row of hints or examples that was overwritten, most likely with data."""
    for at, (column, _) in heading.columns.items():
        words = grid.text(row, at)
        if words is None:
            continue
        if column.may_hold(words) if guide == "how" else not column.shows_example(words):
            value = "***" if column.personal else masked(words)[:20]
            reading.tell(form_problems.EXAMPLE_CHANGED, grid.place(row, at), row=row + 1, value=value)
            return


def _is_blank(grid: Grid, heading: Heading, row: int) -> bool:
    """Is nothing written in the columns that are read? Rows may be numbered in advance."""
    return not any(grid.text(row, at) or grid.is_spoilt(row, at) for at in heading.columns)


def _is_footnote(grid: Grid, row: int) -> bool:
    """Is the row's only cell a remark, as forms have them below the table?"""
    cells = (words for at in range(grid.width(row)) if (words := grid.text(row, at)))
    first, second = next(cells, ""), next(cells, None)
    return second is None and first.strip().startswith(_FOOTNOTES)


def _repeats(grid: Grid, heading: Heading, row: int) -> bool:
    same = 0
    for at in heading.columns:
        here = grid.text(row, at)
        if here is not None:
            if here != grid.heading(heading.row, at):
                return False
            same += 1
    return same >= 2


def _tell_merges(
    grid: Grid, heading: Heading, columns: dict[int, tuple[Column, int]], reading: Reading
) -> set[tuple[int, int]]:
    """Tells of merges that hide what belongs to a cell; gives the cells of the data that they cover."""
    first = _first_data_row(grid, heading)
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in grid.merges:
        in_data = bottom >= first
        in_heading = not in_data and bottom >= heading.row and left != right
        if not (in_data or in_heading) or not any(left <= at <= right for at in columns):
            continue
        where = Text("数据", "data") if in_data else Text("表头", "heading row")
        area = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        reading.tell(problems.MERGED_CELLS, grid.place(top, left), area=area, where=where)
        covered |= {(r, c) for r in range(max(top, first), bottom + 1) for c in range(left, right + 1)}
    return covered


def _tell_overlong(grid: Grid, layout: SheetLayout, heading: Heading, row: int, reading: Reading) -> None:
    personal = any(column.personal for column in layout.columns)
    known = grid.width(heading.row)
    for at in range(known, grid.width(row)):
        if value := grid.text(row, at):
            reading.tell(
                problems.OVERLONG_ROW, grid.place(row, at), value="***" if personal else masked(value)[:20]
            )
