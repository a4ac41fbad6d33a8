"""Rules on what a plan promises and by when: goals, exchange, diagnoses, reviews, the plan itself."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.checks.of_phase import of_phase
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import PHASES
from eduhub.kinds.plan import Plan
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission


@rule(
    "Q1138",
    clause="S3.d",
    zh="指标「{measure}」的完成时间 {by} 不在周期 {start} 至 {end} 之内",
    en="the goal '{measure}' is due on {by}, outside the cycle from {start} to {end}",
    fix=Text("核对完成时间", "check when the goal is due"),
    why="周期以外完成的目标，周期考核时看不到结果。",
)
def goal_outside_cycle(plan: Submission[Plan]) -> Iterable[Hit]:
    """A goal that is due outside the cycle can't be seen when the cycle is assessed."""
    start, end = plan.model.cycle.start, plan.model.cycle.end
    for i, goal in enumerate(plan.model.goals):
        if start < end and not start <= goal.by <= end:
            yield plan.at("goals", i, "by", measure=goal.measure, by=goal.by, start=start, end=end)


@rule(
    "Q1139",
    clause="S3.d",
    zh="指标「{measure}」既没有起始值也没有单位",
    en="the goal '{measure}' has neither a baseline nor a unit",
    fix=Text("补填起始值和单位", "give where it stands now, and its unit"),
    why="不知道从哪里起、按什么量，就看不出是否提质增效。",
)
def goal_without_measure(plan: Submission[Plan]) -> Iterable[Hit]:
    """Without a start and a unit nobody can see whether schooling has become better."""
    for i, goal in enumerate(plan.model.goals):
        if goal.baseline is None and goal.unit is None:
            yield plan.at("goals", i, "target", measure=goal.measure)


@rule(
    "Q1140",
    clause="S5.3b",
    zh="「{field}」填 {share}%，国家要求不低于 {wanted}%",
    en="'{field}' is {share} %; the national demand is {wanted} % or more",
    fix=Text("提高比例，或说明理由", "raise the share, or give the reason"),
    why="教师交流比例是政府保障程度的一项指标，片区目标不宜低于国家要求。",
)
def exchange_below_demand(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """The share of exchanged teachers is one of the indicators of what a government ensures."""
    exchange = plan.model.exchange
    for name, wanted in in_force(repository.as_of)["exchange_wanted"].items():
        share = getattr(exchange, name, None)
        if share is not None and share < wanted:
            facts = {"field": plan.label("exchange", name), "share": share, "wanted": wanted}
            yield plan.at("exchange", name, **facts)


@rule(
    "Q1141",
    clause="S5.4b",
    zh="每年专家诊断填 {diagnoses} 次，文件要求每年至少 {wanted} 次",
    en="{diagnoses} expert diagnoses a year are planned; the policy asks for at least {wanted}",
    fix=Text("安排每年的专家诊断，或说明理由", "plan the diagnosis of each year, or give the reason"),
    why="文件要求每年组织专家到片区诊断。",
)
def no_yearly_diagnosis(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """The policy sends experts to every cluster each year."""
    planned = plan.model.supervision.diagnoses if plan.model.supervision else None
    wanted = in_force(repository.as_of)["yearly_diagnoses"]
    if planned is not None and planned < wanted:
        yield plan.at("supervision", "diagnoses", diagnoses=planned, wanted=wanted)


@rule(
    "Q1142",
    clause="S5.5b",
    zh="自评日期 {on} 不在周期 {start} 至 {end} 之内",
    en="the self-review on {on} lies outside the cycle from {start} to {end}",
    fix=Text("核对自评日期", "check the day of the review"),
    why="自评要在周期之内，才能用于改进和考核。",
)
def review_outside_cycle(plan: Submission[Plan]) -> Iterable[Hit]:
    """A review helps the work and its assessment only within the cycle."""
    start, end = plan.model.cycle.start, plan.model.cycle.end
    days = plan.model.evaluation.self_review if plan.model.evaluation else ()
    for i, day in enumerate(days):
        if start < end and not start <= day <= end:
            yield plan.at("evaluation", "self_review", i, on=day, start=start, end=end)


@rule(
    "Q1143",
    clause="S5.1d",
    zh="{phase}方案截止 {due}，本方案 {on} 报送，晚 {days} 天",
    en="{phase} plans were due on {due}; this one was submitted on {on}, {days} days late",
    fix=Text("核对报送日期；确实迟报的说明原因", "check the date; explain if it was late"),
    why="方案按期报送，市教育局才能及时审核。",
    needs=("city",),
)
def late_plan(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """Plans that come in time can be looked at and approved in time."""
    phase = of_phase(plan.model.phase, repository)
    due, on = phase.plan_due if phase else None, plan.model.submitted.on
    first = plan.model.submitted.version <= 1  # a plan that was returned may come back after the day
    if due and on > due and first:
        facts = {"phase": PHASES.text(plan.model.phase), "due": due, "on": on, "days": (on - due).days}
        yield plan.at("submitted", "on", **facts)


@rule(
    "Q1144",
    clause="S5.1d",
    zh="报送日期 {on} 晚于截至日期 {today}",
    en="the plan is dated {on}, after {today}, the day of this check",
    fix=Text("核对报送日期的年月日", "check year, month and day"),
    why="还没有到的日期，多半是年份填错。",
)
def submitted_after_today(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A day that is still to come is mostly a mistyped year."""
    if plan.model.submitted.on > repository.as_of:
        yield plan.at("submitted", "on", on=plan.model.submitted.on, today=repository.as_of)
