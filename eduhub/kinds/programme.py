"""实施方案: what a district submits and the city approves (S2.1e S5.1a S5.1d-f)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field as Bound

from eduhub.core.text import Text
from eduhub.kinds.base import YUAN, Kind, Label, Record
from eduhub.kinds.codes import BUDGET_HEADS, BUDGET_SOURCES, MECHANISMS, PATHS, PHASES, Stage
from eduhub.kinds.submitted import Explanation, Submitted
from eduhub.kinds.types import Date, FiscalYear, Id, Line, Money, SchoolCode, Words


class Zone(Record):
    """A cluster that the district means to set up."""

    row_key = ("id",)
    example: ClassVar = {
        "id": "donghu-01",
        "name": "示例第一片区",
        "stages": "小学",
        "path": "优质校引领",
        "lead": "2136990001",
        "schools": "2136990001、2136990002",
        "setting": "两校相距 1.2 公里，同属一个街道",
    }

    id: Annotated[Id, Label("片区编号", "cluster id", hint=Text("如 donghu-01", "as in donghu-01"))]
    name: Annotated[Line, Label("片区名称", "cluster name")]
    stages: Annotated[tuple[Stage, ...], Bound(min_length=1), Label("片区学段", "cluster stages")]
    path: Annotated[str | None, PATHS, Label("建设路径", "path")] = None
    lead: Annotated[SchoolCode | None, Label("牵头学校", "lead school")] = None
    schools: Annotated[
        tuple[SchoolCode, ...],
        Bound(min_length=1),
        Label("成员学校", "members", hint=Text("标识码，用顿号分开", "codes, separated by 、")),
    ]
    setting: Annotated[Words | None, Label("设置依据", "setting")] = None


class Duty(Record):
    """Who answers for what in the leadership of the district."""

    example: ClassVar = {"post": "领导小组组长", "office": "区教育局", "duties": "统筹方案实施，协调经费"}

    post: Annotated[Line, Label("职务", "post")]
    office: Annotated[Line | None, Label("单位", "office")] = None
    duties: Annotated[Words, Label("职责", "duties")]


class Mechanism(Record):
    """One of the six mechanisms: what the district does, who does it, by when."""

    row_key = ("mechanism",)
    example: ClassVar = {
        "mechanism": "组织领导",
        "words": "成立领导小组，每学期研究一次片区工作",
        "owner": "区教育局",
        "date": "2023-12-31",
    }

    mechanism: Annotated[str, MECHANISMS, Label("工作机制", "mechanism")]
    words: Annotated[Words, Label("举措", "measures")]
    owner: Annotated[Line | None, Label("责任主体", "owner")] = None
    date: Annotated[Date | None, Label("完成时间", "by")] = None


class Funding(Record):
    """Money that the district sets aside for its clusters."""

    example: ClassVar = {"fiscal_year": "2026", "head": "人员培训", "source": "县区财政", "amount": "300000"}

    fiscal_year: Annotated[FiscalYear, Label("预算年度", "fiscal year")]
    head: Annotated[str | None, BUDGET_HEADS, Label("用途", "head")] = None
    source: Annotated[str, BUDGET_SOURCES, Label("来源", "source")]
    amount: Annotated[Money, Label("金额", "amount", unit=YUAN)]


class Step(Record):
    """A step of the timetable."""

    example: ClassVar = {"from": "2023-09-01", "to": "2024-08-31", "words": "启动试点，建立制度"}

    from_: Annotated[Date, Bound(alias="from"), Label("开始日期", "from")]
    to: Annotated[Date, Label("结束日期", "to")]
    words: Annotated[Line, Label("工作安排", "step")]


class OfDistrict(Record):
    """Which district, in which phase."""

    district: Annotated[Id, Label("县区编号", "district id", hint=Text("如 donghu", "as in donghu"))]
    phase: Annotated[str, PHASES, Label("批次", "phase")]
    title: Annotated[Line | None, Label("方案名称", "title")] = None
    goals: Annotated[Words | None, Label("工作目标", "goals")] = None


class Programme(OfDistrict):
    """The programme of a district."""

    clusters: Annotated[tuple[Zone, ...], Bound(min_length=1), Label("片区设置", "clusters")]
    leadership: Annotated[tuple[Duty, ...], Label("组织领导", "leadership")] = ()
    mechanisms: Annotated[tuple[Mechanism, ...], Bound(min_length=1), Label("工作机制", "mechanisms")]
    funding: Annotated[tuple[Funding, ...], Label("经费安排", "funding")] = ()
    timetable: Annotated[tuple[Step, ...], Label("实施步骤", "timetable")] = ()
    attachments: Annotated[tuple[Line, ...], Label("附件", "attachments")] = ()
    submitted: Annotated[Submitted, Label("报送", "submitted")]
    explanations: Annotated[tuple[Explanation, ...], Label("疑问说明", "explanations")] = ()


PROGRAMME = Kind(
    "programme",
    Text("实施方案", "programme of a district"),
    Programme,
    "18",
    "districts/{district}/programme.yaml",
    serves={
        "": "S2.1e",
        "clusters": "S2.1f",
        "clusters.path": "S2.2b",
        "leadership": "S5.1a",
        "mechanisms": "S2.1h S5",
        "funding": "S2.1g S5.2c",
        "funding.source": "S5.2g",
        "submitted": "S5.1d S5.1f",
    },
)
