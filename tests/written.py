"""YAML and CSV written piece by piece, in any style; where each key, value and field begins is noted."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eduhub.core.place import Route

Spot = tuple[int, int]
_BARE = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z_.，、。（）〔〕\u4e00-\u9fff/-]*")
_NOT_STRINGS = ("true", "false", "null", "yes", "no", "on", "off")


class Raw(str):
    """A value that is written as it is; '' leaves it out behind its key."""


@dataclass
class Yaml:
    """A document in block and flow style, as the dice fall; lines and columns count from 1.

    more  for a mapping: a key and value that come on top, and before which of its keys, None for the end
    """

    dice: random.Random
    more: Mapping[Route, tuple[str, Any, str | None]] = field(default_factory=dict)
    text: str = ""
    keys: dict[Route, Spot] = field(default_factory=dict)
    values: dict[Route, Spot] = field(default_factory=dict)
    added: dict[Route, Spot] = field(default_factory=dict)

    def write(self, data: Mapping[str, Any]) -> str:
        """The text of a whole document."""
        self.text += self.dice.choice(("", "# 片区共同体\n", "---\n", "\n\n"))
        self._block(dict(data), (), 0)
        return self.text

    def _spot(self) -> Spot:
        return self.text.count("\n") + 1, len(self.text) - self.text.rfind("\n")

    def _pairs(self, data: dict[str, Any], route: Route) -> list[tuple[str, Any, bool]]:
        pairs = [(key, value, False) for key, value in data.items()]
        if route in self.more:
            key, value, before = self.more[route]
            keys = list(data)
            pairs.insert(len(pairs) if before is None else keys.index(before), (key, value, True))
        return pairs

    def _key(self, key: str, route: Route, is_added: bool) -> Route:
        at = (*route, key)
        (self.added if is_added else self.keys)[at] = self._spot()
        self.text += self.dice.choice((key, key, f'"{key}"')) + ":"
        return at

    def _block(self, data: dict[str, Any], route: Route, indent: int, inline: bool = False) -> None:
        """A mapping in block style; inline where its first key follows a dash."""
        for number, (key, value, is_added) in enumerate(self._pairs(data, route)):
            if number or not inline:
                self.text += self.dice.choice(("", "", "", "\n", " " * indent + "# 说明: 见附件\n"))
                self.text += " " * indent
            if not number:
                self.values[route] = self._spot()
            at = self._key(key, route, is_added)
            if isinstance(value, dict) and value and self.dice.random() < 0.6:
                self.text += "\n"
                self._block(value, at, indent + self.dice.choice((1, 2, 4)))
            elif isinstance(value, list) and value and self.dice.random() < 0.6:
                self.text += "\n"
                self._items(value, at, indent + self.dice.choice((0, 2)))
            else:
                self.text += "" if value == "" else " " * self.dice.choice((1, 1, 1, 3))
                self._flow(value, at, indent + 2)
                self.text += self.dice.choice(("", "", "  # 注")) + "\n"

    def _items(self, items: Sequence[Any], route: Route, indent: int) -> None:
        """A list in block style."""
        for number, item in enumerate(items):
            self.text += " " * indent
            if not number:
                self.values[route] = self._spot()
            self.text += "- "
            if isinstance(item, dict) and self.dice.random() < 0.5:
                self._block(item, (*route, number), indent + 2, inline=True)
            else:
                self._flow(item, (*route, number), indent + 2)
                self.text += "\n"

    def _flow(self, value: Any, route: Route, indent: int) -> None:
        """A value in flow style; lines may break behind a comma."""
        self.values[route] = self._spot()
        match value:
            case dict():
                self.text += "{"
                for number, (key, inner, is_added) in enumerate(self._pairs(value, route)):
                    self._comma(number, indent)
                    at = self._key(key, route, is_added)
                    self.text += " "
                    self._flow(inner, at, indent)
                self.text += "}"
            case list():
                self.text += "["
                for number, inner in enumerate(value):
                    self._comma(number, indent)
                    self._flow(inner, (*route, number), indent)
                self.text += "]"
            case _:
                self.text += value if isinstance(value, Raw) else self._scalar(str(value))

    def _comma(self, number: int, indent: int) -> None:
        if number:
            self.text += "," + self.dice.choice((" ", " ", " ", "  ", "\n" + " " * (indent + 2)))

    def _scalar(self, words: str) -> str:
        single, double = "'" + words.replace("'", "''") + "'", '"' + words.replace('"', '\\"') + '"'
        bare = _BARE.fullmatch(words) and words.lower() not in _NOT_STRINGS
        return self.dice.choice((words, words, single, double) if bare else (single, double))


@dataclass
class Csv:
    """Records in a text; each field is quoted where it has to be, and at times where it has not."""

    dice: random.Random
    end: str = "\n"
    text: str = ""
    spots: dict[Spot, Spot] = field(default_factory=dict)
    records: int = 0

    def add(self, record: Sequence[str]) -> int:
        """Writes a record; gives its number, counted from 0."""
        number, self.records = self.records, self.records + 1
        for at, words in enumerate(record):
            self.text += "," if at else ""
            line = self.text.count("\n") + 1
            self.spots[number, at] = line, len(self.text) - self.text.rfind("\n")
            needed = any(mark in words for mark in ',"\r\n') or self.dice.random() < 0.2
            self.text += '"' + words.replace('"', '""') + '"' if needed else words
        self.text += self.end
        return number
