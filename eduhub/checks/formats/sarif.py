"""Findings as SARIF 2.1.0, the OASIS standard that code scanning services and editors read.

Source: "Static Analysis Results Interchange Format (SARIF) Version 2.1.0 Plus Errata 01", OASIS Standard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from eduhub import __version__
from eduhub.checks import words
from eduhub.checks.as_json import json_text
from eduhub.checks.checked import Checked, NotRun
from eduhub.checks.formats.text import counts, more_places, remedy
from eduhub.checks.look import Look
from eduhub.checks.telling import cell_of
from eduhub.core.place import Place
from eduhub.core.rule import RULES, Finding, Rule, Tier
from eduhub.core.text import Lang, Text, visible

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Tier.ERROR: "error", Tier.QUERY: "warning", Tier.NOTE: "note"}
_MOST = 50  # related places of one result; GitHub shows a hundred locations
_ALIKE = Text("同类", "the same fault")
_FOLLOWS = Text("连带：{code} {message}", "follows: {code} {message}")
_MORE = Text("eduhub explain {code}", "eduhub explain {code}")

Json = dict[str, Any]


def sarif_lines(checked: Checked, look: Look) -> Iterator[str]:
    """One run: a result for every finding that follows from no other; answered ones are suppressed."""
    yield json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(checked, look.lang)]}, look, 2)


def _run(checked: Checked, lang: Lang) -> Json:
    codes = sorted({f.rule.code for f in checked.heads} | {skipped.code for skipped in checked.not_run})
    at = {code: index for index, code in enumerate(codes)}
    return {
        "tool": {"driver": _driver([RULES[code] for code in codes], lang)},
        "language": _language(lang),
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(checked, at, lang)],
        "artifacts": [{"location": {"uri": _uri(file)}} for file in checked.files],
        "results": [_result(finding, checked, at, lang) for finding in checked.heads],
        "properties": {"asOf": checked.as_of.isoformat(), "summary": counts(checked)},
    }


def _driver(rules: Iterable[Rule], lang: Lang) -> Json:
    return {
        "name": "eduhub",
        "version": __version__,
        "language": _language(lang),
        "rules": [_rule(rule, lang) for rule in rules],
    }


def _rule(rule: Rule, lang: Lang) -> Json:
    clause = {"clause": rule.clause} if rule.clause else {}
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": words.meaning(rule, lang, dots=True)},
        "fullDescription": {"text": rule.why.to(lang)},
        "help": {"text": f"{words.remedy(rule, lang, dots=True)}\n{_MORE.fill(lang, {'code': rule.code})}"},
        "defaultConfiguration": {"level": _LEVELS[rule.tier]},
        "properties": {"tier": rule.tier.value, **clause},
    }


def _invocation(checked: Checked, at: Mapping[str, int], lang: Lang) -> Json:
    """How the command ended; rules that did not run are what a reader has to know of it."""
    return {
        "executionSuccessful": checked.exit_code in (0, 1),
        "exitCode": checked.exit_code,
        "toolExecutionNotifications": [_skipped(skipped, at, lang) for skipped in checked.not_run],
    }


def _skipped(skipped: NotRun, at: Mapping[str, int], lang: Lang) -> Json:
    because = visible(skipped.because.to(lang))
    return {
        "level": "note",
        "message": {"text": because},
        "associatedRule": {"id": skipped.code, "index": at[skipped.code]},
    }


def _result(finding: Finding, checked: Checked, at: Mapping[str, int], lang: Lang) -> Json:
    message = [finding.message(lang), remedy(finding, lang), *more_places(finding, checked, lang)]
    return {
        "ruleId": finding.rule.code,
        "ruleIndex": at[finding.rule.code],
        "level": _LEVELS[finding.tier],
        "message": {"text": "\n".join(message)},
        "locations": [_location(finding.place)],
        "relatedLocations": list(_related(finding, checked, lang)),
        "occurrenceCount": len(finding.places),
        "partialFingerprints": {"eduhubFinding/v1": finding.id},
        "suppressions": list(_suppressions(finding, lang)),
        "properties": {"consequences": checked.consequences(finding)},
    }


def _related(finding: Finding, checked: Checked, lang: Lang) -> Iterator[Json]:
    """The further places, then what follows, as many as anybody looks at; the result has the counts."""
    places = [(place, _ALIKE.to(lang)) for place in finding.places[1:]]
    for follower in checked.followers.get(finding.id, ()):
        facts = {"code": follower.rule.code, "message": follower.message(lang)}
        places += [(place, _FOLLOWS.fill(lang, facts)) for place in follower.places]
    for number, (place, said) in enumerate(islice(places, _MOST), start=1):
        yield {"id": number, **_location(place), "message": {"text": said}}


def _suppressions(finding: Finding, lang: Lang) -> Iterator[Json]:
    """An explanation stands in the submission, a waiver apart from it."""
    if finding.explanation is not None:
        yield {"kind": "inSource", "status": "accepted", "justification": visible(finding.explanation)}
    if finding.waived is not None:
        yield {"kind": "external", "status": "accepted", "justification": visible(finding.waived.to(lang))}


def _location(place: Place) -> Json:
    """A place: the line of a text, the sheet and cell of a workbook, the route in words."""
    region: Json = {"startLine": place.line} if place.line and not place.sheet else {}
    if region and place.column:
        region["startColumn"] = place.column
    physical: Json = {"artifactLocation": {"uri": _uri(place.file)}}
    if region:
        physical["region"] = region
    named = [
        {"fullyQualifiedName": name, "kind": kind}
        for name, kind in ((cell_of(place), "cell" if place.cell else "sheet"), (visible(place.key), "value"))
        if name
    ]
    return {"physicalLocation": physical, **({"logicalLocations": named} if named else {})}


def _uri(file: str) -> str:
    """The reference to a file, relative where its name is."""
    escaped = quote(file, errors="backslashreplace")
    if not PurePath(file).is_absolute():
        return escaped
    return f"file:///{escaped.lstrip('/').replace('%3A', ':', 1)}"


def _language(lang: Lang) -> str:
    return "zh-CN" if lang == "zh" else "en-US"
