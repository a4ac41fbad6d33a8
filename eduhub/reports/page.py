"""A page as data: words in both languages, tables and figures; no markup, no file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from eduhub.core.text import Text

Align: TypeAlias = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading; numbers are words already, in the decimals of the official form."""

    title: Text
    head: tuple[Text, ...]
    align: tuple[Align, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: which template draws it and the plain data that it draws; its numbers stand in a table too.

    name   of the file, without its ending
    words  what the picture shows, for those who can't see it
    """

    name: str
    template: str
    title: Text
    words: Text
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with sentences, then figures, then tables."""

    title: Text
    sentences: tuple[Text, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report.

    name   of its file, without ending
    facts  lines of name and value that say what the page is about and what it was made from
    notes  how the figures were made, and what they do not show
    """

    name: str
    title: Text
    facts: tuple[tuple[Text, Text], ...]
    sections: tuple[Section, ...]
    notes: tuple[Text, ...]
