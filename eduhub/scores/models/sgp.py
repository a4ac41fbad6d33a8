"""Student growth percentiles (学生成长百分等级): where a pupil stands among those with the same prior scores.

As R's package SGP 2.2-0.0 has them: B-splines of the priors, a hundred quantile regressions, and the count of
quantiles that the pupil is above. A school is described by the mean and the median of its pupils.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from scipy.interpolate import BSpline

from eduhub.core.text import Text
from eduhub.scores.models.quantiles import Floats, Ints, Quantiles, is_full_rank, quantile_regressions
from eduhub.scores.models.two_level import with_interval

TAUS: Floats = (np.arange(1, 101) - 0.5) / 100
DEGREE = 3
KNOTS = (0.2, 0.4, 0.6, 0.8)
BEYOND = 0.1  # of the range, added to it on both sides
KNOT_DECIMALS, FITTED_DECIMALS = 3, 5
# A quantile passes exactly through some pupils; this near to one (of the highest outcome) it does.
# The last bits, which differ from machine to machine, shall not decide to which side the rounding takes it.
ON_QUANTILE = 1e-11

AVERAGE = 50  # the percentile of a pupil who grew as those like him did


@dataclass(frozen=True, slots=True, eq=False)
class Spline:
    """A cubic B-spline of one prior: its inner knots and the boundaries of its range."""

    knots: Floats
    boundaries: Floats

    @classmethod
    def of(cls, scores: Floats) -> Spline:
        """Knots at the quintiles of all scores of a prior, boundaries a tenth of the range outside of it."""
        known = scores[np.isfinite(scores)]
        if not len(known):
            return cls(np.empty(0), np.empty(0))
        lowest, highest = known.min(), known.max()
        outside = BEYOND * (highest - lowest)
        boundaries = np.array([lowest - outside, highest + outside])
        return cls(rounded(np.quantile(known, KNOTS), KNOT_DECIMALS), rounded(boundaries, KNOT_DECIMALS))

    def holds(self, scores: Floats) -> bool:
        """Whether all scores lie inside: equal or nearly equal scores leave no range."""
        return len(self.knots) > 0 and bool(
            self.boundaries[0] < scores.min() and scores.max() < self.boundaries[1]
        )

    def basis(self, scores: Floats) -> Floats:
        """The columns of the spline without the first, as R's splines::bs has them."""
        ends = np.repeat(self.boundaries, DEGREE + 1)
        knots = np.insert(ends, DEGREE + 1, self.knots)
        columns: Floats = BSpline.design_matrix(scores, knots, DEGREE).toarray()
        return columns[:, 1:]


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """The regressions on the first so many priors.

    n             pupils with an outcome and all of these priors
    coefficients  one row for each of TAUS, columns: intercept, seven of the spline of each prior; no row if
                  refused
    ambiguous     how many of the quantiles the data don't settle: several solutions are equally good
    refused       why they could not be fitted
    """

    priors: int
    n: int
    coefficients: Floats
    ambiguous: int = 0
    refused: Text | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """Growth percentiles and the regressions behind them.

    percentiles  one a pupil, 1 to 99; 0: none
    orders       on how many priors it rests; 0: none
    splines      one a prior
    fits         one an order, from 1; those with a reason to be refused are not used
    """

    percentiles: Ints
    orders: Ints
    splines: tuple[Spline, ...]
    fits: tuple[Order, ...]

    @property
    def reason(self) -> Text | None:
        """Why no pupil has a percentile; None where some have."""
        return None if self.orders.any() else self.fits[0].refused


def growth_percentiles(
    outcome: Floats, priors: Sequence[Floats], *, all_priors: Sequence[Floats] | None = None
) -> Growth:
    """The growth percentile of each pupil, by the most priors that he has and that can be fitted.

    outcome, priors  one value a pupil, nan where there is none; the latest prior first. Scores as they came:
                     if they have more than five decimals, rounding moves quantiles past the pupils on them
    all_priors       the scores of all who sat each prior, among them those above; by default those above
    Gives            a pupil without outcome or first prior none; whoever lacks the second, on the first alone
    Source           cran/SGP 2.2-0.0, studentGrowthPercentiles(), with its default arguments
    """
    splines = tuple(Spline.of(scores) for scores in (all_priors or priors))
    percentiles, orders = np.zeros(len(outcome), dtype=np.int64), np.zeros(len(outcome), dtype=np.int64)
    fits = []
    for order in range(1, len(priors) + 1):
        scores = np.column_stack([*priors[:order], outcome])
        rows = np.isfinite(scores).all(axis=1)
        cohort = Cohort(scores[rows], splines[:order])
        fits.append(cohort.fit)
        if cohort.fit.refused is None:
            percentiles[rows], orders[rows] = cohort.percentiles, order
    return Growth(percentiles, orders, splines, tuple(fits))


