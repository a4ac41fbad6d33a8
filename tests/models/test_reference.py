"""The models of value-added against lme4, lm and 50-digit arithmetic; their output is in tests/reference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from eduhub.scores.models.simple import band, ols, within
from eduhub.scores.models.sums import Sums
from eduhub.scores.models.three_level import ThreeLevel, three_level
from eduhub.scores.models.two_level import Method, TwoLevel, two_level
from models.reference import Fit, Model, Simple, data, exact, models, reference, simple

Reals = NDArray[np.float64]
EXACT, LME4 = 1e-9, 1e-6
NEAR_ZERO = 1e-12  # absolute, for the exact ones
METHODS: tuple[Method, ...] = ("reml", "ml")
TWO = sorted(name for name, model in models().items() if model.cluster is None)
THREE = sorted(name for name, model in models().items() if model.cluster is not None)


def sums(model: Model) -> Sums:
    """The sums of a case, its categories as columns of 0 and 1."""
    rows, predictors = data(model.data), []
    if "prior_of_school" in model.fixed:
        rows = rows.with_columns(prior_of_school=pl.col("prior").mean().over("school"))
    for name in model.fixed:
        column, _, reference = name.partition("=")
        predictors.append(column)
        if reference:
            values = [value for value in sorted(rows[column].unique()) if value != reference]
            predictors[-1:] = [f"{column}{value}" for value in values]
            rows = rows.with_columns(
                (pl.col(column) == v).cast(pl.Float64).alias(f"{column}{v}") for v in values
            )
    rows = rows.with_columns(_unit=pl.concat_str(model.unit.split(":"), separator=":"))
    keys = ["_unit", *([model.cluster] if model.cluster else [])]
    return Sums.of(rows, model.outcome, predictors, group=keys, weight=model.weight)


def agree(found: Reals, wanted: Reals, within: float, near_zero: float = NEAR_ZERO) -> bool:
    return bool(np.allclose(found, wanted, rtol=within, atol=near_zero))


def in_order(fit: TwoLevel | ThreeLevel, wanted: Fit) -> tuple[list[int], Fit]:
    """Where each coefficient of the reference stands among ours."""
    return [fit.names.index(name) for name in wanted.names], wanted


def same_fit(fit: TwoLevel | ThreeLevel, wanted: Fit, within: float, near_zero: float) -> None:
    at, _ = in_order(fit, wanted)
    beta, variance = fit.beta[at], fit.variance[np.ix_(at, at)]
    assert agree(beta, wanted.beta, within, near_zero)
    assert agree(np.sqrt(np.diag(variance)), wanted.se, within, near_zero)
    assert agree(variance, wanted.vcov, within, max(near_zero, within * np.abs(wanted.vcov).max() * 1e-3))
    assert fit.s2e == pytest.approx(wanted.s2e, rel=within)
    assert fit.s2u == pytest.approx(wanted.s2u["unit"], rel=within, abs=near_zero)
    assert fit.criterion == pytest.approx(wanted.criterion, rel=within)
    assert fit.design.sums.n == wanted.n


def effects(table: pl.DataFrame, wanted: Fit, level: str, key: str) -> pl.DataFrame:
    """Our effects beside the reference's, one row a group."""
    theirs = wanted.effects.filter(pl.col("level") == level)
    joined = table.with_columns(group=pl.col(key)).join(theirs, on="group", suffix="_theirs", validate="1:1")
    assert len(joined) == len(theirs) == len(table)
    return joined


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", TWO)
def test_two_levels_are_exact(name: str, method: Method) -> None:
    wanted = exact(f"{name}_{method}")
    fit = two_level(sums(models()[name]), method)
    same_fit(fit, wanted, EXACT, NEAR_ZERO)
    both = effects(fit.effects, wanted, "unit", "_unit")
    pairs = {
        "raw": "mean_resid",
        "value": "blup",
        "reliability": "reliability_theirs",
        "conditional_se": "cond_sd",
        "se": "comparative_sd",
        "diagnostic_se": "diagnostic_sd",
    }
    for ours, theirs in pairs.items():
        assert agree(both[ours].to_numpy(), both[theirs].cast(pl.Float64).to_numpy(), EXACT), ours


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [name for name in TWO if name not in ("offset_prior", "one_school_prior")])
def test_two_levels_are_those_of_lme4(name: str, method: Method) -> None:
    """Not with large offsets, where lme4 loses the fit, nor with one school, which it refuses."""
    wanted = reference(f"{name}_{method}")
    fit = two_level(sums(models()[name]), method)
    same_fit(fit, wanted, LME4, 1e-6)
    both = effects(fit.effects, wanted, "unit", "_unit")
    assert agree(both["value"].to_numpy(), both["blup"].to_numpy(), LME4, 1e-6)
    assert agree(both["conditional_se"].to_numpy(), both["cond_sd"].to_numpy(), LME4, 1e-6)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", THREE)
