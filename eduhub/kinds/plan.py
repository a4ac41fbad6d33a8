"""片区共同体建设方案: what a cluster promises for its cycle (S2.1e S2.2b S3 S4 S5.1 S5.2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field as Bound

from eduhub.core.text import Text
from eduhub.kinds.base import PERCENT, YUAN, Kind, Label, Record
from eduhub.kinds.codes import (
    AREAS,
    BUDGET_HEADS,
    BUDGET_SOURCES,
    EXCHANGE_FORMS,
    GOVERNANCE,
    PATHS,
    PHASES,
    ROLES,
    Stage,
)
from eduhub.kinds.submitted import Explanation, Submitted
from eduhub.kinds.types import (
    Count,
    Date,
    FiscalYear,
    Id,
    Line,
    Money,
    Number,
    Percent,
    Real,
    SchoolCode,
    Words,
)


class Cluster(Record):
    """Which cluster the plan is for."""

    id: Annotated[Id, Label("片区编号", "cluster id", hint=Text("如 donghu-01", "as in donghu-01"))]
    name: Annotated[Line, Label("片区名称", "cluster name")]
    stages: Annotated[tuple[Stage, ...], Bound(min_length=1), Label("片区学段", "cluster stages")]
    path: Annotated[str | None, PATHS, Label("建设路径", "path")] = None
    path_words: Annotated[Words | None, Label("建设路径说明", "path in words")] = None


class Cycle(Record):
    """From when to when the plan holds; three years for pilots."""

    start: Annotated[Date, Label("周期开始", "cycle start")]
    end: Annotated[Date, Label("周期结束", "cycle end")]


class Member(Record):
    """A school, or one campus of it, with the stages that it joins with."""

    row_key = ("school", "campus")
    example: ClassVar = {"school": "2136990001", "stages": "小学", "role": "牵头校", "joined": "2023-09-01"}

    school: Annotated[SchoolCode, Label("学校标识码", "school code", aliases=("学校代码",))]
    campus: Annotated[Id | None, Label("校区编号", "campus id")] = None
    stages: Annotated[tuple[Stage, ...], Bound(min_length=1), Label("学段", "stages")]
    role: Annotated[str, ROLES, Label("角色", "role")]
    joined: Annotated[Date, Label("加入日期", "joined")]
    left: Annotated[Date | None, Label("退出日期", "left")] = None

    def is_in(self, day: date) -> bool:
        """Has it not left by that day?"""
        return self.left is None or self.left > day

    def was_in(self, first: date, last: date) -> bool:
        """Was it a member on some day from the first to the last?"""
        return self.joined <= last and self.is_in(first)


class Setting(Record):
    """Why these schools: near each other, of moderate number."""

    nearness: Annotated[Words | None, Label("位置相近的依据", "nearness")] = None
    size: Annotated[Words | None, Label("规模适度的依据", "size")] = None
    longest_way_km: Annotated[
        Number | None, Label("校际最远路程", "longest way", unit=Text("公里", "km"))
    ] = None
    exceptions: Annotated[Words | None, Label("例外及理由", "exceptions")] = None


class Post(Record):
    """A post in the governance, held by a school."""

    row_key = ("school", "post")
    example: ClassVar = {"post": "管理委员会主任", "school": "2136990001", "duties": "召集会议，督促落实"}

    post: Annotated[Line, Label("职务", "post")]
    school: Annotated[SchoolCode, Label("学校标识码", "school code", aliases=("学校代码",))]
    duties: Annotated[Words | None, Label("职责", "duties")] = None


class Turn(Record):
    """A school's turn at the head."""

    row_key = ("school", "from")
    example: ClassVar = {"school": "2136990001", "from": "2025-09-01", "to": "2026-08-31"}

    school: Annotated[SchoolCode, Label("学校标识码", "school code", aliases=("学校代码",))]
    from_: Annotated[Date, Bound(alias="from"), Label("开始日期", "from")]
    to: Annotated[Date, Label("结束日期", "to")]


class Governance(Record):
    """How the cluster decides."""

    form: Annotated[str, GOVERNANCE, Label("治理形式", "form of governance")]
    charter: Annotated[Words | None, Label("章程", "charter")] = None
    meetings: Annotated[Count | None, Label("每学期会议次数", "meetings a term")] = None
    decision_rule: Annotated[Words | None, Label("议事规则", "decision rule")] = None
    attendance: Annotated[Percent | None, Label("出席人数要求", "attendance wanted", unit=PERCENT)] = None
    posts: Annotated[tuple[Post, ...], Label("治理职务", "posts")] = ()
    rotation: Annotated[tuple[Turn, ...], Label("轮值安排", "rotation")] = ()


class Goal(Record):
    """Something that can be measured, where it stands and where it should be."""

    row_key = ("measure",)
    example: ClassVar = {
        "measure": "跨校教研次数",
        "unit": "次",
        "baseline": "4",
        "target": "12",
        "by": "2026-06-30",
        "owner": "片区管理委员会",
    }

    measure: Annotated[Line, Label("指标", "measure")]
    unit: Annotated[Line | None, Label("单位", "unit")] = None
    baseline: Annotated[Real | None, Label("起始值", "baseline")] = None
    target: Annotated[Real, Label("目标值", "target")]
    by: Annotated[Date, Label("完成时间", "by")]
    owner: Annotated[Line, Label("责任主体", "owner")]


