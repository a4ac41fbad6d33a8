"""Documents side by side: each is judged for itself, nothing is lent, lost or shown that should not be."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from eduhub.checks import Checked, check
from eduhub.checks.formats import FORMATS
from eduhub.core.rule import Tier
from eduhub.repository import Repository
from eduhub.scores import score

EXAMPLES = Path(__file__).parents[1] / "examples"
CITY = EXAMPLES / "city"
FIRST, SECOND = "2136990001", "2136990002"
Run = Callable[..., tuple[int, str, str]]
Edit = Callable[[openpyxl.Workbook], object]

MENDED: tuple[tuple[str, str, str | int], ...] = (
    ("学校基本情况", "B6", "2025-09-01"),
    ("学校基本情况", "B10", 5600000),
    ("班级", "D12", 42),
    ("教师", "J8", "语文"),
    ("教师", "L10", 12),
    ("教师", "B13", f"{FIRST}-008"),
)


def form(path: Path, *cells: tuple[str, str, str | int], edit: Edit | None = None) -> Path:
    """The example's form without its slips, with these cells changed."""
    book = openpyxl.load_workbook(EXAMPLES / "slips" / "云杉小学.xlsx")
    for sheet, cell, value in (*MENDED, *cells):
        book[sheet][cell] = value
    if edit:
        edit(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path


def codes(checked: Checked) -> list[str]:
    return [f"{finding.rule.code} {finding.place}" for finding in checked.findings]


def checked(*paths: Path, root: Path | None = None) -> Checked:
    return check(Repository.load(paths, root=root, as_of=date(2025, 10, 15)))


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CITY, tmp_path / "city"))


# Collected forms


def test_the_teachers_of_a_faulty_form_are_lent_to_no_other_school(tmp_path: Path) -> None:
    form(tmp_path / "a.xlsx")
    alone = score(Repository.load([tmp_path / "a.xlsx"], root=CITY).with_named_reports())
    faulty = (("学校基本情况", "B4", SECOND), ("学校基本情况", "B10", "很多"))
    form(tmp_path / "b.xlsx", *faulty)
    both = score(Repository.load([tmp_path], root=CITY).with_named_reports())
    first = alone.frame.filter(alone.frame["id"] == FIRST)
    assert both.frame.filter(both.frame["id"] == FIRST).equals(first)
    found = codes(checked(tmp_path, root=CITY))
    assert [line for line in found if line.split()[0] in ("E4005", "Q1204", "Q1206")] == []


def test_a_school_that_reported_twice_is_told_and_takes_no_part(tmp_path: Path, run: Run) -> None:
    form(tmp_path / "forms" / "a.xlsx")
    form(tmp_path / "forms" / "a (1).xlsx", ("学校基本情况", "B10", 7664000))
    told = codes(checked(tmp_path / "forms", root=CITY))
    assert [line.split()[0] for line in told] == ["E4005", "E4005"]
    code, out, err = run("score", str(tmp_path / "forms"), "-C", str(CITY), "--format", "json")
    assert code == 0
    assert FIRST in err
    rows = [r for r in json.loads(out)["rows"] if r["id"] == FIRST and r["indicator"] == "L6"]
    assert [row["value"] for row in rows] == [None]


def test_a_school_that_is_not_in_the_register_is_named_when_it_is_left_out(tmp_path: Path, run: Run) -> None:
    form(tmp_path / "forms" / "a.xlsx", ("学校基本情况", "B4", "2136990077"))
    form(tmp_path / "forms" / "b.xlsx")
    code, _, err = run("score", str(tmp_path / "forms"), "-C", str(CITY))
    assert code == 0
    assert "2136990077" in err
    assert FIRST not in err


def test_the_score_of_collected_forms_takes_no_reports_from_the_repository(tmp_path: Path, run: Run) -> None:
    form(tmp_path / "forms" / "a.xlsx")
    _, out, _ = run("score", str(tmp_path / "forms"), "-C", str(CITY), "--format", "json")
    known = {r["id"] for r in json.loads(out)["rows"] if r["level"] == "part" and r["value"] is not None}
    assert known == {FIRST}


def test_a_second_head_sheet_does_not_write_over_the_first(tmp_path: Path) -> None:
    def forget(book: openpyxl.Workbook) -> None:
        old = book.copy_worksheet(book["学校基本情况"])
        old.title = "旧表"
        old["B10"] = 1

    path = form(tmp_path / "a.xlsx", edit=forget)
    assert "E0138" in {finding.rule.code for finding in checked(path).findings}


