"""What a cluster did: tasks are due by what was promised, done by what was held and confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from filled import plan

from eduhub.kinds.activities import Activity
from eduhub.kinds.plan import Plan
from eduhub.kinds.year_plan import Task
from eduhub.reports.work import Area, Gap, Work, area, gaps, members, months, taken_part, times_due

A, B, C, D, E = (f"213699000{n}" for n in range(1, 6))


def task(id_: str, area: str = "教育教学", **given: Any) -> Task:
    return Task.model_validate(
        {"id": id_, "area": area, "title": id_, "owner": A, "schools": [A, B], **given}
    )


def activity(day: str, **given: Any) -> Activity:
    usual = {"date": day, "type": "联合教研", "title": day, "host": A, "schools": [A, B]}
    return Activity.model_validate(usual | given)


def work(*activities: Activity, tasks: tuple[Task, ...] = (), until: str = "2026-06-30") -> Work:
    ends = (date(2026, 1, 31), date(2026, 6, 30))
    return Work("2025-2026", date.fromisoformat(until), ends, None, tasks, activities, ())


@pytest.mark.parametrize(
    ("until", "times"), [("2026-01-30", 0), ("2026-01-31", 3), ("2026-06-29", 3), ("2026-06-30", 6)]
)
def test_times_a_term_fall_due_on_the_last_day_of_the_term(until: str, times: int) -> None:
    assert times_due(task("t", frequency="3"), work(until=until)) == times


@pytest.mark.parametrize(("until", "times"), [("2026-05-30", 0), ("2026-05-31", 1)])
def test_a_task_with_days_falls_due_on_its_last_one(until: str, times: int) -> None:
    wanted = task("t", **{"from": "2026-05-01", "to": "2026-05-31"})
    assert times_due(wanted, work(until=until)) == times


def test_only_what_the_host_confirmed_counts_and_no_more_than_was_promised() -> None:
    held = [
        activity("2025-10-10", task="t1", confirmed_on="2025-10-12"),
        activity("2025-11-10", task="t1", confirmed_on="2025-11-12"),
        activity("2025-12-10", task="t1", confirmed_on="2025-12-12"),
        activity("2025-12-11", task="t2"),
        activity("2026-01-10", task="t2", confirmed_on="2026-07-01"),
    ]
    tasks = (task("t1", frequency="1"), task("t2", frequency="1"), task("t3", area="文化理念", frequency="1"))
    found = work(*held, tasks=tasks, until="2026-06-30")
    assert area(found, "教育教学") == Area(tasks=2, due=2, done=1, times_due=4, times_done=2)
    assert area(found, "文化理念") == Area(1, 1, 0, 2, 0)
    assert area(found, "管理创新") == Area(0, 0, 0, 0, 0)


def test_months_run_from_september_to_the_day() -> None:
    held = [activity("2025-09-02", confirmed_on="2025-09-03"), activity("2025-11-02"), activity("2025-11-09")]
    assert list(months(work(*held, until="2025-12-15"))) == [(9, 1, 0), (10, 0, 0), (11, 0, 2), (12, 0, 0)]


def test_the_longest_gap_is_between_neighbours_of_one_stage_and_subject() -> None:
    held = [
        activity("2025-09-10", subject="数学", stage="小学"),
        activity("2025-10-10", subject="数学", stage="小学"),
        activity("2025-12-10", subject="数学", stage="小学"),
        activity("2025-11-01", subject="数学", stage="小学", schools=[A]),
        activity("2025-11-02", subject="数学", stage="初中"),
        activity("2025-11-03"),
    ]
    ordered = sorted(held, key=lambda one: one.date)
    assert gaps(work(*ordered)) == [Gap("小学", "数学", 3, 61, date(2025, 10, 10), date(2025, 12, 10))]


def member(school: str, joined: str, left: str | None = None) -> dict[str, Any]:
    return {"school": school, "stages": ["小学"], "role": "成员校", "joined": joined, "left": left}


def test_taking_part_and_hosting_are_counted_apart_and_held_against_the_time_of_membership() -> None:
    rows = (
        member(A, "2023-09-01"),
        member(B, "2025-09-11"),
        member(C, "2023-09-01", "2025-09-11"),
        member(D, "2023-09-01", "2025-08-31"),
        member(E, "2026-07-01"),
    )
    held = work(activity("2025-09-10"), activity("2025-09-11", host=B, schools=[B, C]))
    cluster = replace(held, plan=Plan.model_validate(plan() | {"members": rows}))
    assert members(cluster) == [A, B, C]
    assert [taken_part(cluster, school) for school in (A, B, C)] == [(1, 1, 2), (2, 1, 1), (1, 0, 1)]
