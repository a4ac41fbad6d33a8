"""The formats through the command: into files, pipes and consoles of any encoding."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from junitparser import JUnitXml

import eduhub
from eduhub.cli.validate import Shape
from eduhub.core.text import LANGS, Lang

Run = Callable[..., tuple[int, str, str]]

ROOT = str(Path(eduhub.__file__).parents[1])
TEXTS = [shape for shape in get_args(Shape) if shape != "xlsx"]
ROW = "年级,班级,学生数\n1,一（1）班,四十\n"
DATED = ("--as-of", "2026-06-30")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a faulty table."""
    monkeypatch.chdir(tmp_path)
    Path("班级.csv").write_text(ROW, encoding="utf-8")
    return tmp_path


def reads(shape: str, text: str) -> list[Any]:
    """The findings of a format, read by who takes it."""
    match shape:
        case "json":
            return list(json.loads(text)["findings"])
        case "jsonl":
            return [json.loads(line) for line in text.splitlines()][:-1]
        case "gitlab":
            return list(json.loads(text))
        case "sarif":
            return list(json.loads(text)["runs"][0]["results"])
        case "junit":
            suites = JUnitXml.fromfile(io.BytesIO(text.encode("utf-8")))
            return [result for suite in suites for case in suite for result in case.result if result.type]
        case _:
            return [line for line in text.splitlines() if "E0204 not-a-number" in line]


@pytest.mark.parametrize("shape", TEXTS)
def test_every_format_goes_to_the_screen_and_into_a_file_alike(run: Run, place: Path, shape: str) -> None:
    code, out, err = run("validate", "班级.csv", *DATED, "--format", shape)
    assert (code, len(reads(shape, out)), err) == (1, 1, "")
    written = run("validate", "班级.csv", *DATED, "--format", shape, "-o", "out/a.txt")
    assert written[:2] == (1, "")
    assert written[2].startswith(f"已写入 {Path('out/a.txt')}\n1 个文件：逻辑错误 1 处")
    assert Path("out/a.txt").read_bytes().decode("utf-8") == out
    assert [path.name for path in Path("out").iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("a.json", "json"),
        ("a.jsonl", "jsonl"),
        ("a.sarif", "sarif"),
        ("a.xml", "junit"),
        ("a.XML", "junit"),
        ("a.txt", "text"),
        ("a", "text"),
        ("a.sarif.json", "json"),
    ],
)
def test_the_suffix_of_the_file_chooses_the_format(run: Run, place: Path, name: str, shape: str) -> None:
    run("validate", "班级.csv", *DATED, "-o", name)
    run("validate", "班级.csv", *DATED, "-o", "wanted", "--format", shape)
    assert Path(name).read_bytes() == Path("wanted").read_bytes()


def test_a_named_format_goes_before_the_suffix(run: Run, place: Path) -> None:
    run("validate", "班级.csv", *DATED, "--format", "gitlab", "-o", "a.sarif")
    assert len(reads("gitlab", Path("a.sarif").read_text(encoding="utf-8"))) == 1


def test_a_workbook_goes_into_a_file(run: Run, place: Path) -> None:
    code, out, _ = run("validate", "班级.csv", *DATED, "-o", "问题.xlsx")
    assert (code, out) == (1, "")
    with zipfile.ZipFile("问题.xlsx") as archive:
        assert "「学生数」的值「四十」不是数字" in archive.read("xl/sharedStrings.xml").decode("utf-8")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "错误：--format xlsx 要写入文件；用 -o 给出文件名\n"),
        ("en", "error: --format xlsx goes into a file; name it with -o\n"),
    ],
)
def test_a_workbook_for_the_screen_is_wrong_use_before_any_work(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch, lang: Lang, words: str
) -> None:
    monkeypatch.setattr("eduhub.cli.validate.load", lambda *_: pytest.fail("work was begun"))
    assert run("--lang", lang, "validate", "班级.csv", "--format", "xlsx") == (2, "", words)


