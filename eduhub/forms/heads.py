"""The sheets of a form that are lines of label and value."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from eduhub.core.text import Text
from eduhub.forms import hints
from eduhub.forms.cells import Making, accept, flag, put, say, written
from eduhub.forms.faults import Spot, faults
from eduhub.forms.page import height, prepare, roomy, shelter, top_lines
from eduhub.forms.tables import other
from eduhub.source.imprint import HOW
from eduhub.source.layout import Column, SheetLayout

HEADING, FIRST = 2, 3  # rows, from 0
_LABELS, _VALUES, _HINTS = 34, 46, 52  # widths
_LONG, _LINES = 1000, "\n\n"  # texts that may be longer get three lines at least
_ITEM, _FILL = Text("项目", "item"), Text("填写", "fill in here")
_AHEAD = Text("只填 B 列；C 列是填法。", "Fill in column B only; column C says how.")


def head(making: Making, sheet: Worksheet, layout: SheetLayout) -> None:
    """Writes lines of label, value and hint."""
    styles, lang = making.styles, making.lang
    top_lines(making, sheet, layout, _AHEAD.to(lang))
    rows = making.filling.rows.get(layout, ())
    given = rows[0] if rows else {}
    room = roomy((written(value) or "" for value in given.values()), _VALUES)
    for at, (size, words) in enumerate(zip((_LABELS, room, _HINTS), (_ITEM, _FILL, HOW), strict=True)):
        sheet.set_column(at, at, size)
        say(sheet, HEADING, at, words.to(lang), styles.label)
    for row, column in enumerate(layout.columns, start=FIRST):
        _line(making, sheet, layout, row, column, given.get(column.route), room)
    sheet.freeze_panes(FIRST, 1)
    sheet.repeat_rows(HEADING)
    sheet.set_portrait()
    prepare(making, sheet)
    shelter(making, sheet)


def _line(
    making: Making, sheet: Worksheet, layout: SheetLayout, row: int, column: Column, value: object, room: int
) -> None:
    styles, lang = making.styles, making.lang
    label = column.heading(lang) + (" *" if column.required else "")
    beside = other(layout, column)
    hinted = hints.hint(column, lang, beside)
    say(sheet, row, 0, label, styles.required if column.required else styles.optional)
    put(sheet, row, 1, value, column, _style(making, layout, column))
    say(sheet, row, 2, hinted, styles.how)
    least = _LINES if (column.longest or 0) > _LONG else ""
    cells = ((label, _LABELS), (written(value) or "", room), (hinted, _HINTS + 5), (least, 1))
    sheet.set_row(row, height(*cells))
    spot = Spot(
        cell=f"$B${row + 1}",
        whole=f"$B${FIRST + 1}:$B${FIRST + len(layout.columns)}",
        other=f"$B${FIRST + 1 + layout.columns.index(beside)}" if beside else "",
    )
    area = (row, 1, row, 1)
    flag(sheet, area, faults(layout, column, spot, making.codes), making.styles)
    accept(making, sheet, area, layout, column, spot.cell, spot.other)


def _style(making: Making, layout: SheetLayout, column: Column) -> Format:
    """What says whose the form is did not come from last year."""
    carried = layout in making.filling.carried and column.route[0] not in making.filling.unit
    return making.styles.cell(column, carried=carried, align="left")
