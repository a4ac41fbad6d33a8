"""Blank forms: made from the kinds alone, read back as what they are."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from eduhub.checks import check
from eduhub.core.lines import n_lines
from eduhub.core.text import LANGS, Lang, Text
from eduhub.forms import Filling, blank_csv, blank_yaml, form_workbook
from eduhub.forms.cells import put
from eduhub.forms.filling import Row
from eduhub.forms.hints import hint
from eduhub.forms.styles import Styles
from eduhub.forms.tables import other
from eduhub.kinds.base import Kind
from eduhub.kinds.catalogue import FORMS, KINDS, Form
from eduhub.repository import Repository
from eduhub.source.layout import Column, Sort

TABLES = [kind for kind in KINDS.values() if kind.is_table]
forms = pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: str(form.name))
langs = pytest.mark.parametrize("lang", LANGS)


@cache
def blank(form: Form, lang: Lang) -> bytes:
    return form_workbook(form, lang)


@forms
@langs
def test_a_blank_form_is_known_for_what_it_is(form: Form, lang: Lang, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(blank(form, lang))
    repository = Repository.load([path])
    kinds = {submission.kind.name for submission in repository.submissions}
    assert kinds <= {kind.name for kind in form.kinds}
    told = {finding.rule.code for finding in check(repository).findings}
    assert told  # a blank form does not pass for one without faults
    assert told <= {"E0137", "E0201", "E0206"}  # nothing but that it is not filled in


@forms
@langs
def test_a_form_has_every_heading_hint_and_example(form: Form, lang: Lang) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(form, lang)))
    for layout in (sheet for kind in form.kinds for sheet in kind.layout.sheets):
        sheet = book[layout.title.to(lang)]
        headings = [column.heading(lang) + (" *" if column.required else "") for column in layout.columns]
        if layout.pairs:
            assert [cell.value for cell in sheet["A"][3:]] == headings
            assert all(cell.value for cell in sheet["C"][3:])
        else:
            numbers, how, example = ("序号", "填法", "示例") if lang == "zh" else ("No.", "how", "example")
            assert [cell.value for cell in sheet[3]] == [numbers, *headings]
            assert sheet["A4"].value == how
            assert all(cell.value for cell in sheet[4])
            shown = [cell.value or "" for cell in sheet[5]]
            assert shown[0] == example
            assert all(
                column.shows_example(str(words))
                for column, words in zip(layout.columns, shown[1:], strict=True)
            )


@forms
@langs
def test_a_form_keeps_codes_as_text_and_only_what_is_filled_in_is_unlocked(form: Form, lang: Lang) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(form, lang)))
    for layout in (sheet for kind in form.kinds for sheet in kind.layout.sheets):
        sheet = book[layout.title.to(lang)]
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        cells = sheet["B"][3:] if layout.pairs else sheet[6][1:]
        for column, cell in zip(layout.columns, cells, strict=True):
            assert cell.number_format == {"text": "@", "date": "yyyy-mm-dd"}.get(column.sort, "General")
            assert not cell.protection.locked
        heading = sheet["A"][3:] if layout.pairs else (*sheet[3], *sheet[4], *sheet[5])
        assert all(cell.protection.locked for cell in heading)


def test_a_form_may_be_left_unlocked() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(FORMS["roster"], "zh", protect=False)))
    assert not any(sheet.protection.sheet for sheet in book)


def test_rows_below_those_prepared_are_unlocked_text_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(FORMS["teachers"], "zh")))
    below = book["教师"].column_dimensions
    assert below["B"].number_format == "@"
    assert not below["B"].protection.locked
    assert max(entry.max or 0 for entry in below.values()) == 16384  # else no row could be deleted


@forms
@langs
def test_the_sheets_of_a_form_stand_in_order(form: Form, lang: Lang) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(form, lang)))
    titles = [layout.title.to(lang) for kind in form.kinds for layout in kind.layout.sheets]
    first = ["填表说明", "封面"] if lang == "zh" else ["guide", "cover"]
    assert book.sheetnames == [*first, *titles, "_codes", "_meta"]
    assert [sheet.sheet_state for sheet in book][-2:] == ["hidden", "veryHidden"]
    linked = [cell.hyperlink.location for row in book[first[0]] for cell in row if cell.hyperlink]
    assert linked == [f"'{title}'!A1" for title in [first[1], *titles]]


def test_a_form_prints_on_a4_one_page_wide_with_its_headings() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(FORMS["roster"], "zh")))
    for sheet in book.worksheets[:-2]:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToHeight == (None if sheet.title == "填表说明" else 0)  # None is one page
        assert sheet.oddFooter
        assert "填报单位" in (sheet.oddFooter.left.text or "")
    assert book["教师"].page_setup.orientation == "landscape"
    assert book["教师"].print_title_rows == "$3:$3"
    assert book["教师"].freeze_panes == "C6"
    assert book["教师"].auto_filter.ref == "A5:X5005"


@langs
def test_every_page_says_of_which_form_sheet_unit_and_year_it_is(lang: Lang) -> None:
    content = unit_form(lang, name="某校 & 分校", school="2136990001", year="2025-2026")
    sheets: list[Any] = openpyxl.load_workbook(io.BytesIO(content)).worksheets[:-2]
    heads = [sheet.oddHeader for sheet in sheets]
    form = "学校基础数据表" if lang == "zh" else "School data form"
    said = {(head.left.text, head.right.text) for head in heads}
    assert said == {(f"{form} · &A", "某校 && 分校　2136990001　2025-2026")}


@forms
def test_only_a_few_rows_without_words_have_frames_and_the_rest_get_them_when_filled(form: Form) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(form, "zh")))
    for layout in (sheet for kind in form.kinds for sheet in kind.layout.sheets if not sheet.pairs):
        sheet: Any = book[layout.title.zh]
        assert sheet.max_row == 25
        assert sheet.sheet_view.showGridLines is not False
        last = sheet.cell(6, len(layout.columns) + 1).column_letter
        framed = [
            rule
            for area in sheet.conditional_formatting
            for rule in area.rules
            if area.sqref == f"A26:{last}5005"
        ]
        assert [rule.formula for rule in framed] == [[f"COUNTA($B23:${last}26)>0"]]
        assert framed[0].dxf.border.left.style == "thin"


def test_rows_that_are_filled_in_are_followed_by_a_few_to_fill_in() -> None:
    layout = FORMS["classes"].kinds[0].layout.sheets[0]
    rows: list[Row] = [{("grade",): "1"}] * 40
    content = form_workbook(FORMS["classes"], "zh", Filling({layout: rows}))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["班级"]
    assert [sheet.cell(row, 1).value for row in (6, 45, 50, 51)] == [1, 40, 45, None]


LONG = "每月一次校长例会，轮流开放一项管理制度供各校对照，每学期共同诊断一个突出问题。"


@pytest.mark.parametrize("times", [1, 3, 30])
def test_a_long_text_is_shown_whole(times: int) -> None:
    words = LONG * times
    head, *others = FORMS["plan"].kinds[0].layout.sheets
    commitments = next(sheet for sheet in others if sheet.title.en == "commitments")
    filling = Filling({head: [{("sharing",): words}], commitments: [{("words",): words}]})
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(FORMS["plan"], "zh", filling)))
    for layout in (head, commitments):
        sheet = book[layout.title.zh]
        (cell,) = (cell for row in sheet for cell in row if cell.value == words)
        assert cell.alignment.wrap_text
        room = sheet.column_dimensions[cell.column_letter].width - 1
        height = sheet.row_dimensions[cell.row].height
        assert n_lines(words, room) * 15 <= height <= 400


def test_the_codes_of_several_schools_are_shown_whole() -> None:
    layout = FORMS["log"].kinds[0].layout.sheets[1]
    codes = [f"213699{number:04}" for number in range(12)]
    content = form_workbook(FORMS["log"], "zh", Filling({layout: [{("schools",): codes}]}))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["任务"]
    (cell,) = (cell for cell in sheet[6] if cell.value == "、".join(codes))
    assert cell.alignment.wrap_text
    assert sheet.row_dimensions[6].height >= 15 * n_lines("、".join(codes), 35)


@forms
@langs
def test_no_hint_says_a_thing_twice(form: Form, lang: Lang) -> None:
    for layout in (sheet for kind in form.kinds for sheet in kind.layout.sheets):
        for column in layout.columns:
            said = hint(column, lang, other(layout, column))
            parts = [
                part.strip()
                for part in said.replace("；", ";").replace("，", ",").replace(",", ";").split(";")
            ]
            assert len(parts) == len(set(parts)), said
            assert not any(word in said for word in ("必填", "选填", "optional", "required")), said


@pytest.mark.parametrize(
    ("name", "route", "zh", "en"),
    [
        ("classes", ("grade",), "整数，1 至 12", "whole number from 1 to 12"),
        (
            *("classes", ("special",)),
            *("整数，0 或以上；没有就空着", "whole number, 0 or more; blank if there is none"),
        ),
        (
            *("stages", ("boarders",)),
            "整数，0 或以上；没有这一项的填“不适用”",
            "whole number, 0 or more; where there is no such thing: 不适用",
        ),
    ],
)
def test_a_hint_says_what_to_type_where_there_is_nothing(
    name: str, route: tuple[str, ...], zh: str, en: str
) -> None:
    layouts = (sheet for kind in FORMS["roster"].kinds for sheet in kind.layout.sheets)
    (column,) = (c for s in layouts if name in (s.kind, *s.route) for c in s.columns if c.route == route)
    assert (hint(column, "zh"), hint(column, "en")) == (zh, en)


def test_a_form_is_the_same_bytes_in_another_process_and_time_zone() -> None:
    script = (
        "import hashlib;from eduhub.forms import form_workbook;from eduhub.kinds.catalogue import FORMS;"
        "print([hashlib.sha256(form_workbook(FORMS[n],l)).hexdigest() "
        "for n in ('plan','log') for l in ('zh','en')])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York"))
    }
    assert len(said) == 1


def test_drop_downs_come_from_ranges_and_messages_fit() -> None:
    for form in FORMS.values():
        for lang in LANGS:
            book = openpyxl.load_workbook(io.BytesIO(blank(form, lang)))
            for rule in (rule for sheet in book for rule in sheet.data_validations.dataValidation):
                assert len(rule.promptTitle) <= 32
                assert len(rule.prompt) <= 255
                assert len(rule.error or "") <= 255
                if rule.type == "list":
                    assert rule.formula1.startswith(("_codes!", "IF(COUNTIF(_codes!"))


def test_subjects_depend_on_the_stage() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(FORMS["teachers"], "zh")))
    codes = {cell.value for row in book["_codes"] for cell in row}
    assert {"小学", "语文", "科学"} <= codes
    rules = {str(rule.sqref): rule.formula1 for rule in book["教师"].data_validations.dataValidation}
    assert "OFFSET(" in rules["J6:J5005"]
    assert "$I6" in rules["J6:J5005"]


def unit_form(lang: Lang, **unit: str) -> bytes:
    return form_workbook(FORMS["roster"], lang, Filling(unit={"name": "示例小学", **unit}))


@langs
def test_a_form_says_what_and_whose_it_is(lang: Lang, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(unit_form(lang, school="2136990001", year="2025-2026"))
    said = [document.imprint for document in Repository.load([path]).documents] or [
        submission.document.imprint for submission in Repository.load([path]).submissions
    ]
    unit = {"school": "2136990001", "year": "2025-2026"}
    kinds = {kind.name: str(kind.schema) for kind in FORMS["roster"].kinds}
    assert {(one.form, tuple(one.kinds.items())) for one in said} == {("roster", tuple(kinds.items()))}
    assert said[0].issued == unit
    assert said[0].unit == unit
    assert {part: place.cell for part, place in said[0].places.items()} == COVERED


COVERED = {"unit": "B4", "school": "B5", "year": "B6"}


def test_the_cover_that_was_filled_in_by_hand_is_read(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(FORMS["classes"], "zh")))
    book["封面"]["B5"], book["封面"]["B6"] = "2136990001", "2025-2026"
    book["封面"]["B9"] = date(2025, 9, 12)
    book["班级"]["B6"], book["班级"]["C6"], book["班级"]["D6"] = 1, "一（1）班", 43
    book.save(tmp_path / "form.xlsx")
    (submission,) = Repository.load([tmp_path / "form.xlsx"]).submissions
    assert submission.owner == {"school": "2136990001", "year": "2025-2026"}
    assert submission.document.imprint.cover["filled_on"] == "2025-09-12"
    told = [finding.rule.code for finding in check(Repository.load([tmp_path / "form.xlsx"])).findings]
    assert told == ["Q4006"]  # a list of classes that came without the school's own figures


def test_the_telephone_line_of_the_cover_is_locked() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(FORMS["plan"], "zh")))
    lines = {row[0].value: row[1] for row in book["封面"] if row[0].value}
    assert lines["联系电话"].value == "打印后手写，不要录入"
    assert lines["联系电话"].protection.locked
    assert not lines["填表人"].protection.locked


def test_a_form_is_made_again_with_the_cover_that_was_typed() -> None:
    typed = {
        "unit": "示例小学（东）",
        "school": "2136990002",
        "head": "甲",
        "filled_by": "乙",
        "filled_on": "2025-09-12",
    }
    filling = Filling(unit={"name": "示例小学", "school": "2136990001", "year": "2025-2026"}, cover=typed)
    sheet = openpyxl.load_workbook(io.BytesIO(form_workbook(FORMS["roster"], "zh", filling)))["封面"]
    assert [cell.value for (cell,) in sheet["B4:B9"]] == [
        *("示例小学（东）", "2136990002", "2025-2026", "甲", "乙", datetime(2025, 9, 12)),
    ]


def test_a_form_of_the_failed_rows_alone_keeps_their_numbers_and_is_refused(tmp_path: Path) -> None:
    layout = FORMS["classes"].kinds[0].layout.sheets[0]
    rows: list[Row] = [{("grade",): "1", ("class",): "一（1）班", ("pupils",): "43"}]
    filling = Filling({layout: rows}, numbers={layout: [17]}, partial=True)
    (tmp_path / "form.xlsx").write_bytes(form_workbook(FORMS["classes"], "zh", filling))
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx")["班级"]
    assert [sheet["A6"].value, sheet["B6"].value, sheet["A7"].value] == [17, 1, None]
    assert "不能报送" in str(sheet["A2"].value)
    told = {finding.rule.code for finding in check(Repository.load([tmp_path / "form.xlsx"])).findings}
    assert "E0145" in told


VALUES: list[tuple[Column, object, object]] = [
    (Column(("n",), Text("数", "n"), False, sort=Sort.NUMBER), given, wanted)
    for given, wanted in (
        ("12.50", 12.5),
        ("0.1", 0.1),
        ("007", "007"),
        ("1e3", "1e3"),
        ("12345678901234567", "12345678901234567"),
        ("不适用", "不适用"),
        (True, "是"),
        (None, None),
    )
]
VALUES += [
    (Column(("d",), Text("日", "d"), False, sort=Sort.DATE), "2025-09-01", datetime(2025, 9, 1)),
    (Column(("d",), Text("日", "d"), False, sort=Sort.DATE), "2025-9-1", "2025-9-1"),
    (Column(("d",), Text("日", "d"), False, sort=Sort.DATE), "1899-12-31", "1899-12-31"),
    (Column(("t",), Text("文", "t"), False), "=1+1", "=1+1"),
    (Column(("t",), Text("文", "t"), False), "0123", "0123"),
    (Column(("t",), Text("文", "t"), False), ["甲、乙", "丙"], '"甲、乙"、丙'),
    (Column(("t",), Text("文", "t"), False), "a\x01b", "a\\x01b"),
    (Column(("t",), Text("文", "t"), False), "a\nb", "a\nb"),
]


@pytest.mark.parametrize(("column", "given", "wanted"), VALUES)
def test_a_value_keeps_all_that_is_written(column: Column, given: object, wanted: object) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    put(book.add_worksheet(), 0, 0, given, column, Styles(book).cell(column))
    book.close()
    cell = openpyxl.load_workbook(stream).worksheets[0]["A1"]
    assert cell.value == wanted
    assert cell.data_type != "f"


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: str(kind.name))
@langs
def test_a_blank_csv_is_one_heading_line_for_spreadsheets(kind: Kind, lang: Lang) -> None:
    text = blank_csv(kind, lang)
    assert text.startswith("\ufeff")
    assert len(list(csv.reader(io.StringIO(text)))) == 1


@pytest.mark.parametrize("name", [name for name in KINDS if name != "city"])
@langs
def test_a_blank_yaml_lacks_only_what_has_to_be_filled_in(name: str, lang: Lang, tmp_path: Path) -> None:
    path = tmp_path / "blank.yaml"
    path.write_text(blank_yaml(KINDS[name], lang), encoding="utf-8")
    checked = check(Repository.load([path]))
    assert {finding.rule.code for finding in checked.findings} <= {"E0201", "E0206"}
    assert checked.findings
