"""The value-added of clusters, from the schools in the models, which are those that are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from eduhub.scores.models.failing import NoFitError
from eduhub.scores.models.fitting import MEAN, Fitted, Fitter, numbers_of
from eduhub.scores.models.sums import Sums
from eduhub.scores.models.three_level import ThreeLevel, three_level
from eduhub.scores.models.two_level import with_interval

_EMPTY = {"id": pl.String, "n": pl.Int64, "raw": pl.Float64, "value": pl.Float64, "reliability": pl.Float64}
_EMPTY |= {"se": pl.Float64, "low": pl.Float64, "high": pl.Float64, "schools": pl.Int64, "spread": pl.Float64}


def cluster_effects(
    fitter: Fitter, model: str, fitted: Fitted, shown: frozenset[str], cluster_of: Mapping[str, str]
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """One row a cluster -- id, n, raw, value, reliability, se, low, high, schools, spread -- and the numbers.

    Of a model with random effects the pupil-weighted mean of u_cluster + u_school from three levels, where
    there are enough clusters; else the pupil-weighted mean of the members' mean residuals, for these schools.
    """
    members = {school: cluster for school, cluster in cluster_of.items() if school in shown}
    enough = len(set(members.values())) >= fitter.parameters["va_clusters"]
    if fitted.fit is not None and enough and len(members) > len(set(members.values())):
        try:
            fit = _three_levels(fitter, model, members)
            real = _named(fit).filter(pl.col("id").is_in(sorted(set(members.values()))))
            return real, numbers_of(fit)
        except NoFitError as error:
            return _weighted(fitted, members), {"reason": {"zh": error.reason.zh, "en": error.reason.en}}
    return _weighted(fitted, members), {}


def _three_levels(fitter: Fitter, model: str, members: Mapping[str, str]) -> ThreeLevel:
    sums = with_cluster(fitter.sums, members)
    if model.endswith(MEAN):
        sums = sums.with_group_means("prior")
    return three_level(sums, "cluster", "ml" if model.startswith("ml") else "reml")


def with_cluster(sums: Sums, members: Mapping[str, str]) -> Sums:
    """The sums of schools, each with its cluster; one that is in none is a cluster of its own.

    So the fixed part is that of the whole city, and 0 the same expectation as in the model of two levels.
    """
    cluster = pl.col("school").replace(dict(members))
    return replace(sums, groups=sums.groups.with_columns(cluster=cluster))


def _named(fit: ThreeLevel) -> pl.DataFrame:
    return fit.pooled.select(
        id="cluster",
        n="n",
        raw="raw",
        value="value",
        reliability="reliability",
        se="se",
        low="low",
        high="high",
        schools=pl.col("units").cast(pl.Int64),
        spread="spread",
    )


def _weighted(fitted: Fitted, members: Mapping[str, str]) -> pl.DataFrame:
    """Pupil-weighted means of the members' mean residuals; se = sqrt(sum of (n_j / n)^2 error_j^2)."""
    errors = fitted.effects.with_columns(_error=pl.Series(fitted.error))
    shown = errors.filter(pl.col("school").is_in(list(members)))
    if not len(shown):
        return pl.DataFrame(schema=_EMPTY)
    cluster = pl.col("school").replace_strict(dict(members), return_dtype=pl.String)
    share = pl.col("n") / pl.col("n").sum()
    found = shown.group_by(id=cluster).agg(
        n=pl.col("n").sum(),
        raw=(share * pl.col("raw")).sum(),
        se=((share * pl.col("_error")) ** 2).sum().sqrt(),
        schools=pl.len().cast(pl.Int64),
        spread=pl.col("value").std(),
    )
    weighted = found.with_columns(value=pl.col("raw"), reliability=pl.lit(None, pl.Float64))
    return with_interval(weighted).select(*_EMPTY).sort("id")
