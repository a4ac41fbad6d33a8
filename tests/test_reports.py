"""Reports: pages say what the scores say, in both languages, and can't be led astray by names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from filled import CITY
from jinja2 import UndefinedError

from eduhub.core.errors import UseError
from eduhub.core.text import Lang, Text, rounded
from eduhub.kinds.assessment import Assessment
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports import REPORTS, orders, report
from eduhub.reports.page import Cell, Page, Table, number, percent
from eduhub.reports.pages import district as district_page
from eduhub.reports.rendering import render
from eduhub.repository import Repository
from eduhub.scores import Scores, score

Run = Callable[..., tuple[int, str, str]]
NAMES = tuple(REPORTS)


@pytest.fixture(scope="module")
def repository() -> Repository:
    return Repository.load([CITY])


@pytest.fixture(scope="module")
def scores(repository: Repository) -> Scores:
    return score(repository)


@pytest.fixture(scope="module")
def pages(scores: Scores, repository: Repository) -> list[Page]:
    """Every page that there is to make."""
    made = [order.report.build(order.id, scores, repository) for order in orders(NAMES, [], scores)]
    assert {page.report for page in made} == set(NAMES)
    return made


def text_of(name: str, id_: str, scores: Scores, repository: Repository, lang: Lang) -> dict[str, str]:
    [(_, files)] = report(name, [id_], scores, repository, lang=lang)
    return {file: text for file, text in files.items() if isinstance(text, str)}


def tables_of(page: Page) -> list[Table]:
    drawn = [table for figure in page.figures for table in figure.tables]
    return drawn + [table for section in page.sections for table in section.tables]


def texts_of(page: Page) -> list[Text]:
    """All words of a page but those of its tables' cells."""
    said = [page.title, *page.summary, *page.notes]
    said += [text for fact in page.facts for text in fact]
    for section in page.sections:
        said += [section.title, *section.sentences]
        said += [text for figure in section.figures for text in (figure.title, figure.sentence)]
    return said


def cells_of(page: Page) -> list[Cell]:
    return [cell for table in tables_of(page) for row in table.rows for cell in row]


def test_every_coefficient_of_a_district_stands_in_table_and_chart(
    scores: Scores, repository: Repository
) -> None:
    files = text_of("district", "chenghu", scores, repository, "zh")
    rows = scores.frame.filter(
        scores.frame["indicator"].str.contains(r"^L\d\.cv$")
        & (scores.frame["level"] == "district")
        & (scores.frame["id"] == "chenghu")
    )
    assert rows.height == 14
    for row in rows.iter_rows(named=True):
        words = rounded(row["value"], 3)
        assert words in files["district-chenghu.md"]
        assert f">{words}" in files["district-chenghu-cv.svg"]


def test_the_tables_of_schools_hold_the_scores_themselves(pages: list[Page], scores: Scores) -> None:
    checked = 0
    for page in (page for page in pages if page.report == "school"):
        known = {
            row["value"]
            for key, row in scores.rows.items()
            if key[0] == "part" and key[1].split("/")[0] == page.name.removeprefix("school-")
            if key[3] in L_CODES and row["value"] is not None
        }
        shown = {cell.value for cell in cells_of(page)}
        assert known <= shown, page.name
        checked += len(known)
    assert checked > 400


def test_every_figure_has_tables_with_all_that_it_draws_and_a_sentence(pages: list[Page]) -> None:
    for page in pages:
        for figure in page.figures:
            assert figure.panels, figure.name
            assert figure.words.zh, figure.name
            assert figure.sentence.zh, figure.name
            for panel in figure.panels:
                assert panel.table in list(figure.tables)
                assert panel.drawn
                assert all(at < len(panel.table.head) for at in panel.columns)


def test_every_page_opens_with_three_answers_or_more(pages: list[Page]) -> None:
    assert [page.name for page in pages if not 3 <= len(page.summary) <= 6] == []


def numbers_in(words: str) -> list[str]:
    """The numbers in words; not those that one language says by a word: 每百名, 9月."""
    plain = re.sub(r"per 100 pupils|\d+ ?月", "", words)
    return sorted(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", plain))


def test_the_two_languages_have_the_same_numbers(pages: list[Page]) -> None:
    for page in pages:
        for text in texts_of(page):
            assert numbers_in(text.zh) == numbers_in(text.en), text


def test_both_languages_have_the_same_rows_and_columns(pages: list[Page]) -> None:
    for page in pages:
        for table in tables_of(page):
            assert {len(row) for row in table.rows} <= {len(table.head)}
            assert all(bool(text.zh) == bool(text.en) for text in table.head)


def test_english_pages_have_chinese_in_names_only(scores: Scores, repository: Repository) -> None:
    known = {school.name for school in repository.schools.values()} | {
        name for campuses in repository.campuses.values() for campus in campuses for name in (campus.name,)
    }
    known |= {district.name for district in repository.districts.values()} | {"示例市", "教督〔2017〕6号"}
    for plan in repository.plans:
        known |= {plan.model.cluster.name}
    for head in (one.model for one in repository.of(Assessment)):
        known |= {part.composite for part in head.composites}
        known |= {basis.document for basis in (head.basis, head.prior_basis) if basis and basis.document}
    for id_ in ("district chenghu", "district liusha", "school 3436990013", "city city"):
        name, one = id_.split()
        text = "".join(text_of(name, one, scores, repository, "en").values())
        for word in sorted(known, key=len, reverse=True):
            text = text.replace(word, "")
        text = re.sub(r'font-family="[^"]*"', "", text)
        assert re.findall(r"[\u4e00-\u9fff]+", text) == [], id_


def test_a_school_s_page_names_no_other_school(scores: Scores, repository: Repository) -> None:
    names = {code: school.name for code, school in repository.schools.items()}
    for code in ("3136990010", "3436990013", "2136990001"):
        text = "".join(text_of("school", code, scores, repository, "zh").values())
        own = {names[code], *(plan.model.cluster.name for plan in repository.plans)}
        for word in sorted(own, key=len, reverse=True):
            text = text.replace(word, "")
        assert [name for other, name in names.items() if other != code and name in text] == []


def test_schools_stand_in_the_order_of_their_codes(pages: list[Page], scores: Scores) -> None:
    page = next(page for page in pages if page.name == "district-chenghu")
    order = [part["name"] for part in scores.tables.parts.sort("id").to_dicts() if part["stage"] == "小学"]
    table = next(t for t in tables_of(page) if t.title.zh == "小学各校（部）指标值")
    shown = [row[0].words.zh for row in table.rows]
    assert shown == [name for name in order if name in shown]
    assert len(shown) == 10


def test_names_can_be_no_markup(tmp_path: Path) -> None:
    hostile = "<b>|*x*|`[a](b)"
    for path in CITY.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(CITY)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text(encoding="utf-8").replace("云杉中学", hostile), encoding="utf-8")
    repository = Repository.load([tmp_path])
    files = text_of("district", "chenghu", score(repository), repository, "zh")
    assert r"\<b\>\|\*x\*\|\`\[a\](b)" in files["district-chenghu.md"]
    assert "<b>" not in "".join(files.values())


