"""学校基础数据表: what a school reports each year (S5.2b S5.3a), with its classes and teachers beside it."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field as Bound

from eduhub.core.text import Text
from eduhub.kinds.base import HOURS, SQUARE_METRES, YUAN, Among, Kind, Label, Record, Table
from eduhub.kinds.codes import (
    ATTACHED,
    BACKBONE,
    HERE_AS,
    QUALIFICATIONS,
    ROOMS,
    SEX,
    STAFF,
    SUBJECTS_OF_STAGE,
    TITLES,
    Stage,
    Subject,
)
from eduhub.kinds.submitted import Explanation
from eduhub.kinds.types import (
    Count,
    CountOrNA,
    Date,
    FiscalYear,
    Id,
    Line,
    Money,
    MoneyOrNA,
    Month,
    Number,
    NumberOrNA,
    SchoolCode,
    StaffCode,
    Whole,
    Words,
    Year,
    YesNo,
)

PastYear: TypeAlias = Annotated[Whole, Bound(ge=1900, le=2100)]

_OF_CAMPUS = Text("只有一个校区的留空", "blank where there is one campus only")


class StageCounts(Record):
    """Pupils and staff of one stage, of the school or of one of its campuses.

    The staff counts serve where no roster of teachers is kept; where both exist they should agree.
    """

    row_key = ("campus", "stage")
    example: ClassVar = {
        "stage": "小学",
        "pupils": "640",
        "grades": "6",
        "boarders": "0",
        "migrant": "35",
        "teachers": "38",
    }

    campus: Annotated[Id | None, Label("校区编号", "campus id", hint=_OF_CAMPUS)] = None
    stage: Annotated[Stage, Label("学段", "stage")]
    pupils: Annotated[Count, Label("在校生", "pupils", aliases=("在校生数",))]
    grades: Annotated[CountOrNA | None, Label("年级数", "grades")] = None
    boarders: Annotated[CountOrNA | None, Label("寄宿生", "boarders")] = None
    left_behind: Annotated[CountOrNA | None, Label("留守儿童", "left-behind children")] = None
    migrant: Annotated[CountOrNA | None, Label("随迁子女", "children of migrant workers")] = None
    disabled: Annotated[CountOrNA | None, Label("残疾学生", "pupils with disability")] = None
    in_catchment: Annotated[CountOrNA | None, Label("片区内学生", "living in the catchment area")] = None
    teachers: Annotated[
        CountOrNA | None, Label("专任教师", "full-time teachers", aliases=("专任教师数",))
    ] = None
    doctor: Annotated[CountOrNA | None, Label("博士研究生", "doctor")] = None
    master: Annotated[CountOrNA | None, Label("硕士研究生", "master")] = None
    bachelor: Annotated[CountOrNA | None, Label("本科", "bachelor")] = None
    associate: Annotated[CountOrNA | None, Label("专科", "associate degree")] = None
    backbone: Annotated[CountOrNA | None, Label("县级及以上骨干教师", "backbone teachers")] = None
    sports: Annotated[CountOrNA | None, Label("体育教师", "sports teachers")] = None
    music: Annotated[CountOrNA | None, Label("音乐教师", "music teachers")] = None
    fine_art: Annotated[CountOrNA | None, Label("美术教师", "art teachers")] = None
    arts: Annotated[CountOrNA | None, Label("艺术教师", "arts teachers")] = None
    certified: Annotated[CountOrNA | None, Label("持教师资格证", "with certificate")] = None
    trained: Annotated[CountOrNA | None, Label("完成360学时", "360 hours done")] = None


class Attached(Record):
    """Pupils in attached classes; those of a stage are counted in its pupils too."""

    row_key = ("type",)
    example: ClassVar = {"type": "附设幼儿班", "pupils": "60", "classes": "2"}

    type: Annotated[str, ATTACHED, Label("附设班类型", "type of attached class")]
    pupils: Annotated[Count, Label("附设班学生", "pupils")]
    classes: Annotated[Count | None, Label("附设班个数", "classes")] = None


class Facilities(Record):
    """The amounts behind L4 to L7, as the statistical forms print them."""

    teaching_gross_m2: Annotated[
        Number,
        Label(
            "教学及辅助用房",
            "teaching and auxiliary rooms",
            hint=Text("含室内体育用房", "indoor sports included"),
            unit=SQUARE_METRES,
        ),
    ]
    indoor_sport_m2: Annotated[
        Number, Label("其中室内体育用房", "of these indoor sports", unit=SQUARE_METRES)
    ]
    ground_m2: Annotated[Number, Label("运动场地", "sports grounds", unit=SQUARE_METRES)]
    equipment_yuan: Annotated[
        Money,
        Label("教学仪器设备值", "teaching equipment", hint=Text("账面原值", "book value"), unit=YUAN),
    ]
    multimedia_rooms: Annotated[Count, Label("网络多媒体教室", "multimedia rooms", unit=Text("间", "rooms"))]


class OfCampus(Record):
    """Which campus."""

    campus: Annotated[Id, Label("校区编号", "campus id")]


class Site(Facilities, OfCampus):
    """The facilities of one campus; those of all campuses make up the school's."""

    row_key = ("campus",)
    example: ClassVar = {
        "campus": "north",
        "teaching_gross_m2": "3200",
        "indoor_sport_m2": "400",
        "ground_m2": "5200",
        "equipment_yuan": "860000",
        "multimedia_rooms": "16",
    }


