"""Forms and tables that LibreOffice saved as .xls and .ods read as they do in .xlsx."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from filled import Shown, by_xlsxwriter, filled_form, log, plan, roster
from libreoffice import Convert, needs_libreoffice
from python_calamine import CalamineWorkbook

from eduhub.checks import check
from eduhub.core.text import LANGS, Lang
from eduhub.repository import Repository
from eduhub.source import form_problems
from eduhub.source.workbook import open_workbook

pytestmark = needs_libreoffice


OTHER_FORMATS = ("xls", "ods")


def faulty() -> bytes:
    """A form in which much is wrong: an error, text for a number, a code as a number, merged cells."""
    sheets = filled_form("roster", roster())
    classes, teachers = sheets["班级"], sheets["教师"]
    classes.cells[classes.spots["rows", 0, "pupils"]] = Shown("#N/A")
    classes.cells[classes.spots["rows", 1, "pupils"]] = "多"
    classes.cells[classes.spots["rows", 2, "grade"]] = 99.0
    teachers.cells[teachers.spots["rows", 0, "code"]] = 7.0
    row, column = classes.spots["rows", 3, "pupils"]
    classes.merges.append((row, column, row + 1, column))
    return by_xlsxwriter(list(sheets.values()))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory, convert: Convert) -> Path:
    """A folder with filled forms, sound and faulty, and beside them the same in each other format."""
    base = tmp_path_factory.mktemp("others")
    whole = {"roster": roster(), "plan": {"plan": plan()}, "log": log()}
    for lang in LANGS:
        for name, data in whole.items():
            sheets = filled_form(name, data, lang)
            (base / f"{name}-{lang}.xlsx").write_bytes(by_xlsxwriter(list(sheets.values())))
    (base / "faulty.xlsx").write_bytes(faulty())
    (base / "grid.xlsx").write_bytes(grid())
    for form in OTHER_FORMATS:
        convert(sorted(base.glob("*.xlsx")), form, base)
    return base


def told(path: Path) -> list[tuple[object, ...]]:
    """What is found in a file, beside which format it is: code, place within it, words."""
    found = check(Repository.load([path])).findings
    return sorted(
        (f.rule.code, f.place.sheet, f.place.cell, f.message("zh"))
        for f in found
        if f.rule is not form_problems.OTHER_FORMAT
    )


@pytest.mark.parametrize("form", OTHER_FORMATS)
@pytest.mark.parametrize("name", ["roster", "plan", "log"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_filled_form_reads_the_same_in_another_format(
    others: Path, name: str, form: str, lang: Lang
) -> None:
    before = Repository.load([others / f"{name}-{lang}.xlsx"])
    after = Repository.load([others / f"{name}-{lang}.{form}"])
    assert [(s.kind.name, s.model) for s in after.submissions] == [
        (s.kind.name, s.model) for s in before.submissions
    ]
    assert all(s.model for s in after.submissions)
    assert told(others / f"{name}-{lang}.{form}") == told(others / f"{name}-{lang}.xlsx")


@pytest.mark.parametrize("form", OTHER_FORMATS)
def test_faults_are_found_at_the_same_cells_in_another_format(others: Path, form: str) -> None:
    found = told(others / f"faulty.{form}")
    assert found == told(others / "faulty.xlsx")
    assert {"E0109", "E0110", "E0204", "N0108"} <= {code for code, *_ in found}


_TEXTS = ("甲", "=1+1", "'07", "0012", " 前后 ", "多\n行", "长" * 300, "<a & b>", "é😀", "1e5")


def grid() -> bytes:
    """A workbook of simple values of every sort, in any order."""
    dice = random.Random(20_260_630)
    sorts: list[Callable[[], object]] = [
        lambda: "",
        lambda: dice.choice(_TEXTS),
        lambda: dice.choice((0.0, -1.0, 1e15, 1e-7, 0.1 + 0.2, 2136990099.0, 123456.789)),
        lambda: round(dice.uniform(-1e6, 1e6), dice.randint(0, 6)),
        lambda: date(2000, 1, 1) + timedelta(days=dice.randint(0, 20_000)),
        lambda: datetime(2025, 9, 1) + timedelta(minutes=dice.randint(1, 1_000_000)),
        lambda: dice.random() < 0.5,
    ]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for number in range(12):
            page = book.add_worksheet(f"表{number}")
            for row in range(dice.randint(1, 30)):
                for column in range(dice.randint(1, 9)):
                    _write(page, row, column, dice.choice(sorts)(), day, moment)
    return stream.getvalue()


def _write(page: Any, row: int, column: int, value: object, day: object, moment: object) -> None:
    match value:
        case "":
            return
        case str():
            page.write_string(row, column, value)
        case bool():
            page.write_boolean(row, column, value)
        case float():
            page.write_number(row, column, value)
        case _:
            page.write_datetime(row, column, value, moment if isinstance(value, datetime) else day)


@pytest.mark.parametrize("form", OTHER_FORMATS)
def test_simple_values_of_every_sort_read_equal_in_another_format(others: Path, form: str) -> None:
    before, after = (open_workbook((others / f"grid.{to}").read_bytes()).sheets for to in ("xlsx", form))
    assert len(before) == 12
    assert [(sheet.name, sheet.rows) for sheet in after] == [(sheet.name, sheet.rows) for sheet in before]


def test_the_values_of_an_open_document_are_those_that_another_reader_finds(others: Path) -> None:
    theirs = CalamineWorkbook.from_path(others / "roster-zh.ods")
    ours = open_workbook((others / "roster-zh.ods").read_bytes()).sheets
    assert [sheet.name for sheet in ours] == theirs.sheet_names
    for number, sheet in enumerate(ours):
        assert sheet.rows == theirs.get_sheet_by_index(number).to_python(skip_empty_area=False)


def test_a_flat_open_document_is_told_how_to_be_saved(others: Path, convert: Convert) -> None:
    convert([others / "faulty.xlsx"], "fods", others)
    found = [(f.rule.code, f.fix("zh")) for f in check(Repository.load([others / "faulty.fods"])).findings]
    assert found == [("E0154", "在 WPS 或 LibreOffice 中打开，另存为 .xlsx 后重新提交")]
