"""Rules on the plan of a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eduhub.checks.of_phase import of_phase
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import AREAS, BUDGET_HEADS, GOVERNANCE, PHASES, ROLES, SCHOOL_TYPES, STAGES
from eduhub.kinds.plan import Plan
from eduhub.kinds.year_plan import YearPlan
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission


@rule(
    "E1101",
    clause="S3.e",
    zh="{school} 的{stage}在成员学校中列了两次",
    en="the {stage} stage of {school} stands twice among the members",
    fix=Text("同一学校、校区和学段只列一次", "list a school, campus and stage once"),
    why="重复的成员会被算成两所学校。",
)
def doubled_member(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A member that is listed twice counts as two schools."""
    seen: dict[tuple[str, str], set[str | None]] = {}  # campuses; None is the whole school
    for i, member in enumerate(plan.model.members):
        for j, stage in enumerate(member.stages if member.is_in(repository.as_of) else ()):
            campuses = seen.setdefault((member.school, stage), set())
            if campuses and (member.campus is None or campuses & {member.campus, None}):
                yield plan.at("members", i, "stages", j, school=member.school, stage=STAGES.text(stage))
            campuses.add(member.campus)


@rule(
    "E1102",
    clause="S5.1b",
    zh="治理形式为“{form}”，成员学校中却没有{role}",
    en="the form of governance is {form}, but no member is a {role}",
    fix=Text("把一所成员学校的角色改为“{role}”", "give one member the role {role}"),
    why="没有牵头的学校，就没有人对片区工作负责。",
)
def leaderless_cluster(plan: Submission[Plan]) -> Iterable[Hit]:
    """Where no school leads, nobody answers for the cluster's work."""
    form = plan.model.governance.form
    role = "轮值校" if form == "轮值牵头" else "牵头校"
    if not any(member.role == role for member in plan.model.members):
        yield plan.at_key("members", form=GOVERNANCE.text(form), role=ROLES.text(role))


@rule(
    "E1103",
    clause="S3.h",
    zh="周期开始 {start} 不早于结束 {end}",
    en="the cycle starts on {start}, not before its end on {end}",
    fix=Text(
        "核对 cycle.start 与 cycle.end；三年试点应为 2023-09-01 至 2026-08-31",
        "check cycle.start and cycle.end; a pilot of three years runs from 2023-09-01 to 2026-08-31",
    ),
    why="没有天数的周期无法安排，各项指标都要除以它的长度。",
)
def cycle_order(plan: Submission[Plan]) -> Iterable[Hit]:
    """A cycle without days cannot be planned for: every quota divides by its length."""
    cycle = plan.model.cycle
    if cycle.start >= cycle.end:
        yield plan.at("cycle", "start", start=cycle.start, end=cycle.end)


