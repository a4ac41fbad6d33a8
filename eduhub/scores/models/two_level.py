"""The default model: pupils in schools, a random intercept by school, REML or ML, exact.

    y = x'b + u + e,   u ~ N(0, s2u) by school,   e ~ N(0, s2e / w) by pupil,   g = s2u / s2e

The deviance is a function of g alone; its derivative is solved, not the deviance minimised, so that the
result is right to the last digits. Formulas: Goldstein (2011), Multilevel Statistical Models, 2.8 and
appendix 2.2; the deviance is that of lme4 (Bates et al. 2015, J. Stat. Software 67:1).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import brentq
from scipy.special import chdtri

from eduhub.scores.models.design import Design
from eduhub.scores.models.failing import ALIKE_INSIDE, EXACT, NoFitError
from eduhub.scores.models.sums import Array, Sums

Method: TypeAlias = Literal["reml", "ml"]
Z95 = 1.96  # as school tables have it everywhere; not 1.959964
_EXACT = 1e-20  # residual share of the outcome's sum of squares that rounding alone leaves
ICCS = (0.0, 1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.95, 0.99)
LAST_ICC = 1 - 1e-6


@dataclass(frozen=True)
class Profile:
    """The deviance and its derivative as functions of g, and the coefficients that go with each g."""

    design: Design
    method: Method

    @property
    def df(self) -> int:
        """What the residual sum of squares is divided by."""
        return self.design.sums.n - (self.design.p if self.method == "reml" else 0)

    def matrix(self, g: float) -> Array:
        """X'V^-1X, X'V^-1y and y'V^-1y times s2e, as one matrix of predictors and outcome."""
        weights = self.design.sums.weights
        means = self.design.means
        return self.design.within + (means * (weights / (1 + weights * g))[:, None]).T @ means

    def solved(self, g: float) -> tuple[Array, Array, float]:
        """Coefficients, the inverse of X'V^-1X times s2e, and the residual sum of squares."""
        whole = self.matrix(g)
        inverse = cho_solve(cho_factor(whole[:-1, :-1]), np.eye(self.design.p))
        beta = cho_solve(cho_factor(whole[:-1, :-1]), whole[:-1, -1])
        contrast = np.append(-beta, 1.0)
        return beta, inverse, float(contrast @ whole @ contrast)

    def deviance(self, g: float) -> float:
        """-2 log likelihood, or the REML criterion, on the scale of the data."""
        sums, df = self.design.sums, self.df
        whole = self.matrix(g)
        _, _, rss = self.solved(g)
        spread = float(np.sum(np.log1p(sums.weights * g))) - sums.log_weights
        if self.method == "reml":
            spread += float(np.linalg.slogdet(whole[:-1, :-1])[1]) + 2 * self.design.log_scales
        return spread + df * (
            1 + float(np.log(2 * np.pi * rss / df)) + 2 * float(np.log(self.design.scale[-1]))
        )

    def slope(self, g: float) -> float:
        """The derivative of the deviance."""
        weights, means = self.design.sums.weights, self.design.means
        beta, inverse, rss = self.solved(g)
        a = weights / (1 + weights * g)
        residuals = means @ np.append(-beta, 1.0)
        found = np.sum(a) - self.df * np.sum(a**2 * residuals**2) / rss
        if self.method == "reml":
            x = means[:, :-1]
            found -= np.sum(inverse * ((x * (a**2)[:, None]).T @ x))
        return float(found)

    def best(self) -> float:
        """The g of the least deviance: 0 where the schools differ by no more than chance."""
        return min(self._candidates(), key=self.deviance)

    def _candidates(self) -> Iterator[float]:
        """Where the deviance has a local minimum: a downward slope turns upward."""
        grid = [icc / (1 - icc) for icc in (*ICCS, LAST_ICC)]
        slopes = [self.slope(g) for g in grid]
        if slopes[0] >= 0:
            yield 0.0
        for low, high, before, after in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
            if before < 0 <= after:
                yield find_root(self.slope, low, high)
        if slopes[-1] < 0:
            raise NoFitError(*ALIKE_INSIDE)

    def icc_interval(self, g: float, level: float = 0.95) -> tuple[float, float]:
        """The profile interval of the intraclass correlation g / (1 + g)."""
        most = self.deviance(g) + float(chdtri(1, 1 - level))

        def beyond(icc: float) -> float:
            return self.deviance(icc / (1 - icc)) - most

        here = g / (1 + g)
        low = find_root(beyond, 0.0, here) if here and beyond(0.0) > 0 else 0.0
        high = find_root(beyond, here, LAST_ICC) if beyond(LAST_ICC) > 0 else LAST_ICC
        return low, high


