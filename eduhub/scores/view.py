"""The scores of one district by stage, indicator and school part: what tables and pages ask for."""

from __future__ import annotations

from typing import Any

import polars as pl

from eduhub.parameters.catalogue import L_CODES
from eduhub.scores.engine import Scores
from eduhub.scores.judging import Standing, is_over, standing
from eduhub.scores.tables import JUDGED


def districts(scores: Scores) -> list[str]:
    """The districts that there are figures for."""
    found: list[str] = scores.tables.parts["district"].unique().sort().to_list()
    return found


class View:
    """The figures of a district."""

    def __init__(self, district: str, scores: Scores) -> None:
        """district: one of `districts(scores)`."""
        self.district = district
        self.scores = scores
        self._rows = {
            (row["level"], row["id"], row["stage"], row["indicator"]): row
            for row in scores.only(district=district).iter_rows(named=True)
        }

    @property
    def stages(self) -> list[str]:
        """The stages that the district has school parts of."""
        return [stage for stage in JUDGED if self.parts(stage)]

    def parts(self, stage: str) -> list[dict[str, Any]]:
        """The school parts of a stage, by code: rows of `Tables.parts`."""
        mine = (pl.col("district") == self.district) & (pl.col("stage") == stage)
        return self.scores.tables.parts.filter(mine).sort("id").to_dicts()

    def value(self, stage: str, code: str, part: str | None = None) -> float | None:
        """A value of the district, or of one of its school parts; None where there is none."""
        level = "district" if part is None else "part"
        row = self._rows.get((level, part or self.district, stage, code))
        value: float | None = row["value"] if row else None
        return value

    def lacking(self, stage: str) -> list[dict[str, Any]]:
        """The parts of a stage of which an indicator is unknown: they take no part in its figures."""
        return [
            p for p in self.parts(stage) if p["pupils"] != 0 and self.value(stage, "MET", p["id"]) is None
        ]

    def threshold(self, stage: str, code: str) -> float:
        """What a school should reach."""
        return self.scores.parameters.thresholds()[code][stage]

    def limit(self, stage: str) -> float:
        """The limit of every coefficient of variation."""
        return self.scores.parameters.cv_limits()[stage]

    def standing(self, stage: str, code: str, part: str) -> Standing:
        """How a part's value stands against its threshold."""
        return standing(self.value(stage, code, part), code, stage, self.scores.parameters)

    def is_over(self, stage: str, code: str) -> bool:
        """Is the coefficient of variation of an indicator above its limit?"""
        return is_over(self.value(stage, f"{code}.cv"), stage, self.scores.parameters)

    def over(self, stage: str) -> list[str]:
        """The indicators whose coefficient of variation is above its limit."""
        return [code for code in L_CODES if self.is_over(stage, code)]
