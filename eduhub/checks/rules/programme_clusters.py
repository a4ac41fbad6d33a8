"""Rules on the clusters that the programme of a district sets up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eduhub.checks.of_phase import of_phase
from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import PHASES, STAGES
from eduhub.kinds.programme import Programme, Zone
from eduhub.repository import Repository, Submission


@rule(
    "E1805",
    zh="片区编号 {id} 用了两次，另一处是「{name}」",
    en="the cluster id {id} is used twice; the other is {name}",
    fix=Text("每个片区用自己的编号", "give each cluster its own id"),
    why="两个片区同一编号，成员就会混在一起。",
)
def doubled_zone(programme: Submission[Programme]) -> Iterable[Hit]:
    """With one id for two clusters their members get mixed."""
    zones = programme.model.clusters
    for i, first in repeats(zones, lambda zone: zone.id):
        yield programme.at("clusters", i, "id", id=zones[i].id, name=zones[first].name)


@rule(
    "Q1806",
    zh="片区编号 {id} 没有以县区编号 {district} 开头",
    en="the cluster id {id} does not begin with the district id {district}",
    fix=Text("写成 {district}-01 的形式", "write it as in {district}-01"),
    why="编号带上县区，全市各片区才不会重号。",
)
def zone_of_another_name(programme: Submission[Programme]) -> Iterable[Hit]:
    """With the district in its id, a cluster is told from all others of the city."""
    district = programme.model.district
    for i, zone in enumerate(programme.model.clusters):
        if not zone.id.startswith(f"{district}-"):
            yield programme.at("clusters", i, "id", id=zone.id, district=district)


@rule(
    "E1807",
    clause="S3.e",
    zh="「{zone}」的成员 {school} 不在学校名册里",
    en="{school}, a member of {zone}, is not in the register of schools",
    fix=Text("核对标识码，或先把学校列入名册", "check the code, or enter the school in the register first"),
    why="名册里没有的学校，没有学生、教师和指标。",
    needs=("schools",),
)
def unknown_school_in_programme(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """A school that is not in the register has no pupils, teachers or figures."""
    for i, zone in enumerate(programme.model.clusters):
        for j, school in enumerate(zone.schools):
            if school not in repository.schools:
                hit = programme.at("clusters", i, "schools", j, zone=zone.name, school=school)
                yield hit.blaming("school", school)


@rule(
    "E1808",
    clause="S3.f",
    zh="「{name}」属于{its}，「{zone}」在{district}",
    en="{name} belongs to {its}; {zone} lies in {district}",
    fix=Text(
        "片区设在一个县区之内；确有例外的，在“设置依据”写明理由",
        "a cluster lies within one district; give the reason of an exception under 'setting'",
    ),
    why="片区按县域设立，跨县区的学校会被两个县区统计。",
    needs=("schools",),
)
def foreign_school_in_programme(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """Clusters lie within a district; a school from outside would be counted by two."""
    yield from _foreign(programme, repository, explained=False)


@rule(
    "N1809",
    clause="S3.f",
    zh="「{name}」属于{its}，作为例外列入{district}的「{zone}」",
    en="{name} belongs to {its} and is listed in {zone} of {district} as an exception",
    fix=Text(
        "请核对“设置依据”是否写明理由，由双方主管部门确认",
        "see that 'setting' gives the reason and that both offices agree",
    ),
    why="跨县区的成员是例外，审核时要逐校看过。",
    needs=("schools",),
)
def exceptional_school(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """A member from another district is an exception, which the office that approves looks at one by one."""
    yield from _foreign(programme, repository, explained=True)


def _foreign(programme: Submission[Programme], repository: Repository, *, explained: bool) -> Iterator[Hit]:
    """Schools of other districts, in the clusters that say why or in those that do not."""
    district = programme.model.district
    for i, zone in enumerate(programme.model.clusters):
        for j, code in enumerate(zone.schools if bool(zone.setting) is explained else ()):
            school = repository.schools.get(code)
            if school and school.district != district:
                names = {"its": repository.name_of(school.district), "district": repository.name_of(district)}
                yield programme.at("clusters", i, "schools", j, name=school.name, zone=zone.name, **names)


@rule(
    "E1810",
    clause="S3.e",
    zh="{school} 的{stages}已经列在「{other}」中",
    en="the {stages} stage of {school} stands in {other} already",
    fix=Text("一所学校的一个学段只参加一个片区", "a stage of a school joins one cluster"),
    why="同时算在两个片区里，两边的指标都会失真。",
)
def school_in_two_zones(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """Counted in two clusters, a school distorts the figures of both."""
    held: dict[tuple[str, str], str] = {}
    for i, zone in enumerate(programme.model.clusters):
        for j, school in enumerate(zone.schools):
            joins = _joins(zone, school, repository)
            again = [stage for stage in joins if held.get((school, stage), zone.name) != zone.name]
            if again:
                facts = {"school": school, "stages": [STAGES.text(stage) for stage in again]}
                yield programme.at("clusters", i, "schools", j, other=held[school, again[0]], **facts)
            held |= {(school, stage): zone.name for stage in joins if (school, stage) not in held}


def _joins(zone: Zone, code: str, repository: Repository) -> list[str]:
    """The stages with which a school joins: those of the cluster that it has, as far as is known."""
    school = repository.schools.get(code)
    return [stage for stage in zone.stages if school is None or stage in school.stages]


@rule(
    "E1811",
    clause="S5.1b",
    zh="「{zone}」的牵头学校 {lead} 不在它的成员学校中",
    en="{lead}, the lead school of {zone}, is not among its members",
    fix=Text(
        "把牵头学校列入成员，或改为一所成员学校", "list the lead school as a member, or choose a member"
    ),
    why="牵头学校也是成员；不在成员中，它的指标就不计入片区。",
)
def lead_outside(programme: Submission[Programme]) -> Iterable[Hit]:
    """The lead school is a member too; unless it is listed, its figures do not count."""
    for i, zone in enumerate(programme.model.clusters):
        if zone.lead is not None and zone.lead not in zone.schools:
            yield programme.at("clusters", i, "lead", zone=zone.name, lead=zone.lead)


@rule(
    "Q1812",
    clause="S3.g",
    zh="设了 {count} 个片区，{phase}县区应为 {least} 至 {most} 个",
    en="{count} clusters are set up; a district of the phase '{phase}' should have {least} to {most}",
    fix=Text("核对片区个数，或说明多设、少设的依据", "check the number, or say why there are more or fewer"),
    why="文件规定试点县区先组建 1 至 2 个片区。",
)
def number_of_zones(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """The policy has pilot districts begin with one or two clusters."""
    model = programme.model
    phase = of_phase(model.phase, repository)
    wanted = phase.clusters if phase else None
    count = len({zone.id for zone in model.clusters})
    if wanted and not wanted.min <= count <= wanted.max:
        facts = {"phase": PHASES.text(model.phase), "least": wanted.min, "most": wanted.max}
        yield programme.at_key("clusters", count=count, **facts)


@rule(
    "N1814",
    clause="S5.1e",
    zh="这些片区还没有建设方案：{zones}",
    en="these clusters have no plan yet: {zones}",
    fix=Text(
        "催报建设方案；不再设立的片区从实施方案中删去",
        "ask for the plans; take out clusters that are not to be",
    ),
    why="没有建设方案的片区，成员、目标和经费都无从核对。",
    needs=("plan",),
    complete=True,
)
def zone_without_plan(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """Without a plan, members, goals and money of a cluster can't be checked."""
    phase = of_phase(programme.model.phase, repository)
    if phase and phase.plan_due and repository.as_of <= phase.plan_due:
        return
    planned = {plan.model.cluster.id for plan in repository.plans}
    missing = [zone for zone in programme.model.clusters if zone.id not in planned]
    if missing:
        names = [Text(f"{zone.name}（{zone.id}）", f"{zone.name} ({zone.id})") for zone in missing]
        yield programme.at_key("clusters", zones=names)


