"""A marked copy shows what is wrong in the workbook itself, keeps all else, and is the next submission."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from marked import (
    DAY,
    LIST,
    SHEETS,
    above,
    book_of,
    changed,
    copied,
    explain,
    faulty_form,
    faulty_own_form,
    findings,
    listed,
    told,
)
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from eduhub.core.personal import masked
from eduhub.core.rule import Tier
from eduhub.core.text import LANGS, Lang
from eduhub.forms.marking.entries import Entry
from eduhub.forms.marking.list_sheet import About
from eduhub.forms.marking.looks import LOOKS
from eduhub.forms.marking.marked import marked_copy
from eduhub.forms.marking.marks import clear
from eduhub.forms.marking.opened import opened
from eduhub.source.archive import open_package

ABOUT = About("望湖小学", DAY)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "望湖小学.xlsx"
    path.write_bytes(faulty_form())
    return path


def look(cell: Any) -> tuple[object, ...]:
    """All that a cell shows, as values that can be compared."""
    return (
        *(
            cell.value,
            cell.data_type,
            cell.number_format,
            repr(cell.font),
            repr(cell.fill),
            repr(cell.border),
        ),
        *(repr(cell.alignment), repr(cell.protection), cell.style),
        *((cell.comment.text, cell.comment.author) if cell.comment else ()),
    )


def looks(book: Any) -> dict[tuple[str, str], tuple[object, ...]]:
    """What all cells show that show anything; the list and the hidden sheet of the marks left out."""
    blank = look(Workbook().worksheets[0]["A1"])
    return {
        (sheet.title, cell.coordinate): shown
        for sheet in book.worksheets
        if sheet.title not in (*LIST.values(), "_marks")
        for row in sheet.iter_rows()
        for cell in row
        if (shown := look(cell)) != blank
    }


def mend(book: Any) -> None:
    """Puts right what is wrong in the form."""
    classes, teachers, _ = (book[name] for name in SHEETS["zh"])
    classes["C3"].value, teachers["K4"].value, teachers["I5"].value = 40, 12, "语文"


# What is marked


@pytest.mark.parametrize("lang", LANGS)
def test_each_tier_has_its_own_fill_and_border_and_the_comment_says_the_rest(
    tmp_path: Path, lang: Lang
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(faulty_form(lang))
    classes, teachers, _ = SHEETS[lang]
    book = book_of(copied(path, lang).content)
    found = {
        spot: (cell.fill.fgColor.rgb[-6:], cell.border.left.style, cell.comment.text)
        for spot in ((classes, "C3"), (teachers, "K4"), (teachers, "I5"))
        for cell in [book[spot[0]][spot[1]]]
    }
    error, query = LOOKS[Tier.ERROR], LOOKS[Tier.QUERY]
    assert [seen[:2] for seen in found.values()] == [
        (query.fill, query.line),
        *[(error.fill, error.line)] * 2,
    ]
    words = {
        "zh": "【经验疑问】Q1302\n1 年级「1（2）班」有 58 名学生，小学班额上限为 45 人\n"
        "改法：核对人数；确属超班额的说明原因和化解计划\n———— ↑ eduhub ↑ ————",
        "en": "[query] Q1302\n"
        "the class '1（2）班' of grade 1 has 58 pupils; the limit for primary classes is 45\n"
        "fix: check the number; explain a class that is too large and how it will be split\n"
        "———— ↑ eduhub ↑ ————",
    }
    assert found[classes, "C3"][2] == words[lang]


def test_a_cell_with_several_findings_has_one_comment_and_the_severest_look(form: Path) -> None:
    query, error = sorted(findings(form), key=lambda f: f.rule.code, reverse=True)[:2]
    place = query.place
    several = [Entry(error, place, cause="教师!A2"), Entry(query, place)]
    cell = book_of(marked_copy(faulty_form(), several, ABOUT, "zh"))["班级"]["C3"]
    first, second = cell.comment.text.split("\n\n")
    assert first.splitlines()[0] == f"【逻辑错误】{error.rule.code}"
    assert first.splitlines()[-1] == "由 教师!A2 引起，先改正那里"
    assert second.splitlines()[0] == "【经验疑问】Q1302"
    assert cell.fill.fgColor.rgb[-6:] == LOOKS[Tier.ERROR].fill


def test_a_required_cell_that_is_blank_is_marked_too_and_looks_as_its_column_otherwise(form: Path) -> None:
    def empty(book: Any) -> None:
        book["班级"]["C5"].value = None

    form.write_bytes(changed(faulty_form(), empty))
    assert ("E0201", "班级", "C5") in [spot[:3] for spot in told(form)]
    cell = book_of(copied(form).content)["班级"]["C5"]
    assert (cell.value, cell.border.left.style) == (None, LOOKS[Tier.ERROR].line)


def test_a_cell_below_merged_ones_is_marked_at_their_first(form: Path) -> None:
    (query,) = [f for f in findings(form) if f.rule.code == "Q1302"]

    def merge(book: Any) -> None:
        book["班级"].merge_cells("C2:C3")

    raw = changed(faulty_form(), merge)
    sheet = book_of(marked_copy(raw, [Entry(query, query.place)], ABOUT, "zh"))["班级"]
    assert sheet["C2"].comment.text.startswith("【经验疑问】Q1302")


# What stays


def hers(book: Any) -> None:
    """What a clerk did to her form beside filling it in."""
    classes, teachers, school = (book[name] for name in SHEETS["zh"])
    side = Side(style="double", color="FF7030A0")
    for sheet, name in ((classes, "C3"), (classes, "C4"), (teachers, "A3"), (school, "B12")):
        cell = sheet[name]
        cell.fill, cell.font = PatternFill("solid", fgColor="FFE2EFDA"), Font(italic=True, color="FF00B050")
        cell.border, cell.number_format = Border(left=side, right=side), "0.00"
    classes["C3"].comment = Comment("按实际人数填\n教务处", "王", 120, 300)
    classes["B4"].comment = Comment("【附】见通知", "王", 40, 100)
    extra = book.create_sheet("备用")
    extra["B2"].value, extra["B3"].value = "校内用", "=1+1"
    extra.merge_cells("C3:D5")
    extra["C3"].value = "合并"
    extra.column_dimensions["B"].width = 33
    extra.freeze_panes = "B2"
    extra.add_data_validation(DataValidation("list", formula1='"甲,乙"', sqref="B5:B9"))
    green = DifferentialStyle(fill=PatternFill(bgColor="FF00FF00"))
    extra.conditional_formatting.add("B5:B9", Rule("cellIs", operator="equal", formula=['"甲"'], dxf=green))


def test_all_that_is_hers_stays_and_the_marks_of_an_earlier_round_vanish(form: Path) -> None:
    own = changed(faulty_form(), hers)
    form.write_bytes(own)
    marked = opened(open_package(copied(form).content))
    assert len({spot for spot, shown in looks(marked).items() if "C00000" in str(shown)}) == 2
    clear(marked)
    assert looks(marked) == looks(opened(open_package(own)))
    assert "_marks" not in marked.sheetnames
    assert not [name for name in marked.named_styles if name.startswith("eduhub")]


def test_what_was_mended_is_in_the_next_copy_no_more(form: Path) -> None:
    form.write_bytes(changed(copied(form).content, mend))
    clean = book_of(copied(form).content)
    for sheet, name in (("教师", "I5"), ("教师", "K4"), ("班级", "C3")):
        cell = clean[sheet][name]
        assert (cell.fill.fill_type, cell.border.left.style, cell.comment, cell.style) == (
            *(None, None, None, "Normal"),
        )


def test_a_comment_of_hers_is_kept_before_what_is_added(form: Path) -> None:
    form.write_bytes(changed(faulty_form(), hers))
    sheet = book_of(copied(form).content)["班级"]
    assert sheet["C3"].comment.text.startswith("按实际人数填\n教务处\n———— eduhub ————\n【经验疑问】Q1302\n")
    assert sheet["C3"].comment.author == "王"
    assert sheet["B4"].comment.text == "【附】见通知"


@pytest.mark.parametrize("end", ["———— ↑ eduhub ↑ ————\n", ""])
def test_a_reply_behind_what_is_said_stays_unless_the_closing_line_went(form: Path, end: str) -> None:
    def reply(book: Workbook) -> None:
        comment = book["班级"]["C3"].comment
        comment.text = comment.text.replace("———— ↑ eduhub ↑ ————", f"{end}已核对，属实")

    form.write_bytes(changed(faulty_form(), hers))
    form.write_bytes(changed(copied(form).content, reply))
    text = book_of(copied(form).content)["班级"]["C3"].comment.text
    replied = "\n已核对，属实" if end else ""
    assert text.startswith(f"按实际人数填\n教务处{replied}\n———— eduhub ————\n【经验疑问】Q1302\n")
    assert text.endswith("\n———— ↑ eduhub ↑ ————")
    assert text.count("Q1302") == 1


def test_a_sheet_with_a_number_in_its_name_is_marked_and_linked_as_the_others(form: Path) -> None:
    def rename(book: Workbook) -> None:
        book["班级"].title = "班级13800138000"

    found = next(f for f in findings(form) if f.place.sheet == "班级" and f.place.cell)
    place = replace(found.place, sheet=masked("班级13800138000"))
    assert place.sheet != "班级13800138000"
    book = book_of(marked_copy(changed(faulty_form(), rename), [Entry(found, place)], ABOUT, "zh"))
    assert book["班级13800138000"][str(place.cell)].comment is not None
    links = [cell.hyperlink.location for row in book["问题清单"] for cell in row if cell.hyperlink]
    assert links == [f"'班级13800138000'!{place.cell}"]


def test_the_list_of_an_earlier_round_goes_whatever_she_called_it(form: Path) -> None:
    def rename(book: Workbook) -> None:
        book["问题清单"].title = "问题清单（已回复）"

    once = copied(form).content
    entries = [Entry(finding, finding.place) for finding in findings(form)]
    again = book_of(marked_copy(changed(once, rename), entries, ABOUT, "zh"))
    assert again.sheetnames == book_of(once).sheetnames


def test_sheets_widths_panes_drop_downs_and_protection_stay(form: Path) -> None:
    own = changed(faulty_form(), hers)
    form.write_bytes(own)
    before: Any = book_of(own)
    after: Any = book_of(copied(form).content)
    assert after.sheetnames == ["问题清单", *before.sheetnames, "_marks"]
    assert after.active.title == "问题清单"
    for sheet in before.worksheets:
        other = after[sheet.title]
        assert {k: (v.width, v.hidden) for k, v in other.column_dimensions.items()} == {
            k: (v.width, v.hidden) for k, v in sheet.column_dimensions.items()
        }
        for part in ("freeze_panes", "sheet_state", "print_title_rows"):
            assert getattr(other, part) == getattr(sheet, part), part
        assert repr(other.protection) == repr(sheet.protection)
        assert str(other.merged_cells) == str(sheet.merged_cells)
        assert [(str(v.sqref), v.formula1, v.prompt) for v in other.data_validations.dataValidation] == [
            (str(v.sqref), v.formula1, v.prompt) for v in sheet.data_validations.dataValidation
        ]
        assert [(str(f.sqref), [r.formula for r in f.rules]) for f in other.conditional_formatting] == [
            (str(f.sqref), [r.formula for r in f.rules]) for f in sheet.conditional_formatting
        ]
        assert [v.tabSelected for v in other.views.sheetView] == [False]


def test_a_border_and_a_number_format_that_she_chose_since_stay_when_the_mark_goes(form: Path) -> None:
    def since(book: Any) -> None:
        mend(book)
        cell = book["教师"]["I5"]
        border = copy.copy(cell.border)
        border.left = Side(style="double", color="FF000000")
        cell.border, cell.number_format = border, "@"

    before = book_of(faulty_form())["教师"]["I5"].border.right.style
    form.write_bytes(changed(copied(form).content, since))
    cell = book_of(copied(form).content)["教师"]["I5"]
    assert (cell.border.left.style, cell.border.right.style) == ("double", before)
    assert cell.number_format == "@"
    assert cell.fill.fill_type is None


def test_light_letters_are_dark_on_a_mark_and_light_again_without_it(form: Path) -> None:
    def light(book: Any) -> None:
        cells = [book["教师"][name] for name in ("I5", "K4")]
        for cell, color in zip(cells, (Color("FFFFFFFF"), Color(theme=0)), strict=True):
            cell.font = Font(name="宋体", size=14, bold=True, color=color)

    form.write_bytes(changed(faulty_form(), light))
    before = looks(book_of(form.read_bytes()))
    form.write_bytes(copied(form).content)
    marked = book_of(form.read_bytes())["教师"]
    assert {marked[name].font.color.rgb for name in ("I5", "K4")} == {"FF1F1F1F"}
    form.write_bytes(changed(form.read_bytes(), mend))
    after = looks(opened(open_package(copied(form).content)))
    assert {name: after["教师", name][3:] for name in ("I5", "K4")} == {
        name: before["教师", name][3:] for name in ("I5", "K4")
    }


def test_marks_vanish_from_rows_that_were_inserted_copied_and_moved_in_between(form: Path) -> None:
    def rearrange(book: Any) -> None:
        mend(book)
        sheet = book["班级"]
        for at in range(1, 5):
            source, target = sheet.cell(3, at), sheet.cell(20, at)
            target.value, target._style = source.value, copy.copy(source._style)
        sheet["B20"].value = "9（9）班"
        sheet.move_range("A3:D9", rows=2)

    own = looks(opened(open_package(faulty_form())))
    form.write_bytes(changed(copied(form).content, rearrange))
    after = looks(opened(open_package(copied(form).content)))
    plain = own["班级", "C4"][4:]
    assert [after["班级", name][4:] for name in ("C5", "C20")] == [plain] * 2


def test_marks_vanish_by_their_look_where_the_sheet_that_leads_back_is_lost(form: Path) -> None:
    def lose(book: Any) -> None:
        mend(book)
        del book["_marks"]
        for name in ("I5", "K4"):
            book["教师"][name].style = "Normal"
            book["教师"][name].fill = PatternFill("solid", fgColor=f"FF{LOOKS[Tier.ERROR].fill}")
            side = Side("thick", f"FF{LOOKS[Tier.ERROR].color}")
            book["教师"][name].border = Border(side, side, side, side)

    form.write_bytes(changed(copied(form).content, lose))
    book = book_of(copied(form).content)
    for sheet, name in (("教师", "I5"), ("教师", "K4"), ("班级", "C3")):
        cell = book[sheet][name]
        assert (cell.fill.fill_type, cell.border.left.style, cell.comment) == (None, None, None)


def test_no_frame_that_a_form_draws_by_a_rule_hides_the_border_of_a_mark(form: Path) -> None:
    def fill_in(book: Any) -> None:
        sheet = book["班级"]
        for row in range(14, 40):
            for column, value in enumerate((6, f"6（{row}）班", 41 if row != 37 else 58), start=2):
                sheet.cell(row, column).value = value

    def rules(book: Any) -> dict[str, list[str]]:
        areas = (
            (str(area.sqref), rule) for area in book["班级"].conditional_formatting for rule in area.rules
        )
        return {area: rule.formula for area, rule in areas if rule.formula[0].startswith("COUNTA")}

    form.write_bytes(changed(faulty_own_form(), fill_in))
    assert rules(book_of(form.read_bytes())) == {"A26:E5005": ["COUNTA($B23:$E26)>0"]}
    raw = copied(form).content
    book = book_of(raw)
    assert rules(book) == {"A40:E5005": ["COUNTA($B37:$E40)>0"]}
    borders = {name: book["班级"][name].border.left.style for name in ("A26", "D37", "E39", "E40")}
    assert borders == {"A26": "thin", "D37": LOOKS[Tier.QUERY].line, "E39": "thin", "E40": None}
    form.write_bytes(raw)
    assert copied(form).content == raw


# The list


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_has_a_row_for_every_place_with_a_link_and_room_for_explanations(
    tmp_path: Path, lang: Lang
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(faulty_form(lang))
    copy_ = copied(path, lang).content
    classes, teachers, _ = SHEETS[lang]
    words = {
        "zh": ("工作表", "单元格", "填的内容", "代码", "状态", "说明的位置", "当时的值"),
        "en": ("sheet", "cell", "filled in", "code", "state", "place for explanation", "value then"),
    }[lang]
    asks, doubts = {
        "zh": ("待改正", "待改正或说明"),
        "en": ("to be mended", "to be mended or explained"),
    }[lang]
    assert [tuple(row[name] for name in words) for row in listed(copy_, lang)] == [
        (teachers, "K4", "***", "E0204", asks, None, None),
        (teachers, "I5", "语交", "E0207", asks, None, None),
        (classes, "C3", "58", "Q1302", doubts, "rows[1/1（2）班].pupils", "58"),
    ]
    sheet = book_of(copy_)[LIST[lang]]
    links = [cell.hyperlink.location for cell in sheet["D"] if cell.hyperlink]
    assert links == [f"'{teachers}'!K4", f"'{teachers}'!I5", f"'{classes}'!C3"]
    assert [cell.protection.locked for cell in sheet["J"][-3:]] == [True, True, False]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "A5"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_cells_of_one_fault_have_their_own_words_and_the_counts_are_those_of_the_run(form: Path) -> None:
    def misspell(book: Any) -> None:
        book["教师"]["I6"].value, book["教师"]["I7"].value = "语交", "语文文"

    form.write_bytes(changed(faulty_form(), misspell))
    copy_ = copied(form).content
    rows = [row for row in listed(copy_) if row["代码"] == "E0207"]
    assert [(row["单元格"], row["填的内容"]) for row in rows] == [
        ("I5", "语交"),
        ("I6", "语交"),
        ("I7", "语文文"),
    ]
    sheet = book_of(copy_)["教师"]
    for row in rows:
        assert f"「{row['填的内容']}」" in row["问题"]
        assert row["问题"] in sheet[row["单元格"]].comment.text
    counts = "逻辑错误 2 处，经验疑问 1 处，提示 0 处；已说明 0 处，已豁免 0 处（截至 2026-06-30）"
    assert above(copy_)[1] == f"{counts}；同类的和连带的逐格列出，共 5 行"


def test_the_list_says_the_counts_and_the_day(form: Path) -> None:
    assert above(copied(form).content)[:2] == [
        "问题清单：望湖小学",
        "逻辑错误 2 处，经验疑问 1 处，提示 0 处；已说明 0 处，已豁免 0 处（截至 2026-06-30）",
    ]


def test_nothing_in_the_list_is_a_formula(form: Path) -> None:
    def odd(book: Any) -> None:
        cell = book["教师"]["I5"]
        cell.value, cell.data_type = "=HYPERLINK(1)", "s"

    form.write_bytes(changed(faulty_form(), odd))
    sheet = book_of(copied(form).content)["问题清单"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s", "n"}


# The copy is the next submission


def test_the_marked_copy_has_the_findings_of_the_form_itself(form: Path) -> None:
    before = told(form)
    form.write_bytes(copied(form).content)
    assert told(form) == before


def answered(path: Path) -> list[tuple[str, str | None]]:
    return [(f.rule.code, f.explanation) for f in findings(path) if f.rule.code in ("Q1302", "N4202")]


def test_an_explanation_typed_into_the_list_answers_the_query_and_stays_in_the_next_copy(form: Path) -> None:
    form.write_bytes(explain(copied(form).content))
    assert answered(form) == [("Q1302", "本班接收转学生")]
    again = copied(form).content
    (row,) = [row for row in listed(again) if row["代码"] == "Q1302"]
    assert (row["说明"], row["状态"]) == ("本班接收转学生", "已说明")
    form.write_bytes(again)
    assert answered(form) == [("Q1302", "本班接收转学生")]


def test_an_explanation_holds_where_rows_were_inserted_above(form: Path) -> None:
    def insert(book: Any) -> None:
        book["班级"].move_range("A2:D9", rows=1)

    form.write_bytes(changed(explain(copied(form).content), insert))
    assert answered(form) == [("Q1302", "本班接收转学生")]


def test_an_explanation_lapses_with_its_value_and_stays_beside_the_query_until_there_is_another(
    form: Path,
) -> None:
    def change(book: Any) -> None:
        book["班级"]["C3"].value = 61

    form.write_bytes(changed(explain(copied(form).content), change))
    assert answered(form) == [("Q1302", None), ("N4202", None)]
    first = copied(form).content
    rows = {row["代码"]: row for row in listed(first)}
    assert (rows["Q1302"]["说明"], rows["Q1302"]["原说明"]) == (None, "本班接收转学生")
    assert rows["N4202"]["填的内容"] == "本班接收转学生"
    assert rows["N4202"]["问题"] == "Q1302 在 1/1（2）班 学生数 的值已变，现在是 61，原来的说明不再有效"
    form.write_bytes(first)
    assert answered(form) == [("Q1302", None)]
    again = copied(form).content
    rows = {row["代码"]: row for row in listed(again)}
    assert (rows["Q1302"]["说明"], rows["Q1302"]["原说明"]) == (None, "本班接收转学生")
    form.write_bytes(explain(again, "又转来三名"))
    (row,) = [row for row in listed(copied(form).content) if row["代码"] == "Q1302"]
    assert (row["说明"], row["原说明"], row["状态"]) == ("又转来三名", None, "已说明")


def test_the_column_of_lapsed_explanations_is_seen_only_where_there_are_any(form: Path) -> None:
    def hidden(raw: bytes) -> bool:
        return bool(book_of(raw)["问题清单"].column_dimensions["K"].hidden)

    def change(book: Any) -> None:
        book["班级"]["C3"].value = 61

    first = copied(form).content
    form.write_bytes(changed(explain(first), change))
    assert (hidden(first), hidden(copied(form).content)) == (True, False)


def test_an_explanation_of_a_person_goes_with_the_row_and_lapses_when_that_changes(form: Path) -> None:
    def young(book: Any) -> None:
        mend(book)
        book["教师"]["D2"].value, book["教师"]["D4"].value = "2006-11", "2008-12"

    def swap(book: Any) -> None:
        for one, other in zip(book["教师"]["A2:W2"][0], book["教师"]["A4:W4"][0], strict=True):
            one.value, other.value = other.value, one.value

    def told_of() -> list[tuple[str, str | None, str | None]]:
        told = [one for f in findings(form) for one in f.each if f.rule.code in ("Q1402", "N4201", "N4202")]
        return sorted((f.rule.code, f.place.cell, f.explanation) for f in told)

    form.write_bytes(changed(faulty_form(), young))
    form.write_bytes(explain(copied(form).content, "已核对档案", "Q1402"))
    assert told_of() == [("Q1402", "R2", "已核对档案"), ("Q1402", "R4", None)]
    form.write_bytes(changed(form.read_bytes(), swap))
    assert told_of() == [("Q1402", "R2", None), ("Q1402", "R4", "已核对档案")]
    form.write_bytes(copied(form).content)
    assert told_of() == [("Q1402", "R2", None), ("Q1402", "R4", "已核对档案")]
    form.write_bytes(changed(form.read_bytes(), lambda book: setattr(book["教师"]["K4"], "value", 15)))
    assert told_of() == [("N4202", "J7", None), ("Q1402", "R2", None), ("Q1402", "R4", None)]


# Equal bytes


def test_marking_twice_is_marking_once(form: Path) -> None:
    for own in (faulty_form(), changed(faulty_form(), hers), faulty_own_form()):
        form.write_bytes(own)
        once = copied(form).content
        form.write_bytes(once)
        assert copied(form).content == once


_MARK = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from marked import copied
sys.stdout.buffer.write(copied(Path(sys.argv[1])).content)
"""


def test_two_machines_make_the_same_bytes(form: Path) -> None:
    here = os.path.dirname(__file__)
    made = [
        subprocess.run(
            [sys.executable, "-c", _MARK, str(form), here, os.path.dirname(here)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
            timeout=120,
        ).stdout
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York"))
    ]
    assert made[0] == made[1] == copied(form).content
