"""Pupils in units in groups, as schools in clusters or school years in schools: REML or ML, exact.

    y = x'b + u_group + u_unit + e,   variances s2g, s2u and s2e / w,   gu = s2u / s2e,   gg = s2g / s2e

It needs no more than the sums of the two-level model. With a_j = w_j / (1 + w_j gu), A_k = sum of a_j and
b_k = A_k / (1 + A_k gg), what the units of a group have in common is the a-weighted mean of their means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import root

from eduhub.scores.models.design import Design
from eduhub.scores.models.failing import ALIKE_INSIDE, EXACT, NOT_APART, NoFitError
from eduhub.scores.models.sums import Array, Places, Sums, group_means, group_sums
from eduhub.scores.models.two_level import (
    ICCS,
    LAST_ICC,
    Coefficients,
    Method,
    find_root,
    is_exact,
    with_interval,
)

_GRID = [icc / (1 - icc) for icc in (*ICCS, LAST_ICC)]
_NEAR = 1e-3  # by how much, relative, polishing may move a variance


@dataclass(frozen=True)
class _At:
    """What the deviance is made of at (gu, gg).

    a       of units, (J);  b: of groups, (K);  common: a-weighted means of the units of a group, (K, p + 1)
    beta, inverse, rss  coefficients, inverse of X'V^-1X and residual sum of squares, over s2e
    """

    a: Array
    total: Array
    b: Array
    common: Array
    whole: Array
    beta: Array
    inverse: Array
    rss: float

    @property
    def contrast(self) -> Array:
        """Turns means of predictors and outcome into residuals."""
        return np.append(-self.beta, 1.0)


@dataclass(frozen=True)
class Profile3:
    """The deviance and its gradient as functions of (gu, gg).

    group  the number of its group for each unit, (J)
    """

    design: Design
    method: Method
    group: Places

    @property
    def df(self) -> int:
        """What the residual sum of squares is divided by."""
        return self.design.sums.n - (self.design.p if self.method == "reml" else 0)

    def at(self, gu: float, gg: float) -> _At:
        """Everything at one point."""
        weights, means = self.design.sums.weights, self.design.means
        a = weights / (1 + weights * gu)
        total = group_sums(self.group, a)
        common = group_means(self.group, a, means)
        b = total / (1 + total * gg)
        apart = means - common[self.group]
        whole = self.design.within + (apart * a[:, None]).T @ apart + (common * b[:, None]).T @ common
        factor = cho_factor(whole[:-1, :-1])
        beta = cho_solve(factor, whole[:-1, -1])
        contrast = np.append(-beta, 1.0)
        inverse = cho_solve(factor, np.eye(self.design.p))
        return _At(a, total, b, common, whole, beta, inverse, float(contrast @ whole @ contrast))

    def deviance(self, gu: float, gg: float) -> float:
        """-2 log likelihood, or the REML criterion, on the scale of the data."""
        here, sums, df = self.at(gu, gg), self.design.sums, self.df
        spread = np.sum(np.log1p(sums.weights * gu)) + np.sum(np.log1p(here.total * gg)) - sums.log_weights
        if self.method == "reml":
            spread += np.linalg.slogdet(here.whole[:-1, :-1])[1] + 2 * self.design.log_scales
        scale = 2 * np.log(self.design.scale[-1])
        return float(spread + df * (1 + np.log(2 * np.pi * here.rss / df) + scale))

    def gradient(self, gu: float, gg: float) -> Array:
        """The derivatives of the deviance by gu and gg."""
        here = self.at(gu, gg)
        units = here.a[:, None] * (self.design.means - gg * (here.b[:, None] * here.common)[self.group])
        groups = here.b[:, None] * here.common
        shared = gg / (1 + here.total * gg)
        traces = (np.sum(here.a - here.a**2 * shared[self.group]), np.sum(here.b))
        return np.array(
            [self._slope(here, sums, trace) for sums, trace in zip((units, groups), traces, strict=True)]
        )

    def _slope(self, here: _At, sums: Array, trace: float) -> float:
        found = trace - self.df * np.sum((sums @ here.contrast) ** 2) / here.rss
        if self.method == "reml":
            found -= np.sum(here.inverse * (sums[:, :-1].T @ sums[:, :-1]))
        return float(found)

    def best(self) -> tuple[float, float]:
        """(gu, gg) of the least deviance; a variance that is no more than chance is exactly 0."""
        return min(self._minima(), key=lambda at: self.deviance(*at))

    def _minima(self) -> Iterator[tuple[float, float]]:
        """Local minima: along the best gu for each gg, where the slope by gg turns upward."""
        paths = [(self._best_below(gg), gg) for gg in _GRID]
        slopes = [float(self.gradient(*at)[1]) for at in paths]
        if slopes[0] >= 0:
            yield paths[0]
        for (_, low), (_, high), before, after in zip(paths, paths[1:], slopes, slopes[1:], strict=False):
            if before < 0 <= after:
                gg = find_root(lambda gg: float(self.gradient(self._best_below(gg), gg)[1]), low, high)
                yield self._polished((self._best_below(gg), gg))
        if slopes[-1] < 0:
            raise NoFitError(*ALIKE_INSIDE)

    def _best_below(self, gg: float) -> float:
        """The gu of the least deviance for one gg."""
        slopes = [float(self.gradient(gu, gg)[0]) for gu in _GRID]
        found = [0.0] if slopes[0] >= 0 else []
        for low, high, before, after in zip(_GRID, _GRID[1:], slopes, slopes[1:], strict=False):
            if before < 0 <= after:
                found.append(find_root(lambda gu: float(self.gradient(gu, gg)[0]), low, high))
        if not found:
            raise NoFitError(*ALIKE_INSIDE)
        return min(found, key=lambda gu: self.deviance(gu, gg))

    def _polished(self, at: tuple[float, float]) -> tuple[float, float]:
        """The same point, with both slopes brought to nought together."""
        free = np.array(at) > 0

        def slopes(logs: Array) -> Array:
            whole = np.zeros(2)
            whole[free] = np.exp(logs)
            return (self.gradient(*whole) * whole)[free]

        start = np.log(np.array(at)[free])
        found = root(slopes, start, tol=1e-15)
        if np.any(np.abs(found.x - start) > _NEAR) or not np.all(np.isfinite(found.x)):
            return at
        whole = np.zeros(2)
        whole[free] = np.exp(found.x)
        return float(whole[0]), float(whole[1])


@dataclass(frozen=True)
class ThreeLevel(Coefficients):
    """A fitted model of pupils in units in groups.

    groups  one row a group: what names it, in the order of `profile.group`
    gu, gg  s2u / s2e and s2g / s2e, of a pupil of average weight
    """

    profile: Profile3
    groups: pl.DataFrame
    gu: float
    gg: float

    @cached_property
    def _at(self) -> _At:
        return self.profile.at(self.gu, self.gg)

    @property
    def design(self) -> Design:
        """The sums on a common scale."""
        return self.profile.design

    @property
    def _solution(self) -> tuple[Design, Array, Array, float, int]:
        here = self._at
        return self.design, here.beta, here.inverse, here.rss, self.profile.df

    @property
    def _scale(self) -> float:
        return float(self.design.scale[-1])

    @property
    def s2u(self) -> float:
        """The variance between the units of a group."""
        return self.gu * self._of_average

    @property
    def s2g(self) -> float:
        """The variance between groups."""
        return self.gg * self._of_average

    @cached_property
    def criterion(self) -> float:
        """The REML criterion, or -2 log likelihood."""
        return self.profile.deviance(self.gu, self.gg)

    @cached_property
    def _residuals(self) -> tuple[Array, Array]:
        """Mean residuals of units, and what those of a group have in common."""
        here = self._at
        return (
            self.design.means @ here.contrast * self._scale,
            here.common @ here.contrast * self._scale,
        )

    @cached_property
    def _upper(self) -> tuple[Array, Array, Array]:
        """Of groups: shrunken value, its variance given the coefficients, its weights on predictors."""
        here, (_, common) = self._at, self._residuals
        share = self.gg * here.b
        return share * common, self.s2g / (1 + here.total * self.gg), share[:, None] * here.common[:, :-1]

    def _by_beta(self, x: Array) -> Array:
        """What the uncertainty of the coefficients adds, for some weights on the predictors."""
        found: Array = np.einsum("ja,ab,jb->j", x, self._at.inverse * self._of_average, x)
        return found

    @cached_property
    def upper(self) -> pl.DataFrame:
        """One row a group: n, raw (mean residual), value (BLUP), reliability, se (comparative), interval."""
        here, (_, common) = self._at, self._residuals
        value, left, x = self._upper
        counts = group_sums(self.profile.group, self.design.sums.counts)
        return _effects(
            self.groups, counts, common, value, self.gg * here.b, left + self._by_beta(x), conditional=left
        )

    @cached_property
    def lower(self) -> pl.DataFrame:
        """One row a unit, likewise; raw is the mean residual of all its pupils."""
        here, (raw, _) = self._at, self._residuals
        at = self.profile.group
        above, left_above, x_above = self._upper
        share = self.gu * here.a
        left = self.s2u * (1 - share) + share**2 * left_above[at]
        x = share[:, None] * (self.design.means[:, :-1] - x_above[at])
        value = share * (raw - above[at])
        groups = self.design.sums.groups
        return _effects(
            groups, self.design.sums.counts, raw, value, share, left + self._by_beta(x), conditional=left
        )

    @cached_property
    def pooled(self) -> pl.DataFrame:
        """One row a group: the pupil-weighted mean of u_group + u_unit over its units.

        reliability  1 - variance given the data / variance before, for the coefficients as they are
        spread       standard deviation of the shrunken values of its units; null with one unit
        """
        here, (raw, _), at = self._at, self._residuals, self.profile.group
        above, left_above, x_above = self._upper
        counts = self.design.sums.counts
        total = group_sums(at, counts)
        share_of = counts / total[at]
        reach = share_of * self.gu * here.a
        free = 1 - group_sums(at, reach)
        left = group_sums(at, share_of**2 * self.s2u * (1 - self.gu * here.a)) + free**2 * left_above
        x = free[:, None] * x_above + group_sums(at, reach[:, None] * self.design.means[:, :-1])
        before = self.s2g + self.s2u * group_sums(at, share_of**2)
        found = _effects(
            self.groups,
            total,
            group_sums(at, share_of * raw),
            above + group_sums(at, reach * (raw - above[at])),
            np.divide(before - left, before, out=np.zeros_like(before), where=before > 0),
            left + self._by_beta(x),
            conditional=left,
        )
        own = (
            self.lower.select("value", _at=pl.Series(at)).group_by("_at").agg(pl.len(), pl.col("value").std())
        )
        return found.with_columns(own.sort("_at").select(units="len", spread="value"))


def _effects(
    names: pl.DataFrame,
    counts: Array,
    raw: Array,
    value: Array,
    reliability: Array,
    variance: Array,
    *,
    conditional: Array,
) -> pl.DataFrame:
    return with_interval(
        names.with_columns(
            n=pl.Series(counts).cast(pl.Int64),
            raw=pl.Series(raw),
            value=pl.Series(value),
            reliability=pl.Series(reliability),
            se=pl.Series(np.sqrt(variance)),
            conditional_se=pl.Series(np.sqrt(conditional)),
        )
    )


def three_level(sums: Sums, group: str, method: Method = "reml") -> ThreeLevel:
    """The model fitted to sums whose groups are the units; `group` is the column that says in which they are.

    Raises NoFitError where the data don't allow it, and with fewer than two groups or units.
    """
    design = Design.of(sums)
    groups = sums.groups.select(group).unique().sort(group)
    numbered = sums.groups.join(groups.with_row_index("_at"), on=group, maintain_order="left")
    if len(groups) == len(numbered) or len(numbered) == sums.n:
        raise NoFitError(*NOT_APART)
    if len(groups) < 2:
        raise NoFitError("只有一个片区，分不出片区的作用", "with one group its part can't be told")
    profile = Profile3(design, method, numbered["_at"].cast(pl.Int64).to_numpy())
    if is_exact(design, profile.at(0.0, 0.0).rss):
        raise NoFitError(*EXACT)
    return ThreeLevel(profile, groups, *profile.best())
