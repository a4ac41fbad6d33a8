"""Which schools are not shown: those with too few pupils, and as many more as hide what they have."""

from __future__ import annotations

import polars as pl


def withheld(counts: pl.DataFrame, minimum: int, together: int) -> frozenset[str]:
    """The schools of an assessment of which no figure is shown.

    counts    one row a school and subject or composite -- school, n
    minimum   a school with fewer pupils in any subject is withheld in all: subjects add up to composites
    together  the least number of schools that are withheld, if any is; they have `minimum` pupils at least

    No model sees their pupils. The scale of the whole city does: its mean tells the sum over those withheld,
    which says nothing of one of them as long as they are several.
    """
    least = counts.group_by("school").agg(pl.col("n").min()).sort("n", "school")
    small = least.filter(pl.col("n") < minimum).height
    if not small:
        return frozenset()
    enough = (pl.int_range(1, pl.len() + 1) >= max(small, together)) & (pl.col("n").cum_sum() >= minimum)
    hidden = least.filter(~enough.shift(1, fill_value=False))
    return frozenset(hidden["school"])
