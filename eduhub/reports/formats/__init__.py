"""How pages are dressed: one file a format, each a function from a page to files by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from eduhub.core.text import Lang
from eduhub.reports.formats.md import markdown
from eduhub.reports.formats.xlsx import workbook
from eduhub.reports.page import Page
from eduhub.reports.rendering import Templates

Format: TypeAlias = Callable[[Page, Lang, Templates], dict[str, str | bytes]]

FORMATS: dict[str, Format] = {"md": markdown, "xlsx": workbook}
