"""Where the raw amounts behind a school part's figures stand: file and field, for whoever asks why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eduhub.core.place import Place, Route
from eduhub.core.text import Text
from eduhub.kinds.school import SchoolYear
from eduhub.repository import Submission
from eduhub.scores.relaxed import added_sports_m2, added_teachers
from eduhub.scores.rows import Reported
from eduhub.scores.tables import SOURCES

_DEGREES = ("doctor", "master", "bachelor", "associate")
_COUNTS = {"L1": _DEGREES, "L2": ("backbone",), "L3": ("sports", "music", "fine_art", "arts")}
_FACILITIES = {
    "L4": (("teaching_gross_m2", 1), ("indoor_sport_m2", -1)),
    "L5": (("ground_m2", 1), ("indoor_sport_m2", 1)),
    "L6": (("equipment_yuan", 1),),
    "L7": (("multimedia_rooms", 1),),
}
_ROSTER = {
    "L1": Text(
        "名册中高于规定学历的专任教师", "full-time teachers of the roster above the required qualification"
    ),
    "L2": Text(
        "名册中骨干称号有效的专任教师", "full-time teachers of the roster with a valid backbone title"
    ),
    "L3": Text("名册中主科为体育、艺术的专任教师", "full-time teachers of the roster for sports and arts"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A raw figure: what it is, its amount, whether it is added (1) or taken off (-1), where it stands."""

    label: Text
    value: float | None
    place: Place
    sign: int = 1


def pupils_of(reported: Reported, part: Mapping[str, Any]) -> Source | None:
    """Where the pupils of a part stand; None where its school reported nothing of the stage."""
    report, at = _stage(reported, part)
    return None if report is None or at is None else _source(report, ("stages", at, "pupils"))


def sources(reported: Reported, part: Mapping[str, Any], code: str) -> list[Source]:
    """The raw figures whose sum is the amount behind an indicator; of facilities that are split the campus's.

    part  a row of `Tables.parts`
    """
    report, at = _stage(reported, part)
    if report is None or at is None:
        return []
    if code not in _COUNTS:
        return list(_facilities(reported, report, part, code))
    shared = list(_shared(reported, report, part, code))
    roster = reported.rosters.get(part["school"])
    if roster is None:
        fields = (f for f in _COUNTS[code] if f != "associate" or part["stage"] == "小学")
        return [_source(report, ("stages", at, field)) for field in fields] + shared
    amount = part[SOURCES[code][0]]
    own = None if amount is None else amount - sum(one.value or 0.0 for one in shared)
    return [Source(_ROSTER[code], own, Place(roster.file)), *shared]


def _stage(reported: Reported, part: Mapping[str, Any]) -> tuple[Submission[SchoolYear] | None, int | None]:
    """The report of a part's school, and which of its stages the part is."""
    report = reported.reports.get(part["school"])
    rows = enumerate(report.model.stages) if report else ()
    found = (at for at, row in rows if (row.stage, row.campus) == (part["stage"], part["campus"]))
    return report, next(found, None)


def _facilities(
    reported: Reported, report: Submission[SchoolYear], part: Mapping[str, Any], code: str
) -> Iterator[Source]:
    amount = SOURCES[code][0]
    for at, row in enumerate(report.model.by_stage):
        is_own = row.stage == part["stage"] and row.campus in (None, part["campus"])
        if is_own and getattr(row, amount) is not None:
            yield _source(report, ("by_stage", at, amount))
            return
    sites = [at for at, site in enumerate(report.model.sites) if site.campus == part["campus"]]
    base: Route = ("sites", sites[0]) if sites else ()
    for field, sign in _FACILITIES[code]:
        yield _source(report, (*base, field), sign)
    if code == "L5" and added_sports_m2(report.model, reported.relaxations, reported.parameters):
        for name in reported.parameters["dense_centre_relaxed"]["counts"]:
            yield _source(report, ("relaxations", name))


def _shared(
    reported: Reported, report: Submission[SchoolYear], part: Mapping[str, Any], code: str
) -> Iterator[Source]:
    school = reported.repository.schools[part["school"]]
    if code == "L3" and added_teachers(report.model, school, reported.relaxations, reported.parameters):
        yield _source(report, ("relaxations", "shared_teachers"))


def _source(report: Submission[SchoolYear], route: Route, sign: int = 1) -> Source:
    found: Any = report.model
    for step in route:
        found = found[step] if isinstance(step, int) else getattr(found, step)
    value = None if found is None else 0.0 if isinstance(found, str) else float(found)
    return Source(report.label(*route), value, report.document.place(route), sign)
