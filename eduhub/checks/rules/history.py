"""Rules that hold what a school reports against what it reported the year before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeAlias

from eduhub.checks.year_before import changed, changed_in_stage
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import QUALIFICATIONS, STAGES
from eduhub.kinds.register import School
from eduhub.kinds.school import SchoolYear, Teacher, Teachers
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission
from eduhub.repository.school_year import day_of, first_day, year_after, year_before

_AREAS = ("teaching_gross_m2", "indoor_sport_m2", "ground_m2")
_EQUIPMENT = ("equipment_yuan", "multimedia_rooms", "books", "computers")


def _by_stage(school: Submission[SchoolYear], name: str, repository: Repository) -> Iterator[Hit]:
    """The stages whose numbers changed, each told where it first stands."""
    stages = [row.stage for row in school.model.stages]
    for stage in dict.fromkeys(stages):
        if facts := changed_in_stage(school, stage, name, repository):
            yield school.at("stages", stages.index(stage), name, stage=STAGES.text(stage), **facts)


@rule(
    "Q1240",
    zh="{stage}在校生 {now} 人，{year} 学年为 {before} 人，{way} {percent}%（一般不超过 {limit}%）{hint}",
    en="the {stage} stage has {now} pupils, {before} in {year}: "
    "{way} {percent} % (usual: up to {limit} %){hint}",
    fix=Text(
        "核对是否多填或漏填一位、是否漏了校区；属实请说明原因，如调整招生范围",
        "check for a digit too many or too few and for a campus left out; if it is true, give the reason, "
        "as a new catchment area",
    ),
    why="学生数是所有生均指标的分母，错一位，每一项都跟着错。",
    against=("before",),
)
def pupils_jumped(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Every figure per pupil divides by this number; one wrong digit makes all of them wrong."""
    yield from _by_stage(school, "pupils", repository)


