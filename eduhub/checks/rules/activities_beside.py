"""Rules on the activities of a cluster as a whole, beside its plans, its schools and the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.activities import Activities, Activity
from eduhub.kinds.plan import Plan
from eduhub.kinds.school import Teachers
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission
from eduhub.repository.school_year import first_day, is_within

# Types of activity that are research on the teaching of one subject.
_OF_SUBJECT = ("集体备课", "联合教研")
# Types of activity that are of the area 五育并举 where no task says so.
_OF_ALL_FIVE = ("跨校社团", "联谊联赛")
_SHOWN = 5  # rows that a message names


def _rows(log: Submission[Activities], positions: Sequence[int]) -> Text:
    """The rows of a log in words; the first few where there are many."""
    rows = [str(log.row(i)) for i in positions[:_SHOWN]]
    more = len(positions) > _SHOWN
    zh, en = "、".join(rows), ", ".join(rows)
    plural = "s" if len(positions) > 1 else ""
    return Text(f"第 {zh} {'等' if more else ''}行", f"row{plural} {en}{' ...' if more else ''}")


@rule(
    "E1630",
    clause="S3.e",
    zh="「{title}」中的 {schools} 不在学校名册里",
    en="'{title}' names schools that are not in the register: {schools}",
    fix=Text("核对标识码，或先把学校列入名册", "check the codes, or enter the schools in the register first"),
    why="名册里没有的学校，参加活动也计不到任何学校。",
    needs=("schools",),
)
def unknown_school_in_activity(log: Submission[Activities], repository: Repository) -> Iterable[Hit]:
    """For a school that is not in the register, taking part counts for nobody."""
    for i, row in enumerate(log.model.rows):
        unknown = [code for code in _all_schools(row) if code not in repository.schools]
        if unknown:
            hit = log.at(*_place(i, row, unknown[0]), title=row.title, schools=unknown)
            yield hit.blaming("school", unknown[0])


def _all_schools(row: Activity) -> tuple[str, ...]:
    """The host and all others, each once."""
    return tuple(dict.fromkeys((*row.schools, row.host)))


def _place(i: int, row: Activity, school: str) -> tuple[str | int, ...]:
    """Where a row names a school."""
    return ("rows", i, "schools", row.schools.index(school)) if school in row.schools else ("rows", i, "host")


@rule(
    "Q1631",
    clause="S3.c",
    zh="「{title}」中的 {schools} 当天不是本片区的成员",
    en="'{title}' names schools that were no members of the cluster on that day: {schools}",
    fix=Text("核对标识码和日期；应邀参加的外校请说明", "check codes and date; explain a guest from outside"),
    why="合作次数按成员学校计算，外校多半是填错了码。",
    needs=("plan",),
)
def guest_school(log: Submission[Activities], repository: Repository) -> Iterable[Hit]:
    """Common work is counted for members; a school from outside is mostly a mistyped code."""
    plan, year = repository.plan_of(log.owner.get("cluster", "")), log.owner.get("year")
    if plan is None or _is_of_others(log, plan, repository):
        return
    for i, row in enumerate(log.model.rows):
        if year is not None and not is_within(row.date, year):
            continue  # another rule tells that the date is wrong
        known = [s for s in _all_schools(row) if not repository.schools or s in repository.schools]
        outside = [s for s in known if not repository.was_member(plan, s, row.date, row.date)]
        if outside:
            hit = log.at(*_place(i, row, outside[0]), title=row.title, schools=outside)
            yield hit.blaming("member", plan.cluster.id, outside[0])


@rule(
    "E1638",
    clause="S3.c",
    zh="{count} 次活动都没有片区 {cluster} 的成员学校参加",
    en="no member of {cluster} took part in any of the {count} activities",
    fix=Text("核对片区编号或所在的文件夹", "check the cluster id, or the folder"),
    why="整本台账记到别的片区，两个片区的合作记录都不对。",
    needs=("plan",),
)
def log_of_another_cluster(log: Submission[Activities], repository: Repository) -> Iterable[Hit]:
    """With the whole log under another cluster, the record of both is wrong."""
    cluster = log.owner.get("cluster", "")
    plan = repository.plan_of(cluster)
    if plan and _is_of_others(log, plan, repository):
        yield log.at_key("rows", 0, "schools", count=len(log.model.rows), cluster=cluster)


def _is_of_others(log: Submission[Activities], plan: Plan, repository: Repository) -> bool:
    """Are there several rows, and no member in any?"""
    named = ((school, row.date) for row in log.model.rows for school in _all_schools(row))
    members = (school for school, day in named if repository.was_member(plan, school, day, day))
    return len(log.model.rows) > 1 and next(members, None) is None


@rule(
    "E1632",
    clause="S4.6b",
    zh="「{title}」对应的任务 {task} 不在年度计划里",
    en="'{title}' names the task {task}, which the plan of the year does not have",
    fix=Text(
        "改为年度计划中的编号：{known}；计划外的活动留空",
        "use an id of the plan: {known}; leave it blank for what was not planned",
    ),
    why="对不上任务的活动，不会算作完成了计划。",
    needs=("year_plan",),
)
def activity_of_no_task(log: Submission[Activities], repository: Repository) -> Iterable[Hit]:
    """An activity without its task does not count towards the plan of the year."""
    plan = repository.year_plan_of(log.owner.get("cluster"), log.owner.get("year"))
    known = list(dict.fromkeys(task.id for task in plan.tasks)) if plan else []
    for i, row in enumerate(log.model.rows if plan else ()):
        if row.task is not None and row.task not in known:
            hit = log.at("rows", i, "task", title=row.title, task=row.task, known=known)
            yield hit.blaming("task", *sorted(log.owner.values()), row.task)


@rule(
    "Q1633",
    clause="S4.3c",
    zh="有 {count} 次集体备课、联合教研没有填学科（{rows}）",
    en="activities of joint lesson planning or research without a subject: {count} ({rows})",
    fix=Text("填上学科；跨学科的选“其他”", "give the subject, or 'other' where it spans several"),
    why="教研活动按学段和学科看是否定期开展，没有学科就看不出来。",
)
def research_without_subject(log: Submission[Activities]) -> Iterable[Hit]:
    """Whether research goes on regularly is judged by stage and subject."""
    found = [i for i, row in enumerate(log.model.rows) if row.type in _OF_SUBJECT and row.subject is None]
    if found:
        yield log.at("rows", found[0], "subject", count=len(found), rows=_rows(log, found))


@rule(
    "Q1634",
    clause="S4.6b",
    zh="有 {count} 次五育并举方面的活动没有填“五育”（{rows}）",
    en="activities of whole-child education that name none of the five: {count} ({rows})",
    fix=Text("在“五育”栏填德、智、体、美、劳中的一项或几项", "name one or more of the five educations"),
    why="五育是否都有活动，要从这一栏看。",
)
def activity_without_five(log: Submission[Activities], repository: Repository) -> Iterable[Hit]:
    """Only this tells whether all five educations had their activities."""
    plan = repository.year_plan_of(log.owner.get("cluster"), log.owner.get("year"))
    area = {task.id: task.area for task in plan.tasks} if plan else {}
    found = [i for i, row in enumerate(log.model.rows) if not row.five and _is_of_all_five(row, area)]
    if found:
        yield log.at("rows", found[0], "five", count=len(found), rows=_rows(log, found))


def _is_of_all_five(row: Activity, area: dict[str, str]) -> bool:
    """Is it of the area 五育并举: by its task, else by its type?"""
    planned = area.get(row.task or "")
    return planned == "五育并举" if planned else row.type in _OF_ALL_FIVE


@rule(
    "N1635",
    zh="有 {count} 次活动举行 {days} 天后承办校仍未确认（{rows}）",
    en="activities that their hosts have not confirmed after {days} days: {count} ({rows})",
    fix=Text("请承办校核对后填上确认日期", "ask the hosts to check them and give the date"),
    why="承办校确认过的记录才可靠；确认只填日期，不用另交材料。",
)
def unconfirmed_activities(log: Submission[Activities], repository: Repository) -> Iterable[Hit]:
    """A log that the hosts have checked can be relied on; a date is enough, no papers are wanted."""
    days = in_force(repository.as_of)["confirm_days"]["activities"]
    last = repository.as_of - timedelta(days=days)
    found = [i for i, row in enumerate(log.model.rows) if row.confirmed_on is None and row.date < last]
    if found:
        yield log.at("rows", found[0], "confirmed_on", count=len(found), days=days, rows=_rows(log, found))


@rule(
    "Q1636",
    zh="「{title}」有 {teachers} 名教师参加，参加学校的教师表合计只有 {staff} 人",
    en="'{title}' had {teachers} teachers; the rosters of its schools have {staff} in all",
    fix=Text("核对教师人数；有外校教师参加的说明", "check the number; explain teachers from outside"),
    why="人数多于全部教师，多半是多写了一位数。",
    needs=("teachers",),
    against=("staff",),
)
def teachers_above_staff(log: Submission[Activities], repository: Repository) -> Iterable[Hit]:
    """More teachers than all schools have is mostly a digit too many."""
    staff = _staff(repository, log.owner.get("year"))
    for i, row in enumerate(log.model.rows):
        counts = [staff.get(school) for school in _all_schools(row)]
        known = [n for n in counts if n is not None]
        if row.teachers is not None and len(known) == len(counts) and row.teachers > sum(known):
            yield log.at("rows", i, "teachers", title=row.title, teachers=row.teachers, staff=sum(known))


def _staff(repository: Repository, year: str | None) -> dict[str, int]:
    """The number of people in the roster of each school in a year."""
    rosters = (s for s in repository.of(Teachers) if s.owner.get("year") == year)
    return {s.owner["school"]: len(s.model.rows) for s in rosters if "school" in s.owner}


@rule(
    "N1637",
    clause="S3.c",
    zh="这些月份没有活动记录：{months}",
    en="there are no activities in these months: {months}",
    fix=Text(
        "补记漏记的活动；确实没有活动的不用填",
        "enter what was forgotten; if there was none, nothing need be done",
    ),
    why="按月报送的台账，次月底前应记完。",
)
def months_without_activity(log: Submission[Activities], repository: Repository) -> Iterable[Hit]:
    """A log that is kept by month is complete by the end of the month after."""
    year = log.owner.get("year")
    monthly = repository.city is not None and repository.city.due.get("activities") == "monthly"
    held = {(row.date.year, row.date.month) for row in log.model.rows}
    due = _months_due(year, repository.as_of) if year and monthly else ()
    missing = [f"{y}-{m:02d}" for y, m in due if (y, m) not in held]
    if missing:
        yield log.at_key("rows", 0, "date", months=missing)


def _months_due(year: str, today: date) -> Iterator[tuple[int, int]]:
    """The months of a school year that should have activities and have been over for a month."""
    start = first_day(year)
    for month in in_force(start)["log_months"]:
        y = start.year + (month < start.month)
        if (today.year * 12 + today.month) - (y * 12 + month) >= 2:
            yield y, month
