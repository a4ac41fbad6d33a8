"""A figure as the plain data that a template draws: what its tables hold, in one language."""

from __future__ import annotations

import re
from math import floor, log10
from typing import Any

from eduhub.core.text import Lang, Text
from eduhub.reports.page import Figure, Panel, number
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
        "panels": [_data(figure, panel, lang) for panel in figure.panels],
    }
    return Job((f"charts/{figure.kind}.svg.j2",), data)


def _data(figure: Figure, panel: Panel, lang: Lang) -> dict[str, Any]:
    data = _panel(panel, lang)
    return data | _points(panel, data["rows"], lang) if figure.kind == "caterpillar" else data


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


def _points(panel: Panel, rows: list[dict[str, Any]], lang: Lang) -> dict[str, Any]:
    """The rows of a caterpillar, with the interval in words, and where its scale is marked."""
    return {
        "ticks": ticks(top(panel)),
        "rows": [
            row
            | {"mark": panel.classes[at], "faint": at in panel.faint, "said": _interval(panel, at).to(lang)}
            for at, row in enumerate(rows)
        ],
    }


def _interval(panel: Panel, at: int) -> Text:
    low, high = (panel.drawn[at][column].words for column in panel.columns[1:3])
    return interval(low, high)


def interval(low: Text, high: Text) -> Text:
    """From one number to another."""
    return Text(f"{low.zh} 至 {high.zh}", f"{low.en} to {high.en}")


def step_of(end: float) -> float:
    """The round distance between the marks of a scale that ends there: 2, 5 or 10 times a power of ten."""
    size = 10.0 ** floor(log10(end))
    return next(size * part for part in (0.2, 0.5, 1.0, 2.0) if end / (size * part) < 6)


def decimals_of(step: float) -> int:
    """How many decimals the marks of a scale need."""
    return max(0, -floor(log10(step) + 1e-9))


def ticks(end: float) -> list[dict[str, Any]]:
    """Round numbers on both sides of nought up to the end of a scale: two or more a side, five at most."""
    step = step_of(end)
    decimals = decimals_of(step)
    marks = range(-floor(end / step), floor(end / step) + 1)
    return [{"value": at * step, "words": number(at * step, decimals, signed=True).words.en} for at in marks]


def top(panel: Panel) -> float:
    """Where the scale of a panel ends: at its largest number, its limit or higher."""
    numbers = [abs(value) for at in panel.columns for value in panel.numbers(at) if value is not None]
    return max([*numbers, panel.limit or 0.0, panel.top, 1e-9]) if not panel.dark_low else panel.top
