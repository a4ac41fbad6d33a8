"""Scores for other programs: the long table as CSV or JSON."""

from __future__ import annotations

import json

import polars as pl

from eduhub.scores.engine import Scores


def csv_text(frame: pl.DataFrame) -> str:
    """The long table as CSV: English headings, LF, full precision, nulls as empty cells."""
    return frame.write_csv(line_terminator="\n")


def json_text(scores: Scores, frame: pl.DataFrame) -> str:
    """One object: what the table was computed for, and its rows."""
    whole = {
        "version": 1,
        "as_of": scores.as_of.isoformat(),
        "year": scores.year,
        "rows": frame.to_dicts(),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
