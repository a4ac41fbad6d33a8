"""Every word that users read is in the language they chose; what may stand in the other is listed here."""

from __future__ import annotations

import ast
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest
import yaml
from filled import CITY, TWO_CAMPUSES, one_district

from eduhub.checks.formats import FORMATS
from eduhub.cli.commands import COMMANDS, Command
from eduhub.cli.group import leaf
from eduhub.cli.options import GLOBALS
from eduhub.cli.page import choices
from eduhub.core.rule import RULES
from eduhub.core.text import LANGS, Lang
from eduhub.kinds.base import Field, Record, fields
from eduhub.kinds.catalogue import FORMS, KINDS
from eduhub.resources import resource

Run = Callable[..., tuple[int, str, str]]

PACKAGE = Path(__file__).parents[1] / "eduhub"
CASES = Path(__file__).parent / "cases"
RECORDED = [*(path.parent for path in sorted(CASES.glob("*/findings.zh.txt"))), CITY.parent / "faults"]

# What Chinese words may name in Latin letters, beside what eduhub calls so itself and the data.
_PROPER = """
eduhub Python git GitHub Windows PowerShell Excel WPS Word Office LibreOffice Chromium
YAML CSV JSON Schema XML DTD HTML PDF SVG UTF-8 UTF-16 UTF-32 GBK Unicode SHA-256 UUID Tab GB MB
EDUHUB_LANG NO_COLOR PYTHONUTF8 LC_ALL zh_CN                               # of the environment
bash zsh fish powershell eval compinit PROFILE Out-String Invoke-Expression  # shells and their words
fontconfig fc-list fonts-noto-cjk                                          # where fonts come from
eduhub-demo out private inbox registry templates schemas examples _meta    # folders and sheets
donghu donghu-01 t01                                                       # examples of ids
PASS cv scores S P x m          # indicators, their file, the letters of the coefficient of variation
plan_due cycle_years monthly personnel working error query note true false  # settings in YAML
SY                                               # a source, explained in the list of parameters
"""
PROPER = {word for line in _PROPER.splitlines() for word in line.partition("#")[0].split()}
# Values that English words name in Chinese, because that is how they are written.
VALUES = {"是", "否"}

_LATIN = re.compile(r"-{0,2}[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")
_CHINESE = re.compile("[\u3400-\u9fff]+")
_SUFFIXES = "yaml|yml|xlsx?|xlsm|xlsb|csv|json|md|docx?|pptx?|pdf|svg|j2|txt|xml|zip|rar|7z|gz|et|ods|rtf|png"
_NAMED = re.compile(
    rf"[A-Za-z0-9_/.<>*~-]*\.(?:{_SUFFIXES}|bashrc|zshrc|gitignore|gitattributes|vscode)\b"  # files
    r"|~/\.config/\S+"
    r"|\b[a-z]+/outside\b|U\+[0-9A-F]{4}\b"  # schools outside all clusters of a district; characters
    r"|\bS[1-9](?:\.[0-9a-z]+)+\b"  # clauses
    r"|\b[A-Z]{1,3}[0-9]+\b|\b[A-Z]\b"  # cells, columns, indicators, codes
    r"|〈[a-z_]+〉|<[a-z_]+>|\{[a-z_]+\}"  # facts that are not filled in
)


def all_fields(record: type[Record]) -> Iterator[Field]:
    """The fields of a record and of the records inside it."""
    for at in fields(record).values():
        yield at
        if at.record:
            yield from all_fields(at.record)


@cache
def code_values() -> set[str]:
    """The values of all code lists."""
    every = (at for kind in KINDS.values() for at in all_fields(kind.record))
    return {value for at in every if at.codes for value in at.codes.values} | VALUES


@cache
def called_so() -> set[str]:
    """What eduhub calls by a Latin name: commands, options, their values, kinds, fields, rules."""
    names = {*KINDS, *FORMS, *FORMATS, *RULES.names, *(rule.name for rule in RULES), *PROPER, "zh", "en"}
    names |= {at.key for kind in KINDS.values() for at in all_fields(kind.record)}
    names |= {row.name for row in COMMANDS} | {flag for row in GLOBALS for flag in row.flags}
    for param in (param for row in COMMANDS for param in leaf(row).own):
        names |= {*param.opts, *param.secondary_opts, *choices(param)}
    return names


