"""Value-added in the long table: what is shown, withheld and can't be computed, each in rows of its own."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import made
import openpyxl
import polars as pl
import pytest
from filled import one_district

from eduhub.core.text import Lang
from eduhub.parameters import parameters
from eduhub.repository import Repository
from eduhub.repository.lineage import Lineage
from eduhub.scores import Scores, score
from eduhub.scores.indicator import DECLARED
from eduhub.scores.indicators import value_added
from eduhub.scores.models.assessed import Assessed, Modelled
from eduhub.scores.tables import PARTS, Tables
from eduhub.scores.workbook import workbook

FAMILY = [one for one in DECLARED if one.compute.__module__ == value_added.__name__]


def rows(*assessed: Assessed) -> list[dict[str, Any]]:
    """What the family gives for some assessments, sorted."""
    tables = Tables("2025-2026", pl.DataFrame(schema=PARTS), Lineage([], set()), None, assessed)
    frames = [one.compute(tables, parameters()) for one in FAMILY]
    return pl.concat(frames).sort("level", "id", "model", "indicator", nulls_last=False).to_dicts()


def test_what_is_shown_of_a_school_is_a_row_a_figure_with_the_interval_on_the_first() -> None:
    # 210 / (210 + 60 / 4) = 14 / 15; 14 / 15 x 2.1 = 1.96; sqrt(4 / 15) = 0.516398; 1.96 x that = 1.012140
    same = {
        **{"level": "school", "id": made.ABOVE, "stage": "初中", "subject": "总分"},
        **{"assessment": "2026-junior", "model": "reml", "low": None, "high": None, "n": 210, "note": None},
    }
    expected = [
        same | {"indicator": "VA", "value": 1.96, "low": 0.947860, "high": 2.972140, "unit": "T 分"},
        same | {"indicator": "VA.class", "value": 1.0, "unit": "类别"},
        same | {"indicator": "VA.coverage", "value": 0.95, "unit": "比例"},
        same | {"indicator": "VA.raw", "value": 2.1, "unit": "T 分"},
        same | {"indicator": "VA.reliability", "value": 14 / 15, "unit": "比例"},
        same | {"indicator": "VA.se", "value": 0.516398, "unit": "T 分"},
    ]
    found = [row for row in rows(made.TOTAL) if row["id"] == made.ABOVE]
    assert len(found) == len(expected)
    for own, wanted in zip(found, expected, strict=True):
        assert own == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(("school", "note"), [(made.HIDDEN, "withheld"), (made.UNCOVERED, "coverage-low")])
def test_a_school_that_is_not_shown_is_one_row_without_any_number(school: str, note: str) -> None:
    found = [row for row in rows(made.MATHS) if row["id"] == school]
    numbers = dict.fromkeys(("value", "low", "high", "n"))
    assert [(row["model"], row["indicator"]) for row in found] == [
        ("band", "VA"),
        ("reml", "VA"),
        ("sgp", "VA"),
    ]
    assert all({name: row[name] for name in numbers} == numbers for row in found)
    assert {row["note"] for row in found} == {note}


def test_a_value_is_null_only_where_a_note_says_why() -> None:
    found = rows(*made.ASSESSED)
    assert {row["note"] for row in found if row["value"] is None} == {
        "withheld",
        "coverage-low",
        "not-computable",
    }
    assert {row["note"] for row in found if row["value"] is not None} == {None, "reference"}


def test_every_figure_of_a_school_for_reference_is_marked() -> None:
    found = [row for row in rows(made.TOTAL) if row["id"] == made.FEW]
    assert len(found) == 6
    assert {row["note"] for row in found} == {"reference"}


def test_what_cant_be_computed_is_a_row_of_the_city_for_the_whole_or_for_a_model() -> None:
    found = [row for row in rows(*made.ASSESSED) if row["level"] == "city"]
    assert [
        (row["id"], row["subject"], row["model"], row["indicator"], row["value"], row["note"])
        for row in found
    ] == [
        ("city", "语文", None, "VA", None, "not-computable"),
        ("city", "总分", "ols", "VA", None, "not-computable"),
    ]


def test_growth_percentiles_have_a_median_and_no_mean_residual() -> None:
    # The median of 200 pupils is published as -1.3 x 3 from 50.
    found = [row for row in rows(made.MATHS) if (row["id"], row["model"]) == ("3136990066", "sgp")]
    told = {row["indicator"]: (row["value"], row["unit"]) for row in found}
    assert set(told) == {"VA", "VA.class", "VA.coverage", "VA.median", "VA.se"}
    assert told["VA.median"] == (pytest.approx(46.1), "百分位")
    assert told["VA"] == (pytest.approx(-3.9), "百分位")


def test_the_spread_inside_a_cluster_counts_schools() -> None:
    found = [row for row in rows(made.TOTAL) if row["indicator"] == "VA.spread"]
    assert [(row["level"], row["id"], row["value"], row["n"]) for row in found] == [
        ("cluster", "chenghu-02", 1.5, 5),
        ("cluster", "fenghe-02", 1.5, 5),
    ]


def test_nothing_assessed_gives_no_row() -> None:
    assert rows() == []
    assert rows(replace(made.TOTAL, models=(Modelled("reml"),))) == []


# In the long table of a city


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A district of the example city."""
    root = tmp_path_factory.mktemp("city")
    for path, text in one_district():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return Repository.load([root])