@pytest.mark.parametrize("name", ["a.json", "a.xlsx", "a.xml"])
def test_a_file_that_cannot_be_written_keeps_its_old_bytes(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "no space left")

    Path(name).write_bytes(b"old")
    monkeypatch.setattr("eduhub.cli.files.os.fsync", full)
    code, out, err = run("validate", "班级.csv", *DATED, "-o", name)
    assert (code, out, err) == (3, "", f"错误：无法写入 {name}：磁盘空间不足；核对路径，或换一个位置\n")
    assert Path(name).read_bytes() == b"old"
    assert sorted(path.name for path in place.iterdir()) == sorted([name, "班级.csv"])


def test_a_folder_is_no_file_to_write(run: Run, place: Path) -> None:
    Path("out.sarif").mkdir()
    code, out, err = run("validate", "班级.csv", *DATED, "-o", "out.sarif")
    assert (code, out) == (3, "")
    assert err.startswith("错误：无法写入 out.sarif：")


@pytest.mark.skipif(os.name == "nt", reason="this system has no such names")
@pytest.mark.parametrize("shape", TEXTS)
def test_a_name_that_is_not_utf8_is_no_fault(run: Run, place: Path, shape: str) -> None:
    try:
        os.rename("班级.csv".encode(), b"\xff\xe4.csv")
    except OSError:
        pytest.skip("this file system has no such names")
    words = ("validate", ".", *DATED, "--format", shape)
    code, out, err = run(*words)
    assert (code, len(reads(shape, out)), err) == (1, 1, "")
    assert run(*words, "-o", "../a")[0] == 1
    text = Path("../a").read_text(encoding="utf-8")
    assert text == out
    assert "\\udcff\\udce4" in text.replace("\\\\", "\\").replace("%5C", "\\")


@pytest.mark.parametrize("shape", TEXTS)
def test_a_pipe_gets_whole_lines_without_colours(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    narrow = run("validate", "班级.csv", *DATED, "--format", shape)[1]
    assert "\033" not in narrow
    monkeypatch.setenv("COLUMNS", "400")
    assert run("validate", "班级.csv", *DATED, "--format", shape)[1] == narrow


@pytest.mark.parametrize("shape", TEXTS)
def test_only_what_people_read_has_colours_and_they_can_be_forbidden(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    if os.name == "nt":
        pytest.skip("colours depend on the console there")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    words = ("validate", "班级.csv", *DATED, "--format", shape)
    assert ("\033" in run(*words)[1]) == (shape in ("text", "concise"))
    assert "\033" not in run(*words, "--no-color")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033" not in run(*words)[1]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("shape", get_args(Shape))
def test_two_runs_write_equal_bytes(run: Run, place: Path, shape: str, lang: Lang) -> None:
    for name in ("a", "b"):
        run("--lang", lang, "validate", "班级.csv", *DATED, "--format", shape, "-o", name)
    assert Path("a").read_bytes() == Path("b").read_bytes()


# Processes of their own


def outside(place: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    whole = {"PYTHONPATH": ROOT, "EDUHUB_LANG": "zh", "PATH": os.environ["PATH"]} | environ
    if "SYSTEMROOT" in os.environ:
        whole["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return subprocess.run(
        [sys.executable, "-m", "eduhub", "validate", *DATED, *words],
        cwd=place,
        env=whole,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("shape", "encoding"), [*((shape, "gbk") for shape in TEXTS), ("junit", "ascii")])
def test_a_console_that_lacks_characters_gets_every_format(place: Path, shape: str, encoding: str) -> None:
    Path("班级.csv").rename("\U0001f600班级.csv")
    done = outside(place, "--format", shape, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (1, b"")
    text = done.stdout.decode(encoding)
    assert len(reads(shape, text)) == 1
    if shape in ("json", "jsonl", "gitlab"):
        assert "\U0001f600班级.csv" in json.dumps(reads(shape, text), ensure_ascii=False)


def test_findings_never_take_the_place_of_a_file_that_was_read(run: Run, place: Path) -> None:
    before = Path("班级.csv").read_bytes()
    for words in (("班级.csv",), (".",)):
        code, out, err = run("validate", *words, *DATED, "-o", "./班级.csv")
        assert (code, out) == (2, "")
        assert err == "错误：-o 的 班级.csv 是要校验的文件，没有覆盖；换一个文件名\n"
    assert Path("班级.csv").read_bytes() == before
