"""A worksheet's XML before any reader sees it, the quick way.

A sheet in the plain dialect that Excel and WPS write is recognised as a whole by one strict grammar
over its bytes. Whatever departs from it by a single byte (a comment, a prefix, a quote of the other
kind, a cell far out) goes through expat in `cells`. The grammar accepts only and never refuses:
every refusal, with its address, comes from the exact pass.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter

from eduhub.source.cells import ExactScan, column_number
from eduhub.source.limits import CELL_TEXT
from eduhub.source.markup import TRUSTED, cut
from eduhub.source.measure import Room, SheetFacts

_PIECE = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]{0,%d}+" % CELL_TEXT
_TEXT = _PIECE + rb"(?:&(?:amp|lt|gt|quot|apos);" + _PIECE + rb")*+"
_VALUE = rb"<v>" + _TEXT + rb"</v>"
_FORMULA = (
    rb'<f(?: t="shared")?+(?: ref="[A-Z0-9:]++")?+(?: si="[0-9]{1,9}+")?+(?:/>|>' + _TEXT + rb"</f>)"
    rb"(?:" + _VALUE + rb"|<v ?+/>)?+"
)
_INLINE = rb'<is><t(?: xml:space="preserve")?+>' + _TEXT + rb"</t></is>"
_STYLE, _TYPE = rb' s="[0-9]{1,6}+"', rb' t="(?:s|str|n|b|e|inlineStr)"'
# (?P=row): a cell that claims to stand in another row than its own is not plain.
_CELL = (
    rb'<c r="(?:[A-Z]|[A-R][A-Z]|S[A-R])(?P=row)"'
    rb"(?:" + _STYLE + rb")?+(?:" + _TYPE + rb"(?:" + _STYLE + rb")?+)?+"
    rb"(?:>(?:" + _VALUE + rb"|" + _FORMULA + rb"|" + _INLINE + rb")</c>| ?+/>)"
)
_ATTRIBUTE = rb'(?: [A-Za-z][A-Za-z0-9]*+(?::[A-Za-z][A-Za-z0-9]*+)?+="[A-Za-z0-9.: -]*+")'
_GAP = rb"[ \t\r\n]*+"  # \s would take what XML refuses
_ROW = (
    _GAP + rb'<row r="(?P<row>[1-9][0-9]{0,4}|1[0-9]{5}|200000)"' + _ATTRIBUTE + rb"*+"
    rb"(?: ?+/>|>(?:" + _CELL + rb")*+</row>)"
)
_ROWS = re.compile(rb"(?:" + _ROW + rb")*+" + _GAP)

_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"


def scan(data: bytes, sheet: str, part: str, room: Room, lengths: list[int]) -> SheetFacts:
    """The facts of a sheet that is safe to read; RefusedError with the cell's address otherwise.

    lengths: how many bytes each shared string has
    """
    facts = _plain(data, sheet, part, max(lengths, default=0))
    if facts is None or not room.holds(facts):
        facts = ExactScan(sheet, part, room, lengths).run(data)
    room.take(facts)
    return facts


def _plain(data: bytes, sheet: str, part: str, longest: int) -> SheetFacts | None:
    """The facts of a sheet in the plain dialect, or None: then only the exact pass can tell."""
    if not TRUSTED:
        return None
    begin = data.find(_OPEN)
    pieces = cut(data, begin + len(_OPEN) if begin >= 0 else -1, data.rfind(_CLOSE))
    if pieces is None:
        return None
    around, body = pieces
    if (match := _ROWS.match(body)) is None or match.end() != len(body):
        return None
    facts = ExactScan(sheet, part, Room(), []).run(around)
    return facts if _measure(body, facts, longest) else None


# What is left of a row when only these bytes are kept: `<w` a row, `<"AB"` a cell in AB, `<f` a formula,
# `"e"` an error, `he""` something hidden, `&` an entity. Text can add to that, never take away from it.
_KEPT = frozenset(b'ABCDEFGHIJKLMNOPQRSTUVWXYZ</w"&efh')
_DROPPED = bytes(sorted(frozenset(range(256)) - _KEPT))
_COLUMN = re.compile(rb'<"([A-Z]+)"')
_ROW_HEAD = re.compile(rb'<row r="([0-9]+)"([^>]*)>')
_NAMES = re.compile(rb" ([A-Za-z0-9:]+)=")
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')


def _measure(body: bytes, facts: SheetFacts, longest: int) -> bool:
    """Adds extent and counts to the facts; False where rows or cells repeat or go backwards.

    Rows of a table are built alike, so that the few distinct shapes can be looked at one by one.
    """
    shapes = Counter(body.translate(None, _DROPPED).split(b"</w"))
    traces = b"\n".join(shapes)
    if not _measure_columns(shapes, facts) or not _measure_rows(body, facts):
        return False
    if b"&" in traces and max(map(len, re.findall(rb">([^<]+)<", body)), default=0) > CELL_TEXT:
        return False
    if b'"e"' in traces and not _note_errors(body, facts):
        return False
    if b"<f" in traces:
        _note_formulas(body, facts)
    facts.shared_text = facts.cells * longest
    return True


def _measure_columns(shapes: Counter[bytes], facts: SheetFacts) -> bool:
    """Counts cells and finds the last column; False where the columns of a row do not ascend."""
    for shape, times in shapes.items():
        order = [(len(letters), letters) for letters in _COLUMN.findall(shape)]
        if any(later <= earlier for earlier, later in itertools.pairwise(order)):
            return False
        facts.cells += len(order) * times
        if order:
            facts.columns = max(facts.columns, column_number(order[-1][1].decode("ascii")))
    return True


def _measure_rows(body: bytes, facts: SheetFacts) -> bool:
    """Finds the last row and counts hidden ones; False where rows do not ascend or attributes repeat."""
    heads = _ROW_HEAD.findall(body)
    numbers = [int(number) for number, _ in heads]
    if any(later <= earlier for earlier, later in itertools.pairwise(numbers)):
        return False
    facts.rows = numbers[-1] if numbers else 0
    seen = Counter(attributes for _, attributes in heads)
    for attributes, times in seen.items():
        names = _NAMES.findall(attributes)
        if b"r" in names or len(set(names)) < len(names):
            return False
        facts.hidden_rows += times if _HIDDEN.search(attributes) else 0
    return True


_FORMULA_CELL = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^>]*)><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v>([^<]*)</v>|<v ?/>)?</c>'
)
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v></c>'
)


def _note_errors(body: bytes, facts: SheetFacts) -> bool:
    """Enters the cells that show an error, with its words; False where expat would change those."""
    for letters, row, words in _ERROR_CELL.findall(body):
        if b"&" in words or b"\r" in words:
            return False
        facts.errors[_position(letters, row)] = words.decode("utf-8")
    return True


def _note_formulas(body: bytes, facts: SheetFacts) -> None:
    """Counts formulas with a result; a result of no characters is one where the formula gives text."""
    for letters, row, attributes, result in _FORMULA_CELL.findall(body):
        if result or b't="str"' in attributes:
            facts.formulas += 1
        else:
            facts.uncached.add(_position(letters, row))


def _position(letters: bytes, row: bytes) -> tuple[int, int]:
    """Row and column, from 0, of a reference in the plain dialect."""
    return int(row) - 1, column_number(letters.decode("ascii")) - 1


_KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_ERROR_WORDS = re.compile(
    rb"""(<c\s[^<>]*\bt\s*=\s*["']e["'][^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>)[^<]*(</v>)"""
)


def mute_errors(data: bytes, facts: SheetFacts) -> bytes:
    """The sheet with newer errors such as #SPILL! as #N/A, which the reader knows; facts keep the words."""
    if _KNOWN_ERRORS.issuperset(facts.errors.values()):
        return data
    return _ERROR_WORDS.sub(rb"\1#N/A\2", data)
