"""What the city sets, the register knows and dated relaxations grant changes what rules have to say."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from eduhub.checks import check
from eduhub.repository import Repository
from eduhub.repository.distance import kilometres

CASES = Path(__file__).parent / "cases"
CITY = "kind: city\nschema: 1\nname: 望溪市\nyears: {current: 2025-2026}\n"
SCHOOLS = (
    "code,name,type,affiliation,district,authority,urban_rural,longitude,latitude\n"
    "2136990001,望溪第一小学,小学,县区属,wangxi,望溪区教育局,村庄,115.900,28.700\n"
    "3136990003,望溪松风学校,九年一贯制学校,县区属,wangxi,望溪区教育局,村庄,116.000,28.700\n"
)
FOLDER = "schools/2136990001/2025-2026"


def plan() -> str:
    return (CASES / "Q1131" / "good" / "plan.yaml").read_text(encoding="utf-8")


def school(pupils: int, *lines: str) -> str:
    text = (CASES / "Q1230" / "good" / "school.yaml").read_text(encoding="utf-8")
    head = text[: text.index("relaxations")].replace("pupils: 840", f"pupils: {pupils}")
    return head + "".join(f"{line}\n" for line in lines)


def found(root: Path, code: str, files: dict[str, str]) -> list[str]:
    """The messages of one rule over a data repository of these files."""
    for name, text in {"eduhub.yaml": CITY, "registry/schools.csv": SCHOOLS, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    told = check(Repository.load([root], as_of=date(2026, 6, 30)))
    return [finding.message("en") for finding in told.findings if finding.rule.code == code]


@pytest.mark.parametrize(
    ("switch", "built", "pupils", "limits"),
    [
        ("", 2008, 2140, ["2000"]),
        ("relaxations: [school_size]\n", 2008, 2140, []),
        ("relaxations: [school_size]\n", 2008, 2401, ["2400"]),
        ("relaxations: [school_size]\n", 2012, 2140, ["2000"]),
    ],
)
def test_a_school_built_early_may_be_larger_where_the_relaxation_is_in_use(
    tmp_path: Path, switch: str, built: int, pupils: int, limits: list[str]
) -> None:
    report = school(pupils, f"relaxations: {{planned_built: {built}}}")
    told = found(tmp_path, "Q1219", {"eduhub.yaml": CITY + switch, f"{FOLDER}/school.yaml": report})
    assert told == [
        f"望溪第一小学 has {pupils} pupils of compulsory age; the limit for a primary school is {limit}"
        for limit in limits
    ]


@pytest.mark.parametrize(
    ("switch", "built", "area", "wanted"),
    [
        ("", 2008, 72, ["90"]),
        ("relaxations: [room_area]\n", 2008, 72, []),
        ("relaxations: [room_area]\n", 2008, 66, ["67"]),
        ("relaxations: [room_area]\n", 2020, 72, ["90"]),
    ],
)
def test_a_room_built_early_may_be_smaller_where_the_relaxation_is_in_use(
    tmp_path: Path, switch: str, built: int, area: int, wanted: list[str]
) -> None:
    lines = [f"rooms: [{{type: 美术, area_m2: {area}}}]", f"relaxations: {{planned_built: {built}}}"]
    files = {"eduhub.yaml": CITY + switch, f"{FOLDER}/school.yaml": school(840, *lines)}
    assert found(tmp_path, "Q1227", files) == [
        f"a room for art has {area} m²; {least} m² or more are wanted" for least in wanted
    ]


@pytest.mark.parametrize(("largest", "wanted"), [(29, []), (30, ["90"])])
def test_a_small_rural_school_without_a_large_class_may_have_smaller_rooms(
    tmp_path: Path, largest: int, wanted: list[str]
) -> None:
    files = {
        "eduhub.yaml": CITY + "relaxations: [room_area]\n",
        f"{FOLDER}/school.yaml": school(largest, "rooms: [{type: 美术, area_m2: 55}]"),
        f"{FOLDER}/classes.csv": f"grade,class,pupils\n1,1班,{largest}\n",
    }
    assert found(tmp_path, "Q1227", files) == [
        f"a room for art has 55 m²; {least} m² or more are wanted" for least in wanted
    ]


@pytest.mark.parametrize(
    ("post", "told"),
    [("理事长", 0), ("常务副校长兼理事长", 0), ("常务副理事长", 1), ("vice chair", 1), ("Chair", 0)],
)
def test_the_deputy_of_a_chair_is_no_chair(tmp_path: Path, post: str, told: int) -> None:
    files = {"clusters/wangxi/wangxi-01/plan.yaml": plan().replace("post: 理事长", f"post: {post}")}
    assert len(found(tmp_path, "Q1125", files)) == told


def test_the_way_is_taken_from_coordinates_where_a_plan_gives_none(tmp_path: Path) -> None:
    files = {"clusters/wangxi/wangxi-01/plan.yaml": plan()}
    how = "in a straight line between their coordinates"
    told = [f"the longest way between schools is 9.8 km {how}, more than 5 km"]
    assert found(tmp_path, "Q1122", files) == told
    files["eduhub.yaml"] = CITY + "limits: {distance_km: 10}\n"
    assert found(tmp_path, "Q1122", files) == []


def test_the_city_says_how_long_a_later_cycle_is(tmp_path: Path) -> None:
    files = {"clusters/wangxi/wangxi-01/plan.yaml": plan().replace("phase: 试点", "phase: 后期")}
    assert found(tmp_path, "Q1104", files) == []
    files["eduhub.yaml"] = CITY + "phases: {后期: {cycle_years: 2}}\n"
    assert found(tmp_path, "Q1104", files) == [
        "the later cycle from 2023-09-01 to 2026-08-31 has 36 months; it should have 2 years"
    ]


def test_a_plan_that_was_returned_may_come_back_after_the_day(tmp_path: Path) -> None:
    late = plan().replace("on: 2023-04-10", "on: 2023-05-08")
    settings = CITY + "phases: {试点: {plan_due: 2023-04-17}}\n"
    files = {"eduhub.yaml": settings, "clusters/wangxi/wangxi-01/plan.yaml": late}
    assert found(tmp_path, "Q1143", files) == [
        "pilot plans were due on 2023-04-17; this one was submitted on 2023-05-08, 21 days late"
    ]
    files["clusters/wangxi/wangxi-01/plan.yaml"] = late.replace("version: 1", "version: 2")
    assert found(tmp_path, "Q1143", files) == []


def test_a_member_under_its_old_code_is_no_school_outside_the_clusters(tmp_path: Path) -> None:
    districts = "id,name,type,phase\nwangxi,望溪区,区,试点\n"
    old = plan().replace("2136990001", "2136990011")
    changes = "date,what,from,to\n2025-09-01,改码,2136990011,2136990001\n"
    files = {"registry/districts.csv": districts, "clusters/wangxi/wangxi-01/plan.yaml": old}
    assert found(tmp_path, "N4002", files) == ["compulsory schools of 望溪区 in no cluster: 1 (district 1)"]
    assert found(tmp_path, "N4002", {**files, "registry/changes.csv": changes}) == []


def test_a_degree_of_longitude_at_the_equator_is_a_degree_of_the_great_circle() -> None:
    # WGS 84: the equator has the radius 6378.137 km; from there to the pole it is 10001.965729 km.
    assert kilometres((115.0, 0.0), (116.0, 0.0)) == pytest.approx(6378.137 * math.pi / 180, abs=1e-9)
    assert kilometres((115.0, 0.0), (115.0, 90.0)) == pytest.approx(10001.965729, abs=1e-6)
    assert kilometres((115.9, 28.7), (115.9, 28.7)) == 0
