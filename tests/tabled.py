"""Workbooks written as Markdown tables: what a cell says is what one would type into Excel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

import opendocument as ods
from parts import MAIN, OFFICE, pack, parts, sheet

from eduhub.core.place import cell_name, split_cell

_HIDDEN = "hidden:"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATES = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


@dataclass
class Page:
    """A sheet as it is written: its words by row and column, and what is hidden of it."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    @property
    def state(self) -> str:
        """Do people see the sheet?"""
        return "hidden" if "sheet" in self.hidden else "visible"

    def xml(self) -> str:
        """The worksheet."""
        columns = sorted(split_cell(f"{what[7:]}1")[1] for what in self.hidden if what.startswith("column "))
        head = "".join(f'<col min="{n}" max="{n}" width="9" hidden="1"/>' for n in columns)
        areas = "".join(f'<mergeCell ref="{area}"/>' for area in self._merges())
        rows = "".join(self._row(number, words) for number, words in enumerate(self.rows))
        return sheet(
            rows,
            f"<cols>{head}</cols>" if head else "",
            f"<mergeCells>{areas}</mergeCells>" if areas else "",
        )

    def _row(self, number: int, words: list[str]) -> str:
        state = ' hidden="1"' if f"row {number + 1}" in self.hidden else ""
        cells = "".join(_cell(cell_name(number, column), word) for column, word in enumerate(words))
        return f'<row r="{number + 1}"{state}>{cells}</row>'

    def _merges(self) -> Iterator[str]:
        """Each cell with the `<` to its right and the `^` below it."""
        for top, words in enumerate(self.rows):
            for left, word in enumerate(words):
                if word in ("<", "^"):
                    continue
                right, bottom = left, top
                while self._word(top, right + 1) == "<":
                    right += 1
                while self._word(bottom + 1, left) == "^":
                    bottom += 1
                if (right, bottom) != (left, top):
                    yield f"{cell_name(top, left)}:{cell_name(bottom, right)}"

    def _word(self, row: int, column: int) -> str:
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""


def workbook(text: str) -> bytes:
    """The workbook of a Markdown text: a sheet for each heading of the second level."""
    pages = list(_pages(text))
    files = parts(*(page.xml() for page in pages))
    tabs = "".join(
        f'<sheet name="{escape(page.name)}" sheetId="{n}" state="{page.state}" r:id="r{n}"/>'
        for n, page in enumerate(pages, 1)
    )
    listed = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{tabs}</sheets></workbook>'
    return pack(files | {"xl/workbook.xml": listed, "xl/styles.xml": _DATES})


def opendocument(text: str) -> bytes:
    """The same as an OpenDocument spreadsheet, of text and numbers alone."""
    pages = (ods.table(*map(_line, page.rows), name=page.name) for page in _pages(text))
    return ods.ods(*pages)


def _line(words: list[str]) -> str:
    return ods.row(*(ods.number(word) if _NUMBER.fullmatch(word) else ods.words(word) for word in words))


def _pages(text: str) -> Iterator[Page]:
    """The sheets; what stands outside their tables is for the reader."""
    page: Page | None = None
    for line in map(str.strip, text.splitlines()):
        if line.startswith("## "):
            if page:
                yield page
            page = Page(line.removeprefix("## "))
        elif page and line.startswith(_HIDDEN):
            page.hidden |= {what.strip() for what in line.removeprefix(_HIDDEN).split(",")}
        elif page and line.startswith("|") and not re.fullmatch(r"(\| *-+ *)+\|", line):
            page.rows.append([word.strip() for word in line.strip("|").split("|")])
    if page:
        yield page


def _cell(at: str, word: str) -> str:
    """A cell as Excel would take the word: a number, a date, a formula, an error, else text."""
    if word in ("", "<", "^"):
        return ""
    if word.startswith("="):
        formula, _, result = word[1:].partition(" → ")
        kind = ' t="str"' if result and not _NUMBER.fullmatch(result) else ""
        return f'<c r="{at}"{kind}><f>{escape(formula)}</f>{f"<v>{escape(result)}</v>" if result else ""}</c>'
    if re.fullmatch(r"#[A-Z0-9/]+[!?]?", word):
        return f'<c r="{at}" t="e"><v>{word}</v></c>'
    if _NUMBER.fullmatch(word):
        return f'<c r="{at}"><v>{float(word)!r}</v></c>'
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        days = (date.fromisoformat(word) - date(1899, 12, 30)).days
        return f'<c r="{at}" s="1"><v>{days}</v></c>'
    words = escape(word.removeprefix("'"))
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>'
