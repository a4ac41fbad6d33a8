"""Reports: the page says what the scores say, in both languages, and can't be led astray by names."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from eduhub.core.errors import UseError
from eduhub.core.text import LANGS, Lang
from eduhub.reports import report
from eduhub.reports.rendering import render
from eduhub.repository import Repository
from eduhub.scores import Scores, score

CITY = Path(__file__).parents[1] / "examples" / "city"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def repository() -> Repository:
    return Repository.load([CITY])


@pytest.fixture(scope="module")
def scores(repository: Repository) -> Scores:
    return score(repository)


def page(scores: Scores, repository: Repository, lang: Lang) -> dict[str, str]:
    [(_, files)] = report("district", [], scores, repository, lang=lang)
    return files


@pytest.mark.parametrize("lang", LANGS)
def test_every_coefficient_of_the_scores_stands_in_table_and_chart(
    scores: Scores, repository: Repository, lang: Lang
) -> None:
    files = page(scores, repository, lang)
    rows = scores.frame.filter(scores.frame["indicator"].str.contains(r"^L\d\.cv$"))
    assert rows.height == 14
    for row in rows.iter_rows(named=True):
        words = f"{row['value']:.3f}"
        assert words in files["district-chenghu.md"]
        assert f">{words}" in files["district-chenghu-cv.svg"]


def test_the_sentences_agree_with_the_scores(scores: Scores, repository: Repository) -> None:
    text = page(scores, repository, "zh")["district-chenghu.md"]
    assert "小学可计算的 7 项差异系数都不超过 0.50。" in text
    assert "初中有 1 项差异系数超过 0.45：体育艺术教师。" in text
    assert "10 个小学校（部）中，6 个综合达标。" in text


def test_the_two_languages_have_the_same_numbers(scores: Scores, repository: Repository) -> None:
    tables = [
        re.findall(r"-?\d+\.\d+", page(scores, repository, lang)["district-chenghu.md"].split("---\n\n")[0])
        for lang in LANGS
    ]
    assert sorted(tables[0]) == sorted(tables[1])


def test_english_pages_have_chinese_in_names_only(scores: Scores, repository: Repository) -> None:
    text = "".join(page(scores, repository, "en").values())
    names = {name for school in repository.schools.values() for name in (school.name,)} | {"澄湖区"}
    for name in sorted(names | {"（北校区）", "（南校区）", "教督〔2017〕6号"}, key=len, reverse=True):
        text = text.replace(name, "")
    text = re.sub(r'font-family="[^"]*"', "", text)
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []


def test_names_can_be_no_markup(tmp_path: Path) -> None:
    hostile = "<b>|*x*|`[a](b)"
    for path in CITY.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(CITY)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text(encoding="utf-8").replace("云杉中学", hostile), encoding="utf-8")
    repository = Repository.load([tmp_path])
    files = page(score(repository), repository, "zh")
    assert r"\<b\>\|\*x\*\|\`\[a\](b)" in files["district-chenghu.md"]
    assert "<b>" not in "".join(files.values())


def test_a_district_without_figures_is_refused_with_those_that_have_some(
    scores: Scores, repository: Repository
) -> None:
    with pytest.raises(UseError, match="chenghu"):
        list(report("district", ["nowhere"], scores, repository))


def test_a_name_that_a_template_lacks_is_an_error_and_never_a_blank() -> None:
    with pytest.raises(UndefinedError):
        render("charts/cv_bars.svg.j2", {"title": "x", "words": "y", "lang": "zh"})


def test_demo_leaves_a_folder_of_other_things_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    code, out, err = run("demo", str(tmp_path / "mine"))
    assert (code, out) == (2, "")
    assert "已有别的内容" in err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_demo_may_be_run_again(run: Run, tmp_path: Path) -> None:
    first = run("demo", "again")
    assert first[0] == 0
    assert run("demo", "again") == first


def test_template_does_not_write_over_a_form(run: Run, tmp_path: Path) -> None:
    assert run("template", "plan", "-o", "plan.yaml")[0] == 0
    Path("plan.yaml").write_text("mine", encoding="utf-8")
    code, _, err = run("template", "plan", "-o", "plan.yaml")
    assert code == 2
    assert "已经存在" in err
    assert Path("plan.yaml").read_text(encoding="utf-8") == "mine"
    assert run("template", "plan", "-o", "plan.yaml", "--force")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("template", "rooster"), "没有表格“rooster”"),
        (("template", "roster", "-o", "x.csv"), "没有 .csv 的空表"),
        (("schema", "plam"), "没有文档种类“plam”"),
        (("schema", "--check"), "eduhub 自己的代码目录"),
        (("score", str(CITY), "--year", "2019-2020"), "没有 2019-2020 学年的学校数据"),
        (("score", str(CITY), "--district", "x"), "没有县区“x”"),
        (("score", str(CITY), "--indicator", "L9"), "没有指标“L9”"),
        (("score", "."), "没有可以测算的学校数据"),
        (("validate", ".", "--as-of", "gestern"), "不是日期"),
        (("validate", "-C", ".", "."), "没有 eduhub.yaml"),
    ],
)
def test_wrong_use_ends_with_two_and_a_next_step(run: Run, words: tuple[str, ...], said: str) -> None:
    code, out, err = run("--lang", "zh", *words)
    assert (code, out) == (2, "")
    assert said in err
