"""Sums of pupils by group, all that models need: districts, years and files are summed apart and merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]
Engine: TypeAlias = Literal["in-memory", "streaming"]
_SAMPLE = 10_000  # rows that a constant near the mean is taken from
_NOISE = 1e-12  # share of a variable's sum of squares that is no more than rounding
_MANY = 1_000_000  # rows beyond which memory counts more than equal bytes


@dataclass(frozen=True)
class Sums:
    """Counts and means of J groups, and one matrix of what varies inside them, for k variables.

    groups   one row a group, sorted: the columns that name it
    names    of the variables, (k); the last is the outcome
    centre   constants that were taken off before summing, (k): sums of large numbers lose digits
    counts   pupils by group, (J)
    weights  the sums of their weights, (J); the counts where there are none
    means    weighted means less the centre, (J, k)
    within   sum over groups and pupils of w (v - mean)(v - mean)', (k, k)
    log_weights  sum of ln w over all pupils
    dropped  rows that were left out: a null, NaN or infinite value, or a weight that is not above 0
    """

    groups: pl.DataFrame
    names: tuple[str, ...]
    centre: Array
    counts: Array
    weights: Array
    means: Array
    within: Array
    log_weights: float = 0.0
    dropped: int = 0

    @classmethod
    def of(
        cls,
        rows: pl.LazyFrame | pl.DataFrame,
        outcome: str,
        predictors: Sequence[str] = (),
        *,
        group: str | Sequence[str] = "school",
        weight: str | None = None,
    ) -> Sums:
        """The sums of some rows, one a pupil, whose predictors and outcome are numbers.

        group   the columns that name a group: one type each, codes as text
        weight  of a pupil: its residual variance is divided by it
        """
        names = (*predictors, outcome)
        keys = [group] if isinstance(group, str) else list(group)
        lazy = rows.lazy().select(*keys, *names, *([weight] if weight else []))
        centre = _centre(lazy, names)
        found = _aggregated(lazy, keys, names, centre, weight).collect(engine=engine_for(lazy))
        used = found.filter("_ok").sort(keys)
        dropped = int(found.filter(~pl.col("_ok"))["_n"].sum())
        return _of_aggregates(used, keys, names, centre, dropped)

    @property
    def n(self) -> int:
        """How many pupils."""
        return int(self.counts.sum())

    @property
    def predictors(self) -> tuple[str, ...]:
        """The variables without the outcome."""
        return self.names[:-1]

    def with_group_means(self, *names: str) -> Sums:
        """The same with the group's mean of some variables as further predictors, `mean(<name>)`."""
        at = [self.names.index(name) for name in names]
        order = (*self.predictors, *(f"mean({name})" for name in names), self.names[-1])
        k, more = len(self.names), len(names)
        within = np.zeros((k + more, k + more))
        old = [*range(k - 1), k - 1 + more]
        within[np.ix_(old, old)] = self.within
        return replace(
            self,
            names=order,
            centre=np.concatenate([self.centre[:-1], self.centre[at], self.centre[-1:]]),
            means=np.hstack([self.means[:, :-1], self.means[:, at], self.means[:, -1:]]),
            within=within,
        )


def merge(parts: Iterable[Sums]) -> Sums:
    """The sums of all pupils from sums of some; a group may have pupils in several parts.

    Raises ValueError where they are not sums of the same variables, or there are none.
    """
    several = list(parts)
    if not several:
        raise ValueError("there are no sums to merge")
    first = several[0]
    if any(part.names != first.names for part in several):
        raise ValueError("sums of different variables can't be merged")
    keys = first.groups.columns
    rows = pl.concat([part.groups for part in several])
    groups = rows.unique().sort(keys)
    at = rows.join(groups.with_row_index("_at"), on=keys, how="left", maintain_order="left")["_at"].to_numpy()
    weights = np.concatenate([part.weights for part in several])
    means = np.vstack([part.means + (part.centre - first.centre) for part in several])
    pooled = group_means(at, weights, means)
    apart = means - pooled[at]
    inside = np.sum([part.within for part in several], axis=0) + (apart * weights[:, None]).T @ apart
    return Sums(
        groups,
        first.names,
        first.centre,
        group_sums(at, np.concatenate([part.counts for part in several])),
        group_sums(at, weights),
        pooled,
        _without_noise(inside, group_sums(at, weights), pooled),
        sum(part.log_weights for part in several),
        sum(part.dropped for part in several),
    )


