"""What holds for the scores of every city: generated cities against laws and against exact fractions."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_city import AMOUNTS, City, Row

import eduhub
from eduhub.parameters import INDICATORS
from eduhub.repository import Repository
from eduhub.scores import Scores, score, split_amounts
from eduhub.scores.indicator import LEVELS

quick = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Key: TypeAlias = tuple[str, str, str | None, str]
Found: TypeAlias = dict[Key, tuple[float | None, int | None]]


def scores_of(city: City) -> Scores:
    with tempfile.TemporaryDirectory() as folder:
        return score(Repository.load([city.write(Path(folder))]))


def found(scores: Scores) -> Found:
    """The value and n of each level, id, stage and indicator."""
    return {
        (row["level"], row["id"], row["stage"], row["indicator"]): (row["value"], row["n"])
        for row in scores.frame.iter_rows(named=True)
    }


# Cities


STAGES = {
    "小学": ("小学",),
    "初级中学": ("初中",),
    "九年一贯制学校": ("小学", "初中"),
    "完全中学": ("初中", "高中"),
    "十二年一贯制学校": ("小学", "初中", "高中"),
}
STAFF = ("doctor", "master", "bachelor", "associate", "backbone", "sports", "music", "fine_art", "arts")

few = st.integers(0, 60).map(str)
many = st.integers(0, 2_000_000).map(str)
metres = st.decimals(0, 20_000, places=1).map(str)
unknown = st.just("")


@st.composite
def cities(draw: st.DrawFn) -> City:
    """One to six schools of one or two districts, some of them in clusters; some figures and reports lack."""
    types = draw(st.lists(st.sampled_from(list(STAGES)), min_size=1, max_size=6))
    schools = [
        {"school": f"s{n}", "type": kind, "district": draw(st.sampled_from(["d1", "d1", "d2"]))}
        for n, kind in enumerate(types)
    ]
    reporting = schools[: draw(st.integers(1, len(schools)))]
    return City(
        schools,
        [
            {"school": row["school"], "stage": stage, "pupils": str(draw(st.integers(0, 3000)))}
            | {count: draw(st.one_of(few, few, few, unknown)) for count in STAFF}
            for row in reporting
            for stage in STAGES[row["type"]]
        ],
        [
            {
                "school": row["school"],
                "teaching_gross_m2": str(draw(st.integers(5000, 30_000))),
                "indoor_sport_m2": str(draw(st.integers(0, 5000))),
                "ground_m2": draw(metres),
                "equipment_yuan": draw(many),
                "multimedia_rooms": draw(few),
            }
            for row in reporting
        ],
        members=[
            {"cluster": cluster, "school": row["school"], "stages": "小学 初中", "joined": "2023-09-01"}
            for row in schools
            if (cluster := draw(st.sampled_from(["p1", "p1", "p2", ""])))
        ],
    )


# The same figures by fractions, from what the documents say


WEIGHTS = {"小学": Fraction(1), "初中": Fraction(11, 10), "高中": Fraction(132, 100)}
THRESHOLDS = {
    "小学": {"L1": "4.2", "L2": "1", "L3": "0.9", "L4": "4.5", "L5": "7.5", "L6": "2000", "L7": "2.3"},
    "初中": {"L1": "5.3", "L2": "1", "L3": "0.9", "L4": "5.8", "L5": "10.2", "L6": "2500", "L7": "2.4"},
}
PER = {"L1": 100, "L2": 100, "L3": 100, "L4": 1, "L5": 1, "L6": 1, "L7": 100}


@dataclass(frozen=True)
class Part:
    """A school's stage: pupils, and the amount behind each indicator, None where it is not known."""

    id: str
    district: str
    stage: str
    pupils: int | None
    amounts: dict[str, Fraction | None]

    def value(self, code: str) -> Fraction | None:
        amount = self.amounts.get(code)
        return amount * PER[code] / self.pupils if self.pupils and amount is not None else None


def counted(row: Row, *counts: str) -> Fraction | None:
    return (
        None
        if any(not row[count] for count in counts)
        else sum((Fraction(row[c]) for c in counts), Fraction(0))
    )


