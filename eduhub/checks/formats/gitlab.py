"""Findings as GitLab's Code Quality report: a merge request shows them, and which of them are new.

Source: GitLab's documentation, "Code Quality", section "Code Quality report format".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eduhub.checks.as_json import json_text
from eduhub.checks.checked import Checked
from eduhub.checks.look import Look
from eduhub.checks.telling import legible, told
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Lang

_SEVERITIES = {Tier.ERROR: "major", Tier.QUERY: "minor", Tier.NOTE: "info"}


def gitlab_lines(checked: Checked, look: Look) -> Iterator[str]:
    """A list with an object a finding; what was explained or waived is left out."""
    degradations = [_degradation(f, checked, look.lang) for f in checked.heads if f.is_open]
    yield json_text(degradations, look, indent=2)


def _degradation(finding: Finding, checked: Checked, lang: Lang) -> dict[str, Any]:
    """One finding; GitLab wants a line of every file, which a workbook has not: it says the cell in words."""
    place = finding.place
    return {
        "description": ("；" if lang == "zh" else "; ").join(told(finding, checked, lang)),
        "check_name": f"{finding.rule.code} {finding.rule.name}",
        "fingerprint": finding.id,
        "severity": _SEVERITIES[finding.tier],
        "location": {"path": legible(place.file), "lines": {"begin": place.line or 1}},
    }
