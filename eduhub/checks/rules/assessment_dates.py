"""Rules on the dates of an assessment, its cohort, and the series that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment
from eduhub.kinds.codes import SCALES, SUBJECTS
from eduhub.repository import Repository, Submission
from eduhub.repository.school_year import year_with, years_between

_LAST_GRADES = (6, 9, 12)


@rule(
    "E3407",
    zh="按后测年级和两个日期推算，前测时学生还没有上小学",
    en="by the grade and the two dates, pupils were not at school yet when the prior was taken",
    fix=Text("核对前测日期和后测年级", "check the date of the prior and the grade of the outcome"),
    why="日期或年级必有一个填错，前测的依据也就无法核对。",
)
def prior_before_school(head: Submission[Assessment]) -> Iterable[Hit]:
    """A date or the grade is wrong, and the basis of the prior can't be checked."""
    prior, outcome = head.model.dates.prior, head.model.dates.outcome
    if prior is not None and prior < outcome:
        grade = head.model.grade - years_between(prior, outcome)
        if grade < 1:
            yield head.at("dates", "prior")


@rule(
    "E3409",
    zh="前测日期 {prior} 不早于后测日期 {outcome}",
    en="the prior is dated {prior}, not before the outcome on {outcome}",
    fix=Text("核对两个日期", "check both dates"),
    why="增值是从前测到后测的变化。",
)
def prior_not_before_outcome(head: Submission[Assessment]) -> Iterable[Hit]:
    """Value-added is what happens from the prior to the outcome."""
    dates = head.model.dates
    if dates.prior is not None and dates.prior >= dates.outcome:
        yield head.at("dates", "prior", prior=dates.prior, outcome=dates.outcome)


