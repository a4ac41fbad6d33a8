"""How findings are printed: one file a format, each a function of what checking found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeAlias

from eduhub.checks.engine import Checked
from eduhub.checks.formats.concise import concise_lines
from eduhub.checks.formats.github import github_lines
from eduhub.checks.formats.json import json_lines
from eduhub.checks.formats.text import text_lines
from eduhub.core.text import Lang

Paint: TypeAlias = Callable[[str, str], str]
Format: TypeAlias = Callable[[Checked, date, Lang, Paint], Iterator[str]]

FORMATS: dict[str, Format] = {
    "text": text_lines,
    "concise": concise_lines,
    "json": json_lines,
    "github": github_lines,
}