def _without_noise(within: Array, weights: Array, means: Array) -> Array:
    """The matrix with nought for a variable that is constant inside groups, where rounding leaves noise."""
    if not len(weights):
        return within
    apart = means - np.average(means, axis=0, weights=weights)
    total = np.diag(within) + weights @ apart**2
    varies = np.diag(within) > _NOISE * total
    return np.where(np.outer(varies, varies), within, 0.0)


def engine_for(rows: pl.LazyFrame) -> Engine:
    """How to sum so many rows: the streaming engine adds up in an order of its own, and so to other bytes."""
    return "streaming" if rows.select(pl.len()).collect().item() > _MANY else "in-memory"


def group_sums(at: Places, values: Array) -> Array:
    """The sums of values, (J) or (J, k), by the number of the group that each is in."""
    if values.ndim == 1:
        return np.bincount(at, values).astype(np.float64)
    return np.column_stack([group_sums(at, column) for column in values.T])


def group_means(at: Places, weights: Array, values: Array) -> Array:
    """The weighted means of values, (J, k), likewise."""
    found: Array = group_sums(at, weights[:, None] * values) / group_sums(at, weights)[:, None]
    return found


def _centre(rows: pl.LazyFrame, names: Sequence[str]) -> Array:
    """Constants near the means."""
    head = rows.head(_SAMPLE).select(pl.col(name).cast(pl.Float64) for name in names).collect()
    finite = head.select(
        pl.col(name).filter(pl.col(name).is_finite()).mean().fill_null(0.0) for name in names
    )
    return np.array(finite.row(0), dtype=np.float64)


def _aggregated(
    rows: pl.LazyFrame, keys: list[str], names: Sequence[str], centre: Array, weight: str | None
) -> pl.LazyFrame:
    """By group and by whether rows can be used: count, weight, sums and sums of products, centred."""
    columns = [f"_v{at}" for at in range(len(names))]
    w = pl.col(weight).cast(pl.Float64) if weight else pl.lit(1.0)
    centred = [
        (pl.col(name).cast(pl.Float64) - float(c)).alias(column)
        for name, c, column in zip(names, centre, columns, strict=True)
    ]
    ok = pl.all_horizontal(*(pl.col(column).is_finite() for column in columns), w.is_finite() & (w > 0))
    weighted = [(pl.col(c) * w if weight else pl.col(c)).sum().alias(f"_s{c}") for c in columns]
    products = [
        (pl.col(a) * pl.col(b) * w if weight else pl.col(a) * pl.col(b)).sum().alias(f"_p{a}{b}")
        for i, a in enumerate(columns)
        for b in columns[i:]
    ]
    total = [w.sum().alias("_w"), w.log().sum().alias("_log")] if weight else []
    ready = rows.with_columns(centred).with_columns(_ok=ok.fill_null(False))
    return ready.group_by(*keys, "_ok").agg(pl.len().alias("_n"), *total, *weighted, *products)


def _of_aggregates(
    found: pl.DataFrame, keys: list[str], names: tuple[str, ...], centre: Array, dropped: int
) -> Sums:
    k = len(names)
    columns = [f"_v{at}" for at in range(k)]
    counts = found["_n"].cast(pl.Float64).to_numpy()
    weights = found["_w"].to_numpy() if "_w" in found.columns else counts
    means = found.select(f"_s{c}" for c in columns).to_numpy() / weights[:, None]
    within = np.zeros((k, k))
    for i, a in enumerate(columns):
        for j in range(i, k):
            products = found[f"_p{a}{columns[j]}"].to_numpy()
            within[i, j] = within[j, i] = np.sum(products - weights * means[:, i] * means[:, j])
    logs = float(found["_log"].sum()) if "_log" in found.columns else 0.0
    clean = _without_noise(within, weights, means)
    return Sums(found.select(keys), names, centre, counts, weights, means, clean, logs, dropped)
