"""What is personal is found wherever it stands, told by its kind and place, and never shown.

Nobody has these numbers: the residents were born in the year 1800, and no phone number begins with 154.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from stdnum.cn import ric

from eduhub.checks import check
from eduhub.checks.checked import Checked
from eduhub.checks.formats import FORMATS
from eduhub.checks.look import Look
from eduhub.checks.rules import shape
from eduhub.cli.guard import publish
from eduhub.core.errors import PersonalError
from eduhub.core.personal import masked
from eduhub.core.place import cell_name
from eduhub.core.text import LANGS
from eduhub.repository import Repository
from eduhub.source.numbers import find
from eduhub.source.personal import sightings

Run = Callable[..., tuple[int, str, str]]

CASES = Path(__file__).parent / "cases"
CITY = Path(__file__).parents[1] / "examples" / "city"
PLAN = (CASES / "E1101" / "good" / "plan.yaml").read_text(encoding="utf-8")
TEACHERS = (CASES / "E1401" / "good" / "teachers.csv").read_text(encoding="utf-8")
SETTINGS = "kind: city\nschema: 1\nname: 示例市\nyears: {current: 2025-2026}\n"
CODES = {"resident": "E0901", "phone": "E0902", "student": "E0903"}
PHONE = "15412345678"


def resident(day: str = "18000228", number: int = 1, place: str = "360102") -> str:
    """The ID of a person who never was."""
    body = f"{place}{day}{number:03d}"
    return body + ric.calc_check_digit(body + "0")


ID = resident()
STUDENT = f"G{ID}"

days = st.dates(date(1800, 1, 1), date(1800, 12, 31)).map("{:%Y%m%d}".format)
residents = st.builds(resident, days, st.integers(0, 999), st.sampled_from(("360102", "110101", "650102")))
phones = st.integers(0, 10**8 - 1).map(lambda number: f"154{number:08d}")
planted = st.one_of(
    residents.map(lambda number: ("resident", number)),
    phones.map(lambda number: ("phone", number)),
    residents.map(lambda number: ("student", "G" + number)),
)
GROUPS = {"resident": (6, 14), "phone": (3, 7), "student": (7, 15)}


def wide(number: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in number)


def grouped(sort: str, number: str, gap: str) -> str:
    first, second = GROUPS[sort]
    return gap.join((number[:first], number[first:second], number[second:]))


def spelt(sort: str, number: str) -> st.SearchStrategy[str]:
    """The ways in which people write a number."""
    ways = [
        number,
        wide(number),
        number.lower(),
        *(grouped(sort, number, gap) for gap in (" ", "-", "\u3000", "\u200b")),
    ]
    return st.sampled_from(ways)


def parts(number: str) -> set[str]:
    """All that no output may hold."""
    digits = number.lstrip("G")
    return {digits[start : start + 8] for start in range(len(digits) - 7)}


def checked(*paths: Path | str) -> Checked:
    return check(Repository.load(paths))


def privacy(found: Checked) -> list[tuple[str, str]]:
    return [(f.rule.code, str(f.place)) for f in found.findings if f.rule.code[1:3] == "09"]


def said(found: Checked) -> str:
    """All that any format says of it, in either language."""
    outputs = []
    for shape_of in FORMATS.values():
        for lang in LANGS:
            with contextlib.suppress(ImportError):
                output = shape_of(found, Look(lang))
                outputs.append(repr(output) if isinstance(output, bytes) else "\n".join(output))
    return "\n".join(outputs)


def leaked(output: str, number: str) -> list[str]:
    spelling = [output, output.replace(" ", ""), output.replace("-", ""), output.replace("\\u200b", "")]
    plain = [text.translate({0xFEE0 + code: code for code in range(0x21, 0x7F)}) for text in spelling]
    return sorted(part for part in parts(number) if any(part in text for text in plain))


# What is one, and what is none


@settings(max_examples=200, deadline=None)
@given(st.data(), planted)
def test_a_number_is_found_however_it_is_spelt(data: st.DataObject, one: tuple[str, str]) -> None:
    sort, number = one
    words = data.draw(spelt(sort, number))
    around = data.draw(st.sampled_from(("", "张三", "（", "ID：", "。", "\t", "，", "/")))
    text = f"{around}{words}{around}"
    assert [(f.sort.name.lower(), text[f.start : f.end]) for f in find(text)] == [(sort, words)]


@pytest.mark.parametrize(
    "text",
    [
        f"+86 {PHONE}",
        f"0086-{PHONE}",
        "154-1234-5678",
        "1541 2345 678",
        "办公电话：0791-20000000",
        "电话 (0791) 2000 0000",
        "Tel. 20000000",
        "联系方式：王老师 0791 20000000",
    ],
)
def test_a_phone_number_is_known_by_its_form_or_by_the_words_before_it(text: str) -> None:
    assert [found.sort.name for found in find(text)] == ["PHONE"]


@pytest.mark.parametrize(
    "text", ["身份证 360102000228123", "身份证号码：360102180002280000", "ID card 360102000228123"]
)
def test_old_and_mistyped_ids_are_known_by_the_words_before_them(text: str) -> None:
    assert [found.sort.name for found in find(text)] == ["RESIDENT"]


def test_the_id_of_somebody_older_than_the_number_of_the_county_is_found() -> None:
    number = resident("18500101", place="360113")
    assert not ric.is_valid(number)
    assert [found.sort.name for found in find(number)] == ["RESIDENT"]


@pytest.mark.parametrize(
    "text",
    [
        "2136990001",
        "2136990001-001",
        "2136990001-1:12、2136990002:30",
        f"{PHONE}.00",
        f"0.{PHONE}",
        f"3.{ID}",
        f"{PHONE}元",
        f"¥{PHONE}",
        f"a{PHONE}f",
        "360102180002281234",
        "360102000228123",
        "2025-09-01 2026-08-31 12",
        "154 2025-2026",
        "154-20250901",
        "100 154 1234 5678 900",
        "0791-20000000",
        "115.89123456,28.68123456",
        "电话会议于 20250901 召开",
        "赣教基字〔2026〕1号",
    ],
)
def test_what_only_resembles_a_number_is_left_alone(text: str) -> None:
    assert list(find(text)) == []


def test_a_hundred_thousand_codes_amounts_and_hashes_raise_no_alarm() -> None:
    dice = random.Random(9)

    def one() -> str:
        school = f"{dice.choice('23')}{dice.choice('136')}36{dice.randrange(10**6):06d}"
        return dice.choice(
            (
                school,
                f"{school}-{dice.randrange(1000):03d}",
                f"{dice.randrange(10**10)}",
                f"{dice.randrange(10**13) / 100:.2f}",
                f"{dice.random():.16f}",
                f"{dice.uniform(73, 136):.8f}, {dice.uniform(3, 54):.8f}",
                f"{dice.randrange(16**64):064x}",
                f"{dice.randrange(1990, 2030)}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}",
                f"CH{dice.randrange(10**5):05d}",
            )
        )

    texts = [one() for _ in range(100_000)]
    assert [text for text in texts if list(find(text))] == []
    assert list(find(" ".join(texts[:2_000]))) == []
    assert list(find(",".join(texts))) == []


# Planted in files


SLOTS = {  # a spot in the plan, and what stands in front of the number there
    "comment": ("submitted:\n", "# 联系人 {}\nsubmitted:\n"),
    "value": ("decision_rule: 每校一票，过半数通过", "decision_rule: 每校一票，有事找 {}"),
    "quoted": ("charter: 片区章程，由成员学校校长会议通过", 'charter: "{}"'),
    "code": ('school: "2136990001"\n    stages: [小学]', 'school: "{}"\n    stages: [小学]'),
    "date": ("on: 2023-04-10", 'on: "{}"'),
    "enum": ("phase: 试点", 'phase: "{}"'),
    "figure": ("meetings: 4", 'meetings: "约{}"'),
    "unknown field": ("  version: 1", '  version: 1\n  remark: "{}"'),
    "unknown key": ("  version: 1", '  version: 1\n  "{}": 1'),
    "doubled key": ("  version: 1", '  version: 1\n  "{0}": 1\n  "{0}": 2'),
    "kind": ("kind: plan", 'kind: "{}"'),
    "schema": ("schema: 1", 'schema: "{}"'),
    "list for text": ("  by: 望溪区教育局", '  by: ["{}"]'),
    "syntax error": ("  version: 1", '  version: [1, "{}"\n'),
    "full-width colon": ("  version: 1", "  version：{}"),
    "conflict": ("  version: 1", "<<<<<<< {}\n  version: 1"),
    "control": ("  version: 1", "  version: 1 # {}\x01"),
    "tag": ("  version: 1", '  version: !x "{}"'),
    "too long": ("phase: 试点", 'phase: "{}' + "很长" * 40 + '"'),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), one=planted, slot=st.sampled_from(sorted(SLOTS)))
def test_a_number_anywhere_in_yaml_is_found_and_never_shown(
    tmp_path: Path, data: st.DataObject, one: tuple[str, str], slot: str
) -> None:
    sort, number = one
    words = data.draw(spelt(sort, number)) if slot in ("comment", "value", "quoted") else number
    old, new = SLOTS[slot]
    path = tmp_path / "plan.yaml"
    text = PLAN.replace(old, new.format(words), 1)
    assert text != PLAN
    path.write_text(text, encoding="utf-8")
    found = checked(path)
    expected = [
        (CODES[sort], f"{path}:{line}:{column + 1}")
        for line, row in enumerate(text.split("\n"), start=1)
        for column in [row.find(words)]
        if column >= 0
    ]
    assert privacy(found) == expected
    assert leaked(said(found), number) == []
    assert found.exit_code == 1


def table(rows: Sequence[Sequence[str]], path: Path) -> None:
    """A table in a CSV or a workbook."""
    if path.suffix == ".csv":
        path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
        return
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("教师")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(at, column, value)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), one=planted)
def test_a_number_in_any_cell_is_found_and_never_shown(
    tmp_path: Path, suffix: str, data: st.DataObject, one: tuple[str, str]
) -> None:
    sort, number = one
    words = data.draw(spelt(sort, number))
    rows = [[*line.split(","), "", ""] for line in TEACHERS.strip().split("\n")]
    at, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, len(rows[0]) - 1))
    rows[at][column] = words
    path = tmp_path / f"teachers{suffix}"
    table(rows, path)
    found = checked(path)
    places = [(f.rule.code, f.place.cell) for f in found.findings if f.rule.code[1:3] == "09"]
    assert places == [(CODES[sort], cell_name(at, column))]
    at_cell = [f.rule.code for f in found.findings if f.place.cell == cell_name(at, column) and f.place.key]
    assert [code for code in at_cell if code.startswith("E02")] == []
    assert leaked(said(found), number) == []


def workbook(path: Path, *rows: Sequence[object], name: str = "教师") -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    book.save(path)


HEADINGS = TEACHERS.split("\n")[0].split(",")
FIRST = TEACHERS.split("\n")[1].split(",")


def test_a_phone_number_typed_as_a_number_is_found_but_an_amount_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    workbook(path, [*HEADINGS, "联系电话", "经费（元）"], [*FIRST, int(PHONE), int(PHONE)])
    assert privacy(checked(path)) == [("E0902", f"{path}[教师]!I2")]


def test_a_landline_is_found_under_a_heading_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("工号,办公电话,人数\nT1,20000000,20000001\n", encoding="utf-8")
    assert [code for code, _ in privacy(checked(path))] == ["E0902"]


def test_an_id_that_lost_its_digits_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    workbook(
        path,
        [*HEADINGS, "证件"],
        [int(ID[:17] + "0"), *FIRST[1:], ""],
        ["T2", *FIRST[1:], int(ID[:17] + "0")],
    )
    found = [(f.rule.code, f.place.cell) for f in checked(path).findings if f.place.cell in ("A2", "I3")]
    assert found == [("E0107", "A2"), ("E0901", "I3")]


def test_names_of_files_and_sheets_comments_and_properties_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / f"名单{PHONE}.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"教师{PHONE}"
    for row in (HEADINGS, FIRST):
        sheet.append(row)
    sheet["A2"].comment = Comment(f"身份证 {ID}", "x")
    book.properties.creator = STUDENT
    book.save(path)
    found = checked(path)
    assert sorted((f.rule.code, f.message("en")) for f in found.findings if f.rule.code[1:3] == "09") == [
        ("E0901", "there is a resident ID in the comment of cell A2"),
        ("E0902", "there is a phone number in the name of the file or its folder"),
        ("E0902", "there is a phone number in the name of the sheet"),
        ("E0903", "there is a student number in the properties of the file"),
    ]
    (pinned,) = (f.place for f in found.findings if f.rule.code == "E0901")
    assert (masked(sheet.title), pinned.cell) == (pinned.sheet, "A2")
    assert leaked(said(found), PHONE) + leaked(said(found), ID) == []


def test_a_folder_s_other_files_are_looked_at_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / f"{ID}.docx").write_bytes(b"x")
    found = checked(tmp_path)
    assert [code for code, _ in privacy(found)] == ["E0901"]
    assert leaked(said(found), ID) == []


def test_what_is_personal_keeps_no_document_from_being_checked(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace("by: 望溪区教育局", f"by: 望溪区教育局 {PHONE}"), encoding="utf-8")
    assert all(submission.sound for submission in Repository.load([path]).submissions)


def test_an_amount_is_no_phone_number(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    text = PLAN.replace("amount: 60000}", f"amount: {PHONE}}}").replace(
        "amount: 20000}", f'amount: "{PHONE}"}}'
    )
    path.write_text(text, encoding="utf-8")
    assert privacy(checked(path)) == []


# What no format says


def test_a_rule_that_breaks_down_beside_a_number_says_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(submission: object) -> Iterator[object]:
        raise LookupError(ID)

    monkeypatch.setattr("eduhub.checks.obstacles.shape", broken)
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN + f"# {ID}\n", encoding="utf-8")
    found = checked(path)
    assert {f.rule.code for f in found.findings} >= {"E0000", "E0901"}
    assert leaked(said(found), ID) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_command_and_its_explanations_show_no_number(run: Run, tmp_path: Path, lang: str) -> None:
    path = tmp_path / f"{PHONE}.yaml"
    path.write_text(PLAN.replace("by: 望溪区教育局", f"by: {ID}") + f'"{ID}": 1\n', encoding="utf-8")
    for words in (("validate", str(path)), ("validate", "--format", "json", str(path)), ("explain", "E0901")):
        _, out, err = run("--lang", lang, *words)
        assert out
        assert leaked(out + err, ID) + leaked(out + err, PHONE) == []


def test_programs_get_places_and_no_values(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace("by: 望溪区教育局", f"by: {ID}"), encoding="utf-8")
    text = "\n".join(FORMATS["json"](checked(path), Look("en")))  # type: ignore[arg-type]
    (finding,) = (f for f in json.loads(text)["findings"] if f["code"] == "E0901")
    assert (finding["line"], finding["column"], finding["key"]) == (54, 7, "submitted.by")
    assert finding["value"] is None


# Nobody can answer it


def test_a_privacy_error_stays_an_error_whatever_is_set_or_asked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "eduhub.yaml").write_text(SETTINGS + "tiers: {E0901: note}\n", encoding="utf-8")
    (tmp_path / "x.csv").write_text(f"编号,名称\nx,{ID}\n", encoding="utf-8")
    code, out, _ = run("--lang", "en", "validate", "--ignore", "E1006", "--ignore", "E", ".")
    assert "E0901 resident-id  error" in out
    assert code == 1


# Names and pupils


def put(root: Path, **files: str) -> None:
    for name, text in {"eduhub.yaml": SETTINGS, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


NAMED = "".join(
    f"{line},{name}\n" for line, name in zip(TEACHERS.split("\n"), ("姓名", "某甲"), strict=False)
)


def test_names_are_welcome_in_a_form_and_not_in_the_repository(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    stored = "schools/2136990001/2025-2026/teachers.csv"
    put(tmp_path, **{stored: NAMED, "收到/教师.csv": NAMED})
    assert privacy(checked(Path())) == [("E0904", f"{stored}:1:{len(TEACHERS.splitlines()[0]) + 2} (I1)")]


RESULTS = "key,school,subject,prior,outcome\na1,2136990001,数学,80,85\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.csv", RESULTS),
        ("x.csv", "姓名,班级,语文\n某甲,1班,90\n"),
        ("x.csv", "2026年\n准考证号,得分\n01,90\n"),
        ("x.yaml", "rows:\n  - {学籍号: 1, 得分: 2}\n"),
        ("x.yaml", "kind: teachers\nrows:\n  - {学生姓名: 某甲, 得分: 2}\n"),
    ],
)
def test_pupils_belong_into_private_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, **{name: text, f"private/{name}": text + f"# {ID}\n"})
    assert [code for code, _ in privacy(checked(Path()))] == ["E0905"]
    assert privacy(checked(Path("private") / name)) == []
    (tmp_path / "eduhub.yaml").unlink()
    assert [code for code, _ in privacy(checked(Path("private") / name))] == ["E0905", "E0901"]


@pytest.mark.parametrize(
    "text",
    [
        NAMED,
        "姓名,年级,班级,学科\n某甲,1,1班,语文\n",
        "school,subject,level,before,after\n2136990001,数学,A,1,2\n",
    ],
)
def test_tables_of_teachers_and_schools_are_no_tables_of_pupils(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    assert privacy(checked(path)) == []


# Any file


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


WORD = f"<w:p><w:r><w:t>{ID[:9]}</w:t></w:r><w:r><w:t>{ID[9:]}</w:t></w:r></w:p><w:p>完</w:p>"


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("a.txt", f"一\n二 {ID}\n".encode(), [("E0901", "a.txt:2:3")]),
        ("a.txt", f"电话 {PHONE}\n".encode("gb18030"), [("E0902", "a.txt:1:4")]),
        ("a.md", f"| {STUDENT} |\n".encode(), [("E0903", "a.md:1:3")]),
        ("a.json", json.dumps({"x": ID}).encode(), [("E0901", "a.json:1:8")]),
        ("a.txt", f"x {ID}".encode("utf-16"), [("E0901", "a.txt:1:3")]),
        ("a.csv", f"a,b\n1,{PHONE}\n".encode(), [("E0902", "a.csv:2:3 (B2)")]),
        ("a.csv", RESULTS.encode(), [("E0905", "a.csv:1:1 (A1)")]),
        (
            "a.docx",
            zipped(**{"word/document.xml": f"<w:document>{WORD}</w:document>"}),
            [("E0901", "a.docx")],
        ),
        ("a.zip", zipped(**{"content.xml": f"<text:p>{PHONE}</text:p>"}), [("E0902", "a.zip")]),
        ("a.png", b"\x89PNG" + ID.encode(), []),
        ("a.bin", b"\0" + ID.encode(), []),
        ("a.zip", b"PK\x03\x04" + ID.encode(), []),
        ("a.txt", b"", []),
        (f"{PHONE}.txt", b"x", [("E0902", "154***78.txt")]),
        (f"private/{PHONE}/a.txt", b"x", [("E0902", "private/154***78/a.txt")]),
    ],
)
def test_any_file_can_be_looked_at(name: str, raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert [(f.rule.code, str(f.place)) for f in sightings(name, raw)] == expected


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from((b"", b"PK\x03\x04", b"\xff\xfe", b"<?xml", b"%PDF-")))
def test_looking_at_any_bytes_never_breaks_down(raw: bytes, head: bytes) -> None:
    assert all(f.rule.code[1:3] == "09" for name in ("x.yaml", "x.csv") for f in sightings(name, head + raw))


def test_a_workbook_is_looked_at_wholly(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    workbook(path, ["甲", "乙"], ["", STUDENT], name="别的")
    assert [(f.rule.code, str(f.place)) for f in sightings("x.xlsx", path.read_bytes())] == [
        ("E0903", "x.xlsx[别的]!B2")
    ]


# What is written


def test_a_page_with_a_number_is_not_written_and_the_others_are(run: Run, tmp_path: Path) -> None:
    city = Path(shutil.copytree(CITY, tmp_path / "city"))
    register = city / "registry" / "schools.csv"
    lines = register.read_text(encoding="utf-8").split("\n")
    at = lines[0].split(",").index("name")
    cells = lines[1].split(",")
    cells[at] = f"{cells[at]} {PHONE}"
    register.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    for shape_of in ("md", "xlsx"):
        folder = tmp_path / shape_of
        code, out, err = run(
            *("--lang", "en", "-C", str(city), "report", "school", cells[0], lines[2].split(",")[0]),
            *("--format", shape_of, "-o", str(folder)),
        )
        assert code == 1
        assert "would hold a phone number" in err
        assert PHONE not in out + err
        assert [path for path in folder.rglob("*") if cells[0] in path.name] == []
        assert [path for path in folder.rglob("*") if lines[2].split(",")[0] in path.name]


@pytest.mark.parametrize("words", [("--format", "csv"), ("--format", "json"), ()], ids=" ".join)
def test_scores_with_a_number_are_not_printed(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    city = Path(shutil.copytree(CITY, tmp_path / "city"))
    register = city / "registry" / "schools.csv"
    heading, first, *rest = register.read_text(encoding="utf-8").split("\n")
    name = first.split(",")[1]
    register.write_text(
        "\n".join([heading, first.replace(name, f"{name} {PHONE}", 1), *rest]), encoding="utf-8"
    )
    code, out, err = run("--lang", "en", "score", str(city), *words)
    assert (code, out) == (1, "")
    assert "the output would hold a phone number" in err
    assert PHONE not in err


@pytest.mark.parametrize("content", [f"一\n{ID}", f"一\n{ID}".encode(), f"<svg>{PHONE}</svg>"])
def test_files_that_belong_together_are_written_together_or_not_at_all(
    tmp_path: Path, content: str | bytes
) -> None:
    with pytest.raises(PersonalError):
        publish({tmp_path / "good.md": "一", tmp_path / "bad.md": content})
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_with_a_number_is_not_written(tmp_path: Path) -> None:
    source = tmp_path / "x.xlsx"
    workbook(source, ["甲"], [STUDENT])
    with pytest.raises(PersonalError):
        publish({tmp_path / "out.xlsx": source.read_bytes()})
    assert not (tmp_path / "out.xlsx").exists()


def test_parquet_bytes_pass_for_what_they_are(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"a": [1]}).write_parquet(buffer)
    publish({tmp_path / "x.parquet": buffer.getvalue()})
    assert (tmp_path / "x.parquet").read_bytes() == buffer.getvalue()


def test_the_shapes_of_values_and_of_numbers_share_one_pattern() -> None:
    assert not hasattr(shape, "_PRIVATE")