def scored(repository: Repository, *assessed: Assessed) -> Scores:
    """Its scores, with what was assessed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eduhub.scores.engine._assessed", lambda *_: assessed)
        return score(repository)


@pytest.fixture(scope="module")
def assessed(repository: Repository) -> Scores:
    return scored(repository, *made.ASSESSED)


def test_the_long_table_is_in_one_order_however_assessments_come(
    assessed: Scores, repository: Repository
) -> None:
    other = scored(repository, *reversed(made.ASSESSED))
    assert assessed.frame.equals(other.frame)
    order = ["level", "id", "stage", "subject", "assessment", "model", "indicator"]
    assert assessed.frame.select(order).is_duplicated().sum() == 0
    assert assessed.frame.filter(pl.col("indicator").str.starts_with("VA")).height > 100


def test_rows_of_assessments_stay_apart_from_the_others(assessed: Scores) -> None:
    plain = assessed.frame.filter(pl.col("assessment").is_null())
    assert len(assessed.rows) == plain.height
    assert [key for key in assessed.rows if key[3].startswith("VA")] == []
    assert assessed.only(indicator="VA")["indicator"].str.starts_with("VA").all()


def test_a_registered_school_has_its_name_and_another_none(assessed: Scores) -> None:
    names = dict(
        assessed.frame.filter((pl.col("indicator") == "VA") & (pl.col("level") == "school"))
        .select("id", "name")
        .unique()
        .rows()
    )
    assert (names[made.ABOVE], names[made.HIDDEN]) == ("云杉中学", "石桥学校")
    assert names["3136990066"] is None  # of a district that this repository has not


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("zh", ("学校", made.ABOVE, "数学", "2026-junior", "两水平模型", "VA", 1.96, 0.95, 2.97, "T 分")),
        (
            "en",
            (
                *("school", made.ABOVE, "mathematics", "2026-junior", "two-level model"),
                *("VA", 1.96, 0.95, 2.97, "T-score points"),
            ),
        ),
    ],
)
def test_the_workbook_of_scores_tells_what_was_assessed(
    assessed: Scores, lang: Lang, told: tuple[Any, ...]
) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(assessed, assessed.frame, lang))).worksheets[1]
    heads = [cell.value for cell in sheet[1]]
    columns = [0, 1, 4, 6, 7, *(heads.index(name) for name in heads if name in ("指标代码", "indicator"))]
    values = heads.index({"zh": "值", "en": "value"}[lang])
    kept = (*columns, values, values + 1, values + 2, values + 3)
    found = [
        tuple(round(cell, 2) if isinstance(cell, float) else cell for cell in (row[at] for at in kept))
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert told in found


def test_the_workbook_of_a_city_without_assessments_has_no_empty_columns(assessed: Scores) -> None:
    plain = assessed.frame.filter(pl.col("assessment").is_null())
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(assessed, plain, "zh"))).worksheets[1]
    assert [cell.value for cell in sheet[1]] == [
        *("层级", "编号", "名称", "学段", "学年", "指标代码", "指标", "值", "单位", "计入数", "备注"),
    ]
