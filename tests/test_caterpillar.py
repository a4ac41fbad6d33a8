"""The caterpillar: intervals drawn as they are, each row where its code puts it, nothing that is withheld."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import made
import openpyxl
import pytest
from made import files_of

from eduhub.core.text import Lang, Text
from eduhub.reports.charts import ticks
from eduhub.reports.pieces import value_added_units
from eduhub.reports.pieces.effects import Group

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DISTRICT, CLUSTER = "district-chenghu", "cluster-chenghu-02"
# In the order of their codes.
MEMBERS = {
    "3136990007": "云杉中学",
    "3136990008": "荷塘中学",
    "3136990009": "临溪中学",
    "3136990010": "青禾学校",
    "3436990012": "澄湖中学",
}


def drawn(svg: str) -> Iterator[tuple[str, str, list[float]]]:
    """Each row of a caterpillar: name, form of the mark, and where point and ends lie on the scale."""
    for panel in ET.fromstring(svg).iterfind(f"{SVG}g"):
        marks = {str(text.text): float(text.get("x", "")) for text in panel.iterfind(f"{SVG}text")}
        for row in panel.iterfind(f"{SVG}g"):
            name, line = row.find(f"{SVG}text"), row.find(f"{SVG}line")
            assert name is not None
            assert line is not None
            form, x = _mark(row)
            dashed = "?" if line.get("stroke-dasharray") else ""
            ends = [x, *(float(line.get(key, "")) for key in ("x1", "x2"))]
            zero, unit = marks["0"], marks["+1"] - marks["0"]
            yield str(name.text), form + dashed, [(end - zero) / unit for end in ends]


def _mark(row: ET.Element) -> tuple[str, float]:
    circle, path = row.find(f"{SVG}circle"), row.find(f"{SVG}path")
    if circle is not None:
        assert circle.get("fill") == "#ffffff"
        return "o", float(circle.get("cx", ""))
    assert path is not None
    corners = [float(number) for number in re.findall(r"[-0-9.]+", path.get("d", ""))]
    _, base, x, tip = corners[:4]
    return ("^" if tip < base else "v"), x


def test_every_school_is_drawn_with_its_interval_by_its_code_and_the_withheld_are_not() -> None:
    found = list(drawn(files_of(made.pages()[DISTRICT])[f"{DISTRICT}-value-added-2.svg"]))
    rows = {row["id"]: row for row in made.REML.schools.iter_rows(named=True)}
    assert [row[:2] for row in found] == [
        *(("云杉中学", "^"), ("荷塘中学", "o"), ("临溪中学", "v"), ("青禾学校", "o"), ("澄湖中学", "o")),
        ("启明实验学校", "o?"),
    ]
    for code, row in zip([*MEMBERS, made.FEW], found, strict=True):
        assert row[2] == pytest.approx([rows[code][key] for key in ("value", "low", "high")], abs=0.01)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            {
                *("显著高于预期", "与预期无显著差异", "显著低于预期", "虚线、浅色：仅供参考", "预期"),
                *("增值及 95% 区间（T 分），0 为预期", "行：按学校标识码排列，不是名次。"),
            },
        ),
        (
            "en",
            {
                *("above expectation", "not different from expectation", "below expectation", "expected"),
                *(
                    "dashed and pale: for reference only",
                    "Rows: in the order of school codes; this is no ranking.",
                ),
                "value-added with 95% interval (T-score points); 0: expected",
            },
        ),
    ],
)
def test_the_figure_says_what_its_marks_mean_and_that_it_ranks_nobody(lang: Lang, said: set[str]) -> None:
    svg = files_of(made.pages()[DISTRICT], lang)[f"{DISTRICT}-value-added-2.svg"]
    assert said <= {str(element.text) for element in ET.fromstring(svg).iter(f"{SVG}text")}


def test_all_panels_of_an_assessment_have_one_scale() -> None:
    repository, _ = made.example()
    page = made.page("city", "city", made.many(repository.schools))
    figures = [one for one in page.figures if one.kind == "caterpillar" and "clusters" not in one.name]
    assert len(figures) > 1
    assert len({panel.top for figure in figures for panel in figure.panels}) == 1


def test_a_large_city_is_drawn_in_figures_that_can_be_read_with_every_row_once() -> None:
    row = {**made.shrunken(made.read("x | 100 | 1.0 | 0.95 |")[0]), "note": None}
    names = [Text(f"第{n}校", f"school {n}") for n in range(300)]
    groups = [Group(Text(f"区{at}", f"d{at}"), tuple((n, row) for n in names[at::4])) for at in range(4)]
    figures, left = value_added_units.of_schools(made.MATHS, groups, "x", Text("增值", "value-added"))
    sizes = [sum(len(panel.drawn) for panel in figure.panels) for figure in figures]
    said = [cells[0].words for figure in figures for panel in figure.panels for cells in panel.drawn]
    assert left == []
    assert max(sizes) <= 41
    assert said == [name for at in range(4) for name in names[at::4]]
    assert [figure.name for figure in figures] == [f"x-{n}" for n in range(1, len(figures) + 1)]


def test_rows_stand_by_code_whatever_their_values() -> None:
    repository, _ = made.example()
    codes = {school.name: code for code, school in repository.schools.items()}
    checked = 0
    for page in made.pages().values():
        for figure in (figure for figure in page.figures if figure.kind == "caterpillar"):
            for panel in figure.panels:
                order = [codes[row[0].words.zh] for row in panel.drawn if row[0].words.zh in codes]
                assert order == sorted(order), figure.name
                checked += len(order)
    assert checked > 40


def test_the_marks_of_a_scale_are_round_numbers_on_both_sides() -> None:
    assert {end: [tick["words"] for tick in ticks(end)] for end in (0.9, 3.37, 11.0)} == {
        0.9: ["-0.8", "-0.6", "-0.4", "-0.2", "0.0", "+0.2", "+0.4", "+0.6", "+0.8"],
        3.37: ["-3", "-2", "-1", "0", "+1", "+2", "+3"],
        11.0: ["-10", "-8", "-6", "-4", "-2", "0", "+2", "+4", "+6", "+8", "+10"],
    }


def test_the_chart_of_the_workbook_draws_the_cells_with_their_intervals() -> None:
    [content] = files_of(made.pages()[CLUSTER], "zh", "xlsx").values()
    book = openpyxl.load_workbook(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = [ET.fromstring(parts.read(name)) for name in parts.namelist() if "charts/chart" in name]
    [chart] = [one for one in charts if _words(one).startswith("数学（2026-junior）")]
    above, middle, below = chart.iter(f"{CHART}ser")
    rows = {row["id"]: row for row in made.REML.schools.iter_rows(named=True)}
    shown = [made.REML.clusters.row(0, named=True), *(rows[code] for code in MEMBERS)]
    assert _cells(book, above, "cat/strRef") == ["片区整体", *MEMBERS.values()]
    for one in (above, middle, below):
        assert _cells(book, one, "val/numRef") == pytest.approx([row["value"] for row in shown])
    for side in ("plus", "minus"):
        half = _cells(book, below, f"errBars/{side}/numRef")
        assert half == pytest.approx([1.96 * row["se"] for row in shown])


def test_each_bar_of_the_workbook_is_drawn_in_the_series_of_its_class_only() -> None:
    [content] = files_of(made.pages()[CLUSTER], "zh", "xlsx").values()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = [ET.fromstring(parts.read(name)) for name in parts.namelist() if "charts/chart" in name]
    [chart] = [one for one in charts if _words(one).startswith("数学（2026-junior）")]
    absent = {
        str(one.findtext(f"{CHART}tx/{CHART}v")): [
            int(dot.findall(f"{CHART}idx")[0].get("val", ""))
            for dot in one.iter(f"{CHART}dPt")
            if dot.find(f"{CHART}spPr/{DRAWING}noFill") is not None
        ]
        for one in chart.iter(f"{CHART}ser")
    }
    assert absent == {
        "显著高于预期": [0, 2, 3, 4, 5],
        "与预期无显著差异": [1, 3],
        "显著低于预期": [0, 1, 2, 4, 5],
    }


def _words(chart: ET.Element) -> str:
    title = chart.find(f".//{CHART}title")
    return "".join(text for text in title.itertext()) if title is not None else ""


def _cells(book: openpyxl.Workbook, series: ET.Element, path: str) -> list[Any]:
    """The cells that a part of a series is drawn from."""
    reference = series.findtext("/".join(f"{CHART}{step}" for step in f"{path}/f".split("/")))
    assert reference is not None
    sheet, _, area = reference.replace("$", "").rpartition("!")
    return [cell.value for row in book[sheet.strip("'")][area] for cell in row]