def parts_of(city: City) -> Iterator[Part]:
    """The judged parts of a city, split by hand."""
    for school in city.schools:
        name, code = school["school"], city.codes[school["school"]]
        rows = {row["stage"]: row for row in city.stages if row["school"] == name}
        whole = next((row for row in city.facilities if row["school"] == name), None)
        weighted = sum((WEIGHTS[stage] * int(row["pupils"]) for stage, row in rows.items()), Fraction(0))
        for stage in {"小学", "初中"} & set(STAGES[school["type"]]):
            if whole is None:
                yield Part(code, school["district"], stage, None, {})
                continue
            row = rows[stage]
            gross, indoor, ground, yuan, rooms = (Fraction(whole[amount]) for amount in AMOUNTS)
            share = WEIGHTS[stage] * int(row["pupils"]) / weighted if weighted else None
            share = Fraction(1) if len(rows) == 1 else share
            things = {"L4": gross - indoor, "L5": ground + indoor, "L6": yuan, "L7": rooms}
            degrees = STAFF[:4] if stage == "小学" else STAFF[:3]
            staff = {
                "L1": counted(row, *degrees),
                "L2": counted(row, "backbone"),
                "L3": counted(row, *STAFF[5:]),
            }
            split = {key: None if share is None else amount * share for key, amount in things.items()}
            yield Part(code, school["district"], stage, int(row["pupils"]), staff | split)


def spread(known: list[tuple[int, Fraction]], mean: Fraction) -> float:
    """sqrt(sum P_i (x_i - m)² / sum P_i) / m."""
    pupils = sum(p for p, _ in known)
    return math.sqrt(math.fsum(p * (x - mean) ** 2 / pupils for p, x in known)) / float(mean)


def by_fractions(city: City) -> Found:
    """What the scores should be, for the seven indicators, their means and CVs, MET and PASS of each part."""
    wanted: Found = {}
    parts = list(parts_of(city))
    for part in parts:
        values = {code: part.value(code) for code in PER}
        for code, value in values.items():
            wanted["part", part.id, part.stage, code] = (None if value is None else float(value), part.pupils)
        bars = {code: Fraction(text) for code, text in THRESHOLDS[part.stage].items()}
        met = passes = None
        if None not in values.values():
            met = sum(values[code] >= bar for code, bar in bars.items())  # type: ignore[operator]
            floor = all(values[code] >= bar * Fraction(85, 100) for code, bar in bars.items())  # type: ignore[operator]
            passes = int(met >= 6 and floor)
        wanted["part", part.id, part.stage, "MET"] = (met, part.pupils)
        wanted["part", part.id, part.stage, "PASS"] = (passes, part.pupils)
    for district, stage in {(part.district, part.stage) for part in parts}:
        here = [part for part in parts if (part.district, part.stage) == (district, stage)]
        for code in PER:
            known = [(p.pupils or 0, x) for p in here if (x := p.value(code)) is not None]
            n = len(known)
            mean = sum((p * x for p, x in known), Fraction(0)) / sum(p for p, _ in known) if n else None
            cv = spread(known, mean) if mean and n > 1 else None
            wanted["district", district, stage, code] = (None if mean is None else float(mean), n)
            wanted["district", district, stage, f"{code}.cv"] = (cv, n)
    return wanted


def close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


@quick
@given(cities())
def test_values_means_and_coefficients_are_those_of_exact_fractions(city: City) -> None:
    scores, wanted = found(scores_of(city)), by_fractions(city)
    assert set(wanted) <= set(scores)
    judged = {key[:3] for key in scores if key[0] in ("part", "district") and key[2] is not None}
    assert judged == {key[:3] for key in wanted}
    wrong = {
        key: (scores[key], should)
        for key, should in wanted.items()
        if scores[key][1] != should[1] or not close(scores[key][0], should[0])
    }
    assert wrong == {}


# Laws


@quick
@given(cities(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_changes_no_byte(city: City, chance: Any) -> None:
    def shuffled(rows: Any) -> Any:
        return chance.sample(list(rows), len(rows))

    fixed = [{**row, "code": city.codes[row["school"]]} for row in city.schools]
    other = replace(
        city,
        schools=shuffled(fixed),
        stages=shuffled(city.stages),
        facilities=shuffled(city.facilities),
        members=shuffled(city.members),
    )
    with tempfile.TemporaryDirectory() as folder:
        root = other.write(Path(folder))
        files = Repository.load(shuffled([root / path for path in other.files()]))
        folder_wise = Repository.load([root])
        frames = [scores_of(city).frame, score(folder_wise).frame, score(files).frame]
    assert len({frame.write_csv() for frame in frames}) == 1
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])


