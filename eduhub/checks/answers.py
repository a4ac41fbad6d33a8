"""Explanations: which answer a query, which have lapsed, which answer nothing.

An explanation belongs to one code and one place, and is bound to the value that stood there. It stands in the
document itself or, for what lies beside it, in `<name>.explanations.yaml`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from eduhub.core.personal import masked
from eduhub.core.place import Place, Route, route_of
from eduhub.core.rule import RULES, Answer, Finding, Tier, declare
from eduhub.core.text import Text, same
from eduhub.kinds.base import Field, field_at, fields
from eduhub.kinds.types import compact
from eduhub.repository import Repository, Submission
from eduhub.repository.files import ANSWERS
from eduhub.source.document import at

_LONGEST = 200  # characters of a value; an explanation's own value has no more
_WHY = Text(
    "说明只对一处、一个值有效，失效的说明不能放过新的疑问。",
    "An explanation is of one place and one value; a lapsed one must not let a new doubt pass.",
)

OF_NOTHING = declare(
    "N4201",
    "explanation-of-nothing",
    zh="{code} 在 {at} 没有要说明的疑问{hint}",
    en="there is no query {code} at {at} to be explained{hint}",
    fix=Text("核对代码和位置；问题已改正的，删去这条说明", "check code and place, or drop what was mended"),
    why=Text("对不上的说明，疑问仍然没有答复。", "Where it does not fit, the query is still unanswered."),
)
LAPSED = declare(
    "N4202",
    "lapsed-explanation",
    zh="{code} 在 {at} 的值已变，现在是 {value}，原来的说明不再有效",
    en="the value of {code} at {at} has changed to {value}; the explanation no longer holds",
    fix=Text(
        "核对新值；仍属实的，更新“当时的值”和说明",
        "check it; if it is right, update the value and the reason",
    ),
    why=_WHY,
)
UNBOUND = declare(
    "N4203",
    "unbound-explanation",
    zh="{code} 在 {at} 的说明没有写当时的值，不作数",
    en="the explanation of {code} at {at} does not say for which value and does not count",
    fix=Text("把“当时的值”写为 {value}", "write {value} as its value"),
    why=_WHY,
)
OF_ERROR = declare(
    "N4204",
    "explained-error",
    zh="{code} 在 {at} 是逻辑错误，不能用说明代替改正",
    en="{code} at {at} is an error, which no explanation can stand for",
    fix=Text("改正错误后删去这条说明", "mend it and drop the explanation"),
    why=Text(
        "逻辑错误必须改正，只有经验疑问可以说明。", "Errors have to be mended; only queries are explained."
    ),
)


@dataclass(frozen=True, slots=True)
class _Given:
    """An explanation as it was written, and where."""

    code: str
    at: str
    value: str
    reason: str
    source: Submission[Any]
    route: Route


class Answers:
    """The explanations of a repository, and what became of each."""

    def __init__(self, repository: Repository) -> None:
        """Gathers them from the documents and from the files beside them."""
        self._documents: dict[str, list[Submission[Any]]] = {}
        self._given: dict[tuple[str, str], list[_Given]] = {}
        self._fate: dict[int, tuple[_Given, Finding | None, str]] = {}
        for submission in repository.submissions:
            self._documents.setdefault(submission.file, []).append(submission)
            for given in _given(submission):
                self._given.setdefault((_whose(submission), given.code), []).append(given)

    def applied(self, finding: Finding) -> Finding:
        """The finding with what an explanation of it has to say, and with the reason that was given."""
        given = [
            one
            for name in (finding.place.file, _stem(finding.place.file))
            for one in self._given.get((name, finding.rule.code), ())
        ]
        if finding.tier is not Tier.QUERY and not given:
            return finding
        found = self._of(finding)
        if found is None:
            return finding
        spelt = _spellings(finding.place, *found)
        value = masked(_value(finding, *found))
        answer = Answer(masked(spelt[0]), value, _home(finding.place, found[0]))
        if finding.tier is Tier.QUERY:
            finding = replace(finding, answer=answer)
        matching = [one for one in given if compact(one.at).casefold() in map(_plain, spelt)]
        field = field_at(found[0].kind.record, found[1])
        return self._answered(finding, answer, matching, field)

    def left_over(self, named: frozenset[str], unjudged: frozenset[str]) -> Iterator[Finding]:
        """What is to be said of explanations that answer nothing, have lapsed or can't count.

        named     the files that get findings
        unjudged  codes of rules that did not run or were not asked for, so that nobody can tell
        """
        for given in (one for several in self._given.values() for one in several):
            if given.source.file not in named or given.code in unjudged:
                continue
            _, finding, fate = self._fate.get(id(given), (given, None, ""))
            place = given.source.document.place((*given.route, "at"))
            facts = {"code": given.code, "at": given.at}
            match fate:
                case "":
                    yield OF_NOTHING.at(place, hint=_hint(given.code), **facts)
                case "lapsed" if finding and finding.answer:
                    yield LAPSED.at(place, value=finding.answer.value, **facts)
                case "unbound" if finding and finding.answer:
                    yield UNBOUND.at(place, value=finding.answer.value, **facts)
                case "error":
                    yield OF_ERROR.at(place, **facts)

    def _answered(
        self, finding: Finding, answer: Answer, matching: Sequence[_Given], field: Field | None
    ) -> Finding:
        for given in matching:
            if finding.tier is Tier.ERROR:
                fate = "error"
            elif not given.value:
                fate = "unbound"
            else:
                fate = "answers" if _read(given.value, field) == _read(answer.value, field) else "lapsed"
            self._fate[id(given)] = (given, replace(finding, answer=answer), fate)
            if fate == "answers":
                finding = replace(finding, explanation=masked(given.reason))
        return finding

    def _of(self, finding: Finding) -> tuple[Submission[Any], Route] | None:
        """The document that a finding is about, and the route in it."""
        route = route_of(finding.place.key)
        for submission in self._documents.get(finding.place.file, ()):
            document = submission.document
            if finding.place in (document.place(route), document.key_place(route)):
                return submission, route
        return None


def _given(submission: Submission[Any]) -> Iterator[_Given]:
    """The explanations that stand in a document; what lacks a part is told by shape."""
    route = ("rows",) if submission.file.endswith(ANSWERS) else ("explanations",)
    listed = at(submission.document.data, route)
    for position, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, Mapping):
            words = {name: text.strip() for name, text in entry.items() if isinstance(text, str)}
            if words.get("code") and words.get("at") and words.get("reason"):
                code, spot, reason = compact(words["code"]).upper(), words["at"], words["reason"]
                yield _Given(code, spot, words.get("value", ""), reason, submission, (*route, position))


def _whose(submission: Submission[Any]) -> str:
    """The file that the explanations of a document are about: itself, or what has its name without suffix."""
    return submission.file.removesuffix(ANSWERS)


def _stem(file: str) -> str:
    return os.path.splitext(file)[0]


def _home(place: Place, submission: Submission[Any]) -> str | None:
    """The file that answers for a list; None where the document, or its workbook, has room for answers."""
    has_room = "explanations" in fields(submission.kind.record) or place.sheet is not None
    return None if has_room else os.path.basename(_stem(place.file)) + ANSWERS


def _spellings(place: Place, submission: Submission[Any], route: Route) -> list[str]:
    """How an explanation may name a place: in a workbook by its cell first, else by the keys of its rows."""
    keyed = _by_keys(submission, route) or submission.kind.name
    cells = [place.cell] if place.cell else []
    if place.sheet and place.cell:
        return [f"{place.sheet}!{place.cell}", place.cell, keyed, place.key]
    return [keyed, *([place.key] if place.key else []), *cells]


def _by_keys(submission: Submission[Any], route: Route) -> str:
    """A route in words, with rows by what tells them apart: `rows[1/一（1）班].pupils`."""
    words = ""
    for end, step in enumerate(route, start=1):
        if isinstance(step, int):
            words += f"[{_row_key(submission, route[:end]) or step}]"
        else:
            words += f".{step}" if words else step
    return words


def _row_key(submission: Submission[Any], route: Route) -> str:
    """What tells a row of a list from the others; empty where nothing does."""
    field = field_at(submission.kind.record, route)
    names = field.record.row_key if field and field.record else ()
    listed = at(submission.document.data, route[:-1])
    keys = [_joined(row, names) for row in listed] if names and isinstance(listed, list) else []
    own = keys[int(route[-1])] if keys else ""
    return own if keys.count(own) == 1 else ""


def _joined(row: object, names: Iterable[str]) -> str:
    values = [row.get(name) for name in names] if isinstance(row, Mapping) else []
    return "/".join(value.strip() for value in values if isinstance(value, str))


def _value(finding: Finding, submission: Submission[Any], route: Route) -> str:
    """What an explanation is bound to: the value as written.

    Where no single value stands at the place, a digest of what the finding says; where the value is a
    person's, a digest of the whole row, since a date of birth alone could be found by trying all.
    """
    data = submission.document.data
    value, field = at(data, route), field_at(submission.kind.record, route)
    if field and field.label.personal:
        return _digest(json.dumps(at(data, route[:-1]), ensure_ascii=False, sort_keys=True))
    if isinstance(value, str) and value.strip():
        return value.strip()[:_LONGEST].strip()
    return _digest(finding.message("en"))


def _read(value: str, field: Field | None) -> str:
    """A value however it is spelt: `2025年9月1日` is `2025-09-01`."""
    with suppress(ValueError):
        if field and field.parse:
            return field.parse.canonical(field.parse.read(value))
    return _plain(value)


def _digest(words: str) -> str:
    return f"sha256:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _plain(words: str) -> str:
    return compact(words).casefold()


def _hint(code: str) -> Text:
    return same("") if code in RULES else Text("，也没有这个代码的规则", "; nor is there a rule of that code")
