"""What every document that is handed in carries: when and by whom, and the answers to queries."""

from __future__ import annotations

from typing import Annotated, ClassVar

from eduhub.core.text import Text
from eduhub.kinds.base import Kind, Label, Record, Table
from eduhub.kinds.types import Count, Date, Line, Words


class Submitted(Record):
    """When, by whom and in which version the document was handed in."""

    on: Annotated[Date, Label("报送日期", "submitted on")]
    by: Annotated[Line, Label("报送单位", "submitted by")]
    version: Annotated[Count, Label("版本", "version")]


class Explanation(Record):
    """The answer to a query: which code, at which place, why it is right all the same."""

    example: ClassVar = {
        "code": "Q1302",
        "at": "班级!D8",
        "value": "56",
        "reason": "本班接收转学生，明年分班",
    }

    code: Annotated[
        Line, Label("代码", "code", hint=Text("疑问的代码，如 Q1302", "of the query, as in Q1302"))
    ]
    at: Annotated[
        Line,
        Label("位置", "at", hint=Text("单元格，如 班级!D8，或校验结果给出的位置", "the cell, or as told")),
    ]
    value: Annotated[
        Line | None,
        Label("当时的值", "value", hint=Text("值一改，说明就失效", "the explanation lapses when it changes")),
    ] = None
    reason: Annotated[Words, Label("说明", "reason")]


class Explanations(Table[Explanation]):
    """The answers to the queries on a list, beside it: `classes.explanations.yaml` for `classes.csv`."""


EXPLANATIONS = Kind(
    "explanations", Text("疑问说明", "explanations"), Explanations, "42", "**/*.explanations.yaml"
)
