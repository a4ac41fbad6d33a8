"""Value-added as it is published, made by hand: schools of the example city in three clusters, three models.

Two-level figures follow from n and the mean residual by s2u = 4 and s2e = 60: reliability n / (n + 15),
value = reliability x raw, se = sqrt(4 (1 - reliability)), interval value -+ 1.96 se.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from math import sqrt
from typing import Any

import polars as pl
import pytest
from filled import CITY

from eduhub.core.text import Lang, Text
from eduhub.reports import REPORTS
from eduhub.reports.formats import FORMATS
from eduhub.reports.page import Page, Section
from eduhub.reports.rendering import Templates
from eduhub.repository import Repository
from eduhub.scores import Scores, score
from eduhub.scores.models.assessed import (
    CLUSTER_EFFECTS,
    EFFECTS,
    YEAR_EFFECTS,
    Agreement,
    Assessed,
    Counts,
    Modelled,
)

S2U, S2E = 4.0, 60.0
ABOVE, BELOW, FEW, HIDDEN, UNCOVERED = "3136990007", "3136990009", "3436990013", "3136990011", "3436990069"
BASIS = Text(
    "初中学业水平考试（赣教基字〔2026〕1号）", "junior academic proficiency exam (赣教基字〔2026〕1号)"
)
T = Text("T 分", "T-score points")
WHY_NOT = Text("没有前测成绩", "there are no prior results")

# school | pupils | mean residual | coverage | flags; or the note of a school that is not shown
SCHOOLS = """
3136990007 | 210 |  2.1 | 0.95 |
3136990008 | 150 | -0.4 | 0.95 |
3136990009 |  90 | -2.2 | 0.90 | differs
3136990010 |  60 |  0.9 | 0.95 | influential
3136990011 | withheld
3136990066 | 200 | -1.3 | 0.95 | differs
3136990067 | withheld
3136990068 |  30 |  0.5 | 0.80 | reference coverage
3436990012 | 180 |  0.2 | 0.95 |
3436990013 |  12 |  1.5 | 0.95 | reference
3436990069 | coverage-low
"""
CLUSTERS = """
chenghu-02 | 690 |  0.4 | 0.90 |
fenghe-02  | 230 | -1.1 | 0.90 |
"""


def read(table: str) -> list[dict[str, Any]]:
    """The rows of a table: id, n, raw, coverage, flags, or id and note."""
    found = []
    for line in table.strip().splitlines():
        id_, *cells = (cell.strip() for cell in line.split("|"))
        if len(cells) == 1:
            found.append({"id": id_, "note": cells[0], "flags": []})
        else:
            n, raw, coverage, flags = cells
            row: dict[str, Any] = {"id": id_, "n": int(n), "raw": float(raw), "coverage": float(coverage)}
            found.append({**row, "flags": flags.split()})
    return found


def _class(low: float, high: float) -> int:
    return (low > 0) - (high < 0)


def _with_interval(row: Mapping[str, Any], value: float, se: float) -> dict[str, Any]:
    low, high = value - 1.96 * se, value + 1.96 * se
    return {**row, "value": value, "se": se, "low": low, "high": high, "class": _class(low, high)}


def shrunken(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the figures of the two-level model; one that is withheld stays as it is."""
    if "n" not in row:
        return dict(row)
    reliability = row["n"] / (row["n"] + S2E / S2U)
    shown = {**row, "reliability": reliability}
    return _with_interval(shown, reliability * row["raw"], sqrt(S2U * (1 - reliability)))


def plain(row: Mapping[str, Any], sd: float = 8.0, times: float = 1.0) -> dict[str, Any]:
    """A row with the figures of a model without random effects: value = raw, se = sd / sqrt(n)."""
    if "n" not in row:
        return dict(row)
    raw = row["raw"] * times
    return _with_interval({**row, "raw": raw}, raw, sd * times / sqrt(row["n"]))


def _percentiles(row: Mapping[str, Any]) -> dict[str, Any]:
    found = plain(row, 9.5, 3.0)
    return found | {"median": found.get("raw")}


