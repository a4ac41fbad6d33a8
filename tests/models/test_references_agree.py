"""What lme4 found and what arithmetic of 60 digits found of the same pupils is the same."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from models.reference import HERE, Fit, data, exact, models, reference

# lme4 loses the fit of scores of the size of a million, and refuses a single school.
_WITHOUT_LME4 = {"offset_prior", "one_school_prior"}
FITS = [f"{model}_{method}" for model in models() for method in ("reml", "ml")]
BOTH = [name for name in FITS if name.rpartition("_")[0] not in _WITHOUT_LME4]


def numbers(fit: Fit) -> dict[str, object]:
    """All that a fit says in single numbers, by name."""
    return {
        **dict(zip(fit.names, fit.beta.tolist(), strict=True)),
        **{f"se of {name}": value for name, value in zip(fit.names, fit.se.tolist(), strict=True)},
        **{f"variance of {level}": value for level, value in fit.s2u.items()},
        "variance of residuals": fit.s2e,
        "criterion": fit.criterion,
    }


@pytest.mark.parametrize("name", BOTH)
def test_lme4_and_exact_arithmetic_find_the_same_fit(name: str) -> None:
    theirs, ours = reference(name), exact(name)
    assert (theirs.n, theirs.groups, theirs.names) == (ours.n, ours.groups, ours.names)
    # lme4 may stop beside a variance of nought, at 4e-15.
    assert numbers(theirs) == pytest.approx(numbers(ours), rel=1e-6, abs=1e-12)
    # Covariances are compared on the scale of correlations: some are nought.
    scale = np.outer(ours.se, ours.se)
    np.testing.assert_allclose(theirs.vcov / scale, ours.vcov / scale, rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", BOTH)
def test_lme4_and_exact_arithmetic_find_the_same_effects(name: str) -> None:
    theirs = reference(name).effects
    ours = exact(name).effects.select(theirs.columns)
    assert_frame_equal(theirs, ours, rel_tol=0, abs_tol=1e-6)


@pytest.mark.parametrize("name", FITS)
def test_every_pupil_counts_in_one_unit(name: str) -> None:
    fit = exact(name)
    pupils = data(models()[name.rpartition("_")[0]].data).height
    of_level = fit.effects.group_by("level").agg(pl.col("n").sum(), groups=pl.len())
    assert fit.n == pupils
    assert {level: groups for level, _, groups in of_level.rows()} == fit.groups
    assert of_level["n"].unique().to_list() == [pupils]


def test_variances_are_nought_where_the_data_were_drawn_so() -> None:
    found = {name: {level for level, value in exact(name).s2u.items() if value == 0} for name in FITS}
    assert {name: levels for name, levels in found.items() if levels and name.endswith("_reml")} == {
        "flat_prior_reml": {"unit"},
        "one_school_prior_reml": {"unit"},
        "clusters_schools_reml": {"cluster"},
        "clusters_together_reml": {"unit"},
        "clusters_flat_reml": {"unit", "cluster"},
    }


def test_every_file_of_results_belongs_to_a_model() -> None:
    stems = {path.stem.removesuffix("_exact") for path in HERE.glob("*_exact.json")}
    assert stems == set(models())
