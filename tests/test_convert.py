"""`eduhub convert`: one content in several faces, without loss, with one hash."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from filled import CITY, TWO_CAMPUSES, YEAR
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import changed, copied, explain, faulty_own_form, mend_words

from eduhub.checks import check
from eduhub.core.text import LANGS, Lang
from eduhub.forms.converting import converted, hashes
from eduhub.kinds.plan import PLAN, Plan
from eduhub.repository import Repository, Submission
from eduhub.repository.canonical import content_hash, yaml_text
from eduhub.repository.submission import submit
from eduhub.source.document import Document, NoPlaces
from eduhub.source.read import read

Run = Callable[..., tuple[int, str, str]]

PLANS = sorted((CITY / "clusters").rglob("plan.yaml"))
CYCLES = [path for path in PLANS if path.parent.parent.parent.name == "clusters"]
ROSTER = CITY / "schools" / TWO_CAMPUSES / YEAR


def of_plan(data: dict[str, Any]) -> Submission[Plan]:
    return submit(Document("plan.yaml", "plan", data, NoPlaces()), PLAN, {})


def base() -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(CYCLES[0].read_text(encoding="utf-8"), yaml.BaseLoader)
    return {key: value for key, value in data.items() if key not in ("kind", "schema")}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", CYCLES[:2], ids=lambda path: str(path.parent.name))
def test_a_plan_comes_back_from_the_workbook_as_the_same_text(
    run: Run, tmp_path: Path, path: Path, lang: Lang
) -> None:
    book, text = tmp_path / "plan.xlsx", tmp_path / "plan.yaml"
    first = run("--lang", lang, "convert", str(path), "-o", str(book))
    second = run("--lang", lang, "convert", str(book), "-o", str(text))
    assert (first[0], second[0]) == (0, 0)
    assert text.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")
    assert first[1].split()[0] == second[1].split()[0]


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn"), include_characters="\n"),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() != "" and text == text.strip())


@settings(max_examples=12, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3), WORDS, st.floats(-1e12, 1e12), WORDS)
def test_no_word_and_no_number_of_a_plan_is_lost_in_a_workbook(
    partners: list[str], words: str, target: float, measure: str
) -> None:
    data = base()
    data["supervision"]["partners"] = [one[:200] for one in partners]
    data["governance"]["charter"] = words
    data["goals"][0] |= {"target": f"{target:f}", "measure": measure}
    plan = of_plan(data)
    (raw,) = converted([plan], Path("plan.xlsx"), "zh").values()
    assert isinstance(raw, bytes)
    (document,) = read(Path("plan.xlsx"), "plan.xlsx", [PLAN.layout], raw)
    again = submit(document, PLAN, {})
    assert yaml_text(PLAN, again.model) == yaml_text(PLAN, plan.model)


def test_a_form_of_several_documents_goes_into_a_folder_and_comes_back(run: Run, tmp_path: Path) -> None:
    names = ["school.yaml", "classes.csv", "teachers.csv"]
    book, folder = tmp_path / "roster.xlsx", tmp_path / "texts"
    assert run("convert", *(str(ROSTER / name) for name in names), "-o", str(book))[0] == 0
    assert run("convert", str(book), "-o", str(folder))[0] == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == {
        name: (ROSTER / name).read_text(encoding="utf-8") for name in names
    }


def test_the_hash_is_of_what_is_said_and_not_of_how_or_when() -> None:
    plan = of_plan(base()).model
    same = base()
    same["submitted"] = {"on": "2026-06-01", "by": "另一个单位", "version": "7"}
    same["explanations"] = [{"code": "Q1117", "at": "members", "reason": "校舍相连"}]
    same["cycle"]["start"] = same["cycle"]["start"].replace("-", "/")
    same.setdefault("sharing", "  ")
    other = base()
    other["budget"][0]["amount"] = "1"
    assert content_hash(PLAN, of_plan(same).model) == content_hash(PLAN, plan)
    assert content_hash(PLAN, of_plan(other).model) != content_hash(PLAN, plan)


def test_the_hash_of_rows_with_ids_does_not_mind_their_order() -> None:
    path = next(path for path in PLANS if path not in CYCLES)
    repository = Repository.load([path])
    ((submission, digest),) = hashes([s for s in repository.submissions if s.file in repository.named])
    model = submission.model
    turned = model.model_copy(update={"tasks": tuple(reversed(model.tasks))})
    assert content_hash(submission.kind, turned) == digest
    fewer = model.model_copy(update={"tasks": model.tasks[1:]})
    assert content_hash(submission.kind, fewer) != digest


def test_what_can_not_be_converted_is_refused_with_the_way_out(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "plan.yaml"
    broken.write_text("kind: plan\nschema: 1\n", encoding="utf-8")
    source = str(CYCLES[0])
    there = tmp_path / "there.yaml"
    there.write_text("kept", encoding="utf-8")
    told = [
        run("convert", str(broken), "-o", str(tmp_path / "a.xlsx")),
        run("convert", source, "-o", str(tmp_path / "a.csv")),
        run("convert", source, "-o", str(tmp_path / "a.pdf")),
        run("convert", str(ROSTER), "-o", str(tmp_path / "a.yaml")),
        run("convert", source, "-o", str(there)),
        run("convert", source, "-o", source, "--force"),
        run("convert", source, source.replace("plan", "plain"), "-o", str(tmp_path / "a.xlsx")),
        run("convert", *map(str, CYCLES[:2]), "-o", str(tmp_path / "a.xlsx")),
    ]
    assert [code for code, _, _ in told] == [1, 2, 2, 2, 2, 2, 3, 2]
    assert all(error.strip() for _, _, error in told)
    assert there.read_text(encoding="utf-8") == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.yaml", "there.yaml"]


def test_a_document_of_one_table_becomes_csv_and_workbook(run: Run, tmp_path: Path) -> None:
    source = ROSTER / "classes.csv"
    book, text = tmp_path / "classes.xlsx", tmp_path / "classes.csv"
    assert run("convert", str(source), "-o", str(book))[0] == 0
    assert run("convert", str(book), "-o", str(text))[0] == 0
    assert text.read_text(encoding="utf-8") == source.read_text(encoding="utf-8")


def test_the_hash_does_not_mind_the_order_of_rows_with_a_key(run: Run, tmp_path: Path) -> None:
    heading, *lines = (ROSTER / "classes.csv").read_text(encoding="utf-8").splitlines()
    turned = tmp_path / "classes.csv"
    turned.write_text("\n".join([heading, *reversed(lines), ""]), encoding="utf-8")
    told = [
        run("convert", str(path), "-o", str(tmp_path / f"{number}.yaml"))
        for number, path in enumerate((ROSTER / "classes.csv", turned))
    ]
    assert [code for code, _, _ in told] == [0, 0]
    assert len({out.split()[0] for _, out, _ in told}) == 1


def test_what_stays_behind_is_told(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    classes, cover = book.create_sheet("班级"), book.create_sheet("封面")
    classes.append(["年级", "班级", "学生数", "班主任"])
    classes.append([1, "一（1）班", 41, "某"])
    for label, value in (
        ("填报单位", "某校"),
        ("学校标识码", "2136990001"),
        ("单位负责人", ""),
        ("填表人", ""),
    ):
        cover.append([label, value])
    path = tmp_path / "班级.xlsx"
    book.save(path)
    code, _, error = run("--lang", "zh", "convert", str(path), "-o", str(tmp_path / "班级.csv"))
    assert code == 0
    assert "班主任" in error
    assert "封面上的单位没有带过去" in error


def test_comments_and_what_is_not_stored_stay_behind_and_that_is_told(run: Run, tmp_path: Path) -> None:
    plan, teachers = tmp_path / "plan.yaml", tmp_path / "teachers.csv"
    text = CYCLES[0].read_text(encoding="utf-8")
    plan.write_text(f"# 初稿\n{text}", encoding="utf-8")
    teachers.write_text(
        "工号,姓名,教职工类别,是否在编,主要任教学段,主要任教学科,学历,职称,在校方式\n"
        "WX0001,章某,专任教师,是,小学,语文,本科,中级,本校在岗\n",
        encoding="utf-8",
    )
    _, _, of_plan_ = run("convert", str(plan), "-o", str(tmp_path / "再.yaml"))
    _, _, of_teachers = run("convert", str(teachers), "-o", str(tmp_path / "再.csv"))
    assert f"{plan.as_posix()}：以 # 开头的注释没有带过去" in of_plan_
    assert "姓名没有带过去，入库的文件不存这些内容" in of_teachers
    assert "章某" not in (tmp_path / "再.csv").read_text(encoding="utf-8")
    assert (tmp_path / "再.yaml").read_text(encoding="utf-8") == text


# Explanations


CASE = Path(__file__).parent / "cases"


def explained(path: Path | str, *, code: str) -> list[str | None]:
    """What is given as the reason of each query of a code."""
    checked = check(Repository.load([path], as_of=date(2026, 6, 30)))
    return [one.explanation for f in checked.findings if f.rule.code == code for one in f.each]


def test_explanations_in_the_list_of_a_marked_copy_go_into_texts_and_back(run: Run, tmp_path: Path) -> None:
    form = tmp_path / "望湖小学.xlsx"
    form.write_bytes(changed(faulty_own_form(), mend_words))
    form.write_bytes(explain(copied(form).content, "本班接收转学生", "Q1302"))
    assert run("convert", str(form), "-o", str(tmp_path / "入库"))[0] == 0
    names = sorted(path.name for path in (tmp_path / "入库").iterdir())
    assert "classes.explanations.yaml" in names
    assert explained(tmp_path / "入库", code="Q1302") == ["本班接收转学生"]
    book = tmp_path / "再.xlsx"
    files = [tmp_path / "入库" / name for name in names if not name.endswith(".explanations.yaml")]
    assert run("convert", *map(str, files), "-o", str(book))[0] == 0
    assert explained(book, code="Q1302") == ["本班接收转学生"]
    rows = list(openpyxl.load_workbook(book)["疑问说明"].iter_rows(values_only=True))
    assert rows[5][1:5] == ("Q1302", "rows[1/1（2）班].pupils", "58", "本班接收转学生")


def test_explanations_that_name_a_cell_are_named_by_what_every_face_has(run: Run, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(changed(faulty_own_form(), mend_words)))
    sheet = book["疑问说明"]
    for column, text in enumerate(("Q1302", "班级!D7", "58", "本班接收转学生"), start=2):
        sheet.cell(6, column).value = text
    for column, text in enumerate(("Q1304", "班级!D9", "41", "没有这个疑问"), start=2):
        sheet.cell(7, column).value = text
    book.save(tmp_path / "form.xlsx")
    _, _, error = run("convert", str(tmp_path / "form.xlsx"), "-o", str(tmp_path / "texts"))
    assert explained(tmp_path / "texts", code="Q1302") == ["本班接收转学生"]
    assert "Q1304 在 班级!D9 的说明没有带过去，那里没有这个疑问" in error
    assert "explanations" not in (tmp_path / "texts" / "school.yaml").read_text(encoding="utf-8")


def test_an_explanation_of_a_person_holds_in_every_face(run: Run, tmp_path: Path) -> None:
    source = CASE / "Q1402" / "bad" / "teachers.csv"
    (tmp_path / "teachers.csv").write_bytes(source.read_bytes())
    query = next(
        f for f in check(Repository.load([tmp_path], as_of=date(2026, 6, 30))).heads if f.rule.code == "Q1402"
    )
    assert query.answer is not None
    row = {"code": "Q1402", "at": query.answer.at, "value": query.answer.value, "reason": "提前上岗"}
    beside = {"kind": "explanations", "schema": 1, "rows": [row]}
    text = yaml.safe_dump(beside, allow_unicode=True)
    (tmp_path / "teachers.explanations.yaml").write_text(text, encoding="utf-8")
    book = tmp_path / "在编.xlsx"
    assert run("convert", str(tmp_path / "teachers.csv"), "-o", str(book))[0] == 0
    assert (tmp_path / "在编.explanations.yaml").exists()
    assert explained(book, code="Q1402") == ["提前上岗"]


def test_an_explanation_that_is_too_long_is_told_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    form = tmp_path / "望湖小学.xlsx"
    form.write_bytes(changed(faulty_own_form(), mend_words))
    form.write_bytes(explain(copied(form).content, "长" * 5001, "Q1302"))
    code, _, error = run("convert", str(form), "-o", str(tmp_path / "入库"))
    assert (code, (tmp_path / "入库").exists()) == (2, False)
    assert "Q1302 在 rows[1/1（2）班].pupils 的说明太长" in error
