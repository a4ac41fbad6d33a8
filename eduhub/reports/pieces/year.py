"""A cluster's work of the year: tasks by area, activities by month, who took part, goals and money."""

from __future__ import annotations

from eduhub.core.text import Text, same
from eduhub.kinds.codes import AREAS, BUDGET_HEADS, BUDGET_SOURCES, STATES
from eduhub.kinds.plan import Plan
from eduhub.reports.page import NONE, Cell, Section, Table, listed, number, percent, words
from eduhub.reports.pieces import activities
from eduhub.reports.work import (
    Area,
    Work,
    area,
    heads,
    is_confirmed,
    times_done,
    times_due,
)
from eduhub.repository import Repository


def sections(work: Work, repository: Repository, page: str) -> list[Section]:
    """The sections on the year's work, as far as there are papers of it."""
    found = [_tasks(work), activities.section(work, repository, page), _measures(work), _goals(work)]
    return [section for section in found if section is not None]


def said(work: Work) -> Text:
    """Tasks done of those due, activities held and confirmed, in one sentence."""
    if not work.has_log:
        return Text(
            "没有收到本学年的年度计划和活动记录，工作情况无法统计。",
            "No plan of the year and no log of activities came in, so the year's work can't be counted.",
        )
    areas = [area(work, name) for name in AREAS.values]
    due, done = sum(a.due for a in areas), sum(a.done for a in areas)
    held, confirmed = len(work.activities), sum(is_confirmed(a, work) for a in work.activities)
    return Text(
        f"年度计划到期任务 {due} 项，完成 {done} 项；本学年开展活动 {held} 次，其中承办校已确认 "
        f"{confirmed} 次。",
        f"Of {due} tasks that are due {done} are done; {held} activities were held this year, "
        f"{confirmed} of them "
        "confirmed by the host.",
    )


def definitions(work: Work) -> tuple[Text, ...]:
    """How work is counted."""
    ends = [f"{end.month}-{end.day}" for end in work.term_ends]
    return (
        Text(
            f"任务按计划次数计：每学期次数在学期结束（{ends[0]}、{ends[1]}，eduhub 默认值）后到期，"
            "有起止日期的在结束日到期。"
            "有日期且承办校已确认的活动才算完成，超过计划的次数不多算；不要求佐证材料。",
            f"Tasks count by what the plan promised: times a term fall due when the term is over ({ends[0]}, "
            f"{ends[1]}, eduhub default), others on their last day. Done is what is dated and "
            "confirmed by the "
            "host; more than promised is not counted, and no papers are asked for as evidence.",
        ),
        Text(
            "最长间隔指同一学段、学科相邻两次两校以上活动之间的天数，含假期。",
            "The longest gap is the number of days between two neighbouring activities of several "
            "schools in the "
            "same stage and subject, holidays included.",
        ),
    )


def _tasks(work: Work) -> Section | None:
    if not work.tasks:
        return None
    rows = [_area_row(name, area(work, name)) for name in AREAS.values]
    open_ = [
        (
            words(task.title),
            words(AREAS.text(task.area)),
            number(times_due(task, work)),
            number(min(times_done(task, work), times_due(task, work))),
        )
        for task in work.tasks
        if times_done(task, work) < times_due(task, work)
    ]
    tables = [
        Table(
            Text("各项工作的任务", "Tasks by area"),
            (
                Text("工作内容", "area"),
                Text("计划任务", "tasks"),
                Text("到期", "due"),
                Text("完成", "done"),
                Text("到期次数", "times due"),
                Text("完成次数", "times done"),
                Text("次数完成率", "share of times"),
            ),
            tuple(rows),
        )
    ]
    if open_:
        tables.append(
            Table(
                Text("到期未完成的任务", "Tasks that are due and not done"),
                (
                    Text("任务", "task"),
                    Text("工作内容", "area"),
                    Text("到期次数", "times due"),
                    Text("完成次数", "times done"),
                ),
                tuple(open_),
            )
        )
    return Section(
        Text("年度任务", "Tasks of the year"), Text("任务", "tasks"), (said(work),), (), tuple(tables)
    )