def whole_city() -> City:
    """Thirty schools of three districts that leave nothing empty, with uneven figures."""
    types = list(STAGES) * 6
    schools = [{"school": f"s{n}", "type": kind, "district": f"d{n % 3 + 1}"} for n, kind in enumerate(types)]
    stages = [
        {"school": row["school"], "stage": stage, "pupils": str(97 + 131 * n % 1013)}
        | {count: str((n * 7 + at * 5) % 23) for at, count in enumerate(STAFF)}
        for n, row in enumerate(schools)
        for stage in STAGES[row["type"]]
    ]
    facilities = [
        {"school": row["school"]}
        | {amount: str(3001 + 977 * (n + at) % 7919) for at, amount in enumerate(AMOUNTS)}
        for n, row in enumerate(schools)
    ]
    return City(schools, stages, facilities)


def test_the_same_repository_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    repository = Repository.load([whole_city().write(tmp_path)])
    assert len({score(repository).frame.write_csv() for _ in range(12)}) == 1


def test_the_number_of_threads_changes_no_byte(tmp_path: Path) -> None:
    whole_city().write(tmp_path)
    root = str(Path(eduhub.__file__).parents[1])
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "eduhub", "score", str(tmp_path), "--format", "csv"],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": root, "POLARS_MAX_THREADS": threads},
            capture_output=True,
            timeout=60,
            check=True,
        ).stdout
        for threads in ("1", "4")
    }
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) > 500


@quick
@given(cities(), st.sampled_from(list(STAGES)))
def test_a_school_without_data_changes_no_figure(city: City, kind: str) -> None:
    # Its name sorts first, its code last; its own rows and those of a stage that it opens are new.
    newcomer = {"school": "a", "type": kind, "district": "d1", "code": "9936000099"}
    fixed = [{**row, "code": city.codes[row["school"]]} for row in city.schools]
    before = found(scores_of(city))
    after = found(scores_of(replace(city, schools=[newcomer, *fixed])))
    kept = {key: found for key, found in before.items() if key[3] != "WAITING"}
    assert {key: after.get(key) for key in kept} == kept
    assert {key[1] for key in set(after) - set(before)} <= {"9936000099", "d1", "d1/outside", "city"}


def scaled(city: City, factor: int) -> City:
    """The city with each amount multiplied: pupils stay."""
    stages = [
        {**row, **{count: str(int(row[count]) * factor) for count in STAFF if row[count]}}
        for row in city.stages
    ]
    facilities = [
        {
            **row,
            **{amount: str(Fraction(row[amount]) * factor) for amount in AMOUNTS if "/" not in row[amount]},
        }
        for row in city.facilities
    ]
    return replace(city, stages=stages, facilities=facilities)


@quick
@given(cities(), st.sampled_from([2, 3, 10]))
def test_twice_as_much_of_everything_doubles_values_and_leaves_coefficients(city: City, factor: int) -> None:
    whole = replace(
        city, facilities=[{**row, "ground_m2": row["ground_m2"].split(".")[0]} for row in city.facilities]
    )
    once, more = found(scores_of(whole)), found(scores_of(scaled(whole, factor)))
    for key, (value, n) in once.items():
        code = key[3]
        if code in PER:
            assert more[key][1] == n
            assert close(more[key][0], None if value is None else value * factor)
        elif code.endswith(".cv") or code == "CV.mean":
            assert more[key][1] == n
            assert close(more[key][0], value)
        elif code in ("MET", "PASS") and key[0] == "part":
            assert (more[key][0] or 0) >= (value or 0)


def whole_and_parts(scores: Scores, whole: str, *parts: str) -> Iterator[tuple[float, float]]:
    """A figure and the sum of what it is made of, wherever all are known, for each of the seven."""
    figures = found(scores)
    for (level, id_, stage, code), (value, _) in figures.items():
        base, _, form = code.partition(".")
        if form == whole and base in PER:
            made_of = [figures.get((level, id_, stage, f"{base}.{part}"), (None, 0))[0] for part in parts]
            if value is not None and None not in made_of:
                yield value, math.fsum(part for part in made_of if part is not None)


def agree(pairs: Iterator[tuple[float, float]], least: float = 1e-15) -> None:
    listed = list(pairs)
    assert [pair for pair in listed if not math.isclose(*pair, rel_tol=1e-12, abs_tol=least)] == []


