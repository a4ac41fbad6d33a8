"""One cell of an OpenDocument spreadsheet: its words as they come, and the value that they and it say."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from eduhub.source.limits import CELL_TEXT
from eduhub.source.markup import Attributes
from eduhub.source.workbook import Value

_NUMBERS: Final = frozenset({"float", "percentage", "currency"})
_TRUTHS: Final = {"TRUE": True, "FALSE": False}
_CONSTANTS: Final = frozenset({"of:=TRUE()", "of:=FALSE()"})
_ERROR: Final = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:[0-9]{3}")
_SPAN: Final = re.compile(
    r"(-?)P(?:([0-9]{1,7})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,12})?)S)?)?"
)
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_ODD: Final = re.compile(r"[\t\r\n\0\1\2]|  |\A ")
# White space that is meant stands for itself in characters that no XML may hold.
_MEANT: Final = str.maketrans("\0\1\2", " \n\t")
MEANT: Final = {"text:s": "\0", "text:line-break": "\1", "text:tab": "\2"}


@dataclass(slots=True)
class OdsCell:
    """A cell and what was gathered of it.

    style        the style that it or its column has
    paragraphs   its words
    value        '' for a blank, an error, a formula without its result
    error        what it shows where that is an error
    is_uncached  its formula was saved without its result; `has_result`: with it
    """

    attributes: Attributes
    style: str
    paragraphs: list[str] = field(default_factory=list)
    length: int = 0
    value: Value = ""
    error: str = ""
    is_uncached: bool = False
    has_result: bool = False

    def add(self, piece: str) -> bool:
        """Adds words to the paragraph that is open; False where the cell has more than a cell can hold."""
        self.paragraphs[-1] += piece
        self.length += len(piece)
        return self.length <= CELL_TEXT

    @property
    def is_special(self) -> bool:
        """Is it a formula or an error?"""
        return self.has_result or self.is_uncached or bool(self.error)

    def finish(self, is_span: Callable[[str], bool]) -> None:
        """Works out the value once all words are there.

        Raises ValueError where it is no value of its type, OverflowError where it is too long for a cell.

        is_span  are times of that style hours beyond a day?
        """
        attributes = self.attributes
        shown = "\n".join(map(_plain, self.paragraphs)) if self.paragraphs else ""
        formula = attributes.get("table:formula")
        kind = attributes.get("office:value-type", "")
        if formula is not None:
            self.is_uncached = not kind and not self.paragraphs
            self.has_result = not self.is_uncached and formula not in _CONSTANTS
        if attributes.get("calcext:value-type") == "error" or (formula and _ERROR.fullmatch(shown)):
            self.error = shown or "#N/A"
        elif kind in _NUMBERS:
            number = _number(attributes.get("office:value", ""))
            self.value = _TRUTHS[shown] if shown in _TRUTHS and number == _TRUTHS[shown] else number
        elif kind or shown:
            self.value = self._value(kind, shown, is_span)
        if isinstance(self.value, str) and len(self.value) > CELL_TEXT:
            raise OverflowError

    def _value(self, kind: str, shown: str, is_span: Callable[[str], bool]) -> Value:
        """The value of a type that is no number; words where it has none."""
        if kind == "boolean":
            return self.attributes.get("office:boolean-value") == "true"
        if kind == "date":
            return _day(self.attributes.get("office:date-value", ""))
        if kind == "time":
            return _time(self.attributes.get("office:time-value", ""), is_span(self.style))
        return self.attributes.get("office:string-value", shown)


def _plain(words: str) -> str:
    """A paragraph as it is shown: white space of the file is one space, and none at the beginning."""
    if not _ODD.search(words):
        return words
    return _SPACES.sub(" ", words).lstrip(" ").translate(_MEANT)


def _number(words: str) -> float:
    number = float(words) if words.isascii() and "_" not in words else math.nan
    if not math.isfinite(number):
        raise ValueError(words)
    return number


def _day(words: str) -> Value:
    """A date, with the time where there is one; as it is written where no calendar has it."""
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return words
    found = found.replace(tzinfo=None)
    return date(found.year, found.month, found.day) if found.time() == time() else found


def _time(words: str, is_span: bool) -> Value:
    """A time of day, or a span of hours; ValueError where it is neither."""
    match = _SPAN.fullmatch(words)
    if match is None:
        raise ValueError(words)
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if is_span or match[1] or span >= timedelta(days=1):
        return -span if match[1] else span
    return (datetime.min + span).time()