@pytest.mark.parametrize(
    ("name", "wanted", "nearest"),
    [
        ("district", "chengu", "chenghu"),
        ("school", "青禾学", "青禾学校"),
        ("cluster", "chenghu-1", "chenghu-01"),
    ],
)
def test_what_there_are_no_figures_for_is_refused_with_the_nearest(
    scores: Scores, name: str, wanted: str, nearest: str
) -> None:
    with pytest.raises(UseError) as caught:
        orders([name], [wanted], scores)
    assert nearest in caught.value.to("zh")


def test_a_page_can_be_asked_for_by_name(scores: Scores, repository: Repository) -> None:
    assert [order.id for order in orders(["school"], ["青禾学校"], scores)] == ["3136990010"]
    within = orders(NAMES, [], scores, only="澄湖区")
    assert [o.id for o in within if o.report.name in ("cluster", "district", "city")] == [
        "chenghu-01",
        "chenghu-02",
        "chenghu",
    ]
    schools = {code for code, school in repository.schools.items() if school.district == "chenghu"}
    assert {o.id for o in within if o.report.name == "school"} <= schools


def test_a_name_that_a_template_lacks_is_an_error_and_never_a_blank() -> None:
    with pytest.raises(UndefinedError):
        render("charts/bars.svg.j2", {"title": "x", "words": "y", "lang": "zh"})


@pytest.mark.parametrize(
    ("cell", "said", "form"),
    [
        (number(1234.5), "1,235", "#,##0"),
        (
            number(-0.0004, 3, signed=True),
            "0.000",
            "[>=0.000500]+#,##0.000;[<=-0.000500]-#,##0.000;#,##0.000",
        ),
        (number(0.0406, 3, signed=True), "+0.041", None),
        (number(-1624.73, 2, signed=True), "-1,624.73", None),
        (number(0.82, 2, mark="△"), "0.82 △", '#,##0.00" △"'),
        (percent(0.825), "83%", "0%"),
        (percent(-0.004, signed=True), "0%", "[>=0.005]+0%;[<=-0.005]-0%;0%"),
        (number(None), "—", None),
    ],
)
def test_a_number_is_said_and_formatted_alike(cell: Cell, said: str, form: str | None) -> None:
    assert cell.words == Text(said, said)
    assert form is None or cell.form == form


def test_one_broken_page_stops_no_other_and_ends_with_seventy(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eduhub.reports import engine

    build = district_page.build

    def broken(district: str, scores: Scores, repository: Repository) -> Page:
        if district == "fenghe":
            raise KeyError("secret")
        return build(district, scores, repository)

    found = engine.REPORTS["district"]
    entry = dataclasses.replace(found, build=broken)
    monkeypatch.setitem(engine.REPORTS, "district", entry)
    code, out, err = run("--lang", "zh", "-C", str(CITY), "report", "district", "-o", str(tmp_path))
    assert code == 70
    assert "未生成 district fenghe：eduhub 自身出了故障（KeyError" in err
    assert "secret" not in err
    assert "Traceback" not in err
    assert len(out.splitlines()) == 8
    assert len(list(tmp_path.glob("*.md"))) == 8


def test_all_makes_every_page(run: Run, tmp_path: Path, pages: list[Page]) -> None:
    words = ("--lang", "zh", "-C", str(CITY), "report", "--all", "--format", "xlsx", "-o", str(tmp_path))
    code, out, err = run(*words)
    assert code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{page.name}.xlsx" for page in pages)
    assert len(out.splitlines()) == len(pages)
    assert f"共 {len(pages)} 份报告" in err


@pytest.mark.parametrize("words", [("report",), ("report", "city", "--all")])
def test_report_wants_a_name_or_all_and_not_both(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run("--lang", "zh", "-C", str(CITY), *words)
    assert (code, out) == (2, "")
    assert "--all" in err


def test_demo_leaves_a_folder_of_other_things_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    code, out, err = run("demo", str(tmp_path / "mine"))
    assert (code, out) == (2, "")
    assert "已有别的内容" in err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_demo_may_be_run_again_and_names_files_that_are_there(run: Run) -> None:
    first = run("demo", "again")
    assert first[0] == 0
    named = [Path(line.split()[0]) for line in first[1].splitlines() if line.startswith("   again")]
    assert len(named) == 5
    assert [path for path in named if not path.is_file()] == []
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
