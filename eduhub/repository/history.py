"""What schools reported in several years: the report of a school, and that of the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from eduhub.kinds.school import SchoolYear
from eduhub.repository.lineage import Lineage
from eduhub.repository.school_year import first_day, year_before
from eduhub.repository.submission import Submission


@dataclass(frozen=True)
class History:
    """The sound reports of schools, whose they are by their places, and the codes that schools bore."""

    reports: Sequence[Submission[SchoolYear]]
    lineage: Lineage

    def of(self, school: str, year: str) -> Submission[SchoolYear] | None:
        """The report of a school for a year; None unless there is just one that is sound."""
        found = self._by_school.get((school, year), [])
        return found[0] if len(found) == 1 else None

    def before(self, report: Submission[SchoolYear]) -> Submission[SchoolYear] | None:
        """The report of the year before of the same school, under whatever code it went then.

        None where there is none, or none that can be compared: it was merged or split, another was closed
        into it, or it sent two reports of which nobody knows which one holds.
        """
        school, year = _whose(report)
        then = year_before(year)
        is_doubled = self.of(school, year) is not report
        if is_doubled or self.lineage.altered_between(school, first_day(then), report.model.as_of):
            return None
        found = [r for code in self.lineage.codes(school) for r in self._by_school.get((code, then), [])]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _by_school(self) -> Mapping[tuple[str, str], list[Submission[SchoolYear]]]:
        found: dict[tuple[str, str], list[Submission[SchoolYear]]] = {}
        for report in self.reports:
            found.setdefault(_whose(report), []).append(report)
        return found


def _whose(report: Submission[SchoolYear]) -> tuple[str, str]:
    """The school and the year of a report: those of its folder, else those that it names."""
    return report.owner["school"], report.owner["year"]
