"""Hostile workbooks: every one of them is refused for what it is, and none reaches the reader."""

from __future__ import annotations

import random
import struct

import pytest
from parts import LINKS, MAIN, OFFICE, SHEET, book, cell, links, pack, parts, sheet, strings

from eduhub.core.text import Text
from eduhub.source.cells import ExactScan
from eduhub.source.guard import inspect
from eduhub.source.markup import TRUSTED
from eduhub.source.measure import Room
from eduhub.source.problems import RefusedError
from eduhub.source.sheets import _plain
from eduhub.source.workbook import Book, open_workbook

GOOD = book(cell("A1") + cell("B2", 0, ' t="s"'), shared=strings("教师"))


def refusal(data: bytes) -> tuple[str, dict[str, object]]:
    """The rule and the facts that the guard ends with."""
    with pytest.raises(RefusedError) as error:
        inspect(data)
    facts = error.value.facts
    assert error.value.rule.message.fill("zh", facts)
    assert error.value.rule.message.fill("en", facts)
    return error.value.rule.name, facts


def rule(data: bytes) -> str:
    return refusal(data)[0]


# --- the archive -------------------------------------------------------------------------------------


def directory(data: bytes, name: bytes) -> int:
    """Where the directory's entry of that name begins."""
    return data.rindex(name) - 46


def patched(data: bytes, at: int, form: str, value: int) -> bytes:
    """The bytes with a number written over them."""
    return data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form) :]


def test_a_bomb_is_refused_by_its_ratio() -> None:
    name, facts = refusal(pack(parts(sheet()) | {"xl/theme.xml": " " * 30_000_000}))
    assert (name, facts["part"], facts["size"]) == ("archive-bomb", "xl/theme.xml", "28.6 MB")


def test_a_size_that_lies_is_a_bomb_once_one_byte_too_many_appears() -> None:
    honest = book(cell("A1"))
    at = directory(honest, b"xl/worksheets/sheet1.xml")
    assert rule(patched(honest, at + 24, "<L", 10)) == "archive-bomb"


def test_a_size_that_promises_more_is_a_damage() -> None:
    at = directory(GOOD, b"xl/worksheets/sheet1.xml")
    assert rule(patched(GOOD, at + 24, "<L", 5000)) == "damaged-archive"


def test_members_that_overlap_are_refused() -> None:
    files = {f"xl/{n}.xml": "<a/>" for n in range(3)}
    data = pack(parts(sheet()) | files)
    first = struct.unpack_from("<L", data, directory(data, b"xl/0.xml") + 42)[0]
    bent = patched(data, directory(data, b"xl/1.xml") + 42, "<L", first)
    bent = bent.replace(b"xl/1.xml", b"xl/0.xml")
    assert rule(bent) == "damaged-archive"


@pytest.mark.parametrize("twin", [SHEET, "XL/Worksheets/Sheet1.xml", "xl\\worksheets\\sheet1.xml"])
def test_a_part_that_stands_twice_is_refused(twin: str) -> None:
    other = "x" * len(twin)
    data = pack(parts(sheet()) | {other: sheet()}).replace(other.encode(), twin.encode())
    problem = refusal(data)[1]["problem"]
    assert isinstance(problem, Text)
    assert problem.en == f"the part {twin} stands twice"


def test_too_many_parts_are_refused() -> None:
    assert rule(pack(parts(sheet()) | {f"x/{n}": "" for n in range(2000)})) == "over-limits"


def test_an_encrypted_part_is_refused() -> None:
    at = directory(GOOD, b"xl/worksheets/sheet1.xml")
    assert rule(patched(GOOD, at + 8, "<H", 1)) == "encrypted"


def test_an_odd_compression_is_refused() -> None:
    at = directory(GOOD, b"xl/worksheets/sheet1.xml")
    assert rule(patched(GOOD, at + 10, "<H", 12)) == "damaged-archive"


def test_a_header_that_names_another_part_is_refused() -> None:
    at = GOOD.index(b"xl/worksheets/sheet1.xml")
    assert rule(GOOD[:at] + b"xl/worksheets/sheet9.xml" + GOOD[at + 24 :]) == "damaged-archive"


def test_bytes_before_or_after_the_archive_are_refused() -> None:
    assert rule(b"MZ" + GOOD) == "damaged-archive"
    assert rule(GOOD + b"\r\n") == "damaged-archive"


def test_a_wrong_checksum_is_refused() -> None:
    at = directory(GOOD, b"xl/worksheets/sheet1.xml")
    assert rule(patched(GOOD, at + 16, "<L", 1)) == "damaged-archive"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(share: float) -> None:
    assert rule(GOOD[: int(len(GOOD) * share)]) == "damaged-archive"


