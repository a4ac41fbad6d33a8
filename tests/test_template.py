"""`eduhub template`: forms that are filled in with what the data repository knows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import TWO_CAMPUSES, one_district
from marked import Change, changed
from openpyxl.worksheet.worksheet import Worksheet

from eduhub.checks import check
from eduhub.core.text import LANGS, Lang
from eduhub.forms import form_workbook
from eduhub.forms.collecting.came import came_in
from eduhub.forms.prefill import prefilled
from eduhub.forms.units import find_unit, level_of, units
from eduhub.forms.workbook import issued_workbook
from eduhub.kinds.catalogue import FORMS
from eduhub.repository import Repository

Run = Callable[..., tuple[int, str, str]]

SCHOOL, CLUSTER, YEAR = "2136990001", "chenghu-01", "2025-2026"
TEACHERS = "教师"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data repository with one district of the example city, one cluster of which has no plan yet."""
    top = tmp_path_factory.mktemp("city")
    for name, text in one_district():
        if name != "clusters/chenghu/chenghu-02/plan.yaml":
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            (top / name).write_text(text, encoding="utf-8")
    return top


@pytest.fixture(scope="module")
def city(place: Path) -> Repository:
    return Repository.load([place])


def book(content: bytes) -> Mapping[str, Worksheet]:
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets}


@pytest.fixture
def made(city: Repository) -> Callable[..., Mapping[str, Worksheet]]:
    """The form of a unit in Chinese, sheets by title; made once for the same unit."""

    @cache
    def call(name: str, level: Any, unit: str, year: str = YEAR) -> Mapping[str, Worksheet]:
        form = FORMS[name]
        filling = prefilled(form, find_unit(level, unit, city, city.as_of), year, city)
        return book(form_workbook(form, "zh", filling))

    return call


Made = Callable[..., Mapping[str, Worksheet]]


def pairs(sheet: Worksheet) -> dict[str, Any]:
    """The values of a sheet of label and value, as far as there are any."""
    return {
        str(row[0].value): row[1].value for row in sheet.iter_rows(min_row=4) if row[0].value and row[1].value
    }


