"""What a rule says of no finding in particular: names or dots stand where a finding has its facts."""

from __future__ import annotations

import re

from eduhub.core.rule import Rule
from eduhub.core.text import Lang, Text

# Facts that stand in some findings only bring their own blanks and marks.
_OPTIONAL = re.compile(r"(?<=\S)\{(more|hint|guess|others|how)\}")
_AS_FOUND = Text("照发现的问题中所写", "as the finding says")
_AS_EACH = Text("按每一处所写的改法", "as each finding says")


def meaning(rule: Rule, lang: Lang, *, dots: bool = False) -> str:
    """What the rule is about."""
    return _said(rule.about or rule.message, lang, dots)


def remedy(rule: Rule, lang: Lang, *, dots: bool = False) -> str:
    """What to do about what it finds."""
    return _AS_FOUND.to(lang) if rule.fix.zh == "{remedy}" else _said(rule.fix, lang, dots)


def _said(text: Text, lang: Lang, dots: bool) -> str:
    words = _OPTIONAL.sub("", text.to(lang))
    return re.sub("…+", "…", words.format_map(_Named(lang, dots)))


class _Named(dict[str, str]):
    """Answers a fact's name with the name itself in brackets, or with dots."""

    def __init__(self, lang: Lang, dots: bool) -> None:
        self._lang, self._dots = lang, dots

    def __missing__(self, name: str) -> str:
        if name == "remedy":
            return _AS_EACH.to(self._lang)
        if self._dots:
            return "…"
        return f"〈{name}〉" if self._lang == "zh" else f"<{name}>"
