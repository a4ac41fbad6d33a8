"""活动记录: what the schools of a cluster did together, one row an activity (S4.1 to S4.6, S5.6c)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field as Bound

from eduhub.core.text import Text
from eduhub.kinds.base import Among, Kind, Label, Record, Table
from eduhub.kinds.codes import ACTIVITIES as TYPES
from eduhub.kinds.codes import SUBJECTS_OF_STAGE, Five, Stage, Subject
from eduhub.kinds.types import (
    Clock,
    Count,
    CountOfSchool,
    Date,
    Id,
    Line,
    ResultOfSchool,
    SchoolCode,
    Words,
    Year,
)

_BY_SCHOOL = Text("如 2136990001:12、2136990002:9", "as in 2136990001:12、2136990002:9")
_RESULTS = Text("竞赛填，如 2136990001:一等奖", "of a competition, as in 2136990001:first prize")


class Activity(Record):
    """An activity of several schools; papers to prove it are never required to count it."""

    row_key = ("date", "host", "title")
    example: ClassVar = {
        "date": "2025-10-16",
        "type": "联合教研",
        "title": "分数的意义教研",
        "host": "2136990001",
        "schools": "2136990001、2136990002",
        "task": "t01",
        "subject": "数学",
        "stage": "小学",
        "from": "14:30",
        "to": "16:30",
        "teachers": "18",
        "participants": "2136990001:10、2136990002:8",
        "five": "智",
    }

    date: Annotated[Date, Label("活动日期", "date", aliases=("日期",))]
    type: Annotated[str, TYPES, Label("活动类型", "type")]
    title: Annotated[Line, Label("活动名称", "title", aliases=("主题名称",))]
    host: Annotated[SchoolCode, Label("承办学校", "host", aliases=("承办学校标识码",))]
    schools: Annotated[
        tuple[SchoolCode, ...],
        Bound(min_length=1),
        Label("参加学校", "schools", hint=Text("含承办学校，用顿号分开", "the host too, separated by 、")),
    ]
    task: Annotated[
        Id | None, Label("对应任务", "task", hint=Text("年度计划的任务编号", "id in the plan of the year"))
    ] = None
    topic: Annotated[Line | None, Label("主题", "topic")] = None
    subject: Annotated[Subject | None, Among("stage", SUBJECTS_OF_STAGE), Label("学科", "subject")] = None
    stage: Annotated[Stage | None, Label("学段", "stage")] = None
    from_: Annotated[Clock | None, Bound(alias="from"), Label("开始时间", "from")] = None
    to: Annotated[Clock | None, Label("结束时间", "to")] = None
    teachers: Annotated[Count | None, Label("教师人数", "teachers")] = None
    pupils: Annotated[Count | None, Label("学生人数", "pupils")] = None
    participants: Annotated[
        tuple[CountOfSchool, ...], Label("各校人数", "participants by school", hint=_BY_SCHOOL)
    ] = ()
    five: Annotated[tuple[Five, ...], Label("五育", "five educations")] = ()
    results: Annotated[tuple[ResultOfSchool, ...], Label("竞赛结果", "results", hint=_RESULTS)] = ()
    confirmed_on: Annotated[Date | None, Label("承办校确认日期", "confirmed by the host on")] = None
    evidence: Annotated[
        Words | None,
        Label("佐证", "evidence", hint=Text("材料留在学校", "papers stay at the school")),
    ] = None

    @property
    def minutes(self) -> int | None:
        """How long it took; None where a time is missing or they are in the wrong order."""
        if self.from_ is None or self.to is None:
            return None
        start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (self.from_, self.to))
        return end - start if end > start else None

    @property
    def by_school(self) -> dict[str, int]:
        """Participants of each school where they are known."""
        pairs = (entry.split(":") for entry in self.participants)
        return {school: int(number) for school, number in pairs}


class Activities(Table[Activity]):
    """The log of one cluster and year."""

    cluster: Annotated[Id | None, Label("片区编号", "cluster id")] = None
    year: Annotated[Year | None, Label("学年", "school year")] = None


ACTIVITIES = Kind(
    "activities",
    Text("活动记录", "activities"),
    Activities,
    "16",
    "clusters/{district}/{cluster}/{year}/activities.csv",
    serves={
        "rows.schools": "S3.c",
        "rows.type": "S4.1a S4.1b S4.3c S4.3f S4.5a S4.5b S4.5c S4.5d S4.5e S4.6e S5.6c",
        "rows.five": "S4.6b",
    },
)
