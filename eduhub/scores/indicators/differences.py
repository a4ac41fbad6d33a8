"""Where the differences between schools lie: from the mean, between and within groups, other measures.

Source: 教督〔2017〕6号 for the coefficient of variation; the others are shown beside it.
"""

from __future__ import annotations

import polars as pl

from eduhub.parameters import Parameters
from eduhub.parameters.catalogue import L_CODES
from eduhub.scores.figures import coefficients
from eduhub.scores.indicator import UNITS, indicator, of_parts, of_units
from eduhub.scores.spread import BY, against, divided, gini, spread, theil
from eduhub.scores.tables import OUTSIDE, Tables

_WIDER = ("district", "city")
_OF_DISTRICT, _OF_CLUSTER = ("from_mean", "share"), ("from_mean.cluster", "share.cluster")


def _codes(*suffixes: str) -> tuple[str, ...]:
    return tuple(f"{code}.{suffix}" for code in L_CODES for suffix in suffixes)


@indicator(*_codes(*_OF_DISTRICT), level="part")
def place_in_the_district(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """On which side of its district's mean a part lies, and its share of the district's S².

    share = (P_i / P) (x_i - m)² / S²; the shares of a district, stage and indicator sum to 1.
    """
    return _places(tables, "district", _OF_DISTRICT)


@indicator(*_codes(*_OF_CLUSTER), level="part")
def place_in_the_cluster(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The same against its cluster; null for schools that are in none."""
    return _places(tables, "cluster", _OF_CLUSTER)


@indicator(*_codes("cv.between", "cv.within"), level=_WIDER)
def parts_of_the_coefficient(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """CV² between and within groups -- of a district its clusters and 未入片区, of the city its districts.

    With m_g the mean of a group: between = sum (P_g / P)(m_g - m)² / m², within = sum (P_g / P) S_g² / m²;
    both together are CV².
    """
    found = divided(_wider(tables.known), BY, "inner")
    return _with_notes(tables, found, {".cv.between": "between", ".cv.within": "within"}, _WIDER)


@indicator(*_codes("cv.complete"), level=("cluster", "district"))
def coefficient_without_growing_schools(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The CV without the schools that do not have all their grades yet; only where there are such schools."""
    known = tables.known.filter(pl.col("level") != "city")
    mixed = known.filter(pl.col("growing").fill_null(False)).select(BY).unique()
    whole = known.filter(~pl.col("growing").fill_null(False))
    groups = mixed.join(spread(whole, BY), on=BY, how="left", validate="1:1")
    rows = coefficients(groups)
    return of_units(rows, ".cv.complete", "value", pl.col("note"))


@indicator(*_codes("theil"), level=UNITS)
def theil_index(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """Theil's T weighted by pupils: sum (P_i / P) (x_i / m) ln(x_i / m), where 0 ln 0 = 0."""
    return _with_notes(tables, theil(tables.known, BY, "inner"), {".theil": "theil"}, UNITS)


@indicator(*_codes("theil.between", "theil.within"), level=_WIDER)
def parts_of_theil(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """Theil's T between and within groups, as of the coefficient; together they are the whole."""
    found = theil(_wider(tables.known), BY, "inner")
    return _with_notes(tables, found, {".theil.between": "between", ".theil.within": "within"}, _WIDER)


@indicator(*_codes("gini"), level=UNITS)
def gini_coefficient(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """Gini weighted by pupils: sum over i and j of P_i P_j |x_i - x_j| / (2 P² m)."""
    return _with_notes(tables, gini(tables.known, BY), {".gini": "gini"}, UNITS)


def _places(tables: Tables, level: str, suffixes: tuple[str, str]) -> pl.DataFrame:
    """Side and share of each part within its cluster or district, with the note that says why not."""
    of_level = pl.col("level") == level
    members, groups = tables.members.filter(of_level), tables.spread.filter(of_level)
    rows = against(members, groups, BY)
    outside = pl.col("group").str.ends_with(f"/{OUTSIDE}") & pl.lit(level == "cluster")
    unknown = pl.when(outside).then(pl.lit("outside")).when(pl.col("value").is_null()).then(pl.lit("unknown"))
    single = unknown.when(pl.col("size") == 1).then(pl.lit("single"))
    flat = single.when(pl.col("share").is_null()).then(pl.lit("no-spread"))
    side, share = suffixes
    return pl.concat(
        [of_parts(rows, f".{side}", "apart", unknown), of_parts(rows, f".{share}", "share", flat)]
    )


def _with_notes(
    tables: Tables, found: pl.DataFrame, columns: dict[str, str], levels: tuple[str, ...]
) -> pl.DataFrame:
    """Figures of units, each under its suffix; null with the same note where there is no coefficient."""
    groups = coefficients(tables.spread).drop("value").filter(pl.col("level").is_in(list(levels)))
    rows = groups.join(found, on=BY, how="left", validate="1:1")
    return pl.concat(of_units(rows, suffix, column, pl.col("note")) for suffix, column in columns.items())


def _wider(known: pl.DataFrame) -> pl.DataFrame:
    return known.filter(pl.col("level").is_in(list(_WIDER)))
