"""The configuration of a data repository: `eduhub.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field as Bound

from eduhub.core.text import Text
from eduhub.kinds.base import Kind, Label, Record
from eduhub.kinds.types import Count, Date, Due, Line, Number, Year

DueKind: TypeAlias = Literal[
    "school", "classes", "teachers", "year_plan", "activities", "budget", "exchanges"
]
Relaxation: TypeAlias = Literal["shared_teachers", "dense_centre", "room_area", "school_size"]


class Years(Record):
    """The school year that work is about, and the one in which the cycle began."""

    current: Annotated[Year, Label("本学年", "current year")]
    cycle_start: Annotated[Year | None, Label("周期起始学年", "first year of the cycle")] = None


class SizeRange(Record):
    """A least and a greatest number."""

    min: Annotated[Count, Label("下限", "least")]
    max: Annotated[Count, Label("上限", "greatest")]


class Phase(Record):
    """What holds for the districts of one phase: deadlines and counts (S2.2a S3.g S3.h S5.1d S5.1f)."""

    programme_due: Annotated[Date | None, Label("实施方案截止日", "programme due")] = None
    plan_due: Annotated[Date | None, Label("建设方案截止日", "plan due")] = None
    clusters: Annotated[SizeRange | None, Label("片区个数", "clusters")] = None
    cycle_years: Annotated[Count | None, Label("周期年数", "years of the cycle")] = None


class Limits(Record):
    """Limits that the policy leaves open; what is not set here is an eduhub default."""

    cluster_schools: Annotated[SizeRange | None, Label("片区学校数", "schools of a cluster")] = None
    distance_km: Annotated[Number | None, Label("最远距离（公里）", "longest distance, km")] = None


class City(Record):
    """The settings of a data repository."""

    name: Annotated[Line, Label("名称", "name")]
    lang: Annotated[Literal["zh", "en"] | None, Label("语言", "language")] = None
    as_of: Annotated[Date | None, Label("截至日期", "as of")] = None
    years: Annotated[Years, Label("学年", "years")]
    phases: Annotated[
        dict[Literal["试点", "后期"], Phase], Label("批次", "phases"), Bound(default_factory=dict)
    ]
    due: Annotated[
        dict[DueKind, Due],
        Label("报送截止日", "due"),
        Bound(default_factory=dict),
    ]
    limits: Annotated[Limits, Label("限值", "limits")] = Limits()
    count_by: Annotated[Literal["personnel", "working"], Label("教师归属", "where teachers count")] = (
        "personnel"
    )
    relaxations: Annotated[
        tuple[Relaxation, ...],
        Label(
            "启用的过渡期规定",
            "relaxations in use",
            hint=Text(
                "规程的过渡期放宽，默认不用；启用前须由主管部门确认仍然有效",
                "dated relaxations, none by default; the authority must say that they still hold",
            ),
        ),
    ] = ()
    minimum_n: Annotated[Count, Label("最少人数", "minimum n"), Bound(ge=1)] = 10
    tiers: Annotated[
        dict[str, Literal["error", "query", "note"]], Label("级别调整", "tiers"), Bound(default_factory=dict)
    ]
    templates: Annotated[dict[str, str], Label("自有模板", "own templates"), Bound(default_factory=dict)]


CITY = Kind(
    "city",
    Text("全市设置", "settings of the city"),
    City,
    "10",
    "eduhub.yaml",
    serves={"phases": "S2.2a S3.g S3.h S5.1d S5.1f", "limits": "S3.a S3.b"},
)
