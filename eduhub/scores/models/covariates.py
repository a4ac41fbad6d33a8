"""Covariates as numbers: a category is a column of 0 and 1 for each value; rare values share one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from eduhub.core.text import Text
from eduhub.kinds.assessment import Covariate

OTHERS = "(others)"


@dataclass(frozen=True)
class Coded:
    """Rows with their covariates as numbers, the columns of these, and what was done to rare values."""

    rows: pl.LazyFrame
    columns: tuple[str, ...]
    remarks: tuple[Text, ...]


def coded(rows: pl.LazyFrame, wanted: Sequence[Covariate], minimum: int) -> Coded:
    """The rows with each covariate as one column or several.

    minimum  values with fewer pupils are put together, and with them as many of the next rare ones as it
             takes: a value with one pupil would show that pupil
    """
    columns: list[str] = []
    remarks: list[Text] = []
    for one in wanted:
        if one.type == "number":
            columns.append(one.name)
            continue
        groups, pooled = _groups(rows, one, minimum)
        rows = rows.with_columns(
            pl.col(one.name).is_in(values).cast(pl.Float64).alias(name) for name, values in groups.items()
        )
        columns += groups
        if pooled:
            remarks.append(_remark(one, len(pooled)))
    return Coded(rows, tuple(columns), tuple(remarks))


def _groups(rows: pl.LazyFrame, one: Covariate, minimum: int) -> tuple[dict[str, list[str]], list[str]]:
    """The values behind each column, without those that stand for the reference; the values put together."""
    counts = rows.group_by(one.name).len().filter(pl.col(one.name).is_not_null()).collect()
    counts = counts.sort("len", one.name)
    few = int((counts["len"] < minimum).sum())
    enough = counts["len"].cum_sum() >= minimum
    pooled: list[str] = counts[one.name].head(max(few, int((~enough).sum()) + 1) if few else 0).to_list()
    groups = {
        f"{one.name}={v}": [v] for v in sorted(counts[one.name]) if v != one.reference and v not in pooled
    }
    if pooled and one.reference not in pooled:
        groups[f"{one.name}={OTHERS}"] = sorted(pooled)
    return groups, pooled


def _remark(one: Covariate, count: int) -> Text:
    return Text(
        f"协变量 {one.name} 有 {count} 个类别的学生太少，已合并。",
        f"Of the covariate {one.name}, {count} categories have too few pupils and were put together.",
    )
