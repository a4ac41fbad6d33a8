"""The command that says what a rule means, and what serves a clause of the policy."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable

import pytest

import eduhub.checks.rules  # noqa: F401  # enters all rules
from eduhub.cli.output import line_width
from eduhub.core.lines import width
from eduhub.core.rule import RULES, Rule
from eduhub.core.text import LANGS, Lang
from eduhub.parameters.clauses import CLAUSES, DEEDS, TEXT
from eduhub.resources import resource

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
        "  means     the file has no content",
        "  tier      error: must be mended",
        "  why       An empty file would pass for one without faults.",
        "  fix       check that the right file was sent and that it was saved",
        "  settings  'tiers' in eduhub.yaml gives it another tier; 'eduhub validate' minds it alone with "
        "'--select E0101' and leaves it out with '--ignore E0101'",
        "  bad       classes.csv",
        "",
        "",
        "  good      classes.csv",
        "              年级,班级,学生数",
        "              1,1班,41",
        "              1,2班,43",
    ]


def test_explain_tells_how_a_query_is_answered_and_what_the_policy_says(run: Run) -> None:
    assert run("explain", "Q1122")[1].splitlines() == [
        "Q1122  long-way  经验疑问",
        "  含义  校际最远路程 〈km〉 公里，超过 〈limit〉 公里",
        "  级别  经验疑问：改正，或写明原因",
        "  缘由  文件要求位置相近：路程过远，教师交流和场馆共享都难落实。",
        "  改法  核对路程；确有需要的说明理由，限值可在 eduhub.yaml 的 limits 中设定",
        "  依据  S3.a 位置相近",
        "  说明  情况属实的，在材料的 explanations 中写明 code、at、value、reason"
        "（CSV 写在旁边的 <文件名>.explanations.yaml）；at 和 value 以 eduhub validate 给出的为准",
        "  豁免  数据仓库可在 waivers.yaml 中豁免：code、path、reason、who、until",
        "  设置  eduhub.yaml 的 tiers 可改级别；校验时 --select Q1122 只查这条，--ignore Q1122 不查",
        "  错例  plan.yaml",
        "          …",
        "          setting:",
        "            longest_way_km: 12.5",
        "          …",
        "  改后  plan.yaml",
        "          …",
        "          setting:",
        "            longest_way_km: 4.2",
        "          …",
    ]


def test_explain_names_what_a_rule_needs_and_a_file_that_is_gone(run: Run) -> None:
    out = run("explain", "E4003", "--lang", "en")[1]
    assert "  needs     runs where there are data of 'teachers'\n" in out
    assert run("explain", "E4005", "--lang", "en")[1].endswith("  good      (no such file)\n")


def test_explain_has_no_example_where_a_case_has_no_text(run: Run) -> None:
    assert "bad  " not in run("explain", "E0154", "--lang", "en")[1]


def test_nobody_is_told_to_turn_off_a_fault_of_eduhub(run: Run) -> None:
    assert "--ignore" not in run("explain", "E0000")[1]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_every_rule_is_explained_in_its_language(run: Run, rule: Rule, lang: Lang) -> None:
    code, out, err = run("explain", rule.code, "--lang", lang)
    assert (code, err) == (0, "")
    assert out.startswith(f"{rule.code}  {rule.name}  ")
    said = re.split("\n  (?:错例|bad) ", out)[0].partition("\n")[2]
    assert is_in(lang, said)
    assert not re.search("\\{[a-z_]+\\}", said)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id_", TEXT)
def test_every_clause_is_explained_in_its_language(run: Run, id_: str, lang: Lang) -> None:
    code, out, err = run("explain", id_, "--lang", lang)
    assert (code, err) == (0, "")
    assert out.startswith(f"{id_}  {TEXT[id_].words.to(lang)}\n")
    assert is_in(lang, out)
    assert not re.search("\\{[a-z_]+\\}", out)


def is_in(lang: Lang, said: str) -> bool:
    """Are words in a language: no Chinese in English, no English phrase in Chinese?"""
    if lang == "en":
        return not re.search("[一-鿿，。；：、「」]", said.replace("万元", "").replace("separated by 、", ""))
    return bool(re.search("[一-鿿]", said)) and not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", said)


def test_explain_of_a_clause_names_what_serves_it(run: Run) -> None:
    assert run("explain", "s5.1A")[1].splitlines() == [
        "S5.1a  加强领导、宣传引导",
        "  所属  S5 工作机制",
        "        S5.1 组织领导",
        "  规则  Q1821 programme-without-leadership：没有写组织领导：谁负责、负责什么",
        "  报告  cluster  片区年度报告",
        "  填报  programme  实施方案：「组织领导」leadership",
        "        measures  工作事项台账：「条款编号」clause",
        "  上级  E1803 (S5)、N1819 (S5.1)、Q1813 (S5.1)",
    ]


def test_explain_of_a_clause_gathers_indicators_that_are_alike(run: Run) -> None:
    assert run("explain", "S1.b", "--lang", "en")[1].splitlines() == [
        "S1.b  enlarge the whole of good education",
        "  under       S1 guiding idea",
        "  indicators  L1.levelled_down … L7.levelled_down  spread of … fell while the amount fell too "
        "(please check why)",
        "  reports     cluster  year of a cluster",
        "              district  balance of a district",
        "              city  the city",
    ]


def test_explain_says_where_nothing_serves_a_clause_yet(run: Run) -> None:
    assert run("explain", "S2.3a")[1].splitlines()[-1].strip() == (
        "还没有规则、指标、报告或填报栏目落实这一条"
    )


def test_explain_of_a_point_lists_the_clauses_below_it(run: Run) -> None:
    assert run("explain", "S5.4", "--lang", "en")[1].splitlines() == [
        "S5.4  visits and diagnosis",
        "  under  S5 the six mechanisms",
        "  wider  E1803 (S5)",
        "o S5.4a   make it part of the inspectors' work",
        "          data plan",
        "+ S5.4b   invite experts to diagnose every year",
        "          rules Q1141; data plan",
        "o S5.4c   let universities and institutes take part",
        "          data plan",
        "clauses: 3",
        "  + with rules, indicators or reports: 1",
        "  o with fields to be filled in and nothing else: 2",
        "  - with nothing yet: 0",
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_coverage_lists_every_clause_once_and_counts_them(run: Run, lang: Lang) -> None:
    code, out, err = run("explain", "--coverage", "--lang", lang)
    assert (code, err) == (0, "")
    marked = re.findall(r"^([+o-]) (S\S+) ", out, re.M)
    assert [id_ for _, id_ in marked] == list(CLAUSES)
    counts = [int(line.strip("条").split()[-1]) for line in out.splitlines()[-3:]]
    assert counts == [sum(mark == wanted for mark, _ in marked) for wanted in "+o-"]
    assert {id_ for mark, id_ in marked if mark == "+"} >= {deed.id for deed in DEEDS}
    assert is_in(lang, out)


def test_coverage_takes_no_rule_or_clause(run: Run) -> None:
    assert run("explain", "--coverage", "S5.3")[::2] == (
        2,
        "错误：--coverage 列出全部条款，不与规则或条款同写\n",
    )


def test_clauses_as_json_hold_both_languages_and_what_serves_them(run: Run) -> None:
    (clause,) = json.loads(run("explain", "S5.3c", "--format", "json")[1])
    assert clause == {
        "id": "S5.3c",
        "words": {
            "zh": "干部交叉任职、柔性轮岗",
            "en": "cross-appoint leaders and exchange them flexibly",
        },
        "rules": [],
        "indicators": [],
        "reports": [],
        "kinds": [{"kind": "plan", "field": "exchange.forms"}],
        "wider": ["E1803"],
    }
    below = json.loads(run("explain", "S5.4", "--format", "json")[1])
    assert [one["id"] for one in below] == ["S5.4", "S5.4a", "S5.4b", "S5.4c"]
    assert [one["id"] for one in json.loads(run("explain", "--coverage", "--format", "json")[1])] == list(
        CLAUSES
    )


def test_explain_suggests_a_clause_for_one_that_is_not_there(run: Run) -> None:
    assert run("explain", "S5.3z", "--lang", "en") == (
        2,
        "",
        "error: there is no clause 'S5.3z'; did you mean S5.3?\n",
    )
    assert run("explain", "5.3b")[2] == "错误：没有规则“5.3b”，是不是想写 S5.3b？\n"


def test_explain_suggests_a_rule_for_one_that_is_not_there(run: Run) -> None:
    assert run("explain", "emty-file") == (
        2,
        "",
        "错误：没有规则“emty-file”，是不是想写 E0101 (empty-file)？\n",
    )
    assert run("explain", "E1122")[2] == "错误：没有规则“E1122”，是不是想写 Q1122 (long-way)？\n"
    assert run("explain", "？")[2] == (
        "错误：没有规则“？”；eduhub explain 列出全部规则，加 --coverage 列出全部条款\n"
    )


def test_explain_as_json_holds_both_languages(run: Run) -> None:
    (rule,) = json.loads(run("explain", "E0101", "--format", "json")[1])
    assert list(rule) == ["code", "name", "tier", "message", "fix", "why", "clause", "needs", "example"]
    assert rule["message"] == {"zh": "文件里没有内容", "en": "the file has no content"}
    assert rule["example"] == {
        "bad": {"file": "classes.csv", "lines": ["", ""]},
        "good": {"file": "classes.csv", "lines": ["年级,班级,学生数", "1,1班,41", "1,2班,43"]},
    }


def test_explain_of_all_as_json_is_what_is_published(run: Run) -> None:
    published = resource("schemas", "rules.json").read_text(encoding="utf-8")
    assert json.loads(run("explain", "--format", "json")[1]) == json.loads(published)


def test_explain_wraps_on_a_terminal_only(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert line_width() is None
    assert any(width(line) > 80 for line in run("explain", "--lang=en")[1].splitlines())
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    for words in ([], ["--coverage"], ["S5.3b"], ["S3.k"], ["Q1606"], ["E1216"]):
        lines = run("explain", *words, "--lang=en", "--no-color")[1].splitlines()
        assert [line for line in lines if width(line) > 80] == []


def test_a_long_line_of_an_example_goes_on_below_with_all_its_values(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("explain", "Q1606", "--no-color")[1].splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith("2025-10-16"))
    assert lines[at : at + 2] == [
        "          2025-10-16,联合教研,分数的意义教研,2136990001,2136990001、2136990002,,",
        "            数学,小学,2:30,4:30,21,,,,,2025-10-18",
    ]
