"""The pupils of one subject or composite of an assessment, ready for models; why the others are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import polars as pl

from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment
from eduhub.repository.school_year import first_day, year_with
from eduhub.results import Results
from eduhub.scores.models.covariates import coded
from eduhub.scores.models.scaling import Distribution, Scale, distributions, raw, scaled
from eduhub.scores.models.tally import MOVED, Tally

DOUBLED, UNREGISTERED, INCOMPLETE = "doubled", "unregistered", "composite-incomplete"


Scores: TypeAlias = dict[str, pl.LazyFrame]


@dataclass(frozen=True)
class Pupils:
    """What the models are given.

    tally       who counts, and why others don't
    rows        one a pupil in the models: school (MOVED for all who came late), prior, prior2, outcome, the
                same as they came in `raw(...)`, weight, covariates as numbers
    predictors  of the main model: the prior, then the covariates
    priors      the priors that there are, for growth percentiles
    weight      the column of weights; None where there are none
    scales      how the scores were distributed before they were brought to a scale
    sat         for each prior the scores, as they came, of all who sat it in schools that are not withheld
    """

    subject: str
    tally: Tally
    rows: pl.LazyFrame
    predictors: tuple[str, ...]
    priors: tuple[str, ...]
    weight: str | None
    scales: Mapping[str, Distribution] = field(default_factory=dict)
    sat: Mapping[str, pl.LazyFrame] = field(default_factory=dict)
    remarks: tuple[Text, ...] = ()


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
        return cls(head, judged, counts, results.priors[:2], "weight" if results.has_weight else None)

    def priors_of(self, *subjects: str) -> tuple[str, ...]:
        """The priors that the head names of each subject: one that it does not name has no basis."""
        named = {one.subject: one for one in self.head.subjects}
        found = []
        for prior in self.priors:
            if not all(getattr(named.get(subject), prior, None) for subject in subjects):
                break
            found.append(prior)
        return tuple(found)

    def tally(self, subject: str) -> Tally:
        """Who counts in a subject."""
        return Tally(self.counts.filter(pl.col("subject") == subject).drop("subject"))

    def scaled(self, subject: str, tally: Tally) -> tuple[pl.LazyFrame, dict[str, Distribution], Scores]:
        """The rows of a subject, outcome and priors on the scale of the assessment, over the whole city.

        Beside them how each column was distributed, and the rows that this was taken from.
        """
        mine = self.rows.filter(pl.col("subject") == subject)
        valid = {"outcome": mine.filter(pl.col("_why").is_null())}
        sat = mine.filter(pl.col("_why").fill_null("") != DOUBLED)
        valid |= dict.fromkeys(self.priors_of(subject), sat)
        return self.on_scale(mine, valid, tally)

    def on_scale(
        self, rows: pl.LazyFrame, valid: Scores, tally: Tally
    ) -> tuple[pl.LazyFrame, dict[str, Distribution], Scores]:
        """Rows on the scale that the valid ones of each column make.

        Where these are beyond those in the models by fewer than the minimum, by the latter alone: a mean with
        one pupil more than another would give that pupil away.
        """
        used = rows.filter(tally.in_models)
        among = {column: _without_few(column, all_, used, tally.minimum) for column, all_ in valid.items()}
        known: dict[str, Distribution] = {}
        for column, those in among.items():
            known |= distributions(those, [column])
        return scaled(rows, known, self.scale, among), known, valid

    @property
    def scale(self) -> Scale:
        """The scale of the assessment."""
        return "normal" if self.head.scale == "normal" else "raw" if self.head.scale == "raw" else "T"

    def pupils(self, subject: str, tally: Tally) -> Pupils:
        """The pupils of one subject."""
        rows, known, sat = self.scaled(subject, tally)
        return self.ready(subject, rows, tally, self.priors_of(subject), known, sat)

    def ready(
        self,
        subject: str,
        rows: pl.LazyFrame,
        tally: Tally,
        named: tuple[str, ...],
        known: Mapping[str, Distribution],
        sat: Scores,
    ) -> Pupils:
        """Pupils from rows on their scale; named: the priors that may be used."""
        priors = named if "prior" in known else ()
        priors = tuple(prior for prior in priors if prior in known)
        seen, open_to_all = rows.filter(tally.in_models), ~pl.col("school").is_in(list(tally.barred))
        late = pl.when("moved").then(pl.lit(MOVED)).otherwise("school")
        covered = coded(seen.with_columns(school=late), self.head.covariates, tally.minimum)
        weight = [self.weight] if self.weight else []
        scores = [*priors, "outcome"]
        columns = dict.fromkeys(("school", *scores, *map(raw, scores), *weight, *covered.columns))
        return Pupils(
            subject,
            tally,
            covered.rows.select(*columns),
            (*priors[:1], *covered.columns),
            priors,
            self.weight,
            known,
            {prior: sat[prior].filter(open_to_all).select(prior) for prior in priors},
            covered.remarks,
        )


def _without_few(column: str, valid: pl.LazyFrame, used: pl.LazyFrame, minimum: int) -> pl.LazyFrame:
    known, seen = (
        rows.select(pl.col(column).is_finite().sum()).collect().item() or 0 for rows in (valid, used)
    )
    return used if 0 < known - seen < minimum else valid


def enrolled_by(head: Assessment) -> date:
    """The day by which a pupil must have come to count for the school."""
    return head.enrolled_by or first_day(year_with(head.dates.outcome))


def _is_moved(head: Assessment) -> pl.Expr:
    """Came a pupil after the day? Where only the state says so, one who moved in did."""
    late = pl.col("entered") > enrolled_by(head)
    return pl.coalesce(late, pl.col("state") == "转入").fill_null(False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is assessed: a subject, or a composite with what its subjects weigh."""

    name: str
    weights: Mapping[str, float]
    is_composite: bool = False


def wanted(head: Assessment) -> Iterator[Wanted]:
    """Each subject, then each composite."""
    for subject in head.subjects:
        yield Wanted(subject.subject, {subject.subject: 1.0})
    parts: dict[str, dict[str, float]] = {}
    for part in head.composites:
        parts.setdefault(part.composite, {})[part.subject] = part.weight
    for name, weights in parts.items():
        yield Wanted(name, weights, is_composite=True)
