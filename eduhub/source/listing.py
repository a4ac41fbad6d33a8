"""Several values in one cell: joined by 、 and taken apart again without loss."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SIGNS = "、，,；;/\n"
# What stands in quotes or in the marks of a title is one value, whatever signs are in it.
_PART = re.compile(rf'"(?:[^"]|"")*"(?=\s*(?:[{_SIGNS}]|$))|(?:《[^》]*》|[^{_SIGNS}])+')
_WHOLE = re.compile(rf"(?:《[^《》]*》|[^《》{_SIGNS}])+")


def split(text: str) -> list[str]:
    """The values of a cell, without blanks around them; the signs between them may stand within 《》 or "".

    A value that stands in double quotes as a whole is taken without them, and a doubled one inside is one.
    """
    parts = (part.strip() for part in _PART.findall(text))
    return [_unquoted(part) for part in parts if part]


def joined(values: Iterable[str]) -> str:
    """The values as one cell: `split` gives them back, each as it was but for blanks around it."""
    return "、".join(value if _stands(value) else _quoted(value) for value in values)


def _stands(value: str) -> bool:
    """Is a value read back as itself when it stands without quotes?"""
    return bool(_WHOLE.fullmatch(value)) and '"' not in value


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _unquoted(part: str) -> str:
    if len(part) > 1 and part[0] == part[-1] == '"':
        return part[1:-1].replace('""', '"').strip()
    return part
