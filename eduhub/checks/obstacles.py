"""What keeps rules from running: a document that is faulty itself, or that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from eduhub.checks.checked import NotRun
from eduhub.checks.rules.shape import shape
from eduhub.checks.rules.tool import RULE_CRASHED
from eduhub.core.place import Place
from eduhub.core.rule import Finding, Rule, Tier
from eduhub.core.text import Text, visible
from eduhub.kinds.base import Kind, fields
from eduhub.kinds.catalogue import KINDS
from eduhub.repository import Repository, Submission

_OWNER = ("cluster", "school", "year")


class Obstacles:
    """Looks at the shape of each document once, and says which fault there stops a rule."""

    def __init__(self, repository: Repository) -> None:
        """Looks at nothing yet."""
        self._repository = repository
        self._shapes: dict[int, list[Finding]] = {}

    def shape(self, submission: Submission[Any]) -> list[Finding]:
        """What shape has to say of a document; where it breaks down, that."""
        if id(submission) not in self._shapes:
            found: list[Finding] = []
            try:
                found.extend(shape(submission))
            except Exception as error:
                found.append(
                    RULE_CRASHED.at(Place(submission.file), code="E02xx", error=type(error).__name__)
                )
            self._shapes[id(submission)] = found
        return self._shapes[id(submission)]

    def stopped(self, rule: Rule, submission: Submission[Any]) -> NotRun | None:
        """Why a rule can't look at a document: it or what belongs to it is faulty or lacks; else None."""
        if not submission.sound:
            return replace(self.broken(rule, submission), file=submission.file)
        for name in rule.needs:
            if (beside := self._beside(submission, KINDS[name])) is not None:
                return replace(self._absent(rule, beside, KINDS[name]), file=submission.file)
        return None

    def broken(self, rule: Rule, submission: Submission[Any]) -> NotRun:
        """A rule that can't look at a document that is not of the right shape."""
        return _stopped(rule, [*submission.document.findings, *self.shape(submission)], submission.file)

    def _beside(self, submission: Submission[Any], kind: Kind) -> list[Submission[Any]] | None:
        """What there is of a kind for a document's school or cluster and year, unless just one that is sound.

        None, too, for a kind that is no list or report of the same owner.
        """
        parts = [part for part in _OWNER if f"{{{part}}}" in kind.path] or ["nobody"]
        if not set(parts) <= set(fields(kind.record)) & set(submission.owner) or kind is submission.kind:
            return None
        owner = tuple((part, submission.owner[part]) for part in parts)
        found = self._owned.get((kind.name, owner), [])
        return None if len(found) == 1 and found[0].sound else found

    def _absent(self, rule: Rule, beside: list[Submission[Any]], kind: Kind) -> NotRun:
        broken = [submission for submission in beside if not submission.sound]
        return self.broken(rule, broken[0]) if broken else _without(rule, [kind])

    @cached_property
    def _owned(self) -> Mapping[tuple[str, tuple[tuple[str, str], ...]], list[Submission[Any]]]:
        """All documents by kind and owner."""
        found: dict[tuple[str, tuple[tuple[str, str], ...]], list[Submission[Any]]] = {}
        for submission in self._repository.submissions:
            parts = [part for part in _OWNER if f"{{{part}}}" in submission.kind.path]
            owner = tuple((part, submission.owner[part]) for part in parts if part in submission.owner)
            found.setdefault((submission.kind.name, owner), []).append(submission)
        return found

    def lacking(self, rule: Rule, kinds: list[str]) -> NotRun:
        """A rule that has not what it needs: the file that has it is faulty, or there is none."""
        for submission in self._repository.submissions:
            if submission.kind.name in kinds and not submission.sound:
                return self.broken(rule, submission)
        for document in self._repository.documents:
            if document.file in [self._repository.unread.get(kind) for kind in kinds]:
                return _stopped(rule, document.findings, document.file)
        return _without(rule, [KINDS[kind] for kind in kinds])


def _without(rule: Rule, kinds: Iterable[Kind]) -> NotRun:
    names = [kind.label for kind in kinds]
    zh = "、".join(f"“{name.zh}”" for name in names)
    return NotRun(rule.code, Text(f"缺少{zh}的数据", f"no data of {', '.join(name.en for name in names)}"))


def _stopped(rule: Rule, findings: Iterable[Finding], file: str) -> NotRun:
    """The rule with the first error that stops it: what is personal only where nothing else is wrong."""
    errors = sorted((f for f in findings if f.rule.tier is Tier.ERROR), key=lambda f: f.is_private)
    first = next(iter(errors), None)
    if first is None:
        where = visible(file)
        return NotRun(rule.code, Text(f"{where} 不能使用", f"{where} can't be used"))
    where, code = visible(str(first.place)), first.rule.code
    because = Text(f"先改正 {where} 的 {code}", f"first mend {code} at {where}")
    return NotRun(rule.code, because, (code, first.place))
