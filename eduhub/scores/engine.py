"""Computes all indicators of a repository and stacks them into the long table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

import polars as pl

from eduhub.core.errors import UseError
from eduhub.kinds.assessment import Assessment
from eduhub.parameters import INDICATORS, Parameters, parameters
from eduhub.repository import MINIMUM_N, Repository, minimum_n
from eduhub.scores.indicator import DECLARED, SCORES, Indicator
from eduhub.scores.models.assessed import Assessed
from eduhub.scores.rows import Reported
from eduhub.scores.tables import CITY, Tables, year_before, year_of, years

Key: TypeAlias = tuple[str, str, str | None, str]

_ORDER = ("level", "id", "stage", "subject", "assessment", "model", "indicator")


@dataclass(frozen=True)
class Scores:
    """The long table of figures and what it was computed from.

    frame        columns as in SCORES, sorted by level, id, stage, subject, assessment, model and indicator; a
                 null value has a note
    before       the year before, where there are reports of it; without its own, and without value-added
    relaxations  ids of the dated relaxations that are switched on
    assessed     the value-added of the year's assessments, sorted by assessment and subject
    minimum_n    of fewer pupils than that nothing is shown
    """

    frame: pl.DataFrame
    tables: Tables
    parameters: Parameters
    as_of: date
    relaxations: tuple[str, ...] = ()
    before: Scores | None = None
    assessed: tuple[Assessed, ...] = ()
    minimum_n: int = MINIMUM_N

    @property
    def year(self) -> str:
        """The school year."""
        return self.tables.year

    @cached_property
    def rows(self) -> Mapping[Key, dict[str, Any]]:
        """The rows of the long table by level, id, stage and indicator; not those of assessments."""
        found = self.frame.filter(pl.col("assessment").is_null()).iter_rows(named=True)
        return {(row["level"], row["id"], row["stage"], row["indicator"]): row for row in found}

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """What each unit and part is called, by level and id."""
        return {(level, id_): name for level, id_, name in self.frame.select("level", "id", "name").rows()}

    def only(self, *, district: str | None = None, indicator: str | None = None) -> pl.DataFrame:
        """The rows of one district and what lies in it, or of one indicator and what derives from it."""
        frame = self.frame
        if district is not None:
            values = self.tables.values.filter(pl.col("district") == district)
            within = pl.concat([values[column] for column in ("district", "group", "school", "id")])
            frame = frame.filter(pl.col("id").is_in(within.unique().implode()))
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
    chosen = year_of(repository, year)
    if not repository.schools:
        raise UseError(
            "没有可用的学校名册（registry/schools.csv）：用 -C 指定数据仓库，或用 eduhub validate 核对名册",
            "there is no usable register of schools (registry/schools.csv): name the repository by -C, or "
            "check the register by 'eduhub validate'",
        )
    earlier = year_before(chosen)
    before = _scores(repository, earlier) if earlier in years(repository) else None
    return _scores(repository, chosen, before, _assessed(repository, chosen))


def _scores(
    repository: Repository, year: str, before: Scores | None = None, assessed: tuple[Assessed, ...] = ()
) -> Scores:
    import eduhub.scores.indicators  # noqa: F401  # declares all indicators

    numbers = parameters(repository.day_in(year))
    tables = Tables.of(repository, numbers, year, before.tables if before else None, assessed)
    frames = [_rows(one, tables, numbers) for one in DECLARED]
    frame = pl.concat(frames).join(_names(repository, tables), on=["level", "id"], how="left", validate="m:1")
    frame = frame.select(*SCORES).sort(*_ORDER, nulls_last=False)
    switched_on = Reported(repository, numbers, year).relaxations
    least = minimum_n(repository)
    return Scores(frame, tables, numbers, repository.as_of, switched_on, before, assessed, least)


def _assessed(repository: Repository, year: str) -> tuple[Assessed, ...]:
    """The value-added of the assessments of a year, sorted by assessment and subject."""
    if not repository.of(Assessment):
        return ()
    from eduhub.scores.assessments import Assessor  # loads scipy, which nothing else needs

    return Assessor(repository, parameters(repository.day_in(year)), year).assessed()


def _rows(one: Indicator, tables: Tables, numbers: Parameters) -> pl.DataFrame:
    """What one indicator gives, with the columns that all have in common but the name."""
    units = {code: INDICATORS[code].unit.zh for code in one.codes}
    given = one.compute(tables, numbers).with_columns(year=pl.lit(tables.year))
    if "unit" not in given.columns:
        usual = pl.col("indicator").replace_strict(units, return_dtype=pl.String)
        given = given.with_columns(unit=usual)
    if "level" not in given.columns:
        given = given.with_columns(level=pl.lit(one.levels[0]))
    wanted = {name: dtype for name, dtype in SCORES.items() if name != "name"}
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in wanted.items() if name not in given.columns]
    return given.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in wanted.items())


def _names(repository: Repository, tables: Tables) -> pl.DataFrame:
    """What each part, school, cluster, district and the city is called -- level, id, name."""
    parts, values = tables.parts, tables.values
    clusters = {plan.model.cluster.id: plan.model.cluster.name for plan in repository.plans}
    groups = clusters | {id_: clusters.get(id_, "未入片区") for id_ in values["group"].unique() if id_}
    assessed = {id_ for one in tables.assessed for model in one.models for id_ in model.schools["id"]}
    codes = {*parts["school"].unique(), *(assessed & set(repository.schools))}
    schools = {code: repository.schools[code].name for code in codes}
    districts = {id_: repository.name_of(id_) for id_ in parts["district"].unique()}
    city = repository.city.name if repository.city else "全市"
    named: list[tuple[str, str, str]] = [
        *(("part", id_, name) for id_, name in parts.select("id", "name").unique().rows()),
        *(("school", id_, name) for id_, name in schools.items()),
        *(("cluster", id_, name) for id_, name in groups.items()),
        *(("district", id_, name) for id_, name in districts.items()),
        (CITY, CITY, city),
    ]
    return pl.DataFrame(named, schema=["level", "id", "name"], orient="row")
