"""Rules on waivers; whether they let something pass is seen when all is checked (checks/waiving.py)."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.core.rule import RULES, Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.waivers import Waivers
from eduhub.repository import Submission


@rule(
    "E0801",
    zh="没有代码为 {code} 的规则",
    en="there is no rule with the code {code}",
    fix=Text("核对代码；eduhub explain 列出全部规则", "check the code; 'eduhub explain' lists all rules"),
    why="代码写错的豁免不起作用，问题仍会报告。",
)
def waiver_of_no_rule(waivers: Submission[Waivers]) -> Iterable[Hit]:
    """A waiver of a mistyped code lets nothing pass; the findings are reported all the same."""
    for i, waiver in enumerate(waivers.model.rows):
        if waiver.code not in RULES:
            yield waivers.at("rows", i, "code", code=waiver.code)
