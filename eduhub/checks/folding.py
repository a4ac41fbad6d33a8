"""Folds findings: the same fault down a column into one, and what follows from one thing under its cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from eduhub.core.place import route_of
from eduhub.core.rule import Finding, Tier

Column: TypeAlias = tuple[object, ...]
_SEVERITY = {tier: rank for rank, tier in enumerate((Tier.ERROR, Tier.QUERY, Tier.NOTE))}


def numbered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, told apart where a rule found several things at one place: each has its own id."""
    met: Counter[str] = Counter()
    told = []
    for finding in findings:
        met[finding.id] += 1
        told.append(replace(finding, ordinal=met[finding.id] - 1))
    return told


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for the same fault in one column of a table or list, at the first place of it."""
    columns: dict[Column, list[Finding]] = {}
    for position, finding in enumerate(findings):
        columns.setdefault(_column(finding) or (position,), []).append(finding)
    return [replace(first, others=tuple(others)) for first, *others in columns.values()]


def _column(finding: Finding) -> Column | None:
    """What has to be equal for two findings to be one; None for what stands in no column."""
    place, route = finding.place, route_of(finding.place.key)
    if any(isinstance(step, int) for step in route):
        column = ".".join(step for step in route if isinstance(step, str))
    elif place.cell and not place.key:
        column = place.cell.rstrip("0123456789")
    else:
        return None
    fault = finding.alike or finding.message("en")
    answers = (finding.explanation, finding.waived)
    return (finding.rule.code, finding.tier, place.file, place.sheet, column, fault, finding.blames, answers)


def folded(findings: Sequence[Finding], rank: Mapping[str, int]) -> list[Finding]:
    """The findings with those that blame one thing under the first of them: the severest, nearest its source.

    rank  of a file among the sources: registers come before plans, those before what schools report
    """
    blaming: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        if finding.blames and finding.is_open:
            blaming.setdefault(finding.blames, []).append(finding)
    heads = {
        blames: min(several, key=lambda f: (_SEVERITY[f.tier], rank.get(f.place.file, len(rank))))
        for blames, several in blaming.items()
    }
    return [_under(finding, heads.get(finding.blames)) for finding in findings]


def _under(finding: Finding, head: Finding | None) -> Finding:
    if head is None or head is finding or not finding.is_open:
        return finding
    return replace(finding, cause=head.id)
