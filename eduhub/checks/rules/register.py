"""Rules on the register: districts, schools, campuses."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import SCHOOL_TYPES
from eduhub.kinds.register import Campuses, Districts, Schools
from eduhub.parameters import parameters
from eduhub.repository import Repository, Submission


@rule(
    "E0301",
    zh="县区编号 {id} 在第 {first} 行已经有了",
    en="the district id {id} stands in row {first} already",
    fix=Text("一个县区只占一行", "keep one row a district"),
    why="同一编号指向两个县区，学校就不知道归谁。",
)
def doubled_district(districts: Submission[Districts]) -> Iterable[Hit]:
    """With one id for two districts nobody knows whose a school is."""
    seen: dict[str, int] = {}
    for i, district in enumerate(districts.model.rows):
        if district.id in seen:
            yield districts.at("rows", i, "id", id=district.id, first=districts.row(seen[district.id]))
        seen.setdefault(district.id, i)


@rule(
    "E0401",
    zh="学校标识码 {code} 在第 {first} 行（{name}）已经有了",
    en="the school code {code} stands in row {first} ({name}) already",
    fix=Text("一所学校只占一行；两所学校的码不会相同", "keep one row a school; no two schools share a code"),
    why="同一所学校列两次，学生和教师都会算两遍。",
)
def doubled_school(schools: Submission[Schools]) -> Iterable[Hit]:
    """A school that is listed twice has its pupils and teachers counted twice."""
    seen: dict[str, int] = {}
    for i, school in enumerate(schools.model.rows):
        if school.code in seen:
            first = seen[school.code]
            name = schools.model.rows[first].name
            yield schools.at("rows", i, "code", code=school.code, first=schools.row(first), name=name)
        seen.setdefault(school.code, i)


@rule(
    "E0402",
    zh="「{name}」的“评估所属县区”{district} 不在县区表里",
    en="the district {district} of {name} is not among the districts",
    fix=Text("改为县区表中的编号：{known}", "use an id of the districts: {known}"),
    why="不知道属于哪个县区的学校，不会进入任何县区的指标。",
    needs=("districts",),
)
def unknown_district(schools: Submission[Schools], repository: Repository) -> Iterable[Hit]:
    """A school of no known district enters no district's figures."""
    for i, school in enumerate(schools.model.rows):
        if school.district not in repository.districts:
            known = sorted(repository.districts)
            yield schools.at("rows", i, "district", name=school.name, district=school.district, known=known)


@rule(
    "Q0403",
    zh="「{name}」的标识码以 {prefix} 开头，{type}一般以 {usual} 开头",
    en="the code of {name} begins with {prefix}; that of a {type} usually begins with {usual}",
    fix=Text(
        "核对标识码和办学类型；学校改办后未换码的请说明",
        "check code and type; explain if the school changed its type and kept its code",
    ),
    why="标识码前两位就是办学类别，两者不符多半有一处填错。",
)
def unusual_prefix(schools: Submission[Schools]) -> Iterable[Hit]:
    """The first two digits of a code tell the class of school; where they differ one is mostly wrong."""
    usual = parameters().prefixes()
    for i, school in enumerate(schools.model.rows):
        wanted = usual.get(school.type, ())
        if wanted and school.code[:2] not in wanted:
            yield schools.at(
                "rows",
                i,
                "code",
                name=school.name,
                prefix=school.code[:2],
                type=SCHOOL_TYPES.text(school.type),
                usual=wanted,
            )


@rule(
    "E0501",
    zh="校区 {id} 所属的学校 {school} 不在学校名册里",
    en="the school {school} of the campus {id} is not in the register",
    fix=Text("核对学校标识码，或先把学校列入名册", "check the school code, or enter the school first"),
    why="找不到学校的校区，其学生不会计入任何学校。",
    needs=("schools",),
)
def orphan_campus(campuses: Submission[Campuses], repository: Repository) -> Iterable[Hit]:
    """The pupils of a campus without a school are counted nowhere."""
    for i, campus in enumerate(campuses.model.rows):
        if campus.school not in repository.schools:
            yield campuses.at("rows", i, "school", id=campus.id, school=campus.school)


@rule(
    "E0502",
    zh="{school} 的校区 {id} 在第 {first} 行已经有了",
    en="the campus {id} of {school} stands in row {first} already",
    fix=Text("一个校区只占一行", "keep one row a campus"),
    why="同一校区列两次，无法知道以哪一行为准。",
)
def doubled_campus(campuses: Submission[Campuses]) -> Iterable[Hit]:
    """With two rows for a campus nobody knows which one holds."""
    seen: dict[tuple[str, str], int] = {}
    for i, campus in enumerate(campuses.model.rows):
        key = (campus.school, campus.id)
        if key in seen:
            yield campuses.at(
                "rows", i, "id", school=campus.school, id=campus.id, first=campuses.row(seen[key])
            )
        seen.setdefault(key, i)
