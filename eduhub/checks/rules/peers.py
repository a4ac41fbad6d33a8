"""Rules that hold what a school reports against what schools like it report for the same year."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from eduhub.checks.per_pupil import is_unbelievable, pupils_of
from eduhub.checks.year_before import changed, changed_in_stage, stage_pupils, stage_teachers
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import STAGES
from eduhub.kinds.school import SchoolYear
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission


@dataclass(frozen=True, slots=True)
class Far:
    """A figure that lies far from the median of the others like it.

    about   the field, or the stage
    is_more whether it lies above
    others  how many others there are
    """

    school: Submission[SchoolYear]
    about: str
    each: float
    middle: float
    others: int
    is_more: bool

    def facts(self, times: float) -> Mapping[str, object]:
        """The figure, the median and how many times they lie apart at least, for the words of a rule."""
        way = Text(f"超过中位数的 {times} 倍", f"more than {times} times the median")
        if not self.is_more:
            way = Text(f"不到中位数的 1/{times}", f"less than 1/{times} of the median")
        return {"each": _short(self.each), "middle": _short(self.middle), "others": self.others, "way": way}


def _short(value: float) -> float:
    """A figure with three digits that count."""
    return float(f"{value:.3g}")


def _far(
    values: Sequence[tuple[Submission[SchoolYear], float]], about: str, usual: Mapping[str, Any]
) -> Iterator[Far]:
    """Those that lie more than so many times above or below the median of all the others."""
    ordered = sorted(value for _, value in values)
    for school, each in values if len(values) > usual["others"] else ():
        own = bisect_left(ordered, each)
        middle = median(ordered[:own] + ordered[own + 1 :])
        if each > usual["times"] * middle > 0 or each * usual["times"] < middle:
            yield Far(school, about, each, middle, len(values) - 1, each > middle)


def _once(repository: Repository) -> Iterator[Submission[SchoolYear]]:
    """The reports of schools that sent just one for a year."""
    for report in repository.of(SchoolYear):
        if repository.history.of(report.owner["school"], report.owner["year"]) is report:
            yield report


def _usual(name: str, year: str, repository: Repository) -> Mapping[str, Any]:
    found: Mapping[str, Any] = in_force(repository.day_in(year))[name]
    return found


def _far_per_pupil(repository: Repository) -> Iterator[list[Far]]:
    """For each school: its figures per pupil that lie far from those of schools with the same stages."""
    groups: dict[tuple[str, frozenset[str]], list[Submission[SchoolYear]]] = {}
    for report in _once(repository):
        year, stages = report.model.year, frozenset(row.stage for row in report.model.stages)
        if pupils_of(report.model) >= _usual("peers", year, repository)["pupils_from"]:
            groups.setdefault((year, stages), []).append(report)
    for (year, _), reports in groups.items():
        usual = _usual("peers", year, repository)
        found: dict[str, list[Far]] = {}
        for name in usual["fields"]:
            for far in _far(list(_per_pupil(reports, name)), name, usual):
                found.setdefault(far.school.file, []).append(far)
        yield from found.values()


def _per_pupil(
    reports: Iterable[Submission[SchoolYear]], name: str
) -> Iterator[tuple[Submission[SchoolYear], float]]:
    for report in reports:
        value = getattr(report.model, name)
        if value is not None and not isinstance(value, str):
            yield report, float(value) / pupils_of(report.model)


def _is_of_pupils(fars: Sequence[Far], repository: Repository) -> bool:
    """Are so many figures off, all to one side, that the number of pupils is the likely fault?"""
    together = _usual("peers", fars[0].school.model.year, repository)["together"]
    return len(fars) >= together and len({far.is_more for far in fars}) == 1


def _is_told_already(far: Far, repository: Repository) -> bool:
    """Is the figure asked about by itself, or against the year before?"""
    school, numbers = far.school, in_force(repository.day_in(far.school.model.year))
    return is_unbelievable(school.model, far.about, numbers) or bool(changed(school, far.about, repository))


@rule(
    "Q1250",
    clause="S5.2b",
    zh="「{field}」填 {value}，平均每名学生 {each}；同学段其他 {others} 所学校的中位数是 {middle}，本校{way}",
    en="'{field}' is {value}, {each} a pupil: {way} of {others} other schools of the same stages, "
    "which is {middle}",
    fix=Text(
        "核对是否多填或漏填一位、单位是否一致；属实请说明原因",
        "check for a digit too many or too few and for the unit; if it is true, give the reason",
    ),
    why="与同类学校相差几倍的数，多半是填错一位；留在里面，全县区的差异系数都会变大。",
)
def far_from_peers(repository: Repository) -> Iterable[Hit]:
    """A figure several times off those of its like is mostly a wrong digit, and spoils the balance."""
    for fars in _far_per_pupil(repository):
        if _is_of_pupils(fars, repository):
            continue
        for far in fars:
            if not _is_told_already(far, repository):
                school, name = far.school, far.about
                times = _usual("peers", school.model.year, repository)["times"]
                facts = {"field": school.label(name), "value": getattr(school.model, name)}
                yield school.at(name, **facts, **far.facts(times))


@rule(
    "Q1251",
    clause="S5.2b",
    zh="按在校生 {pupils} 人计算，与同学段其他 {others} 所学校相比，这些项目的生均值都{way}：{fields}",
    en="with {pupils} pupils, these figures per pupil are all {way} "
    "of {others} other schools of the same stages: {fields}",
    fix=Text(
        "先核对在校生数是否多填或漏填一位、是否漏了学段或校区；属实请说明原因",
        "check the number of pupils first, for a digit too many or too few and for a stage or campus "
        "left out; if it is true, give the reason",
    ),
    why="几项生均值同时偏离同类学校，错的多半是它们共同的分母。",
)
def pupils_unlike_facilities(repository: Repository) -> Iterable[Hit]:
    """Where several figures per pupil are off to one side, their common divisor is mostly wrong."""
    for fars in _far_per_pupil(repository):
        school = fars[0].school
        stages = [row.stage for row in school.model.stages]
        has_jumped = any(changed_in_stage(school, stage, "pupils", repository) for stage in stages)
        if _is_of_pupils(fars, repository) and not has_jumped:
            times = _usual("peers", school.model.year, repository)["times"]
            way = fars[0].facts(times)["way"]
            facts = {"pupils": pupils_of(school.model), "fields": [school.label(far.about) for far in fars]}
            yield school.at("stages", 0, "pupils", way=way, others=fars[0].others, **facts)


@rule(
    "Q1252",
    clause="S5.3a",
    zh="{stage}每百名学生有专任教师 {each} 人（在校生 {pupils} 人，专任教师 {teachers} 人）；"
    "其他 {others} 所学校该学段的中位数是 {middle}，本校{way}",
    en="the {stage} stage has {each} full-time teachers per 100 pupils ({pupils} pupils, {teachers} "
    "teachers): {way} of {others} other schools at that stage, which is {middle}",
    fix=Text(
        "核对在校生和专任教师是否多填或漏填一位、是否交全；属实请说明原因",
        "check the numbers of pupils and of teachers for a digit too many or too few; "
        "if it is true, give the reason",
    ),
    why="师生比与同类学校相差几倍，学生数和教师数必有一个可疑。",
)
def staffing_unlike_peers(repository: Repository) -> Iterable[Hit]:
    """Where a school has several times the teachers of its like, or a part, one of two numbers is wrong."""
    groups: dict[tuple[str, str], list[tuple[Submission[SchoolYear], float]]] = {}
    for report in _once(repository):
        for stage in dict.fromkeys(row.stage for row in report.model.stages):
            share = _teachers_per_hundred(report, stage, repository)
            if share is not None:
                groups.setdefault((report.model.year, stage), []).append((report, share))
    doubtful = {fars[0].school.file for fars in _far_per_pupil(repository) if _is_of_pupils(fars, repository)}
    for (year, stage), values in groups.items():
        usual = _usual("peers_teachers", year, repository)
        for far in _far(values, stage, usual):
            jumped = (changed_in_stage(far.school, stage, n, repository) for n in ("pupils", "teachers"))
            if far.school.file not in doubtful and not any(jumped):
                yield _unlike(far, usual["times"], repository)


def _teachers_per_hundred(report: Submission[SchoolYear], stage: str, repository: Repository) -> float | None:
    """The full-time teachers of a stage per 100 pupils; None where it is too small or they are not told."""
    pupils, teachers = stage_pupils(report, stage, repository), stage_teachers(report, stage, repository)
    least = _usual("peers_teachers", report.model.year, repository)["pupils_from"]
    return None if pupils is None or teachers is None or pupils < least else 100 * teachers / pupils


def _unlike(far: Far, times: float, repository: Repository) -> Hit:
    school, stage = far.school, far.about
    pupils, teachers = stage_pupils(school, stage, repository), stage_teachers(school, stage, repository)
    position = [row.stage for row in school.model.stages].index(stage)
    facts = {"stage": STAGES.text(stage), "pupils": pupils, "teachers": teachers}
    return school.at("stages", position, "teachers", **facts, **far.facts(times))
