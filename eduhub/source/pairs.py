"""A sheet of label and value: labels found anywhere, the value in the next cell."""

from __future__ import annotations

from collections import Counter
from typing import TypeAlias

from eduhub.core.place import Place, Route
from eduhub.source import limits, problems
from eduhub.source.grid import Grid
from eduhub.source.layout import Column, SheetLayout
from eduhub.source.reading import Cells, Reading, strange_heading, tell_conversion

Labels: TypeAlias = dict[tuple[int, int], tuple[Column, int]]


def find_labels(grid: Grid, layout: SheetLayout) -> Labels:
    """For a sheet of label and value: the cells that are labels, and what they mean."""
    labels = {}
    for row in range(min(grid.height, 4 * limits.HEADING_ROWS)):
        column, end = 0, grid.width(row)
        while column < end:
            words = grid.text(row, column)
            if words and (means := layout.column(words)):
                labels[row, column] = means
                column = value_column(grid, row, column)
            column += 1
    return labels


def value_column(grid: Grid, row: int, column: int) -> int:
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
        label, value, words = grid.place(row, at), value_column(grid, row, at), grid.text(row, at) or ""
        if first := seen.get(column.route):
            reading.tell(problems.DOUBLED_COLUMN, label, heading=words, first=first.cell)
            continue
        seen[column.route] = reading.keys[column.route] = label
        reading.values[column.route] = (grid, row, value)
        tell_conversion(words, label, column, factor, reading)
        Cells(grid, reading, Counter()).put(row, value, column, factor, column.route, reading.data)
    missing = [column for column in layout.columns if column.route not in seen]
    meant = _strange_labels(grid, labels, missing, reading)
    reading.absent |= {column.route for column in missing if column.required or column in meant}
    for column in missing:
        if column.required and column not in meant:
            reading.tell(problems.MISSING_COLUMN, grid.place(0, 0), field=column.label)


def _strange_labels(grid: Grid, labels: Labels, missing: list[Column], reading: Reading) -> list[Column]:
    """Tells of words in the label columns that mean nothing; gives the columns that they may have meant."""
    values = {(row, value_column(grid, row, at)) for row, at in labels}
    meant = []
    for row in range(min((row for row, _ in labels), default=0), grid.height):
        for at in {column for _, column in labels}:
            words = grid.text(row, at)
            if words and (row, at) not in labels and (row, at) not in values and grid.text(row, at + 1):
                meant.append(strange_heading(words, grid.place(row, at), missing, reading))
    return [column for column in meant if column]
