"""Results beside the head of an assessment: read alike from CSV and Parquet, every row accounted for."""

from __future__ import annotations

import itertools
import random
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from eduhub.core.text import LANGS
from eduhub.kinds.assessment import Assessment, Result
from eduhub.results import (
    Fault,
    Levels,
    Results,
    ResultsError,
    Sort,
    faults_in_levels,
    faults_in_results,
    reasons,
)

CITY_A, CITY_B = "3136990001", "3136990002"
HEAD: dict[str, Any] = {
    "name": "a",
    "basis": {"type": "初中学业水平考试"},
    "prior_basis": {"type": "省级质量监测"},
    "cohort": "2026",
    "grade": 9,
    "dates": {"prior": "2025-06-20", "outcome": "2026-06-20"},
    "subjects": [{"subject": s, "prior": "监测", "outcome": "中考"} for s in ("语文", "数学")],
}


def head(**facts: Any) -> Assessment:
    return Assessment.model_validate(HEAD | facts)


def put(folder: Path, text: str | bytes, name: str = "results.csv") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def opened(folder: Path, text: str | bytes, **facts: Any) -> Results:
    return Results.open(head(**facts), put(folder, text), "private/a")


def found(results: Results, *registered: str) -> list[tuple[Sort, str, int]]:
    return [(f.sort, str(f.place), f.count) for f in faults_in_results(results, registered)]


# What is read

PLAIN = f"""key,school,subject,prior,outcome,weight,state,entered
a,{CITY_A},语文,50,60.5,1,,
b,{CITY_A},数学,,-2,2,转入,2025-09-02
c,{CITY_B},语文,1,,1,缺考,
"""
ROWS = [
    ("a", CITY_A, "语文", 50.0, 60.5, 1.0, "正常", None),
    ("b", CITY_A, "数学", None, -2.0, 2.0, "转入", date(2025, 9, 2)),
    ("c", CITY_B, "语文", 1.0, None, 1.0, "缺考", None),
]
SPELT = {
    "as it is": PLAIN.encode(),
    "with a BOM": b"\xef\xbb\xbf" + PLAIN.encode(),
    "in GB18030": PLAIN.encode("gb18030"),
    "under Chinese headings": PLAIN.replace(
        "key,school,subject,prior,outcome,weight,state,entered",
        "学生代号,学校代码,学科,前测成绩,后测成绩,权重,考试状态,入校日期",
    ).encode(),
    "in full width and English": PLAIN.replace("50,60.5", "５０, 60.5 ")
    .replace(f"{CITY_B}", f" {CITY_B[:5]} {CITY_B[5:]}’".replace("’", "'"))
    .replace("数学", "mathematics")
    .replace("缺考", "absent")
    .replace("2025-09-02", "2025年9月2日")
    .encode(),
    "with blank lines and Windows line ends": PLAIN.replace("\n", "\r\n\r\n").encode(),
}
ORDER = ["key", "school", "subject", "prior", "outcome", "weight", "state", "entered"]


@pytest.mark.parametrize("spelling", SPELT)
def test_the_same_results_are_read_from_every_spelling(tmp_path: Path, spelling: str) -> None:
    results = opened(tmp_path, SPELT[spelling])
    frame = results.collect(results.frame.select(ORDER))
    assert frame.rows() == ROWS
    assert dict(frame.schema) == dict(
        zip(ORDER, [pl.String] * 3 + [pl.Float64] * 3 + [pl.String, pl.Date], strict=True)
    )
    assert results.schools == {CITY_A, CITY_B}
    assert results.subjects == ("语文", "数学")


TYPED = pl.DataFrame(ROWS, schema=ORDER, orient="row")
TYPES: dict[str, Any] = {
    "as they are": {},
    "narrow": {"prior": pl.Float32, "outcome": pl.Float32, "weight": pl.UInt8, "subject": pl.Categorical},
    "as numbers": {"school": pl.Int64, "prior": pl.Int16},
    "as text": {"prior": pl.String, "outcome": pl.String, "weight": pl.String, "entered": pl.String},
    "with a time": {"entered": pl.Datetime},
}


@pytest.mark.parametrize("types", TYPES)
def test_parquet_gives_the_same_as_csv_whatever_its_types(tmp_path: Path, types: str) -> None:
    TYPED.cast(TYPES[types]).write_parquet(tmp_path / "results.parquet")
    results = Results.open(head(), tmp_path, "private/a")
    assert results.collect(results.frame.select(ORDER)).rows() == ROWS
    assert found(results) == []


