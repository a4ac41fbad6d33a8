"""Mean, CV, Theil and Gini agree with outside programs on the same schools; tests/reference says which."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import polars as pl
import pytest

from eduhub.scores.spread import divided, gini, spread, theil

REFERENCE = Path(__file__).parent / "reference"


def rows_of(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


MEASURES = rows_of("measures.csv")


def computed() -> dict[tuple[str, str], float]:
    """What eduhub computes of the same schools, by case and measure."""
    schools = pl.DataFrame(
        [
            {
                "case": row["case"],
                "group": row["group"],
                "pupils": float(row["pupils"]),
                "total": float(row["amount"]),
            }
            for row in rows_of("schools.csv")
        ]
    )
    rows, by = schools.with_columns(value=schools["total"] / schools["pupils"]), ["case"]
    frames = {
        "": spread(rows, by).select("case", "mean", "cv"),
        "cv.": divided(rows, by, "group"),
        "theil.": theil(rows, by, "group"),
        "gini.": gini(rows, by),
    }
    found = {
        (row["case"], prefix + name): row[name]
        for prefix, frame in frames.items()
        for row in frame.iter_rows(named=True)
        for name in set(frame.columns) - {"case"}
    }
    whole = {"theil.theil": "theil", "gini.gini": "gini"}
    return {(case, whole.get(name, name)): value for (case, name), value in found.items()}


COMPUTED = computed()


def test_every_measure_is_compared_and_every_case_is_there() -> None:
    assert {(row["case"], row["measure"]) for row in MEASURES} == set(COMPUTED)
    assert len({row["case"] for row in MEASURES}) == 10


@pytest.mark.parametrize("row", MEASURES, ids=lambda row: f"{row['case']}-{row['measure']}-{row['program']}")
def test_the_outside_program_gives_the_same(row: dict[str, str]) -> None:
    ours, theirs = COMPUTED[row["case"], row["measure"]], float(row["value"])
    # What is left by rounding where there is nothing: one group has no variance between groups.
    assert math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-16)
