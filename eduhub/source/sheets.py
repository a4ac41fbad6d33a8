"""A worksheet's XML before any reader sees it: far cells, merges, errors, formulas, what is hidden.

A sheet in the plain dialect that Excel and WPS write is recognised as a whole by one strict grammar
over its bytes, which costs a fifth of reading it. Whatever departs from that by a single byte (an error
cell, a formula without its result, a comment, a prefix, a quote of the other kind) goes through expat.
The grammar accepts only, it never refuses: every refusal comes from the exact pass.
"""

from __future__ import annotations

import itertools
import re

from eduhub.source.cells import ExactScan, Room, SheetFacts, column_number
from eduhub.source.limits import CELL_TEXT
from eduhub.source.markup import cut


def scan(data: bytes, sheet: str, part: str, room: Room, lengths: list[int]) -> SheetFacts:
    """The facts of a sheet that is safe to read; RefusedError with the cell's address otherwise.

    lengths: how many bytes each shared string has
    """
    facts = _plain(data, sheet, part, max(lengths, default=0))
    if facts is None or not room.holds(facts):
        facts = ExactScan(sheet, part, room, lengths).run(data)
    room.take(facts)
    return facts


_PIECE = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]{0,%d}+" % CELL_TEXT
_TEXT = _PIECE + rb"(?:(?P<entity>&)(?:amp|lt|gt|quot|apos);" + _PIECE + rb")*+"
_VALUE = rb"<v>" + _TEXT.replace(rb"?P<entity>", rb"?P<entity_v>") + rb"</v>"
_FORMULA = (
    rb'(?P<formula><f)(?: t="shared")?+(?: ref="[A-Z0-9:]++")?+(?: si="[0-9]{1,9}+")?+(?:/>|>'
    + _TEXT.replace(rb"?P<entity>", rb"?P<entity_f>")
    + rb"</f>)(?:<v>"
    + _TEXT.replace(rb"?P<entity>", rb"?P<entity_r>")
    + rb"</v>|<v ?+/>)?+"
)
_INLINE = (
    rb'<is><t(?: xml:space="preserve")?+>' + _TEXT.replace(rb"?P<entity>", rb"?P<entity_i>") + rb"</t></is>"
)
_STYLE, _TYPE = rb' s="[0-9]{1,6}+"', rb' t="(?:s|str|n|b|inlineStr|(?P<error>e))"'
# (?P=row): a cell that claims to stand in another row than its own is not plain.
_CELL = (
    rb'<c r="(?:[A-Z]|[A-R][A-Z]|S[A-R])(?P=row)"(?:'
    rb"" + _STYLE + rb")?+(?:" + _TYPE + rb"(?:" + _STYLE + rb")?+)?+"
    rb"(?:>(?:" + _VALUE + rb"|" + _FORMULA + rb"|" + _INLINE + rb")</c>| ?+/>)"
)
_ATTRIBUTE = rb'(?:(?P<hidden> hidden="(?:1|true)")| [A-Za-z0-9:]++="[A-Za-z0-9.: -]*+")'
_ROW = (
    rb'\s*+<row r="(?P<row>[1-9][0-9]{0,4}|1[0-9]{5}|200000)"(?:' + _ATTRIBUTE + rb")*+"
    rb"(?: ?+/>|>(?:" + _CELL + rb")*+</row>)"
)
_ROWS = re.compile(rb"(?:" + _ROW + rb")*+\s*+")
def _plain(data: bytes, sheet: str, part: str, longest: int) -> SheetFacts | None:
    """The facts of a sheet in the plain dialect, or None: then only the exact pass can tell."""
    begin = data.find(_OPEN)
    pieces = cut(data, begin + len(_OPEN) if begin >= 0 else -1, data.rfind(_CLOSE))
    if pieces is None:
        return None
    around, body = pieces
    if (match := _ROWS.match(body)) is None or match.end() != len(body):
        return None
    facts = ExactScan(sheet, part, Room(), []).run(around)
    return facts if _measure(body, facts, longest) else None


def _measure(body: bytes, facts: SheetFacts, longest: int) -> bool:
    """Adds extent and counts to the facts; False where rows or cells repeat or go backwards."""
    heads = _ROW_HEAD.findall(body)
    numbers = [int(number) for number, _ in heads]
    if any(later <= earlier for earlier, later in itertools.pairwise(numbers)):
        return False
    if not _measure_columns(body, facts):
        return False
    facts.rows = numbers[-1] if numbers else 0
    facts.cells = body.count(b"<c ")
    facts.formulas = body.count(b"<f")
    facts.shared_text = facts.cells * longest
    return _measure_heads([attributes for _, attributes in heads], facts)


def _measure_heads(heads: list[bytes], facts: SheetFacts) -> bool:
    """Counts hidden rows; False where an attribute stands twice."""
    hidden = set()
    for head in set(heads):
        names = _NAMES.findall(head)
        if b"r" in names or len(set(names)) < len(names):
            return False
        if _HIDDEN.search(head):
            hidden.add(head)
    facts.hidden_rows = sum(head in hidden for head in heads) if hidden else 0
    return True


def _measure_columns(body: bytes, facts: SheetFacts) -> bool:
    """Finds the last column; False where the columns of a row do not ascend.

    Rows of a table use the same columns, so that the few distinct sequences can be looked at one by one.
    """
    for row in set(body.translate(None, _ALL_BUT_COLUMNS).split(b"</w")):
        columns = _COLUMN.findall(row)
        order = [(len(letters), letters) for letters in columns]
        if any(later <= earlier for earlier, later in itertools.pairwise(order)):
            return False
        if columns:
            facts.columns = max(facts.columns, column_number(columns[-1].decode("ascii")))
    return True


_KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_ERROR = re.compile(
    rb"""(<c\s[^<>]*\bt\s*=\s*["']e["'][^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>)[^<]*(</v>)"""
)


def mute_errors(data: bytes, facts: SheetFacts) -> bytes:
    """The sheet with newer errors such as #SPILL! as #N/A, which the reader knows; the facts keep the words."""
    if _KNOWN_ERRORS.issuperset(facts.errors.values()):
        return data
    return _ERROR.sub(rb"\1#N/A\2", data)
