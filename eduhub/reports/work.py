"""What a cluster did in a year, counted from its plan and its log: facts, no scores.

A task is due as often as the plan promised by the terms that are over, or once its last day has come. It is
done as often as an activity of it was held and confirmed by the host; no more than promised is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from eduhub.kinds.activities import Activities, Activity
from eduhub.kinds.measures import Measure, Measures
from eduhub.kinds.plan import Plan
from eduhub.kinds.year_plan import Task, YearPlan
from eduhub.parameters import parameters
from eduhub.repository import Repository
from eduhub.repository.school_year import day_of, first_day


@dataclass(frozen=True)
class Work:
    """The papers of one cluster and year, as far as there are any.

    until      the day up to which things are counted
    term_ends  the last day of each term
    """

    year: str
    until: date
    term_ends: tuple[date, ...]
    plan: Plan | None
    tasks: tuple[Task, ...]
    activities: tuple[Activity, ...]
    measures: tuple[Measure, ...]

    @property
    def has_log(self) -> bool:
        """Is there anything to count from?"""
        return bool(self.tasks or self.activities)


def work_of(repository: Repository, cluster: str, year: str) -> Work:
    """What the repository holds of a cluster's year, up to today or the last day of the year."""
    until = repository.day_in(year)
    whose = {"cluster": cluster, "year": year}
    tasks = [t for s in repository.of(YearPlan) if _is(s.owner, whose) for t in s.model.tasks]
    logged = [a for s in repository.of(Activities) if _is(s.owner, whose) for a in s.model.rows]
    measures = [m for s in repository.of(Measures) if _is(s.owner, whose) for m in s.model.rows]
    held = sorted((a for a in logged if first_day(year) <= a.date <= until), key=lambda a: (a.date, a.title))
    plan = repository.plan_of(cluster)
    ends = tuple(day_of(end, year) for end in parameters(until)["term_ends"])
    return Work(year, until, ends, plan, tuple(tasks), tuple(held), tuple(measures))


def _is(owner: Mapping[str, str], whose: Mapping[str, str]) -> bool:
    return all(owner.get(name) == value for name, value in whose.items())


def is_confirmed(activity: Activity, work: Work) -> bool:
    """Has the host confirmed it by the day?"""
    return activity.confirmed_on is not None and activity.confirmed_on <= work.until


@dataclass(frozen=True, slots=True)
class Area:
    """The tasks of an area of common work: how many, how many are due, of these done; times due and done."""

    tasks: int
    due: int
    done: int
    times_due: int
    times_done: int


def area(work: Work, name: str) -> Area:
    """The tasks of one area by the day."""
    tasks = [task for task in work.tasks if task.area == name]
    counted = [(times_due(task, work), times_done(task, work)) for task in tasks]
    due = [(wanted, done) for wanted, done in counted if wanted]
    return Area(
        len(tasks),
        len(due),
        sum(done >= wanted for wanted, done in due),
        sum(wanted for wanted, _ in due),
        sum(min(done, wanted) for wanted, done in due),
    )


def times_due(task: Task, work: Work) -> int:
    """How often a task is due by the day: by the terms that are over, or once its last day came."""
    if task.frequency is not None:
        return int(task.frequency) * sum(end <= work.until for end in work.term_ends)
    return int(task.to is not None and task.to <= work.until)


def times_done(task: Task, work: Work) -> int:
    """How often it was held and confirmed."""
    return sum(a.task == task.id and is_confirmed(a, work) for a in work.activities)


def months(work: Work) -> Iterator[tuple[int, int, int]]:
    """Each month from September up to the day, with its activities: confirmed, and not confirmed."""
    first = int(work.year[:4])
    for month in (*range(9, 13), *range(1, 9)):
        year = first if month >= 9 else first + 1
        if (year, month) <= (work.until.year, work.until.month):
            held = [a for a in work.activities if (a.date.year, a.date.month) == (year, month)]
            confirmed = sum(is_confirmed(a, work) for a in held)
            yield month, confirmed, len(held) - confirmed


def members(work: Work) -> list[str]:
    """The schools that were members at some time of the year, by code."""
    rows = work.plan.members if work.plan else ()
    return sorted({member.school for member in rows if member.was_in(first_day(work.year), work.until)})


def taken_part(work: Work, school: str) -> tuple[int, int, int]:
    """How many activities a school took part in, and hosted; and how many were held while it was a member."""
    rows = [member for member in (work.plan.members if work.plan else ()) if member.school == school]
    return (
        sum(school in a.schools for a in work.activities),
        sum(school == a.host for a in work.activities),
        sum(any(member.was_in(a.date, a.date) for member in rows) for a in work.activities),
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """The longest time between two joint activities of a subject."""

    stage: str | None
    subject: str
    times: int
    days: int
    start: date
    end: date


def gaps(work: Work) -> list[Gap]:
    """For each stage and subject with at least two joint activities the longest gap between neighbours."""
    joint: dict[tuple[str, str], list[date]] = {}
    for activity in work.activities:
        if activity.subject and len(set(activity.schools)) > 1:
            joint.setdefault((activity.stage or "", activity.subject), []).append(activity.date)
    return [_longest(key, days) for key, days in sorted(joint.items()) if len(days) > 1]


def _longest(key: tuple[str, str], days: list[date]) -> Gap:
    start, end = max(pairwise(days), key=lambda pair: pair[1] - pair[0])
    return Gap(key[0] or None, key[1], len(days), (end - start).days, start, end)


def heads(plan: Plan) -> dict[str, list[tuple[str, str, float]]]:
    """The budget by fiscal year: head, source and the sum over the schools."""
    found: dict[str, dict[tuple[str, str], float]] = {}
    for line in plan.budget:
        year = found.setdefault(str(line.fiscal_year), {})
        year[line.head, line.source] = year.get((line.head, line.source), 0.0) + float(line.amount)
    return {
        year: [(head, source, amount) for (head, source), amount in sorted(lines.items())]
        for year, lines in sorted(found.items())
    }


def in_the_chair(plan: Plan, day: date) -> tuple[str, str | None]:
    """The school that leads on a day, and its post: by turn, by the first post, else the lead school."""
    for turn in plan.governance.rotation:
        if turn.from_ <= day <= turn.to:
            return turn.school, None
    for post in plan.governance.posts:
        return post.school, post.post
    leads = [member.school for member in plan.members if member.role == "牵头校" and member.was_in(day, day)]
    return (leads[0] if leads else ""), None
