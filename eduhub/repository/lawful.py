"""By which right an assessment was held: rules tell what is wrong, and scores compute nothing from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment
from eduhub.kinds.codes import BASES
from eduhub.parameters import in_force
from eduhub.repository.school_year import years_between

OTHER = "其他"
EXAM = "初中学业水平考试"
OUTCOME, PRIOR = Text("后测", "the outcome"), Text("前测", "the prior")


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
    """The outcome, and the prior where any subject has one."""
    basis = head.basis
    yield Held(OUTCOME, basis.type, basis.document, head.grade, head.dates.outcome, ("basis", "type"))
    if head.dates.prior is not None and any(subject.prior for subject in head.subjects):
        own, route = (head.prior_basis, "prior_basis") if head.prior_basis else (basis, "basis")
        grade = head.grade - years_between(head.dates.prior, head.dates.outcome)
        yield Held(PRIOR, own.type, own.document, grade, head.dates.prior, (route, "type"))


def why_unlawful(head: Assessment) -> Text | None:
    """Why nothing may be computed from an assessment; None where it has a lawful basis."""
    if head.dates.prior is None and any(subject.prior for subject in head.subjects):
        return Text(
            "没有前测日期，前测的依据无从核对", "the prior has no date, so that its basis can't be checked"
        )
    for one in held(head):
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
