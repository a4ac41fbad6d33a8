"""Rules on the measures of a cluster: the demands of the policy that are deeds and papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import STATES
from eduhub.kinds.measures import Measures
from eduhub.parameters.clauses import CLAUSES, DEEDS, Clause
from eduhub.repository import Repository, Submission
from eduhub.repository.school_year import first_day, is_within, last_day

_OPEN = ("未开始", "进行中")


def _words(clause: Clause) -> Text:
    """A clause with its words."""
    return Text(f"{clause.id} {clause.words.zh}", f"{clause.id} {clause.words.en}")


@rule(
    "E2201",
    zh="文件中没有条款 {clause}",
    en="the policy has no clause {clause}",
    fix=Text("从这些条款中选填：{deeds}", "choose one of these: {deeds}"),
    why="对不上条款的事项，说明不了落实了哪一项要求。",
)
def clause_of_no_policy(measures: Submission[Measures]) -> Iterable[Hit]:
    """A measure without its clause does not show which demand it meets."""
    for i, row in enumerate(measures.model.rows):
        if row.clause not in CLAUSES:
            yield measures.at("rows", i, "clause", clause=row.clause, deeds=[d.id for d in DEEDS])


@rule(
    "N2202",
    zh="这些条款由别的材料反映，不必列入工作事项台账：{clauses}",
    en="other documents show these clauses; they need not be kept among the measures: {clauses}",
    fix=Text("可以保留；台账只要求：{deeds}", "they may stay; the measures are asked for: {deeds}"),
    why="由活动记录、方案和数据反映的条款不用重复登记，以免增加负担。",
)
def clause_shown_elsewhere(measures: Submission[Measures]) -> Iterable[Hit]:
    """What logs, plans and figures show already need not be written down again."""
    listed = [(i, CLAUSES[row.clause]) for i, row in enumerate(measures.model.rows) if row.clause in CLAUSES]
    elsewhere = [(i, clause) for i, clause in listed if not clause.deed]
    if elsewhere:
        words = [_words(clause) for clause in dict.fromkeys(clause for _, clause in elsewhere)]
        yield measures.at("rows", elsewhere[0][0], "clause", clauses=words, deeds=[d.id for d in DEEDS])


@rule(
    "Q2203",
    clause="S2.1h",
    zh="「{title}」没有写明：{lacks}",
    en="'{title}' does not tell: {lacks}",
    fix=Text(
        "写明由谁负责；已完成的填完成日期，未完成的填计划日期",
        "say who answers for it, and when it was or is to be done",
    ),
    why="没有责任主体和日期的事项，无法督促，也无法证明完成。",
)
def measure_of_nobody(measures: Submission[Measures]) -> Iterable[Hit]:
    """Without owner and date a measure can be neither followed up nor shown to be done."""
    for i, row in enumerate(measures.model.rows):
        given = (("owner", row.owner), ("date", row.date))
        lacks = [field for field, value in given if value is None]
        if lacks and row.state != "已终止":
            labels = [measures.label("rows", field) for field in lacks]
            yield measures.at("rows", i, lacks[0], title=row.title, lacks=labels)


@rule(
    "E2204",
    zh="「{title}」已完成，日期 {date} 却在今天（{today}）之后",
    en="'{title}' is done, but its date {date} lies after today ({today})",
    fix=Text(
        "核对年份；还没有做完的，状态填“进行中”", "check the year; give 'under way' for what is not done yet"
    ),
    why="还没有到的日子不能算已经完成。",
)
def done_in_the_future(measures: Submission[Measures], repository: Repository) -> Iterable[Hit]:
    """Nothing was done on a day that is still to come."""
    for i, row in enumerate(measures.model.rows):
        if row.state == "已完成" and row.date and row.date > repository.as_of:
            yield measures.at("rows", i, "date", title=row.title, date=row.date, today=repository.as_of)


@rule(
    "E2205",
    zh="「{title}」在第 {first} 行已经有了",
    en="'{title}' stands in row {first} already",
    fix=Text(
        "一件事项只占一行；各校分别做的，在“学校”栏写明",
        "keep one row a measure; where schools act apart, name them under 'schools'",
    ),
    why="同一件事列两次，完成数就虚高。",
)
def doubled_measure(measures: Submission[Measures]) -> Iterable[Hit]:
    """A measure that stands twice inflates the number of those done."""
    rows = measures.model.rows
    for i, first in repeats(rows, lambda row: (row.clause, row.title, frozenset(row.schools))):
        yield measures.at("rows", i, "title", title=rows[i].title, first=measures.row(first))


@rule(
    "Q2206",
    clause="S3.e",
    zh="「{title}」写的学校 {schools} 不是本片区的成员",
    en="'{title}' names schools that are no members of the cluster: {schools}",
    fix=Text(
        "核对标识码；整个片区的事项，“学校”栏留空",
        "check the codes; leave 'schools' blank for what the whole cluster does",
    ),
    why="码填错，事项就记到别的学校名下。",
    needs=("plan",),
)
def measure_of_no_member(measures: Submission[Measures], repository: Repository) -> Iterable[Hit]:
    """With a mistyped code a measure is entered for another school."""
    plan, year = repository.plan_of(measures.owner.get("cluster", "")), measures.owner.get("year")
    if plan is None or year is None:
        return
    days = first_day(year), last_day(year)
    for i, row in enumerate(measures.model.rows):
        outside = [school for school in row.schools if not repository.was_member(plan, school, *days)]
        if outside:
            place = ("rows", i, "schools", row.schools.index(outside[0]))
            hit = measures.at(*place, title=row.title, schools=dict.fromkeys(outside))
            yield hit.blaming("member", plan.cluster.id, outside[0])


@rule(
    "N2207",
    zh="工作事项台账还没有这些条款的事项：{clauses}",
    en="the measures have nothing yet for: {clauses}",
    fix=Text(
        "已经做了的补一行；本学年不做的不用填",
        "add a row for what was done; leave out what is not planned this year",
    ),
    why="这些条款是制度和举措，没有别的数据能反映。",
)
def demands_without_measure(measures: Submission[Measures]) -> Iterable[Hit]:
    """These demands are deeds and papers that no other data show."""
    listed = {row.clause for row in measures.model.rows}
    missing = [_words(clause) for clause in DEEDS if clause.id not in listed]
    if missing:
        yield measures.at_key("rows", 0, "clause", clauses=missing)


@rule(
    "Q2208",
    zh="「{title}」的日期 {date} 不在 {year} 学年之内",
    en="the date {date} of '{title}' lies outside the school year {year}",
    fix=Text(
        "核对年份；跨学年的事项说明原因",
        "check the year; explain a measure that reaches into another school year",
    ),
    why="台账按学年记，日期不对就算到了别的学年。",
)
def measure_outside_year(measures: Submission[Measures], repository: Repository) -> Iterable[Hit]:
    """Measures are kept by school year; with another date one is counted for another year."""
    year = measures.owner.get("year")
    for i, row in enumerate(measures.model.rows):
        impossible = row.state == "已完成" and row.date and row.date > repository.as_of  # E2204 tells it
        if year and row.date and not is_within(row.date, year) and not impossible:
            yield measures.at("rows", i, "date", title=row.title, date=row.date, year=year)


@rule(
    "N2209",
    zh="「{title}」计划 {date} 完成，已过 {days} 天，状态仍是“{state}”",
    en="'{title}' was planned for {date}, {days} days ago, and is '{state}'",
    fix=Text("完成的改为“已完成”；没有完成的调整日期", "give 'done' if it is; else move the date"),
    why="过了日期还没有更新的事项，不知道是没做还是没填。",
)
def overdue_measure(measures: Submission[Measures], repository: Repository) -> Iterable[Hit]:
    """Past its date, nobody knows whether it was not done or not entered."""
    for i, row in enumerate(measures.model.rows):
        if row.state in _OPEN and row.date and row.date < repository.as_of:
            facts: Mapping[str, object] = {"date": row.date, "state": STATES.text(row.state)}
            days = (repository.as_of - row.date).days
            yield measures.at("rows", i, "state", title=row.title, days=days, **facts)