def strangers(words: str, lang: Lang, data: str = "") -> list[str]:
    """The words in the other language that nothing excuses; data: where values and names may come from."""
    if lang == "en":
        return [run for run in _CHINESE.findall(words) if run not in data and run not in code_values()]
    fine = called_so() | _values(data)
    return [word for word in _LATIN.findall(_NAMED.sub(" ", words)) if not {word, _base(word)} & fine]


@cache
def _values(data: str) -> set[str]:
    return set(_LATIN.findall(data))


def _base(name: str) -> str:
    """An id without its number, which eduhub proposes for a district: wangxi-01."""
    return re.sub("-[0-9]+$", "", name)


def data_of(*folders: Path) -> str:
    """Names and texts of all files below some folders."""
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return "\n".join(f"{path.as_posix()}\n{_text(path)}" for path in files)


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            raw = b"".join(map(parts.read, parts.namelist()))
    return raw.decode("utf-8", "replace") + raw.decode("gb18030", "replace")


# The words in the source


class Pair(NamedTuple):
    """Words in both languages as they stand somewhere, with the facts that each takes."""

    where: str
    zh: str
    en: str
    facts: tuple[set[str], set[str]]


def pairs() -> Iterator[Pair]:
    """Every pair of words in the package: in a call, one after the other or as zh= and en=; in YAML."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (both := _both(node)):
                where = f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
                yield Pair(where, *both, (_facts(both[0]), _facts(both[1])))
    for path in sorted(PACKAGE.rglob("*.yaml")):
        for zh, en in _in_yaml(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)):
            yield Pair(path.name, zh, en, (_facts(zh), _facts(en)))


def _both(call: ast.Call) -> tuple[str, str] | None:
    named = {word.arg: _words(word.value) for word in call.keywords}
    said = [_words(argument) for argument in call.args]
    for zh, en in [(named.get("zh"), named.get("en")), *itertools.pairwise(said)]:
        if zh and en and _CHINESE.search(zh):
            return zh, en
    return None


def _words(node: ast.expr) -> str | None:
    """The words of a string; what an f-string fills in is left out."""
    match node:
        case ast.Constant(value=str() as words):
            return words
        case ast.JoinedStr(values=parts):
            return "".join(_words(part) or " " for part in parts)
    return None


def _facts(words: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(words) if name is not None}
    except ValueError:  # no words to be filled: they hold a brace
        return set()


def _in_yaml(data: Any) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        if isinstance(data.get("zh"), str) and isinstance(data.get("en"), str):
            yield data["zh"], data["en"]
        for inner in data.values():
            yield from _in_yaml(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from _in_yaml(inner)


def test_the_pairs_are_all_there() -> None:
    found = list(pairs())
    assert len(found) > 2000
    assert {"文件里没有内容", "规则的代码或名称；不写则列出全部", "学校标识码"} <= {pair.zh for pair in found}


def test_both_languages_take_the_same_facts() -> None:
    assert [pair for pair in pairs() if pair.facts[0] != pair.facts[1]] == []


def test_no_english_stands_in_chinese_words_and_no_chinese_in_english_ones() -> None:
    found = {
        pair.where: odd for pair in pairs() if (odd := [*strangers(pair.zh, "zh"), *strangers(pair.en, "en")])
    }
    assert found == {}


# The words that commands print


def odd(run: Run, lang: Lang, *words: str, data: str = "") -> list[str]:
    """The strangers in all that a call prints; what was typed comes back as data."""
    _, out, err = run("--lang", lang, *words)
    assert out + err
    return strangers(out + err, lang, " ".join([data, *words]))


@pytest.mark.parametrize("lang", LANGS)
def test_help_is_in_one_language(run: Run, lang: Lang) -> None:
    assert odd(run, lang) == []
    assert {row.name: odd(run, lang, row.name, "--help") for row in COMMANDS} == {
        r.name: [] for r in COMMANDS
    }


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_said_of_rules_is_in_one_language(run: Run, lang: Lang) -> None:
    assert odd(run, lang, "explain") == []
    assert {code: odd(run, lang, "explain", code) for code in RULES.names} == {c: [] for c in RULES.names}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.name)
def test_findings_are_in_one_language_but_for_the_data(folder: Path, lang: Lang) -> None:
    told = (folder / f"findings.{lang}.txt").read_text(encoding="utf-8")
    inside = [path for path in folder.iterdir() if path.is_dir() and path.name != "good"]
    state = folder / "case.yaml"
    data = data_of(*inside) + (state.read_text(encoding="utf-8") if state.is_file() else "")
    crash = "LookupError"  # what the cases of crashes raise, and the name that is to be reported
    assert strangers(told, lang, f"{data} {crash} E02xx") == []


def misused(command: Command) -> Iterator[tuple[str, ...]]:
    """Calls of a command that are wrong in every way its parameters allow."""
    yield (command.name, "--fromat", "x")
    yield (command.name, *["x"] * 9)
    for row in GLOBALS:
        yield (command.name, f"{row.flags[-1]}=x") if row.value is None else (command.name, row.flags[-1])
    for param in leaf(command).own:
        flag = param.opts[-1]
        if flag.startswith("-"):
            yield (command.name, f"{flag}=x") if getattr(param, "is_flag", False) else (command.name, flag)
        if choices(param):
            yield (command.name, flag, "xyz") if flag.startswith("-") else (command.name, "xyz")


CALLS = [
    ("validat",),
    ("-C", "不在", "validate"),
    ("explain", "emty-file"),
    ("explain", "？"),
    ("init",),
    ("init", "甲", "--name", ""),
    ("template", "没有"),
    ("template", "plan", "-o", "甲.docx"),
    ("schema", "没有"),
    ("schema", "--check"),
    ("validate", "--as-of", "明天"),
    ("validate", "--select", "没有"),
    ("validate", "没有.yaml"),
    ("score", "没有"),
    ("score", "--format", "xlsx", "--why", "城"),
    ("report",),
    ("report", "school", "--all"),
    ("completion",),
]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_wrong_use_is_told_in_one_language(run: Run, lang: Lang, command: Command) -> None:
    calls = [call for call in misused(command) if call[-1] not in ("--version=x", "--lang")]
    assert {call: odd(run, lang, *call) for call in calls} == {call: [] for call in calls}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_call_that_comes_to_nothing_is_told_in_one_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: Lang, call: tuple[str, ...]
) -> None:
    monkeypatch.delenv("SHELL", raising=False)
    assert odd(run, lang, *call) == []


# The words on the example


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example city with one of its districts."""
    top = tmp_path_factory.mktemp("small")
    for name, text in one_district():
        path = top / "city" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return top / "city"


