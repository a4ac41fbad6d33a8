"""From fitted models to what is shown: withheld schools without figures, classes, coverage and flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from eduhub.parameters import Parameters
from eduhub.scores.models.assessed import CLUSTER_EFFECTS, EFFECTS, Modelled
from eduhub.scores.models.comparing import chance, separable
from eduhub.scores.models.fitting import Fitted
from eduhub.scores.models.tally import Tally

WITHHELD, LOW_COVERAGE = "withheld", "coverage-low"
_STEPS = 20  # coverage is told in whole steps of 5 %


def notes(tally: Tally) -> pl.DataFrame:
    """Why a school is not shown, and its coverage -- id, coverage, note."""
    share = pl.col("used") / pl.col("outcomes")
    is_hidden, is_low = (pl.col("school").is_in(list(those)) for those in (tally.hidden, tally.low))
    return tally.by_school.filter(pl.col("outcomes") > 0).select(
        id="school",
        coverage=pl.when(~is_hidden).then(in_steps(share)),
        note=pl.when(is_hidden).then(pl.lit(WITHHELD)).when(is_low).then(pl.lit(LOW_COVERAGE)),
    )


def in_steps(share: pl.Expr) -> pl.Expr:
    """A share rounded down to whole steps."""
    return ((share * _STEPS + 1e-9).floor() / _STEPS).round(2)


def published(
    model: str,
    fitted: Fitted,
    noted: pl.DataFrame,
    clusters: pl.DataFrame,
    cluster_coverage: pl.DataFrame,
    parameters: Parameters,
    influential: frozenset[str] = frozenset(),
) -> Modelled:
    """A model as it is shown.

    noted             id, coverage, note of every school
    clusters          as `cluster_effects` gives them; cluster_coverage: id and coverage of every cluster
    influential       schools that one pupil moves
    """
    effects = fitted.effects.rename({"school": "id"}).with_columns(_error=pl.Series(fitted.error))
    if "median" not in effects.columns:
        effects = effects.with_columns(median=pl.lit(None, pl.Float64))
    joined = noted.join(effects, on="id", how="left", validate="1:1").sort("id")
    shown = joined.filter(pl.col("note").is_null() & pl.col("se").is_not_null())
    flagged = with_flags(with_class(joined), parameters, influential)
    hidden = [name for name in EFFECTS if name not in ("id", "note", "flags")]
    schools = flagged.with_columns(
        pl.when(pl.col("note").is_null()).then(name).alias(name) for name in hidden
    )
    return Modelled(
        model,
        fitted.numbers,
        schools.select(pl.col(name).cast(dtype) for name, dtype in EFFECTS.items()),
        _clusters(clusters, cluster_coverage, parameters),
        chance=_chance(shown),
        separable=separable(shown["value"].to_numpy(), shown["se"].to_numpy()),
    )


def _chance(shown: pl.DataFrame) -> float:
    shrunken = shown["_error"] * shown["reliability"].fill_null(1.0)
    return chance(shown["se"].to_numpy(), shrunken.to_numpy().astype(np.float64))


def _clusters(found: pl.DataFrame, coverage: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """The clusters; one without a shown school is withheld."""
    joined = coverage.join(found, on="id", how="left", validate="1:1").sort("id")
    withheld = pl.when(pl.col("value").is_null()).then(pl.lit(WITHHELD))
    noted = joined.with_columns(note=withheld, median=pl.lit(None, pl.Float64))
    flagged = with_flags(with_class(noted), parameters, frozenset())
    return flagged.select(pl.col(name).cast(dtype) for name, dtype in CLUSTER_EFFECTS.items())


def with_class(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their class by the interval: 1 above 0, -1 below, 0 around it, null without one."""
    above = (pl.col("low") > 0).cast(pl.Int8)
    below = (pl.col("high") < 0).cast(pl.Int8)
    return rows.with_columns((above - below).alias("class"))


def with_flags(rows: pl.DataFrame, parameters: Parameters, influential: frozenset[str]) -> pl.DataFrame:
    """The rows with the flags of those that are shown."""
    few = pl.col("n") < parameters["va_reference_n"]
    unreliable = (pl.col("reliability") < parameters["va_reference_reliability"]).fill_null(False)
    flags = {
        "reference": few | unreliable,
        "coverage": pl.col("coverage") < parameters["va_coverage"]["flag"],
        "influential": pl.col("id").is_in(influential),
    }
    words = [pl.when(test & pl.col("note").is_null()).then(pl.lit(name)) for name, test in flags.items()]
    return rows.with_columns(flags=pl.concat_list(words).list.drop_nulls())


def with_differing(one: Modelled, schools: frozenset[str]) -> Modelled:
    """The model with a flag on the schools that another model puts into another class."""
    is_one = pl.col("id").is_in(schools) & pl.col("note").is_null()
    flags = pl.when(is_one).then(pl.concat_list("flags", pl.lit(["differs"]))).otherwise("flags")
    return replace(one, schools=one.schools.with_columns(flags=flags))


def coverage_of_clusters(
    by_school: pl.DataFrame, shown: frozenset[str], cluster_of: Mapping[str, str]
) -> pl.DataFrame:
    """The coverage of each cluster over its shown schools, null where there is none -- id, coverage."""
    cluster = pl.col("school").replace_strict(dict(cluster_of), default=None, return_dtype=pl.String)
    own = by_school.with_columns(id=cluster).filter(pl.col("id").is_not_null())
    is_shown = pl.col("school").is_in(shown)
    share = pl.col("used").filter(is_shown).sum() / pl.col("outcomes").filter(is_shown).sum()
    return own.group_by("id").agg(coverage=in_steps(share.fill_nan(None))).sort("id")
