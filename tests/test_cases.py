"""Every rule has a case: a submission that breaks it, the same one mended, and what a school reads of it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

from eduhub.checks import check
from eduhub.checks.checked import Checked
from eduhub.checks.rules import FILES, register
from eduhub.core.rule import RULES, Rule
from eduhub.core.text import LANGS, Lang
from eduhub.kinds.catalogue import CODE_RANGES
from eduhub.repository import Repository
from eduhub.source import numbers, problems, pupils

Run = Callable[..., tuple[int, str, str]]

CASES = Path(__file__).parent / "cases"
AS_OF = date(2026, 6, 30)
FOLDERS = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())

_WORKBOOK = "only a workbook has it; the tests of workbooks show it"
_HOSTILE = "only a damaged or hostile workbook has it; the tests of the guard show it"
_BELOW = "no static file can show it; a test below does"
WITHOUT_CASE = {
    "E0000": _BELOW,
    "E0001": _BELOW,
    "N0108": _WORKBOOK,
    "E0109": _WORKBOOK,
    "E0110": _WORKBOOK,
    "E0111": _WORKBOOK,
    "N0112": _WORKBOOK,
    "N0113": _WORKBOOK,
    "N0117": _WORKBOOK,
    "E0118": _WORKBOOK,
    "E0138": _WORKBOOK,
    "N0119": _WORKBOOK,
    "N0130": "no kind that CSV serves has a column of money; the tests of workbooks show it",
    "E0150": _BELOW,
    "E0151": _BELOW,
    "E0152": _BELOW,
    "E0153": _WORKBOOK,
    "E0155": _BELOW,
    "E0156": _HOSTILE,
    "E0157": _HOSTILE,
    "E0158": _HOSTILE,
    "E0159": _HOSTILE,
    "E0160": _HOSTILE,
    "E0161": _HOSTILE,
    "E0163": _HOSTILE,
    "E0212": "no field refuses a value in this way yet; the tests of its words show them",
}

READERS = (problems, numbers, pupils)

# The file of rules, and the ranges of codes that it may use.
RANGES = {
    "tool": {"tool"},
    "problems": {"tool", "reading"},
    "shape": {"shape"},
    "register": {"districts", "schools", "campuses"},
    "register_schools": {"schools"},
    "plan": {"plan"},
    "plan_budget": {"plan"},
    "plan_governance": {"plan"},
    "plan_members": {"plan"},
    "plan_promises": {"plan"},
    "plan_setting": {"plan"},
    "school": {"school"},
    "school_counts": {"school"},
    "school_facilities": {"school"},
    "school_staff": {"school"},
    "classes": {"classes"},
    "teachers": {"teachers"},
    "teachers_dates": {"teachers"},
    "teachers_standing": {"teachers"},
    "city": {"city"},
    "privacy": {"privacy"},
    "numbers": {"privacy"},
    "pupils": {"privacy"},
    "across": {"across the repository"},
    "documents": {"across the repository"},
    "changes": {"changes"},
    "activities": {"activities"},
    "activities_beside": {"activities"},
    "programme": {"programme"},
    "programme_clusters": {"programme"},
    "district_year": {"district_year"},
    "year_plan": {"year_plan"},
    "measures": {"measures"},
}


def checked(*paths: Path) -> Checked:
    return check(Repository.load(paths, as_of=AS_OF))


def heads(found: Checked, lang: Lang) -> list[str]:
    """The first line of every finding, as the text format prints it."""
    return [
        f"{f.place}  {f.rule.code} {f.rule.name}  {f.tier.label.to(lang)}  {f.message(lang)}"
        for f in found.findings
    ]


def recorded(code: str, lang: Lang) -> str:
    return (CASES / code / f"findings.{lang}.txt").read_text(encoding="utf-8")


# The cases


def test_every_rule_has_a_case_or_a_reason_for_having_none() -> None:
    assert sorted(RULES.names) == sorted([*FOLDERS, *WITHOUT_CASE])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", FOLDERS)
def test_the_command_prints_what_the_case_records(
    run: Run, monkeypatch: pytest.MonkeyPatch, code: str, lang: Lang
) -> None:
    monkeypatch.chdir(CASES / code)
    exit_code, out, err = run("--lang", lang, "validate", "--as-of", AS_OF.isoformat(), "bad")
    assert (out, err) == (recorded(code, lang), "")
    assert exit_code == (0 if code.startswith("N") else RULES[code].exit_code)


@pytest.mark.parametrize("code", FOLDERS)
def test_the_library_finds_what_the_case_records(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.chdir(CASES / code)
    found = checked(Path("bad"))
    assert code in {finding.rule.code for finding in found.findings}
    for lang in LANGS:
        lines = recorded(code, lang).splitlines()
        assert heads(found, lang) == [line for line in lines if line.startswith("bad")]


@pytest.mark.parametrize("code", FOLDERS)
def test_the_mended_case_has_nothing_to_mend(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.chdir(CASES / code)
    found = checked(Path("good"))
    assert [line for line in heads(found, "en") if code in line] == []
    assert found.exit_code == 0


# What needs the operating system, or a fault of eduhub's own


def test_a_path_that_is_not_there_suggests_its_neighbour(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("班级表.csv").write_text("年级,班级,学生数\n", encoding="utf-8")
    found = checked(Path("班级.csv"))
    assert heads(found, "zh") == [
        "班级.csv  E0150 no-such-path  逻辑错误  找不到这个文件或文件夹，是不是“班级表.csv”？"
    ]
    assert heads(found, "en") == [
        "班级.csv  E0150 no-such-path  error  there is no such file or folder; is it '班级表.csv'?"
    ]
    assert found.exit_code == 3


def test_a_link_is_not_followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("班级表.csv").write_text("年级,班级,学生数\n", encoding="utf-8")
    try:
        Path("班级.csv").symlink_to("班级表.csv")
    except OSError:
        pytest.skip("this system lets nobody make links")
    found = checked(Path("班级.csv"))
    assert heads(found, "zh") == ["班级.csv  E0151 not-a-file  逻辑错误  这是链接，不是普通文件"]
    assert heads(found, "en") == ["班级.csv  E0151 not-a-file  error  this is a link, not a regular file"]
    assert found.exit_code == 3


def test_a_file_that_is_withheld_is_told_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("一班.csv", "二班.csv"):
        Path(name).write_text("年级,班级,学生数\n1,1班,41\n", encoding="utf-8")
    ordinary = os.open

    def withhold(path: str | Path, *rest: int) -> int:
        if Path(path).name == "一班.csv":
            raise PermissionError(13, "withheld")
        return ordinary(path, *rest)

    monkeypatch.setattr("eduhub.source.files.os.open", withhold)
    found = checked(Path("一班.csv"), Path("二班.csv"))
    assert heads(found, "zh") == [
        "一班.csv  E0152 no-access  逻辑错误  无法打开文件：没有访问权限，或文件正被别的程序使用"
    ]
    assert heads(found, "en") == [
        "一班.csv  E0152 no-access  error  "
        "the file can't be opened: access is denied, or another program holds it"
    ]
    assert (found.exit_code, found.files) == (3, ("一班.csv", "二班.csv"))


def test_a_file_above_the_limit_is_refused_unread(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with Path("班级.csv").open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    found = checked(Path("班级.csv"))
    assert heads(found, "zh") == ["班级.csv  E0155 over-limits  逻辑错误  文件大小为 21.0 MB，超过上限 20 MB"]
    assert heads(found, "en") == [
        "班级.csv  E0155 over-limits  error  the file's size is 21.0 MB, above the limit of 20 MB"
    ]
    assert found.exit_code == 3


def test_a_rule_that_breaks_down_is_named_and_the_others_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise LookupError("something that a person wrote")

    monkeypatch.chdir(CASES / "E0402")
    monkeypatch.setattr(register, "parameters", broken)
    found = checked(Path("bad"))
    assert [line for line in heads(found, "zh") if "E0000" in line] == [
        "bad/schools.csv  E0000 rule-crashed  逻辑错误  eduhub 自身出错：规则 Q0403 没有跑完（LookupError）"
    ]
    assert {finding.rule.code for finding in found.findings} == {"E0000", "E0402"}
    assert found.exit_code == 70


def test_a_reader_that_breaks_down_is_named_and_the_other_files_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(file: str, raw: bytes) -> object:
        raise LookupError("something that a person wrote")

    monkeypatch.chdir(CASES / "E0104")
    monkeypatch.setattr("eduhub.source.read.read_csv", broken)
    found = checked(Path("bad"), CASES / "E0301" / "bad" / "districts.csv")
    assert [line.partition("districts.csv  ")[2] for line in heads(found, "zh") if "E0001" in line] == [
        "E0001 reading-crashed  逻辑错误  eduhub 自身出错：这个文件没有读完（LookupError）"
    ]
    assert {finding.rule.code for finding in found.findings} == {"E0001", "E0104"}
    assert found.exit_code == 70


# The words of all rules


def names(words: str) -> set[str]:
    """The facts that a message takes."""
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_words_say_the_same_in_both_languages(rule: Rule) -> None:
    for text in (rule.message, rule.fix):
        assert names(text.zh) == names(text.en)
        assert all(re.fullmatch("[a-z_]+", name) for name in names(text.zh))
    for text in (rule.message, rule.fix, rule.why):
        assert all(text.to(lang).strip() for lang in LANGS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_words_are_in_their_language_and_raise_no_voice(rule: Rule) -> None:
    for text in (rule.message, rule.fix, rule.why):
        assert "!" not in text.en
        assert "！" not in text.zh
    assert re.search("[一-鿿]", rule.why.zh)
    assert not re.search("[一-鿿]", rule.why.en)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_a_clause_is_written_like_those_of_the_policy(rule: Rule) -> None:
    assert rule.clause is None or re.fullmatch(r"S[1-9](\.[a-z]|\.[1-9][a-z]?)?", rule.clause)


def rules_in(module: ModuleType) -> Iterator[Rule]:
    """The rules that a file declares: its functions, and those that nobody has to look for."""
    yield from (rule for rule in RULES if getattr(rule.examine, "__module__", "") == module.__name__)
    for thing in vars(module).values():
        among = thing.values() if isinstance(thing, dict) else [thing]
        yield from (rule for rule in among if isinstance(rule, Rule))


@pytest.mark.parametrize("module", [*FILES, *READERS], ids=lambda module: str(module.__name__))
def test_a_file_of_rules_keeps_to_its_ranges_of_codes(module: ModuleType) -> None:
    ranges = {CODE_RANGES[rule.code[1:3]] for rule in rules_in(module)}
    assert ranges <= RANGES[module.__name__.rpartition(".")[2]]


def test_every_rule_is_declared_in_one_of_the_files() -> None:
    declared = [rule.code for module in (*FILES, *READERS) for rule in rules_in(module)]
    assert sorted(declared) == RULES.names


def test_no_name_stands_for_two_rules() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
