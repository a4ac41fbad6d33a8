"""How findings are dressed: for whom, and what the place can show where they are going."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eduhub.core.lines import Style
from eduhub.core.text import Lang


def unpainted(words: str, style: Style) -> str:
    """The words as they are."""
    return words


@dataclass(frozen=True, slots=True)
class Look:
    """What a format minds.

    paint       puts words in a style, where there are colours
    cells       the width of a line; None where lines stay whole, as in a pipe or a file
    ascii_only  only ASCII can be written: programs' formats escape the rest
    """

    lang: Lang
    paint: Callable[[str, Style], str] = unpainted
    cells: int | None = None
    ascii_only: bool = False
