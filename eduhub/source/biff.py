"""The records of an old Excel workbook (.xls), counted within the limits before the reader takes them.

A record is a number, a length and so many bytes. What follows the sheet's own records, charts for
example, begins with another beginning and ends with its own end; nothing in there is a cell.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from eduhub.source.limits import ARCHIVE_MEMBERS
from eduhub.source.markup import damaged
from eduhub.source.measure import Measure, Room, SheetFacts

Record: TypeAlias = tuple[int, bytes]

_HEAD: Final = struct.Struct("<HH")
_SPOT: Final = struct.Struct("<HHH")  # row, column, format
_SHEET: Final = struct.Struct("<iBB")
_SPAN: Final = struct.Struct("<HHHHH")
_AREA: Final = struct.Struct("<4H")
_ROW: Final = struct.Struct("<H10xi")

_END, _BEGIN = 0x0A, frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_FORMULAS: Final = frozenset({0x0006, 0x0206, 0x0406})
# numbers, packed numbers, shared text, text, rich text, booleans and errors
_CELLS: Final = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x0205}) | _FORMULAS
_MANY_NUMBERS, _MERGED, _ROW_STATE, _COLUMN_STATE = 0x00BD, 0x00E5, 0x0208, 0x007D
_HEADER, _FOOTER, _BOX, _CONTINUED = 0x0014, 0x0015, 0x01B6, 0x003C
_TAB: Final = 0x0085
_DURATION: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*"')


def is_duration(form: str) -> bool:
    """Does a number format count hours, minutes or seconds without end, as `[h]:mm` does?"""
    return bool(_DURATION.search(_QUOTED.sub("", form)))


def _records(stream: bytes, begin: int) -> Iterator[Record]:
    """The records from a beginning to its end; RefusedError where the stream breaks off before."""
    at, inside = begin, 0
    while 0 <= at <= len(stream) - _HEAD.size:
        code, length = _HEAD.unpack_from(stream, at)
        at += _HEAD.size + length
        if at > len(stream):
            break
        if code == _END:
            if not inside:
                return
            inside = 0
        elif code in _BEGIN and at - _HEAD.size - length != begin:
            inside = 1
        elif not inside:
            yield code, stream[at - length : at]
    raise damaged("内容不完整", "its content is incomplete")


def tabs(stream: bytes, begin: int) -> list[tuple[int, int]]:
    """Where the sheets of a workbook begin, and of which type each is: 0 has cells, 1 is a macro."""
    found = [_SHEET.unpack_from(data) for code, data in _records(stream, begin) if code == _TAB]
    return [(begin + offset, kind) for offset, _, kind in found]


@dataclass(slots=True)
class BiffScan:
    """One walk through the records of a sheet.

    durations  the formats that show a number as hours beyond a day
    spans      the cells that have such a format
    boxes      headers, footers and the text of boxes, as they are kept
    """

    sheet: str
    room: Room
    durations: frozenset[int]
    spans: set[tuple[int, int]] = field(default_factory=set)
    headers: list[bytes] = field(default_factory=list)
    boxes: list[bytes] = field(default_factory=list)
    _measure: Measure = field(init=False)
    _hidden_rows: set[int] = field(default_factory=set)
    _is_box: bool = False

    def run(self, stream: bytes, begin: int) -> SheetFacts:
        """The facts of the sheet that begins there; RefusedError for what breaks off or passes a limit."""
        self._measure = Measure(self.sheet, self.room)
        for code, data in _records(stream, begin):
            try:
                self._take(code, data)
            except struct.error as error:
                raise damaged("内容不完整", "its content is incomplete", sheet=self.sheet) from error
            self._is_box = code == _BOX
        facts = self._measure.facts
        facts.hidden_rows = sum(row < facts.rows for row in self._hidden_rows)
        return facts

    def _take(self, code: int, data: bytes) -> None:
        if code in _CELLS:
            row, column, form = _SPOT.unpack_from(data)
            self._note_cell(row, column, form)
            self._measure.facts.formulas += code in _FORMULAS
        elif code == _MANY_NUMBERS:
            self._note_numbers(data)
        elif code == _ROW_STATE:
            row, state = _ROW.unpack_from(data)
            if state & 0x20:
                self._hidden_rows.add(row)
        elif code == _COLUMN_STATE:
            first, last, _, _, state = _SPAN.unpack_from(data)
            if state & 1:
                self._measure.facts.hidden_spans.append((first + 1, last + 1))
        elif code == _MERGED:
            for top, bottom, left, right in _AREA.iter_unpack(data[2 : 2 + (len(data) - 2) // 8 * 8]):
                self._measure.add_merge(top, left, bottom, right)
        elif len(self.boxes) + len(self.headers) < ARCHIVE_MEMBERS:
            self._note_words(code, data)

    def _note_cell(self, row: int, column: int, form: int) -> None:
        self._measure.grow(row, column)
        if form in self.durations:
            self.spans.add((row, column))

    def _note_numbers(self, data: bytes) -> None:
        """Several numbers in a row: each has its format and four bytes."""
        row, first = _HEAD.unpack_from(data)
        for number, at in enumerate(range(4, len(data) - 2, 6)):
            self._note_cell(row, first + number, int.from_bytes(data[at : at + 2], "little"))

    def _note_words(self, code: int, data: bytes) -> None:
        """What is written outside of the cells; of a box the words follow in a record of their own."""
        if code in (_HEADER, _FOOTER) and data:
            self.headers.append(data)
        elif code == _CONTINUED and self._is_box:
            self.boxes.append(data)
