"""Other words in the place of single values; every other byte of a YAML or CSV file is kept."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from eduhub.core.place import Route
from eduhub.source.problems import RefusedError
from eduhub.source.yaml import Scalar, scalars

Cell: TypeAlias = tuple[int, int]
Splice: TypeAlias = tuple[int, int, str]  # from here to there, these words

_CONFLICT = re.compile(rb"^(?:<{7}|>{7}) ", re.M)
# A field of a CSV file, and what ends it.
_FIELD = re.compile(r'("[^"]*(?:""[^"]*)*"|[^,\r\n]*)(,|\r\n|\n|\r|\Z)')
_UTF8 = "utf-8"
_STRING = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Change:
    """A value as it is read now, and the one that shall be read in its place.

    is_text  no program may take it for a number or the like: in YAML it gets quotes where one would
    is_free  it is free text: blanks at its ends may go, and the rest stays as it is written
    """

    before: str
    after: str
    is_text: bool = False
    is_free: bool = False


def has_conflicts(raw: bytes) -> bool:
    """Did git leave the marks of two versions in it?"""
    return bool(_CONFLICT.search(raw))


def decoded(raw: bytes) -> tuple[str, str]:
    """The text of a file and its encoding, as the reader of CSV decides; that of YAML knows only UTF-8."""
    try:
        return raw.decode("utf-8-sig"), _UTF8
    except UnicodeDecodeError:
        return raw.decode("gb18030"), "gb18030"


def edit_csv(raw: bytes, changes: Mapping[Cell, Change]) -> tuple[bytes, frozenset[Cell]]:
    """The file with these values in its cells, both counted from 0, and the cells where that was done."""
    text, encoding = decoded(raw)
    if not changes or (encoding != _UTF8 and text.encode(encoding) != raw):
        return raw, frozenset()  # a character that has two writings can't be kept
    splices: dict[Cell, Splice] = {}
    for cell, start, token in _fields(text):
        change = changes.get(cell)
        if change and _value(token) == change.before:
            splices[cell] = (start, start + len(token), _field(change.after, token.startswith('"')))
    return _spliced(raw, text, encoding, splices.values()), frozenset(splices)


def _fields(text: str) -> Iterator[tuple[Cell, int, str]]:
    """Every field of a CSV file that the csv module reads strictly: its cell, its start, its writing."""
    row = column = position = 0
    while position < len(text) and (found := _FIELD.match(text, position)):
        yield (row, column), position, found[1]
        row, column = (row, column + 1) if found[2] == "," else (row + 1, 0)
        position = found.end()


def _value(token: str) -> str:
    return token[1:-1].replace('""', '"') if token.startswith('"') else token


def _field(value: str, quoted: bool) -> str:
    """A value as a field: between quotes where it was, or where it has to be."""
    needed = quoted or any(mark in value for mark in ',"\r\n')
    return '"' + value.replace('"', '""') + '"' if needed else value


def edit_yaml(raw: bytes, changes: Mapping[Route, Change]) -> tuple[bytes, frozenset[Route]]:
    """The file with these values at their routes, and the routes where that could be done.

    Block scalars and anchored values stay, and free text whose blanks at the ends are written as escapes.
    """
    text = raw.decode("utf-8-sig")
    found = scalars(text) if changes else {}
    splices: dict[Route, Splice] = {}
    for route, change in changes.items():
        scalar = found.get(route)
        if scalar and scalar.node.value == change.before:
            start, end = scalar.node.start_mark.index, scalar.node.end_mark.index
            tokens = _tokens(text[start:end], scalar.node.style or "", change)
            fitting = (token for token in tokens if _reads_as(token, scalar, change.after))
            if (token := next(fitting, None)) is not None:
                splices[route] = (start, end, token)
    return _spliced(raw, text, _UTF8, splices.values()), frozenset(splices)


def _tokens(token: str, style: str, change: Change) -> Iterator[str]:
    """How the new value may be written, best first: as little changed as can be, in the same quotes."""
    if style in ("|", ">") or token.startswith("&") or not token.startswith(style):
        return
    bare = not (change.is_text and _is_taken_for_other(change.after))
    if change.after == change.before.strip() and (style or bare):
        yield style + token[len(style) : len(token) - len(style)].strip() + style
    if change.is_free and (style == '"' or "\n" in token):
        return
    if style == "'":
        yield "'" + change.after.replace("'", "''") + "'"
    elif not style and bare:
        yield change.after
    yield '"' + change.after.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_taken_for_other(words: str) -> bool:
    """Do programs take these words for a number, a date or a yes where they have no quotes?"""
    tag = yaml.resolver.Resolver().resolve(yaml.ScalarNode, words, (True, False))  # type: ignore[no-untyped-call]
    return tag != _STRING or words[0] in "+-.0123456789"


def _reads_as(token: str, scalar: Scalar, value: str) -> bool:
    """Is the writing one scalar of that value, in brackets or behind a key as the old one was?"""
    around = f"[{token}]" if scalar.is_flow else f"a: {token}\n"
    route: Route = (0,) if scalar.is_flow else ("a",)
    try:
        found = scalars(around)
    except (yaml.YAMLError, RefusedError):
        return False
    return list(found) == [route] and found[route].node.value == value


def _spliced(raw: bytes, text: str, encoding: str, splices: Iterable[Splice]) -> bytes:
    """The bytes of the file with other words at some places."""
    mark = codecs.BOM_UTF8 if encoding == _UTF8 and raw.startswith(codecs.BOM_UTF8) else b""
    pieces, done = [], 0
    for start, end, words in sorted(splices):
        pieces += [text[done:start], words]
        done = end
    return mark + "".join([*pieces, text[done:]]).encode(encoding)
