"""The example city's documents as filled forms: cells in any arrangement, and faults for any field."""

from __future__ import annotations

import copy
import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import xlsxwriter
import yaml

from eduhub.core.place import Route
from eduhub.core.text import Lang
from eduhub.kinds.base import Field, Kind, field_at
from eduhub.kinds.catalogue import FORMS, KINDS
from eduhub.source.layout import Column, SheetLayout

CITY = Path(__file__).parents[1] / "examples" / "city"
YEAR = "2025-2026"
TWO_CAMPUSES = "2136990006"
Spot: TypeAlias = tuple[int, int]


def one_district(district: str = "chenghu") -> Iterator[tuple[str, str]]:
    """The example city without all but one of its districts: path and text of each file."""
    schools = {row["code"] for row in rows("registry/schools.csv") if row["district"] == district}
    wanted = {district, *schools, "registry"}
    for path in sorted(path for path in CITY.rglob("*") if path.is_file()):
        relative = path.relative_to(CITY)
        if len(relative.parts) == 1 or set(relative.parts[:2]) & wanted:
            text = path.read_text(encoding="utf-8")
            if relative.parts[0] == "registry":
                heading, *lines = text.splitlines(keepends=True)
                text = heading + "".join(line for line in lines if set(line.rstrip().split(",")) & wanted)
            yield relative.as_posix(), text


def load(path: str) -> dict[str, Any]:
    """A YAML file of the example city; every scalar is text."""
    return copy.deepcopy(_loaded(path))


