"""The list of reports, and the way from scores to files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import ModuleType

from eduhub.core.errors import unknown
from eduhub.core.text import Lang, Text
from eduhub.reports.formats import FORMATS
from eduhub.reports.page import Page
from eduhub.reports.pages import city, cluster, district, school
from eduhub.reports.rendering import Templates
from eduhub.repository import Repository
from eduhub.scores import Scores

_SHOWN = 12  # how many known ids an error names


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its name, what it is in both languages, whom it can be made for, how its page is built.

    what    a word for those that it is made for
    ids     id and name of each
    serves  the clauses of the policy that it tells of
    """

    name: str
    label: Text
    what: Text
    ids: Callable[[Scores], dict[str, str]]
    build: Callable[[str, Scores, Repository], Page]
    serves: tuple[str, ...]


def _declared(name: str, module: ModuleType) -> Report:
    return Report(name, module.LABEL, module.WHAT, module.ids, module.build, module.SERVES)


_MODULES = {"school": school, "cluster": cluster, "district": district, "city": city}
REPORTS: dict[str, Report] = {name: _declared(name, module) for name, module in _MODULES.items()}


@dataclass(frozen=True, slots=True)
class Order:
    """One page that is to be made."""

    report: Report
    id: str


def orders(
    names: Sequence[str], ids: Sequence[str], scores: Scores, *, only: str | None = None
) -> list[Order]:
    """The pages of these reports; without ids, for all that there are figures for.

    ids     or names
    only    the district that they have to lie in
    Raises  UseError for a report, id or district that there is not.
    """
    within = _within(scores, only) if only is not None else None
    found = []
    for name in names:
        if name not in REPORTS:
            raise unknown(Text("报告", "report"), name, _near(name, REPORTS), sorted(REPORTS))
        known = REPORTS[name].ids(scores)
        chosen = [_chosen(REPORTS[name], one, known) for one in ids] or list(known)
        found += [Order(REPORTS[name], one) for one in chosen if within is None or one in within]
    return found


def _chosen(report: Report, wanted: str, known: dict[str, str]) -> str:
    """The id that an id or a name means."""
    if wanted in known:
        return wanted
    named = [id_ for id_, name in known.items() if name == wanted]
    if len(named) == 1:
        return named[0]
    shown = list(known)[:_SHOWN] + (["..."] if len(known) > _SHOWN else [])
    raise unknown(report.what, wanted, _near(wanted, [*known, *known.values()]), shown)


def _near(wanted: str, known: Sequence[str] | dict[str, Report]) -> str | None:
    return next(iter(get_close_matches(wanted, list(known), 1, 0.6)), None)


def _within(scores: Scores, wanted: str) -> set[str]:
    """A district and all that lies in it."""
    district_ = _chosen(REPORTS["district"], wanted, REPORTS["district"].ids(scores))
    values = scores.tables.values
    inside = values.filter(values["district"] == district_)
    return {district_, *inside["group"].unique(), *inside["school"].unique()}


def make(
    order: Order,
    scores: Scores,
    repository: Repository,
    *,
    shape: str = "md",
    lang: Lang = "zh",
    templates: Templates | None = None,
) -> dict[str, str | bytes]:
    """The files of one page, by name; the page itself first.

    templates  those of the repository, where many pages are made from them
    Raises     TemplateError where one of the bureau's own templates can't be used.
    """
    page = order.report.build(order.id, scores, repository)
    return FORMATS[shape](page, lang, templates or Templates.of(repository))


def report(
    name: str,
    ids: Sequence[str],
    scores: Scores,
    repository: Repository,
    *,
    shape: str = "md",
    lang: Lang = "zh",
) -> Iterator[tuple[str, dict[str, str | bytes]]]:
    """For each id the files of its page, by name; without ids, for all that there are figures for.

    Raises UseError for a report or id that there is not, and for a template that can't be used.
    """
    templates = Templates.of(repository)
    for order in orders([name], ids, scores):
        yield order.id, make(order, scores, repository, shape=shape, lang=lang, templates=templates)
