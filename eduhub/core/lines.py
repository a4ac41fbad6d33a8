"""Lines of Chinese and English on a screen of fixed cells: how wide they are, where they break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias
from unicodedata import combining, east_asian_width

Style: TypeAlias = Literal["bold", "dim", "red", "yellow", "green", "cyan"]
Rows: TypeAlias = Sequence[tuple[str, str]]

_OPEN = "“‘（《「『〈【〔"
_CLOSE = "，。；：！？、”’）》」』〉】〕…—"
_PAINT = re.compile("\033\\[[0-9;]*m")
_WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
# Chinese breaks anywhere, but no line begins with a closing mark or ends with an opening one.
_PIECE = re.compile(
    rf"\s+|[{_OPEN}\[(]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPEN}{_CLOSE}]+)?[{_CLOSE}\])]*",
)


def width(words: str) -> int:
    """The cells that words take on a screen; Chinese characters take two, the codes of colours none."""
    shown = _PAINT.sub("", words)
    return sum(2 if east_asian_width(letter) in "WF" else not combining(letter) for letter in shown)


def padded(words: str, cells: int) -> str:
    """The words with spaces to their right up to that width."""
    return words + " " * (cells - width(words))


def wrap(words: str, cells: int | None) -> list[str]:
    """The words in lines of at most that many cells; one line where None; a long word stays whole."""
    if cells is None:
        return [words]
    lines, gap = [""], ""
    for piece in filter(None, _PIECE.findall(words)):
        if piece.isspace():
            gap = piece
            continue
        if lines[-1] and width(lines[-1] + gap + piece) > cells:
            lines.append(piece)
        else:
            lines[-1] += gap + piece
        gap = ""
    return lines


def n_lines(words: str, cells: float) -> int:
    """How many lines words take in the cell of a table; what is longer than a line is broken."""
    parts = (part for line in words.split("\n") for part in _parts(line, max(1, int(cells))))
    return sum(max(1, -(-width(part) // max(1, int(cells)))) for part in parts)


def _parts(line: str, cells: int) -> list[str]:
    return [line] if width(line) <= cells else wrap(line, cells)


def hanging(lead: str, words: str, cells: int | None) -> Iterator[str]:
    """A lead and words beside it, which continue under themselves."""
    indent = width(lead)
    first, *others = wrap(words, cells - indent if cells else None)
    yield (lead + first).rstrip()
    for line in others:
        yield " " * indent + line


def indent_of(rows: Iterable[tuple[str, str]], most: int = 24) -> int:
    """Where the second column of rows begins: two cells after the widest name that is not over `most`."""
    return 4 + max((width(name) for name, _ in rows if width(name) <= most), default=0)


def columns(rows: Rows, cells: int | None, indent: int | None = None) -> Iterator[str]:
    """Names, indented by two, and words beside them; a name that is too wide has its words below it."""
    indent = indent or indent_of(rows)
    for name, words in rows:
        lead = f"  {name}"
        if width(lead) + 2 > indent:
            yield lead
            lead = ""
        yield from hanging(padded(lead, indent), words, cells)