def find_root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that changes its sign between two points is nought, to the last digits."""
    return float(brentq(function, low, high, xtol=1e-300, rtol=4 * np.finfo(float).eps, maxiter=500))


class Coefficients(ABC):
    """What every fitted model with random effects has: coefficients and the variance between pupils."""

    @property
    @abstractmethod
    def _solution(self) -> tuple[Design, Array, Array, float, int]:
        """The design; on it coefficients, inverse of X'V^-1X, residual sum of squares; what divides that."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the coefficients."""
        return self._solution[0].names

    @cached_property
    def _on_scale(self) -> tuple[Array, Array]:
        design, beta, inverse, rss, df = self._solution
        return design.on_scale_of_data(beta, inverse * rss / df)

    @property
    def beta(self) -> Array:
        """The coefficients, (p)."""
        return self._on_scale[0]

    @property
    def variance(self) -> Array:
        """Their covariance matrix, (p, p)."""
        return self._on_scale[1]

    @property
    def s2e(self) -> float:
        """The variance between pupils, of weight 1."""
        return self._of_average * self._solution[0].unit

    @property
    def _of_average(self) -> float:
        """The same, of a pupil of average weight."""
        design, _, _, rss, df = self._solution
        return rss / df * float(design.scale[-1]) ** 2


@dataclass(frozen=True)
class TwoLevel(Coefficients):
    """A fitted model of pupils in schools.

    ratio     s2u / s2e of a pupil of average weight
    has_levels  can schools be told from pupils at all? Not with one school, or one pupil a school: g is 0
    """

    design: Design
    method: Method
    ratio: float
    has_levels: bool = True

    @cached_property
    def profile(self) -> Profile:
        """The deviance that was minimised."""
        return Profile(self.design, self.method)

    @cached_property
    def _solved(self) -> tuple[Array, Array, float]:
        return self.profile.solved(self.ratio)

    @property
    def _solution(self) -> tuple[Design, Array, Array, float, int]:
        return self.design, *self._solved, self.profile.df

    @property
    def s2u(self) -> float:
        """The variance between schools."""
        return self.ratio * self._of_average

    @property
    def g(self) -> float:
        """The ratio s2u / s2e."""
        return self.ratio / self.design.unit

    @cached_property
    def criterion(self) -> float:
        """The REML criterion, or -2 log likelihood."""
        return self.profile.deviance(self.ratio)

    @property
    def icc(self) -> float:
        """The intraclass correlation: the share of the schools in what the predictors leave."""
        return self.g / (1 + self.g)

    @cached_property
    def icc_interval(self) -> tuple[float, float]:
        """Its 95 % profile interval; 0 to 1 where it can't be known."""
        if not self.has_levels:
            return 0.0, 1.0
        low, high = (icc / (1 - icc) for icc in self.profile.icc_interval(self.ratio))
        return low / (self.design.unit + low), high / (self.design.unit + high)

    @cached_property
    def effects(self) -> pl.DataFrame:
        """One row a group, in the order of the sums.

        Columns  those of `groups`; n; raw: mean residual; value: shrunken (the BLUP, reliability x raw);
                 reliability: n g / (1 + n g); se: comparative, of value - u; low, high: 95 % interval;
                 conditional_se (lme4's condVar); diagnostic_se: of the value itself
        """
        sums, scale = self.design.sums, float(self.design.scale[-1])
        beta, inverse, rss = self._solved
        raw = self.design.means @ np.append(-beta, 1.0) * scale
        share = sums.weights * self.ratio / (1 + sums.weights * self.ratio)
        x = self.design.means[:, :-1]
        by_beta = np.einsum("ja,ab,jb->j", x, inverse, x) * rss / self.profile.df * scale**2
        left = self.s2u * (1 - share)
        diagnostic = np.sqrt(np.maximum(share * self.s2u - share**2 * by_beta, 0.0))
        return with_interval(
            sums.groups.with_columns(
                n=pl.Series(sums.counts).cast(pl.Int64),
                raw=pl.Series(raw),
                value=pl.Series(share * raw),
                reliability=pl.Series(share),
                se=pl.Series(np.sqrt(left + share**2 * by_beta)),
                conditional_se=pl.Series(np.sqrt(left)),
                diagnostic_se=pl.Series(diagnostic),
            )
        )


def with_interval(effects: pl.DataFrame) -> pl.DataFrame:
    """Effects with their 95 % intervals, value -+ 1.96 se, as columns low and high."""
    half = Z95 * pl.col("se")
    return effects.with_columns(low=pl.col("value") - half, high=pl.col("value") + half)


def is_exact(design: Design, rss: float) -> bool:
    """Is what the predictors leave of the outcome no more than rounding?"""
    return rss <= _EXACT * float(design.sums.weights.sum())


def two_level(sums: Sums, method: Method = "reml") -> TwoLevel:
    """The model fitted to some sums, all of whose predictors are in the fixed part.

    Raises NoFitError where the data don't allow it: no pupils, a constant outcome, no residuals at all.
    """
    design = Design.of(sums)
    profile = Profile(design, method)
    if is_exact(design, profile.solved(0.0)[2]):
        raise NoFitError(*EXACT)
    has_levels = 1 < len(sums.counts) < sums.n
    return TwoLevel(design, method, profile.best() if has_levels else 0.0, has_levels)