class Cohort:
    """Pupils who have the same priors, fitted together; equal pupils count as one with a weight."""

    def __init__(self, scores: Floats, splines: Sequence[Spline]) -> None:
        """scores: one row a pupil; columns: the priors, the outcome."""
        self.n = len(scores)
        self.splines = splines
        self.scores, where, self.counts = np.unique(scores, axis=0, return_inverse=True, return_counts=True)
        self.where = where.ravel()

    @cached_property
    def fit(self) -> Order:
        """The regressions, or why there are none."""
        refused = self._refused()
        if refused is not None:
            return Order(len(self.splines), self.n, np.empty((0, self._width)), refused=refused)
        fitted = self._quantiles
        return Order(len(self.splines), self.n, fitted.coefficients, int(fitted.ambiguous.sum()))

    @property
    def percentiles(self) -> Ints:
        """How many of the hundred quantiles each pupil is above; 1 rather than 0, 99 rather than 100.

        SGP sorts the quantiles of a pupil first, lest they cross; the count is the same without.
        """
        above, outcome = np.zeros(len(self.scores), dtype=np.int64), self.scores[:, -1]
        size = ON_QUANTILE * np.abs(outcome).max()
        for coefficients in self._quantiles.coefficients:
            fitted = self._design @ coefficients
            exact = np.where(np.abs(fitted - outcome) <= size, outcome, fitted)
            above += rounded(exact, FITTED_DECIMALS) < outcome
        return np.clip(above, 1, 99)[self.where]

    @cached_property
    def _design(self) -> Floats:
        columns = [spline.basis(self.scores[:, at]) for at, spline in enumerate(self.splines)]
        return np.hstack([np.ones((len(self.scores), 1)), *columns])

    @cached_property
    def _quantiles(self) -> Quantiles:
        return quantile_regressions(self._design, self.scores[:, -1], self.counts, TAUS)

    @property
    def _width(self) -> int:
        return 1 + len(self.splines) * (len(KNOTS) + DEGREE)

    def _refused(self) -> Text | None:
        if not self.n:
            return _NOBODY
        if not all(spline.holds(self.scores[:, at]) for at, spline in enumerate(self.splines)):
            return _TOO_CLOSE
        return None if is_full_rank(self._design, self.counts) else _TOO_ALIKE


_NOBODY = Text("没有学生兼有所需的前测与后测成绩", "no pupil has the outcome and the priors that it takes")
_TOO_CLOSE = Text("前测成绩全都相同或几乎相同", "the scores of a prior are all equal, or nearly so")
_TOO_ALIKE = Text(
    "学生太少，或不同的前测成绩太少，或同分（如满分）的学生太多，无法拟合分位数回归",
    "too few pupils, too few different prior scores, or too many pupils with the same one (as the full mark) "
    "for the quantile regressions",
)


def rounded(values: Floats, decimals: int) -> Floats:
    """Values rounded as R since 4.0 does: to the nearer of the two decimal numbers beside it.

    Of two that are equally near as doubles, the one with an even last digit. numpy multiplies and rounds
    instead: 0.15 becomes 0.2 there, 0.1 in R.
    """
    power = 10.0**decimals
    size = np.abs(values)
    floor = np.floor(size * power)
    below, above = floor / power, np.ceil(size * power) / power
    to_below, to_above = size - below, above - size
    is_below = (to_below < to_above) | ((to_below == to_above) & (floor % 2 == 0))
    return np.copysign(np.where(is_below, below, above), values)


def growth_effects(pupils: pl.DataFrame, keys: Sequence[str], column: str = "percentile") -> pl.DataFrame:
    """The growth of each unit: how far the mean percentile of its pupils is from 50.

    pupils  one row a pupil -- keys, percentile (0 or null: none, left out)
    Gives   one row a unit, sorted -- keys, n, raw (mean - 50), value (the same: nothing is shrunken),
            reliability (null), se (sd / sqrt(n)), low, high (95 %), median; with one pupil se, low and high
            are null
    """
    s = pl.col(column).cast(pl.Int64)
    known = pupils.filter(s > 0)
    units = known.group_by(keys).agg(
        n=pl.len().cast(pl.Int64), total=s.sum(), squares=(s * s).sum(), median=s.median()
    )
    units = units.sort(keys).with_columns(raw=pl.col("total") / pl.col("n") - AVERAGE, se=_STANDARD_ERROR)
    nothing_shrunken = {"value": pl.col("raw"), "reliability": pl.lit(None, pl.Float64)}
    return with_interval(units.select(*keys, "n", "raw", "se", "median", **nothing_shrunken))


# (n Σx² - (Σx)²) / (n² (n - 1)), in whole numbers up to the division: the order of pupils changes no bit.
_N = pl.col("n")
_STANDARD_ERROR = (
    pl.when(_N > 1)
    .then((_N * pl.col("squares") - pl.col("total") ** 2) / (_N**2 * (_N - 1)))
    .otherwise(None)
    .sqrt()
)
