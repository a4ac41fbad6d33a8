"""The table of shared strings: how long each is, and whether the table is what it claims to be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from eduhub.core.text import Text
from eduhub.source.limits import CELL_TEXT, SHARED_STRINGS
from eduhub.source.markup import TRUSTED, Attributes, Walk, cut, damaged, local
from eduhub.source.problems import FALSE_COUNT, OVER_LIMITS, RefusedError

_SHORTEST = 5  # bytes that a string takes in the part, `<si/>`

_PIECE = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_TEXT = _PIECE + rb"(?:&(?:amp|lt|gt|quot|apos);" + _PIECE + rb")*+"
_PHONETIC = rb'<phoneticPr fontId="[0-9]++"(?: type="[A-Za-z]++")?+(?: alignment="[A-Za-z]++")?+/>'
_STRING = rb'<si><t(?: xml:space="preserve")?+(?:/>|>' + _TEXT + rb"</t>)(?:" + _PHONETIC + rb")?+</si>"
_GAP = rb"[ \t\r\n]*+"
_STRINGS = re.compile(rb"(?:" + _GAP + _STRING + rb")*+" + _GAP)
_LENGTHS = re.compile(rb"<t[^>]*>([^<]*)")
_FIRST, _CLOSE = b"<si>", b"</sst>"


def lengths(data: bytes, part: str) -> list[int]:
    """How many bytes each shared string has (where rich text makes it dear to know: at most).

    Raises RefusedError where the table claims more strings than it can hold, or is malformed.
    """
    return (_plain(data, part) if TRUSTED else []) or _Table(part, len(data)).run(data)


def _plain(data: bytes, part: str) -> list[int]:
    """The lengths in a table of plain strings; empty where only the exact pass can tell."""
    pieces = cut(data, data.find(_FIRST), data.rfind(_CLOSE))
    if pieces is None:
        return []
    around, body = pieces
    if (match := _STRINGS.match(body)) is None or match.end() != len(body):
        return []
    _Table(part, len(data)).run(around)
    found = [len(text) for text in _LENGTHS.findall(body)]
    return found if len(found) <= SHARED_STRINGS and max(found, default=0) <= CELL_TEXT else []


@dataclass(slots=True)
class _Table:
    """One walk through the table by expat."""

    part: str
    n_bytes: int
    found: list[int] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    characters: int = 0

    def run(self, data: bytes) -> list[int]:
        """The length of each string in bytes."""
        Walk(self.part, self.start, self.end, self.text, self.aside).run(data)
        return self.found

    def start(self, name: str, attributes: Attributes) -> None:
        """Opens the table or a string; a string anywhere else would shift the numbers of all that follow."""
        name = local(name)
        self.path.append(name)
        if len(self.path) == 1:
            self._check_claim(name, attributes.get("uniqueCount"))
        elif (name == "si") != (len(self.path) == 2):
            raise self._malformed()
        elif name == "si":
            self._open()

    def _check_claim(self, name: str, claimed: str | None) -> None:
        """Refuses a number that would make a reader claim memory for strings that are not there."""
        if name != "sst":
            raise self._malformed()
        if claimed is None:
            return
        number = int(claimed) if re.fullmatch(r"[0-9]{1,10}", claimed) else -1
        if not 0 <= number <= min(SHARED_STRINGS, self.n_bytes // _SHORTEST):
            raise RefusedError(FALSE_COUNT, claimed=claimed[:20])

    def _open(self) -> None:
        self.found.append(0)
        self.characters = 0
        if len(self.found) > SHARED_STRINGS:
            what = Text("共享文字的条数", "the number of shared strings")
            raise RefusedError(OVER_LIMITS, what=what, size=f"{SHARED_STRINGS}+", limit=SHARED_STRINGS)

    def text(self, words: str) -> None:
        """Measures the text of the string that is open."""
        if len(self.path) < 3:
            return
        self.found[-1] += len(words.encode("utf-8"))
        self.characters += len(words)
        if self.characters > CELL_TEXT:
            what = Text("一段共享文字的长度", "the length of a shared string")
            raise RefusedError(OVER_LIMITS, what=what, size=f"{CELL_TEXT}+", limit=CELL_TEXT)

    def end(self, _name: str) -> None:
        """Closes an element."""
        self.path.pop()

    def aside(self) -> None:
        """A comment or CDATA inside a string: readers differ about what the text is then."""
        if len(self.path) >= 2:
            raise self._malformed()

    def _malformed(self) -> RefusedError:
        return damaged("共享文字表的写法不合规", "the table of shared strings is malformed")
