"""A page as a workbook: a sheet for each section, numbers as numbers, charts that can be changed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from math import ceil, floor
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from eduhub.core.text import Lang, Text
from eduhub.reports.native import HEIGHT, WIDTH, native
from eduhub.reports.page import Cell, Figure, Page, Panel, Section, Table
from eduhub.reports.rendering import Templates

_A4 = 9  # as the format numbers paper
_NARROW, _WIDE, _BESIDE = 9, 34, 84  # widths in characters; a chart stands beside a table up to the last
_LEAST = 92  # the width that sentences have at least
_LINE = 16.5  # points
# What the margins leave of the paper: pixels, points.
_PAPER_WIDTH, _PAPER_HEIGHT = 1000, 490
_CHART = HEIGHT * 0.75 + 14  # points
_HIGHEST = 400  # points of a row; a spreadsheet takes no more than 409
_OVERVIEW, _NOTES = Text("概要", "overview"), Text("说明", "notes")
_SUMMARY, _MADE = Text("要点", "In short"), Text("测算说明", "How this was made")
_PAGE = Text("第 &P 页，共 &N 页", "page &P of &N")


def workbook(page: Page, lang: Lang, templates: Templates) -> dict[str, str | bytes]:
    """The one file of a page: `<name>.xlsx`."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(stream, options)
    book.set_properties({"created": datetime.combine(page.as_of, time()), "title": page.title.to(lang)})
    book.set_size(1600, 1000)
    writer = _Writer(book, page, lang)
    writer.overview()
    for section in page.sections:
        writer.section(section)
    writer.notes()
    book.close()
    return {f"{page.name}.xlsx": stream.getvalue()}


class _Styles:
    """The cell formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **given: Any) -> Any:
        """The format with these properties over the usual ones."""
        wanted = {"font_size": 10.5, "valign": "vcenter", "text_wrap": True} | given
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]


@dataclass
class _Writer:
    """Writes the sheets of a page, from the top down."""

    book: Workbook
    page: Page
    lang: Lang
    names: set[str] = field(default_factory=set)

    @cached_property
    def style(self) -> _Styles:
        return _Styles(self.book)

    def overview(self) -> None:
        """The first sheet: what the page is about, and the answers."""
        sheet = _Sheet(self, _OVERVIEW, ())
        sheet.sentences([self.page.title], bold=True, font_size=15)
        sheet.skip()
        for name, value in self.page.facts:
            sheet.fact(name, value)
        sheet.skip()
        sheet.sentences([_SUMMARY], bold=True, font_size=12)
        sheet.sentences(self.page.summary)

    def section(self, section: Section) -> None:
        """A sheet with the sentences on top, then the tables, each with its charts."""
        tables = [*section.tables, *(table for figure in section.figures for table in figure.tables)]
        sheet = _Sheet(self, section.short, tables, section.figures)
        sheet.sentences([section.title], bold=True, font_size=14)
        sheet.sentences(section.sentences)
        for figure in section.figures:
            sheet.skip()
            sheet.sentences([figure.sentence])
            sheet.figure(figure)
        for table in section.tables:
            sheet.skip()
            sheet.table(table)

    def notes(self) -> None:
        """The last sheet: how the figures were made."""
        sheet = _Sheet(self, _NOTES, ())
        sheet.sentences([_MADE], bold=True, font_size=14)
        sheet.sentences(self.page.notes)

    def name(self, wanted: Text) -> str:
        """A name that no other sheet has and a spreadsheet takes."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", wanted.to(self.lang))[:28].strip() or "-"
        tries = [plain, *(f"{plain} {n}" for n in range(2, 99))]
        free = next(one for one in tries if one.lower() not in self.names)
        self.names.add(free.lower())
        return free


