"""Receipts: short, plain, nothing personal; and codes that fit one content, one day and its counts."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from handed import FIRST, SECOND, Handed, marked, plan_bytes, resaved, small_city
from hypothesis import given
from hypothesis import strategies as st

from eduhub.core.place import Place
from eduhub.core.text import LANGS, Lang
from eduhub.forms import form_workbook
from eduhub.forms.collecting.came import Came
from eduhub.forms.cover import owners
from eduhub.forms.filling import Filling
from eduhub.forms.receipt import ALPHABET, MOST, Receipt, belongs, code_of, read_code, receipt_text
from eduhub.forms.standing import Standing
from eduhub.forms.units import Unit
from eduhub.kinds.catalogue import FORMS
from eduhub.source import problems

Run = Callable[..., tuple[int, str, str]]
GRADE, BOOKS = ("classes", "rows", 1, "grade"), ("school", "books")
AS_OF = ("--as-of", "2025-10-10")


def sent(name: str = "云杉.xlsx", **changes: Any) -> Path:
    """A form in the current folder."""
    path = Path(name)
    path.write_bytes(Handed(**changes).bytes())
    return path


def code_in(out: str) -> str:
    """The code at the end of a receipt."""
    return out.rstrip().rpartition("\n")[2].partition("：")[2]


def test_a_receipt_says_whose_what_and_what_next(run: Run, tmp_path: Path) -> None:
    city = small_city(tmp_path / "city", FIRST)
    negative = {("classes", "rows", at, "pupils"): "-5" for at in (2, 3, 7)}
    sent(changes={GRADE: "13", **negative})
    code, out, err = run("-C", str(city), "receipt", "云杉.xlsx", *AS_OF)
    *lines, last = out.splitlines()
    assert lines == [
        "【回执】云杉小学（2136990001）",
        "学校基础数据表 2025-2026",
        "文件：云杉.xlsx",
        "截至：2025-10-10",
        "逻辑错误 2 处，经验疑问 0 处，已说明 0 处",
        "1. 班级!A3 「年级」的值 13 超出范围，应不大于 12",
        "2. 班级!C4 「学生数」的值 -5 超出范围，应不小于 0（同类 3 格）",
        "下一步：改正错误；疑问改正或写明原因；改好后重新报送",
    ]
    assert re.fullmatch(rf"回执码：251010-E2Q0-[{ALPHABET}]{{8}}", last)
    assert (code, err) == (1, "")


def test_a_receipt_in_english_has_the_same_code(run: Run) -> None:
    sent()
    chinese = run("receipt", "云杉.xlsx", *AS_OF)[1]
    code, out, _ = run("--lang", "en", "receipt", "云杉.xlsx", *AS_OF)
    assert out.splitlines() == [
        "[Receipt] school 2136990001",
        "school data form 2025-2026",
        "File: 云杉.xlsx",
        "As of: 2025-10-10",
        "Errors: 0; queries: 0; explained: 0",
        "Next: nothing is to be mended; keep this receipt",
        f"Code: {code_in(chinese)}",
    ]
    assert code == 0


def test_several_files_get_a_receipt_each_as_if_each_had_come_alone(run: Run) -> None:
    sent("甲.xlsx")
    sent("乙.xlsx", changes={GRADE: "13"})
    Path("方案.xlsx").write_bytes(plan_bytes())
    alone = [run("receipt", name, *AS_OF)[1] for name in ("乙.xlsx", "方案.xlsx", "甲.xlsx")]
    code, out, _ = run("receipt", ".", *AS_OF)
    assert out == "\n".join(alone)
    assert code == 1


def test_a_receipt_goes_into_a_file_that_is_not_written_over(run: Run) -> None:
    sent()
    assert run("receipt", "云杉.xlsx", "-o", "回执.txt", *AS_OF)[:2] == (0, "")
    text = Path("回执.txt").read_text(encoding="utf-8")
    assert text.startswith("【回执】学校 2136990001\n")
    code, _, err = run("receipt", "云杉.xlsx", "-o", "回执.txt", *AS_OF)
    assert (code, "已经存在" in err) == (2, True)


def test_what_can_not_be_read_gets_none_and_the_others_get_theirs(run: Run) -> None:
    sent()
    Path("坏.xlsx").write_bytes(b"PK\x03\x04")
    code, out, err = run("receipt", "云杉.xlsx", "坏.xlsx", *AS_OF)
    assert (code, out.count("【回执】")) == (3, 1)
    assert err.startswith("没有回执：坏.xlsx：")


def test_a_part_of_a_form_gets_none_and_has_no_code(run: Run) -> None:
    sent("部分.xlsx", changes={GRADE: "13"}, properties={"eduhub.partial": "1"})
    sent("云杉.xlsx")
    code, out, err = run("receipt", "部分.xlsx", "云杉.xlsx", *AS_OF)
    assert (code, out.count("【回执】"), "云杉.xlsx" in out) == (1, 1, True)
    assert err == (
        "没有回执：部分.xlsx：这份副本只有待改正的行，不能当作整张表提交；"
        "按“序号”列的原行号把改正后的内容抄回原表，提交原表\n"
    )
    ended, out, err = run("--lang", "en", "receipt", "部分.xlsx", "--verify", "251010-E1Q0-7K3M9QPX")
    assert (ended, out) == (1, "")
    assert err.startswith("no receipt for 部分.xlsx: this copy has only the rows that failed")


@pytest.mark.parametrize(("issued", "lang"), [(False, "zh"), (True, "en")])
@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_blank_form_gets_none_whatever_it_is_and_whomever_it_was_made_for(
    run: Run, form: str, issued: bool, lang: Lang
) -> None:
    said = {"school": FIRST, "cluster": "chenghu-01", "district": "chenghu", "year": "2025-2026"}
    unit = {part: said[part] for part in owners(FORMS[form])} if issued else {}
    Path("表.xlsx").write_bytes(form_workbook(FORMS[form], lang, Filling(unit=unit)))
    code, out, err = run("receipt", "表.xlsx", *AS_OF)
    assert (code, out, err) == (1, "", "没有回执：表.xlsx：是空表，没有填写；请填写后再报\n")


def test_what_was_typed_in_the_wrong_row_is_told_and_not_called_blank(run: Run) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(FORMS["classes"], "zh", Filling())))
    book["班级"]["C5"] = "一（2）班"  # the row of the example
    book.save("班级.xlsx")
    code, out, err = run("receipt", "班级.xlsx", *AS_OF)
    assert (code, out) == (1, "")
    assert err.startswith("没有回执：班级.xlsx：第 5 行是表格自带的填法或示例")


def test_the_list_of_forms_beside_them_gets_none_and_is_not_told(run: Run) -> None:
    sent()
    Path("清单.csv").write_text("文件,单位编号,单位名称,所在县区\n云杉.xlsx,1,云杉小学,澄湖区\n", "utf-8")
    alone = run("receipt", "云杉.xlsx", *AS_OF)
    assert run("receipt", ".", *AS_OF) == alone
    code, out, err = run("receipt", "清单.csv", *AS_OF)
    assert (code, out) == (1, "")
    assert "这是 eduhub template 生成的发表清单，不是填报的表" in err


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {("classes", "rows", at, "grade"): "13" for at in range(5)},  # one fault in a column
        {("school", "school"): "2136990999"},  # with all that follows from it
        {("teachers", "rows", at, "code"): "3699011985030712" for at in range(2)},
        {
            GRADE: "13",
            ("school", "explanations"): [
                {"code": "Q1302", "at": "classes.rows[0].pupils", "value": "41", "reason": "转入较多"}
            ],
        },
    ],
)
def test_a_receipt_counts_as_validating_does(run: Run, tmp_path: Path, changes: dict[Any, Any]) -> None:
    city = ("-C", str(small_city(tmp_path / "city", FIRST)))
    sent(changes=changes)
    [told] = json.loads(run(*city, "receipt", "云杉.xlsx", "--format", "json", *AS_OF)[1])["receipts"]
    summary = json.loads(run(*city, "validate", "云杉.xlsx", "--format", "json", *AS_OF)[1])["summary"]
    names = ("errors", "queries", "explained")
    assert {name: told[name] for name in names} == {name: summary[name] for name in names}


def test_programs_get_all_facts(run: Run) -> None:
    sent(changes={GRADE: "13"})
    _, out, _ = run("receipt", "云杉.xlsx", "--format", "json", *AS_OF)
    [told] = json.loads(out)["receipts"]
    assert told["code"].startswith("251010-E1Q0-")
    assert {
        name: told[name] for name in ("file", "form", "unit", "as_of", "errors", "queries", "explained")
    } == {
        "file": "云杉.xlsx",
        "form": "roster",
        "unit": {"school": [FIRST], "year": ["2025-2026"]},
        "as_of": "2025-10-10",
        "errors": 1,
        "queries": 0,
        "explained": 0,
    }
    assert sorted(told["text"]) == ["en", "zh"]


def test_nothing_personal_is_told(run: Run) -> None:
    number, phone = "36990119850307123X", "13800138000"
    changes = {("teachers", "rows", 0, "name"): "王小明", ("teachers", "rows", 0, "code"): number}
    sent(f"云杉 {phone}.xlsx", changes=changes, cover={"填表人": "李小红"})
    shown = "".join(run("receipt", ".", *AS_OF, *more)[1] for more in ((), ("--format", "json")))
    assert [word for word in ("王小明", "李小红", number, phone) if word in shown] == []
    assert "138***00" in shown


# Codes


@pytest.fixture
def issued(run: Run) -> str:
    """The code of the first school's form, with one error."""
    sent(changes={GRADE: "13"})
    return code_in(run("receipt", "云杉.xlsx", *AS_OF)[1])


