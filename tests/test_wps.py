"""Workbooks as WPS writes them: its habits change nothing, and its pictures in cells are no data."""

from __future__ import annotations

from pathlib import Path

import pytest
from parts import MAIN, TYPES, cell, links, pack, parts, sheet

from eduhub.kinds.catalogue import KINDS
from eduhub.source import sheets as quick
from eduhub.source.read import read
from eduhub.source.workbook import RawSheet, Value, open_workbook

LAYOUTS = [kind.layout for kind in KINDS.values()]
_PICTURE = '<f>_xlfn.DISPIMG("ID_5F0C",1)</f><v>=DISPIMG("ID_5F0C",1)</v>'
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts><font><charset val="134"/></font></fonts>'
    '<fills><fill/><fill/></fills><cellXfs><xf numFmtId="0" fontId="0"><alignment vertical="center"/></xf>'
    '<xf numFmtId="57"/></cellXfs></styleSheet>'
)
_STRINGS = (
    f'<sst xmlns="{MAIN}" count="5" uniqueCount="4">'
    '<si><t>年级</t><phoneticPr fontId="1" type="noConversion"/></si>'
    "<si><t>班级</t></si><si><t>学生数</t></si>"
    '<si><r><rPr><charset val="134"/></rPr><t xml:space="preserve">一 </t></r><r><t>（1）班</t></r>'
    '<rPh sb="0" eb="1"><t>yi</t></rPh></si></sst>'
)
_OPEN = "http://schemas.openxmlformats.org/officeDocument/2006"
_OF_FORMAT = 'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"'
_PROPERTIES = (
    f'<Properties xmlns="{_OPEN}/custom-properties" xmlns:vt="{_OPEN}/docPropsVTypes">'
    f'<property {_OF_FORMAT} pid="2" name="ICV"><vt:lpwstr>0A1B</vt:lpwstr></property>'
    f'<property {_OF_FORMAT} pid="3" name="KSOProductBuildVer"><vt:lpwstr>2052-12.1.0.15120</vt:lpwstr>'
    "</property></Properties>"
)
_IMAGES = (
    '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"><etc:cellImage>'
    '<xdr:pic xmlns:xdr="x"><xdr:nvPicPr><xdr:cNvPr name="ID_5F0C"/></xdr:nvPicPr></xdr:pic>'
    "</etc:cellImage></etc:cellImages>"
)


def by_wps(*, quickly: bool = True, picture: bool = False) -> bytes:
    """A workbook as WPS writes it; with a comment among the rows where the quick pass is to give up."""
    heads = "".join(f'<c r="{at}1" s="0" t="s"><v>{n}</v></c>' for n, at in enumerate("ABC"))
    count = f'<c r="C2" t="str">{_PICTURE}</c>' if picture else '<c r="C2"><v>41</v></c>'
    named = '<c r="B2" t="s"><v>3</v></c>'
    inline = '<c r="B3" t="inlineStr"><is><t xml:space="preserve"> 一（2）班</t></is></c>'
    rows = f'<row r="1" spans="1:3">{heads}</row>'
    rows += f'<row r="2" spans="1:3"><c r="A2"><v>1</v></c>{named}{count}</row>'
    rows += f'<row r="3"><c r="A3"><v>1</v></c>{inline}<c r="C3"><v>43</v></c></row>'
    rows += '<row r="9" ht="14.25"/>' + ("" if quickly else "<!-- wps -->")
    files = parts(sheet(rows, '<sheetPr/><dimension ref="A1"/>'), shared=_STRINGS)
    types = files.pop("[Content_Types].xml")
    assert types == f'<Types xmlns="{TYPES}"/>'
    files["xl/workbook.xml"] = files["xl/workbook.xml"].replace('name="表1"', 'name="班级"')
    files |= {"xl/styles.xml": _STYLES, "xl/cellimages.xml": _IMAGES, "docProps/custom.xml": _PROPERTIES}
    files["xl/_rels/cellimages.xml.rels"] = links(("rId1", "image", "media/image1.png"))
    files["[Content_Types].xml"] = types  # last, as WPS has it
    return pack(files)


def codes(folder: Path, content: bytes) -> list[str]:
    """The codes and places that reading gives."""
    (folder / "班级.xlsx").write_bytes(content)
    documents = read(folder / "班级.xlsx", "班级.xlsx", LAYOUTS)
    return [f"{f.rule.code} {f.place}" for document in documents for f in document.findings]


@pytest.mark.parametrize("quickly", [True, False])
def test_both_passes_read_what_wps_writes(quickly: bool) -> None:
    book = open_workbook(by_wps(quickly=quickly))
    rows: list[list[Value]] = [
        ["年级", "班级", "学生数"],
        [1.0, "一 （1）班", 41.0],
        [1.0, " 一（2）班", 43.0],
    ]
    (found,) = book.sheets
    assert found == RawSheet("班级", rows, False, (), {}, frozenset(), 0, 0, 0)
    assert book.properties == {"ICV": "0A1B", "KSOProductBuildVer": "2052-12.1.0.15120"}


def test_the_passes_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bool] = []
    ordinary = quick._plain

    def noted(data: bytes, name: str, part: str, longest: int) -> object:
        facts = ordinary(data, name, part, longest)
        taken.append(facts is not None)
        return facts

    monkeypatch.setattr(quick, "_plain", noted)
    for quickly in (True, False):
        open_workbook(by_wps(quickly=quickly))
    assert taken == [True, False]


def test_what_wps_writes_has_nothing_to_mend(tmp_path: Path) -> None:
    assert codes(tmp_path, by_wps()) == []


@pytest.mark.parametrize("quickly", [True, False])
def test_a_picture_in_a_cell_of_data_is_told_and_not_read(tmp_path: Path, quickly: bool) -> None:
    found = codes(tmp_path, by_wps(quickly=quickly, picture=True))
    assert found == ["N0112 班级.xlsx[班级]", "E0148 班级.xlsx[班级]!C2"]
    (document,) = read(tmp_path / "班级.xlsx", "班级.xlsx", LAYOUTS)
    assert "DISPIMG" not in str(document.data)
    assert document.spoilt == {("rows", 0, "pupils")}


def test_dates_in_the_formats_of_chinese_editions_are_dates() -> None:
    files = parts(sheet(cell("A1", 45_901, ' s="1"'))) | {"xl/styles.xml": _STYLES}
    assert str(open_workbook(pack(files)).sheets[0].rows) == "[[datetime.date(2025, 9, 1)]]"
