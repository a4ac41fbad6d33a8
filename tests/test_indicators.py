"""The worked examples of tests/indicators, and what else a domain expert would hold the scores to."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
import yaml
from score_city import City, Row

from eduhub.core.errors import UseError
from eduhub.parameters import INDICATORS, parameters
from eduhub.repository import Repository
from eduhub.scores import Scores, score, split_amounts
from eduhub.scores.indicator import DECLARED, NOTES

HERE = Path(__file__).parent
TABLES = ("schools", "stages", "facilities", "by_stage", "teachers", "members", "changes", "facts")
ALL_STAGES = "各学段"
Run = Callable[..., tuple[int, str, str]]


def table(text: str) -> list[dict[str, str]]:
    """The rows of a table whose columns are divided by bars."""
    heading, *rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return [dict(zip(heading, row, strict=True)) for row in rows]


@dataclass(frozen=True)
class Example:
    """A worked example: a city, in the year before too where it tells that, and what is to be computed."""

    name: str
    city: City
    before: City | None
    expect: list[dict[str, str]]
    wrong: list[dict[str, str]]
    clusters: list[dict[str, str]]

    def write(self, root: Path) -> Path:
        """Writes both years into one data repository; register and settings are those of the later."""
        if self.before:
            self.before.write(root)
        return self.city.write(root)

    @property
    def files(self) -> set[str]:
        return {*self.city.files(), *(self.before.files() if self.before else ())}


SETTINGS = ("year", "as_of", "count_by", "relaxations")


def example(words: dict[str, Any]) -> Example:
    known = {*TABLES, *SETTINGS, "before", "expect", "not", "clusters"}
    assert set(words) - known == {"name", "zh", "source", "by_hand"}
    settings: dict[str, Any] = {key: words[key] for key in SETTINGS if key in words}
    settings |= {key: table(words[key]) for key in TABLES if key in words}
    earlier = {key: table(text) for key, text in words.get("before", {}).items()}
    before = City(**(settings | earlier | {"year": "2024-2025"})) if earlier else None
    expect, wrong, clusters = (table(words.get(key, "of")) for key in ("expect", "not", "clusters"))
    return Example(words["name"], City(**settings), before, expect, wrong, clusters)


EXAMPLES = {
    f"{path.stem}: {words['name']}": example(words)
    for path in sorted((HERE / "indicators").glob("*.yaml"))
    for words in yaml.safe_load(path.read_bytes())
}


def scores_of(city: City, folder: Path) -> Scores:
    """The scores of a city that is written to disk and read again."""
    return score(Repository.load([city.write(folder)]))


@cache
def scored(name: str) -> Scores:
    """The scores of an example, computed once for all tests that look at them."""
    with TemporaryDirectory() as folder:
        return score(Repository.load([EXAMPLES[name].write(Path(folder))]))


def part_id(city: City, of: str) -> str:
    """The id of a school, of a campus written `school/campus`, or of what is no school, which is itself."""
    school, slash, campus = of.partition("/")
    return city.codes[school] + slash + campus if school in city.codes else of


def rows_of(frame: pl.DataFrame, city: City, row: Row) -> list[dict[str, Any]]:
    """The rows of the long table that a row of an example is about."""
    return [
        found
        for found in frame.iter_rows(named=True)
        if (found["id"], found["stage"], found["indicator"])
        == (part_id(city, row["of"]), None if row["stage"] == ALL_STAGES else row["stage"], row["indicator"])
    ]


def differs(found: list[dict[str, Any]], row: Row) -> bool:
    """Is what was found another thing than a row of an example expects?"""
    if row["value"] == "absent" or len(found) != 1:
        return bool(found) or row["value"] != "absent"
    value, note, n = (found[0][column] for column in ("value", "note", "n"))
    if row["value"] == "null":
        is_value = value is None
    else:
        is_value = value is not None and abs(value - float(row["value"])) <= float(row["within"])
    is_note = note == (row.get("note") or None)
    return not (is_value and is_note and row.get("n", "") in ("", str(n)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_worked_example_comes_out_as_on_paper(name: str) -> None:
    one = EXAMPLES[name]
    assert one.expect or one.clusters
    frame = scored(name).frame
    found = [(row, rows_of(frame, one.city, row)) for row in one.expect]
    assert [(row, rows) for row, rows in found if differs(rows, row)] == []


@pytest.mark.parametrize("name", [name for name, one in EXAMPLES.items() if one.wrong])
def test_the_worked_example_is_not_what_a_wrong_method_gives(name: str) -> None:
    one = EXAMPLES[name]
    frame = scored(name).frame
    for row in one.wrong:
        (found,) = rows_of(frame, one.city, row)
        assert abs(found["value"] - float(row["value"])) > float(row["within"])


@pytest.mark.parametrize("name", [name for name, one in EXAMPLES.items() if one.clusters])
def test_the_school_stage_is_counted_in_the_cluster_of_the_example(name: str) -> None:
    one = EXAMPLES[name]
    parts = scored(name).tables.parts
    found = {(row["id"], row["stage"]): row["cluster"] for row in parts.iter_rows(named=True)}
    wanted = {(part_id(one.city, row["of"]), row["stage"]): row["cluster"] or None for row in one.clusters}
    assert found == wanted


def test_every_document_of_the_examples_is_sound(tmp_path: Path) -> None:
    for number, one in enumerate(EXAMPLES.values()):
        repository = Repository.load([one.write(tmp_path / str(number))])
        assert (len(repository.submissions), len(repository.documents)) == (len(one.files), 0)
        assert [(s.file, s.errors) for s in repository.submissions if not s.sound] == []


# The split as a function of its own


def split(*rows: tuple[str, str | None, str, int | None, float | None], **amounts: float) -> list[Any]:
    """The equipment of each row after the split; rows are school, campus, stage, pupils, weight."""
    whole = {"teaching_m2": 0.0, "sports_m2": 0.0, "equipment_yuan": 0.0, "multimedia_rooms": 0.0} | amounts
    schema = {"school": pl.String, "campus": pl.String, "stage": pl.String, "pupils": pl.Int64}
    parts = pl.DataFrame(list(rows), schema=schema | {"weight": pl.Float64}, orient="row")
    given = split_amounts(parts.with_columns(pl.lit(amount).alias(name) for name, amount in whole.items()))
    assert given.select("school", "campus", "stage", "pupils", "weight").rows() == list(rows)
    return given["equipment_yuan"].to_list()


def test_the_published_nine_year_school_has_9712_for_primary_and_13514_for_junior() -> None:
    # https://www.dyhzdl.cn/k/doc/da4bfb8403d8ce2f0166234d.html: 23226 books, 166 and 210 pupils.
    # 23226/397 x 166 and 23226/397 x 231, unrounded; published 9711 and 13515 from the rounded 58.5.
    primary, junior = split(
        ("s", None, "小学", 166, 1.0), ("s", None, "初中", 210, 1.1), equipment_yuan=23226.0
    )
    assert primary == pytest.approx(9711.6272, abs=5e-5)
    assert junior == pytest.approx(13514.3728, abs=5e-5)


def test_one_stage_keeps_everything_even_where_its_pupils_are_unknown() -> None:
    assert split(("s", None, "小学", None, None), equipment_yuan=23226.0) == [23226.0]
    assert split(("s", None, "初中", 10, 1.1), equipment_yuan=23226.0) == [23226.0]


def test_nothing_is_split_while_the_pupils_of_a_stage_are_unknown_or_there_are_none() -> None:
    unknown = (("s", None, "小学", 166, 1.0), ("s", None, "初中", None, 1.1))
    nobody = (("s", None, "小学", 0, 1.0), ("s", None, "初中", 0, 1.1))
    assert split(*unknown, equipment_yuan=23226.0) == [None, None]
    assert split(*nobody, equipment_yuan=23226.0) == [None, None]


def test_schools_and_campuses_are_split_apart() -> None:
    rows = (
        ("s", "east", "小学", 100, 1.0),
        ("s", "west", "小学", 100, 1.0),
        ("s", "west", "初中", 100, 1.1),
        ("t", "west", "小学", 100, 1.0),
    )
    given = split(*rows, equipment_yuan=2100.0)
    assert given == pytest.approx([2100.0, 1000.0, 1100.0, 2100.0], abs=1e-9)


# What a school has is never counted twice


def total(scores: Scores, column: str) -> float | None:
    """The sum over all parts, None where one of them is not known."""
    amounts = scores.tables.parts[column].to_list()
    return None if None in amounts else float(sum(amounts))


TWO_CAMPUSES = (
    {"school": "小学", "campus": "east", "stage": "小学", "pupils": "300"},
    {"school": "小学", "campus": "west", "stage": "小学", "pupils": "200"},
)
ONE_SCHOOL = ({"school": "小学", "type": "小学"},)


def test_a_teacher_without_a_campus_is_not_counted_on_every_campus(tmp_path: Path) -> None:
    # A person counts once, wholly: five teachers are five, or on which campus they count is not known.
    teacher = {"school": "小学", "main_stage": "小学", "main_subject": "音乐", "qualification": "本科"}
    teachers = [teacher | {"staff": f"t{n}", "campus": ""} for n in range(5)]
    scores = scores_of(City(ONE_SCHOOL, TWO_CAMPUSES, teachers=teachers), tmp_path)
    assert total(scores, "above_required") in (None, 5)
    assert total(scores, "sports_arts") in (None, 5)


def test_facilities_counted_by_stage_are_not_counted_on_every_campus(tmp_path: Path) -> None:
    facilities = [
        {"school": "小学", "campus": campus, "equipment_yuan": "500000"} for campus in ("east", "west")
    ]
    by_stage = [{"school": "小学", "stage": "小学", "equipment_yuan": "900000"}]
    scores = scores_of(City(ONE_SCHOOL, TWO_CAMPUSES, facilities, by_stage), tmp_path)
    assert total(scores, "equipment_yuan") in (None, 900_000)


# The long table


COLUMNS = {
    **dict.fromkeys(("level", "id", "name", "stage", "subject", "year"), pl.String),
    "term": pl.Int64,
    **dict.fromkeys(("assessment", "model", "indicator"), pl.String),
    **dict.fromkeys(("value", "low", "high"), pl.Float64),
    "n": pl.Int64,
    **dict.fromkeys(("unit", "note"), pl.String),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_long_table_is_sorted_explained_and_in_the_catalogue(name: str) -> None:
    frame = scored(name).frame
    rows = frame.iter_rows(named=True)
    keys = [(row["level"], row["id"], row["stage"] or "", row["indicator"]) for row in rows]
    assert dict(frame.schema) == COLUMNS
    assert list(frame.columns) == list(COLUMNS)
    assert keys == sorted(set(keys))
    assert set(frame["indicator"]) <= set(INDICATORS)
    assert frame.filter(pl.col("value").is_null() & pl.col("note").is_null()).rows() == []
    assert frame.filter(pl.col("value").is_infinite() | pl.col("value").is_nan()).rows() == []
    assert set(frame["note"].drop_nulls()) <= set(NOTES)
    assert set(frame["year"]) == {EXAMPLES[name].city.year}
    assert {row["unit"] for row in frame.iter_rows(named=True)} <= {
        *("人", "平方米", "元", "间", "项", "个", "比例", "系数", "系数平方", "指数", "对数差", "是否")
    }


TWO_DISTRICTS = City(
    [
        {"school": "甲", "type": "小学", "district": "d1"},
        {"school": "乙", "type": "九年一贯制学校", "district": "d2"},
    ],
    [
        {"school": "甲", "stage": "小学", "pupils": "100"},
        {"school": "乙", "stage": "小学", "pupils": "100"},
        {"school": "乙", "stage": "初中", "pupils": "100"},
    ],
)


def test_schools_and_districts_bear_their_registered_names(tmp_path: Path) -> None:
    frame = scores_of(TWO_DISTRICTS, tmp_path).frame
    assert set(frame.select("level", "id", "name").rows()) == {
        ("city", "city", "示例市"),
        ("district", "d1", "d1 区"),
        ("district", "d2", "d2 区"),
        ("cluster", "d1/outside", "未入片区"),
        ("cluster", "d2/outside", "未入片区"),
        ("school", "2136000001", "甲"),
        ("school", "3136000002", "乙"),
        ("part", "2136000001", "甲"),
        ("part", "3136000002", "乙"),
    }


def test_one_district_is_shown_with_its_own_schools_only(tmp_path: Path) -> None:
    shown = scores_of(TWO_DISTRICTS, tmp_path).only(district="d2")
    assert set(shown.select("id", "stage").rows()) == {
        (id_, stage) for id_ in ("d2", "d2/outside", "3136000002") for stage in ("小学", "初中", None)
    }


def test_one_indicator_is_shown_with_what_derives_from_it(tmp_path: Path) -> None:
    shown = scores_of(TWO_DISTRICTS, tmp_path).only(indicator="L6")
    forms = ("", ".cv", ".cv.between", ".cv.within", ".distance", ".from_mean", ".from_mean.cluster")
    more = (".gini", ".limit", ".met", ".share", ".share.cluster", ".theil", ".theil.between")
    assert set(shown["indicator"]) == {f"L6{form}" for form in (*forms, *more, ".theil.within", ".threshold")}


# What was not asked of the data


def test_a_report_of_the_wrong_shape_takes_no_part(tmp_path: Path) -> None:
    root = TWO_DISTRICTS.write(tmp_path)
    report = root / "schools" / "2136000001" / "2025-2026" / "school.yaml"
    report.write_text(report.read_text("utf-8").replace("'100'", "一百"), encoding="utf-8")
    frame = score(Repository.load([root])).frame
    notes = frame.filter((pl.col("id") == "2136000001") & (pl.col("indicator") == "L6"))
    assert notes.select("value", "n", "note").rows() == [(None, None, "no-pupils")]


def test_a_year_before_the_rule_is_refused_with_words(tmp_path: Path) -> None:
    stages = [{"school": "小学", "stage": "小学", "pupils": "100"}]
    city = City(ONE_SCHOOL, stages, year="2014-2015", as_of="2015-06-30")
    repository = Repository.load([city.write(tmp_path)])
    with pytest.raises(UseError):
        score(repository)


def test_a_year_without_reports_is_refused_with_the_years_that_there_are(tmp_path: Path) -> None:
    city = City(ONE_SCHOOL, [{"school": "小学", "stage": "小学", "pupils": "100"}])
    repository = Repository.load([city.write(tmp_path)])
    with pytest.raises(UseError, match="2025-2026"):
        score(repository, year="2023-2024")


def test_reports_of_other_years_take_no_part(tmp_path: Path) -> None:
    stages = [{"school": "小学", "stage": "小学", "pupils": "100"}]
    facilities = [{"school": "小学", "equipment_yuan": "100000"}]
    before = [{"school": "小学", "equipment_yuan": "900000"}]
    City(ONE_SCHOOL, stages, before, year="2024-2025").write(tmp_path)
    frame = scores_of(City(ONE_SCHOOL, stages, facilities), tmp_path).frame
    past = score(Repository.load([tmp_path]), year="2024-2025").frame
    is_l6 = (pl.col("level") == "district") & (pl.col("indicator") == "L6")
    assert frame.filter(is_l6)["value"].to_list() == [1000.0]
    assert past.filter(is_l6)["value"].to_list() == [9000.0]


def test_the_command_prints_the_same_table_as_the_library(run: Run, tmp_path: Path) -> None:
    one = next(one for one in EXAMPLES.values() if one.name.startswith("five schools"))
    frame = scores_of(one.city, tmp_path).frame
    code, out, _ = run("score", str(tmp_path), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    (cv,) = (float(row["value"]) for row in rows if (row["id"], row["indicator"]) == ("d1", "L6.cv"))
    assert code == 0
    assert abs(cv - 0.5152566) <= 1e-7
    assert list(rows[0]) == list(COLUMNS)
    keys = ["level", "id", "stage", "indicator"]
    assert [tuple(row[key] for key in keys) for row in rows] == frame.select(keys).fill_null("").rows()


# The numbers of policy, against what is printed


# 教督〔2017〕6号: thresholds; floors as printed in GitHub alexLeezh/lexcel, config/ixport.php, `basic_val`.
PRINTED = {
    "L1": {"小学": ("4.2", "3.57"), "初中": ("5.3", "4.505")},
    "L2": {"小学": ("1", "0.85"), "初中": ("1", "0.85")},
    "L3": {"小学": ("0.9", "0.765"), "初中": ("0.9", "0.765")},
    "L4": {"小学": ("4.5", "3.825"), "初中": ("5.8", "4.93")},
    "L5": {"小学": ("7.5", "6.375"), "初中": ("10.2", "8.67")},
    "L6": {"小学": ("2000", "1700"), "初中": ("2500", "2125")},
    "L7": {"小学": ("2.3", "1.955"), "初中": ("2.4", "2.04")},
}
IN_FORCE = date(2025, 9, 1)


def test_thresholds_are_those_of_the_document() -> None:
    printed = {
        code: {stage: float(threshold) for stage, (threshold, _) in stages.items()}
        for code, stages in PRINTED.items()
    }
    assert parameters(IN_FORCE).thresholds() == printed


def test_85_percent_of_every_threshold_is_the_printed_floor() -> None:
    share = parameters(IN_FORCE)["floor_share"]
    for code, stages in PRINTED.items():
        for stage, (_, floor) in stages.items():
            assert parameters(IN_FORCE).thresholds()[code][stage] * share == pytest.approx(
                float(floor), rel=1e-15
            )


def test_limits_and_ratios_are_those_of_the_document() -> None:
    numbers = parameters(IN_FORCE)
    assert numbers["met_wanted"] == 6
    assert numbers.cv_limits() == {"小学": 0.50, "初中": 0.45}
    assert numbers.class_limits() == {"小学": 45, "初中": 50}
    assert numbers["split"] == {
        "九年一贯制学校": {"小学": 1, "初中": 1.1},
        "完全中学": {"初中": 1, "高中": 1.2},
        "十二年一贯制学校": {"小学": 1, "初中": 1.1, "高中": 1.32},
    }


def test_numbers_for_school_size_and_special_rooms_are_those_of_the_document() -> None:
    # 政府保障程度 3 and 4 and the relaxations of the 规程, as the workbooks of the Shenyang team quote them.
    numbers = parameters(IN_FORCE)
    types = ("小学", "初级中学", "完全中学", "九年一贯制学校", "十二年一贯制学校", "盲人学校")
    assert [numbers.school_limit(kind) for kind in types] == [2000, 2000, 2000, 2500, 2500, None]
    assert (numbers["classes_per_room"], numbers["room_area"]) == (12, {"音乐": 96, "美术": 90})
    size, room = numbers["school_size_relaxed"], numbers["room_area_relaxed"]
    assert (size["planned_built"], size["migrant_share"]) == (2010, 0.5)
    assert {kind: size["limit"][kind] for kind in ("小学", "九年一贯制学校")} == {
        "小学": 2400,
        "九年一贯制学校": 3000,
    }
    assert (room["planned_built"], room["area"]) == (2016, {"音乐": 73, "美术": 67})
    assert (room["small"]["class_below"], room["small"]["area"]) == (30, {"小学": 54, "初中": 61})


def test_every_number_of_policy_says_what_it_is_where_it_stands_and_since_when() -> None:
    numbers = parameters()
    assert numbers.values
    for name, value in numbers.values.items():
        assert value.id == name
        assert value.what.zh.strip()
        assert value.what.en.strip()
        assert value.what.zh != value.what.en
        assert len(value.source.strip()) > 5
        assert date(1986, 7, 1) <= value.since <= date(2026, 12, 31)  # since the law on compulsory education
        assert value.value not in (None, "", [], {})


def test_the_day_of_the_rule_is_the_first_on_which_it_holds() -> None:
    since = parameters().values["threshold"].since
    assert parameters(since)["met_wanted"] == 6
    before = parameters(since - timedelta(days=1))
    for name in ("threshold", "met_wanted", "floor_share", "cv_limit", "split"):
        assert name not in before.values
        with pytest.raises(UseError, match="laid down"):
            before[name]
    with pytest.raises(UseError, match="2017"):
        before.thresholds()


def test_every_entry_of_the_catalogue_has_words_in_both_languages() -> None:
    assert {code.partition(".")[0] for code in INDICATORS} == {
        *PRINTED,
        *("MET", "PASS", "WAITING", "CV", "GAP", "LEVEL", "VA", "SHIFT"),
    }
    assert {code for one in DECLARED for code in one.codes} == set(INDICATORS)
    for code, entry in INDICATORS.items():
        assert entry.code == code
        for words in (entry.label, entry.short, entry.unit):
            assert words.zh.strip()
            assert words.en.strip()


def test_decimals_on_paper_are_those_of_the_official_form() -> None:
    # Form II-2, III, IV of 教督〔2017〕6号: values and means 2 decimals, 差异系数 3.
    assert {INDICATORS[code].decimals for code in PRINTED} == {2}
    assert {INDICATORS[f"{code}.cv"].decimals for code in PRINTED} == {3}
