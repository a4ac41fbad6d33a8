"""Every word that users read is in the language they chose; `strangers.py` lists what may be in the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filled import CITY, TWO_CAMPUSES, one_district
from strangers import CHINESE, data_of, pairs, strangers

from eduhub.cli.commands import COMMANDS, Command
from eduhub.cli.group import leaf
from eduhub.cli.options import GLOBALS
from eduhub.cli.page import choices
from eduhub.core.rule import RULES
from eduhub.core.text import LANGS, Lang
from eduhub.resources import resource

Run = Callable[..., tuple[int, str, str]]

CASES = Path(__file__).parent / "cases"
RECORDED = [*(path.parent for path in sorted(CASES.glob("*/findings.zh.txt"))), CITY.parent / "faults"]


# The words in the source


def test_a_stranger_is_found_and_what_has_a_right_to_stand_there_is_not() -> None:
    zh = "用 eduhub explain E0107 查看 the mistake；A2 的 WX-7"
    assert strangers(zh, "zh", "WX-7,41") == ["the", "mistake"]
    assert strangers("the phase 试点 of 望溪区 is 错", "en", "wangxi,望溪区") == ["错"]


def test_the_pairs_are_all_there() -> None:
    found = list(pairs())
    assert len(found) > 2000
    assert {"文件里没有内容", "核对是否选错文件，或文件未保存", "学校标识码"} <= {pair.zh for pair in found}


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
    told = {code: odd(run, lang, "explain", code, data=data_of(CASES / code)) for code in RULES.names}
    assert told == {code: [] for code in RULES.names}


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
    ("collect", "没有"),
    ("collect", ".", "--year", "明年"),
    ("collect", ".", "--district", "没有"),
    ("collect", "."),
    ("receipt", "没有.xlsx"),
    ("receipt", ".", "--verify", "没有"),
    ("receipt", "."),
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
    names = " ".join(part["found"]["zh"] for part in parts if not CHINESE.search(part["found"]["zh"]))
    assert odd(run, lang, "doctor", data=names) == []
