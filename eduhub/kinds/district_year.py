"""县区年度情况: what only a district knows (S3.k).

Fields as in the declaration forms I, IV, V and VI of 教督〔2017〕6号.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from eduhub.core.text import Text
from eduhub.kinds.base import YUAN, Kind, Label, Record
from eduhub.kinds.codes import LEVELS, MONITORED, Stage
from eduhub.kinds.submitted import Explanation
from eduhub.kinds.types import Count, Date, FiscalYear, Id, Line, Money, Number, Percent, Year

_PEOPLE = Text("万人", "10,000 people")
_PERSONS = Text("人", "persons")


class Basics(Record):
    """The district in numbers, as form I asks."""

    population: Annotated[Number | None, Label("人口总数", "population", unit=_PEOPLE)] = None
    rural_population: Annotated[Number | None, Label("农业人口数", "rural population", unit=_PEOPLE)] = None
    towns: Annotated[Count | None, Label("乡镇数", "towns")] = None
    villages: Annotated[Count | None, Label("行政村数", "villages")] = None


class Pay(Record):
    """What teachers and civil servants earn on average in a year."""

    teachers_yuan: Annotated[
        Money | None, Label("教师年平均工资收入", "average pay of teachers", unit=YUAN)
    ] = None
    civil_servants_yuan: Annotated[
        Money | None, Label("公务员年平均工资收入", "average pay of civil servants", unit=YUAN)
    ] = None


class Special(Record):
    """Special education: its public funds and its pupils."""

    funds_yuan: Annotated[
        Money | None, Label("特殊教育公用经费", "public funds of special education", unit=YUAN)
    ] = None
    pupils: Annotated[Count | None, Label("特殊教育学生数", "pupils in special education", unit=_PERSONS)] = (
        None
    )
    disabled: Annotated[Count | None, Label("残疾儿童少年数", "children with disability", unit=_PERSONS)] = (
        None
    )
    enrolled: Annotated[Count | None, Label("残疾儿童少年入学数", "of these enrolled", unit=_PERSONS)] = None


class SeniorPlaces(Record):
    """Places of good senior schools and how many are allocated to junior schools."""

    places: Annotated[
        Count | None, Label("优质高中招生名额", "places of good senior schools", unit=_PERSONS)
    ] = None
    allocated: Annotated[Count | None, Label("分配名额", "allocated places", unit=_PERSONS)] = None
    to_rural: Annotated[
        Count | None, Label("其中分配农村学校", "of these to rural schools", unit=_PERSONS)
    ] = None


class Migrants(Record):
    """Children of migrant workers who may go to school here, and where they do."""

    entitled: Annotated[
        Count | None, Label("符合条件的随迁子女", "entitled children of migrant workers", unit=_PERSONS)
    ] = None
    public: Annotated[Count | None, Label("其中在公办学校", "of these in public schools", unit=_PERSONS)] = (
        None
    )
    purchased: Annotated[
        Count | None, Label("其中在政府购买学位", "of these in purchased places", unit=_PERSONS)
    ] = None


class NearEnrolment(Record):
    """The share of pupils of public town schools who live in the catchment area."""

    primary: Annotated[
        Percent | None, Label("小学就近入学比例", "near enrolment, primary", unit=Text("%", "%"))
    ] = None
    junior: Annotated[
        Percent | None, Label("初中就近入学比例", "near enrolment, junior", unit=Text("%", "%"))
    ] = None


class ExchangeCounts(Record):
    """The district's own count of the last school year's teacher exchange."""

    eligible: Annotated[
        Count | None, Label("符合交流条件教师", "teachers eligible for exchange", unit=_PERSONS)
    ] = None
    exchanged: Annotated[Count | None, Label("交流轮岗教师", "exchanged teachers", unit=_PERSONS)] = None
    backbone: Annotated[Count | None, Label("其中骨干教师", "of these backbone teachers", unit=_PERSONS)] = (
        None
    )


class Visits(Record):
    """People asked on the spot whether they are content."""

    asked: Annotated[Count | None, Label("实地走访人数", "people visited", unit=_PERSONS)] = None
    satisfied: Annotated[Count | None, Label("走访满意人数", "of these content", unit=_PERSONS)] = None
    parents: Annotated[Count | None, Label("其中走访家长", "parents visited", unit=_PERSONS)] = None
    parents_satisfied: Annotated[Count | None, Label("走访满意家长", "parents content", unit=_PERSONS)] = None


class Monitoring(Record):
    """A result of the national monitoring as it was delivered; never computed here."""

    row_key = ("test_year", "stage", "subject")
    example: ClassVar = {
        "test_year": "2024",
        "stage": "小学",
        "subject": "数学",
        "level": "Ⅱ级",
        "between_schools": "12.4",
    }

    test_year: Annotated[FiscalYear, Label("监测年份", "year of monitoring")]
    stage: Annotated[Stage, Label("学段", "stage")]
    subject: Annotated[str, MONITORED, Label("监测学科", "monitored subject")]
    level: Annotated[str | None, LEVELS, Label("学业水平", "level")] = None
    between_schools: Annotated[Number | None, Label("校际差异率", "ratio between schools")] = None


class DistrictInYear(Record):
    """Which district and year, and when the figures were taken."""

    district: Annotated[Id, Label("县区编号", "district id", hint=Text("如 donghu", "as in donghu"))]
    year: Annotated[Year, Label("学年", "school year")]
    as_of: Annotated[Date, Label("统计时点", "as of")]
    by: Annotated[Line | None, Label("填报单位", "filled in by")] = None


class DistrictYear(DistrictInYear):
    """The figures of a district for one school year."""

    basics: Annotated[Basics | None, Label("基本情况", "basics")] = None
    pay: Annotated[Pay | None, Label("工资收入", "pay")] = None
    special: Annotated[Special | None, Label("特殊教育", "special education")] = None
    senior_places: Annotated[SeniorPlaces | None, Label("优质高中名额", "senior school places")] = None
    migrants: Annotated[Migrants | None, Label("随迁子女入学", "children of migrant workers")] = None
    near_enrolment: Annotated[NearEnrolment | None, Label("就近入学", "near enrolment")] = None
    exchange: Annotated[ExchangeCounts | None, Label("交流轮岗统计", "exchange")] = None
    visits: Annotated[Visits | None, Label("实地走访", "visits")] = None
    monitoring: Annotated[tuple[Monitoring, ...], Label("国家监测结果", "national monitoring")] = ()
    explanations: Annotated[tuple[Explanation, ...], Label("疑问说明", "explanations")] = ()


DISTRICT_YEAR = Kind(
    "district_year",
    Text("县区年度情况", "the district in a year"),
    DistrictYear,
    "19",
    "districts/{district}/{year}/district.yaml",
    serves={"": "S3.k", "exchange": "S5.3b", "visits": "S5.5f"},
)
