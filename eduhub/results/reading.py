"""How the cells of a column become values: the model reads each different text once, polars the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from eduhub.core.text import Text
from eduhub.results.columns import Wanted
from eduhub.results.table import Raw, stripped
from eduhub.results.trouble import ResultsError

_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"  # as eduhub.kinds.types; what is written otherwise the model reads
_LONGEST_NUMBER = 30  # there too
_LONGEST_KEY = 200
_UNREAD = Text("「{column}」列的数据类型无法使用", "the column '{column}' is of a type that can't be used")
_RETYPE = Text("改为文字、数字或日期", "make it text, numbers or dates")


@dataclass(frozen=True)
class Reader:
    """How a column is read: expressions on the raw columns of its file.

    value   typed; null where the cell is blank; NaN where it is no number
    bad     is the cell filled in with what the model refuses? Never null; None where no cell is
    blank   is nothing in it? Never null
    values  all values that there are, without repeats, where these are few; None is blank or refused
    """

    at: int
    wanted: Wanted
    value: pl.Expr
    bad: pl.Expr | None
    blank: pl.Expr
    values: frozenset[Any] | None = None

    @property
    def is_whole(self) -> bool:
        """Is no cell blank or refused, as far as is known without a look at every row?"""
        return self.values is not None and None not in self.values


def readers(raw: Raw, found: Mapping[str, tuple[int, Wanted]]) -> dict[str, Reader]:
    """How to read each column; ResultsError where one can't be read at all."""
    with_types = raw.frame.collect_schema()
    texts = {
        name: text
        for name, (at, wanted) in found.items()
        if (text := _text(with_types[str(at)], at, wanted)) is not None
    }
    distinct = _distinct(raw, {name: text for name, text in texts.items() if _has_few(name, found[name][1])})
    return {
        name: _reader(raw, at, wanted, texts.get(name), distinct.get(name))
        for name, (at, wanted) in found.items()
    }


def _has_few(name: str, wanted: Wanted) -> bool:
    """Has a column of texts few different ones, even in a file of millions of rows?"""
    return name != "key" and wanted.dtype != pl.Float64


def _reader(
    raw: Raw, at: int, wanted: Wanted, text: pl.Expr | None, distinct: Sequence[str | None] | None
) -> Reader:
    if text is None:
        return _native(raw, at, wanted)
    if distinct is not None:
        return _mapped(at, wanted, text, distinct)
    return _numbers(raw, at, wanted, text) if wanted.dtype == pl.Float64 else _keys(raw, at, wanted, text)


def _text(dtype: pl.DataType, at: int, wanted: Wanted) -> pl.Expr | None:
    """A column as text; None where its own type will do for the values that are wanted."""
    column = pl.col(str(at))
    if dtype == pl.String:
        return column
    if isinstance(dtype, pl.Categorical | pl.Enum | pl.Boolean):
        return column.cast(pl.String)
    if wanted.dtype == pl.String and dtype.is_integer():
        return column.cast(pl.String)
    if wanted.dtype == pl.String and dtype.is_float():
        return column.cast(pl.Int64, strict=False).cast(pl.String)
    return None


# Columns that are typed already


def _native(raw: Raw, at: int, wanted: Wanted) -> Reader:
    column, dtype = pl.col(str(at)), raw.frame.collect_schema()[str(at)]
    if dtype == pl.Null:
        value = column.cast(wanted.dtype)
        return Reader(at, wanted, value, None, pl.lit(value=True), frozenset({None}))
    if dtype.is_numeric() and wanted.dtype in (pl.Float64, pl.Int64):
        return _bounded(at, wanted, column.cast(pl.Float64))
    if dtype in (pl.Date, pl.Datetime) and wanted.dtype == pl.Date:
        return Reader(at, wanted, column.cast(pl.Date), None, column.is_null())
    raise ResultsError(raw.file, _UNREAD, _RETYPE, column=wanted.label)


def _bounded(at: int, wanted: Wanted, value: pl.Expr) -> Reader:
    """Numbers that have to lie between the bounds of the model; NaN does not, and counts are whole."""
    bad = ~value.is_between(*wanted.bounds).fill_null(value=True)
    if wanted.dtype == pl.Int64:
        bad = bad | (value != value.round()).fill_null(value=False)
        return Reader(at, wanted, pl.when(~bad).then(value).cast(pl.Int64), bad, value.is_null())
    return Reader(at, wanted, value, bad, value.is_null())


# Text


def _numbers(raw: Raw, at: int, wanted: Wanted, text: pl.Expr) -> Reader:
    """Numbers as they are usually written at once, all others, as full-width digits, by the model."""
    plain = stripped(text)
    usual = plain.str.contains(_NUMBER) & (plain.str.len_bytes() <= _LONGEST_NUMBER)
    value = pl.when(usual).then(plain).cast(pl.Float64, strict=False)
    odd = raw.collect(raw.frame.select(text.filter(~usual & (plain != "")).unique())).to_series().to_list()
    if odd:
        read = [_finite(wanted.read(words)) for words in odd]
        others = text.replace_strict(odd, read, default=None, return_dtype=pl.Float64)
        value = pl.when(usual).then(value).otherwise(others)
    return _bounded(at, wanted, value)


def _finite(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _mapped(at: int, wanted: Wanted, text: pl.Expr, distinct: Iterable[str | None]) -> Reader:
    """Values that the model itself reads, each different text once."""
    old = [words for words in distinct if words is not None]
    new = [wanted.read(words) if words.strip() else None for words in old]
    refused = [words for words, value in zip(old, new, strict=True) if words.strip() and value is None]
    value = text
    if not old:
        value = pl.lit(None, wanted.dtype)
    elif new != old:
        value = text.replace_strict(old, new, default=None, return_dtype=wanted.dtype)
    values = frozenset(new) | (frozenset({None}) if None in set(distinct) else frozenset())
    if not refused:
        return Reader(at, wanted, value, None, value.is_null(), values)
    bad = text.is_in(refused).fill_null(value=False)
    return Reader(at, wanted, value, bad, value.is_null() & ~bad, values)


def _keys(raw: Raw, at: int, wanted: Wanted, text: pl.Expr) -> Reader:
    """Keys, of which every pupil has another: in one spelling where people may have typed them."""
    plain = stripped(text)
    plain = stripped(plain.str.normalize("NFC")) if raw.is_csv else plain
    value = pl.when(plain != "").then(plain)
    bad = (value.str.len_chars() > _LONGEST_KEY).fill_null(value=False)
    return Reader(at, wanted, value, bad, value.is_null())


def _distinct(raw: Raw, texts: Mapping[str, pl.Expr]) -> dict[str, list[str | None]]:
    """All different texts of each column; school and subject, which are always read, in one go."""
    pair = [name for name in ("school", "subject") if name in texts]
    found: dict[str, list[str | None]] = {}
    if pair:
        pairs = raw.collect(raw.frame.group_by(texts[name].alias(name) for name in pair).len())
        found = {name: pairs[name].unique().to_list() for name in pair}
    for name in texts.keys() - set(pair):
        found[name] = raw.collect(raw.frame.select(texts[name].unique())).to_series().to_list()
    return found
