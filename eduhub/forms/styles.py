"""The cell formats of a form: what is required, optional, explained or faulty can be told apart."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from eduhub.source.layout import Column, Sort

FONT = "微软雅黑"
RED, DEEP_RED, PALE_RED = "#C00000", "#9C0006", "#FFC7CE"
AMBER, YELLOW = "#7F6000", "#FFEB9C"
GREY, PALE, GREEN, BLUE = "#D9D9D9", "#F2F2F2", "#E2EFDA", "#1F4E79"
LINE = "#A6A6A6"
_FORMATS = {Sort.DATE: "yyyy-mm-dd", Sort.TEXT: "@"}

_BOX = {"border": 1, "border_color": LINE, "valign": "vcenter"}
_WRAPPED = {"text_wrap": True, "valign": "vcenter"}
_INDENTED = {"align": "left", "indent": 1}
_CARRIED = {"italic": True, "font_color": "#2F5597"}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        """The workbook that they belong to."""
        self._book = book
        self._cells: dict[tuple[object, ...], Format] = {}

    def _format(self, *parts: dict[str, Any]) -> Format:
        return self._book.add_format({name: value for part in parts for name, value in part.items()})

    @cached_property
    def title(self) -> Format:
        """The title of a sheet."""
        return self._format({"bold": True, "font_size": 14, "font_color": BLUE, "valign": "vcenter"})

    @cached_property
    def help(self) -> Format:
        """The line below a title."""
        return self._format({"font_color": "#595959", "valign": "vcenter"})

    @cached_property
    def warning(self) -> Format:
        """A line below a title that must not be missed."""
        return self._format({"bold": True, "font_color": RED, "valign": "vcenter"})

    @cached_property
    def required(self) -> Format:
        """The heading of what must be filled in."""
        return self._format(_BOX, _WRAPPED, {"bold": True, "font_color": "white", "bg_color": RED})

    @cached_property
    def optional(self) -> Format:
        """The heading of what may stay empty."""
        return self._format(_BOX, _WRAPPED, {"bg_color": GREY})

    @cached_property
    def how(self) -> Format:
        """What to fill in."""
        return self._format(
            _BOX, _WRAPPED, {"italic": True, "font_size": 9, "font_color": "#404040", "bg_color": PALE}
        )

    @cached_property
    def example(self) -> Format:
        """The example row."""
        return self._format(
            _BOX,
            _WRAPPED,
            {"italic": True, "font_color": "#375623", "bg_color": GREEN, "num_format": "@", "shrink": False},
        )

    @cached_property
    def number(self) -> Format:
        """The number of a row."""
        return self._format(_BOX, {"font_color": "#808080", "align": "center", "locked": False})

    @cached_property
    def frame(self) -> Format:
        """What a conditional format makes of the rows that are filled in."""
        return self._format({"border": 1, "border_color": LINE})

    @cached_property
    def free(self) -> Format:
        """Cells beside and below a table, which nobody locks."""
        return self._format({"locked": False})

    @cached_property
    def plain(self) -> Format:
        """Words of the guide."""
        return self._format(_WRAPPED)

    @cached_property
    def boxed(self) -> Format:
        """Words in a frame."""
        return self._format(_BOX, _WRAPPED, _INDENTED)

    @cached_property
    def code(self) -> Format:
        """A code in a list that is looked up."""
        return self._format(_BOX, {"num_format": "@"})

    @cached_property
    def carried(self) -> Format:
        """A sample of what came from last year."""
        return self._format(_BOX, _WRAPPED, _CARRIED)

    @cached_property
    def great(self) -> Format:
        """The title of the cover."""
        return self._format(
            {"bold": True, "font_size": 22, "font_color": BLUE, "align": "center", "valign": "vcenter"}
        )

    @cached_property
    def seal(self) -> Format:
        """The place for the seal."""
        return self._format(
            {
                "border": 2,
                "border_color": LINE,
                "align": "center",
                "valign": "vcenter",
                "font_size": 14,
                "font_color": "#808080",
            }
        )

    @cached_property
    def strong(self) -> Format:
        """A heading of the guide."""
        return self._format(_WRAPPED, {"bold": True, "font_size": 12, "font_color": BLUE})

    @cached_property
    def label(self) -> Format:
        """A label of the cover or the head of a list."""
        return self._format(_BOX, _WRAPPED, _INDENTED, {"bold": True, "bg_color": PALE})

    @cached_property
    def link(self) -> Format:
        """A link to a sheet."""
        return self._format(_BOX, _WRAPPED, _INDENTED, {"font_color": "#0563C1", "underline": 1})

    @cached_property
    def locked(self) -> Format:
        """A cell of the cover into which nothing is typed."""
        return self._format(_BOX, _WRAPPED, _INDENTED, {"italic": True, "font_color": "#808080"})

    @cached_property
    def wrong(self) -> Format:
        """A sample of an error, as `error` marks it."""
        return self._format(_BOX, _WRAPPED, self._wrong)

    @cached_property
    def doubted(self) -> Format:
        """A sample of a doubt, as `doubt` marks it."""
        return self._format(_BOX, _WRAPPED, self._doubted)

    _wrong: dict[str, Any] = {  # noqa: RUF012
        "bold": True,
        "font_color": DEEP_RED,
        "bg_color": PALE_RED,
        "border": 1,
        "border_color": RED,
    }
    _doubted: dict[str, Any] = {  # noqa: RUF012
        "italic": True,
        "font_color": AMBER,
        "bg_color": YELLOW,
        "border": 4,
        "border_color": "#BF9000",
    }

    @cached_property
    def error(self) -> Format:
        """What a conditional format makes of an error."""
        return self._format(self._wrong)

    @cached_property
    def doubt(self) -> Format:
        """What a conditional format makes of a doubt."""
        return self._format(self._doubted)

    def cell(
        self, column: Column, *, boxed: bool = True, carried: bool = False, align: str | None = None
    ) -> Format:
        """A cell that is filled in: unlocked, preset as text or date; what came from last year looks so."""
        key = (column.sort, boxed, carried, align)
        if key not in self._cells:
            shape = _FORMATS.get(column.sort, "General")
            self._cells[key] = self._format(
                _BOX if boxed else {"valign": "vcenter"},
                {"num_format": shape, "locked": False, "text_wrap": column.sort is Sort.TEXT},
                {"align": align or "center"} if align or column.sort is Sort.DATE else {},
                {"indent": 1} if align == "left" else {},
                _CARRIED if carried else {},
            )
        return self._cells[key]