def test_flipped_bits_give_a_book_or_a_refusal_and_nothing_else() -> None:
    dice = random.Random(7)
    for _ in range(300):
        bent = bytearray(GOOD)
        bent[dice.randrange(len(bent))] ^= 1 << dice.randrange(8)
        try:
            assert isinstance(open_workbook(bytes(bent)), Book)
        except RefusedError:
            continue


def test_flipped_bits_inside_the_parts_give_a_book_or_a_refusal_and_nothing_else() -> None:
    dice = random.Random(8)
    files = {
        name: content.encode() for name, content in parts(sheet(cell("A1")), shared=strings("x")).items()
    }
    for _ in range(300):
        bent = {name: bytearray(content) for name, content in files.items()}
        part = bent[dice.choice(sorted(bent))]
        part[dice.randrange(len(part))] ^= 1 << dice.randrange(8)
        try:
            assert isinstance(open_workbook(pack({n: bytes(c) for n, c in bent.items()})), Book)
        except RefusedError:
            continue


# --- the workbook ------------------------------------------------------------------------------------


def test_macros_are_refused_by_part_and_by_type() -> None:
    assert rule(pack(parts(sheet()) | {"xl/vbaProject.bin": b"x"})) == "macros"
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    typed = f'<Types><Default Extension="xml" ContentType="{kind}"/></Types>'
    assert rule(pack(parts(sheet()) | {"[Content_Types].xml": typed})) == "macros"


def test_a_macro_sheet_is_refused() -> None:
    relations = links(("r1", "xlMacrosheet", "macrosheets/sheet1.xml"))
    assert rule(pack(parts(sheet()) | {"xl/_rels/workbook.xml.rels": relations})) == "macros"


def test_sheets_that_share_a_part_are_refused() -> None:
    files = parts(sheet(), sheet())
    one, two = "worksheets/sheet1.xml", "/xl/worksheets/SHEET1.xml"
    relations = links(("r1", "worksheet", one), ("r2", "worksheet", two))
    files["xl/_rels/workbook.xml.rels"] = relations
    assert rule(pack(files)) == "damaged-archive"


def test_a_thousand_sheets_on_one_part_are_refused() -> None:
    tabs = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, 1001))
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{tabs}</sheets></workbook>'
    name, facts = refusal(pack(parts(sheet()) | {"xl/workbook.xml": workbook}))
    assert (name, facts["size"], facts["limit"]) == ("over-limits", 1000, 64)


def test_a_workbook_without_its_sheet_is_refused() -> None:
    files = parts(sheet())
    del files["xl/worksheets/sheet1.xml"]
    assert rule(pack(files)) == "damaged-archive"


def test_a_sheet_outside_the_file_is_not_followed() -> None:
    relations = (
        f'<Relationships xmlns="{LINKS}"><Relationship Id="r1" Type="{OFFICE}/worksheet" '
        'Target="http://127.0.0.1:9/a.xml" TargetMode="External"/></Relationships>'
    )
    assert rule(pack(parts(sheet()) | {"xl/_rels/workbook.xml.rels": relations})) == "damaged-archive"


def test_a_link_to_another_workbook_is_left_alone() -> None:
    extra = {"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>'}
    assert len(inspect(pack(parts(sheet(cell("A1"))) | extra)).sheets) == 1


# --- the markup --------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
READS = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "docProps/core.xml", "_rels/.rels"])
@pytest.mark.parametrize("declaration", [LAUGHS, READS, "<!DOCTYPE a>"])
def test_a_document_type_is_refused_in_every_part(part: str, declaration: str) -> None:
    files = parts(sheet()) | {"docProps/core.xml": "<a/>"}
    content = files[part]
    at = content.index("?>") + 2 if content.startswith("<?") else 0
    files[part] = content[:at] + declaration + content[at:]
    assert rule(pack(files)) == "unsafe-xml"


def test_utf16_is_refused_in_every_part() -> None:
    for part in ("xl/worksheets/sheet1.xml", "docProps/core.xml", "xl/workbook.xml"):
        for encoding in ("utf-16", "utf-16-le", "utf-32"):
            files: dict[str, str | bytes] = {**parts(sheet()), "docProps/core.xml": "<a/>"}
            files[part] = str(files[part]).encode(encoding)
            assert rule(pack(files)) == "unsafe-xml"


@pytest.mark.parametrize("encoding", ["UTF-7", "GBK", "iso-8859-1", "utf-16"])
def test_another_declared_encoding_is_refused(encoding: str) -> None:
    content = sheet(cell("A1")).replace("UTF-8", encoding)
    assert rule(pack(parts(content))) == "unsafe-xml"