class _Sheet:
    """One sheet, the row where writing goes on, and how far down its page of paper that is."""

    def __init__(
        self, writer: _Writer, name: Text, tables: Sequence[Table], figures: Sequence[Figure] = ()
    ) -> None:
        self.writer, self.lang, self.style = writer, writer.lang, writer.style
        self.name = writer.name(name)
        self.sheet: Worksheet = writer.book.add_worksheet(self.name)
        self.row, self.down = 0, 0.0
        self.breaks: list[int] = []
        self.widths = _widths(tables, self.lang)
        while sum(self.widths) < _LEAST:
            self.widths.append(_NARROW)
        self.charts = max((_across(figure, self.widths) for figure in figures), default=0)
        self.alone = len(tables) == 1
        self._set_up()

    def _set_up(self) -> None:
        sheet = self.sheet
        for at, width in enumerate(self.widths):
            sheet.set_column(at, at, width)
        pixels = max(sum(7 * width + 5 for width in self.widths), self.charts)
        self.scale = min(100, max(10, floor(100 * _PAPER_WIDTH / pixels)))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(0.5, 0.5, 0.6, 0.7)
        sheet.fit_to_pages(1, 0)
        title = self.writer.page.title.to(self.lang).replace("&", "&&")
        sheet.set_footer(f"&L&9{title}&R&9{_PAGE.to(self.lang)}")

    def next_row(self, height: float = _LINE) -> None:
        """Gives the row its height and goes on to the next."""
        self.sheet.set_row(self.row, height)
        self.row, self.down = self.row + 1, self.down + height

    def keep(self, height: float) -> None:
        """Begins a new page of paper where this one has no room for what belongs together."""
        room = _PAPER_HEIGHT * 100 / self.scale
        if self.down and self.down + height > room and height <= room:
            self.breaks.append(self.row)
            self.sheet.set_h_pagebreaks(self.breaks)
            self.down = 0.0

    def skip(self) -> None:
        """Leaves a row free."""
        self.next_row(9)

    def sentences(self, texts: Iterable[Text], **look: Any) -> None:
        """Each text in a row over the whole width, as high as it needs."""
        for text in texts:
            said = text.to(self.lang)
            if said:
                size = look.get("font_size", 10.5) / 10.5
                lines = ceil(_room(said) * size * 1.06 / sum(self.widths))
                style = self.style(**look)
                self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, "", style)
                self.sheet.write_string(self.row, 0, said, style)
                self.next_row(lines * _LINE * size + 3)

    def fact(self, name: Text, value: Text) -> None:
        """A name and its value."""
        last, narrow = len(self.widths) - 1, sum(self.widths[:3])
        grey = self.style(font_color="#555555")
        self.sheet.merge_range(self.row, 0, self.row, 2, "", grey)
        self.sheet.write_string(self.row, 0, name.to(self.lang), grey)
        self.sheet.merge_range(self.row, 3, self.row, last, "", self.style())
        self.sheet.write_string(self.row, 3, value.to(self.lang), self.style())
        lines = max(
            ceil(1.1 * _room(name.to(self.lang)) / narrow),
            ceil(1.1 * _room(value.to(self.lang)) / (sum(self.widths) - narrow)),
        )
        self.next_row(lines * _LINE + 2)

    def figure(self, figure: Figure) -> None:
        """The tables of a figure and its charts: beside narrow tables, else in rows of two below them."""
        beside = all(sum(self.widths[: len(table.head)]) <= _BESIDE for table in figure.tables)
        charts = []
        for table in figure.tables:
            panels = [panel for panel in figure.panels if panel.table == table]
            if figure.kind == "heat":
                self._heat(panels, self.table(table))
            elif beside:
                self._beside(figure, panels)
            else:
                first = self.table(table)
                charts += [native(self.writer.book, self.name, figure, p, first, self.lang) for p in panels]
            self.skip()
        for at in range(0, len(charts), 2):
            self._below(charts[at : at + 2])

    def _beside(self, figure: Figure, panels: Sequence[Panel]) -> None:
        """A table with its one chart to the right of it."""
        (panel,) = panels
        self.keep(max(self.height(panel.table), _CHART))
        start, down = self.row, self.down
        chart = native(
            self.writer.book, self.name, figure, panel, self.table(panel.table, keep=False), self.lang
        )
        place = {"x_offset": 18, "y_offset": 4, "object_position": 2}
        self.sheet.insert_chart(start, len(panel.table.head), chart, place)
        while self.down < down + _points(chart):
            self.next_row()

    def _below(self, charts: Sequence[Chart]) -> None:
        """One or two charts in a row of their own."""
        need = max(map(_points, charts))
        self.keep(need)
        for number, chart in enumerate(charts):
            place = {"x_offset": 4 + number * (WIDTH + 16), "y_offset": 8, "object_position": 2}
            self.sheet.insert_chart(self.row, 0, chart, place)
        rows = ceil(need / _HIGHEST)
        for _ in range(rows):
            self.next_row(need / rows)

    def height(self, table: Table) -> float:
        """How high a table is, in points."""
        rows = sum(self._row_height(row) for row in table.rows)
        return _LINE + self._head_height(table) + rows

    def table(self, table: Table, *, keep: bool = True) -> int:
        """Writes a table; gives the row of its first record."""
        if keep:
            self.keep(self.height(table))
        self.sheet.write_string(
            self.row, 0, table.title.to(self.lang), self.style(bold=True, text_wrap=False)
        )
        self.next_row(_LINE + 2)
        head = self.style(bold=True, bg_color="#E4ECF4", border=1, border_color="#9AA7B4", align="center")
        for at, text in enumerate(table.head):
            self.sheet.write_string(self.row, at, text.to(self.lang), head)
        self.next_row(self._head_height(table))
        if self.alone:
            self.sheet.repeat_rows(self.row - 1)
            if self.row < 9:
                self.sheet.freeze_panes(self.row, 1)
        first = self.row
        for at, row in enumerate(table.rows):
            self._record(table, row, is_total=table.total and at == len(table.rows) - 1)
        return first

    def _head_height(self, table: Table) -> float:
        return _LINE * max(self._lines(text.to(self.lang), at) for at, text in enumerate(table.head)) + 4

    def _row_height(self, row: Sequence[Cell]) -> float:
        lines = max(self._lines(cell.words.to(self.lang), at) for at, cell in enumerate(row))
        return max(18.0, lines * _LINE)

    def _record(self, table: Table, row: Sequence[Cell], *, is_total: bool) -> None:
        for at, (cell, side) in enumerate(zip(row, table.align, strict=True)):
            look = {"border": 1, "border_color": "#9AA7B4", "align": side, "bold": is_total, "indent": 1}
            if cell.value is None:
                self.sheet.write_string(self.row, at, cell.words.to(self.lang), self.style(**look))
            else:
                self.sheet.write_number(self.row, at, cell.value, self.style(**look, num_format=cell.form))
        self.next_row(self._row_height(row))

    def _lines(self, said: str, column: int) -> int:
        return max(1, ceil(_room(said) / max(1, self.widths[column] - 1)))

    def _heat(self, panels: Sequence[Panel], first: int) -> None:
        for panel in panels:
            last = first + len(panel.drawn) - 1
            for at in panel.columns:
                self.sheet.conditional_format(first, at, last, at, _scale(panel))


