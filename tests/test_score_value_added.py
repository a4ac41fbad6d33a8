"""Value-added on a screen: counts of classes, and how the figure of a school or cluster came about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import made
import pytest
from filled import CITY
from strangers import data_of, strangers

from eduhub.core.text import LANGS, Lang
from eduhub.scores.models.assessed import Modelled

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What `eduhub score` prints for the example city, as if it had been assessed."""
    monkeypatch.setattr("eduhub.scores.engine._assessed", lambda *_: made.ASSESSED)

    def call(lang: Lang, *words: str) -> list[str]:
        code, out, _ = run("--lang", lang, "score", str(CITY), *words)
        assert code == 0
        return out.splitlines()

    return call


def test_the_screen_counts_classes_of_the_city_and_names_no_school(said: Callable[..., list[str]]) -> None:
    assert said("zh", "--indicator", "VA")[:-1] == [
        "",
        "  增值（全市）     学生 学校 覆盖率 高于预期 无差异 低于预期 不公布",
        "  2026-junior 总分  985   11    94%        1      5        2      3",
        "  2026-junior 数学  985   11    94%        1      5        2      3",
        "  junior 数学       985   11    94%        1      5        2      3",
        "  2026-junior 语文      不可计算：没有前测成绩",
        "  2026-junior 总分 ols  不可计算：没有前测成绩",
        "增值相对于全市的预期；区间重叠的学校分不出先后，不得排名；各校数值和区间见报告",
    ]


def test_value_added_stands_beside_all_indicators_and_not_beside_one(
    said: Callable[..., list[str]],
) -> None:
    heading = "  增值（全市）     学生 学校 覆盖率 高于预期 无差异 低于预期 不公布"
    one = said("zh", "--district", "liusha")
    assert one[one.index(heading) - 1] == "下表是全市的，不是所选县区的；县区各校的数值见县区报告"
    assert heading not in said("zh", "--district", "liusha", "--indicator", "L6")
    why_one = said("zh", "--why", made.ABOVE, "--indicator", "L6")
    assert [line for line in why_one if line.startswith("增值")] == []


def test_where_the_main_model_failed_the_screen_says_why_and_counts_nothing(
    said: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = replace(made.MATHS, models=(Modelled("ols", reason=made.WHY_NOT), made.BAND))
    monkeypatch.setattr("eduhub.scores.engine._assessed", lambda *_: (failed,))
    assert said("zh", "--indicator", "VA")[1:3] == [
        "  增值（全市）",
        "  2026-junior 数学  不可计算：没有前测成绩",
    ]


@pytest.mark.parametrize(
    ("id_", "told"),
    [
        ("liusha", "县区和全市没有增值数：增值按学校和片区计算，各校见报告"),
        ("city", "县区和全市没有增值数：增值按学校和片区计算，各校见报告"),
        ("2136990023", "本学年没有它的增值结果"),
    ],
)
def test_where_there_is_no_value_added_the_explanation_says_so(
    said: Callable[..., list[str]], id_: str, told: str
) -> None:
    assert said("zh", "--why", id_, "--indicator", "VA")[-1] == told


@pytest.mark.parametrize(
    ("lang", "note"),
    [("zh", "（供统计人员使用，不要公布）"), ("en", " (for statisticians; do not publish it)")],
)
def test_the_file_of_models_is_for_statisticians(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: Lang, note: str
) -> None:
    monkeypatch.setattr("eduhub.scores.engine._assessed", lambda *_: made.ASSESSED)
    _, _, err = run("--lang", lang, "score", str(CITY), "-o", str(tmp_path / "out"))
    assert [line for line in err.splitlines() if line.endswith(f"models.json{note}")] != []


def why(lines: list[str], heading: str) -> list[str]:
    """The lines under a heading."""
    at = lines.index(heading)
    return lines[at + 1 : lines.index("", at) if "" in lines[at:] else None]


def test_the_figure_of_a_school_is_told_step_by_step(said: Callable[..., list[str]]) -> None:
    lines = said("zh", "--why", made.FEW, "--indicator", "VA")
    # sqrt(4 x 15 / 27) = 1.491;  9.5 x 3 / sqrt(12) = 8.227
    assert why(lines, "增值  2026-junior 数学  两水平模型（T 分）") == [
        "  学生          12，平均残差 +1.50",
        "  信度          12 ÷ (12 + 15.00) = 0.444；15.00 = 学生间方差 60 ÷ 学校间方差 4",
        "  增值          0.444 × +1.50 = +0.67",
        "  95% 区间      +0.67 ± 1.96 × 1.491 = -2.26 至 +3.59，与预期无显著差异",
        "  覆盖率        95% 及以上",
        "  注意          学生少或信度低，仅供参考",
    ]
    assert why(lines, "增值  2026-junior 数学  成长百分位（百分位）") == [
        "  学生          12，成长百分位中位数 54.5",
        "  增值          +4.50",
        "  95% 区间      +4.50 ± 1.96 × 8.227 = -11.63 至 +20.63，与预期无显著差异",
        "  覆盖率        95% 及以上",
        "  注意          学生少或信度低，仅供参考",
    ]


def test_a_cluster_tells_its_members_and_a_withheld_school_only_why(said: Callable[..., list[str]]) -> None:
    lines = said("en", "--why", "chenghu-02", "--indicator", "VA")
    assert why(lines, "value-added  2026-junior mathematics  bands of the prior (T-score points)") == [
        "  pupils        690, mean residual +0.40",
        "  value-added   +0.40",
        "  95% interval  +0.40 ± 1.96 × 0.305 = -0.20 to +1.00, not different from",
        "                expectation",
        "  members       5, standard deviation 1.50",
        "  coverage      90% to 95%",
    ]
    lines = said("en", "--why", made.HIDDEN, "--indicator", "VA")
    assert why(lines, "value-added  2026-junior mathematics  bands of the prior (T-score points)") == [
        "  because       withheld: too few pupils, or to keep others from being computed",
        "                back",
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_screen_says_is_in_one_language(said: Callable[..., list[str]], lang: Lang) -> None:
    lines = said(lang, "--why", made.ABOVE, "--indicator", "VA")
    data = data_of(CITY) + "总分 2026-junior junior"
    assert strangers("\n".join(lines), lang, data) == []
