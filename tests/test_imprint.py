"""What stands beside the data of a form is left aside, and data is never taken for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import CITY, TWO_CAMPUSES
from marked import DAY, changed, faulty_own_form, mend_words

from eduhub.checks import check
from eduhub.forms import Filling, form_workbook
from eduhub.kinds.catalogue import FORMS
from eduhub.repository import Repository

CODE, YEAR = "2136990001", "2025-2026"
HEADINGS = ["年级", "班级", "学生数"]
LIST = ["代码", "单元格", "说明的位置", "当时的值", "说明"]


def told(path: Path, **sheets: Sequence[Sequence[object]]) -> tuple[set[str], list[str]]:
    """The codes of the findings of a workbook with these sheets, and its explanations."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    checked = check(Repository.load([path]))
    explained = [f.explanation for f in checked.findings if f.explanation]
    return {f.rule.code for f in checked.findings}, explained


@pytest.mark.parametrize("title", ["_班级续", "名录", "Guide", "封面", "问题清单"])
def test_data_is_read_whatever_its_sheet_is_called(tmp_path: Path, title: str) -> None:
    rows: list[Sequence[object]] = [HEADINGS, [1, "一（2）班", 99]]
    codes, _ = told(tmp_path / "a.xlsx", 班级=[HEADINGS, [1, "一（1）班", 41]], **{title: rows})
    assert {"N0117", "Q1302"} <= codes


def test_a_list_of_findings_is_read_back_under_any_name(tmp_path: Path) -> None:
    answered = [["某些话"], LIST, ["Q1302", "C2", "班级!C2", "58", "合并班，已报备"]]
    codes, explained = told(
        tmp_path / "a.xlsx", 问题清单已回复=answered, 班级=[HEADINGS, [1, "一（1）班", 58]]
    )
    assert explained == ["合并班，已报备"]
    assert "E0122" not in codes


def test_data_in_the_row_of_hints_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(form_workbook(FORMS["classes"], "zh"))
    book = openpyxl.load_workbook(path)
    sheet: Any = book["班级"]
    hints = next(row for row in range(1, 10) if sheet.cell(row, 1).value == "填法")
    for row in (hints, hints + 2):
        for column, value in enumerate((1, f"一（{row}）班", 41), start=2):
            sheet.cell(row, column).value = value
    book.save(path)
    findings = check(Repository.load([path])).findings
    assert [f.place.cell for f in findings if f.rule.code == "E0144"] == [f"B{hints}"]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hints_and_examples_are_not_taken_for_data(tmp_path: Path, name: str, lang: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(form_workbook(FORMS[name], "zh" if lang == "zh" else "en"))
    assert "E0144" not in {f.rule.code for f in check(Repository.load([path])).findings}


def test_a_year_that_is_not_that_of_the_cover_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(form_workbook(FORMS["roster"], "zh", Filling(unit={"school": CODE, "year": YEAR})))
    book = openpyxl.load_workbook(path)
    head: Any = book["学校基本情况"]
    lines = {str(head.cell(row, 1).value): row for row in range(1, 30)}
    spot = next(row for label, row in lines.items() if label.startswith("学年"))
    told = {}
    for year in (YEAR, "2024-2025"):
        head.cell(spot, 2).value = year
        book.save(path)
        told[year] = [f.place.cell for f in check(Repository.load([path])).findings if f.rule.code == "E0141"]
    assert told == {YEAR: [], "2024-2025": [f"B{spot}"]}


def test_nothing_follows_from_another_code_on_the_cover(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(changed(faulty_own_form(), mend_words))
    told = []
    for code in (TWO_CAMPUSES, CODE):
        book = openpyxl.load_workbook(path)
        for row in book["封面"].iter_rows():
            if row[0].value == "学校标识码":
                row[1].value = code
        book.save(path)
        found = check(Repository.load([path], root=CITY, as_of=DAY)).findings
        told.append({f.rule.code for f in found})
    assert told[1] - told[0] == {"E0141"}
