"""The scores of one school, cluster, district or of the city: what tables and pages ask for."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal, TypeAlias

import polars as pl

from eduhub.parameters.catalogue import L_CODES
from eduhub.scores.engine import Scores
from eduhub.scores.judging import Standing, is_over, standing
from eduhub.scores.models.assessed import Assessed
from eduhub.scores.tables import CITY, JUDGED, OUTSIDE

Level: TypeAlias = Literal["school", "cluster", "district", "city"]

# The column of `Tables.parts` by which a unit of the level has its parts; of the city all are.
_COLUMN: dict[str, str] = {"school": "school", "district": "district", "cluster": "cluster"}


def units(scores: Scores, level: Level) -> list[str]:
    """The ids of a level that there are figures for; 未入片区 of a district comes after its clusters."""
    if level == CITY:
        return [CITY]
    values = scores.tables.values
    column = "group" if level == "cluster" else level
    found: list[str] = values[column].unique().sort().to_list()
    return found


def clusters(scores: Scores, district: str) -> list[str]:
    """The clusters that a district has school parts in, then those that are in none."""
    values = scores.tables.values.filter(pl.col("district") == district)
    found = values["group"].unique().sort().to_list()
    return sorted(found, key=lambda group: (is_outside(group), group))


def districts(scores: Scores) -> list[str]:
    """The districts that there are figures for."""
    return units(scores, "district")


def is_outside(cluster: str) -> bool:
    """Is this the group of the schools of a district that are in no cluster?"""
    return cluster.endswith(f"/{OUTSIDE}")


class View:
    """The figures of a unit, of its stages and its school parts."""

    def __init__(self, scores: Scores, level: Level, id_: str) -> None:
        """id_: one of `units(scores, level)`."""
        self.scores = scores
        self.level = level
        self.id = id_

    @property
    def name(self) -> str:
        """What it is called: 未入片区 for the schools that are in no cluster."""
        return self.scores.names.get((self.level, self.id), self.id)

    @property
    def before(self) -> View | None:
        """The same unit in the year before; None where there are no figures of it."""
        earlier = self.scores.before
        known = earlier is not None and self.id in units(earlier, self.level)
        return View(earlier, self.level, self.id) if earlier and known else None

    @property
    def stages(self) -> list[str]:
        """The stages that it has school parts of."""
        return [stage for stage in JUDGED if self.parts(stage)]

    @cached_property
    def _parts(self) -> list[dict[str, Any]]:
        parts = self.scores.tables.parts
        if self.level == "cluster" and is_outside(self.id):
            district = pl.col("district") == self.id.removesuffix(f"/{OUTSIDE}")
            parts = parts.filter(district & pl.col("cluster").is_null())
        elif self.level != CITY:
            parts = parts.filter(pl.col(_COLUMN[self.level]) == self.id)
        return parts.sort("id").to_dicts()

    def parts(self, stage: str) -> list[dict[str, Any]]:
        """The school parts of a stage, by code: rows of `Tables.parts`."""
        return [part for part in self._parts if part["stage"] == stage]

    def row(self, stage: str | None, code: str) -> dict[str, Any] | None:
        """The row of the long table for the unit itself: value, n, note; the stage is None for all stages."""
        return self.scores.rows.get((self.level, self.id, stage, code))

    def value(self, stage: str | None, code: str) -> float | None:
        """A value of the unit itself; None where there is none."""
        return _value(self.row(stage, code))

    def part_row(self, stage: str, code: str, part: str) -> dict[str, Any] | None:
        """The row of the long table for one of its parts."""
        return self.scores.rows.get(("part", part, stage, code))

    def part(self, stage: str, code: str, part: str) -> float | None:
        """A value of one of its parts; None where there is none."""
        return _value(self.part_row(stage, code, part))

    def value_added(self) -> tuple[Assessed, ...]:
        """The value-added of the year's assessments, of the whole city; each has this unit's rows or not."""
        return self.scores.assessed

    def lacking(self, stage: str) -> list[dict[str, Any]]:
        """The parts of a stage of which an indicator is unknown: they take no part in its figures."""
        return [p for p in self.parts(stage) if p["pupils"] != 0 and self.part(stage, "MET", p["id"]) is None]

    def threshold(self, stage: str, code: str) -> float:
        """What a school should reach."""
        return self.scores.parameters.thresholds()[code][stage]

    def limit(self, stage: str) -> float:
        """The limit of every coefficient of variation, which judges districts."""
        return self.scores.parameters.cv_limits()[stage]

    def standing(self, stage: str, code: str, part: str) -> Standing:
        """How a part's value stands against its threshold."""
        return standing(self.part(stage, code, part), code, stage, self.scores.parameters)

    def is_over(self, stage: str, code: str) -> bool:
        """Is a district's coefficient of variation above its limit? No other level is held against it."""
        cv = self.value(stage, f"{code}.cv")
        return self.level == "district" and is_over(cv, stage, self.scores.parameters)

    def over(self, stage: str) -> list[str]:
        """The indicators whose coefficient of variation is above its limit."""
        return [code for code in L_CODES if self.is_over(stage, code)]


def _value(row: dict[str, Any] | None) -> float | None:
    value: float | None = row["value"] if row else None
    return value
