"""Nothing that is withheld can be computed back from what is published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from eduhub.kinds.assessment import Assessment
from eduhub.parameters import parameters
from eduhub.results import Results
from eduhub.scores.models.assess import Places, assess
from eduhub.scores.models.assessed import Assessed, Modelled
from eduhub.scores.models.withholding import withheld

MINIMUM = 10
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


# The attacker knows all that is published: n, raw and value of shown schools, variance components and
# coefficients. He does not know the withheld mean residuals; generously, he knows the withheld sizes.


def identities(model: Modelled, hidden: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The linear equations between the mean residuals of the withheld schools that follow from the model.

    hidden  their sizes.  Gives one row an equation, its weights on the withheld residuals.
    """
    if "variances" in model.fitted:
        g = model.fitted["variances"]["school"] / model.fitted["variances"]["pupil"]
        return np.array([hidden / (1 + hidden * g), hidden])
    return np.array([hidden])


def solvable(equations: np.ndarray[Any, Any]) -> list[bool]:
    """Which unknowns have one value in all solutions: those whose unit vector is a sum of equations."""
    rank = np.linalg.matrix_rank(equations)
    units = np.eye(equations.shape[1])
    return [bool(np.linalg.matrix_rank(np.vstack([equations, unit])) == rank) for unit in units]


def sizes_of(rows: pl.DataFrame, schools: list[str]) -> np.ndarray[Any, Any]:
    counted = rows.group_by("school").len()
    return np.array([counted.filter(pl.col("school") == s)["len"].item() for s in schools], dtype=float)


@pytest.mark.parametrize("together", [1, 2, 3])
def test_withheld_residuals_follow_from_the_published_ones_only_where_fewer_than_three_are(
    tmp_path: Path, together: int
) -> None:
    rows = pupils(SMALL_ONE)
    one = assessed(rows, tmp_path, together=together)
    main = one.models[0]
    hidden = main.schools.filter(pl.col("note") == "withheld")["id"].to_list()
    found = solvable(identities(main, sizes_of(rows, hidden)))
    assert any(found) == (together < 3)
    assert len(hidden) >= together


def test_the_identities_that_an_attacker_would_use_hold(tmp_path: Path) -> None:
    """With everything shown the equations are true, so that the test above tries the real attack."""
    rows = pupils(SMALL_ONE)
    for model in assessed(rows, tmp_path, minimum=1).models[:3]:
        n, raw = model.schools["n"].to_numpy(), model.schools["raw"].to_numpy()
        assert abs(identities(model, n.astype(float))[0] @ raw) < 1e-9


def test_with_one_school_withheld_alone_the_attack_gives_its_very_figure(tmp_path: Path) -> None:
    rows = pupils(SMALL_ONE)
    truth = assessed(rows, tmp_path, minimum=1).models[0].schools
    shown = assessed(rows, tmp_path, together=1).models[0]
    known = shown.schools.filter(pl.col("note").is_null())
    g = shown.fitted["variances"]["school"] / shown.fitted["variances"]["pupil"]
    n = shown.fitted["n"] - known["n"].sum()
    weights = known["n"] / (1 + known["n"] * g)
    computed = -(weights * known["raw"]).sum() / (n / (1 + n * g))
    assert computed == pytest.approx(truth.filter(pl.col("n") == 8)["raw"].item(), abs=1e-9)


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
