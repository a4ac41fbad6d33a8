"""Rules on the members of a cluster: who may be one, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import CHANGES, STAGES
from eduhub.kinds.plan import Plan
from eduhub.kinds.register import School
from eduhub.repository import Repository, Submission


@rule(
    "N1116",
    clause="S3.f",
    zh="「{name}」属于{its}，按“例外及理由”参加{district}的片区",
    en="{name} belongs to {its} and joins a cluster of {district} as an exception",
    fix=Text("请核对理由是否写明，由双方主管部门确认", "see that the reason is given and both offices agree"),
    why="跨县区的成员是例外，审核时要逐校看过。",
    needs=("schools",),
)
def member_by_exception(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A member from another district is an exception, which the office that approves looks at one by one."""
    district = repository.district_of(plan)
    setting = plan.model.setting
    if district is None or not (setting and setting.exceptions):
        return
    for i, member in enumerate(plan.model.members):
        school = repository.schools.get(member.school)
        if school and school.district != district:
            its, here = repository.name_of(school.district), repository.name_of(district)
            yield plan.at("members", i, "school", name=school.name, its=its, district=here)


@rule(
    "E1117",
    zh="{school} 的校区 {campus} 没有{stage}",
    en="the campus {campus} of {school} has no {stage} stage",
    fix=Text(
        "核对校区和学段，或更正校区表中的学段", "check campus and stage, or correct the list of campuses"
    ),
    why="校区没有的学段没有学生，会使片区缺少数据。",
)
def stage_not_at_campus(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A stage that a campus does not have brings no pupils and leaves the cluster without data."""
    for i, member in enumerate(plan.model.members):
        known = {campus.id: campus.stages for campus in repository.campuses.get(member.school, [])}
        stages = known.get(member.campus or "")
        for j, stage in enumerate(member.stages if stages else ()):
            if stages and stage not in stages:
                facts = {"school": member.school, "campus": member.campus, "stage": STAGES.text(stage)}
                yield plan.at("members", i, "stages", j, **facts)


@rule(
    "E1118",
    zh="「{name}」{joined} 加入片区，{when}",
    en="{name} joined the cluster on {joined}, {when}",
    fix=Text("核对加入日期和名册中的建校、停办日期", "check when it joined, and its dates in the register"),
    why="尚未建校或已经停办的学校，不能是片区成员。",
    needs=("schools",),
)
def joined_while_not_open(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A school that is not open yet, or no longer, can't be a member."""
    older = {change.to for change in repository.changes if change.from_ is not None}
    for i, member in enumerate(plan.model.members):
        school = repository.schools.get(member.school)
        when = _not_open(school, member.joined, founded=member.school not in older) if school else None
        if school and when:
            yield plan.at("members", i, "joined", name=school.name, joined=member.joined, when=when)


def _not_open(school: School, day: date, *, founded: bool) -> Text | None:
    """Why a school was not open on a day; one that took over from another may have joined before it."""
    if founded and school.opened and school.opened > day:
        return Text(f"{school.opened} 才建校", f"but opened on {school.opened}")
    if school.closed and school.closed <= day:
        return Text(f"而 {school.closed} 已经停办", f"but was closed on {school.closed}")
    return None


@rule(
    "Q1119",
    zh="「{name}」已于 {closed} 停办，仍列为成员",
    en="{name} was closed on {closed} and is still listed as a member",
    fix=Text(
        "填写退出日期；合并、改码的，在学校变更表中登记去向",
        "give the day on which it left; enter a merger or a new code among the changes of schools",
    ),
    why="停办学校没有数据，片区各项指标都会缺这一所。",
    needs=("schools",),
)
def closed_member(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A closed school has no data, and every figure of the cluster lacks it."""
    followed = {change.from_ for change in repository.changes if change.to is not None}
    for i, member in enumerate(plan.model.members):
        school = repository.schools.get(member.school)
        closed = school.closed if school else None
        still = member.is_in(repository.as_of) and member.school not in followed
        if school and closed and still and member.joined < closed <= repository.as_of:
            yield plan.at("members", i, "school", name=school.name, closed=closed)


@rule(
    "N1120",
    zh="{school} 自 {on} 起{what}，现为 {to}",
    en="{school} was {what} on {on} and is {to} now",
    fix=Text("下次修订方案时改用现在的标识码", "use the present code when the plan is revised"),
    why="学校换了码，方案与其他表格要对得上。",
)
def member_under_old_code(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """Where a school has a new code, the plan should agree with the other documents."""
    for i, member in enumerate(plan.model.members):
        passed = [c for c in repository.changes if c.from_ == member.school and c.date <= repository.as_of]
        passed = [change for change in passed if change.to not in (None, member.school)]
        if passed and member.is_in(repository.as_of):
            last, now = passed[-1], sorted({change.to or "" for change in passed})
            facts = {"on": last.date, "what": CHANGES.text(last.what), "to": now}
            yield plan.at("members", i, "school", school=member.school, **facts)


@rule(
    "Q1145",
    clause="S3.h",
    zh="{school} 的加入日期 {joined} 不在周期 {start} 至 {end} 之内",
    en="{school} joined on {joined}, outside the cycle from {start} to {end}",
    fix=Text(
        "核对加入日期；从组建起参加的填周期开始日", "check the date; who was there from the start joined then"
    ),
    why="每学年的成员按加入日期确定，日期不对就会少算或多算一所。",
)
def joined_outside_cycle(plan: Submission[Plan]) -> Iterable[Hit]:
    """A year's members follow from this date; a wrong one counts a school too few or too many."""
    start, end = plan.model.cycle.start, plan.model.cycle.end
    for i, member in enumerate(plan.model.members):
        if start < end and not start <= member.joined <= end:
            facts = {"school": member.school, "joined": member.joined, "start": start, "end": end}
            yield plan.at("members", i, "joined", **facts)
