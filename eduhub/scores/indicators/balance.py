"""The seven resource indicators of 2017: values, thresholds, the rule of six and 85 %, differences.

Source: 教督〔2017〕6号; worked examples in tests/indicators/.
"""

from __future__ import annotations

import polars as pl

from eduhub.parameters import Parameters
from eduhub.parameters.catalogue import L_CODES
from eduhub.scores.exact import sums
from eduhub.scores.indicator import indicator
from eduhub.scores.judging import ROUNDING
from eduhub.scores.tables import JUDGED, Tables

_GROUP = ["district", "stage", "indicator"]


@indicator(*L_CODES, level="part")
def per_pupil(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """What a part has for each pupil, or for a hundred."""
    note = pl.when(pl.col("pupils").fill_null(0) == 0).then(pl.lit("no-pupils")).otherwise(pl.lit("unknown"))
    return tables.values.select(
        "id",
        "name",
        "stage",
        "indicator",
        "value",
        n="pupils",
        note=pl.when(pl.col("value").is_null()).then(note),
    )


@indicator("MET", level="part")
def indicators_met(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """How many of the seven a part meets; null while one of them is unknown."""
    return _judged(tables, parameters).select(
        "id", "name", "stage", indicator=pl.lit("MET"), value="met", n="pupils", note="note"
    )


@indicator("PASS", level="part")
def school_passes(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """1 where six are met and the others keep 85 % of their thresholds, else 0; null while unknown."""
    return _judged(tables, parameters).select(
        "id", "name", "stage", indicator=pl.lit("PASS"), value="passes", n="pupils", note="note"
    )


@indicator("PASS", level="district")
def share_of_schools_that_pass(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The share of judged parts that pass, of those that are complete; n says how many."""
    counted = (
        _judged(tables, parameters)
        .group_by("district", "stage")
        .agg(value=pl.col("passes").mean(), n=pl.col("passes").count())
    )
    note = pl.when(pl.col("value").is_null()).then(pl.lit("incomplete"))
    return counted.select(
        "stage", "value", "n", id="district", name="district", indicator=pl.lit("PASS"), note=note
    )


@indicator(*L_CODES, level="district")
def pooled_mean(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """全县平均值: all amounts over all pupils, not the mean of the schools' values."""
    return _district(tables, "mean", "", least=1)


@indicator(*(f"{code}.cv" for code in L_CODES), level="district")
def coefficient_of_variation(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """差异系数: the spread of the schools' values around the pooled mean, weighted by pupils.

    For schools i of a district and stage, P_i pupils, x_i the value, m the pooled mean:
    S² = sum (P_i / P) (x_i - m)², CV = S / m. Null below two schools and where the mean is 0.
    """
    return _district(tables, "cv", ".cv", least=2)


@indicator(*(f"{code}.met" for code in L_CODES), level="district")
def share_of_schools_that_meet(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """达标学校比例 of one indicator: of the parts whose value is known."""
    counted = (
        _with_thresholds(tables, parameters)
        .group_by(_GROUP)
        .agg(value=pl.col("is_met").mean(), n=pl.col("is_met").count())
    )
    note = pl.when(pl.col("value").is_null()).then(pl.lit("no-school"))
    return counted.select(
        "stage",
        "value",
        "n",
        id="district",
        name="district",
        indicator=pl.col("indicator") + ".met",
        note=note,
    )


@indicator("CV.mean", level="district")
def mean_of_the_seven(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """综合: the mean of the seven coefficients; null while one of them is."""
    cvs, unit = coefficient_of_variation(tables, parameters), ["id", "name", "stage"]
    mean = sums(cvs.with_columns(value=pl.col("value").fill_null(float("nan"))), unit, ["value"]).drop("n")
    value = (mean["value"] / len(L_CODES)).fill_nan(None)
    note = pl.when(pl.col("value").is_null()).then(pl.lit("incomplete"))
    least = cvs.group_by(unit).agg(n=pl.col("n").min())
    known = mean.with_columns(value=value).join(least, on=unit, validate="1:1")
    return known.with_columns(indicator=pl.lit("CV.mean"), note=note)


@indicator(
    *(f"{code}.threshold" for code in L_CODES), *(f"{code}.limit" for code in L_CODES), level="district"
)
def thresholds_and_limits(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The numbers that the values are held against, so that the table explains itself."""
    wanted = _thresholds(parameters)
    rows = (
        tables.values.select("district", "stage", "indicator")
        .unique()
        .join(wanted, on=["stage", "indicator"])
    )
    frames = [
        rows.select(
            "stage", id="district", name="district", indicator=pl.col("indicator") + suffix, value=column
        )
        for suffix, column in ((".threshold", "threshold"), (".limit", "cv_limit"))
    ]
    empty = {"n": pl.lit(None, pl.Int64), "note": pl.lit(None, pl.String)}
    return pl.concat(frames).with_columns(**empty)


def _thresholds(parameters: Parameters) -> pl.DataFrame:
    """One row a stage and indicator -- stage, indicator, threshold, cv_limit."""
    limits = parameters.cv_limits()
    rows = [
        {
            "stage": stage,
            "indicator": code,
            "threshold": float(by_stage[stage]),
            "cv_limit": float(limits[stage]),
        }
        for code, by_stage in parameters.thresholds().items()
        for stage in JUDGED
    ]
    schema = {"stage": pl.String, "indicator": pl.String, "threshold": pl.Float64, "cv_limit": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def _with_thresholds(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The values with is_met and keeps_floor (null where the value is)."""
    joined = tables.values.join(_thresholds(parameters), on=["stage", "indicator"], validate="m:1")
    bar = pl.col("threshold") * (1 - ROUNDING)
    return joined.with_columns(
        is_met=pl.col("value") >= bar, keeps_floor=pl.col("value") >= bar * parameters["floor_share"]
    )


def _judged(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """One row a part -- district, id, name, stage, pupils, met, passes, note."""
    counted = (
        _with_thresholds(tables, parameters)
        .group_by("district", "id", "name", "stage", "pupils")
        .agg(
            met=pl.col("is_met").sum().cast(pl.Float64),
            floor=pl.col("keeps_floor").all(),
            complete=pl.col("value").count() == len(L_CODES),
        )
    )
    passes = ((pl.col("met") >= parameters["met_wanted"]) & pl.col("floor")).cast(pl.Float64)
    return counted.with_columns(
        met=pl.when("complete").then("met"),
        passes=pl.when("complete").then(passes),
        note=pl.when(~pl.col("complete")).then(pl.lit("incomplete")),
    )


def _district(tables: Tables, value: str, suffix: str, least: int) -> pl.DataFrame:
    """Mean or CV of each district, stage and indicator, of the parts whose amount and pupils are known."""
    groups = tables.values.select(_GROUP).unique()
    found = groups.join(_spread(tables.values.filter(pl.col("value").is_not_null())), on=_GROUP, how="left")
    n = pl.col("n").fill_null(0)
    note = (
        pl.when(n == 0)
        .then(pl.lit("no-school"))
        .when(n < least)
        .then(pl.lit("fewer-than-two"))
        .when((pl.col("mean") == 0) & (least > 1))
        .then(pl.lit("mean-zero"))
    )
    return found.with_columns(note=note, n=n).select(
        "stage",
        "note",
        "n",
        id="district",
        name="district",
        indicator=pl.col("indicator") + suffix,
        value=pl.when(pl.col("note").is_null()).then(value),
    )


def _spread(known: pl.DataFrame) -> pl.DataFrame:
    """One row a district, stage and indicator -- mean (pooled), cv (weighted by pupils), n."""
    weighted = known.with_columns(
        total=known["amount"] * known["per"], pupils=known["pupils"].cast(pl.Float64)
    )
    pooled = sums(weighted, _GROUP, ["total", "pupils"])
    pooled = pooled.with_columns(mean=pooled["total"] / pooled["pupils"])
    rows = weighted.join(pooled.select(*_GROUP, "mean"), on=_GROUP, validate="m:1")
    apart = rows["value"] - rows["mean"]
    squares = sums(rows.with_columns(square=apart * apart * rows["pupils"]), _GROUP, ["square"])
    both = pooled.join(squares.drop("n"), on=_GROUP, validate="1:1")
    return both.with_columns(cv=(both["square"] / both["pupils"]).sqrt() / both["mean"])
