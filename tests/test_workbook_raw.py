"""Honest workbooks, however they were written, come out as plain rows with what the guard saw."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from parts import MAIN, OFFICE, book, cell, links, pack, parts, sheet, strings

from eduhub.source import worker
from eduhub.source.problems import RefusedError
from eduhub.source.workbook import Book, RawSheet, open_workbook

posix = pytest.mark.skipif(sys.platform == "win32", reason="there is no child process")


@pytest.fixture(autouse=True)
def no_child_left() -> Iterator[None]:
    """Each test starts and ends without a reading process."""
    yield
    worker.close()


def only(data: bytes) -> RawSheet:
    """The one sheet of a workbook."""
    (found,) = open_workbook(data).sheets
    return found


def written() -> bytes:
    """A workbook as XlsxWriter makes it, with a bit of everything."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        main = workbook.add_worksheet("名册")
        main.merge_range("A1:C1", "某校教师名册")
        main.write_row("A3", ["姓名", 3.5, True])
        main.write_datetime("B5", datetime(2025, 9, 1), workbook.add_format({"num_format": "yyyy-mm-dd"}))
        main.write_formula("C5", "=1+1", None, 2)
        main.set_row(3, None, None, {"hidden": True})
        main.set_column("B:B", None, None, {"hidden": True})
        main.set_column("F:XFD", None, None, {"hidden": True})
        workbook.add_worksheet("旧数据").hide()
        workbook.add_worksheet("代码").very_hidden()
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=名册!$B$3"})
        workbook.add_chartsheet("图").set_chart(chart)
        workbook.set_custom_property("eduhub.kinds", "roster plan")
        workbook.set_custom_property("eduhub.count", 3)
    return buffer.getvalue()


def test_a_workbook_comes_out_with_its_values_and_facts() -> None:
    found = open_workbook(written())
    expected = RawSheet(
        name="名册",
        rows=[
            ["某校教师名册", "", ""],
            ["", "", ""],
            ["姓名", 3.5, True],
            ["", "", ""],
            ["", date(2025, 9, 1), 2.0],
        ],
        hidden=False,
        merges=((0, 0, 0, 2),),
        errors={},
        uncached=frozenset(),
        formulas=1,
        hidden_rows=1,
        hidden_columns=1,
    )
    assert found.sheets[0] == expected
    others = [(raw.name, raw.hidden, raw.rows) for raw in found.sheets[1:]]
    assert others == [("旧数据", True, []), ("代码", True, [])]
    saved = found.properties.get("dcterms:modified", "")
    assert found.properties == {
        "dcterms:modified": saved,
        "eduhub.kinds": "roster plan",
        "eduhub.count": "3",
    }


def test_rows_count_from_a1_even_where_the_table_starts_later() -> None:
    assert only(book(cell("B3", 7))).rows == [["", ""], ["", ""], ["", 7.0]]


def test_a_workbook_of_openpyxl_has_formulas_without_results() -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.append(["a", "=1+1"])
    buffer = io.BytesIO()
    workbook.save(buffer)
    found = only(buffer.getvalue())
    assert (found.rows, found.uncached, found.formulas) == ([["a"]], frozenset({(0, 1)}), 0)


def test_a_string_that_is_not_in_the_table_ends_the_reading() -> None:
    with pytest.raises(RefusedError) as error:
        open_workbook(book(cell("A1", 7, ' t="s"'), shared=strings("a")))
    assert error.value.rule.name == "reader-failed"


def test_error_cells_keep_their_words() -> None:
    rows = cell("A1", "#N/A", ' t="e"') + cell("B2", "#SPILL!", ' t="e"') + cell("C3", "#SPILL!", ' t="str"')
    found = only(book(rows))
    assert found.errors == {(0, 0): "#N/A", (1, 1): "#SPILL!"}
    assert found.rows == [["", "", ""], ["", "", ""], ["", "", "#SPILL!"]]


def test_a_formula_that_gives_no_text_has_a_result() -> None:
    text, number = '<c r="A1" t="str"><f>""</f><v></v></c>', '<c r="B1"><f>B2</f><v></v></c>'
    found = only(book(f'<row r="1">{text}{number}</row>'))
    assert (found.formulas, found.uncached) == (1, frozenset({(0, 1)}))


def test_a_false_dimension_hides_nothing() -> None:
    found = only(book(cell("A1") + cell("C9", 2), head='<dimension ref="A1"/>'))
    assert (len(found.rows), found.rows[8][2]) == (9, 2.0)


def test_styles_with_empty_fills_are_read() -> None:
    files = parts(sheet(cell("A1", 45_000, ' s="1"')))
    formats = '<fills><fill/></fills><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    files["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{formats}</styleSheet>'
    assert only(pack(files)).rows == [[date(2023, 3, 15)]]


