"""The sheets of a form that are tables: title, heading, how to fill it in, an example, rows to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from math import ceil

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from eduhub.core.lines import width
from eduhub.core.place import Route
from eduhub.core.text import Lang, Text
from eduhub.forms import hints
from eduhub.forms.cells import Making, accept, flag, put, say, written
from eduhub.forms.faults import Spot, faults
from eduhub.forms.filling import Row
from eduhub.forms.frames import frame_rule
from eduhub.forms.page import height, prepare, roomy, shelter, top_lines
from eduhub.source.imprint import EXAMPLE, HOW, NUMBERS
from eduhub.source.layout import Column, SheetLayout, Sort

HEADING, HINT, SHOWN, FIRST = 2, 3, 4, 5  # rows, from 0
_READY, _SPARE = 20, 5  # rows with frames at least, and below the last that is filled in; eduhub default
_CHECKED = 5_000  # rows that are looked at
_LEAST, _HINTED, _MOST, _WIDE = 9, 22, 36, 40  # widths of columns
_AHEAD = Text(
    "行数不限，往下接着填，线框自动出现；第 4 行是填法，第 5 行是示例，都不用删。",
    "Fill in as many rows as you need, frames follow; rows 4 and 5 explain and need not be deleted.",
)


def table(making: Making, sheet: Worksheet, layout: SheetLayout) -> None:
    """Writes a table with its values.

    Programs print down to the last cell with words or a frame: only so many rows have either.
    """
    rows = making.filling.rows.get(layout, ())
    room = max(_READY, len(rows) + _SPARE)
    last = FIRST + max(_CHECKED, room) - 1
    widths = [_width(layout, column, rows, making.lang) for column in layout.columns]
    top_lines(making, sheet, layout, _AHEAD.to(making.lang))
    _columns(making, sheet, layout, widths)
    _explained(making, sheet, layout, widths)
    _rows(making, sheet, layout, room, widths)
    _checks(making, sheet, layout, last)
    _frames(making, sheet, len(layout.columns), FIRST + room, last)
    sheet.freeze_panes(FIRST, _frozen(layout))
    # Filters and sorting start at the example, so that it and what stands above it stay where they are.
    sheet.autofilter(SHOWN, 0, last, len(layout.columns))
    sheet.repeat_rows(HEADING)
    sheet.set_landscape()
    prepare(making, sheet)
    sheet.hide_gridlines(1)  # on paper alone: on the screen they show where to go on
    shelter(making, sheet)


def _columns(making: Making, sheet: Worksheet, layout: SheetLayout, widths: Sequence[int]) -> None:
    """Widths, and what holds for cells below those that are prepared."""
    sheet.set_column(0, 0, 7, making.styles.number)
    for at, (column, wide) in enumerate(zip(layout.columns, widths, strict=True), start=1):
        sheet.set_column(at, at, wide, making.styles.cell(column, boxed=False))
    # Rows may be deleted only where all of their cells are unlocked; those beside are no part of the table.
    reach = sheet.dim_colmax
    sheet.set_column(len(layout.columns) + 1, 16_383, None, making.styles.free)
    sheet.dim_colmax = reach


def _width(layout: SheetLayout, column: Column, rows: Sequence[Row], lang: Lang) -> int:
    """From what stands in the column; headings may break once, hints thrice, long texts often."""
    values = [written(row.get(column.route)) or "" for row in rows]
    if (column.longest or 0) > 1000:
        return roomy(values, _WIDE)
    choices = () if column.joined else (choice.to(lang) for choice in column.choices)
    widest = max(map(width, (example(column, lang), *values, *choices)))
    heading = ceil(width(column.heading(lang)) / 2) + 3
    hinted = min(_HINTED, ceil(width(hints.hint(column, lang, other(layout, column))) / 4) + 3)
    day = 14 if column.sort is Sort.DATE else 0
    return min(max(_LEAST, widest + 2, heading, hinted, day), _MOST)


def example(column: Column, lang: Lang) -> str:
    """The example of a column, a choice in the language of the form."""
    chosen = (choice.to(lang) for choice in column.choices if choice.zh == column.example)
    return next(chosen, column.example)


def _explained(making: Making, sheet: Worksheet, layout: SheetLayout, widths: Sequence[int]) -> None:
    """Heading, hint and example."""
    styles, lang = making.styles, making.lang
    hinted = [hints.hint(column, lang, other(layout, column)) for column in layout.columns]
    words = [_heading(column, lang) for column in layout.columns]
    shown = [example(column, lang) for column in layout.columns]
    for row, said in ((HEADING, words), (HINT, hinted), (SHOWN, shown)):
        sheet.set_row(row, height(*zip(said, widths, strict=True)))
    for row, label, style in (
        (HEADING, NUMBERS, styles.optional),
        (HINT, HOW, styles.how),
        (SHOWN, EXAMPLE, styles.example),
    ):
        say(sheet, row, 0, label.to(lang), style)
    for at, column in enumerate(layout.columns, start=1):
        say(sheet, HEADING, at, words[at - 1], styles.required if column.required else styles.optional)
        say(sheet, HINT, at, hinted[at - 1], styles.how)
        if shown[at - 1]:
            say(sheet, SHOWN, at, shown[at - 1], styles.example)
        else:
            sheet.write_blank(SHOWN, at, None, styles.example)


def _heading(column: Column, lang: Lang) -> str:
    return column.heading(lang) + (" *" if column.required else "")


def other(layout: SheetLayout, column: Column) -> Column | None:
    """The column on which the choices of this one depend."""
    route = column.within.other if column.within else None
    return next((found for found in layout.columns if found.route == route), None)


def _rows(making: Making, sheet: Worksheet, layout: SheetLayout, room: int, widths: Sequence[int]) -> None:
    """The values, numbered as in the workbook that they are from, or from 1; then rows to fill in."""
    rows = making.filling.rows.get(layout, ())
    numbers = making.filling.numbers.get(layout) or range(1, room + 1)
    carried = layout in making.filling.carried
    empty: Row = {}
    lines = zip_longest(numbers, rows, range(room))
    for row, (number, given, _) in enumerate(lines, start=FIRST):
        sheet.write(row, 0, number, making.styles.number)
        words = [written((given or empty).get(column.route)) or "" for column in layout.columns]
        if (needed := height(*zip(words, widths, strict=True))) > height(("", 1)):
            sheet.set_row(row, needed)  # the others grow by themselves while they are filled in
        for at, column in enumerate(layout.columns, start=1):
            style = making.styles.cell(column, carried=carried and given is not None)
            put(sheet, row, at, (given or empty).get(column.route), column, style)


def _checks(making: Making, sheet: Worksheet, layout: SheetLayout, last: int) -> None:
    spotted = spots(layout, FIRST + 1, last + 1)
    for at, (column, spot) in enumerate(zip(layout.columns, spotted, strict=True), start=1):
        area = (FIRST, at, last, at)
        flag(sheet, area, faults(layout, column, spot, making.codes), making.styles)
        accept(making, sheet, area, layout, column, spot.cell, spot.other)


def _frames(making: Making, sheet: Worksheet, columns: int, first: int, last: int) -> None:
    """Frames around what is filled in below the prepared rows, and a few rows further on."""
    filled = f"={frame_rule(first + 1, xl_col_to_name(columns))}"
    sheet.conditional_format(
        *(first, 0, max(first, last), columns),
        {"type": "formula", "criteria": filled, "format": making.styles.frame},
    )


def spots(layout: SheetLayout, first: int, last: int) -> Iterator[Spot]:
    """For each column its cell in the first row and what stands beside it; rows are counted from 1."""
    letters = {column.route: xl_col_to_name(at) for at, column in enumerate(layout.columns, start=1)}
    whole = f"$B{first}:${xl_col_to_name(len(layout.columns))}{first}"
    twin = _twin(layout, letters, first, last)
    for column in layout.columns:
        beside = other(layout, column)
        yield Spot(
            cell=f"${letters[column.route]}{first}",
            whole=whole,
            other=f"${letters[beside.route]}{first}" if beside else "",
            twin=twin if column.route in layout.key else "",
        )


def _twin(layout: SheetLayout, letters: Mapping[Route, str], number: int, last: int) -> str:
    """True where another row has the same key."""
    if not layout.key:
        return ""
    cells = [f"${letters[route]}{number}" for route in layout.key]
    same = "*".join(
        f"(${letters[route]}${number}:${letters[route]}${last}=${letters[route]}{number})"
        for route in layout.key
    )
    filled = ",".join(
        f"LEN({cell})>0"
        for cell, route in zip(cells, layout.key, strict=True)
        if any(column.route == route and column.required for column in layout.columns)
    )
    return f"IF(AND({filled or f'LEN({cells[0]})>0'}),SUMPRODUCT({same or 1}*1)>1,FALSE)"


def _frozen(layout: SheetLayout) -> int:
    """Number and first column stay in sight; two columns where the key begins with two."""
    keys = [column.route in layout.key for column in layout.columns[:2]]
    return 3 if all(keys) and len(layout.columns) > 5 else 2
