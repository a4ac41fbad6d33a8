"""Forms of the example city as schools hand them in: filled, dressed with a cover, saved by some program."""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from filled import CITY, YEAR, Shown, by_xlsxwriter, filled_form, listed, load
from openpyxl.styles import PatternFill

from eduhub.core.text import Lang

FIRST, SECOND, THIRD, LAST = "2136990001", "2136990003", "2136990002", "3136990007"
CLOSED, ELSEWHERE = "2136990034", "2136990021"


def school_data(code: str, year: str = YEAR) -> dict[str, dict[str, Any]]:
    """All that a school of the example city reports of a year, by kind."""
    folder = f"schools/{code}/{year}"
    campuses = [row for row in listed("campuses", "registry/campuses.csv")["rows"] if row["school"] == code]
    return {
        "school": load(f"{folder}/school.yaml"),
        "campuses": {"rows": campuses},
        "classes": listed("classes", f"{folder}/classes.csv"),
        "teachers": listed("teachers", f"{folder}/teachers.csv"),
    }


@dataclass
class Handed:
    """A school's form.

    data        by kind; changes: other values by kind and route
    properties  of the document, beside those that every form has
    cover       the labels of the cover and their values
    """

    code: str = FIRST
    year: str = YEAR
    changes: Mapping[Any, Any] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    cover: Mapping[str, str | date] = field(default_factory=dict)
    saved: datetime = datetime(2025, 10, 9, 8, 30)
    lang: Lang = "zh"

    def data(self) -> dict[str, Any]:
        """The data with the changes."""
        whole: dict[str, Any] = copy.deepcopy(school_data(self.code, self.year))
        for (*route, last), value in self.changes.items():
            inner: Any = whole
            for step in route:
                inner = inner[step]
            inner[last] = value
        return whole

    def bytes(self) -> bytes:
        """The workbook."""
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True})
        book.set_properties({"created": self.saved})
        said = {"eduhub.kinds": "school@1 campuses@1 classes@1 teachers@1", "eduhub.form": "roster"}
        for name, words in {**said, **self.properties}.items():
            book.set_custom_property(name, words)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        if self.cover:
            page = book.add_worksheet("封面" if self.lang == "zh" else "cover")
            for at, (label, given) in enumerate(self.cover.items()):
                page.write_string(at, 0, label)
                _put(page, at, 1, given, day)
        for sheet in filled_form("roster", self.data(), self.lang).values():
            page = book.add_worksheet(sheet.name)
            for (row, column), value in sheet.cells.items():
                _put(page, row, column, value, day)
        book.close()
        return stream.getvalue()


def _put(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    match value:
        case Shown():
            page.write_formula(row, column, "=NA()", None, str(value))
        case bool() | int() | float():
            page.write(row, column, value)
        case date():
            page.write_datetime(row, column, value, day)
        case _:
            page.write_string(row, column, value)


def resaved(raw: bytes) -> bytes:
    """The workbook after another program opened and saved it."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def marked(raw: bytes) -> bytes:
    """The workbook with a list of findings in front and colours in some cells, as a marked copy has them."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    page = book.create_sheet("问题清单", 0)
    page.append(["代码", "说明的位置", "当时的值", "说明"])
    page.append(["Q1302", "班级!C8", "56", None])
    for row in book["班级"].iter_rows(min_row=2, max_row=4):
        row[0].fill = PatternFill("solid", fgColor="FFC7CE")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def plan_bytes(version: int = 1, words: str = "") -> bytes:
    """A cluster's plan, in a version that it says itself, with other words in one place."""
    data = load("clusters/chenghu/chenghu-01/plan.yaml")
    data["submitted"]["version"] = str(version)
    data["cluster"]["name"] = words or data["cluster"]["name"]
    return by_xlsxwriter(list(filled_form("plan", {"plan": data}).values()))


def small_city(folder: Path, *codes: str) -> Path:
    """A data repository that knows some schools of the example city, one that closed, one of elsewhere."""
    lines = (CITY / "registry" / "schools.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    wanted = {*codes, CLOSED, ELSEWHERE}
    texts = {
        "eduhub.yaml": (CITY / "eduhub.yaml").read_text(encoding="utf-8"),
        "registry/districts.csv": (CITY / "registry" / "districts.csv").read_text(encoding="utf-8"),
        "registry/schools.csv": lines[0] + "".join(line for line in lines if line.split(",")[0] in wanted),
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
