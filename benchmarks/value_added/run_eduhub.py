"""Times eduhub on a file of make_pupils.py; prints one line of JSON.

python benchmarks/value_added/run_eduhub.py out/100k.parquet            # loaded first, as the others do
python benchmarks/value_added/run_eduhub.py out/10m.parquet --stream    # straight from the file
python benchmarks/value_added/run_eduhub.py out/10m.parquet --doubled   # the check for doubled keys alone
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import polars as pl

from eduhub import __version__
from eduhub.kinds.assessment import Assessment
from eduhub.results import Results
from eduhub.scores.models.sums import Sums
from eduhub.scores.models.two_level import two_level

STARTED = time.process_time()  # the interpreter and all imports
T = TypeVar("T")
HEAD = {
    "name": "benchmark",
    "basis": {"type": "初中学业水平考试"},
    "cohort": "2026",
    "grade": "9",
    "dates": {"prior": "2025-06-20", "outcome": "2026-06-20"},
    "subjects": [{"subject": "数学", "prior": "prior", "outcome": "outcome"}],
}


def timed(deed: Callable[[], T]) -> tuple[T, dict[str, float]]:
    """What a deed gives, and the seconds by the clock and of this process that it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    value = deed()
    return value, {"elapsed": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def doubled(path: Path) -> dict[str, Any]:
    """The check for pupils who stand twice in a subject, on the file as it lies beside a head."""
    with TemporaryDirectory(dir=path.parent) as folder:
        os.link(path, Path(folder) / "results.parquet")
        results, opened = timed(lambda: Results.open(Assessment.model_validate(HEAD), Path(folder), "."))
        found, checked = timed(results.doubled)
    return {"open": opened, "doubled": checked, "pairs": found.height}


def fitted(path: Path, is_streamed: bool) -> dict[str, Any]:
    """The model of two levels with its effects and their 95 % intervals."""
    columns = ["school", "prior", "outcome"]
    weight = "weight" if "weight" in pl.read_parquet_schema(path) else None
    rows, load = timed(lambda: pl.scan_parquet(path) if is_streamed else pl.read_parquet(path).lazy())
    fit, spent = timed(
        lambda: two_level(
            Sums.of(rows.select(*columns, *([weight] if weight else [])), "outcome", ["prior"], weight=weight)
        )
    )
    effects, shown = timed(lambda: fit.effects)
    return {
        "pupils": fit.design.sums.n,
        "schools": effects.height,
        "load": load,
        "fit": spent,
        "effects": shown,
        "beta": fit.beta.tolist(),
        "s2u": fit.s2u,
        "s2e": fit.s2e,
        "criterion": fit.criterion,
    }


def main() -> None:
    """Says what each step took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--stream", action="store_true")
    parser.add_argument("--doubled", action="store_true")
    wanted = parser.parse_args()
    found = doubled(wanted.file) if wanted.doubled else fitted(wanted.file, wanted.stream)
    result = {"program": "eduhub", "version": __version__, "file": wanted.file.name} | found
    spent = {"startup_cpu": STARTED, "process_cpu": time.process_time()}
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(result | spent | {"peak_mb": peak}))


if __name__ == "__main__":
    main()
