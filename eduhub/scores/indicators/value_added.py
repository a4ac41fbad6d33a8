"""Value-added of schools and clusters: what the models of assessments gave, as rows of the long table.

Source: clause S5.5d asks for it; `eduhub.scores.models` computes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from eduhub.parameters import INDICATORS, Parameters
from eduhub.scores.indicator import SCORES, indicator
from eduhub.scores.models.assessed import Assessed, Modelled
from eduhub.scores.models.words import is_percentiles
from eduhub.scores.tables import CITY, Tables

_LEVELS = ("school", "cluster")
_DETAILS = {
    "VA.raw": "raw",
    "VA.se": "se",
    "VA.reliability": "reliability",
    "VA.class": "class",
    "VA.coverage": "coverage",
}
_ON_SCALE = ("VA", "VA.raw", "VA.se", "VA.spread")  # told in the unit of the scores
_MIDDLE = 50.0  # the growth percentile that is expected
# The columns that these indicators fill; the engine adds the others.
_ROWS = {column: dtype for column, dtype in SCORES.items() if column not in ("name", "year", "term")}


@indicator("VA", level=(*_LEVELS, CITY))
def value_added(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The value-added with its 95 % interval; null where it is withheld, and for the city where none can be.

    n    pupils that it rests on; null where it is withheld
    low, high  of the value only; what derives from it has none
    """
    found = [_told(*one, "VA", "value", whole=True) for one in _frames(tables)]
    return _stacked([*found, *(_not_computed(one) for one in tables.assessed)])


@indicator(*_DETAILS, level=_LEVELS)
def what_it_rests_on(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """Mean residual, standard error, reliability, class and coverage of what is shown."""
    return _stacked(
        _told(*one, code, column)
        for one in _frames(tables)
        for code, column in _DETAILS.items()
        if not (code == "VA.raw" and is_percentiles(one[1].model))
    )


@indicator("VA.spread", level="cluster")
def spread_inside(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """How far the members of a cluster lie apart; n says how many schools, null with one."""
    return _stacked(
        _told(*one, "VA.spread", "spread", n="schools") for one in _frames(tables) if one[2] == "cluster"
    )


@indicator("VA.median", level=_LEVELS)
def median_growth_percentile(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The median growth percentile; models publish its distance from 50, as they do with the mean."""
    return _stacked(
        _told(one, model, level, frame.with_columns(pl.col("median") + _MIDDLE), "VA.median", "median")
        for one, model, level, frame in _frames(tables)
        if is_percentiles(model.model)
    )


@indicator("SHIFT", level="school")
def levels_moved_up(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """How far a school's own levels moved up, where each school held its own exam."""
    return _stacked(
        one.shifts.select(
            "id",
            "subject",
            "n",
            "note",
            level=pl.lit("school"),
            stage=pl.lit(one.stage),
            assessment=pl.lit(one.assessment),
            model=pl.lit(None, pl.String),
            indicator=pl.lit("SHIFT"),
            value=_steady(pl.col("value")),
            low=pl.lit(None, pl.Float64),
            high=pl.lit(None, pl.Float64),
            unit=pl.lit(INDICATORS["SHIFT"].unit.zh),
        ).select(*_ROWS)
        for one in tables.assessed
    )


def _frames(tables: Tables) -> Iterator[tuple[Assessed, Modelled, str, pl.DataFrame]]:
    """Each model of each assessment and subject, with its schools, then with its clusters."""
    for one in tables.assessed:
        for model in one.models:
            yield one, model, "school", model.schools
            yield one, model, "cluster", model.clusters


def _told(
    one: Assessed,
    model: Modelled,
    level: str,
    frame: pl.DataFrame,
    code: str,
    column: str,
    *,
    n: str = "n",
    whole: bool = False,
) -> pl.DataFrame:
    """Rows of one code; a column without a value gives none.

    whole  with the interval, and with the rows that are withheld
    """
    kept = frame if whole else frame.filter(pl.col(column).is_not_null())
    reserved = pl.when(pl.col("flags").list.contains("reference")).then(pl.lit("reference"))
    bounds = {name: _steady(pl.col(name)) if whole else pl.lit(None, pl.Float64) for name in ("low", "high")}
    return kept.select(
        "id",
        level=pl.lit(level),
        stage=pl.lit(one.stage),
        subject=pl.lit(one.subject),
        assessment=pl.lit(one.assessment),
        model=pl.lit(model.model),
        indicator=pl.lit(code),
        value=_steady(pl.col(column).cast(pl.Float64)),
        n=pl.col(n),
        unit=pl.lit(_unit(one, model, code)),
        note=pl.coalesce("note", reserved),
        **bounds,
    ).select(*_ROWS)


def _steady(value: pl.Expr) -> pl.Expr:
    """The value to six decimals, the same on every machine; `models.json` has all digits."""
    return value.round(6) + 0.0


def _unit(one: Assessed, model: Modelled, code: str) -> str:
    if code not in _ON_SCALE:
        return INDICATORS[code].unit.zh
    return INDICATORS["VA.median"].unit.zh if is_percentiles(model.model) else one.unit.zh


def _not_computed(one: Assessed) -> pl.DataFrame:
    """A row of the city without a value for the assessment, or for each model, that can't be computed."""
    models = [None] if one.reason else [model.model for model in one.models if model.reason]
    return pl.DataFrame({"model": models}, schema={"model": pl.String}).select(
        level=pl.lit(CITY),
        id=pl.lit(CITY),
        stage=pl.lit(one.stage),
        subject=pl.lit(one.subject),
        assessment=pl.lit(one.assessment),
        model="model",
        indicator=pl.lit("VA"),
        value=pl.lit(None, pl.Float64),
        low=pl.lit(None, pl.Float64),
        high=pl.lit(None, pl.Float64),
        n=pl.lit(None, pl.Int64),
        unit=pl.lit(one.unit.zh),
        note=pl.lit("not-computable"),
    )


def _stacked(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    stacked: pl.DataFrame = pl.concat([pl.DataFrame(schema=_ROWS), *frames])
    return stacked
