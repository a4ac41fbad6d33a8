"""Results of single pupils as a table of canonical columns, opened without reading what nobody asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from eduhub.kinds.assessment import Assessment
from eduhub.results.columns import PRIORS, match, of_results
from eduhub.results.reading import Reader, readers
from eduhub.results.reasons import MOVED_IN, STATES, first_of, none_of
from eduhub.results.table import Raw, open_table

FILES = ("results.csv", "results.parquet")
_PRESENT = "正常"
_Tests = Iterator[tuple[pl.Expr, str]]


@dataclass(frozen=True, eq=False)
class Results:
    """The results of an assessment.

    readers  how each column of the file is read, by its name in the frame
    unknown  positions of columns that mean nothing
    frame    key, school, subject, state (String), prior and prior2 to prior9 as far as the file has them,
             outcome, weight (Float64; 1 where the file has none), entered (Date), covariates of the head
             (Float64 or String). Null is blank, or no code or word of its list; NaN is no number.
    """

    head: Assessment
    raw: Raw
    readers: dict[str, Reader]
    unknown: tuple[int, ...]
    frame: pl.LazyFrame

    @classmethod
    def open(cls, head: Assessment, folder: Path, shown: str) -> Results:
        """The results beside a head; ResultsError where they can't be used as a whole.

        folder  where they lie; shown  how findings name it
        """
        raw = open_table(folder, shown, FILES)
        matched = match(raw, list(of_results(head)))
        found = readers(raw, matched.found)
        frame = raw.frame.select(_values(found))
        if raw.is_csv:
            frame = raw.collect(frame).lazy()
        return cls(head, raw, found, matched.unknown, frame)

    @property
    def file(self) -> str:
        """The file, as findings name it."""
        return self.raw.file

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """What a plan on the frame comes to; ResultsError where the file turns out to be damaged."""
        return self.raw.collect(frame)

    # What there is

    @cached_property
    def priors(self) -> tuple[str, ...]:
        """The priors that the file has."""
        return tuple(name for name in PRIORS if name in self.readers)

    @cached_property
    def covariates(self) -> tuple[str, ...]:
        """The covariates of the head, all of which the file has."""
        return tuple(covariate.name for covariate in self.head.covariates)

    @property
    def has_weight(self) -> bool:
        """Has the file a column of weights?"""
        return "weight" in self.readers

    @cached_property
    def schools(self) -> frozenset[str]:
        """The codes of all schools that there are."""
        return frozenset(self.readers["school"].values or ()) - {None}

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The subjects of the head that occur, in its order."""
        there = self.readers["subject"].values or ()
        return tuple(one.subject for one in self.head.subjects if one.subject in there)

    # Why a row is left out

    @cached_property
    def outcome_reason(self) -> pl.Expr:
        """Why a row of the frame has no valid outcome: the first of `reasons()`, else null."""
        return first_of(self._outcome_tests())

    @cached_property
    def has_outcome(self) -> pl.Expr:
        """Has a row of the frame a valid outcome? The same, and cheaper."""
        return none_of(self._outcome_tests())

    @cached_property
    def predictor_reason(self) -> pl.Expr:
        """Why a row of the frame has no complete predictors: the first of `reasons()`, else null."""
        return self.predictor_reason_of(self.priors, self.covariates)

    @cached_property
    def has_predictors(self) -> pl.Expr:
        """Has a row of the frame complete predictors? The same, and cheaper."""
        return none_of(self._predictor_tests(self.priors, self.covariates))

    def predictor_reason_of(self, priors: Collection[str], covariates: Collection[str]) -> pl.Expr:
        """The same for some of the priors and covariates only."""
        return first_of(self._predictor_tests(priors, covariates))

    def has_predictors_of(self, priors: Collection[str], covariates: Collection[str]) -> pl.Expr:
        """The same for some of the priors and covariates only."""
        return none_of(self._predictor_tests(priors, covariates))

    def _outcome_tests(self) -> _Tests:
        """The tests that some row may meet, in the order of the reasons."""
        subject, state, outcome = pl.col("subject"), pl.col("state"), pl.col("outcome")
        assessed = {one.subject for one in self.head.subjects}
        if not (self.readers["subject"].values or frozenset({None})) <= assessed:
            yield ~subject.is_in(sorted(assessed)).fill_null(value=False), "unknown-subject"
        if not self.readers["school"].is_whole:
            yield pl.col("school").is_null(), "no-school"
        if "state" in self.readers:
            yield state.is_null(), "state-unknown"
            yield from ((state.eq_missing(word), reason) for word, reason in STATES.items())
        yield outcome.is_null(), "outcome-missing"
        yield self._is_no_number("outcome"), "outcome-invalid"
        if self.has_weight:
            weight = pl.col("weight")
            yield ~(weight > 0).fill_null(value=False) | self._is_no_number("weight"), "weight-invalid"

    def _predictor_tests(self, priors: Collection[str], covariates: Collection[str]) -> _Tests:
        lacks = pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_null() for name in priors))
        if "state" in self.readers:
            yield lacks & pl.col("state").eq_missing(MOVED_IN), "prior-missing-moved-in"
        yield lacks, "prior-missing"
        yield from ((self._is_no_number(name), "prior-invalid") for name in priors)
        yield from ((pl.col(name).is_null(), "covariate-missing") for name in covariates)
        numbers = [name for name in covariates if self.readers[name].wanted.dtype == pl.Float64]
        yield from ((self._is_no_number(name), "covariate-invalid") for name in numbers)

    def _is_no_number(self, name: str) -> pl.Expr:
        """Is a value none of the numbers that the model takes? A blank is none of these."""
        return ~pl.col(name).is_between(*self.readers[name].wanted.bounds).fill_null(value=True)

    # What stands twice

    def doubled(self) -> pl.DataFrame:
        """The key and subject of every pupil who has more than one row in a subject; mostly none.

        Hashes of eight bytes are compared first, so that ten million rows need little memory.
        """
        pair = self.frame.select("key", "subject").drop_nulls()
        mixed = pl.struct("key", "subject").hash()
        hashes = self.collect(pair.select(mixed.alias("hash"))).to_series().sort()
        alike = hashes.filter(hashes == hashes.shift(1)).unique()
        if alike.is_empty():
            return pl.DataFrame(schema={"key": pl.String, "subject": pl.String})
        candidates = self.collect(pair.filter(mixed.is_in(alike.implode())))
        counted = candidates.group_by("key", "subject").len().filter(pl.col("len") > 1)
        return counted.select("key", "subject").sort("key", "subject")


def _values(found: dict[str, Reader]) -> Iterator[pl.Expr]:
    """The columns of the frame."""
    for name, reader in found.items():
        value = reader.value
        if name == "state":
            value = pl.when(reader.blank).then(pl.lit(_PRESENT)).otherwise(value)
        yield value.alias(name)
    if "state" not in found:
        yield pl.lit(_PRESENT).alias("state")
    if "weight" not in found:
        yield pl.lit(1.0).alias("weight")
    if "entered" not in found:
        yield pl.lit(None, pl.Date).alias("entered")
