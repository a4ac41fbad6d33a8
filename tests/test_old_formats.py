"""Old and open workbooks (.xls, .et, .ods) are read like .xlsx, with a note; hostile ones are refused."""

from __future__ import annotations

import random
import struct
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import opendocument as ods
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parts import compound, pack

from eduhub.core.text import LANGS
from eduhub.kinds.catalogue import KINDS
from eduhub.source import worker
from eduhub.source.limits import CELL_TEXT, CELLS, SHEETS
from eduhub.source.problems import RefusedError
from eduhub.source.read import read
from eduhub.source.workbook import Book, RawSheet, open_workbook

SAVED = Path(__file__).parent / "saved"
LAYOUTS = [kind.layout for kind in KINDS.values()]
DAY = date(2025, 9, 1)
ROWS: list[list[Any]] = [
    ["望湖小学班级表", "", "", ""],
    ["年级", "班级", "学生数", "学校标识码"],
    [1.0, "一（1）班", 41.0, 2136990099.0],
    ["", "", "", ""],
    [2.0, "二\n（1） 班", 40.5, "2136990099"],
    ["", "", 41.0, "竖"],
    ["", "", "", ""],
    ["", "", "", ""],
    [DAY, "", "", ""],
    [DAY, "", "", ""],
    [DAY, "", "", ""],
    [datetime(2025, 9, 1, 8, 30), "", "", ""],
    [time(8, 30), "", "", ""],
    [timedelta(hours=36), "", "", ""],
    [timedelta(hours=6), "", "", ""],
    [0.125, "", "", ""],
    [2136990099.0, "", "", ""],
]
NOWHERE: frozenset[tuple[int, int]] = frozenset()


def saved(name: str) -> bytes:
    return (SAVED / name).read_bytes()


def refusal(data: bytes) -> RefusedError:
    """What reading ends with; its words can be said in both languages."""
    with pytest.raises(RefusedError) as error:
        open_workbook(data)
    for lang in LANGS:
        assert error.value.rule.message.fill(lang, error.value.facts)
    return error.value


def only(*rows: str) -> RawSheet:
    """The one sheet of an OpenDocument file."""
    (found,) = open_workbook(ods.of_rows(*rows)).sheets
    return found


# --- what there is is read ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["classes.xls", "classes.ods"])
def test_values_and_what_is_beside_them_come_out_as_they_were_typed(name: str) -> None:
    first, second, third = open_workbook(saved(name)).sheets
    assert first == RawSheet(
        name="班级",
        rows=ROWS,
        hidden=False,
        merges=((0, 0, 0, 3), (5, 3, 6, 3)),
        errors={(5, 0): "#N/A", (5, 1): "#DIV/0!"},
        uncached=NOWHERE,
        formulas=3,
        hidden_rows=1,
        hidden_columns=1,
    )
    assert [[type(value) for value in row] for row in first.rows] == [[type(v) for v in row] for row in ROWS]
    assert second == RawSheet("旧数据", [["", ""], ["", ""], ["", "旧"]], True, (), {}, NOWHERE, 0, 0, 0)
    assert third == RawSheet("空", [], False, (), {}, NOWHERE, 0, 0, 0)


def test_days_that_count_from_1904_are_read_as_such() -> None:
    (sheet,) = open_workbook(saved("from_1904.xls")).sheets
    assert sheet.rows == [["", ""], ["", DAY]]


def test_an_open_document_has_its_own_properties() -> None:
    properties = open_workbook(saved("classes.ods")).properties
    assert properties["eduhub.kinds"] == "classes@1"
    assert datetime.fromisoformat(properties["dcterms:modified"])


def test_the_reading_process_gives_the_same_book() -> None:
    for name in ("classes.xls", "classes.ods", "from_1904.xls"):
        assert worker.read_workbook(saved(name)) == open_workbook(saved(name))


def findings(folder: Path, name: str, content: bytes) -> list[str]:
    """The codes and places that reading a file of that name gives."""
    (folder / name).write_bytes(content)
    documents = read(folder / name, name, LAYOUTS)
    return [f"{f.rule.code} {f.place}" for document in documents for f in document.findings]


