"""How pages are dressed: one file a format, each a function from a page to files by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from eduhub.core.text import Lang
from eduhub.reports.formats.md import markdown
from eduhub.reports.page import Page

Format: TypeAlias = Callable[[Page, Lang], dict[str, str]]

FORMATS: dict[str, Format] = {"md": markdown}
