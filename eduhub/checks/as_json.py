"""JSON for programs, safe to look at: the data are the same, what can't be seen or held is escaped."""

from __future__ import annotations

import json
import re
from typing import Any

from eduhub.checks.look import Look

# Control characters, those that reorder or hide what a screen shows, and line ends that only some know.
_HIDDEN = re.compile(
    "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def json_text(value: Any, look: Look, indent: int | None = None) -> str:
    """The value as JSON that every encoding of UTF-8 or ASCII holds; on one line unless it is indented."""
    written = json.dumps(value, ensure_ascii=look.ascii_only, indent=indent)
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
