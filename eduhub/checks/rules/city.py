"""Rules on the settings of a data repository."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.core.rule import RULES, Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.city import City
from eduhub.repository import Submission


@rule(
    "E1001",
    zh="没有代码为 {code} 的规则",
    en="there is no rule with the code {code}",
    fix=Text("用 eduhub explain 查看全部代码", "see all codes by 'eduhub explain'"),
    why="写错代码的级别调整不会起作用，却看不出来。",
)
def tier_of_no_rule(city: Submission[City]) -> Iterable[Hit]:
    """A tier for a code that is misspelt has no effect, and nobody notices."""
    for code in city.model.tiers:
        if code not in RULES:
            yield city.at_key("tiers", code, code=code)
