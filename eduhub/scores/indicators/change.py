"""Change against the year before, and how much of it is a change of members (S1.a S1.b)."""

from __future__ import annotations

import polars as pl

from eduhub.parameters import INDICATORS, Parameters
from eduhub.parameters.catalogue import L_CODES
from eduhub.scores.exact import logs, sums
from eduhub.scores.figures import followed, followed_of
from eduhub.scores.indicator import SCORES, UNITS, indicator, of_units
from eduhub.scores.spread import BY, spread
from eduhub.scores.tables import Tables

_FOLLOWED = tuple(code.removesuffix(".same") for code in INDICATORS if code.endswith(".same"))
_CHANGE = tuple(f"{code}.change{part}" for code in L_CODES for part in ("", ".amount", ".pupils"))
_UNIT_LEVELS = ("cluster", "district")


@indicator(*(f"{code}.{form}" for code in _FOLLOWED for form in ("change", "same", "members")), level=UNITS)
def changes_of_followed_figures(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The change of CVs, gap and level index: in all, with the same members (同口径), and the rest.

    Both years are held against the numbers of policy of this one.
    """
    before, pairs = tables.before, tables.pairs
    if before is None or pairs is None:
        return _nothing()
    earlier = pairs.with_columns(total="total_before", pupils="pupils_before", value="value_before")
    rows = followed(tables.known, tables.spread, parameters)
    frames = {
        "then": followed(before.known, before.spread, parameters),
        "same_now": followed_of(pairs, parameters),
        "same_then": followed_of(earlier, parameters),
    }
    for name, frame in frames.items():
        values = frame.select(*BY, pl.col("value").alias(name), pl.col("n").alias(f"n_{name}"))
        rows = rows.join(values, on=BY, how="left", validate="1:1")
    rows = rows.with_columns(change=rows["value"] - rows["then"], same=rows["same_now"] - rows["same_then"])
    rows = rows.with_columns(members=rows["change"] - rows["same"])
    counted = {
        "change": rows,
        "same": rows.with_columns(n=pl.col("n_same_now").fill_null(0)),
        "members": rows,
    }
    return pl.concat(
        of_units(of, f".{form}", form, pl.when(pl.col(form).is_null()).then(pl.lit("no-before")))
        for form, of in counted.items()
    )


@indicator(*_CHANGE, level="part")
def change_of_a_school(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """ln(x1 / x0) = ln(X1 / X0) - ln(P1 / P0): a school that grew is told from one that lost."""
    if tables.pairs is None:
        return _nothing()
    alone = pl.col("id").is_not_null() & (pl.col("level") == "city")
    pairs = tables.pairs.filter(alone).select("id", "stage", "indicator", *_SUMMED)
    wanted = tables.values.select("id", "stage", "indicator", n="pupils")
    rows = wanted.join(pairs, on=["id", "stage", "indicator"], how="left", validate="1:1")
    return _as_changes(rows.with_columns(level=pl.lit("part"), unit="id"))


@indicator(*_CHANGE, level=_UNIT_LEVELS)
def change_of_a_unit(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """The same for the pooled values of a cluster or district, over the members of both years."""
    rows = _same_members(tables)
    return _nothing() if rows is None else _as_changes(rows)


@indicator(*(f"{code}.levelled_down" for code in L_CODES), level=_UNIT_LEVELS)
def levelled_down(tables: Tables, parameters: Parameters) -> pl.DataFrame:
    """均衡改善但资源水平下降: 1 where the CV fell, and the value and the amount itself fell too.

    The amount has to fall by more than is tolerated: schools that grew are not accused. The value has to
    fall as well: where pupils fell faster than the amount, each has more. A CV that falls by less than is
    printed has not fallen. Null where a CV is missing in one of the years.
    """
    rows = _same_members(tables)
    if rows is None or tables.pairs is None:
        return _nothing()
    then = tables.pairs.with_columns(total="total_before", pupils="pupils_before", value="value_before")
    for name, members in (("cv_now", tables.pairs), ("cv_then", then)):
        cvs = spread(members, BY).filter(pl.col("n") > 1).select(*BY, pl.col("cv").fill_nan(None).alias(name))
        rows = rows.join(cvs, on=BY, how="left", validate="1:1")
    fell = pl.col("total") < pl.col("total_before") * (1 - parameters["levelled_down_tolerance"])
    less = rows["total"] / rows["pupils"] < rows["total_before"] / rows["pupils_before"]
    narrowed = (pl.col("cv_then") - pl.col("cv_now")) > parameters["cv_change_told"]
    is_known = pl.col("cv_now").is_not_null() & pl.col("cv_then").is_not_null()
    is_down = pl.when(is_known).then((narrowed & fell & less).cast(pl.Float64))
    rows = rows.with_columns(is_down=is_down)
    return of_units(
        rows, ".levelled_down", "is_down", pl.when(pl.col("is_down").is_null()).then(pl.lit("no-before"))
    )


_SUMMED = ["total", "pupils", "total_before", "pupils_before"]


def _same_members(tables: Tables) -> pl.DataFrame | None:
    """Amounts and pupils in both years of each cluster and district, of the members of both years."""
    if tables.pairs is None:
        return None
    wider = pl.col("level").is_in(list(_UNIT_LEVELS))
    found = sums(tables.pairs.filter(wider), BY, _SUMMED)
    units = tables.spread.filter(wider).select(BY)
    rows = units.join(found, on=BY, how="left", validate="1:1")
    return rows.with_columns(pl.col("n").fill_null(0))


def _as_changes(rows: pl.DataFrame) -> pl.DataFrame:
    """The change, and its parts from the amount and from the pupils; null where one of them was or is 0."""
    amount, pupils = (logs(rows[name] / rows[f"{name}_before"]) for name in ("total", "pupils"))
    rows = rows.with_columns(amount=amount, of_pupils=pupils, change=amount - pupils)
    note = (
        pl.when(pl.col("total").is_null())
        .then(pl.lit("no-before"))
        .when((pl.col("total") <= 0) | (pl.col("total_before") <= 0))
        .then(pl.lit("was-zero"))
    )
    columns = {".change": "change", ".change.amount": "amount", ".change.pupils": "of_pupils"}
    return pl.concat(of_units(rows, suffix, column, note) for suffix, column in columns.items())


def _nothing() -> pl.DataFrame:
    """No rows: there are no reports of the year before."""
    return pl.DataFrame(
        schema={name: SCORES[name] for name in ("level", "stage", "note", "n", "indicator")}
        | {"id": pl.String, "value": pl.Float64}
    )
