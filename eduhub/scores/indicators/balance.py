"""The seven resource indicators of 2017: values, thresholds, the rule of six and 85 %, differences.

Source: 教督〔2017〕6号; worked examples in tests/indicators/.
"""

from __future__ import annotations

import polars as pl

from eduhub.parameters import Parameters
from eduhub.parameters.catalogue import L_CODES
from eduhub.scores.figures import UNIT, coefficients, mean_cv, thresholds, with_thresholds
from eduhub.scores.indicator import UNITS, indicator, of_parts, of_units
from eduhub.scores.spread import BY
from eduhub.scores.tables import Tables

_PART = ["id", "stage", "pupils"]
_NO_NOTE = pl.lit(None, pl.String)
_COMPLETE = "incomplete"


@indicator(*L_CODES, level="part")
def per_pupil(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """What a part has for each pupil, or for a hundred; a note where it lacks grades yet."""
    missing = (
        pl.when(pl.col("pupils").fill_null(0) == 0).then(pl.lit("no-pupils")).otherwise(pl.lit("unknown"))
    )
    note = pl.when(pl.col("value").is_null()).then(missing).when("growing").then(pl.lit("growing"))
    return tables.values.select("id", "stage", "indicator", "value", n="pupils", note=note)


@indicator("MET", level="part")
def indicators_met(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """How many of the seven a part meets; null while one of them is unknown."""
    return of_parts(_judged(tables.values, _PART, parameters, "MET"), "", "met", _waits())


@indicator("PASS", level="part")
def school_passes(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """1 where six are met and the others keep 85 % of their thresholds, else 0; null while unknown."""
    return of_parts(_judged(tables.values, _PART, parameters, "PASS"), "", "passes", _waits())


@indicator("PASS", level=UNITS)
def share_of_schools_that_pass(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The share of judged parts that pass, of those that are complete; n says how many."""
    counted = (
        _judged(tables.members, [*UNIT, "id", "pupils"], parameters, "PASS")
        .group_by(*UNIT, "indicator")
        .agg(value=pl.col("passes").mean(), n=pl.col("passes").count())
    )
    return of_units(counted, "", "value", pl.when(pl.col("value").is_null()).then(pl.lit(_COMPLETE)))


@indicator("WAITING", level=UNITS)
def schools_that_wait(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """待补: how many parts lack an indicator and are not judged yet; those without pupils are not counted."""
    judged = _judged(tables.members, [*UNIT, "id", "pupils"], parameters, "WAITING")
    counted = (
        judged.filter(pl.col("pupils").fill_null(1) != 0)
        .group_by(*UNIT, "indicator")
        .agg(value=pl.col("passes").is_null().sum().cast(pl.Float64), n=pl.len().cast(pl.Int64))
    )
    return of_units(counted, "", "value", _NO_NOTE)


@indicator(*L_CODES, level=UNITS)
def pooled_mean(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """全县平均值: all amounts over all pupils, not the mean of the schools' values."""
    groups = tables.spread.with_columns(pl.col("n").fill_null(0))
    return of_units(groups, "", "mean", pl.when(pl.col("n") == 0).then(pl.lit("no-school")))


@indicator(*(f"{code}.cv" for code in L_CODES), level=UNITS)
def coefficient_of_variation(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """差异系数: the spread of the schools' values around the pooled mean, weighted by pupils.

    For schools i of a unit and stage, P_i pupils, x_i the value, m the pooled mean:
    S² = sum (P_i / P) (x_i - m)², CV = S / m. Null below two schools and where the mean is 0; that of a
    cluster of few schools is small by chance, and has a note.
    """
    few = (pl.col("level") == "cluster") & (pl.col("n") < parameters["few_schools"])
    rows = coefficients(tables.spread)
    note = pl.when(pl.col("note").is_null() & few).then(pl.lit("few-schools")).otherwise("note")
    return rows.with_columns(pl.col("indicator") + ".cv", note=note).rename({"unit": "id"})


@indicator(*(f"{code}.met" for code in L_CODES), level=UNITS)
def share_of_schools_that_meet(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """达标学校比例 of one indicator: of the parts whose value is known."""
    counted = (
        with_thresholds(tables.members, parameters)
        .group_by(BY)
        .agg(value=pl.col("is_met").mean(), n=pl.col("is_met").count())
    )
    return of_units(counted, ".met", "value", pl.when(pl.col("value").is_null()).then(pl.lit("no-school")))


@indicator("CV.mean", level=UNITS)
def mean_of_the_seven(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """综合: the mean of the seven coefficients; null while one of them is."""
    rows = mean_cv(tables.spread).with_columns(indicator=pl.lit("CV.mean"))
    return of_units(rows, "", "value", pl.when(pl.col("value").is_null()).then(pl.lit(_COMPLETE)))


@indicator(
    *(f"{code}.threshold" for code in L_CODES), *(f"{code}.limit" for code in L_CODES), level="district"
)
def thresholds_and_limits(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The numbers that the values are held against, so that the table explains itself."""
    rows = tables.spread.filter(pl.col("level") == "district").select("unit", "stage", "indicator")
    rows = rows.join(thresholds(parameters), on=["stage", "indicator"], validate="m:1")
    return pl.concat(
        rows.select(
            "stage",
            pl.col("indicator") + suffix,
            id="unit",
            value=column,
            n=pl.lit(None, pl.Int64),
            note=_NO_NOTE,
        )
        for suffix, column in ((".threshold", "threshold"), (".limit", "cv_limit"))
    )


def _judged(rows: pl.DataFrame, by: list[str], parameters: Parameters, code: str) -> pl.DataFrame:
    """One row a part -- by, indicator (the code), met, passes; both null while an indicator is unknown."""
    counted = (
        with_thresholds(rows, parameters)
        .group_by(by)
        .agg(
            met=pl.col("is_met").sum().cast(pl.Float64),
            floor=pl.col("keeps_floor").all(),
            complete=pl.col("value").count() == len(L_CODES),
        )
    )
    passes = ((pl.col("met") >= parameters["met_wanted"]) & pl.col("floor")).cast(pl.Float64)
    return counted.with_columns(
        indicator=pl.lit(code),
        met=pl.when("complete").then("met"),
        passes=pl.when("complete").then(passes),
    )


def _waits() -> pl.Expr:
    """Why a part is not judged: a stage without pupils is no gap in the data."""
    reason = pl.when(pl.col("pupils") == 0).then(pl.lit("no-pupils")).otherwise(pl.lit(_COMPLETE))
    return pl.when(pl.col("passes").is_null()).then(reason)
