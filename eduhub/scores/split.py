"""How the facilities of an integrated school are divided among its stages (拆分)."""

from __future__ import annotations

import polars as pl

AMOUNTS = ("teaching_m2", "sports_m2", "equipment_yuan", "multimedia_rooms")


def split_amounts(parts: pl.DataFrame) -> pl.DataFrame:
    """Each stage's share of what its campus has, in proportion to weighted pupils.

    parts   one row a campus and stage -- school, campus (null for the only one), stage, pupils,
            weight (of a pupil of that stage; null or 1 where there is nothing to split), and the amounts
            of the whole campus: teaching_m2, sports_m2 (m²), equipment_yuan (yuan), multimedia_rooms
    Gives   the same rows in the same order, each amount times weight x pupils / sum of weight x pupils
            over the campus; a campus of one stage keeps its amounts whatever its pupils. Null where the
            pupils of any stage of the campus are unknown or all are 0.
    Source  教督〔2017〕6号, rules of splitting; worked example of a nine-year school with
            166 and 210 pupils and 23226 books: 9711.6272 and 13514.3728 (tests/indicators/split.yaml).
    """
    frame = _weighted(parts)
    shares = frame.with_columns(share=frame["weighted"] / frame["whole"]).select(
        pl.when("alone").then(1.0).when(pl.col("known") & (pl.col("whole") > 0)).then("share")
    )
    return parts.with_columns((parts[amount] * shares.to_series()).alias(amount) for amount in AMOUNTS)


def equivalents(parts: pl.DataFrame) -> pl.Series:
    """The pupils of a whole campus as pupils of each stage: sum of weight x pupils / weight of the stage.

    So that a stage has for each pupil what its campus has for each of these. Null for a campus of one
    stage, and where the pupils of any stage are unknown or all are 0.
    """
    frame = _weighted(parts)
    divided = frame.with_columns(each=frame["whole"] / frame["weight"].fill_null(1.0))
    is_split = ~pl.col("alone") & pl.col("known") & (pl.col("whole") > 0)
    return divided.select(pl.when(is_split).then("each")).to_series()


def _weighted(parts: pl.DataFrame) -> pl.DataFrame:
    """The rows with weighted pupils, their whole over the campus, and whether it is alone and all known."""
    campus = ["school", "campus"]
    return parts.with_columns(weighted=parts["weight"].fill_null(1.0) * parts["pupils"]).with_columns(
        whole=pl.col("weighted").sum().over(campus),
        alone=pl.len().over(campus) == 1,
        known=pl.col("pupils").is_not_null().all().over(campus),
    )
