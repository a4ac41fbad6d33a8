"""Two- and three-level models in arithmetic of 60 digits, for make_exact.py.

Sums are exact fractions of the doubles that the CSV files hold; the ratios of variances are roots of the
scores (derivatives of the criterion), found between brackets or by Newton's method. No line is shared with
eduhub. V is the covariance of the outcomes divided by that of a pupil's residual, gamma the ratio of a
level's variance to it; a two-level model is the three-level one with a cluster's gamma held at nought.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from typing import Any, TypeAlias

from mpmath import matrix, mp, mpf  # type: ignore[import-not-found]

mp.dps = 60
HERE = Path(__file__).parent
Row: TypeAlias = dict[str, str]
Columns: TypeAlias = list[list[Fraction]]
Gammas: TypeAlias = tuple[Any, Any]
ICC = [mpf(k) / 40 for k in range(1, 40)]
GRID = [mpf(10) ** -k for k in (6, 5, 4, 3, 2)] + [icc / (1 - icc) for icc in ICC] + [mpf(10) ** 3]


def number(text: str) -> Fraction:
    """The double that a program reads there, as it is."""
    return Fraction(float(text))


def real(value: Fraction) -> Any:
    return mpf(value.numerator) / value.denominator


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def label(row: Row, columns: str) -> str:
    return ":".join(row[column] for column in columns.split(":"))


def school_means(rows: Sequence[Row]) -> list[Fraction]:
    """The mean prior of each pupil's school."""
    priors: dict[str, list[Fraction]] = {}
    for row in rows:
        priors.setdefault(row["school"], []).append(number(row["prior"]))
    means = {school: sum(values, Fraction(0)) / len(values) for school, values in priors.items()}
    return [means[row["school"]] for row in rows]


def columns_of(term: str, rows: Sequence[Row]) -> Iterator[tuple[str, list[Fraction]]]:
    """The columns that a term puts into X: the number, or 0 and 1 for each category but the reference."""
    name, _, reference = term.partition("=")
    if name == "prior_of_school":
        yield name, school_means(rows)
    elif not reference:
        yield name, [number(row[name]) for row in rows]
    else:
        for category in sorted({row[name] for row in rows} - {reference}):
            yield name + category, [Fraction(row[name] == category) for row in rows]


@dataclass(frozen=True)
class Unit:
    """A unit of the lower level: its cluster, pupils, weight, and weighted means of (X, y)."""

    name: str
    cluster: str
    n: int
    weight: Any
    mean: Any


@dataclass(frozen=True)
class Sums:
    """All that a fit needs of the pupils; within is the pooled cross-product about the units' means."""

    names: list[str]
    units: list[Unit]
    within: Any
    log_weights: Any
    three_level: bool

    @property
    def n(self) -> int:
        return sum(unit.n for unit in self.units)


def products(weights: Sequence[Fraction], columns: Sequence[Sequence[Fraction]]) -> Columns:
    """Sum of w v v' over the rows."""
    weighted = [[w * v for w, v in zip(weights, column, strict=True)] for column in columns]
    return [[sum(map(Fraction.__mul__, a, b), Fraction(0)) for b in columns] for a in weighted]


def independent(cross: Columns) -> list[int]:
    """The columns that those before them do not give, by elimination; rounding counts as nothing."""
    left, kept = [row[:] for row in cross], []
    for k, row in enumerate(cross):
        if left[k][k] <= row[k] / 10**20:
            continue
        kept.append(k)
        for i in range(k + 1, len(cross)):
            factor = left[i][k] / left[k][k]
            left[i] = [a - factor * b for a, b in zip(left[i], left[k], strict=True)]
    return kept


def columns(model: Row, rows: Sequence[Row], weights: Sequence[Fraction]) -> tuple[list[str], Columns]:
    """Names and columns of X, less those that others give."""
    named = [("(Intercept)", [Fraction(1)] * len(rows))]
    named += [column for term in model["fixed"].split() for column in columns_of(term, rows)]
    kept = independent(products(weights, [column for _, column in named]))
    return [named[k][0] for k in kept], [named[k][1] for k in kept]


