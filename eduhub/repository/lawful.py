"""By which right an assessment was held: rules tell what is wrong, and scores compute nothing from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment, is_reserved
from eduhub.kinds.codes import BASES
from eduhub.parameters import in_force
from eduhub.repository.school_year import years_between

OTHER = "其他"
EXAM = "初中学业水平考试"
OUTCOME, PRIOR = Text("后测", "the outcome"), Text("前测", "the prior")
PRIOR2 = Text("更早的前测", "the earlier prior")


@dataclass(frozen=True)
class Held:
    """A test as it was held: its name, by which right, in which grade, when, and where that stands."""

    part: Text
    basis: str
    document: str | None
    grade: int
    day: date
    route: tuple[str, str]

    @property
    def is_without_document(self) -> bool:
        """Is it held by another right, and no document named?"""
        return self.basis == OTHER and not self.document

    @property
    def is_banned(self) -> bool:
        """Is it a common exam in a grade in which the notices allow none?"""
        return self.basis == OTHER and self.grade in in_force(self.day)["banned_exam_grades"]

    @property
    def is_outside_its_grades(self) -> bool:
        """Is there no such exam in that grade?"""
        grades = in_force(self.day)["exam_grades"].get(self.basis)
        return grades is not None and self.grade not in grades and self.grade >= 1


def held(head: Assessment) -> Iterator[Held]:
    """The outcome, and the priors where any subject has one."""
    basis = head.basis
    yield Held(OUTCOME, basis.type, basis.document, head.grade, head.dates.outcome, ("basis", "type"))
    own, route = (head.prior_basis, "prior_basis") if head.prior_basis else (basis, "basis")
    priors = (
        (PRIOR, head.dates.prior, any(subject.prior for subject in head.subjects)),
        (PRIOR2, head.dates.prior2, any(subject.prior2 for subject in head.subjects)),
    )
    for part, day, is_there in priors:
        if day is not None and is_there:
            grade = head.grade - years_between(day, head.dates.outcome)
            yield Held(part, own.type, own.document, grade, day, (route, "type"))


def why_refused(head: Assessment) -> Text | None:
    """Why nothing may, or can, be computed from an assessment; None where nothing stands against it."""
    return _without_day(head) or next(filter(None, map(_unlawful, held(head))), None) or _contradictory(head)


def _without_day(head: Assessment) -> Text | None:
    """Without its day nobody knows in which grade a prior was taken, and by which right."""
    for prior, day in (("prior", head.dates.prior), ("prior2", head.dates.prior2)):
        if day is None and any(getattr(subject, prior) for subject in head.subjects):
            return Text(
                "没有前测日期，依据无从核对", "a prior has no date, so that its basis can't be checked"
            )
    return None


def _unlawful(one: Held) -> Text | None:
    if one.is_without_document:
        return Text(
            f"{one.part.zh}的依据是“其他”而没有写文件，依据不明",
            f"the basis of {one.part.en} is other, and no document is named",
        )
    if one.is_banned:
        return Text(
            f"{one.part.zh}在 {one.grade} 年级，这个年级不准组织区域性或跨校的考试"
            "（2021-08-30 和 2025-12-17 的两个通知）",
            f"{one.part.en} was taken in grade {one.grade}, in which the notices of 2021-08-30 and "
            "2025-12-17 allow no regional or cross-school exam",
        )
    if one.is_outside_its_grades:
        basis = BASES.text(one.basis)
        return Text(
            f"{one.part.zh}在 {one.grade} 年级，{basis.zh}不在这个年级",
            f"{one.part.en} was taken in grade {one.grade}, in which there is no {basis.en}",
        )
    return None


def _contradictory(head: Assessment) -> Text | None:
    """What rules tell of a head as errors, where a figure would be wrong all the same."""
    dates, subjects = head.dates, [one.subject for one in head.subjects]
    days = [day for day in (dates.prior2, dates.prior, dates.outcome) if day is not None]
    if days != sorted(set(days)):
        return Text("前测日期不早于后测日期", "a prior is not dated before the outcome")
    if any(one.grade < 1 for one in held(head)):
        return Text(
            "按日期推算，前测时学生还没有上学", "by the dates, pupils were not at school yet at the prior"
        )
    if len(set(subjects)) < len(subjects) or {one.composite for one in head.composites} & set(subjects):
        return Text("学科或合成的名称重复", "subjects, or a subject and a composite, have one name")
    if not {one.subject for one in head.composites} <= set(subjects):
        return Text("合成用到没有测评的学科", "a composite takes in a subject that is not assessed")
    if any(is_reserved(one.name) for one in head.covariates):
        return Text("协变量的列名另有用处", "a covariate has the name of a column with another use")
    return None
