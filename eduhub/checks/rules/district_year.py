"""Rules on what a district reports of one school year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text, rounded
from eduhub.kinds.codes import LEVELS, MONITORED, STAGES
from eduhub.kinds.district_year import DistrictYear
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission
from eduhub.repository.school_year import is_within, last_day

# A part and the whole that it can't exceed, section by section.
_PARTS = (
    ("basics", "rural_population", "population"),
    ("special", "enrolled", "disabled"),
    ("senior_places", "allocated", "places"),
    ("senior_places", "to_rural", "allocated"),
    ("exchange", "exchanged", "eligible"),
    ("exchange", "backbone", "exchanged"),
    ("visits", "satisfied", "asked"),
    ("visits", "parents", "asked"),
    ("visits", "parents_satisfied", "parents"),
    ("visits", "parents_satisfied", "satisfied"),
)


def _number(year: DistrictYear, section: str, field: str) -> float | None:
    """A figure of a section; None where section or figure are blank."""
    found: float | None = getattr(getattr(year, section), field, None)
    return found


@rule(
    "E1901",
    zh="县区编号 {id} 不在县区表里",
    en="the district id {id} is not among the districts",
    fix=Text("改为县区表中的编号：{known}", "use an id of the districts: {known}"),
    why="不知道是哪个县区的数，就进不了任何县区的评估表。",
    needs=("districts",),
)
def figures_of_no_district(year: Submission[DistrictYear], repository: Repository) -> Iterable[Hit]:
    """Figures of an unknown district enter no district's forms."""
    district = year.model.district
    if district not in repository.districts:
        hit = year.at("district", id=district, known=sorted(repository.districts))
        yield hit.blaming("district", district)