class StageFacilities(Record):
    """Facilities counted by stage in place of the rule of splitting, with the reason."""

    row_key = ("campus", "stage")
    example: ClassVar = {
        "stage": "小学",
        "teaching_m2": "2400",
        "sports_m2": "3600",
        "equipment_yuan": "500000",
        "multimedia_rooms": "18",
        "reason": "两个学段分区办学，各有台账",
    }

    campus: Annotated[Id | None, Label("校区编号", "campus id", hint=_OF_CAMPUS)] = None
    stage: Annotated[Stage, Label("学段", "stage")]
    teaching_m2: Annotated[
        Number | None, Label("教学及辅助用房净面积", "teaching rooms, net", unit=SQUARE_METRES)
    ] = None
    sports_m2: Annotated[Number | None, Label("体育运动场馆", "sports areas", unit=SQUARE_METRES)] = None
    equipment_yuan: Annotated[Money | None, Label("教学仪器设备值", "teaching equipment", unit=YUAN)] = None
    multimedia_rooms: Annotated[Count | None, Label("网络多媒体教室", "multimedia rooms")] = None
    reason: Annotated[Words, Label("理由", "reason")]


class SpecialRoom(Record):
    """A room for music or art."""

    example: ClassVar = {"type": "音乐", "area_m2": "96"}

    type: Annotated[str, ROOMS, Label("专用教室", "special room")]
    area_m2: Annotated[Number, Label("面积", "area", unit=SQUARE_METRES)]


class Fitness(Record):
    """The national fitness test of one year."""

    row_key = ("test_year", "stage")
    example: ClassVar = {
        "test_year": "2025",
        "stage": "小学",
        "to_test": "640",
        "exempt": "4",
        "tested": "636",
        "excellent": "120",
        "good": "240",
        "passed": "250",
        "failed": "26",
    }

    test_year: Annotated[FiscalYear, Label("测试年度", "test year")]
    stage: Annotated[Stage, Label("学段", "stage")]
    to_test: Annotated[Count, Label("应测人数", "to be tested")]
    exempt: Annotated[Count, Label("免测人数", "exempt")]
    tested: Annotated[Count, Label("实测人数", "tested")]
    excellent: Annotated[Count, Label("优秀", "excellent")]
    good: Annotated[Count, Label("良好", "good")]
    passed: Annotated[Count, Label("及格", "pass")]
    failed: Annotated[Count, Label("不及格", "fail")]


class Retention(Record):
    """What the three-year retention rate of a graduating cohort is made of."""

    row_key = ("graduated_in",)
    example: ClassVar = {
        "graduated_in": "2026",
        "entered": "210",
        "graduated": "206",
        "moved_in": "6",
        "moved_out": "9",
        "died": "0",
    }

    graduated_in: Annotated[FiscalYear, Label("毕业年份", "graduated in")]
    entered: Annotated[Count, Label("三年前入学", "entered three years before")]
    graduated: Annotated[Count, Label("毕业班学生", "graduating")]
    moved_in: Annotated[Count, Label("三年转入", "moved in")]
    moved_out: Annotated[Count, Label("三年转出", "moved out")]
    died: Annotated[Count, Label("死亡", "died")]


