"""What pages and tables ask of the scores, and which school a code means on which day."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from score_city import City

from eduhub.kinds.changes import Change
from eduhub.kinds.city import Relaxation
from eduhub.parameters import INDICATORS, parameters
from eduhub.repository import Repository
from eduhub.repository.lineage import Lineage
from eduhub.scores import Scores, score
from eduhub.scores.view import Level, View, clusters, districts, units

SCHOOLS = [
    {"school": "甲", "type": "小学"},
    {"school": "乙", "type": "九年一贯制学校"},
    {"school": "丙", "type": "小学", "district": "d2"},
]
FACILITIES = [
    {"school": "甲", "equipment_yuan": "900000"},
    {"school": "乙", "equipment_yuan": "100000"},
    {"school": "丙", "equipment_yuan": "500000"},
]
STAGES = [
    {"school": "甲", "stage": "小学", "pupils": "100"},
    {"school": "乙", "stage": "小学", "pupils": "100"},
    {"school": "乙", "stage": "初中", "pupils": "100"},
    {"school": "丙", "stage": "小学", "pupils": "100"},
]
MEMBERS = [
    {"cluster": "p1", "school": "甲", "stages": "小学", "joined": "2023-09-01"},
    {"cluster": "p1", "school": "乙", "stages": "小学", "joined": "2025-09-01"},
]


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    root = tmp_path_factory.mktemp("city")
    City(SCHOOLS, STAGES, FACILITIES, members=MEMBERS, year="2024-2025").write(root)
    return score(Repository.load([City(SCHOOLS, STAGES, FACILITIES, members=MEMBERS).write(root)]))


def test_units_are_those_with_school_parts_and_the_schools_outside_come_last(scores: Scores) -> None:
    assert districts(scores) == ["d1", "d2"]
    assert units(scores, "cluster") == ["d1/outside", "d2/outside", "p1"]
    assert clusters(scores, "d1") == ["p1", "d1/outside"]
    assert units(scores, "school") == ["2136000001", "2136000003", "3136000002"]
    assert units(scores, "city") == ["city"]


def test_a_unit_knows_its_name_stages_and_parts(scores: Scores) -> None:
    cluster, outside = (View(scores, "cluster", id_) for id_ in ("p1", "d1/outside"))
    assert (cluster.name, outside.name) == ("p1", "未入片区")
    assert (cluster.stages, outside.stages) == (["小学"], ["初中"])
    assert [part["name"] for part in cluster.parts("小学")] == ["甲", "乙"]
    assert View(scores, "school", "3136000002").stages == ["小学", "初中"]
    city = View(scores, "city", "city")
    assert city.name == "示例市"
    assert [part["name"] for part in city.parts("小学")] == ["甲", "丙", "乙"]


def test_a_unit_gives_its_own_figures_and_those_of_its_parts(scores: Scores) -> None:
    # 乙 splits 100000 by 100 and 110: 47619.05 for the primary stage, 476.19 a pupil.
    view = View(scores, "district", "d1")
    assert view.value("小学", "L6") == pytest.approx((900_000 + 47_619.047619) / 200)
    assert view.part("小学", "L6", "3136000002") == pytest.approx(476.190476)
    assert view.value("小学", "L9") is None
    row = view.row("初中", "L6.cv")
    assert row is not None
    assert (row["value"], row["n"], row["note"]) == (None, 1, "fewer-than-two")
    school = View(scores, "school", "3136000002")
    assert school.value(None, "L6.distance") == pytest.approx(2500 * 210 / 1.1 - 100_000)
    assert [part["name"] for part in view.lacking("小学")] == ["甲", "乙"]


def test_only_a_district_is_held_against_the_limit(scores: Scores) -> None:
    held: tuple[tuple[Level, str], ...] = (("district", "d1"), ("cluster", "p1"), ("city", "city"))
    over = {level: View(scores, level, id_).over("小学") for level, id_ in held}
    assert over == {"district": ["L6"], "cluster": [], "city": []}
    assert (View(scores, "cluster", "p1").value("小学", "L6.cv") or 0) > 0.5


def test_a_unit_in_the_year_before_has_the_members_of_that_year(scores: Scores) -> None:
    cluster = View(scores, "cluster", "p1")
    assert cluster.before is not None
    assert cluster.before.scores.year == "2024-2025"
    assert [part["name"] for part in cluster.before.parts("小学")] == ["甲"]
    assert cluster.before.before is None
    # Alone before, two now: nothing is lost with the same members, for one member has no spread.
    assert cluster.value("小学", "L6.cv.same") is None
    assert cluster.value("小学", "L6.change") == pytest.approx(0)


# Codes


A, B, C, D = (f"213699000{n}" for n in range(1, 5))


def change(day: str, what: str, from_: str | None, to: str | None) -> Change:
    return Change.model_validate({"date": day, "what": what, "from": from_, "to": to})


LINEAGE = Lineage(
    [
        change("2024-07-01", "改码", A, B),
        change("2025-07-01", "合并", B, C),
        change("2025-07-01", "合并", C, C),
        change("2025-07-01", "拆分", D, A),
    ],
    {A, B, C, D},
)


@pytest.mark.parametrize(
    ("code", "day", "then"),
    [
        (A, "2023-09-01", A),
        (B, "2023-09-01", A),  # a plan that is corrected later still means the school of that day
        (A, "2024-09-01", B),
        (B, "2024-09-01", B),
        (A, "2025-09-01", C),
        (B, "2025-09-01", C),
        (C, "2023-09-01", C),
        (D, "2025-09-01", D),  # what was split is followed nowhere
    ],
)
def test_a_code_means_the_school_of_the_day(code: str, day: str, then: str) -> None:
    assert LINEAGE.on(code, date.fromisoformat(day)) == then


def test_a_code_that_the_register_forgot_means_what_followed_it() -> None:
    lineage = Lineage(LINEAGE.changes, {B, C})
    assert lineage.on(A, date(2023, 9, 1)) == B
    assert lineage.recoded_after(B, date(2023, 9, 1))
    assert not lineage.recoded_after(B, date(2024, 9, 1))


def test_codes_that_change_in_a_circle_come_to_an_end() -> None:
    circle = Lineage([change("2024-07-01", "改码", A, B), change("2025-07-01", "改码", B, A)], {A, B})
    assert circle.on(A, date(2024, 9, 1)) in (A, B)
    assert circle.on(B, date(2026, 9, 1)) in (A, B)


# Switches


def test_every_switch_has_its_numbers_its_source_and_its_doubts() -> None:
    for switch in get_args(Relaxation):
        granted = parameters().relaxation(switch)
        assert granted.id == f"{switch}_relaxed"
        assert "规程" in granted.source
        assert granted.doubts is not None
        assert "规程" in granted.doubts.zh


def test_amounts_have_the_unit_and_the_decimals_of_the_thing() -> None:
    decimals = {code: INDICATORS[f"{code}.distance"].decimals for code in ("L1", "L4", "L6", "L7")}
    assert decimals == {"L1": 0, "L4": 1, "L6": 0, "L7": 0}
    assert INDICATORS["L6.cv.same"].base == "L6"
