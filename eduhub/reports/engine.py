"""The list of reports, and the way from scores to files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType

from eduhub.core.errors import unknown
from eduhub.core.text import Lang, Text
from eduhub.reports.formats import FORMATS
from eduhub.reports.page import Page
from eduhub.reports.pages import district
from eduhub.repository import Repository
from eduhub.scores import Scores


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its name in both languages, what it can be made for, and how its page is built."""

    name: str
    label: Text
    ids: Callable[[Scores], list[str]]
    build: Callable[[str, Scores, Repository], Page]


def _declared(name: str, module: ModuleType) -> Report:
    return Report(name, module.LABEL, module.ids, module.build)


REPORTS: dict[str, Report] = {"district": _declared("district", district)}


def report(
    name: str,
    ids: Sequence[str],
    scores: Scores,
    repository: Repository,
    *,
    shape: str = "md",
    lang: Lang = "zh",
) -> Iterator[tuple[str, dict[str, str]]]:
    """For each id the files of its page, by name; without ids, for all that there are figures for.

    Raises UseError for a report, id or format that there is not.
    """
    if name not in REPORTS:
        raise unknown(Text("报告", "report"), name, None, sorted(REPORTS))
    declared = REPORTS[name]
    for one in ids or declared.ids(scores):
        yield one, FORMATS[shape](declared.build(one, scores, repository), lang)
