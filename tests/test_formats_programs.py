"""Findings for other programs: JSON lines, GitLab, JUnit, each read as those who take it read it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from by_hand import (
    ALIKE,
    CAUSE,
    EVERYTHING,
    EXPLAINED,
    FOLDERS,
    LACKING,
    NOTE,
    ODD,
    SKIPPED,
    WAIVER,
    found,
    loaded,
    name_of,
    of_folder,
    printed,
)
from junitparser import Failure, JUnitXml, Skipped, TestCase

from eduhub.checks.checked import Checked
from eduhub.checks.formats import FORMATS
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import LANGS, Lang

# Source: GitLab's documentation, "Code Quality", section "Code Quality report format" (all fields but the
# severities are required there), and app/validators/json_schemas/codeclimate.json of GitLab, for the types.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
SEVERITIES = {Tier.ERROR: "major", Tier.QUERY: "minor", Tier.NOTE: "info"}

both_languages = pytest.mark.parametrize("lang", LANGS)
every_folder = pytest.mark.parametrize("folder", FOLDERS, ids=name_of)


def junit(checked: Checked, lang: Lang = "zh", **look: Any) -> JUnitXml:
    lines = printed("junit", checked, lang, **look)
    return JUnitXml.fromfile(io.BytesIO("\n".join(lines).encode("utf-8")))


# JSON lines


@every_folder
def test_json_lines_say_what_the_json_object_says(folder: Path) -> None:
    checked = of_folder(folder)
    *findings, rest = map(json.loads, printed("jsonl", checked))
    assert rest | {"findings": findings} == loaded("json", checked)


def test_json_lines_hold_what_follows_and_what_was_answered() -> None:
    *findings, rest = map(json.loads, printed("jsonl", EVERYTHING))
    assert [finding["id"] for finding in findings] == [finding.id for finding in EVERYTHING.findings]
    assert [finding["cause"] for finding in findings[4:6]] == [CAUSE.id, CAUSE.id]
    assert findings[0]["explanation"] == EXPLAINED.explanation
    assert findings[1]["waived"] == {"zh": WAIVER.zh, "en": WAIVER.en}
    assert findings[7]["file"] == ODD.place.file
    assert rest == {
        "version": 1,
        "as_of": "2026-06-30",
        "summary": {"files": 7, "errors": 3, "queries": 0, "notes": 1, "explained": 1, "waived": 1},
        "not_run": [
            {
                "code": it.code,
                "file": it.file,
                "because": {"zh": it.because.zh, "en": it.because.en},
                "finding": it.finding,
            }
            for it in (SKIPPED, LACKING)
        ],
    }


@pytest.mark.parametrize("shape", ["jsonl", "gitlab", "sarif"])
def test_json_shows_no_character_that_reorders_or_hides_others(shape: str) -> None:
    text = "\n".join(printed(shape, EVERYTHING))
    assert [letter for letter in text if not letter.isprintable() and letter != "\n"] == []
    assert "湖" in text


@pytest.mark.parametrize("shape", ["jsonl", "gitlab", "sarif"])
def test_a_console_without_chinese_gets_the_same_json_in_ascii(shape: str) -> None:
    plain, escaped = (printed(shape, EVERYTHING, ascii_only=only) for only in (False, True))
    assert "".join(escaped).isascii()
    groups = [plain, escaped] if shape == "jsonl" else [["\n".join(plain)], ["\n".join(escaped)]]
    values = [[json.loads(text) for text in group] for group in groups]
    assert values[0] == values[1]


def test_a_console_without_chinese_gets_the_same_xml_in_ascii() -> None:
    plain, escaped = ("\n".join(printed("junit", EVERYTHING, ascii_only=only)) for only in (False, True))
    assert escaped.isascii()
    trees = [ElementTree.fromstring(text.encode("utf-8")) for text in (plain, escaped)]
    assert ElementTree.tostring(trees[0]) == ElementTree.tostring(trees[1])


# GitLab


@both_languages
@every_folder
def test_gitlab_gets_every_finding(folder: Path, lang: Lang) -> None:
    checked = of_folder(folder)
    report = loaded("gitlab", checked, lang)
    jsonschema.validate(report, GITLAB)
    alarms = [finding for finding in checked.heads if finding.is_open]
    for finding, said in zip(alarms, report, strict=True):
        words, place = said.pop("description"), finding.place
        spot = f"{place.sheet}!{place.cell}  " if place.cell else f"{place.sheet}  "
        assert words.startswith((spot if place.sheet else "") + finding.message(lang))
        assert finding.fix(lang) in words
        assert said == {
            "check_name": f"{finding.rule.code} {finding.rule.name}",
            "fingerprint": finding.id,
            "severity": SEVERITIES[finding.tier],
            "location": {"path": place.file, "lines": {"begin": place.line or 1}},
        }
    assert len({said["fingerprint"] for said in report}) == len(report)


def test_gitlab_gets_no_line_for_what_follows_or_was_answered() -> None:
    report = loaded("gitlab", EVERYTHING)
    jsonschema.validate(report, GITLAB)
    assert [said["fingerprint"] for said in report] == [NOTE.id, CAUSE.id, ALIKE.id, ODD.id]
    assert report[1]["description"].endswith("；连带  共 4 处：湖.xlsx[班级] A2:A4、山/classes.csv B9")
    assert report[2]["description"].startswith("教师!D14  「工号」工号；改法  ")
    assert report[2]["description"].endswith("；同类  共 4 处：D14:D16、D20")
    assert report[3]["location"] == {
        "path": ODD.place.file.replace("\udcff", "\\udcff"),
        "lines": {"begin": 4},
    }


# JUnit


@both_languages
@every_folder
def test_junit_has_a_suite_a_file_and_a_case_a_finding(folder: Path, lang: Lang) -> None:
    checked = of_folder(folder)
    report = junit(checked, lang)
    suites = {suite.name: list(suite) for suite in report}
    skipped = suites.pop("未运行的规则" if lang == "zh" else "rules that did not run", [])
    assert [case.name for case in skipped] == [
        f"{rule.code}  {rule.because.to(lang)}" for rule in checked.not_run
    ]
    assert sorted(suites) == sorted({*checked.files, *(finding.place.file for finding in checked.findings)})
    for file, cases in suites.items():
        heads = [finding for finding in checked.heads if finding.place.file == file]
        if heads:
            assert [(case.name[:5], case.classname) for case in cases] == [(f.rule.code, file) for f in heads]
            assert [outcomes(case) for case in cases] == [expected(finding, lang) for finding in heads]
        elif all(finding.place.file != file for finding in checked.findings):
            name = "没有发现问题" if lang == "zh" else "nothing to mend"
            assert [(case.name, case.result) for case in cases] == [(name, [])]
    failing = [finding for finding in checked.heads if expected(finding, lang)[:1] == ["failure"]]
    assert (report.failures, report.errors) == (len(failing), 0)
    names = [(case.classname, case.name) for suite in report for case in suite]
    assert len(names) == len(set(names)) == report.tests


def outcomes(case: TestCase) -> list[object]:
    """What a case came to, of which sort, and its words."""
    return [part for result in case.result for part in (result._tag, result.type, result.message)]


def expected(finding: Finding, lang: Lang) -> list[object]:
    if finding.waived:
        return ["skipped", None, finding.waived.to(lang)]
    if finding.explanation or finding.tier is Tier.NOTE:
        return []
    return ["failure", finding.tier.value, finding.message(lang)]


def test_junit_passes_the_clean_and_the_explained_and_skips_what_waits() -> None:
    outcomes = {
        case.classname: ([type(result) for result in case.result], case.name, case.system_out)
        for suite in junit(EVERYTHING)
        for case in suite
    }
    assert outcomes["clean.csv"] == ([], "没有发现问题", None)
    assert outcomes["山/classes.csv"][:2] == ([Skipped], "由别处引起的问题")
    assert outcomes["d.csv"][0] == [Skipped]
    assert outcomes["c.yaml"][0] == outcomes["n.csv"][0] == []
    assert "经验疑问（已说明）" in outcomes["c.yaml"][2]
    assert outcomes["c.yaml"][2].endswith("今年新建，已报备\\x0a见附件")
    assert outcomes["n.csv"][2] == f"提示\n{NOTE.message('zh')}\n改法  {NOTE.fix('zh')}"
    assert outcomes["湖.xlsx"][0] == [Failure]
    assert outcomes["eduhub"][0] == [Skipped]


def test_junit_says_where_the_cause_is_and_why_something_is_skipped() -> None:
    reasons = {
        case.name: result.message
        for suite in junit(EVERYTHING, "en")
        for case in suite
        for result in case.result
        if isinstance(result, Skipped)
    }
    assert reasons["what follows from elsewhere"] == "mend first: registry/schools.csv:3:1 (A3) E0402"
    assert reasons["E1201  湖.xlsx has faults"] == "湖.xlsx has faults"
    assert "waived until 2026-12-31: the system is renewed" in reasons.values()


def test_junit_fails_notes_where_notes_count() -> None:
    for strict, failed in ((False, 0), (True, 1)):
        report = junit(found(NOTE, strict=strict))
        assert (report.failures, report.tests) == (failed, 1)


def test_junit_s_totals_are_those_of_its_cases() -> None:
    root = ElementTree.fromstring("\n".join(printed("junit", EVERYTHING)[1:]))
    for element in (root, *root):
        cases = list(element.iter("testcase"))
        assert {key: element.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
            "tests": str(len(cases)),
            "failures": str(len([case for case in cases if case.find("failure") is not None])),
            "errors": "0",
            "skipped": str(len([case for case in cases if case.find("skipped") is not None])),
        }
    assert root.get("timestamp") == "2026-06-30T00:00:00"


# All of them


@both_languages
@pytest.mark.parametrize("shape", [shape for shape in FORMATS if shape not in ("json", "xlsx")])
def test_odd_names_and_values_break_no_format(shape: str, lang: Lang) -> None:
    lines = printed(shape, EVERYTHING, lang)
    assert printed(shape, EVERYTHING, lang) == lines
    text = "".join(f"{line}\n" for line in lines)
    assert text.encode("utf-8").decode("utf-8") == text


def test_a_name_that_xml_cannot_hold_is_written_out() -> None:
    names = [case.classname for suite in junit(EVERYTHING) for case in suite]
    assert "=1+\\udcff\\u202e\\x0a\\x1b%25,:|<&>.csv" in names