def test_a_code_fits_its_file_under_any_name_from_any_program_and_with_marks(run: Run, issued: str) -> None:
    raw = Path("云杉.xlsx").read_bytes()
    for name, content in {"另名(1).xlsx": raw, "再存.xlsx": resaved(raw), "标注.xlsx": marked(raw)}.items():
        Path(name).write_bytes(content)
        code, out, err = run("receipt", name, "--verify", issued)
        assert (name, code, err) == (name, 0, "")
        assert out == "相符：回执码就是这个文件的（2025-10-10 校验，逻辑错误 1 处，经验疑问 0 处）\n"


@pytest.mark.parametrize(
    "changes",
    [
        {GRADE: "13", BOOKS: "47881"},
        {GRADE: "14"},
        {GRADE: "13", ("school", "explanations"): [{"code": "Q1", "at": "a", "reason": "b"}]},
        {GRADE: "13", ("school", "school"): SECOND},
    ],
)
def test_a_code_does_not_fit_where_a_value_or_an_explanation_differs(
    run: Run, issued: str, changes: dict[Any, Any]
) -> None:
    sent("改过.xlsx", changes=changes)
    code, out, _ = run("receipt", "改过.xlsx", "--verify", issued)
    assert (code, out.partition("：")[0]) == (1, "不符")


