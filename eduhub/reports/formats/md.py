"""A page as Markdown, its charts as SVG files beside it."""

from __future__ import annotations

from eduhub.core.text import Lang
from eduhub.reports.page import Page
from eduhub.reports.rendering import plain, render


def markdown(page: Page, lang: Lang) -> dict[str, str]:
    """The files of a page: `<name>.md`, and an SVG for each figure."""
    files = {f"{page.name}.md": render("reports/page.md.j2", {"page": _data(page, lang), "lang": lang})}
    for section in page.sections:
        for figure in section.figures:
            data = plain({"title": figure.title, "words": figure.words, **figure.data}, lang)
            files[f"{figure.name}.svg"] = render(f"charts/{figure.template}", data | {"lang": lang})
    return files


def _data(page: Page, lang: Lang) -> object:
    """The page as plain data: what a template may see."""
    return plain({name: getattr(page, name) for name in ("name", "title", "facts", "notes")}, lang) | {
        "sections": [
            {
                "title": section.title.to(lang),
                "sentences": plain(section.sentences, lang),
                "figures": [
                    {"name": figure.name, "title": figure.title.to(lang), "words": figure.words.to(lang)}
                    for figure in section.figures
                ],
                "tables": [
                    plain({name: getattr(table, name) for name in ("title", "head", "align", "rows")}, lang)
                    for table in section.tables
                ],
            }
            for section in page.sections
        ]
    }
