"""From results to published value-added: who counts, who is left out and why, on which scale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm, rankdata

from eduhub.kinds.assessment import Assessment
from eduhub.parameters import parameters
from eduhub.results import Results
from eduhub.scores.models.assess import Places, assess
from eduhub.scores.models.assessed import Assessed
from eduhub.scores.models.sums import Sums
from eduhub.scores.models.two_level import two_level

HEAD: dict[str, Any] = {
    "name": "x",
    "basis": {"type": "初中学业水平考试"},
    "prior_basis": {"type": "省级质量监测"},
    "cohort": "2026",
    "grade": "9",
    "dates": {"prior": "2025-06-20", "outcome": "2026-06-20"},
    "subjects": [{"subject": "数学", "prior": "监测", "outcome": "中考"}],
    "models": ["reml"],
}
TWO = [*HEAD["subjects"], {"subject": "语文", "prior": "监测", "outcome": "中考"}]


def pupils(subject: str = "数学", seed: int = 2, schools: int = 12) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    at = np.repeat(np.arange(schools), random.integers(12, 50, schools))
    prior = random.normal(60, 12, len(at)).round(1)
    outcome = (0.7 * prior + random.normal(0, 5, schools)[at] + random.normal(0, 8, len(at))).round(1)
    return pl.DataFrame(
        {
            "key": [f"k{i}" for i in range(len(at))],
            "school": [f"21369900{school:02d}" for school in at],
            "subject": subject,
            "prior": prior,
            "outcome": outcome,
            "state": "正常",
            "entered": None,
        },
        schema_overrides={"entered": pl.String},
    )


def assessed(
    rows: pl.DataFrame, folder: Path, unknown: tuple[str, ...] = (), minimum: int = 10, **head: Any
) -> list[Assessed]:
    rows.write_csv(folder / "results.csv")
    results = Results.open(Assessment.model_validate(HEAD | head), folder, "private/x")
    codes = {code: None if code in unknown else code for code in results.schools}
    clusters = {code: f"c{int(code[-2:]) % 5}" for code in codes}
    return [one for one, _ in assess(results, Places(codes, clusters), parameters(), minimum)]


def t_scores(values: pl.Series) -> pl.Series:
    return (values - values.mean()) / values.std(ddof=0) * 10 + 50


def test_the_main_model_is_the_two_level_model_on_scores_of_the_whole_city(tmp_path: Path) -> None:
    rows = pupils()
    [one] = assessed(rows, tmp_path)
    by_hand = two_level(
        Sums.of(rows.with_columns(t_scores(rows["prior"]), t_scores(rows["outcome"])), "outcome", ["prior"])
    )
    fitted = one.models[0].fitted
    assert fitted["criterion"] == pytest.approx(by_hand.criterion, rel=1e-12)
    assert one.models[0].schools["value"].to_list() == pytest.approx(by_hand.effects["value"].to_list())
    assert fitted["variances"] == pytest.approx({"school": by_hand.s2u, "pupil": by_hand.s2e})
    assert (one.year, one.stage, one.unit.zh) == ("2025-2026", "初中", "T 分")


def spoilt(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with one pupil for each reason to be left out."""
    changes: list[dict[str, Any]] = [
        {"state": "缺考", "outcome": None},
        {"state": "免考"},
        {"state": "违纪"},
        {"state": "转出"},
        {"outcome": None},
        {"outcome": float("nan")},
        {"prior": None},
        {"prior": None, "state": "转入"},
        {"school": "2136990099"},
    ]
    ready = [{**row, **change} for row, change in zip(rows.iter_rows(named=True), changes, strict=False)]
    changed = pl.DataFrame(ready, schema=rows.schema)
    twice = rows.slice(len(changes), 1)
    return pl.concat([changed, rows.slice(len(changes)), twice])


def test_pupils_are_left_out_by_reason_and_never_filled_in(tmp_path: Path) -> None:
    rows = pupils()
    [one] = assessed(spoilt(rows), tmp_path, unknown=("2136990099",))
    assert one.counts.left_out == {
        "absent": 1,
        "disqualified": 1,
        "doubled": 2,
        "exempt": 1,
        "moved-out": 1,
        "outcome-invalid": 1,
        "outcome-missing": 1,
        "prior-missing": 1,
        "prior-missing-moved-in": 1,
        "unregistered": 1,
    }
    assert one.counts.rows == len(rows) + 1
    assert one.counts.used == len(rows) - 10
    assert one.counts.complete == one.counts.used
    assert one.counts.outcomes == one.counts.used + 2


