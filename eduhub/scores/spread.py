"""How far the values of a group of schools lie apart: means, variances, coefficients, shares.

Rows have total (amount x per), pupils and value (total / pupils), all known; a group is what is equal in the
columns `by`. Every sum is exactly rounded, so the order of the rows changes no bit.
"""

from __future__ import annotations

import polars as pl

from eduhub.scores.exact import logs, sums
from eduhub.scores.judging import ROUNDING

BY = ["level", "unit", "stage", "indicator"]

# Where a variance is smaller than this share of the squared mean, it is what rounding leaves of none.
NONE = 1e-24


def spread(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """One row a group -- by, total, pupils, mean (pooled), square (S²), cv (weighted by pupils), n."""
    pooled = sums(rows, by, ["total", "pupils"])
    pooled = pooled.with_columns(mean=pooled["total"] / pooled["pupils"])
    apart = rows.join(pooled.select(*by, "mean"), on=by, validate="m:1")
    distance = apart["value"] - apart["mean"]
    squares = sums(apart.with_columns(square=distance * distance * apart["pupils"]), by, ["square"])
    both = pooled.join(squares.drop("n"), on=by, validate="1:1")
    both = both.with_columns(square=both["square"] / both["pupils"])
    return both.with_columns(cv=both["square"].sqrt() / both["mean"])


def against(rows: pl.DataFrame, groups: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The rows with apart (value less the group's mean), share (of the group's S²) and size (parts of it).

    apart is 0 where the two differ by no more than rounding. share is null where nothing is spread; the
    shares of a group sum to 1.
    """
    group = groups.select(*by, "mean", "square", of="pupils", size="n")
    joined = rows.join(group, on=by, validate="m:1")
    exact, mean = joined["value"] - joined["mean"], joined["mean"]
    is_equal = exact.abs() <= ROUNDING * mean.abs()
    apart = joined.select(pl.when(is_equal).then(0.0).otherwise(exact)).to_series()
    share = joined["pupils"] * apart * apart / joined["square"] / joined["of"]
    is_spread = pl.col("square") > NONE * pl.col("mean") * pl.col("mean")
    return joined.with_columns(apart=apart).with_columns(share=pl.when(is_spread).then(share))


def divided(rows: pl.DataFrame, by: list[str], inner: str) -> pl.DataFrame:
    """One row a group -- by, between and within: the parts of CV² that lie between and within inner groups.

    between  sum (P_g / P) (m_g - m)² / m²
    within   sum (P_i / P) (x_i - m_g)² / m², which is sum (P_g / P) S_g² / m²
    """
    joined = _with_inner(rows, by, inner)
    outside, inside = joined["mean_g"] - joined["mean"], joined["value"] - joined["mean_g"]
    weighted = joined.with_columns(
        between=joined["pupils"] * outside * outside, within=joined["pupils"] * inside * inside
    )
    return _per_squared_mean(weighted, by, ["between", "within"])


def theil(rows: pl.DataFrame, by: list[str], inner: str) -> pl.DataFrame:
    """One row a group -- by, theil, between, within: Theil's T weighted by pupils, and its two parts.

    theil    sum (P_i / P) (x_i / m) ln(x_i / m), where 0 ln 0 = 0
    between  the same with the means of the inner groups; within: with m_g under the logarithm
    """
    joined = _with_inner(rows, by, inner)
    whole, outside, inside = (
        joined[upper] / joined[lower]
        for upper, lower in (("value", "mean"), ("mean_g", "mean"), ("value", "mean_g"))
    )
    weight = joined["pupils"] * joined["value"]
    weighted = joined.with_columns(
        theil=weight * logs(whole), between=weight * logs(outside), within=weight * logs(inside)
    ).with_columns(pl.col(*_THEIL).fill_null(0.0))
    found = sums(weighted, by, [*_THEIL, "total"]).drop("n")
    return found.with_columns((found[name] / found["total"]).alias(name) for name in _THEIL).drop("total")


_THEIL = ["theil", "between", "within"]


def gini(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """One row a group -- by, gini: sum over i and j of P_i P_j |x_i - x_j| / (2 P² m).

    Between neighbours in the order of values, each step counts for all pupils below times all above it.
    """
    ordered = rows.sort(*by, "value")
    ordered = ordered.with_columns(
        below=pl.col("pupils").cum_sum().over(by),
        whole=pl.col("pupils").sum().over(by),
        step=(pl.col("value").shift(-1) - pl.col("value")).over(by).fill_null(0.0),
    )
    below = ordered["below"]
    steps = ordered.with_columns(gini=ordered["step"] * below * (ordered["whole"] - below))
    found = sums(steps, by, ["gini", "total", "pupils"]).drop("n")
    value = found["gini"] / found["total"] / found["pupils"]
    return found.with_columns(gini=value).drop("total", "pupils")


def _with_inner(rows: pl.DataFrame, by: list[str], inner: str) -> pl.DataFrame:
    """The rows with the mean of their group and of their inner group (mean_g)."""
    groups, inners = spread(rows, by), spread(rows, [*by, inner])
    joined = rows.join(groups.select(*by, "mean"), on=by, validate="m:1")
    return joined.join(inners.select(*by, inner, mean_g="mean"), on=[*by, inner], validate="m:1")


def _per_squared_mean(rows: pl.DataFrame, by: list[str], columns: list[str]) -> pl.DataFrame:
    found = sums(rows, by, [*columns, "total", "pupils"]).drop("n")
    mean = found["total"] / found["pupils"]
    per = found["pupils"] * mean * mean
    return found.with_columns((found[column] / per).alias(column) for column in columns).drop(
        "total", "pupils"
    )
