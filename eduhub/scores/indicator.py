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

LEVELS = ("part", "school", "cluster", "district", "city")
UNITS = ("cluster", "district", "city")

# Why a value is null, or what to mind: the words of the column `note`.
NOTES: dict[str, Text] = {
    "no-pupils": Text("没有学生数", "no pupils known"),
    "unknown": Text("原始数据未填", "raw figure not known"),
    "incomplete": Text("待补：有指标缺数据", "incomplete: an indicator lacks data"),
    "fewer-than-two": Text("不足两所学校", "fewer than two schools"),
    "mean-zero": Text("平均值为 0", "the mean is 0"),
    "no-school": Text("没有可测算的学校", "no school to compute from"),
    "few-schools": Text("学校少，仅供参考", "few schools: for reference only"),
    "no-spread": Text("各校相同，没有差异可分", "all are equal: there is no spread to share out"),
    "single": Text("组内只有一所学校", "the only school of its group"),
    "outside": Text("未入片区", "in no cluster"),
    "growing": Text("年级未满", "does not have all its grades yet"),
    "no-before": Text("上学年没有可比的数据", "nothing comparable in the year before"),
    "withheld": Text(
        "学生数不足，或为防止倒推，不公布",
        "withheld: too few pupils, or to keep others from being computed back",
    ),
    "coverage-low": Text("有前测的学生不到一半，不公布", "withheld: fewer than half have a prior result"),
    "reference": Text("仅供参考", "for reference only"),
    "not-computable": Text("不可计算", "can't be computed"),
    "was-zero": Text("两年中有一年为 0，不能取对数", "0 in one of the years, which has no logarithm"),
}

Compute: TypeAlias = Callable[[Tables, Parameters], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A function that gives the values of some codes on some levels."""

    codes: tuple[str, ...]
    levels: tuple[str, ...]
    compute: Compute


DECLARED: list[Indicator] = []


def indicator(*codes: str, level: str | tuple[str, ...]) -> Callable[[Compute], Compute]:
    """Declares a function: it gives id, stage, indicator, value, n, note for these codes on this level.

    Of several levels, its rows say which in the column `level`; a unit that differs from that of the
    catalogue stands in `unit`, in Chinese.
    Raises ValueError for a code that is not in the catalogue, or that a level has already.
    """
    levels = (level,) if isinstance(level, str) else level
    taken = {(code, at) for one in DECLARED for code in one.codes for at in one.levels}
    for code in codes:
        if code not in INDICATORS or any((code, at) in taken for at in levels):
            raise ValueError(f"{code} on {levels} is not in the catalogue or is declared twice")

    def enter(compute: Compute) -> Compute:
        DECLARED.append(Indicator(codes, levels, compute))
        return compute

    return enter


def of_parts(rows: pl.DataFrame, suffix: str, value: str, note: pl.Expr) -> pl.DataFrame:
    """Rows of parts as an indicator gives them: the value, null where there is a note that says why.

    suffix  behind the code in the column `indicator`
    """
    return rows.with_columns(note=note).select(
        "id",
        "stage",
        "note",
        pl.col("indicator") + suffix,
        value=pl.when(pl.col("note").is_null()).then(value),
        n=pl.col("pupils").cast(pl.Int64),
    )


def of_units(rows: pl.DataFrame, suffix: str, value: str, note: pl.Expr) -> pl.DataFrame:
    """The same for rows of clusters, districts and the city, which have level, unit, n."""
    return rows.with_columns(note=note).select(
        "level",
        "stage",
        "note",
        "n",
        pl.col("indicator") + suffix,
        id="unit",
        value=pl.when(pl.col("note").is_null()).then(value),
    )
