"""How values go into the cells of a form, and what a cell accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from eduhub.core.text import Lang, visible
from eduhub.forms import hints
from eduhub.forms.codes import NA_WORDS, Codes
from eduhub.forms.faults import Fault
from eduhub.forms.filling import Filling
from eduhub.forms.styles import Styles
from eduhub.kinds.catalogue import Form
from eduhub.source.grid import cell_text, number_text
from eduhub.source.layout import Column, SheetLayout, Sort
from eduhub.source.listing import joined

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no characters of XML
_EDGES = (-1e15, 1e15)  # where a number has no bounds
_SHOWN = 32_767  # characters of one cell


@dataclass(frozen=True)
class Making:
    """A form while it is made."""

    book: xlsxwriter.Workbook
    form: Form
    lang: Lang
    filling: Filling
    styles: Styles
    codes: Codes
    protect: bool

    @property
    def zh(self) -> bool:
        """Is it in Chinese?"""
        return self.lang == "zh"


def written(value: Any) -> str | None:
    """A value as one would type it; lists joined; None for blank."""
    if isinstance(value, list | tuple):
        return joined(map(str, value)) or None
    known = isinstance(value, str | bool | int | float | date)
    return None if value is None else cell_text(value if known else str(value))


def put(sheet: Worksheet, row: int, at: int, value: Any, column: Column, style: Format) -> None:
    """Writes a value: a number as one, words that are a number or a date as such where nothing changes."""
    words = written(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, at, value, style)
    elif words is None:
        sheet.write_blank(row, at, None, style)
    elif (day := _date(words)) and column.sort is Sort.DATE:
        sheet.write_datetime(row, at, day, style)
    elif column.sort in (Sort.WHOLE, Sort.NUMBER) and _is_number(words):
        sheet.write_number(row, at, float(words), style)
    else:
        say(sheet, row, at, words, style)


def say(sheet: Worksheet, row: int, at: int, words: str, style: Format) -> None:
    """Writes words as text, as XML can hold them and as far as a cell can; never a formula."""
    sheet.write_string(row, at, legal(words)[:_SHOWN], style)


def legal(words: str) -> str:
    """The words with what XML can't hold written out."""
    return _NEVER.sub(_escaped, words)


def _escaped(found: re.Match[str]) -> str:
    letter = found[0]
    return f"\\u{ord(letter):04x}" if ord(letter) >= 0xFFFE else visible(letter)


def _date(words: str) -> date | None:
    try:
        day = date.fromisoformat(words) if _DAY.fullmatch(words) else None
    except ValueError:
        return None
    return day if day and day >= date(1900, 3, 1) else None


def _is_number(words: str) -> bool:
    """Does a number of a spreadsheet keep all that is written? Zeros behind the point say nothing."""
    plain = words.rstrip("0").rstrip(".") if "." in words else words
    try:
        return number_text(float(words)) == plain
    except (ValueError, OverflowError):
        return False


def flag(sheet: Worksheet, area: tuple[int, int, int, int], found: Iterable[Fault], styles: Styles) -> None:
    """Conditional formats for the faults of a column; the gravest that holds stops the others."""
    for fault in sorted(found, key=lambda fault: not fault.sure):
        style = styles.error if fault.sure else styles.doubt
        sheet.conditional_format(
            *area,
            {"type": "formula", "criteria": f"={fault.formula}", "format": style, "stop_if_true": True},
        )


def accept(
    making: Making,
    sheet: Worksheet,
    area: tuple[int, int, int, int],
    layout: SheetLayout,
    column: Column,
    cell: str,
    other: str,
) -> None:
    """What cells of a column accept, the message beside them and the alert.

    cell, other  the first cell of the area, and that on which its choices depend, for formulas
    """
    within = column.within.other if column.within else None
    beside = next((found for found in layout.columns if found.route == within), None)
    rule = _rule(making.codes, layout, column, cell, other)
    title, message = hints.message(column, making.lang, beside)
    rule |= {"input_title": title, "input_message": message}
    if rule["validate"] != "any":
        title, message = hints.refusal(column, making.lang, beside)
        rule |= {"error_title": title, "error_message": message}
    sheet.data_validation(*area, rule)


def _rule(codes: Codes, layout: SheetLayout, column: Column, cell: str, other: str) -> dict[str, Any]:
    """The rule of a data validation; a warning where more is read than the list shows."""
    if column.joined:
        return {"validate": "any"}
    if column.choices:
        alert = "warning" if column.spellings and column.choices[0].zh != "是" else "stop"
        source = drop_down(codes, layout, column, other)
        return {"validate": "list", "source": source, "error_type": alert}
    if known := codes.listed(column):
        return {"validate": "list", "source": f"={known}", "error_type": "warning"}
    if column.sort is Sort.DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 3, 1),  # the first day on which all spreadsheet programs agree
            "maximum": date(2100, 12, 31),
            "error_type": "warning",
        }
    if column.sort in (Sort.WHOLE, Sort.NUMBER):
        return _number_rule(column, cell)
    if column.width:
        digits = f'FIND("-",{cell}&"-")-1={column.width}'
        return {"validate": "custom", "value": f"=AND({digits},ISNUMBER(VALUE(LEFT({cell},{column.width}))))"}
    if column.longest:
        return {"validate": "length", "criteria": "<=", "value": column.longest}
    return {"validate": "any"}


def drop_down(codes: Codes, layout: SheetLayout, column: Column, other: str) -> str:
    """The range of a drop-down; for a dependent list the part of it that goes with the other cell."""
    shown = codes.shown(column)
    pairs = codes.offered(layout, column)
    if pairs is None:
        return f"={shown}"
    top = pairs.values.partition(":")[0]
    part = f"OFFSET({top},MATCH({other},{pairs.keys},0)-1,0,COUNTIF({pairs.keys},{other}),1)"
    return f"=IF(COUNTIF({pairs.keys},{other})=0,{shown},{part})"


def _number_rule(column: Column, cell: str) -> dict[str, Any]:
    least, most = (
        bound if bound is not None else edge for bound, edge in zip(column.between, _EDGES, strict=True)
    )
    if not column.lacking:
        kind = "integer" if column.sort is Sort.WHOLE else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}
    whole = f",{cell}=INT({cell})" if column.sort is Sort.WHOLE else ""
    words = ",".join(f'{cell}="{word}"' for word in NA_WORDS)
    number = f"IF(ISNUMBER({cell}),AND({cell}>={least:.0f},{cell}<={most:.0f}{whole}),FALSE)"
    return {"validate": "custom", "value": f"=OR({words},{number})"}
