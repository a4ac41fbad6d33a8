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
from eduhub.scores.models.assessed import Assessed
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


def changed(rows: pl.DataFrame, schools: list[str]) -> pl.DataFrame:
    """The same with other scores in some schools."""
    is_one = pl.col("school").is_in(schools)
    return rows.with_columns(
        outcome=pl.when(is_one).then(130 - pl.col("outcome") * 2).otherwise("outcome"),
        prior=pl.when(is_one).then(pl.col("prior") / 3).otherwise("prior"),
    )


@pytest.mark.parametrize("together", [1, 3])
def test_scores_of_withheld_schools_move_no_published_figure(tmp_path: Path, together: int) -> None:
    """What does not depend on them can't give them away, whatever the attack."""
    rows = pupils(SMALL_ONE)
    head: dict[str, Any] = {"scale": "raw", "school_mean_prior": "是", "models": [*HEAD["models"], "sgp"]}
    one = assessed(rows, tmp_path, together=together, **head)
    hidden = one.models[0].schools.filter(pl.col("note") == "withheld")["id"].to_list()
    other = assessed(changed(rows, hidden), tmp_path, together=together, **head)
    assert len(hidden) == max(together, 2)  # eight pupils alone are too few even then
    for model, again in zip(one.models, other.models, strict=True):
        assert model.fitted == again.fitted
        assert model.schools.equals(again.schools)
        assert model.clusters.equals(again.clusters)
        assert (model.chance, model.separable) == (again.chance, again.separable)
    assert (one.counts, one.agreements) == (other.counts, other.agreements)


def test_scores_of_a_shown_school_do_move_the_figures(tmp_path: Path) -> None:
    """So that the test above can fail."""
    rows = pupils(SMALL_ONE)
    one = assessed(rows, tmp_path, scale="raw")
    other = assessed(changed(rows, ["2136990013"]), tmp_path, scale="raw")
    assert one.models[0].fitted != other.models[0].fitted


# On T-scores the withheld pupils have a part in the mean of the city, which is published: with all shown
# pupils known, their sum is left. It says nothing of a single school as long as they are several.


def equations(one: Assessed, rows: pl.DataFrame, hidden: list[str]) -> Numbers:
    """What the published means of outcome and prior say of those of the withheld schools."""
    sizes = np.array([rows.filter(pl.col("school") == s).height for s in hidden], dtype=float)
    assert one.scaling["outcome"]["n"] == len(rows)
    return np.vstack([np.kron([1, 0], sizes), np.kron([0, 1], sizes)])


@pytest.mark.parametrize("together", [1, 3])
def test_no_mean_of_a_withheld_school_follows_from_the_scale(tmp_path: Path, together: int) -> None:
    rows = pupils(SMALL_ONE)
    one = assessed(rows, tmp_path, together=together)
    hidden = one.models[0].schools.filter(pl.col("note") == "withheld")["id"].to_list()
    known = equations(one, rows, hidden)
    for unit in np.eye(2 * len(hidden)):
        assert np.linalg.matrix_rank(np.vstack([known, unit])) == np.linalg.matrix_rank(known) + 1


def test_few_pupils_beyond_the_models_have_no_part_in_the_scale(tmp_path: Path) -> None:
    """One pupil without a prior would be the difference between two published means."""
    rows = pupils([40, 50, 60]).with_columns(
        prior=pl.when(pl.int_range(pl.len()) == 7).then(None).otherwise("prior")
    )
    one = assessed(rows, tmp_path)
    assert one.scaling["outcome"]["n"] == one.models[0].fitted["n"] == len(rows) - 1