def _points(chart: Chart) -> float:
    """The room that a chart takes from top to bottom, in points."""
    return float(chart.height) * 0.75 + 14


def _scale(panel: Panel) -> dict[str, Any]:
    """From white to dark, as the heat map of the same numbers."""
    light, dark = "#FFFFFF", "#7FA3C7"
    return {
        "type": "2_color_scale",
        "min_type": "num",
        "max_type": "num",
        "min_value": panel.top / 3 if panel.dark_low else 0,
        "max_value": panel.top or 1,
        "min_color": dark if panel.dark_low else light,
        "max_color": light if panel.dark_low else dark,
    }


def _across(figure: Figure, widths: Sequence[int]) -> int:
    """How many pixels the charts of a figure take across."""
    if figure.kind == "heat":
        return 0
    tables = [sum(7 * width + 5 for width in widths[: len(table.head)]) for table in figure.tables]
    beside = all(sum(widths[: len(table.head)]) <= _BESIDE for table in figure.tables)
    return max(tables) + WIDTH + 30 if beside else min(2, len(figure.panels)) * (WIDTH + 16)


def _widths(tables: Sequence[Table], lang: Lang) -> list[int]:
    """Wide enough for the cells of each column, and for its headings in a few lines."""
    found: list[int] = []
    for table in tables:
        for at, head in enumerate(table.head):
            cells = [_room(row[at].words.to(lang)) for row in table.rows]
            longest = max((_room(word) for word in re.split(r"[ /]", head.to(lang)) if word), default=0)
            title = max(ceil(_room(head.to(lang)) / 3), min(longest, 14))
            need = min(_WIDE, max([*cells, title]) + 3)
            if at == len(found):
                found.append(_NARROW)
            found[at] = max(found[at], need)
    return found


def _room(said: str) -> int:
    """The width of words in characters; a Chinese one takes two."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in said)
