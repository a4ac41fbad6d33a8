"""Numbers that belong to a person: what they look like in text, and how words hide them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Sort(Enum):
    """What sort of number it is."""

    RESIDENT = "resident ID"
    STUDENT = "student number"
    PHONE = "phone number"


_HYPHENS = "\\-\u2010-\u2015\u2212"
_GAP = f"[ \\t\u00a0\u2000-\u200f\u202f\u2060\u3000\ufeff{_HYPHENS}]"
# A digit or a point next to it would make it a part of something longer, or the fraction of a number.
_BEGIN, _END = r"(?<![0-9])(?<![0-9]\.)", r"(?![0-9]|\.[0-9])"
# Digits in groups are one number only where no further group stands beside them.
_FIRST, _LAST = rf"(?<![0-9]{_GAP})", rf"(?!{_GAP}[0-9])"
_ID = (
    rf"(?:{_BEGIN}{_FIRST}(?:[0-9]{_GAP}{{0,2}}){{17}}[0-9Xx]{_END}{_LAST}"
    rf"|{_BEGIN}[0-9]{{17}}[0-9Xx]{_END})"
)
_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_DATE = rf"20[0-9]{{2}}{_DAY}(?![0-9])"
# A hexadecimal digit beside it makes it a part of a hash; a currency or a unit makes it an amount.
_FREE = r"(?<![0-9A-Fa-f¥￥$])(?<![0-9]\.)"
_OVER = rf"(?![0-9A-Fa-f]|\.[0-9]|{_GAP}?(?:元|万|亿|平方|㎡|%|％))"
_CHINA = rf"(?:[(（]?(?:\+|00)?86[)）]?{_GAP}{{0,2}})?"
_MOBILE = (
    rf"(?:{_FREE}{_CHINA}1[3-9][0-9]{{9}}{_OVER}"
    rf"|{_FREE}{_FIRST}{_CHINA}1[3-9][0-9](?:-(?!{_DATE})[0-9]{{8}}"
    rf"|(?P<three>{_GAP}{{1,2}})[0-9]{{4}}(?P=three)[0-9]{{4}}"
    rf"|[0-9](?P<four>{_GAP}{{1,2}})[0-9]{{4}}(?P=four)[0-9]{{3}}){_OVER}{_LAST})"
)
_AREA = rf"(?:[(（]?0[0-9]{{2,3}}[)）]?{_GAP}{{0,2}})"
_LINE = rf"{_BEGIN}{_AREA}?(?!{_DATE})[2-9](?:[0-9]{_GAP}?){{5,6}}[0-9]{_END}"

_ID_WORDS = "身份证|身份号|证件号|(?i:resident id|identity|id card|id number)"
_STUDENT_WORDS = "学籍|(?i:student number|student id)"
_PHONE_WORDS = "电话|手机|座机|传真|联系方式|(?<![A-Za-z])(?i:tel|phone|mobile|fax)"
_NEAR = r"[^0-9\n]{0,12}?"
# In this order: what is found by one is not looked at by the next. Certain are those that words announce.
_SOUGHT = (
    (Sort.STUDENT, False, rf"(?<![A-Za-z0-9])(?P<number>[GLgl]{_GAP}{{0,2}}{_ID})"),
    (Sort.RESIDENT, True, rf"(?:{_ID_WORDS}){_NEAR}(?P<number>{_BEGIN}[0-9]{{17}}[0-9Xx]{_END})"),
    (Sort.RESIDENT, True, rf"(?:{_ID_WORDS}){_NEAR}(?P<number>{_BEGIN}[0-9]{{8}}{_DAY}[0-9]{{3}}{_END})"),
    (Sort.RESIDENT, False, f"(?P<number>{_ID})"),
    (Sort.STUDENT, True, rf"(?:{_STUDENT_WORDS}){_NEAR}(?P<number>{_BEGIN}[0-9]{{8,20}}{_END})"),
    (Sort.PHONE, True, f"(?P<number>{_MOBILE})"),
    (Sort.PHONE, True, f"(?:{_PHONE_WORDS}){_NEAR}(?P<number>{_LINE})"),
)
# What is hidden beyond that: the words that announce it may have been cut off.
_HIDDEN = re.compile(rf"{_BEGIN}(?:[0-9]{{8}}{_DAY}[0-9]{{3}}|{_AREA}(?<=[^0-9])[2-9][0-9]{{6,7}}){_END}")
_WORDS = re.compile(f"{_ID_WORDS}|{_STUDENT_WORDS}|{_PHONE_WORDS}")
# They begin with what the search can leap to, unlike the exact patterns: ten thousand lines take a moment.
_HINTS = (
    re.compile(rf"1[3-9][0-9](?:-?[0-9]{{8}}|[0-9]?{_GAP}{{1,2}}+[0-9]{{4}}{_GAP})"),
    re.compile(rf"[0-9](?<![0-9][0-9])(?:{_GAP}{{0,2}}+[0-9]){{16}}+{_GAP}{{0,2}}+[0-9Xx]"),
    re.compile("[身证学电手座传联](?:份证|份号|件号|籍|话|机|真|系方式)"),
    re.compile(
        "[tTfFpPmMiIsSrR](?:[eE][lL]|[aA][xX]|[hH][oO][nN][eE]|[oO][bB][iI][lL]|[dD] [cCnN]"
        "|[dD][eE][nN][tT][iI]|[tT][uU][dD][eE][nN][tT] |[eE][sS][iI][dD][eE][nN][tT] )"
    ),
)
_PATTERNS = [(sort, certain, re.compile(pattern)) for sort, certain, pattern in _SOUGHT]
_DIGITS = re.compile("[0-9０-９\U0001d7ce-\U0001d7ff]")

# Digits and letters of full width and the like stand for the usual ones, one for one.
_PLAIN = {0xFEE0 + code: code for code in range(0x21, 0x7F)} | {
    0x1D7CE + number: 0x30 + number % 10 for number in range(50)
}
_WIDE = re.compile("[０-９ＧＬＸｇｌｘ\U0001d7ce-\U0001d7ff]")
_GAPS = re.compile(f"{_GAP}+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What looks like a person's number.

    start    with `end` where it stands in the text
    digits   the number alone: no gaps, X in upper case
    certain  nothing more needs to be looked at
    """

    sort: Sort
    start: int
    end: int
    digits: str
    certain: bool


