"""Scores for other programs: the long table as CSV or as an object for JSON."""

from __future__ import annotations

from typing import Any

import polars as pl

from eduhub.scores.engine import Scores


def csv_text(frame: pl.DataFrame) -> str:
    """The long table as CSV: English headings, LF, full precision, nulls as empty cells."""
    return frame.write_csv(line_terminator="\n")


def json_object(scores: Scores, frame: pl.DataFrame) -> dict[str, Any]:
    """What the table was computed for, and its rows."""
    return {
        "version": 1,
        "as_of": scores.as_of.isoformat(),
        "year": scores.year,
        "rows": frame.to_dicts(),
    }
