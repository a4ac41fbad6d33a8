"""Explanations: which answer a query, which have lapsed, which answer nothing.

An explanation belongs to one code and one place, and is bound to the value that stood there. It stands in the
document itself or, for what lies beside it, in `<name>.explanations.yaml`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eduhub.checks.spots import DIGEST, Spot, Spots
from eduhub.core.personal import masked
from eduhub.core.place import Place
from eduhub.core.rule import RULES, Answer, Finding, Tier, declare
from eduhub.core.text import Text, same
from eduhub.kinds.base import Field
from eduhub.kinds.types import compact
from eduhub.repository import Repository, Submission
from eduhub.repository.files import ANSWERS
from eduhub.source.document import at

_ROW = re.compile(r"(?<=[a-z])[0-9]+\Z|(?<=\[)[^\]]*(?=\])")

_WHY = Text(
    "说明只对一处、一个值有效，失效的说明不能放过新的疑问。",
    "An explanation is of one place and one value; a lapsed one must not let a new doubt pass.",
)

_CHANGED = Text("另一个内容", "something else")

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
        "核对新值；仍属实的，重新写明理由；自己写有“当时的值”的，一并更新",
        "check it; if it is right, say why anew; a value that was written with it is updated too",
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
class Given:
    """An explanation as it was written, and where.

    former  it was told already to hold no more
    """

    code: str
    at: str
    value: str
    reason: str
    file: str
    place: Place
    former: bool = False


class Answers:
    """The explanations of a repository, and what became of each."""

    def __init__(self, repository: Repository) -> None:
        """Gathers them from the documents and from the files beside them."""
        self._repository = repository
        self._spots = Spots(repository)
        self._given: dict[tuple[str, str], list[Given]] = {}
        self._fate: dict[int, tuple[str, str]] = {}
        self._lapsed: dict[tuple[str, Place], Given] = {}
        self._homes: dict[int, Spot] = {}
        self._all: list[tuple[str, Given]] = []
        files: set[str] = set()
        for submission in repository.submissions:
            listed = () if submission.file in files else _listed(submission)
            files.add(submission.file)
            for given in (*_given(submission), *listed):
                self._all.append((_whose(submission), given))
                self._given.setdefault((_whose(submission), given.code), []).append(given)

    def applied(self, finding: Finding) -> Finding:
        """The finding with what an explanation of it has to say, and with the reason that was given."""
        given = [
            one
            for name in (finding.place.file, _stem(finding.place.file))
            for one in self._given.get((name, finding.rule.code), ())
        ]
        spot = self._spots.of(finding) if given or finding.tier is Tier.QUERY else None
        if spot is None:
            return finding
        answer = self._spots.answer(finding, spot)
        matching = [one for one in given if self._is_of(one, spot, answer)]
        if finding.tier is Tier.QUERY:
            finding = replace(finding, answer=answer)
        return self._answered(finding, answer, matching, spot)

    def _is_of(self, given: Given, spot: Spot, answer: Answer) -> bool:
        """Is an explanation of this place? A row of people may have moved; its digest goes with it.

        One that has lapsed goes with its row only: it might be shown beside somebody else.
        """
        names = [_plain(name) for name in self._spots.names(spot)]
        if _plain(given.at) in names and not (given.former and spot.row is not None):
            return True
        moved = spot.row is not None and given.value == answer.value
        return moved and _column(_plain(given.at)) in map(_column, names)

    def settled(self, finding: Finding) -> Finding:
        """The finding without a lapsed explanation that turned out to answer another place."""
        lapsed = self._lapsed.get((finding.rule.code, finding.place))
        return replace(finding, former=None) if lapsed and id(lapsed) in self._homes else finding

    def given(self) -> Iterator[tuple[str, Given, Spot | None]]:
        """Each explanation in its order: the file or stem that it is about, and the place that it answers."""
        for whose, given in self._all:
            yield whose, given, self._homes.get(id(given))

    def left_over(self, named: frozenset[str], unjudged: Callable[[str, str], bool]) -> Iterator[Finding]:
        """What is to be said of explanations that answer nothing, have lapsed or can't count.

        named     the files that get findings
        unjudged  may a query of that code be there in that file, unseen: did its rule not run?
        """
        files = {submission.file for submission in self._repository.submissions}
        for (whose, code), several in self._given.items():
            about = [file for file in files if is_about(whose, file)]
            unseen = not named.issuperset(about) or any(unjudged(code, file) for file in about)
            for given in several:
                if given.file in named and not unseen and not given.former:
                    yield from self._told(given)

    def _told(self, given: Given) -> Iterator[Finding]:
        fate, value = self._fate.get(id(given), ("", ""))
        place = given.place
        facts = {"code": given.code, "at": self._called(given)}
        match fate:
            case "":
                yield OF_NOTHING.at(place, hint=_hint(given.code), **facts)
            case "lapsed":
                yield LAPSED.at(place, value=_CHANGED if value.startswith(DIGEST) else value, **facts)
            case "unbound":
                yield UNBOUND.at(place, value=value, **facts)
            case "error":
                yield OF_ERROR.at(place, **facts)

    def _called(self, given: Given) -> object:
        """How people know the place of an explanation; in texts as it is written there."""
        return self._spots.in_words(given.file, given.at) if given.place.sheet else given.at

    def _answered(self, finding: Finding, answer: Answer, matching: Sequence[Given], spot: Spot) -> Finding:
        field = spot.field
        for given in matching:
            if given.former:
                finding = replace(finding, former=masked(given.reason))
                continue
            if finding.tier is Tier.ERROR:
                fate = "error"
            elif not given.value:
                fate = "unbound"
            else:
                fate = "answers" if _read(given.value, field) == _read(answer.value, field) else "lapsed"
            if id(given) not in self._homes:
                self._fate[id(given)] = (fate, answer.value)
            if fate == "answers":
                self._homes[id(given)] = spot
                finding = replace(finding, explanation=masked(given.reason))
            elif fate == "lapsed":
                self._lapsed[finding.rule.code, finding.place] = given
                finding = replace(finding, former=masked(given.reason))
        return finding


def _given(submission: Submission[Any]) -> Iterator[Given]:
    """The explanations that stand in a document; what lacks a part is told by shape."""
    route = ("rows",) if submission.file.endswith(ANSWERS) else ("explanations",)
    listed = at(submission.document.data, route)
    for position, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, Mapping):
            words = {name: text.strip() for name, text in entry.items() if isinstance(text, str)}
            if words.get("code") and words.get("at") and words.get("reason"):
                code, spot, reason = compact(words["code"]).upper(), words["at"], words["reason"]
                place = submission.document.place((*route, position, "at"))
                yield Given(code, spot, words.get("value", ""), reason, submission.file, place)


def _listed(submission: Submission[Any]) -> Iterator[Given]:
    """The explanations in the list of the marked copy that a document came in."""
    for one in submission.document.imprint.listed:
        code = compact(one.code).upper()
        if one.reason:
            yield Given(code, one.at, one.value, one.reason, submission.file, one.place)
        if one.former:
            yield Given(code, one.at, one.value, one.former, submission.file, one.place, former=True)


def _whose(submission: Submission[Any]) -> str:
    """The file that the explanations of a document are about: itself, or what has its name without suffix."""
    return submission.file.removesuffix(ANSWERS)


def is_about(whose: str, file: str) -> bool:
    """Are explanations that `Answers.given` gives as of a file or stem about this file?"""
    return whose in (file, _stem(file)) and not file.endswith(ANSWERS)


def _stem(file: str) -> str:
    return os.path.splitext(file)[0]


def _read(value: str, field: Field | None) -> str:
    """A value however it is spelt: `2025年9月1日` is `2025-09-01`."""
    return _plain(field.usual(value) if field else value)


def _column(name: str) -> str:
    """What a name of a place says apart from the row."""
    return _ROW.sub("", name)


def _plain(words: str) -> str:
    return compact(words).casefold()


def _hint(code: str) -> Text:
    return same("") if code in RULES else Text("，也没有这个代码的规则", "; nor is there a rule of that code")