def test_who_came_after_the_day_counts_for_no_school_but_in_the_regression(tmp_path: Path) -> None:
    rows = pupils()
    late = rows.with_columns(
        entered=pl.when(pl.int_range(pl.len()) % 10 == 0).then(pl.lit("2025-10-08")).otherwise("entered")
    )
    [one] = assessed(late, tmp_path)
    scaled = late.with_columns(t_scores(rows["prior"]), t_scores(rows["outcome"]))
    grouped = scaled.with_columns(moved=pl.col("entered").is_not_null()).with_columns(
        school=pl.when("moved").then(pl.lit("(moved)")).otherwise("school")
    )
    own = two_level(Sums.of(grouped, "outcome", ["prior"])).effects.filter(pl.col("school") != "(moved)")
    assert one.counts.moved == grouped["moved"].sum()
    assert one.models[0].fitted["n"] == len(rows)
    shown = one.models[0].schools.filter(pl.col("note").is_null())
    wanted = own.filter(pl.col("school").is_in(shown["id"].implode()))
    assert shown["n"].to_list() == wanted["n"].to_list()
    assert shown["value"].to_list() == pytest.approx(wanted["value"].to_list())


def test_few_who_came_late_are_in_no_model(tmp_path: Path) -> None:
    rows = pupils().with_row_index("_i")
    entered = pl.when(pl.col("_i") < 4).then(pl.lit("2025-10-08")).otherwise("entered")
    [one] = assessed(rows.with_columns(entered=entered).drop("_i"), tmp_path)
    assert one.counts.left_out == {"few-moved": 4}
    assert (one.counts.moved, one.models[0].fitted["n"]) == (0, len(rows) - 4)


def test_another_day_of_enrolment_lets_late_pupils_count(tmp_path: Path) -> None:
    rows = pupils().with_columns(entered=pl.lit("2025-10-08"))
    [one] = assessed(rows, tmp_path, enrolled_by="2025-12-31")
    assert one.counts.moved == 0


def test_a_composite_is_built_pupil_by_pupil_from_scaled_subjects(tmp_path: Path) -> None:
    maths, chinese = pupils(), pupils("语文", seed=2).with_columns(pl.col("outcome").reverse())
    parts = [
        {"composite": "总分", "subject": "数学", "weight": "1"},
        {"composite": "总分", "subject": "语文", "weight": "3"},
    ]
    both = pl.concat([maths, chinese.slice(1)])  # one pupil has no row in Chinese
    *_, whole = assessed(both, tmp_path, subjects=TWO, composites=parts)
    joined = maths.with_columns(t_scores(maths["outcome"]), t_scores(maths["prior"])).join(
        chinese.slice(1).with_columns(
            t_scores(chinese.slice(1)["outcome"]), t_scores(chinese.slice(1)["prior"])
        ),
        on="key",
        suffix="_c",
    )
    mixed = joined.with_columns(
        outcome=(pl.col("outcome") + 3 * pl.col("outcome_c")) / 4,
        prior=(pl.col("prior") + 3 * pl.col("prior_c")) / 4,
    )
    again = mixed.with_columns(t_scores(mixed["outcome"]), t_scores(mixed["prior"]))
    fit = two_level(Sums.of(again, "outcome", ["prior"]))
    assert whole.subject == "总分"
    assert whole.counts.left_out == {"composite-incomplete": 1}
    assert whole.models[0].fitted["criterion"] == pytest.approx(fit.criterion, rel=1e-11)


def test_normal_scores_are_quantiles_of_mean_ranks(tmp_path: Path) -> None:
    rows = pupils()
    [one] = assessed(rows, tmp_path, scale="normal")
    ranked = {
        name: pl.Series(norm.ppf((rankdata(rows[name].to_numpy()) - 0.5) / len(rows)))
        for name in ("prior", "outcome")
    }
    fit = two_level(Sums.of(rows.with_columns(**ranked), "outcome", ["prior"]))
    assert one.models[0].fitted["criterion"] == pytest.approx(fit.criterion, rel=1e-11)
    assert one.unit.en == "standard deviations"