def _area_row(name: str, found: Area) -> tuple[Cell, ...]:
    return (
        words(AREAS.text(name)),
        number(found.tasks),
        number(found.due),
        number(found.done),
        number(found.times_due),
        number(found.times_done),
        percent(found.times_done / found.times_due if found.times_due else None),
    )


def _measures(work: Work) -> Section | None:
    if not work.measures:
        return None
    rows = [
        (
            words(measure.clause),
            words(measure.title),
            words(measure.owner) if measure.owner else NONE,
            words(measure.date.isoformat()) if measure.date else NONE,
            words(STATES.text(measure.state)) if measure.state else NONE,
        )
        for measure in work.measures
    ]
    late = [m for m in work.measures if m.date and m.date < work.until and m.state in ("未开始", "进行中")]
    done = sum(m.state == "已完成" for m in work.measures)
    untold = sum(m.state is None for m in work.measures)
    return Section(
        Text("工作事项", "Measures"),
        Text("工作事项", "measures"),
        (
            Text(
                f"工作事项 {len(rows)} 项，已完成 {done} 项"
                + (f"；{len(late)} 项已过计划日期而未完成" if late else "")
                + (f"；{untold} 项没有填办理状态。" if untold else "。"),
                f"Measures: {len(rows)}, done: {done}"
                + (f"; past their date and not done: {len(late)}" if late else "")
                + (f"; without a state: {untold}." if untold else "."),
            ),
        ),
        (),
        (
            Table(
                Text("工作事项台账", "The measures"),
                (
                    Text("条款", "clause"),
                    Text("事项", "title"),
                    Text("责任主体", "owner"),
                    Text("日期", "date"),
                    Text("办理状态", "state"),
                ),
                tuple(rows),
            ),
        ),
    )


def _goals(work: Work) -> Section | None:
    if work.plan is None:
        return None
    return Section(
        Text("目标与经费", "Goals and money"),
        Text("目标与经费", "goals and money"),
        (_money_said(work.plan),),
        (),
        (_goal_table(work.plan), _budget_table(work.plan)),
    )


def _goal_table(plan: Plan) -> Table:
    rows = [
        (
            words(goal.measure),
            words(goal.unit) if goal.unit else NONE,
            _as_written(goal.baseline),
            _as_written(goal.target),
            words(goal.by.isoformat()),
            words(goal.owner),
        )
        for goal in plan.goals
    ]
    return Table(
        Text("建设方案的工作目标", "Goals of the plan"),
        (
            Text("指标", "measure"),
            Text("单位", "unit"),
            Text("起始值", "baseline"),
            Text("目标值", "target"),
            Text("完成时间", "by"),
            Text("责任主体", "owner"),
        ),
        tuple(rows),
    )


def _as_written(value: object) -> Cell:
    """A number of the plan with the decimals that it was given with."""
    if value is None:
        return NONE
    decimals = len(f"{float(str(value)):.10g}".partition(".")[2])
    return number(float(str(value)), decimals)


def _money_said(plan: Plan) -> Text:
    sums = {year: sum(amount for *_, amount in lines) for year, lines in heads(plan).items()}
    each = listed(
        [
            Text(f"{year} 年 {number(s).words.zh} 元", f"{number(s).words.en} yuan in {year}")
            for year, s in sums.items()
        ]
    )
    return Text(f"经费预算：{each.zh}。", f"Budget: {each.en}.")


def _budget_table(plan: Plan) -> Table:
    rows = [
        (
            words(same(year)),
            words(BUDGET_HEADS.text(head)),
            words(BUDGET_SOURCES.text(source)),
            number(amount, 2),
        )
        for year, lines in heads(plan).items()
        for head, source, amount in lines
    ]
    whole = sum(amount for lines in heads(plan).values() for *_, amount in lines)
    return Table(
        Text("经费预算（元）", "Budget (yuan)"),
        (
            Text("预算年度", "fiscal year"),
            Text("用途", "head"),
            Text("来源", "source"),
            Text("金额", "amount"),
        ),
        (*rows, (words(Text("合计", "in all")), words(""), words(""), number(whole, 2))),
        total=True,
    )
