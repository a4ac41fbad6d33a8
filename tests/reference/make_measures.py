"""Draws groups of schools and lets outside programs measure them; writes schools.csv and measures.csv.

Run it in an environment of its own, which the tests do not need:

    pip install inequality==1.1.2 statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6 pandas==3.1.1
    python tests/reference/make_measures.py

A weight of P pupils is the same as P pupils who all have the school's value: measures without weights are
given each value P times.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import numpy
from inequality.gini import Gini  # type: ignore[import-not-found]
from inequality.theil import Theil, TheilD  # type: ignore[import-not-found]
from scipy.stats import variation
from statsmodels.stats.weightstats import DescrStatsW  # type: ignore[import-not-found]

HERE = Path(__file__).parent
SIZES = (2, 3, 3, 5, 7, 12, 20, 33, 48, 60)
SEED = 20260630


def schools() -> Iterator[dict[str, object]]:
    """The schools of each case: its group, pupils, and the amount that they have together."""
    chance = random.Random(SEED)
    for case, size in enumerate(SIZES):
        groups = max(1, size // 4)
        spread = chance.choice((0.02, 0.2, 0.5, 1.2))
        for school in range(size):
            pupils = chance.randint(12, 260)
            each = chance.lognormvariate(chance.choice((1.0, 3.0, 7.5)) if case == 9 else 2.0, spread)
            amount = 0.0 if case in (4, 8) and school % 3 == 0 else round(each * pupils, 2)
            yield {"case": case, "group": school % groups, "pupils": pupils, "amount": amount}


def measures(case: list[dict[str, object]]) -> Iterator[tuple[str, float, str]]:
    """The measures of a case by the outside programs: name, value, program."""
    pupils = numpy.array([row["pupils"] for row in case])
    values = numpy.array([row["amount"] for row in case], dtype=float) / pupils
    groups = numpy.array([row["group"] for row in case])
    every, each = numpy.repeat(values, pupils), numpy.repeat(groups, pupils)
    weighted = DescrStatsW(values, weights=pupils, ddof=0)
    inner = [
        DescrStatsW(values[groups == g], weights=pupils[groups == g], ddof=0) for g in sorted(set(groups))
    ]
    means = DescrStatsW([one.mean for one in inner], weights=[one.sum_weights for one in inner], ddof=0)
    within = sum(one.var * one.sum_weights for one in inner) / weighted.sum_weights
    yield "mean", weighted.mean, "statsmodels DescrStatsW"
    yield "cv", weighted.std / weighted.mean, "statsmodels DescrStatsW"
    yield "cv", variation(every), "scipy variation"
    yield "cv.between", means.var / weighted.mean**2, "statsmodels DescrStatsW"
    yield "cv.within", within / weighted.mean**2, "statsmodels DescrStatsW"
    yield "gini", Gini(every).g, "inequality Gini"
    divided = TheilD(every, each)
    yield "theil", Theil(every).T, "inequality Theil"
    yield "theil.between", float(divided.bg[0]), "inequality TheilD"
    yield "theil.within", float(divided.wg[0]), "inequality TheilD"


def write(name: str, heading: list[str], rows: list[list[object]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([heading, *rows])


def main() -> None:
    drawn = list(schools())
    write("schools.csv", list(drawn[0]), [list(row.values()) for row in drawn])
    found: list[list[object]] = []
    for case in range(len(SIZES)):
        rows = [row for row in drawn if row["case"] == case]
        found += [[case, name, repr(float(value)), by] for name, value, by in measures(rows)]
    write("measures.csv", ["case", "measure", "value", "program"], found)


if __name__ == "__main__":
    main()
