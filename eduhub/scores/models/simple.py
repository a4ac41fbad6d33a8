"""Models that can be checked with a spreadsheet: one regression line, regression within schools, prior bands.

None of them shrinks: value is the mean residual, and reliability null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.linalg import cho_factor, cho_solve

from eduhub.scores.models.design import Design, independent
from eduhub.scores.models.failing import ALIKE_INSIDE, CONSTANT, EXACT, NO_PUPILS, NoFitError
from eduhub.scores.models.sums import Array, Sums
from eduhub.scores.models.two_level import Profile, is_exact, with_interval


@dataclass(frozen=True)
class Line:
    """A regression line: coefficients on the scale of the data, their covariance, what is left over.

    sigma    standard deviation of the residuals, over the degrees of freedom
    spread   the same over N - 1, by which a school's interval is made (`ols`); None in `within`
    effects  one row a group: its columns, n, raw, value, reliability (null), se, low, high
    """

    names: tuple[str, ...]
    dropped: tuple[str, ...]
    beta: Array
    variance: Array
    sigma: float
    df: int
    spread: float | None
    effects: pl.DataFrame


def ols(sums: Sums) -> Line:
    """One line through all pupils; a school's value is the mean of its residuals.

    se = s / sqrt(n), s the standard deviation of all residuals (divisor N - 1), as in England's tables.
    Raises NoFitError where the data don't allow it.
    """
    design = Design.of(sums)
    beta, inverse, rss = Profile(design, "ml").solved(0.0)
    if is_exact(design, rss):
        raise NoFitError(*EXACT)
    scale, df = float(design.scale[-1]), sums.n - design.p
    raw = design.means @ np.append(-beta, 1.0) * scale
    rss *= design.unit
    spread = float(np.sqrt(rss / (sums.n - 1))) * scale
    there, variance = design.on_scale_of_data(beta, inverse * rss / df / design.unit)
    sigma = float(np.sqrt(rss / df)) * scale
    effects = unshrunken(sums, raw, spread / np.sqrt(sums.weights))
    return Line(design.names, design.dropped, there, variance, sigma, df, spread, effects)


def within(sums: Sums) -> Line:
    """A dummy for each school: slopes from differences inside schools alone, free of sorting between them.

    value  the school's dummy less the pupil-weighted mean of all; se is that of this difference
    Raises NoFitError where there are no differences inside schools, or no degrees of freedom.
    """
    names, b, inverse, rss = _slopes(sums)
    df = sums.n - len(sums.counts) - len(names)
    if df <= 0:
        raise NoFitError("校内学生数不足以估计", "there are too few pupils inside schools")
    kept = [sums.names.index(name) for name in names]
    mean = np.average(sums.means, axis=0, weights=sums.weights)
    apart = sums.means - mean
    x = apart[:, kept]
    s2 = rss / df
    spread = 1 / sums.weights - 1 / sums.weights.sum() + np.einsum("ja,ab,jb->j", x, inverse, x)
    effects = unshrunken(sums, apart[:, -1] - x @ b, np.sqrt(np.maximum(s2 * spread, 0.0)))
    dropped = tuple(name for name in sums.predictors if name not in names)
    return Line(names, dropped, b, inverse * s2, float(np.sqrt(s2)), df, None, effects)


def _slopes(sums: Sums) -> tuple[tuple[str, ...], Array, Array, float]:
    """Which predictors vary inside schools, their slopes, the inverse of their matrix, the residual sum."""
    if not sums.n:
        raise NoFitError(*NO_PUPILS)
    whole = Design.of(sums)
    scale = whole.scale[1:]
    inside = whole.within[1:, 1:]
    if inside[-1, -1] <= 0:
        raise NoFitError(*ALIKE_INSIDE)
    kept = independent(inside, (np.diag(inside)[:-1] <= 0).tolist())
    names = tuple(whole.names[1:][a] for a in kept)
    w = inside[np.ix_(kept, kept)]
    xy = inside[kept, -1]
    inverse = cho_solve(cho_factor(w), np.eye(len(kept))) if kept else np.zeros((0, 0))
    b = inverse @ xy
    rss = float(inside[-1, -1] - xy @ b)
    if is_exact(whole, rss):
        raise NoFitError(*EXACT)
    back = scale[-1] / scale[kept]
    inverse = inverse / np.outer(scale[kept], scale[kept]) / whole.unit
    return names, b * back, inverse, rss * float(scale[-1]) ** 2 * whole.unit


@dataclass(frozen=True)
class Bands:
    """Pupils against the mean outcome of those with a prior result like theirs.

    table    one row a band: lower, upper, n, expected, sd (null with one pupil); closed below, open above,
             the last closed on both sides
    spread   standard deviation of all residuals (divisor N - 1)
    floored  how many residuals were brought to the floor
    effects  as in `Line`
    """

    table: pl.DataFrame
    spread: float
    floored: int
    effects: pl.DataFrame


def band(
    rows: pl.LazyFrame | pl.DataFrame,
    *,
    keys: Sequence[str] = ("school",),
    bands: int = 20,
    floor: float | None = None,
    both: bool = False,
) -> Bands:
    """The values of schools by bands of the prior; rows: one a pupil -- keys, prior, outcome.

    bands  of equally many pupils, as far as equal priors allow: the same prior is always in the same band
    floor  residuals count no further below than so many standard deviations of their band; both: above too
    Raises NoFitError without pupils, or where all residuals are zero.
    """
    pupils = rows.lazy().select(*keys, "prior", "outcome").collect()
    if len(pupils) < 2:
        raise NoFitError(*NO_PUPILS)
    edges = _edges(pupils["prior"].sort(), bands)
    placed = pupils.with_columns(band=_placed(pupils["prior"], edges))
    table = placed.group_by("band").agg(
        n=pl.len(), expected=pl.col("outcome").mean(), sd=pl.col("outcome").std()
    )
    residuals = placed.join(table.drop("n"), on="band", validate="m:1").with_columns(
        residual=pl.col("outcome") - pl.col("expected")
    )
    capped = residuals.with_columns(counted=_capped(floor, both))
    spread = capped["counted"].std()
    if not isinstance(spread, float) or spread <= 1e-12 * max(1.0, float(np.abs(pupils["outcome"]).max())):
        raise NoFitError(*CONSTANT)
    schools = capped.group_by(keys).agg(n=pl.len().cast(pl.Int64), raw=pl.col("counted").mean()).sort(keys)
    effects = _unshrunken(schools, spread / np.sqrt(schools["n"].to_numpy()))
    floored = int((capped["counted"] != capped["residual"]).sum())
    bounds = pl.DataFrame({"band": range(len(edges) - 1), "lower": edges[:-1], "upper": edges[1:]})
    bounds = bounds.with_columns(pl.col("band").cast(table.schema["band"]))
    described = bounds.join(table, on="band", validate="1:1").sort("band").drop("band")
    return Bands(described, spread, floored, effects)


def _edges(ordered: pl.Series, bands: int) -> Array:
    """The distinct quantiles 0, 1/bands ... 1 (type 7); one that is a value is that value to the last bit."""
    values, last = ordered.to_numpy().astype(np.float64), len(ordered) - 1
    whole, part = np.divmod(np.arange(bands + 1) * last, bands)
    above = np.minimum(whole + 1, last)
    edges = np.unique(values[whole] + (values[above] - values[whole]) * part / bands)
    return edges if len(edges) > 1 else np.array([edges[0], edges[0]])


def _placed(prior: pl.Series, edges: Array) -> pl.Series:
    found = np.searchsorted(edges, prior.to_numpy(), side="right") - 1
    return pl.Series(np.clip(found, 0, len(edges) - 2))


def _capped(floor: float | None, both: bool) -> pl.Expr:
    residual = pl.col("residual")
    if floor is None:
        return residual
    lowest = -floor * pl.col("sd")
    capped = pl.max_horizontal(residual, lowest)
    return pl.min_horizontal(capped, -lowest) if both else capped


def unshrunken(sums: Sums, raw: Array, se: Array) -> pl.DataFrame:
    """Effects of a model without a random effect, for the groups of some sums."""
    counted = sums.groups.with_columns(n=pl.Series(sums.counts).cast(pl.Int64), raw=pl.Series(raw))
    return _unshrunken(counted, se)


def _unshrunken(counted: pl.DataFrame, se: Array) -> pl.DataFrame:
    return with_interval(
        counted.with_columns(
            value=pl.col("raw"), reliability=pl.lit(None, pl.Float64), se=pl.Series("se", se)
        )
    )
