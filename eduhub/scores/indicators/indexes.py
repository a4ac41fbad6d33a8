"""Two figures for the whole: the gap against its limits, and the level against the thresholds."""

from __future__ import annotations

import polars as pl

from eduhub.parameters import Parameters
from eduhub.scores import figures
from eduhub.scores.indicator import UNITS, indicator, of_units
from eduhub.scores.tables import Tables


@indicator("GAP", level=UNITS)
def gap_index(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The mean over the seven of CV / limit: 1 would be all of them at their limits."""
    return _index(figures.gap(tables.spread, parameters), "GAP")


@indicator("LEVEL", level=UNITS)
def level_index(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The mean over the seven of value / threshold, pooled by pupils, each part counted up to the cap.

    Without the cap, riches of one school would hide what another lacks.
    """
    found = figures.level(tables.known, parameters, parameters["level_cap"])
    return _index(_with_all(tables, found), "LEVEL")


@indicator("LEVEL.uncapped", level=UNITS)
def level_index_uncapped(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The same without the cap."""
    return _index(_with_all(tables, figures.level(tables.known, parameters, None)), "LEVEL.uncapped")


def _with_all(tables: Tables, found: pl.DataFrame) -> pl.DataFrame:
    """With a row for each unit, also where none of its parts is known."""
    units = tables.spread.select(figures.UNIT).unique()
    return units.join(found, on=figures.UNIT, how="left").with_columns(pl.col("n").fill_null(0))


def _index(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    note = pl.when(pl.col("value").is_null()).then(pl.lit("incomplete"))
    return of_units(rows.with_columns(indicator=pl.lit(code)), "", "value", note)
