"""A page as Markdown, its charts as SVG files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eduhub.core.text import Lang, Text
from eduhub.reports.charts import job
from eduhub.reports.page import Figure, Page, Section, Table
from eduhub.reports.rendering import Templates, plain
from eduhub.reports.sandbox import Job


def markdown(page: Page, lang: Lang, templates: Templates) -> dict[str, str | bytes]:
    """The files of a page: `<name>.md`, and an SVG for each figure."""
    names = (f"reports/{page.report}.md.j2", "reports/page.md.j2")
    figures = list(page.figures)
    jobs = [Job(names, {"page": _data(page, lang), "lang": lang}), *(job(figure, lang) for figure in figures)]
    files = [f"{page.name}.md", *(f"{figure.name}.svg" for figure in figures)]
    return dict(zip(files, templates.render(jobs), strict=True))


def _data(page: Page, lang: Lang) -> dict[str, Any]:
    """The page as plain data: what a template may see."""
    texts = {
        name: plain(getattr(page, name), lang) for name in ("name", "title", "facts", "summary", "notes")
    }
    return texts | {"sections": [_section(section, lang) for section in page.sections]}


def _section(section: Section, lang: Lang) -> dict[str, Any]:
    return {
        "title": section.title.to(lang),
        "sentences": _said(section.sentences, lang),
        "figures": [_figure(figure, lang) for figure in section.figures],
        "tables": [_table(table, lang) for table in section.tables],
    }


def _figure(figure: Figure, lang: Lang) -> dict[str, Any]:
    return {
        "name": figure.name,
        "title": figure.title.to(lang),
        "words": figure.words.to(lang),
        "sentence": figure.sentence.to(lang),
        "tables": [_table(table, lang) for table in figure.tables],
    }


def _table(table: Table, lang: Lang) -> dict[str, Any]:
    return {
        "title": table.title.to(lang),
        "head": [text.to(lang) for text in table.head],
        "align": list(table.align),
        "rows": [[cell.words.to(lang) for cell in row] for row in table.rows],
    }


def _said(texts: Iterable[Text], lang: Lang) -> list[str]:
    return [text.to(lang) for text in texts if text.to(lang)]
