"""Charts of a workbook, drawn by the spreadsheet from the cells of its tables."""

from __future__ import annotations

from math import ceil
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.utility import quote_sheetname, xl_range_abs
from xlsxwriter.workbook import Workbook

from eduhub.core.text import Lang
from eduhub.reports.charts import decimals_of, step_of, top
from eduhub.reports.page import Figure, Panel

WIDTH, HEIGHT = 500, 300  # pixels
_ROW, _AROUND = 20, 130  # of a caterpillar: a row; title, axis and legend
_BLUE, _ORANGE, _GREY = "#5B9BD5", "#C44E00", "#7A7A7A"
_LINE = {"color": "#333333", "width": 0.75}
_GRID = {"major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}}
_HATCHED = {
    "pattern": {"pattern": "wide_upward_diagonal", "fg_color": _ORANGE, "bg_color": "#FFFFFF"},
    "border": _LINE,
}
_SOLID = {"fill": {"color": _BLUE}, "border": _LINE}
_DOTTED = {
    "pattern": {"pattern": "percent_20", "fg_color": _GREY, "bg_color": "#FFFFFF"},
    "border": _LINE,
}


def native(book: Workbook, sheet: str, figure: Figure, panel: Panel, first: int, lang: Lang) -> Chart:
    """The chart of a panel whose first record stands in row `first` of the sheet."""
    if figure.kind == "caterpillar":
        return _intervals(book, sheet, figure, panel, first, lang)
    kinds: dict[str, dict[str, Any]] = {
        "bars": {"type": "column"},
        "diverging": {"type": "bar"},
        "columns": {"type": "column", "subtype": "stacked"},
    }
    chart = book.add_chart(kinds[figure.kind])
    for number, column in enumerate(panel.columns):
        chart.add_series(_series(sheet, panel, first, column, number))
    if panel.limit_at is not None:
        _add_limit(book, chart, sheet, panel, first)
    _dress(chart, figure, panel, lang)
    return chart


# The classes of a caterpillar as bars that can be told apart without colour; those for reference are pale.
_CLASSES: dict[int, dict[str, Any]] = {
    1: {"fill": {"color": _BLUE}},
    0: {"fill": {"color": "#FFFFFF"}},
    -1: {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": _ORANGE, "bg_color": "#FFFFFF"}},
}
_PALE: dict[int, dict[str, Any]] = {
    1: {"fill": {"color": "#CFE0F1"}},
    0: {"fill": {"color": "#FFFFFF"}},
    -1: {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#E2A680", "bg_color": "#FFFFFF"}},
}
_ABSENT: dict[str, Any] = {"fill": {"none": True}, "border": {"none": True}}
_DASHED = {"color": "#8A8A8A", "width": 0.75, "dash_type": "dash"}


def _intervals(book: Workbook, sheet: str, figure: Figure, panel: Panel, first: int, lang: Lang) -> Chart:
    """Bars from nought with error bars: of a scatter plot no spreadsheet shows the names of the rows."""
    chart = book.add_chart({"type": "bar"})
    for at, kind in enumerate(_CLASSES):
        chart.add_series(_of_class(sheet, figure, panel, first, lang, kind, is_last=at == len(_CLASSES) - 1))
    _dress(chart, figure, panel, lang)
    chart.set_size({"width": WIDTH, "height": _AROUND + _ROW * len(panel.drawn)})
    step = step_of(top(panel))
    end = step * ceil(top(panel) / step)
    form = "0." + "0" * decimals_of(step) if decimals_of(step) else "0"
    scale = {"min": -end, "max": end, "major_unit": step, "num_format": form}
    chart.set_x_axis({"num_font": {"size": 9}} | scale | _GRID)
    chart.set_y_axis({"num_font": {"size": 9}, "line": _LINE, "reverse": True, "label_position": "low"})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    return chart


def _of_class(
    sheet: str, figure: Figure, panel: Panel, first: int, lang: Lang, kind: int, *, is_last: bool
) -> dict[str, Any]:
    """All values once more with the bars of one class only, so that the legend says what the bars mean."""
    column, last = panel.columns[0], first + len(panel.drawn) - 1
    look = {"border": _LINE} | _CLASSES[kind]
    pale = {"border": _DASHED} | _PALE[kind]
    points = [
        _ABSENT if own != kind else pale if at in panel.faint else None
        for at, own in enumerate(panel.classes)
    ]
    return {
        "name": figure.legend[1 - kind].to(lang),
        "categories": [sheet, first, 0, last, 0],
        "values": [sheet, first, column, last, column],
        **look,
        **({"points": points} if any(points) else {}),
        **({"y_error_bars": _error_bars(sheet, panel, first)} if is_last else {}),
        "gap": 120,
        "overlap": 100,
    }


def _error_bars(sheet: str, panel: Panel, first: int) -> dict[str, Any]:
    column, last = panel.columns[3], first + len(panel.drawn) - 1
    cells = f"={quote_sheetname(sheet)}!{xl_range_abs(first, column, last, column)}"
    data = panel.numbers(column)
    return {
        "type": "custom",
        "plus_values": cells,
        "minus_values": cells,
        "plus_data": data,
        "minus_data": data,
        "line": {"color": "#000000", "width": 1.25},
    }


def _series(sheet: str, panel: Panel, first: int, column: int, number: int) -> dict[str, Any]:
    last = first + len(panel.drawn) - 1
    look = _SOLID if number == 0 else _DOTTED
    points = [_HATCHED if at in panel.hatched else None for at in range(len(panel.drawn))]
    label = {"value": True, "font": {"size": 8}} if len(panel.drawn) <= 12 and len(panel.columns) == 1 else {}
    return {
        "name": [sheet, first - 1, column],
        "categories": [sheet, first, 0, last, 0],
        "values": [sheet, first, column, last, column],
        **look,
        **({"points": points} if number == 0 and any(points) else {}),
        **({"data_labels": label} if label else {}),
        "gap": 60,
    }


def _add_limit(book: Workbook, chart: Chart, sheet: str, panel: Panel, first: int) -> None:
    """A dashed line over all names, from the column that holds the limit."""
    line = book.add_chart({"type": "line"})
    last = first + len(panel.drawn) - 1
    line.add_series(
        {
            "name": [sheet, first - 1, panel.limit_at],
            "values": [sheet, first, panel.limit_at, last, panel.limit_at],
            "categories": [sheet, first, 0, last, 0],
            "line": {"color": "#000000", "width": 1.75, "dash_type": "dash"},
        }
    )
    chart.combine(line)


def _dress(chart: Chart, figure: Figure, panel: Panel, lang: Lang) -> None:
    title = f"{figure.title.to(lang)}（{panel.title.to(lang)}）" if lang == "zh" else ""
    title = title or f"{figure.title.to(lang)}: {panel.title.to(lang)}"
    plain = figure.title.to(lang) if not panel.title.to(lang) else title
    chart.set_title({"name": plain, "name_font": {"size": 11}, "overlay": False})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    names: dict[str, Any] = {"num_font": {"size": 9}, "line": _LINE}
    values: dict[str, Any] = {"num_font": {"size": 9}, **_GRID}
    if figure.kind == "diverging":  # a bar chart's upright axis has the names
        names |= {"reverse": True, "label_position": "low"}
        chart.set_y_axis(names)
        chart.set_x_axis(values | {"num_format": "0%"})
    elif panel.limit is not None and panel.limit_at is None:  # bars hang from the limit, or stand on it
        chart.set_x_axis(names | {"label_position": "low"})
        chart.set_y_axis(values | {"crossing": panel.limit, "min": 0, "num_format": "0%"})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values | {"min": 0} | _steps(figure, panel))
    if len(panel.columns) > 1 or panel.limit is not None:
        chart.set_legend({"position": "bottom", "font": {"size": 9}})
    else:
        chart.set_legend({"none": True})


def _steps(figure: Figure, panel: Panel) -> dict[str, Any]:
    """Whole steps where few things are counted."""
    highest = max((sum(row[at].value or 0.0 for at in panel.columns) for row in panel.drawn), default=0.0)
    return {"major_unit": 1} if figure.kind == "columns" and highest <= 8 else {}
