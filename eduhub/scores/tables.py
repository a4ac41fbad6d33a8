"""A repository as frames: one row for each school part, with its pupils and raw amounts."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from eduhub.core.errors import UseError
from eduhub.kinds.codes import STAGES
from eduhub.kinds.register import School
from eduhub.kinds.school import Facilities, SchoolYear, StageCounts, StageFacilities, Teacher, Teachers
from eduhub.parameters import Parameters
from eduhub.repository import Repository, Submission
from eduhub.scores.split import AMOUNTS, split_amounts

JUDGED = ("小学", "初中")

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
    "above_required": pl.Float64,
    "backbone": pl.Float64,
    "sports_arts": pl.Float64,
    **dict.fromkeys(AMOUNTS, pl.Float64),
}


@dataclass(frozen=True)
class Tables:
    """The frames that indicators are computed from, for one school year.

    parts  one row a school part that is judged, after the split -- columns as in PARTS; null: not known
    """

    year: str
    parts: pl.DataFrame

    @classmethod
    def of(cls, repository: Repository, parameters: Parameters, year: str) -> Tables:
        """The frames of a year; registered schools that reported nothing are rows of nulls."""
        rows = pl.DataFrame(list(_rows(repository, parameters, year)), schema=PARTS | _OVERRIDES)
        split = split_amounts(rows.sort("school", "campus", "stage", nulls_last=False))
        amounts = [
            pl.coalesce(f"{amount}_by_stage", amount).fill_nan(None).alias(amount) for amount in AMOUNTS
        ]
        judged = split.filter(pl.col("stage").is_in(JUDGED)).with_columns(amounts).select(*PARTS)
        return cls(year, judged.filter(_is_judged(parameters)).sort("district", "stage", "id"))

    @cached_property
    def values(self) -> pl.DataFrame:
        """One row a part and indicator.

        Columns  district, cluster, id, name, stage, pupils, indicator, amount, per, value
        value    amount x per / pupils; null where either is unknown or there are no pupils
        """
        keys = ["district", "cluster", "id", "name", "stage", "pupils"]
        frames = [
            self.parts.select(*keys, pl.lit(code).alias("indicator"), amount=source, per=pl.lit(float(per)))
            for code, (source, per) in SOURCES.items()
        ]
        rows = pl.concat(frames)
        value = rows["amount"] * rows["per"] / rows["pupils"]
        return rows.with_columns(value=pl.when(pl.col("pupils") > 0).then(value))


_OVERRIDES: dict[str, Any] = {f"{amount}_by_stage": pl.Float64 for amount in AMOUNTS}


def _is_judged(parameters: Parameters) -> pl.Expr:
    """Special schools and very small teaching points are not judged."""
    least: int = parameters["teaching_point_pupils"]
    small = (pl.col("type") == "教学点") & (pl.col("pupils") < least)
    special = pl.col("type").is_in(list(parameters["left_out_types"]))
    return ~(special | small.fill_null(False))


def years(repository: Repository) -> list[str]:
    """The school years of which there are school reports."""
    return sorted({school.model.year for school in repository.of(SchoolYear)})


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


def _rows(repository: Repository, parameters: Parameters, year: str) -> Iterator[dict[str, Any]]:
    start = date(int(year[:4]), 9, 1)
    clusters = _clusters(repository, start)
    reports = {
        s.model.school: s.model
        for s in repository.of(SchoolYear)
        if s.model.year == year and ("school", s.model.school, year) not in repository.doubled
    }
    rosters = {
        s.owner["school"]: s
        for s in repository.of(Teachers)
        if s.owner.get("year") == year
        and "school" in s.owner
        and ("teachers", s.owner["school"], year) not in repository.doubled
    }
    for code, school in sorted(repository.schools.items()):
        if _is_open(school, start):
            for row in _school_rows(school, reports.get(code), rosters.get(code), parameters, repository):
                whole = clusters.get((code, None, row["stage"]))
                yield row | {"cluster": clusters.get((code, row["campus"], row["stage"]), whole)}


def _is_open(school: School, start: date) -> bool:
    return not (school.closed and school.closed <= start) and not (school.opened and school.opened > start)


def _clusters(repository: Repository, start: date) -> dict[tuple[str, str | None, str], str]:
    """The cluster of each school part: a year's members are those of 1 September."""
    return {
        (member.school, member.campus, stage): plan.model.cluster.id
        for plan in repository.plans
        for member in plan.model.members
        for stage in member.stages
        if member.joined <= start and not (member.left and member.left <= start)
    }


