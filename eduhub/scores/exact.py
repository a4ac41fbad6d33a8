"""Arithmetic that gives the same bits whatever the order of rows and the number of threads.

Polars adds up a group in parts whose order varies from run to run, and divides a column by a repeated value
through its reciprocal: both change the last bit. Sums are therefore exactly rounded, and quotients are taken
between whole columns.
"""

from __future__ import annotations

import math

import polars as pl


def sums(frame: pl.DataFrame, keys: list[str], columns: list[str]) -> pl.DataFrame:
    """One row a group -- keys, the exactly rounded sum of each column, n (its rows); sorted by keys."""
    lists = frame.group_by(keys).agg(*columns, n=pl.len().cast(pl.Int64)).sort(keys)
    return lists.with_columns(
        pl.Series(column, [math.fsum(values) for values in lists[column]], dtype=pl.Float64)
        for column in columns
    )
