"""Rules on the budget of a cluster."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import BUDGET_HEADS, BUDGET_SOURCES
from eduhub.kinds.plan import Plan
from eduhub.kinds.school import SchoolYear
from eduhub.repository import Repository, Submission


@rule(
    "E1132",
    clause="S5.2c",
    zh="{year} 年度 {school} 的“{head}”（{source}）列了两行",
    en="{school}, {year}: {head} from the {source} stands twice",
    fix=Text("合并为一行；来源不同的分别填写来源", "make them one line; where the sources differ, say so"),
    why="同一笔经费列两行，合计就会多算一笔。",
)
def doubled_budget_line(plan: Submission[Plan]) -> Iterable[Hit]:
    """Money that stands in two lines is counted twice in the total."""
    lines = plan.model.budget
    for i, _ in repeats(lines, lambda line: (line.fiscal_year, line.head, line.source, line.school)):
        facts = {"head": BUDGET_HEADS.text(lines[i].head), "source": BUDGET_SOURCES.text(lines[i].source)}
        yield plan.at("budget", i, "head", year=lines[i].fiscal_year, school=lines[i].school, **facts)


@rule(
    "E1133",
    clause="S5.2c",
    zh="预算年度 {years} 不在周期 {start} 至 {end} 之内",
    en="the budget of {years} lies outside the cycle from {start} to {end}",
    fix=Text("核对预算年度，一般为自然年", "check the fiscal year, which is the calendar year"),
    why="周期以外的年度没有片区工作可以安排经费。",
)
def budget_outside_cycle(plan: Submission[Plan]) -> Iterable[Hit]:
    """In a year outside the cycle there is no work of the cluster to be paid for."""
    start, end = plan.model.cycle.start, plan.model.cycle.end
    outside = [
        (i, line.fiscal_year)
        for i, line in enumerate(plan.model.budget)
        if start < end and not start.year <= line.fiscal_year <= end.year
    ]
    if outside:
        facts = {"years": sorted({year for _, year in outside}), "start": start, "end": end}
        yield plan.at("budget", outside[0][0], "fiscal_year", **facts)


@rule(
    "E1134",
    clause="S5.2d",
    zh="{year} 年度的预算合计填 {total} 元，各行相加是 {sum} 元，相差 {difference} 元",
    en="the total of {year} is {total} yuan; its lines add up to {sum}, a difference of {difference}",
    fix=Text("核对各行金额和合计，应当分毫不差", "check lines and total; they should meet to the fen"),
    why="合计对不上，预算就无法审核和执行。",
)
def budget_does_not_add_up(plan: Submission[Plan]) -> Iterable[Hit]:
    """A budget whose total differs from its lines can be neither approved nor carried out."""
    for i, total in enumerate(plan.model.budget_totals):
        lines = [line.amount for line in plan.model.budget if line.fiscal_year == total.fiscal_year]
        found = sum(lines, Decimal("0.00"))
        if found != total.amount:
            facts = {"total": total.amount, "sum": found, "difference": abs(total.amount - found)}
            yield plan.at("budget_totals", i, "amount", year=total.fiscal_year, **facts)


@rule(
    "Q1135",
    clause="S5.2d",
    zh="经费预算中没有来自“{source}”的经费",
    en="nothing in the budget comes from the {source}",
    fix=Text(
        "列出成员学校预算中安排的经费，或说明理由", "list what the members' budgets give, or say why not"
    ),
    why="文件要求把片区工作经费纳入相关学校的经费预算。",
)
def nothing_from_schools(plan: Submission[Plan]) -> Iterable[Hit]:
    """The policy wants the cluster's money to stand in the budgets of its schools."""
    some = [line for line in plan.model.budget if line.amount]
    if some and all(line.source != "学校预算" for line in some):
        yield plan.at_key("budget", source=BUDGET_SOURCES.text("学校预算"))


@rule(
    "Q1136",
    clause="S5.2c",
    zh="经费预算各行都是 0",
    en="every line of the budget is nil",
    fix=Text("填写安排的金额，或说明工作经费从何而来", "give the amounts, or say where the money comes from"),
    why="没有经费，六项工作内容难以开展。",
)
def nil_everywhere(plan: Submission[Plan]) -> Iterable[Hit]:
    """Without money the six areas of work hardly come about."""
    if not any(line.amount for line in plan.model.budget):
        yield plan.at_key("budget")


@rule(
    "Q1137",
    clause="S5.2d",
    zh="{year} 年度 {school} 从学校预算安排 {amount} 元，超过其公用经费预算 {funds} 元",
    en="{school} gives {amount} yuan of its budget of {year}, more than its public funds of {funds} yuan",
    fix=Text("核对金额的单位是否为元，或说明经费来源", "check that the amounts are in yuan, or explain"),
    why="一所学校拿不出超过全年公用经费的钱。",
    needs=("school",),
    against=("funds",),
)
def above_public_funds(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """No school can give more than its public funds of a whole year."""
    given: dict[tuple[str, int], list[int]] = {}
    for i, line in enumerate(plan.model.budget):
        if line.source == "学校预算":
            given.setdefault((line.school, line.fiscal_year), []).append(i)
    for (school, year), lines in given.items():
        amount = sum((plan.model.budget[i].amount for i in lines), Decimal("0.00"))
        funds = _public_funds(repository, school, year)
        if funds is not None and amount > funds:
            facts = {"school": school, "year": year, "amount": amount, "funds": funds}
            yield plan.at("budget", lines[0], "amount", **facts)


def _public_funds(repository: Repository, school: str, year: int) -> Decimal | None:
    """The larger public funds budget of the two school years that a fiscal year touches, if reported."""
    years = (f"{year - 1}-{year}", f"{year}-{year + 1}")
    reports = [
        s.model for s in repository.of(SchoolYear) if s.model.school == school and s.model.year in years
    ]
    known = [r.public_budget_yuan for r in reports if isinstance(r.public_budget_yuan, Decimal)]
    return max(known, default=None)
