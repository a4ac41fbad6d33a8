"""Several cohorts of one series: what lasts of a school, and what a year adds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from eduhub.parameters import parameters
from eduhub.repository import Repository
from eduhub.scores.assessments import Assessor
from eduhub.scores.models.assessed import Assessed
from eduhub.scores.models.sums import Sums
from eduhub.scores.models.three_level import three_level

CODES = [f"2136990{n:03d}" for n in range(10, 28)]
NEW = "2136990099"  # the code that the first school bears in the last year
HEAD = """\
kind: assessment
schema: 1
name: y{year}
basis: {{type: 初中学业水平考试}}
prior_basis: {{type: 省级质量监测}}
cohort: "{year}"
grade: 9
series: junior
dates: {{prior: {before}-06-20, outcome: {year}-06-20}}
subjects: [{{subject: 数学, prior: 监测, outcome: 中考}}]
models: [reml]
"""


def cohort(year: int, small: str | None = None) -> pl.DataFrame:
    random = np.random.default_rng(year)
    lasting = np.random.default_rng(1).normal(0, 4, len(CODES))
    sizes = [6 if code == small else int(random.integers(14, 40)) for code in CODES]
    at = np.repeat(np.arange(len(CODES)), sizes)
    prior = random.normal(60, 10, len(at)).round(1)
    own = (lasting + random.normal(0, 2, len(CODES)))[at]
    outcome = (0.7 * prior + own + random.normal(0, 8, len(at))).round(1)
    codes = [NEW if year == 2026 and place == 0 else CODES[place] for place in at]
    return pl.DataFrame(
        {"key": [f"{year}-{i}" for i in range(len(at))], "school": codes, "subject": "数学"}
        | {"prior": prior, "outcome": outcome}
    )


def city(folder: Path, cohorts: dict[int, pl.DataFrame]) -> Repository:
    """A repository with a register, one school re-coded in 2025, and an assessment for each cohort."""
    settings = "kind: city\nschema: 1\nname: 示例\nas_of: 2026-07-01\nyears: {current: 2025-2026}\n"
    files = {"eduhub.yaml": settings, "registry/districts.csv": "id,name,phase\ndonghu,示例区,试点\n"}
    head = "code,name,type,affiliation,founder,district,authority,urban_rural\n"
    rest = "初级中学,县区属,县级教育部门,donghu,示例区教体局,主城区\n"
    rows = "".join(f"{code},学校{code[-3:]},{rest}" for code in [*CODES, NEW])
    files["registry/schools.csv"] = head + rows
    files["registry/changes.csv"] = f"date,what,from,to\n2025-08-01,改码,{CODES[0]},{NEW}\n"
    for year, pupils in cohorts.items():
        files[f"private/y{year}/assessment.yaml"] = HEAD.format(year=year, before=year - 1)
        files[f"private/y{year}/results.csv"] = pupils.write_csv()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Repository.load([folder])


def assessed(repository: Repository, year: str = "2025-2026") -> tuple[Assessed, ...]:
    return Assessor(repository, parameters(date(2026, 7, 1)), year).assessed()


def scaled(pupils: pl.DataFrame) -> pl.DataFrame:
    def t(name: str) -> pl.Expr:
        return (pl.col(name) - pl.col(name).mean()) / pl.col(name).std(ddof=0) * 10 + 50

    return pupils.with_columns(t("prior"), t("outcome"))


def by_hand(cohorts: dict[int, pl.DataFrame], hidden: dict[int, list[str]]) -> Any:
    _, *others = cohorts
    rows = pl.concat(
        scaled(pupils)
        .filter(~pl.col("school").is_in(hidden.get(year, [])))
        .with_columns(pl.col("school").replace(CODES[0], NEW), cohort=pl.lit(str(year)))
        .with_columns(pl.lit(float(other == year)).alias(f"cohort={other}") for other in others)
        for year, pupils in cohorts.items()
    )
    names = ["prior", *(f"cohort={other}" for other in others)]
    return three_level(Sums.of(rows, "outcome", names, group=["school", "cohort"]), "school")


COHORTS = {year: cohort(year) for year in (2024, 2025, 2026)}


def test_a_series_is_schools_and_school_years_over_all_cohorts(tmp_path: Path) -> None:
    found = assessed(city(tmp_path, COHORTS))
    fit = by_hand(COHORTS, {})
    assert [(one.assessment, one.is_series, one.cohort) for one in found] == [
        ("junior", True, "2024/2025/2026"),
        ("y2026", False, "2026"),
    ]
    whole = next(one for one in found if one.is_series)
    [model] = whole.models
    assert model.fitted["criterion"] == pytest.approx(fit.criterion, rel=1e-10)
    variances = {"school": fit.s2g, "school_year": fit.s2u, "pupil": fit.s2e}
    assert model.fitted["variances"] == pytest.approx(variances)
    lasting = fit.upper.sort("school")
    assert model.schools["id"].to_list() == lasting["school"].to_list() == sorted([*CODES[1:], NEW])
    assert model.schools["value"].to_list() == pytest.approx(lasting["value"].to_list(), rel=1e-8)
    assert len(model.by_year) == 3 * len(CODES)


def test_school_years_that_are_not_shown_alone_take_no_part(tmp_path: Path) -> None:
    """A small cohort of a school is withheld with two others; the series leaves them out."""
    cohorts = COHORTS | {2025: cohort(2025, small=CODES[3])}
    repository = city(tmp_path, cohorts)
    [year] = [one for one in assessed(repository, "2024-2025") if not one.is_series]
    hidden = year.models[0].schools.filter(pl.col("note") == "withheld")["id"].to_list()
    assert len(hidden) == 3
    [whole] = [one for one in assessed(repository) if one.is_series]
    fit = by_hand(cohorts, {2025: hidden})
    assert whole.models[0].fitted["criterion"] == pytest.approx(fit.criterion, rel=1e-10)
    cells = whole.models[0].by_year.filter(pl.col("cohort") == "2025")
    assert set(cells["id"]).isdisjoint(hidden)


def test_later_cohorts_take_no_part_in_the_series_of_a_year(tmp_path: Path) -> None:
    [whole] = [one for one in assessed(city(tmp_path, COHORTS), "2024-2025") if one.is_series]
    assert whole.cohort == "2024/2025"
    assert CODES[0] in whole.models[0].schools["id"].to_list()


def test_one_cohort_makes_no_series(tmp_path: Path) -> None:
    assert not [one for one in assessed(city(tmp_path, {2026: COHORTS[2026]})) if one.is_series]
