"""Rules on waivers; whether they let something pass is seen when all is checked (checks/waiving.py)."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.core.rule import RULES, Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.waivers import WAIVERS, Waivers
from eduhub.repository import Repository, Submission


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


@rule(
    "E0805",
    zh="这里的豁免不起作用：只认数据仓库最上层的 {path}",
    en="waivers have no effect here: only {path} at the top of the data repository counts",
    fix=Text("把它们移到 {path}，由教育局维护", "move them to {path}, which the bureau keeps"),
    why="豁免由教育局批准；谁都能放一份，等于没有校验。",
)
def misplaced_waivers(waivers: Submission[Waivers], repository: Repository) -> Iterable[Hit]:
    """The bureau waives; if anybody could put waivers anywhere, checking would mean nothing."""
    if repository.root is not None and repository.inside(waivers.file) != WAIVERS.path:
        yield waivers.at_key("rows", path=WAIVERS.path)
