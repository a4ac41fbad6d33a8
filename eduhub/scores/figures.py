"""Figures of a cluster, district or city that are followed from year to year: CVs, gap and level index."""

from __future__ import annotations

import polars as pl

from eduhub.parameters import Parameters
from eduhub.parameters.catalogue import L_CODES
from eduhub.scores.exact import sums
from eduhub.scores.judging import ROUNDING
from eduhub.scores.spread import BY, spread
from eduhub.scores.tables import JUDGED

UNIT = ["level", "unit", "stage"]


def thresholds(parameters: Parameters) -> pl.DataFrame:
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


def with_thresholds(rows: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """The rows with threshold, is_met and keeps_floor (null where the value is)."""
    joined = rows.join(thresholds(parameters), on=["stage", "indicator"], validate="m:1")
    bar = pl.col("threshold") * (1 - ROUNDING)
    return joined.with_columns(
        is_met=pl.col("value") >= bar, keeps_floor=pl.col("value") >= bar * parameters["floor_share"]
    )


def coefficients(groups: pl.DataFrame) -> pl.DataFrame:
    """The CV of each group of `Tables.spread`, null where there is none -- BY, value, n, note."""
    n = pl.col("n").fill_null(0)
    note = (
        pl.when(n == 0)
        .then(pl.lit("no-school"))
        .when(n < 2)
        .then(pl.lit("fewer-than-two"))
        .when(pl.col("mean") == 0)
        .then(pl.lit("mean-zero"))
    )
    return groups.select(*BY, n=n, note=note, value=pl.when(note.is_null()).then("cv"))


def mean_cv(groups: pl.DataFrame) -> pl.DataFrame:
    """The mean of the seven coefficients -- UNIT, value, n; null while one of them is."""
    return _over_the_seven(coefficients(groups))


def gap(groups: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """The mean over the seven of CV / limit -- UNIT, value, n; null while one of them is."""
    joined = coefficients(groups).join(thresholds(parameters), on=["stage", "indicator"], validate="m:1")
    return _over_the_seven(joined.with_columns(value=joined["value"] / joined["cv_limit"]))


def level(known: pl.DataFrame, parameters: Parameters, cap: float | None) -> pl.DataFrame:
    """The mean over the seven of value / threshold, pooled by pupils -- UNIT, value, n.

    cap  the most that a part's ratio counts; None: no cap
    """
    joined = known.join(thresholds(parameters), on=["stage", "indicator"], validate="m:1")
    ratio = (joined["value"] / joined["threshold"]).clip(upper_bound=cap)
    found = sums(joined.with_columns(ratio=ratio * joined["pupils"]), BY, ["ratio", "pupils"])
    return _over_the_seven(found.with_columns(value=found["ratio"] / found["pupils"]))


def followed(known: pl.DataFrame, groups: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """All figures that are followed from year to year -- BY (the code of the figure), value, n.

    known   members whose amount and pupils are known; groups: their spread
    """
    frames = [
        coefficients(groups).with_columns(pl.col("indicator") + ".cv"),
        gap(groups, parameters).with_columns(indicator=pl.lit("GAP")),
        level(known, parameters, parameters["level_cap"]).with_columns(indicator=pl.lit("LEVEL")),
    ]
    return pl.concat(frame.select(*BY, "value", "n") for frame in frames)


def followed_of(known: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """The same from the members alone."""
    return followed(known, spread(known, BY), parameters)


def _over_the_seven(rows: pl.DataFrame) -> pl.DataFrame:
    """The mean of the values of a unit's seven indicators, and the least n; null where one is missing."""
    filled = rows.with_columns(known=pl.col("value").is_not_null().cast(pl.Float64)).with_columns(
        pl.col("value").fill_null(0.0)
    )
    found = sums(filled, UNIT, ["value", "known"]).drop("n")
    least = rows.group_by(UNIT).agg(n=pl.col("n").min())
    mean = (found["value"] / float(len(L_CODES))).alias("mean")
    value = pl.when(pl.col("known") == len(L_CODES)).then("mean")
    return found.with_columns(mean).join(least, on=UNIT, validate="1:1").select(*UNIT, "n", value=value)
