"""The example city as files: settings, registers, programmes, plans, logs and schools."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from eduhub.contract import editor_files
from eduhub.repository.fresh import git_files
from making.clusters import ClusterSpec, clusters, exchanges, plan
from making.districts import figures, programme
from making.logs import AS_OF, activities, measures
from making.results import assessment_files
from making.school_files import files
from making.specs import CHANGES, DISTRICTS, SCHOOLS, YEARS, DistrictSpec, Spec
from making.staff import Roster, exchanged, rosters
from making.text import csv_of, yaml_of
from making.year_plans import year_plan

NOTE = (
    "# 示例市是虚构的城市，县区、学校、代码、人员和数据都是编造的。\n"
    "# An invented city: its districts, schools, codes, people and figures are made up.\n"
)
WAIVER = {
    "code": "Q4020",
    "path": "schools/3136990093",
    "reason": "校舍加固停课，2025-2026 学年的数据由开发区核定后补报",
    "who": "示例市教育局基础教育科",
    "until": date(2026, 8, 31),
}
README = """# 示例市 / an example city

这里的一切都是虚构的：城市、县区、学校、教师和数字都由 `examples/make_city.py` 编造。学校标识码的序号为 99xxxx，不属于任何真实学校。

- 五个试点单位（三个区、一个管理局、一个开发区）和四个后期单位，六十余所学校，十一个片区，两个学年。
- 可以看到：改办九年一贯制而改码的学校、两校合并、教学点撤并、起始年级逐年招生的新学校、更名，以及中途加入和退出片区的学校。
- 有的学校不达标，有的缺数待补，松陂初级中学 2025-2026 学年还没有报数（已在 `waivers.yaml` 中豁免）；这些都是有意安排的。
- `private/2026-junior` 是一次测评：九年级初中学业水平考试，以八年级省级质量监测为前测。为使文件不太大，每校只有约一半学生，林泉学校只有 8 人。真实的
  `private/` 不进 git；这里的学生是编造的，才随示例发布。

Everything here is invented by `examples/make_city.py`: the city, its districts, schools, teachers and figures. School
codes have serials 99xxxx that no real school has.

- Five pilots (three districts, an administration, a development zone) and four later ones, sixty-odd schools, eleven
  clusters, two school years.
- To be seen: a school that became a nine-year school and was re-coded, two that merged, a teaching point that closed,
  a new school that takes in its first grades year by year, one that was renamed, schools that joined or left a cluster.
- Some schools miss the standard, some figures are not known yet, and one school has not reported in 2025-2026, which
  `waivers.yaml` lets pass; all of this is meant.
- `private/2026-junior` is an assessment: the junior academic proficiency exam in grade 9, with the provincial
  monitoring in grade 8 as its prior. To keep the file small, schools have about half of their pupils, and one has
  8. A real `private/` stays out of git; this one is published because its pupils are invented.