@rule(
    "Q1241",
    clause="S5.3a",
    zh="{stage}专任教师 {now} 人，{year} 学年为 {before} 人，{way} {percent}%（一般不超过 {limit}%）{hint}",
    en="the {stage} stage has {now} full-time teachers, {before} in {year}: "
    "{way} {percent} % (usual: up to {limit} %){hint}",
    fix=Text(
        "核对是否多填或漏填一位、教师表是否交全；属实请说明原因，如集中招聘、学段调整",
        "check for a digit too many or too few and for rows that the roster lacks; "
        "if it is true, give the reason",
    ),
    why="教师数决定师生比和骨干、学历等每一项教师指标。",
    against=("before",),
)
def teachers_jumped(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Every figure on teachers, from their number to their qualifications, rests on this one."""
    yield from _by_stage(school, "teachers", repository)


def _by_field(school: Submission[SchoolYear], names: Iterable[str], repository: Repository) -> Iterator[Hit]:
    for name in names:
        if facts := changed(school, name, repository):
            yield school.at(name, field=school.label(name), **facts)


@rule(
    "Q1242",
    clause="S5.2b",
    zh="「{field}」填 {now} 平方米，{year} 学年为 {before} 平方米，"
    "{way} {percent}%（一般不超过 {limit}%）{hint}",
    en="'{field}' is {now} m², {before} in {year}: {way} {percent} % (usual: up to {limit} %){hint}",
    fix=Text(
        "核对是否多填或漏填一位、单位是否为平方米、两年口径是否一致；属实请说明原因，如新建、改建、拆除",
        "check for a digit too many or too few, for the unit m², and that both years count the same; "
        "if it is true, give the reason, as building or pulling down",
    ),
    why="校舍和场地不会自己增减，没有新建或拆除而变化的面积，多半有一年填错。",
    against=("before",),
)
def area_jumped(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Rooms and grounds do not change by themselves: without building, one of the years is mostly wrong."""
    yield from _by_field(school, _AREAS, repository)


@rule(
    "Q1243",
    clause="S5.2b",
    zh="「{field}」填 {now}，{year} 学年为 {before}，{way} {percent}%（一般不超过 {limit}%）{hint}",
    en="'{field}' is {now}, {before} in {year}: {way} {percent} % (usual: up to {limit} %){hint}",
    fix=Text(
        "核对是否多填或漏填一位、单位是否一致（金额为元）；属实请说明原因，如集中采购、报废、调出",
        "check for a digit too many or too few and for the unit (money in yuan); "
        "if it is true, give the reason, as a large purchase or writing off",
    ),
    why="设备和图书按账面逐年积累，大起大落多半是填错一位或用错单位。",
    against=("before",),
)
def equipment_jumped(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Equipment and books add up over years; a leap is mostly a wrong digit or unit."""
    yield from _by_field(school, _EQUIPMENT, repository)


# Teachers, by their staff codes; what is said never shows a birth or a code.

Met: TypeAlias = tuple[Submission[Teachers], int, Teacher, list[Teacher]]


def _met_again(repository: Repository) -> Iterator[Met]:
    """Everybody who was in a roster of the year before too: the roster, the position, and how it was then."""
    known: dict[tuple[str, str], dict[str, list[Teacher]]] = {}
    rosters = [(roster, *_issuer(roster, repository)) for roster in repository.of(Teachers)]
    for roster, issuer, year in rosters:
        people = known.setdefault((issuer, year), {})
        for teacher in roster.model.rows:
            people.setdefault(teacher.code, []).append(teacher)
    for roster, issuer, year in rosters:
        earlier = known.get((issuer, year_before(year)), {}) if year else {}
        for i, teacher in enumerate(roster.model.rows if earlier else ()):
            if then := earlier.get(teacher.code):
                yield roster, i, teacher, then


def _issuer(roster: Submission[Teachers], repository: Repository) -> tuple[str, str]:
    """Whose staff codes a roster has, the district's or, where that is not known, the school's; its year."""
    school = roster.owner.get("school", "")
    codes = repository.lineage.codes(school)
    entry = next((repository.schools[code] for code in codes if code in repository.schools), None)
    return entry.district if entry else codes[0], roster.owner.get("year", "")


def _is_younger(teacher: Teacher, then: list[Teacher]) -> bool:
    """Is a person's birth later than all rosters of the year before had it?"""
    born = [earlier.born for earlier in then if earlier.born]
    return bool(teacher.born and born) and str(teacher.born) > max(born)


def _has_other_sex(teacher: Teacher, then: list[Teacher]) -> bool:
    """Did all rosters of the year before give another sex?"""
    sexes = {earlier.sex for earlier in then} - {None}
    return bool(teacher.sex and sexes) and teacher.sex not in sexes


def _told(
    repository: Repository, field: str, is_so: Callable[[Teacher, list[Teacher]], bool]
) -> Iterator[Hit]:
    for roster, i, teacher, then in _met_again(repository):
        if is_so(teacher, then):
            yield roster.at("rows", i, field, year=year_before(roster.owner["year"]))


_OTHER_PERSON = Text(
    "核对本行；工号给了另一个人的，为新教师另编一个工号；上一学年填错的请说明",
    "check this row; if the staff code went to another person, give that person one of their own; "
    "explain if it was wrong the year before",
)


@rule(
    "Q1420",
    clause="S5.3a",
    zh="出生年月晚于同一工号在 {year} 学年教师表中的出生年月",
    en="the month of birth is later than the one that this staff code had in the rosters of {year}",
    fix=_OTHER_PERSON,
    why="同一个人不会变年轻；年龄结构、退休和交流条件都按出生年月计算。",
    needs=("teachers",),
)
def teacher_grew_younger(repository: Repository) -> Iterable[Hit]:
    """Nobody grows younger, and age structure, retirement and eligibility follow from the month of birth."""
    yield from _told(repository, "born", _is_younger)


@rule(
    "Q1421",
    clause="S5.3a",
    zh="性别与同一工号在 {year} 学年教师表中的性别不同",
    en="the sex is not the one that this staff code had in the rosters of {year}",
    fix=_OTHER_PERSON,
    why="一个工号一直属于同一个人，交流和任教经历才连得起来。",
    needs=("teachers",),
)
def teacher_of_other_sex(repository: Repository) -> Iterable[Hit]:
    """Only while a staff code stays with one person can exchange and service be followed over the years."""
    yield from _told(
        repository,
        "sex",
        lambda teacher, then: _has_other_sex(teacher, then) and not _is_younger(teacher, then),
    )


@rule(
    "Q1422",
    clause="S5.3a",
    zh="学历“{now}”低于同一工号在 {year} 学年教师表中的“{before}”",
    en="the qualification is '{now}', below the '{before}' that this staff code had in the rosters of {year}",
    fix=Text(
        "核对学历，按已取得的最高学历填写；上一学年填错的请说明",
        "check it and give the highest that was obtained; explain if it was wrong the year before",
    ),
    why="取得的学历不会失去；填低了，学历达标的比例就变低。",
    needs=("teachers",),
)
def qualification_fell(repository: Repository) -> Iterable[Hit]:
    """What was obtained is not lost; given too low, it lowers the share of well qualified teachers."""
    rank = QUALIFICATIONS.values.index
    for roster, i, teacher, then in _met_again(repository):
        before = max((earlier.qualification for earlier in then), key=rank)
        is_other = _is_younger(teacher, then) or _has_other_sex(teacher, then)
        if rank(teacher.qualification) > rank(before) and not is_other:
            facts = {"now": QUALIFICATIONS.text(teacher.qualification), "before": QUALIFICATIONS.text(before)}
            yield roster.at("rows", i, "qualification", year=year_before(roster.owner["year"]), **facts)


# Schools that were there the year before


@rule(
    "Q4020",
    zh="「{name}」{before} 学年报了数，{year} 学年没有报；截止日是 {due}，已过 {days} 天",
    en="{name} reported for {before}, but not for {year}; reports were due on {due}, {days} days ago",
    fix=Text(
        "请学校补报；已停办、合并或改码的，在名册中填停办日期，并在学校变更中登记",
        "ask the school for it; if it was closed, merged or re-coded, enter its closing day in the register "
        "and the change among the changes of schools",
    ),
    why="少一所学校，县区的总数和均衡指标都会变，而且看不出是为什么。",
)
def vanished_school(repository: Repository) -> Iterable[Hit]:
    """With one school less, the totals and balance of a district change, and nobody can see why."""
    came = _came(repository)
    years = {year for _, year in came}
    last = {
        (code, year): report for report in reversed(repository.of(SchoolYear)) for code, year in [_of(report)]
    }
    for (code, before), report in sorted(last.items()):
        year = year_after(before)
        due = _due(year, repository)
        school = _still_open(code, before, repository)
        codes = repository.lineage.codes(code)
        if due < repository.as_of and year in years and school and not {(c, year) for c in codes} & came:
            facts = {"name": school.name, "before": before, "year": year, "due": due}
            yield report.at("year", days=(repository.as_of - due).days, **facts)


def _of(report: Submission[SchoolYear]) -> tuple[str, str]:
    return report.owner["school"], report.owner["year"]


_OF_SCHOOL = re.compile(r"schools/([^/]+)/([0-9]{4}-[0-9]{4})/[^/]+")


def _came(repository: Repository) -> set[tuple[str, str]]:
    """The schools and years of which anything came, right or wrong, even if it can't be read."""
    files = (Path(document.file).absolute().as_posix() for document in repository.documents)
    places = (_OF_SCHOOL.search(file) for file in files)
    unread = {(place[1], place[2]) for place in places if place}
    return unread | {(s.owner.get("school", ""), s.owner.get("year", "")) for s in repository.reports}


def _due(year: str, repository: Repository) -> date:
    """The last day on which schools report for a year."""
    set_day = repository.city.due.get("school") if repository.city else None
    usual = in_force(repository.day_in(year))["report_due"]
    return day_of(usual if set_day in (None, "monthly") else set_day, year)


def _still_open(code: str, before: str, repository: Repository) -> School | None:
    """The entry of a school, under its newest code, that nothing shows to have ended since; else None."""
    lineage, today = repository.lineage, repository.as_of
    entry = next(
        (repository.schools[c] for c in reversed(lineage.codes(code)) if c in repository.schools), None
    )
    is_closed = entry is None or (entry.closed is not None and entry.closed <= today)
    return None if is_closed or lineage.given_up(code, first_day(before), today) else entry
