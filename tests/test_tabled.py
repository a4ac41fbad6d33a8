"""A workbook written as a Markdown table is the one that the words describe."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from tabled import workbook

from eduhub.source.workbook import RawSheet, Value, open_workbook

README = Path(__file__).parent / "cases" / "README.md"


def test_the_example_of_the_guide_to_cases_is_read_as_the_guide_says() -> None:
    example = re.search(r"```\n(The second class.+?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    second: list[Value] = [1.0, "一（2）班", ""]
    rows: list[list[Value]] = [
        ["年级", "班级", "学生数"],
        [1.0, "一（1）班", 41.0],
        second,
        [2.0, "二（1）班", 40.0],
    ]
    (found,) = open_workbook(workbook(example[1])).sheets
    assert found == RawSheet(
        name="班级",
        rows=rows,
        hidden=False,
        merges=(),
        errors={},
        uncached=frozenset({(2, 2)}),
        formulas=0,
        hidden_rows=1,
        hidden_columns=1,
    )


def test_a_cell_is_what_one_would_type_into_excel() -> None:
    text = """
        ## 一
        | '2136990001 | 2136990001 | 2025-09-01 | '2025-09-01 |
        | --- | --- | --- | --- |
        |  | -1.5 | =A1 → 7 | #DIV/0! |
        ## 二 <旧>
        hidden: sheet
        | 甲 | < | 乙 |
        | ^ | ^ | ^ |
        | 丙 | < | < |
    """
    first, second = open_workbook(workbook(text)).sheets
    assert first.rows == [["2136990001", 2136990001.0, date(2025, 9, 1), "2025-09-01"], ["", -1.5, 7.0, ""]]
    assert (first.errors, first.formulas) == ({(1, 3): "#DIV/0!"}, 1)
    assert (second.name, second.hidden) == ("二 <旧>", True)
    assert second.merges == ((0, 0, 1, 1), (0, 2, 1, 2), (2, 0, 2, 2))
