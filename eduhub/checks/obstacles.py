"""What keeps rules from running: a document that is faulty itself, or that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeAlias

from eduhub.checks.checked import NotRun
from eduhub.checks.rules.shape import shape
from eduhub.checks.rules.tool import RULE_CRASHED
from eduhub.core.place import Place
from eduhub.core.rule import Finding, Rule, Tier
from eduhub.core.text import Text, visible
from eduhub.kinds.base import Kind, fields
from eduhub.kinds.catalogue import KINDS
from eduhub.repository import Repository, Submission
from eduhub.source.document import Document

Owned: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]

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
        blocks = (self._beside(rule, submission, KINDS[name]) for name in rule.needs)
        found = next(filter(None, blocks), None)
        return replace(found, file=submission.file) if found else None

    def broken(self, rule: Rule, submission: Submission[Any]) -> NotRun:
        """A rule that can't look at a document that is not of the right shape."""
        return _stopped(rule, [*submission.document.findings, *self.shape(submission)], submission.file)

    def _beside(self, rule: Rule, submission: Submission[Any], kind: Kind) -> NotRun | None:
        """What is wrong with the list of a kind that has the owner of a document; None where nothing is."""
        owned = _owned(kind, submission.owner)
        if owned is None or kind is submission.kind:
            return None
        found = self._by_owner.get(owned, [])
        broken = next((other for other in found if not other.sound), None)
        unread = self._unread.get(owned)
        if broken:
            return self.broken(rule, broken)
        if unread and not found:
            return _stopped(rule, unread.findings, unread.file)
        return None if len(found) == 1 else _without(rule, [kind])

    @cached_property
    def _by_owner(self) -> Mapping[Owned, list[Submission[Any]]]:
        found: dict[Owned, list[Submission[Any]]] = {}
        for submission in self._repository.submissions:
            if owned := _owned(submission.kind, submission.owner):
                found.setdefault(owned, []).append(submission)
        return found

    @cached_property
    def _unread(self) -> Mapping[Owned, Document]:
        """The files that can't be read at all, by the kind and owner that their place gives them."""
        placed = (
            (document, self._repository.place(document.file)) for document in self._repository.documents
        )
        found = ((_owned(*place), document) for document, place in placed if place)
        return {owned: document for owned, document in found if owned}

    def lacking(self, rule: Rule, kinds: list[str]) -> NotRun:
        """A rule that has not what it needs: the file that has it is faulty, or there is none."""
        for submission in self._repository.submissions:
            if submission.kind.name in kinds and not submission.sound:
                return self.broken(rule, submission)
        for document in self._repository.documents:
            if document.file in [self._repository.unread.get(kind) for kind in kinds]:
                return _stopped(rule, document.findings, document.file)
        return _without(rule, [KINDS[kind] for kind in kinds])


def _owned(kind: Kind, owner: Mapping[str, str]) -> Owned | None:
    """A kind, and the school or cluster and year that has just one document of it; None for other kinds."""
    parts = [part for part in _OWNER if f"{{{part}}}" in kind.path]
    if not parts or not set(parts) <= set(fields(kind.record)) & set(owner):
        return None
    return kind.name, tuple((part, owner[part]) for part in parts)


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