def table(*more: str) -> bytes:
    heads = map(ods.words, ("年级", "班级", "学生数"))
    first = ods.row(ods.number(1), ods.words("一（1）班"), ods.number(41))
    return ods.ods(ods.table(ods.row(*heads), first, *more, name="班级"))


@pytest.mark.parametrize("name", ["班级.ods", "班级.xlsx", "班级.et", "班级.csv"])
def test_a_note_says_which_format_it_was_whatever_the_name(tmp_path: Path, name: str) -> None:
    assert findings(tmp_path, name, table()) == [f"N0147 {name}"]


@pytest.mark.parametrize("name", ["班级.xls", "班级.et", "班级.xlsx"])
def test_findings_of_an_old_workbook_name_sheet_and_cell(tmp_path: Path, name: str) -> None:
    found = findings(tmp_path, name, saved("classes.xls"))
    assert f"N0147 {name}" in found
    assert f"N0113 {name}[班级]" in found
    assert f"E0110 {name}[班级]!A6" in found
    assert f"E0110 {name}[班级]!B6" in found
    assert not [code for code in found if code.startswith(("E0001", "E0154", "E0163"))]


# --- what is personal ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["classes.xls", "classes.ods"])
def test_numbers_in_comments_boxes_and_footers_are_seen(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(saved(name))
    documents = read(tmp_path / name, name, LAYOUTS)
    told = {f.message("zh"): f.place for d in documents for f in d.findings if f.rule.code == "E0902"}
    pinned = told["单元格 B3 的批注里有电话号码"]
    assert (pinned.sheet, pinned.cell) == ("班级", "B3")
    assert "图形、页眉或页脚里有电话号码" in told
    words = "\n".join(aside.words for aside in open_workbook(saved(name)).asides)
    assert all(number in words for number in ("13900000000", "13900000001", "13900000002"))


def test_numbers_in_properties_and_in_a_refused_spreadsheet_are_seen(tmp_path: Path) -> None:
    named = '<meta:user-defined meta:name="a">13900000003</meta:user-defined>'
    meta = ods.other("meta", f"<office:meta>{named}</office:meta>")
    sheet = ods.table(ods.row(ods.words("x")))
    assert "E0902 a.ods" not in findings(tmp_path, "a.ods", ods.ods(sheet))
    assert "E0902 a.ods" in findings(tmp_path, "a.ods", ods.ods(sheet, more={"meta.xml": meta}))
    refused = ods.ods(sheet, more={"meta.xml": meta, "Scripts/python/a.py": "x"})
    assert findings(tmp_path, "a.ods", refused) == ["E0161 a.ods", "E0902 a.ods"]


def test_a_comment_is_no_part_of_the_value_and_keeps_its_number_whole() -> None:
    number = "<text:p>1390<text:span>0000004</text:span></text:p>"
    pinned = f"<office:annotation><dc:creator>某</dc:creator>{number}</office:annotation>"
    box = "<draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame>"
    book = open_workbook(ods.of_rows(ods.row(ods.blank(), ods.words("甲", pinned), ods.words("乙", box))))
    assert book.sheets[0].rows == [["", "甲", "乙"]]
    assert [(aside.where.en, aside.words.split()) for aside in book.asides] == [
        ("in the comment of cell B1", ["某", "13900000004"]),
        ("in a shape, header or footer", ["图"]),
    ]


# --- OpenDocument -------------------------------------------------------------------------------------


def test_repeated_rows_and_cells_are_there_as_often_as_they_say() -> None:
    twice = ods.row(ods.words("甲", repeated=2), ods.blank(16382), times=2)
    blanks = ods.row(ods.blank(16384), times=3)
    end = ods.row(ods.blank(16384), times=1_048_570)
    found = only(twice, blanks, ods.row(ods.blank(3), ods.number(7)), end)
    assert found.rows == [["甲", "甲", "", ""]] * 2 + [["", "", "", ""]] * 3 + [["", "", "", 7.0]]


def test_white_space_is_what_the_format_makes_of_it() -> None:
    inside = (
        "<text:p>甲<text:line-break/>乙<text:tab/>丙\n  丁</text:p><text:p>戊<text:s text:c='2'/>己</text:p>"
    )
    found = only("\n ", ods.row("\n  ", ods.cell(inside, value_type="string"), "\n "), "\n")
    assert found.rows == [["甲\n乙\t丙 丁\n戊  己"]]


def test_types_that_other_writers_use_are_read() -> None:
    found = only(
        ods.row(
            ods.cell(value_type="boolean", boolean_value="true"),
            ods.cell("<text:p>TRUE</text:p>", value_type="float", value="1", formula="of:=TRUE()"),
            ods.cell(value_type="string", string_value="甲"),
            ods.cell("<text:p>没有类型</text:p>"),
            ods.cell(value_type="currency", value="12.5"),
            ods.cell(value_type="date", date_value="2025-09-01T00:00:00"),
            ods.cell(value_type="time", time_value="P1DT2H"),
            ods.cell(value_type="date", date_value="10113-09-19"),
        )
    )
    assert found.rows == [[True, True, "甲", "没有类型", 12.5, DAY, timedelta(hours=26), "10113-09-19"]]
    assert found.formulas == 0


def test_formulas_have_results_errors_or_neither() -> None:
    found = only(
        ods.row(
            ods.cell("<text:p>7</text:p>", value_type="float", value=7, formula="of:=6+1"),
            ods.cell("<text:p/>", formula='of:=""'),
            ods.cell(formula="of:=A1"),
            ods.cell("<text:p>Err:502</text:p>", value_type="string", error="error", formula="of:=B1"),
            ods.cell("<text:p>#REF!</text:p>", value_type="float", value=0, formula="of:=C1"),
            ods.words("#REF!"),
        )
    )
    assert found.rows == [[7.0, "", "", "", "", "#REF!"]]
    assert (found.formulas, found.uncached) == (4, frozenset({(0, 2)}))
    assert found.errors == {(0, 3): "Err:502", (0, 4): "#REF!"}


def test_rows_of_groups_and_headings_count_and_those_of_tables_in_cells_do_not() -> None:
    inner = "<text:p>甲</text:p><table:table>" + ods.row(ods.words("内")) + "</table:table>"
    found = only(
        f"<table:table-header-rows>{ods.row(ods.words('头'))}</table:table-header-rows>",
        f"<table:table-row-group>{ods.row(ods.cell(inner, value_type='string'))}</table:table-row-group>",
        f"<table:shapes><draw:g><table:table>{ods.row(ods.words('图'))}</table:table></draw:g></table:shapes>",
    )
    assert found.rows == [["头"], ["甲"]]


def test_what_is_hidden_is_counted_and_a_table_elsewhere_is_no_sheet() -> None:
    style = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    columns = "<table:table-column/>"
    columns += '<table:table-column table:number-columns-repeated="9" table:visibility="collapse"/>'
    hidden = ods.row(ods.words("甲"), ods.words("乙"), times=2, more=' table:visibility="filter"')
    below = ods.row(ods.blank(), times=1000, more=' table:visibility="collapse"')
    outside = ods.table(ods.row(ods.words("外")))
    link = f"<table:dde-links><table:dde-link>{outside}</table:dde-link></table:dde-links>"
    data = ods.ods(ods.table(columns, hidden, below), ods.table(name="表2", style="ta2"), link, styles=style)
    first, second = open_workbook(data).sheets
    assert (first.hidden, first.hidden_rows, first.hidden_columns) == (False, 2, 1)
    assert (second.name, second.hidden, second.rows) == ("表2", True, [])


@pytest.mark.parametrize(
    ("row", "rule", "cell"),
    [
        (ods.row(ods.words("甲"), times=1_048_576), "far-cell", "A1048576"),
        (ods.row(ods.words("甲", repeated=16_384)), "far-cell", "XFD1"),
        (ods.row(ods.blank(16_383), ods.words("甲")), "far-cell", "XFD1"),
        (ods.row(ods.words("甲"), times=9_999_999_999), "far-cell", None),
        (ods.row(ods.words("甲", repeated=400), times=CELLS // 400 + 1), "over-limits", "OJ5001"),
        (ods.row(ods.words("甲", across=16_384, down=1_048_576)), "over-limits", "A1"),
        (ods.row(ods.words("甲", across=2), times=60_000), "over-limits", "A50001"),
        (ods.row(ods.words("长" * (CELL_TEXT + 1))), "over-limits", "A1"),
        (ods.row(ods.cell(value_type="string", string_value="长" * (CELL_TEXT + 1))), "over-limits", "A1"),
        (
            ods.row(ods.cell('<text:p><text:s text:c="999999999"/></text:p>', value_type="string")),
            "over-limits",
            "A1",
        ),
        (ods.row(ods.words("长" * 30_000, repeated=100), times=100), "over-limits", "A1"),
    ],
    ids=[
        "rows",
        "cells",
        "far out",
        "more than a number",
        "filled cells",
        "a huge merge",
        "many merges",
        "long text",
        "long value",
        "spaces",
        "shared text",
    ],
)
def test_a_sheet_that_claims_too_much_is_refused_at_its_cell(row: str, rule: str, cell: str | None) -> None:
    found = refusal(ods.of_rows(row))
    assert found.rule.name == rule
    assert found.facts["sheet"] == "表1"
    assert cell is None or found.facts["cell"] == cell


def test_rows_beyond_the_last_value_cost_nothing() -> None:
    end = ods.row(ods.blank(16_384), times=1_048_575, more=' table:visibility="collapse"')
    assert only(ods.row(ods.words("甲")), end).rows == [["甲"]]


@pytest.mark.parametrize(
    "row",
    [
        ods.row(ods.words("甲"), times=0),
        ods.row(ods.words("甲"), times="-1"),
        ods.row(ods.words("甲"), times="十"),
        ods.row(ods.number("nan")),
        ods.row(ods.number("1e999")),
        ods.row(ods.number("")),
        ods.row(ods.cell(value_type="time", time_value="8:30")),
        "<table:table-row>",
    ],
)
def test_a_malformed_sheet_is_damaged(row: str) -> None:
    assert refusal(ods.of_rows(row)).rule.name == "damaged-archive"


def altered(**parts: str | bytes) -> bytes:
    sheet = ods.table(ods.row(ods.words("甲")))
    return ods.ods(sheet, more={name.replace("__", "/"): content for name, content in parts.items()})


_DTD = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
_LOCKED = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (altered(**{"content.xml": ods.content(head=_DTD)}), "unsafe-xml"),
        (altered(**{"settings.xml": f"{_DTD}<a/>"}), "unsafe-xml"),
        (altered(**{"styles.xml": f"{_DTD}<a/>"}), "unsafe-xml"),
        (altered(**{"content.xml": ods.content().encode("utf-16")}), "unsafe-xml"),
        (altered(**{"content.xml": "<a>" * 100}), "too-deep"),
        (altered(**{"content.xml": " " * 30_000_000}), "archive-bomb"),
        (altered(**{"META-INF__manifest.xml": ods.manifest(_LOCKED)}), "encrypted"),
        (altered(**{"Basic__Standard__Module1.xml": "<a/>"}), "macros"),
        (altered(**{"Scripts__python__a.py": "a"}), "macros"),
        (altered(**{"content.xml": ods.content()}), "damaged-archive"),
        (ods.ods(*[ods.table()] * (SHEETS + 1)), "over-limits"),
        (pack({k: v for k, v in ods.parts().items() if k != "content.xml"}), "damaged-archive"),
    ],
)
def test_a_package_with_something_odd_is_refused_for_it(data: bytes, rule: str) -> None:
    assert refusal(data).rule.name == rule


def test_empty_lists_of_libraries_are_no_macros() -> None:
    empty = {"Basic__script-lc.xml": "<a/>", "Basic__Standard__script-lb.xml": "<a/>"}
    assert open_workbook(altered(**empty)).sheets[0].rows == [["甲"]]


# --- old workbooks ------------------------------------------------------------------------------------


XLS = saved("classes.xls")
_FORMULA, _TAB = 0x0006, 0x0085


def spots(code: int) -> list[int]:
    """Where the content of each record of that code begins in the old workbook."""
    found, at = [], XLS.index(struct.pack("<HH", 0x0809, 16))
    while at < len(XLS) - 4:
        kind, length = struct.unpack_from("<HH", XLS, at)
        at += 4 + length
        found += [at - length] if kind == code else []
    return found


def patched(at: int, form: str, value: int, data: bytes = XLS) -> bytes:
    """A workbook with a number written over its bytes."""
    return data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form) :]


