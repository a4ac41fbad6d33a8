"""Value-added on a screen: how many schools in which class, never a list by value."""

from __future__ import annotations

from collections.abc import Iterator

from eduhub.cli.language import current, t
from eduhub.cli.output import page_width
from eduhub.core.lines import columns
from eduhub.core.text import rounded
from eduhub.kinds.codes import SUBJECTS
from eduhub.scores.models.assessed import Assessed
from eduhub.scores.models.words import why_not

CLASSES = (1, 0, -1)


def name(one: Assessed) -> str:
    """An assessment with its subject or composite."""
    subject = SUBJECTS.text(one.subject).to(current())
    return f"{one.assessment} {subject}"


def value_added_table(assessed: tuple[Assessed, ...]) -> Iterator[list[str]]:
    """The rows of the table, the heading first: those that can be computed."""
    yield [
        t("增值（全市）", "value-added (city)"),
        t("学生", "pupils"),
        t("学校", "schools"),
        t("覆盖率", "coverage"),
        t("高于预期", "above"),
        t("无差异", "neither"),
        t("低于预期", "below"),
        t("不公布", "withheld"),
    ]
    for one in assessed:
        if one.main is not None:
            classes = one.main.schools["class"].to_list()
            yield [
                name(one),
                str(one.counts.complete),
                str(one.counts.schools),
                _share(one.counts.coverage),
                *(str(classes.count(kind)) for kind in CLASSES),
                str(classes.count(None)),
            ]


def value_added_remarks(assessed: tuple[Assessed, ...]) -> Iterator[str]:
    """Why others can't be computed, and what may not be made of the figures."""
    reasons = [(name(one), why_not(one)) for one in assessed if one.main is None]
    reasons += [(f"{name(one)} {model.model}", model.reason) for one in assessed for model in one.models[1:]]
    told = [(who, t("不可计算：", "can't be computed: ") + why.to(current())) for who, why in reasons if why]
    yield from columns(told, page_width())
    yield t(
        "增值相对于全市的预期；区间重叠的学校分不出先后，不得排名；各校数值和区间见报告",
        "against what the city lets expect; no ranking: intervals overlap; the figures stand in the reports",
    )


def _share(share: float | None) -> str:
    return "?" if share is None else f"{rounded(share * 100, 0)}%"
