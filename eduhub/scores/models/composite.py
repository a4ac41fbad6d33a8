"""Composites of subjects, built pupil by pupil: so the correlation between a pupil's subjects is kept."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from eduhub.scores.models.pupils import INCOMPLETE, Judged, Pupils
from eduhub.scores.models.tally import Tally

_WHO = ("key", "school")
_MARKS = ("_why", "_lacks", "moved")


def composite_tally(judged: Judged, weights: Mapping[str, float]) -> Tally:
    """Who counts in a composite: pupils with an outcome, and a prior, in every subject of it."""
    rows = judged.rows.filter(pl.col("subject").is_in(list(weights)))
    marked = _by_pupil(rows, len(weights), {})
    return Tally(marked.group_by("school", *_MARKS).len().collect())


def composite(
    judged: Judged, name: str, weights: Mapping[str, float], tally: Tally, tallies: Mapping[str, Tally]
) -> Pupils:
    """The pupils of a composite: the weighted mean of their scaled scores, brought to the scale once more.

    weights  by subject;  tallies: of the subjects
    """
    parts = [
        judged.scaled(subject, tallies[subject])[0].with_columns(_w=pl.lit(weight))
        for subject, weight in weights.items()
    ]
    priors = judged.priors_of(*weights)[:1]
    total = sum(weights.values())
    scores = {score: (pl.col(score) * pl.col("_w")).sum() / total for score in ("outcome", *priors)}
    kept = [*(one.name for one in judged.head.covariates), *([judged.weight] if judged.weight else [])]
    whole = scores | {column: pl.col(column).drop_nulls().sort().first() for column in kept}
    marked = _by_pupil(pl.concat(parts), len(weights), whole)
    lacks = {"outcome": "_why", "prior": "_lacks"}
    valid = {score: marked.filter(pl.col(lacks[score]).is_null()) for score in scores}
    rows, known, sat = judged.on_scale(marked, valid, tally)
    return judged.ready(name, rows, tally, priors, known, sat)


def _by_pupil(rows: pl.LazyFrame, subjects: int, columns: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """One row a pupil of a school, sorted and at hand: so that sums come out the same each time.

    A plan would not do: polars leaves out a sort before it groups.
    """
    has = pl.col("_why").is_null()
    whole = has & pl.col("_lacks").is_null()
    pupils = rows.group_by(*_WHO).agg(
        *(value.alias(name) for name, value in columns.items()),
        moved=pl.col("moved").any(),
        _outcomes=has.sum(),
        _whole=whole.sum(),
    )
    reason = pl.lit(INCOMPLETE)
    return (
        pupils.collect()
        .sort(*_WHO)
        .lazy()
        .with_columns(
            _why=pl.when(pl.col("_outcomes") < subjects).then(reason),
            _lacks=pl.when(pl.col("_whole") < subjects).then(reason),
        )
    )