def rows(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """The rows of a table that hold something beside their number."""
    values = (row[1:] for row in sheet.iter_rows(min_row=6, values_only=True))
    return [row for row in values if any(value is not None for value in row)]


def test_the_form_of_a_school_has_its_code_year_campuses_and_last_years_rows(
    made: Made, city: Repository
) -> None:
    sheets = made("roster", "school", TWO_CAMPUSES)
    assert pairs(sheets["封面"]) == {
        "填报单位": "望湖小学",
        "学校标识码": TWO_CAMPUSES,
        "学年": YEAR,
        "联系电话": "打印后手写，不要录入",
    }
    head = pairs(sheets["学校基本情况"])
    assert list(head) == [
        *("学校标识码 *", "学年 *", "教学及辅助用房（平方米） *", "其中室内体育用房（平方米） *"),
        *("运动场地（平方米） *", "教学仪器设备值（元） *", "网络多媒体教室（间） *"),
    ]
    assert (head["学校标识码 *"], head["学年 *"]) == (TWO_CAMPUSES, YEAR)
    assert [row[1] for row in rows(sheets["校区"])] == [campus.id for campus in city.campuses[TWO_CAMPUSES]]
    assert rows(sheets["班级"]) == []
    stages = rows(sheets["分学段情况"])
    assert stages
    assert {column for row in stages for column, value in enumerate(row) if value is not None} == {0, 1, 3}


def test_last_years_rows_look_so_and_are_announced(made: Made) -> None:
    sheets = made("roster", "school", SCHOOL)
    assert str(sheets[TEACHERS]["A2"].value).startswith("斜体蓝字是上年数据，请核对。")
    cell = sheets[TEACHERS]["B6"]
    assert (cell.font.i, cell.font.color.rgb) == (True, "FF2F5597")
    head = sheets["学校基本情况"]
    assert [head[cell].font.i for cell in ("B4", "B5", "B7")] == [False, False, True]
    below = sheets[TEACHERS].cell(6 + len(rows(sheets[TEACHERS])), 2)
    assert not below.font.i
    assert "上年" not in str(sheets["校区"]["A2"].value)
    said = {row[0].value: row[1].value for row in sheets["填表说明"].iter_rows() if row[0].value}
    assert said[TEACHERS] == "逐行填写，从示例下一行开始；已填上年数据，请核对"
    assert said["校区"] == "逐行填写，从示例下一行开始"


def test_no_names_of_people_are_taken_over(made: Made) -> None:
    sheet = made("roster", "school", SCHOOL)[TEACHERS]
    assert sheet["C3"].value == "姓名"
    assert [row[1] for row in rows(sheet)] == [None] * len(rows(sheet))


def test_a_year_without_one_before_leaves_the_rows_blank(made: Made) -> None:
    sheets = made("roster", "school", SCHOOL, "2019-2020")
    assert rows(sheets[TEACHERS]) == []
    assert pairs(sheets["学校基本情况"]) == {"学校标识码 *": SCHOOL, "学年 *": "2019-2020"}


def test_the_form_of_a_plan_holds_the_plan_that_is_there(
    made: Made, city: Repository, tmp_path: Path
) -> None:
    form = FORMS["plan"]
    filling = prefilled(form, find_unit("cluster", CLUSTER, city, city.as_of), YEAR, city)
    (tmp_path / "plan.xlsx").write_bytes(form_workbook(form, "zh", filling))
    (read,) = Repository.load([tmp_path / "plan.xlsx"]).submissions
    assert read.model == city.plan_of(CLUSTER)


def test_the_form_of_a_plan_to_come_holds_what_the_programme_says(made: Made) -> None:
    sheets = made("plan", "cluster", "chenghu-02")
    assert pairs(sheets["片区共同体建设方案"]) == {
        "片区编号 *": "chenghu-02",
        "片区名称 *": "澄湖初中共同体",
        "片区学段 *": "初中",
        "建设路径": "校际联盟",
        "批次 *": "试点",
    }
    assert rows(sheets["成员学校"]) == [
        ("3136990007", None, "初中", "牵头校", None, None),
        ("3136990008", None, "初中", "成员校", None, None),
        ("3136990010", None, "初中", "成员校", None, None),
        ("3436990012", None, "初中", "成员校", None, None),
    ]


def test_the_log_of_a_cluster_offers_its_schools(made: Made) -> None:
    sheets = made("log", "cluster", CLUSTER)
    listed = [row[0].value for row in sheets["名录"].iter_rows(min_row=4) if row[0].value]
    assert listed == ["2136990001", "2136990002", "2136990004", "2136990004-1", "3136990010"]
    assert sheets["名录"]["B4"].value == "云杉小学"
    rules = {str(rule.sqref): rule for rule in sheets["活动记录"].data_validations.dataValidation}
    host = rules["E6:E5005"]
    assert (host.type, host.errorStyle) == ("list", "warning")
    area = host.formula1.removeprefix("_codes!").replace("$", "")
    assert [cell.value for row in sheets["_codes"][area] for cell in row] == listed
    assert pairs(sheets["年度计划"]) == {"片区编号 *": CLUSTER, "学年 *": YEAR}
    assert len(rows(sheets["任务"])) > 3


OLD, NEW, LEFT, SHUT = "2136990002", "2136990099", "2136990004-1", "2136990004"


@pytest.fixture(scope="module")
def altered(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The same city after one school of the cluster was re-coded, one left the cluster, one was closed."""
    top = tmp_path_factory.mktemp("altered")
    for path in (path for path in place.rglob("*") if path.is_file()):
        (top / path.relative_to(place)).parent.mkdir(parents=True, exist_ok=True)
        (top / path.relative_to(place)).write_bytes(path.read_bytes())
    register, plan = top / "registry/schools.csv", top / "clusters/chenghu/chenghu-01/plan.yaml"
    lines = list(csv.DictReader(io.StringIO(register.read_text(encoding="utf-8"))))
    for line in lines:
        line["code"] = NEW if line["code"] == OLD else line["code"]
        line["closed"] = "2025-08-31" if line["code"] == SHUT else ""
    with register.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    changes = f"date,what,from,to,share,words\n2025-09-01,改码,{OLD},{NEW},,\n"
    (top / "registry/changes.csv").write_text(changes, encoding="utf-8")
    text = plan.read_text(encoding="utf-8")
    here = f'"{LEFT}", stages: [小学], role: 成员校, joined: 2023-09-01'
    assert here in text
    plan.write_text(text.replace(here, f"{here}, left: 2025-08-31"), encoding="utf-8")
    return Repository.load([top], as_of=date(2025, 10, 1))


def form_of(repository: Repository, name: str, level: Any, unit: str) -> Mapping[str, Worksheet]:
    filling = prefilled(FORMS[name], find_unit(level, unit, repository, repository.as_of), YEAR, repository)
    return book(form_workbook(FORMS[name], "zh", filling))


def test_a_form_offers_only_open_members_by_their_codes_of_today(altered: Repository) -> None:
    sheet = form_of(altered, "log", "cluster", CLUSTER)["名录"]
    listed = [row[:2] for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]]
    assert listed == [("2136990001", "云杉小学"), (NEW, "荷塘小学"), ("3136990010", "青禾学校")]


def test_the_form_of_a_plan_has_the_codes_of_today(altered: Repository) -> None:
    sheets = form_of(altered, "plan", "cluster", CLUSTER)
    members = [row[0] for row in rows(sheets["成员学校"])]
    assert members == ["2136990001", NEW, SHUT, LEFT, "3136990010"]
    assert [row[1] for row in rows(sheets["治理职务"])] == ["2136990001", NEW, SHUT]


def test_rows_that_are_taken_over_have_the_codes_of_today(altered: Repository, city: Repository) -> None:
    before, after = (rows(form_of(each, "log", "cluster", CLUSTER)["任务"]) for each in (city, altered))
    assert OLD in str(before)
    assert str(after) == str(before).replace(OLD, NEW)


def test_a_school_that_was_re_coded_gets_its_own_rows_of_last_year(
    altered: Repository, city: Repository
) -> None:
    before, after = (
        rows(form_of(*of, "school", code)[TEACHERS])
        for of, code in (((city, "roster"), OLD), ((altered, "roster"), NEW))
    )
    assert before
    assert after == before


def test_a_school_with_campuses_is_offered_them(made: Made) -> None:
    sheets = made("roster", "school", TWO_CAMPUSES)
    rules = {str(rule.sqref): rule.type for rule in sheets[TEACHERS].data_validations.dataValidation}
    assert rules["H6:H5005"] == "list"
    assert "名录" not in made("roster", "school", SCHOOL)


@pytest.mark.parametrize(
    ("name", "level", "unit", "said"),
    [
        ("roster", "school", SCHOOL, "2025-10-15 前"),
        ("log", "cluster", CLUSTER, "年度计划：2025-09-30 前；活动记录：每月月底前报上月的"),
        ("plan", "cluster", CLUSTER, "2023-04-17 前"),
        ("measures", "cluster", CLUSTER, "按通知的日期"),
    ],
)
def test_the_guide_says_by_when(made: Made, name: str, level: str, unit: str, said: str) -> None:
    assert made(name, level, unit)["填表说明"]["B3"].value == said


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("name", "level", "unit"),
    [("roster", "school", TWO_CAMPUSES), ("log", "cluster", CLUSTER), ("programme", "district", "chenghu")],
)
def test_a_form_that_goes_out_lacks_only_what_is_to_be_filled_in(
    city: Repository, tmp_path: Path, lang: Lang, name: str, level: Any, unit: str
) -> None:
    filling = prefilled(FORMS[name], find_unit(level, unit, city, city.as_of), YEAR, city)
    (tmp_path / "form.xlsx").write_bytes(form_workbook(FORMS[name], lang, filling))
    repository = Repository.load([tmp_path / "form.xlsx"], as_of=date(2025, 10, 1))
    assert {s.kind for s in repository.submissions} <= set(FORMS[name].kinds)
    assert repository.submissions
    told = {finding.rule.code for finding in check(repository).findings if finding.rule.code.startswith("E")}
    assert told <= {"E0201", "E0206", "E2003"}


PREFILLED = {"log", "measures", "plan", "programme", "roster", "school", "teachers", "year_plan"}
UNITS = {"school": TWO_CAMPUSES, "cluster": CLUSTER, "district": "chenghu"}


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if level_of(form)])
def test_a_form_that_comes_back_as_it_went_out_is_told_unless_it_is_signed(
    place: Path, city: Repository, tmp_path: Path, name: str
) -> None:
    path, form = tmp_path / "form.xlsx", FORMS[name]
    level = level_of(form)
    assert level is not None
    filling = prefilled(form, find_unit(level, UNITS[level], city, city.as_of), YEAR, city)

    def seen(change: Change) -> tuple[bool, bool]:
        path.write_bytes(changed(issued_workbook(form, "zh", filling), change))
        (came,) = came_in(Repository.load([path], root=place))
        return came.is_filled, came.is_untouched

    def sign(book: Any) -> None:
        next(row for row in book["封面"].iter_rows() if row[0].value == "填表人")[1].value = "周某"

    def fill_in(book: Any) -> None:
        sheet = book[form.kinds[-1].layout.sheets[-1].title.zh]
        sheet.cell(40, 3).value = "改"

    assert seen(lambda _: None) == (False, name in PREFILLED)
    assert seen(sign) == (name in PREFILLED, False)
    assert seen(fill_in) == (True, False)


def test_only_open_schools_get_a_form(city: Repository, place: Path, tmp_path: Path) -> None:
    lines = list(csv.DictReader(io.StringIO((place / "registry/schools.csv").read_text(encoding="utf-8"))))
    for line, day in zip(lines, ("2025-08-31", "2026-12-31"), strict=False):
        line["closed"] = day  # of the first two schools: gone already, going later
    (tmp_path / "registry").mkdir()
    (tmp_path / "eduhub.yaml").write_bytes((place / "eduhub.yaml").read_bytes())
    with (tmp_path / "registry/schools.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    repository = Repository.load([tmp_path])
    found = [unit.id for unit in units("school", repository, repository.as_of)]
    assert found == sorted(line["code"] for line in lines[1:])


@pytest.mark.parametrize("lang", LANGS)
def test_all_forms_of_a_district_come_with_a_list(run: Run, place: Path, lang: Lang) -> None:
    words = ("template", "log", "--all", "--district", "chenghu", "-o", "out")
    code, out, err = run("--lang", lang, "-C", str(place), *words)
    assert code == 0
    label, name = ("片区年度台账", "清单.csv") if lang == "zh" else ("log", "list.csv")
    clusters = ("澄湖东岸小学共同体_chenghu-01", "澄湖初中共同体_chenghu-02")
    files = [f"{label}_{cluster}_{YEAR}.xlsx" for cluster in clusters]
    assert out.splitlines() == [str(Path("out", file)) for file in (*files, name)]
    assert err == ("共 2 份\n" if lang == "zh" else "forms: 2\n")
    lines = list(csv.reader(io.StringIO(Path("out", name).read_text(encoding="utf-8-sig"))))
    assert lines[1:] == [
        [files[0], "chenghu-01", "澄湖东岸小学共同体", "澄湖区"],
        [files[1], "chenghu-02", "澄湖初中共同体", "澄湖区"],
    ]
    issued = [Repository.load([Path("out", file)]).submissions[0].document.imprint.issued for file in files]
    assert [unit["cluster"] for unit in issued] == ["chenghu-01", "chenghu-02"]


def test_forms_that_are_there_are_written_over_only_by_force(run: Run, place: Path) -> None:
    words = ("-C", str(place), "template", "programme", "--all", "-o", "out")
    assert run(*words)[0] == 0
    code, _, told = run(*words)
    assert (code, "--force" in told) == (2, True)
    assert run(*words, "--force")[0] == 0


def test_one_form_is_named_for_its_unit(run: Run, place: Path) -> None:
    code, out, _ = run("-C", str(place), "template", "classes", "--school", "云杉小学", "--no-protect")
    assert (code, out) == (0, "班级_云杉小学_2136990001_2025-2026.xlsx\n")
    sheets = book(Path(out.strip()).read_bytes())
    assert not any(sheet.protection.sheet for sheet in sheets.values())


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (
            ("roster", "--school", "213699000"),
            "没有学校“213699000”，是不是想写 2136990006？",
            "there is no school '213699000'; did you mean 2136990006?",
        ),
        (
            ("plan", "--cluster", "某片区"),
            "没有片区“某片区”；可用：chenghu-01 (澄湖东岸小学共同体)、chenghu-02 (澄湖初中共同体)",
            "there is no cluster '某片区'; "
            "known: chenghu-01 (澄湖东岸小学共同体), chenghu-02 (澄湖初中共同体)",
        ),
        (
            ("roster", "--cluster", "chenghu-01"),
            "“学校基础数据表”按学校填报；用 --school 写明一个，或用 --all 全部生成",
            "the form 'school data form' is filled in by each school; "
            "name one by --school, or make all by --all",
        ),
        (
            ("roster", "--year", "2025-2026"),
            "“学校基础数据表”按学校填报；用 --school 写明一个，或用 --all 全部生成",
            "the form 'school data form' is filled in by each school; "
            "name one by --school, or make all by --all",
        ),
        (
            ("roster", "--district", "chenghu"),
            "“学校基础数据表”按学校填报；县区内每个学校各一份就加 --all，只要一份就用 --school 写明",
            "the form 'school data form' is filled in by each school; "
            "add --all for those of the district, or name one by --school",
        ),
        (
            ("roster", "--school", SCHOOL, "--cluster", CLUSTER),
            "“学校基础数据表”按学校填报，不用 --cluster；去掉它",
            "the form 'school data form' is filled in by each school; leave out --cluster",
        ),
        (
            ("roster", "--school", SCHOOL, "--all", "-o", "out"),
            "--all 是每个学校各一份，不能同时用 --school；去掉其中一个",
            "--all makes one for each school and does not go with --school; leave one of them out",
        ),
        (
            ("plan", "--all", "--cluster", CLUSTER),
            "--all 是每个片区各一份，不能同时用 --cluster；去掉其中一个",
            "--all makes one for each cluster and does not go with --cluster; leave one of them out",
        ),
        (
            ("roster", "--school", ""),
            "--school 后面是空的；写明学校，或去掉 --school",
            "--school is empty; name a school, or leave --school out",
        ),
        (
            ("roster", "--all", "--district", " ", "-o", "out"),
            "--district 后面是空的；写明县区，或去掉 --district",
            "--district is empty; name a district, or leave --district out",
        ),
        (
            ("roster", "--year", ""),
            "--year 后面是空的；写明学年，或去掉 --year",
            "--year is empty; name a school year, or leave --year out",
        ),
        (
            ("--school", SCHOOL),
            "没有写明是哪张表，如 eduhub template roster；eduhub template 列出全部",
            "name the form, as in 'eduhub template roster'; 'eduhub template' lists them all",
        ),
        (
            ("plan", "--cluster", CLUSTER, "--year", YEAR),
            "“片区共同体建设方案”不分学年；去掉 --year",
            "the form 'plan of a cluster' is for no school year; leave out --year",
        ),
        (
            ("schools", "--all", "-o", "out"),
            "“学校”是全市的表，不按单位预填；去掉单位、学年和 --all",
            "the form 'schools' is of the whole city and not of a unit; leave out units, year and --all",
        ),
        (
            ("districts", "--district", "chenghu"),
            "“县区”是全市的表，不按单位预填；去掉单位、学年和 --all",
            "the form 'districts' is of the whole city and not of a unit; leave out units, year and --all",
        ),
        (
            ("roster", "--all", "-o", "out.xlsx"),
            "用 --all 时 -o 是文件夹，out.xlsx 是文件名；换成文件夹",
            "with --all, -o names a folder; out.xlsx is the name of a file",
        ),
        (
            ("plan", "-o", "plan"),
            "-o 的文件名没有后缀；加上 .xlsx",
            "the file named by -o has no suffix; add .xlsx",
        ),
        (
            ("plan", "-o", "plan.csv"),
            "“片区共同体建设方案”没有 .csv 的空表；可用 .xlsx、.yaml",
            "there is no .csv form of 'plan of a cluster'; these there are: .xlsx, .yaml",
        ),
        (
            ("roster", "--all"),
            "用 --all 时写明文件夹：-o 文件夹",
            "with --all, name a folder: -o DIR",
        ),
        (
            ("roster", "--school", SCHOOL, "--year", "2025"),
            "--year 的值“2025”不是学年；写成 2025-2026",
            "--year '2025' is not a school year; write 2025-2026",
        ),
        (
            ("plan", "--cluster", CLUSTER, "-o", "plan.yaml"),
            "预填的表只有 .xlsx；把 plan.yaml 的后缀改成 .xlsx",
            "forms that are filled in are .xlsx only; change the suffix of plan.yaml",
        ),
    ],
)
def test_what_cannot_be_made_says_what_to_do(
    run: Run, place: Path, words: tuple[str, ...], zh: str, en: str
) -> None:
    told = {lang: run("--lang", lang, "-C", str(place), "template", *words) for lang in LANGS}
    assert {lang: code for lang, (code, _, _) in told.items()} == {"zh": 2, "en": 2}
    assert told["zh"][2] == f"错误：{zh}\n"
    assert told["en"][2].strip().endswith(en)
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("words", [("plan",), ("plan", "--cluster", CLUSTER)])
def test_a_folder_is_no_name_for_a_form(run: Run, place: Path, words: tuple[str, ...]) -> None:
    Path("out").mkdir()
    code, out, err = run("--lang", "zh", "-C", str(place), "template", *words, "-o", "out")
    file = Path("out", "form.xlsx")
    assert (code, out, err) == (2, "", f"错误：out 是文件夹；写明文件名，如 {file}\n")


def test_forms_are_filled_in_from_a_repository_only(run: Run) -> None:
    code, _, err = run("--lang", "zh", "template", "plan", "--cluster", CLUSTER)
    assert (code, err) == (2, "错误：预填要在数据仓库里进行：用 -C 指定，或进入它的文件夹\n")


@pytest.mark.parametrize("name", ["classes", "activities", "schools"])
def test_a_list_that_is_handed_in_blank_is_not_without_faults(run: Run, name: str) -> None:
    Path("表.xlsx").write_bytes(form_workbook(FORMS[name], "zh"))
    code, out, _ = run("validate", "表.xlsx", "--format", "concise")
    assert (code, "E0137" in out) == (1, True)


def test_nothing_is_written_that_holds_a_persons_number(run: Run, place: Path, tmp_path: Path) -> None:
    top = tmp_path / "city"
    for path in place.rglob("*"):
        if path.is_file():
            (top / path.relative_to(place)).parent.mkdir(parents=True, exist_ok=True)
            (top / path.relative_to(place)).write_bytes(path.read_bytes())
    register = top / "registry" / "schools.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("云杉小学", "云杉小学138" + "00138000"), encoding="utf-8")
    code, out, err = run(
        "--lang", "zh", "-C", str(top), "template", "classes", "--school", SCHOOL, "-o", "a.xlsx"
    )
    assert (code, out) == (1, "")
    assert "电话号码" in err
    assert not Path("a.xlsx").exists()
