"""The same members in two years (同口径): schools are followed through re-coding and merging."""

from __future__ import annotations

from collections.abc import Callable, Set

import polars as pl

from eduhub.scores.exact import sums
from eduhub.scores.spread import BY


def pairs(
    now: pl.DataFrame, before: pl.DataFrame, follow: Callable[[str], str], divided: Set[str]
) -> pl.DataFrame:
    """One row a member of each cluster, district and city, stage and indicator, known in both years.

    now, before  the members of the two years: columns as in `Tables.members`
    follow       the code this year of a code of the year before
    divided      schools that were split between the years, which can't be compared

    Gives   BY, key, id (of the part this year; null where several stand for it), total, pupils, value and
            total_before, pupils_before, value_before. Schools that merged are counted as one in both years;
            where the campuses are others than before, a school's stage is counted as a whole. What
            changed its cluster or district belongs to neither.
    """
    now, before = (rows.filter(~pl.col("school").is_in(sorted(divided))) for rows in (now, before))
    codes = before["school"].unique().sort().to_list()
    followed = before.with_columns(school=pl.col("school").replace({code: follow(code) for code in codes}))
    one, other = _pooled(_keyed(now, followed)), _pooled(_keyed(followed, now)).drop("id")
    both = one.join(other, on=[*BY, "key"], how="inner", validate="1:1", suffix="_before")
    return both.filter((pl.col("pupils") > 0) & (pl.col("pupils_before") > 0)).sort(*BY, "key")


def _keyed(rows: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """The rows with a key that a school's stage has in both years: by campus where these are the same."""
    stage = ["school", "stage"]
    campuses = (
        frame.group_by(stage).agg(pl.col("campus").fill_null("").unique().sort()) for frame in (rows, other)
    )
    one, two = campuses
    same = one.join(two, on=stage, suffix="_other").select(
        *stage, alike=pl.col("campus") == pl.col("campus_other")
    )
    keyed = rows.join(same, on=stage, how="inner", validate="m:1")
    campus = pl.when("alike").then(pl.col("campus").fill_null("")).otherwise(pl.lit("*"))
    return keyed.with_columns(key=pl.col("school") + "/" + campus)


def _pooled(keyed: pl.DataFrame) -> pl.DataFrame:
    """Total, pupils and value of each key, of the units that hold all of it, where all of it is known."""
    whole = ["level", "stage", "indicator", "key"]
    known = keyed.filter(
        pl.col("value").is_not_null().all().over(whole) & (pl.col("unit").n_unique().over(whole) == 1)
    )
    ids = known.group_by(*BY, "key").agg(id=pl.col("id").first(), parts=pl.col("id").n_unique())
    pooled = sums(known, [*BY, "key"], ["total", "pupils"]).drop("n").join(ids, on=[*BY, "key"])
    value = pooled["total"] / pooled["pupils"]
    return pooled.with_columns(value=value, id=pl.when(pl.col("parts") == 1).then("id")).drop("parts")
