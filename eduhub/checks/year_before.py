"""How the figures of a school changed against its report of the year before, where that is worth asking."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from eduhub.checks.per_pupil import is_unbelievable
from eduhub.core.text import Text, rounded
from eduhub.kinds.school import SchoolYear, Teachers
from eduhub.parameters import Parameters, in_force
from eduhub.repository import Repository, Submission

Facts: TypeAlias = Mapping[str, object]

# The unit that a figure was given in by mistake, its word in `usual_slips`, and the fields that it concerns.
_UNITS = (
    ("wan_yuan", "_yuan", Text("万元", "10,000 yuan")),
    ("hectare", "_m2", Text("公顷", "hectares")),
    ("mu", "_m2", Text("亩", "mu")),
)


def changed(school: Submission[SchoolYear], name: str, repository: Repository) -> Facts | None:
    """The facts of an unusual change of one of the school's own figures; None where there is nothing to ask.

    A figure that can't be believed by itself, in either year, is asked about by the rule that says so.
    """
    before = repository.history.before(school)
    if before is None or (name in _GROW and _is_growing(before.model, school.model)):
        return None
    numbers = _numbers(school, repository)
    if any(is_unbelievable(report.model, name, numbers) for report in (before, school)):
        return None
    then, now = getattr(before.model, name), getattr(school.model, name)
    if then is None or now is None or isinstance(then, str) or isinstance(now, str):
        return None
    return _facts(name, then, now, before, numbers)


# These follow the number of pupils, grade by grade.
_GROW = ("books", "computers", "multimedia_rooms")


def _is_growing(before: SchoolYear, now: SchoolYear) -> bool:
    """Did the school get or lose stages or grades?"""
    stages = {row.stage for row in now.stages}
    return stages != {row.stage for row in before.stages} or any(
        _other_grades(before, now, stage) for stage in stages
    )


def _other_grades(before: SchoolYear, now: SchoolYear, stage: str) -> bool:
    """Has a stage another number of grades than it had, where both are told?"""
    then, today = ([row.grades for row in m.stages if row.stage == stage] for m in (before, now))
    told = [max((g for g in grades if isinstance(g, int)), default=None) for grades in (then, today)]
    return None not in told and told[0] != told[1]


def changed_in_stage(
    school: Submission[SchoolYear], stage: str, name: str, repository: Repository
) -> Facts | None:
    """The same for the pupils or teachers of one stage, over all campuses; `name` says which.

    A stage that got or lost grades is being built up or closed; its numbers follow from that.
    """
    before = repository.history.before(school)
    if before is None or _other_grades(before.model, school.model, stage):
        return None
    count = {"pupils": stage_pupils, "teachers": stage_teachers}[name]
    then, now = count(before, stage, repository), count(school, stage, repository)
    if then is None or now is None:
        return None
    return _facts(name, then, now, before, _numbers(school, repository))


def stage_pupils(school: Submission[SchoolYear], stage: str, repository: Repository) -> int | None:
    """The pupils of a stage over all campuses; None where the school has not this stage."""
    rows = [row for row in school.model.stages if row.stage == stage]
    return sum(row.pupils for row in rows) if rows else None


def stage_teachers(school: Submission[SchoolYear], stage: str, repository: Repository) -> int | None:
    """The full-time teachers of a stage as reported, else by the roster; None where neither tells."""
    told = [row.teachers for row in school.model.stages if row.stage == stage]
    numbers = [number for number in told if isinstance(number, int)]
    if numbers and len(numbers) == len(told):
        return sum(numbers)
    roster = repository.lists_of(Teachers, school.owner)
    by = repository.city.count_by if repository.city else "personnel"
    if not told or roster is None:
        return None
    return sum(teacher.counts_for(stage, school.model.school, by) for teacher in roster.rows)


def _numbers(school: Submission[SchoolYear], repository: Repository) -> Parameters:
    return in_force(repository.day_in(school.model.year))


def _facts(
    name: str, then: Any, now: Any, before: Submission[SchoolYear], numbers: Parameters
) -> Facts | None:
    """What to say of a change; None where it is within what is usual, or nought was reported before."""
    was, is_ = Decimal(str(then)), Decimal(str(now))
    usual, change = numbers["yearly_change"][name], is_ - was
    limit = usual["rise" if change > 0 else "fall"]
    if not was or abs(change) < usual["least"] or 100 * abs(change) <= limit * was:
        return None
    way = Text("增加", "up by") if change > 0 else Text("减少", "down by")
    percent = Decimal(rounded(float(100 * abs(change) / was), 1)).normalize()
    facts = {"now": now, "before": then, "year": before.model.year, "way": way, "percent": percent}
    return {**facts, "limit": limit, "hint": _hint(name, float(was), float(is_), numbers["usual_slips"])}


def _hint(name: str, was: float, now: float, slips: Mapping[str, float]) -> Text:
    """Which slip the change looks like, to go behind the sentence; empty where it looks like none."""

    def is_near(times: float, slip: str) -> bool:
        return slips[slip] / slips["near"] <= times <= slips[slip] * slips["near"]

    if not now:
        return Text("，像是漏填", ", as if it were left out")
    up, down = now / was, was / now
    if is_near(up, "digit"):
        return Text("，约为 10 倍，像是多填了一位", ", about ten times as much, as if a digit were too many")
    if is_near(down, "digit"):
        return Text("，约为十分之一，像是少填了一位", ", about a tenth, as if a digit were missing")
    for slip, ending, unit in _UNITS:
        if name.endswith(ending) and is_near(down, slip):
            return Text(f"，像是按{unit.zh}填的", f", as if it were given in {unit.en}")
        if name.endswith(ending) and is_near(up, slip):
            return Text(
                f"，像是上一学年按{unit.zh}填的", f", as if it were given in {unit.en} the year before"
            )
    return Text("", "")
