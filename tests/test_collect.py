"""A folder as it came out of the chat: what counts, by what, what is missing, what does not count and why."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from collected import BOOKS, CASES, Run, collected, filled, left, units
from filled import CITY, YEAR
from handed import (
    CLOSED,
    ELSEWHERE,
    FIRST,
    SECOND,
    THIRD,
    Handed,
    marked,
    plan_bytes,
    resaved,
    small_city,
)

from eduhub.checks import Checked
from eduhub.core.place import Place
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import LANGS
from eduhub.forms.cover import owners
from eduhub.forms.filling import Filling
from eduhub.forms.standing import standings
from eduhub.forms.workbook import form_workbook
from eduhub.kinds.catalogue import FORMS
from eduhub.source import problems


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A data repository that expects two schools of its district."""
    return small_city(tmp_path / "city", FIRST, SECOND)


# What counts


def test_the_same_content_under_other_names_from_other_programs_and_with_marks_counts_once(
    run: Run, tmp_path: Path, city: Path
) -> None:
    form = Handed().bytes()
    files = {
        "云杉小学.xlsx": form,
        "云杉小学(1).xlsx": form,
        "副本 云杉小学.xlsx": resaved(form),
        "云杉小学（已标注）.xlsx": marked(form),
    }
    found = collected(run, filled(tmp_path, files), city=city)
    first, second = found["forms"][0]["units"]
    assert (first["state"], first["file"], first["decided_by"]) == ("clean", "云杉小学.xlsx", None)
    assert first["copies"] == ["云杉小学(1).xlsx", "云杉小学（已标注）.xlsx", "副本 云杉小学.xlsx"]
    assert (first["older"], first["doubled"], left(found)) == ([], [], {})
    assert (second["id"], second["state"], found["exit"]) == (SECOND, "missing", 1)


def test_the_newest_is_told_by_the_date_on_the_cover_before_the_time_of_saving_and_never_by_the_name(
    run: Run, tmp_path: Path, city: Path
) -> None:
    files = {
        "最终版.xlsx": Handed(cover={"填表日期": date(2025, 10, 8)}, saved=datetime(2025, 11, 1)).bytes(),
        "旧.xlsx": Handed(cover={"填表日期": date(2025, 10, 12)}, changes={BOOKS: "47881"}).bytes(),
    }
    found = collected(run, filled(tmp_path, files), city=city)
    assert units(found)[FIRST] == ("clean", "旧.xlsx", "filled_on")
    assert found["forms"][0]["units"][0]["older"] == ["最终版.xlsx"]


def test_a_date_that_only_one_of_two_covers_bears_decides_nothing(
    run: Run, tmp_path: Path, city: Path
) -> None:
    files = {
        "甲.xlsx": Handed(cover={"填表日期": date(2025, 10, 8)}, saved=datetime(2025, 10, 8)).bytes(),
        "乙.xlsx": Handed(changes={BOOKS: "47881"}, saved=datetime(2025, 10, 9)).bytes(),
    }
    assert units(collected(run, filled(tmp_path, files), city=city))[FIRST] == ("clean", "乙.xlsx", "saved")


def test_saving_an_old_form_once_more_makes_it_no_newer(run: Run, tmp_path: Path, city: Path) -> None:
    files = {
        "先报.xlsx": Handed(saved=datetime(2025, 10, 1)).bytes(),
        "改后.xlsx": Handed(changes={BOOKS: "47881"}, saved=datetime(2025, 10, 5)).bytes(),
        "先报(1).xlsx": Handed(saved=datetime(2025, 10, 20)).bytes(),
    }
    found = collected(run, filled(tmp_path, files), city=city)
    assert units(found)[FIRST] == ("clean", "改后.xlsx", "saved")
    assert found["forms"][0]["units"][0]["older"] == ["先报(1).xlsx", "先报.xlsx"]


def test_of_two_contents_of_equal_age_neither_counts(run: Run, tmp_path: Path, city: Path) -> None:
    files = {"甲.xlsx": Handed().bytes(), "乙.xlsx": Handed(changes={BOOKS: "47881"}).bytes()}
    found = collected(run, filled(tmp_path, files), city=city)
    assert units(found)[FIRST] == ("doubled", None, None)
    assert found["forms"][0]["units"][0]["doubled"] == ["乙.xlsx", "甲.xlsx"]
    assert (found["forms"][0]["received"], found["exit"]) == (1, 1)


