"""The list of findings as a workbook: what openpyxl reads of it, and how it comes out of a printer."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from by_hand import (
    ALIKE,
    CAUSE,
    EVERYTHING,
    FOLDERS,
    FOLLOWERS,
    LACKING,
    ODD,
    WAIVER,
    filled,
    found,
    name_of,
    of_folder,
)

from eduhub.checks.checked import Checked
from eduhub.checks.formats import FORMATS, xlsx
from eduhub.checks.formats.text import summary
from eduhub.checks.look import Look
from eduhub.core.place import Place
from eduhub.core.rule import Answer
from eduhub.core.text import LANGS, Lang, visible

SHEETS = {"zh": ["问题清单", "全部位置", "未运行的规则"], "en": ["findings", "all places", "rules not run"]}
HEADINGS = {
    "zh": [
        *("级别", "文件", "工作表", "单元格/行", "问题", "改法"),
        *("共几处", "连带几处", "状态", "代码", "依据"),
    ],
    "en": [
        *("tier", "file", "sheet", "cell / line", "what is wrong", "how to mend it", "places"),
        *("follow from it", "state", "code", "clause"),
    ],
}


def written(checked: Checked, lang: Lang = "zh") -> bytes:
    raw = FORMATS["xlsx"](checked, Look(lang))
    assert isinstance(raw, bytes)
    return raw


def sheets(checked: Checked, lang: Lang = "zh") -> list[list[tuple[Any, ...]]]:
    """All values of each sheet, an empty cell as ""."""
    book = openpyxl.load_workbook(io.BytesIO(written(checked, lang)))
    assert book.sheetnames == SHEETS[lang]
    return [
        [tuple("" if value is None else value for value in row) for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    ]


def parts(checked: Checked) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(written(checked))) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def spot(place: Place) -> object:
    return place.cell or place.line or ""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_the_workbook_has_every_finding_place_and_rule_that_did_not_run(folder: Path, lang: Lang) -> None:
    checked = of_folder(folder)
    first, second, third = sheets(checked, lang)
    assert first[0][0] == SHEETS[lang][0]
    assert first[1][0] == summary(checked, lang)
    assert list(first[2]) == HEADINGS[lang]
    assert [(row[0], row[1], row[2], *row[4:8], *row[9:]) for row in filled_rows(first)] == [
        (
            *(finding.tier.label.to(lang), finding.place.file, finding.place.sheet or ""),
            *(finding.message(lang), finding.fix(lang)),
            *(len(finding.places), checked.consequences(finding) or ""),
            *(finding.rule.code, finding.rule.clause or ""),
        )
        for finding in checked.heads
    ]
    assert [(*row[:5], row[6]) for row in filled_rows(second)] == [
        (
            *(finding.tier.label.to(lang), place.file, place.sheet or "", spot(place)),
            *(finding.message(lang), finding.rule.code),
        )
        for finding in checked.findings
        for place in finding.places
    ]
    assert [(row[0], row[2]) for row in filled_rows(third)] == [
        (rule.code, rule.because.to(lang)) for rule in checked.not_run
    ]


def filled_rows(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows below the heading, without the sentence that stands where there are none."""
    return [row for row in rows[3:] if any(row[1:])]


def test_a_row_says_how_often_where_and_in_what_state() -> None:
    first, second, third = sheets(EVERYTHING)
    assert [(row[3], row[6], row[7], row[8]) for row in first[3:]] == [
        (4, 1, "", "已说明：今年新建，已报备\\x0a见附件"),
        ("B4", 1, "", f"已豁免：{WAIVER.zh}"),
        ("", 1, "", "知道即可"),
        ("A3", 1, 4, "待改正"),
        ("D14:D16、D20", 4, "", "待改正"),
        (4, 1, "", "待改正"),
    ]
    cause = f"registry/schools.csv:3:1 (A3)  E0402  {CAUSE.message('zh')}"
    assert [row[5] for row in second[3:]] == ["", "", "", "", *[cause] * 4, *[""] * 5]
    assert second[1][0] == "共 13 处"
    assert third[1][0] == "共 2 条"
    assert third[3:] == [
        ("E1201", "…列了两行", "湖.xlsx 还有错误", f"湖.xlsx[教师]!D14  E0107  {ALIKE.message('zh')}"),
        ("Q1302", "… 年级「…」有 … 名学生，…班额上限为 … 人", LACKING.because.zh, ""),
    ]


