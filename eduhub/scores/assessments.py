"""The value-added of a repository: its lawful assessments of a school year, and their series."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment
from eduhub.kinds.codes import BASES, stage_of_grade
from eduhub.parameters import Parameters
from eduhub.repository import Beside, Repository, Submission, minimum_n
from eduhub.repository.lawful import why_refused
from eduhub.repository.lineage import Lineage
from eduhub.repository.school_year import first_day, year_with
from eduhub.results import Levels, Results, ResultsError
from eduhub.scores.models.assess import Places, assess
from eduhub.scores.models.assessed import Assessed, Counts
from eduhub.scores.models.levels import OWN_ONLY, shifts
from eduhub.scores.models.scaling import UNITS
from eduhub.scores.models.series import Cohort, series
from eduhub.scores.rows import Reported

_NO_RESULTS = Text("没有结果文件", "there is no file of results")


@dataclass
class Assessor:
    """Computes each assessment of a repository once, for the year asked for and for its series."""

    repository: Repository
    parameters: Parameters
    year: str
    _done: dict[str, tuple[list[Assessed], list[Cohort]]] = field(default_factory=dict)

    def assessed(self) -> tuple[Assessed, ...]:
        """The assessments whose outcome lies in the year, and their series up to it; sorted."""
        heads = [s for s in self.repository.of(Assessment) if self.repository.place(s.file)]
        mine = [s for s in heads if year_with(s.model.dates.outcome) == self.year]
        found = [one for s in mine for one in self._of(s)[0]]
        names = {s.model.series for s in mine if s.model.series}
        earlier = (s for s in heads if s.model.series in names and self._is_not_later(s))
        cohorts = [cohort for s in earlier for cohort in self._of(s)[1]]
        whole = [*found, *series(cohorts, self.parameters)]
        return tuple(sorted(whole, key=lambda one: (one.assessment, one.is_series)))

    def _is_not_later(self, head: Submission[Assessment]) -> bool:
        return year_with(head.model.dates.outcome) <= self.year

    def _of(self, head: Submission[Assessment]) -> tuple[list[Assessed], list[Cohort]]:
        """What one assessment gives: to be shown, and as a cohort of its series."""
        if head.file not in self._done:
            self._done[head.file] = self._computed(head)
        return self._done[head.file]

    def _computed(self, head: Submission[Assessment]) -> tuple[list[Assessed], list[Cohort]]:
        beside = self.repository.companions(head)
        if beside is not None and beside.has_levels_only:
            return self._levels(head.model, beside), []
        reason = why_refused(head.model) or (_NO_RESULTS if not beside or not beside.files else None)
        if reason is not None or beside is None:
            return [_not_computed(head.model, reason or _NO_RESULTS)], []
        try:
            results = Results.open(head.model, beside.folder, beside.shown)
            places = self._places(head.model, results.schools)
            pairs = list(assess(results, places, self.parameters, minimum_n(self.repository)))
        except ResultsError as error:
            return [_not_computed(head.model, error.problem)], []
        rename = _renamer(self.repository.lineage, first_day(self.year))
        cohorts = [Cohort(head.model, one, pupils, rename) for one, pupils in pairs]
        return [one for one, _ in pairs], cohorts

    def _levels(self, head: Assessment, beside: Beside) -> list[Assessed]:
        """What counts by level tell: of no exam that several schools share, so that no ban concerns it."""
        try:
            counts = Levels.open(beside.folder, beside.shown).frame
        except ResultsError as error:
            return [_not_computed(head, error.problem)]
        codes = self._places(head, frozenset(counts["school"])).codes
        named = counts.with_columns(pl.col("school").replace_strict(dict(codes), return_dtype=pl.String))
        found = shifts(named.drop_nulls("school"), minimum_n(self.repository))
        whole = _not_computed(head, OWN_ONLY)
        return [
            replace(whole, subject=one.subject, shifts=found.filter(pl.col("subject") == one.subject))
            for one in head.subjects
        ]

    def _places(self, head: Assessment, codes: frozenset[str]) -> Places:
        """The code and cluster of each school on the first day of the outcome's school year."""
        reported = Reported(self.repository, self.parameters, year_with(head.dates.outcome))
        now = {code: self._registered(code, reported) for code in codes}
        stage = stage_of_grade(head.grade)
        clusters = {code: _cluster(code, stage, reported.clusters) for code in now.values() if code}
        return Places(now, {code: cluster for code, cluster in clusters.items() if cluster})

    def _registered(self, code: str, reported: Reported) -> str | None:
        """The code of a school in the year, a campus behind it; None where the register does not know it."""
        school, dash, campus = code.partition("-")
        now = reported.lineage.on(school, reported.start)
        return now + dash + campus if now in self.repository.schools else None


def _cluster(code: str, stage: str, clusters: Mapping[tuple[str, str | None, str], str]) -> str | None:
    school, _, campus = code.partition("-")
    whole = clusters.get((school, None, stage))
    return clusters.get((school, code, stage), clusters.get((school, campus, stage), whole))


def _renamer(lineage: Lineage, day: date) -> Callable[[str], str]:
    """What gives the code that a school bears on a day by its code of another."""

    def rename(code: str) -> str:
        school, dash, campus = code.partition("-")
        return lineage.on(school, day) + dash + campus

    return rename


def _not_computed(head: Assessment, reason: Text) -> Assessed:
    """An assessment of which nothing is computed, with the reason; one for all its subjects."""
    nothing = Counts(0, 0, 0, 0, 0, {}, 0, 0)
    return Assessed(
        assessment=head.name,
        subject="、".join(one.subject for one in head.subjects),
        year=year_with(head.dates.outcome),
        stage=stage_of_grade(head.grade),
        grade=head.grade,
        cohort=head.cohort,
        basis=BASES.text(head.basis.type),
        unit=UNITS[head.scale],
        counts=nothing,
        reason=reason,
    )
