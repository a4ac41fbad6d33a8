"""The clauses of the policy, and what cites them."""

from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter

import eduhub.checks.rules  # noqa: F401  # enters all rules
from eduhub.core.rule import RULES, Rule
from eduhub.kinds.types import ClauseId
from eduhub.parameters import INDICATORS
from eduhub.parameters.clauses import CLAUSES, DEEDS, Clause

CITED = [rule for rule in RULES if rule.clause is not None]


def is_known(clause: str) -> bool:
    """Is it a clause, or a section or point that has some?"""
    return clause in CLAUSES or any(re.fullmatch(re.escape(clause) + r"[.0-9a-z]+", id_) for id_ in CLAUSES)


@pytest.mark.parametrize("rule", CITED, ids=lambda rule: str(rule.code))
def test_a_rule_cites_a_clause_that_the_policy_has(rule: Rule) -> None:
    assert rule.clause is not None
    assert is_known(rule.clause)


def test_a_figure_cites_a_clause_that_the_policy_has() -> None:
    assert [entry.code for entry in INDICATORS.values() if not is_known(entry.clause)] == []


def test_a_measure_may_cite_every_clause() -> None:
    read = TypeAdapter(ClauseId).validate_python
    assert [read(id_) for id_ in CLAUSES] == list(CLAUSES)


def test_the_deeds_are_those_that_no_other_document_shows() -> None:
    deeds = "S4.1a S4.1c S4.1d S5.1a S5.1c S5.2a S5.2f S5.3d S5.6d"
    assert [deed.id for deed in DEEDS] == deeds.split()


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=lambda clause: str(clause.id))
def test_the_words_of_a_clause_are_in_their_language(clause: Clause) -> None:
    assert re.search("[一-鿿]", clause.words.zh)
    assert not re.search("[^\x00-\x7f]", clause.words.en)


def test_the_demands_of_a_point_are_lettered_without_a_gap() -> None:
    points: dict[str, list[str]] = {}
    for id_ in CLAUSES:
        points.setdefault(id_[:-1], []).append(id_[-1])
    for letters in points.values():
        assert letters == [chr(ord("a") + n) for n in range(len(letters))]
