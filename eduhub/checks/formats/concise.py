"""Findings in a line each: for lists, `grep`, and editors that jump to a place."""

from __future__ import annotations

from collections.abc import Iterator

from eduhub.checks.checked import Checked
from eduhub.checks.formats.text import COLORS, summary, tier_word, where
from eduhub.checks.look import Look
from eduhub.core.text import Text

_NOT_RUN = Text("未运行的规则：{codes}", "rules that did not run: {codes}")


def concise_lines(checked: Checked, look: Look) -> Iterator[str]:
    """A line a finding, with the number of its further places; the rules that did not run; the counts."""
    lang = look.lang
    for finding in checked.heads:
        tier = look.paint(tier_word(finding, lang), COLORS[finding.tier])
        place = look.paint(where(finding), "bold")
        more = len(finding.others) + checked.consequences(finding)
        times = f" [+{more}]" if more else ""
        yield f"{place}: {finding.rule.code} {finding.rule.name} {tier} {finding.message(lang)}{times}"
    if checked.not_run:
        yield _NOT_RUN.fill(lang, {"codes": list(dict.fromkeys(skipped.code for skipped in checked.not_run))})
    yield summary(checked, lang)