@quick
@given(cities())
def test_what_lies_between_and_within_groups_makes_up_the_whole(city: City) -> None:
    scores = scores_of(city)
    cv = ((value**2, parts) for value, parts in whole_and_parts(scores, "cv", "cv.between", "cv.within"))
    agree(cv)
    agree(whole_and_parts(scores, "theil", "theil.between", "theil.within"))


@quick
@given(cities())
def test_the_shares_of_the_schools_make_up_the_spread(city: City) -> None:
    scores = scores_of(city)
    shares = scores.frame.filter(pl.col("indicator").str.ends_with(".share") & pl.col("value").is_not_null())
    districts = scores.tables.parts.select("district", "id", "stage")
    sums = shares.join(districts, on=["id", "stage"]).group_by("district", "stage", "indicator")
    for total in sums.agg(pl.col("value").sum())["value"]:
        assert math.isclose(total, 1, rel_tol=1e-12)
    assert (shares["value"] >= 0).all()


@quick
@given(cities(), cities())
def test_a_change_is_that_of_the_same_members_and_that_of_membership(one: City, other: City) -> None:
    then = replace(other, year="2024-2025", schools=one.schools, members=one.members)
    known = {row["school"] for row in one.schools}
    kept: dict[str, Any] = {
        key: [row for row in getattr(other, key) if row["school"] in known]
        for key in ("stages", "facilities")
    }
    with tempfile.TemporaryDirectory() as folder:
        replace(then, **kept).write(Path(folder))
        scores = score(Repository.load([one.write(Path(folder))]))
    now = found(scores)
    before = found(scores.before) if scores.before else {}
    for key, (value, _) in now.items():
        level, id_, stage, code = key
        if code.endswith(".change") and code not in (f"{base}.change" for base in PER) and value is not None:
            figure = code.removesuffix(".change")
            assert close(value, (now[*key[:3], figure][0] or 0) - (before[*key[:3], figure][0] or 0))
            same, members = (now[level, id_, stage, f"{figure}.{form}"][0] for form in ("same", "members"))
            assert same is None or close(value, same + (members or 0))
    agree(whole_and_parts(scores, "change.amount", "change", "change.pupils"), 1e-12)


pupils = st.lists(st.integers(0, 3000), min_size=1, max_size=3).filter(lambda counts: sum(counts) > 0)


@settings(max_examples=50, deadline=None)
@given(st.lists(pupils, min_size=1, max_size=4), st.integers(0, 10**9))
def test_the_shares_of_the_stages_make_up_the_whole(campuses: list[list[int]], yuan: int) -> None:
    rows = [
        (f"c{n}", stage, count, float(WEIGHTS[stage]))
        for n, counts in enumerate(campuses)
        for stage, count in zip(WEIGHTS, counts, strict=False)
    ]
    schema = {"campus": pl.String, "stage": pl.String, "pupils": pl.Int64, "weight": pl.Float64}
    amounts = {"teaching_m2": 7.5, "sports_m2": 0.0, "equipment_yuan": float(yuan), "multimedia_rooms": 3.0}
    parts = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.lit("s").alias("school"), *(pl.lit(amount).alias(name) for name, amount in amounts.items())
    )
    shares = split_amounts(parts)
    assert shares.drop(amounts).equals(parts.drop(amounts))
    for name, amount in amounts.items():
        sums = shares.group_by("campus").agg(pl.col(name).sum())[name].to_list()
        assert sums == pytest.approx([amount] * len(campuses), rel=1e-12)
        assert (shares[name] >= 0).all()


@quick
@given(cities())
def test_every_row_is_explained_and_in_its_place(city: City) -> None:
    frame = scores_of(city).frame
    keys = frame.select("level", "id", pl.col("stage").fill_null(""), "indicator").rows()
    assert keys == sorted(set(keys))
    assert frame.filter(pl.col("value").is_null() & pl.col("note").is_null()).height == 0
    minded = frame.filter(pl.col("value").is_not_null() & pl.col("note").is_not_null())
    assert set(minded["note"]) <= {"few-schools", "growing"}
    assert frame.filter(pl.col("value").is_nan() | pl.col("value").is_infinite()).height == 0
    assert set(frame["indicator"]) <= set(INDICATORS)
    assert set(frame["level"]) == set(LEVELS)
