"""The models rest on sums: cut and merged, shuffled or shifted, they give the same."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from eduhub.scores.models.failing import NoFitError
from eduhub.scores.models.simple import ols, within
from eduhub.scores.models.sums import Sums, merge
from eduhub.scores.models.three_level import three_level
from eduhub.scores.models.two_level import two_level

EXACT = 1e-12


def pupils(seed: int = 1, schools: int = 40) -> pl.DataFrame:
    """Invented pupils: two priors, a weight, schools of 1 to 60 in clusters."""
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 60, schools)
    at = np.repeat(np.arange(schools), sizes)
    n = len(at)
    prior, second = random.normal(50, 10, n), random.normal(50, 10, n)
    effects = random.normal(0, 3, schools)
    outcome = 10 + 0.6 * prior + 0.2 * second + effects[at] + random.normal(0, 7, n)
    return pl.DataFrame(
        {
            "school": [f"21369900{school:02d}" for school in at],
            "cluster": [f"c{school % 9}" for school in at],
            "prior": prior,
            "second": second,
            "outcome": outcome,
            "weight": random.uniform(0.5, 2, n),
        }
    )


def summed(rows: pl.DataFrame, **more: str) -> Sums:
    return Sums.of(rows, "outcome", ["prior", "second"], group=["school", "cluster"], **more)


def same(first: pl.DataFrame, second: pl.DataFrame, within: float = EXACT) -> bool:
    numbers = first.select(pl.selectors.float()).columns
    keys = first.select(pl.selectors.string()).columns
    return first.select(keys).equals(second.select(keys)) and np.allclose(
        first.select(numbers).to_numpy(), second.select(numbers).to_numpy(), rtol=within, atol=within
    )


def by_school(rows: pl.DataFrame) -> list[pl.DataFrame]:
    numbers = rows["school"].str.tail(2).cast(pl.Int64)
    return [rows.filter(numbers % 4 == part) for part in range(4)]


def at_random(rows: pl.DataFrame) -> list[pl.DataFrame]:
    parts = np.random.default_rng(7).integers(0, 5, len(rows))
    return [rows.filter(pl.Series(parts == part)) for part in range(5)]


@pytest.mark.parametrize("cut", [by_school, at_random])
@pytest.mark.parametrize("weight", [None, "weight"])
def test_sums_of_parts_merge_to_the_sums_of_the_whole(cut, weight) -> None:  # type: ignore[no-untyped-def]
    rows = pupils()
    whole = Sums.of(rows, "outcome", ["prior", "second"], group=["school", "cluster"], weight=weight)
    parts = [
        Sums.of(part, "outcome", ["prior", "second"], group=["school", "cluster"], weight=weight)
        for part in cut(rows)
    ]
    merged = merge(parts)
    assert merged.n == whole.n
    assert merged.groups.equals(whole.groups)
    assert np.allclose(merged.within, whole.within, rtol=EXACT)
    one, other = two_level(whole), two_level(merged)
    assert np.allclose(one.beta, other.beta, rtol=EXACT)
    assert one.criterion == pytest.approx(other.criterion, rel=EXACT)
    assert same(one.effects, other.effects)
    three, again = three_level(whole, "cluster"), three_level(merged, "cluster")
    assert three.criterion == pytest.approx(again.criterion, rel=EXACT)
    assert same(three.pooled.drop("spread"), again.pooled.drop("spread"), 1e-10)


def test_the_order_of_rows_changes_nothing() -> None:
    rows = pupils()
    shuffled = rows.sample(fraction=1.0, shuffle=True, seed=3)
    assert same(two_level(summed(rows)).effects, two_level(summed(shuffled)).effects)
    assert same(
        ols(summed(rows)).effects.drop("reliability"), ols(summed(shuffled)).effects.drop("reliability")
    )


def test_another_scale_of_the_outcome_scales_values_and_leaves_reliabilities() -> None:
    rows = pupils()
    other = rows.with_columns(outcome=pl.col("outcome") * 2.5 + 300, prior=pl.col("prior") * 0.1 - 7)
    one, two = two_level(summed(rows)).effects, two_level(summed(other)).effects
    for name in ("raw", "value", "se", "low", "high"):
        assert np.allclose(one[name] * 2.5, two[name], rtol=EXACT, atol=EXACT)
    assert np.allclose(one["reliability"], two["reliability"], rtol=EXACT)


def test_an_offset_of_a_million_costs_no_digits() -> None:
    rows = pupils().with_columns(pl.col("prior", "second", "outcome").round(6))
    far = rows.with_columns(pl.col("prior", "second", "outcome") + 1e6)
    one, two = two_level(summed(rows)), two_level(summed(far))
    assert np.allclose(one.beta[1:], two.beta[1:], rtol=1e-9)
    assert one.g == pytest.approx(two.g, rel=1e-9)
    assert same(one.effects, two.effects, 1e-9)


def test_rows_without_a_number_are_dropped_and_counted() -> None:
    rows = pupils()
    bad = rows.head(5).with_columns(
        prior=pl.Series([None, float("nan"), float("inf"), 50.0, 50.0]),
        weight=pl.Series([1.0, 1.0, 1.0, 0.0, -1.0]),
    )
    both = Sums.of(pl.concat([rows, bad]), "outcome", ["prior"], weight="weight")
    assert both.dropped == 5
    assert both.n == len(rows)


def test_sums_of_other_variables_are_not_merged() -> None:
    rows = pupils()
    with pytest.raises(ValueError, match="different variables"):
        merge([Sums.of(rows, "outcome", ["prior"]), Sums.of(rows, "outcome", ["second"])])


def test_the_mean_of_a_school_as_predictor_is_the_one_of_its_pupils() -> None:
    rows = pupils()
    means = rows.with_columns(mean=pl.col("prior").mean().over("school"))
    by_rows = two_level(Sums.of(means, "outcome", ["prior", "mean"]))
    by_sums = two_level(Sums.of(rows, "outcome", ["prior"]).with_group_means("prior"))
    assert by_sums.names == ("(Intercept)", "prior", "mean(prior)")
    assert np.allclose(by_rows.beta, by_sums.beta, rtol=1e-10)
    assert same(by_rows.effects, by_sums.effects, 1e-10)


def test_one_school_has_no_effect_and_says_so() -> None:
    fit = two_level(Sums.of(pupils(schools=1), "outcome", ["prior"]))
    assert (fit.g, fit.has_levels, fit.icc_interval) == (0.0, False, (0.0, 1.0))
    assert fit.effects["value"].to_list() == [0.0]


def test_schools_of_one_pupil_each_have_no_effect_and_say_so() -> None:
    single = pupils().unique("school", keep="first", maintain_order=True)
    fit = two_level(Sums.of(single, "outcome", ["prior"]))
    assert (fit.g, fit.has_levels) == (0.0, False)
    assert set(fit.effects["value"]) == {0.0}


def test_schools_that_differ_by_chance_alone_have_no_variance() -> None:
    rows = pupils().with_columns(school=pl.Series(np.random.default_rng(5).permutation(pupils()["school"])))
    fit = two_level(Sums.of(rows, "outcome", ["prior", "second", "weight"]))
    low, high = fit.icc_interval
    assert fit.g == 0.0
    assert low == 0.0
    assert 0 < high < 0.05
    assert set(fit.effects["value"]) == {0.0}
    assert set(fit.effects["reliability"]) == {0.0}


def test_predictors_that_say_nothing_new_are_left_out_by_name() -> None:
    rows = pupils().with_columns(
        flat=pl.lit(3.0), double=pl.col("prior") * 2 - 5, both=pl.col("prior") + pl.col("second")
    )
    fit = two_level(Sums.of(rows, "outcome", ["prior", "flat", "double", "second", "both"]))
    plain = two_level(Sums.of(rows, "outcome", ["prior", "second"]))
    assert fit.design.dropped == ("flat", "double", "both")
    assert np.allclose(fit.beta, plain.beta, rtol=EXACT)
    assert fit.criterion == pytest.approx(plain.criterion, rel=EXACT)


def test_what_does_not_vary_inside_schools_has_no_slope_there() -> None:
    rows = pupils().with_columns(mean=pl.col("prior").mean().over("school"))
    line = within(Sums.of(rows, "outcome", ["prior", "mean"]))
    assert line.names == ("prior",)
    assert line.dropped == ("mean",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (pl.lit(60.0), "there is nothing to explain"),
        (pl.col("prior") * 3 + 1, "without residuals"),
        (pl.lit(None, pl.Float64), "no results of pupils"),
    ],
)
@pytest.mark.parametrize("model", [two_level, ols, within])
def test_outcomes_that_allow_no_model_are_told(change, reason, model) -> None:  # type: ignore[no-untyped-def]
    rows = pupils().with_columns(outcome=change)
    with pytest.raises(NoFitError, match=reason):
        model(Sums.of(rows, "outcome", ["prior"]))


def test_more_coefficients_than_pupils_are_told() -> None:
    with pytest.raises(NoFitError, match="no more pupils than coefficients"):
        two_level(Sums.of(pupils().head(3), "outcome", ["prior", "second"]))


def test_schools_without_differences_inside_are_told() -> None:
    rows = pupils().with_columns(outcome=pl.col("outcome").mean().over("school"))
    with pytest.raises(NoFitError, match="within schools all is equal"):
        two_level(Sums.of(rows, "outcome"))


def test_weights_on_another_scale_change_the_variance_of_pupils_alone() -> None:
    rows = pupils()
    far = rows.with_columns(pl.col("weight") * 1e7)
    for fit in (lambda s: two_level(s), lambda s: three_level(s, "cluster")):
        one, other = fit(summed(rows, weight="weight")), fit(summed(far, weight="weight"))
        assert other.s2u == pytest.approx(one.s2u, rel=1e-10)
        assert other.s2e == pytest.approx(one.s2e * 1e7, rel=1e-10)
        assert np.allclose(one.beta, other.beta, rtol=1e-10)
        assert other.criterion == pytest.approx(one.criterion, rel=1e-10)


def test_weights_that_are_all_one_are_no_weights() -> None:
    rows = pupils().with_columns(weight=pl.lit(1.0))
    one, other = two_level(summed(rows)), two_level(summed(rows, weight="weight"))
    assert one.icc_interval == pytest.approx(other.icc_interval, rel=1e-12)
    assert same(one.effects, other.effects)


def test_what_is_constant_inside_schools_leaves_no_noise() -> None:
    """Differences of sums would leave a variance of 1e-16 there, and a slope without meaning."""
    rows = pupils().with_columns(km=pl.col("school").str.tail(2).cast(pl.Float64) * 0.37)
    for part in (rows, rows.with_columns(pl.col("km") + 1e5)):
        whole = merge([Sums.of(half, "outcome", ["prior", "km"]) for half in at_random(part)])
        assert whole.within[1].tolist() == [0.0, 0.0, 0.0]
        assert within(whole).dropped == ("km",)


def test_levels_that_can_not_be_told_apart_are_told() -> None:
    rows = pupils().with_columns(own=pl.col("school"))
    with pytest.raises(NoFitError, match="can't be told apart"):
        three_level(Sums.of(rows, "outcome", ["prior"], group=["school", "own"]), "own")