@cache
def _loaded(path: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load((CITY / path).read_text(encoding="utf-8"), yaml.BaseLoader)
    return {name: value for name, value in data.items() if name not in ("kind", "schema")}


def rows(path: str, limit: int | None = None) -> list[dict[str, str]]:
    """The rows of a CSV file of the example city, without blanks."""
    lines = csv.DictReader(io.StringIO((CITY / path).read_text(encoding="utf-8")))
    return [{name: value for name, value in line.items() if value} for line in lines][:limit]


def listed(kind: str, path: str, limit: int | None = None) -> dict[str, Any]:
    """The data of a table: a cell that holds a list is one."""
    joined = {str(column.route[0]) for column in table(kind).columns if column.joined}
    return {
        "rows": [
            {name: text.split("、") if name in joined else text for name, text in row.items()}
            for row in rows(path, limit)
        ]
    }


def plan() -> dict[str, Any]:
    """The data of a plan."""
    return load("clusters/chenghu/chenghu-01/plan.yaml")


def log(limit: int = 6) -> dict[str, dict[str, Any]]:
    """The data of a cluster's year by kind; of the tables the first few rows."""
    folder = f"clusters/chenghu/chenghu-01/{YEAR}"
    tables = ("activities", "measures")
    return {"year_plan": load(f"{folder}/plan.yaml")} | {
        kind: listed(kind, f"{folder}/{kind}.csv", limit) for kind in tables
    }


def roster(school: str = TWO_CAMPUSES, limit: int = 5) -> dict[str, dict[str, Any]]:
    """The data of a school's form by kind; of classes and teachers the first few."""
    folder = f"schools/{school}/{YEAR}"
    return {
        "school": load(f"{folder}/school.yaml"),
        "campuses": {
            "rows": [
                row for row in listed("campuses", "registry/campuses.csv")["rows"] if row["school"] == school
            ]
        },
        "classes": listed("classes", f"{folder}/classes.csv", limit),
        "teachers": listed("teachers", f"{folder}/teachers.csv", limit),
    }


# Faults that fit the type of a field


def faults(at: Field) -> Iterator[tuple[str, str]]:
    """Words that the field can't take, and the code of the rule that says so."""
    form: Mapping[str, Any] = at.parse.schema if at.parse else {}
    if at.codes:
        yield "不在清单之列", "E0207"
    elif form.get("type") in ("integer", "number"):
        yield "十二", "E0204"
        yield "12a", "E0204"
        if form["type"] == "integer":
            yield "1.5", "E0204"
        if "minimum" in form:
            yield "-1", "E0205"
    elif form.get("format") == "date":
        yield "2025-02-30", "E0208"
        yield "31/12/2025", "E0208"
    elif "maxLength" in form:
        yield "长" * (form["maxLength"] + 1), "E0206"
    elif "enum" in form:
        yield "也许", "E0210"
    else:
        yield _OF_PATTERN[form["pattern"]]


_OF_PATTERN = {
    "^[0-9]{4}-[0-9]{2}$": ("2025-13", "E0208"),
    "^[0-9]{4}-[0-9]{4}$": ("2025-2027", "E0208"),
    "^[0-9]{10}(-[0-9]{1,2})?$": ("21369900012", "E0209"),
    "^[a-z0-9][a-z0-9-]{0,62}$": ("澄湖一", "E0209"),
    "^[0-9A-Za-z][0-9A-Za-z-]{0,31}$": ("教师 7", "E0209"),
    "^[0-9]{6}([0-9]{6})?$": ("36990", "E0209"),
    "^[0-2][0-9]:[0-5][0-9]$": ("25:70", "E0208"),
    "^[0-9]{10}(-[0-9]{1,2})?:[0-9]{1,6}$": ("2136990001：十二", "E0209"),
    "^[0-9]{10}(-[0-9]{1,2})?:.+$": ("一等奖", "E0209"),
    r"^S[1-5](\.[a-z]|\.[1-9][a-z]?)?$": ("五.1", "E0209"),
}


def typed(kind: Kind, route: Route) -> Field:
    """The field at a route that is known to be there."""
    found = field_at(kind.record, route)
    assert found is not None, route
    return found


# Sheets


class Shown(str):
    """An error that a cell shows, such as #N/A."""


class Formula(str):
    """A formula that was saved without its result."""


Value: TypeAlias = str | int | float | bool | date


@dataclass
class Sheet:
    """Cells by row and column from 0; where each value of the data and each heading went."""

    name: str
    layout: SheetLayout
    cells: dict[Spot, Value] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    spots: dict[Route, Spot] = field(default_factory=dict)
    headings: dict[Route, Spot] = field(default_factory=dict)


def value_of(text: Any, at: Field) -> Value:
    """What a clerk's cell holds for a value of the data: a number, a date, words joined by 、."""
    form: Mapping[str, Any] = at.parse.schema if at.parse else {}
    if isinstance(text, list):
        return "、".join(text)
    if form.get("type") in ("integer", "number") and text != "不适用":
        return float(text)
    return date.fromisoformat(text) if form.get("format") == "date" else str(text)


def look_up(data: Any, route: Route) -> Any:
    """The value at a route; None where there is none."""
    for step in route:
        data = data.get(step) if isinstance(data, dict) else data[step] if data else None
    return data


def words_for(column: Column, lang: Lang, dice: random.Random) -> str:
    """A heading as people write it: with or without unit and mark, in any width of brackets."""
    plain = column.label.to(lang)
    unit = dice.choice(
        (column.heading(lang), plain, column.heading(lang).replace(" (", "（").replace(")", "）"))
    )
    return unit + (dice.choice(("", " *", "*", "（必填）")) if column.required else dice.choice(("", " ")))


def lay(kind: Kind, layout: SheetLayout, data: Any, dice: random.Random, lang: Lang) -> Sheet:
    """A sheet of a form: titles above, blank columns to the left, columns in any order."""
    sheet = Sheet(layout.title.to(lang), layout)
    top, left = dice.randint(0, 5), dice.randint(0, 3)
    for row in range(top):
        if dice.random() < 0.6:
            sheet.cells[row, left] = dice.choice(
                ("附件 2", "片区学校共同体填报表（2025 年）", "填表人：教务处")
            )
            if dice.random() < 0.6:
                sheet.merges.append((row, left, row, left + dice.randint(1, 6)))
    columns = list(layout.columns)
    dice.shuffle(columns)
    (_lay_pairs if layout.pairs else _lay_table)(sheet, kind, columns, data, (top, left), dice, lang)
    return sheet


def _lay_pairs(
    sheet: Sheet, kind: Kind, columns: list[Column], data: Any, corner: Spot, dice: random.Random, lang: Lang
) -> None:
    """Labels with values beside them, one or two in a line; a label may be merged over two cells."""
    (row, left), wide = corner, dice.random() < 0.3
    across = dice.choice((1, 1, 2))
    for number, column in enumerate(columns):
        at = left + (number % across) * 4
        if number and number % across == 0:
            row += 1 + (dice.random() < 0.1)
        sheet.cells[row, at] = words_for(column, lang, dice)
        sheet.headings[column.route] = (row, at)
        if wide:
            sheet.merges.append((row, at, row, at + 1))
        spot = (row, at + 1 + wide)
        sheet.spots[column.route] = spot
        given = look_up(data, column.route)
        if given is not None:
            sheet.cells[spot] = value_of(given, typed(kind, column.route))


def _lay_table(
    sheet: Sheet, kind: Kind, columns: list[Column], data: Any, corner: Spot, dice: random.Random, lang: Lang
) -> None:
    """A heading row, two where it is merged downwards, and the rows of the data with blank ones between."""
    (row, left), deep = corner, dice.random() < 0.2
    for at, column in enumerate(columns, left):
        sheet.cells[row, at] = words_for(column, lang, dice)
        sheet.headings[column.route] = (row, at)
        if deep:
            sheet.merges.append((row, at, row + 1, at))
    row += deep
    for number, record in enumerate(look_up(data, sheet.layout.route) or []):
        row += dice.choice((1, 1, 1, 2, 3))
        for at, column in enumerate(columns, left):
            route = (*sheet.layout.route, number, *column.route)
            sheet.spots[route] = (row, at)
            given = look_up(record, column.route)
            if given is not None:
                sheet.cells[row, at] = value_of(given, typed(kind, (*sheet.layout.route, *column.route)))


def workbook_sheets(
    form: str, data: Mapping[str, Any], dice: random.Random, lang: Lang
) -> list[tuple[Kind, Sheet]]:
    """All sheets of a form; those that may be left out and have no data are left out at times."""
    return [
        (kind, lay(kind, layout, data[kind.name], dice, lang))
        for kind in FORMS[form].kinds
        for layout in kind.layout.sheets
        if layout.pairs or layout.required or look_up(data[kind.name], layout.route) or dice.random() < 0.5
    ]


# Two programs that write workbooks


def by_openpyxl(sheets: Sequence[Sheet]) -> bytes:
    """A workbook as openpyxl writes it: formulas have no results."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for (row, column), value in sheet.cells.items():
            cell = page.cell(row + 1, column + 1)
            cell.value = value
            if isinstance(value, str) and not isinstance(value, Shown | Formula):
                cell.data_type = "s"
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter(sheets: Sequence[Sheet]) -> bytes:
    """A workbook as xlsxwriter writes it: strings are shared, an error is a formula that gives it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for top, left, bottom, right in sheet.merges:
            page.merge_range(top, left, bottom, right, "")
        for (row, column), value in sheet.cells.items():
            match value:
                case Shown():
                    page.write_formula(row, column, "=NA()", None, str(value))
                case Formula():
                    raise ValueError("xlsxwriter gives every formula a result")
                case bool() | int() | float():
                    page.write(row, column, value)
                case date():
                    page.write_datetime(row, column, value, day)
                case _:
                    page.write_string(row, column, value)
    book.close()
    return stream.getvalue()


def filled_form(form: str, data: Mapping[str, Any], lang: Lang = "zh") -> dict[str, Sheet]:
    """The sheets of a form by title, laid out as the blank form is: headings in the first row and column."""
    sheets = {}
    for kind in FORMS[form].kinds:
        for layout in kind.layout.sheets:
            sheet = Sheet(layout.title.to(lang), layout)
            dice = _Plain()
            lay_out = _lay_pairs if layout.pairs else _lay_table
            lay_out(sheet, kind, list(layout.columns), data[kind.name], (0, 0), dice, lang)
            sheets[sheet.name] = sheet
    return sheets


class _Plain(random.Random):
    """Dice that always show their first side: nothing is merged, shifted or left blank."""

    def random(self) -> float:
        return 0.99

    def choice(self, seq: Any) -> Any:
        return seq[0]


def table(kind: str) -> SheetLayout:
    """The one sheet of a table kind."""
    return KINDS[kind].layout.sheets[0]