def test_of_plans_the_version_decides(run: Run, tmp_path: Path) -> None:
    folder = filled(tmp_path, {"a.xlsx": plan_bytes(2, "澄湖片区"), "b.xlsx": plan_bytes(1)})
    code, out, _ = run("collect", str(folder), "--format", "json")
    [form] = json.loads(out)["forms"]
    assert (form["form"], form["year"], form["expected"]) == ("plan", None, None)
    assert units(json.loads(out)) == {"chenghu-01": ("clean", "a.xlsx", "version")}
    assert code == 0


def test_explanations_make_another_content(run: Run, tmp_path: Path, city: Path) -> None:
    answer = {"code": "Q1302", "at": "classes.rows[0].pupils", "value": "41", "reason": "转入较多"}
    explained = Handed(changes={("school", "explanations"): [answer]}, saved=datetime(2025, 10, 12))
    files = {"甲.xlsx": Handed().bytes(), "乙.xlsx": explained.bytes()}
    assert units(collected(run, filled(tmp_path, files), city=city))[FIRST][1:] == ("乙.xlsx", "saved")


def test_what_is_to_be_mended_is_counted_for_the_file_that_counts_alone(
    run: Run, tmp_path: Path, city: Path
) -> None:
    wrong = Handed(changes={("classes", "rows", 1, "grade"): "13"}, saved=datetime(2025, 10, 12)).bytes()
    files = {"新.xlsx": wrong, "旧.xlsx": Handed().bytes(), "临溪.xlsx": Handed(SECOND).bytes()}
    found = collected(run, filled(tmp_path, files), city=city)
    first, second = found["forms"][0]["units"]
    assert (first["state"], first["errors"], first["codes"]) == ("asked", 1, ["E0205"])
    assert (second["state"], second["errors"], second["queries"]) == ("clean", 0, 0)


# What does not count


@pytest.mark.parametrize("why", CASES)
def test_a_file_that_does_not_count_is_told_with_the_reason(
    run: Run, tmp_path: Path, city: Path, why: str
) -> None:
    found = collected(run, filled(tmp_path, {"来件.xlsx": CASES[why]}), city=city)
    assert left(found) == {"来件.xlsx": why}
    assert [state for state, _, _ in units(found).values()] == ["missing", "missing"]
    assert found["exit"] == (3 if why == "damaged-archive" else 1)


def test_a_school_that_closed_is_not_expected(run: Run, tmp_path: Path, city: Path) -> None:
    files = {"停办.xlsx": Handed(changes={("school", "school"): CLOSED}).bytes()}
    folder = filled(tmp_path, files)
    code, out, _ = run("-C", str(city), "collect", str(folder), "--format", "json")
    found = json.loads(out)
    assert set(units(found)) == {FIRST, SECOND, ELSEWHERE}
    assert left(found) == {"停办.xlsx": "not-expected"}
    assert found["wrong"][0]["message"]["zh"] == "栎林小学 已于 2025-08-31 停办"
    assert code == 1


def test_files_of_another_district_are_nobodys_business(run: Run, tmp_path: Path, city: Path) -> None:
    forms = {FIRST: "云杉.xlsx", SECOND: "临溪.xlsx", ELSEWHERE: "芦汀.xlsx"}
    files = {name: Handed(changes={("school", "school"): code}).bytes() for code, name in forms.items()}
    found = collected(run, filled(tmp_path, files), city=city)
    assert (set(units(found)), found["elsewhere"], left(found)) == ({FIRST, SECOND}, ["芦汀.xlsx"], {})


def test_without_asking_for_a_year_or_form_what_came_tells_them(run: Run, tmp_path: Path) -> None:
    files = {
        "去年.xlsx": Handed(changes={("school", "year"): "2024-2025"}).bytes(),
        "今年.xlsx": Handed(SECOND).bytes(),
        "方案.xlsx": plan_bytes(),
    }
    code, out, _ = run("collect", str(filled(tmp_path, files)), "--format", "json")
    found = json.loads(out)
    assert [(form["form"], form["year"], form["received"]) for form in found["forms"]] == [
        ("plan", None, 1),
        ("roster", YEAR, 1),
    ]
    assert (left(found), code) == ({"去年.xlsx": "other-year"}, 1)