def test_columns_that_lack_have_the_usual_values(tmp_path: Path) -> None:
    results = opened(tmp_path, f"outcome,subject,school,key,prior\n1,语文,{CITY_A},a,2\n")
    assert results.collect(results.frame.select(ORDER)).rows() == [
        ("a", CITY_A, "语文", 2.0, 1.0, 1.0, "正常", None)
    ]
    assert (results.has_weight, results.priors) == (False, ("prior",))


def test_columns_that_nobody_filled_in_are_as_good_as_none(tmp_path: Path) -> None:
    text = f"key,school,subject,prior,outcome,weight,state,entered\na,{CITY_A},语文,,1,,,\n"
    results = opened(tmp_path, text)
    assert results.collect(results.frame.select(ORDER)).rows() == [
        ("a", CITY_A, "语文", None, 1.0, None, "正常", None)
    ]


def test_covariates_and_further_priors_are_read_under_their_names(tmp_path: Path) -> None:
    covariates = [{"name": "月龄", "type": "number"}, {"name": "sex", "type": "category", "reference": "男"}]
    text = f"key,school,subject,prior,前测成绩2,outcome,月龄,sex\na,{CITY_A},语文,1,2,3,１８０, 女 \n"
    results = opened(tmp_path, text, covariates=covariates)
    names = ["prior", "prior2", "月龄", "sex"]
    assert results.collect(results.frame.select(names)).rows() == [(1.0, 2.0, 180.0, "女")]
    assert (results.priors, results.covariates) == (("prior", "prior2"), ("月龄", "sex"))


# Why a row is left out


def test_every_row_has_the_first_reason_for_which_it_is_left_out(tmp_path: Path) -> None:
    covariates = [{"name": "age", "type": "number"}]
    rows = {
        f"a,{CITY_A},语文,1,2,1,,9": (None, None),
        f"b,{CITY_A},物理,1,2,1,缺考,9": ("unknown-subject", None),
        "c,,语文,1,2,1,缺考,9": ("no-school", None),
        "d,31369,语文,1,2,1,,9": ("no-school", None),
        f"e,{CITY_A},语文,1,,1,病,9": ("state-unknown", None),
        f"f,{CITY_A},语文,1,2,1,缺考,9": ("absent", None),
        f"g,{CITY_A},语文,1,2,1,免考,9": ("exempt", None),
        f"h,{CITY_A},语文,1,2,1,违纪,9": ("disqualified", None),
        f"i,{CITY_A},语文,1,2,1,转出,9": ("moved-out", None),
        f"j,{CITY_A},语文,1, ,1,,9": ("outcome-missing", None),
        f"k,{CITY_A},语文,1,nan,1,,9": ("outcome-invalid", None),
        f"l,{CITY_A},语文,1,2,0,,9": ("weight-invalid", None),
        f"m,{CITY_A},语文,1,2,,,9": ("weight-invalid", None),
        f"n,{CITY_A},语文,,2,1,,9": (None, "prior-missing"),
        f"o,{CITY_A},语文,,2,1,转入,9": (None, "prior-missing-moved-in"),
        f"p,{CITY_A},语文,1e3,2,1,,9": (None, "prior-invalid"),
        f"q,{CITY_A},语文,1,2,1,,": (None, "covariate-missing"),
        f"r,{CITY_A},语文,1,2,1,,九": (None, "covariate-invalid"),
    }
    text = "\n".join(["key,school,subject,prior,outcome,weight,state,age", *rows, ""])
    results = opened(tmp_path, text, covariates=covariates)
    told = results.collect(
        results.frame.select(
            results.outcome_reason.alias("outcome"),
            results.predictor_reason.alias("predictor"),
            results.has_outcome.alias("has outcome"),
            results.has_predictors.alias("has predictors"),
        )
    )
    assert list(zip(told["outcome"], told["predictor"], strict=True)) == list(rows.values())
    assert told["has outcome"].to_list() == [outcome is None for outcome, _ in rows.values()]
    assert told["has predictors"].to_list() == [predictor is None for _, predictor in rows.values()]
    every = {reason for pair in rows.values() for reason in pair if reason}
    assert every <= reasons().keys()
    assert all(words.to(lang) for words in reasons().values() for lang in LANGS)


def test_numbers_of_parquet_that_are_none_are_told_from_blanks(tmp_path: Path) -> None:
    outcomes = [1.0, None, float("nan"), float("inf"), 1e13]
    frame = pl.DataFrame({"outcome": outcomes}).with_columns(
        key=pl.lit("a"), school=pl.lit(CITY_A), subject=pl.lit("语文"), prior=pl.lit(1)
    )
    frame.write_parquet(tmp_path / "results.parquet")
    results = Results.open(head(), tmp_path, "")
    told = results.collect(results.frame.select(results.outcome_reason)).to_series().to_list()
    assert told == [None, "outcome-missing", *["outcome-invalid"] * 3]


