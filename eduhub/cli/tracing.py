"""What serves a clause of the policy: the rules, indicators, reports and fields that cite it."""

from __future__ import annotations

from dataclasses import dataclass

import eduhub.checks.rules  # noqa: F401  (registers every rule)
from eduhub.core.place import route_of
from eduhub.core.rule import RULES, Rule
from eduhub.core.text import Text
from eduhub.kinds.base import Kind, field_at
from eduhub.kinds.catalogue import KINDS
from eduhub.parameters import INDICATORS, Entry
from eduhub.parameters.clauses import Clause, above
from eduhub.reports.engine import REPORTS, Report


@dataclass(frozen=True, slots=True)
class Held:
    """A field that holds data for a clause; the key is empty where the whole document does."""

    kind: Kind
    key: str

    @property
    def label(self) -> Text | None:
        """What people call the field; None for a whole document."""
        found = field_at(self.kind.record, route_of(self.key)) if self.key else None
        return found.label.text if found else None


@dataclass(frozen=True, slots=True)
class Traced:
    """A clause, point or section, and what cites it by its own id.

    wider  rules that cite the point or section above it, and so concern it among others
    """

    clause: Clause
    rules: tuple[Rule, ...]
    indicators: tuple[Entry, ...]
    reports: tuple[Report, ...]
    held: tuple[Held, ...]
    wider: tuple[Rule, ...]

    @property
    def served(self) -> bool:
        """Does anything check, compute or report it?"""
        return bool(self.rules or self.indicators or self.reports)


def trace(clause: Clause) -> Traced:
    """What serves a clause, in the order of codes and lists."""
    headings = above(clause.id)
    return Traced(
        clause,
        tuple(rule for rule in RULES if rule.clause == clause.id),
        tuple(entry for entry in INDICATORS.values() if entry.clause == clause.id),
        tuple(report for report in REPORTS.values() if clause.id in report.serves),
        tuple(
            Held(kind, key)
            for kind in KINDS.values()
            for key, ids in kind.serves.items()
            if clause.id in ids.split()
        ),
        tuple(rule for rule in RULES if rule.clause in headings),
    )
