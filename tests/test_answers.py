"""Explanations and waivers: what they answer, when they lapse, what is said of those that answer nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filled import by_xlsxwriter, filled_form, roster

from eduhub.checks import check
from eduhub.checks.checked import Checked
from eduhub.repository import Repository

Run = Callable[..., tuple[int, str, str]]

AS_OF = date(2026, 6, 30)
CLASSES = "年级,班级,学生数\n1,1班,41\n1,2班,{pupils}\n"
AT = "rows[1/2班].pupils"
CITY = "kind: city\nschema: 1\nname: 示例市\nyears: {current: 2025-2026}\n"


def save(name: str, content: str | bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def explained(
    *rows: str, beside: str = "classes", pupils: int = 52, rest: str = "", as_of: date = AS_OF
) -> Checked:
    """What checking says of a list of classes with these explanations beside it."""
    save("classes.csv", CLASSES.format(pupils=pupils) + rest)
    listed = "".join(f"  - {{{row}}}\n" for row in rows)
    save(f"{beside}.explanations.yaml", f"kind: explanations\nschema: 1\nrows:\n{listed}")
    return check(Repository.load([Path()], as_of=as_of))


def entry(at: str = AT, value: str | None = "52", code: str = "Q1302", reason: str = "并入村小") -> str:
    bound = f', value: "{value}"' if value is not None else ""
    return f'code: {code}, at: "{at}"{bound}, reason: {reason}'


def told(checked: Checked) -> list[tuple[str, str | None]]:
    """Code and explanation of all that is told."""
    return [(finding.rule.code, finding.explanation) for finding in checked.heads]


def json_of(run: Run, *words: str) -> dict[str, Any]:
    code, out, _ = run("validate", "--as-of", AS_OF.isoformat(), "--format", "json", *words)
    assert code in (0, 1)
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.fixture(autouse=True)
def _somewhere(quiet_place: None) -> None:
    """Every test begins in an empty folder."""


@pytest.mark.parametrize(
    "at", [AT, "rows[1].pupils", "C3", "c3", " rows[1/2班] . pupils", "rows[１/2班].pupils"]
)
def test_a_query_is_answered_by_any_name_of_its_place(at: str) -> None:
    checked = explained(entry(at))
    assert told(checked) == [("Q1302", "并入村小")]
    assert (checked.exit_code, checked.explained) == (0, 1)


def test_an_explanation_lapses_when_the_value_changes() -> None:
    assert told(explained(entry())) == [("Q1302", "并入村小")]
    changed = explained(entry(), pupils=53)
    assert told(changed) == [("Q1302", None), ("N4202", None)]
    assert (changed.exit_code, changed.explained) == (1, 0)


@pytest.mark.parametrize("value", ["52", " ５２ ", "52.0"])
def test_a_value_may_be_spelt_in_another_way(value: str) -> None:
    assert told(explained(entry(value=value))) == [("Q1302", "并入村小")]


def test_an_explanation_without_a_value_does_not_count_and_hears_which_to_write() -> None:
    checked = explained(entry(value=None))
    assert told(checked) == [("Q1302", None), ("N4203", None)]
    assert checked.heads[1].fix("en") == "write 52 as its value"


@pytest.mark.parametrize(
    "row", [entry("rows[1/1班].pupils"), entry("C9"), entry(code="Q1304"), entry(code="Q9999")]
)
def test_an_explanation_of_nothing_is_told_and_answers_nothing(row: str) -> None:
    checked = explained(row)
    assert told(checked) == [("Q1302", None), ("N4201", None)]
    assert str(checked.heads[1].place) == f"classes.explanations.yaml:4:{6 + row.index('at: ') + 4}"


def test_an_explanation_of_a_rule_that_did_not_run_is_left_in_peace() -> None:
    save("classes.csv", CLASSES.format(pupils="五十"))
    save(
        "classes.explanations.yaml",
        f"kind: explanations\nschema: 1\nrows:\n  - {{{entry()}}}\n",
    )
    checked = check(Repository.load([Path()], as_of=AS_OF))
    assert [code for code, _ in told(checked)] == ["E0204"]


def test_an_explanation_of_a_rule_that_was_not_asked_for_is_left_in_peace(run: Run) -> None:
    explained(entry())
    assert json_of(run, ".", "--ignore", "Q1302")["findings"] == []


def test_rows_may_change_places_under_an_explanation_by_key() -> None:
    save("classes.csv", "年级,班级,学生数\n1,2班,52\n1,1班,41\n")
    save("classes.explanations.yaml", f"kind: explanations\nschema: 1\nrows:\n  - {{{entry()}}}\n")
    assert told(check(Repository.load([Path()], as_of=AS_OF))) == [("Q1302", "并入村小")]


def test_rows_of_one_key_are_named_by_their_position() -> None:
    checked = explained(entry(), rest="1,2班,54\n")
    answers = [f.answer for f in checked.heads if f.rule.code == "Q1302"]
    assert [answer and answer.at for answer in answers] == ["rows[1].pupils", "rows[2].pupils"]


def test_a_file_beside_another_list_answers_nothing_here() -> None:
    assert told(explained(entry(), beside="teachers")) == [("Q1302", None), ("N4201", None)]


def test_what_lies_beside_a_file_that_is_named_alone_answers_too(run: Run) -> None:
    explained(entry())
    found = json_of(run, "classes.csv")
    assert [finding["explanation"] for finding in found["findings"]] == ["并入村小"]
    assert found["summary"]["files"] == 1


def test_an_error_is_never_explained_away() -> None:
    save("classes.csv", "年级,班级,学生数,其中特教学生\n1,1班,41,44\n")
    row = entry("rows[1/1班].special", "44", "E1303")
    save("classes.explanations.yaml", f"kind: explanations\nschema: 1\nrows:\n  - {{{row}}}\n")
    checked = check(Repository.load([Path()], as_of=AS_OF))
    assert told(checked) == [("E1303", None), ("N4204", None)]
    assert checked.exit_code == 1


def test_the_answer_that_validate_prints_is_the_one_that_counts(run: Run) -> None:
    save("classes.csv", CLASSES.format(pupils=52))
    (query,) = json_of(run, "classes.csv")["findings"]
    assert query["answer"] == {"at": AT, "value": "52", "file": "classes.explanations.yaml", "sheet": None}
    answer = entry(query["answer"]["at"], query["answer"]["value"])
    save(query["answer"]["file"], f"kind: explanations\nschema: 1\nrows:\n  - {{{answer}}}\n")
    found = json_of(run, ".")
    assert [finding["explanation"] for finding in found["findings"]] == ["并入村小"]
    assert found["summary"]["explained"] == 1


def test_a_plan_explains_in_itself(run: Run) -> None:
    source = Path(__file__).parent / "cases" / "Q1108" / "bad" / "plan.yaml"
    save("plan.yaml", source.read_bytes())
    (query,) = json_of(run, "plan.yaml")["findings"]
    assert query["answer"]["file"] is None
    answer = entry(query["answer"]["at"], query["answer"]["value"], "Q1108", "巩固现有水平")
    save("plan.yaml", source.read_text(encoding="utf-8") + f"explanations:\n  - {{{answer}}}\n")
    assert [finding["explanation"] for finding in json_of(run, "plan.yaml")["findings"]] == ["巩固现有水平"]


def test_a_workbook_explains_in_its_sheet_by_the_cell(run: Run) -> None:
    data = roster()
    data["classes"]["rows"][0]["pupils"] = "60"
    save("望湖小学.xlsx", by_xlsxwriter(list(filled_form("roster", data).values())))
    asked = [f for f in json_of(run, "望湖小学.xlsx")["findings"] if f["code"] == "Q1302"]
    (answer,) = [query["answer"] for query in asked]
    assert (answer["at"], answer["file"]) == (f"班级!{asked[0]['cell']}", None)
    data["school"]["explanations"] = [
        {"code": "Q1302", "at": answer["at"], "value": answer["value"], "reason": "合班上课"}
    ]
    save("望湖小学.xlsx", by_xlsxwriter(list(filled_form("roster", data).values())))
    found = json_of(run, "望湖小学.xlsx")["findings"]
    assert [f["explanation"] for f in found if f["code"] == "Q1302"] == ["合班上课"]
    assert [f for f in found if f["code"].startswith("N42")] == []


def test_what_is_personal_is_bound_by_its_row_and_never_shown(run: Run) -> None:
    source = Path(__file__).parent / "cases" / "Q1405" / "bad" / "teachers.csv"
    text = source.read_text(encoding="utf-8")
    save("teachers.csv", text)
    (query,) = json_of(run, "teachers.csv", "--select", "Q1405")["findings"]
    value = query["answer"]["value"]
    assert value.startswith("sha256:")
    row = text.splitlines()[query["line"] - 1]
    born = next(cell for cell in row.split(",") if cell.startswith(("19", "20")) and "-" in cell)
    assert born not in json.dumps(query, ensure_ascii=False)
    answer = entry(query["answer"]["at"], value, "Q1405", "已核对身份证件")
    save("teachers.explanations.yaml", f"kind: explanations\nschema: 1\nrows:\n  - {{{answer}}}\n")
    assert [f["explanation"] for f in json_of(run, ".", "--select", "Q1405")["findings"]] == [
        "已核对身份证件"
    ]
    save("teachers.csv", text.replace(born, f"{born[:-1]}{(int(born[-1]) + 1) % 10}"))
    assert [f["explanation"] for f in json_of(run, ".", "--select", "Q1405")["findings"]] == [None]


def test_an_explanation_of_one_person_goes_with_the_row_and_answers_no_other() -> None:
    source = Path(__file__).parent / "cases" / "Q1402" / "bad" / "teachers.csv"
    heading, *rows = source.read_text(encoding="utf-8").splitlines()
    save("teachers.csv", "\n".join([heading, *rows]) + "\n")
    query = next(f for f in check(Repository.load([Path()], as_of=AS_OF)).heads if f.rule.code == "Q1402")
    assert query.answer is not None
    answer = entry(query.answer.at, query.answer.value, "Q1402", "提前上岗")
    save("teachers.explanations.yaml", f"kind: explanations\nschema: 1\nrows:\n  - {{{answer}}}\n")
    assert "提前上岗" in {f.explanation for f in check(Repository.load([Path()], as_of=AS_OF)).heads}
    other = rows[(query.place.line or 0) - 2].replace("WX", "WY", 1)
    save("teachers.csv", "\n".join([heading, other, *rows]) + "\n")
    checked = check(Repository.load([Path()], as_of=AS_OF))
    told_of = [f for f in checked.findings if f.rule.code == "Q1402"]
    assert [f.explanation for f in told_of] == [None, "提前上岗"]


def test_every_place_of_a_repeated_query_has_its_answer(run: Run) -> None:
    source = Path(__file__).parent / "cases" / "Q1420" / "bad"
    found = [f for f in json_of(run, str(source))["findings"] if f["code"] == "Q1420"]
    assert found != []
    for query in found:
        assert query["places"][0]["answer"] == query["answer"]
        assert all(place["answer"]["value"].startswith("sha256:") for place in query["places"])


def test_an_explanation_lapses_when_what_the_value_is_held_against_changes() -> None:
    source = Path(__file__).parent / "cases" / "Q1204" / "bad"
    for path in source.iterdir():
        save(path.name, path.read_bytes())

    def asked() -> list[Any]:
        return [f for f in check(Repository.load([Path()], as_of=AS_OF)).heads if f.rule.code == "Q1204"]

    answer = asked()[0].answer
    row = entry(answer.at, answer.value, "Q1204", "含送教上门")
    school = Path("school.yaml").read_text(encoding="utf-8")
    save("school.yaml", school + f"explanations:\n  - {{{row}}}\n")
    assert [f.explanation for f in asked()] == ["含送教上门"]
    classes = Path("classes.csv").read_text(encoding="utf-8").rstrip("\n")
    before, number = classes.rsplit(",", 1)
    save("classes.csv", f"{before},{int(number) + 1}\n")
    assert [f.explanation for f in asked()] == [None]


def test_naming_the_explanations_alone_calls_none_of_them_useless() -> None:
    explained(entry())
    checked = check(Repository.load([Path("classes.explanations.yaml"), Path("classes.csv")], as_of=AS_OF))
    assert told(checked) == [("Q1302", "并入村小")]
    save("eduhub.yaml", CITY)
    assert told(check(Repository.load([Path("classes.explanations.yaml")], as_of=AS_OF))) == []


def test_an_explanation_is_not_called_useless_while_its_rule_lacks_a_list() -> None:
    folder = "schools/2136990001/2025-2026"
    source = Path(__file__).parent / "cases" / "Q1204" / "bad" / "school.yaml"
    row = entry("stages[小学].pupils", "1 / 2", "Q1204")
    save("eduhub.yaml", CITY)
    text = source.read_text(encoding="utf-8")
    save(f"{folder}/school.yaml", f"{text}explanations:\n  - {{{row}}}\n")
    save("schools/2136990002/2025-2026/classes.csv", CLASSES.format(pupils=40))
    checked = check(Repository.load([Path()], as_of=AS_OF))
    assert "N4201" not in {code for code, _ in told(checked)}
    save(f"{folder}/classes.csv", CLASSES.format(pupils="四十"))
    checked = check(Repository.load([Path()], as_of=AS_OF))
    assert "N4201" not in {code for code, _ in told(checked)}
    stopped = [(n.because.en, n.file) for n in checked.not_run if n.code == "Q1204"]
    where = f"first mend E0204 at {folder}/classes.csv:3:6 (C3)"
    assert stopped == [(where, f"{folder}/school.yaml")]
    save(f"{folder}/classes.csv", b"\x00\x01\xff\xfe\x00")
    checked = check(Repository.load([Path()], as_of=AS_OF))
    assert "N4201" not in {code for code, _ in told(checked)}
    assert [n.file for n in checked.not_run if n.code == "Q1204"] == [f"{folder}/school.yaml"]


def test_a_slip_in_one_explanation_keeps_nobody_from_the_rest() -> None:
    source = Path(__file__).parent / "cases" / "Q1108" / "bad" / "plan.yaml"
    text = source.read_text(encoding="utf-8")
    save("plan.yaml", text + 'explanations:\n  - {code: Q1108, at: "goals"}\n')
    codes = [code for code, _ in told(check(Repository.load([Path("plan.yaml")], as_of=AS_OF)))]
    assert codes == ["Q1108", "E0201"]


# Waivers


def waived(code: str = "Q1302", path: str = "classes.csv", until: str = "2026-12-31") -> None:
    words = f"code: {code}, path: '{path}', reason: 化解计划已批, who: 市教育局, until: {until}"
    save("waivers.yaml", f"kind: waivers\nschema: 1\nrows:\n  - {{{words}}}\n")


def in_repository(as_of: date = AS_OF, *named: str) -> Checked:
    save("eduhub.yaml", CITY)
    save("classes.csv", CLASSES.format(pupils=52))
    return check(Repository.load([Path(name) for name in named or (".",)], as_of=as_of))


@pytest.mark.parametrize("path", ["classes.csv", "./classes.csv", "*.csv", "*", "."])
def test_a_waiver_lets_a_query_pass_in_its_files(path: str) -> None:
    waived(path=path)
    checked = in_repository()
    (query,) = checked.heads
    assert query.waived is not None
    assert query.waived.zh == "化解计划已批（市教育局，至 2026-12-31）"
    assert (checked.exit_code, checked.waived) == (0, 1)


def test_two_waivers_of_one_finding_both_let_it_pass() -> None:
    row = "code: Q1302, path: '*', reason: 化解计划已批, who: 市教育局, until: 2026-12-31"
    save("waivers.yaml", f"kind: waivers\nschema: 1\nrows:\n  - {{{row}}}\n  - {{{row}}}\n")
    assert [f.rule.code for f in in_repository().heads] == ["Q1302"]


def test_a_waiver_covers_a_folder() -> None:
    waived(path="来件")
    save("来件/classes.csv", CLASSES.format(pupils=52))
    save("来件二/classes.csv", CLASSES.format(pupils=52))
    save("eduhub.yaml", CITY)
    checked = check(Repository.load([Path()], as_of=AS_OF))
    assert [(f.place.file, f.waived is not None) for f in checked.heads if f.rule.code == "Q1302"] == [
        ("来件/classes.csv", True),
        ("来件二/classes.csv", False),
    ]


@pytest.mark.parametrize(("day", "holds"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_a_waiver_holds_through_its_last_day(day: date, holds: bool) -> None:
    waived()
    checked = in_repository(day)
    assert [f.rule.code for f in checked.heads] == (["Q1302"] if holds else ["Q1302", "N0802"])
    assert (checked.exit_code == 0) is holds


def test_only_the_waivers_at_the_top_of_the_repository_count() -> None:
    waived(path="*")
    Path("学校").mkdir()
    Path("waivers.yaml").rename("学校/waivers.yaml")
    assert told(in_repository()) == [("Q1302", None), ("E0805", None)]


def test_a_waiver_of_nothing_is_told_only_where_all_its_files_were_asked_about() -> None:
    waived("Q1304", "*.csv")
    assert [f.rule.code for f in in_repository().heads] == ["Q1302", "N0803"]
    assert [f.rule.code for f in in_repository(AS_OF, "waivers.yaml").heads] == []


def test_a_waiver_from_the_repository_serves_a_single_file() -> None:
    waived()
    assert in_repository(AS_OF, "classes.csv").exit_code == 0


def test_strict_minds_notes_but_not_waived_ones(run: Run) -> None:
    save("eduhub.yaml", CITY)
    save("registry/districts.csv", "编号,名称,类别,批次\n")
    words = ("validate", ".", "--as-of", AS_OF.isoformat())
    assert run(*words)[0] == 0
    assert run(*words, "--strict")[0] == 1
    waived("N0164", "registry/districts.csv")
    assert run(*words, "--strict")[0] == 0


# Choosing rules


def test_rules_are_selected_and_ignored_by_code_beginning_and_name(run: Run) -> None:
    save("classes.csv", "年级,班级,学生数\n1,1班,0\n1,2班,52\n1,2班,41\n")

    def codes(*words: str) -> list[str]:
        return [finding["code"] for finding in json_of(run, "classes.csv", *words)["findings"]]

    assert codes() == ["Q1304", "Q1302", "E1301"]
    assert codes("--select", "Q") == ["Q1304", "Q1302"]
    assert codes("--select", "E13, large-class") == ["Q1302", "E1301"]
    assert codes("--ignore", "Q1304", "--ignore", "e1301") == ["Q1302"]
    assert codes("--select", "Q13", "--ignore", "empty-class") == ["Q1302"]


@pytest.mark.parametrize("word", ["E0901", "e09", "resident-id", "E0000"])
def test_nobody_can_ignore_personal_data_or_a_fault_of_eduhub(run: Run, word: str) -> None:
    code, out, err = run("validate", ".", "--ignore", word)
    assert (code, out) == (2, "")
    assert err == f"错误：{word} 不能忽略：个人信息、读不了的文件和 eduhub 自身的故障总要报告\n"


def test_a_rule_that_is_not_there_can_be_neither_selected_nor_ignored(run: Run) -> None:
    for option in ("--select", "--ignore"):
        code, out, err = run("validate", ".", option, "Q77")
        assert (code, out) == (2, "")
        assert err.startswith("错误：没有代码以“Q77”开头或名称是“Q77”的规则")
