"""Findings as workflow commands: GitHub shows them beside the lines of a change.

Source: GitHub's documentation, "Workflow commands for GitHub Actions", and `escapeData` and `escapeProperty`
of its actions/toolkit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from eduhub.checks.engine import Checked
from eduhub.checks.formats.text import remedy, summary
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Lang

_COMMANDS = {Tier.ERROR: "error", Tier.QUERY: "warning", Tier.NOTE: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def github_lines(
    checked: Checked, as_of: date, lang: Lang, paint: Callable[[str, str], str]
) -> Iterator[str]:
    """Errors, then queries, then notes, since the site shows the first ten of each; last, all counts."""
    for tier, command in _COMMANDS.items():
        for finding in checked.findings:
            if finding.tier is tier:
                yield f"::{command} {_properties(finding)}::{_said(finding, lang).translate(_DATA)}"
    yield summary(checked, as_of, lang)


def _properties(finding: Finding) -> str:
    """Where it is, as far as a text file has lines, and what it is called."""
    place, rule = finding.place, finding.rule
    spot = {} if place.sheet else {"line": place.line, "col": place.column}
    named = {"file": place.file, **spot, "title": f"{rule.code} {rule.name}"}
    return ",".join(f"{name}={str(it).translate(_PROPERTY)}" for name, it in named.items() if it)


def _said(finding: Finding, lang: Lang) -> str:
    """The message, after the cell where a workbook has no line, and the remedy below it."""
    place = finding.place
    cell = "!".join(filter(None, [place.sheet, place.cell])) if place.sheet else ""
    return f"{cell}  {finding.message(lang)}".strip() + f"\n{remedy(finding, lang)}"
