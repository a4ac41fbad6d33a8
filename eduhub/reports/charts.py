"""A figure as the plain data that a template draws: what its tables hold, in one language."""

from __future__ import annotations

import re
from typing import Any

from eduhub.core.text import Lang, Text
from eduhub.reports.page import Figure, Panel
from eduhub.reports.sandbox import Job

_LIMIT = Text("上限", "limit")
_CODE = re.compile(r"^(L[1-7]) ")  # a code stands above its words


def job(figure: Figure, lang: Lang) -> Job:
    """What fills the template of a figure's kind."""
    data = {
        "lang": lang,
        "title": figure.title.to(lang),
        "words": figure.words.to(lang),
        "legend": [text.to(lang) for text in figure.legend],
        "panels": [_panel(panel, lang) for panel in figure.panels],
    }
    return Job((f"charts/{figure.kind}.svg.j2",), data)


def _panel(panel: Panel, lang: Lang) -> dict[str, Any]:
    return {
        "title": panel.title.to(lang),
        "limit": panel.limit,
        "limit_name": (panel.limit_name or _LIMIT).to(lang),
        "top": top(panel),
        "dark_low": panel.dark_low,
        "columns": [_CODE.sub(r"\1\n", panel.table.head[at].to(lang)) for at in panel.columns],
        "rows": [
            {
                "label": row[0].words.to(lang),
                "stands_out": at in panel.hatched,
                "whole": sum(int(row[c].value or 0) for c in panel.columns),
                "cells": [{"value": row[c].value, "words": row[c].words.to(lang)} for c in panel.columns],
            }
            for at, row in enumerate(panel.drawn)
        ],
    }


def top(panel: Panel) -> float:
    """Where the scale of a panel ends: at its largest number, its limit or higher."""
    numbers = [abs(value) for at in panel.columns for value in panel.numbers(at) if value is not None]
    return max([*numbers, panel.limit or 0.0, panel.top, 1e-9]) if not panel.dark_low else panel.top
