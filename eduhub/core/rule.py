"""Rules, what they hit, and findings: declared once in two languages, filled when somebody looks."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from eduhub.core.personal import masked
from eduhub.core.place import Place
from eduhub.core.registry import Registry
from eduhub.core.text import Lang, Text


class Tier(StrEnum):
    """How much a finding asks: mend it, mend or explain it, or just know it."""

    ERROR = "error"
    QUERY = "query"
    NOTE = "note"

    @property
    def label(self) -> Text:
        """The word that clerks know from the national statistics."""
        return {
            Tier.ERROR: Text("逻辑错误", "error"),
            Tier.QUERY: Text("经验疑问", "query"),
            Tier.NOTE: Text("提示", "note"),
        }[self]


_TIERS = {"E": Tier.ERROR, "Q": Tier.QUERY, "N": Tier.NOTE}
_CODE = re.compile(r"[EQN][0-9]{4}")
PRIVACY = "09"  # the first two digits of the codes of privacy


Subject: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule yields: a place and the facts for its words.

    blames  what is wrong or lacking elsewhere and brings this about, as ("school", its code)
    """

    place: Place
    facts: Mapping[str, object] = field(default_factory=dict)
    blames: Subject = ()

    def blaming(self, *subject: str) -> Hit:
        """The same, with what is to blame for it: all that blames one thing is told once."""
        return replace(self, blames=subject)


Examine: TypeAlias = Callable[[Any], Iterable[Hit]]
F = TypeVar("F", bound=Callable[..., Iterable[Hit]])


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong: its code, its words, the clause it serves, and how it is found.

    code     letter of the default tier and four digits that no other rule has
    name     readable, from the name of the function
    examine  None for what readers and models find by themselves
    needs    kinds without which the rule can't run and stands under "not run"
    complete  needs every document of those kinds to be sound: it speaks of what is in none of them
    against  facts that the doubted value is held against: an explanation is bound to them too
    about    what it is about, where the message alone says too little without its facts
    exit_code  what a finding of an error's tier makes the command end with
    """

    code: str
    name: str
    message: Text
    fix: Text
    why: Text
    clause: str | None = None
    examine: Examine | None = field(default=None, compare=False)
    needs: tuple[str, ...] = ()
    exit_code: int = 1
    about: Text | None = None
    complete: bool = False
    against: tuple[str, ...] = ()

    @property
    def tier(self) -> Tier:
        """The default tier, from the letter of the code."""
        return _TIERS[self.code[0]]

    @property
    def is_fixed(self) -> bool:
        """Can nobody ignore, lower, explain or waive it: faults of eduhub, what can't be read, privacy."""
        return self.exit_code in (3, 70) or self.code[1:3] == PRIVACY

    def at(self, place: Place, **facts: object) -> Finding:
        """A finding of this rule; in its words and its key nobody's ID or phone number is to be read."""
        hidden = {name: _without_numbers(fact) for name, fact in facts.items()}
        return Finding(self, replace(place, key=masked(place.key)), hidden)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that was broken at a place, with the facts that fill its words.

    stamped      the tier that the repository sets for its code
    blames       what is wrong or lacking elsewhere and brings this about
    alike        what makes it the same fault as another in its column; "" where its words do
    ordinal      which of several findings of its rule at its place it is
    others       the same fault at further places, in the order of their rows
    cause        id of the finding that it follows from
    answer       what an explanation of it has to say; None where nothing can be explained
    explanation  the reason that was given to it
    former       the reason of one that has lapsed
    waived       why, by whom and until when the repository waives it
    """

    rule: Rule
    place: Place
    facts: Mapping[str, object]
    stamped: Tier | None = None
    blames: Subject = ()
    alike: str = ""
    ordinal: int = 0
    others: tuple[Finding, ...] = ()
    cause: str | None = None
    answer: Answer | None = None
    explanation: str | None = None
    former: str | None = None
    waived: Text | None = None

    @property
    def tier(self) -> Tier:
        """How much it asks: what the engine stamped on it, else the rule's own."""
        return self.rule.tier if self.rule.is_fixed else self.stamped or self.rule.tier

    @property
    def places(self) -> tuple[Place, ...]:
        """Everywhere that this same fault stands."""
        return tuple(one.place for one in self.each)

    @property
    def each(self) -> tuple[Finding, ...]:
        """The fault at each of its places, this one first: what is said of them may differ in a value."""
        return (self, *self.others)

    @property
    def is_private(self) -> bool:
        """Is it about what is personal? That keeps nobody from using the document."""
        return self.rule.code[1:3] == PRIVACY

    @property
    def is_open(self) -> bool:
        """Does it still ask for something: neither explained nor waived?"""
        return self.rule.is_fixed or (self.explanation is None and self.waived is None)

    def message(self, lang: Lang) -> str:
        """What is wrong."""
        return self.rule.message.fill(lang, self.facts)

    def fix(self, lang: Lang) -> str:
        """What to do about it."""
        return self.rule.fix.fill(lang, self.facts)

    @property
    def id(self) -> str:
        """A name that no other finding has and that stays while its place does: sixteen hex digits."""
        place = self.place
        spot = place.key or place.cell or f"{place.line}:{place.column}"
        whole = f"{self.rule.code}|{place.file}|{place.sheet}|{spot}|{self.ordinal}"
        return hashlib.sha256(whole.encode("utf-8", "backslashreplace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an explanation of a finding has to say, and where it belongs.

    at     the place, as the explanation names it
    value  the value that it is bound to: it lapses when that changes
    file   the file beside the list, where the document has no room for it; else None
    sheet  of the workbook that has room for it
    keyed  the place by the keys of its rows, which stays when rows are inserted; "" where they tell nothing
    """

    at: str
    value: str
    file: str | None = None
    sheet: str | None = None
    keyed: str = ""


def _without_numbers(fact: object) -> object:
    """A fact with the personal numbers in its words masked."""
    match fact:
        case str():
            return masked(fact)
        case Text():
            return Text(masked(fact.zh), masked(fact.en))
        case list() | tuple():
            return [_without_numbers(item) for item in fact]
        case _:
            return fact


RULES: Registry[Rule] = Registry("rule")


def declare(
    code: str,
    name: str,
    *,
    zh: str,
    en: str,
    fix: Text,
    why: Text,
    clause: str | None = None,
    examine: Examine | None = None,
    needs: tuple[str, ...] = (),
    exit_code: int = 1,
    about: Text | None = None,
    complete: bool = False,
    against: tuple[str, ...] = (),
) -> Rule:
    """Enters a rule under its code; ValueError where code or number are taken or malformed."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code} is not a letter E, Q or N and four digits")
    if any(other.code[1:] == code[1:] for other in RULES):
        raise ValueError(f"the number of {code} is taken")
    words = Text(zh, en)
    return RULES.add(
        code,
        Rule(code, name, words, fix, why, clause, examine, needs, exit_code, about, complete, against),
    )


def rule(
    code: str,
    *,
    zh: str,
    en: str,
    fix: Text,
    why: str,
    clause: str | None = None,
    needs: tuple[str, ...] = (),
    complete: bool = False,
    against: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Declares a function as a rule; its name with dashes is the rule's, its docstring the English why.

    why: in Chinese, why it matters to a school.
    """

    def enter(examine: F) -> F:
        reason = Text(why, " ".join((inspect.getdoc(examine) or "").split()))
        name = examine.__name__.replace("_", "-")
        declare(
            code,
            name,
            zh=zh,
            en=en,
            fix=fix,
            why=reason,
            clause=clause,
            examine=examine,
            needs=needs,
            complete=complete,
            against=against,
        )
        return examine

    return enter
