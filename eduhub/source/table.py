"""A grid read by a layout: the heading row found, each cell at its route, each fault at its cell."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eduhub.core.place import Place, Route, cell_name, column_letters
from eduhub.core.rule import Finding, Rule
from eduhub.core.text import Text
from eduhub.source import limits, problems
from eduhub.source.grid import Grid, is_exponent, number_text
from eduhub.source.layout import Column, SheetLayout, normal

TOTALS = frozenset(map(normal, ("合计", "总计", "小计", "共计", "total", "sum", "subtotal")))
_UNNUMBERED = frozenset(map(normal, ("序号", "编号", "No.", "#")))


@dataclass
class Reading:
    """What has been read of one document so far: its data, its places, what was wrong."""

    data: dict[str, Any] = field(default_factory=dict)
    values: dict[Route, Place] = field(default_factory=dict)
    keys: dict[Route, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    absent: set[Route] = field(default_factory=set)
    spoilt: set[Route] = field(default_factory=set)

    def tell(self, rule: Rule, place: Place, **facts: object) -> None:
        """Notes a finding."""
        self.findings.append(rule.at(place, **facts))


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


def find_labels(grid: Grid, layout: SheetLayout) -> dict[tuple[int, int], tuple[Column, int]]:
    """For a sheet of label and value: the cells that are labels, and what they mean."""
    labels = {}
    for row in range(min(grid.height, 4 * limits.HEADING_ROWS)):
        column, end = 0, grid.width(row)
        while column < end:
            words = grid.text(row, column)
            if words and (means := layout.column(words)):
                labels[row, column] = means
                column = _value_column(grid, row, column)
            column += 1
    return labels


def _value_column(grid: Grid, row: int, column: int) -> int:
    """The column of the value that belongs to a label: the next one, behind the label's own merge."""
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and left <= column <= right:
            return right + 1
    return column + 1


def read_pairs(grid: Grid, layout: SheetLayout, reading: Reading) -> None:
    """Reads lines of label and value into the head of the document."""
    labels = find_labels(grid, layout)
    seen: dict[Route, Place] = {}
    for (row, at), (column, factor) in labels.items():
        label, value = grid.place(row, at), _value_column(grid, row, at)
        if first := seen.get(column.route):
            reading.tell(problems.DOUBLED_COLUMN, label, heading=grid.text(row, at), first=first.cell)
            continue
        seen[column.route] = reading.keys[column.route] = label
        reading.values[column.route] = grid.place(row, value)
        _Cells(grid, reading, Counter()).put(row, value, column, factor, column.route, reading.data)
    for column in layout.columns:
        if column.route not in seen and column.required:
            reading.absent.add(column.route)
            reading.tell(problems.MISSING_COLUMN, grid.place(0, 0), field=column.label)
    _strange_labels(grid, layout, labels, seen, reading)


def _strange_labels(
    grid: Grid,
    layout: SheetLayout,
    labels: dict[tuple[int, int], tuple[Column, int]],
    seen: dict[Route, Place],
    reading: Reading,
) -> None:
    """Tells of words in the label column that mean nothing, and which label they may have meant."""
    inside = {column for _, column in labels}
    missing = [column for column in layout.columns if column.route not in seen]
    for row in range(min((r for r, _ in labels), default=0), grid.height):
        for at in inside:
            words = grid.text(row, at)
            is_value = any((row, left) in labels and _value_column(grid, row, left) == at for left in inside)
            if words and (row, at) not in labels and not is_value and grid.text(row, at + 1):
                meant = _strange_heading(words, grid.place(row, at), missing, reading)
                reading.absent |= {meant.route} if meant else set()


def _strange_heading(words: str, place: Place, missing: list[Column], reading: Reading) -> Column | None:
    """Tells of a heading that means nothing; the column it may have meant, if it is near one."""
    near = difflib.get_close_matches(
        normal(words), [name for column in missing for name in column.names], 1, 0.6
    )
    if near:
        column = next(column for column in missing if near[0] in column.names)
        reading.tell(problems.MISSPELT_COLUMN, place, heading=words, suggestion=column.label)
        return column
    if normal(words) not in _UNNUMBERED:
        reading.tell(problems.UNREAD_COLUMN, place, heading=words)
    return None


def read_table(grid: Grid, layout: SheetLayout, heading: Heading, reading: Reading) -> None:
    """Reads the rows under a heading row; they are appended where an earlier sheet gave some already."""
    columns = _columns(grid, layout, heading, reading)
    merged = _tell_merges(grid, heading, columns, reading)
    _tell_conversions(grid, heading, columns, reading)
    rows = _rows(reading.data, layout.route)
    reading.values[layout.route] = grid.place(heading.row, min(columns, default=0))
    cells = _Cells(grid, reading, Counter())
    for row in _data_rows(grid, heading, reading):
        route = (*layout.route, len(rows))
        record: dict[str, Any] = {}
        reading.values[route] = grid.place(row, min(columns, default=0))
        for at, (column, factor) in columns.items():
            reading.values[*route, *column.route] = grid.place(row, at)
            cells.put(row, at, column, factor, (*route, *column.route), record)
            if (row, at) in merged:
                reading.spoilt.add((*route, *column.route))
        _tell_overlong(grid, heading, row, reading)
        rows.append(record)


