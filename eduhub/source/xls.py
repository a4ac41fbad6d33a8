"""Old Excel and WPS workbooks (.xls, .et) as plain data, read by xlrd behind a count of their records."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, TextIO

from eduhub.core.place import cell_name
from eduhub.core.text import Text
from eduhub.source.biff import BiffScan, is_duration, tabs
from eduhub.source.files import entries
from eduhub.source.limits import CELL_TEXT, SHEETS
from eduhub.source.markup import damaged
from eduhub.source.measure import Measure, Room
from eduhub.source.office import ELSEWHERE, PROPERTIES, Aside, comment_on
from eduhub.source.problems import ENCRYPTED, MACROS, OVER_LIMITS, READER_FAILED, RefusedError
from eduhub.source.workbook import Book, RawSheet, Value, raw_sheet

if TYPE_CHECKING:
    import xlrd

_MACROS: Final = frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT"})
_EXCEL_5: Final = 50
_EXCEL_97: Final = 80
_ENCRYPTED: Final = "Workbook is encrypted"  # the only way in which the reader tells it
_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = range(6)
_PLAIN: Final = frozenset({_EMPTY, _TEXT, _NUMBER})


def open_xls(data: bytes) -> Book:
    """Reads an old workbook; RefusedError for what is refused or breaks the reader.

    A formula always has a result there, if only an empty text, so that none is ever `uncached`.
    """
    if _MACROS.intersection(entries(data)):
        raise RefusedError(MACROS)
    try:
        return _read(data)
    except RefusedError:
        raise
    except Exception as error:  # the reader raises of everything where records lie
        is_encrypted = str(error) == _ENCRYPTED
        raise RefusedError(ENCRYPTED if is_encrypted else READER_FAILED) from error


def _read(data: bytes) -> Book:
    """The sheets one by one: those that were read leave nothing of the reader's in memory."""
    import xlrd

    with open(os.devnull, "w", encoding="utf-8") as silence:
        stream = _stream(data, silence)
        book = xlrd.open_workbook(file_contents=stream, logfile=silence, on_demand=True)
        if book.biff_version < _EXCEL_5:
            raise RefusedError(READER_FAILED)
        begins = _begins(book)
        room, asides = Room(), [Aside(PROPERTIES, book.user_name)]
        sheets = [_sheet(book, number, begin, room, asides) for number, begin in enumerate(begins)]
    return Book(tuple(sheets), {}, tuple(aside for aside in asides if aside.words.strip()))


def _stream(data: bytes, silence: TextIO) -> bytes:
    """The stream of the workbook; a chain of its short sectors must not run in circles."""
    from xlrd.compdoc import CompDoc

    # Some writers use a sector twice, which the reader calls corrupt; what is cut off shows later.
    whole = CompDoc(data, logfile=silence, ignore_workbook_corruption=True)
    if _has_circle(whole.SSAT):
        raise damaged("内部的索引不合规", "its index is malformed")
    found = map(whole.locate_named_stream, ("Workbook", "Book"))
    memory, begin, length = next(place for place in found if place[0])
    stream: bytes = memory[begin : begin + length]
    return stream


def _has_circle(following: Sequence[int]) -> bool:
    """Does any chain come back to where it was?"""
    done: set[int] = set()
    for start in range(len(following)):
        chain: set[int] = set()
        at = start
        while 0 <= at < len(following) and at not in done:
            if at in chain:
                return True
            chain.add(at)
            at = following[at]
        done |= chain
    return False


def _begins(book: xlrd.Book) -> list[int]:
    """Where each sheet with cells begins; refuses macros, too many sheets, and sheets that are one."""
    found = tabs(book.mem, book.base)
    if any(kind == 1 for _, kind in found):
        raise RefusedError(MACROS)
    begins = [begin for begin, kind in found if kind == 0]
    if len(begins) > SHEETS:
        what = Text("工作表数", "the number of sheets")
        raise RefusedError(OVER_LIMITS, what=what, size=len(begins), limit=SHEETS)
    if not begins or len(begins) != book.nsheets:
        raise damaged("没有工作表", "it has no worksheet")
    if len(set(begins)) < len(begins):
        raise damaged("几张工作表共用同一个部件", "several sheets share one part")
    return begins


