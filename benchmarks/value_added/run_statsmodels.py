"""Times statsmodels' MixedLM on a file of make_pupils.py, with its own defaults; prints one line of JSON.

python benchmarks/value_added/run_statsmodels.py out/100k.parquet
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl
import statsmodels
from statsmodels.regression.mixed_linear_model import MixedLM

T = TypeVar("T")


def timed(deed: Callable[[], T]) -> tuple[T, dict[str, float]]:
    """What a deed gives, and the seconds by the clock and of this process that it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    value = deed()
    return value, {"elapsed": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def main() -> None:
    """Loads, fits, takes effects with their covariances, and says what each step took.

    MixedLM knows no weights: a file that has them is refused, since the models would differ.
    """
    path = Path(sys.argv[1])
    pupils, load = timed(lambda: pl.read_parquet(path))
    if "weight" in pupils.columns:
        sys.exit("MixedLM knows no weights")
    prior, outcome = pupils["prior"].to_numpy(), pupils["outcome"].to_numpy()
    exog = np.column_stack([np.ones(len(prior)), prior])
    groups = pupils["school"].to_numpy()
    found, fit = timed(lambda: MixedLM(outcome, exog, groups).fit(reml=True))
    _, effects = timed(lambda: (found.random_effects, found.random_effects_cov))
    result = {
        "program": "statsmodels",
        "version": statsmodels.__version__,
        "file": path.name,
        "pupils": pupils.height,
        "schools": pupils["school"].n_unique(),
        "load": load,
        "fit": fit,
        "effects": effects,
        "process_cpu": time.process_time(),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "beta": found.fe_params.tolist(),
        "s2u": float(found.cov_re[0, 0]),
        "s2e": float(found.scale),
        "criterion": -2 * float(found.llf),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