def test_a_form_without_properties_is_known_by_its_sheets_even_where_lists_were_left_blank(
    run: Run, tmp_path: Path, city: Path
) -> None:
    bare = {"eduhub.form": "", "eduhub.kinds": ""}
    blank: dict[Any, Any] = {(kind, "rows"): [] for kind in ("campuses", "classes", "teachers")}
    files = {"无属性.xlsx": Handed(properties=bare, changes=blank).bytes()}
    found = collected(run, filled(tmp_path, files), city=city)
    assert (units(found)[FIRST][1], left(found)) == ("无属性.xlsx", {})


@pytest.mark.parametrize("form", ["plan", "classes", "roster", "year_plan"])
def test_a_blank_form_is_told_with_the_unit_that_it_was_made_for(run: Run, tmp_path: Path, form: str) -> None:
    unit = {"school": FIRST, "cluster": "chenghu-01", "year": YEAR}
    issued = {part: unit[part] for part in owners(FORMS[form]) if part in unit}
    folder = filled(tmp_path, {"表.xlsx": form_workbook(FORMS[form], "zh", Filling(unit=issued))})
    words = ("collect", str(folder), "--district", "chenghu", "--format", "json")
    code, out, _ = run("-C", str(CITY), *words)
    [told] = json.loads(out)["wrong"]
    assert (told["why"], told["form"], told["unit"]) == ("blank", form, next(iter(issued.values())))
    [collected_form] = json.loads(out)["forms"]
    assert (collected_form["form"], collected_form["received"], code) == (form, 0, 1)


def test_the_list_that_was_made_with_the_forms_is_neither_told_nor_counted(
    run: Run, tmp_path: Path, city: Path
) -> None:
    folder = tmp_path / "收表"
    for lang in LANGS:
        words = ("template", "roster", "--all", "--district", "chenghu", "-o", str(folder))
        assert run("--lang", lang, "-C", str(city), *words)[0] == 0
    lists = {path.name: path.read_text(encoding="utf-8-sig") for path in folder.glob("*.csv")}
    assert sorted(lists) == ["list.csv", "清单.csv"]
    added = lists["清单.csv"].replace("所在县区\n", "所在县区,已交\n")
    (folder / "收表进度.csv").write_bytes(added.encode("gb18030"))
    book = openpyxl.Workbook()
    for line in csv.reader(io.StringIO(added)):
        book.worksheets[0].append(line)
    book.save(folder / "收表进度.xlsx")
    for path in folder.glob("*roster*"):
        path.unlink()
    found = collected(run, folder, city=city)
    assert left(found) == dict.fromkeys(sorted(path.name for path in folder.glob("学校*")), "blank")
    assert (len(left(found)), found["elsewhere"], found["notes"]) == (2, [], [])
    _, out, _ = run("validate", str(folder), "--format", "json")
    assert json.loads(out)["summary"]["files"] == 2


def test_a_folder_with_nothing_but_the_list_of_forms_has_nothing_to_read(run: Run, tmp_path: Path) -> None:
    lines = "file,unit id,unit name,in district\na.xlsx,1,a,b\n"
    code, out, _ = run("collect", str(filled(tmp_path, {"list.csv": lines.encode()})))
    assert (code, out) == (1, "文件夹里没有可以校验的文件，只有：list.csv\n")


def test_a_row_counts_as_validating_its_file_does(run: Run, tmp_path: Path, city: Path) -> None:
    other = {("teachers", "rows", at, "campus"): "2136990999-1" for at in range(3)}
    files = {
        "云杉.xlsx": Handed(changes={("classes", "rows", at, "grade"): "13" for at in range(4)} | other),
        "临溪.xlsx": Handed(SECOND, changes=other),
    }
    folder = filled(tmp_path, {name: form.bytes() for name, form in files.items()})
    rows = collected(run, folder, city=city)["forms"][0]["units"]
    for row in rows:
        words = ("validate", str(folder / row["file"]), "--format", "json")
        summary = json.loads(run("-C", str(city), *words)[1])["summary"]
        names = ("errors", "queries", "explained")
        assert {name: row[name] for name in names} == {name: summary[name] for name in names}
    assert [row["errors"] > 0 for row in rows] == [True, True]


