"""The numbers in force on a day; only this file knows how they are stored."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from eduhub.core.errors import UseError
from eduhub.core.text import Text

_HERE = Path(__file__).parent
_FILES = (
    "balance.yaml",
    "duties.yaml",
    "relaxations.yaml",
    "indexes.yaml",
    "clusters.yaml",
    "plausible.yaml",
    "history.yaml",
    "work.yaml",
    "value_added.yaml",
    "assessment.yaml",
)


@dataclass(frozen=True, slots=True)
class Value:
    """A number or table of policy as it holds since a day, with its source.

    doubts  what is not certain about it, and who has to say
    """

    id: str
    what: Text
    source: str
    since: date
    value: Any
    doubts: Text | None = None


@dataclass(frozen=True)
class Parameters:
    """All numbers in force on a day."""

    on: date
    values: Mapping[str, Value]

    def __getitem__(self, name: str) -> Any:
        """The value of that name; UseError where none was in force on the day."""
        return self._in_force(name).value

    def _in_force(self, name: str) -> Value:
        if name not in self.values:
            raise UseError(
                "{on} 时还没有“{name}”的规定，无法测算",
                "nothing was laid down for '{name}' by {on}; there is nothing to compute by",
                on=self.on,
                name=next((value.what for value in _all() if value.id == name), name),
            )
        return self.values[name]

    def thresholds(self) -> Mapping[str, Mapping[str, float]]:
        """What a school should reach: by indicator, then by stage."""
        found: Mapping[str, Mapping[str, float]] = self["threshold"]
        return found

    def cv_limits(self) -> Mapping[str, float]:
        """The limit of the coefficient of variation by stage."""
        found: Mapping[str, float] = self["cv_limit"]
        return found

    def class_limits(self) -> Mapping[str, int]:
        """The largest class by stage."""
        found: Mapping[str, int] = self["class_limit"]
        return found

    def school_limit(self, school_type: str) -> int | None:
        """The largest number of pupils in the compulsory stages of a school of that type; None: no limit."""
        found: int | None = self["school_limit"].get(school_type)
        return found

    def is_backbone(self, title: str | None, valid_until: date | None, day: date) -> bool:
        """Does a title make a backbone teacher of county level or above on that day?"""
        is_current = valid_until is None or valid_until >= day
        return title in self["backbone_titles"] and (is_current or bool(self["expired_titles_count"]))

    def relaxation(self, switch: str) -> Value:
        """What a dated relaxation grants, with its source and doubts; eduhub.yaml switches it on."""
        return self._in_force(f"{switch}_relaxed")

    def split_weights(self, school_type: str, stages: Set[str]) -> Mapping[str, float]:
        """The weight of a pupil of each stage when a school of that type and stages is split."""
        usual: Mapping[str, float] = self["split"].get(school_type, {})
        attached: Mapping[str, float] = self["split_attached"]
        return usual if stages <= set(usual) else attached

    def prefixes(self) -> Mapping[str, tuple[str, ...]]:
        """The usual first two digits of a school's code, by type."""
        return {name: tuple(prefixes) for name, prefixes in self["code_prefix"].items()}


@cache
def _all() -> tuple[Value, ...]:
    return tuple(
        Value(*head, dated["since"], dated["value"], Text(**entry["doubts"]) if "doubts" in entry else None)
        for file in _FILES
        for entry in yaml.load((_HERE / file).read_bytes(), yaml.CSafeLoader)
        for head in [(entry["id"], Text(**entry["what"]), entry["source"])]
        for dated in entry["values"]
    )


@cache
def parameters(on: date = date.max) -> Parameters:
    """The numbers in force on a day; without one, the newest."""
    in_force = sorted((value for value in _all() if value.since <= on), key=lambda value: value.since)
    return Parameters(on, {value.id: value for value in in_force})


_POLICY = date(2023, 3, 9)  # no cluster is older, and every number that rules need was in force by then


def in_force(day: date) -> Parameters:
    """The numbers in force on a day; for days before the policy, those of its date."""
    return parameters(max(day, _POLICY))
