"""The register of a city: its districts, schools and campuses (S2.2a, S3.e)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field as Bound

from eduhub.core.text import Text
from eduhub.kinds.base import Kind, Label, Record, Table
from eduhub.kinds.codes import (
    AFFILIATIONS,
    COORDINATES,
    DISTRICT_TYPES,
    FOUNDERS,
    PHASES,
    STAGES_OF_TYPE,
    URBAN_RURAL,
    SchoolType,
    Stage,
)
from eduhub.kinds.types import AreaCode, Date, Id, Latitude, Line, Longitude, SchoolCode


class District(Record):
    """A district, development zone or administration that clusters and indicators are counted for."""

    row_key = ("id",)
    example: ClassVar = {
        "id": "donghu",
        "name": "示例区",
        "area_codes": "369901",
        "type": "区",
        "phase": "试点",
        "office": "基础教育科",
    }

    id: Annotated[
        Id,
        Label(
            "编号",
            "id",
            hint=Text("小写字母、数字、连字符，如 donghu", "small letters, digits, hyphens, as in donghu"),
        ),
    ]
    name: Annotated[Line, Label("名称", "name")]
    area_codes: Annotated[
        tuple[AreaCode, ...],
        Label("区划代码", "area codes", hint=Text("开发区、管理局可以没有", "zones may have none")),
    ] = ()
    type: Annotated[str, DISTRICT_TYPES, Label("类别", "type")]
    phase: Annotated[str, PHASES, Label("批次", "phase")]
    office: Annotated[Line | None, Label("主管科室", "office in charge")] = None


class Districts(Table[District]):
    """All districts of the city."""


class School(Record):
    """A school, teaching point or campus with a code of its own."""

    row_key = ("code",)
    example: ClassVar = {
        "code": "2136990001",
        "name": "示例小学",
        "short_name": "示例小学",
        "type": "小学",
        "affiliation": "县区属",
        "founder": "县级教育部门",
        "district": "donghu",
        "authority": "区教育局",
        "urban_rural": "主城区",
    }

    code: Annotated[SchoolCode, Label("学校标识码", "school code", aliases=("学校代码", "标识码"))]
    name: Annotated[Line, Label("学校名称", "name", aliases=("名称", "校名"))]
    short_name: Annotated[Line | None, Label("简称", "short name")] = None
    type: Annotated[SchoolType, Label("办学类型", "type")]
    affiliation: Annotated[str, AFFILIATIONS, Label("隶属关系", "affiliation")]
    founder: Annotated[str | None, FOUNDERS, Label("举办者类型", "founder")] = None
    district: Annotated[
        Id,
        Label("评估所属县区", "district", hint=Text("其指标和片区计入哪个县区", "whose indicators count it")),
    ]
    authority: Annotated[Line, Label("主管教育行政部门", "authority")]
    parent: Annotated[SchoolCode | None, Label("所属学校", "parent school")] = None
    area_code: Annotated[AreaCode | None, Label("驻地区划代码", "area code")] = None
    urban_rural: Annotated[str | None, URBAN_RURAL, Label("城乡类型", "urban or rural")] = None
    longitude: Annotated[Longitude | None, Label("经度", "longitude")] = None
    latitude: Annotated[Latitude | None, Label("纬度", "latitude")] = None
    coordinate_source: Annotated[str | None, COORDINATES, Label("坐标来源", "source of coordinates")] = None
    opened: Annotated[Date | None, Label("建校日期", "opened")] = None
    closed: Annotated[Date | None, Label("停办日期", "closed")] = None

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that a school of this type has; none for special and reform schools."""
        return STAGES_OF_TYPE.get(self.type, ())


class Schools(Table[School]):
    """All schools of the city."""


class Campus(Record):
    """A campus of a school that lies apart; membership, splitting and judging go by campus and stage."""

    row_key = ("school", "id")
    example: ClassVar = {"school": "2136990001", "id": "north", "name": "北校区", "stages": "小学"}

    school: Annotated[SchoolCode, Label("学校标识码", "school code", aliases=("学校代码",))]
    id: Annotated[Id, Label("校区编号", "campus id")]
    name: Annotated[Line, Label("校区名称", "campus name")]
    stages: Annotated[tuple[Stage, ...], Bound(min_length=1), Label("学段", "stages")]
    longitude: Annotated[Longitude | None, Label("经度", "longitude")] = None
    latitude: Annotated[Latitude | None, Label("纬度", "latitude")] = None


class Campuses(Table[Campus]):
    """All campuses of the city, or those of one school in its form."""


DISTRICTS = Kind(
    "districts",
    Text("县区", "districts"),
    Districts,
    "03",
    "registry/districts.csv",
    serves={"rows.phase": "S2.2a S3.i S3.j"},
)
SCHOOLS = Kind(
    "schools",
    Text("学校", "schools"),
    Schools,
    "04",
    "registry/schools.csv",
    serves={"rows.affiliation": "S3.e", "rows.district": "S3.f", "rows.longitude": "S3.a"},
)
CAMPUSES = Kind("campuses", Text("校区", "campuses"), Campuses, "05", "registry/campuses.csv")
