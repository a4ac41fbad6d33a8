"""Findings as programs and lists want them: a line each, and GitHub's workflow commands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from eduhub.checks import check
from eduhub.checks.checked import Checked
from eduhub.checks.formats import FORMATS
from eduhub.checks.look import Look
from eduhub.cli.validate import Shape
from eduhub.core.place import Place
from eduhub.core.rule import RULES, Finding, Tier
from eduhub.core.text import LANGS, Lang
from eduhub.repository import Repository

Run = Callable[..., tuple[int, str, str]]

EXAMPLES = Path(__file__).parents[1] / "examples"
CASES = Path(__file__).parent / "cases"
AS_OF = date(2026, 6, 30)
KINDS = {Tier.ERROR: "error", Tier.QUERY: "warning", Tier.NOTE: "notice"}


class Command(NamedTuple):
    """A workflow command as the runner of GitHub reads it."""

    name: str
    properties: dict[str, str]
    data: str


def commands(lines: list[str]) -> Iterator[Command]:
    """Reads as GitHub's runner does: `::name key=value,key=value::data`, unescaped after it was split."""
    for line in lines:
        if found := re.fullmatch(r"::(\w+) (.*?)::(.*)", line):
            name, listed, data = found.groups()
            pairs = (pair.split("=", 1) for pair in listed.split(","))
            yield Command(name, {key: plain(value, ":,") for key, value in pairs}, plain(data))


def plain(words: str, also: str = "") -> str:
    """The words as they were: %25 last, so that a written %3A stays one."""
    for letter in ("\r", "\n", *also):
        words = words.replace(f"%{ord(letter):02X}", letter)
    return words.replace("%25", "%")


def printed(shape: str, checked: Checked, lang: Lang = "zh") -> list[str]:
    lines = FORMATS[shape](checked, Look(lang))
    assert not isinstance(lines, bytes)
    return list(lines)


def found(*findings: Finding) -> Checked:
    return Checked(findings, (), tuple(sorted({finding.place.file for finding in findings})), AS_OF)


def filled(code: str, place: Place, words: str = "x") -> Finding:
    """A finding with the same words for every fact."""
    rule = RULES[code]
    return rule.at(place, **dict.fromkeys(re.findall(r"{(\w+)}", rule.message.zh + rule.fix.zh), words))


def of_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Checked:
    monkeypatch.chdir(folder)
    return check(Repository.load([Path()], as_of=AS_OF))


FOLDERS = [EXAMPLES / "city", EXAMPLES / "slips", *sorted(CASES.glob("*/bad"))]


def test_the_command_offers_every_format() -> None:
    assert list(get_args(Shape)) == list(FORMATS)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_every_format_prints_every_finding(folder: Path, lang: Lang, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = of_folder(folder, monkeypatch)
    codes = sorted(finding.rule.code for finding in checked.findings)
    concise = printed("concise", checked, lang)
    lines = [re.match(r"(.+?): ([EQN][0-9]{4}) [a-z0-9-]+ ", line) for line in concise]
    assert [line[1] for line in lines if line] == [str(finding.place) for finding in checked.findings]
    assert sorted(line[2] for line in lines if line) == codes
    github = printed("github", checked, lang)
    assert sorted(command.properties["title"][:5] for command in commands(github)) == codes
    assert len(github) == len(codes) + 1
    assert concise[-1] == github[-1] == printed("text", checked, lang)[-1]
    heads = [line for line in printed("text", checked, lang) if re.search(r"  [EQN][0-9]{4} ", line)]
    assert len(heads) == len(codes)


def test_a_concise_line_holds_place_code_tier_and_words(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "classes.csv").write_text("年级,班级,学生数\n1,一（1）班,四十\n", encoding="utf-8")
    words = ("validate", "classes.csv", "--as-of", "2026-06-30", "--format")
    code, out, err = run(*words, "concise")
    assert (code, err) == (1, "")
    skipped = dict.fromkeys(rule["code"] for rule in json.loads(run(*words, "json")[1])["not_run"])
    assert out.splitlines() == [
        "classes.csv:2:9 (C2): E0204 not-a-number 逻辑错误 「学生数」的值「四十」不是数字",
        f"未运行的规则：{'、'.join(skipped)}",
        "1 个文件：逻辑错误 1 处，经验疑问 0 处，提示 0 处（截至 2026-06-30）",
    ]
    english = run("--lang", "en", *words, "concise")[1]
    assert english.startswith("classes.csv:2:9 (C2): E0204 not-a-number error ")


def test_github_gets_errors_then_queries_then_notes() -> None:
    checked = found(*(filled(code, Place("a.csv", 2, 1)) for code in ("N0103", "Q1302", "E0101")))
    assert [command.name for command in commands(printed("github", checked))] == [
        "error",
        "warning",
        "notice",
    ]


def test_github_gets_the_line_of_a_text_and_the_cell_of_a_workbook() -> None:
    empty = RULES["E0101"]
    places = [
        Place("plan.yaml", 14, 11),
        Place("表.xlsx", sheet="教师", cell="D14"),
        Place("表.xlsx", sheet="教师"),
    ]
    lines = printed("github", found(*(empty.at(place) for place in [*places, Place("out")])))
    assert lines[:4] == [
        "::error file=plan.yaml,line=14,col=11,title=E0101 empty-file::文件里没有内容%0A改法  "
        + empty.fix.zh,
        f"::error file=表.xlsx,title=E0101 empty-file::教师!D14  文件里没有内容%0A改法  {empty.fix.zh}",
        f"::error file=表.xlsx,title=E0101 empty-file::教师  文件里没有内容%0A改法  {empty.fix.zh}",
        f"::error file=out,title=E0101 empty-file::文件里没有内容%0A改法  {empty.fix.zh}",
    ]


@pytest.mark.parametrize("name", ["a,b:c.csv", "100%25.csv", "x::y\r\nz,line=1.csv", "%0A%3A%2C"])
def test_no_name_or_value_breaks_out_of_a_github_command(name: str) -> None:
    finding = filled("E0204", Place(name, 1), name)
    (command,) = commands(printed("github", found(finding)))
    assert command.properties == {"file": name, "line": "1", "title": "E0204 not-a-number"}
    assert command.data == f"{finding.message('zh')}\n改法  {finding.fix('zh')}"


def test_a_name_with_a_line_break_stays_in_its_concise_line() -> None:
    assert printed("concise", found(RULES["E0101"].at(Place("a\nb.csv"))))[0].startswith(
        "a\\x0ab.csv: E0101 "
    )
