"""Lists as sheets of a workbook that people read and print: title, heading always in sight, filter, A4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from eduhub.core.lines import n_lines
from eduhub.core.text import Lang, Text, in_xml

if TYPE_CHECKING:
    import io

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_PAGE = Text("第 &P 页，共 &N 页", "page &P of &N")
_LONGEST = 32_000  # characters, just below what a cell holds; XlsxWriter leaves out what is longer
_A4 = 9  # as the format numbers paper
_LINE, _HIGHEST = 14, 400  # points, of a line and, just below what Excel takes, of a row
_PAGE_WIDTH = 190  # characters that A4 landscape can show and people can still read
HEADING = 2  # the row of the headings, from 0

Cell: TypeAlias = str | int | float | date


class Row(NamedTuple):
    """A row of a list; one cell, the first or that at `toned`, has the colours of its tone.

    is_open  what is done with is grey
    """

    cells: Sequence[Cell]
    tone: str | None = None
    is_open: bool = True
    toned: int = 0


class Column(NamedTuple):
    """A column of a list, its width in characters."""

    heading: Text
    width: int


def new_book(stream: io.BytesIO, title: str, created: date) -> Workbook:
    """A workbook in which text is text whatever it begins with; equal content gives equal bytes."""
    from xlsxwriter.workbook import Workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(stream, options)
    book.set_properties({"created": datetime.combine(created, time()), "title": title})
    return book


class ListWriter:
    """Writes lists, a sheet each, with the few formats that they share.

    tones  colours of letters and ground by name, for the first cells of rows
    """

    def __init__(self, book: Workbook, lang: Lang, tones: Mapping[str, tuple[str, str]]) -> None:
        """Enters the formats."""
        self.book, self.lang = book, lang
        base = {
            "font_size": 10.5,
            "align": "left",
            "valign": "top",
            "text_wrap": True,
            "border": 1,
            "border_color": "#BFBFBF",
        }
        self.title = book.add_format({"font_size": 15, "bold": True})
        self.line = book.add_format({"font_size": 10.5})
        self.heading = book.add_format(base | {"bold": True, "bg_color": "#D9D9D9", "valign": "vcenter"})
        self.plain = book.add_format(base)
        self.grey = book.add_format(base | {"font_color": "#595959"})
        self.number = book.add_format(base | {"align": "right"})
        self.tones = {
            name: book.add_format(base | {"bold": True, "font_color": font, "bg_color": ground})
            for name, (font, ground) in tones.items()
        }
        self._day = base | {"num_format": "yyyy-mm-dd"}

    def table(
        self,
        name: Text,
        counted: str,
        columns: Sequence[Column],
        rows: Iterable[Row],
        empty: Text,
        *,
        frozen: int = 0,
    ) -> None:
        """A sheet: title, counts, heading, rows; one sentence where there are none.

        frozen  how many columns stay in sight
        """
        sheet = self.book.add_worksheet(name.to(self.lang))
        sheet.write_string(0, 0, name.to(self.lang), self.title)
        sheet.write_string(1, 0, counted, self.line)
        headings = tuple(column.heading.to(self.lang) for column in columns)
        widths = [column.width for column in columns]
        sheet.set_row(HEADING, height(headings, widths))
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(HEADING, at, headings[at], self.heading)
        last = HEADING
        for last, row in enumerate(rows, start=HEADING + 1):
            sheet.set_row(last, height(row.cells, widths))
            self._row(sheet, last, row)
        if last == HEADING:
            sheet.write_string(HEADING + 1, 0, empty.to(self.lang), self.line)
        sheet.autofilter(HEADING, 0, last, len(columns) - 1)
        _set_up(sheet, name, self.lang, frozen)
        if frozen:
            # A form has more columns than a page can show; each page begins with those that stay in sight.
            sheet.fit_to_pages(ceil(sum(column.width for column in columns) / _PAGE_WIDTH), 0)
            sheet.repeat_columns(0, frozen - 1)

    def _row(self, sheet: Worksheet, at: int, row: Row) -> None:
        style = self.plain if row.is_open else self.grey
        for column, cell in enumerate(row.cells):
            look = self.tones[row.tone] if row.tone and column == row.toned and row.is_open else style
            match cell:
                case str():
                    sheet.write_string(at, column, in_xml(cell)[:_LONGEST], look)
                case date():
                    sheet.write_datetime(at, column, datetime.combine(cell, time()), self.days)
                case _:
                    sheet.write_number(at, column, cell, self.number if look is self.plain else look)

    @cached_property
    def days(self) -> Format:
        """The format of dates, which a workbook without dates goes without."""
        return self.book.add_format(self._day)


def height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """The points that the words need: not every program fits rows to them by itself."""
    pairs = zip(cells, widths, strict=True)
    lines = (n_lines(in_xml(str(cell)), wide / 1.06) for cell, wide in pairs)
    return min(_HIGHEST, _LINE * max(1, *lines) + 3)


def _set_up(sheet: Worksheet, name: Text, lang: Lang, frozen: int) -> None:
    """Heading always in sight, on the screen and on every page; A4 landscape, as wide as the paper."""
    sheet.freeze_panes(HEADING + 1, frozen)
    sheet.repeat_rows(HEADING)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&9{name.to(lang)}&R&9{_PAGE.to(lang)}")