def members(model: Row, rows: Sequence[Row]) -> dict[str, list[int]]:
    """The rows of each unit, units in order of their names."""
    found: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        found.setdefault(label(row, model["unit"]), []).append(i)
    return dict(sorted(found.items()))


def sums(model: Row, rows: Sequence[Row]) -> Sums:
    """The sums of a model's rows."""
    weights = [number(row[model["weight"]]) if model["weight"] else Fraction(1) for row in rows]
    names, values = columns(model, rows, weights)
    values = [*values, [number(row[model["outcome"]]) for row in rows]]
    units, within = [], products(weights, values)
    for name, inside in members(model, rows).items():
        weight = sum((weights[i] for i in inside), Fraction(0))
        mean = [sum((weights[i] * column[i] for i in inside), Fraction(0)) / weight for column in values]
        within = [
            [s - weight * a * b for s, b in zip(row, mean, strict=True)]
            for row, a in zip(within, mean, strict=True)
        ]
        cluster = rows[inside[0]][model["cluster"]] if model["cluster"] else ""
        units.append(Unit(name, cluster, len(inside), real(weight), matrix([real(v) for v in mean])))
    pooled = matrix([[real(v) for v in row] for row in within])
    return Sums(names, units, pooled, mp.fsum(mp.log(real(w)) for w in weights), bool(model["cluster"]))


class State:
    """Criterion, scores and estimates where the ratios of variances (unit's, cluster's) are given."""

    def __init__(self, data: Sums, gammas: Gammas, reml: bool) -> None:
        self.data, self.reml, p = data, reml, len(data.names)
        self.gamma_u, self.gamma_c = gammas
        self.a = [unit.weight / (1 + unit.weight * self.gamma_u) for unit in data.units]
        self.clusters: dict[str, list[int]] = {}
        for j, unit in enumerate(data.units):
            self.clusters.setdefault(unit.cluster, []).append(j)
        self.total = {k: mp.fsum(self.a[j] for j in inside) for k, inside in self.clusters.items()}
        self.mean = {k: self._mean(k) for k in self.clusters}
        self.share = {k: self.gamma_c * total / (1 + self.gamma_c * total) for k, total in self.total.items()}
        cross = data.within.copy()
        for a, unit in zip(self.a, data.units, strict=True):
            cross += a * unit.mean * unit.mean.T
        for k, total in self.total.items():
            cross -= self.share[k] * total * self.mean[k] * self.mean[k].T
        self.inverse = cross[:p, :p] ** -1
        self.beta = self.inverse * cross[:p, p]
        self.contrast = matrix([*(-b for b in self.beta), 1])  # (X, y) times this: the residual
        self.r2 = (self.contrast.T * cross * self.contrast)[0]
        self.df = data.n - p if reml else data.n
        self.s2e = self.r2 / self.df

    def _mean(self, k: str) -> Any:
        weighted = [self.a[j] * self.data.units[j].mean for j in self.clusters[k]]
        return sum(weighted[1:], weighted[0]) / self.total[k]

    @property
    def criterion(self) -> Any:
        """As lme4 gives it: REMLcrit, or the deviance."""
        value = mp.fsum(mp.log(1 + unit.weight * self.gamma_u) for unit in self.data.units)
        value += mp.fsum(mp.log(1 + total * self.gamma_c) for total in self.total.values())
        value -= self.data.log_weights
        if self.reml:
            value -= mp.log(mp.det(self.inverse))
        return value + self.df * (1 + mp.log(2 * mp.pi * self.s2e))

    def _score(self, traces: Sequence[Any], vectors: Sequence[Any]) -> Any:
        """tr(V^-1 ZZ') [- tr(M^-1 X'V^-1 ZZ'V^-1 X)] - |Z'V^-1 e|^2 / s2e, of the columns z of Z."""
        p = len(self.data.names)
        value = mp.fsum(traces)
        for v in vectors:
            value -= (self.contrast.T * v)[0] ** 2 / self.s2e
            if self.reml:
                value -= (v[:p].T * self.inverse * v[:p])[0]
        return value

    @property
    def scores(self) -> Gammas:
        """The derivatives of the criterion by the unit's and by the cluster's ratio."""
        traces, vectors = [], []
        for a, unit in zip(self.a, self.data.units, strict=True):
            k = unit.cluster
            traces.append(a - a * a * self.gamma_c / (1 + self.gamma_c * self.total[k]))
            vectors.append(a * (unit.mean - self.share[k] * self.mean[k]))
        upper = {k: total / (1 + self.gamma_c * total) for k, total in self.total.items()}
        above = self._score(list(upper.values()), [upper[k] * self.mean[k] for k in upper])
        return self._score(traces, vectors), above


