"""What a rule says of no finding in particular: the names of the facts stand where the facts would."""

from __future__ import annotations

import re

from eduhub.core.rule import Rule
from eduhub.core.text import Lang, Text

# Facts that stand in some findings only bring their own blanks and marks.
_OPTIONAL = re.compile(r"(?<=\S)\{(more|hint|guess|others|how)\}")
_AS_FOUND = Text("照发现的问题中所写", "as the finding says")
_AS_EACH = Text("按每一处所写的改法", "as each finding says")


def meaning(rule: Rule, lang: Lang) -> str:
    """What the rule is about."""
    return _said(rule.about or rule.message, lang)


def remedy(rule: Rule, lang: Lang) -> str:
    """What to do about what it finds."""
    return _AS_FOUND.to(lang) if rule.fix.zh == "{remedy}" else _said(rule.fix, lang)


def _said(text: Text, lang: Lang) -> str:
    return _OPTIONAL.sub("", text.to(lang)).format_map(_Named(lang))


class _Named(dict[str, str]):
    """Answers a fact's name with the name itself in brackets."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def __missing__(self, name: str) -> str:
        if name == "remedy":
            return _AS_EACH.to(self._lang)
        return f"〈{name}〉" if self._lang == "zh" else f"<{name}>"
