"""What `eduhub collect` says: to people, to their chat, to programs, and nothing personal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from collected import BOOKS, CASES, Run, collected, filled
from filled import YEAR
from handed import (
    FIRST,
    LAST,
    SECOND,
    THIRD,
    Handed,
    plan_bytes,
    small_city,
)
from hypothesis import given
from hypothesis import strategies as st
from strangers import data_of, strangers

from eduhub.core.lines import width
from eduhub.core.place import Place
from eduhub.core.text import LANGS, Lang, same
from eduhub.forms.collecting import Collected, Left, OfForm, Row, State
from eduhub.forms.collecting.came import Came
from eduhub.forms.collecting.chat import MOST, chat_text, strange_text
from eduhub.forms.collecting.newest import Choice
from eduhub.forms.collecting.refusing import Refusal
from eduhub.forms.filling import Filling
from eduhub.forms.standing import Standing
from eduhub.forms.units import Unit
from eduhub.forms.workbook import form_workbook
from eduhub.kinds.catalogue import FORMS
from eduhub.source import problems


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A data repository that expects two schools of its district."""
    return small_city(tmp_path / "city", FIRST, SECOND)


MIXED = {
    "云杉小学.xlsx": Handed(changes={("classes", "rows", 1, "grade"): "13"}).bytes(),
    "临溪 甲.xlsx": Handed(SECOND).bytes(),
    "临溪 乙.xlsx": Handed(SECOND, changes={BOOKS: "47881"}).bytes(),
    "坏.xlsx": b"PK\x03\x04",
    "一个名字很长很长的文件" * 6 + ".xlsx": plan_bytes(),
    "x" * 120 + ".xlsx": plan_bytes(),
}


def test_the_chat_is_told_who_is_missing_and_what_to_mend_by_when(run: Run, tmp_path: Path) -> None:
    city = small_city(tmp_path / "city", FIRST, SECOND, THIRD)
    folder = filled(tmp_path, dict(list(MIXED.items())[:4]))
    words = ("collect", str(folder), "--form", "roster", "--district", "chenghu", "--as-of", "2025-10-10")
    run("-C", str(city), *words, "--text", "群.txt")
    assert Path("群.txt").read_text(encoding="utf-8") == (
        "【数据收集】学校基础数据表 2025-2026：应收 3 份，已收 2 份。未交：荷塘小学。请改正或说明："
        "云杉小学 1 处（班级!A3）。重复待定，请告知以哪份为准：临溪小学。文件不能用，请重报：坏.xlsx。"
        "截止 10 月 15 日。\n"
    )
    run("--lang", "en", "-C", str(city), *words, "--text", "群.txt", "--force")
    assert Path("群.txt").read_text(encoding="utf-8") == (
        "[Data collection] school data form 2025-2026: received 2 of 3. Missing: 荷塘小学. To be mended or "
        "explained: 云杉小学 1 (班级!A3). Sent twice, tell which counts: 临溪小学. Not usable, please send "
        "again: 坏.xlsx. Due 2025-10-15.\n"
    )


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_said_is_in_one_language_but_for_the_data(
    run: Run, tmp_path: Path, city: Path, lang: Lang
) -> None:
    every = {f"{at} 来件.xlsx": content for at, content in enumerate(CASES.values())}
    folder = filled(tmp_path, {**every, "荷塘 甲.xlsx": Handed(SECOND).bytes()})
    sheets = (
        sheet.title.zh for form in FORMS.values() for kind in form.kinds for sheet in kind.layout.sheets
    )
    data = " ".join([data_of(city), *(path.name for path in folder.iterdir()), *sheets])
    words = ("--lang", lang, "-C", str(city), "collect", str(folder))
    for more in ((), ("--form", "roster"), ("--form", "roster", "-o", "all.xlsx", "--text", "chat.txt")):
        _, out, err = run(*words, *more)
        assert strangers(out + err, lang, f"{data} {tmp_path}") == []


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_shown_fits_eighty_cells(run: Run, tmp_path: Path, city: Path, lang: Lang) -> None:
    folder = filled(tmp_path, MIXED)
    _, out, _ = run("--lang", lang, "-C", str(city), "collect", str(folder), "--form", "roster")
    table, _, chat = out.rpartition("\n\n")
    assert [line for line in table.splitlines() if width(line) > 80] == []
    assert len(chat.splitlines()[-1]) <= 500


