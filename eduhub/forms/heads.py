"""The sheets of a form that are lines of label and value."""

from __future__ import annotations

from math import ceil

from xlsxwriter.worksheet import Worksheet

from eduhub.core.lines import width
from eduhub.core.text import Text
from eduhub.forms import hints
from eduhub.forms.cells import Making, accept, flag, put, say, written
from eduhub.forms.faults import Spot, faults
from eduhub.forms.page import prepare, shelter, top_lines
from eduhub.forms.tables import other
from eduhub.source.imprint import HOW
from eduhub.source.layout import Column, SheetLayout

HEADING, FIRST = 2, 3  # rows, from 0
_LABELS, _VALUES, _HINTS = 34, 46, 52  # widths
_LONG, _LINE = 1000, 15
_ITEM, _FILL = Text("项目", "item"), Text("填写", "fill in here")
_AHEAD = Text("只填 B 列；C 列是填法。", "Fill in column B only; column C says how.")


def head(making: Making, sheet: Worksheet, layout: SheetLayout) -> None:
    """Writes lines of label, value and hint."""
    styles, lang = making.styles, making.lang
    top_lines(making, sheet, layout, _AHEAD.to(lang))
    for at, (size, words) in enumerate(zip((_LABELS, _VALUES, _HINTS), (_ITEM, _FILL, HOW), strict=True)):
        sheet.set_column(at, at, size)
        say(sheet, HEADING, at, words.to(lang), styles.label)
    rows = making.filling.rows.get(layout, ())
    given = rows[0] if rows else {}
    for row, column in enumerate(layout.columns, start=FIRST):
        _line(making, sheet, layout, row, column, given.get(column.route))
    sheet.freeze_panes(FIRST, 1)
    sheet.repeat_rows(HEADING)
    sheet.set_portrait()
    prepare(making, sheet)
    shelter(making, sheet)


def _line(
    making: Making, sheet: Worksheet, layout: SheetLayout, row: int, column: Column, value: object
) -> None:
    styles, lang = making.styles, making.lang
    label = column.heading(lang) + (" *" if column.required else "")
    beside = other(layout, column)
    hinted = hints.hint(column, lang, beside)
    say(sheet, row, 0, label, styles.required if column.required else styles.optional)
    put(sheet, row, 1, value, column, styles.cell(column, carried=layout in making.filling.carried))
    say(sheet, row, 2, hinted, styles.how)
    sheet.set_row(row, _height(column, hinted, written(value) or ""))
    spot = Spot(
        cell=f"$B${row + 1}",
        whole=f"$B${FIRST + 1}:$B${FIRST + len(layout.columns)}",
        other=f"$B${FIRST + 1 + layout.columns.index(beside)}" if beside else "",
    )
    area = (row, 1, row, 1)
    flag(sheet, area, faults(layout, column, spot, making.codes), making.styles)
    accept(making, sheet, area, layout, column, spot.cell, spot.other)


def _height(column: Column, hinted: str, value: str) -> int:
    """Long texts get three lines at least."""
    lines = max(ceil(width(value) / (_VALUES - 1)), ceil(width(hinted) / (_HINTS + 4)))
    least = 3 if (column.longest or 0) > _LONG else 1
    return min(_LINE * max(lines, least) + 4, 400)
