"""Nothing that is withheld can be computed back from what is published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from eduhub.kinds.assessment import Assessment
from eduhub.parameters import parameters
from eduhub.results import Results
from eduhub.scores.models.assess import Places, assess
from eduhub.scores.models.assessed import Assessed, Modelled
from eduhub.scores.models.withholding import withheld

MINIMUM = 10
Numbers: TypeAlias = NDArray[np.float64]
HEAD: dict[str, Any] = {
    "name": "x",
    "basis": {"type": "初中学业水平考试"},
    "prior_basis": {"type": "省级质量监测"},
    "cohort": "2026",
    "grade": "9",
    "dates": {"prior": "2025-06-20", "outcome": "2026-06-20"},
    "subjects": [{"subject": "数学", "prior": "监测", "outcome": "中考"}],
    "models": ["reml", "ols", "within", "band"],
}


def pupils(sizes: list[int], seed: int = 4) -> pl.DataFrame:
    """Invented results of schools of these sizes, with full coverage, which is the hardest to hide in."""
    random = np.random.default_rng(seed)
    at = np.repeat(np.arange(len(sizes)), sizes)
    prior = random.normal(60, 12, len(at)).round(1)
    effects = random.normal(0, 5, len(sizes))
    outcome = (0.7 * prior + effects[at] + random.normal(0, 8, len(at))).round(1)
    return pl.DataFrame(
        {
            "key": [f"k{i}" for i in range(len(at))],
            "school": [f"21369900{school:02d}" for school in at],
            "subject": "数学",
            "prior": prior,
            "outcome": outcome,
        }
    )


def assessed(
    rows: pl.DataFrame, folder: Path, minimum: int = MINIMUM, together: int = 3, **head: Any
) -> Assessed:
    rows.write_csv(folder / "results.csv")
    results = Results.open(Assessment.model_validate(HEAD | head), folder, "private/x")
    codes = sorted(results.schools)
    places = Places({code: code for code in codes}, {code: f"c{i % 6}" for i, code in enumerate(codes)})
    numbers = parameters()
    changed = replace(numbers.values["va_withheld_schools"], value=together)
    numbers = replace(numbers, values={**numbers.values, "va_withheld_schools": changed})
    [(one, _)] = assess(results, places, numbers, minimum)
    return one


SMALL_ONE = [8, 14, 16, 30, 45, 60, 33, 52, 40, 38, 71, 25, 29, 48]


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 12, "b": 30}, set()),
        ({"a": 9, "b": 30, "c": 12, "d": 50}, {"a", "c", "b"}),
        ({"a": 1, "b": 2, "c": 3, "d": 11, "e": 40}, {"a", "b", "c", "d"}),
        ({"a": 9, "b": 30}, {"a", "b"}),
        ({}, set()),
    ],
)
def test_schools_are_withheld_three_together_with_ten_pupils_at_least(
    sizes: dict[str, int], hidden: set[str]
) -> None:
    counts = pl.DataFrame(list(sizes.items()), schema={"school": pl.String, "n": pl.Int64}, orient="row")
    assert withheld(counts, MINIMUM, 3) == hidden


def test_a_school_that_is_small_in_one_subject_is_withheld_in_all() -> None:
    rows = [("a", 40), ("a", 6), ("b", 50), ("b", 50), ("c", 60), ("c", 60), ("d", 70), ("d", 70)]
    counts = pl.DataFrame(rows, schema={"school": pl.String, "n": pl.Int64}, orient="row")
    assert withheld(counts, MINIMUM, 3) == {"a", "b", "c"}


def test_of_a_withheld_school_nothing_is_published_but_its_code(tmp_path: Path) -> None:
    one = assessed(pupils(SMALL_ONE), tmp_path)
    for model in one.models:
        rows = model.schools.filter(pl.col("note") == "withheld")
        assert rows["id"].to_list() == ["2136990000", "2136990001", "2136990002"]
        told = [name for name in rows.columns if name not in ("id", "note", "flags")]
        assert rows.select(told).null_count().row(0) == (3,) * len(told)
        assert rows["flags"].to_list() == [[], [], []]
    assert one.counts.withheld == 3


# The attacker knows all that is published: sizes, residuals and values of shown schools, coefficients,
# variance components, the means that scores were scaled by. From several models he solves for the mean
# outcome and prior of each shown school, and so has their sums over the withheld ones. He knows their sizes.


def equations(one: Assessed, hidden: Numbers) -> Numbers:
    """The linear equations between mean outcomes, then mean priors, of withheld schools of these sizes."""
    nought = np.zeros(len(hidden))
    rows = [np.concatenate([hidden, nought]), np.concatenate([nought, hidden])]
    for model in one.models:
        if "variances" in model.fitted:
            rows.append(residual(model, shrunken(model, hidden)))
    return np.array(rows)


def shrunken(model: Modelled, sizes: Numbers) -> Numbers:
    """What each school weighs in the sum of mean residuals that is 0."""
    variances = model.fitted["variances"]
    weights: Numbers = sizes / (1 + sizes * variances["school"] / variances["pupil"])
    return weights


def residual(model: Modelled, weights: Numbers) -> Numbers:
    """The weighted sum of mean residuals, as weights on mean outcomes and mean priors."""
    slope = sum(c["value"] for name, c in model.fitted["coefficients"].items() if name != "intercept")
    return np.concatenate([weights, -slope * weights])


def found(one: Assessed, hidden: Numbers) -> list[bool]:
    """Which of the withheld mean residuals of the main model have one value in all solutions."""
    known = equations(one, hidden)
    rank = np.linalg.matrix_rank(known)
    wanted = [residual(one.models[0], unit) for unit in np.eye(len(hidden))]
    return [bool(np.linalg.matrix_rank(np.vstack([known, row])) == rank) for row in wanted]


def sizes_of(rows: pl.DataFrame, schools: list[str]) -> Numbers:
    counted = rows.group_by("school").len()
    return np.array([counted.filter(pl.col("school") == s)["len"].item() for s in schools], dtype=float)


@pytest.mark.parametrize("together", [1, 3])
def test_withheld_residuals_follow_from_what_is_published_only_where_fewer_than_three_are_withheld(
    tmp_path: Path, together: int
) -> None:
    rows = pupils(SMALL_ONE)
    one = assessed(rows, tmp_path, together=together, school_mean_prior="是")
    hidden = one.models[0].schools.filter(pl.col("note") == "withheld")["id"].to_list()
    assert len(hidden) == max(together, 2)  # eight pupils alone are too few even then
    assert found(one, sizes_of(rows, hidden)) == [together < 3] * len(hidden)


def test_the_equations_that_an_attacker_would_use_are_true(tmp_path: Path) -> None:
    one = assessed(pupils(SMALL_ONE), tmp_path, minimum=1)
    for model in one.models[:3]:
        sizes = model.schools["n"].to_numpy().astype(float)
        weights = shrunken(model, sizes) if "variances" in model.fitted else sizes
        assert abs(weights @ model.schools["raw"].to_numpy()) < 1e-8


def test_one_school_withheld_alone_would_be_found_by_the_figures_of_the_others(tmp_path: Path) -> None:
    model = assessed(pupils(SMALL_ONE), tmp_path, minimum=1).models[0]
    g = model.fitted["variances"]["school"] / model.fitted["variances"]["pupil"]
    rows = model.schools.with_columns(weight=pl.col("n") / (1 + pl.col("n") * g))
    alone, others = rows.filter(pl.col("n") == 8), rows.filter(pl.col("n") != 8)
    computed = -(others["weight"] * others["raw"]).sum() / alone["weight"].item()
    assert computed == pytest.approx(alone["raw"].item(), abs=1e-9)


def test_clusters_rest_on_shown_schools_alone(tmp_path: Path) -> None:
    """Other outcomes in a withheld school move no figure of a cluster, so that none gives it away."""
    rows = pupils(SMALL_ONE)
    lower = pl.when(pl.col("school") == "2136990000").then(pl.col("outcome") - 30).otherwise("outcome")
    raw: dict[str, Any] = {"scale": "raw", "models": ["reml"]}
    one = assessed(rows, tmp_path, **raw).models[0]
    other = assessed(rows.with_columns(outcome=lower), tmp_path, **raw).models[0]
    assert one.schools["value"].to_list() != other.schools["value"].to_list()
    assert one.clusters.equals(other.clusters)
    assert one.clusters["schools"].sum() == len(SMALL_ONE) - 3