@rule(
    "E1902",
    clause="S3.k",
    zh="统计时点 {as_of} 不在 {year} 学年之内",
    en="the date {as_of} lies outside the school year {year}",
    fix=Text(
        "核对学年和时点；学年从 9 月 1 日起", "check year and date; a school year begins on 1 September"
    ),
    why="时点不对，各县区的数就不是同一时间的数。",
)
def district_as_of_outside_year(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """Figures of different times can't be compared."""
    if not is_within(year.model.as_of, year.model.year):
        yield year.at("as_of", as_of=year.model.as_of, year=year.model.year)


@rule(
    "E1903",
    zh="「{part}」{n} 大于「{whole}」{of}",
    en="'{part}' is {n}, more than '{whole}' with {of}",
    fix=Text("核对两个数，部分不能大于总数", "check both: a part can't exceed the whole"),
    why="部分大于总数，两个数中必有一个是错的。",
)
def district_part_over_whole(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """Where a part exceeds the whole, one of the two is wrong."""
    for section, part, whole in _PARTS:
        n, of = _number(year.model, section, part), _number(year.model, section, whole)
        if n is not None and of is not None and n > of:
            labels = {"part": year.label(section, part), "whole": year.label(section, whole)}
            yield year.at(section, part, n=n, of=of, **labels)


@rule(
    "E1904",
    zh="随迁子女在公办学校 {public} 人，购买学位 {purchased} 人，合计超过符合条件的 {entitled} 人",
    en="{public} children in public and {purchased} in purchased places exceed the {entitled} entitled",
    fix=Text(
        "核对三个数；三项都只计符合条件的随迁子女", "check all three; each counts entitled children only"
    ),
    why="就读人数超过总数，就读比例就会高于 100%。",
)
def migrants_over_entitled(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """With more at school than there are, the share exceeds 100 %."""
    row = year.model.migrants
    if row and row.entitled is not None and (row.public or 0) + (row.purchased or 0) > row.entitled:
        facts = {"public": row.public or 0, "purchased": row.purchased or 0}
        yield year.at("migrants", "entitled", entitled=row.entitled, **facts)


@rule(
    "E1905",
    zh="{test_year} 年{stage}{subject}的监测结果在第 {first} 条已经有了",
    en="the monitoring of {subject}, {stage}, {test_year} is entry {first} already",
    fix=Text("同一年份、学段和学科只填一条", "fill one entry for a year, stage and subject"),
    why="同一结果填两次，不知道以哪一条为准。",
)
def doubled_monitoring(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """With two entries for a result nobody knows which one holds."""
    rows = year.model.monitoring
    for i, first in repeats(rows, lambda row: (row.test_year, row.stage, row.subject)):
        facts = {"stage": STAGES.text(rows[i].stage), "subject": MONITORED.text(rows[i].subject)}
        yield year.at("monitoring", i, "subject", test_year=rows[i].test_year, first=first + 1, **facts)


@rule(
    "E1906",
    zh="校际差异率 {ratio} 大于 1",
    en="the ratio between schools is {ratio}, above 1",
    fix=Text("照监测报告填小数，如 12.5% 填 0.125", "copy it as a decimal: 0.125 for 12.5 %"),
    why="校际差异率是校际方差占总方差的比例，不会大于 1。",
)
def ratio_above_one(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """The ratio is a share of the whole variance and can't exceed 1."""
    for i, row in enumerate(year.model.monitoring):
        if row.between_schools is not None and row.between_schools > 1:
            yield year.at("monitoring", i, "between_schools", ratio=row.between_schools)


@rule(
    "E1907",
    zh="监测年份 {test_year} 晚于本学年（{year}）",
    en="the year of monitoring {test_year} lies after the school year {year}",
    fix=Text("填实施监测的年份，不是发布报告的年份", "give the year of the tests, not that of the report"),
    why="还没有进行的监测不会有结果。",
)
def monitoring_to_come(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """A test that is still to come has no result."""
    for i, row in enumerate(year.model.monitoring):
        if row.test_year > last_day(year.model.year).year:
            yield year.at("monitoring", i, "test_year", test_year=row.test_year, year=year.model.year)


@rule(
    "Q1908",
    zh="「{field}」{amount} 元，一年的平均工资不会这样低",
    en="'{field}' is {amount} yuan, too low for the average pay of a year",
    fix=Text(
        "以元为单位填全年数；万元的乘以 10000，月工资乘以 12",
        "give yuan for a whole year: ten thousands times 10000, pay of a month times 12",
    ),
    why="单位填错，教师与公务员的工资就无法比较。",
)
def pay_in_another_unit(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """In different units the pay of teachers and civil servants can't be compared."""
    floor = in_force(year.model.as_of)["yearly_pay"]
    for field in ("teachers_yuan", "civil_servants_yuan"):
        amount = getattr(year.model.pay, field, None)
        if amount is not None and amount < floor:
            yield year.at("pay", field, field=year.label("pay", field), amount=amount)


@rule(
    "N1909",
    clause="S3.k",
    zh="{what}为 {percent}%，优质均衡评估要求不低于 {least}%",
    en="{what}: {percent} %; the standards of quality and balance ask for at least {least} %",
    fix=Text("核对相关数；属实的列入整改计划", "check the figures; if they are right, plan how to get there"),
    why="这是优质均衡督导评估的必达项，差一项就不能通过。",
)
def share_below_standard(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """The inspection wants every one of these; a district that misses one does not pass."""
    for route, what, percent, least in _shares(year.model):
        if percent is not None and percent < least:
            yield year.at(*route, what=what, percent=_below(percent, least), least=least)


def _below(percent: float, least: float) -> str:
    """A percentage with as many decimals as it takes to show that it is below another."""
    shown = (rounded(percent, decimals) for decimals in (1, 2, 3))
    return next((words for words in shown if float(words) < least), f"{percent:.10g}")


_Share = tuple[tuple[str, str], Text, float | None, float]

# Shares that the inspection asks for: section, part, whole, and what they are called.
_SHARES = (
    (
        "senior_places",
        "allocated",
        "places",
        Text("优质高中名额分配比例", "allocated places of good senior schools"),
    ),
    ("special", "enrolled", "disabled", Text("残疾儿童少年入学率", "enrolment of children with disability")),
    ("visits", "satisfied", "asked", Text("实地走访满意度", "people visited who are content")),
    (
        "exchange",
        "exchanged",
        "eligible",
        Text("交流轮岗教师占符合条件教师的比例", "exchanged teachers among the eligible"),
    ),
    (
        "exchange",
        "backbone",
        "exchanged",
        Text("骨干教师占交流轮岗教师的比例", "backbone teachers among the exchanged"),
    ),
)
_MIGRANTS = Text(
    "随迁子女在公办和购买学位学校就读比例", "children of migrant workers in public or purchased places"
)


def _shares(year: DistrictYear) -> Iterator[_Share]:
    """Every share that the inspection asks for: where it stands, its words, percent, the least percent."""
    limits = in_force(year.as_of)
    least = {
        "allocated": limits["senior_places"],
        "enrolled": limits["disabled_enrolment"],
        "satisfied": limits["satisfaction"],
        "exchanged": limits["exchange_wanted"]["share"],
        "backbone": limits["exchange_wanted"]["backbone_share"],
    }
    for section, part, whole, what in _SHARES:
        percent = _percent(_number(year, section, part), _number(year, section, whole))
        yield (section, part), what, percent, least[part]
    if (row := year.migrants) and row.public is not None:
        served = _percent(row.public + (row.purchased or 0), row.entitled)
        yield ("migrants", "public"), _MIGRANTS, served, limits["migrants_served"]
    for field, stage in (("primary", "小学"), ("junior", "初中")):
        words = Text(f"{stage}就近入学比例", f"near enrolment, {field}")
        yield (
            ("near_enrolment", field),
            words,
            _number(year, "near_enrolment", field),
            limits["near_enrolment"][stage],
        )


def _percent(part: float | None, whole: float | None) -> float | None:
    """A part as percent of the whole; None where one is unknown or they can't be."""
    return 100 * part / whole if part is not None and whole and part <= whole else None


@rule(
    "N1910",
    clause="S3.k",
    zh="特殊教育生均公用经费 {amount} 元，要求不低于 {least} 元",
    en="public funds of special education are {amount} yuan a pupil; at least {least} are asked for",
    fix=Text(
        "核对经费和学生数：经费以元为单位，随班就读的学生也计入",
        "check funds and pupils: give yuan, and count those in ordinary classes too",
    ),
    why="这是政府保障程度第 7 项，必须达到。",
)
def special_funds_below(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """It is the seventh of the things that a government has to ensure."""
    row, least = year.model.special, in_force(year.model.as_of)["special_funds"]
    if row and row.funds_yuan is not None and row.pupils:
        each = row.funds_yuan / row.pupils
        if each < least:
            yield year.at("special", "funds_yuan", amount=each.quantize(Decimal("0.01")), least=least)


@rule(
    "N1911",
    clause="S3.k",
    zh="教师年平均工资 {teachers} 元，低于公务员的 {others} 元",
    en="teachers earn {teachers} yuan a year on average, civil servants {others}",
    fix=Text(
        "核对两个数的口径；属实的由县区政府落实",
        "check that both mean the same; if so, it is for the district government to mend",
    ),
    why="教师平均工资不低于当地公务员，是政府保障程度第 8 项。",
)
def pay_below(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """That teachers earn no less than civil servants is the eighth of what a government has to ensure."""
    teachers, others = (
        _number(year.model, "pay", field) for field in ("teachers_yuan", "civil_servants_yuan")
    )
    floor = in_force(year.model.as_of)["yearly_pay"]  # below it the unit is wrong, which Q1908 tells
    if teachers is not None and others is not None and floor <= teachers < others:
        yield year.at("pay", "teachers_yuan", teachers=teachers, others=others)


@rule(
    "N1912",
    clause="S3.k",
    zh="{test_year} 年{stage}{subject}学业水平为{level}，要求达到{least}以上",
    en="{subject}, {stage}, {test_year}: {level}; {least} or higher is asked for",
    fix=Text(
        "照监测报告核对；水平由低到高为 Ⅰ 至 Ⅳ 级", "check it with the report; the levels rise from I to IV"
    ),
    why="国家监测结果是教育质量的必达项。",
)
def level_below(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """The national monitoring is one of the things that a district must pass in."""
    least = in_force(year.model.as_of)["monitoring"]["level"]
    for i, row in enumerate(year.model.monitoring):
        if row.level is not None and LEVELS.values.index(row.level) < LEVELS.values.index(least):
            facts = {"stage": STAGES.text(row.stage), "subject": MONITORED.text(row.subject)}
            levels = {"level": LEVELS.text(row.level), "least": LEVELS.text(least)}
            yield year.at("monitoring", i, "level", test_year=row.test_year, **facts, **levels)


@rule(
    "N1913",
    clause="S1.a",
    zh="{test_year} 年{stage}{subject}校际差异率为 {ratio}，要求低于 {limit}",
    en="{subject}, {stage}, {test_year}: the ratio between schools is {ratio}; it should be below {limit}",
    fix=Text(
        "照监测报告核对；属实的分析是哪些学校之间的差距",
        "check it with the report; if right, see between which schools the gap lies",
    ),
    why="校际差异率由国家监测给出，是教育质量的必达项。",
)
def ratio_too_high(year: Submission[DistrictYear]) -> Iterable[Hit]:
    """The national monitoring gives this ratio, and a district must keep it low."""
    limit = in_force(year.model.as_of)["monitoring"]["between_schools"]
    for i, row in enumerate(year.model.monitoring):
        if row.between_schools is not None and limit <= row.between_schools <= 1:
            facts = {"stage": STAGES.text(row.stage), "subject": MONITORED.text(row.subject)}
            ratio = {"ratio": row.between_schools, "limit": limit}
            yield year.at("monitoring", i, "between_schools", test_year=row.test_year, **facts, **ratio)
