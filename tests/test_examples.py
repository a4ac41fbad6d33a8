"""What is kept in examples/ is what the script writes, and gives what is recorded beside it."""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from eduhub.checks import check
from eduhub.core.rule import Tier
from eduhub.kinds.activities import Activities
from eduhub.kinds.register import Schools
from eduhub.kinds.school import SchoolYear
from eduhub.repository import Repository

EXAMPLES = Path(__file__).parents[1] / "examples"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def make_city() -> ModuleType:
    """The script as it is when it is run: its folder is on the path."""
    sys.path.insert(0, str(EXAMPLES))
    try:
        return importlib.import_module("make_city")
    finally:
        sys.path.remove(str(EXAMPLES))


@pytest.fixture(scope="module")
def city() -> Repository:
    return Repository.load([EXAMPLES / "city"])


def kept(folder: Path) -> dict[str, bytes]:
    """The files below a folder and their bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_city_is_what_its_script_writes(make_city: ModuleType) -> None:
    written = {name: text.encode("utf-8") for name, text in make_city.city_files()}
    assert kept(EXAMPLES / "city") == written


def test_the_city_with_faults_is_what_its_script_writes(make_city: ModuleType) -> None:
    assert kept(EXAMPLES / "faults" / "city") == make_city.fault_files()
    assert (EXAMPLES / "faults" / "README.md").read_text(encoding="utf-8") == make_city.readme()


def test_the_city_keeps_modest(make_city: ModuleType) -> None:
    files = list(make_city.city_files())
    assert len(files) < 700
    assert sum(len(text.encode("utf-8")) for _, text in files) < 4_000_000


def test_nothing_in_the_city_has_to_be_mended(city: Repository) -> None:
    checked = check(city)
    assert checked.exit_code == 0
    assert {f.tier for f in checked.findings if f.is_open} == {Tier.NOTE}
    assert checked.not_run == ()
    assert Counter(f.rule.code for f in checked.findings) == {
        "N1411": 6,  # three schools with few hours of training, in two years
        "N1814": 1,  # a county that has not begun its cluster
        "N1819": 1,  # a development zone without a programme
        "N2209": 1,  # a measure that is overdue
        "N4002": 6,  # schools outside clusters, by district
        "N4008": 2,  # districts without a plan
        "Q4020": 1,  # a school that has not reported, which the city lets pass
    }


def test_the_city_has_every_type_of_school_and_every_affiliation(city: Repository) -> None:
    schools = [row for register in city.of(Schools) for row in register.model.rows]
    assert {s.type for s in schools} == {
        "小学",
        "教学点",
        "初级中学",
        "九年一贯制学校",
        "完全中学",
        "十二年一贯制学校",
        "其他特教学校",
    }
    assert {s.affiliation for s in schools} == {
        "县区属",
        "市教育局直属",
        "省直事业单位办",
        "市管民办",
        "县区管民办",
    }
    assert all(s.code[2:6] == "3699" for s in schools)


def test_every_kind_of_change_but_a_split_happens_in_the_city(city: Repository) -> None:
    assert {change.what for change in city.changes} == {"新建", "更名", "改码", "合并", "撤并"}


def test_one_open_school_has_not_reported_this_year(city: Repository) -> None:
    year = "2025-2026"
    day = date(2025, 9, 1)
    reported = {s.model.school for s in city.of(SchoolYear) if s.model.year == year}
    wanted = {
        code
        for code, school in city.schools.items()
        if (school.opened is None or school.opened <= day) and (school.closed is None or school.closed > day)
    }
    assert wanted - reported == {"3136990093"}
    assert reported - wanted == set()


def test_the_logs_of_the_city_have_rows_of_a_year_on_days_of_school(city: Repository) -> None:
    for log in city.of(Activities):
        assert 30 <= len(log.model.rows) <= 60
        for row in log.model.rows:
            summer = row.date.month in (7, 8)
            assert not summer or row.type == "集体研修"
            assert row.date.weekday() < 5 or row.type == "联谊联赛"


def test_no_real_place_of_the_policy_is_named_in_the_examples(make_city: ModuleType) -> None:
    real = ["东湖", "西湖", "青山湖", "红谷滩", "湾里", "青云谱", "新建区", "南昌", "安义", "进贤"]
    zones = ["高新区", "经开区"]
    texts = "".join(text for name, text in make_city.city_files() if not name.startswith(".vscode"))
    assert [name for name in real + zones if name in texts] == []


def test_every_planted_fault_is_told_at_its_place(
    make_city: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    plants = importlib.import_module("making.faults").PLANTS
    monkeypatch.chdir(EXAMPLES / "faults" / "city")
    found = {(f.rule.code, f.place.file) for f in check(Repository.load([Path()])).findings}
    assert [plant for plant in plants if (plant.code, plant.place) not in found] == []
    assert len(plants) > 50


def test_the_form_with_slips_holds_the_slips_of_its_script(make_city: ModuleType) -> None:
    path = EXAMPLES / "slips" / "云杉小学.xlsx"
    checked = check(Repository.load([path], as_of=date(2025, 10, 15)))
    found = {(f.place.sheet, f.place.cell): f.rule.code for f in checked.findings}
    assert found == {
        ("学校基本情况", "B6"): "N0220",
        ("学校基本情况", "B10"): "E0204",
        ("班级", "D12"): "E0204",
        ("教师", "J8"): "E0207",
        ("教师", "L10"): "E0205",
        ("教师", "B13"): "E0107",
    }
    assert len(found) == len(importlib.import_module("making.slips").SLIPS)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("folder", ["slips", "faults"])
def test_the_findings_of_an_example_are_those_recorded(
    make_city: ModuleType, run: Run, monkeypatch: pytest.MonkeyPatch, folder: str, lang: str
) -> None:
    monkeypatch.chdir(EXAMPLES / folder)
    code, out, _ = run("--lang", lang, "validate", *make_city.FINDINGS[folder])
    assert code == 1
    assert out == (EXAMPLES / folder / f"findings.{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reports_of_the_city_are_those_recorded(
    make_city: ModuleType, run: Run, tmp_path: Path, lang: str
) -> None:
    for words in make_city.REPORTS:
        code, _, _ = run("--lang", lang, "-C", str(EXAMPLES / "city"), "report", *words, "-o", str(tmp_path))
        assert code == 0
    assert kept(tmp_path) == kept(EXAMPLES / "outputs" / lang)


def test_the_scores_of_the_city_are_those_recorded(
    make_city: ModuleType, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXAMPLES / "city")
    code, out, _ = run(*make_city.SCORES)
    assert code == 0
    assert out == (EXAMPLES / "outputs" / "scores.csv").read_text(encoding="utf-8")
