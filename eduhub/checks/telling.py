"""A finding in a few lines, for programs that show it in a list or a page of their own."""

from __future__ import annotations

from eduhub.checks.checked import Checked
from eduhub.checks.formats.text import more_places, remedy
from eduhub.core.place import Place
from eduhub.core.rule import Finding
from eduhub.core.text import Lang, visible


def told(finding: Finding, checked: Checked, lang: Lang) -> list[str]:
    """The message, after its cell in a workbook; the remedy; where else the fault stands; what follows."""
    message = f"{cell_of(finding.place)}  {finding.message(lang)}".strip()
    return [message, remedy(finding, lang), *more_places(finding, checked, lang)]


def cell_of(place: Place) -> str:
    """Sheet and cell of a workbook as they can be shown; "" for a text."""
    return visible(place.spot)


def legible(file: str) -> str:
    """A file's name as it is, with backslash escapes for what is not UTF-8 in it."""
    return file.encode("utf-8", "backslashreplace").decode("utf-8")