@rule(
    "Q1815",
    clause="S5.1e",
    zh="{file} 是本县区片区 {id} 的建设方案，实施方案中没有这个片区",
    en="{file} is the plan of {id}, a cluster of this district that the programme does not list",
    fix=Text(
        "把片区补入实施方案重新报送，或更正片区编号",
        "add the cluster and submit the programme again, or correct the cluster id",
    ),
    why="市教育局审核的是实施方案，方案之外的片区没有依据。",
    needs=("plan",),
)
def plan_outside_programme(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """The city approves the programme; a cluster outside it has no ground."""
    listed = {zone.id for zone in programme.model.clusters}
    for plan in repository.plans:
        cluster = plan.model.cluster.id
        if repository.district_of(plan) == programme.model.district and cluster not in listed:
            yield programme.at_key("clusters", file=plan.file, id=cluster)


@rule(
    "E1818",
    zh="「{name}」没有「{zone}」的学段（{stages}）",
    en="{name} has no stage of {zone} ({stages})",
    fix=Text("核对学校标识码和片区学段", "check the school's code and the cluster's stages"),
    why="没有相同学段的学校不会计入这个片区。",
    needs=("schools",),
)
def school_without_stage(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """A school that shares no stage with its cluster does not count in it."""
    for i, zone in enumerate(programme.model.clusters):
        for j, code in enumerate(zone.schools):
            school = repository.schools.get(code)
            if school and school.stages and not set(school.stages) & set(zone.stages):
                stages = [STAGES.text(stage) for stage in zone.stages]
                yield programme.at(
                    "clusters", i, "schools", j, name=school.name, zone=zone.name, stages=stages
                )


@rule(
    "Q1820",
    clause="S5.1e",
    zh="「{zone}」的成员与建设方案不一致：{differences}",
    en="the members of {zone} differ from those in its plan: {differences}",
    fix=Text("核对两处成员；审核后调整的说明依据", "check both lists; explain a change after the approval"),
    why="市教育局审核的成员与实际成员不同，考核时就有争议。",
    needs=("plan",),
)
def members_differ(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """Where approved and actual members differ, the assessment will be disputed."""
    for i, zone in enumerate(programme.model.clusters):
        plan = repository.plan_of(zone.id)
        if plan is None:
            continue
        on, day = repository.lineage.on, plan.cycle.start
        approved = {on(school, day): school for school in zone.schools}
        planned = {on(m.school, day): m.school for m in plan.members if m.joined <= day}
        only_approved = [approved[code] for code in sorted(approved.keys() - planned.keys())]
        only_planned = [planned[code] for code in sorted(planned.keys() - approved.keys())]
        if only_approved or only_planned:
            differences = [
                *_only("实施方案", "programme", only_approved),
                *_only("建设方案", "plan", only_planned),
            ]
            yield programme.at_key("clusters", i, "schools", zone=zone.name, differences=differences)


def _only(zh: str, en: str, schools: list[str]) -> Iterator[Text]:
    """The schools that stand in one list only."""
    if schools:
        yield Text(f"{'、'.join(schools)} 只在{zh}中", f"{', '.join(schools)} only in the {en}")
