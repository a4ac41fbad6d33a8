"""Draws invented pupils for the benchmark, with a fixed seed: as Parquet for Python, and as CSV for R.

python benchmarks/value_added/make_pupils.py 100000 400 out/100k [--weights]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl

SEED = 20260901


def drawn(n_pupils: int, n_schools: int, weights: bool) -> pl.DataFrame:
    """One row a pupil -- key, school (texts), subject, prior, outcome (T scale), and weight if wanted.

    Sizes of schools differ about fourfold. Of what the prior leaves, a tenth lies between schools.
    """
    rng = np.random.default_rng(SEED)
    share = rng.gamma(4.0, size=n_schools)
    beyond_one = rng.choice(n_schools, n_pupils - n_schools, p=share / share.sum())
    school = np.append(np.arange(n_schools), beyond_one)
    prior = 50 + rng.normal(0, 4, n_schools)[school] + rng.normal(0, 9, n_pupils)
    effect = rng.normal(0, 2.2, n_schools)[school]
    outcome = 50 + 0.65 * (prior - 50) + effect + rng.normal(0, 6.5, n_pupils)
    columns = {"school": school, "prior": prior.round(4), "outcome": outcome.round(4)}
    if weights:
        columns["weight"] = (rng.gamma(4, 0.25, n_pupils) + 0.05).round(2)
    frame = pl.DataFrame(columns | {"key": rng.permutation(n_pupils)})
    return frame.select(
        pl.format("P{}", pl.col("key").cast(pl.String).str.zfill(9)).alias("key"),
        pl.format("99{}", pl.col("school").cast(pl.String).str.zfill(8)).alias("school"),
        pl.lit("数学").alias("subject"),
        pl.exclude("key", "school"),
    ).sort("key")


def main() -> None:
    """Writes `<out>.parquet` and `<out>.csv`; the latter has only the columns that a model needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pupils", type=int)
    parser.add_argument("schools", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", action="store_true")
    wanted = parser.parse_args()
    pupils = drawn(wanted.pupils, wanted.schools, wanted.weights)
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    pupils.write_parquet(wanted.out.with_suffix(".parquet"))
    pupils.drop("key", "subject").write_csv(wanted.out.with_suffix(".csv"))


if __name__ == "__main__":
    main()