def test_a_column_that_a_second_sheet_lacks_mutes_no_fault_of_the_first(tmp_path: Path) -> None:
    def second(book: openpyxl.Workbook) -> None:
        other = book.copy_worksheet(book["班级"])
        other.title = "班级2"
        other.delete_cols(5)
        for row in range(6, other.max_row + 1):
            other.cell(row, 3).value = f"另{row}班"

    path = form(tmp_path / "a.xlsx", ("班级", "E7", "没有"), edit=second)
    assert f"E0204 {path.as_posix()}[班级]!E7" in codes(checked(path))


def test_rows_that_are_only_numbered_are_no_records(tmp_path: Path) -> None:
    path = tmp_path / "班级.csv"
    path.write_text("序号,年级,班级,学生数\n1,1,1班,40\n2,1,2班,41\n3,,,\n4,,,\n", encoding="utf-8")
    assert codes(checked(path)) == []


# Repositories


def test_broken_settings_stop_the_work_before_it_begins(tmp_path: Path, run: Run) -> None:
    city = copied(tmp_path)
    with (city / "eduhub.yaml").open("a", encoding="utf-8") as settings:
        settings.write("minimum_n: ten\n")
    for words in (("score", str(city / "schools")), ("validate", str(city / "registry"))):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "eduhub.yaml" in err
    assert run("validate", str(city))[0] == 1


def test_a_newer_register_takes_the_place_of_the_stored_one_whatever_its_name(tmp_path: Path) -> None:
    text = (CITY / "registry" / "schools.csv").read_text(encoding="utf-8")
    newer = text.replace("望湖小学", "望湖新校")
    for name in ("aaa.csv", "zzz.csv"):
        (tmp_path / name).write_text(newer, encoding="utf-8")
        repository = Repository.load([tmp_path / name], root=CITY)
        assert repository.schools["2136990006"].name == "望湖新校"


def test_the_rooms_of_a_repository_inside_a_folder_stay_closed(tmp_path: Path) -> None:
    city = copied(tmp_path)
    (city / "private").mkdir(exist_ok=True)
    (city / "private" / "names.csv").write_text("code,name\n1,张三\n", encoding="utf-8")
    of_the_city = [f.rule.code for f in checked(CITY).findings if f.place.file != f"{CITY}/waivers.yaml"]
    assert [finding.rule.code for finding in checked(tmp_path).findings] == of_the_city


@pytest.mark.parametrize("name", ["a.yaml", "z.yaml"])
def test_a_plan_that_takes_members_of_another_is_told_whatever_its_name(tmp_path: Path, name: str) -> None:
    plan = CITY / "clusters" / "chenghu" / "chenghu-01" / "plan.yaml"
    path = tmp_path / name
    path.write_text(plan.read_text(encoding="utf-8").replace("chenghu-01", "chenghu-09"), encoding="utf-8")
    found = codes(checked(path, root=CITY))
    assert [line.split()[0] for line in found] == ["E4001"] * 5


def test_nothing_is_said_of_schools_in_no_cluster_while_a_plan_can_not_be_used(tmp_path: Path) -> None:
    city = copied(tmp_path)
    path = city / "clusters" / "chenghu" / "chenghu-01" / "plan.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("phase: 试点", "phase: 试验"), encoding="utf-8")
    told = check(Repository.load([city]))
    assert [f.rule.code for f in told.findings if f.is_open and f.tier is not Tier.NOTE] == ["E0207"]
    assert "N4002" not in {finding.rule.code for finding in told.findings}
    assert "N4002" in {skipped.code for skipped in told.not_run}


@pytest.mark.parametrize(
    ("first", "second", "hits"), [("bei", "nan", 0), ("bei", "bei", 1), ("", "bei", 1), ("bei", "", 1)]
)
def test_a_school_as_a_whole_holds_its_campuses(tmp_path: Path, first: str, second: str, hits: int) -> None:
    plan = (CITY / "clusters" / "chenghu" / "chenghu-01" / "plan.yaml").read_text(encoding="utf-8")
    row = '- {school: "2136990006", %sstages: [小学], role: 成员校, joined: 2023-09-01}\n'
    rows = "".join(row % (f"campus: {campus}, " if campus else "") for campus in (first, second))
    path = tmp_path / "plan.yaml"
    path.write_text(plan.replace("members:\n", f"members:\n{rows}"), encoding="utf-8")
    found = [finding.rule.code for finding in checked(path, root=CITY).findings]
    assert found.count("E1101") == hits


def test_a_school_without_a_row_for_one_stage_is_told_and_not_given_all_facilities(tmp_path: Path) -> None:
    city = copied(tmp_path)
    path = city / "schools" / "3136990010" / "2025-2026" / "school.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "stage: 初中" not in line), encoding="utf-8")
    assert "E1211" in {finding.rule.code for finding in checked(path).findings}
    frame = score(Repository.load([city])).frame
    part = frame.filter((frame["id"] == "3136990010") & (frame["indicator"] == "L4"))
    assert part["value"].to_list() == [None, None]


