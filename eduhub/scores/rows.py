"""What schools reported for a year as rows, one a school part, before anything is divided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from eduhub.kinds.codes import STAGES
from eduhub.kinds.register import School
from eduhub.kinds.school import Facilities, SchoolYear, StageCounts, StageFacilities, Teacher, Teachers
from eduhub.parameters import Parameters
from eduhub.repository import Repository, Submission
from eduhub.repository.lineage import Lineage
from eduhub.repository.school_year import first_day
from eduhub.scores.relaxed import added_sports_m2, added_teachers
from eduhub.scores.split import AMOUNTS


@dataclass(frozen=True)
class Reported:
    """A city's reports of one school year, with the register, clusters and codes of its first day."""

    repository: Repository
    parameters: Parameters
    year: str

    @property
    def start(self) -> date:
        """1 September, whose register and members are those of the year."""
        return first_day(self.year)

    @cached_property
    def lineage(self) -> Lineage:
        """The codes that schools bore."""
        return self.repository.lineage

    @cached_property
    def relaxations(self) -> tuple[str, ...]:
        """The dated relaxations that are switched on, sorted."""
        city = self.repository.city
        return tuple(sorted(set(city.relaxations))) if city else ()

    @cached_property
    def reports(self) -> Mapping[str, Submission[SchoolYear]]:
        """The report of each school by its code on the first day; none of those that are doubled."""
        found = (s for s in self.repository.of(SchoolYear) if s.model.year == self.year)
        return self._by_school("school", ((s.model.school, s) for s in found))

    @cached_property
    def rosters(self) -> Mapping[str, Submission[Teachers]]:
        """The roster of each school, likewise."""
        found = (s for s in self.repository.of(Teachers) if s.owner.get("year") == self.year)
        return self._by_school("teachers", ((s.owner["school"], s) for s in found if "school" in s.owner))

    def _by_school(self, kind: str, found: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        """What is reported once, by code; a report under the code of the day goes before others."""
        once = [(code, s) for code, s in found if (kind, code, self.year) not in self.repository.doubled]
        named = [(self.lineage.on(code, self.start), code, s) for code, s in once]
        return {key: s for key, code, s in sorted(named, key=lambda item: (item[0], item[0] == item[1]))}

    @cached_property
    def clusters(self) -> dict[tuple[str, str | None, str], str]:
        """The cluster of each school, campus and stage: a year's members are those of 1 September."""
        return {
            (self.lineage.on(member.school, self.start), member.campus, stage): plan.model.cluster.id
            for plan in self.repository.plans
            for member in plan.model.members
            for stage in member.stages
            if member.joined <= self.start and not (member.left and member.left <= self.start)
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row a stage of a school or campus; registered schools that reported nothing have nulls."""
        for code, school in sorted(self.repository.schools.items()):
            if self.lineage.on(code, self.start) == code and self._is_open(school):
                for row in self._school_rows(school):
                    yield row | {"cluster": self._cluster(row)}

    def _cluster(self, row: Mapping[str, Any]) -> str | None:
        whole = self.clusters.get((row["school"], None, row["stage"]))
        return self.clusters.get((row["school"], row["campus"], row["stage"]), whole)

    def _is_open(self, school: School) -> bool:
        """Was it open on the first day? A school that was only re-coded later was open before."""
        closed = school.closed is not None and school.closed <= self.start
        later = school.opened is not None and school.opened > self.start
        return not closed and not (later and not self.lineage.recoded_after(school.code, self.start))

    def _school_rows(self, school: School) -> Iterator[dict[str, Any]]:
        base = {
            "district": school.district,
            "school": school.code,
            "type": school.type,
            "affiliation": school.affiliation,
        }
        submission = self.reports.get(school.code)
        stages = submission.model.stages if submission else ()
        for stage in sorted(set(school.stages) - {row.stage for row in stages}):
            yield base | {"id": school.code, "name": school.name, "stage": stage, "campus": None}
        if submission is not None:
            for row in stages:
                yield base | self._named(school, row) | self._counted(school, submission.model, row)

    def _named(self, school: School, row: StageCounts) -> dict[str, Any]:
        if not row.campus:
            return {"campus": row.campus, "id": school.code, "name": school.name}
        names = {campus.id: campus.name for campus in self.repository.campuses.get(school.code, ())}
        name = f"{school.name}（{names.get(row.campus, row.campus)}）"
        return {"campus": row.campus, "id": f"{school.code}/{row.campus}", "name": name}

    def _counted(self, school: School, report: SchoolYear, row: StageCounts) -> dict[str, Any]:
        weights = self.parameters.split_weights(school.type, {r.stage for r in report.stages})
        campuses = {r.campus for r in report.stages if r.stage == row.stage}
        return {
            "stage": row.stage,
            "pupils": row.pupils,
            "weight": weights.get(row.stage),
            "growing": self._is_growing(school, report, row.stage),
            **self._staff(school, report, row, campuses),
            **self._facilities(report, row),
            **_by_stage(report, row, campuses),
        }

    def _is_growing(self, school: School, report: SchoolYear, stage: str) -> bool:
        """Does it lack grades of the stage yet? Campuses may share them; teaching points never have all."""
        told = [row.grades for row in report.stages if row.stage == stage]
        grades = [number for number in told if isinstance(number, int)]
        wanted: int = self.parameters["grades_of_stage"][stage]
        return school.type != "教学点" and len(grades) == len(told) and sum(grades) < wanted

    def _facilities(self, report: SchoolYear, row: StageCounts) -> dict[str, float | None]:
        """The amounts of the whole campus; not known where several campuses are not reported apart."""
        sites: dict[str, Facilities] = {site.campus: site for site in report.sites}
        apart = len({r.campus for r in report.stages}) > 1
        amounts = _amounts(sites.get(row.campus or "", None if apart else report))
        if amounts:
            amounts["sports_m2"] += added_sports_m2(report, self.relaxations, self.parameters)
        return dict(amounts)

    def _staff(
        self, school: School, report: SchoolYear, row: StageCounts, campuses: Set[str | None]
    ) -> dict[str, float | None]:
        """The teachers behind L1 to L3: from the roster where there is one, else from the counts.

        campuses  that have the stage: where several have it, a teacher of no known campus makes all unknown
        """
        roster = self.rosters.get(school.code)
        counts = _staff_of_counts(row) if roster is None else self._staff_of_roster(roster, row, campuses)
        if counts.get("sports_arts") is not None:
            more = added_teachers(report, school, self.relaxations, self.parameters)
            counts["sports_arts"] = (counts["sports_arts"] or 0) + more
        return counts

    def _staff_of_roster(
        self, roster: Submission[Teachers], row: StageCounts, campuses: Set[str | None]
    ) -> dict[str, float | None]:
        shared = len(campuses) > 1
        whole = [t for t in roster.model.rows if self._counts(t, row.stage, roster.owner["school"])]
        if shared and any(teacher.campus not in campuses for teacher in whole):
            return {}
        here = [t for t in whole if not shared or t.campus == row.campus]
        day, numbers = self.repository.day_in(self.year), self.parameters
        above = numbers["above_required"].get(row.stage, ())
        return {
            "above_required": float(sum(t.qualification in above for t in here)),
            "backbone": float(sum(numbers.is_backbone(t.backbone, t.valid_until, day) for t in here)),
            "sports_arts": float(sum(t.main_subject in numbers["sports_arts_subjects"] for t in here)),
        }

    def _counts(self, teacher: Teacher, stage: str, school: str) -> bool:
        """Does a teacher count for a stage of a school, which the roster may call by another of its codes?"""
        by = self.repository.city.count_by if self.repository.city else "personnel"
        personnel = teacher.personnel_school
        same = personnel and self.lineage.on(personnel, self.start) == self.lineage.on(school, self.start)
        return teacher.counts_for(stage, personnel if personnel and same else school, by)


def _amounts(of: Facilities | None) -> dict[str, float]:
    """The amounts behind L4 to L7; indoor sports areas move from the teaching rooms to the sports areas."""
    if of is None:
        return {}
    return {
        "teaching_m2": of.teaching_gross_m2 - of.indoor_sport_m2,
        "sports_m2": of.ground_m2 + of.indoor_sport_m2,
        "equipment_yuan": float(of.equipment_yuan),
        "multimedia_rooms": float(of.multimedia_rooms),
    }


def _by_stage(report: SchoolYear, row: StageCounts, campuses: Set[str | None]) -> dict[str, float | None]:
    """Facilities counted by stage, which replace the split.

    Not known (NaN) where several campuses share them, or where they are given for other stages only:
    the split would count those a second time.
    """
    places = {stage: {r.campus for r in report.stages if r.stage == stage} for stage in STAGES.values}
    here = [r for r in report.by_stage if row.campus in ({r.campus} if r.campus else places[r.stage])]
    elsewhere = {amount for r in here for amount in AMOUNTS if getattr(r, amount) is not None}
    shared, whole = len(campuses) > 1, stage_facilities(report, None, row.stage)
    own = stage_facilities(report, row.campus, row.stage) or (None if shared else whole)
    given = {amount: _number(getattr(own, amount, None)) for amount in AMOUNTS}
    for amount in AMOUNTS:
        common = shared and getattr(whole, amount, None) is not None
        if given[amount] is None and (amount in elsewhere or common):
            given[amount] = float("nan")
    return {f"{amount}_by_stage": value for amount, value in given.items()}


def stage_facilities(report: SchoolYear, campus: str | None, stage: str) -> StageFacilities | None:
    """What a report counts for a stage of a campus, or of the whole school where the campus is None."""
    found = {(row.campus, row.stage): row for row in report.by_stage}
    return found.get((campus, stage))


def _number(value: Any) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)


def _staff_of_counts(row: StageCounts) -> dict[str, float | None]:
    degrees = [row.doctor, row.master, row.bachelor] + ([row.associate] if row.stage == "小学" else [])
    return {
        "above_required": _sum(degrees),
        "backbone": _sum([row.backbone]),
        "sports_arts": _sum([row.sports, row.music, row.fine_art, row.arts]),
    }


def _sum(counts: list[Any]) -> float | None:
    """The sum; null where one of them is not known, while 不适用 is none."""
    return None if None in counts else float(sum(count for count in counts if isinstance(count, int)))