@rule(
    "Q1104",
    clause="S3.h",
    zh="{phase}周期从 {start} 到 {end} 是 {months} 个月，应为 {years} 年",
    en="the {phase} cycle from {start} to {end} has {months} months; it should have {years} years",
    fix=Text(
        "改为 {years} 年，或说明提前、延长的依据", "make it {years} years, or say why it is shorter or longer"
    ),
    why="试点周期三年是文件的规定，考核按此安排。",
)
def pilot_cycle_length(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """The policy gives pilots three years, and the assessment is timed by it."""
    start, end = plan.model.cycle.start, plan.model.cycle.end
    months = round((end - start).days / 30.4375)
    years = _cycle_years(plan.model.phase, repository)
    if years and start < end and months != 12 * years:
        facts = {"phase": PHASES.text(plan.model.phase), "months": months, "years": years}
        yield plan.at("cycle", "end", start=start, end=end, **facts)


def _cycle_years(phase: str, repository: Repository) -> int | None:
    """How long the cycle of a phase is: as the city sets it, else as the policy says; None where neither."""
    own = of_phase(phase, repository)
    usual: int | None = in_force(repository.as_of)["cycle_years"].get(phase)
    return own.cycle_years if own and own.cycle_years else usual


@rule(
    "E1105",
    clause="S5.2c",
    zh="经费预算里 {year} 年度没有“{head}”",
    en="the budget of {year} has no line for {head}",
    fix=Text("四项用途都要列出；没有经费的填 0", "list all four heads; write 0 where there is no money"),
    why="四项经费是文件的要求，没有列出与金额为零是两回事。",
)
def missing_budget_head(plan: Submission[Plan]) -> Iterable[Hit]:
    """The policy names four heads; a head that is not listed is not the same as one without money."""
    lines = plan.model.budget
    for year in sorted({line.fiscal_year for line in lines}):
        heads = {line.head for line in lines if line.fiscal_year == year}
        for head in BUDGET_HEADS.values:
            if head not in heads:
                yield plan.at_key("budget", year=year, head=BUDGET_HEADS.text(head))


@rule(
    "E1106",
    zh="{school} 的退出日期 {left} 早于加入日期 {joined}",
    en="{school} left on {left}, before it joined on {joined}",
    fix=Text("核对两个日期；没有退出的留空", "check both dates; leave the second blank if it has not left"),
    why="当年的成员按日期确定，日期颠倒的学校哪一年都不算成员。",
)
def left_before_joined(plan: Submission[Plan]) -> Iterable[Hit]:
    """A year's members follow from these dates; in the wrong order a school is a member in no year."""
    for i, member in enumerate(plan.model.members):
        if member.left and member.left < member.joined:
            yield plan.at("members", i, "left", school=member.school, left=member.left, joined=member.joined)


@rule(
    "E1107",
    clause="S4",
    zh="六项承诺里没有“{area}”",
    en="the commitments say nothing of {area}",
    fix=Text("六项工作内容各写至少一条", "make at least one commitment in each of the six areas"),
    why="文件的六项工作内容，片区都要有安排。",
)
def missing_area(plan: Submission[Plan]) -> Iterable[Hit]:
    """The policy asks every cluster for work in all six areas."""
    areas = {commitment.area for commitment in plan.model.commitments}
    for area in AREAS.values:
        if area not in areas:
            yield plan.at_key("commitments", area=AREAS.text(area))


@rule(
    "Q1108",
    clause="S3.d",
    zh="指标「{measure}」的目标值与起始值都是 {target}",
    en="the goal '{measure}' aims at {target}, where it stands already",
    fix=Text("提高目标值，或说明保持不变的理由", "aim higher, or say why keeping it is the goal"),
    why="提质增效要看得出变化。",
)
def goal_without_change(plan: Submission[Plan]) -> Iterable[Hit]:
    """Better schooling has to show as a change."""
    for i, goal in enumerate(plan.model.goals):
        if goal.baseline is not None and goal.baseline == goal.target:
            yield plan.at("goals", i, "target", measure=goal.measure, target=goal.target)


@rule(
    "E1109",
    clause="S5.1b",
    zh="治理形式为“轮值牵头”，却没有轮值安排",
    en="the cluster is led in rotation, but no rotation is given",
    fix=Text("在轮值安排中逐段写明学校和起止日期", "list each school's turn with its first and last day"),
    why="不写明轮到谁，轮值就无人牵头。",
)
def missing_rotation(plan: Submission[Plan]) -> Iterable[Hit]:
    """Unless the turns are written down nobody knows whose turn it is."""
    governance = plan.model.governance
    if governance.form == "轮值牵头" and not governance.rotation:
        yield plan.at("governance", "form")


@rule(
    "E1110",
    zh="{school} 不是本片区的成员学校",
    en="{school} is not a member of this cluster",
    fix=Text(
        "改为成员学校的标识码，或先把学校列入成员",
        "use a member's code, or list the school as a member first",
    ),
    why="非成员学校的职务、承诺和预算无人落实。",
)
def not_a_member(plan: Submission[Plan]) -> Iterable[Hit]:
    """Posts, turns, promises and money of a school outside are nobody's."""
    members = {member.school for member in plan.model.members}
    for route, school in _schools_named(plan.model):
        if school not in members:
            yield plan.at(*route, school=school).blaming("member", plan.model.cluster.id, school)


def _schools_named(plan: Plan) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every school that the plan names outside its list of members, and the route of its code."""
    for i, post in enumerate(plan.governance.posts):
        yield ("governance", "posts", i, "school"), post.school
    for i, turn in enumerate(plan.governance.rotation):
        yield ("governance", "rotation", i, "school"), turn.school
    for i, commitment in enumerate(plan.commitments):
        if commitment.school is not None:
            yield ("commitments", i, "school"), commitment.school
    for i, line in enumerate(plan.budget):
        yield ("budget", i, "school"), line.school


@rule(
    "E1111",
    clause="S3.e",
    zh="{school} 不在学校名册里",
    en="{school} is not in the register of schools",
    fix=Text(
        "核对标识码，或先把学校列入 registry/schools.csv",
        "check the code, or enter the school in registry/schools.csv",
    ),
    why="名册里没有的学校，没有学生、教师和指标。",
    needs=("schools",),
)
def unknown_member(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A school that is not in the register has no pupils, teachers or figures."""
    for i, member in enumerate(plan.model.members):
        if member.school not in repository.schools:
            hit = plan.at("members", i, "school", school=member.school)
            meant = _left_out(plan.model, member.school, repository)
            to_blame = ("member", plan.model.cluster.id, meant) if meant else ("school", member.school)
            yield hit.blaming(*to_blame)


def _left_out(plan: Plan, code: str, repository: Repository) -> str | None:
    """The one school that the cluster's papers name though it is no member, and that a code is near to.

    Near is what differs in two places at most: the code is mistyped, and all that names the school follows.
    """
    members = {member.school for member in plan.members}
    named = {school for _, school in _schools_named(plan)}
    for year in repository.of(YearPlan):
        if year.model.cluster == plan.cluster.id:
            named.update(school for task in year.model.tasks for school in task.schools)
    near = [
        other
        for other in named - members
        if len(other) == len(code) and sum(a != b for a, b in zip(other, code, strict=True)) <= 2
    ]
    return near[0] if len(near) == 1 else None


@rule(
    "E1112",
    clause="S3.f",
    zh="「{name}」属于{its}，本片区在{district}",
    en="{name} belongs to {its}; this cluster lies in {district}",
    fix=Text(
        "片区设在一个县区之内；确有例外的，写入“例外及理由”",
        "a cluster lies within one district; give the reason of an exception under 'exceptions'",
    ),
    why="片区按县域设立，跨县区的学校会被两个县区统计。",
    needs=("schools",),
)
def foreign_member(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """Clusters lie within a district; a school from outside would be counted by two."""
    district = repository.district_of(plan)
    setting = plan.model.setting
    if district is None or (setting and setting.exceptions):
        return
    if repository.districts and district not in repository.districts:  # told of its folder
        return
    for i, member in enumerate(plan.model.members):
        school = repository.schools.get(member.school)
        if school and school.district != district:
            its, here = repository.name_of(school.district), repository.name_of(district)
            yield plan.at("members", i, "school", name=school.name, its=its, district=here)


@rule(
    "E1113",
    zh="「{name}」是{type}，没有{stage}",
    en="{name} is a {type} and has no {stage} stage",
    fix=Text("核对学段，或更正名册中的办学类型", "check the stage, or correct the type in the register"),
    why="不存在的学段没有学生，会使片区缺少数据。",
    needs=("schools",),
)
def impossible_stage(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A stage that a school does not have brings no pupils and leaves the cluster without data."""
    for i, member in enumerate(plan.model.members):
        school = repository.schools.get(member.school)
        for j, stage in enumerate(member.stages if school and school.stages else ()):
            if school and stage not in school.stages:
                facts = {"type": SCHOOL_TYPES.text(school.type), "stage": STAGES.text(stage)}
                yield plan.at("members", i, "stages", j, name=school.name, **facts)


@rule(
    "E1114",
    zh="内容属于 {inside}，却放在 {folder} 的文件夹里",
    en="the content belongs to {inside}, but lies in the folder of {folder}",
    fix=Text("核对编号，或移到对应的文件夹", "check the code, or move the file to its own folder"),
    why="放错文件夹，方案就会算到别的片区头上。",
)
def misplaced_plan(plan: Submission[Plan]) -> Iterable[Hit]:
    """In the wrong folder, a plan is taken for another cluster's."""
    inside, folder = plan.model.cluster.id, plan.owner.get("cluster")
    if folder is not None and inside != folder:
        yield plan.at("cluster", "id", inside=inside, folder=folder)


@rule(
    "E1115",
    zh="{school} 没有编号为 {campus} 的校区",
    en="{school} has no campus {campus}",
    fix=Text(
        "改为学校登记的校区编号：{known}；只有一个校区的留空",
        "use a registered campus: {known}; leave it blank where there is only one",
    ),
    why="不存在的校区没有学生，片区就少了一所学校。",
    needs=("schools",),
)
def unknown_campus(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A campus that does not exist has no pupils, and the cluster lacks a school."""
    for i, member in enumerate(plan.model.members):
        known = [campus.id for campus in repository.campuses.get(member.school, [])]
        if member.campus and member.campus not in known:
            facts = {"school": member.school, "campus": member.campus}
            hit = plan.at("members", i, "campus", known=known or Text("没有登记", "none registered"), **facts)
            yield hit.blaming("campus", member.school, member.campus)
