"""Findings as one JSON object for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eduhub.checks.as_json import json_text
from eduhub.checks.checked import Checked, NotRun
from eduhub.checks.formats.text import counts
from eduhub.checks.look import Look
from eduhub.core.place import Place
from eduhub.core.rule import Answer, Finding
from eduhub.core.text import Text, say

VERSION = 1


def json_lines(checked: Checked, look: Look) -> Iterator[str]:
    """The object, indented; both languages whatever `lang` is."""
    yield json_text(json_object(checked), look, 2)


def json_object(checked: Checked) -> dict[str, Any]:
    """All that checking found, for programs."""
    return {
        "version": VERSION,
        "as_of": checked.as_of.isoformat(),
        "summary": counts(checked),
        "findings": [finding_object(finding, checked) for finding in checked.findings],
        "not_run": [not_run_object(skipped) for skipped in checked.not_run],
    }


def finding_object(finding: Finding, checked: Checked) -> dict[str, Any]:
    """One finding for programs; what has no meaning for its file is null.

    count         at how many places this same fault stands; `places` are all of them, with their answers
    cause         the id of the finding that it follows from
    consequences  the number of places at which something follows from it
    answer        what `at` and `value` of an explanation have to say, and the file beside this one or the
                  sheet that is its home; null for both where the document itself is
    """
    rule = finding.rule
    return {
        "id": finding.id,
        "code": rule.code,
        "name": rule.name,
        "tier": finding.tier.value,
        **place_object(finding.place),
        "value": _plain(finding.facts.get("value")),
        "facts": {name: _plain(fact) for name, fact in finding.facts.items()},
        "message": {"zh": finding.message("zh"), "en": finding.message("en")},
        "fix": {"zh": finding.fix("zh"), "en": finding.fix("en")},
        "clause": rule.clause,
        "count": len(finding.places),
        "places": [{**place_object(one.place), "answer": _answer(one.answer)} for one in finding.each],
        "cause": finding.cause,
        "consequences": checked.consequences(finding),
        "answer": _answer(finding.answer),
        "explanation": finding.explanation,
        "waived": _both(finding.waived) if finding.waived else None,
    }


def place_object(place: Place) -> dict[str, Any]:
    """A place for programs: all numbers count from 1."""
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "sheet": place.sheet,
        "cell": place.cell,
        "key": place.key or None,
    }


def not_run_object(skipped: NotRun) -> dict[str, Any]:
    """A rule that did not run; `finding` is the id of what stopped it, where that was a finding."""
    because = {"because": _both(skipped.because), "finding": skipped.finding}
    return {"code": skipped.code, "file": skipped.file, **because}


def _answer(answer: Answer | None) -> dict[str, str | None] | None:
    return {name: getattr(answer, name) for name in ("at", "value", "file", "sheet")} if answer else None


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _plain(fact: object) -> Any:
    match fact:
        case None | bool() | int() | float():
            return fact
        case Text():
            return _both(fact) if fact.zh != fact.en else fact.zh
        case Mapping():
            return {str(name): _plain(value) for name, value in fact.items()}
        case list() | tuple():
            return [_plain(item) for item in fact]
        case _:
            return say(fact, "en")