def test_nothing_personal_is_shown(run: Run, tmp_path: Path, city: Path) -> None:
    number, phone = "36990119850307123X", "13800138000"
    form = Handed(
        changes={("teachers", "rows", 0, "name"): "王小明", ("school", "school"): number},
        cover={"填表人": "李小红", "单位负责人": "赵小刚", "填表日期": date(2025, 10, 8)},
    )
    folder = filled(tmp_path, {f"云杉 {phone}.xlsx": form.bytes(), "临溪.xlsx": Handed(SECOND).bytes()})
    words = ("-C", str(city), "collect", str(folder), "--form", "roster")
    shown = "".join(run(*words, *more)[1] for more in ((), ("--format", "json")))
    assert [word for word in ("王小明", "李小红", "赵小刚", number, phone) if word in shown] == []
    assert "云杉 138***00.xlsx" in shown


def test_what_programs_get_is_the_same_each_time(run: Run, tmp_path: Path, city: Path) -> None:
    folder = filled(tmp_path, {**MIXED, "中学.xlsx": Handed(LAST).bytes()})
    words = ("-C", str(city), "collect", str(folder), "--form", "roster", "--format", "json")
    assert run(*words) == run(*words)


def test_nobody_is_asked_to_send_again_what_is_there_already(run: Run, tmp_path: Path, city: Path) -> None:
    last_year = {("school", "year"): "2024-2025"}
    files = {
        "云杉.xlsx": Handed().bytes(),
        "云杉 部分.xlsx": Handed(properties={"eduhub.partial": "1"}).bytes(),
        "云杉 空.xlsx": form_workbook(FORMS["roster"], "zh", Filling(unit={"school": FIRST, "year": YEAR})),
        "云杉 去年.xlsx": Handed(changes=last_year).bytes(),
        "云杉 班级.xlsx": form_workbook(FORMS["classes"], "zh", Filling(unit={"school": FIRST})),
        "汇总.xlsx": Handed(properties={"eduhub.collected": "roster"}).bytes(),
        "临溪 部分.xlsx": Handed(SECOND, properties={"eduhub.partial": "1"}).bytes(),
    }
    folder = filled(tmp_path, files)
    words = ("collect", str(folder), "--form", "roster", "--district", "chenghu", "--as-of", "2025-10-10")
    code, out, _ = run("-C", str(city), *words)
    assert out.splitlines()[-1] == (
        "【数据收集】学校基础数据表 2025-2026：应收 2 份，已收 1 份。文件不能用，请重报："
        "临溪小学（临溪 部分.xlsx）。截止 10 月 15 日。"
    )
    assert out.count("这个单位另有文件计入，不用重报") == 4
    assert code == 1
    told = json.loads(run("-C", str(city), *words, "--format", "json")[1])
    settled = {one["file"]: one["settled"] for one in told["wrong"]}
    assert [name for name in sorted(settled) if not settled[name]] == ["临溪 部分.xlsx", "汇总.xlsx"]
    (folder / "临溪.xlsx").write_bytes(Handed(SECOND).bytes())
    (folder / "汇总.xlsx").unlink()
    code, out, _ = run("--lang", "en", "-C", str(city), *words)
    assert out.splitlines()[-1] == (
        "[Data collection] school data form 2025-2026: received 2 of 2. All is complete, nothing is to be "
        "mended. Thank you."
    )
    assert code == 0


