"""Sums brought to a common scale, with the predictors that say nothing new left out and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from eduhub.scores.models.failing import CONSTANT, NO_PUPILS, TOO_FEW, NoFitError
from eduhub.scores.models.sums import Array, Sums

INTERCEPT = "(Intercept)"
_COLLINEAR = 1e-10  # share of a predictor's sum of squares that the ones before it leave unexplained


@dataclass(frozen=True)
class Design:
    """Sums with an intercept, each variable less its mean and over its standard deviation.

    sums     with weights over their mean, `unit`: so that a ratio of variances is one of an average pupil
    names    of the coefficients, (p): the intercept first
    dropped  predictors that are constant or follow from those before them
    means    of groups, (J, p + 1): ones, predictors, outcome
    within   (p + 1, p + 1), zero for the intercept
    shift    weighted means that were taken off, (p + 1), on the scale of the data; scale: divisors, (p + 1)
    """

    sums: Sums
    unit: float
    names: tuple[str, ...]
    dropped: tuple[str, ...]
    means: Array
    within: Array
    shift: Array
    scale: Array

    @classmethod
    def of(cls, sums: Sums) -> Design:
        """The design of some sums.

        Raises NoFitError without pupils, with a constant outcome, or with no more pupils than coefficients.
        """
        if not sums.n:
            raise NoFitError(*NO_PUPILS)
        unit = float(sums.weights.sum()) / sums.n
        sums = replace(
            sums,
            weights=sums.weights / unit,
            within=sums.within / unit,
            log_weights=sums.log_weights - sums.n * float(np.log(unit)),
        )
        mean = np.average(sums.means, axis=0, weights=sums.weights)
        means = sums.means - mean
        total = sums.within + (means * sums.weights[:, None]).T @ means
        scale = np.sqrt(np.diag(total) / sums.weights.sum())
        size = np.maximum(np.abs(mean + sums.centre), 1.0) * 1e-13  # what rounding alone leaves
        is_constant = scale <= size
        if is_constant[-1]:
            raise NoFitError(*CONSTANT)
        divisors = np.where(is_constant, 1.0, scale)
        kept = independent(total / np.outer(divisors, divisors), is_constant)
        at = [*kept, len(sums.names) - 1]
        names = (INTERCEPT, *(sums.names[a] for a in kept))
        if sums.n <= len(names):
            raise NoFitError(*TOO_FEW)
        return cls(
            sums,
            unit,
            names,
            tuple(name for a, name in enumerate(sums.predictors) if a not in kept),
            np.hstack([np.ones((len(means), 1)), (means / divisors)[:, at]]),
            np.pad((sums.within / np.outer(divisors, divisors))[np.ix_(at, at)], ((1, 0), (1, 0))),
            np.concatenate([[0.0], (mean + sums.centre)[at]]),
            np.concatenate([[1.0], divisors[at]]),
        )

    @property
    def p(self) -> int:
        """How many coefficients."""
        return len(self.names)

    @property
    def log_scales(self) -> float:
        """The sum of the logarithms of the predictors' divisors: what |X'X| lost by scaling."""
        return float(np.sum(np.log(self.scale[1:-1])))

    def on_scale_of_data(self, beta: Array, variance: Array) -> tuple[Array, Array]:
        """Coefficients and their covariance matrix for the data as they came."""
        back = np.diag(self.scale[-1] / self.scale[:-1])
        back[0, 1:] = -back.diagonal()[1:] * self.shift[1:-1]
        moved = back @ beta
        moved[0] += self.shift[-1]
        return moved, back @ variance @ back.T


def independent(total: Array, is_constant: Sequence[bool] | Array) -> list[int]:
    """The predictors that are no combination of those before them, by sweeping one after another."""
    left = total[:-1, :-1].copy()
    kept = []
    for a in range(len(left)):
        if is_constant[a] or left[a, a] <= _COLLINEAR * total[a, a]:
            continue
        kept.append(a)
        left = left - np.outer(left[:, a], left[a]) / left[a, a]
    return kept
