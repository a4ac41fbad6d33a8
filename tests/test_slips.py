"""A clerk's slips get help at the right place, in both languages, and never a stack."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msoffcrypto
import pytest
from filled import CITY, Sheet, Value, by_xlsxwriter, filled_form, plan, roster, table
from parts import compound

from eduhub.core.place import cell_name
from eduhub.core.text import LANGS
from eduhub.repository import Repository

Run = Callable[..., tuple[int, str, str]]
Slip = Callable[[dict[str, Sheet]], None]

AS_OF = "2026-06-30"
CLASSES = "年级,班级,学生数\n1,一（1）班,41\n2,二（1）班,40\n"
PLAN = (CITY / "clusters/chenghu/chenghu-01/plan.yaml").read_text(encoding="utf-8")
_LINE = re.compile(r"^(?! )(.+?)  ([EQN][0-9]{4}) [a-z0-9-]+  \S+  (.+)$", re.MULTILINE)


class Told(NamedTuple):
    """What a run came to: its exit code, code and place of each finding, and the words of each language."""

    exit_code: int
    found: list[str]
    zh: str
    en: str


@pytest.fixture
def told(run: Run) -> Callable[..., Told]:
    """Validates paths in both languages, which have to agree, with a remedy for every finding."""

    def call(*paths: str) -> Told:
        runs = {lang: run("--lang", lang, "validate", "--as-of", AS_OF, *paths) for lang in LANGS}
        seen = {
            lang: [f"{code} {place}" for place, code, _ in _LINE.findall(runs[lang][1])] for lang in LANGS
        }
        assert seen["zh"] == seen["en"]
        for lang in LANGS:
            _, out, err = runs[lang]
            assert "Traceback" not in out + err
            assert err == ""
            assert out.count({"zh": "\n    改法  ", "en": "\n    fix  "}[lang]) == len(seen[lang])
        assert runs["zh"][0] == runs["en"][0]
        words = {lang: "\n".join(said for _, _, said in _LINE.findall(runs[lang][1])) for lang in LANGS}
        return Told(runs["zh"][0], seen["zh"], words["zh"], words["en"])

    return call


Ask = Callable[..., Told]


def save(name: str, content: str | bytes) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return name


def form(slip: Slip | None = None, name: str = "望湖小学.xlsx") -> str:
    """The example's school form, and what the clerk did to it."""
    sheets = filled_form("roster", roster())
    if slip:
        slip(sheets)
    return save(name, by_xlsxwriter(list(sheets.values())))


def typing(sheet: str, route: tuple[str | int, ...], value: Value) -> Slip:
    """Puts another value into the cell of a route."""

    def slip(sheets: dict[str, Sheet]) -> None:
        sheets[sheet].cells[sheets[sheet].spots[route]] = value

    return slip


def heading(sheet: str, key: str, words: str) -> Slip:
    """Puts other words over a column, or before a value."""

    def slip(sheets: dict[str, Sheet]) -> None:
        sheets[sheet].cells[sheets[sheet].headings[key,]] = words

    return slip


def spot(sheet: str, route: tuple[str | int, ...]) -> str:
    """The cell of a route in the form as it is before any slip."""
    return cell_name(*filled_form("roster", roster())[sheet].spots[route])


def head(sheet: str, key: str) -> str:
    """The cell of a heading or label in the form."""
    return cell_name(*filled_form("roster", roster())[sheet].headings[key,])


def test_the_forms_without_slips_have_nothing_to_mend(told: Ask) -> None:
    sheets = filled_form("plan", {"plan": plan()})
    save("方案.xlsx", by_xlsxwriter(list(sheets.values())))
    assert told(form()) == (0, [], "", "")
    assert told("方案.xlsx") == (0, [], "", "")
    assert told(save("班级.csv", CLASSES)) == (0, [], "", "")
    assert told(save("plan.yaml", PLAN)) == (0, [], "", "")


# Paths and files


def test_a_wrong_path_gets_the_name_that_was_meant(told: Ask) -> None:
    form()
    answer = told("望湖小学校.xlsx")
    assert answer[:2] == (3, ["E0150 望湖小学校.xlsx"])
    assert "“望湖小学.xlsx”" in answer.zh
    assert "'望湖小学.xlsx'" in answer.en


