"""Rules on the plan of a cluster for one school year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from eduhub.checks.repeats import doubled, repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import AREAS, FIVE
from eduhub.kinds.year_plan import Task, YearPlan
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission
from eduhub.repository.school_year import day_of, first_day, is_within, last_day

_SCHOOL_CODE = re.compile(r"[0-9]{10}(-[0-9]{1,2})?")


@rule(
    "E2001",
    zh="任务编号 {id} 用了两次，另一处是「{title}」",
    en="the task id {id} is used twice; the other is '{title}'",
    fix=Text("每项任务用自己的编号", "give each task its own id"),
    why="活动按编号对应任务，两项同号就不知道做的是哪一项。",
)
def doubled_task(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """Activities name their task by its id; with one id for two, nobody knows which was done."""
    tasks = plan.model.tasks
    for i, first in repeats(tasks, lambda task: task.id):
        yield plan.at("tasks", i, "id", id=tasks[i].id, title=tasks[first].title)


@rule(
    "Q2002",
    clause="S2.1h",
    zh="「{title}」没有写明什么时候做",
    en="'{title}' does not tell when it is to be done",
    fix=Text("填每学期次数，或者填起止日期", "give the times a term, or the first and the last day"),
    why="没有频次和日期的任务，到学年末也说不清做没做。",
)
def task_without_time(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """Without a frequency or dates, nobody can say at the end of the year whether a task was done."""
    for i, task in enumerate(plan.model.tasks):
        if not task.frequency and (task.from_ is None or task.to is None):
            yield plan.at("tasks", i, "frequency", title=task.title)


@rule(
    "E2003",
    zh="「{title}」的开始日期 {start} 晚于结束日期 {end}",
    en="'{title}' begins on {start}, after its end on {end}",
    fix=Text("核对两个日期，多半填反了", "check both dates; they are mostly the wrong way round"),
    why="起止颠倒的任务无法安排。",
)
def task_order(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """A task that ends before it begins can't be carried out."""
    for i, task in enumerate(plan.model.tasks):
        if task.from_ and task.to and task.from_ > task.to:
            yield plan.at("tasks", i, "from", title=task.title, start=task.from_, end=task.to)