@pytest.mark.parametrize("percent", [5, 20, 50, 80, 95])
def test_an_old_workbook_that_broke_off_is_refused(percent: int) -> None:
    name = refusal(XLS[: len(XLS) * percent // 100]).rule.name
    assert name in ("damaged-archive", "reader-failed")


def test_a_compound_file_without_its_stream_is_refused() -> None:
    assert refusal(compound("Root Entry", "Workbook")).rule.name in ("damaged-archive", "reader-failed")


def test_an_old_workbook_with_macros_is_refused() -> None:
    assert refusal(compound("Root Entry", "Workbook", "_VBA_PROJECT_CUR")).rule.name == "macros"
    assert refusal(patched(spots(_TAB)[0] + 5, "<B", 1)).rule.name == "macros"


def test_sheets_that_are_one_and_sheets_that_are_nowhere_are_refused() -> None:
    first, second, _ = spots(_TAB)
    (begin,) = struct.unpack_from("<i", XLS, first)
    assert refusal(patched(second, "<i", begin)).rule.name == "damaged-archive"
    assert refusal(patched(first, "<i", 0x7FFFFFF0)).rule.name == "damaged-archive"
    assert refusal(patched(first, "<i", -5)).rule.name == "damaged-archive"


def test_a_cell_far_out_is_refused_at_its_address() -> None:
    found = refusal(patched(spots(_FORMULA)[0] + 2, "<H", 999))
    assert (found.rule.name, found.facts["cell"]) == ("far-cell", "ALL6")


def test_a_chain_of_sectors_that_runs_in_circles_is_refused() -> None:
    small = saved("from_1904.xls")
    (sector,) = struct.unpack_from("<i", small, 60)
    assert refusal(patched(512 * (sector + 1), "<i", 0, small)).rule.name == "damaged-archive"


def test_a_workbook_with_a_password_of_its_own_is_called_encrypted() -> None:
    (writer, *_) = spots(0x005C)  # the name of who saved it: a record that nothing depends on
    assert refusal(patched(writer - 4, "<H", 0x002F)).rule.name == "encrypted"


_DAMAGE = st.tuples(st.integers(0, 2**32), st.integers(0, 255))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["classes.xls", "from_1904.xls", "classes.ods"]), st.lists(_DAMAGE, max_size=8))
def test_whatever_bytes_are_spoilt_the_reader_ends_with_a_book_or_a_refusal(
    name: str, damage: list[tuple[int, int]]
) -> None:
    data = bytearray(saved(name))
    for at, value in damage:
        data[at % len(data)] = value
    try:
        found: Book | str = open_workbook(bytes(data))
    except RefusedError as error:
        found = error.rule.message.fill("zh", error.facts)
    assert found


def test_whatever_bytes_are_spoilt_eduhub_itself_is_not_at_fault(tmp_path: Path) -> None:
    dice = random.Random(20_260_630)
    for turn in range(120):
        name = dice.choice(["classes.xls", "from_1904.xls", "classes.ods"])
        data = bytearray(saved(name))
        for _ in range(dice.randint(1, 6)):
            data[dice.randrange(len(data))] = dice.choice((0, 1, 127, 255))
        found = findings(tmp_path, name, bytes(data))
        assert not [line for line in found if line.startswith(("E0000", "E0001"))], (turn, name)
