"""Rules on the programme of a district."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.checks.of_phase import of_phase
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import BUDGET_HEADS, MECHANISMS, PHASES
from eduhub.kinds.programme import Programme
from eduhub.kinds.register import Districts
from eduhub.repository import Repository, Submission

_LACKS = {"owner": Text("责任主体", "who answers for it"), "date": Text("完成时间", "by when it is done")}


@rule(
    "E1801",
    zh="县区编号 {id} 不在县区表里",
    en="the district id {id} is not among the districts",
    fix=Text("改为县区表中的编号：{known}", "use an id of the districts: {known}"),
    why="不知道是哪个县区的方案，就无法审核。",
    needs=("districts",),
)
def programme_of_no_district(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """Nobody can approve a programme of which the district is not known."""
    district = programme.model.district
    if district not in repository.districts:
        hit = programme.at("district", id=district, known=sorted(repository.districts))
        yield hit.blaming("district", district)


@rule(
    "E1802",
    clause="S2.2a",
    zh="批次填的是“{phase}”，县区表中{district}是“{registered}”",
    en="the phase is '{phase}'; the register has {district} as '{registered}'",
    fix=Text(
        "核对批次；县区表有误的，先更正县区表",
        "check the phase; if the register is wrong, correct that first",
    ),
    why="截止日、片区个数和周期都按批次确定。",
    needs=("districts",),
)
def programme_of_another_phase(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """Deadline, number of clusters and cycle all follow from the phase."""
    model = programme.model
    known = repository.districts.get(model.district)
    if known and known.phase != model.phase:
        facts = {"phase": PHASES.text(model.phase), "registered": PHASES.text(known.phase)}
        yield programme.at("phase", district=known.name, **facts)


@rule(
    "Q1821",
    clause="S5.1a",
    zh="没有写组织领导：谁负责、负责什么",
    en="the leadership is not given: who answers for what",
    fix=Text("在“组织领导”中列出职务、单位和职责", "list post, office and duties under 'leadership'"),
    why="文件要求县区教育行政部门全面加强领导，职责要落实到人。",
)
def programme_without_leadership(programme: Submission[Programme]) -> Iterable[Hit]:
    """The policy wants the district to lead, and somebody has to answer for each duty."""
    if not programme.model.leadership:
        yield programme.at_key("leadership")


@rule(
    "E1803",
    clause="S5",
    zh="六项工作机制缺少：{missing}",
    en="of the six mechanisms these are missing: {missing}",
    fix=Text("六项机制各写至少一条举措", "give at least one measure for each of the six"),
    why="文件第五部分要求建立六项工作机制。",
)
def missing_mechanism(programme: Submission[Programme]) -> Iterable[Hit]:
    """Part five of the policy asks for all six mechanisms."""
    given = {row.mechanism for row in programme.model.mechanisms}
    missing = [MECHANISMS.text(name) for name in MECHANISMS.values if name not in given]
    if missing:
        yield programme.at_key("mechanisms", missing=missing)


@rule(
    "Q1804",
    clause="S2.1h",
    zh="“{mechanism}”的举措没有写明：{lacks}",
    en="the measure for '{mechanism}' does not tell: {lacks}",
    fix=Text(
        "写明由谁负责、何时完成；长期工作写周期结束之日",
        "say who answers for it and by when; lasting work ends with the cycle",
    ),
    why="没有责任主体和完成时间的举措，无法督促落实。",
)
def mechanism_of_nobody(programme: Submission[Programme]) -> Iterable[Hit]:
    """A measure without owner and date can't be followed up."""
    for i, row in enumerate(programme.model.mechanisms):
        given = (("owner", row.owner), ("date", row.date))
        lacks = [field for field, value in given if value is None]
        if lacks:
            facts = {"mechanism": MECHANISMS.text(row.mechanism), "lacks": [_LACKS[field] for field in lacks]}
            yield programme.at("mechanisms", i, lacks[0], **facts)


@rule(
    "Q1813",
    clause="S5.1",
    zh="{on} 报送，截止日为 {due}，迟了 {days} 天",
    en="submitted on {on}, {days} days after it was due on {due}",
    fix=Text(
        "核对报送日期；迟交的说明原因，修订后重新报送的说明首次报送日期",
        "check the date; explain a late one; for a later version, say when the first came",
    ),
    why="文件规定了提交的日期：试点县区 2023 年 4 月 17 日，后期县区 2023 年 12 月底前。",
)
def late_programme(programme: Submission[Programme], repository: Repository) -> Iterable[Hit]:
    """The policy sets the day: 17 April 2023 for pilots, the end of 2023 for the others."""
    phase = of_phase(programme.model.phase, repository)
    on, due = programme.model.submitted.on, phase.programme_due if phase else None
    if due and due < on <= repository.as_of:
        yield programme.at("submitted", "on", on=on, due=due, days=(on - due).days)


@rule(
    "E1816",
    zh="实施步骤“{words}”的开始日期 {start} 晚于结束日期 {end}",
    en="the step '{words}' begins on {start}, after its end on {end}",
    fix=Text("核对两个日期，多半填反了", "check both dates; they are mostly the wrong way round"),
    why="起止颠倒的步骤无法安排。",
)
def step_order(programme: Submission[Programme]) -> Iterable[Hit]:
    """A step that ends before it begins can't be carried out."""
    for i, step in enumerate(programme.model.timetable):
        if step.from_ > step.to:
            yield programme.at("timetable", i, "from", words=step.words, start=step.from_, end=step.to)


@rule(
    "Q1817",
    clause="S5.2c",
    zh="经费安排没有这些用途：{missing}",
    en="the funding has no line for: {missing}",
    fix=Text(
        "四项用途都要列出，没有经费的填 0；统筹使用的，用途留空",
        "list all four heads, 0 where there is no money; leave the head blank for money for all",
    ),
    why="文件要求从四个方面提供经费支持。",
)
def missing_funding(programme: Submission[Programme]) -> Iterable[Hit]:
    """The policy wants money for four heads."""
    heads = {line.head for line in programme.model.funding}
    missing = [BUDGET_HEADS.text(head) for head in BUDGET_HEADS.values if head not in heads]
    if missing and None not in heads:
        yield programme.at_key("funding", missing=missing)


@rule(
    "N1819",
    clause="S5.1",
    zh="{district}还没有实施方案，截止日是 {due}，已过 {days} 天",
    en="{district} has no programme yet; it was due on {due}, {days} days ago",
    fix=Text(
        "请县区报送；已收到的放入 districts/{id}/programme.yaml",
        "ask the district for it; one that came belongs in districts/{id}/programme.yaml",
    ),
    why="实施方案经市教育局审核同意后才能实施。",
)
def district_without_programme(districts: Submission[Districts], repository: Repository) -> Iterable[Hit]:
    """Work begins only after the city bureau has approved the programme."""
    came = {s.owner.get("district") for s in repository.submissions if s.kind.name == "programme"}
    for i, district in enumerate(districts.model.rows):
        own = of_phase(district.phase, repository)
        due = own.programme_due if own else None
        if due and due < repository.as_of and district.id not in came:
            days = (repository.as_of - due).days
            yield districts.at("rows", i, "id", district=district.name, id=district.id, due=due, days=days)