# What stands twice


def test_no_doubled_pupil_is_missed_and_none_made_up(tmp_path: Path) -> None:
    dice = random.Random(1)
    pairs = [(f"p{dice.randrange(3000)}", dice.choice(("语文", "数学"))) for _ in range(2000)]
    text = "".join(f"{key},{CITY_A},{subject},1,2\n" for key, subject in pairs)
    results = opened(
        tmp_path, f"key,school,subject,prior,outcome\n{text},{CITY_A},语文,1,2\n,{CITY_A},语文,1,2\n"
    )
    twice = sorted({pair for pair in pairs if pairs.count(pair) > 1})
    assert len(twice) > 100
    assert sorted(results.doubled().rows()) == twice
    (doubled,) = [f for f in faults_in_results(results, ()) if f.sort is Sort.DOUBLED]
    assert doubled.count == len(pairs) - len(set(pairs))
    first = next(i for i, pair in enumerate(pairs) if pair in pairs[:i])
    assert doubled.place.line == first + 2


def test_a_file_in_which_nothing_stands_twice_has_no_doubled(tmp_path: Path) -> None:
    assert opened(tmp_path, PLAIN).doubled().rows() == []


# What can't be used at all

_NOT_THESE: dict[str, dict[str, str | bytes]] = {
    "no results": {},
    "two files": {"results.csv": PLAIN, "results.parquet": b"x"},
    "an empty file": {"results.csv": b""},
    "blanks only": {"results.csv": b"\n \n,\n"},
    "neither encoding": {"results.csv": PLAIN.encode() + b"\xff\xff"},
    "no Parquet": {"results.parquet": b"PAR1 what?"},
    "a quote that never closes": {"results.csv": PLAIN + f'd,"{CITY_A}'},
    "too many cells": {"results.csv": PLAIN + "d,1,2,3,4,5,6,7,8,9\n"},
    "a column twice": {"results.csv": PLAIN.replace("weight", "学校标识码")},
    "no outcome": {"results.csv": PLAIN.replace("outcome", "成果")},
}


def collected(folder: Path) -> pl.DataFrame:
    results = Results.open(head(), folder, "private/a")
    return results.collect(results.frame)


@pytest.mark.parametrize("fault", _NOT_THESE)
def test_what_can_not_be_used_is_one_error_of_ours_without_a_value(tmp_path: Path, fault: str) -> None:
    for name, text in _NOT_THESE[fault].items():
        put(tmp_path, text, name)
    with pytest.raises(ResultsError) as told:
        collected(tmp_path)
    assert told.value.file.startswith("private/a/")
    assert told.value.__cause__ is None
    for lang in LANGS:
        assert CITY_A not in told.value.to(lang)
        assert told.value.problem.to(lang) in told.value.to(lang)


def test_a_lacking_covariate_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResultsError) as told:
        opened(tmp_path, PLAIN, covariates=[{"name": "sex", "type": "category", "reference": "男"}])
    assert told.value.problem.en == "missing columns: sex"


def test_a_prior_is_asked_for_only_where_the_head_says_that_there_is_one(tmp_path: Path) -> None:
    text = f"key,school,subject,outcome\na,{CITY_A},语文,1\n"
    assert opened(tmp_path, text, subjects=[{"subject": "语文", "outcome": "中考"}]).priors == ()
    with pytest.raises(ResultsError):
        opened(tmp_path, text)


def test_damaged_parquet_is_an_error_of_ours_or_read(tmp_path: Path) -> None:
    TYPED.write_parquet(tmp_path / "whole.parquet")
    whole = (tmp_path / "whole.parquet").read_bytes()
    outcomes = set()
    for seed in range(150):
        dice = random.Random(seed)
        bad = bytearray(whole)
        for _ in range(dice.choice((1, 4, 30))):
            bad[dice.randrange(len(bad))] = dice.randrange(256)
        put(tmp_path, bytes(bad), "results.parquet")
        try:
            results = Results.open(head(), tmp_path, "")
            results.collect(results.frame)
            outcomes.add("read")
        except ResultsError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


# Faults


