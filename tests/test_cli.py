"""The door: languages, help, errors, exit codes, and what stays out of a quick start."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import eduhub
from eduhub.cli import language
from eduhub.cli.app import COMMANDS
from eduhub.cli.group import leaf
from eduhub.cli.options import session
from eduhub.cli.output import talk
from eduhub.cli.page import choices
from eduhub.core.lines import width, wrap

Run = Callable[..., tuple[int, str, str]]

BUILT = [row.name for row in COMMANDS if importlib.util.find_spec(row.module)]
CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# What a Chinese page may say in Latin letters: names and files; options, commands and values are added below.
NAMES = {
    *("eduhub", "Python", "JSON", "Schema", "YAML", "CSV", "Excel", "SVG", "HTML", "Word", "PDF", "Parquet"),
    *(
        "git",
        "EDUHUB_LANG",
        "NO_COLOR",
        "zh",
        "en",
        "E0107",
        "S5.3b",
        "S5.3",
        "L6",
        "out",
        "-o",
        "plan",
        "xlsx",
        "csv",
        "yaml",
    ),
    *("plan.yaml", "plan.xlsx", "eduhub.yaml", "eduhub-demo", "scores.csv", "scores.xlsx"),
}


def outside(*words: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Runs `python -m eduhub` as a process of its own."""
    inherited = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    root = str(Path(eduhub.__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-m", "eduhub", *words],
        env={**inherited, "PYTHONPATH": root, **environ},
        capture_output=True,
        timeout=60,
        check=False,
    )


# What the pages look like


@pytest.mark.parametrize("name", ["", *BUILT])
def test_chinese_help_holds_no_english_but_names(run: Run, name: str) -> None:
    code, page, err = run(*filter(None, [name]), "--help", "--lang", "zh")
    assert (code, err) == (0, "")
    options = set(re.findall(r"--?[a-z][a-z-]*", page, re.IGNORECASE))
    listed = {
        value for row in COMMANDS if row.name == name for param in leaf(row).own for value in choices(param)
    }
    either = set(re.findall(r"(?:\w+\|)+\w+", page, re.ASCII))
    allowed = NAMES | options | listed | either | {row.name for row in COMMANDS}
    words = {
        word for word in re.findall(r"[A-Za-z-][\w.|-]*[\w|]", page, re.ASCII) if re.search("[A-Za-z]", word)
    }
    assert sorted(words - allowed) == []


@pytest.mark.parametrize("name", ["", *BUILT])
def test_english_help_holds_no_chinese(run: Run, name: str) -> None:
    code, page, err = run(*filter(None, [name]), "--help", "--lang", "en")
    assert (code, err) == (0, "")
    assert CJK.findall(page) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["", *BUILT])
def test_help_fits_eighty_cells_and_a_gbk_console(run: Run, name: str, lang: str) -> None:
    _, page, _ = run(*filter(None, [name]), "--help", "--lang", lang)
    assert [line for line in page.splitlines() if width(line) > 80] == []
    assert page.encode("gbk").decode("gbk") == page
    assert "\033" not in page


def test_help_of_the_root_lists_every_command_in_the_order_of_the_table(run: Run) -> None:
    _, page, _ = run("--help")
    assert re.findall(r"^  ([a-z]+)  +\S", page, re.MULTILINE) == [row.name for row in COMMANDS]


def test_eduhub_alone_shows_its_help(run: Run) -> None:
    assert run() == run("--help") == run("-h")


def test_help_names_the_global_options_last(run: Run) -> None:
    _, page, _ = run("version", "-h")
    assert page.splitlines() == [
        "用法：eduhub version [选项]",
        "",
        "  显示 eduhub 和 Python 的版本。",
        "",
        "示例：",
        "  eduhub version",
        "",
        "通用选项（写在命令前后都可以）：",
        "  -C, --root 文件夹  数据仓库所在的文件夹  [默认：由所给路径向上找]",
        "      --lang zh|en   显示的语言  [默认：依次看 EDUHUB_LANG、仓库、系统]",
        "      --quiet        只给结果，不说进度",
        "      --no-color     不用颜色；NO_COLOR 同此",
        "      --debug        eduhub 出故障时给出详情",
        "      --version      显示版本",
        "  -h, --help         显示这一页",
    ]


def test_chinese_wraps_at_any_character_but_not_before_a_full_stop() -> None:
    assert wrap("工作表和表头都对不上。", 8) == ["工作表和", "表头都对", "不上。"]
    assert wrap("工作表对不上。", 12) == ["工作表对不", "上。"]
    assert wrap("用 eduhub template 取表", 15) == ["用 eduhub", "template 取表"]


