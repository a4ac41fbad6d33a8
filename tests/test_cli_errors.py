"""What the command line says when something goes wrong, and the exit code that it leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest
import typer

from eduhub.cli.app import COMMANDS
from eduhub.core.errors import UnreadableError

Run = Callable[..., tuple[int, str, str]]
Serve = Callable[[Callable[..., object]], None]


def sample(
    paths: Annotated[list[Path], typer.Argument(metavar="路径", help="文件")],
    shape: Annotated[Literal["text", "json"], typer.Option("--format", help="格式")] = "text",
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, max=8, metavar="N", help="份数")] = 1,
    day: Annotated[date | None, typer.Option("--as-of", help="今天")] = None,
    years: Annotated[list[int] | None, typer.Option("--year", min=2000, help="年份")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="从严")] = False,
) -> int:
    """Takes one parameter of every sort."""
    return len(paths)


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ("", "缺少“路径”", "'路径' is missing"),
        (
            "a --fromat x",
            "没有选项“--fromat”，是不是想写 --format？",
            "there is no option '--fromat'; did you mean --format?",
        ),
        ("a -x", "没有选项“-x”", "there is no option '-x'"),
        ("a --format", "选项“--format”后面缺少值", "option '--format' needs a value"),
        ("a --strict=1", "选项“--strict”后面不带值", "option '--strict' takes no value"),
        (
            "a --format xml",
            "“--format”的值“xml”不对，应为 text、json 之一",
            "'--format' is 'xml'; it should be one of text, json",
        ),
        (
            "a -j many",
            "“--jobs”的值“many”不对，应为 1 至 8 的整数",
            "'--jobs' is 'many'; it should be a whole number, 1 to 8",
        ),
        (
            "a -j 9",
            "“--jobs”的值“9”不对，应为 1 至 8 的整数",
            "'--jobs' is '9'; it should be a whole number, 1 to 8",
        ),
        (
            "a --year 2024 --year 24",
            "“--year”的值“24”不对，应为不小于 2000 的整数",
            "'--year' is '24'; it should be a whole number from 2000 up",
        ),
        (
            "a --as-of soon",
            "“--as-of”的值“soon”不对，应为日期，如 2026-06-30",
            "'--as-of' is 'soon'; it should be a date such as 2026-06-30",
        ),
    ],
)
def test_wrong_use_is_told_in_the_language_chosen(
    run: Run, serve: Serve, words: str, zh: str, en: str
) -> None:
    serve(sample)
    assert run("validate", *words.split()) == (2, "", f"错误：{zh}\n用法见 eduhub validate --help\n")
    told = f"error: {en}\nsee eduhub validate --help\n"
    assert run("--lang=en", "validate", *words.split()) == (2, "", told)


def test_help_shows_defaults_and_what_is_required(run: Run, serve: Serve) -> None:
    serve(sample)
    page = run("validate", "--help")[1].splitlines()
    assert page[0] == "用法：eduhub validate 路径... [选项]"
    assert page[7:17] == [
        "参数：",
        "  路径                    文件  [必填]",
        "",
        "选项：",
        "      --format text|json  格式  [默认：text]",
        "  -j, --jobs N            份数  [默认：1]",
        "      --as-of 日期        今天",
        "      --year 整数         年份  [可重复]",
        "      --strict            从严",
        "",
    ]


def test_surplus_words_are_named(run: Run) -> None:
    assert run("version", "a", "b") == (2, "", "错误：多出了“a b”\n用法见 eduhub version --help\n")


def test_mistyped_command_gets_the_nearest_one(run: Run) -> None:
    assert run("validte") == (2, "", "错误：没有命令“validte”，是不是想写 validate？\n")
    assert run("validte", "--lang", "en") == (
        2,
        "",
        "error: there is no command 'validte'; did you mean validate?\n",
    )


def test_command_unlike_any_gets_the_list(run: Run) -> None:
    listed = "、".join(row.name for row in COMMANDS)
    assert run("zzz") == (2, "", f"错误：没有命令“zzz”；可用：{listed}\n")


def test_exit_code_is_what_the_command_returns(run: Run, serve: Serve) -> None:
    serve(lambda: 1)
    assert run("validate")[0] == 1
    serve(lambda: None)
    assert run("validate")[0] == 0


def fails(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


def test_job_that_cannot_be_done_ends_with_the_code_of_its_error(run: Run, serve: Serve) -> None:
    serve(fails(UnreadableError("“{file}”打不开", "'{file}' can't be opened", file="a.xlsx")))
    assert run("validate") == (3, "", "错误：“a.xlsx”打不开\n")


def test_interruption_ends_with_130(run: Run, serve: Serve) -> None:
    serve(fails(KeyboardInterrupt()))
    assert run("validate") == (130, "", "已中断\n")


def test_full_disk_is_an_error_of_writing(run: Run, serve: Serve) -> None:
    serve(fails(OSError(28, "No space left on device")))
    code, _, err = run("validate")
    assert code == 3
    assert err.startswith("错误：磁盘已满")


@pytest.mark.parametrize(
    ("lang", "head"),
    [("zh", "错误：eduhub 自身出了故障"), ("en", "error: eduhub itself is at fault")],
)
def test_fault_of_eduhub_names_the_spot_and_leaks_no_data(
    run: Run, serve: Serve, lang: str, head: str
) -> None:
    serve(fails(ValueError("张三 360121198001011234")))
    code, out, err = run("validate", "--lang", lang)
    assert (code, out) == (70, "")
    assert err.startswith(head)
    assert "ValueError" in err
    assert re.search(r"eduhub\.cli\.group:[0-9]+\n", err)
    assert "张三" not in err
    assert "3601" not in err
    assert "Traceback" not in err


def test_debug_shows_the_traceback_of_a_fault(run: Run, serve: Serve) -> None:
    serve(fails(ValueError("x")))
    code, _, err = run("validate", "--debug")
    assert code == 70
    assert err.startswith("Traceback (most recent call last):\n")


@pytest.mark.parametrize(
    ("lang", "reason"),
    [("zh", "路径中间有一段是文件；核对路径"), ("en", "a part of the path is a file; check")],
)
def test_why_a_file_can_not_be_written_is_said_in_the_language(
    run: Run, tmp_path: Path, lang: str, reason: str
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, _, err = run("--lang", lang, "template", "log", "-o", str(tmp_path / "file" / "x.xlsx"))
    assert code == 3
    assert reason in err
