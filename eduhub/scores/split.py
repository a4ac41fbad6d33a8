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
    Source  教督〔2017〕6号, rules of splitting (STANDARDS 1.5); worked example of a nine-year school with
            166 and 210 pupils and 23226 books: 9711.6272 and 13514.3728 (tests/indicators/split.yaml).
    """
    campus = ["school", "campus"]
    weighted = pl.col("weight").fill_null(1.0) * pl.col("pupils")
    whole = weighted.sum().over(campus)
    known = pl.col("pupils").is_not_null().all().over(campus) & (whole > 0)
    share = pl.when(pl.len().over(campus) == 1).then(1.0).when(known).then(weighted / whole).otherwise(None)
    return parts.with_columns((pl.col(amount) * share).alias(amount) for amount in AMOUNTS)
