"""A repository as frames: one row for each school part, with its pupils and raw amounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

import polars as pl

from eduhub.core.errors import UseError
from eduhub.kinds.assessment import Assessment
from eduhub.kinds.school import SchoolYear
from eduhub.parameters import Parameters
from eduhub.repository import Repository
from eduhub.repository.lineage import Lineage
from eduhub.repository.school_year import first_day, year_with
from eduhub.scores.models.assessed import Assessed
from eduhub.scores.pairs import pairs
from eduhub.scores.rows import Reported
from eduhub.scores.split import AMOUNTS, equivalents, split_amounts
from eduhub.scores.spread import BY, spread

JUDGED = ("小学", "初中")
CITY = "city"
OUTSIDE = "outside"

# The raw amount behind each indicator, and per how many pupils it is given.
SOURCES: dict[str, tuple[str, int]] = {
    "L1": ("above_required", 100),
    "L2": ("backbone", 100),
    "L3": ("sports_arts", 100),
    "L4": ("teaching_m2", 1),
    "L5": ("sports_m2", 1),
    "L6": ("equipment_yuan", 1),
    "L7": ("multimedia_rooms", 100),
}

PARTS: dict[str, Any] = {
    "district": pl.String,
    "cluster": pl.String,
    "school": pl.String,
    "campus": pl.String,
    "id": pl.String,
    "name": pl.String,
    "type": pl.String,
    "affiliation": pl.String,
    "stage": pl.String,
    "pupils": pl.Int64,
    "weight": pl.Float64,
    "growing": pl.Boolean,
    "above_required": pl.Float64,
    "backbone": pl.Float64,
    "sports_arts": pl.Float64,
    **dict.fromkeys(AMOUNTS, pl.Float64),
}
_OVERRIDES: dict[str, Any] = {f"{amount}_by_stage": pl.Float64 for amount in AMOUNTS}
_WHOLES: dict[str, Any] = {f"{amount}_whole": pl.Float64 for amount in AMOUNTS} | {"equivalent": pl.Float64}


@dataclass(frozen=True)
class Tables:
    """The frames that indicators are computed from, for one school year.

    parts    one row a school part that is judged, after the split -- columns as in PARTS, and where a campus
             was split: `<amount>_whole`, what the whole campus has, and `equivalent`, its pupils counted as
             pupils of this stage; null: not known, or not split
    lineage  the codes that schools bore
    before   those of the year before, where there are reports of it
    assessed the value-added of the year's assessments
    """

    year: str
    parts: pl.DataFrame
    lineage: Lineage
    before: Tables | None = None
    assessed: tuple[Assessed, ...] = ()

    @classmethod
    def of(
        cls,
        repository: Repository,
        parameters: Parameters,
        year: str,
        before: Tables | None = None,
        assessed: tuple[Assessed, ...] = (),
    ) -> Tables:
        """The frames of a year; registered schools that reported nothing are rows of nulls."""
        reported = Reported(repository, parameters, year)
        rows = pl.DataFrame(list(reported.rows()), schema=PARTS | _OVERRIDES)
        divided = _divided(rows.sort("school", "campus", "stage", nulls_last=False))
        judged = divided.filter(pl.col("stage").is_in(JUDGED) & _is_judged(parameters))
        return cls(year, judged.sort("district", "stage", "id"), reported.lineage, before, assessed)

    @property
    def start(self) -> date:
        """The first day of the school year."""
        return first_day(self.year)

    @cached_property
    def values(self) -> pl.DataFrame:
        """One row a part and indicator.

        Columns  district, group, school, campus, id, stage, pupils, growing, indicator, amount, per, value,
                 of_amount, of_pupils, is_split
        group      the cluster, or `<district>/outside`
        value      amount x per / pupils; null where either is unknown or there are no pupils
        of_amount  what the value is a ratio of: amount and pupils of the part; where its campus was split
                   those of the campus, its pupils counted as pupils of this stage (of_pupils)
        is_split   whether the amount is the part's share of what its campus has
        """
        group = pl.coalesce("cluster", pl.col("district") + f"/{OUTSIDE}").alias("group")
        part = ["school", "campus", "id", "stage", "pupils", "growing"]
        rows = pl.concat(
            self.parts.select(
                "district",
                group,
                *part,
                pl.lit(code).alias("indicator"),
                pl.lit(float(per)).alias("per"),
                amount=source,
                of_amount=pl.coalesce(f"{source}_whole", source) if source in AMOUNTS else source,
                of_pupils=_pupils_of(source),
                is_split=pl.col(f"{source}_whole").is_not_null() if source in AMOUNTS else pl.lit(False),
            )
            for code, (source, per) in SOURCES.items()
        )
        value = rows["amount"] * rows["per"] / rows["pupils"]
        return rows.with_columns(value=pl.when(pl.col("pupils") > 0).then(value))

    @cached_property
    def members(self) -> pl.DataFrame:
        """The values once for each cluster, district and city that they belong to.

        Columns  level, unit, inner (the groups inside it: of a district its clusters, of the city its
                 districts, of a cluster itself), those of `values`, and total (amount x per)
        """
        of = {"cluster": ("group", "group"), "district": ("district", "group"), CITY: (None, "district")}
        rows = self.values.with_columns(
            total=self.values["amount"] * self.values["per"], pupils=pl.col("pupils").cast(pl.Float64)
        )
        return pl.concat(
            rows.with_columns(
                level=pl.lit(level), unit=pl.col(unit) if unit else pl.lit(CITY), inner=pl.col(inner)
            )
            for level, (unit, inner) in of.items()
        )

    @cached_property
    def known(self) -> pl.DataFrame:
        """The members whose amount and pupils are known."""
        return self.members.filter(pl.col("value").is_not_null())

    @cached_property
    def spread(self) -> pl.DataFrame:
        """Mean and spread of each cluster, district and city by stage and indicator; null: none is known."""
        return self.members.select(BY).unique().join(spread(self.known, BY), on=BY, how="left").sort(BY)

    @cached_property
    def pairs(self) -> pl.DataFrame | None:
        """What belongs together in this year and the one before; None without a year before."""
        if self.before is None:
            return None
        divided = self.lineage.split_between(self.before.start, self.start)
        follow = partial(self.lineage.on, day=self.start)
        return pairs(self.members, self.before.members, follow, divided)


def _pupils_of(source: str) -> pl.Expr:
    own = pl.col("pupils").cast(pl.Float64)
    split = source in AMOUNTS and pl.col(f"{source}_whole").is_not_null()
    return pl.when(split).then("equivalent").otherwise(own) if source in AMOUNTS else own


def _divided(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows after the split, unless amounts are counted by stage; with what was split."""
    split = split_amounts(rows).with_columns(equivalents(rows).alias("equivalent"))
    amounts = [pl.coalesce(f"{amount}_by_stage", amount).fill_nan(None).alias(amount) for amount in AMOUNTS]
    is_split = pl.col("equivalent").is_not_null()
    wholes = [
        pl.when(is_split & pl.col(f"{amount}_by_stage").is_null()).then(rows[amount]).alias(f"{amount}_whole")
        for amount in AMOUNTS
    ]
    return split.with_columns(*amounts, *wholes).select(*PARTS, *_WHOLES)


