"""The pupils of one subject or composite of an assessment, ready for models; why the others are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import polars as pl

from eduhub.kinds.assessment import Assessment, Covariate
from eduhub.repository.school_year import first_day, year_with
from eduhub.results import Results
from eduhub.scores.models.scaling import Distribution, Scale, distributions, raw, scaled

DOUBLED, UNREGISTERED, INCOMPLETE = "doubled", "unregistered", "composite-incomplete"


Scores: TypeAlias = dict[str, pl.LazyFrame]


@dataclass(frozen=True)
class Pupils:
    """What the models are given.

    rows        one a pupil: school, moved, prior, prior2 ..., outcome, the same as they came in `raw(...)`,
                weight, covariates as numbers
    sat         for each prior the scores, as they came, of all who sat it
    predictors  of the main model: the prior, then the covariates; a category is a column a value
    priors      the priors that there are, for growth percentiles
    weight      the column of weights; None where there are none
    by_school   school, outcomes, used: pupils who count for a school, with an outcome, and in the models
    left_out    pupils by the reason why they are in no model
    scales      how the scores were distributed before they were brought to a scale
    """

    subject: str
    rows: pl.LazyFrame
    predictors: tuple[str, ...]
    priors: tuple[str, ...]
    weight: str | None
    by_school: pl.DataFrame
    left_out: Mapping[str, int]
    n_rows: int
    n_outcomes: int
    n_used: int
    n_moved: int
    scales: Mapping[str, Distribution] = field(default_factory=dict)
    sat: Mapping[str, pl.LazyFrame] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """What names a group: who came late is kept apart from the school's own."""
        return ("school", "moved") if self.n_moved else ("school",)


@dataclass(frozen=True)
class Judged:
    """All results with, for each row, why it is left out: `_why` has no outcome, `_lacks` no predictors."""

    head: Assessment
    rows: pl.LazyFrame
    counts: pl.DataFrame  # subject, school, _why, _lacks, moved, len
    priors: tuple[str, ...]
    weight: str | None

    @classmethod
    def of(cls, results: Results, places: Mapping[str, str | None]) -> Judged:
        """The results judged row by row.

        places  by each code in the results the code of the school in that year; None: unregistered
        """
        head, frame = results.head, results.frame
        moved = {old: new for old, new in places.items() if new is not None and new != old}
        strangers = [code for code, new in places.items() if new is None]
        why = results.outcome_reason
        if strangers:
            unknown = pl.when(pl.col("school").is_in(strangers)).then(pl.lit(UNREGISTERED))
            why = pl.coalesce(why, unknown)
        doubled = results.doubled()
        if len(doubled):
            marked = doubled.select("key", "subject", _doubled=pl.lit(DOUBLED)).lazy()
            frame = frame.join(marked, on=["key", "subject"], how="left")
            why = pl.coalesce(pl.col("_doubled"), why)
        lacks = results.predictor_reason_of(results.priors[:1], results.covariates)
        judged = frame.with_columns(_why=why, _lacks=lacks, moved=_is_moved(head))
        if moved:
            judged = judged.with_columns(pl.col("school").replace(moved))
        by = ["subject", "school", "_why", "_lacks", "moved"]
        counts = results.collect(judged.group_by(by).len())
        return cls(head, judged, counts, results.priors, "weight" if results.has_weight else None)

    def has_prior(self, *subjects: str) -> bool:
        """Does the head name a prior of each subject? One that it does not name has no basis to be used."""
        named = {one.subject for one in self.head.subjects if one.prior}
        return "prior" in self.priors and named.issuperset(subjects)

    def of_subject(self, subject: str) -> pl.LazyFrame:
        """The rows of one subject."""
        return self.rows.filter(pl.col("subject") == subject)

    def scaled(self, subject: str) -> tuple[pl.LazyFrame, dict[str, Distribution], Scores]:
        """The rows of a subject, outcome and priors on the scale of the assessment, over the whole city.

        Beside them how each column was distributed, and the rows that this was taken from.
        """
        mine = self.of_subject(subject)
        valid = {"outcome": mine.filter(pl.col("_why").is_null())}
        valid |= {prior: mine.filter(pl.col("_why").fill_null("") != DOUBLED) for prior in self.priors}
        known: dict[str, Distribution] = {}
        for column, among in valid.items():
            known |= distributions(among, [column])
        return scaled(mine, known, self.scale, valid), known, valid

    @property
    def scale(self) -> Scale:
        """The scale of the assessment."""
        return "normal" if self.head.scale == "normal" else "raw" if self.head.scale == "raw" else "T"

    def pupils(self, subject: str) -> Pupils:
        """The pupils of one subject."""
        rows, known, among = self.scaled(subject)
        counts = self.counts.filter(pl.col("subject") == subject)
        used = rows.filter(pl.col("_why").is_null() & pl.col("_lacks").is_null())
        has_prior = "prior" in known and self.has_prior(subject)
        priors = tuple(prior for prior in self.priors if prior in known and has_prior)
        return self.ready(subject, used, counts, priors, known, among)

    def ready(
        self,
        subject: str,
        used: pl.LazyFrame,
        counts: pl.DataFrame,
        priors: tuple[str, ...],
        known: Mapping[str, Distribution],
        among: Scores,
    ) -> Pupils:
        """Pupils from the rows that can be used and the counts of all.

        counts  columns as in `counts`, of one subject
        """
        rows, covariates = _with_covariates(used, self.head.covariates)
        weight = [self.weight] if self.weight else []
        scores = [*priors, "outcome"]
        columns = dict.fromkeys(("school", "moved", *scores, *map(raw, scores), *weight, *covariates))
        valid = counts.filter(pl.col("_why").is_null())
        good = valid.filter(pl.col("_lacks").is_null())
        return Pupils(
            subject,
            rows.select(*columns),
            (*priors[:1], *covariates),
            priors,
            self.weight,
            _by_school(valid),
            _reasons(counts),
            _total(counts),
            _total(valid),
            _total(good),
            _total(good.filter("moved")),
            known,
            {prior: among[prior].select(prior) for prior in priors},
        )


