"""Three levels find the least deviance there is, wherever it lies."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest

from eduhub.scores.models.failing import NoFitError
from eduhub.scores.models.sums import Sums
from eduhub.scores.models.three_level import three_level
from eduhub.scores.models.two_level import Method

GRID = [0.0, *np.geomspace(1e-3, 1e3, 13)]


def drawn(seed: int) -> pl.DataFrame:
    """Few units in few groups; in some draws groups differ far more than pupils, or units not at all."""
    random = np.random.default_rng(seed)
    units = int(random.integers(5, 16))
    group = random.integers(0, max(2, units // 3), units)
    at = np.repeat(np.arange(units), random.integers(1, 12, units))
    spread = float(random.choice([0.0, 1.0, 5.0, 30.0]))
    between = random.normal(0, spread, units)[group] + random.normal(0, random.choice([0.0, 2.0]), units)
    prior = random.normal(50, 10, len(at))
    outcome = 0.6 * prior + between[at] + random.normal(0, 5, len(at))
    weight = random.choice([1.0, 1e4]) * random.uniform(0.2, 5, len(at))
    return pl.DataFrame(
        {"school": at, "cluster": group[at], "prior": prior, "outcome": outcome, "weight": weight}
    ).with_columns(km=(pl.col("school") * 0.37) ** 2)


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("seed", range(40))
def test_no_point_of_a_grid_has_a_smaller_deviance(seed: int, method: Method) -> None:
    predictors = ["prior", "km"] if seed % 3 == 0 else ["prior"]
    weight = "weight" if seed % 2 else None
    sums = Sums.of(drawn(seed), "outcome", predictors, group=["school", "cluster"], weight=weight)
    try:
        fit = three_level(sums, "cluster", method)
    except NoFitError:
        assert len(fit_groups := sums.groups["cluster"].unique()) in (1, len(sums.groups)), fit_groups
        return
    found = fit.profile.deviance(fit.gu, fit.gg)
    assert all(found <= fit.profile.deviance(*at) + 1e-9 for at in product(GRID, GRID))
    slopes = fit.profile.gradient(fit.gu, fit.gg)
    for ratio, slope in zip((fit.gu, fit.gg), slopes, strict=True):
        assert slope >= 0 if ratio == 0 else abs(slope * ratio) < 1e-7
