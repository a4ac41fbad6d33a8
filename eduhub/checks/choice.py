"""Which rules a run minds: those selected, without those ignored."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from eduhub.core.errors import UseError
from eduhub.core.rule import RULES, Rule
from eduhub.kinds.types import half_width


@dataclass(frozen=True, slots=True)
class Choice:
    """Beginnings of codes, or readable names; nothing selected selects every rule."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, rule: Rule) -> bool:
        """Is the rule selected and not ignored? Some are told whatever is asked for."""
        selected = not self.select or _matches(rule, self.select)
        return rule.is_fixed or (selected and not _matches(rule, self.ignore))


ALL = Choice()


def choice(select: Iterable[str], ignore: Iterable[str]) -> Choice:
    """The choice of these words, several of which may stand in one between commas or blanks.

    Raises UseError for a word that is no beginning of a code and no name, or that would ignore nothing.
    """
    chosen = Choice(tuple(_words(select)), tuple(_words(ignore)))
    for word in chosen.ignore:
        if all(rule.is_fixed for rule in RULES if _matches(rule, (word,))):
            raise UseError(
                "{word} 不能忽略：个人信息、读不了的文件和 eduhub 自身的故障总要报告",
                "{word} can't be ignored: personal data, files that can't be read and faults of eduhub "
                "itself are always told",
                word=word,
            )
    return chosen


def _words(given: Iterable[str]) -> Iterable[str]:
    for word in (part for words in given for part in re.split(r"[\s,、]+", half_width(words))):
        if word and not any(_matches(rule, (word,)) for rule in RULES):
            raise UseError(
                "没有代码以“{word}”开头或名称是“{word}”的规则；eduhub explain 列出全部规则",
                "no rule has a code that begins with '{word}' or that name; 'eduhub explain' lists them all",
                word=word,
            )
        if word:
            yield word


def _matches(rule: Rule, words: Iterable[str]) -> bool:
    return any(rule.code.startswith(word.upper()) or rule.name == word.lower() for word in words)
