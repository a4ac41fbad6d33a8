"""OpenDocument spreadsheets (.ods) as plain data: the package is checked, then its one part of cells walked.

The walk that guards the limits gives the values too. A reader of its own would differ from it: calamine
drops line breaks, takes the words of a drawing for the cell's, and refuses a file with spaces between cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from eduhub.source.archive import Package, open_package
from eduhub.source.guard import look_over
from eduhub.source.imprint import SAVED
from eduhub.source.markup import damaged, elements
from eduhub.source.ods_cells import Content
from eduhub.source.ods_styles import Styles
from eduhub.source.office import ELSEWHERE, PROPERTIES, Aside, pieces_of, words_of
from eduhub.source.problems import ENCRYPTED, MACROS, RefusedError
from eduhub.source.workbook import Book

_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
# Lists of libraries are there without any program, too.
_PROGRAM: Final = re.compile(r"scripts/.|basic/(?!(?:.*/)?(?:script|dialog)-l[bc]\.xml$).")


def open_ods(data: bytes) -> Book:
    """Reads an OpenDocument spreadsheet; RefusedError for all that is odd."""
    package = open_package(data)
    if _MANIFEST in package and elements(package.read(_MANIFEST), _MANIFEST, "encryption-data"):
        raise RefusedError(ENCRYPTED)
    if any(map(_PROGRAM.match, package)):
        raise RefusedError(MACROS)
    look_over(package, (_CONTENT, _META, _MANIFEST))
    styles = Styles()
    if _STYLES in package:
        styles.read(package.read(_STYLES), _STYLES)
    content = Content(styles)
    content.read(package.read(_CONTENT), _CONTENT)
    if not content.sheets:
        raise damaged("没有工作表", "it has no worksheet")
    asides = (*content.asides, *_asides(package))
    return Book(
        tuple(content.sheets), _properties(package), tuple(aside for aside in asides if aside.words.strip())
    )


def _properties(package: Package) -> dict[str, str]:
    """The document's own properties, and when a program saved it last."""
    if _META not in package:
        return {}
    found = elements(package.read(_META), _META, "user-defined", "date")
    named = {e.attributes.get("name", ""): e.text.strip() for e in found if e.name == "user-defined"}
    saved = [e.text.strip() for e in found if e.name == "date"]
    return named | ({SAVED: saved[0]} if saved else {})


def _asides(package: Package) -> Iterator[Aside]:
    """The words in properties, and in headers and footers."""
    if _META in package:
        yield Aside(PROPERTIES, pieces_of(package.read(_META).decode("utf-8", "replace")))
    if _STYLES in package:
        yield Aside(ELSEWHERE, words_of(package.read(_STYLES).decode("utf-8", "replace")))
