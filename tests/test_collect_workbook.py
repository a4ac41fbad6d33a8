"""What is merged from many forms: one workbook with typed values, which nobody can mistake for a form."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from handed import FIRST, SECOND, THIRD, Handed, plan_bytes, small_city
from marked import copied, explain

from eduhub.kinds.catalogue import FORMS

Run = Callable[..., tuple[int, str, str]]
ID = "36990119850307123X"
LEAD = ["县区", "单位编号", "单位名称", "来源文件"]


@pytest.fixture
def merged(run: Run, tmp_path: Path) -> Callable[..., Any]:
    """Merges two schools' forms, of one an older version too; gives the workbook as openpyxl reads it."""
    city = small_city(tmp_path / "city", FIRST, SECOND, THIRD)
    folder = tmp_path / "in"
    folder.mkdir()
    changes = {
        ("classes", "rows", 0, "class"): f"=HYPERLINK({ID})",
        ("classes", "rows", 1, "grade"): "13",
        ("classes", "rows", 2, "class"): "=1+1",
        ("teachers", "rows", 0, "name"): "王小明",
    }
    (folder / "云杉.xlsx").write_bytes(Handed(changes=changes, saved=datetime(2025, 10, 12)).bytes())
    (folder / "云杉 旧.xlsx").write_bytes(Handed().bytes())
    (folder / "临溪.xlsx").write_bytes(Handed(SECOND).bytes())
    (folder / "方案.xlsx").write_bytes(plan_bytes())

    def merge(*words: str, to: str = "汇总.xlsx") -> Any:
        lang = ("--lang", "en") if "en" in words else ()
        call = (
            "-C",
            str(city),
            "collect",
            str(folder),
            "--form",
            "roster",
            "--district",
            "chenghu",
            "-o",
            to,
        )
        run(*lang, *call, "--force")
        return openpyxl.load_workbook(io.BytesIO(Path(to).read_bytes()))

    return merge


def rows(book: Any, sheet: str) -> list[list[Any]]:
    """The heading and the rows below it."""
    return [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=3)]


def test_the_first_sheet_says_how_each_unit_stands(merged: Callable[..., Any]) -> None:
    book = merged()
    told = "学校基础数据表 2025-2026：应收 3 份，已收 2 份（截至 2026-06-30）"
    assert book["汇总"]["A2"].value == told
    heading, *units = rows(book, "汇总")
    assert heading == [
        *("县区", "单位编号", "单位名称", "状态", "取用的文件", "取用依据"),
        *("逻辑错误", "经验疑问", "已说明", "另有文件"),
    ]
    blank = [None] * 6
    assert [[cell or None for cell in unit] for unit in units] == [
        ["澄湖区", FIRST, "云杉小学", "待改正或说明", "云杉.xlsx", "保存时间", 1, None, None, "云杉 旧.xlsx"],
        ["澄湖区", THIRD, "荷塘小学", "未交", *blank],
        ["澄湖区", SECOND, "临溪小学", "无问题", "临溪.xlsx", None, None, None, None, None],
    ]


def test_the_files_that_were_not_taken_are_told(merged: Callable[..., Any]) -> None:
    assert rows(merged(), "未取用的文件") == [
        ["文件", "单位名称", "原因", "怎么办"],
        ["方案.xlsx", "", "是“片区共同体建设方案”，要的是“学校基础数据表”", "请换报要的表格"],
        ["云杉 旧.xlsx", "云杉小学", "有更新的 云杉.xlsx（按保存时间）", "不用处理"],
    ]


def test_tables_stand_below_each_other_with_typed_values(merged: Callable[..., Any]) -> None:
    book = merged()
    heading, first, second = rows(book, "学校基本情况")
    assert heading[:7] == [*LEAD, "学校标识码", "学年", "统计时点"]
    assert first[:7] == ["澄湖区", FIRST, "云杉小学", "云杉.xlsx", FIRST, "2025-2026", datetime(2025, 9, 1)]
    assert second[4] == SECOND
    assert {type(cell) for cell in second[7:10]} == {int}
    heading, *classes = rows(book, "班级")
    assert heading == [*LEAD, "年级", "班级", "学生数", "其中特教学生"]
    assert [row[1] for row in classes] == [FIRST] * 30 + [SECOND] * (len(classes) - 30)
    assert classes[1][4:7] == [13, "1（2）班", 42]
    assert book["班级"]["A2"].value == f"{len(classes)} 行，来自 2 个单位"