def _sheet(book: xlrd.Book, number: int, begin: int, room: Room, asides: list[Aside]) -> RawSheet:
    """A sheet; an extent beyond what was counted means that the reader and the count disagree."""
    name = book.sheet_names()[number]
    scan = BiffScan(name, room, _durations(book))
    facts = scan.run(book.mem, begin)
    sheet = book.get_sheet(number)
    if sheet.nrows > facts.rows or sheet.ncols > facts.columns:
        raise RefusedError(READER_FAILED, sheet=name)
    measure = Measure(name, room)
    measure.facts = facts
    rows = [_row(sheet, row, book.datemode, scan, measure) for row in range(sheet.nrows)]
    room.take(facts)
    asides += _asides(book, sheet, scan)
    hidden = bool(sheet.visibility)
    book.unload_sheet(number)
    return raw_sheet(name, hidden, facts, rows)


def _durations(book: xlrd.Book) -> frozenset[int]:
    """The formats of cells that show hours beyond a day."""
    forms = book.format_map
    keys = {key for key, form in forms.items() if is_duration(form.format_str or "")}
    return frozenset(number for number, form in enumerate(book.xf_list) if form.format_key in keys)


def _row(sheet: Any, row: int, is_1904: int, scan: BiffScan, measure: Measure) -> list[Value]:
    """The values of a row; errors are entered by themselves."""
    values: list[Value] = sheet.row_values(row)
    types = sheet.row_types(row)
    lengths = [len(value) if value.__class__ is str else 0 for value in values]
    if max(lengths, default=0) > CELL_TEXT:
        raise measure.long_text(cell_name(row, lengths.index(max(lengths))))
    measure.add_shared(sum(lengths), row, 0)
    if _PLAIN.issuperset(types) and not scan.spans:
        return values
    for column, kind in enumerate(types):
        if kind == _ERROR:
            measure.facts.errors[row, column] = _error(values[column])
            values[column] = ""
        elif kind == _BOOLEAN:
            values[column] = bool(values[column])
        elif kind == _DATE or (row, column) in scan.spans:
            values[column] = _moment(values[column], is_1904, (row, column) in scan.spans)
    return values


def _error(code: Value) -> str:
    """What a cell with that error shows."""
    import xlrd

    words: str = xlrd.error_text_from_code.get(code, "#N/A")
    return words


def _moment(value: Value, is_1904: int, is_span: bool) -> Value:
    """A number as the date, the time of day or the span that it shows; itself where it can't be one."""
    import xlrd

    if not isinstance(value, float):
        return value
    if is_span:
        return timedelta(milliseconds=round(value * 86_400_000)) if abs(value) < 1e6 else value
    if value < 0:
        return value
    try:
        found: datetime = xlrd.xldate_as_datetime(value, is_1904)
    except OverflowError:
        return value
    if value < 1:
        return found.time()
    return found if found.time() != time() else found.date()


def _asides(book: xlrd.Book, sheet: Any, scan: BiffScan) -> Iterator[Aside]:
    """What a sheet says outside of its cells: in comments, boxes, headers and footers."""
    notes = sorted(sheet.cell_note_map.items())
    for (row, column), note in notes:
        yield comment_on(cell_name(row, column), sheet.name, note.text)
    known = {note.text for _, note in notes}
    boxes = [_decoded(box[:1], box[1:]) for box in scan.boxes]
    headers = [_header(data, book) for data in scan.headers]
    yield Aside(ELSEWHERE, "\n".join(words for words in (*boxes, *headers) if words not in known))


def _decoded(flags: bytes, letters: bytes) -> str:
    """Text that is kept as UTF-16, or as the first 256 characters of it."""
    return letters.decode("utf-16-le" if flags[:1] == b"\1" else "latin-1", "replace")


def _header(data: bytes, book: xlrd.Book) -> str:
    """The words of a header or footer."""
    if book.biff_version >= _EXCEL_97:
        return _decoded(data[2:3], data[3:])
    return data[1:].decode(book.encoding or "gb18030", "replace")