def roots(data: Sums, reml: bool, free: int, other: Any) -> Iterator[Gammas]:
    """Where the score of one ratio changes its sign from below, the other ratio held."""

    def at(log_gamma: Any) -> Gammas:
        return (mp.exp(log_gamma), other) if free == 0 else (other, mp.exp(log_gamma))

    def score(log_gamma: Any) -> Any:
        return mp.exp(log_gamma) * State(data, at(log_gamma), reml).scores[free]

    values = [(mp.log(gamma), score(mp.log(gamma))) for gamma in GRID]
    for (low, before), (high, after) in pairwise(values):
        if before < 0 <= after:
            yield at(mp.findroot(score, (low, high), solver="anderson", tol=mpf(10) ** -90, maxsteps=200))


def both(data: Sums, reml: bool) -> Iterator[Gammas]:
    """Where both scores are nought: Newton's method, from the best point of a grid of both ratios."""

    def scores(log_u: Any, log_c: Any) -> tuple[Any, Any]:
        gammas = mp.exp(log_u), mp.exp(log_c)
        by_u, by_c = State(data, gammas, reml).scores
        return gammas[0] * by_u, gammas[1] * by_c

    start = min(product(GRID[::4], repeat=2), key=lambda gammas: State(data, gammas, reml).criterion)
    for _ in range(3):  # enough for Newton to begin near
        for free in (0, 1):
            start = next(roots(data, reml, free, start[1 - free]), start)
    try:
        found = mp.findroot(scores, [mp.log(gamma) for gamma in start], tol=mpf(10) ** -90, maxsteps=60)
    except (ValueError, ZeroDivisionError):  # none: the least lies where a ratio is nought
        return
    yield mp.exp(found[0]), mp.exp(found[1])


def fit(data: Sums, reml: bool) -> State:
    """The state of the least criterion: inside, or where a ratio is nought."""
    nought = mpf(0)
    found: list[Gammas] = [(nought, nought)]
    if len(data.units) > 1:
        found += roots(data, reml, 0, nought)
    if data.three_level:
        found += [*roots(data, reml, 1, nought), *both(data, reml)]
    best = min((State(data, gammas, reml) for gammas in found), key=lambda state: state.criterion)
    check(best)
    return best


def check(state: State) -> None:
    """Stops where the state is no least: by its scores, or beside points of the grid."""
    free = [(state.gamma_u, state.scores[0])] * (len(state.data.units) > 1)
    free += [(state.gamma_c, state.scores[1])] * state.data.three_level
    assert all(abs(score) < mpf(10) ** -35 if gamma else score >= 0 for gamma, score in free), free
    for gammas in product(GRID[::4], GRID[::4] if state.data.three_level else [mpf(0)]):
        assert State(state.data, gammas, state.reml).criterion >= state.criterion - mpf(10) ** -40