class Commitment(Record):
    """What is promised in one of the six areas; of the cluster, or of one school."""

    row_key = ("area", "school")
    example: ClassVar = {
        "area": "教育教学",
        "school": "2136990001",
        "words": "每学期开放集体备课两次",
        "brings": "骨干教师示范课",
        "takes": "作业设计资源",
    }

    area: Annotated[str, AREAS, Label("工作内容", "area")]
    school: Annotated[
        SchoolCode | None,
        Label(
            "学校标识码", "school code", ("学校代码",), Text("留空表示整个片区", "blank: the whole cluster")
        ),
    ] = None
    words: Annotated[Words, Label("承诺内容", "words")]
    brings: Annotated[Words | None, Label("提供什么", "brings")] = None
    takes: Annotated[Words | None, Label("获得什么", "takes")] = None


class Exchange(Record):
    """The shares and forms of teacher exchange that the cluster aims at."""

    share: Annotated[Percent | None, Label("交流教师比例", "share of teachers", unit=PERCENT)] = None
    backbone_share: Annotated[Percent | None, Label("骨干教师占比", "share of backbone", unit=PERCENT)] = None
    forms: Annotated[tuple[Annotated[str, EXCHANGE_FORMS], ...], Label("交流形式", "forms")] = ()


class Supervision(Record):
    """Who looks at the cluster's work from outside, and how often."""

    inspectors: Annotated[Count | None, Label("责任督学人数", "inspectors")] = None
    diagnoses: Annotated[Count | None, Label("每年专家诊断次数", "diagnoses a year")] = None
    partners: Annotated[tuple[Line, ...], Label("合作单位", "partners")] = ()


class Evaluation(Record):
    """By which scheme the cluster is assessed, and when it reviews itself."""

    scheme: Annotated[Line | None, Label("评价方案", "scheme")] = None
    self_review: Annotated[tuple[Date, ...], Label("自评日期", "self-review")] = ()


class BudgetLine(Record):
    """Money for one head from one source at one school; nil is written 0."""

    row_key = ("fiscal_year", "head", "source", "school")
    example: ClassVar = {
        "fiscal_year": "2026",
        "head": "人员培训",
        "source": "县区财政",
        "school": "2136990001",
        "amount": "50000",
    }

    fiscal_year: Annotated[FiscalYear, Label("预算年度", "fiscal year")]
    head: Annotated[str, BUDGET_HEADS, Label("用途", "head")]
    source: Annotated[str, BUDGET_SOURCES, Label("来源", "source")]
    school: Annotated[SchoolCode, Label("学校标识码", "school code", aliases=("学校代码",))]
    amount: Annotated[Money, Label("金额", "amount", unit=YUAN)]


class BudgetTotal(Record):
    """The sum that the budget form prints for a year; it has to be that of the lines."""

    row_key = ("fiscal_year",)
    example: ClassVar = {"fiscal_year": "2026", "amount": "50000"}

    fiscal_year: Annotated[FiscalYear, Label("预算年度", "fiscal year")]
    amount: Annotated[Money, Label("合计金额", "total", unit=YUAN)]


class Plan(Record):
    """The plan of a cluster for its cycle."""

    cluster: Annotated[Cluster, Label("片区", "cluster")]
    phase: Annotated[str, PHASES, Label("批次", "phase")]
    cycle: Annotated[Cycle, Label("周期", "cycle")]
    members: Annotated[tuple[Member, ...], Bound(min_length=1), Label("成员学校", "members")]
    setting: Annotated[Setting | None, Label("设置依据", "setting")] = None
    governance: Annotated[Governance, Label("治理", "governance")]
    goals: Annotated[tuple[Goal, ...], Bound(min_length=1), Label("工作目标", "goals")]
    commitments: Annotated[tuple[Commitment, ...], Bound(min_length=1), Label("六项承诺", "commitments")]
    exchange: Annotated[Exchange | None, Label("教师交流", "exchange")] = None
    sharing: Annotated[Words | None, Label("资源共享", "sharing")] = None
    supervision: Annotated[Supervision | None, Label("视导诊断", "supervision")] = None
    evaluation: Annotated[Evaluation | None, Label("绩效评估", "evaluation")] = None
    budget: Annotated[tuple[BudgetLine, ...], Bound(min_length=1), Label("经费预算", "budget")]
    budget_totals: Annotated[tuple[BudgetTotal, ...], Label("预算合计", "budget totals")] = ()
    submitted: Annotated[Submitted, Label("报送", "submitted")]
    attachments: Annotated[tuple[Line, ...], Label("附件", "attachments")] = ()
    explanations: Annotated[tuple[Explanation, ...], Label("疑问说明", "explanations")] = ()


PLAN = Kind(
    "plan",
    Text("片区共同体建设方案", "plan of a cluster"),
    Plan,
    "11",
    "clusters/{district}/{cluster}/plan.yaml",
    serves={
        "cluster.path": "S2.2b",
        "cycle": "S3.h",
        "members": "S3.e S3.f",
        "setting.nearness": "S3.a",
        "setting.size": "S3.b",
        "setting.longest_way_km": "S3.a",
        "governance": "S5.1b",
        "governance.decision_rule": "S5.1c",
        "goals": "S3.d",
        "commitments": "S4",
        "exchange": "S5.3b",
        "exchange.backbone_share": "S5.3e",
        "exchange.forms": "S5.3c",
        "sharing": "S4.2b",
        "supervision.inspectors": "S5.4a",
        "supervision.diagnoses": "S5.4b",
        "supervision.partners": "S5.4c",
        "evaluation.scheme": "S5.5b",
        "budget": "S5.2c S5.2d",
        "budget.source": "S5.2g",
    },
)