def test_faults_are_told_by_column_count_and_first_place(tmp_path: Path) -> None:
    covariates = [{"name": "sex", "type": "category", "reference": "男"}]
    subjects = [{"subject": "语文", "prior": "监测", "outcome": "中考", "outcome_max": 120}]
    text = f"""key,school,subject,prior,outcome,weight,state,entered,sex,备注,家长电话
a,{CITY_A},语文,1,121,1,,,女,,
,{CITY_B},数学,x,12,0,缺考,,女,,
b,,语交,y,12,,病,2025-13-01,女,,

b,313699,语文,1,,1,转入,,女,,
c,{CITY_A},语文,1,,1,,2026-07-01,女,,
a,{CITY_A},语文,1,-1,1,,,女,,
"""
    results = opened(tmp_path, text, covariates=covariates, subjects=subjects)
    file = "private/a/results.csv"
    assert found(results, CITY_A) == [
        (Sort.UNKNOWN_COLUMN, f"{file}:1 (J1)", 0),
        (Sort.PERSONAL_COLUMN, f"{file}:1 (K1)", 0),
        (Sort.BLANK, f"{file}:3 (A3)", 1),
        (Sort.BLANK, f"{file}:4 (B4)", 1),
        (Sort.WRONG, f"{file}:6 (B6)", 1),
        (Sort.WRONG, f"{file}:4 (C4)", 1),
        (Sort.WRONG, f"{file}:3 (D3)", 2),
        (Sort.WRONG, f"{file}:4 (G4)", 1),
        (Sort.WRONG, f"{file}:4 (H4)", 1),
        (Sort.UNREGISTERED, f"{file}:3 (B3)", 1),
        (Sort.NOT_ASSESSED, f"{file}:3 (C3)", 1),
        (Sort.OVER_FULL_MARK, f"{file}:2 (E2)", 2),
        (Sort.NO_WEIGHT, f"{file}:3 (F3)", 2),
        (Sort.OUTCOME_OF_ABSENT, f"{file}:3 (E3)", 1),
        (Sort.NOT_ENTERED, f"{file}:6 (H6)", 1),
        (Sort.NO_OUTCOME, f"{file}:6 (E6)", 2),
        (Sort.ENTERED_LATER, f"{file}:7 (H7)", 1),
        (Sort.DOUBLED, f"{file}:8 (A8)", 1),
        (Sort.NO_REFERENCE, f"{file}:1 (I1)", 0),
    ]


def test_lines_are_those_of_an_editor_where_cells_hold_line_breaks(tmp_path: Path) -> None:
    text = f'key,school,subject,prior,outcome,"注\n释"\na,{CITY_A},语文,1,2,"x\ny\nz"\nb,{CITY_A},语文,1,?,\n'
    assert found(opened(tmp_path, text))[1:] == [(Sort.WRONG, "private/a/results.csv:6 (E3)", 1)]


@pytest.mark.parametrize(
    ("key", "looks"),
    [
        ("369901201103070025", "resident IDs"),
        ("３６９９０１２０１１０３０７００２５", "resident IDs"),
        ("369901 20110307 002X", "resident IDs"),
        ("G369901201103070025", "student numbers"),
        ("l36990120110307002x", "student numbers"),
        ("13812345678", "phone numbers"),
        ("周吴", "names in Chinese characters"),
        ("阿依·古丽", "names in Chinese characters"),
        ("周吴0", "names in Chinese characters"),
        ("周 吴12", "names in Chinese characters"),
        ("阿依·古丽2", "names in Chinese characters"),
        ("城中0001", None),
        ("考生12", None),
        ("p0001", None),
        ("369901209913990025", None),
        ("20230901012", None),
        ("甲0001", None),
        ("5f1d7a84db3c2f0c9e7a4b1d2c3e4f50", None),
    ],
)
def test_keys_that_are_no_pseudonyms_are_told_by_what_they_look_like(
    tmp_path: Path, key: str, looks: str | None
) -> None:
    results = opened(
        tmp_path, f"key,school,subject,prior,outcome\nq,{CITY_A},语文,1,2\n{key},{CITY_A},语文,1,2\n"
    )
    told = [f for f in faults_in_results(results, ()) if f.sort is Sort.PERSONAL_KEY]
    assert [(f.facts["looks"].en, f.count, f.place.line) for f in told] == ([(looks, 1, 3)] if looks else [])  # type: ignore[attr-defined]


# No bad row escapes

