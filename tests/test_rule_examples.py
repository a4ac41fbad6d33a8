"""The examples that rules are explained by: short excerpts of their cases, and the page that shows them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from eduhub.contract import stale
from eduhub.contract.examples import examples
from eduhub.contract.excerpt import ELLIPSIS, MOST, excerpts, head
from eduhub.contract.rules import Example, Excerpt, shipped
from eduhub.contract.rules_page import rules_page, section_title
from eduhub.core.rule import RULES, Rule
from eduhub.kinds.catalogue import CODE_RANGES

TOP = Path(__file__).parents[1]
CASES = TOP / "tests" / "cases"
FOLDERS = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
# The fault of these lies in bytes that no text shows, or in the system.
WITHOUT_EXAMPLE = {"E0102", "N0103", "N3444", "E0154", "E0150", "E0152"}


def example(tmp_path: Path, bad: dict[str, str | bytes], good: dict[str, str | bytes]) -> Example | None:
    """The example of a case with these files."""
    for side, files in (("bad", bad), ("good", good)):
        (tmp_path / "E1103" / side).mkdir(parents=True)
        for name, text in files.items():
            raw = text if isinstance(text, bytes) else text.encode()
            (tmp_path / "E1103" / side / name).write_bytes(raw)
    return examples(tmp_path).get("E1103")


# Cutting


def test_a_row_of_a_table_is_shown_under_its_heading() -> None:
    bad = ["年级,班级", *(f"1,{n}班" for n in range(1, 9))]
    good = [*bad[:7], "1,70班", bad[8]]
    assert excerpts("classes.csv", bad, good, 8) == (
        ("年级,班级", ELLIPSIS, "1,6班", "1,7班", "1,8班"),
        ("年级,班级", ELLIPSIS, "1,6班", "1,70班", "1,8班"),
    )


def test_a_line_of_yaml_is_shown_under_its_keys() -> None:
    bad = ["kind: plan", "members:", "  - school: a", "    role: x", "  - school: b", "    role: y", "z: 1"]
    good = [*bad[:5], "    role: x", "z: 1"]
    assert excerpts("plan.yaml", bad, good, 6) == (
        (ELLIPSIS, "members:", ELLIPSIS, "  - school: b", "    role: y", ELLIPSIS),
        (ELLIPSIS, "members:", ELLIPSIS, "  - school: b", "    role: x", ELLIPSIS),
    )


def test_a_row_of_a_described_sheet_is_shown_under_its_sheet_and_heading() -> None:
    bad = ["# 班级", "", "| 年级 | 班级 |", "| --- | --- |", *(f"| 1 | {n}班 |" for n in range(1, 9))]
    good = [*bad[:9], "| 1 | 60班 |", *bad[10:]]
    faulty, mended = excerpts("班级.xlsx.md", bad, good, None)
    top = ("# 班级", ELLIPSIS, "| 年级 | 班级 |", "| --- | --- |", ELLIPSIS)
    assert faulty == (*top, "| 1 | 6班 |", ELLIPSIS)
    assert mended == (*top, "| 1 | 60班 |", ELLIPSIS)


def test_what_is_lacking_shows_where_it_belongs() -> None:
    good = ["a: 1", "b: 2", "c: 3"]
    assert excerpts("x.yaml", ["a: 1", "c: 3"], good) == (("a: 1", "c: 3"), ("a: 1", "b: 2", "c: 3"))


def test_the_change_nearest_to_the_fault_comes_first_where_not_all_can_be_shown() -> None:
    bad = [f"k{n}: 1" for n in range(40)]
    good = [f"k{n}: 2" if n % 2 else line for n, line in enumerate(bad)]
    faulty, mended = excerpts("x.yaml", bad, good, 22)
    assert "k21: 1" in faulty
    assert "k21: 2" in mended
    assert max(sum(line != ELLIPSIS for line in lines) for lines in (faulty, mended)) == MOST


def test_a_file_without_counterpart_shows_the_fault_or_its_beginning() -> None:
    lines = [f"k{n}: 1" for n in range(20)]
    assert head("x.yaml", lines) == (*lines[:8], ELLIPSIS)
    assert head("x.yaml", lines, 15) == (*lines[:7], ELLIPSIS, lines[14], ELLIPSIS)


# Which file


def test_the_file_that_was_mended_is_shown_where_it_is_another_one() -> None:
    assert shipped()["E1129"] == Example(
        Excerpt("districts.csv", ("编号,名称,类别,批次", "wangxi,望溪区,区,后期")),
        Excerpt("districts.csv", ("编号,名称,类别,批次", "wangxi,望溪区,区,试点")),
    )


def test_a_moved_file_is_shown_at_both_places() -> None:
    found = shipped()["E1210"]
    assert found.bad.file == "schools/2136990009/2025-2026/school.yaml"
    assert found.good.file == "schools/2136990001/2025-2026/school.yaml"
    assert found.bad.lines == found.good.lines


def test_a_file_that_only_one_of_them_has_is_shown_alone(tmp_path: Path) -> None:
    assert example(tmp_path, {"a.csv": "x\n", "b.csv": "y\n"}, {"a.csv": "x\n"}) == Example(
        Excerpt("b.csv", ("y",)), Excerpt(None)
    )


@pytest.mark.parametrize("raw", [b"a\0b", "年级".encode("gb18030")], ids=["binary", "GB18030"])
def test_what_is_no_text_is_not_shown(tmp_path: Path, raw: bytes) -> None:
    assert example(tmp_path, {"a.csv": raw}, {"a.csv": "x\n"}) is None


def test_what_could_drive_a_screen_is_written_out(tmp_path: Path) -> None:
    found = example(tmp_path, {"a.csv": "x\n\x1b[31my\n"}, {"a.csv": "x\ny\n"})
    assert found is not None
    assert found.bad.lines == ("x", "\\x1b[31my")


# All of them


@pytest.mark.parametrize("code", FOLDERS)
def test_a_case_gives_a_short_example_that_shows_a_difference(code: str) -> None:
    if code in WITHOUT_EXAMPLE:
        assert code not in shipped()
        return
    found = shipped()[code]
    assert found.bad != found.good
    for excerpt in (found.bad, found.good):
        assert sum(line != ELLIPSIS for line in excerpt.lines) <= MOST


def test_a_stale_file_and_one_too_many_are_told(tmp_path: Path) -> None:
    for name in ("schemas", "templates/forms", "examples/city/.vscode", "tests/cases/E1103"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        for path in (TOP / name).rglob("*"):
            target = tmp_path / path.relative_to(TOP)
            if path.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
    (tmp_path / "schemas" / "old.json").write_text("{}", encoding="utf-8")
    forms = tmp_path / "templates" / "forms"
    repack(forms / "classes.xlsx", zipfile.ZIP_STORED)
    repack(forms / "teachers.xlsx", zipfile.ZIP_DEFLATED, without="docProps/custom.xml")
    (forms / "plan.xlsx").write_bytes(b"")
    assert stale(tmp_path) == [
        *("schemas/RULES.md", "schemas/old.json", "schemas/rules.json"),
        *("templates/forms/plan.xlsx", "templates/forms/teachers.xlsx"),
    ]


def repack(path: Path, how: int, without: str = "") -> None:
    """Packs the parts of a workbook in another way, or one of them not."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != without}
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)


