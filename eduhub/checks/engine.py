"""Runs what a repository calls for, stamps and sorts what was found, and says what did not run."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from eduhub.checks.answers import Answers
from eduhub.checks.checked import Checked, NotRun
from eduhub.checks.choice import ALL, Choice
from eduhub.checks.folding import folded, grouped, numbered
from eduhub.checks.obstacles import Obstacles
from eduhub.checks.rules.tool import RULE_CRASHED
from eduhub.checks.waiving import Waiving
from eduhub.core.place import Place
from eduhub.core.rule import RULES, Finding, Rule, Tier
from eduhub.kinds.catalogue import KINDS
from eduhub.repository import Repository, Submission


def check(repository: Repository, choice: Choice = ALL, *, strict: bool = False) -> Checked:
    """Everything that reading, shape and rules have to say of the files that were named.

    choice  the rules to mind; strict: notes count as something to mend

    Rules that need what is not there, or a document that is not of the right shape, are listed as not run.
    """
    import eduhub.checks.rules  # noqa: F401  # enters all rules

    named = [s for s in repository.submissions if s.file in repository.named]
    asked = repository.named | repository.folders
    subjects = [s for s in repository.submissions if repository.is_asked(s)]
    found = [f for d in repository.documents if d.file in asked for f in d.findings]
    obstacles = Obstacles(repository)
    for submission in named:
        found += [*submission.document.findings, *obstacles.shape(submission)]
    not_run: dict[NotRun, None] = {}
    for rule in RULES:
        if rule.examine is not None and choice.takes(rule):
            hits, skipped = _run(rule, repository, subjects, obstacles)
            found += [f for f in hits if f.place.file in repository.named or f.rule is RULE_CRASHED]
            not_run |= dict.fromkeys(skipped)
    chosen = _stamp((finding for finding in found if choice.takes(finding.rule)), repository)
    stopped = {(n.code, n.file) for n in not_run}

    def unjudged(code: str, file: str) -> bool:
        asked_for = code not in RULES or choice.takes(RULES[code])
        return not asked_for or (code, file) in stopped or (code, None) in stopped

    answered = _answered(sorted(chosen, key=_order), repository, unjudged)
    told = [finding for finding in answered if choice.takes(finding.rule)]
    findings = tuple(folded(grouped(numbered(sorted(told, key=_order))), _ranks(repository)))
    # A school may keep no list; only what is faulty or lacks altogether has to be mended for a rule to run.
    told_of = [skipped for skipped in not_run if skipped.stopped_by or skipped.file is None]
    return Checked(
        findings, _located(told_of, findings), tuple(sorted(repository.named)), repository.as_of, strict
    )


def _answered(
    findings: Iterable[Finding], repository: Repository, unjudged: Callable[[str, str], bool]
) -> Iterator[Finding]:
    """The findings with their explanations and waivers, then what is to be said of those themselves."""
    answers, waiving = Answers(repository), Waiving(repository)
    told = [answers.applied(finding) for finding in findings]
    yield from (waiving.applied(answers.settled(finding)) for finding in told)
    yield from _stamp(answers.left_over(repository.named, unjudged), repository)
    yield from _stamp(waiving.left_over(unjudged), repository)


def _ranks(repository: Repository) -> Mapping[str, int]:
    """How near to the source of things each file is: settings and registers, plans, what schools report."""
    kinds = {kind.name: rank for rank, kind in enumerate(KINDS.values())}
    return {submission.file: kinds[submission.kind.name] for submission in repository.submissions}


def _located(not_run: Iterable[NotRun], findings: Iterable[Finding]) -> tuple[NotRun, ...]:
    """The same, with the finding to mend named by the id under which it is told."""
    told = {(finding.rule.code, place): finding.id for finding in findings for place in finding.places}
    return tuple(replace(n, finding=told.get(n.stopped_by)) if n.stopped_by else n for n in not_run)


# Findings of a workbook follow the order in which a form has its sheets.
_SHEETS = {
    title: position
    for position, sheet in enumerate(sheet for kind in KINDS.values() for sheet in kind.layout.sheets)
    for title in (sheet.title.zh, sheet.title.en)
}


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    return (place.file, _SHEETS.get(place.sheet or "", len(_SHEETS)), *place.order, finding.rule.code)


def _run(
    rule: Rule, repository: Repository, named: list[Submission[Any]], obstacles: Obstacles
) -> tuple[list[Finding], list[NotRun]]:
    """What one rule finds, and why it did not run where it did not."""
    record = _examined(rule)
    concerned = [s for s in named if _concerns(rule, record, s)]
    if not concerned:
        return [], []
    if missing := [kind for kind in rule.needs if not repository.has(kind, every=rule.complete)]:
        return [], [obstacles.lacking(rule, missing)]
    if record is None:
        return list(_guarded(rule, repository, repository.shown_root)), []
    hits = [f for s in concerned if s.sound for f in _guarded(rule, (s, repository), s.file)]
    stopped = (obstacles.stopped(rule, s) for s in concerned)
    return hits, [skipped for skipped in stopped if skipped]


def _concerns(rule: Rule, record: type | None, submission: Submission[Any]) -> bool:
    """Is a document of the sort that the rule examines, or, across the repository, that it needs?"""
    if record is not None:
        return submission.kind.record is record
    return not rule.needs or submission.kind.name in rule.needs


_EXAMINED: dict[str, type | None] = {}


def _examined(rule: Rule) -> type | None:
    """The record that a rule examines, from the annotation of its first argument; None for a repository."""
    if rule.code not in _EXAMINED:
        first = next(iter(typing.get_type_hints(rule.examine).values()))
        arguments = typing.get_args(first)
        _EXAMINED[rule.code] = arguments[0] if arguments else None
    return _EXAMINED[rule.code]


def _guarded(rule: Rule, subject: Any, where: object) -> Iterator[Finding]:
    """What a rule yields; where it breaks down, that and nothing of its reasons, which may be personal."""
    assert rule.examine is not None
    arguments = subject if isinstance(subject, tuple) else (subject,)
    count = rule.examine.__code__.co_argcount
    try:
        for hit in rule.examine(*arguments[:count]):
            yield replace(rule.at(hit.place, **hit.facts), blames=hit.blames)
    except Exception as error:
        yield RULE_CRASHED.at(Place(str(where)), code=rule.code, error=type(error).__name__)


def _stamp(findings: Iterable[Finding], repository: Repository) -> Iterator[Finding]:
    """The findings in the tiers that the repository sets for their codes."""
    tiers = repository.city.tiers if repository.city else {}
    for finding in findings:
        tier = tiers.get(finding.rule.code)
        yield replace(finding, stamped=Tier(tier)) if tier else finding
