"""What eduhub says of itself: a rule that broke down, and only that rule."""

from __future__ import annotations

from eduhub.core.rule import declare
from eduhub.core.text import Text

RULE_CRASHED = declare(
    "E0000",
    "rule-crashed",
    zh="eduhub 自身出错：规则 {code} 没有跑完（{error}）",
    en="a fault of eduhub itself: the rule {code} broke down ({error})",
    fix=Text(
        "这不是填报的问题；其余规则已照常核对，请把这一行报告给维护者",
        "this is no fault of the submission; the other rules ran; report this line to the maintainers",
    ),
    why=Text("一条规则出错，不应使其他核对落空。", "One broken rule must not keep the others from running."),
    exit_code=70,
)
