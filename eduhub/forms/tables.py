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
from eduhub.forms.page import prepare, shelter, top_lines
from eduhub.source.imprint import EXAMPLE, HOW, NUMBERS
from eduhub.source.layout import Column, SheetLayout, Sort

HEADING, HINT, SHOWN, FIRST = 2, 3, 4, 5  # rows, from 0
_FEW, _MANY = 20, 100  # rows prepared for a list of a document and for a table kind; eduhub default
_CHECKED = 5_000  # rows that are looked at
_LEAST, _HINTED, _MOST, _WIDE = 9, 22, 36, 40  # widths of columns
_LINE = 15  # points
_AHEAD = Text(
    "已备好 {rows} 行，可插入更多行；第 4 行是填法，第 5 行是示例，都不用删。",
    "{rows} rows are prepared and more may be inserted; rows 4 and 5 explain and need not be deleted.",
)


def table(making: Making, sheet: Worksheet, layout: SheetLayout, kind_is_table: bool) -> None:
    """Writes a table with its values."""
    rows = making.filling.rows.get(layout, ())
    room = max(_MANY if kind_is_table else _FEW, ceil(1.5 * len(rows)))
    top_lines(making, sheet, layout, _AHEAD.to(making.lang).format(rows=room))
    _columns(making, sheet, layout, rows)
    _explained(making, sheet, layout)
    _rows(making, sheet, layout, rows, room)
    _checks(making, sheet, layout, FIRST + max(_CHECKED, room) - 1)
    sheet.freeze_panes(FIRST, _frozen(layout))
    # Filters and sorting start at the example, so that it and what stands above it stay where they are.
    sheet.autofilter(SHOWN, 0, FIRST + room - 1, len(layout.columns))
    sheet.repeat_rows(HEADING)
    sheet.set_landscape()
    prepare(making, sheet)
    shelter(making, sheet)


def _columns(making: Making, sheet: Worksheet, layout: SheetLayout, rows: Sequence[Row]) -> None:
    """Widths, and what holds for cells below those that are prepared."""
    sheet.set_column(0, 0, 7, making.styles.number)
    for at, column in enumerate(layout.columns, start=1):
        sheet.set_column(
            at, at, _width(layout, column, rows, making.lang), making.styles.cell(column, boxed=False)
        )
    # Rows may be deleted only where all of their cells are unlocked; those beside are no part of the table.
    reach = sheet.dim_colmax
    sheet.set_column(len(layout.columns) + 1, 16_383, None, making.styles.free)
    sheet.dim_colmax = reach


def _width(layout: SheetLayout, column: Column, rows: Sequence[Row], lang: Lang) -> int:
    """From what stands in the column; headings may break once, hints thrice, long texts often."""
    if (column.longest or 0) > 1000:
        return _WIDE
    values = (written(row.get(column.route)) or "" for row in rows[:200])
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


def _explained(making: Making, sheet: Worksheet, layout: SheetLayout) -> None:
    """Heading, hint and example."""
    styles, lang = making.styles, making.lang
    hinted = [hints.hint(column, lang, other(layout, column)) for column in layout.columns]
    words = [_heading(column, lang) for column in layout.columns]
    widths = [_width(layout, column, making.filling.rows.get(layout, ()), lang) for column in layout.columns]
    for row, height in ((HEADING, _height(words, widths)), (HINT, _height(hinted, widths)), (SHOWN, 18)):
        sheet.set_row(row, height)
    for row, label, style in (
        (HEADING, NUMBERS, styles.optional),
        (HINT, HOW, styles.how),
        (SHOWN, EXAMPLE, styles.example),
    ):
        say(sheet, row, 0, label.to(lang), style)
    for at, column in enumerate(layout.columns, start=1):
        say(sheet, HEADING, at, words[at - 1], styles.required if column.required else styles.optional)
        say(sheet, HINT, at, hinted[at - 1], styles.how)
        shown = example(column, lang)
        if shown:
            say(sheet, SHOWN, at, shown, styles.example)
        else:
            sheet.write_blank(SHOWN, at, None, styles.example)


def _heading(column: Column, lang: Lang) -> str:
    return column.heading(lang) + (" *" if column.required else "")


def other(layout: SheetLayout, column: Column) -> Column | None:
    """The column on which the choices of this one depend."""
    route = column.within.other if column.within else None
    return next((found for found in layout.columns if found.route == route), None)


def _height(words: Sequence[str], widths: Sequence[int]) -> int:
    lines = (ceil(width(said) / (room - 1)) for said, room in zip(words, widths, strict=True))
    return _LINE * max(1, *lines) + 4


def _rows(making: Making, sheet: Worksheet, layout: SheetLayout, rows: Sequence[Row], room: int) -> None:
    """The values, numbered as in the workbook that they are from, or from 1; then rows to fill in."""
    numbers = making.filling.numbers.get(layout) or range(1, room + 1)
    carried = layout in making.filling.carried
    empty: Row = {}
    lines = zip_longest(numbers, rows, range(room))
    for row, (number, given, _) in enumerate(lines, start=FIRST):
        sheet.write(row, 0, number, making.styles.number)
        for at, column in enumerate(layout.columns, start=1):
            style = making.styles.cell(column, carried=carried and given is not None)
            put(sheet, row, at, (given or empty).get(column.route), column, style)


def _checks(making: Making, sheet: Worksheet, layout: SheetLayout, last: int) -> None:
    spotted = spots(layout, FIRST + 1, last + 1)
    for at, (column, spot) in enumerate(zip(layout.columns, spotted, strict=True), start=1):
        area = (FIRST, at, last, at)
        flag(sheet, area, faults(layout, column, spot, making.codes), making.styles)
        accept(making, sheet, area, layout, column, spot.cell, spot.other)


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
