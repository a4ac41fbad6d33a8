"""A folder of three hundred submissions, one of which is broken: the others are reported in full."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from socket import socket

import parts
import pytest
from filled import by_xlsxwriter, filled_form, roster
from tabled import workbook

from eduhub.checks import check
from eduhub.checks.checked import Checked
from eduhub.core.rule import RULES
from eduhub.repository import Repository
from eduhub.source import worker
from eduhub.source.workbook import Book

AS_OF = date(2026, 6, 30)
Run = Callable[..., tuple[int, str, str]]

BROKEN = Path("收集/150-望溪小学.xlsx")


def classes(number: int) -> str:
    """A list of classes; every third has a slip."""
    pupils = "四十" if number % 3 == 0 else 30 + number % 20
    return f"年级,班级,学生数\n1,1班,41\n2,{number}班,{pupils}\n"


def school(number: int) -> str:
    """A school's classes in YAML; every fourth has a slip."""
    field = "pupil" if number % 4 == 0 else "pupils"
    return f"kind: classes\nschema: 1\nrows:\n  - {{grade: 1, class: {number}班, {field}: 41}}\n"


def sheet(number: int) -> bytes:
    """A workbook with two classes; every second has a slip."""
    pupils = "#N/A" if number % 2 else "40"
    rows = f"| 年级 | 班级 | 学生数 |\n| --- | --- | --- |\n| 1 | 1班 | 41 |\n| 2 | {number}班 | {pupils} |\n"
    return workbook(f"## 班级\n\n{rows}")


def form() -> bytes:
    """A school's whole form, with a slip among its teachers."""
    sheets = filled_form("roster", roster())
    sheets["教师"].cells[sheets["教师"].spots["rows", 0, "code"]] = "教师 7"
    return by_xlsxwriter(list(sheets.values()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """299 submissions: CSV, YAML, twenty-nine small workbooks and a school's form, many with slips."""
    top = tmp_path_factory.mktemp("many")
    (top / "收集").mkdir()
    for number in (n for n in range(1, 301) if n != 150):
        match number % 10:
            case 0:
                name, content = f"{number:03}.xlsx", sheet(number // 10)
            case 1 | 4 | 7:
                name, content = f"{number:03}.yaml", school(number).encode()
            case _:
                name, content = f"{number:03}.csv", classes(number).encode()
        (top / "收集" / name).write_bytes(content)
    (top / "收集" / "149.csv").unlink()
    (top / "收集" / "149.xlsx").write_bytes(form())
    return top


@pytest.fixture(scope="module")
def sound(folder: Path) -> Checked:
    """What is found while nothing is broken."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return checked()


@pytest.fixture
def broken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """Adds the three hundredth, in the middle, for one test."""
    monkeypatch.chdir(folder)

    def add(content: bytes) -> None:
        BROKEN.write_bytes(content)

    yield add
    BROKEN.unlink()


def checked() -> Checked:
    return check(Repository.load([Path("收集")], as_of=AS_OF))


def test_the_others_have_much_to_tell(sound: Checked) -> None:
    assert len(sound.files) == 299
    codes = Counter(finding.rule.code for finding in sound.findings)
    assert codes == {"E0204": 60, "E0202": 15, "E0110": 14, "E0209": 1, "Q1302": 30}


SORTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut off": (lambda: parts.truncated(50), "E0157"),
    "empty": (lambda: b"", "E0101"),
    "with a password": (lambda: parts.encrypted("123456"), "E0153"),
    "with macros": (lambda: parts.with_part("xl/vbaProject.bin"), "E0161"),
    "no workbook": (lambda: b"%PDF-1.7\n", "E0154"),
    "a bomb": (lambda: parts.bomb("xl/theme.xml", 30_000_000), "E0156"),
    "ill formed": (parts.dangling, "E0163"),
}


@pytest.mark.parametrize("sort", SORTS)
def test_one_broken_workbook_takes_nothing_from_the_others(
    broken: Callable[[bytes], None], sound: Checked, sort: str
) -> None:
    content, code = SORTS[sort]
    broken(content())
    holds_one_more(checked(), sound, code)


def test_one_workbook_that_breaks_the_reader_takes_nothing_from_the_others(
    broken: Callable[[bytes], None], sound: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, ordinary = parts.far("B2"), worker.read_workbook

    def crash(data: bytes) -> Book:
        if data == content:
            raise LookupError("something that a person wrote")
        return ordinary(data)

    monkeypatch.setattr(worker, "read_workbook", crash)
    broken(content)
    holds_one_more(checked(), sound, "E0001")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no child process")
def test_one_workbook_that_ends_the_reading_process_takes_nothing_from_the_others(
    broken: Callable[[bytes], None], sound: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, ordinary = parts.far("B2"), worker._ask

    def die(line: socket, data: bytes) -> object:
        if data == content:
            raise EOFError
        return ordinary(line, data)

    monkeypatch.setattr(worker, "_ask", die)
    broken(content)
    holds_one_more(checked(), sound, "E0163")


def holds_one_more(found: Checked, sound: Checked, code: str) -> None:
    """Is one finding, of the broken file, all that was added to what the others had to tell?"""
    of_it = [finding for finding in found.findings if finding.place.file == BROKEN.as_posix()]
    others = [finding for finding in found.findings if finding not in of_it]
    assert [finding.rule.code for finding in of_it] == [code]
    assert others == list(sound.findings)
    assert [finding.id for finding in others] == [finding.id for finding in sound.findings]
    assert found.not_run == sound.not_run
    assert found.files == (*sound.files[:149], BROKEN.as_posix(), *sound.files[149:])
    assert found.exit_code == RULES[code].exit_code


def test_the_command_prints_the_others_in_full(
    run: Run, folder: Path, broken: Callable[[bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    words = ("validate", "收集", "--as-of", AS_OF.isoformat())
    before = run(*words)[1].splitlines()
    broken(parts.truncated(50))
    code, out, err = run(*words)
    added = [line for line in out.splitlines() if line not in before]
    assert (code, err) == (3, "")
    assert added[0].startswith(f"{BROKEN.as_posix()}  E0157 ")
    assert added[-1].startswith("300 个文件：")
    assert [line for line in out.splitlines() if line not in added] == before[:-1]
