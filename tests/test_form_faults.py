"""The formulas that flag faults in a form, worked out by LibreOffice for good and for bad values."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest
import xlsxwriter
from libreoffice import EVERY_SHEET, Convert, needs_libreoffice

from eduhub.core.text import LANGS, Lang
from eduhub.forms.codes import Codes
from eduhub.forms.faults import faults
from eduhub.forms.tables import spots
from eduhub.kinds.catalogue import KINDS
from eduhub.source.layout import SheetLayout

Value: TypeAlias = str | float | bool | date | None

pytestmark = needs_libreoffice


class Case(NamedTuple):
    """Values of a row, by key, and the faults that are to be flagged in it, as `key: fault`."""

    values: Mapping[str, Value]
    flagged: frozenset[str] = frozenset()


def row(good: Mapping[str, Value], *flagged: str, **changed: Value) -> Case:
    return Case({**good, **changed}, frozenset(flagged))


TEACHER: dict[str, Value] = {
    "code": "T001",
    "category": "专任教师",
    "establishment": "是",
    "main_stage": "小学",
    "main_subject": "语文",
    "qualification": "本科",
    "title": "一级教师",
    "here_as": "本校在岗",
}
TEACHERS = [
    row(TEACHER),
    row(dict.fromkeys(TEACHER)),
    row(TEACHER, main_stage="primary", establishment=True, sex="female", other_subjects="数学；音乐/美术"),
    row(TEACHER, "category: absent", category=None),
    row(TEACHER, "category: absent", category="  "),
    row(TEACHER, "title: unknown", title="一级教帅"),
    row(TEACHER, "main_subject: misfit", main_subject="物理"),
    row(TEACHER, "main_subject: unknown", main_subject="语交"),
    row(TEACHER, "other_subjects: unknown", other_subjects="数学、语交"),
    row(TEACHER, "lessons_per_week: outside", lessons_per_week=45),
    row(TEACHER, "lessons_per_week: outside", lessons_per_week="45"),
    row(TEACHER, "lessons_per_week: no number", lessons_per_week="十二"),
    row(TEACHER, "lessons_per_week: no number", lessons_per_week="12节"),
    row(TEACHER, "lessons_per_week: no number", lessons_per_week="1,2"),
    row(TEACHER, "lessons_per_week: no number", lessons_per_week=True),
    row(TEACHER, lessons_per_week="12.5"),
    row(TEACHER, lessons_per_week=0),
    row(TEACHER, "backbone_year: no whole", backbone_year=2022.5),
    row(TEACHER, "backbone_year: outside", backbone_year=22),
    row(TEACHER, valid_until=date(2027, 8, 31)),
    row(TEACHER, valid_until="2027-08-31"),
    row(TEACHER, "valid_until: date as text", valid_until="2027.8.31"),
    row(TEACHER, "valid_until: date as text", valid_until="2027年8月31日"),
    row(TEACHER, "valid_until: no date", "valid_until: date as text", valid_until="27.8.31"),
    row(TEACHER, "valid_until: no date", "valid_until: date as text", valid_until="长期"),
    row(TEACHER, "valid_until: no date", valid_until="2027-02-30"),
    row(TEACHER, "valid_until: far date", valid_until=2027),
    row(TEACHER, "code: resident id", code="11010119900101" + "123X"),
    row(TEACHER, "code: code as number", code=1001),
    row(TEACHER, personnel_school="2136990001-1"),
    row(TEACHER, "personnel_school: width", personnel_school="213699001"),
    row(TEACHER, "personnel_school: width", "personnel_school: code as number", personnel_school=213699001),
    row(TEACHER, "post: too long", post="长" * 201),
]
COUNTS: dict[str, Value] = {"stage": "小学", "pupils": 640}
STAGES = [
    row(COUNTS),
    row(COUNTS, stage="初中", boarders="不适用", teachers="n/a", trained=0),
    row(COUNTS, "boarders: no number", stage="高中", boarders="没有"),
    row(COUNTS, "pupils: no number", stage="小学", campus="a", pupils="不适用"),
    row(COUNTS, "pupils: outside", stage="小学", campus="b", pupils=-1),
    row(COUNTS, "stage: repeated", "campus: repeated", campus="c"),
    row(COUNTS, "stage: repeated", "campus: repeated", campus="c"),
    row(COUNTS, campus="d"),
    row(COUNTS, "campus: unlisted", campus="e"),
]
CAMPUSES = {"campus": [(code, f"{code}校区") for code in "abcd"]}
SHEETS: list[tuple[SheetLayout, list[Case]]] = [
    (KINDS["teachers"].layout.sheets[0], TEACHERS),
    (KINDS["school"].layout.sheets[1], STAGES),
]


@pytest.mark.parametrize("lang", LANGS)
def test_the_formulas_are_true_for_faults_and_for_nothing_else(
    lang: Lang, convert: Convert, tmp_path: Path
) -> None:
    path = tmp_path / "formulas.xlsx"
    flags = write(path, lang)
    convert([path], EVERY_SHEET, tmp_path)
    for layout, cases in SHEETS:
        shown = tmp_path / f"formulas-{layout.title.zh}.csv"
        lines = list(csv.reader(shown.read_text(encoding="utf-8-sig").splitlines()))
        names = flags[layout]
        for line, case in zip(lines, cases, strict=True):
            shown_as = dict(zip(names, line[-len(names) :], strict=True))
            assert set(shown_as.values()) <= {"TRUE", "FALSE"}
            assert {name for name, said in shown_as.items() if said == "TRUE"} == case.flagged, case.values


def test_every_fault_is_tried() -> None:
    tried = {told.partition(": ")[2] for _, cases in SHEETS for case in cases for told in case.flagged}
    codes = Codes("zh", CAMPUSES)
    known = {
        fault.name
        for layout, _ in SHEETS
        for column, spot in zip(layout.columns, spots(layout, 1, 9), strict=True)
        for fault in faults(layout, column, spot, codes)
    }
    assert known - tried == {"error"}  # no value that somebody types


def write(path: Path, lang: Lang) -> dict[SheetLayout, list[str]]:
    """A workbook with a line for each case, the formulas behind its values; the names of the formulas."""
    book = xlsxwriter.Workbook(path)
    codes = Codes(lang, CAMPUSES)
    flags = {}
    for layout, cases in SHEETS:
        sheet = book.add_worksheet(layout.title.zh)
        for at, case in enumerate(cases):
            put(book, sheet, layout, at, case)
            formulas = dict(named(layout, at + 1, len(cases), codes))
            for offset, formula in enumerate(formulas.values(), start=len(layout.columns) + 1):
                sheet.write_formula(at, offset, f"={formula}", value="")  # unknown, so that it is worked out
            flags[layout] = list(formulas)
    codes.write(book)
    book.close()
    return flags


def put(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    layout: SheetLayout,
    at: int,
    case: Case,
) -> None:
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for offset, column in enumerate(layout.columns, start=1):
        value = case.values.get(str(column.route[0]))
        if isinstance(value, date):
            sheet.write_datetime(at, offset, value, day)
        elif isinstance(value, str):
            sheet.write_string(at, offset, value)
        elif value is not None:
            sheet.write(at, offset, value)


def named(layout: SheetLayout, number: int, last: int, codes: Codes) -> Iterator[tuple[str, str]]:
    """The formulas for a row, by `key: fault`; those that compare rows reach over all of them."""
    for column, spot in zip(layout.columns, spots(layout, number, last), strict=True):
        for fault in faults(layout, column, spot, codes):
            formula = (
                fault.formula.replace(f"${number}:", "$1:") if fault.name == "repeated" else fault.formula
            )
            yield f"{column.route[0]}: {fault.name}", formula
