"""A school's own counts by level, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from eduhub.results.columns import match, of_levels
from eduhub.results.reading import Reader, readers
from eduhub.results.table import Raw, open_table

FILES = ("levels.csv",)


@dataclass(frozen=True, eq=False)
class Levels:
    """The counts by level of an assessment.

    frame  school, subject, level (String), before, after (Int64); only rows in which all of these are right
    """

    raw: Raw
    readers: dict[str, Reader]
    unknown: tuple[int, ...]
    frame: pl.DataFrame

    @classmethod
    def open(cls, folder: Path, shown: str) -> Levels:
        """The counts beside a head; ResultsError where they can't be used as a whole."""
        raw = open_table(folder, shown, FILES)
        matched = match(raw, list(of_levels()))
        found = readers(raw, matched.found)
        values = raw.frame.select(reader.value.alias(name) for name, reader in found.items())
        frame = raw.collect(values).drop_nulls().select(list(found))
        return cls(raw, found, matched.unknown, frame)

    @property
    def file(self) -> str:
        """The file, as findings name it."""
        return self.raw.file