def test_raw_scores_stay_as_they_are(tmp_path: Path) -> None:
    rows = pupils()
    [one] = assessed(rows, tmp_path, scale="raw")
    fit = two_level(Sums.of(rows, "outcome", ["prior"]))
    assert one.models[0].fitted["coefficients"]["prior"]["value"] == pytest.approx(fit.beta[1], rel=1e-11)


def test_categories_are_columns_against_the_reference(tmp_path: Path) -> None:
    rows = pupils().with_columns(
        sex=pl.when(pl.int_range(pl.len()) % 3 == 0).then(pl.lit("女")).otherwise(pl.lit("男"))
    )
    covariates = [{"name": "sex", "type": "category", "reference": "男"}]
    [one] = assessed(rows, tmp_path, covariates=covariates)
    assert list(one.models[0].fitted["coefficients"]) == ["intercept", "prior", "sex=女"]


def test_with_the_mean_prior_both_models_stand_side_by_side(tmp_path: Path) -> None:
    [one] = assessed(pupils(), tmp_path, school_mean_prior="是")
    assert [model.model for model in one.models] == ["reml", "reml+mean"]
    assert list(one.models[1].fitted["coefficients"]) == ["intercept", "prior", "mean(prior)"]
    assert [(a.first, a.second) for a in one.agreements] == [("reml", "reml+mean")]


def test_without_a_named_prior_nothing_can_be_computed(tmp_path: Path) -> None:
    [one] = assessed(pupils(), tmp_path, subjects=[{"subject": "数学", "outcome": "中考"}])
    assert one.reason is not None
    assert "不可计算" in one.reason.zh
    assert one.models == ()


def test_a_school_with_few_priors_is_flagged_and_with_very_few_not_shown(tmp_path: Path) -> None:
    rows = pupils()
    *_, large, largest = rows.group_by("school").len().sort("len", "school")["school"]
    position = pl.int_range(pl.len()).over("school")
    lacks: pl.Expr = pl.when(pl.col("school") == large).then(position % 3 == 0).otherwise(pl.lit(False))
    lacks = pl.when(pl.col("school") == largest).then(position >= 12).otherwise(lacks)
    [one] = assessed(rows.with_columns(prior=pl.when(~lacks).then("prior")), tmp_path)
    schools = {row["id"]: row for row in one.models[0].schools.iter_rows(named=True)}
    assert "coverage" in schools[large]["flags"]
    assert schools[large]["coverage"] == pytest.approx(0.65)
    assert schools[largest]["note"] == "coverage-low"
    assert schools[largest]["value"] is None


def test_a_school_that_one_pupil_moves_is_flagged(tmp_path: Path) -> None:
    rows = pupils()
    first = rows["school"][0]
    strange = pl.when(pl.int_range(pl.len()) == 0).then(200.0).otherwise("outcome")
    [one] = assessed(rows.with_columns(outcome=strange), tmp_path)
    flags = dict(one.models[0].schools.select("id", "flags").iter_rows())
    assert "influential" in flags[first]
    assert sum("influential" in row for row in flags.values()) < len(flags)


def test_many_at_the_full_mark_are_remarked_on(tmp_path: Path) -> None:
    rows = pupils().with_columns(pl.col("outcome").clip(upper_bound=45))
    [one] = assessed(rows, tmp_path)
    assert any("最高分" in remark.zh for remark in one.remarks)


def test_equal_input_gives_equal_figures(tmp_path: Path) -> None:
    first, second = (assessed(pupils(), tmp_path, models=["reml", "band", "sgp"])[0] for _ in range(2))
    assert [model.fitted for model in first.models] == [model.fitted for model in second.models]
    for one, other in zip(first.models, second.models, strict=True):
        assert one.schools.equals(other.schools)
        assert one.clusters.equals(other.clusters)


def reasons(one: Assessed) -> dict[str, str | None]:
    return {model.model: model.reason.en if model.reason else None for model in one.models}


ALL = ["reml", "ols", "within", "band", "sgp"]


def test_models_that_the_data_do_not_allow_say_why_and_the_others_stand(tmp_path: Path) -> None:
    single = pupils(schools=30).unique("school", keep="first")
    [one] = assessed(single, tmp_path, minimum=1, models=ALL)
    told = reasons(one)
    assert told["reml"] is told["ols"] is told["band"] is None
    assert told["within"] == "within schools all is equal: no error can be estimated"
    assert any("the part of schools can't be told" in remark.en for remark in one.remarks)