def test_dates_from_1904_are_read_as_such() -> None:
    files = parts(sheet(cell("A1", 1, ' s="0"')), book='<workbookPr date1904="true"/>')
    files["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    assert only(pack(files)).rows == [[date(1904, 1, 2)]]


def test_prefixes_single_quotes_and_missing_addresses_change_nothing() -> None:
    rows = "<x:row><x:c><x:v>1</x:v></x:c><x:c t='s'><x:v>1</x:v></x:c></x:row>"
    rows += "<x:row r = '3'><x:c r='B3'><x:v>2</x:v></x:c></x:row>"
    content = sheet(rows).replace("<worksheet", f'<worksheet xmlns:x="{MAIN}"')
    found = only(pack(parts(content, shared=strings("甲", "乙 &lt; 丙"))))
    assert found.rows == [[1.0, "乙 < 丙"], ["", ""], ["", 2.0]]


def test_parts_may_stand_anywhere_under_any_name() -> None:
    files = parts(sheet(cell("A1", 0, ' t="s"')), shared=strings("甲"))
    files["xl/data/One.xml"] = files.pop("xl/worksheets/sheet1.xml")
    files["texts.xml"] = files.pop("xl/sharedStrings.xml")
    relations = links(("r1", "worksheet", "data/one.xml"), ("s", "sharedStrings", "/texts.xml"))
    files["xl/_rels/workbook.xml.rels"] = relations
    assert only(pack(files)).rows == [["甲"]]


def test_rich_text_and_phonetics_are_read() -> None:
    rich = "<si><r><t>甲</t></r><r><rPr><b/></rPr><t>乙</t></r></si>"
    plain = '<si><t>丙</t><phoneticPr fontId="1" type="noConversion"/></si>'
    for both in (f"{rich}{plain}", f"{plain}{rich}"):
        shared = f'<sst xmlns="{MAIN}">{both}</sst>'
        found = only(book(cell("A1", 0, ' t="s"') + cell("A2", 1, ' t="s"'), shared=shared))
        assert sorted(map(str, found.rows)) == ["['丙']", "['甲乙']"]


def test_a_workbook_without_cells_is_an_empty_book() -> None:
    assert only(book()).rows == []
    assert only(pack(parts(sheet().replace("<sheetData></sheetData>", "<sheetData/>")))).rows == []
    assert only(pack(parts(f'<worksheet xmlns="{MAIN}"/>'))).rows == []


def test_chart_sheets_are_left_out() -> None:
    files = parts(sheet(cell("A1")), "<chartsheet/>")
    files["xl/_rels/workbook.xml.rels"] = links(
        ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "chartsheet", "worksheets/sheet2.xml")
    )
    assert [raw.name for raw in open_workbook(pack(files)).sheets] == ["表1"]


def test_the_strict_format_is_read() -> None:
    purl = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    strict = {name: text.replace(OFFICE, purl) for name, text in parts(sheet(cell("A1"))).items()}
    assert only(pack(strict)).rows == [[1.0]]


# --- the reading process -----------------------------------------------------------------------------


def test_the_reading_process_gives_the_same_book() -> None:
    data = written()
    assert worker.read_workbook(data) == open_workbook(data)
    assert worker.read_workbook(data) == open_workbook(data)


def test_a_refusal_comes_back_as_it_was_raised() -> None:
    with pytest.raises(RefusedError) as there:
        worker.read_workbook(book(cell("XFD1048576")))
    with pytest.raises(RefusedError) as here:
        open_workbook(book(cell("XFD1048576")))
    assert (there.value.rule, there.value.facts) == (here.value.rule, here.value.facts)


def child() -> subprocess.Popen[bytes]:
    """The reading process, once a workbook was read."""
    assert worker.read_workbook(book(cell("A1"))).sheets
    found = worker._READER._child
    assert found is not None
    return found


@posix
def test_a_child_that_dies_fails_one_file_and_is_replaced() -> None:
    dead = child()
    os.kill(dead.pid, signal.SIGKILL)
    with pytest.raises(RefusedError) as error:
        worker.read_workbook(book(cell("A1")))
    assert error.value.rule.name == "reader-failed"
    assert dead.returncode == -signal.SIGKILL
    assert child().pid != dead.pid


@posix
def test_a_child_that_does_not_answer_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = child()
    os.kill(stopped.pid, signal.SIGSTOP)
    monkeypatch.setattr(worker, "READ_SECONDS", 0.2)
    with pytest.raises(RefusedError) as error:
        worker.read_workbook(book(cell("A1")))
    assert error.value.rule.name == "reader-failed"
    assert stopped.returncode == -signal.SIGKILL


@posix
def test_closing_leaves_no_process() -> None:
    ended = child()
    worker.close()
    assert ended.returncode == 0
    worker.close()


@posix
def test_an_answer_may_hold_plain_data_only() -> None:
    hostile = b"cos\nsystem\n(S'true'\ntR."
    with pytest.raises(RefusedError) as error:
        worker._understand(bytearray(hostile))
    assert error.value.rule.name == "reader-failed"


@posix
def test_the_parent_imports_no_reader_and_ends_cleanly_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(book(cell("A1", 5)))
    root = str(Path(worker.__file__).parents[2])
    code = (
        f"import sys; sys.path.append({root!r})\n"
        "from pathlib import Path; from eduhub.source.worker import read_workbook\n"
        "print(read_workbook(Path('a.xlsx').read_bytes()).sheets[0].rows)\n"
        "print(sorted(set(sys.modules) & {'python_calamine', 'polars', 'openpyxl', 'numpy'}))\n"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("[[5.0]]\n[]\n", "", 0)


@posix
def test_where_no_process_can_be_started_workbooks_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert isinstance(worker.read_workbook(book(cell("A1"))), Book)