def test_bytes_that_are_no_utf8_are_refused() -> None:
    for bad in (b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xef\xbf\xbe", b"\x01"):
        content = sheet(cell("A1", "?", ' t="str"')).encode().replace(b"<v>?", b"<v>" + bad)
        assert rule(pack(parts("") | {"xl/worksheets/sheet1.xml": content})) == "damaged-archive"


def test_deep_nesting_is_refused() -> None:
    assert refusal(book(tail="<a>" * 70 + "</a>" * 70)) == ("too-deep", {"limit": 64})


CLAIMS = [
    'uniqueCount="4294967295"',
    "uniqueCount = '999999'",
    'uniqueCount="-1"',
    'uniqueCount="&#57;&#57;9"',
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_false_count_of_strings_is_refused(claim: str) -> None:
    assert rule(book(cell("A1", 0, ' t="s"'), shared=strings("a", claim=claim))) == "false-count"


def test_a_long_string_shown_in_a_million_cells_is_refused() -> None:
    row = '<row r="{0}">' + "".join(f'<c r="{c}{{0}}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ") + "</row>"
    rows = "".join(row.format(number) for number in range(1, 1000))
    assert rule(book(rows, shared=strings("x" * 32_000))) == "over-limits"


def test_text_above_the_limit_of_a_cell_is_refused_at_the_cell() -> None:
    name, facts = refusal(book(cell("C4", "x" * 32_768, ' t="str"')))
    assert (name, facts["sheet"], facts["cell"]) == ("over-limits", "表1", "C4")
    assert rule(book(cell("A1", 0, ' t="s"'), shared=strings("x" * 32_768))) == "over-limits"
    assert len(inspect(book(cell("A1", "&amp;" * 9_000, ' t="str"'))).sheets) == 1


def test_comments_in_a_cell_are_refused() -> None:
    for value in ("1<!-- -->2", "<![CDATA[3]]>", "1<?pi?>2"):
        assert rule(book(cell("A1", value))) == "damaged-archive"
    assert rule(book(cell("A1", 0, ' t="s"'), shared=strings("a<!-- -->b"))) == "damaged-archive"


# --- far cells ---------------------------------------------------------------------------------------

FAR = [
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    '<row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row>',
    '<row\nr="1048576"><c\tr="XFD1048576"><v>1</v></c></row>',
    '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    '<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>',
    '<row r="&#49;048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<!-- <c r="A1"> --><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row r="1048576"><!-- " --><c t="n" r="XFD1048576"><v>1</v></c></row>',
    '<?pi ><row r="1">?><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row r="1048576"><c s="0" r="XFD1048576"><is><t>x</t></is></c></row>',
    '<row r="1048576"><c r="XFD1048576" t="e"><v>#N/A</v></c></row>',
    '<row r="1048576"><c r="XFD1048576"><f>1+1</f></c></row>',
]


@pytest.mark.parametrize("rows", FAR)
def test_a_far_cell_is_refused_with_its_address_in_every_disguise(rows: str) -> None:
    name, facts = refusal(book(cell("A1") + rows, head='<cols xmlns:x="x"/>'))
    assert name == "far-cell"
    assert (facts["address"], facts["sheet"], facts["cell"]) == ("XFD1048576", "表1", "XFD1048576")


BEYOND = ["A4294967297", "A99999999999999999999", "XFE1", "ZZZ1", "A200001", "SS1", "A1048577"]


@pytest.mark.parametrize("address", BEYOND)
def test_addresses_beyond_the_limits_are_refused(address: str) -> None:
    assert rule(book(cell(address))) == "far-cell"


def test_a_far_row_without_addresses_is_refused() -> None:
    assert rule(book('<row r="4294967297"><c><v>1</v></c></row>')) == "far-cell"
    assert rule(book('<row r="1048576"/><row><c><v>1</v></c></row>')) == "far-cell"
    assert rule(book('<row r="1048575"><c><v>1</v></c></row>')) == "far-cell"


def test_a_cell_that_follows_a_far_empty_one_is_far_too() -> None:
    assert refusal(book('<row r="1"><c r="XFC1"/><c><v>1</v></c></row>'))[1]["address"] == "XFD1"


def test_far_empty_cells_with_a_format_are_harmless() -> None:
    rows = cell("A1") + '<row r="1048576" s="1"><c r="XFD1048576" s="0"/></row>'
    (found,) = open_workbook(book(rows)).sheets
    assert found.rows == [[1.0]]


def test_a_grid_that_is_mostly_empty_is_refused_at_the_cell_that_stretches_it() -> None:
    name, facts = refusal(book(cell("SR1") + cell("A190000")))
    assert (name, facts["cell"], facts["size"]) == ("over-limits", "A190000", "190000×512")


def test_the_grids_of_all_sheets_share_one_limit() -> None:
    wide = sheet(cell("SR1") + cell("A9000"))
    assert len(inspect(pack(parts(wide))).sheets) == 1
    assert rule(pack(parts(wide, wide))) == "over-limits"


def test_merged_cells_of_the_whole_sheet_are_refused() -> None:
    for reference in ("A1:XFD1048576", "A1:D9999999", "B2:A1"):
        tail = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'
        assert rule(book(cell("A1"), tail=tail)) in ("over-limits", "far-cell")


@pytest.mark.parametrize(
    "rows",
    [
        cell("A1") + cell("A1"),
        cell("A2") + cell("A1"),
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><f>2</f></c></row>',
        '<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>',
        '<c r="A1"><v>1</v></c>',
        '<row r="1"><a><c r="A1"><v>1</v></c></a></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1" r="2"><c r="A1"><v>1</v></c></row>',
        '<row r="1" s="1" s="2"><c r="A1"><v>1</v></c></row>',
        "</sheetData><sheetData>" + cell("XFD9"),
    ],
)
def test_rows_and_cells_that_readers_would_take_differently_are_refused(rows: str) -> None:
    assert rule(book(rows)) in ("damaged-archive", "far-cell")


@pytest.mark.parametrize(
    ("head", "tail", "rows"),
    [("<!-- ", "-->", []), ("<!-- <sheetData> -->", "", [[1.0]]), ("", "<!-- </sheetData> -->", [[1.0]])],
)
def test_a_comment_around_the_rows_is_taken_for_what_it_is(head: str, tail: str, rows: list[object]) -> None:
    content = sheet(cell("A1"), head, tail)
    assert open_workbook(pack(parts(content))).sheets[0].rows == rows


# --- the quick look and the exact pass ---------------------------------------------------------------

PLAIN = [
    cell("A1") + cell("C3", "x &amp; y", ' t="str"'),
    '<row r="2" spans="1:3" ht="15.5"><c r="A2" s="1"/><c r="B2" s="1" t="s"><v>0</v></c></row>',
    '<row r="1" hidden="1" x14ac:dyDescent="0.2"><c r="A1"><v>-1.5E-3</v></c></row><row r="5"/>',
    '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="AA1" t="e"><v>#N/A</v></c></row>',
    '<row r="1"><c r="A1"><f>B1</f></c><c r="B1"><f t="shared" ref="B1:B2" si="0">1</f><v/></c>'
    '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f t="shared" si="0"/><v>4</v></c></row>',
    '\n <row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> 张三 "A" f e </t></is></c></row>\n',
    "",
]


@pytest.mark.skipif(not TRUSTED, reason="before Python 3.11.5 the exact pass does all the work")
@pytest.mark.parametrize("rows", PLAIN)
def test_the_quick_look_finds_what_the_exact_pass_finds(rows: str) -> None:
    content = sheet(rows, '<cols><col min="1" max="2" hidden="1"/></cols>').encode()
    quick = _plain(content, "表1", "part", 0)
    exact = ExactScan("表1", "part", Room(), [1]).run(content)
    assert quick is not None
    for fact in ("formulas", "errors", "uncached", "merges", "columns"):
        assert getattr(quick, fact) == getattr(exact, fact)
    assert quick.rows >= exact.rows
    assert quick.cells >= exact.cells


@pytest.mark.parametrize("rows", FAR)
def test_the_quick_look_never_takes_a_far_cell(rows: str) -> None:
    assert _plain(sheet(cell("A1") + rows).encode(), "表1", "part", 0) is None


def test_what_the_quick_look_takes_of_mutated_sheets_the_exact_pass_takes_too() -> None:
    dice = random.Random(9)
    seeds = [sheet(rows).encode() for rows in PLAIN]
    pieces = b"\" < > / ' & 9 c r= <v> </row> <!--".split()
    pieces += [b" ", b'<c r="A1">']
    for _ in range(6000):
        content = bytearray(dice.choice(seeds))
        at = dice.randrange(len(content))
        content[at : at + dice.randrange(3)] = dice.choice(pieces)
        try:
            quick = _plain(bytes(content), "表1", "part", 0)
        except RefusedError:
            continue
        if quick is not None:
            exact = ExactScan("表1", "part", Room(), [1]).run(bytes(content))
            for fact in ("errors", "uncached", "formulas", "merges"):
                assert getattr(quick, fact) == getattr(exact, fact)