def test_what_follows_from_a_fault_in_another_file_counts_once_for_its_own() -> None:
    def found(file: str, cell: str, tier: Tier, cause: str | None = None) -> Finding:
        place = Place(file, sheet="教师", cell=cell)
        finding = replace(problems.DOUBLED_KEY.at(place), blames=("school", "x"))
        return replace(finding, stamped=tier, cause=cause)

    head = found("甲.xlsx", "A1", Tier.ERROR)
    own = found("甲.xlsx", "A2", Tier.ERROR, head.id)
    query = found("乙.xlsx", "B1", Tier.QUERY, head.id)
    error = found("乙.xlsx", "B2", Tier.ERROR, head.id)
    checked = Checked((head, own, query, error), (), ("乙.xlsx", "甲.xlsx"), date(2025, 10, 1))
    told = {file: (one.errors, one.queries) for file, one in standings(checked).items()}
    assert told == {"甲.xlsx": (1, 0), "乙.xlsx": (1, 0)}


def test_a_rule_that_breaks_down_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(repository: object) -> None:
        raise LookupError("something that a person wrote")

    folder = filled(tmp_path, {"方案.xlsx": plan_bytes()})
    monkeypatch.setattr("eduhub.checks.rules.across._memberships", broken)
    code, out, _ = run("collect", str(folder))
    assert (code, out.count("eduhub 自身出错"), "person" in out) == (70, 1, False)


# Who is missing


@pytest.mark.parametrize(
    ("as_of", "year", "codes"),
    [
        ("2025-08-01", "2024-2025", [FIRST]),
        ("2025-08-01", "2025-2026", [FIRST, SECOND]),
        ("2025-10-01", "2025-2026", [FIRST, SECOND]),
        ("2025-10-01", "2026-2027", [SECOND, THIRD]),
    ],
)
def test_forms_are_made_for_just_those_of_whom_they_are_collected(
    run: Run, tmp_path: Path, as_of: str, year: str, codes: list[str]
) -> None:
    city = small_city(tmp_path / "city", FIRST, SECOND, THIRD)
    register, settings = city / "registry" / "schools.csv", city / "eduhub.yaml"
    days = {
        FIRST: {"closed": "2026-08-31"},
        SECOND: {"opened": "2025-09-01"},
        THIRD: {"opened": "2026-09-01"},
    }
    register.write_text(with_days(register.read_text(encoding="utf-8"), days), encoding="utf-8")
    text = re.sub("as_of: .*", f"as_of: {as_of}", settings.read_text(encoding="utf-8"))
    settings.write_text(text, encoding="utf-8")
    words = ("--district", "chenghu", "--year", year)
    run("-C", str(city), "template", "roster", "--all", *words, "-o", "out")
    made = sorted(path.stem.split("_")[-2] for path in Path("out").glob("*.xlsx"))
    found = collected(run, filled(tmp_path, {"坏.xlsx": b"PK"}), "--year", year, city=city)
    assert made == sorted(units(found)) == sorted(codes)


def with_days(text: str, days: Mapping[str, Mapping[str, str]]) -> str:
    """The register with other days on which schools open or close."""
    lines = list(csv.DictReader(io.StringIO(text)))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(lines[0]))
    writer.writeheader()
    writer.writerows({**line, **days.get(line["code"], {})} for line in lines)
    return stream.getvalue()


def test_a_cluster_with_a_plan_and_no_programme_gets_a_form_and_is_expected(
    run: Run, tmp_path: Path, city: Path
) -> None:
    plan = city / "clusters" / "chenghu" / "chenghu-01" / "plan.yaml"
    plan.parent.mkdir(parents=True)
    plan.write_bytes((CITY / "clusters" / "chenghu" / "chenghu-01" / "plan.yaml").read_bytes())
    run("-C", str(city), "template", "year_plan", "--all", "-o", "out")
    assert [path.stem.split("_")[-2] for path in Path("out").glob("*.xlsx")] == ["chenghu-01"]
    folder = filled(tmp_path, {"坏.xlsx": b"PK"})
    _, out, _ = run("-C", str(city), "collect", str(folder), "--form", "year_plan", "--format", "json")
    assert {id_: state for id_, (state, _, _) in units(json.loads(out)).items()} == {"chenghu-01": "missing"}


def test_all_that_is_expected_and_right_ends_with_zero(run: Run, tmp_path: Path, city: Path) -> None:
    files = {"云杉.xlsx": Handed().bytes(), "临溪.xlsx": Handed(SECOND).bytes()}
    code, out, _ = run(
        "-C",
        str(city),
        "collect",
        str(filled(tmp_path, files)),
        "--district",
        "chenghu",
        "--as-of",
        "2025-10-10",
    )
    assert code == 0
    assert out.endswith(
        "【数据收集】学校基础数据表 2025-2026：应收 2 份，已收 2 份。全部收齐，没有问题，谢谢。\n"
    )


