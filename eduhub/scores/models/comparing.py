"""Models side by side: where they disagree, what chance alone would flag, which schools can be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import polars as pl
from scipy.special import ndtr

from eduhub.scores.models.assessed import Agreement, Modelled
from eduhub.scores.models.sums import Array
from eduhub.scores.models.two_level import Z95

_BLOCK = 500  # schools compared with all others at a time
_LEAST = 3  # schools that a correlation of ranks needs


def agreements(models: Sequence[Modelled]) -> Iterator[Agreement]:
    """Every two models that could be computed, over the schools that both show."""
    done = [(one.model, _shown(one)) for one in models if one.reason is None]
    for (first, a), (second, b) in combinations(done, 2):
        both = a.join(b, on="id", validate="1:1", suffix="_2")
        ranks = both.select(pl.corr("value", "value_2", method="spearman")).item() if len(both) else None
        known = isinstance(ranks, float) and len(both) >= _LEAST and np.isfinite(ranks)
        differ = int((both["class"] != both["class_2"]).sum())
        yield Agreement(first, second, len(both), ranks if known else None, differ)


def _shown(one: Modelled) -> pl.DataFrame:
    return one.schools.filter(pl.col("value").is_not_null()).select("id", "value", "class")


def differing(models: Sequence[Modelled]) -> frozenset[str]:
    """The schools that the models put into different classes."""
    found = pl.concat([_shown(one) for one in models if one.reason is None] or [_shown(Modelled(""))])
    several = found.group_by("id").agg(pl.col("class").n_unique())
    return frozenset(several.filter(pl.col("class") > 1)["id"])


def chance(se: Array, error: Array) -> float:
    """How many schools would be set apart if no school differed from another.

    se     comparative standard errors, by which they are judged
    error  standard deviation of the value that chance alone brings about: shrinkage x s_e / sqrt(n)
    """
    ratio = np.divide(se, error, out=np.full_like(se, np.inf), where=error > 0)
    return float(np.sum(2 * ndtr(-Z95 * ratio)))


def separable(value: Array, se: Array) -> float | None:
    """The share of pairs whose difference is beyond 1.96 standard errors of it; None without a pair."""
    n = len(value)
    if n < 2:
        return None
    bars, apart = (Z95 * se) ** 2, 0
    for start in range(0, n, _BLOCK):  # each with all from the first of its block on: pairs inside come twice
        rows = slice(start, min(start + _BLOCK, n))
        distance = (value[rows, None] - value[None, start:]) ** 2
        beyond = distance > bars[rows, None] + bars[None, start:]
        apart += 2 * int(np.count_nonzero(beyond)) - int(np.count_nonzero(beyond[:, : rows.stop - start]))
    return apart / (n * (n - 1))
