"""The clauses of the policy, and what cites them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from filled import CITY
from pydantic import TypeAdapter

import eduhub.checks.rules  # noqa: F401  # enters all rules
from eduhub.core.place import route_of
from eduhub.core.rule import RULES, Rule
from eduhub.kinds.base import Kind, field_at
from eduhub.kinds.catalogue import KINDS
from eduhub.kinds.types import ClauseId
from eduhub.parameters import INDICATORS
from eduhub.parameters.clauses import CLAUSES, DEEDS, HEADINGS, TEXT, Clause, above
from eduhub.reports import orders
from eduhub.reports.engine import REPORTS, Report
from eduhub.repository import Repository
from eduhub.scores import score
from eduhub.scores.models.assessed import Assessed
from eduhub.scores.view import View

CITED = [rule for rule in RULES if rule.clause is not None]


@pytest.mark.parametrize("rule", CITED, ids=lambda rule: str(rule.code))
def test_a_rule_cites_a_clause_that_the_policy_has(rule: Rule) -> None:
    assert rule.clause in TEXT


def test_a_figure_cites_a_clause_that_the_policy_has() -> None:
    assert [entry.code for entry in INDICATORS.values() if entry.clause not in TEXT] == []


def test_a_measure_may_cite_every_clause() -> None:
    read = TypeAdapter(ClauseId).validate_python
    assert [read(id_) for id_ in CLAUSES] == list(CLAUSES)


def test_the_deeds_are_those_that_no_other_document_shows() -> None:
    deeds = "S4.1a S4.1c S4.1d S5.1a S5.1c S5.2a S5.2f S5.3d S5.6d"
    assert [deed.id for deed in DEEDS] == deeds.split()


@pytest.mark.parametrize("clause", TEXT.values(), ids=lambda clause: str(clause.id))
def test_the_words_of_a_clause_are_in_their_language(clause: Clause) -> None:
    assert re.search("[一-鿿]", clause.words.zh)
    assert not re.search("[^\x00-\x7f]", clause.words.en)


def test_the_demands_of_a_point_are_lettered_without_a_gap() -> None:
    points: dict[str, list[str]] = {}
    for id_ in CLAUSES:
        points.setdefault(id_[:-1], []).append(id_[-1])
    for letters in points.values():
        assert letters == [chr(ord("a") + n) for n in range(len(letters))]


def test_headings_stand_above_their_clauses() -> None:
    assert above("S5.3b") == ["S5", "S5.3"]
    assert above("S3.a") == ["S3"]
    assert above("S5") == []
    assert [id_ for id_ in CLAUSES if not above(id_)] == []
    assert [id_ for id_ in HEADINGS if not any(id_ in above(clause) for clause in CLAUSES)] == []


# What says that it serves a clause


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: str(kind.name))
def test_a_kind_serves_known_clauses_by_fields_that_it_has(kind: Kind) -> None:
    for key, ids in kind.serves.items():
        assert key == "" or field_at(kind.record, route_of(key)) is not None
        assert [id_ for id_ in ids.split() if id_ not in TEXT] == []


def test_the_measures_hold_the_deeds() -> None:
    assert KINDS["measures"].serves == {"rows.clause": " ".join(deed.id for deed in DEEDS)}


@pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: str(report.name))
def test_a_report_tells_of_clauses_of_the_policy(report: Report) -> None:
    assert [id_ for id_ in report.serves if id_ not in CLAUSES] == []


@pytest.fixture(scope="module")
def asked_for() -> dict[str, set[str]]:
    """The indicators that each report asks for when it is made for all of the example."""
    repository = Repository.load([CITY])
    scores = score(repository)
    asked: dict[str, set[str]] = {name: set() for name in REPORTS}
    for name in REPORTS:
        with pytest.MonkeyPatch.context() as patch:
            for method in ("row", "part_row"):
                patch.setattr(View, method, _noting(getattr(View, method), asked[name]))
            patch.setattr(View, "value_added", _noting_value_added(asked[name]))
            for order in orders([name], [], scores):
                order.report.build(order.id, scores, repository)
    return asked


def _noting(method: Callable[..., Any], codes: set[str]) -> Callable[..., Any]:
    def noted(view: View, stage: str | None, code: str, *rest: str) -> Any:
        codes.add(code)
        return method(view, stage, code, *rest)

    return noted


def _noting_value_added(codes: set[str]) -> Callable[[View], tuple[Assessed, ...]]:
    def noted(view: View) -> tuple[Assessed, ...]:
        codes.add("VA")
        return view.scores.assessed

    return noted


@pytest.mark.parametrize("report", REPORTS.values(), ids=lambda report: str(report.name))
def test_a_report_tells_of_the_clauses_of_its_indicators_and_no_others(
    report: Report, asked_for: dict[str, set[str]]
) -> None:
    measured = {entry.clause for entry in INDICATORS.values()}
    shown = {INDICATORS[code].clause for code in asked_for[report.name]}
    assert shown == measured & set(report.serves)
