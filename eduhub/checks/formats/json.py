"""Findings as one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from eduhub.checks.engine import Checked
from eduhub.checks.formats.text import counts
from eduhub.core.rule import Finding
from eduhub.core.text import Lang, Text, say

VERSION = 1


def json_lines(checked: Checked, as_of: date, lang: Lang, paint: Callable[[str, str], str]) -> Iterator[str]:
    """The object, indented; both languages whatever `lang` is."""
    yield json.dumps(json_object(checked, as_of), ensure_ascii=False, indent=2)


def json_object(checked: Checked, as_of: date) -> dict[str, Any]:
    """All that checking found, for programs."""
    return {
        "version": VERSION,
        "as_of": as_of.isoformat(),
        "summary": counts(checked),
        "findings": [finding_object(finding) for finding in checked.findings],
        "not_run": [{"code": n.code, "because": _both(n.because)} for n in checked.not_run],
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """One finding for programs; what has no meaning for its file is null."""
    place, rule = finding.place, finding.rule
    return {
        "id": finding.id,
        "code": rule.code,
        "name": rule.name,
        "tier": finding.tier.value,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "sheet": place.sheet,
        "cell": place.cell,
        "key": place.key or None,
        "value": _plain(finding.facts.get("value")),
        "facts": {name: _plain(fact) for name, fact in finding.facts.items()},
        "message": {"zh": finding.message("zh"), "en": finding.message("en")},
        "fix": {"zh": finding.fix("zh"), "en": finding.fix("en")},
        "clause": rule.clause,
    }


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
