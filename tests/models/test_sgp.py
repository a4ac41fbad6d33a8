"""Growth percentiles are those of R, pupil by pupil; tests/reference says how R made them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
import pytest
from highspy import Highs, HighsModelStatus
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from eduhub.scores.models.quantiles import Floats, SolverError, _solve, quantile_regressions
from eduhub.scores.models.sgp import TAUS, Growth, growth_effects, growth_percentiles, rounded

REFERENCE = Path(__file__).parents[1] / "reference"
SETS = ("whole", "measured", "two")


def frame_of(name: str) -> pl.DataFrame:
    return pl.read_csv(REFERENCE / name, infer_schema_length=None)


def columns_of(frame: pl.DataFrame, *names: str) -> list[Floats]:
    """Columns as floats, nan where there is nothing."""
    return [frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in names]


def priors_of(pupils: pl.DataFrame) -> list[str]:
    return [name for name in pupils.columns if name.startswith("prior")]


def growth_of(name: str) -> Growth:
    pupils = frame_of(f"sgp_{name}.csv")
    outcome, *priors = columns_of(pupils, "outcome", *priors_of(pupils))
    return growth_percentiles(outcome, priors)


GROWTH = {name: growth_of(name) for name in SETS}


@pytest.mark.parametrize("name", SETS)
def test_every_pupil_has_the_percentile_and_the_order_of_r(name: str) -> None:
    theirs, ours = frame_of(f"sgp_{name}_r.csv"), GROWTH[name]
    assert_array_equal(ours.percentiles, theirs["percentile"].to_numpy())
    assert_array_equal(ours.orders, theirs["order"].to_numpy())


@pytest.mark.parametrize("name", SETS)
def test_knots_and_boundaries_are_those_of_r(name: str) -> None:
    ours = [np.concatenate([spline.knots, spline.boundaries]) for spline in GROWTH[name].splines]
    assert_array_equal(ours, frame_of(f"sgp_{name}_knots.csv").drop("prior").to_numpy())


@pytest.mark.parametrize("name", SETS)
def test_all_coefficients_are_those_of_r(name: str) -> None:
    theirs = frame_of(f"sgp_{name}_coefficients.csv")
    for fit in GROWTH[name].fits:
        rows = theirs.filter(pl.col("order") == fit.priors).drop("order", "tau").to_numpy()
        # What is left are the errors that quantreg's "br" gathers from pivot to pivot.
        assert_allclose(fit.coefficients, rows[:, : 1 + 7 * fit.priors], rtol=0, atol=1e-9)
        assert fit.ambiguous == 0


@pytest.mark.parametrize("name", SETS)
def test_schools_have_the_mean_the_error_and_the_median_of_r(name: str) -> None:
    pupils = frame_of(f"sgp_{name}.csv").with_columns(percentile=pl.Series(GROWTH[name].percentiles))
    ours, theirs = growth_effects(pupils, ["school"]), frame_of(f"sgp_{name}_schools.csv")
    assert ours["school"].to_list() == theirs["school"].to_list()
    assert ours["n"].to_list() == theirs["n"].to_list()
    assert ours["se"].is_null().to_list() == (theirs["n"] == 1).to_list()
    mean, se, median = columns_of(theirs, "mean", "se", "median")
    assert_allclose(ours["raw"], mean - 50, rtol=0, atol=1e-13)
    assert_allclose(columns_of(ours, "se")[0], se, rtol=1e-13)
    assert_array_equal(ours["median"], median)


def test_a_school_stands_where_its_mean_does_and_a_single_pupil_has_no_interval() -> None:
    pupils = pl.DataFrame({"school": ["b", "a", "a", "b", "c"], "percentile": [70, 40, 60, 0, None]})
    half = 1.96 * 10  # sd of 40 and 60 is 10 root 2, over root 2
    columns = ("school", "n", "raw", "value", "reliability", "se", "low", "high", "median")
    assert growth_effects(pupils, ["school"]).select(columns).rows() == [
        ("a", 2, 0.0, 0.0, None, 10.0, -half, half, 50.0),
        ("b", 1, 20.0, 20.0, None, None, None, None, 70.0),
    ]


def test_knots_come_from_all_who_sat_the_prior_and_not_from_those_with_an_outcome() -> None:
    pupils = frame_of("sgp_two.csv")
    outcome, *priors = columns_of(pupils, "outcome", "prior1", "prior2")
    has = np.isfinite(outcome)
    growth = growth_percentiles(outcome[has], [prior[has] for prior in priors], all_priors=priors)
    assert_array_equal(growth.percentiles, GROWTH["two"].percentiles[has])


def test_the_order_of_pupils_changes_nothing() -> None:
    outcome, prior = columns_of(frame_of("sgp_whole.csv"), "outcome", "prior1")
    order = np.random.default_rng(1).permutation(len(outcome))
    growth = growth_percentiles(outcome[order], [prior[order]])
    assert_array_equal(growth.percentiles, GROWTH["whole"].percentiles[order])
    assert_array_equal(growth.fits[0].coefficients, GROWTH["whole"].fits[0].coefficients)


def test_another_unit_of_the_outcome_changes_no_percentile() -> None:
    outcome, prior = columns_of(frame_of("sgp_whole.csv"), "outcome", "prior1")
    assert_array_equal(
        growth_percentiles(1_000_000 + 3 * outcome, [prior]).percentiles, GROWTH["whole"].percentiles
    )


def test_of_two_solutions_as_good_the_one_that_holds_just_below_the_quantile_is_taken() -> None:
    # Eight groups of 200 and eight coefficients: in each group any value from the k-th to the next is a
    # quantile, k = 200 tau = 1, 3 ... 199. The k-th is taken: outcome m is above m // 2 of them.
    prior, outcome = (part.ravel().astype(float) for part in np.meshgrid(range(1, 9), range(1, 201)))
    growth = growth_percentiles(outcome, [prior])
    assert_array_equal(growth.percentiles, np.clip(outcome // 2, 1, 99))
    assert growth.fits[0].ambiguous == 100


E = np.arange(40.0)
REFUSED = {
    "没有学生兼有": (np.full(40, np.nan), E),
    "全都相同": (E, np.full(40, 80.0)),
    "学生太少": (E[:7], E[:7]),
    "不同的前测成绩太少": (E, E % 5),
    "同分": (E, np.minimum(E, 20)),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_fitted_is_refused_with_a_reason(words: str) -> None:
    outcome, prior = REFUSED[words]
    growth = growth_percentiles(outcome, [prior])
    assert growth.reason is not None
    assert words in growth.reason.zh
    assert (growth.percentiles.tolist(), growth.orders.tolist()) == ([0] * len(outcome),) * 2
    assert growth.fits[0].coefficients.shape == (0, 8)


def test_a_second_prior_of_too_few_pupils_leaves_them_what_the_first_says() -> None:
    outcome, prior = columns_of(frame_of("sgp_whole.csv"), "outcome", "prior1")
    second = np.where(np.arange(len(prior)) < 9, prior, np.nan)
    growth = growth_percentiles(outcome, [prior, second])
    assert_array_equal(growth.percentiles, GROWTH["whole"].percentiles)
    assert set(growth.orders.tolist()) == {1}
    assert growth.reason is None
    assert [fit.refused is None for fit in growth.fits] == [True, False]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_at_most_a_share_of_tau_lies_below_a_quantile_and_at_most_the_rest_above(data: st.DataObject) -> None:
    # Koenker, Quantile Regression (2005), theorem 2.2; it holds in each group that has a coefficient.
    group = st.lists(st.integers(0, 20), min_size=1, max_size=30)
    groups = [np.array(data.draw(group), dtype=float) for _ in range(3)]
    of = np.repeat(np.arange(3), [len(one) for one in groups])
    scores = np.column_stack([of, np.concatenate(groups)])
    distinct, counts = np.unique(scores, axis=0, return_counts=True)
    design = np.eye(3)[distinct[:, 0].astype(int)]
    design[:, 0] = 1
    found = quantile_regressions(design, distinct[:, 1], counts, TAUS).coefficients
    for at, values in enumerate(groups):
        quantiles = found[:, 0] + (found[:, at] if at else 0)
        for tau, quantile in zip(TAUS, quantiles, strict=True):
            assert (values < quantile - 1e-9).sum() <= tau * len(values) + 1e-9
            assert (values > quantile + 1e-9).sum() <= (1 - tau) * len(values) + 1e-9


# R 4.2.2: round(0.15, 1), round(2.675, 2) ...
ROUNDED_BY_R = [
    (0.15, 1, 0.1),
    (0.25, 1, 0.2),
    (0.35, 1, 0.3),
    (0.45, 1, 0.4),
    (0.65, 1, 0.7),
    (-0.15, 1, -0.1),
    (2.5, 0, 2.0),
    (1.0005, 3, 1.0),
    (5.0155, 3, 5.016),
    (12.34565, 4, 12.3456),
    (1e15, 3, 1e15),
]


@pytest.mark.parametrize(("value", "decimals", "r"), ROUNDED_BY_R)
def test_ties_are_rounded_as_r_rounds_them(value: float, decimals: int, r: float) -> None:
    assert rounded(np.array([value]), decimals).tolist() == [r]


def test_the_solver_says_nothing_on_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    growth_of("measured")
    assert capfd.readouterr() == ("", "")


class Lost:
    """A solver that is lost the first so many times; keeps the strategies that it was told to run by."""

    def __init__(self, times: int) -> None:
        self.times, self.run_by = times, list[object]()

    def setOptionValue(self, _: str, value: object) -> None:  # noqa: N802 -- as highspy has it
        self.run_by.append(value)

    def run(self) -> None:
        self.times -= 1

    def getModelStatus(self) -> HighsModelStatus:  # noqa: N802
        return HighsModelStatus.kOptimal if self.times < 0 else HighsModelStatus.kUnknown

    def clearSolver(self) -> None: ...  # noqa: N802

    def modelStatusToString(self, status: HighsModelStatus) -> str:  # noqa: N802
        return status.name


def test_a_solver_that_is_lost_starts_again_by_another_method() -> None:
    solver = Lost(1)
    _solve(cast(Highs, solver))
    assert solver.run_by == [1, 4]


def test_a_solver_that_stays_lost_is_a_fault_of_the_program() -> None:
    with pytest.raises(SolverError, match="kUnknown"):
        _solve(cast(Highs, Lost(2)))