def effects(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows as the schools of a model."""
    return pl.DataFrame(list(rows), schema=EFFECTS)


def clusters(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows as the clusters of a model, each with the spread of so many schools."""
    more = {"schools": 5, "spread": 1.5}
    return pl.DataFrame([{**row, **more} for row in rows], schema=CLUSTER_EFFECTS)


_S, _C = read(SCHOOLS), read(CLUSTERS)
REML = Modelled(
    "reml",
    {
        "variances": {"school": S2U, "pupil": S2E},
        "icc": {"value": S2U / (S2U + S2E), "low": 0.03, "high": 0.14},
    },
    effects(map(shrunken, _S)),
    clusters(map(shrunken, _C)),
    chance=0.04,
    separable=0.47,
)
BAND = Modelled("band", {}, effects(map(plain, _S)), clusters(map(plain, _C)), chance=0.4, separable=0.5)
# Mean percentiles less 50; the median less 50 is made the same.
SGP = Modelled(
    "sgp",
    {},
    effects(_percentiles(row) for row in _S),
    clusters(_percentiles(row) for row in _C),
    chance=0.4,
    separable=0.45,
)
COUNTS = Counts(
    1120, 1050, 985, 985, 9, {"absent": 61, "prior-missing": 65, "exempt": 5, "outcome-invalid": 4}, 11, 3
)
AGREEMENTS = (
    Agreement("reml", "band", 8, 0.976, 1),
    Agreement("reml", "sgp", 8, 0.952, 2),
    Agreement("band", "sgp", 8, 0.988, 1),
)
MATHS = Assessed(
    *("2026-junior", "数学", "2025-2026", "初中", 9, "2026", BASIS, T, COUNTS),
    models=(REML, BAND, SGP),
    agreements=AGREEMENTS,
    remarks=(
        Text(
            "8% 的学生得了满分，区分不出更高的水平。",
            "8% of the pupils reached the full mark: nothing tells them apart.",
        ),
    ),
)
CHINESE = Assessed(
    *("2026-junior", "语文", "2025-2026", "初中", 9, "2026", BASIS, T),
    Counts(1120, 1050, 0, 0, 0, {"absent": 70, "prior-missing": 1050}, 0, 0),
    reason=WHY_NOT,
)
TOTAL = replace(
    MATHS,
    subject="总分",
    models=(replace(REML, chance=None, separable=None), Modelled("ols", reason=WHY_NOT)),
    agreements=(),
    remarks=(),
)
_YEARS = [(row, cohort) for row in _S if "n" in row for cohort in ("2025", "2026")]
SERIES = replace(
    MATHS,
    assessment="junior",
    is_series=True,
    models=(
        replace(
            REML,
            by_year=pl.DataFrame(
                [shrunken(row) | {"cohort": cohort} for row, cohort in _YEARS], schema=YEAR_EFFECTS
            ),
        ),
    ),
    agreements=(),
    remarks=(),
)
ASSESSED = (TOTAL, MATHS, CHINESE, SERIES)  # sorted by assessment and subject


def with_assessed(scores: Scores, *assessed: Assessed) -> Scores:
    """Scores of a city as if these had been assessed, by default all."""
    return replace(scores, assessed=assessed or ASSESSED)


@cache
def example() -> tuple[Repository, Scores]:
    """The example city and its scores, as if nothing had been assessed."""
    repository = Repository.load([CITY])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eduhub.scores.engine._assessed", lambda *_: ())
        return repository, score(repository)


def page(name: str, id_: str, *assessed: Assessed) -> Page:
    """A page of the example city as if these had been assessed, by default all."""
    repository, scores = example()
    return REPORTS[name].build(id_, with_assessed(scores, *assessed), repository)


@cache
def pages() -> dict[str, Page]:
    """A page of each sort, and that of a school that is withheld, by name."""
    wanted = [("school", ABOVE), ("school", HIDDEN), ("cluster", "chenghu-02"), ("district", "chenghu")]
    found = [page(*one) for one in (*wanted, ("city", "city"))]
    return {one.name: one for one in found}


def files_of(page: Page, lang: Lang = "zh", shape: str = "md") -> dict[str, Any]:
    """The files of a page."""
    return dict(FORMATS[shape](page, lang, Templates()))


def section(page: Page, heading: str) -> Section:
    """A section of a page by its Chinese heading."""
    return next(one for one in page.sections if one.title.zh == heading)


def many(schools: Mapping[str, Any]) -> Assessed:
    """An assessment of all of some schools, with figures that follow from their places."""
    rows = []
    for at, id_ in enumerate(sorted(schools)):
        n = 20 + at * 37 % 260
        flags = ["reference"] if n < 35 else []
        rows.append({"id": id_, "n": n, "raw": (at * 29 % 61 - 30) / 10, "coverage": 0.95, "flags": flags})
    model = replace(REML, schools=effects(map(shrunken, rows)))
    counts = replace(COUNTS, schools=len(rows), withheld=0)
    return replace(MATHS, counts=counts, models=(model,), agreements=())
