"""Reads what outside programs computed of value-added; tests/reference/value_added says how they did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

HERE = Path(__file__).parents[1] / "reference" / "value_added"
Reals = NDArray[np.float64]

_TEXTS = dict.fromkeys(("school", "cluster", "year", "moved", "group"), pl.String)


@dataclass(frozen=True)
class Model:
    """What a model was fitted to: a file of data, its columns, and the groups of its levels.

    fixed:   columns beside the intercept, in order; a category with its reference: `sex=female`
    unit:    the column of the lower level; two that make it together are joined: `school:year`
    cluster: the column of the upper level; None of a model of two levels
    weight:  the column of the weights; None where all count alike
    """

    name: str
    data: str
    outcome: str
    fixed: tuple[str, ...]
    unit: str
    cluster: str | None
    weight: str | None


@dataclass(frozen=True)
class Fit:
    """What a program found.

    n:         pupils;  groups: units of each level, `unit` and with three levels `cluster`
    beta, se:  by name;  vcov: (p, p)
    s2u:       variance of each level;  s2e: of pupils' residuals
    criterion: REMLcrit, or the deviance (-2 log likelihood), as lme4 counts it
    effects:   one row a group, sorted by level and group -- level (`unit`, `cluster`), group, blup, cond_sd,
               of exact fits also n, mean_resid, reliability, comparative_sd, diagnostic_sd and, with three
               levels, with_cluster and its two sds
    """

    n: int
    groups: dict[str, int]
    names: tuple[str, ...]
    beta: Reals
    se: Reals
    vcov: Reals
    s2u: dict[str, float]
    s2e: float
    criterion: float
    effects: pl.DataFrame


@dataclass(frozen=True)
class Simple:
    """What R's lm and quantile found: numbers by name, a row for each school, and of bands a row for each."""

    names: tuple[str, ...]
    beta: Reals
    se: Reals
    vcov: Reals
    breaks: Reals
    numbers: dict[str, float]
    schools: pl.DataFrame
    bands: pl.DataFrame


def _table(name: str) -> pl.DataFrame:
    path = HERE / f"{name}.csv"
    columns = pl.read_csv(path, n_rows=0).columns
    texts = {column: kind for column, kind in _TEXTS.items() if column in columns}
    return pl.read_csv(path, schema_overrides=texts, infer_schema_length=None)


def _json(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return content


@cache
def data(name: str) -> pl.DataFrame:
    """The pupils of a case: numbers as numbers, what names a group or category as text."""
    return _table(name)


@cache
def models() -> dict[str, Model]:
    """The mixed models by name."""
    rows = pl.read_csv(HERE / "models.csv").iter_rows(named=True)
    return {
        row["model"]: Model(
            row["model"],
            row["data"],
            row["outcome"],
            tuple((row["fixed"] or "").split()),
            row["unit"],
            row["cluster"],
            row["weight"],
        )
        for row in rows
    }


def _effects(name: str, method: str) -> pl.DataFrame:
    table = _table(name).filter(pl.col("method") == method).drop("method")
    if "level" not in table.columns:
        table = table.select(pl.lit("unit").alias("level"), pl.all())
    reals = pl.exclude("level", "group", "n").cast(pl.Float64)  # a column of noughts looks like whole numbers
    return table.with_columns(reals).sort(pl.col("level") == "cluster", "group")


def _fit(name: str, program: str, table: str) -> Fit:
    """A fit of one program; `name` ends in its method: `plain_prior_reml`, `plain_prior_ml`."""
    model, _, method = name.rpartition("_")
    found = _json(f"{model}_{program}")[method.upper()]
    return Fit(
        n=found["n"],
        groups={level: int(count) for level, count in found["groups"].items()},
        names=tuple(found["names"]),
        beta=np.array(found["beta"], dtype=float),
        se=np.array(found["se"], dtype=float),
        vcov=np.array(found["vcov"], dtype=float),
        s2u={level: float(value) for level, value in found["s2u"].items()},
        s2e=float(found["s2e"]),
        criterion=float(found["criterion"]),
        effects=_effects(f"{model}_{table}", method.upper()),
    )


@cache
def reference(name: str) -> Fit:
    """What lme4 found, to be compared at 1e-6: `reference("plain_prior_reml")`."""
    return _fit(name, "lme4", "lme4_ranef")


@cache
def exact(name: str) -> Fit:
    """The same to all the digits of a double, to be compared at 1e-9: `exact("plain_prior_reml")`."""
    return _fit(name, "exact", "exact_school")


@cache
def simple(name: str) -> Simple:
    """What R found without random effects: `simple("plain_prior_ols")`, `..._within`, `..._band`."""
    found = _json(name)
    bands = _table(f"{name}_table") if name.endswith("_band") else pl.DataFrame()
    return Simple(
        names=tuple(found.get("names", ())),
        beta=np.array(found.get("beta", ()), dtype=float),
        se=np.array(found.get("se", ()), dtype=float),
        vcov=np.array(found.get("vcov", ()), dtype=float),
        breaks=np.array(found.get("breaks", ()), dtype=float),
        numbers={key: float(value) for key, value in found.items() if not isinstance(value, list)},
        schools=_table(f"{name}_school"),
        bands=bands,
    )