def test_a_code_with_another_date_count_or_sign_does_not_fit(run: Run, issued: str) -> None:
    last = ALPHABET[(ALPHABET.index(issued[-1]) + 1) % len(ALPHABET)]
    for other in (issued.replace("251010", "251011"), issued.replace("E1", "E0"), issued[:-1] + last):
        assert run("receipt", "云杉.xlsx", "--verify", other)[0] == 1


@pytest.mark.parametrize(
    "write", [str.lower, lambda code: f" {code} ".replace("-", " - "), "wide", "dash", "bare"]
)
def test_a_code_is_read_however_it_was_typed(run: Run, issued: str, write: Any) -> None:
    ways = {
        "wide": "".join(chr(ord(sign) + 0xFEE0) for sign in issued),
        "dash": issued.replace("-", "—"),
        "bare": issued.replace("-", ""),
    }
    typed = ways[write] if isinstance(write, str) else write(issued)
    assert run("receipt", "云杉.xlsx", "--verify", typed)[0] == 0


@pytest.mark.parametrize(
    "code", ["", "没有", "251010-E1Q0-7K3M9QP", "251310-E1Q0-7K3M9QPX", "251010-E1Q0-OOOOOOOO"]
)
def test_what_is_no_code_is_told_with_the_way_to_write_one(run: Run, code: str) -> None:
    sent()
    ended, _, err = run("receipt", "云杉.xlsx", "--verify", code)
    assert ended == 2
    assert f"“{code}”不是回执码；照回执最后一行写，如 260630-E3Q2-7K3M9QPX" in err


def test_one_file_is_verified_at_a_time(run: Run) -> None:
    sent()
    example = "260630-E3Q2-7K3M9QPX"
    assert run("receipt", ".", "--verify", example)[0] == 2
    assert run("receipt", "云杉.xlsx", "没有.xlsx", "--verify", example)[0] == 3


def test_explanations_beside_a_list_count(run: Run) -> None:
    Path("班级.csv").write_text("grade,class,pupils\n1,一（1）班,56\n", encoding="utf-8")
    before = code_in(run("receipt", "班级.csv", *AS_OF)[1])
    answer = "{code: Q1302, at: 'rows[0].pupils', value: '56', reason: 转入}"
    text = f"kind: explanations\nschema: 1\nrows:\n- {answer}\n"
    Path("班级.explanations.yaml").write_text(text, encoding="utf-8")
    assert run("receipt", "班级.csv", "--verify", before)[0] == 1


# What holds for all of them

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
COUNTS = st.integers(0, 10**6)


@given(st.text(), DAYS, COUNTS, COUNTS)
def test_a_code_is_read_back_and_fits(content: str, day: date, errors: int, queries: int) -> None:
    code = code_of(content, day, errors, queries)
    told = read_code(code)
    assert told is not None
    assert (told.day, told.errors, told.queries) == (day, errors, queries)
    assert belongs(told, content)
    assert not belongs(told, content + "x")
    assert set(code.rpartition("-")[2]) <= set(ALPHABET)


WORDS = st.text(max_size=400)


@given(WORDS, WORDS, WORDS, st.lists(st.tuples(WORDS, WORDS), max_size=6), st.sampled_from(sorted(FORMS)))
def test_no_receipt_has_more_than_five_hundred_characters(
    name: str, id_: str, file: str, found: list[tuple[str, str]], form: str
) -> None:
    told = [
        problems.DOUBLED_KEY.at(Place(file, sheet=sheet, cell="C8"), key=key, line=1, column=1)
        for sheet, key in found
    ]
    asking = tuple(replace(finding, others=(finding,) * 5000) for finding in told)
    came = Came(
        file, (), (FORMS[form],), {"school": (id_,), "cluster": (id_,), "district": (id_,), "year": (id_,)}
    )
    receipt = Receipt(came, Unit(id_, name), Standing(asking, 7), date(2026, 6, 30), "x")
    assert max(len(receipt_text(receipt, file, lang)) for lang in LANGS) <= MOST
