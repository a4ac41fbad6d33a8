"""Which sheets, headings and cells of a workbook or CSV make one document of a kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from eduhub.core.place import Route
from eduhub.core.text import Text

_COUNTS = frozenset("人名个间节册台次所岁")  # say nothing new behind a heading that counts
_VALUE = re.compile(r"[0-9][0-9./:-]*")
BRACKETED = re.compile(r"(.+?)\(([^()]*)\)")


@lru_cache(maxsize=65_536)
def normal(words: str) -> str:
    """A heading as it is compared: half-width, no spaces, no marks for what is required, lower case."""
    plain = unicodedata.normalize("NFKC", words)
    return re.sub(r"[\s*]|\((?:必填|选填|required|optional)\)", "", plain).casefold().rstrip(":")


class Sort(StrEnum):
    """What sort of value a cell holds, as far as a spreadsheet can mind it."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Within:
    """The choices of a column by what another column of its row holds: a subject by the stage.

    other  the route of that column in the row
    """

    other: Route
    choices: Mapping[str, tuple[Text, ...]]


@dataclass(frozen=True, eq=False)
class Column:
    """One field of a table or one line of a sheet of label and value.

    route     within the record: ("code",) or ("cycle", "start")
    aliases   further headings under which it is accepted
    code      its cells must be text; width is the number of digits, where it is fixed
    joined    one cell holds a list, joined by 、
    unit      printed behind the heading; factors convert other units (万元: 10000)
    choices   the values that a drop-down offers; within: fewer of them, by another column of the row
    personal  its values are never shown
    dropped   it helps people fill in a form and is not stored
    sort      what a spreadsheet may expect in its cells; between: the least and the greatest number
    longest   how many characters its text may have
    lacking   不适用 may stand in the place of a value
    example   what the example row of a form shows; reading skips that row
    spellings  what else is read as one of the choices: official codes, other words
    """

    route: Route
    label: Text
    required: bool
    aliases: tuple[str, ...] = ()
    code: bool = False
    width: int | None = None
    joined: bool = False
    unit: Text | None = None
    factors: Mapping[str, int] = field(default_factory=dict)
    choices: tuple[Text, ...] = ()
    hint: Text | None = None
    personal: bool = False
    dropped: bool = False
    within: Within | None = None
    sort: Sort = Sort.TEXT
    between: tuple[float | None, float | None] = (None, None)
    longest: int | None = None
    lacking: bool = False
    example: str = ""
    spellings: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """All headings that mean this column, as they are compared."""
        key = ".".join(str(step) for step in self.route)
        return frozenset(map(normal, (self.label.zh, self.label.en, key, *self.aliases)))

    def factor(self, heading: str) -> int | None:
        """The factor that brings cells under this heading to the column's unit; None if it is another's."""
        words = normal(heading)
        if words in self.names:
            return 1
        bracketed = BRACKETED.fullmatch(words)
        if not bracketed or bracketed[1] not in self.names:
            return None
        if self.unit and bracketed[2] in (normal(self.unit.zh), normal(self.unit.en)):
            return 1
        if self.unit is None and bracketed[2] in _COUNTS:
            return 1
        return self.factors.get(bracketed[2])

    def shows_example(self, words: str) -> bool:
        """Are these the words of its example, in either language?"""
        english = (choice.en for choice in self.choices if choice.zh == self.example)
        return normal(words) in map(normal, (self.example, *english))

    def may_hold(self, words: str) -> bool:
        """Are these words a value of the column rather than a hint: a number, a date, a choice, a code?"""
        plain = normal(words)
        if plain in {normal(choice) for text in self.choices for choice in (text.zh, text.en)}:
            return True
        return (self.sort is not Sort.TEXT or self.code) and bool(_VALUE.fullmatch(plain))

    def heading(self, lang: str) -> str:
        """The heading that a form prints, with the unit behind it."""
        zh = lang == "zh"
        label = self.label.zh if zh else self.label.en
        if self.unit is None:
            return label
        return f"{label}（{self.unit.zh}）" if zh else f"{label} ({self.unit.en})"


@dataclass(frozen=True, eq=False)
class SheetLayout:
    """One sheet: a table whose rows go to `route`, or, with pairs, lines of label and value for the head.

    key  the columns that tell a row of a table from the others
    """

    kind: str
    title: Text
    columns: tuple[Column, ...]
    route: Route = ()
    pairs: bool = False
    required: bool = True
    key: tuple[Route, ...] = ()

    def column(self, heading: str) -> tuple[Column, int] | None:
        """The column that a heading means and the factor of its unit."""
        if heading not in self._meanings:
            self._meanings[heading] = self._meaning(heading)
        return self._meanings[heading]

    def _meaning(self, heading: str) -> tuple[Column, int] | None:
        if found := self._exact.get(normal(heading)):
            return found, 1
        factors = ((column, column.factor(heading)) for column in self.columns)
        return next(((column, factor) for column, factor in factors if factor), None)

    @cached_property
    def _meanings(self) -> dict[str, tuple[Column, int] | None]:
        """The headings that were asked for already: a sheet's cells are tried against many layouts."""
        return {}

    @cached_property
    def _exact(self) -> dict[str, Column]:
        return {name: column for column in self.columns for name in column.names}

    def has_title(self, name: str) -> bool:
        """Is a sheet of this name meant to be this one?"""
        return normal(name) in (normal(self.title.zh), normal(self.title.en), self.kind)


@dataclass(frozen=True, eq=False)
class Layout:
    """All sheets of one kind; a table kind has one, and CSV serves it too."""

    kind: str
    schema: int
    sheets: tuple[SheetLayout, ...]
    table: bool