def _school_rows(
    school: School,
    report: SchoolYear | None,
    roster: Submission[Teachers] | None,
    parameters: Parameters,
    repository: Repository,
) -> Iterator[dict[str, Any]]:
    base = {
        "district": school.district,
        "school": school.code,
        "type": school.type,
        "affiliation": school.affiliation,
    }
    if report is None:
        for stage in school.stages:
            yield base | {"id": school.code, "name": school.name, "stage": stage, "campus": None}
        return
    weights = parameters.split_weights(school.type, {row.stage for row in report.stages})
    sites: dict[str, Facilities] = {site.campus: site for site in report.sites}
    apart = len({row.campus for row in report.stages}) > 1
    by_stage = {(row.campus, row.stage): row for row in report.by_stage}
    for stage in set(school.stages) - {row.stage for row in report.stages}:
        yield base | {"id": school.code, "name": school.name, "stage": stage, "campus": None}
    places = {stage: {row.campus for row in report.stages if row.stage == stage} for stage in STAGES.values}
    names = {row.id: row.name for row in repository.campuses.get(school.code, ())}
    for row in report.stages:
        campus = row.campus or ""
        campuses = places[row.stage]
        shared = len(campuses) > 1
        here = [r for r in report.by_stage if row.campus in ({r.campus} if r.campus else places[r.stage])]
        elsewhere = {amount for r in here for amount in AMOUNTS if getattr(r, amount) is not None}
        of_stage = by_stage.get((None, row.stage))
        yield base | {
            "campus": row.campus,
            "id": f"{school.code}/{campus}" if campus else school.code,
            "name": f"{school.name}（{names.get(campus, campus)}）" if campus else school.name,
            "stage": row.stage,
            "pupils": row.pupils,
            "weight": weights.get(row.stage),
            **_staff(row, roster, parameters, repository, campuses),
            **_amounts(sites.get(campus, None if apart else report)),
            **_by_stage(
                by_stage.get((row.campus, row.stage)) or (None if shared else of_stage),
                of_stage if shared else None,
                elsewhere,
            ),
        }


def _amounts(of: Facilities | None) -> dict[str, float | None]:
    """The amounts behind L4 to L7; indoor sports areas move from the teaching rooms to the sports areas."""
    if of is None:
        return {}
    return {
        "teaching_m2": of.teaching_gross_m2 - of.indoor_sport_m2,
        "sports_m2": of.ground_m2 + of.indoor_sport_m2,
        "equipment_yuan": float(of.equipment_yuan),
        "multimedia_rooms": float(of.multimedia_rooms),
    }


def _by_stage(
    own: StageFacilities | None, shared: StageFacilities | None, elsewhere: Set[str]
) -> dict[str, float | None]:
    """Facilities counted by stage, which replace the split.

    Not known (NaN) where several campuses share them, or where they are given for other stages only:
    the split would count those a second time.
    """
    given = {amount: _number(getattr(own, amount, None)) for amount in AMOUNTS}
    for amount in AMOUNTS:
        if given[amount] is None and (amount in elsewhere or getattr(shared, amount, None) is not None):
            given[amount] = float("nan")
    return {f"{amount}_by_stage": value for amount, value in given.items()}


def _number(value: Any) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)


def _staff(
    row: StageCounts,
    roster: Submission[Teachers] | None,
    parameters: Parameters,
    repository: Repository,
    campuses: Set[str | None],
) -> dict[str, float | None]:
    """The teachers behind L1 to L3: from the roster where there is one, else from the counts.

    campuses  that have the stage: where several have it, a teacher of no known campus makes all unknown
    """
    shared = len(campuses) > 1
    if roster is not None:
        by, school = repository.city.count_by if repository.city else "personnel", roster.owner["school"]
        whole = [t for t in roster.model.rows if t.counts_for(row.stage, school, by)]
        if shared and any(teacher.campus not in campuses for teacher in whole):
            return {}
        here = [t for t in whole if not shared or t.campus == row.campus]
        day = repository.day_in(roster.owner["year"])
        return {
            "above_required": float(
                sum(t.qualification in parameters["above_required"].get(row.stage, ()) for t in here)
            ),
            "backbone": float(sum(_is_backbone(t, parameters, day) for t in here)),
            "sports_arts": float(sum(t.main_subject in parameters["sports_arts_subjects"] for t in here)),
        }
    degrees = [row.doctor, row.master, row.bachelor] + ([row.associate] if row.stage == "小学" else [])
    return {
        "above_required": _sum(degrees),
        "backbone": _sum([row.backbone]),
        "sports_arts": _sum([row.sports, row.music, row.fine_art, row.arts]),
    }


def _sum(counts: list[Any]) -> float | None:
    """The sum; null where one of them is not known, while 不适用 is none."""
    return None if None in counts else float(sum(count for count in counts if isinstance(count, int)))


def _is_backbone(teacher: Teacher, parameters: Parameters, day: date) -> bool:
    """Has the teacher a title of county level that is valid on the day?"""
    current = teacher.valid_until is None or teacher.valid_until >= day
    return teacher.backbone in parameters["backbone_titles"] and (
        current or parameters["expired_titles_count"]
    )