def test_a_path_that_is_near_nothing_gets_no_suggestion(told: Ask) -> None:
    answer = told("没有/这个.xlsx")
    assert answer[:2] == (3, ["E0150 没有/这个.xlsx"])
    assert "？" not in answer.zh
    assert "?" not in answer.en


def test_a_folder_without_files_is_told(told: Ask) -> None:
    Path("收集").mkdir()
    assert told("收集")[:2] == (1, ["E0134 收集"])


def zipped(member: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(member, "<a/>")
    return stream.getvalue()


OLD = compound("Root Entry", "WordDocument")


@pytest.mark.parametrize(
    ("name", "content", "zh", "en"),
    [
        ("附件.docx", zipped("word/document.xml"), "Word 文档", "Word document"),
        ("附件.xlsx", zipped("word/document.xml"), "Word 文档", "Word document"),
        ("附件.pdf", b"%PDF-1.7\n", "PDF", "PDF"),
        ("附件.png", b"\x89PNG\r\n\x1a\n\0", "图片", "picture"),
        ("附件.xlsx", OLD, ".wps", ".wps"),
        ("附件.csv", OLD, ".doc", ".doc"),
        ("附件.et", compound("Root Entry", "ET_Content"), ".et", ".et"),
        ("附件.csv", "年级\t班级".encode("utf-16"), "UTF-16", "UTF-16"),
        ("附件.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "HTML", "HTML"),
    ],
    ids=[
        "docx",
        "docx named xlsx",
        "pdf",
        "png",
        "doc named xlsx",
        "doc named csv",
        "old et",
        "utf16",
        "html",
    ],
)
def test_a_file_of_the_wrong_type_is_called_what_it_is(
    told: Ask, name: str, content: bytes, zh: str, en: str
) -> None:
    answer = told(save(name, content))
    assert answer[:2] == (3, [f"E0154 {name}"])
    assert zh in answer.zh
    assert en in answer.en


@pytest.mark.parametrize("name", ["空.csv", "空.xlsx", "空.yaml"])
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n"])
def test_an_empty_file_is_told(told: Ask, name: str, content: bytes) -> None:
    assert told(save(name, content))[:2] == (1, [f"E0101 {name}"])


def test_a_workbook_with_a_password_is_told(told: Ask) -> None:
    stream = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(Path(form()).read_bytes())).encrypt("123456", stream)
    answer = told(save("加密.xlsx", stream.getvalue()))
    assert answer[:2] == (3, ["E0153 加密.xlsx"])
    assert "密码" in answer.zh
    assert "password" in answer.en


def test_one_broken_workbook_hides_nothing_of_the_others(told: Ask) -> None:
    good = Path(form(name="收集/甲.xlsx")).read_bytes()
    form(typing("班级", ("rows", 2, "pupils"), "多"), name="收集/乙.xlsx")
    save("收集/丙.xlsx", good[: len(good) // 2])
    form(typing("教师", ("rows", 0, "code"), "教师 7"), name="收集/丁/丁.xlsx")
    save("收集/戊.xlsx", OLD)
    answer = told("收集")
    assert answer[:2] == (
        3,
        [
            "E4005 收集/丁/丁.xlsx[学校基本情况]!A1",
            f"E0209 收集/丁/丁.xlsx[教师]!{spot('教师', ('rows', 0, 'code'))}",
            "E0157 收集/丙.xlsx",
            "E4005 收集/乙.xlsx[学校基本情况]!A1",
            f"E0204 收集/乙.xlsx[班级]!{spot('班级', ('rows', 2, 'pupils'))}",
            "E0154 收集/戊.xlsx",
            "E4005 收集/甲.xlsx[学校基本情况]!A1",
        ],
    )


# CSV


def test_a_csv_in_gbk_is_read_with_a_note_and_nothing_is_lost(told: Ask) -> None:
    assert told(save("班级.csv", CLASSES.encode("gbk")))[:2] == (0, ["N0103 班级.csv"])
    gbk = Repository.load([Path("班级.csv")])
    save("班级.csv", CLASSES)
    assert [s.model for s in gbk.submissions] == [
        s.model for s in Repository.load([Path("班级.csv")]).submissions
    ]
    assert [row.name for row in gbk.submissions[0].model.rows] == ["一（1）班", "二（1）班"]


def test_characters_beyond_gbk_are_read_from_gb18030(told: Ask) -> None:
    rare = CLASSES.replace("一（1）班", "𬭼班")
    assert told(save("班级.csv", rare.encode("gb18030")))[:2] == (0, ["N0103 班级.csv"])
    assert Repository.load([Path("班级.csv")]).submissions[0].model.rows[0].name == "𬭼班"


def test_a_csv_with_a_bom_is_read_like_any_other(told: Ask) -> None:
    assert told(save("班级.csv", CLASSES.encode("utf-8-sig"))) == (0, [], "", "")


def test_a_school_code_that_excel_wrote_with_an_exponent_is_lost(told: Ask) -> None:
    answer = told(save("校区.csv", "学校标识码,校区编号,校区名称,学段\n2.137E+09,bei,北校区,小学\n"))
    assert answer[:2] == (1, ["E0107 校区.csv:2:1 (A2)"])
    assert "学校标识码" in answer.zh
    assert "school code" in answer.en


# Sheets and headings


def test_a_renamed_sheet_is_read_with_a_note_that_names_both(told: Ask) -> None:
    def slip(sheets: dict[str, Sheet]) -> None:
        sheets["教师"].name = "教师花名册"

    answer = told(form(slip))
    assert answer[:2] == (0, ["N0117 望湖小学.xlsx[教师花名册]"])
    assert all(words in answer.zh for words in ("教师花名册", "「教师」"))
    assert all(words in answer.en for words in ("教师花名册", "'teachers'"))


def without(sheet: str, key: str) -> Slip:
    def slip(sheets: dict[str, Sheet]) -> None:
        column = sheets[sheet].headings[key,][1]
        sheets[sheet].cells = {at: value for at, value in sheets[sheet].cells.items() if at[1] != column}

    return slip


def test_a_required_column_that_is_missing_is_told_once_at_the_headings(told: Ask) -> None:
    answer = told(form(without("教师", "category")))
    assert answer[:2] == (1, ["E0114 望湖小学.xlsx[教师]!A1"])
    assert "「教职工类别」" in answer.zh
    assert "'category of staff'" in answer.en


def test_an_optional_column_may_be_missing(told: Ask) -> None:
    assert told(form(without("教师", "born"))) == (0, [], "", "")


def test_a_misspelt_heading_is_told_once_with_what_was_meant(told: Ask) -> None:
    answer = told(form(heading("教师", "category", "教职工类型")))
    assert answer[:2] == (1, [f"E0115 望湖小学.xlsx[教师]!{head('教师', 'category')}"])
    assert all(words in answer.zh for words in ("「教职工类型」", "「教职工类别」"))
    assert all(words in answer.en for words in ("'教职工类型'", "'category of staff'"))


def test_a_misspelt_label_is_told_once_with_what_was_meant(told: Ask) -> None:
    answer = told(form(heading("学校基本情况", "ground_m2", "运动场")))
    assert answer[:2] == (1, [f"E0115 望湖小学.xlsx[学校基本情况]!{head('学校基本情况', 'ground_m2')}"])
    assert all(words in answer.zh for words in ("「运动场」", "「运动场地」"))
    assert all(words in answer.en for words in ("'运动场'", "'sports grounds'"))


def test_a_serial_number_is_ignored_and_a_private_column_is_noted(told: Ask) -> None:
    def slip(sheets: dict[str, Sheet]) -> None:
        sheet = sheets["教师"]
        width, last = len(sheet.headings), max(sheet.spots.values())[0]
        sheet.cells |= {(0, width): "序号", (0, width + 1): "家庭住址"}
        for row in range(1, last + 1):
            sheet.cells |= {(row, width): float(row), (row, width + 1): "滨湖路"}

    answer = told(form(slip))
    width = len(table("teachers").columns)
    assert answer[:2] == (0, [f"N0116 望湖小学.xlsx[教师]!{cell_name(0, width + 1)}"])
    assert "「家庭住址」" in answer.zh
    assert "'家庭住址'" in answer.en


def test_a_table_in_units_of_ten_thousand_yuan_is_converted_with_a_note(told: Ask) -> None:
    def slip(sheets: dict[str, Sheet]) -> None:
        heading("分校区条件", "equipment_yuan", "教学仪器设备值（万元）")(sheets)
        for number, amount in enumerate((167.28, 162.11)):
            typing("分校区条件", ("sites", number, "equipment_yuan"), amount)(sheets)

    answer = told(form(slip))
    assert answer[:2] == (0, [f"N0130 望湖小学.xlsx[分校区条件]!{head('分校区条件', 'equipment_yuan')}"])
    assert all(words in answer.zh for words in ("「教学仪器设备值（万元）」", "元"))
    assert "yuan" in answer.en


def test_a_value_in_units_of_ten_thousand_yuan_is_converted_with_a_note(told: Ask) -> None:
    def slip(sheets: dict[str, Sheet]) -> None:
        heading("学校基本情况", "equipment_yuan", "教学仪器设备值(万元)")(sheets)
        typing("学校基本情况", ("equipment_yuan",), 329.39)(sheets)

    label = head("学校基本情况", "equipment_yuan")
    assert told(form(slip))[:2] == (0, [f"N0130 望湖小学.xlsx[学校基本情况]!{label}"])
    school = Repository.load([Path("望湖小学.xlsx")]).submissions[0].model
    assert str(school.equipment_yuan) == "3293900.00"


# Values

AS_OF_CELL = "望湖小学.xlsx[学校基本情况]!"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2025年9月1日", "N0220"),
        ("2025.9.1", "N0220"),
        ("2025/9/1", "N0220"),
        ("2025-9-1", "N0220"),
        ("２０２５-０９-０１", "N0221"),
    ],
)
def test_a_date_in_another_spelling_is_read_and_the_reading_shown(told: Ask, written: str, code: str) -> None:
    answer = told(form(typing("学校基本情况", ("as_of",), written)))
    assert answer[:2] == (0, [f"{code} {AS_OF_CELL}{spot('学校基本情况', ('as_of',))}"])
    assert all(words in answer.zh for words in ("「统计时点」", written, "2025-09-01"))
    assert all(words in answer.en for words in ("'as of'", written, "2025-09-01"))


def test_a_date_of_excel_is_read_without_a_word(told: Ask) -> None:
    assert told(form(typing("学校基本情况", ("as_of",), date(2025, 9, 1)))) == (0, [], "", "")


@pytest.mark.parametrize("written", ["9/1/2025", "2025-09-31", "2025年9月", "去年九月"])
def test_a_date_that_is_none_is_told_with_what_was_written(told: Ask, written: str) -> None:
    answer = told(form(typing("学校基本情况", ("as_of",), written)))
    assert answer[:2] == (1, [f"E0208 {AS_OF_CELL}{spot('学校基本情况', ('as_of',))}"])
    assert all(words in answer.zh for words in ("「统计时点」", written))
    assert all(words in answer.en for words in ("'as of'", written))


def test_a_month_that_excel_took_for_a_number_is_not_guessed(told: Ask) -> None:
    # 1985.10 typed into a cell of numbers is 1985.1 from then on: October looks like January.
    answer = told(form(typing("教师", ("rows", 2, "joined_school"), 2015.10)))
    assert answer[:2] == (1, [f"E0208 望湖小学.xlsx[教师]!{spot('教师', ('rows', 2, 'joined_school'))}"])
    assert all(words in answer.zh for words in ("「到校时间」", "2015.1"))
    assert all(words in answer.en for words in ("'joined the school'", "2015.1"))


def test_full_width_digits_are_read_with_a_note(told: Ask) -> None:
    answer = told(form(typing("班级", ("rows", 2, "pupils"), "３７")))
    assert answer[:2] == (0, [f"N0221 望湖小学.xlsx[班级]!{spot('班级', ('rows', 2, 'pupils'))}"])
    assert "３７" in answer.zh
    assert "３７" in answer.en


def test_school_codes_that_are_numbers_are_read_with_one_note_for_the_column(told: Ask) -> None:
    def slip(sheets: dict[str, Sheet]) -> None:
        for number in (0, 1):
            typing("校区", ("rows", number, "school"), 2136990006.0)(sheets)

    answer = told(form(slip))
    assert answer[:2] == (0, [f"N0108 望湖小学.xlsx[校区]!{spot('校区', ('rows', 0, 'school'))}"])
    assert all(words in answer.zh for words in ("「学校标识码」", "2136990006"))
    assert all(words in answer.en for words in ("'school code'", "2136990006"))


def test_a_school_code_that_lost_its_first_digit_is_told(told: Ask) -> None:
    answer = told(form(typing("校区", ("rows", 1, "school"), 136990006.0)))
    assert answer[:2] == (1, [f"E0107 望湖小学.xlsx[校区]!{spot('校区', ('rows', 1, 'school'))}"])
    assert "9 位" in answer.zh
    assert "9 digits" in answer.en


def test_a_staff_code_of_eighteen_digits_as_a_number_is_lost_and_never_shown(told: Ask) -> None:
    answer = told(form(typing("教师", ("rows", 3, "code"), 360102199001011234.0)))
    assert answer[:2] == (1, [f"E0107 望湖小学.xlsx[教师]!{spot('教师', ('rows', 3, 'code'))}"])
    assert all(words in answer.zh for words in ("「工号」", "18 位"))
    assert all(words in answer.en for words in ("'staff code'", "18 digits"))
    assert "3601021990" not in answer.zh + answer.en


def test_a_resident_id_in_the_place_of_a_staff_code_is_refused_and_never_shown(told: Ask) -> None:
    answer = told(form(typing("教师", ("rows", 3, "code"), "36010219900101123X")))
    assert answer[:2] == (1, [f"E0901 望湖小学.xlsx[教师]!{spot('教师', ('rows', 3, 'code'))}"])
    assert "身份证" in answer.zh
    assert "resident ID" in answer.en
    assert "3601021990" not in answer.zh + answer.en


@pytest.mark.parametrize("written", ["有", "Y", "是的", "√", "否定"])
def test_yes_and_no_in_other_words_are_told(told: Ask, written: str) -> None:
    answer = told(form(typing("教师", ("rows", 3, "establishment"), written)))
    assert answer[:2] == (1, [f"E0210 望湖小学.xlsx[教师]!{spot('教师', ('rows', 3, 'establishment'))}"])
    assert all(words in answer.zh for words in ("「是否在编」", written, "“是”或“否”"))
    assert all(words in answer.en for words in ("'on the establishment'", written, "是 or 否"))


@pytest.mark.parametrize(
    ("sheet", "route", "written"),
    [
        ("教师", ("rows", 3, "qualification"), " 本科　"),
        ("教师", ("rows", 3, "establishment"), "是 "),
        ("班级", ("rows", 2, "pupils"), " 37\t"),
        ("学校基本情况", ("as_of",), "2025-09-01 "),
        ("学校基本情况", ("school",), " 2136990006\n"),
    ],
    ids=["code list", "yes", "number", "date", "school code"],
)
def test_blanks_around_a_value_do_not_matter(
    told: Ask, sheet: str, route: tuple[str | int, ...], written: str
) -> None:
    assert told(form(typing(sheet, route, written))) == (0, [], "", "")


def test_not_applicable_is_taken_where_the_form_allows_it(told: Ask) -> None:
    assert told(form(typing("学校基本情况", ("books",), "不适用"))) == (0, [], "", "")


def test_not_applicable_is_told_where_a_number_is_needed(told: Ask) -> None:
    answer = told(form(typing("班级", ("rows", 2, "pupils"), "不适用")))
    assert answer[:2] == (1, [f"E0204 望湖小学.xlsx[班级]!{spot('班级', ('rows', 2, 'pupils'))}"])
    assert all(words in answer.zh for words in ("「学生数」", "不适用"))
    assert all(words in answer.en for words in ("'pupils'", "不适用"))


@pytest.mark.parametrize("written", ["37人", "1,037", "约 37", "三十七"])
def test_a_number_with_words_in_it_is_told(told: Ask, written: str) -> None:
    answer = told(form(typing("班级", ("rows", 2, "pupils"), written)))
    assert answer[:2] == (1, [f"E0204 望湖小学.xlsx[班级]!{spot('班级', ('rows', 2, 'pupils'))}"])
    assert all(words in answer.zh for words in ("「学生数」", written))
    assert all(words in answer.en for words in ("'pupils'", written))


# YAML


def slipped(before: str, after: str) -> str:
    assert PLAN.count(before) == 1
    return save("plan.yaml", PLAN.replace(before, after))


def test_a_full_width_colon_is_told_at_the_colon(told: Ask) -> None:
    answer = told(slipped("\nphase: 试点", "\nphase：试点"))
    assert answer[:2] == (1, ["E0104 plan.yaml:8:6"])
    assert "“：”" in answer.zh
    assert "full-width colon" in answer.en


def test_a_full_width_colon_inside_a_group_is_told_at_the_colon(told: Ask) -> None:
    assert told(slipped("  start: 2023-09-01", "  start：2023-09-01"))[:2] == (1, ["E0104 plan.yaml:10:8"])


def test_a_tab_in_the_indentation_is_told_at_the_tab(told: Ask) -> None:
    answer = told(slipped("  start: 2023-09-01", "\tstart: 2023-09-01"))
    assert answer[:2] == (1, ["E0104 plan.yaml:10:1"])
    assert "Tab" in answer.zh
    assert "tab" in answer.en


def test_a_colon_without_a_blank_is_told_on_its_line(told: Ask) -> None:
    assert told(slipped("\nphase: 试点", "\nphase:试点"))[:2] == (1, ["E0104 plan.yaml:8:1"])


@pytest.mark.parametrize(
    "content",
    [
        PLAN.replace("\n", "\r\n").encode(),
        PLAN.encode("utf-8-sig"),
        PLAN.replace(": 试点", ":\t试点").encode(),
    ],
    ids=["line ends of Windows", "BOM", "tab behind a colon"],
)
def test_what_editors_leave_behind_does_not_matter(told: Ask, content: bytes) -> None:
    assert told(save("plan.yaml", content)) == (0, [], "", "")


def test_line_ends_of_windows_do_not_move_a_finding(told: Ask) -> None:
    faulty = PLAN.replace("2023-09-01", "2023-02-30", 1).replace("\n", "\r\n")
    assert told(save("plan.yaml", faulty.encode("utf-8-sig")))[:2] == (1, ["E0208 plan.yaml:10:10"])


def test_a_yaml_file_in_gbk_is_told_at_its_first_character(told: Ask) -> None:
    answer = told(save("plan.yaml", PLAN.encode("gbk")))
    assert answer[:2] == (1, ["E0102 plan.yaml:5:9"])
    assert "GBK" in answer.zh
    assert "GBK" in answer.en


def test_a_chinese_name_of_a_field_gets_the_name_that_yaml_wants(told: Ask) -> None:
    answer = told(slipped("\nphase: 试点", "\n批次: 试点"))
    assert answer[:2] == (1, ["E0202 plan.yaml:8:1"])
    assert all(words in answer.zh for words in ("「批次」", "phase"))
    assert all(words in answer.en for words in ("'批次'", "phase"))


def test_a_misspelt_name_of_a_field_is_told_with_what_was_meant(told: Ask) -> None:
    answer = told(slipped("\n  longest_way_km:", "\n  longest_way:"))
    assert answer[:2] == (1, ["E0202 plan.yaml:20:3"])
    assert all(words in answer.zh for words in ("longest_way」", "longest_way_km"))
    assert all(words in answer.en for words in ("longest_way'", "longest_way_km"))


def test_a_misspelt_name_of_a_required_field_is_told_once(told: Ask) -> None:
    answer = told(slipped("\nphase: 试点", "\nphases: 试点"))
    assert answer[:2] == (1, ["E0202 plan.yaml:8:1"])
    assert "“phase”" in answer.zh
    assert "'phase'" in answer.en


def test_a_misspelt_kind_is_told_with_what_was_meant(told: Ask) -> None:
    answer = told(slipped("kind: plan", "kind: plans"))
    assert answer[:2] == (1, ["E0123 plan.yaml:1:7"])
    assert all(words in answer.zh for words in ("plans", "“plan”"))
    assert "'plan'" in answer.en


def places(found: Sequence[str], code: str) -> list[str]:
    return [line.partition(" ")[2] for line in found if line.startswith(code)]


def test_several_slips_in_one_form_are_all_told(told: Ask) -> None:
    slips = (
        typing("班级", ("rows", 2, "pupils"), "37人"),
        typing("教师", ("rows", 0, "main_stage"), "中学"),
        typing("学校基本情况", ("as_of",), "2025-09-31"),
    )

    def slip(sheets: dict[str, Sheet]) -> None:
        for one in slips:
            one(sheets)

    answer = told(form(slip))
    assert answer.exit_code == 1
    assert sorted(line.partition(" ")[0] for line in answer.found) == ["E0204", "E0207", "E0208"]
    assert places(answer.found, "E0207") == [f"望湖小学.xlsx[教师]!{spot('教师', ('rows', 0, 'main_stage'))}"]
