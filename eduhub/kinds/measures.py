"""工作事项台账: the demands of the policy that are deeds and papers.

These are S4.1a S4.1c-d S5.1a S5.1c S5.2a S5.2f S5.3d S5.6d.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from eduhub.core.text import Text
from eduhub.kinds.base import Kind, Label, Record, Table
from eduhub.kinds.codes import STATES
from eduhub.kinds.types import ClauseId, Date, Id, Line, SchoolCode, Year


class Measure(Record):
    """Something to be done or written for a clause of the policy: by whom, by when, how far."""

    row_key = ("clause", "title")
    example: ClassVar = {
        "clause": "S5.1a",
        "title": "成立片区管理委员会",
        "owner": "片区办公室",
        "date": "2025-09-30",
        "state": "已完成",
        "document": "片区管理委员会名单",
    }

    clause: Annotated[ClauseId, Label("条款编号", "clause", hint=Text("如 S5.1a", "as in S5.1a"))]
    title: Annotated[Line, Label("事项", "title")]
    owner: Annotated[Line | None, Label("责任主体", "owner")] = None
    date: Annotated[
        Date | None, Label("日期", "date", hint=Text("完成日期或计划日期", "done on, or planned for"))
    ] = None
    schools: Annotated[
        tuple[SchoolCode, ...],
        Label("学校", "schools", hint=Text("留空表示整个片区", "blank: the whole cluster")),
    ] = ()
    state: Annotated[str | None, STATES, Label("办理状态", "state")] = None
    document: Annotated[Line | None, Label("文件", "document")] = None


class Measures(Table[Measure]):
    """The measures of one cluster and year."""

    cluster: Annotated[Id | None, Label("片区编号", "cluster id")] = None
    year: Annotated[Year | None, Label("学年", "school year")] = None


MEASURES = Kind(
    "measures",
    Text("工作事项台账", "measures"),
    Measures,
    "22",
    "clusters/{district}/{cluster}/{year}/measures.csv",
    serves={"rows.clause": "S4.1a S4.1c S4.1d S5.1a S5.1c S5.2a S5.2f S5.3d S5.6d"},
    carried={"rows": ("clause", "title", "owner", "schools")},
)
