"""Findings as programs and lists want them: a line each, and GitHub's workflow commands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from by_hand import ALIKE, CAUSE, EVERYTHING, FOLDERS, ODD, filled, found, name_of, of_folder, printed

from eduhub.checks.formats import FORMATS
from eduhub.cli.validate import Shape
from eduhub.core.place import Place
from eduhub.core.rule import RULES, Tier
from eduhub.core.text import LANGS, Lang

Run = Callable[..., tuple[int, str, str]]

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


def test_the_command_offers_every_format() -> None:
    assert list(get_args(Shape)) == list(FORMATS)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_every_format_prints_every_finding(folder: Path, lang: Lang) -> None:
    checked = of_folder(folder)
    codes = sorted(finding.rule.code for finding in checked.heads)
    alarms = sorted(finding.rule.code for finding in checked.heads if finding.is_open)
    concise = printed("concise", checked, lang)
    lines = [re.match(r"(.+?): ([EQN][0-9]{4}) [a-z0-9-]+ ", line) for line in concise]
    assert [line[1] for line in lines if line] == [str(finding.place) for finding in checked.heads]
    assert sorted(line[2] for line in lines if line) == codes
    github = printed("github", checked, lang)
    assert sorted(command.properties["title"][:5] for command in commands(github)) == alarms
    assert len(github) == len(alarms) + 1
    assert concise[-1] == printed("text", checked, lang)[-1]
    assert github[-1].startswith(concise[-1])
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


def test_github_gets_causes_before_the_rest_and_the_answered_not_at_all() -> None:
    github = printed("github", EVERYTHING)
    assert [(it.name, it.properties["title"][:5], it.properties["file"]) for it in commands(github)] == [
        ("error", "E0402", "registry/schools.csv"),
        ("error", "E0107", "湖.xlsx"),
        ("error", "E0204", ODD.place.file.replace("\udcff", "\\udcff")),
        ("notice", "N0103", "n.csv"),
    ]
    cause, alike, *_ = (command.data.split("\n") for command in commands(github))
    assert cause == [
        CAUSE.message("zh"),
        f"改法  {CAUSE.fix('zh')}",
        "连带  共 4 处：湖.xlsx[班级] A2:A4、山/classes.csv B9",
    ]
    assert alike[2:] == ["同类  共 4 处：D14:D16、D20"]
    assert github[-1] == (
        "7 个文件：逻辑错误 3 处，经验疑问 0 处，提示 1 处；已说明 1 处，已豁免 1 处（截至 2026-06-30）"
    )


def test_github_s_causes_are_first_within_their_tier_only() -> None:
    note = filled("N0103", Place("a.csv"))
    follower = replace(filled("N0103", Place("b.csv")), cause=note.id)
    lines = printed("github", found(note, follower, ALIKE, filled("E0101", Place("a.csv"))))
    assert [command.properties["title"][:5] for command in commands(lines)] == ["E0107", "E0101", "N0103"]


@pytest.mark.parametrize(
    ("lang", "closing"),
    [
        ("zh", "；GitHub 页面每类只显示 10 条，另有 3 条只在这里"),
        ("en", "; GitHub's pages show 10 of each, 3 more stand here only"),
    ],
)
def test_github_s_closing_line_says_how_many_the_site_leaves_out(lang: Lang, closing: str) -> None:
    codes = [*["E0101"] * 10, *["Q1302"] * 12, *["N0103"] * 11]
    checked = found(*(filled(code, Place("a.csv", line)) for line, code in enumerate(codes, start=1)))
    lines = printed("github", checked, lang)
    assert len(lines) == 34
    assert lines[-1] == printed("concise", checked, lang)[-1] + closing
    ten = found(*checked.findings[:20])
    assert printed("github", ten, lang)[-1] == printed("concise", ten, lang)[-1]


def test_a_name_with_a_line_break_stays_in_its_concise_line() -> None:
    assert printed("concise", found(RULES["E0101"].at(Place("a\nb.csv"))))[0].startswith(
        "a\\x0ab.csv: E0101 "
    )