def test_three_levels_are_exact(name: str, method: Method) -> None:
    model = models()[name]
    wanted = exact(f"{name}_{method}")
    fit = three_level(sums(model), str(model.cluster), method)
    same_fit(fit, wanted, EXACT, NEAR_ZERO)
    assert fit.s2g == pytest.approx(wanted.s2u["cluster"], rel=EXACT, abs=NEAR_ZERO)
    for level, table, key in (("unit", fit.lower, "_unit"), ("cluster", fit.upper, str(model.cluster))):
        both = effects(table, wanted, level, key)
        for ours, theirs in {"value": "blup", "conditional_se": "cond_sd", "se": "comparative_sd"}.items():
            assert agree(both[ours].to_numpy(), both[theirs].cast(pl.Float64).to_numpy(), EXACT), ours


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", THREE)
def test_the_value_of_a_bundle_is_the_mean_over_its_pupils(name: str, method: Method) -> None:
    model = models()[name]
    fit = three_level(sums(model), str(model.cluster), method)
    both = effects(fit.pooled, exact(f"{name}_{method}"), "cluster", str(model.cluster))
    pairs = {
        "value": "with_cluster",
        "conditional_se": "with_cluster_cond_sd",
        "se": "with_cluster_comparative_sd",
    }
    for ours, theirs in pairs.items():
        assert agree(both[ours].to_numpy(), both[theirs].cast(pl.Float64).to_numpy(), EXACT), ours


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", THREE)
def test_three_levels_are_those_of_lme4(name: str, method: Method) -> None:
    model = models()[name]
    wanted = reference(f"{name}_{method}")
    fit = three_level(sums(model), str(model.cluster), method)
    same_fit(fit, wanted, LME4, 1e-6)
    for level, table, key in (("unit", fit.lower, "_unit"), ("cluster", fit.upper, str(model.cluster))):
        both = effects(table, wanted, level, key)
        assert agree(both["value"].to_numpy(), both["blup"].to_numpy(), LME4, 1e-5)


def beside(effects_: pl.DataFrame, wanted: Simple) -> pl.DataFrame:
    """Our values beside R's, one row a school."""
    joined = effects_.join(wanted.schools, left_on="school", right_on="group", suffix="_r", validate="1:1")
    assert len(joined) == len(effects_) == len(wanted.schools)
    return joined


def by_school(name: str) -> Sums:
    """The sums of a case by school, under its name."""
    found = sums(models()[name])
    return replace(found, groups=found.groups.rename({"_unit": "school"}))


@pytest.mark.parametrize("name", ["plain_prior", "plain_covariates"])
def test_one_line_is_that_of_lm(name: str) -> None:
    wanted = simple(f"{name}_ols")
    line = ols(by_school(name))
    assert agree(line.beta, wanted.beta, EXACT)
    assert agree(line.variance, wanted.vcov, EXACT, 1e-10)
    both = beside(line.effects, wanted)
    for ours, theirs in {"value": "va", "se": "se_national", "low": "ci_lo", "high": "ci_hi"}.items():
        assert agree(both[ours].to_numpy(), both[theirs].to_numpy(), EXACT), ours


@pytest.mark.parametrize("name", ["plain_prior", "plain_covariates", "plain_weighted"])
def test_school_dummies_are_those_of_lm(name: str) -> None:
    wanted = simple(f"{name}_within")
    line = within(by_school(name))
    at = [line.names.index(one) for one in wanted.names]
    assert agree(line.beta[at], wanted.beta, EXACT)
    both = beside(line.effects, wanted)
    assert agree(both["value"].to_numpy(), both["fe_centred"].to_numpy(), EXACT)
    assert agree(both["se"].to_numpy(), both["se_centred"].to_numpy(), EXACT)


def test_one_school_alone_has_no_residual_on_the_line() -> None:
    wanted = simple("one_school_prior_ols")
    both = beside(ols(by_school("one_school_prior")).effects, wanted)
    assert agree(both["value"].to_numpy(), both["va"].to_numpy(), EXACT, 1e-10)


@pytest.mark.parametrize(("name", "prior"), [("plain_prior", "prior"), ("plain_prior2", "prior2")])
@pytest.mark.parametrize(
    ("floor", "both_sides", "column"),
    [(None, False, "va"), (2.5, False, "va_capped"), (2.5, True, "va_capped_both")],
)
def test_bands_are_those_of_r(
    name: str, prior: str, floor: float | None, both_sides: bool, column: str
) -> None:
    wanted = simple(f"{name}_band")
    rows = data("plain").select("school", "outcome", prior=prior)
    found = band(rows.lazy(), floor=floor, both=both_sides)
    both = beside(found.effects, wanted)
    assert agree(both["value"].to_numpy(), both[column].to_numpy(), EXACT)
    assert found.table["n"].to_list() == wanted.bands["n"].to_list()
    assert agree(found.table["expected"].to_numpy(), wanted.bands["expected"].to_numpy(), EXACT)
    if floor is None:
        assert agree(both["low"].to_numpy(), both["ci_lo"].to_numpy(), EXACT)
