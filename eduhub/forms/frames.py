"""The rule by which rows below the prepared ones get frames as they are filled in."""

from __future__ import annotations

import re
from typing import Final

FOLLOWING: Final = 3  # rows with frames below one that was filled in; eduhub default
_RULE: Final = re.compile(r"COUNTA\(\$B([0-9]+):\$([A-Z]+)([0-9]+)\)>0")


def frame_rule(row: int, column: str) -> str:
    """The formula, as the first row for which it holds has it.

    row  from 1; column: the letters of the last one
    """
    return f"COUNTA($B{row - FOLLOWING}:${column}{row})>0"


def framed(rule: str) -> tuple[int, str] | None:
    """The first row for which a formula holds, and the last column; None where it is another rule."""
    found = _RULE.fullmatch(rule.removeprefix("="))
    if not found or int(found[3]) - int(found[1]) != FOLLOWING:
        return None
    return int(found[3]), found[2]
