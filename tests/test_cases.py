"""Every rule has a case: a submission that breaks it, the same one mended, and what a school reads of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from built import Side, lay

from eduhub.checks import answers, check, waiving
from eduhub.checks.checked import Checked
from eduhub.checks.rules import FILES
from eduhub.cli.touched import asked
from eduhub.core.rule import RULES, Rule
from eduhub.core.text import LANGS, Lang
from eduhub.kinds.catalogue import CODE_RANGES
from eduhub.source import form_problems, numbers, problems, pupils

Run = Callable[..., tuple[int, str, str]]
Laid = Callable[[str, Side], list[str]]

CASES = Path(__file__).parent / "cases"
AS_OF = date(2026, 6, 30)
FOLDERS = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())

# Everything that declares rules: their files, the readers, and what is said when all is checked.
DECLARING = (*FILES, problems, form_problems, numbers, pupils, answers, waiving)

# The file of rules, and the ranges of codes that it may use.
RANGES = {
    "tool": {"tool"},
    "staged": {"privacy"},
    "answers": {"explanations"},
    "waiving": {"waivers"},
    "waivers": {"waivers"},
    "mentions": {"across the repository"},
    "problems": {"tool", "reading"},
    "form_problems": {"reading"},
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
    "history": {"school", "teachers", "across the repository"},
    "peers": {"school"},
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
    "assessment": {"assessment"},
    "assessment_dates": {"assessment"},
    "assessment_models": {"assessment"},
    "assessment_results": {"assessment", "privacy"},
    "programme": {"programme"},
    "programme_clusters": {"programme"},
    "district_year": {"district_year"},
    "year_plan": {"year_plan"},
    "measures": {"measures"},
}


def checked(words: list[str]) -> Checked:
    """What the library finds where the command is given these words."""
    paths = [Path(word) for word in words if word != "--staged"]
    with asked(paths, AS_OF.isoformat(), staged="--staged" in words, since=None) as repository:
        return check(repository)


def heads(found: Checked, lang: Lang) -> list[str]:
    """The first line of every finding, as the text format prints it."""
    return [
        f"{f.place}  {f.rule.code} {f.rule.name}  {f.tier.label.to(lang)}  {f.message(lang)}"
        for f in found.heads
    ]


def recorded(code: str, lang: Lang) -> str:
    return (CASES / code / f"findings.{lang}.txt").read_text(encoding="utf-8")


# The cases


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Laid:
    """Lays out a side of a case; gives the paths for the command."""
    return lambda code, side: lay(CASES / code, side, tmp_path, monkeypatch)


def test_every_rule_has_a_case() -> None:
    assert sorted(RULES.names) == FOLDERS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", FOLDERS)
def test_the_command_prints_what_the_case_records(run: Run, laid: Laid, code: str, lang: Lang) -> None:
    paths = laid(code, "bad")
    exit_code, out, err = run("--lang", lang, "validate", "--as-of", AS_OF.isoformat(), *paths)
    assert (out, err) == (recorded(code, lang), "")
    own = 0 if code.startswith("N") else RULES[code].exit_code
    assert exit_code == max(own, checked(paths).exit_code)


@pytest.mark.parametrize("code", FOLDERS)
def test_the_library_finds_what_the_case_records(laid: Laid, code: str) -> None:
    found = checked(laid(code, "bad"))
    assert code in {finding.rule.code for finding in found.findings}
    for lang in LANGS:
        lines = recorded(code, lang).splitlines()
        assert heads(found, lang) == [line for line in lines if line.startswith("bad")]


@pytest.mark.parametrize("code", FOLDERS)
def test_the_mended_case_has_nothing_to_mend(laid: Laid, code: str) -> None:
    found = checked(laid(code, "good"))
    assert [line for line in heads(found, "en") if code in line] == []
    assert found.exit_code == 0


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


@pytest.mark.parametrize("module", DECLARING, ids=lambda module: str(module.__name__))
def test_a_file_of_rules_keeps_to_its_ranges_of_codes(module: ModuleType) -> None:
    ranges = {CODE_RANGES[rule.code[1:3]] for rule in rules_in(module)}
    assert ranges <= RANGES[module.__name__.rpartition(".")[2]]


def test_every_rule_is_declared_in_one_of_the_files() -> None:
    declared = [rule.code for module in DECLARING for rule in rules_in(module)]
    assert sorted(declared) == RULES.names


def test_no_name_stands_for_two_rules() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