def _rows(data: dict[str, Any], route: Route) -> list[Any]:
    """The list at a route, made where it is not there yet."""
    for step in route[:-1]:
        data = data.setdefault(str(step), {})
    rows: list[Any] = data.setdefault(str(route[-1]), [])
    return rows


def _columns(
    grid: Grid, layout: SheetLayout, heading: Heading, reading: Reading
) -> dict[int, tuple[Column, int]]:
    """The columns to read; tells the doubled, the missing and the strange ones once, at their headings."""
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
            meant.append(_strange_heading(words, grid.place(heading.row, at), missing, reading))
    for column in missing:
        if column.required and column not in meant:
            reading.tell(problems.MISSING_COLUMN, grid.place(heading.row, min(columns)), field=column.label)
    reading.absent |= {(*layout.route, *column.route) for column in missing}
    return columns


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
        if grid.is_blank(row) or _repeats(grid, heading, row):
            continue
        word = next((w for c in heading.columns if normal(w := grid.text(row, c) or "") in TOTALS), None)
        if word is None:
            yield row
        else:
            reading.tell(problems.TOTAL_ROW, grid.place(row, min(heading.columns)), word=word)


def _repeats(grid: Grid, heading: Heading, row: int) -> bool:
    words = [(grid.text(row, c), grid.heading(heading.row, c)) for c in heading.columns]
    return sum(here == above for here, above in words) >= 2 and all(
        here in (None, above) for here, above in words
    )


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


def _tell_conversions(
    grid: Grid, heading: Heading, columns: dict[int, tuple[Column, int]], reading: Reading
) -> None:
    for at, (column, factor) in columns.items():
        if factor != 1:
            words = grid.heading(heading.row, at)
            facts = {"heading": words, "unit": column.unit, "before": 1, "after": factor}
            reading.tell(problems.UNIT_CONVERTED, grid.place(heading.row, at), **facts)


def _tell_overlong(grid: Grid, heading: Heading, row: int, reading: Reading) -> None:
    known = grid.width(heading.row)
    for at in range(known, grid.width(row)):
        if value := grid.text(row, at):
            reading.tell(problems.OVERLONG_ROW, grid.place(row, at), value=value[:20])


@dataclass
class _Cells:
    """Puts cells into records; tells error values, lost digits, and numbers in columns of codes."""

    grid: Grid
    reading: Reading
    told: Counter[Route]

    def put(
        self, row: int, at: int, column: Column, factor: int, route: Route, record: dict[str, Any]
    ) -> None:
        """Puts one cell at its route inside the record; a blank cell leaves no trace there."""
        spot = (row, at)
        if error := self.grid.errors.get(spot):
            self._spoil(problems.ERROR_CELL, spot, route, value=error)
        elif spot in self.grid.uncached:
            self._spoil(problems.FORMULA_WITHOUT_VALUE, spot, route)
        elif (text := self.grid.text(row, at)) is not None:
            if column.code and not self._is_whole_code(spot, text, column, route):
                return
            _set(record, column.route, _value(text, column, factor))

    def _spoil(self, rule: Rule, spot: tuple[int, int], route: Route, **facts: object) -> None:
        self.reading.tell(rule, self.grid.place(*spot), **facts)
        self.reading.spoilt.add(route)

    def _is_whole_code(self, spot: tuple[int, int], text: str, column: Column, route: Route) -> bool:
        """Has a code kept all its digits? Tells the loss, or once a column that it was a number."""
        row, at = spot
        number = self.grid.rows[row][at]
        is_number = isinstance(number, float | int) and not isinstance(number, bool)
        facts = {"field": column.label, "column": column_letters(at)}
        if loss := _loss(text, is_number, column.width):
            self._spoil(problems.DIGITS_LOST, spot, route, loss=loss, **facts)
            return False
        self.told[column.route] += is_number
        if is_number and self.told[column.route] == 1:
            self.reading.tell(
                problems.NUMBER_AS_CODE,
                self.grid.place(row, at),
                value="***" if column.personal else text,
                **facts,
            )
        return True


def _loss(text: str, is_number: bool, width: int | None) -> Text | None:
    """What a code lost when it was kept as a number; None where nothing is known to be lost."""
    digits = len(text)
    if is_exponent(text) or (is_number and digits > 15):
        count = int(text[text.upper().index("E+") + 2 :]) + 1 if is_exponent(text) else digits
        return Text(
            f"是 {count} 位数字，Excel 已丢失末尾几位",
            f"is a number of {count} digits; Excel lost the last ones",
        )
    if is_number and width and digits < width:
        zh = f"是 {digits} 位数字，应为 {width} 位，开头的 0 可能已丢失"
        return Text(zh, f"is a number of {digits} digits instead of {width}; leading zeros may be lost")
    return None


def _value(text: str, column: Column, factor: int) -> str | list[str]:
    if column.joined:
        return [
            part.strip() for part in text.replace("；", "、").replace("\n", "、").split("、") if part.strip()
        ]
    if factor != 1:
        try:
            return number_text(float(text) * factor)
        except ValueError:
            return text
    return text


def _set(record: dict[str, Any], route: Route, value: object) -> None:
    for step in route[:-1]:
        record = record.setdefault(str(step), {})
    record[str(route[-1])] = value
