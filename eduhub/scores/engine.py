"""Computes all indicators of a repository and stacks them into the long table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from eduhub.core.errors import UseError
from eduhub.parameters import INDICATORS, Parameters, parameters
from eduhub.repository import Repository
from eduhub.scores.indicator import DECLARED, SCORES, Indicator
from eduhub.scores.tables import Tables, year_of


@dataclass(frozen=True)
class Scores:
    """The long table of figures and what it was computed from.

    frame  columns as in SCORES, sorted by level, id, stage, indicator; a null value has a note
    """

    frame: pl.DataFrame
    tables: Tables
    parameters: Parameters
    as_of: date

    @property
    def year(self) -> str:
        """The school year."""
        return self.tables.year

    def only(self, *, district: str | None = None, indicator: str | None = None) -> pl.DataFrame:
        """The rows of one district and its school parts, or of one indicator and what derives from it."""
        frame = self.frame
        if district is not None:
            parts = self.tables.parts.filter(pl.col("district") == district)["id"].unique()
            frame = frame.filter((pl.col("id") == district) | pl.col("id").is_in(parts.implode()))
        if indicator is not None:
            frame = frame.filter(
                (pl.col("indicator") == indicator) | pl.col("indicator").str.starts_with(f"{indicator}.")
            )
        return frame


def score(repository: Repository, *, year: str | None = None) -> Scores:
    """All indicators of a school year; submissions that are not of the right shape take no part.

    year    else that of eduhub.yaml, else the latest reported
    Raises  UseError where there is no school data of that year, or no register of schools.
    """
    import eduhub.scores.indicators  # noqa: F401  # declares all indicators

    chosen = year_of(repository, year)
    if not repository.schools:
        raise UseError(
            "没有可用的学校名册（registry/schools.csv）：用 -C 指定数据仓库，或用 eduhub validate 核对名册",
            "there is no usable register of schools (registry/schools.csv): name the repository by -C, or "
            "check the register by 'eduhub validate'",
        )
    numbers = parameters(repository.day_in(chosen))
    tables = Tables.of(repository, numbers, chosen)
    frames = [_rows(one, tables, numbers) for one in DECLARED]
    frame = pl.concat(frames).sort("level", "id", "stage", "indicator")
    names = {district.id: district.name for district in repository.districts.values()}
    named = pl.when(pl.col("level") == "district").then(pl.col("name").replace(names)).otherwise("name")
    return Scores(frame.with_columns(name=named), tables, numbers, repository.as_of)


def _rows(one: Indicator, tables: Tables, numbers: Parameters) -> pl.DataFrame:
    """What one indicator gives, with the columns that all have in common."""
    units = {code: INDICATORS[code].unit.zh for code in one.codes}
    given = one.compute(tables, numbers).with_columns(
        level=pl.lit(one.level),
        year=pl.lit(tables.year),
        unit=pl.col("indicator").replace_strict(units, return_dtype=pl.String),
    )
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in SCORES.items() if name not in given.columns]
    return given.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in SCORES.items())