@rule(
    "E2004",
    zh="「{title}」的{field} {day} 不在 {year} 学年之内",
    en="'{title}': '{field}' is {day}, outside the school year {year}",
    fix=Text(
        "核对年份；学年从 9 月 1 日到次年 8 月 31 日",
        "check the year; a school year runs from 1 September to 31 August",
    ),
    why="不在本学年的任务，应写在那一年的计划里。",
)
def task_outside_year(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """A task of another year belongs into that year's plan."""
    year = plan.model.year
    for i, task in enumerate(plan.model.tasks):
        for key, day in (("from", task.from_), ("to", task.to)):
            if day is not None and not is_within(day, year):
                facts = {"title": task.title, "field": plan.label("tasks", key)}
                yield plan.at("tasks", i, key, day=day, year=year, **facts)


@rule(
    "E2005",
    clause="S3.e",
    zh="「{title}」的参加学校 {schools} 不是本片区的成员",
    en="'{title}' names schools that are no members of the cluster: {schools}",
    fix=Text(
        "核对标识码；新加入的学校先列入建设方案",
        "check the codes; a school that joined has to be entered in the plan of the cluster first",
    ),
    why="片区的计划只能安排成员学校；码填错，任务就落到别的学校。",
    needs=("plan",),
)
def task_of_no_member(plan: Submission[YearPlan], repository: Repository) -> Iterable[Hit]:
    """A cluster plans for its members; with a mistyped code the task falls to another school."""
    cluster = repository.plan_of(plan.model.cluster)
    for i, task in enumerate(plan.model.tasks if cluster else ()):
        start, end = _days(task, plan.model.year)
        outside = [s for s in task.schools if cluster and not repository.was_member(cluster, s, start, end)]
        if outside:
            place = ("tasks", i, "schools", task.schools.index(outside[0]))
            hit = plan.at(*place, title=task.title, schools=dict.fromkeys(outside))
            yield hit.blaming("member", plan.model.cluster, outside[0])


def _days(task: Task, year: str) -> tuple[date, date]:
    """The days between which a task is done: its own, else the whole year."""
    start, end = task.from_ or first_day(year), task.to or last_day(year)
    return (start, end) if start <= end else (first_day(year), last_day(year))


@rule(
    "Q2006",
    zh="「{title}」的责任主体 {owner} 不在它的参加学校中",
    en="'{title}' is owned by {owner}, which does not take part in it",
    fix=Text(
        "把这所学校列入参加学校，或改正责任主体",
        "list the school among those that take part, or correct the owner",
    ),
    why="不参加的学校很难负责落实。",
)
def owner_outside(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """A school that does not take part can hardly answer for it."""
    for i, task in enumerate(plan.model.tasks):
        if _SCHOOL_CODE.fullmatch(task.owner) and task.owner not in task.schools:
            yield plan.at("tasks", i, "owner", title=task.title, owner=task.owner)


@rule(
    "Q2007",
    clause="S4",
    zh="本学年没有这些方面的任务：{areas}",
    en="no task of the year is in these areas: {areas}",
    fix=Text(
        "六项工作内容各安排至少一项任务；本年不安排的说明原因",
        "plan at least one task in each of the six areas, or say why there is none this year",
    ),
    why="文件的六项工作内容，每年都要有安排。",
)
def area_without_task(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """The policy has six areas of work, and each is to be planned for every year."""
    planned = {task.area for task in plan.model.tasks}
    missing = [AREAS.text(area) for area in AREAS.values if area not in planned]
    if missing:
        yield plan.at_key("tasks", areas=missing)


@rule(
    "Q2008",
    clause="S4.6a",
    zh="“五育并举”的任务没有涉及：{missing}",
    en="the tasks of whole-child education leave out: {missing}",
    fix=Text(
        "在各项任务的“五育”栏写明涉及哪几育，德智体美劳都要有安排",
        "name under 'five educations' what each task serves; together they should serve all five",
    ),
    why="文件要求统筹制定五育融合的年度总体实施计划。",
)
def education_left_out(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """The policy asks for a plan of the year that joins all five educations."""
    tasks = [(i, task) for i, task in enumerate(plan.model.tasks) if task.area == "五育并举"]
    named = {one for _, task in tasks for one in task.five}
    missing = [FIVE.text(one) for one in FIVE.values if one not in named]
    if tasks and missing:
        yield plan.at("tasks", tasks[0][0], "five", missing=missing)


@rule(
    "Q2009",
    zh="{on} 报送，截止日为 {due}，迟了 {days} 天",
    en="submitted on {on}, {days} days after it was due on {due}",
    fix=Text("核对报送日期；确实迟交的说明原因", "check the date; explain a late one"),
    why="计划晚了，学年开头的工作就没有依据。",
)
def late_year_plan(plan: Submission[YearPlan], repository: Repository) -> Iterable[Hit]:
    """With a late plan, the work at the beginning of the year has no ground."""
    set_day = repository.city.due.get("year_plan") if repository.city else None
    if set_day is None or set_day == "monthly":
        return
    on, due = plan.model.submitted.on, day_of(set_day, plan.model.year)
    if due < on <= repository.as_of:
        yield plan.at("submitted", "on", on=on, due=due, days=(on - due).days)


@rule(
    "N2010",
    zh="{on} 报送，已过 {days} 天，县区还没有确认",
    en="submitted on {on}, {days} days ago, and not yet confirmed by the district",
    fix=Text(
        "请县区教育行政部门确认，填上确认日期和单位",
        "ask the district to confirm it, and enter date and office",
    ),
    why="年度计划由县区确认后执行。",
)
def unconfirmed_plan(plan: Submission[YearPlan], repository: Repository) -> Iterable[Hit]:
    """A plan of the year holds when the district has confirmed it."""
    on = plan.model.submitted.on
    wait = in_force(on)["confirm_days"]["year_plan"]
    if plan.model.confirmed is None and repository.as_of - on > timedelta(days=wait):
        yield plan.at("submitted", "on", on=on, days=(repository.as_of - on).days)


@rule(
    "Q2011",
    zh="县区于 {confirmed} 确认，这一版 {submitted} 才报送",
    en="the district confirmed it on {confirmed}; this version was submitted on {submitted} only",
    fix=Text(
        "核对两个日期；修改后重新报送的，请县区重新确认",
        "check both dates; have a later version confirmed anew",
    ),
    why="确认的是以前的版本，修改的内容没有经过确认。",
)
def confirmed_before_submitted(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """What was confirmed is an earlier version; the changes since are not."""
    confirmed, submitted = plan.model.confirmed, plan.model.submitted
    if confirmed and confirmed.on < submitted.on:
        yield plan.at("confirmed", "on", confirmed=confirmed.on, submitted=submitted.on)


@rule(
    "Q2012",
    zh="「{title}」与任务 {other} 除编号外完全相同",
    en="'{title}' is the same as the task {other} but for its id",
    fix=Text("删去重复的一项，或写出两项的不同", "delete one of them, or tell what sets them apart"),
    why="同一项工作列两次，完成情况就会重复计算。",
)
def copied_task(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """The same work listed twice is counted twice when it is done."""
    tasks = plan.model.tasks
    for i, first in repeats(tasks, lambda task: task.model_copy(update={"id": ""})):
        if tasks[i].id != tasks[first].id:
            yield plan.at("tasks", i, "title", title=tasks[i].title, other=tasks[first].id)


@rule(
    "E2013",
    zh="「{title}」的参加学校重复：{schools}",
    en="'{title}' lists schools twice: {schools}",
    fix=Text(
        "一所学校只写一次；核对是否把别的学校写成了它",
        "list a school once; see whether another school was meant",
    ),
    why="重复的学校多半是另一所学校填错了码。",
)
def school_twice_in_task(plan: Submission[YearPlan]) -> Iterable[Hit]:
    """A school that stands twice is mostly another one with a mistyped code."""
    for i, task in enumerate(plan.model.tasks):
        if schools := doubled(task.schools):
            yield plan.at("tasks", i, "schools", title=task.title, schools=schools)
