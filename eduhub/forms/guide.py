"""The first sheet of a form: who fills it in, by when, how, and what its colours mean."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from eduhub.core.text import Text
from eduhub.forms.cells import Making, say
from eduhub.forms.cover import owners
from eduhub.forms.guide_words import AS_NOTICE, COLOURS, HEADINGS, NOTES, STEPS, WHO, WORDS
from eduhub.forms.page import capital, height, is_needed, prepare, shelter
from eduhub.source.imprint import COVER_TITLE, NAMES

_WIDTHS = (26, 70, 19)


class _Page:
    """The guide while it is written downwards."""

    def __init__(self, making: Making, sheet: Worksheet) -> None:
        self.making, self.sheet, self.row = making, sheet, 0

    def line(self, *cells: tuple[str, Format]) -> None:
        """A row of cells, as high as its words need."""
        for at, cell in enumerate(cells):
            say(self.sheet, self.row, at, *cell)
        words = (said for said, _ in cells)
        self.sheet.set_row(self.row, height(*zip(words, _WIDTHS, strict=False)))
        self.row += 1

    def part(self, words: Text) -> None:
        """A heading with a gap above it."""
        self.row += 1
        say(self.sheet, self.row, 0, words.to(self.making.lang), self.making.styles.title)
        self.sheet.set_row(self.row, 22)
        self.row += 1

    def link(self, target: str) -> None:
        """Makes the name in the last line a link to its sheet."""
        self.sheet.write_url(
            self.row - 1, 0, f"internal:'{target}'!A1", self.making.styles.link, string=target
        )


def guide(making: Making, sheet: Worksheet) -> None:
    """Writes the guide."""
    for at, size in enumerate(_WIDTHS):
        sheet.set_column(at, at, size)
    page = _Page(making, sheet)
    name = making.filling.unit.get("name", "")
    title = capital(making.form.label.to(making.lang)) + (f"　{name}" if name else "")
    say(sheet, 0, 0, title, making.styles.title)
    sheet.set_row(0, 30)
    page.row = 1
    _terms(page)
    _sheets(page)
    _steps(page)
    _colours(page)
    _notes(page)
    sheet.set_portrait()
    prepare(making, sheet)
    sheet.fit_to_pages(1, 1)  # no part of it is torn from its heading
    shelter(making, sheet)


def _terms(page: _Page) -> None:
    """Who and by when."""
    making, styles, lang = page.making, page.making.styles, page.making.lang
    mine = owners(making.form)
    who = next((words for part, words in WHO.items() if part in mine), WORDS["bureau"])
    when = making.filling.due or AS_NOTICE
    for label, words in ((WORDS["who"], who), (WORDS["when"], when)):
        page.line((label.to(lang), styles.label), (words.to(lang), styles.boxed))


def _sheets(page: _Page) -> None:
    """The sheets, with links to them, and whether they must be filled in."""
    making, styles, lang = page.making, page.making.styles, page.making.lang
    page.part(HEADINGS["sheets"])
    heads = (WORDS["sheet"], WORDS["shape"], WORDS["must"])
    page.line(*((words.to(lang), styles.label) for words in heads))
    page.line((COVER_TITLE.to(lang), styles.link), (WORDS["first"].to(lang), styles.boxed))
    page.link(COVER_TITLE.to(lang))
    for layout in (sheet for kind in making.form.kinds for sheet in kind.layout.sheets):
        shape = WORDS["lines" if layout.pairs else "rows"].to(lang)
        if layout in making.filling.carried:
            shape += WORDS["carried"].to(lang)
        needed = is_needed(making.form, layout)
        must = WORDS["required" if needed else "optional"].to(lang)
        style = styles.required if needed else styles.optional
        page.line((layout.title.to(lang), styles.link), (shape, styles.boxed), (must, style))
        page.link(layout.title.to(lang))
    if any(making.filling.listed.values()):
        page.line((NAMES.to(lang), styles.link), (WORDS["names"].to(lang), styles.boxed))
        page.link(NAMES.to(lang))


def _steps(page: _Page) -> None:
    styles, lang = page.making.styles, page.making.lang
    page.part(HEADINGS["steps"])
    for number, (short, words) in enumerate(STEPS, start=1):
        page.line((f"{number}  {short.to(lang)}", styles.label), (words.to(lang), styles.boxed))


def _colours(page: _Page) -> None:
    """Sample cells with what they mean; each is told apart without its colour too."""
    styles, lang = page.making.styles, page.making.lang
    page.part(HEADINGS["colours"])
    samples = (
        styles.required,
        styles.optional,
        styles.how,
        styles.example,
        styles.wrong,
        styles.doubted,
        styles.carried,
    )
    for (sample, words), style in zip(COLOURS, samples, strict=True):
        page.line((sample.to(lang), style), (words.to(lang), styles.boxed))


def _notes(page: _Page) -> None:
    styles, lang = page.making.styles, page.making.lang
    page.part(HEADINGS["notes"])
    for short, words in NOTES:
        page.line((short.to(lang), styles.label), (words.to(lang), styles.boxed))
