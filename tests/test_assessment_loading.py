"""Heads of assessments are read from private/; what lies beside them is named, checked and never shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from filled import CITY

from eduhub.checks import Checked, check
from eduhub.kinds.assessment import Assessment
from eduhub.repository import Repository
from eduhub.repository.depends import touched

Run = Callable[..., tuple[int, str, str]]

HEAD = """kind: assessment
schema: 1
name: 2026-junior
basis: {type: 初中学业水平考试}
prior_basis: {type: 省级质量监测}
cohort: "2026"
grade: 9
dates: {prior: 2025-06-20, outcome: 2026-06-20}
subjects: [{subject: 数学, prior: 监测, outcome: 中考}]
"""
ROWS = "key,school,subject,prior,outcome\na,3136990001,数学,1,2\n"
DOUBLED = ROWS + "a,3136990001,数学,1,2\n"
FOLDER = "private/2026-junior"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data repository with an assessment that has a fault in its results, and the current folder."""
    put(tmp_path, "eduhub.yaml", "kind: city\nschema: 1\nname: 示例市\nyears: {current: 2025-2026}\n")
    put(tmp_path, f"{FOLDER}/assessment.yaml", HEAD)
    put(tmp_path, f"{FOLDER}/results.csv", DOUBLED)
    put(tmp_path, f"{FOLDER}/名单.csv", "姓名,学籍号\n张三,G369901201103070025\n")
    put(tmp_path, "private/names.csv", "code,name\n1,张三\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def checked(*paths: str) -> Checked:
    return check(Repository.load(paths, as_of=date(2026, 6, 30)))


def told(found: Checked) -> list[str]:
    return [f"{finding.rule.code} {finding.place.file}" for finding in found.findings]


HEAD_FILE, RESULTS = f"{FOLDER}/assessment.yaml", f"{FOLDER}/results.csv"
LEFT = f"N0133 {FOLDER}"


@pytest.mark.parametrize(
    ("path", "files", "findings"),
    [
        (".", ["eduhub.yaml", HEAD_FILE, RESULTS], [f"E3451 {RESULTS}"]),
        ("private", [HEAD_FILE, RESULTS], ["N0133 private", f"E3451 {RESULTS}"]),
        (FOLDER, [HEAD_FILE, RESULTS], [LEFT, f"E3451 {RESULTS}"]),
        (HEAD_FILE, [HEAD_FILE, RESULTS], [f"E3451 {RESULTS}"]),
        (RESULTS, [RESULTS], [f"E3451 {RESULTS}"]),
        ("eduhub.yaml", ["eduhub.yaml"], []),
    ],
)
def test_an_assessment_is_found_by_every_path_that_leads_to_it(
    here: Path, path: str, files: list[str], findings: list[str]
) -> None:
    found = checked(path)
    assert list(found.files) == files
    assert told(found) == findings


def test_the_results_alone_are_told_of_where_they_are_named_and_the_head_is_not(here: Path) -> None:
    put(here, HEAD_FILE, HEAD.replace('"2026"', '"2025"'))
    assert told(checked(RESULTS)) == [f"E3451 {RESULTS}"]
    assert told(checked(HEAD_FILE)) == [f"Q3426 {HEAD_FILE}", f"E3451 {RESULTS}"]


def test_results_wait_for_a_head_that_can_be_read(here: Path) -> None:
    put(here, HEAD_FILE, HEAD.replace("grade: 9", "grade: 九"))
    found = checked(RESULTS)
    assert told(found) == []
    assert {skipped.stopped_by[0] for skipped in found.not_run if skipped.stopped_by} == {"E0204"}


@pytest.mark.parametrize("name", ["results.csv", "results.parquet", "levels.csv"])
def test_results_without_a_head_are_told_of_where_they_are_named(here: Path, name: str) -> None:
    put(here, f"private/x/{name}", ROWS)
    assert told(checked(f"private/x/{name}")) == [f"E0165 private/x/{name}"]
    assert told(checked("private/x")) == [f"E0165 private/x/{name}"]
    assert told(checked(".")) == [f"E3451 {RESULTS}", f"E0165 private/x/{name}"]


@pytest.mark.parametrize("name", ["results.csv", "results.parquet"])
def test_results_that_lie_in_no_folder_of_their_own_have_no_head(here: Path, name: str) -> None:
    put(here, f"private/{name}", ROWS)
    put(here, "private/empty/notes.txt", "x")
    assert told(checked(f"private/{name}")) == [f"E0165 private/{name}"]
    assert told(checked(".")) == [f"E3451 {RESULTS}", f"E0165 private/{name}"]


def test_what_lies_beside_a_head_instead_of_results_is_named(here: Path) -> None:
    (here / RESULTS).rename(here / FOLDER / "results.xlsx")
    (found,) = checked(HEAD_FILE).findings
    assert found.message("en") == (
        "there is no results.csv, results.parquet or levels.csv in its folder yet; "
        "not read: results.xlsx, 名单.csv"
    )


def test_a_head_and_results_outside_private_are_both_refused(here: Path) -> None:
    shutil.move(here / FOLDER, here / "测评")
    assert told(checked("测评")) == [
        "E3401 测评/assessment.yaml",
        "E0905 测评/results.csv",
        "E0905 测评/名单.csv",
        "E0903 测评/名单.csv",
    ]


def test_a_link_beside_a_head_is_not_followed(here: Path) -> None:
    (here / RESULTS).rename(here / "elsewhere.csv")
    (here / RESULTS).symlink_to(here / "elsewhere.csv")
    assert told(checked(HEAD_FILE)) == [f"N3440 {HEAD_FILE}"]


def test_what_lies_beside_a_head_is_given_with_its_real_folder(here: Path) -> None:
    put(here, f"{FOLDER}/levels.csv", "x")
    repository = Repository.load(["."])
    (head,) = [s for s in repository.submissions if s.kind.record is Assessment]
    beside = repository.companions(head)
    assert beside is not None
    assert (beside.shown, beside.files) == (FOLDER, (RESULTS, f"{FOLDER}/levels.csv"))
    assert beside.folder.resolve() == here / FOLDER
    assert head.owner == {"assessment": "2026-junior"}


def test_a_change_of_the_register_asks_about_assessments_and_what_lies_beside_them(here: Path) -> None:
    put(here, "registry/schools.csv", "code,name\n")
    after = Repository.load(["."])
    before = Repository.load(["eduhub.yaml"])
    asked = after.with_named(touched(after, before, {"registry/schools.csv"})).named
    assert {HEAD_FILE, RESULTS} <= asked


def test_both_kinds_of_results_are_told_of_as_one_that_is_too_much(here: Path) -> None:
    pl.DataFrame({"key": ["a"]}).write_parquet(here / FOLDER / "results.parquet")
    (finding,) = checked(HEAD_FILE).findings
    assert finding.rule.code == "E3441"
    assert finding.message("en") == (
        "the results can't be used: results.csv, results.parquet are both there, and one must hold"
    )


@pytest.mark.parametrize("shape", ["text", "concise", "json", "jsonl", "github", "gitlab", "junit", "sarif"])
def test_no_format_shows_a_value_or_a_key_of_a_row(here: Path, run: Run, shape: str) -> None:
    secrets = ("abckey", "31369abc", "abcsubject", "abcmark", "abcstate", "abcday")
    heading = "key,school,subject,prior,outcome,state,entered\n"
    put(
        here,
        RESULTS,
        heading + f"{secrets[0]},{','.join(secrets[1:4])},x,{','.join(secrets[4:])}\n张三,,,,,,\n" * 2,
    )
    for lang in ("zh", "en"):
        _, out, err = run("--lang", lang, "validate", "--as-of", "2026-06-30", "--format", shape, FOLDER)
        assert "E3446" in out
        assert "E0907" in out
        assert [secret for secret in (*secrets, "张三") if secret in out + err] == []


def test_what_is_personal_in_results_can_not_be_waived(here: Path) -> None:
    put(here, RESULTS, ROWS.replace("\na,", "\n张三,"))
    waiver = "{code: E0907, path: private, reason: 试点, who: 教育局, until: 2026-12-31}"
    put(here, "waivers.yaml", f"kind: waivers\nschema: 1\nrows:\n- {waiver}\n")
    found = checked(".")
    (key,) = [finding for finding in found.findings if finding.rule.code == "E0907"]
    assert key.is_open
    assert found.exit_code == 1


def test_the_city_has_an_assessment_without_a_fault() -> None:
    found = check(Repository.load([CITY / FOLDER], root=CITY))
    assert (found.findings, len(found.files)) == ((), 2)


# By which right


def right(here: Path, *edits: tuple[str, str]) -> list[str]:
    """What is told of the head with these edits."""
    text = HEAD
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    put(here, HEAD_FILE, text)
    put(here, RESULTS, ROWS)
    return [f"{f.rule.code} {f.place.key}" for f in checked(HEAD_FILE).findings if f.rule.code != "Q3426"]


OTHER = ("{type: 初中学业水平考试}", "{type: 其他, document: 甲字〔2026〕1号}")
PRIOR = ("prior_basis: {type: 省级质量监测}", "prior_basis: {type: 其他, document: 甲字〔2025〕1号}")
NO_PRIOR = ("prior_basis: {type: 省级质量监测}\n", "")


def graded(grade: int) -> tuple[str, str]:
    return ("grade: 9", f"grade: {grade}")


@pytest.mark.parametrize("grade", [2, 5, 6, 7, 8, 10, 11])
def test_an_exam_by_another_basis_is_banned_in_these_grades(here: Path, grade: int) -> None:
    assert right(here, OTHER, graded(grade)) == ["E3404 basis.type"]


@pytest.mark.parametrize(
    "name", ["weight", "prior3", "Moved", "intercept", "cohort", "group", "row", "_sex", "a(b)"]
)
def test_a_covariate_can_not_have_the_name_of_a_column_that_is_there_already(here: Path, name: str) -> None:
    covariates = f"covariates: [{{name: {name}, type: number}}]\ncohort:"
    assert "E3416 covariates[0].name" in right(here, ("cohort:", covariates))


@pytest.mark.parametrize("grade", [9, 12])
def test_in_the_last_grades_a_document_may_allow_one(here: Path, grade: int) -> None:
    assert right(here, OTHER, graded(grade)) == []


@pytest.mark.parametrize("grade", [10, 11])
def test_before_the_notice_of_2025_senior_grades_were_free(here: Path, grade: int) -> None:
    before = ("prior: 2025-06-20, outcome: 2026-06-20", "prior: 2024-06-20, outcome: 2025-06-20")
    assert right(here, OTHER, graded(grade), before) == []


def test_counts_by_level_of_what_each_school_held_are_no_common_exam(here: Path) -> None:
    (here / RESULTS).unlink()
    put(here, f"{FOLDER}/levels.csv", "school,subject,level,before,after\n3136990001,数学,A,1,2\n")
    put(here, HEAD_FILE, HEAD.replace(*OTHER).replace(*graded(5)).replace('"2026"', '"2027"'))
    assert told(checked(HEAD_FILE)) == []


def test_a_prior_by_another_basis_is_banned_by_its_own_grade(here: Path) -> None:
    assert right(here, PRIOR) == ["E3404 prior_basis.type"]
    assert right(here, PRIOR, ("prior: 2025-06-20", "prior: 2025-09-20")) == []


def test_a_prior_of_primary_school_needs_the_monitoring_or_the_fitness_test(here: Path) -> None:
    long_ago = ("prior: 2025-06-20", "prior: 2023-06-20")
    fitness = ("{type: 省级质量监测}", "{type: 国家学生体质健康标准测试}")
    assert right(here, long_ago) == []
    assert right(here, long_ago, fitness) == []
    assert right(here, long_ago, PRIOR) == ["E3404 prior_basis.type"]
    assert right(here, long_ago, NO_PRIOR) == ["E3405 basis.type"]


def test_a_prior_by_the_exam_in_grade_8_asks_for_its_basis_but_for_the_subjects_examined_then(
    here: Path,
) -> None:
    assert right(here, NO_PRIOR) == ["Q3406 basis.type"]
    text = HEAD.replace(*NO_PRIOR).replace("数学", "生物")
    put(here, HEAD_FILE, text)
    put(here, RESULTS, ROWS.replace("数学", "生物"))
    assert told(checked(HEAD_FILE)) == []


def test_the_national_monitoring_is_of_compulsory_education_only(here: Path) -> None:
    national = ("{type: 初中学业水平考试}", "{type: 国家义务教育质量监测}")
    assert right(here, national, graded(8)) == []
    assert right(here, national, graded(10)) == ["E3405 basis.type"]
