"""What openpyxl forgets is put back; what can't be is told, and a fresh form stands in for the workbook."""

from __future__ import annotations

import base64
import io
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from filled import Sheet, filled_form, roster
from marked import above, book_of, changed, copied, faulty_form, listed, told
from openpyxl.workbook.workbook import Workbook

from eduhub.core.text import LANGS, Lang, say

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_AT = "H2"
Extra = Callable[[Any, Any], object]


def with_extra(extra: Extra) -> bytes:
    """A school's form with a class that is too large, and something of her own on the sheet of classes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for sheet in filled_form("roster", roster(limit=4)).values():
        page = book.add_worksheet(sheet.name)
        _write(page, sheet)
        if sheet.name == "班级":
            page.write_number("C3", 58)
            extra(book, page)
    book.close()
    return stream.getvalue()


def _write(page: Any, sheet: Sheet) -> None:
    for (row, column), value in sheet.cells.items():
        (page.write_number if isinstance(value, int | float) else page.write_string)(
            row, column, value if isinstance(value, int | float) else str(value)
        )


def parts(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_named(raw: bytes, title: str) -> str:
    """The XML of a sheet."""
    content = parts(raw)
    number = [s.title for s in book_of(raw).worksheets].index(title) + 1
    return content[f"xl/worksheets/sheet{number}.xml"].decode("utf-8")


def _chart(book: Any, page: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=班级!$C$2:$C$5"})
    page.insert_chart(_AT, chart)


def _header(book: Any, page: Any) -> None:
    page.set_header("&C&G", {"image_center": "a.png", "image_data_center": io.BytesIO(_PNG)})


KEPT: dict[str, Extra] = {
    "picture": lambda book, page: page.insert_image(_AT, "a.png", {"image_data": io.BytesIO(_PNG)}),
    "stamp": lambda book, page: page.insert_textbox(_AT, "公章"),
    "chart": _chart,
    "picture in the header": _header,
}


@pytest.mark.parametrize("what", KEPT)
def test_what_lies_in_a_drawing_stays_byte_for_byte_and_a_comment_beside_it(
    what: str, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(with_extra(KEPT[what]))
    before = parts(path.read_bytes())
    copy = copied(path)
    after = parts(copy.content)
    drawn = {name for name in before if re.match("xl/(?:drawings/(?!.*vml.*rels)|charts|media)", name)}
    assert drawn
    assert {name: after.get(name) for name in drawn} == {name: before[name] for name in drawn}
    assert not copy.fresh
    assert "commentsDrawing" in "".join(after)
    types = after["[Content_Types].xml"].decode()
    assert all(f'"/{name}"' in types or f'Extension="{name.rpartition(".")[2]}"' in types for name in drawn)
    path.write_bytes(copy.content)
    assert copied(path).content == copy.content


def _in_sheet(book: Any, page: Any) -> None:
    page.add_sparkline("F2", {"range": "班级!C2:C5"})
    page.ignore_errors({"number_stored_as_text": "A1:C9"})


def test_sparklines_and_green_triangles_that_were_switched_off_stay(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(with_extra(_in_sheet))
    before, after = sheet_named(path.read_bytes(), "班级"), sheet_named(copied(path).content, "班级")
    for pattern in ("<ignoredErrors>.*</ignoredErrors>", "<x14:sparklineGroups.*</x14:sparklineGroups>"):
        (was,) = re.findall(pattern, before)
        assert re.findall(pattern, after) == [was]


_LIST = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="urn:x14"><x14:dataValidations '
    'xmlns:xm="urn:xm" count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>学校基本情况!$A$1:$A$3'
    "</xm:f></x14:formula1><xm:sqref>A2:A9</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
    '<ext uri="{00000000-0000-0000-0000-000000000000}"/></extLst>'
)


def test_a_drop_down_that_looks_at_another_sheet_stays(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    raw = parts(with_extra(lambda book, page: None))
    number = 11
    name = f"xl/worksheets/sheet{number}.xml"
    raw[name] = raw[name].replace(b"</worksheet>", _LIST.encode() + b"</worksheet>")
    path.write_bytes(packed(raw))
    after = sheet_named(copied(path).content, "班级")
    assert re.findall("<x14:dataValidations.*</x14:dataValidations>", _LIST)[0] in after
    assert "00000000-0000" not in after


def packed(content: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _formulas(book: Any, page: Any) -> None:
    page.write_formula("C2", "=30+7", None, 37)
    page.write_formula("F2", '=IF(C2>1,"大 & <小>","")', None, "大 & <小>")
    page.write_formula("F3", "=C2>1", None, True)
    page.write_formula("F4", "=NA()", None, "#N/A")
    page.write_formula("F5", '=IF(1,"","")', None, "")


def test_formulas_keep_their_results_so_that_the_copy_can_be_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    content = parts(with_extra(_formulas))
    sheet = "xl/worksheets/sheet11.xml"
    content[sheet] = re.sub(rb'<c r="F5"(.*?<v>)0?(</v>)', rb'<c r="F5" t="str"\1\2', content[sheet])
    assert b't="str"><f>IF(1,"","")</f><v></v>' in content[sheet]
    path.write_bytes(packed(content))
    before = told(path)
    path.write_bytes(copied(path).content)
    assert told(path) == before
    cells = re.findall('<c r="(?:C2|F[2-5])"[^>]*><f>.*?</c>', sheet_named(path.read_bytes(), "班级"))
    assert [re.sub(' s="[0-9]+"', "", cell) for cell in cells] == [
        '<c r="C2"><f>30+7</f><v>37</v></c>',
        '<c r="F2" t="str"><f>IF(C2&gt;1,"大 &amp; &lt;小&gt;","")</f><v>大 &amp; &lt;小&gt;</v></c>',
        '<c r="F3" t="b"><f>C2&gt;1</f><v>1</v></c>',
        '<c r="F4" t="e"><f>NA()</f><v>#N/A</v></c>',
        '<c r="F5" t="str"><f>IF(1,"","")</f><v></v></c>',
    ]


def test_a_number_under_the_format_of_a_date_stays_the_number_that_it_is(tmp_path: Path) -> None:
    def long_number(book: Any, page: Any) -> None:
        page.write_number("F2", 20260315, book.add_format({"num_format": "yyyy-mm-dd"}))

    path = tmp_path / "form.xlsx"
    path.write_bytes(with_extra(long_number))
    assert re.search('<c r="F2"[^>]*><v>20260315</v></c>', sheet_named(copied(path).content, "班级"))


def test_owners_of_the_workbook_and_who_may_edit_what_stay(tmp_path: Path) -> None:
    content = parts(with_extra(lambda book, page: None))
    sheet, app, book = "xl/worksheets/sheet11.xml", "docProps/app.xml", "xl/workbook.xml"
    ranges = b'<protectedRanges><protectedRange sqref="A1:B2" name="a"/></protectedRanges>'
    reading = b'<phoneticPr fontId="0" type="noConversion"/>'
    content[sheet] = content[sheet].replace(b"</sheetData>", b"</sheetData>" + ranges + reading)
    owners = b"<Company>A &amp; B</Company><Manager>C</Manager>"
    content[app] = content[app].replace(b"<Company></Company>", owners)
    sharing = b'<fileSharing readOnlyRecommended="1"/>'
    content[book] = content[book].replace(b"<workbookPr", sharing + b"<workbookPr")
    path = tmp_path / "form.xlsx"
    path.write_bytes(packed(content))
    copy = copied(path)
    after = parts(copy.content)
    tail = sheet_named(copy.content, "班级").encode().partition(b"</sheetData>")[2]
    assert tail.startswith(ranges + reading)
    assert owners in after[app]
    assert sharing + b"<workbookPr" in after[book]
    path.write_bytes(copy.content)
    assert copied(path).content == copy.content


# What would be lost


def _member(name: str, content: bytes = b"<x/>") -> Callable[[], bytes]:
    return lambda: packed({**parts(with_extra(lambda book, page: None)), name: content})


def _empty_fill() -> bytes:
    content = parts(with_extra(lambda book, page: None))
    styles = content["xl/styles.xml"]
    content["xl/styles.xml"] = styles.replace(
        b'<fill><patternFill patternType="gray125"/></fill>', b"<fill/>"
    )
    return packed(content)


def _foreign_list() -> bytes:
    def add(book: Workbook) -> None:
        book.create_sheet("问题清单")["A1"].value = "自己的清单"

    return changed(faulty_form(), add)


def _foreign_marks() -> bytes:
    def add(book: Workbook) -> None:
        book.create_sheet("_marks")["B1"].value = "期末分数"

    return changed(faulty_form(), add)


def _in_classes(piece: bytes, before: bytes) -> Callable[[], bytes]:
    """Something put into the sheet of classes."""

    def put() -> bytes:
        content = parts(with_extra(lambda book, page: None))
        name = "xl/worksheets/sheet11.xml"
        content[name] = content[name].replace(before, piece + before)
        return packed(content)

    return put


_MERGED = b"".join(b'<mergeCell ref="U%d:DP%d"/>' % (101 + at * 100, 200 + at * 100) for at in range(11))
_WIDE_LINK = b'<hyperlinks><hyperlink display="a>" ref="A1:XFD1000" location="A1"/></hyperlinks>'
_BARS = b'<extLst><ext uri="{78C0D931}" xmlns:x14="urn:x14"><x14:dataBar/></ext></extLst>'
_THREAD = b'<ThreadedComments><threadedComment ref="A1"><text>ok</text></threadedComment></ThreadedComments>'
LOST: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "pictures in cells": (
        lambda: with_extra(
            lambda book, page: page.embed_image("F2", "a.png", {"image_data": io.BytesIO(_PNG)})
        ),
        *("单元格里的图片", "pictures inside cells"),
    ),
    "pictures in cells, by WPS": (_member("xl/cellimages.xml"), "单元格里的图片", "pictures inside cells"),
    "checkboxes": (
        lambda: with_extra(lambda book, page: page.insert_checkbox("F2", True)),
        *("单元格里的复选框", "checkboxes inside cells"),
    ),
    "buttons": (
        lambda: with_extra(lambda book, page: page.insert_button("F2", {"caption": "按"})),
        *("按钮、下拉框等控件", "buttons and other controls"),
    ),
    "threads": (
        _member("xl/threadedComments/threadedComment1.xml", _THREAD),
        *("带回复的批注", "comments with replies"),
    ),
    "embedded files": (_member("xl/embeddings/a.bin"), "嵌入的文件", "embedded files"),
    "slicers": (_member("xl/slicers/slicer1.xml"), "切片器", "slicers"),
    "an empty fill": (
        _empty_fill,
        *("表格程序库不能原样读写的格式", "formats that the spreadsheet library can't keep"),
    ),
    "a sheet of her own with the name of ours": (
        _foreign_marks,
        *("与标注所用的工作表同名的工作表", "a sheet with the name of the one that marks use"),
    ),
    "vast merges": (
        _in_classes(b"<mergeCells>" + _MERGED + b"</mergeCells>", b"<pageMargins"),
        *("很大的合并单元格", "very large merged areas"),
    ),
    "vast links": (
        _in_classes(_WIDE_LINK, b"<pageMargins"),
        *("很大区域上的超链接", "hyperlinks over very large areas"),
    ),
    "views": (
        _in_classes(b"<customSheetViews><customSheetView/></customSheetViews>", b"<pageMargins"),
        *("自定义视图", "custom views"),
    ),
    "data bars": (
        _in_classes(_BARS, b"</worksheet>"),
        *("新样式的数据条（Excel 2010 起）", "data bars in the style of Excel 2010 and later"),
    ),
    "a list of her own": (
        _foreign_list,
        *("与问题清单同名的工作表", "a sheet with the name of the list of findings"),
    ),
}


@pytest.mark.parametrize(
    ("what", "lang"), [*((what, LANGS[0]) for what in LOST), *((what, LANGS[1]) for what in [*LOST][:2])]
)
def test_where_something_would_be_lost_a_fresh_form_has_the_values_and_the_list_says_what_it_lacks(
    what: str, lang: Lang, tmp_path: Path
) -> None:
    make, *words = LOST[what]
    path = tmp_path / "form.xlsx"
    path.write_bytes(make())
    before = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        copy = copied(path, lang)
    assert copy.fresh
    assert words[LANGS.index(lang)] in say(copy.left_out, lang)
    assert any(words[LANGS.index(lang)] in line for line in above(copy.content, lang))
    (query,) = [row for row in listed(copy.content, lang) if "Q1302" in row.values()]
    sheet, cell = (query[name] for name in (("工作表", "单元格") if lang == "zh" else ("sheet", "cell")))
    marked = book_of(copy.content)[sheet][cell]
    assert (marked.value, "Q1302" in marked.comment.text) == (58, True)
    assert path.read_bytes() == before
    path.write_bytes(copy.content)
    code = "代码" if lang == "zh" else "code"
    assert sorted(found for found, *_ in told(path) if found[0] != "N") == sorted(
        row[code] for row in listed(copy.content, lang) if row[code][0] != "N"
    )


def test_what_the_fresh_form_has_no_place_for_is_listed_as_of_the_file(tmp_path: Path) -> None:
    def more(book: Any, page: Any) -> None:
        page.insert_checkbox("G2", True)
        page.write_string("E1", "班主任电话本")
        page.write_formula("C4", "=NA()", None, "#N/A")
        extra = book.add_worksheet("随手记")
        extra.write_string("A1", "甲")
        extra.write_string("B2", "乙")

    path = tmp_path / "form.xlsx"
    path.write_bytes(with_extra(more))
    copy = copied(path)
    left = say(copy.left_out, "zh")
    for words in ("工作表“随手记”", "列“班主任电话本”", "出错的单元格", "自己的格式和批注"):
        assert words in left
    rows = {row["代码"]: row for row in listed(copy.content)}
    error = next(row for row in rows.values() if row["填的内容"] == "#N/A")
    assert error["工作表"] == "班级"
    assert book_of(copy.content)["班级"][error["单元格"]].value is None
    strange = next(row for row in rows.values() if row["工作表"] == "原文件 随手记")
    assert strange["单元格"] is None


def test_explanations_go_over_into_the_fresh_form(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(_empty_fill())
    fresh = copied(path).content

    def explain(book: Workbook) -> None:
        sheet = book["问题清单"]
        row = next(cell.row for cell in sheet["I"] if cell.value == "Q1302")
        sheet.cell(row, 10).value = "转学生"

    path.write_bytes(packed({**parts(changed(fresh, explain)), "xl/slicers/slicer1.xml": b"<x/>"}))
    copy = copied(path)
    assert copy.fresh
    (row,) = [row for row in listed(copy.content) if row["代码"] == "Q1302"]
    assert (row["说明"], row["状态"]) == ("转学生", "已说明")
