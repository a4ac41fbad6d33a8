"""Pages with value-added: what a school, cluster, district and the city read, and what none of them may."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import made
import pytest
from made import files_of, section
from test_reports import numbers_in, tables_of, texts_of

from eduhub.core.text import Text
from eduhub.reports import REPORTS
from eduhub.scores.models.assessed import Modelled
from eduhub.scores.models.words import coverage_words, is_shrunken, model_name

MATHS = "增值评价：数学（2026-junior，9 年级，2026 届）"
MEMBERS = ["云杉中学", "荷塘中学", "临溪中学", "青禾学校", "澄湖中学"]


def test_both_languages_say_the_same_numbers_and_no_table_is_torn() -> None:
    for page in made.pages().values():
        for text in texts_of(page):
            assert numbers_in(text.zh) == numbers_in(text.en), text
        for table in tables_of(page):
            assert {len(row) for row in table.rows} <= {len(table.head)}, table.title.zh
        assert 3 <= len(page.summary) <= 6


def test_english_pages_have_chinese_in_names_only() -> None:
    repository, scores = made.example()
    known = {
        *(name for name in scores.names.values() if name),
        *(one.name for one in repository.schools.values()),
    }
    known |= {one.name for one in repository.districts.values()}
    known |= {"教督〔2017〕6号", "赣教基字〔2026〕1号", "总分"}
    for name in ("district-chenghu", "city", f"school-{made.ABOVE}"):
        text = "".join(files_of(made.pages()[name], "en").values())
        for word in sorted(known, key=len, reverse=True):
            text = text.replace(word, "")
        text = re.sub(r'font-family="[^"]*"', "", text)
        assert re.findall(r"[\u4e00-\u9fff]+", text) == [], name


def test_a_school_reads_its_own_line_in_every_model_and_year() -> None:
    page = made.pages()[f"school-{made.ABOVE}"]
    own = section(page, "增值评价")
    assert [text.zh for text in own.sentences] == [
        "总分（2026-junior）：增值 +1.96（95% 区间 +0.95 至 +2.97），显著高于预期。",
        "数学（2026-junior）：增值 +1.96（95% 区间 +0.95 至 +2.97），显著高于预期。",
        "语文（2026-junior）：不可计算：没有前测成绩。",
        "数学（junior）：增值 +1.96（95% 区间 +0.95 至 +2.97），显著高于预期。",
    ]
    assert [table.title.zh for table in own.tables] == [
        *(
            "总分（2026-junior）：各模型的结果",
            "数学（2026-junior）：各模型的结果",
            "数学（junior）：各模型的结果",
        ),
        "数学（junior）：各届",
    ]
    assert words_of(own.tables[1].rows) == [
        "两水平模型 | 210 | 95% 及以上 | +2.10 | +1.96 | 1.01 | +0.95 | +2.97 | 0.52 | 0.93 | 显著高于预期 | "
        "",
        "前测分组比较 | 210 | 95% 及以上 | +2.10 | +2.10 | 1.08 | +1.02 | +3.18 | 0.55 | — | 显著高于预期 | ",
        "成长百分位（平均值与 50 之差） | 210 | 95% 及以上 | — | +6.30 | 3.85 | +2.45 | +10.15 | 1.97 | — | "
        "显著高于预期 | 成长百分位中位数 56.3",
    ]
    assert words_of(own.tables[3].rows) == [
        "2025 | 210 | +1.96 | +0.95 | +2.97 | 显著高于预期",
        "2026 | 210 | +1.96 | +0.95 | +2.97 | 显著高于预期",
    ]
    text = "".join(files_of(page).values())
    repository, _ = made.example()
    others = {school.name for code, school in repository.schools.items() if code != made.ABOVE}
    assert [name for name in others if name in text] == []


def words_of(rows: Sequence[Sequence[Any]]) -> list[str]:
    return [" | ".join(cell.words.zh for cell in row) for row in rows]


def test_a_school_that_is_withheld_reads_why_and_no_figure() -> None:
    page = made.pages()[f"school-{made.HIDDEN}"]
    own = section(page, "增值评价")
    assert (own.figures, own.tables) == ((), ())
    assert own.sentences[1] == Text(
        "数学（2026-junior）：学生数不足，或为防止倒推，不公布。",
        "mathematics (2026-junior): withheld: too few pupils, or to keep others from being computed back.",
    )
    assert page.summary[-1].zh.startswith(
        "增值：不公布：总分（2026-junior）、数学（2026-junior）、数学（junior）；不可计算："
    )


def test_a_cluster_reads_its_own_figure_before_those_of_its_members() -> None:
    own = section(made.pages()["cluster-chenghu-02"], MATHS)
    assert [text.zh for text in own.sentences] == [
        "依据：初中学业水平考试（赣教基字〔2026〕1号）。主模型：两水平模型；单位：T 分。",
        "片区整体：增值 +0.39（95% 区间 -0.18 至 +0.96），与预期无显著差异。",
        "计入 5 所成员学校，成员之间的标准差 1.50（收缩后）。",
        "片区的数由公布的成员学校按学生数合成：一所学校强，片区就可能高，要与各成员的数一起看。",
        "公布 5 所学校：显著高于预期 1 所，与预期无显著差异 3 所，显著低于预期 1 所。",
    ]
    [figure] = own.figures
    assert [row[0].words.zh for row in figure.panels[0].drawn] == ["片区整体", *MEMBERS]


def test_a_district_lists_its_schools_by_cluster_the_withheld_last() -> None:
    own = section(made.pages()["district-chenghu"], MATHS)
    assert [figure.name for figure in own.figures] == [
        "district-chenghu-value-added-2-clusters",
        "district-chenghu-value-added-2",
    ]
    outside = next(table for table in own.figures[1].tables if table.title.zh.endswith("未入片区"))
    assert words_of(outside.rows) == [
        "启明实验学校 | 12 | 95% 及以上 | +1.50 | +0.67 | 2.92 | -2.26 | +3.59 | 1.49 | 0.44 | "
        "与预期无显著差异 | 学生少或信度低，仅供参考",
        "石桥学校 | — | — | — | 不公布 | — | — | — | — | — | — | 学生数不足，或为防止倒推，不公布",
    ]
    panel = own.figures[1].panels[1]
    assert (len(panel.drawn), panel.faint) == (1, frozenset({0}))


def test_the_city_says_what_chance_would_flag_and_where_models_disagree() -> None:
    own = section(made.pages()["city"], MATHS)
    assert [text.zh for text in own.sentences[1:]] == [
        "11 所学校有后测的学生 1050 人，其中 985 人有模型所需的数据（覆盖率 93.8%）；除去不公布的学校，"
        "进入模型 985 人。其中不足 10 人在校截止日之后才入校，不计入任何学校。",
        "公布 8 所学校：显著高于预期 1 所，与预期无显著差异 5 所，显著低于预期 2 所；不公布 3 所。",
        "即使各校毫无差别，仅凭偶然也会有不到 0.1 所学校被判为显著高于或低于预期。",
        "任取两所公布的学校，只有 47% 的组合能分出高低，其余的差别可能出于偶然。",
        "组内相关系数 0.063（95% 区间 0.030 至 0.140）：扣除前测后，学生成绩的差异中与所在学校有关的份额。",
        "8% 的学生得了满分，区分不出更高的水平。",
    ]
    tables = {table.title.zh: words_of(table.rows) for table in own.tables}
    assert tables["各模型的分类结果"] == [
        "两水平模型 | 8 | 1 | 5 | 2 | 0.0 | 47% | ",
        "前测分组比较 | 8 | 1 | 5 | 2 | 0.4 | 50% | ",
        "成长百分位 | 8 | 1 | 6 | 1 | 0.4 | 45% | ",
    ]
    assert tables["模型之间的一致程度"][0] == "两水平模型 | 前测分组比较 | 8 | 0.976 | 1"
    assert tables["各县区的分类结果"] == ["澄湖区 | 6 | 1 | 4 | 1 | 1", "丰禾县 | 2 | 0 | 1 | 1 | 2"]


def test_reasons_of_few_pupils_are_told_together() -> None:
    own = section(made.pages()["city"], MATHS)
    left = next(table for table in own.tables if table.title.zh == "未进入模型的学生")
    assert [row[1].words.zh for row in left.rows] == ["61", "65", "不足 10"]
    assert left.rows[-1][0].words.zh == "其他原因（各不足 10 人）"


def test_what_cant_be_computed_says_why_instead_of_figures() -> None:
    heading = "增值评价：语文（2026-junior，9 年级，2026 届）"
    for name in ("city", "district-chenghu", "cluster-chenghu-02"):
        own = section(made.pages()[name], heading)
        assert own.sentences[-1] == Text(
            "不可计算：没有前测成绩。", "Can't be computed: there are no prior results."
        )
        assert own.figures == ()


def test_where_the_main_model_failed_no_other_takes_its_place() -> None:
    failed = replace(made.MATHS, models=(Modelled("ols", reason=made.WHY_NOT), made.BAND), agreements=())
    for name, id_ in (("city", "city"), ("district", "chenghu"), ("cluster", "chenghu-02")):
        own = section(made.page(name, id_, failed), MATHS)
        assert own.sentences[-1].zh == "不可计算：没有前测成绩。"
        assert [table.title.zh for table in own.tables] == ["未进入模型的学生"] * (name == "city")
    own = section(made.page("school", made.ABOVE, failed), "增值评价")
    assert [text.zh for text in own.sentences] == ["数学（2026-junior）：不可计算：没有前测成绩。"]
    assert own.tables == ()


def test_what_prior_and_outcome_are_is_said_after_the_basis() -> None:
    details = (Text("前测为监测。", "The prior is the monitoring."),)
    for one in (made.MATHS, made.CHINESE):
        told = replace(one, details=details)
        for name, id_ in (("city", "city"), ("district", "chenghu"), ("cluster", "chenghu-02")):
            own = next(s for s in made.page(name, id_, told).sections if s.title.zh.startswith("增值评价："))
            assert own.sentences[0].zh.startswith("依据：")
            assert own.sentences[1] == details[0]


@pytest.mark.parametrize(
    ("fitted", "name", "alike"),
    [
        ({}, "两水平模型（按成员加权）", False),
        ({"clusters": {"reason": {"zh": "x", "en": "x"}}}, "两水平模型（按成员加权）", False),
        ({"clusters": {"variances": {"upper": 0.3}}}, "三水平模型", False),
        ({"clusters": {"variances": {"upper": 0.0}}}, "三水平模型", True),
    ],
)
def test_the_row_of_a_cluster_names_the_model_that_it_comes_from(
    fitted: dict[str, Any], name: str, alike: bool
) -> None:
    one = replace(made.MATHS, models=(replace(made.REML, fitted=fitted), made.SGP), agreements=())
    table = section(made.page("cluster", "chenghu-02", one), MATHS).tables[-1]
    assert [row[0].words.zh for row in table.rows] == [name, "成长百分位（平均值与 50 之差）"]
    sentences = [text.zh for text in section(made.page("city", "city", one), MATHS).sentences]
    assert ("片区之间没有超出偶然的差异。" in sentences) is alike


def test_a_series_is_named_by_what_it_tells_apart() -> None:
    words = Text("学校与学校年度模型", "model of schools and school years")
    assert [model_name(name) for name in ("reml+years", "ml+years")] == [words, words]
    told = ("reml", "ml+mean", "reml+years", "ols", "sgp")
    assert [is_shrunken(name) for name in told] == [True, True, True, False, False]


def test_no_page_shows_a_number_of_a_school_that_is_withheld() -> None:
    found = 0
    for page in made.pages().values():
        for table in tables_of(page):
            for row in table.rows:
                if row[0].words.zh in ("石桥学校", "青穗初级中学", "丰禾中学") and "增值" in table.title.zh:
                    assert [cell.value for cell in row] == [None] * len(row), table.title.zh
                    found += 1
    assert found > 10


def test_what_the_figures_do_not_show_stands_on_every_page_that_has_them() -> None:
    said = (
        "全市平均按定义为零",
        "不能说是学校或教师造成的",
        "不预测今后各届",
        "可能出于偶然",
        "不得据此给学校、班级",
    )
    more = ("《未成年人学校保护规定》", "防止用合计数倒推", "覆盖率是", "比较标准误是")
    for page in made.pages().values():
        notes = "".join(text.zh for text in page.notes)
        assert [one for one in (*said, *more) if one not in notes] == [], page.name
    repository, plain = made.example()
    bare = REPORTS["city"].build("city", plain, repository)
    assert [one for one in more if one in "".join(text.zh for text in bare.notes)] == []
    assert [one.title.zh for one in bare.sections if "增值" in one.title.zh] == []


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1.0, Text("95% 及以上", "95% or more")),
        (0.95, Text("95% 及以上", "95% or more")),
        (0.9, Text("90% 至 95%", "90% to 95%")),
        (0.55, Text("55% 至 60%", "55% to 60%")),
        (None, Text("—", "—")),
    ],
)
def test_coverage_is_told_in_its_steps(share: float | None, said: Text) -> None:
    assert coverage_words(share) == said
