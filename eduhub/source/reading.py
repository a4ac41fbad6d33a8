"""What has been read of one document so far, and how a single cell enters it."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from eduhub.core.place import Place, Route, column_letters
from eduhub.core.rule import Finding, Rule
from eduhub.core.text import Text
from eduhub.source import form_problems, problems
from eduhub.source.grid import Grid, is_exponent, number_text
from eduhub.source.layout import BRACKETED, Column, normal
from eduhub.source.listing import split

_NO_ID = Text("；不要填身份证号", "; never give a resident ID")
_PICTURES = ("=DISPIMG(", "=_xlfn.DISPIMG(")  # what WPS saves for a picture in a cell
_UNNUMBERED = frozenset(map(normal, ("序号", "编号", "No.", "#")))


Spot: TypeAlias = tuple[Grid, int, int]  # its place in words is worked out when somebody asks


@dataclass
class Reading:
    """What has been read of one document so far: its data, its places, what was wrong."""

    data: dict[str, Any] = field(default_factory=dict)
    values: dict[Route, Spot] = field(default_factory=dict)
    keys: dict[Route, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    absent: set[Route] = field(default_factory=set)
    spoilt: set[Route] = field(default_factory=set)

    def tell(self, rule: Rule, place: Place, **facts: object) -> None:
        """Notes a finding."""
        self.findings.append(rule.at(place, **facts))


def strange_heading(words: str, place: Place, missing: list[Column], reading: Reading) -> Column | None:
    """Tells of a heading that means nothing; the column it may have meant, if it is near one."""
    near = difflib.get_close_matches(
        normal(words), [name for column in missing for name in column.names], 1, 0.6
    )
    if found := _other_unit(words, missing):
        column, unit = found
        reading.tell(problems.UNKNOWN_UNIT, place, heading=words, unit=unit, expected=column.unit)
        return column
    if near:
        column = next(column for column in missing if near[0] in column.names)
        reading.tell(problems.MISSPELT_COLUMN, place, heading=words, suggestion=column.label)
        return column
    if normal(words) not in _UNNUMBERED:
        reading.tell(problems.UNREAD_COLUMN, place, heading=words)
    return None


def _other_unit(words: str, missing: list[Column]) -> tuple[Column, str] | None:
    """The column that a heading names with a unit that is not its own, and that unit."""
    bracketed = BRACKETED.fullmatch(normal(words))
    for column in missing if bracketed else ():
        if column.unit and bracketed and bracketed[1] in column.names:
            return column, bracketed[2]
    return None


def tell_conversion(heading: str, place: Place, column: Column, factor: int, reading: Reading) -> None:
    """Tells that the cells under a heading were converted to the column's unit."""
    if factor != 1:
        reading.tell(
            problems.UNIT_CONVERTED, place, heading=heading, unit=column.unit, before=1, after=factor
        )


@dataclass
class Cells:
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
            if text.startswith(_PICTURES):
                self._spoil(form_problems.CELL_PICTURE, spot, route)
                return
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
            more = _NO_ID if column.personal else Text("", "")
            self._spoil(problems.DIGITS_LOST, spot, route, loss=loss, more=more, **facts)
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
        return split(text)
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
