"""How an indicator is declared, and the one long table that all of them fill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from eduhub.core.text import Text
from eduhub.parameters import INDICATORS, Parameters
from eduhub.scores.tables import Tables

SCORES = {
    "level": pl.String,
    "id": pl.String,
    "name": pl.String,
    "stage": pl.String,
    "subject": pl.String,
    "year": pl.String,
    "term": pl.Int64,
    "assessment": pl.String,
    "model": pl.String,
    "indicator": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
    "unit": pl.String,
    "note": pl.String,
}

# Why a value is null, or what to mind: the words of the column `note`.
NOTES: dict[str, Text] = {
    "no-pupils": Text("没有学生数", "no pupils known"),
    "unknown": Text("原始数据未填", "raw figure not known"),
    "incomplete": Text("待补：有指标缺数据", "incomplete: an indicator lacks data"),
    "fewer-than-two": Text("不足两所学校", "fewer than two schools"),
    "mean-zero": Text("平均值为 0", "the mean is 0"),
    "no-school": Text("没有可测算的学校", "no school to compute from"),
}

Compute: TypeAlias = Callable[[Tables, Parameters], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A function that gives the values of some codes on one level."""

    codes: tuple[str, ...]
    level: str
    compute: Compute


DECLARED: list[Indicator] = []


def indicator(*codes: str, level: str) -> Callable[[Compute], Compute]:
    """Declares a function: it gives id, name, stage, indicator, value, n, note for these codes on this level.

    Raises ValueError for a code that is not in the catalogue, or that the level has already.
    """
    taken = {(code, one.level) for one in DECLARED for code in one.codes}
    for code in codes:
        if code not in INDICATORS or (code, level) in taken:
            raise ValueError(f"{code} on level {level} is not in the catalogue or is declared twice")

    def enter(compute: Compute) -> Compute:
        DECLARED.append(Indicator(codes, level, compute))
        return compute

    return enter
