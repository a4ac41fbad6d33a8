"""Rules across the whole repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import AFFILIATIONS, STAGES
from eduhub.kinds.register import Schools
from eduhub.kinds.school import Teachers
from eduhub.repository import Repository


@rule(
    "E4001",
    clause="S3.e",
    zh="「{name}」的{stage}已经是 {other} 的成员",
    en="the {stage} stage of {name} is a member of {other} already",
    fix=Text(
        "一所学校的一个学段只参加一个片区；请与另一片区协商",
        "a stage of a school joins one cluster; settle it with the other",
    ),
    why="同时算在两个片区里，两边的指标都会失真。",
    needs=("plan",),
)
def member_of_two_clusters(repository: Repository) -> Iterable[Hit]:
    """Counted in two clusters, a school distorts the figures of both."""
    seen: dict[tuple[str, str | None, str], str] = {}
    for plan in repository.plans:
        cluster = plan.model.cluster
        for i, member in enumerate(plan.model.members):
            for j, stage in enumerate(member.stages if member.is_in(repository.as_of) else ()):
                part = (member.school, member.campus, stage)
                if seen.setdefault(part, cluster.id) != cluster.id:
                    school = repository.schools.get(member.school)
                    name = school.name if school else member.school
                    facts = {"name": name, "stage": STAGES.text(stage), "other": seen[part]}
                    yield plan.at("members", i, "stages", j, **facts)


@rule(
    "N4002",
    clause="S3.e",
    zh="{district}有 {count} 所义务教育学校未加入片区：{names}",
    en="{count} compulsory schools of {district} are in no cluster: {names}",
    fix=Text("统筹纳入片区，或留待后续", "bring them into a cluster, or leave them for later"),
    why="文件要求统筹县域内各级各类学校，包括市属、省属单位办和市管民办学校。",
    needs=("schools", "districts", "plan"),
)
def schools_in_no_cluster(repository: Repository) -> Iterable[Hit]:
    """The policy wants all schools of a district considered, whoever runs them."""
    today = repository.as_of
    members = {m.school for plan in repository.plans for m in plan.model.members if m.is_in(today)}
    for register in repository.of(Schools):
        outside: dict[str, list[int]] = {}
        for i, school in enumerate(register.model.rows):
            compulsory = set(school.stages) & {"小学", "初中"} and not (
                school.closed and school.closed <= today
            )
            if compulsory and school.code not in members:
                outside.setdefault(school.district, []).append(i)
        for district, rows in sorted(outside.items()):
            schools = [register.model.rows[i] for i in rows]
            by = Counter(school.affiliation for school in schools)
            names = [
                Text(f"{a} {by[a]} 所", f"{AFFILIATIONS.text(a).en} {by[a]}")
                for a in AFFILIATIONS.values
                if by[a]
            ]
            known = repository.districts.get(district)
            yield register.at(
                "rows",
                rows[0],
                "code",
                district=known.name if known else district,
                count=len(rows),
                names=names,
            )


@rule(
    "E4003",
    clause="S5.3a",
    zh="这名教师在 {other} 也是“本校在岗”",
    en="this teacher is on the post at {other} as well",
    fix=Text(
        "一人只在一所学校“本校在岗”，另一所填“走教兼课”或“外校交入”",
        "one school has the person on the post; the other gives 'teaching here part-time' or 'received'",
    ),
    why="一名教师算两所学校的人，全县的教师数就虚高。",
    needs=("teachers",),
)
def teacher_in_two_schools(repository: Repository) -> Iterable[Hit]:
    """A teacher counted at two schools inflates the district's number of teachers."""
    seen: dict[tuple[str | None, str, str], str] = {}
    for roster in repository.of(Teachers):
        school, year = roster.owner.get("school"), roster.owner.get("year", "")
        entry = repository.schools.get(school or "")
        district = entry.district if entry else None  # staff codes are each district's own
        for i, teacher in enumerate(roster.model.rows):
            if school is None or teacher.here_as != "本校在岗":
                continue
            other = seen.setdefault((district, teacher.code, year), school)
            if other != school:
                yield roster.at("rows", i, "here_as", other=other)


@rule(
    "E4004",
    zh="片区编号 {id} 已用于 {other}",
    en="the cluster id {id} is used in {other} already",
    fix=Text(
        "每个片区用自己的编号；同一方案只留一份", "give each cluster its own id, or keep one copy of the plan"
    ),
    why="两份方案同一编号，无法知道哪一份作数。",
    needs=("plan",),
)
def doubled_cluster(repository: Repository) -> Iterable[Hit]:
    """With two plans under one id nobody knows which one holds."""
    seen: dict[str, str] = {}
    for plan in repository.plans:
        cluster = plan.model.cluster.id
        if cluster in seen:
            yield plan.at("cluster", "id", id=cluster, other=seen[cluster])
        seen.setdefault(cluster, plan.file)