# Which language speaks


def test_language_of_the_command_line_goes_before_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDUHUB_LANG", "zh")
    assert run("--lang=en", "--help")[1].startswith("Usage: ")
    assert run("--help")[1].startswith("用法：")


def test_language_of_the_repository_is_found_upward_from_the_first_path(tmp_path: Path) -> None:
    folder = tmp_path / "city" / "schools"
    folder.mkdir(parents=True)
    (tmp_path / "city" / "eduhub.yaml").write_text("kind: city\nlang: en\n", encoding="utf-8")
    assert language.choose(["validate", str(folder)], {"LANG": "zh_CN.UTF-8"}) == "en"
    assert language.choose(["validate", "-C", str(folder)], {}) == "en"
    assert language.choose(["validate", str(tmp_path)], {}) == "zh"


def test_language_of_the_locale_is_the_last_that_is_asked() -> None:
    assert language.choose([], {"LC_ALL": "C", "LANG": "en_US.UTF-8"}) == "en"
    assert language.choose([], {"LC_ALL": "zh_CN.GBK", "LANG": "en_US.UTF-8"}) == "zh"
    assert language.choose([], {"LANG": "de_DE.UTF-8"}) == "zh"


def test_wrong_language_is_told_in_both(run: Run) -> None:
    wrong = "错误：--lang 的值“fr”不对，应为 zh 或 en\nerror: --lang is 'fr'; it should be zh or en\n"
    assert run("version", "--lang", "fr") == (2, "", wrong)


# Options of every command


def test_global_options_count_before_and_after_the_command(run: Run, tmp_path: Path) -> None:
    words = ["--quiet", "--debug", "-C", str(tmp_path), "--lang", "en"]
    for line in (["version", *words], [*words, "version"], [*words[:3], words[3], "version", *words[4:]]):
        assert run(*line)[0] == 0
        held = session()
        assert (held.lang, held.root, held.quiet, held.debug) == ("en", tmp_path, True, True)


def test_options_end_at_two_dashes(run: Run) -> None:
    code, _, err = run("explain", "--", "--help")
    assert code == 2
    assert err.startswith("错误：没有规则“--help”")


def test_version_option_says_what_the_command_says(run: Run) -> None:
    assert run("--version") == run("version") == run("explain", "--version")
    assert run("version")[1].startswith("eduhub 0.1.0\nPython 3.")


def test_root_that_is_no_folder_is_an_error_of_reading(run: Run) -> None:
    assert run("-C", "nowhere", "version") == (3, "", "错误：没有文件夹“nowhere”；核对 -C 后面的路径\n")


def test_colour_stays_away_without_terminal_or_where_it_is_forbidden(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "\033" not in run("--help")[1]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    if os.name != "nt":
        assert "\033[1m" in run("--help")[1]
    assert "\033" not in run("--help", "--no-color")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033" not in run("--help")[1]
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert "\033" not in run("--help")[1]


def test_talk_is_silent_with_quiet(run: Run, serve: Callable[[Callable[..., object]], None]) -> None:
    serve(lambda: talk("已读 3 个文件"))
    assert run("version") == (0, "", "已读 3 个文件\n")
    assert run("version", "--quiet") == (0, "", "")


# Processes of their own


def test_gbk_pipe_gets_chinese_in_gbk() -> None:
    done = outside("explain", "E0101", PYTHONIOENCODING="gbk")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "文件里没有内容" in done.stdout.decode("gbk")


def test_character_that_the_console_lacks_is_no_fault() -> None:
    done = outside("explain", "E0101", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"E0101  empty-file  \\u903b\\u8f91" in done.stdout


def test_json_survives_a_pipe_that_is_not_utf8() -> None:
    done = outside("explain", "E0101", "--format", "json", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)[0]["message"]["zh"] == "文件里没有内容"


@pytest.mark.skipif(os.name == "nt", reason="a pipe that nobody reads is told otherwise there")
def test_reader_that_goes_away_ends_the_run_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "eduhub", "explain"],
        env={**os.environ, "PYTHONPATH": str(Path(eduhub.__file__).parents[1])},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("words", [["--help"], ["version"], ["explan"]])
def test_quick_start_imports_no_engine(words: list[str]) -> None:
    heavy = ["polars", "openpyxl", "numpy", "jinja2", "yaml", "rich.markdown", "pygments", "eduhub.kinds"]
    script = (
        "import sys\nfrom eduhub.cli.app import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write(repr([name for name in {heavy!r} if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(Path(eduhub.__file__).parents[1])},
        capture_output=True,
        check=True,
    )
    assert done.stderr.endswith(b"[]")
