"""What checking found: findings, what follows from which, what was answered, what did not run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from eduhub.checks.folding import folded
from eduhub.core.place import Place
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Text


@dataclass(frozen=True, slots=True)
class NotRun:
    """A rule that did not run, and what kept it from running.

    stopped_by  code and place of what has to be mended first; None where something is lacking altogether
    file        that it did not look at; None where it looked at none
    finding     id of the finding that is told there; None where its file was not asked about
    """

    code: str
    because: Text
    stopped_by: tuple[str, Place] | None = None
    file: str | None = None
    finding: str | None = None


@dataclass(frozen=True)
class Checked:
    """What checking found.

    findings  by place; a finding that follows from another has the id of that as its `cause`
    files     that were asked about
    as_of     the date that stood for today
    strict    notes count as something to mend
    """

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    files: tuple[str, ...]
    as_of: date
    strict: bool = False

    @cached_property
    def heads(self) -> tuple[Finding, ...]:
        """The findings that follow from no other: what people are told."""
        return tuple(finding for finding in self.findings if finding.cause is None)

    @cached_property
    def heads_by_file(self) -> Mapping[str, tuple[Finding, ...]]:
        """What the people are told who answer for one file, by file: as if it had been asked about alone.

        What follows from a fault in another file has to be mended in this one all the same, and is folded
        by itself.
        """
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.place.file, []).append(replace(finding, cause=None))
        return {
            file: tuple(finding for finding in folded(findings, {}) if finding.cause is None)
            for file, findings in found.items()
        }

    @cached_property
    def followers(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings that follow from another, by the id of that."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            if finding.cause is not None:
                found.setdefault(finding.cause, []).append(finding)
        return {cause: tuple(findings) for cause, findings in found.items()}

    def consequences(self, finding: Finding) -> int:
        """The number of places at which something follows from a finding."""
        return sum(len(follower.places) for follower in self.followers.get(finding.id, ()))

    def count(self, tier: Tier) -> int:
        """How many findings of that tier are open: not answered, and following from no other."""
        return sum(finding.tier is tier and finding.is_open for finding in self.heads)

    @property
    def explained(self) -> int:
        """How many findings were explained."""
        return sum(finding.explanation is not None for finding in self.heads)

    @property
    def waived(self) -> int:
        """How many findings are waived."""
        return sum(finding.waived is not None for finding in self.heads)

    @property
    def exit_code(self) -> int:
        """0 where nothing needs mending; else 70 before 3 before 1."""
        asks = (f for f in self.findings if f.is_open and (self.strict or f.tier is not Tier.NOTE))
        return max((finding.rule.exit_code for finding in asks), default=0)
