"""Who counts in a subject or composite, and whom the models may see: nobody whose school is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

MOVED = "(moved)"  # the one group of all who came late: they are in the regression and in no school
WITHHELD_SCHOOL, LOW_SCHOOL, FEW_MOVED = "withheld-school", "coverage-school", "few-moved"


@dataclass(frozen=True)
class Tally:
    """Pupils of one subject or composite by school and reason.

    counts   school, _why (why without outcome), _lacks (why without predictors), moved, len
    hidden   schools that are withheld in all subjects
    minimum  of fewer pupils nothing is shown;  least: coverage below which a school is not shown
    """

    counts: pl.DataFrame
    hidden: frozenset[str] = frozenset()
    minimum: int = 1
    least: float = 0.0

    @cached_property
    def by_school(self) -> pl.DataFrame:
        """Pupils of each school who did not come late -- school, outcomes, used (those with predictors)."""
        used = pl.col("len").filter(pl.col("_lacks").is_null()).sum()
        own = self._valid.filter(~pl.col("moved"))
        totals = own.group_by("school").agg(
            outcomes=pl.col("len").sum().cast(pl.Int64), used=used.cast(pl.Int64)
        )
        return totals.sort("school")

    @cached_property
    def low(self) -> frozenset[str]:
        """The schools of which too few pupils have what the model needs."""
        share = pl.col("used") / pl.col("outcomes")
        rows = self.by_school.filter((share < self.least) | (pl.col("used") == 0))
        return frozenset(rows["school"])

    @property
    def barred(self) -> frozenset[str]:
        """The schools that no model sees."""
        return self.hidden | self.low

    @cached_property
    def n_moved(self) -> int:
        """Pupils who came late and are in the models: none where they are too few."""
        moved = _total(self._good.filter("moved"))
        return moved if moved >= self.minimum else 0

    @property
    def in_models(self) -> pl.Expr:
        """Is a row one that the models see?"""
        sound = pl.col("_why").is_null() & pl.col("_lacks").is_null()
        seen = ~pl.col("school").is_in(list(self.barred))
        return sound & pl.when(pl.col("moved")).then(pl.lit(self.n_moved > 0)).otherwise(seen)

    @cached_property
    def n_rows(self) -> int:
        """All rows."""
        return _total(self.counts)

    @cached_property
    def n_outcomes(self) -> int:
        """Pupils with a valid outcome."""
        return _total(self._valid)

    @property
    def n_complete(self) -> int:
        """Of these with all predictors, in whatever school."""
        return _total(self._good)

    @cached_property
    def n_used(self) -> int:
        """Pupils in the models."""
        return _total(self.counts.filter(self.in_models))

    @cached_property
    def left_out(self) -> Mapping[str, int]:
        """Pupils by the reason why they are in no model."""
        school = pl.col("school")
        barred = (
            pl.when(pl.col("moved"))
            .then(pl.lit(FEW_MOVED))
            .when(school.is_in(list(self.hidden)))
            .then(pl.lit(WITHHELD_SCHOOL))
            .otherwise(pl.lit(LOW_SCHOOL))
        )
        out = self.counts.filter(~self.in_models).with_columns(reason=pl.coalesce("_why", "_lacks", barred))
        return dict(out.group_by("reason").agg(pl.col("len").sum()).sort("reason").iter_rows())

    @property
    def _valid(self) -> pl.DataFrame:
        return self.counts.filter(pl.col("_why").is_null())

    @property
    def _good(self) -> pl.DataFrame:
        return self._valid.filter(pl.col("_lacks").is_null())


def _total(counts: pl.DataFrame) -> int:
    return int(counts["len"].sum())
