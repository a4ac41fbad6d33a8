"""`eduhub validate --annotate`: which copies are written where, and what the run says of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from filled import CITY
from marked import book_of, changed, faulty_form, faulty_own_form, listed
from openpyxl.workbook.workbook import Workbook

from eduhub.forms.marking.copies import name_of, stem
from eduhub.repository import Repository

Run = Callable[..., tuple[int, str, str]]
DAY = ("--as-of", "2026-06-30")
SAVED = Path(__file__).parent / "saved"
CLASSES = "schools/2136990006/2025-2026/classes.csv"


def clean_form() -> bytes:
    def mend(book: Workbook) -> None:
        book["班级"]["C3"].value, book["教师"]["K4"].value, book["教师"]["I5"].value = 37, 12, "美术"

    return changed(faulty_form(), mend)


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with a faulty form."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "望湖小学.xlsx").write_bytes(faulty_form())
    return tmp_path / "in"


def test_a_copy_is_written_and_findings_and_exit_code_are_as_ever(run: Run, inbox: Path) -> None:
    before = contents(inbox)
    plain = run("validate", *DAY, "in")
    code, out, err = run("validate", *DAY, "in", "--annotate", "标注")
    assert (code, out) == plain[:2]
    assert err == "已写入 标注/望湖小学（已标注）.xlsx\n"
    assert contents(inbox) == before
    assert list(contents(Path("标注"))) == ["望湖小学（已标注）.xlsx"]


def test_a_file_with_a_phone_number_in_its_name_is_marked_too(run: Run, inbox: Path) -> None:
    (inbox / "望湖小学.xlsx").rename(inbox / "望湖小学13800138000.xlsx")
    _, _, err = run("validate", *DAY, "in", "--annotate", "标注")
    assert err.startswith("已写入 标注/望湖小学")
    assert "13800138000" not in err
    assert len(contents(Path("标注"))) == 1


def test_english_names_and_words(run: Run, inbox: Path) -> None:
    assert run("--lang", "en", "validate", *DAY, "in", "--annotate", "out")[2] == (
        "written: out/望湖小学 (marked).xlsx\n"
    )


def test_a_second_run_changes_nothing(run: Run, inbox: Path) -> None:
    run("validate", *DAY, "in", "--annotate", "标注")
    before = contents(Path("标注"))
    assert run("validate", *DAY, "in", "--annotate", "标注")[2] == (
        "标注/望湖小学（已标注）.xlsx 已是这样，没有改动\n"
    )
    assert contents(Path("标注")) == before


def test_what_has_the_name_already_is_never_written_over(run: Run, inbox: Path) -> None:
    Path("标注").mkdir()
    Path("标注/望湖小学（已标注）.xlsx").write_bytes(b"something else")
    assert run("validate", *DAY, "in", "--annotate", "标注")[2] == "已写入 标注/望湖小学（已标注2）.xlsx\n"
    assert Path("标注/望湖小学（已标注）.xlsx").read_bytes() == b"something else"


def test_files_of_one_name_from_two_folders_get_a_copy_each(run: Run, inbox: Path) -> None:
    other = inbox / "再"
    other.mkdir()
    shutil.copy(inbox / "望湖小学.xlsx", other)
    run("validate", *DAY, "in", "--annotate", "标注")
    assert list(contents(Path("标注"))) == ["望湖小学（已标注2）.xlsx", "望湖小学（已标注）.xlsx"]


def test_a_marked_copy_is_marked_under_the_name_of_the_form(run: Run, inbox: Path) -> None:
    run("validate", *DAY, "in", "--annotate", "标注")
    (marked,) = Path("标注").iterdir()
    assert run("validate", *DAY, str(marked), "--annotate", "标注")[2] == (
        "标注/望湖小学（已标注）.xlsx 已是这样，没有改动\n"
    )


@pytest.mark.parametrize(
    ("file", "first"),
    [
        ("a/望湖小学.xlsx", "望湖小学（已标注）.xlsx"),
        ("望湖小学（已标注）.xlsx", "望湖小学（已标注）.xlsx"),
        ("望湖小学（已标注3）(1).xlsx", "望湖小学（已标注）.xlsx"),
        ("望湖小学 (marked).xlsx", "望湖小学（已标注）.xlsx"),
        ("望湖小学 (marked 2) (1).xlsx", "望湖小学（已标注）.xlsx"),
        ("望湖小学（待改行）.xlsx", "望湖小学（已标注）.xlsx"),
        ("望湖小学(1).xlsx", "望湖小学(1)（已标注）.xlsx"),
        ("classes.csv", "classes（已标注）.xlsx"),
        (".xlsx", ".xlsx（已标注）.xlsx"),
        ("（已标注）.xlsx", "（已标注）（已标注）.xlsx"),
    ],
)
def test_a_copy_is_named_for_the_form_without_what_earlier_rounds_put_behind_it(
    file: str, first: str
) -> None:
    assert name_of(file, "zh", 1) == first


def test_copies_are_numbered_in_both_languages() -> None:
    assert [
        name_of("a.xlsx", lang, 2, failed=failed) for lang in ("zh", "en") for failed in (False, True)
    ] == [
        *("a（已标注2）.xlsx", "a（待改行2）.xlsx", "a (marked 2).xlsx", "a (rows to mend 2).xlsx"),
    ]
    assert stem("a (rows to mend 2).xlsx") == "a"


def test_a_file_with_nothing_to_mend_gets_no_copy(run: Run, inbox: Path) -> None:
    (inbox / "望湖小学.xlsx").write_bytes(clean_form())
    code, _, err = run("validate", *DAY, "in", "--annotate", "标注", "--select", "E0204")
    assert (code, err) == (0, "1 个文件没有问题，不另写\n")
    assert not Path("标注").exists()


def test_a_file_that_was_marked_gets_a_clean_copy_once_all_is_mended(run: Run, inbox: Path) -> None:
    run("validate", *DAY, "in", "--annotate", "标注")
    path = inbox / "望湖小学.xlsx"
    (marked,) = Path("标注").iterdir()

    def mend(book: Workbook) -> None:
        book["班级"]["C3"].value, book["教师"]["K4"].value, book["教师"]["I5"].value = 37, 12, "美术"

    path.write_bytes(changed(marked.read_bytes(), mend))
    run("validate", *DAY, "in", "--annotate", "二", "--select", "E0204")
    (clean,) = Path("二").iterdir()
    book = openpyxl.load_workbook(clean)
    assert listed(clean.read_bytes()) == []
    assert book["教师"]["K4"].fill.fill_type is None


def test_what_can_not_be_read_gets_no_copy_and_the_run_says_why(run: Run, inbox: Path) -> None:
    (inbox / "坏.xlsx").write_bytes(b"PK\x03\x04 xl/workbook.xml")
    code, _, err = run("validate", *DAY, "in", "--annotate", "标注")
    assert code == 3
    assert err.splitlines() == [
        "in/坏.xlsx：没有标注副本，它的内容读不出来",
        "已写入 标注/望湖小学（已标注）.xlsx",
    ]


# Lists and plans


@pytest.fixture
def city(tmp_path: Path) -> Path:
    shutil.copytree(CITY, tmp_path / "city")
    path = tmp_path / "city" / CLASSES
    faulty(path)
    return path


def faulty(path: Path) -> None:
    """Puts a word for a number into a list of classes."""
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[2] = ",".join([*lines[2].split(",")[:2], "许多", *lines[2].split(",")[3:]])
    path.write_text("\n".join(lines), encoding="utf-8")


def test_a_list_gets_a_form_with_its_values_as_its_marked_copy(run: Run, city: Path) -> None:
    before = city.read_bytes()
    _, _, err = run("validate", f"city/{CLASSES}", "--annotate", "标注")
    assert err == "已写入 标注/classes（已标注）.xlsx\n"
    raw = Path("标注/classes（已标注）.xlsx").read_bytes()
    (row,) = [row for row in listed(raw) if row["代码"] == "E0204"]
    cell = book_of(raw)[row["工作表"]][row["单元格"]]
    assert (cell.value, row["填的内容"]) == ("许多", "许多")
    assert city.read_bytes() == before
    code, out, _ = run("validate", "--format", "concise", "标注/classes（已标注）.xlsx")
    assert code == 1
    assert f"!{row['单元格']}: E0204" in out


def test_a_plan_gets_a_form_too_and_what_has_none_is_passed_over(run: Run, city: Path) -> None:
    path = Path("city/clusters/chenghu/chenghu-01/plan.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("2023-09-01", "2026-09-01"), encoding="utf-8")
    _, out, err = run("validate", "city", "--annotate", "标注")
    assert "E1103" in out
    assert "已写入 标注/plan（已标注）.xlsx" in err
    assert not [name for name in contents(Path("标注")) if name.startswith(("eduhub", "waivers"))]
    plans = [raw for name, raw in contents(Path("标注")).items() if name.startswith("plan")]
    assert "E1103" in {row["代码"] for raw in plans for row in listed(raw)}


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_a_workbook_of_another_format_gets_a_form_with_its_values(run: Run, suffix: str) -> None:
    shutil.copy(SAVED / f"classes.{suffix}", ".")
    _, _, err = run("validate", *DAY, f"classes.{suffix}", "--annotate", "标注")
    assert err.splitlines() == [
        "已写入 标注/classes（已标注）.xlsx",
        f"classes.{suffix} 不能原样标注，内容已填入新表；没有带过来："
        "自己的格式和批注、出错的单元格、列“学校标识码”、工作表“旧数据”",
    ]
    raw = Path("标注/classes（已标注）.xlsx").read_bytes()
    before, after = (
        [s.document.data for s in Repository.load([path]).submissions]
        for path in (f"classes.{suffix}", "标注/classes（已标注）.xlsx")
    )
    assert after == before
    assert "N0147" in {row["代码"] for row in listed(raw)}


def test_copies_of_files_of_one_name_say_whose_they_are(run: Run, city: Path) -> None:
    paths = [f"city/schools/{school}/2025-2026/classes.csv" for school in ("2136990001", "2136990002")]
    for path in map(Path, paths):
        faulty(path)
    run("validate", *DAY, *paths, "--annotate", "标注")
    books = [book_of(raw) for raw in contents(Path("标注")).values()]
    assert {(book["问题清单"]["A1"].value, book["封面"]["B4"].value) for book in books} == {
        ("问题清单：classes 云杉小学", "云杉小学"),
        ("问题清单：classes 荷塘小学", "荷塘小学"),
    }


# The rows to mend alone


def test_the_copy_of_the_failing_rows_has_them_alone_with_their_row_numbers(run: Run, inbox: Path) -> None:
    _, _, err = run("validate", *DAY, "in", "--annotate", "标注", "--failed-only")
    assert err == "已写入 标注/望湖小学（待改行）.xlsx\n"
    raw = Path("标注/望湖小学（待改行）.xlsx").read_bytes()
    book = book_of(raw)
    rows = {
        name: [row for row in book[name].iter_rows(min_row=6, values_only=True) if any(row[1:])]
        for name in ("教师", "班级")
    }
    assert [row[0] for row in rows["教师"]] == [4, 5]
    assert [row[:4] for row in rows["班级"]] == [(3, 1, "1（2）班", 58)]
    assert [(row["工作表"], row["单元格"], row["代码"]) for row in listed(raw)] == [
        *(("教师", "L6", "E0204"), ("教师", "J7", "E0207"), ("班级", "D6", "Q1302")),
    ]
    assert book["班级"]["D6"].comment.text.startswith("【经验疑问】Q1302")


def test_a_form_that_is_made_anew_has_the_cover_that_was_filled_in(run: Run, inbox: Path) -> None:
    typed: dict[object, str] = {"填报单位": "望湖小学", "学年": "2025-2026", "填表日期": "2026年6月"}
    typed |= {"单位负责人": "章某", "填表人": "周某"}

    def fill_in(book: Workbook) -> None:
        for row in book["封面"].iter_rows():
            if row[0].value in typed:
                row[1].value = typed[row[0].value]

    (inbox / "望湖小学.xlsx").write_bytes(changed(faulty_own_form(), fill_in))
    run("validate", *DAY, "in", "--annotate", "标注", "--failed-only")
    book = book_of(Path("标注/望湖小学（待改行）.xlsx").read_bytes())
    cover = {row[0]: row[1] for row in book["封面"].iter_rows(values_only=True) if row[0] in typed}
    assert cover == typed


def test_the_copy_of_the_failing_rows_is_no_submission(run: Run, inbox: Path) -> None:
    run("validate", *DAY, "in", "--annotate", "标注", "--failed-only")
    code, out, _ = run("validate", *DAY, "--format", "concise", "标注/望湖小学（待改行）.xlsx")
    assert code == 1
    assert "E0145 partial-copy" in out


def test_without_a_failing_row_there_is_no_such_copy(run: Run, inbox: Path) -> None:
    (inbox / "望湖小学.xlsx").write_bytes(clean_form())
    _, _, err = run("validate", *DAY, "in", "--annotate", "标注", "--failed-only", "--select", "E0204")
    assert err == "1 个文件没有待改的行，不另写\n"


# With other options


def test_the_copies_go_into_a_folder_and_not_into_a_file(run: Run, inbox: Path) -> None:
    code, _, err = run("validate", *DAY, "in", "--annotate", "标注.xlsx")
    assert (code, Path("标注.xlsx").exists()) == (2, False)
    assert "--annotate 后面写文件夹" in err


def test_findings_may_go_into_a_file_at_the_same_time(run: Run, inbox: Path) -> None:
    code, out, err = run("validate", *DAY, "in", "--annotate", "标注", "-o", "findings.json")
    assert (code, out) == (1, "")
    assert err.splitlines()[::2] == ["已写入 findings.json", "已写入 标注/望湖小学（已标注）.xlsx"]


@pytest.mark.parametrize("other", ["--diff", "--staged"])
def test_it_excludes_what_writes_nothing(run: Run, inbox: Path, other: str) -> None:
    code, _, err = run("validate", "in", "--annotate", "标注", other)
    assert code == 2
    assert "--annotate 不能与 --diff、--staged 同时使用" in err


def test_the_failing_rows_need_a_folder_to_go_to(run: Run, inbox: Path) -> None:
    code, _, err = run("validate", "in", "--failed-only")
    assert code == 2
    assert "--failed-only 要与 --annotate 合用" in err


def test_after_fix_the_copies_show_what_is_left(run: Run, city: Path) -> None:
    text = city.read_text(encoding="utf-8")
    city.write_text(text.replace(",38,", ",３８,", 1), encoding="utf-8")
    _, _, err = run("validate", f"city/{CLASSES}", "--fix", "--annotate", "标注")
    assert "已改写 1 处" in err
    codes = [row["代码"] for row in listed(Path("标注/classes（已标注）.xlsx").read_bytes())]
    assert codes == ["E0204"]


def test_a_folder_that_can_not_be_written_to_is_told_and_the_rest_goes_on(run: Run, inbox: Path) -> None:
    Path("标注").write_text("a file", encoding="utf-8")
    code, out, err = run("validate", *DAY, "in", "--annotate", "标注")
    assert code == 3
    assert "E0204" in out
    assert err.startswith("错误：无法写入 标注/望湖小学（已标注）.xlsx：路径中间有一段是文件")


@pytest.mark.parametrize("folder", ["in", "in/copies"])
def test_copies_are_not_written_where_they_would_be_read_as_forms(run: Run, inbox: Path, folder: str) -> None:
    before = contents(inbox)
    code, _, err = run("validate", *DAY, "in", "--annotate", folder)
    assert code == 2
    assert folder in err
    assert contents(inbox) == before
    (inbox / "eduhub.yaml").write_text("kind: city\nschema: 1\nname: 示例市\n", encoding="utf-8")
    assert run("validate", *DAY, "in", "--annotate", "in/out")[0] != 2