@rule(
    "E3410",
    zh="后测日期 {outcome} 还没有到（今天按 {today} 计）",
    en="the outcome on {outcome} is still to come (today is {today})",
    fix=Text("核对日期；考试之后再放入测评", "check the date; enter an assessment once it was held"),
    why="还没有进行的考试不会有成绩。",
)
def assessment_to_come(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """An exam that is still to come has no results."""
    outcome = head.model.dates.outcome
    if outcome > repository.as_of:
        yield head.at("dates", "outcome", outcome=outcome, today=repository.as_of)


@rule(
    "E3411",
    zh="有前测，没有写前测日期",
    en="there is a prior, but no date of it",
    fix=Text("补上前测日期", "give the date of the prior"),
    why="没有日期，就不知道前测是哪个年级的考试、有没有依据。",
)
def prior_without_date(head: Submission[Assessment]) -> Iterable[Hit]:
    """Without its date nobody knows in which grade, or by which right, the prior was taken."""
    if head.model.dates.prior is None and any(subject.prior for subject in head.model.subjects):
        yield head.at("dates")


@rule(
    "E3423",
    zh="在校截止日 {enrolled_by} 晚于后测日期 {outcome}",
    en="pupils count if enrolled by {enrolled_by}, which is after the outcome on {outcome}",
    fix=Text(
        "填后测之前的一天，一般是学年开始的日期", "give a day before it, mostly the first of the school year"
    ),
    why="考试之后才到校的学生，成绩与这所学校无关。",
)
def enrolled_after_outcome(head: Submission[Assessment]) -> Iterable[Hit]:
    """The results of pupils who came after the exam have nothing to do with the school."""
    day, outcome = head.model.enrolled_by, head.model.dates.outcome
    if day is not None and day > outcome:
        yield head.at("enrolled_by", enrolled_by=day, outcome=outcome)


@rule(
    "Q3426",
    zh="{outcome} 在 {grade} 年级的学生一般 {expected} 年毕业，届别却是 {cohort}",
    en="pupils of grade {grade} on {outcome} mostly leave in {expected}, but the cohort is {cohort}",
    fix=Text(
        "届别填毕业年份；实行五四学制等情况的，写明原因", "give the year of leaving, or say why it differs"
    ),
    why="届别不对，同一系列各届的结果就会接错。",
)
def cohort_not_of_grade(head: Submission[Assessment]) -> Iterable[Hit]:
    """With a wrong cohort the results of a series are joined wrongly."""
    model = head.model
    last = next(grade for grade in _LAST_GRADES if grade >= model.grade)
    expected = int(year_with(model.dates.outcome)[:4]) + 1 + last - model.grade
    if model.cohort.isascii() and model.cohort.isdigit() and int(model.cohort) != expected:
        facts = {"grade": model.grade, "outcome": model.dates.outcome, "expected": expected}
        yield head.at("cohort", cohort=model.cohort, **facts)


# Across a series


def _series(head: Submission[Assessment], repository: Repository) -> list[Submission[Assessment]]:
    """The assessments before this one, by their files, that are of the same series."""
    series = head.model.series
    others = [other for other in repository.of(Assessment) if other.model.series == series]
    return [other for other in others if other.file < head.file] if series is not None else []


@rule(
    "E3420",
    zh="系列 {series} 的 {cohort} 届在 {other} 里已经有了",
    en="the series {series} has the cohort {cohort} in {other} already",
    fix=Text(
        "核对系列和届别；同一届的学科写在一个测评里",
        "check series and cohort; keep a cohort in one assessment",
    ),
    why="同一届计两次，多年平均就会偏向这一届。",
)
def cohort_twice_in_series(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """A cohort that counts twice pulls the mean over years to its side."""
    for other in _series(head, repository):
        if other.model.cohort == head.model.cohort:
            yield head.at(
                "cohort", series=head.model.series, cohort=head.model.cohort, other=other.model.name
            )
            return


@rule(
    "E3421",
    zh="系列 {series} 的后测年级是 {grade}，{other} 里是 {theirs}",
    en="in the series {series} the outcome is of grade {grade} here, and of grade {theirs} in {other}",
    fix=Text(
        "核对年级和系列；年级不同的不放在一个系列", "check grade and series; other grades make another series"
    ),
    why="不同年级的增值不能连成一个系列。",
)
def grade_not_of_series(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """The value-added of different grades makes no series."""
    for other in _series(head, repository):
        if other.model.grade != head.model.grade:
            facts = {"grade": head.model.grade, "theirs": other.model.grade}
            yield head.at("grade", series=head.model.series, other=other.model.name, **facts)
            return


@rule(
    "Q3422",
    zh="系列 {series} 的学科与 {other} 不同：{subjects}",
    en="the subjects of the series {series} differ from those in {other}: {subjects}",
    fix=Text("核对学科；确有增减的写明原因", "check the subjects; if some came or went, say why"),
    why="学科不同，合成和多年比较就不是同一口径。",
)
def subjects_not_of_series(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """With other subjects, composites and comparisons over years are not of the same make."""
    for other in _series(head, repository):
        mine, theirs = ({one.subject for one in it.model.subjects} for it in (head, other))
        if mine != theirs:
            subjects = [SUBJECTS.text(value) for value in SUBJECTS.values if value in mine ^ theirs]
            yield head.at("subjects", series=head.model.series, other=other.model.name, subjects=subjects)
            return


@rule(
    "E3428",
    zh="系列 {series} 的量尺是 {scale}，{other} 里是 {theirs}",
    en="the series {series} has the scale {scale} here, and {theirs} in {other}",
    fix=Text("同一系列各届用同一种量尺", "use one scale for all cohorts of a series"),
    why="量尺不同，各届的数不能放在一起计算。",
)
def scale_not_of_series(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Figures on different scales can't be taken together."""
    for other in _series(head, repository):
        if other.model.scale != head.model.scale:
            scales = (SCALES.text(one.model.scale) for one in (head, other))
            facts = dict(zip(("scale", "theirs"), scales, strict=True))
            yield head.at_key("scale", series=head.model.series, other=other.model.name, **facts)
            return