def test_whoever_sent_nothing_but_the_blank_form_is_among_the_missing(
    run: Run, tmp_path: Path, city: Path
) -> None:
    blank = form_workbook(FORMS["roster"], "zh", Filling(unit={"school": SECOND, "year": YEAR}))
    chat = collected(run, filled(tmp_path, {"临溪.xlsx": blank}), city=city)["forms"][0]["chat"]
    assert "应收 2 份，已收 0 份。未交：云杉小学、临溪小学（未填写）。截止" in chat["zh"]
    assert "received 0 of 2. Missing: 云杉小学, 临溪小学 (not filled in). " in chat["en"]


def test_a_form_filled_in_by_another_than_it_was_made_for_is_asked_about_all_the_same(
    run: Run, tmp_path: Path, city: Path
) -> None:
    files = {
        "云杉.xlsx": Handed().bytes(),
        "临溪.xlsx": Handed(properties={"eduhub.unit.school": SECOND}).bytes(),
    }
    found = collected(run, filled(tmp_path, files), city=city)
    assert found["wrong"][0]["unit"] is None
    assert "未交：临溪小学。文件不能用，请重报：临溪.xlsx。" in found["forms"][0]["chat"]["zh"]


def test_a_file_of_which_nobody_can_tell_the_form_is_asked_for_once(
    run: Run, tmp_path: Path, city: Path
) -> None:
    folder = filled(
        tmp_path, {"云杉.xlsx": Handed().bytes(), "方案.xlsx": plan_bytes(), "坏.xlsx": b"PK\x03\x04"}
    )
    _, out, _ = run("-C", str(city), "collect", str(folder))
    chat = out.rpartition("可以发到群里的话：\n")[2].rstrip().split("\n\n")
    assert [text.startswith("【数据收集】") for text in chat] == [True, True, True]
    assert chat[2] == "【数据收集】文件不能用，也看不出是哪种表，请发送人重报：坏.xlsx。"
    assert "坏.xlsx" not in chat[0] + chat[1]
    found = json.loads(run("-C", str(city), "collect", str(folder), "--format", "json")[1])
    assert found["chat"] == {
        "zh": chat[2],
        "en": "[Data collection] Not usable, and it can't be told what form it is; whoever sent it, please "
        "send it again: 坏.xlsx.",
    }
    assert [form["chat"]["zh"] for form in found["forms"]] == chat[:2]
    alone = collected(run, folder, city=city)
    assert (alone["chat"], "坏.xlsx" in alone["forms"][0]["chat"]["zh"]) == (None, True)


# What holds for every message

NAMES = st.text(min_size=1, max_size=300)


def row(name: str, state: State, cell: str) -> Row:
    """A unit that stands so."""
    unit, came = Unit(name, name), Came(f"in/{name}", ())
    found = problems.EMPTY_FILE.at(Place("f", sheet=cell, cell="C8"))
    match state:
        case State.DOUBLED:
            return Row(unit, Choice(doubled=(came, came)))
        case State.MISSING:
            return Row(unit, Choice())
        case _:
            return Row(unit, Choice(came), Standing((found,) if state is State.ASKED else ()))


@given(
    st.lists(st.tuples(NAMES, st.sampled_from(State), NAMES), max_size=80),
    st.lists(NAMES, max_size=30),
    st.sampled_from(sorted(FORMS)),
)
def test_no_message_has_more_than_five_hundred_characters_and_each_says_all_numbers(
    units: list[tuple[str, State, str]], files: list[str], form: str
) -> None:
    due = date(2025, 10, 15)
    one = OfForm(FORMS[form], YEAR, due, True, tuple(row(*unit) for unit in units))
    refusal = Refusal("blank", same("x"), same("x"))
    lefts = tuple(Left(Came(f"in/{name}", ()), refusal) for name in files)
    found = Collected("in", due, (one,), lefts, (), (), (), ())
    for lang in LANGS:
        text = chat_text(found, one, lang)
        assert len(text) <= MOST
        assert str(len(units)) in text
        assert "\n" not in text
        strange = strange_text(replace(found, forms=()), lang)
        assert (strange is None) == (not files)
        assert len(strange or "") <= MOST