def enrolled_by(head: Assessment) -> date:
    """The day by which a pupil must have come to count for the school."""
    return head.enrolled_by or first_day(year_with(head.dates.outcome))


def _is_moved(head: Assessment) -> pl.Expr:
    """Came a pupil after the day? Where only the state says so, one who moved in did."""
    late = pl.col("entered") > enrolled_by(head)
    return pl.coalesce(late, pl.col("state") == "转入").fill_null(False)


def _by_school(valid: pl.DataFrame) -> pl.DataFrame:
    """Pupils of each school who did not come late: school, outcomes, used."""
    used = pl.col("len").filter(pl.col("_lacks").is_null()).sum()
    own = valid.filter(~pl.col("moved"))
    return (
        own.group_by("school")
        .agg(outcomes=pl.col("len").sum().cast(pl.Int64), used=used.cast(pl.Int64))
        .sort("school")
    )


def _reasons(counts: pl.DataFrame) -> dict[str, int]:
    reason = counts.with_columns(reason=pl.coalesce("_why", "_lacks")).filter(pl.col("reason").is_not_null())
    return dict(reason.group_by("reason").agg(pl.col("len").sum()).sort("reason").iter_rows())


def _total(counts: pl.DataFrame) -> int:
    return int(counts["len"].sum())


def _with_covariates(rows: pl.LazyFrame, wanted: Sequence[Covariate]) -> tuple[pl.LazyFrame, list[str]]:
    """The rows with each category as a column of 0 and 1 for each value but the reference."""
    names: list[str] = []
    for one in wanted:
        if one.type == "number":
            names.append(one.name)
            continue
        values = rows.select(pl.col(one.name).unique()).collect()[one.name].drop_nulls().sort()
        dummies = {f"{one.name}={value}": value for value in values if value != one.reference}
        rows = rows.with_columns(
            (pl.col(one.name) == value).cast(pl.Float64).alias(name) for name, value in dummies.items()
        )
        names += dummies
    return rows, names


def subjects_and_composites(head: Assessment) -> Iterator[tuple[str, dict[str, float]]]:
    """What is assessed: each subject with weight 1, then each composite with its parts."""
    for subject in head.subjects:
        yield subject.subject, {subject.subject: 1.0}
    parts: dict[str, dict[str, float]] = {}
    for part in head.composites:
        parts.setdefault(part.composite, {})[part.subject] = part.weight
    yield from parts.items()
