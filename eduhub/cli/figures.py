"""Figures as lines on a screen say them: amounts, shares, changes, with signs and units."""

from __future__ import annotations

import math
from collections.abc import Iterator

from eduhub.cli.language import current, t
from eduhub.cli.output import page_width
from eduhub.core.lines import hanging
from eduhub.core.text import rounded
from eduhub.parameters import INDICATORS
from eduhub.scores import Scores

UNKNOWN = "?"


def number(value: float | None, decimals: int) -> str:
    """A number as printed, a question mark where it is not known."""
    return UNKNOWN if value is None else rounded(value, decimals)


def amount(value: float | None) -> str:
    """A number with at most two decimals, without zeros at the end."""
    words = number(value, 2)
    return words.rstrip("0").rstrip(".") if "." in words else words


def percent(share: float | None, decimals: int = 1) -> str:
    """A share as per cent."""
    return UNKNOWN if share is None else f"{rounded(share * 100, decimals)} %"


def signed(value: float | None, decimals: int) -> str:
    """A number with its sign; a rounded zero has none."""
    words = number(value, decimals)
    is_zero = value is not None and not words.strip("-0.")
    return words.lstrip("-") if is_zero else f"+{words}" if value is not None and value > 0 else words


def growth(log_ratio: float | None) -> str:
    """A logarithmic change as per cent of what was: ln 1.1 is +10.0 %."""
    return UNKNOWN if log_ratio is None else f"{signed((math.exp(log_ratio) - 1) * 100, 1)} %"


def unit(code: str) -> str:
    """The unit of an indicator, in the language of the session."""
    return INDICATORS[code].unit.to(current())


def lacking(value: float, code: str) -> str:
    """What is lacking, in its own unit: 3 人, 12.5 平方米; English names persons and rooms before."""
    decimals = INDICATORS[f"{code}.distance"].decimals
    words = amount(value) if value < 1 else rounded(value, decimals)
    is_plain = current() == "en" and unit(code) in ("persons", "rooms")
    return words if is_plain else f"{words} {unit(code)}"


def relaxations(scores: Scores) -> Iterator[str]:
    """The dated relaxations that are switched on, each with what is doubtful about it."""
    for switch in scores.relaxations:
        granted = scores.parameters.relaxation(switch)
        words = granted.what.to(current())
        doubts = granted.doubts.to(current()) if granted.doubts else ""
        yield from hanging(t("已启用过渡期规定：", "relaxation in use: "), words, page_width())
        yield from hanging(t("  存疑：", "  in doubt: "), doubts, page_width())
