"""Which schools are not shown: those with too few pupils, and as many more as hide what they have."""

from __future__ import annotations

import polars as pl


def withheld(counts: pl.DataFrame, minimum: int, together: int) -> frozenset[str]:
    """The schools of an assessment of which no figure is shown.

    counts    one row a school and subject or composite -- school, n
    minimum   a school with fewer pupils in any subject is withheld in all: subjects add up to composites
    together  the least number of schools that are withheld, if any is; they have `minimum` pupils at least

    The pupils of all schools have a mean residual that follows from the fitted model (zero for a regression
    line), and so has the sum that is weighted by the shrinkage: of one or two withheld schools both means
    could be solved for. The figures of clusters rest on shown schools only, and so give nothing away.
    """
    least = counts.group_by("school").agg(pl.col("n").min()).sort("n", "school")
    small = least.filter(pl.col("n") < minimum).height
    if not small:
        return frozenset()
    enough = (pl.int_range(1, pl.len() + 1) >= max(small, together)) & (pl.col("n").cum_sum() >= minimum)
    hidden = least.filter(~enough.shift(1, fill_value=False))
    return frozenset(hidden["school"])