# The page


PAGE = (TOP / "schemas" / "RULES.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_the_page_has_a_section_for_every_rule_that_its_contents_link_to(rule: Rule) -> None:
    assert PAGE.count(f"\n### {rule.code} {rule.name}\n") == 1
    assert PAGE.count(f"[{rule.code}](#{rule.code.lower()}-{rule.name})") == 1


def test_the_page_is_small_enough_to_be_shown_whole() -> None:
    assert len(PAGE.encode()) < 500_000  # GitHub cuts a page at 512 KB


def test_a_section_of_the_page_shows_all_that_is_known() -> None:
    section = re.search(r"### E1103 .*?\n(?=###)", rules_page(shipped()), re.S)
    assert section is not None
    assert section[0] == (
        "### E1103 cycle-order\n\n"
        "| 逻辑错误 / error | 周期开始 〈start〉 不早于结束 〈end〉 "
        "| the cycle starts on \\<start\\>, not before its end on \\<end\\> |\n"
        "| --- | --- | --- |\n"
        "| 缘由 / why | 没有天数的周期无法安排，各项指标都要除以它的长度。 "
        "| A cycle without days cannot be planned for: every quota divides by its length. |\n"
        "| 改法 / fix | 核对 cycle.start 与 cycle.end；三年试点应为 2023-09-01 至 2026-08-31 "
        "| check cycle.start and cycle.end; a pilot of three years runs from 2023-09-01 to 2026-08-31 |\n"
        "| 依据 / clause S3.h | 试点周期三年 | a pilot runs for three years |\n\n"
        "`plan.yaml`\n\n"
        "```diff\n"
        " …\n cycle:\n"
        "-  start: 2026-09-01\n-  end: 2023-08-31\n+  start: 2023-09-01\n+  end: 2026-08-31\n"
        " …\n```\n\n"
    )


@pytest.mark.parametrize("digits", sorted({rule.code[1:3] for rule in RULES}))
def test_a_range_of_codes_has_a_title_in_both_languages(digits: str) -> None:
    title = section_title(digits)
    assert re.search("[一-鿿]", title.zh), CODE_RANGES[digits]
    assert not re.search("[一-鿿]", title.en)