@pytest.mark.parametrize("lang", LANGS)
def test_the_demo_and_its_reports_are_in_one_language_but_for_the_data(
    run: Run, monkeypatch: pytest.MonkeyPatch, small: Path, lang: Lang
) -> None:
    where = {("examples", "city"): small, ("examples", "city", "eduhub.yaml"): small / "eduhub.yaml"}
    for module in ("resources", "cli.demo"):  # which is read again under another language
        monkeypatch.setattr(f"eduhub.{module}.resource", lambda *parts: where.get(parts) or resource(*parts))
    data = data_of(small)
    assert odd(run, lang, "demo", "城", data=data) == []
    pages = sorted(Path("城/out").glob("*.md"))
    assert {page.name.partition("-")[0].removesuffix(".md") for page in pages} == {
        *("city", "district", "cluster", "school")
    }
    for page in pages:
        words = page.read_text(encoding="utf-8")
        assert strangers(words, lang, f"{data} 教督 号" if lang == "en" else data) == [], page.name


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "words",
    [
        ("validate",),
        ("score",),
        ("score", "--why", "chenghu"),
        ("score", "--why", "chenghu-01"),
        ("score", "--why", TWO_CAMPUSES),
        ("score", "--why", "city"),
        ("score", "--why", "没有"),
        ("score", "--district", "没有"),
        ("score", "--indicator", "没有"),
        ("score", "--year", "1999-2000"),
    ],
    ids=" ".join,
)
def test_what_is_said_of_the_example_is_in_one_language_but_for_the_data(
    run: Run, small: Path, lang: Lang, words: tuple[str, ...]
) -> None:
    assert odd(run, lang, *words, str(small), data=data_of(small)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_other_commands_speak_one_language(run: Run, lang: Lang) -> None:
    for words in ("init 市", "init 市", "template", "template plan", "template plan", "schema", "version"):
        assert odd(run, lang, *words.split()) == [], words
    for shell in ("bash", "zsh", "fish", "powershell"):
        _, out, _ = run("--lang", lang, "completion", shell)
        comments = [line for line in out.splitlines() if line.startswith("# ")]
        assert len(comments) == 1
        assert strangers(comments[0], lang) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_doctor_speaks_one_language_but_for_the_names_that_it_finds(run: Run, lang: Lang) -> None:
    parts = json.loads(run("doctor", "--format", "json")[1])["parts"]
    names = " ".join(part["found"]["zh"] for part in parts if not _CHINESE.search(part["found"]["zh"]))
    assert odd(run, lang, "doctor", data=names) == []
