"""Reports held against those of schools with the same stages in the same year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eduhub.checks import check
from eduhub.checks.rules import peers
from eduhub.parameters import parameters
from eduhub.repository import Repository

YEAR = "2025-2026"
USUAL: dict[str, Any] = {"books": 20000, "pupils": 1000, "teachers": 50, "stage": "小学", "year": YEAR}


def write(root: Path, school: str, **figures: Any) -> None:
    """The report of a school: 20 books for each of 1000 pupils, and 5 teachers for each hundred."""
    told = {**USUAL, **figures}
    path = root / "schools" / school / told["year"] / "school.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'kind: school\nschema: 1\nschool: "{school}"\nyear: {told["year"]}\n'
        f"as_of: {told['year'][:4]}-09-01\n"
        "teaching_gross_m2: 6000\nindoor_sport_m2: 400\nground_m2: 8000\nequipment_yuan: 2000000\n"
        f"multimedia_rooms: 20\nbooks: {told['books']}\ncomputers: 100\nstages:\n"
        f"  - {{stage: {told['stage']}, pupils: {told['pupils']}, teachers: {told['teachers']}}}\n",
        encoding="utf-8",
    )


def found(root: Path, others: int = 5, **figures: Any) -> list[tuple[str, str]]:
    """The code and the English words of what is said of one school among so many that are alike."""
    (root / "eduhub.yaml").write_text(
        "kind: city\nschema: 1\nname: 望溪市\nyears: {current: 2025-2026}\n", encoding="utf-8"
    )
    for n in range(1, others + 1):
        write(root, f"21369900{n:02}")
    write(root, "2136990099", **figures)
    findings = check(Repository.load([root], as_of=date(2026, 6, 30))).findings
    assert all("2136990099" in finding.place.file for finding in findings)
    return [(finding.rule.code, finding.message("en")) for finding in findings]


def codes(told: list[tuple[str, str]]) -> list[str]:
    return [code for code, _ in told]


@pytest.mark.parametrize(
    ("books", "told"), [(100000, []), (100001, ["Q1250"]), (4000, []), (3999, ["Q1250"]), (0, ["Q1250"])]
)
def test_just_so_many_times_the_median_is_not_far(tmp_path: Path, books: int, told: list[str]) -> None:
    assert codes(found(tmp_path, books=books)) == told


def test_the_figure_the_median_and_the_distance_are_told(tmp_path: Path) -> None:
    assert found(tmp_path, books=2000) == [
        (
            "Q1250",
            "'books' is 2000, 2 a pupil: less than 1/5 of the median of 5 other schools of the same stages, "
            "which is 20",
        )
    ]


@pytest.mark.parametrize(("others", "told"), [(4, []), (5, ["Q1250"])])
def test_a_median_takes_enough_other_schools(tmp_path: Path, others: int, told: list[str]) -> None:
    assert codes(found(tmp_path, others, books=2000)) == told


@pytest.mark.parametrize("other", [{"stage": "初中"}, {"year": "2024-2025"}])
def test_schools_of_other_stages_and_years_are_no_peers(tmp_path: Path, other: dict[str, Any]) -> None:
    assert found(tmp_path, books=2000, **other) == []


@pytest.mark.parametrize(("pupils", "told"), [(49, []), (50, ["Q1251"])])
def test_a_very_small_school_is_like_no_other(tmp_path: Path, pupils: int, told: list[str]) -> None:
    assert codes(found(tmp_path, pupils=pupils, teachers=3)) == told


def test_a_school_that_sent_two_reports_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "2136990099", books=2000)
    path = tmp_path / "schools" / "2136990099" / YEAR
    (path / "copy.yaml").write_text((path / "school.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert set(codes(found(tmp_path, books=2000))) == {"E4005"}


def test_where_everything_is_off_the_pupils_are_asked_about_instead(tmp_path: Path) -> None:
    assert found(tmp_path, pupils=100) == [
        (
            "Q1251",
            "with 100 pupils, these figures per pupil are all more than 5 times the median "
            "of 5 other schools of the same stages: teaching and auxiliary rooms, sports grounds, "
            "teaching equipment, multimedia rooms, books, computers",
        )
    ]


@pytest.mark.parametrize(
    ("teachers", "told"), [(150, []), (151, ["Q1252"]), (17, []), (16, ["Q1252"]), (0, ["Q1252"])]
)
def test_teachers_are_held_against_pupils(tmp_path: Path, teachers: int, told: list[str]) -> None:
    assert codes(found(tmp_path, teachers=teachers)) == told


def test_what_no_school_can_have_is_asked_about_once(tmp_path: Path) -> None:
    assert codes(found(tmp_path, books=2000000)) == ["Q1229"]


@pytest.mark.parametrize(("figures", "told"), [({"books": 2000}, ["Q1243"]), ({"teachers": 5}, ["Q1241"])])
def test_what_differs_from_the_year_before_is_asked_about_once(
    tmp_path: Path, figures: dict[str, int], told: list[str]
) -> None:
    write(tmp_path, "2136990099", year="2024-2025")
    assert codes(found(tmp_path, **figures)) == told


def test_pupils_that_jumped_are_asked_about_once(tmp_path: Path) -> None:
    write(tmp_path, "2136990099", year="2024-2025")
    assert codes(found(tmp_path, pupils=100)) == ["Q1240"]


@pytest.mark.parametrize(
    ("name", "key", "value", "figures"),
    [
        ("peers", "times", 50, {"books": 2000}),
        ("peers", "others", 6, {"books": 2000}),
        ("peers", "pupils_from", 1001, {"books": 2000}),
        ("peers", "fields", ["computers"], {"books": 2000}),
        ("peers_teachers", "times", 50, {"teachers": 5}),
        ("peers_teachers", "others", 6, {"teachers": 5}),
        ("peers_teachers", "pupils_from", 1001, {"teachers": 5}),
    ],
)
def test_every_number_is_that_of_the_parameters(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, key: str, value: Any, figures: dict[str, int]
) -> None:
    assert len(found(tmp_path, **figures)) == 1
    numbers = parameters()
    entry = numbers.values[name]
    changed = {**numbers.values, name: replace(entry, value={**entry.value, key: value})}
    monkeypatch.setattr(peers, "in_force", lambda day: replace(numbers, values=changed))
    assert found(tmp_path, **figures) == []


def test_with_another_number_for_together_each_figure_is_told_by_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    numbers = parameters()
    entry = numbers.values["peers"]
    changed = {**numbers.values, "peers": replace(entry, value={**entry.value, "together": 7})}
    monkeypatch.setattr(peers, "in_force", lambda day: replace(numbers, values=changed))
    assert codes(found(tmp_path, pupils=100, teachers=5)) == ["Q1250"] * 6
