"""Schools' own counts by level, before and after: each held its own exam, so only its own change is told."""

from __future__ import annotations

import polars as pl

from eduhub.core.text import Text

OWN_ONLY = Text(
    "只有各校自己的等级人数：只看本校前后的变化，不能与他校比较",
    "there are only the schools' own counts by level: each shows its own change and can't be compared",
)
SHIFT = {"id": pl.String, "subject": pl.String, "value": pl.Float64, "n": pl.Int64, "note": pl.String}
_BEST_FIRST = ("A", "B", "C", "D", "E")


def shifts(counts: pl.DataFrame, minimum: int) -> pl.DataFrame:
    """How far each school's levels moved up -- id, subject, value, n (pupils after), note.

    counts   one row a school, subject and level -- school, subject, level, before, after
    value    the chance that a pupil after is on a higher level than one before, less the chance that he is on
             a lower one: -1 to 1 (Cliff's delta; Cliff 1993, Psychological Bulletin 114:3)
    minimum  of fewer pupils, before or after, no value is given; the note says `withheld`
    """
    keys = ["school", "subject"]
    rank = pl.col("level").replace_strict({level: i for i, level in enumerate(_BEST_FIRST)})
    one = counts.group_by(*keys, "level").agg(pl.col("before", "after").sum()).with_columns(rank=rank)
    pairs = one.join(one, on=keys, suffix="_2").with_columns(
        sign=(pl.col("rank_2") - pl.col("rank")).sign().cast(pl.Int64)
    )
    better = pairs.group_by(keys).agg(net=(pl.col("sign") * pl.col("after") * pl.col("before_2")).sum())
    whole = one.group_by(keys).agg(pl.col("before", "after").sum()).join(better, on=keys)
    few = pl.min_horizontal("before", "after") < minimum
    value = pl.col("net") / (pl.col("before") * pl.col("after"))
    return whole.select(
        id="school",
        subject="subject",
        value=pl.when(~few).then(value),
        n=pl.when(~few).then(pl.col("after")).cast(pl.Int64),
        note=pl.when(few).then(pl.lit("withheld")),
    ).sort("subject", "id")
