"""The same fault down a column is told once, and so is what many things follow from."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filled import one_district

from eduhub.checks import check
from eduhub.checks.checked import Checked
from eduhub.core.place import Place, key_of, route_of, spans
from eduhub.repository import Repository

Run = Callable[..., tuple[int, str, str]]

AS_OF = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _somewhere(quiet_place: None) -> None:
    """Every test begins in an empty folder."""


def save(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def checked(*paths: str) -> Checked:
    return check(Repository.load([Path(path) for path in paths or (".",)], as_of=AS_OF))


def json_of(run: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        run("validate", "--as-of", "2026-06-30", "--format", "json", *words)[1]
    )
    return found


def classes(pupils: list[str]) -> None:
    rows = "".join(f"1,{n}班,{p}\n" for n, p in enumerate(pupils, start=1))
    save("classes.csv", f"年级,班级,学生数\n{rows}")


# The same fault down a column


def test_the_same_fault_down_a_column_is_one_finding_with_its_range(run: Run) -> None:
    classes(["四十", "41", *["约40"] * 20, "41", "五十"])
    (fault,) = json_of(run, "classes.csv")["findings"]
    rows = [2, *range(4, 24), 25]
    assert (fault["code"], fault["count"], fault["cell"]) == ("E0204", 22, "C2")
    assert [place["cell"] for place in fault["places"]] == [f"C{row}" for row in rows]
    assert [place["line"] for place in fault["places"]] == rows
    lines = run("validate", "classes.csv", "--as-of", "2026-06-30")[1].splitlines()
    assert lines[2] == "    同类  共 22 处：C2、C4:C23、C25"
    assert lines[-1] == "1 个文件：逻辑错误 1 处，经验疑问 0 处，提示 0 处（截至 2026-06-30）"


def test_other_faults_in_the_column_stay_apart() -> None:
    classes(["四十", "-1", "五十", "-2", "41.5"])
    assert [(f.rule.code, len(f.places)) for f in checked("classes.csv").heads] == [
        ("E0204", 2),
        ("E0205", 2),
        ("E0204", 1),
    ]


def test_the_same_fault_in_two_columns_or_files_stays_apart() -> None:
    save("a/classes.csv", "年级,班级,学生数,其中特教学生\n1,1班,四十,两\n1,2班,四十,两\n")
    save("b/classes.csv", "年级,班级,学生数\n1,1班,四十\n")
    found = [(f.place.file, f.place.cell, len(f.places)) for f in checked().heads]
    assert found == [("a/classes.csv", "C2", 2), ("a/classes.csv", "D2", 2), ("b/classes.csv", "C2", 1)]


def test_queries_with_figures_of_their_own_are_told_one_by_one() -> None:
    classes(["46", "47"])
    assert [(f.rule.code, len(f.places)) for f in checked("classes.csv").heads] == [("Q1302", 1)] * 2


def test_an_answered_query_does_not_hide_its_neighbours() -> None:
    save("classes.csv", "年级,班级,学生数\n1,1班,0\n1,2班,0\n")
    rows = '  - {code: Q1304, at: "rows[1/1班].pupils", value: "0", reason: 九月开班}\n'
    save("classes.explanations.yaml", f"kind: explanations\nschema: 1\nrows:\n{rows}")
    assert [f.explanation for f in checked().heads if f.rule.code == "Q1304"] == ["九月开班", None]


# Causes and consequences


def city_with(change: Callable[[str], str], path: str) -> None:
    """One district of the example city with a change in one of its files."""
    for name, text in one_district():
        save(name, change(text) if name == path else text)


def test_one_wrong_code_in_the_register_is_one_finding_with_its_count(run: Run) -> None:
    city_with(lambda text: text.replace("2136990001", "2136990071"), "registry/schools.csv")
    found = json_of(run, ".")
    causes = [finding for finding in found["findings"] if finding["cause"] is None]
    (cause,) = [finding for finding in causes if finding["tier"] == "error"]
    followers = [finding for finding in found["findings"] if finding["cause"] == cause["id"]]
    assert (cause["code"], cause["file"]) == ("E4010", "registry/schools.csv")
    assert {"E1111", "E1207", "E1630", "E1807"} <= {finding["code"] for finding in followers}
    assert cause["consequences"] == sum(finding["count"] for finding in followers) > 20
    assert found["summary"]["errors"] == 1
    text = run("validate", ".", "--as-of", "2026-06-30")[1]
    assert f"    连带  共 {cause['consequences']} 处：" in text
    assert "E1111" not in text


def test_a_member_left_out_of_a_plan_is_one_finding_with_all_that_names_it(run: Run) -> None:
    path = "clusters/chenghu/chenghu-01/plan.yaml"

    def without(text: str) -> str:
        lines = text.splitlines(keepends=True)
        gone = next(i for i, line in enumerate(lines) if "2136990002" in line and "role" in line)
        return "".join(lines[:gone] + lines[gone + 1 :])

    city_with(without, path)
    found = [f for f in json_of(run, ".")["findings"] if f["code"] in ("E1110", "E2005", "Q1631", "Q2206")]
    mine = [f for f in found if "2136990002" in json.dumps(f["facts"])]
    heads = [f for f in mine if f["cause"] is None]
    assert [(f["code"], f["file"]) for f in heads] == [("E1110", path)]
    assert heads[0]["consequences"] > 5


def test_a_cause_in_a_file_that_was_not_asked_about_leaves_the_finding_where_it_is() -> None:
    city_with(lambda text: text.replace("2136990001", "2136990071"), "registry/schools.csv")
    alone = checked("schools/2136990001/2025-2026/school.yaml")
    assert [(f.rule.code, f.cause) for f in alone.findings if f.tier == "error"] == [("E1207", None)]


def test_an_error_is_never_folded_under_a_query() -> None:
    city_with(lambda text: text.replace("2136990001", "2136990071"), "registry/schools.csv")
    by_id = {f.id: f for f in checked().findings}
    followers = [f for f in by_id.values() if f.cause]
    assert followers != []
    ranks = {"error": 0, "query": 1, "note": 2}
    assert all(ranks[by_id[f.cause].tier] <= ranks[f.tier] for f in followers if f.cause)


def test_a_mistyped_member_is_the_cause_of_all_that_names_the_right_one(run: Run) -> None:
    path = "clusters/chenghu/chenghu-01/plan.yaml"

    def mistyped(text: str) -> str:
        return text.replace("2136990002", "2136990302", 1)

    city_with(mistyped, path)
    found = json_of(run, ".")["findings"]
    (cause,) = [f for f in found if f["code"] == "E1111"]
    assert (cause["file"], cause["cause"]) == (path, None)
    assert cause["consequences"] > 5
    assert [f for f in found if f["code"] in ("E1110", "E2005") and f["cause"] != cause["id"]] == []


def test_a_rule_on_the_repository_that_breaks_down_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(repository: Repository) -> object:
        raise LookupError("something that a person wrote")

    monkeypatch.setattr("eduhub.checks.rules.across._memberships", broken)
    save("plan.yaml", (Path(__file__).parent / "cases/Q1108/good/plan.yaml").read_text(encoding="utf-8"))
    found = checked()
    assert [(f.rule.code, f.facts["code"]) for f in found.heads] == [("E0000", "E4001")]
    assert found.exit_code == 70


def test_an_id_stays_while_its_place_does() -> None:
    classes(["46"])
    (first,) = checked("classes.csv").heads
    classes(["47"])
    (second,) = checked("classes.csv").heads
    assert first.id == second.id
    assert first.message("en") != second.message("en")


def test_two_findings_of_one_rule_in_one_line_have_ids_of_their_own() -> None:
    save("plan.yaml", (Path(__file__).parent / "cases/Q1108/good/plan.yaml").read_text(encoding="utf-8"))
    with Path("plan.yaml").open("a", encoding="utf-8") as file:
        file.write("# 19900000001 19900000002\n")
    ids = [f.id for f in checked("plan.yaml").heads if f.rule.code == "E0902"]
    assert len(set(ids)) == len(ids) == 2


def test_ids_are_unique_over_a_faulty_city() -> None:
    city_with(lambda text: text.replace("2136990001", "2136990071"), "registry/schools.csv")
    ids = [finding.id for finding in checked().findings]
    assert len(ids) == len(set(ids))


def test_what_did_not_run_names_the_finding_that_stopped_it(run: Run) -> None:
    classes(["41", "四十"])
    found = json_of(run, "classes.csv")
    (fault,) = found["findings"]
    stopped = [skipped for skipped in found["not_run"] if skipped["finding"]]
    assert {skipped["code"] for skipped in stopped} >= {"E1301", "Q1302"}
    assert {skipped["finding"] for skipped in stopped} == {fault["id"]}
    assert {skipped["because"]["en"] for skipped in stopped} == {"first mend E0204 at classes.csv:3:6 (C3)"}


# Words for places


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["D14"], ["D14"]),
        (["D14", "D15", "D16"], ["D14:D16"]),
        (["D14", "D16", "D17", "E18"], ["D14", "D16:D17", "E18"]),
        (["AA9", "AA10"], ["AA9:AA10"]),
    ],
)
def test_cells_that_follow_each_other_are_a_range(cells: list[str], said: list[str]) -> None:
    assert list(spans([Place("a.xlsx", sheet="s", cell=cell) for cell in cells])) == said


def test_lines_that_follow_each_other_are_a_range() -> None:
    assert list(spans([Place("a.yaml", line) for line in (3, 4, 5, 9)])) == ["3-5", "9"]


@pytest.mark.parametrize("route", [(), ("a",), ("members", 2, "role"), ("rows", 0), ("a", "b", 1, 2, "c")])
def test_a_key_leads_back_to_its_route(route: tuple[str | int, ...]) -> None:
    assert route_of(key_of(route)) == route
