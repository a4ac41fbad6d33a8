"""`eduhub score` as people and programs use it: formats, files, and why a figure is what it is."""

from __future__ import annotations

import io
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from score_city import City

import eduhub
from eduhub.cli.figures import growth, signed
from eduhub.core.lines import width
from eduhub.core.text import LANGS
from eduhub.repository import Repository
from eduhub.scores import score
from eduhub.scores.indicator import SCORES

Run = Callable[..., tuple[int, str, str]]

SCHOOLS = [
    {"school": "=1+1 小学", "type": "小学"},
    {"school": "青禾学校", "type": "九年一贯制学校"},
    {"school": "启明中学", "type": "初级中学"},
]
STAGES = [
    {"school": "=1+1 小学", "stage": "小学", "pupils": "430", "sports": "1", "music": "1", "fine_art": "0"},
    {"school": "青禾学校", "stage": "小学", "pupils": "200", "grades": "6"},
    {"school": "青禾学校", "stage": "初中", "pupils": "100", "grades": "2"},
    {"school": "启明中学", "stage": "初中", "pupils": "500"},
]
FACILITIES = [
    {"school": "=1+1 小学", "teaching_gross_m2": "2500", "equipment_yuan": "800000"},
    {
        "school": "青禾学校",
        "teaching_gross_m2": "1500",
        "indoor_sport_m2": "100",
        "ground_m2": "2000",
        "equipment_yuan": "600000",
    },
    {"school": "启明中学", "teaching_gross_m2": "3000", "equipment_yuan": "1500000"},
]
MEMBERS = [
    {"cluster": "p1", "school": "=1+1 小学", "stages": "小学", "joined": "2023-09-01"},
    {"cluster": "p1", "school": "青禾学校", "stages": "小学", "joined": "2023-09-01"},
]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A city of two years, in which a name begins like a formula."""
    stages = [row | {"arts": "0"} for row in STAGES]
    before = [row | {"pupils": str(int(row["pupils"]) - 10)} for row in stages]
    City(SCHOOLS, before, FACILITIES, members=MEMBERS, year="2024-2025").write(tmp_path / "city")
    return City(SCHOOLS, stages, FACILITIES, members=MEMBERS).write(tmp_path / "city")


def frame_of(city: Path) -> pl.DataFrame:
    return score(Repository.load([city])).frame


# Files


def test_parquet_holds_the_long_table_with_its_types(city: Path, run: Run, tmp_path: Path) -> None:
    code, out, _ = run("score", str(city), "-o", str(tmp_path / "scores.parquet"))
    frame = pl.read_parquet(tmp_path / "scores.parquet")
    assert (code, out) == (0, "")
    assert dict(frame.schema) == SCORES
    assert frame.equals(frame_of(city))


def test_a_folder_gets_the_table_and_the_format_asked_for(city: Path, run: Run, tmp_path: Path) -> None:
    run("score", str(city), "-o", str(tmp_path / "out"), "--format", "json", "--indicator", "L6")
    assert sorted(os.listdir(tmp_path / "out")) == ["scores.csv", "scores.json"]
    told = json.loads((tmp_path / "out" / "scores.json").read_text(encoding="utf-8"))
    table = pl.read_csv(tmp_path / "out" / "scores.csv")
    assert len(told["rows"]) == table.height > 0
    assert {row["indicator"].partition(".")[0] for row in told["rows"]} == {"L6"}
    assert (told["year"], told["relaxations"]) == ("2025-2026", [])


@pytest.mark.parametrize("shape", ["parquet", "xlsx"])
def test_binary_formats_are_the_same_bytes_each_time_and_go_to_a_pipe(
    city: Path, run: Run, tmp_path: Path, shape: str
) -> None:
    for name in ("one", "two"):
        run("score", str(city), "-o", str(tmp_path / f"{name}.{shape}"))
    root = str(Path(eduhub.__file__).parents[1])
    piped = subprocess.run(
        [sys.executable, "-m", "eduhub", "score", str(city), "--format", shape, "--lang", "zh"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": root},
        capture_output=True,
        timeout=60,
        check=True,
    ).stdout
    one, two = ((tmp_path / f"{name}.{shape}").read_bytes() for name in ("one", "two"))
    assert one == two == piped


@pytest.mark.parametrize("shape", ["parquet", "xlsx"])
def test_binary_formats_are_not_thrown_at_a_terminal(
    city: Path, run: Run, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    code, out, err = run("score", str(city), "--format", shape)
    assert (code, out) == (2, "")
    assert f"-o scores.{shape}" in err


def test_a_suffix_that_contradicts_the_format_is_refused(city: Path, run: Run, tmp_path: Path) -> None:
    code, _, err = run("score", str(city), "--format", "csv", "-o", str(tmp_path / "scores.xlsx"))
    assert code == 2
    assert "scores.xlsx" in err
    assert not (tmp_path / "scores.xlsx").exists()


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_says_what_it_is_and_holds_numbers_and_words(
    city: Path, run: Run, tmp_path: Path, lang: str
) -> None:
    run("score", str(city), "-o", str(tmp_path / "scores.xlsx"), "--lang", lang)
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "scores.xlsx").read_bytes()))
    about, data = book.worksheets
    facts = {row[0].value: row[1].value for row in about.iter_rows()}
    assert facts["学年" if lang == "zh" else "school year"] == "2025-2026"
    assert facts["截至" if lang == "zh" else "as of"] == "2026-06-30"
    rows = [[cell.value for cell in row] for row in data.iter_rows(min_row=2)]
    frame = frame_of(city)
    assert [row[1] for row in rows] == frame["id"].to_list()
    assert [row[5] for row in rows] == frame["indicator"].to_list()
    assert [row[7] for row in rows] == pytest.approx(frame["value"].to_list())
    assert (data.freeze_panes, data.auto_filter.ref) == ("A2", f"A1:K{frame.height + 1}")
    names = [row[2] for row in data.iter_rows(min_row=2) if row[2].value == "=1+1 小学"]
    assert names
    assert {cell.data_type for cell in names} == {"s"}
    known = (row for row in data.iter_rows(min_row=2) if row[7].value is not None)
    formats = {row[5].value: row[7].number_format for row in known}
    assert (formats["L6.cv"], formats["L6"], formats["L3.distance"]) == ("0.000", "0.00", "0")


# The table


def test_the_table_tells_indexes_clusters_and_what_is_lacking(city: Path, run: Run) -> None:
    _, out, _ = run("score", str(city), "--indicator", "L4")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "d1 区 小学" in lines
    assert "p1 2 ? ? ?" in lines
    assert "达到各项标准尚缺" in lines
    assert "青禾学校 教学用房 234.5 平方米" in lines


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "words", [(), ("--why", "d1"), ("--why", "p1"), ("--why", "city"), ("--why", "青禾学校")]
)
def test_what_people_read_fits_a_page(city: Path, run: Run, words: tuple[str, ...], lang: str) -> None:
    code, out, _ = run("score", str(city), *words, "--lang", lang)
    wide = [line for line in out.splitlines() if width(line) > 80 and str(city) not in line]
    assert (code, wide) == (0, [])


def test_a_relaxation_that_is_on_is_named_with_its_doubts(city: Path, run: Run, tmp_path: Path) -> None:
    with (city / "eduhub.yaml").open("a", encoding="utf-8") as settings:
        settings.write("relaxations: [shared_teachers]\n")
    for words in ((), ("--why", "d1")):
        _, out, _ = run("score", str(city), *words)
        assert "已启用过渡期规定：乡村小规模学校和教学点的 L3 计入交流轮岗、兼职、走教教师" in out
        assert "存疑：规程发布日期未查到" in out
    run("score", str(city), "-o", str(tmp_path / "scores.xlsx"))
    about = openpyxl.load_workbook(tmp_path / "scores.xlsx").worksheets[0]
    assert "存疑" in [row[0].value for row in about.iter_rows()]


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0126, "+0.013"), (-0.0126, "-0.013"), (-0.0001, "0.000"), (0, "0.000"), (None, "?")],
)
def test_a_change_has_a_sign_unless_it_rounds_to_nothing(value: float | None, words: str) -> None:
    assert signed(value, 3) == words


def test_a_logarithm_is_told_as_per_cent() -> None:
    assert (growth(math.log(1.1)), growth(-math.log(2)), growth(None)) == ("+10.0 %", "-50.0 %", "?")


# Why


def block(out: str, heading: str) -> list[str]:
    """The lines that follow the first line with the heading, up to the next blank one, blanks as one."""
    lines = out.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(heading))
    end = next((at for at in range(start, len(lines)) if not lines[at]), len(lines))
    return [" ".join(line.split()) for line in lines[start:end]]


def test_why_follows_a_value_from_the_raw_figures_to_the_distance(city: Path, run: Run) -> None:
    # 1.1 x 1400/310 = 4.9677, the year before 1.1 x 1400/289 = 5.3287: -6.8 %.
    _, out, _ = run("score", str(city), "--why", "3136000002", "--indicator", "L4")
    junior = out[out.index("青禾学校  初中") :]
    assert block(junior, "L4") == [
        "L4 生均教学及辅助用房面积（平方米）",
        "原始数据 教学及辅助用房 1500 [school.yaml:6:20]",
        "减 其中室内体育用房 100 [school.yaml:7:18]",
        "拆分 折算学生 200 × 1 + 100 × 1.1 = 310",
        "本学段 100 × 1.1 ÷ 310 = 35.5 %，分得 1400 中的 496.77",
        "指标值 496.77 ÷ 100 = 4.97",
        "达标值 5.8，未达到，不低于 85%（86 %）",
        "尚缺 234.5 平方米（按整个校区计）",
        "与全县比 平均 5.83，本校低 0.86；占差异（S²）的 83.3 %",
        "比上学年 -6.8 %（总量 +3.6 %，学生 +11.1 %）",
    ]


def test_why_says_the_same_in_english(city: Path, run: Run) -> None:
    _, out, _ = run("score", str(city), "--why", "3136000002", "--indicator", "L4", "--lang", "en")
    junior = out[out.index("青禾学校  junior") :]
    assert block(junior, "L4")[3:8] == [
        "split weighted pupils 200 × 1 + 100 × 1.1 = 310",
        "this stage 100 × 1.1 / 310 = 35.5 %: 496.77 of 1400",
        "value 496.77 / 100 = 4.97",
        "threshold 5.8, not reached, but 85 % kept (86 %)",
        "lacking 234.5 m² (for the whole campus)",
    ]


def test_why_of_a_district_leads_from_the_sums_to_the_schools_that_differ(city: Path, run: Run) -> None:
    # 430 pupils with 800000 and 200 with 600000 x 200/310 = 387096.77: m = 1187096.77/630 = 1884.2806.
    # S² = 430/630 x 23.8155² + 200/630 x 51.2033² = 387.12 + 832.31.
    _, out, _ = run("score", str(city), "--why", "d1", "--indicator", "L6")
    lines = block(out, "L6")
    assert lines[1:4] == [
        "计入 2/2 个校（部）",
        "平均值 总量 1187096.77 ÷ 学生 630 = 1884.2806",
        "方差 S² = Σ (P/ΣP)(x - m)² = 1219.4305",
    ]
    assert "差异系数 √S² ÷ m = 0.0185，未超过上限 0.50" in lines
    assert "差异所在 片区之间 0.0 %，片区之内 100.0 %" in lines


def test_why_knows_a_unit_by_its_name(city: Path, run: Run) -> None:
    by_name, by_id = (run("score", str(city), "--why", asked)[1] for asked in ("示例市", "city"))
    assert by_name == by_id


def test_why_of_nobody_names_what_there_is(city: Path, run: Run) -> None:
    code, out, err = run("score", str(city), "--why", "d9")
    assert (code, out) == (2, "")
    assert "d9" in err
    assert "p1" in err


def test_why_is_for_people_and_has_no_format(city: Path, run: Run) -> None:
    code, out, err = run("score", str(city), "--why", "d1", "--format", "csv")
    assert (code, out) == (2, "")
    assert "--why" in err
