"""Words in two languages, and how facts are said inside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from eduhub.core.personal import masked

Lang: TypeAlias = Literal["zh", "en"]

LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English; `{name}` stands for a fact."""

    zh: str
    en: str

    def to(self, lang: Lang) -> str:
        """The words in one language, facts unfilled."""
        return self.zh if lang == "zh" else self.en

    def fill(self, lang: Lang, facts: Mapping[str, object]) -> str:
        """The words in one language with the facts said in that language."""
        return self.to(lang).format_map({name: say(fact, lang) for name, fact in facts.items()})


def same(words: str) -> Text:
    """A text that is equal in both languages: a code, a name, a file."""
    return Text(words, words)


def say(fact: object, lang: Lang) -> str:
    """A fact as people of that language read it: ISO dates, lists joined, no exponent, nothing personal."""
    match fact:
        case Text():
            return masked(fact.to(lang))
        case bool():
            return (("否", "是") if lang == "zh" else ("no", "yes"))[fact]
        case str():
            return visible(masked(fact))
        case date():
            return fact.isoformat()
        case float():
            return f"{fact:.10g}"
        case Decimal():
            return f"{fact:f}"
        case Iterable():
            return ("、" if lang == "zh" else ", ").join(say(item, lang) for item in fact)
        case _:
            return str(fact)


def rounded(value: float, decimals: int) -> str:
    """A number as the official forms print it: half rounded up (四舍五入), never to even."""
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


# Bidirectional overrides reorder what a terminal shows, control characters can drive it, and characters
# without width make different words look equal.
_UNSAFE = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))} | {
    code: f"\\u{code:04x}"
    for code in (
        0x061C,
        *range(0x200B, 0x2010),
        0x2060,
        0xFEFF,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}


def visible(words: str) -> str:
    """The words with control, bidirectional and invisible characters, and lone surrogates, written out."""
    return words.translate(_UNSAFE).encode("utf-8", "backslashreplace").decode("utf-8")


_NEVER = {0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}  # no characters of XML; `visible` has the others


def in_xml(words: str) -> str:
    """The words as XML can hold them and people can see them."""
    return visible(words).translate(_NEVER)
