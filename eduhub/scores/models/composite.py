"""Composites of subjects, built pupil by pupil: so the correlation between a pupil's subjects is kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import polars as pl

from eduhub.scores.models.pupils import INCOMPLETE, Judged, Pupils
from eduhub.scores.models.scaling import distributions, scaled

_WHO = ("key", "school")


def composite(judged: Judged, name: str, weights: Mapping[str, float]) -> Pupils:
    """The pupils of a composite: the weighted mean of their scaled scores, brought to the scale once more.

    weights  by subject; a pupil takes part with an outcome, and a prior, in every one of them
    """
    parts = [judged.scaled(subject)[0] for subject in weights]
    together = pl.concat(
        part.with_columns(_w=pl.lit(weight)) for part, weight in zip(parts, weights.values(), strict=True)
    )
    covariates = [one.name for one in judged.head.covariates]
    kept = [*covariates, *([judged.weight] if judged.weight else [])]
    has = pl.col("_why").is_null()
    whole = has & pl.col("_lacks").is_null()
    total, scores = sum(weights.values()), ("outcome", *judged.priors[:1])
    pupils = together.group_by(*_WHO).agg(
        *(((pl.col(score) * pl.col("_w")).sum() / total).alias(score) for score in scores),
        *(pl.col(column).drop_nulls().first() for column in kept),
        moved=pl.col("moved").any(),
        _outcomes=has.sum(),
        _whole=whole.sum(),
    )
    reason = pl.lit(INCOMPLETE)
    marked = pupils.with_columns(
        _why=pl.when(pl.col("_outcomes") < len(weights)).then(reason),
        _lacks=pl.when(pl.col("_whole") < len(weights)).then(reason),
    )
    counts = marked.group_by("school", "_why", "_lacks", "moved").len().collect()
    lacks = {"outcome": "_why", "prior": "_lacks"}
    valid = {score: marked.filter(pl.col(lacks[score]).is_null()) for score in scores}
    known = reduce(lambda a, b: a | b, (distributions(among, [c]) for c, among in valid.items()))
    ready = scaled(marked, known, judged.scale, valid)
    used = ready.filter(pl.col("_why").is_null() & pl.col("_lacks").is_null())
    priors = ("prior",) if "prior" in known and judged.has_prior(*weights) else ()
    return judged.ready(name, used, counts, priors, known, valid)
