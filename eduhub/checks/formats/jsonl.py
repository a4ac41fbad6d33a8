"""Findings as JSON lines: for programs that read one at a time."""

from __future__ import annotations

from collections.abc import Iterator

from eduhub.checks.as_json import json_text
from eduhub.checks.checked import Checked
from eduhub.checks.formats.json import VERSION, finding_object, not_run_object
from eduhub.checks.formats.text import counts
from eduhub.checks.look import Look


def jsonl_lines(checked: Checked, look: Look) -> Iterator[str]:
    """A line a finding, also those that follow from others; then one with the rest that `json` has."""
    for finding in checked.findings:
        yield json_text(finding_object(finding, checked), look)
    last = {
        "version": VERSION,
        "as_of": checked.as_of.isoformat(),
        "summary": counts(checked),
        "not_run": [not_run_object(skipped) for skipped in checked.not_run],
    }
    yield json_text(last, look)