"""


def city_files() -> Iterator[tuple[str, str]]:
    """Every file of the data repository: its path and its text."""
    yield from git_files()
    yield "README.md", README
    yield from editor_files()
    yield from registers()
    yield from assessment_files()
    staff = all_staff()
    for number, district in enumerate(DISTRICTS):
        yield from _of_district(district, number)
    for cluster in clusters():
        yield from _of_cluster(cluster, staff)
    for specs in SCHOOLS.values():
        for spec in specs:
            for year in YEARS:
                if spec.reports(year):
                    yield from files(spec, year, staff[spec.code, year])


def all_staff() -> dict[tuple[str, str], Roster]:
    """The staff of all schools, exchanged teachers at both of theirs."""
    staff = rosters()
    exchanged(staff, exchanges())
    return staff


def _of_district(district: DistrictSpec, number: int) -> Iterator[tuple[str, str]]:
    if district.id != "songpi":
        yield f"districts/{district.id}/programme.yaml", yaml_of("programme", programme(district, number))
    for year in YEARS:
        yield (
            f"districts/{district.id}/{year}/district.yaml",
            yaml_of("district_year", figures(district, year)),
        )


def _of_cluster(cluster: ClusterSpec, staff: dict[tuple[str, str], Roster]) -> Iterator[tuple[str, str]]:
    folder = f"clusters/{cluster.district.id}/{cluster.id}"
    yield f"{folder}/plan.yaml", yaml_of("plan", plan(cluster))
    for year in YEARS:
        if date(int(year[:4]), 9, 1) < cluster.start or (
            year == YEARS[0] and cluster.district.phase == "后期"
        ):
            continue
        heads = {code: _teaching(staff[code, year]) for code in cluster.codes(year)}
        yield f"{folder}/{year}/plan.yaml", yaml_of("year_plan", year_plan(cluster, year))
        yield f"{folder}/{year}/activities.csv", csv_of("activities", activities(cluster, year, heads))
        yield f"{folder}/{year}/measures.csv", csv_of("measures", measures(cluster, year))


def _teaching(roster: Roster) -> int:
    return sum(row["category"] == "专任教师" and row["here_as"] != "派出交流" for row in roster)


def registers() -> Iterator[tuple[str, str]]:
    """Settings and registers of the city."""
    yield "eduhub.yaml", NOTE + yaml_of("city", settings())
    yield "waivers.yaml", yaml_of("waivers", {"rows": [WAIVER]})
    districts = [
        {
            "id": d.id,
            "name": d.name,
            "area_codes": list(d.area_codes),
            "type": d.type,
            "phase": d.phase,
            "office": f"{d.seat}基础教育股",
        }
        for d in DISTRICTS
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "districts": districts,
        "schools": [_entry(d, spec) for d in DISTRICTS for spec in SCHOOLS[d.id]],
        "campuses": [
            {"school": spec.code, "id": campus, "name": name, "stages": list(shares)}
            for specs in SCHOOLS.values()
            for spec in specs
            for campus, name, shares in spec.campuses
        ],
        "changes": [
            dict(zip(("date", "what", "from", "to", "share", "words"), change, strict=True))
            for change in CHANGES
        ],
    }
    for name, entries in rows.items():
        yield f"registry/{name}.csv", csv_of(name, entries)


def settings() -> dict[str, Any]:
    """The settings of the city: deadlines and counts of the policy, the rest as eduhub has it."""
    return {
        "name": "示例市",
        "lang": "zh",
        "as_of": AS_OF,
        "years": {"current": YEARS[1], "cycle_start": "2023-2024"},
        "phases": {
            "试点": {
                "programme_due": date(2023, 4, 17),
                "plan_due": date(2023, 4, 17),
                "clusters": {"min": 1, "max": 2},
                "cycle_years": 3,
            },
            "后期": {"programme_due": date(2023, 12, 31), "plan_due": date(2023, 12, 31)},
        },
        "due": {"school": "10-15", "classes": "10-15", "teachers": "10-15", "year_plan": "09-30", "activities": "monthly"},
        "limits": {"cluster_schools": {"min": 2, "max": 12}, "distance_km": 5},
    }  # fmt: skip


def _entry(district: DistrictSpec, spec: Spec) -> dict[str, Any]:
    """A school's line in the register, somewhere near the middle of its district."""
    dice = random.Random(f"place {spec.code[:10]}")
    longitude, latitude = (round(middle + dice.uniform(-0.009, 0.009), 4) for middle in district.place)
    aside = 0.011 if "-" in spec.code else 0
    code = district.area_codes[0] if district.area_codes else None
    return {
        "code": spec.code,
        "name": spec.name,
        "type": spec.type,
        "affiliation": spec.affiliation,
        "founder": spec.founder,
        "district": district.id,
        "authority": _authority(district, spec),
        "parent": spec.code[:10] if "-" in spec.code else None,
        "area_code": code,
        "urban_rural": spec.urban,
        "longitude": round(longitude + aside, 4),
        "latitude": latitude,
        "coordinate_source": "天地图",
        "opened": spec.opened,
        "closed": spec.closed,
    }


def _authority(district: DistrictSpec, spec: Spec) -> str:
    city_run = spec.affiliation in ("市教育局直属", "市管民办")
    return spec.authority or ("示例市教育局" if city_run else district.seat)