class Relaxations(Record):
    """Facts for the dated relaxations; none applies unless it is switched on."""

    planned_built: Annotated[PastYear | None, Label("规划建成年份", "planned and built in")] = None
    dense_centre: Annotated[YesNo | None, Label("人口密度过高的中心城区", "dense city centre")] = None
    leased_sport_m2: Annotated[
        NumberOrNA | None, Label("租借体育场馆", "leased sports areas", unit=SQUARE_METRES)
    ] = None
    converted_sport_m2: Annotated[
        NumberOrNA | None, Label("改建体育场地", "converted sports areas", unit=SQUARE_METRES)
    ] = None
    shared_teachers: Annotated[
        CountOrNA | None, Label("共享体育艺术教师", "shared sports and arts teachers")
    ] = None


class OfSchool(Record):
    """Which school and year, and when the figures were taken."""

    school: Annotated[SchoolCode, Label("学校标识码", "school code", aliases=("学校代码",))]
    year: Annotated[Year, Label("学年", "school year")]
    as_of: Annotated[Date, Label("统计时点", "as of")]


class SchoolYear(Facilities, OfSchool):
    """What a school reports about itself for a year."""

    stages: Annotated[tuple[StageCounts, ...], Bound(min_length=1), Label("分学段情况", "by stage")]
    attached: Annotated[tuple[Attached, ...], Label("附设班", "attached classes")] = ()
    sites: Annotated[tuple[Site, ...], Label("分校区条件", "facilities by campus")] = ()
    by_stage: Annotated[tuple[StageFacilities, ...], Label("分学段条件", "facilities by stage")] = ()
    rooms: Annotated[tuple[SpecialRoom, ...], Label("音乐美术教室", "music and art rooms")] = ()
    books: Annotated[CountOrNA | None, Label("图书", "books", unit=Text("册", "volumes"))] = None
    computers: Annotated[CountOrNA | None, Label("计算机", "computers", unit=Text("台", "pieces"))] = None
    public_budget_yuan: Annotated[
        MoneyOrNA | None, Label("公用经费预算", "public funds, budget", unit=YUAN)
    ] = None
    public_final_yuan: Annotated[
        MoneyOrNA | None, Label("公用经费决算", "public funds, final", unit=YUAN)
    ] = None
    training_yuan: Annotated[MoneyOrNA | None, Label("教师培训经费", "training funds", unit=YUAN)] = None
    fitness: Annotated[tuple[Fitness, ...], Label("体质健康", "fitness")] = ()
    retention: Annotated[tuple[Retention, ...], Label("三年巩固率", "retention")] = ()
    relaxations: Annotated[Relaxations | None, Label("过渡期情况", "relaxations")] = None
    explanations: Annotated[tuple[Explanation, ...], Label("疑问说明", "explanations")] = ()


class ClassRow(Record):
    """A class."""

    row_key = ("grade", "class")
    example: ClassVar = {"grade": "1", "class": "一（1）班", "pupils": "43", "special": "0"}

    grade: Annotated[Whole, Label("年级", "grade", hint=Text("1 至 12", "1 to 12")), Bound(ge=1, le=12)]
    name: Annotated[Line, Bound(alias="class"), Label("班级", "class")]
    pupils: Annotated[Count, Label("学生数", "pupils", aliases=("人数",))]
    special: Annotated[Count | None, Label("其中特教学生", "of these special")] = None


class Classes(Table[ClassRow]):
    """The classes of one school in one year."""

    school: Annotated[SchoolCode | None, Label("学校标识码", "school code")] = None
    year: Annotated[Year | None, Label("学年", "school year")] = None


