"""What checking has to say of one file: how much of it is to be mended, explained, or was explained."""

from __future__ import annotations

from dataclasses import dataclass

from eduhub.checks import Checked
from eduhub.core.rule import Finding, Tier


@dataclass(frozen=True)
class Standing:
    """The findings of a file that follow from no other in it.

    asking  those that are open, errors first, each tier in the order of the sheets
    """

    asking: tuple[Finding, ...] = ()
    explained: int = 0

    @property
    def errors(self) -> int:
        """How many errors are open."""
        return sum(finding.tier is Tier.ERROR for finding in self.asking)

    @property
    def queries(self) -> int:
        """How many queries are open."""
        return sum(finding.tier is Tier.QUERY for finding in self.asking)

    @property
    def exit_code(self) -> int:
        """0 where nothing is asked, else what its findings end a command with."""
        return max((finding.rule.exit_code for finding in self.asking), default=0)


NOTHING_ASKED = Standing()


def standings(checked: Checked) -> dict[str, Standing]:
    """How each file stands that was asked about and has findings."""
    files = {finding.id: finding.place.file for finding in checked.findings}
    told: dict[str, list[Finding]] = {}
    for finding in checked.findings:
        # What follows from a fault in another file is to be mended in this one all the same.
        if files.get(finding.cause or "") != finding.place.file:
            told.setdefault(finding.place.file, []).append(finding)
    return {file: _standing(findings) for file, findings in told.items()}


def _standing(findings: list[Finding]) -> Standing:
    asking = [finding for finding in findings if finding.is_open and finding.tier is not Tier.NOTE]
    explained = sum(finding.explanation is not None for finding in findings)
    return Standing(tuple(sorted(asking, key=lambda finding: finding.tier is not Tier.ERROR)), explained)
