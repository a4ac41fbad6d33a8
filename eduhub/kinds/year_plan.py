"""年度计划: the tasks of a cluster in one school year (S4, S4.6a); the district confirms it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field as Bound

from eduhub.core.text import Text
from eduhub.kinds.base import Among, Kind, Label, Record
from eduhub.kinds.codes import AREAS, SUBJECTS_OF_STAGE, Five, Stage, Subject
from eduhub.kinds.submitted import Explanation, Submitted
from eduhub.kinds.types import Count, Date, Id, Line, SchoolCode, Words, Year


class Task(Record):
    """One thing that the cluster does this year: so many times a term, or between two days."""

    row_key = ("id",)
    example: ClassVar = {
        "id": "t01",
        "area": "教育教学",
        "title": "数学单元联合备课",
        "subject": "数学",
        "stage": "小学",
        "owner": "2136990001",
        "schools": "2136990001、2136990002",
        "frequency": "4",
        "outcome": "形成共享教案",
        "five": "智",
    }

    id: Annotated[Id, Label("任务编号", "task id", hint=Text("如 t01", "as in t01"))]
    area: Annotated[str, AREAS, Label("工作内容", "area")]
    title: Annotated[Line, Label("任务名称", "title")]
    topic: Annotated[Line | None, Label("主题", "topic")] = None
    subject: Annotated[Subject | None, Among("stage", SUBJECTS_OF_STAGE), Label("学科", "subject")] = None
    stage: Annotated[Stage | None, Label("学段", "stage")] = None
    owner: Annotated[
        Line, Label("责任主体", "owner", hint=Text("学校标识码或职务", "a school code or a post"))
    ]
    schools: Annotated[
        tuple[SchoolCode, ...],
        Bound(min_length=1),
        Label("参加学校", "schools", hint=Text("标识码，用顿号分开", "codes, separated by 、")),
    ]
    frequency: Annotated[
        Count | None,
        Label("每学期次数", "times a term", hint=Text("或填起止日期", "or give from and to")),
    ] = None
    from_: Annotated[Date | None, Bound(alias="from"), Label("开始日期", "from")] = None
    to: Annotated[Date | None, Label("结束日期", "to")] = None
    outcome: Annotated[Words | None, Label("预期成果", "expected outcome")] = None
    five: Annotated[tuple[Five, ...], Label("五育", "five educations")] = ()


class OfCluster(Record):
    """Which cluster and year."""

    cluster: Annotated[Id, Label("片区编号", "cluster id", hint=Text("如 donghu-01", "as in donghu-01"))]
    year: Annotated[Year, Label("学年", "school year")]


class Confirmed(Record):
    """The district's word that the plan of the year may be followed."""

    on: Annotated[Date, Label("确认日期", "confirmed on")]
    by: Annotated[Line, Label("确认单位", "confirmed by")]


class YearPlan(OfCluster):
    """The plan of a cluster for one school year; it does not reopen the city's approval."""

    tasks: Annotated[tuple[Task, ...], Bound(min_length=1), Label("任务", "tasks")]
    submitted: Annotated[Submitted, Label("报送", "submitted")]
    confirmed: Annotated[Confirmed | None, Label("县区确认", "confirmed")] = None
    explanations: Annotated[tuple[Explanation, ...], Label("疑问说明", "explanations")] = ()


YEAR_PLAN = Kind(
    "year_plan",
    Text("年度计划", "plan of a year"),
    YearPlan,
    "20",
    "clusters/{district}/{cluster}/{year}/plan.yaml",
    serves={"tasks": "S4", "tasks.five": "S4.6a"},
    carried={
        "": ("cluster",),
        "tasks": ("id", "area", "title", "subject", "stage", "owner", "schools", "frequency", "five"),
    },
)
