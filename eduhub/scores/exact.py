"""Arithmetic that gives the same bits whatever the order of rows and the number of threads.

Polars adds up a group in parts whose order varies from run to run, and divides a column by a repeated value
through its reciprocal: both change the last bit. Sums are therefore exactly rounded, and quotients are taken
between whole columns. Logarithms differ in the last bit from one C library to the next; here is our own.
"""

from __future__ import annotations

import math

import polars as pl


def sums(frame: pl.DataFrame, keys: list[str], columns: list[str]) -> pl.DataFrame:
    """One row a group -- keys, the exactly rounded sum of each column, n (its rows); sorted by keys."""
    lists = frame.group_by(keys).agg(*columns, n=pl.len().cast(pl.Int64)).sort(keys)
    return lists.with_columns(
        pl.Series(column, [math.fsum(values) for values in lists[column].to_list()], dtype=pl.Float64)
        for column in columns
    )


_LN_2 = 0.6931471805599453
_ROOT_OF_HALF = 0.7071067811865476


def log(value: float) -> float:
    """The natural logarithm of a positive number, by operations that are rounded alike everywhere.

    value = m 2^k, m within a factor of root 2 of 1; ln m = 2 (s + s³/3 + s⁵/5 + ...), s = (m - 1)/(m + 1)
    """
    m, k = math.frexp(value)
    if m < _ROOT_OF_HALF:
        m, k = 2 * m, k - 1
    s = (m - 1) / (m + 1)
    square, series = s * s, 0.0
    for odd in range(25, 0, -2):  # s² is below 0.03: the term after the last is below 1e-19
        series = series * square + 1 / odd
    return k * _LN_2 + 2 * s * series


def logs(column: pl.Series) -> pl.Series:
    """The logarithm of each value; null where it is null or not positive."""
    return pl.Series(
        [log(value) if value is not None and value > 0 else None for value in column.to_list()],
        dtype=pl.Float64,
    )
