"""Rules on the register: districts, schools, campuses."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.checks.of_phase import of_phase
from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import PHASES, SCHOOL_TYPES, STAGES
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
    rows = districts.model.rows
    for i, first in repeats(rows, lambda district: district.id):
        yield districts.at("rows", i, "id", id=rows[i].id, first=districts.row(first))


@rule(
    "E0401",
    zh="学校标识码 {code} 在第 {first} 行（{name}）已经有了",
    en="the school code {code} stands in row {first} ({name}) already",
    fix=Text("一所学校只占一行；两所学校的码不会相同", "keep one row a school; no two schools share a code"),
    why="同一所学校列两次，学生和教师都会算两遍。",
)
def doubled_school(schools: Submission[Schools]) -> Iterable[Hit]:
    """A school that is listed twice has its pupils and teachers counted twice."""
    rows = schools.model.rows
    for i, first in repeats(rows, lambda school: school.code):
        facts = {"first": schools.row(first), "name": rows[first].name}
        yield schools.at("rows", i, "code", code=rows[i].code, **facts)


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
            hit = schools.at("rows", i, "district", name=school.name, district=school.district, known=known)
            yield hit.blaming("district", school.district)


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
            hit = campuses.at("rows", i, "school", id=campus.id, school=campus.school)
            yield hit.blaming("school", campus.school)


@rule(
    "E0502",
    zh="{school} 的校区 {id} 在第 {first} 行已经有了",
    en="the campus {id} of {school} stands in row {first} already",
    fix=Text("一个校区只占一行", "keep one row a campus"),
    why="同一校区列两次，无法知道以哪一行为准。",
)
def doubled_campus(campuses: Submission[Campuses]) -> Iterable[Hit]:
    """With two rows for a campus nobody knows which one holds."""
    rows = campuses.model.rows
    for i, first in repeats(rows, lambda campus: (campus.school, campus.id)):
        yield campuses.at("rows", i, "id", school=rows[i].school, id=rows[i].id, first=campuses.row(first))


@rule(
    "N0302",
    zh="{district}没有学校",
    en="{district} has no schools",
    fix=Text("在学校名册中补列其学校，或核对县区编号", "enter its schools in the register, or check the id"),
    why="没有学校的县区没有任何指标。",
    needs=("schools", "city"),
    complete=True,
)
def district_without_schools(districts: Submission[Districts], repository: Repository) -> Iterable[Hit]:
    """A district without schools has no figures."""
    inhabited = {school.district for school in repository.schools.values()}
    for i, district in enumerate(districts.model.rows):
        if district.id not in inhabited:
            yield districts.at("rows", i, "id", district=district.name)


@rule(
    "N0303",
    clause="S2.2a",
    zh="全市设置里没有“{phase}”批次的截止日和周期，{count} 个县区属于这一批",
    en="the settings say nothing of the {phase} phase; districts that belong to it: {count}",
    fix=Text("在 eduhub.yaml 的 phases 中补填", "fill it in under 'phases' in eduhub.yaml"),
    why="没有截止日和周期，就不提醒这些县区按时报送。",
    needs=("city",),
)
def phase_without_settings(districts: Submission[Districts], repository: Repository) -> Iterable[Hit]:
    """Without deadlines and the length of the cycle nobody tells these districts that they are late."""
    rows = districts.model.rows
    for phase in PHASES.values:
        of_it = [i for i, district in enumerate(rows) if district.phase == phase]
        if of_it and of_phase(phase, repository) is None:
            yield districts.at("rows", of_it[0], "phase", phase=PHASES.text(phase), count=len(of_it))


@rule(
    "Q0304",
    zh="县区名称“{name}”在第 {first} 行已经有了",
    en="the district name {name} stands in row {first} already",
    fix=Text(
        "同一县区只占一行；确为两个县区的写全称",
        "keep one row a district; give full names where there are two",
    ),
    why="名称相同的两个县区，报表上分不清。",
)
def doubled_district_name(districts: Submission[Districts]) -> Iterable[Hit]:
    """Two districts of one name can't be told apart in a report."""
    rows = districts.model.rows
    for i, first in repeats(rows, lambda district: district.name):
        yield districts.at("rows", i, "name", name=rows[i].name, first=districts.row(first))


@rule(
    "E0503",
    zh="{school} 的校区 {id} 填了{stage}，学校是{type}",
    en="the campus {id} of {school} lists the {stage} stage; the school is a {type}",
    fix=Text(
        "核对校区的学段，或更正办学类型", "check the stages of the campus, or correct the type of the school"
    ),
    why="学校没有的学段，校区也不会有学生。",
    needs=("schools",),
)
def campus_stage_not_of_school(campuses: Submission[Campuses], repository: Repository) -> Iterable[Hit]:
    """A campus has no pupils of a stage that its school does not have."""
    for i, campus in enumerate(campuses.model.rows):
        school = repository.schools.get(campus.school)
        for j, stage in enumerate(campus.stages if school and school.stages else ()):
            if school and stage not in school.stages:
                facts = {"stage": STAGES.text(stage), "type": SCHOOL_TYPES.text(school.type)}
                yield campuses.at("rows", i, "stages", j, school=campus.school, id=campus.id, **facts)
