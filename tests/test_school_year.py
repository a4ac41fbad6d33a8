"""The days of a school year, the members of a cluster in it, and what stands twice in a list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eduhub.checks.repeats import doubled, repeats
from eduhub.kinds.plan import Plan
from eduhub.repository import Repository
from eduhub.repository.school_year import day_of, first_day, is_within, last_day

YEAR = "2025-2026"
CASES = Path(__file__).parent / "cases"
OLD, NEW, JOINED, LATER = "2136990004", "3136990003", "2136990001", "2136990002"


def test_a_school_year_begins_in_september() -> None:
    assert (first_day(YEAR), last_day(YEAR)) == (date(2025, 9, 1), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("day", "within"),
    [("2025-08-31", False), ("2025-09-01", True), ("2026-08-31", True), ("2026-09-01", False)],
)
def test_both_ends_of_a_school_year_are_in_it(day: str, within: bool) -> None:
    assert is_within(date.fromisoformat(day), YEAR) is within


@pytest.mark.parametrize(
    ("month_and_day", "day"),
    [("09-30", "2025-09-30"), ("12-31", "2025-12-31"), ("01-15", "2026-01-15"), ("08-31", "2026-08-31")],
)
def test_a_day_of_the_year_lies_in_the_school_year(month_and_day: str, day: str) -> None:
    assert day_of(month_and_day, YEAR) == date.fromisoformat(day)


def test_what_stands_twice_is_told_with_where_it_stood_first() -> None:
    assert list(repeats(["a", "B", "A", "b", "a"], str.lower)) == [(2, 0), (3, 1), (4, 0)]
    assert doubled(["a", "b", "a", "c", "a", "b"]) == ["a", "b"]


@pytest.fixture
def city(tmp_path: Path) -> Repository:
    """A cluster of which one school was re-coded in 2025 and one joined and left in the year after."""
    rows = f"2025-09-01,改码,{OLD},{NEW}"
    (tmp_path / "changes.csv").write_text(f"date,what,from,to\n{rows}\n", encoding="utf-8")
    plan = (CASES / "E4001" / "good" / "第一片区.yaml").read_text(encoding="utf-8")
    head, _, rest = plan.partition("members:\n")
    members = [
        f'  - {{school: "{JOINED}", stages: [小学], role: 牵头校, joined: 2023-09-01}}\n',
        f'  - {{school: "{OLD}", stages: [小学], role: 成员校, joined: 2023-09-01}}\n',
        f'  - {{school: "{LATER}", stages: [小学], role: 成员校, joined: 2026-02-01, left: 2026-06-01}}\n',
    ]
    tail = rest[rest.index("governance:") :].replace(NEW, JOINED)
    (tmp_path / "plan.yaml").write_text(f"{head}members:\n{''.join(members)}{tail}", encoding="utf-8")
    return Repository.load([tmp_path], as_of=date(2026, 6, 30))


@pytest.mark.parametrize(
    ("school", "start", "end", "was"),
    [
        (JOINED, "2025-10-01", "2025-10-01", True),
        (JOINED, "2023-08-31", "2023-08-31", False),
        (OLD, "2025-06-01", "2025-06-01", True),
        (NEW, "2025-10-01", "2025-10-01", True),
        (OLD, "2025-10-01", "2025-10-01", True),
        (LATER, "2026-01-31", "2026-01-31", False),
        (LATER, "2026-02-01", "2026-02-01", True),
        (LATER, "2026-05-31", "2026-05-31", True),
        (LATER, "2026-06-01", "2026-06-01", False),
        (LATER, "2025-09-01", "2026-08-31", True),
        ("2136990009", "2025-09-01", "2026-08-31", False),
    ],
)
def test_a_school_is_a_member_between_joining_and_leaving_under_each_of_its_codes(
    city: Repository, school: str, start: str, end: str, was: bool
) -> None:
    plan: Plan | None = city.plan_of("wangxi-01")
    assert plan is not None
    assert city.was_member(plan, school, date.fromisoformat(start), date.fromisoformat(end)) is was