def test_a_campus_that_is_misspelt_in_the_roster_counts_nobody_as_nothing(tmp_path: Path) -> None:
    city = copied(tmp_path)
    path = city / "schools" / "2136990006" / "2025-2026" / "teachers.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",nan,", ",nna,"), encoding="utf-8")
    assert "E1404" in {finding.rule.code for finding in checked(path).findings}
    frame = score(Repository.load([city])).frame
    mine = frame.filter(frame["id"].str.starts_with("2136990006/") & (frame["indicator"] == "L1"))
    assert mine["value"].to_list() == [None, None]


# Odd documents


def test_a_key_with_a_bracket_is_told_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text('kind: plan\n"stag[es": 1\n', encoding="utf-8")
    found = {(finding.rule.code, finding.place.line) for finding in checked(path).findings}
    assert ("E0202", 2) in found
    assert "E0000" not in {code for code, _ in found}


def test_a_group_that_is_missing_is_told_field_by_field(tmp_path: Path) -> None:
    plan = (CITY / "clusters" / "chenghu" / "chenghu-01" / "plan.yaml").read_text(encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(plan.replace("cycle:\n  start: 2023-09-01\n  end: 2026-08-31\n", ""), encoding="utf-8")
    keys = [finding.place.key for finding in checked(path).findings if finding.rule.code == "E0201"]
    assert keys == ["cycle.end", "cycle.start"]


def test_findings_have_ids_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    plan = (CITY / "clusters" / "chenghu" / "chenghu-01" / "plan.yaml").read_text(encoding="utf-8")
    lines = [line for line in plan.splitlines() if "area: 资源建设" not in line and "area: 文化" not in line]
    path.write_text("\n".join(lines), encoding="utf-8")
    ids = [finding.id for finding in checked(path).findings if finding.rule.code == "E1107"]
    assert len(ids) == len(set(ids)) == 2


# People


SECRETS = ("张三丰", "李四光", "360102198503071234", "13800138000", "1985-03")
HEAD = (
    "工号,教职工类别,性别,是否在编,主要任教学段,主要任教学科,学历,职称,在校方式,出生年月,人事关系所在学校\n"
)
GOOD = "T1,专任教师,女,是,小学,语文,本科,中级,本校在岗,1985-03,2136990001\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + GOOD.replace("女", "李四光"),
        HEAD + GOOD.replace("专任教师", "1985-03"),
        HEAD + GOOD.replace("2136990001", "360102198503071234"),
        HEAD + GOOD.replace("2136990001", "13800138000"),
        HEAD + GOOD.replace("T1", "360102198503071234"),
        HEAD + GOOD.replace("1985-03", "张三丰"),
        HEAD + GOOD.strip() + ",张三丰\n",
        HEAD + GOOD + "填表人：张三丰  电话：13800138000,,,,,,,,,,\n",
        "kind: teachers\nrows:\n  - {姓名: 张三丰, nmae: 李四光, 身份证号: '360102198503071234'}\n",
        "kind: plan\nphase: '13800138000'\n",
    ],
)
@pytest.mark.parametrize("shape", FORMATS)
def test_what_may_be_a_person_s_is_never_shown(tmp_path: Path, run: Run, text: str, shape: str) -> None:
    path = tmp_path / ("x.yaml" if text.startswith("kind") else "x.csv")
    path.write_text(text, encoding="utf-8")
    book = tmp_path / "found.xlsx"
    into = ["-o", str(book)] if shape == "xlsx" else []
    code, out, err = run("validate", str(path), "--format", shape, *into)
    if into:
        with zipfile.ZipFile(book) as archive:
            out = "".join(archive.read(name).decode("utf-8") for name in archive.namelist())
    assert code in (0, 1)
    assert out
    assert [secret for secret in SECRETS if secret in out + err] == []


def test_a_plan_that_cannot_be_read_is_not_said_to_be_missing(tmp_path: Path) -> None:
    city = Path(shutil.copytree(CITY, tmp_path / "city"))
    plan = city / "clusters" / "chenghu" / "chenghu-01" / "plan.yaml"
    before = {finding.rule.code for finding in checked(city).findings}
    plan.write_text(plan.read_text(encoding="utf-8") + "  - [", encoding="utf-8")
    told = checked(city)
    assert {finding.rule.code for finding in told.findings} - before == {"E0104"}
    assert {"N4002", "N1814"} <= {skipped.code for skipped in told.not_run}
