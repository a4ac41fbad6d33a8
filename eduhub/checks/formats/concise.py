"""Findings in a line each: for lists, `grep`, and editors that jump to a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from eduhub.checks.engine import Checked
from eduhub.checks.formats.text import COLORS, summary, where
from eduhub.core.text import Lang, Text

_NOT_RUN = Text("未运行的规则：{codes}", "rules that did not run: {codes}")


def concise_lines(
    checked: Checked, as_of: date, lang: Lang, paint: Callable[[str, str], str]
) -> Iterator[str]:
    """A line a finding, one for all rules that did not run, then the counts."""
    for finding in checked.findings:
        tier = paint(finding.tier.label.to(lang), COLORS[finding.tier])
        place = paint(where(finding), "bold")
        yield f"{place}: {finding.rule.code} {finding.rule.name} {tier} {finding.message(lang)}"
    if checked.not_run:
        yield _NOT_RUN.fill(lang, {"codes": list(dict.fromkeys(skipped.code for skipped in checked.not_run))})
    yield summary(checked, as_of, lang)