_CELLS = {
    "key": ["a", " b ", "", "x" * 201, "e\u0301", "\u200b"],
    "school": [
        CITY_A,
        f" {CITY_A}",
        "３１３６９９０００１",
        "31369900",
        "",
        "a",
        f"{CITY_A}-1",
        f"'{CITY_A}",
    ],
    "subject": ["语文", "数学", "chinese", "13", "语交", "", " 物理", "SPORTS AND HEALTH"],
    "prior": [
        *("1", "", "-3.5", "+2", "１２", "1,100", "nan", "inf", "1e5", ".5", "5."),
        *("1" * 31, "9" * 13, " 7 ", "\u200b"),
    ],
    "outcome": ["1", "", "x", "0", "-0", "1.50", "1 2"],
    "weight": ["1", "", "-1", "2000000000", "0.5", "x"],
    "state": ["", "正常", "缺考", "absent", "病假", "在考", "moved in"],
    "entered": ["", "2025-09-01", "2025.9.1", "2025/9", "1/9/2025", "2025-02-30", "昨天"],
}
_ANY = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\t"), max_size=8
)
_ROW = st.fixed_dictionaries({name: st.sampled_from(cells) | _ANY for name, cells in _CELLS.items()})
_counter = itertools.count()


def refused(row: dict[str, str]) -> bool:
    """Does the model of a row refuse it, read as all documents are?"""
    try:
        Result.model_validate({name: text for name, text in row.items() if text.strip()})
    except ValidationError:
        return True
    return False


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_ROW, min_size=1, max_size=3), typed=st.booleans())
def test_no_bad_row_escapes_the_masks_and_no_good_one_is_caught(
    tmp_path: Path, rows: list[dict[str, str]], typed: bool
) -> None:
    # One by one, so that each has masks of its own; a blank row is no row.
    filled = [row for row in rows if any(text.strip() for text in row.values())]
    for row in filled:
        folder = tmp_path / f"{next(_counter)}"
        folder.mkdir()
        frame = pl.DataFrame([row], schema=dict.fromkeys(_CELLS, pl.String))
        if typed:
            frame.write_parquet(folder / "results.parquet")
        else:
            frame.write_csv(folder / "results.csv", quote_style="always")
        told = {f.sort for f in faults_in_results(Results.open(head(), folder, ""), ())}
        assert bool(told & {Sort.BLANK, Sort.WRONG}) == refused(row), row


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_ROW, min_size=1, max_size=8))
def test_values_are_those_that_the_model_reads(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    good = [row for row in rows if any(text.strip() for text in row.values()) and not refused(row)]
    folder = tmp_path / f"{next(_counter)}"
    folder.mkdir()
    pl.DataFrame(good, schema=dict.fromkeys(_CELLS, pl.String)).write_csv(
        folder / "results.csv", quote_style="always"
    )
    results = Results.open(head(), folder, "")
    read = [Result.model_validate({name: text for name, text in row.items() if text.strip()}) for row in good]
    expected = [tuple(row.model_dump().values()) for row in read]
    names = list(Result.model_fields)
    state = names.index("state")
    assert results.collect(results.frame.select(names)).rows() == [
        (*row[:state], row[state] or "正常", *row[state + 1 :]) for row in expected
    ]


# Counts by level


def test_counts_by_level_are_read_and_their_faults_told(tmp_path: Path) -> None:
    text = f"""学校标识码,学科,等级,前测人数,后测人数
{CITY_A},语文,优秀,１２,10
{CITY_A},语文,B,3,x
{CITY_A},物理,C,3,4
{CITY_A},语文,A,3,4
{CITY_B},语文,,3,
"""
    levels = Levels.open(put(tmp_path, text, "levels.csv"), "private/a")
    assert levels.frame.rows() == [
        (CITY_A, "语文", "A", 12, 10),
        (CITY_A, "物理", "C", 3, 4),
        (CITY_A, "语文", "A", 3, 4),
    ]
    assert dict(levels.frame.schema) == {
        "school": pl.String, "subject": pl.String, "level": pl.String, "before": pl.Int64, "after": pl.Int64
    }  # fmt: skip
    told = [(f.sort, f.place.cell, f.count) for f in faults_in_levels(levels, head(), [CITY_A])]
    assert told == [
        (Sort.BLANK, "C6", 1),
        (Sort.BLANK, "E6", 1),
        (Sort.WRONG, "E3", 1),
        (Sort.UNREGISTERED, "A6", 1),
        (Sort.NOT_ASSESSED, "B4", 1),
        (Sort.DOUBLED, "C5", 1),
    ]


def test_a_fault_holds_no_value_of_the_file(tmp_path: Path) -> None:
    bad = "secret1,31369secret2,secret3,secret4,secret5,secret6"
    text = f"key,school,subject,prior,outcome,state\n{bad}\nb,{CITY_A},语文,1,2,\n"
    told = list(faults_in_results(opened(tmp_path, text), [CITY_B]))
    assert len(told) == 6
    assert all(isinstance(fault, Fault) for fault in told)
    assert "secret" not in repr(told)
