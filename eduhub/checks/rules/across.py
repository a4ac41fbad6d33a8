"""Rules across the whole repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from eduhub.checks.of_phase import of_phase
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import AFFILIATIONS, HERE_AS, PHASES, STAGES
from eduhub.kinds.plan import Plan
from eduhub.kinds.register import Districts, Schools
from eduhub.kinds.school import Classes, Teachers
from eduhub.repository import Repository, Submission


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
    members = list(_memberships(repository))
    for plan, i, j, school, campus, stage in members:
        others = {
            other.model.cluster.id
            for other, _, _, its, where, its_stage in members
            if (its, its_stage) == (school, stage) and (None in (campus, where) or campus == where)
        }
        others.discard(plan.model.cluster.id)
        if others:
            entry = repository.schools.get(school)
            facts = {"stage": STAGES.text(stage), "other": sorted(others)}
            yield plan.at("members", i, "stages", j, name=entry.name if entry else school, **facts)


def _memberships(repository: Repository) -> Iterator[tuple[Submission[Plan], int, int, str, str | None, str]]:
    """Every stage with which a school, by its code of today, is in a cluster, and where its plan says so."""
    today = repository.as_of
    for plan in repository.plans:
        for i, member in enumerate(plan.model.members):
            school = repository.lineage.on(member.school, today)
            for j, stage in enumerate(member.stages if member.is_in(today) else ()):
                yield plan, i, j, school, member.campus, stage


@rule(
    "N4002",
    clause="S3.e",
    zh="{district}有 {count} 所义务教育学校未加入片区：{names}",
    en="compulsory schools of {district} in no cluster: {count} ({names})",
    fix=Text("统筹纳入片区，或留待后续", "bring them into a cluster, or leave them for later"),
    why="文件要求统筹县域内各级各类学校，包括市属、省属单位办和市管民办学校。",
    needs=("schools", "districts", "plan"),
    complete=True,
)
def schools_in_no_cluster(repository: Repository) -> Iterable[Hit]:
    """The policy wants all schools of a district considered, whoever runs them."""
    today = repository.as_of
    members = {school for _, _, _, school, _, _ in _memberships(repository)}
    for register in repository.of(Schools):
        outside: dict[str, list[int]] = {}
        for i, school in enumerate(register.model.rows):
            compulsory = set(school.stages) & {"小学", "初中"} and not (
                school.closed and school.closed <= today
            )
            if compulsory and repository.lineage.on(school.code, today) not in members:
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
    posts: dict[tuple[str | None, str, str], list[tuple[Submission[Teachers], int, str]]] = {}
    for roster in repository.of(Teachers):
        school, year = roster.owner.get("school"), roster.owner.get("year", "")
        entry = repository.schools.get(school or "")
        district = entry.district if entry else None  # staff codes are each district's own
        for i, teacher in enumerate(roster.model.rows):
            if school is not None and teacher.here_as == "本校在岗":
                posts.setdefault((district, teacher.code, year), []).append((roster, i, school))
    for held in posts.values():
        for roster, i, school in held:
            others = sorted({other for _, _, other in held} - {school})
            if others:
                yield roster.at("rows", i, "here_as", other=others)


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
    for plan in repository.plans:
        cluster = plan.model.cluster.id
        others = [p.file for p in repository.plans if p.model.cluster.id == cluster and p.file != plan.file]
        if others:
            yield plan.at("cluster", "id", id=cluster, other=others)


@rule(
    "E4005",
    zh="{school} {year} 学年的“{kind}”交了不止一份，另见 {other}",
    en="{kind} of {school}, {year}, came more than once; see {other}",
    fix=Text("只保留最新的一份", "keep the newest one only"),
    why="同一学校交两份，不知道以哪一份为准；两份都不计入指标。",
)
def doubled_report(repository: Repository) -> Iterable[Hit]:
    """With two reports of one school nobody knows which one holds, and neither enters the figures."""
    for submission in repository.reports:
        kind, owner = submission.kind, submission.owner
        files = {s.file for s in repository.reports if s.kind is kind and s.owner == owner}
        whole = ("school", owner.get("school", ""), owner.get("year", "")) in repository.doubled
        if len(files) > 1 and "school" in owner and (kind.name == "school" or not whole):
            facts = {"kind": kind.label, "other": sorted(files - {submission.file})}
            yield submission.at_key("school", school=owner["school"], year=owner.get("year", ""), **facts)


@rule(
    "Q4006",
    zh="没有 {school} {year} 学年的学校基本情况，这份{kind}不会计入",
    en="there is no report of {school} for {year}; these {kind} are not counted",
    fix=Text("补报学校基本情况，或核对所在的文件夹", "submit the school's report too, or check the folder"),
    why="学生数在学校基本情况里，没有它就算不出任何指标。",
)
def list_without_school(repository: Repository) -> Iterable[Hit]:
    """The numbers of pupils stand in the school's report; without them nothing can be computed."""
    reported = [s.owner for s in repository.submissions if s.kind.name == "school"]
    for record in (Classes, Teachers):
        for rows in repository.of(record):
            if "school" in rows.owner and rows.owner not in reported:
                facts = {"year": rows.owner.get("year", ""), "kind": rows.kind.label}
                hit = rows.at(school=rows.owner["school"], **facts)
                yield hit.blaming("report", rows.owner["school"], rows.owner.get("year", ""))


