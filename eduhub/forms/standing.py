"""What checking has to say of one file: how much of it is to be mended, explained, or was explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eduhub.checks import Checked
from eduhub.core.rule import Finding, Tier


@dataclass(frozen=True)
class Standing:
    """The findings of a file that follow from no other in it: counted as `validate` of that file counts.

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
    return {file: standing(heads) for file, heads in checked.heads_by_file.items()}


def standing(heads: Sequence[Finding]) -> Standing:
    """How a file stands of which these are the findings that follow from no other."""
    asking = [finding for finding in heads if finding.is_open and finding.tier is not Tier.NOTE]
    explained = sum(finding.explanation is not None for finding in heads)
    return Standing(tuple(sorted(asking, key=lambda finding: finding.tier is not Tier.ERROR)), explained)