def test_without_a_register_nobody_is_said_to_be_missing(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("collect", str(filled(tmp_path, {"云杉.xlsx": Handed().bytes()})))
    assert code == 0
    assert "没有名册，不知道谁没有交；用 -C 指明数据仓库" in out
    assert "已收 1 份：无问题 1" in out
    assert "应收" not in out


def test_of_a_cluster_its_members_are_expected(run: Run, tmp_path: Path) -> None:
    folder = filled(tmp_path, {"云杉.xlsx": Handed().bytes()})
    words = ("collect", str(folder), "--cluster", "chenghu-01", "--format", "json")
    _, out, _ = run("-C", str(CITY), *words)
    assert set(units(json.loads(out))) == {FIRST, THIRD, "2136990004", "2136990004-1", "3136990010"}


def test_plans_are_expected_of_the_clusters_that_programmes_set_up(run: Run, tmp_path: Path) -> None:
    folder = filled(tmp_path, {"片区.xlsx": plan_bytes(3)})
    _, out, _ = run("-C", str(CITY), "collect", str(folder), "--district", "chenghu", "--format", "json")
    assert {id_: state for id_, (state, _, _) in units(json.loads(out)).items()} == {
        "chenghu-01": "clean",
        "chenghu-02": "missing",
    }


# Folders


def test_an_empty_folder_has_nothing_to_tell(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("collect", str(filled(tmp_path, {"~$云杉.xlsx": b"x", "云杉.xlsx.tmp": b"x"})))
    assert (code, out) == (1, "文件夹里没有可以校验的文件，只有：~$云杉.xlsx、云杉.xlsx.tmp\n")


def test_left_overs_are_told_once(run: Run, tmp_path: Path) -> None:
    junk = {"~$甲.xlsx": b"x", ".~甲.xlsx": b"x", "甲.tmp": b"x", ".DS_Store": b"x", "Thumbs.db": b"x"}
    folder = filled(tmp_path, {"甲.xlsx": Handed().bytes(), **junk})
    _, out, _ = run("collect", str(folder))
    assert out.count("未读取") == 1
    assert "文件夹里有 5 个文件未读取" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("collect", "没有"), 3, "找不到 没有；核对路径"),
        (("collect", "甲.xlsx"), 2, "甲.xlsx 不是文件夹"),
        (("collect", "city"), 2, "city 是数据仓库"),
        (("collect", "收表", "--form", "没有"), 2, "没有表格“没有”"),
        (("collect", "收表", "--year", "明年"), 2, "--year 的值“明年”不是学年"),
        (("collect", "收表", "--district", "chenghu"), 2, "没有名册"),
        (("-C", "city", "collect", "收表", "--district", "没有"), 2, "没有县区“没有”"),
        (("collect", "收表", "-o", "收表/汇总.xlsx"), 2, "收表/汇总.xlsx 在收来的文件之中"),
        (("collect", "收表", "-o", "甲.xlsx"), 2, "甲.xlsx 已经存在"),
        (("collect", "收表", "-o", "汇总.docx"), 2, "合并的结果是 .xlsx 工作簿"),
        (("collect", "收表", "-o", "汇总.xlsx"), 2, "收到的不止一种表"),
    ],
)
def test_a_call_that_can_not_be_obeyed_says_why_and_writes_nothing(
    run: Run, tmp_path: Path, city: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    filled(tmp_path, {"云杉.xlsx": Handed().bytes(), "方案.xlsx": plan_bytes()})
    Path("甲.xlsx").write_bytes(b"mine")
    ended, out, err = run(*words)
    assert (ended, out) == (code, "")
    assert said in err
    assert Path("甲.xlsx").read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.rglob("汇总*")) == []


def test_nothing_in_the_folder_changes(run: Run, tmp_path: Path, city: Path) -> None:
    folder = filled(tmp_path, {"云杉.xlsx": Handed().bytes(), "坏.xlsx": b"PK", "甲.tmp": b"x"})
    before = state(folder)
    run("-C", str(city), "collect", str(folder), "--form", "roster", "-o", "汇总.xlsx", "--text", "群.txt")
    assert state(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["city", "收表", "汇总.xlsx", "群.txt"]


def state(folder: Path) -> dict[str, tuple[str, int]]:
    """Content and time of every file."""
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
    }