def _is_judged(parameters: Parameters) -> pl.Expr:
    """Special schools and very small teaching points are not judged."""
    least: int = parameters["teaching_point_pupils"]
    small = (pl.col("type") == "教学点") & (pl.col("pupils") < least)
    special = pl.col("type").is_in(list(parameters["left_out_types"]))
    return ~(special | small.fill_null(False))


def years(repository: Repository) -> list[str]:
    """The school years of which there are school reports; without any, those of assessments."""
    reported = {school.model.year for school in repository.of(SchoolYear)}
    assessed = {year_with(one.model.dates.outcome) for one in repository.of(Assessment)}
    return sorted(reported or assessed)


def year_before(year: str) -> str:
    """The school year before one."""
    first = int(year[:4])
    return f"{first - 1}-{first}"


def year_of(repository: Repository, asked: str | None) -> str:
    """The year to compute: the one asked for, else that of eduhub.yaml, else the latest reported."""
    reported = years(repository)
    if not reported:
        raise UseError(
            "没有可以测算的学校数据：需要“学校基础数据表”或 schools/<标识码>/<学年>/school.yaml",
            "no school data to compute from: give school data forms or schools/<code>/<year>/school.yaml",
        )
    year = asked or (repository.city.years.current if repository.city else reported[-1])
    if year not in reported:
        raise UseError(
            "没有 {year} 学年的学校数据；有：{years}",
            "no school data of {year}; there are: {years}",
            year=year,
            years=reported,
        )
    return year