def test_a_query_asks_for_either_and_english_is_english() -> None:
    query = filled("Q1302", Place("a.csv", 2))
    assert [sheets(found(query), lang)[0][3][8] for lang in LANGS] == [
        "待改正或说明",
        "to be mended or explained",
    ]
    first, second, third = sheets(EVERYTHING, "en")
    assert [row[8] for row in first[3:5]] == [
        "explained: 今年新建，已报备\\x0a见附件",
        f"waived: {WAIVER.en}",
    ]
    assert (second[1][0], third[1][0]) == ("places: 13", "rules: 2")


def test_a_workbook_without_findings_says_so() -> None:
    for lang, words in (
        ("zh", ["没有发现问题", "没有发现问题", "应运行的规则都已运行"]),
        ("en", ["nothing to mend", "nothing to mend", "all rules that apply were run"]),
    ):
        assert [sheet[3][0] for sheet in sheets(found(), "zh" if lang == "zh" else "en")] == words


def test_a_place_list_that_is_too_long_ends_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST", 5)
    second = sheets(EVERYTHING)[1]
    assert (second[1][0], len(second)) == ("共 13 处，只列出前 5 处", 8)


def test_a_long_word_is_cut_where_a_cell_ends() -> None:
    finding = filled("E0204", Place("a.csv", 2), "长" * 40_000)
    assert sheets(found(finding))[0][3][4] == finding.message("zh")[:32_000]


def test_equal_findings_are_equal_bytes_and_the_day_is_the_only_date() -> None:
    assert written(EVERYTHING) == written(EVERYTHING)
    dates = set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", parts(EVERYTHING)["docProps/core.xml"]))
    assert dates == {"2026-06-30T00:00:00Z"}


def test_no_name_or_value_becomes_a_formula_a_link_or_a_control_character() -> None:
    link = filled("E0204", Place("http://a.example/x.csv", 2), "=HYPERLINK(1)")
    checked = replace(EVERYTHING, findings=(*EVERYTHING.findings, link))
    texts = parts(checked)
    assert [name for name, text in texts.items() if "<f>" in text or "<hyperlink" in text] == []
    rows = sheets(checked)[0][3:]
    message = ODD.message("zh").replace("\uffff", "\\uffff")
    assert (rows[5][1], rows[5][4]) == (visible(ODD.place.file), message)
    assert rows[6][1] == "http://a.example/x.csv"
    book = openpyxl.load_workbook(io.BytesIO(written(checked)))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} == {"n", "s"}


def test_the_workbook_is_set_up_for_screen_and_paper() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(EVERYTHING)))
    for sheet, last in zip(book, ("K9", "I16", "D5"), strict=True):
        assert sheet.freeze_panes == "A4"
        assert sheet.auto_filter.ref == f"A3:{last}"
        assert sheet.print_title_rows == "$3:$3"
        setup, fit = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
        assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
        assert fit is not None
        assert fit.fitToPage
        assert sheet["A4"].alignment.wrap_text


def test_a_tier_has_a_colour_beside_its_word_until_it_is_answered() -> None:
    (sheet, *_) = openpyxl.load_workbook(io.BytesIO(written(EVERYTHING)))
    colours = [(sheet.cell(row, 1).value, sheet.cell(row, 1).fill.fgColor.rgb) for row in range(4, 9)]
    assert colours == [
        ("经验疑问", "00000000"),
        ("逻辑错误", "00000000"),
        ("提示", "FFDDEBF7"),
        ("逻辑错误", "FFFFC7CE"),
        ("逻辑错误", "FFFFC7CE"),
    ]


def test_followers_are_on_the_list_of_places_only() -> None:
    first, second, _ = sheets(EVERYTHING)
    code = FOLLOWERS[0].rule.code
    assert code not in [row[9] for row in first]
    assert [row[3] for row in second if row[6] == code] == ["A2", "A3", "A4", "B9"]


def test_every_place_says_what_an_explanation_has_to_say() -> None:
    first, other = (
        replace(
            filled("Q1304", Place("a.csv", row + 1, cell=f"C{row + 1}"), f"{row}"),
            answer=Answer(f"rows[1/{row}班].pupils", "0"),
        )
        for row in (1, 2)
    )
    second = sheets(found(replace(first, others=(other,))))[1]
    assert [row[4] for row in second[3:5]] == [first.message("zh"), other.message("zh")]
    assert [row[-2:] for row in second[2:5]] == [
        ("说明的位置", "当时的值"),
        ("rows[1/1班].pupils", "0"),
        ("rows[1/2班].pupils", "0"),
    ]