@rule(
    "Q4007",
    clause="S3.g",
    zh="{district}属于“{phase}”批次，应有 {least} 至 {most} 个片区，现有 {count} 个",
    en="{district} ({phase} phase) should have {least} to {most} clusters; it has {count}",
    fix=Text("调整片区个数，或说明理由", "change the number of clusters, or give the reason"),
    why="文件规定了先行县区组建片区的个数。",
    needs=("districts", "plan", "city"),
    complete=True,
)
def number_of_clusters(repository: Repository) -> Iterable[Hit]:
    """The policy says how many clusters the first districts form."""
    for district in repository.districts.values():
        plans = [plan for plan in repository.plans if repository.district_of(plan) == district.id]
        own = of_phase(district.phase, repository)
        wanted = own.clusters if own else None
        if wanted and plans and not wanted.min <= len(plans) <= wanted.max:
            facts = {"phase": PHASES.text(district.phase), "least": wanted.min, "most": wanted.max}
            yield plans[-1].at("cluster", "id", district=district.name, count=len(plans), **facts)


@rule(
    "N4008",
    clause="S5.1d",
    zh="{district}还没有片区建设方案，截止日是 {due}，已过 {days} 天",
    en="{district} has no plan of a cluster yet; they were due on {due}, {days} days ago",
    fix=Text("请县区报送建设方案", "ask the district for its plans"),
    why="没有方案就不能审核，片区工作也无从开始。",
    needs=("districts", "city"),
)
def district_without_plan(repository: Repository) -> Iterable[Hit]:
    """Without a plan nothing can be approved, and the work of the cluster can't begin."""
    plans = [s for s in repository.submissions if s.kind.record is Plan]
    have = {repository.district_of(plan) if plan.sound else plan.owner.get("district") for plan in plans}
    for register in repository.of(Districts):
        for i, district in enumerate(register.model.rows):
            own = of_phase(district.phase, repository)
            due = own.plan_due if own else None
            if due and due < repository.as_of and district.id not in have:
                days = (repository.as_of - due).days
                yield register.at("rows", i, "id", district=district.name, due=due, days=days)


@rule(
    "Q4009",
    clause="S5.3b",
    zh="这名教师从 {other} 交流到本校，{other} 的教师表{there}",
    en="this teacher was received from {other}, whose roster {there}",
    fix=Text(
        "与派出学校核对：派出学校填“派出交流”，接收学校填“外校交入”",
        "check with the other school: it gives 'sent to another school', this one 'received'",
    ),
    why="交流教师在两校的教师表要对得上，才能只计一次。",
    needs=("teachers",),
)
def exchange_of_one_side(repository: Repository) -> Iterable[Hit]:
    """Only where both rosters agree is a teacher on exchange counted once."""
    rosters = {_whose(s, s.owner.get("school"), repository): s.model.rows for s in repository.of(Teachers)}
    for roster in repository.of(Teachers):
        own = _whose(roster, roster.owner.get("school"), repository)
        for i, teacher in enumerate(roster.model.rows):
            other = teacher.personnel_school
            whose = _whose(roster, other, repository)
            sent = rosters.get(whose) if teacher.here_as == "外校交入" and other else None
            if sent is None or whose == own:
                continue
            ways = {row.here_as for row in sent if row.code == teacher.code}
            if "派出交流" not in ways:
                told = [HERE_AS.text(way) for way in sorted(ways)]
                yield roster.at("rows", i, "here_as", other=other, there=_there(told))


def _whose(
    roster: Submission[Teachers], school: str | None, repository: Repository
) -> tuple[str | None, str | None]:
    """A school, by the code that it bore when the year of a roster began, and that year."""
    year = roster.owner.get("year")
    if school is None or year is None:
        return school, year
    return repository.lineage.on(school, date(int(year[:4]), 9, 1)), year


def _there(ways: list[Text]) -> Text:
    """What the other school says of a teacher, after the words "its roster"."""
    if not ways:
        return Text("没有列出", "does not list the person")
    shown = ways[0]
    return Text(f"填的是“{shown.zh}”", f"says '{shown.en}'")