class Teacher(Record):
    """A member of staff; in the repository a code, never a name."""

    example: ClassVar = {
        "code": "2136990001-001",
        "name": "（姓名）",
        "sex": "女",
        "born": "1985-03",
        "category": "专任教师",
        "establishment": "是",
        "main_stage": "小学",
        "main_subject": "语文",
        "lessons_per_week": "14",
        "qualification": "本科",
        "title": "一级教师",
        "backbone": "县区骨干",
        "backbone_year": "2022",
        "joined_school": "2009-09",
        "here_as": "本校在岗",
    }

    code: Annotated[StaffCode, Label("工号", "staff code", personal=True)]
    name: Annotated[
        Line | None,
        Label("姓名", "name", hint=Text("入库时去除", "dropped when stored"), personal=True, dropped=True),
    ] = None
    sex: Annotated[str | None, SEX, Label("性别", "sex")] = None
    born: Annotated[
        Month | None, Label("出生年月", "born", hint=Text("如 1985-03", "as in 1985-03"), personal=True)
    ] = None
    category: Annotated[str, STAFF, Label("教职工类别", "category of staff")]
    establishment: Annotated[YesNo, Label("是否在编", "on the establishment")]
    campus: Annotated[Id | None, Label("校区编号", "campus id", hint=_OF_CAMPUS)] = None
    main_stage: Annotated[Stage, Label("主要任教学段", "main stage")]
    main_subject: Annotated[
        Subject, Among("main_stage", SUBJECTS_OF_STAGE), Label("主要任教学科", "main subject")
    ]
    other_subjects: Annotated[tuple[Subject, ...], Label("兼任学科", "other subjects")] = ()
    lessons_per_week: Annotated[Number | None, Label("周课时", "weekly lessons"), Bound(le=40)] = None
    qualification: Annotated[str, QUALIFICATIONS, Label("学历", "qualification")]
    title: Annotated[str, TITLES, Label("职称", "title")]
    backbone: Annotated[str | None, BACKBONE, Label("骨干称号", "backbone title")] = None
    backbone_year: Annotated[PastYear | None, Label("称号授予年份", "awarded in")] = None
    valid_until: Annotated[Date | None, Label("称号有效期至", "valid until")] = None
    certificate: Annotated[Line | None, Label("教师资格", "certificate")] = None
    joined_school: Annotated[Month | None, Label("到校时间", "joined the school")] = None
    post: Annotated[Line | None, Label("职务", "post")] = None
    training_hours_5y: Annotated[
        Number | None, Label("五年培训学时", "training in five years", unit=HOURS)
    ] = None
    personnel_school: Annotated[
        SchoolCode | None,
        Label("人事关系所在学校", "personnel school", hint=Text("留空表示本校", "blank: this school")),
    ] = None
    here_as: Annotated[str, HERE_AS, Label("在校方式", "here as")]
    eligible: Annotated[YesNo | None, Label("符合交流条件", "eligible for exchange")] = None

    def counts_for(self, stage: str, school: str, by: str) -> bool:
        """Does this full-time teacher count for a stage of a school: once, wholly, in the main stage?

        by: `personnel` counts where the personnel relation is, `working` where the teacher works.
        """
        if self.category != "专任教师" or self.main_stage != stage:
            return False
        if by == "working":
            return self.here_as in ("本校在岗", "外校交入")
        return self.here_as not in ("外校交入", "走教兼课") and self.personnel_school in (None, school)


class Teachers(Table[Teacher]):
    """The staff of one school in one year."""

    school: Annotated[SchoolCode | None, Label("学校标识码", "school code")] = None
    year: Annotated[Year | None, Label("学年", "school year")] = None


SCHOOL = Kind(
    "school",
    Text("学校基本情况", "the school"),
    SchoolYear,
    "12",
    "schools/{school}/{year}/school.yaml",
    serves={"": "S3.k S5.2b", "stages": "S5.3a"},
    carried={
        "": (
            "teaching_gross_m2",
            "indoor_sport_m2",
            "ground_m2",
            "equipment_yuan",
            "multimedia_rooms",
            "relaxations",
        ),
        "stages": ("campus", "stage", "grades"),
        "sites": (),
        "by_stage": (),
        "rooms": (),
    },
)
CLASSES = Kind(
    "classes",
    Text("班级", "classes"),
    Classes,
    "13",
    "schools/{school}/{year}/classes.csv",
    serves={"": "S3.k"},
)
TEACHERS = Kind(
    "teachers",
    Text("教师", "teachers"),
    Teachers,
    "14",
    "schools/{school}/{year}/teachers.csv",
    serves={
        "rows.born": "S5.3a",
        "rows.main_subject": "S5.3a",
        "rows.backbone": "S5.3a S5.3e",
        "rows.training_hours_5y": "S4.5d",
        "rows.here_as": "S5.3b",
        "rows.eligible": "S5.3b",
    },
    carried={"rows": ()},
)
