"""The command that says what a rule means."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable

import pytest

from eduhub.cli.output import line_width
from eduhub.core.lines import width
from eduhub.core.rule import RULES

Run = Callable[..., tuple[int, str, str]]


def test_explain_lists_every_rule_in_a_line_by_its_number(run: Run) -> None:
    lines = run("explain")[1].splitlines()
    assert [line[:5] for line in lines] == sorted(RULES.names, key=lambda code: code[1:])
    spaced = [re.sub(" +", " ", line) for line in lines]
    assert "E0110 error-cell 逻辑错误 单元格是公式错误 〈value〉" in spaced
    assert "「{" not in "".join(lines)


def test_explain_takes_a_code_in_small_letters_and_a_readable_name(run: Run) -> None:
    assert run("explain", "e0101") == run("explain", "empty-file")
    assert run("explain", "E0101", "--lang", "en")[1].splitlines() == [
        "E0101  empty-file  error",
        "  means  the file has no content",
        "  tier   error: must be mended",
        "  why    An empty file would pass for one without faults.",
        "  fix    check that the right file was sent and that it was saved",
    ]


def test_explain_suggests_a_rule_for_one_that_is_not_there(run: Run) -> None:
    assert run("explain", "emty-file") == (
        2,
        "",
        "错误：没有规则“emty-file”，是不是想写 E0101 (empty-file)？\n",
    )
    assert run("explain", "？")[2] == "错误：没有规则“？”；eduhub explain 列出全部规则\n"


def test_explain_as_json_holds_both_languages(run: Run) -> None:
    (rule,) = json.loads(run("explain", "E0101", "--format", "json")[1])
    assert list(rule) == ["code", "name", "tier", "message", "fix", "why", "clause"]
    assert rule["message"] == {"zh": "文件里没有内容", "en": "the file has no content"}
    assert len(json.loads(run("explain", "--format", "json")[1])) == len(RULES)


def test_explain_wraps_on_a_terminal_only(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert line_width() is None
    assert any(width(line) > 80 for line in run("explain", "--lang=en")[1].splitlines())
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("explain", "--lang=en", "--no-color")[1].splitlines()
    assert [line for line in lines if width(line) > 80] == []
