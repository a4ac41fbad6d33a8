"""Scores for other programs: the long table as CSV, Parquet, or as an object for JSON."""

from __future__ import annotations

import io
from typing import Any

import polars as pl

from eduhub.scores.engine import Scores
from eduhub.scores.indicator import NOTES


def csv_text(frame: pl.DataFrame) -> str:
    """The long table as CSV: English headings, LF, full precision, nulls as empty cells."""
    return frame.write_csv(line_terminator="\n")


def csv_file(frame: pl.DataFrame) -> str:
    """The same for a file that people open: with the BOM by which spreadsheet programs know UTF-8."""
    return "\ufeff" + csv_text(frame)


def parquet_file(frame: pl.DataFrame) -> bytes:
    """The long table as Parquet, with the types of its columns; the same bytes each time."""
    stream = io.BytesIO()
    frame.rechunk().write_parquet(stream, compression="zstd", statistics=True)
    return stream.getvalue()


def json_object(scores: Scores, frame: pl.DataFrame) -> dict[str, Any]:
    """What the table was computed for, its rows, and what their notes mean."""
    return {
        "version": 1,
        "as_of": scores.as_of.isoformat(),
        "year": scores.year,
        "relaxations": list(scores.relaxations),
        "rows": frame.to_dicts(),
        "notes": {note: {"zh": words.zh, "en": words.en} for note, words in NOTES.items()},
    }