def plain(text: str) -> str:
    """The text with the usual digits and letters; not one character more or less."""
    return text.translate(_PLAIN) if _WIDE.search(text) else text


def announces(words: str) -> bool:
    """Does a heading or label say that what belongs to it is a person's number?"""
    return _WORDS.search(words) is not None


def suspicious(text: str) -> bool:
    """Is a closer look worth it? A no is certain."""
    words = plain(text)
    return any(hint.search(words) for hint in _HINTS)


def candidates(text: str) -> Iterator[Candidate]:
    """All that looks like a person's number, one sort after another; none overlaps another."""
    words = plain(text)
    taken: list[tuple[int, int]] = []
    for sort, certain, pattern in _PATTERNS:
        for found in pattern.finditer(words):
            start, end = found.span("number")
            groups = _GAPS.split(found["number"])
            if len(groups) > 6 or any(start < to and begin < end for begin, to in taken):
                continue
            taken.append((start, end))
            yield Candidate(sort, start, end, "".join(groups).upper(), certain)


def masked(words: str) -> str:
    """The words with all that may be a person's number written as `138***78`."""
    if not _DIGITS.search(words):
        return words
    spans = [(found.start, found.end) for found in candidates(words)]
    spans += [found.span() for found in _HIDDEN.finditer(plain(words))]
    for start, end in sorted(_together(spans), reverse=True):
        words = f"{words[: start + 3]}***{words[end - 2 :]}"
    return words


def _together(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, those that reach into each other made one."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            first, last = kept.pop()
            start, end = first, max(end, last)
        kept.append((start, end))
    return kept
