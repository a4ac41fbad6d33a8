"""Draws invented pupils for growth percentiles; writes sgp_<set>.csv. make_sgp.R then computes them in R.

    pip install numpy==2.4.6
    python tests/reference/make_sgp_data.py
    Rscript tests/reference/make_sgp.R

whole     whole marks of 150, many equal, some at the full mark; schools of all sizes
measured  marks that no two pupils share
two       two priors in half marks and in few steps, with gaps in every column
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
SEED = 20260620
FIRST_SCHOOL = 990001

Column = NDArray[np.float64]


def able(chance: np.random.Generator, n: int) -> Iterator[Column]:
    """The same ability, seen again and again with errors."""
    ability = chance.normal(size=n)
    while True:
        yield 0.85 * ability + 0.5 * chance.normal(size=n)


def marks(seen: Column, mean: float, sd: float, top: float, step: float) -> Column:
    return np.clip(np.round((mean + sd * seen) / step) * step, 0, top)


def with_gaps(chance: np.random.Generator, column: Column, share: float) -> Column:
    return np.where(chance.random(len(column)) < share, np.nan, column)


def whole(chance: np.random.Generator) -> dict[str, Column]:
    seen = able(chance, 1500)
    return {"prior1": marks(next(seen), 105, 22, 150, 1), "outcome": marks(next(seen), 98, 27, 150, 1)}


def measured(chance: np.random.Generator) -> dict[str, Column]:
    seen = able(chance, 600)
    return {"prior1": np.exp(0.4 * next(seen)), "outcome": 50 + 10 * next(seen)}


def two(chance: np.random.Generator) -> dict[str, Column]:
    seen = able(chance, 1200)
    return {
        "prior1": with_gaps(chance, marks(next(seen), 72, 13, 100, 0.5), 0.04),
        "prior2": with_gaps(chance, marks(next(seen), 14, 5, 30, 1), 0.2),
        "outcome": with_gaps(chance, marks(next(seen), 70, 15, 100, 1), 0.03),
    }


def write(name: str, columns: dict[str, Column], chance: np.random.Generator) -> None:
    n = len(columns["outcome"])
    schools = FIRST_SCHOOL + np.floor(40 * chance.random(n) ** 3).astype(int)
    rows = zip(schools.tolist(), *(column.tolist() for column in columns.values()), strict=True)
    with (HERE / f"sgp_{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["school", *columns])
        writer.writerows([school, *(said(value) for value in values)] for school, *values in rows)


def said(value: float) -> str:
    return "" if np.isnan(value) else str(int(value)) if value.is_integer() else repr(value)


def main() -> None:
    for at, draw in enumerate((whole, measured, two)):
        chance = np.random.default_rng(SEED + at)
        write(draw.__name__, draw(chance), chance)


if __name__ == "__main__":
    main()
