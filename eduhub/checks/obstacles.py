"""What keeps rules from running: a document that is faulty itself, or that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eduhub.checks.checked import NotRun
from eduhub.checks.rules.shape import shape
from eduhub.checks.rules.tool import RULE_CRASHED
from eduhub.core.place import Place
from eduhub.core.rule import Finding, Rule, Tier
from eduhub.core.text import Text, visible
from eduhub.kinds.catalogue import KINDS
from eduhub.repository import Repository, Submission


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

    def broken(self, rule: Rule, submission: Submission[Any]) -> NotRun:
        """A rule that can't look at a document that is not of the right shape."""
        return _stopped(rule, [*submission.document.findings, *self.shape(submission)], submission.file)

    def lacking(self, rule: Rule, kinds: list[str]) -> NotRun:
        """A rule that has not what it needs: the file that has it is faulty, or there is none."""
        for submission in self._repository.submissions:
            if submission.kind.name in kinds and not submission.sound:
                return self.broken(rule, submission)
        for document in self._repository.documents:
            if document.file in [self._repository.unread.get(kind) for kind in kinds]:
                return _stopped(rule, document.findings, document.file)
        names = [KINDS[kind].label for kind in kinds]
        zh = "、".join(f"“{name.zh}”" for name in names)
        return NotRun(rule.code, Text(f"缺少{zh}的数据", f"no data of {', '.join(n.en for n in names)}"))


def _stopped(rule: Rule, findings: Iterable[Finding], file: str) -> NotRun:
    """The rule with the first error that stops it; what is personal stops none."""
    errors = (f for f in findings if f.rule.tier is Tier.ERROR and not f.is_private)
    first = next(errors, None)
    if first is None:
        where = visible(file)
        return NotRun(rule.code, Text(f"{where} 不能使用", f"{where} can't be used"))
    where, code = visible(str(first.place)), first.rule.code
    because = Text(f"先改正 {where} 的 {code}", f"first mend {code} at {where}")
    return NotRun(rule.code, because, (code, first.place))
