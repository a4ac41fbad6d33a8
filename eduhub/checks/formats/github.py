"""Findings as workflow commands: GitHub shows them beside the lines of a change.

Source: GitHub's documentation, "Workflow commands for GitHub Actions", and `escapeData` and `escapeProperty`
of its actions/toolkit; for the number that it shows, docs/problem-matchers.md there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from eduhub.checks.checked import Checked
from eduhub.checks.formats.text import summary
from eduhub.checks.look import Look
from eduhub.checks.telling import legible, told
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Text

_COMMANDS = {Tier.ERROR: "error", Tier.QUERY: "warning", Tier.NOTE: "notice"}
_SHOWN = 10  # of each, by the site for one step of a job
_HIDDEN = Text(
    "{summary}；GitHub 页面每类只显示 {shown} 条，另有 {hidden} 条只在这里",
    "{summary}; GitHub's pages show {shown} of each, {hidden} more stand here only",
)
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def github_lines(checked: Checked, look: Look) -> Iterator[str]:
    """Errors, then queries, then notes, since the site shows the first ten of each; last, all counts.

    Causes come first in each; what was explained or waived is in the counts only.
    """
    alarms = [finding for finding in checked.heads if finding.is_open]
    alarms.sort(key=lambda finding: (list(Tier).index(finding.tier), not checked.consequences(finding)))
    for finding in alarms:
        said = "\n".join(told(finding, checked, look.lang)).translate(_DATA)
        yield f"::{_COMMANDS[finding.tier]} {_properties(finding)}::{said}"
    yield _closing(checked, alarms, look)


def _closing(checked: Checked, alarms: list[Finding], look: Look) -> str:
    """All counts, and how many the site leaves out."""
    said = summary(checked, look.lang)
    hidden = sum(max(0, n - _SHOWN) for n in Counter(finding.tier for finding in alarms).values())
    facts = {"summary": said, "shown": _SHOWN, "hidden": hidden}
    return _HIDDEN.fill(look.lang, facts) if hidden else said


def _properties(finding: Finding) -> str:
    """Where it is, as far as a text file has lines, and what it is called."""
    place, rule = finding.place, finding.rule
    spot = {} if place.sheet else {"line": place.line, "col": place.column}
    named = {"file": legible(place.file), **spot, "title": f"{rule.code} {rule.name}"}
    return ",".join(f"{name}={str(it).translate(_PROPERTY)}" for name, it in named.items() if it)
