"""Rules on the settings of a data repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eduhub.core.rule import RULES, Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.base import fields
from eduhub.kinds.city import City, Limits, Phase, SizeRange
from eduhub.parameters import parameters
from eduhub.repository import Submission


@rule(
    "E1001",
    zh="没有代码为 {code} 的规则",
    en="there is no rule with the code {code}",
    fix=Text("用 eduhub explain 查看全部代码", "see all codes by 'eduhub explain'"),
    why="写错代码的级别调整不会起作用，却看不出来。",
)
def tier_of_no_rule(city: Submission[City]) -> Iterable[Hit]:
    """A tier for a code that is misspelt has no effect, and nobody notices."""
    for code in city.model.tiers:
        if code not in RULES:
            yield city.at_key("tiers", code, code=code)


@rule(
    "E1006",
    zh="{code} 的级别不能调整",
    en="the tier of {code} can't be changed",
    fix=Text("删去这一行", "remove this line"),
    why="个人信息的问题、读不了的文件和程序自身的故障不能降级、忽略或豁免，这样的设置不起作用。",
)
def tier_of_fixed_rule(city: Submission[City]) -> Iterable[Hit]:
    """What is personal, can't be read or is a fault of eduhub itself can't be played down by a setting."""
    for code in city.model.tiers:
        if code in RULES and RULES[code].is_fixed:
            yield city.at_key("tiers", code, code=code)


@rule(
    "E1002",
    zh="周期起始学年 {first} 晚于本学年 {current}",
    en="the first year of the cycle, {first}, lies after the current year, {current}",
    fix=Text("核对 years.current 与 years.cycle_start", "check years.current and years.cycle_start"),
    why="各项变化从周期起始学年算起，颠倒了就没有可比的学年。",
)
def cycle_after_current_year(city: Submission[City]) -> Iterable[Hit]:
    """Change is counted from the first year of the cycle; the wrong way round there is none to compare."""
    years = city.model.years
    if years.cycle_start and years.cycle_start > years.current:
        yield city.at("years", "cycle_start", first=years.cycle_start, current=years.current)


@rule(
    "E1003",
    zh="「{field}」的下限 {least} 大于上限 {most}",
    en="'{field}': the least, {least}, is above the greatest, {most}",
    fix=Text("交换或更正两个数", "swap them or correct one"),
    why="没有一个数能满足这样的范围，每个片区都会被提示。",
)
def range_upside_down(city: Submission[City]) -> Iterable[Hit]:
    """No number lies in such a range, and every cluster would be told so."""
    for route, label, limits in _ranges(city.model):
        if limits and limits.min > limits.max:
            yield city.at(*route, "min", field=label, least=limits.min, most=limits.max)


def _ranges(city: City) -> Iterator[tuple[tuple[str, ...], Text, SizeRange | None]]:
    """Every range among the settings: its route, what it is called, and itself."""
    size = fields(Limits)["cluster_schools"].label.text
    yield ("limits", "cluster_schools"), size, city.limits.cluster_schools
    for name, phase in city.phases.items():
        yield ("phases", name, "clusters"), fields(Phase)["clusters"].label.text, phase.clusters


@rule(
    "N1004",
    zh="截至日期 {as_of} 不在本学年 {year} 之内",
    en="the date {as_of} lies outside the current year {year}",
    fix=Text("新学年开始时一并更新 as_of 与 years.current", "change as_of and years.current together"),
    why="截至日期代替“今天”，过期的日期会使截止日和成员学校按过去判断。",
)
def as_of_outside_current_year(city: Submission[City]) -> Iterable[Hit]:
    """This date stands for today; an old one judges deadlines and members by the past."""
    day, year = city.model.as_of, city.model.years.current
    if day and not f"{year[:4]}-09-01" <= day.isoformat() <= f"{year[5:]}-08-31":
        yield city.at("as_of", as_of=day, year=year)


@rule(
    "N1005",
    zh="启用了过渡期规定 {switch}：{what}；{doubts}",
    en="the relaxation {switch} is in use: {what}; {doubts}",
    fix=Text("由主管部门确认仍然有效", "let the authority say that it still holds"),
    why="过渡期规定会放宽达标判断，是否仍然有效须有依据。",
)
def relaxation_in_use(city: Submission[City]) -> Iterable[Hit]:
    """A relaxation makes schools pass that else would not; that it still holds needs a ground."""
    for i, switch in enumerate(city.model.relaxations):
        granted = parameters().relaxation(switch)
        doubts = granted.doubts or Text("没有存疑", "nothing about it is in doubt")
        yield city.at("relaxations", i, switch=switch, what=granted.what, doubts=doubts)
