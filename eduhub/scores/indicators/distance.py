"""How much more a school needs to reach a threshold, in persons, m², yuan and rooms."""

from __future__ import annotations

import polars as pl

from eduhub.parameters import Parameters
from eduhub.parameters.catalogue import L_CODES
from eduhub.scores.exact import sums
from eduhub.scores.figures import with_thresholds
from eduhub.scores.indicator import indicator, of_parts
from eduhub.scores.tables import Tables

_CODES = tuple(f"{code}.distance" for code in L_CODES)
_TEACHERS = ["L1", "L2", "L3"]
_WHOLE = ["L1", "L2", "L3", "L7"]  # persons and rooms come whole
_DIGITS = 9  # what lies behind is left by rounding: 4.2 x 500 / 100 is 21.000000000000004


@indicator(*_CODES, level="part")
def distance_to_threshold(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """What a part lacks; where its campus was split, what the campus needs so that this stage reaches.

    Teachers: threshold P / 100 - T. Facilities that were split: threshold D / k - T, with D the weighted
    pupils of the campus and k the weight of the stage (rooms per hundred). Not below 0; persons and rooms
    are rounded up.
    """
    rows = _needs(tables, parameters)
    note = pl.when(pl.col("need").is_null()).then(
        pl.when(pl.col("pupils").fill_null(0) == 0).then(pl.lit("no-pupils")).otherwise(pl.lit("unknown"))
    )
    return of_parts(rows, ".distance", "need", note)


@indicator(*_CODES, level=("school", "cluster", "district"))
def distances_together(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The needs of a school, cluster or district: teachers by stage and in all, facilities in all.

    Of facilities that its stages share a campus needs the largest of what they need; what is counted by
    stage adds up. Unknown needs are left out; n says how many parts (of what is shared: campuses) are known.
    """
    needs = pl.concat(
        _needs(tables, parameters).with_columns(level=pl.lit(level), unit=pl.col(column))
        for level, column in (("school", "school"), ("cluster", "group"), ("district", "district"))
    )
    teachers = needs.filter(pl.col("indicator").is_in(_TEACHERS))
    campus = ["level", "unit", "indicator", "school", "campus"]
    shared = pl.when("is_split").then(pl.lit("")).otherwise("stage").alias("shared")
    facilities = needs.filter(~pl.col("indicator").is_in(_TEACHERS))
    largest = facilities.group_by(*campus, shared).agg(pl.col("need").max())
    in_all = pl.concat([teachers.select(*campus, "need"), largest.select(*campus, "need")])
    by_stage = teachers.filter(pl.col("level") != "school")
    whole = in_all.with_columns(stage=pl.lit(None, pl.String))
    return pl.concat([_summed(by_stage), _summed(whole)])


def _needs(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The values with need: what is lacking, 0 where the threshold is met, null where that is unknown."""
    rows = with_thresholds(tables.values, parameters)
    wanted = rows["threshold"] * rows["of_pupils"] / rows["per"]
    lacking = (wanted - rows["of_amount"]).clip(lower_bound=0.0)
    is_whole = pl.col("indicator").is_in(_WHOLE)
    rounded = pl.when(is_whole).then(pl.col("lacking").round(_DIGITS).ceil()).otherwise("lacking")
    return rows.with_columns(lacking=lacking).with_columns(
        need=pl.when("is_met").then(0.0).when(pl.col("value").is_not_null()).then(rounded)
    )


def _summed(needs: pl.DataFrame) -> pl.DataFrame:
    """The sum of what is known of each unit, stage and indicator; null where nothing is."""
    by = ["level", "unit", "stage", "indicator"]
    known = sums(needs.filter(pl.col("need").is_not_null()), by, ["need"])
    rows = needs.select(by).unique().join(known, on=by, how="left", nulls_equal=True)
    return rows.select(
        "level",
        "stage",
        pl.col("indicator") + ".distance",
        id="unit",
        value="need",
        n=pl.col("n").fill_null(0),
        note=pl.when(pl.col("need").is_null()).then(pl.lit("unknown")),
    )