def test_text_stays_text_and_what_is_personal_stays_out(merged: Callable[..., Any]) -> None:
    book = merged()
    assert [(book["班级"][cell].value, book["班级"][cell].data_type) for cell in ("F4", "F6")] == [
        ("=HYPERLINK(369***3X)", "s"),
        ("=1+1", "s"),
    ]
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"姓名", "工号", "出生年月", "王小明", "WX0001"} & cells == set()
    assert "；个人信息不汇入（工号、姓名、出生年月）" in book["教师"]["A2"].value


def test_every_sheet_has_a_filter_a_frozen_heading_and_fits_paper(merged: Callable[..., Any]) -> None:
    book = merged()
    shown = [sheet for sheet in book if sheet.sheet_state == "visible"]
    titles = [layout.title.zh for kind in FORMS["roster"].kinds for layout in kind.layout.sheets]
    assert [sheet.title for sheet in shown] == ["汇总", "未取用的文件", *titles]
    assert {(sheet.page_setup.paperSize, sheet.page_setup.orientation) for sheet in shown} == {
        (9, "landscape")
    }
    assert {sheet.auto_filter.ref is not None for sheet in shown} == {True}
    assert {sheet.freeze_panes for sheet in shown} == {"D4", "A4", "E4"}


def test_the_words_are_in_the_language_that_was_chosen(merged: Callable[..., Any]) -> None:
    book = merged("en")
    assert book.sheetnames[:3] == ["summary", "files not taken", "the school"]
    told = "school data form 2025-2026: received 2 of 3 (as of 2026-06-30)"
    assert book["summary"]["A2"].value == told
    assert [unit[3] for unit in rows(book, "summary")[1:]] == [
        *("to be mended or explained", "missing", "nothing to mend")
    ]


def test_it_is_the_same_bytes_each_time(merged: Callable[..., Any]) -> None:
    merged(to="甲.xlsx")
    merged(to="乙.xlsx")
    assert Path("甲.xlsx").read_bytes() == Path("乙.xlsx").read_bytes()


def test_it_is_no_form_and_validating_it_says_so(run: Run, merged: Callable[..., Any]) -> None:
    book = merged()
    assert [(one.name, one.value) for one in book.custom_doc_props.props] == [("eduhub.collected", "roster")]
    code, out, _ = run("validate", "汇总.xlsx", "--format", "concise")
    assert (code, out.splitlines()[0].split()[1]) == (1, "E0146")


def test_a_plan_can_be_merged_too(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "片区.xlsx").write_bytes(plan_bytes())
    code, _, err = run("collect", str(folder), "-o", "汇总.xlsx")
    assert (code, err) == (0, "已写入 汇总.xlsx\n")
    book = openpyxl.load_workbook("汇总.xlsx")
    assert rows(book, "汇总")[1][1:4] == ["chenghu-01", "", "无问题"]
    cycle = rows(book, "片区共同体建设方案")
    starts = cycle[1][cycle[0].index("周期开始")]
    assert starts.date() == date(2023, 9, 1)


def test_explanations_are_merged_wherever_they_were_given(run: Run, tmp_path: Path) -> None:
    city, folder = small_city(tmp_path / "city", FIRST, SECOND), tmp_path / "in"
    folder.mkdir()
    for school, name in ((FIRST, "云杉.xlsx"), (SECOND, "临溪.xlsx")):
        handed = Handed(school, changes={("classes", "rows", 1, "pupils"): "58"})
        (folder / name).write_bytes(handed.bytes())
        (folder / name).write_bytes(explain(copied(folder / name).content, f"{name}：转学生"))
    words = ("collect", str(folder), "--form", "roster", "-o", "汇总.xlsx")
    run("-C", str(city), *words)
    heading, *told = rows(openpyxl.load_workbook("汇总.xlsx"), "疑问说明")
    assert heading == [*LEAD, "代码", "位置", "当时的值", "说明"]
    assert [row[1:] for row in told] == [
        [FIRST, "云杉小学", "云杉.xlsx", "Q1302", "rows[1/1（2）班].pupils", "58", "云杉.xlsx：转学生"],
        [SECOND, "临溪小学", "临溪.xlsx", "Q1302", "rows[1/1（2）班].pupils", "58", "临溪.xlsx：转学生"],
    ]