def test_constant_outcomes_and_priors_are_told(tmp_path: Path) -> None:
    [flat] = assessed(pupils().with_columns(outcome=pl.lit(60.0)), tmp_path, models=ALL)
    assert reasons(flat)["reml"] == "all outcomes are equal; there is nothing to explain"
    [same] = assessed(pupils().with_columns(prior=pl.lit(60.0)), tmp_path, models=["reml"])
    assert same.models[0].fitted["dropped"] == ["prior"]
    assert any(remark.en == "Left out of the model as saying nothing new: prior." for remark in same.remarks)


def test_schools_that_do_not_differ_are_said_not_to(tmp_path: Path) -> None:
    rows = pupils()
    mixed = rows.with_columns(school=rows["school"].shuffle(seed=5))
    [one] = assessed(mixed, tmp_path)
    assert one.models[0].fitted["variances"]["school"] == 0.0
    assert any("no more than chance" in remark.en for remark in one.remarks)
    assert set(one.models[0].schools["class"].drop_nulls()) == {0}


def test_with_everything_withheld_nothing_is_computed(tmp_path: Path) -> None:
    rows = pupils(schools=4).group_by("school", maintain_order=True).head(9)
    [one] = assessed(rows, tmp_path, models=ALL, school_mean_prior="是")
    assert one.counts.withheld == 4
    assert one.models == ()
    assert one.reason is not None
    assert one.reason.en == "all schools have too few pupils to be shown; value-added can't be computed"


def test_rare_values_of_a_covariate_are_put_together(tmp_path: Path) -> None:
    rows = pupils()
    rare = pl.Series(["甲"] * 3 + ["乙"] * 5 + ["丙"] * 20 + ["丁"] * (len(rows) - 28))
    covariates = [{"name": "kind", "type": "category", "reference": "丁"}]
    [one] = assessed(rows.with_columns(kind=rare), tmp_path, covariates=covariates)
    assert list(one.models[0].fitted["coefficients"]) == ["intercept", "prior", "kind=(others)"]
    assert any(remark.en.startswith("Of the covariate kind, 3 categories") for remark in one.remarks)


def test_the_scale_is_that_of_the_models_where_few_others_have_scores(tmp_path: Path) -> None:
    """A mean over one pupil more than another mean would give that pupil away."""
    rows = pupils()
    at = pl.int_range(pl.len())
    [few] = assessed(rows.with_columns(prior=pl.when(at >= 3).then("prior")), tmp_path)
    assert few.scaling["outcome"]["n"] == few.counts.used == len(rows) - 3
    [many] = assessed(rows.with_columns(prior=pl.when(at % 12 > 0).then("prior")), tmp_path)
    assert many.scaling["outcome"]["n"] == len(rows)


def test_growth_needs_outcomes_that_differ_and_named_earlier_priors(tmp_path: Path) -> None:
    noise = pl.Series(np.random.default_rng(9).normal(0, 5, len(pupils())))
    rows = pupils().with_columns(prior2=pl.col("prior") + noise)
    flat = rows.with_columns(outcome=pl.lit(60.0))
    assert reasons(assessed(flat, tmp_path, models=["sgp"])[0])["sgp"] is not None
    [unnamed] = assessed(rows, tmp_path, models=["sgp"])
    assert [order["priors"] for order in unnamed.models[0].fitted["orders"]] == [1]
    named = [HEAD["subjects"][0] | {"prior2": "监测"}]
    dates = HEAD["dates"] | {"prior2": "2024-06-20"}
    [both] = assessed(rows, tmp_path, models=["sgp"], subjects=named, dates=dates)
    assert [order["priors"] for order in both.models[0].fitted["orders"]] == [1, 2]


def test_weights_that_a_model_does_not_use_are_told(tmp_path: Path) -> None:
    rows = pupils().with_columns(weight=pl.lit(2.0))
    [one] = assessed(rows, tmp_path, models=["reml", "band"])
    assert any("use no weights" in remark.en for remark in one.remarks)


def test_composites_come_out_the_same_each_time(tmp_path: Path) -> None:
    both = pl.concat([pupils(), pupils("语文", seed=5)])
    parts = [{"composite": "总分", "subject": subject} for subject in ("数学", "语文")]
    first, second = (assessed(both, tmp_path, subjects=TWO, composites=parts)[-1] for _ in range(2))
    assert first.scaling == second.scaling
    assert first.models[0].fitted == second.models[0].fitted
