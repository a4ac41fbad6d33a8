"""Findings as workflow commands: GitHub shows them beside the lines of a change.

Source: GitHub's documentation, "Workflow commands for GitHub Actions", and `escapeData` and `escapeProperty`
of its actions/toolkit.
"""

from __future__ import annotations

from collections.abc import Iterator

from eduhub.checks.checked import Checked
from eduhub.checks.formats.text import more_places, remedy, summary
from eduhub.checks.look import Look
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Lang

_COMMANDS = {Tier.ERROR: "error", Tier.QUERY: "warning", Tier.NOTE: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def github_lines(checked: Checked, look: Look) -> Iterator[str]:
    """Errors, then queries, then notes, since the site shows the first ten of each; last, all counts.

    Causes come first in each; what was explained or waived is in the counts only.
    """
    ordered = sorted(checked.heads, key=lambda finding: not checked.consequences(finding))
    for tier, command in _COMMANDS.items():
        for finding in ordered:
            if finding.tier is tier and finding.is_open:
                said = _said(finding, checked, look.lang).translate(_DATA)
                yield f"::{command} {_properties(finding)}::{said}"
    yield summary(checked, look.lang)


def _properties(finding: Finding) -> str:
    """Where it is, as far as a text file has lines, and what it is called."""
    place, rule = finding.place, finding.rule
    spot = {} if place.sheet else {"line": place.line, "col": place.column}
    named = {"file": place.file, **spot, "title": f"{rule.code} {rule.name}"}
    return ",".join(f"{name}={str(it).translate(_PROPERTY)}" for name, it in named.items() if it)


def _said(finding: Finding, checked: Checked, lang: Lang) -> str:
    """The message, after the cell where a workbook has no line; below it the remedy and further places."""
    place = finding.place
    cell = "!".join(filter(None, [place.sheet, place.cell])) if place.sheet else ""
    lines = [f"{cell}  {finding.message(lang)}".strip(), remedy(finding, lang)]
    return "\n".join([*lines, *more_places(finding, checked, lang)])
