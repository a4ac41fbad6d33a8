"""Markdown as the generated pages write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from eduhub.core.text import Text

_MARKS = re.compile(r"([\\`*_<>\[\]~#])")


def both(text: Text) -> str:
    """The words in both languages; once where they are equal."""
    return text.zh if text.zh == text.en else f"{text.zh} / {text.en}"


def plain(words: str) -> str:
    """Words in which nothing is a mark of Markdown."""
    return _MARKS.sub(r"\\\1", words)


def table(heading: str, rows: Iterable[Sequence[str]]) -> str:
    """A table under a heading row that is written out; a cell may hold the mark between cells."""
    lines = [heading, "|" + " --- |" * heading.count(" | ") + " --- |"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
