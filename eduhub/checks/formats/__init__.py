"""How findings are printed: one file a format, each a function of what checking found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from eduhub.checks.checked import Checked
from eduhub.checks.formats.concise import concise_lines
from eduhub.checks.formats.github import github_lines
from eduhub.checks.formats.gitlab import gitlab_lines
from eduhub.checks.formats.json import json_lines
from eduhub.checks.formats.jsonl import jsonl_lines
from eduhub.checks.formats.junit import junit_lines
from eduhub.checks.formats.sarif import sarif_lines
from eduhub.checks.formats.text import text_lines
from eduhub.checks.formats.xlsx import xlsx_bytes
from eduhub.checks.look import Look

# The lines of a text, or the bytes of a file that is none.
Format: TypeAlias = Callable[[Checked, Look], Iterator[str] | bytes]

FORMATS: dict[str, Format] = {
    "text": text_lines,
    "concise": concise_lines,
    "json": json_lines,
    "jsonl": jsonl_lines,
    "github": github_lines,
    "gitlab": gitlab_lines,
    "junit": junit_lines,
    "sarif": sarif_lines,
    "xlsx": xlsx_bytes,
}
