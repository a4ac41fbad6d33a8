"""Brings scores of one exam, subject and cohort to a common scale, over all pupils of the city together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from eduhub.core.text import Text

Scale: TypeAlias = Literal["T", "normal", "raw"]
UNITS: dict[str, Text] = {
    "T": Text("T 分", "T points"),
    "normal": Text("标准差", "standard deviations"),
    "raw": Text("分", "points"),
}


@dataclass(frozen=True)
class Distribution:
    """How the valid scores of a column are distributed.

    sd        divisor n;  at_top: the share of pupils with the highest score that occurs
    """

    n: int
    mean: float
    sd: float
    skewness: float
    at_top: float

    @property
    def numbers(self) -> dict[str, float]:
        """What `models.json` says of it."""
        return {"n": self.n, "mean": self.mean, "sd": self.sd, "skewness": self.skewness}


def distributions(rows: pl.LazyFrame, columns: Sequence[str]) -> dict[str, Distribution]:
    """The distribution of each column, over its finite values; without any a column is left out."""
    found = {}
    for column in columns:
        finite = rows.select(pl.col(column).filter(pl.col(column).is_finite()))
        values = finite.collect().to_series().to_numpy()
        if len(values):
            found[column] = _described(values)
    return found


def _described(values: NDArray[np.float64]) -> Distribution:
    """Moments by numpy, which adds up in one order: polars' own differ in the last digit from run to run."""
    mean = float(np.mean(values))
    apart = values - mean
    sd = float(np.sqrt(np.mean(apart**2)))
    skewness = float(np.mean(apart**3)) / sd**3 if sd > 0 else 0.0
    return Distribution(len(values), mean, sd, skewness, float(np.mean(values == values.max())))


def scaled(
    rows: pl.LazyFrame, known: dict[str, Distribution], scale: Scale, among: dict[str, pl.LazyFrame]
) -> pl.LazyFrame:
    """The rows with each of the known columns on a scale, and as it came in `raw(<column>)`.

    Not finite values become null.

    T       50 + 10 (x - mean) / sd; all 50 where nobody differs
    normal  the standard normal quantile of (rank - 1/2) / n, ties at their mean rank
    among   for each column the rows whose values are ranked
    """
    for column, d in known.items():
        finite = pl.when(pl.col(column).is_finite()).then(pl.col(column))
        rows = rows.with_columns(finite.alias(raw(column)))
        if scale == "T":
            rows = rows.with_columns(((finite - d.mean) * (10 / d.sd if d.sd else 0.0) + 50).alias(column))
        elif scale == "normal":
            rows = _ranked(rows, column, among[column])
        else:
            rows = rows.with_columns(finite.alias(column))
    return rows


def raw(column: str) -> str:
    """What a column is called as it was before it was brought to a scale."""
    return f"raw({column})"


def _ranked(rows: pl.LazyFrame, column: str, among: pl.LazyFrame) -> pl.LazyFrame:
    counts = among.filter(pl.col(column).is_finite()).group_by(column).len().sort(column).collect()
    below = counts["len"].cum_sum() - counts["len"]
    shares = (below + counts["len"] / 2) / counts["len"].sum()
    scores = counts.select(column, _score=pl.Series(ndtri(shares.to_numpy())))
    joined = rows.join(scores.lazy(), on=column, how="left", maintain_order="left")
    return joined.with_columns(pl.col("_score").alias(column)).drop("_score")
