"""What is decided about the districts and schools of the example city; the rest is drawn.

All names and numbers are made up. School codes have serials 99xxxx that no real school has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

YEARS = ("2024-2025", "2025-2026")
SUMMER = date(2025, 8, 31)
AUTUMN = date(2025, 9, 1)


def first_day(year: str) -> date:
    """The 1 September with which a school year begins."""
    return date(int(year[:4]), 9, 1)


@dataclass(frozen=True)
class DistrictSpec:
    """A district of the city; `place` is where its middle lies, `seat` its education bureau."""

    id: str
    name: str
    type: str
    phase: str
    area_codes: tuple[str, ...]
    seat: str
    place: tuple[float, float]
    letters: str
    population: float


@dataclass(frozen=True)
class Spec:
    """A school.

    pupils    by stage in 2025-2026, or in its last year
    before    by stage in 2024-2025 where it differs by more than chance
    wealth    facilities against what is usual
    backbone  backbone teachers per 100 pupils by stage, where it is decided
    gain      by which factor an amount of facilities changed in 2025-2026, where it is decided
    young     stages that began with their first grade in the autumn of that year
    of        codes of the schools that it came from
    hidden    a count of staff that it left open
    """

    code: str
    name: str
    type: str
    pupils: dict[str, int]
    affiliation: str = "县区属"
    founder: str = "县级教育部门"
    urban: str = "主城区"
    wealth: float = 1.0
    roster: bool = True
    campuses: tuple[tuple[str, str, dict[str, float]], ...] = ()
    before: dict[str, int] = field(default_factory=dict)
    backbone: dict[str, float] = field(default_factory=dict)
    gain: dict[str, float] = field(default_factory=dict)
    young: dict[str, int] = field(default_factory=dict)
    attached: tuple[str, int, int] | None = None
    of: tuple[str, ...] = ()
    hidden: str | None = None
    opened: date | None = None
    closed: date | None = None
    authority: str | None = None
    silent: tuple[str, ...] = ()
    short_of_training: bool = False

    @property
    def is_town(self) -> bool:
        """Does it lie in a town or city, not in a village or township?"""
        return self.urban not in ("乡中心区", "村庄")

    def is_open(self, year: str) -> bool:
        """Did it have pupils on the first day of that year?"""
        day = first_day(year)
        return (self.opened is None or self.opened <= day) and (self.closed is None or self.closed > day)

    def reports(self, year: str) -> bool:
        """Was it open in that year, and did it hand in its form?"""
        return self.is_open(year) and year not in self.silent

    def grades(self, stage: str, year: str) -> int:
        """How many grades a stage has in that year."""
        return min(6 if stage == "小学" else 3, int(year[:4]) - self.young.get(stage, 1900) + 1)

    def was_there(self, stage: str, year: str) -> bool:
        """Had the stage all its grades the year before, so that its tests and graduates can be told?"""
        return int(year[:4]) - self.young.get(stage, 1900) > 6 and self.type != "其他特教学校"


DISTRICTS = (
    DistrictSpec("chenghu", "澄湖区", "区", "试点", ("369901",), "澄湖区教育体育局", (117.30, 27.60), "CH", 41.2),
    DistrictSpec("luting", "芦汀区", "区", "试点", ("369902",), "芦汀区教育体育局", (117.42, 27.63), "LT", 38.6),
    DistrictSpec("tangxi", "棠溪区", "区", "试点", ("369903",), "棠溪区教育体育局", (117.33, 27.72), "TX", 35.9),
    DistrictSpec("yunxiu", "云岫管理局", "管理局", "试点", (), "云岫管理局社会事务办", (117.18, 27.74), "YX", 9.4),
    DistrictSpec("liusha", "琉沙开发区", "开发区", "试点", (), "琉沙开发区社会事业局", (117.45, 27.53), "LS", 22.7),
    DistrictSpec("fenghe", "丰禾县", "县", "后期", ("369921",), "丰禾县教育体育局", (117.62, 27.48), "FH", 52.3),
    DistrictSpec("yanquan", "岩泉县", "县", "后期", ("369922",), "岩泉县教育体育局", (117.02, 27.50), "YQ", 33.5),
    DistrictSpec("zhupu", "竹浦县", "县", "后期", ("369923",), "竹浦县教育体育局", (117.12, 27.92), "ZP", 28.8),
    DistrictSpec("songpi", "松陂开发区", "开发区", "后期", (), "松陂开发区社会发展局", (117.56, 27.80), "SP", 12.1),
)  # fmt: skip

NINE = "九年一贯制学校"
JUNIOR = "初级中学"
POINT = "教学点"
FRINGE = "城乡结合区"
TOWN = "镇中心区"
TOWNSHIP = "乡中心区"
VILLAGE = "村庄"
CITY_RUN = ("市教育局直属", "地级教育部门")
PROVINCIAL = ("省直事业单位办", "省级其他部门")
PRIVATE = ("市管民办", "民办")

CHENGHU = (
    Spec("2136990001", "云杉小学", "小学", {"小学": 1260}, wealth=1.1),
    Spec("2136990002", "荷塘小学", "小学", {"小学": 980}, gain={"equipment_yuan": 1.16}),
    Spec("2136990003", "临溪小学", "小学", {"小学": 640}, urban=TOWN, wealth=0.9),
    Spec("2136990004", "石桥小学", "小学", {"小学": 320}, urban=TOWNSHIP, wealth=0.8, roster=False, gain={"teaching_gross_m2": 1.3, "equipment_yuan": 1.5, "multimedia_rooms": 1.3}),
    Spec("2136990004-1", "石桥小学南坡教学点", POINT, {"小学": 62}, urban=VILLAGE, wealth=1.25, roster=False),
    Spec("2136990006", "望湖小学", "小学", {"小学": 1120}, wealth=0.95, campuses=(("bei", "北校区", {"小学": 0.6}), ("nan", "南校区", {"小学": 0.4}))),
    Spec("3136990007", "云杉中学", JUNIOR, {"初中": 1150}, wealth=1.1),
    Spec("3136990008", "荷塘中学", JUNIOR, {"初中": 820}),
    Spec("3136990009", "临溪中学", JUNIOR, {"初中": 430}, urban=TOWN, wealth=1.1),
    Spec("3136990010", "青禾学校", NINE, {"小学": 720, "初中": 400}, wealth=1.05, backbone={"小学": 0.7, "初中": 1.3}),
    Spec("3136990011", "石桥学校", NINE, {"小学": 260, "初中": 150}, *PROVINCIAL, TOWNSHIP, 1.2, authority="示例省地质调查院"),
    Spec("3436990012", "澄湖中学", "完全中学", {"初中": 900, "高中": 1050}, *CITY_RUN, wealth=1.15),
    Spec("3436990013", "启明实验学校", "十二年一贯制学校", {"小学": 540, "初中": 360, "高中": 240}, *PRIVATE, wealth=0.85, roster=False),
)  # fmt: skip

LUTING = (
    Spec("2136990021", "芦汀小学", "小学", {"小学": 1180}, wealth=1.15),
    Spec("2136990022", "苇岸小学", "小学", {"小学": 860}),
    Spec("2136990023", "沙鸥小学", "小学", {"小学": 1010}, before={"小学": 790}, gain={"equipment_yuan": 1.04, "multimedia_rooms": 1.0}),
    Spec("2136990024", "晚汀小学", "小学", {"小学": 540}, urban=FRINGE, wealth=0.95, backbone={"小学": 0.75}),
    Spec("3136990025", "芦汀初级中学", JUNIOR, {"初中": 940}, wealth=1.1),
    Spec("3136990026", "沙鸥初级中学", JUNIOR, {"初中": 610}, wealth=0.95),
    Spec("3136990027", "汀兰学校", NINE, {"小学": 700, "初中": 460}, wealth=1.05, campuses=(("lan", "兰园校区", {"小学": 0.55}), ("shui", "水岸校区", {"小学": 0.45, "初中": 1.0}))),
    Spec("3436990028", "汀洲中学", "完全中学", {"初中": 520, "高中": 960}, *CITY_RUN, wealth=1.2),
)  # fmt: skip

TANGXI = (
    Spec("2136990031", "棠溪小学", "小学", {"小学": 1040}, wealth=1.35, gain={"equipment_yuan": 0.74}),
    Spec("2136990032", "桐荫小学", "小学", {"小学": 760}, short_of_training=True),
    Spec("2136990033", "柏舟小学", "小学", {"小学": 420}, urban=FRINGE, wealth=0.9),
    Spec("2136990034", "栎林小学", "小学", {"小学": 380}, urban=TOWN, wealth=1.25, closed=SUMMER),
    Spec("3136990035", "栎林学校", NINE, {"小学": 395, "初中": 68}, urban=TOWN, of=("2136990034",), opened=AUTUMN, young={"初中": 2025}, gain={"teaching_gross_m2": 1.15, "multimedia_rooms": 1.25}),
    Spec("3136990036", "棠溪初级中学", JUNIOR, {"初中": 880}, wealth=1.15),
    Spec("3136990037", "桐荫初级中学", JUNIOR, {"初中": 520}),
    Spec("3136990038", "柏舟学校", NINE, {"小学": 560, "初中": 310}, urban=FRINGE, wealth=0.95),
    Spec("5136990039", "棠溪区启慧学校", "其他特教学校", {"小学": 84, "初中": 40}, wealth=1.6),
)  # fmt: skip

YUNXIU = (
    Spec("2136990041", "云岫小学", "小学", {"小学": 620}, urban=TOWN, wealth=1.05),
    Spec("2136990042", "松涧小学", "小学", {"小学": 310}, urban=TOWNSHIP, wealth=1.1, roster=False),
    Spec("2136990042-1", "松涧小学竹坪教学点", POINT, {"小学": 36}, urban=VILLAGE, wealth=1.5, roster=False),
    Spec("3136990043", "云岫初级中学", JUNIOR, {"初中": 450}, urban=TOWN, wealth=1.1),
    Spec("3136990044", "霁峰学校", NINE, {"小学": 260, "初中": 150}, urban=TOWNSHIP, wealth=1.05, backbone={"小学": 1.0, "初中": 0.7}),
    Spec("3136990045", "林泉学校", NINE, {"小学": 210, "初中": 120}, *PROVINCIAL, TOWNSHIP, 1.15, authority="示例省林业科学研究院"),
)  # fmt: skip

LIUSHA = (
    Spec("2136990051", "琉沙小学", "小学", {"小学": 1320}, wealth=1.0),
    Spec("2136990052", "银沙小学", "小学", {"小学": 900}, wealth=1.05),
    Spec("2136990053", "堤香小学", "小学", {"小学": 610}, urban=FRINGE, wealth=0.95),
    Spec("3136990054", "琉沙初级中学", JUNIOR, {"初中": 1090}, wealth=1.0),
    Spec("3136990055", "兰渚学校", NINE, {"小学": 300, "初中": 210}, before={"小学": 140, "初中": 100}, wealth=2.6, opened=date(2024, 9, 1), young={"小学": 2024, "初中": 2024}),
    Spec("3436990056", "琉沙云帆学校", "十二年一贯制学校", {"小学": 480, "初中": 330, "高中": 200}, "县区管民办", "民办", wealth=0.95, roster=False, hidden="backbone"),
)  # fmt: skip

FENGHE = (
    Spec("2136990061", "麦垄小学", "小学", {"小学": 250}, urban=TOWNSHIP, closed=SUMMER, wealth=1.15),
    Spec("2136990062", "塘塍小学", "小学", {"小学": 300}, urban=TOWNSHIP, closed=SUMMER, wealth=1.05),
    Spec("2136990063", "禾香小学", "小学", {"小学": 545}, urban=TOWN, of=("2136990061", "2136990062"), opened=AUTUMN),
    Spec("2136990064", "丰禾小学", "小学", {"小学": 1150}, urban=TOWN, wealth=1.1, attached=("附设幼儿班", 58, 2)),
    Spec("2136990065", "青穗小学", "小学", {"小学": 640}, urban=TOWN, wealth=0.95),
    Spec("3136990066", "丰禾初级中学", JUNIOR, {"初中": 1180}, urban=TOWN, wealth=1.1, backbone={"初中": 2.5}),
    Spec("3136990067", "青穗初级中学", JUNIOR, {"初中": 560}, urban=TOWN, wealth=0.95, backbone={"初中": 0.7}),
    Spec("3136990068", "垄上学校", NINE, {"小学": 330, "初中": 190}, urban=TOWNSHIP, wealth=1.0, backbone={"小学": 0.9, "初中": 0.5}, short_of_training=True),
    Spec("3436990069", "丰禾中学", "完全中学", {"初中": 480, "高中": 1100}, urban=TOWN, wealth=1.1, backbone={"初中": 1.0}),
)  # fmt: skip

YANQUAN = (
    Spec("2136990071", "岩泉小学", "小学", {"小学": 980}, urban=TOWN, wealth=1.1),
    Spec("2136990072", "泉边小学", "小学", {"小学": 505}, before={"小学": 450}, urban=TOWN),
    Spec("2136990072-1", "泉边小学云坡教学点", POINT, {"小学": 54}, urban=VILLAGE, wealth=1.2, roster=False, closed=SUMMER),
    Spec("2136990073", "石蕨小学", "小学", {"小学": 230}, urban=TOWNSHIP, wealth=1.1, roster=False),
    Spec("2136990073-1", "石蕨小学岭背教学点", POINT, {"小学": 57}, urban=VILLAGE, wealth=1.25, roster=False),
    Spec("3136990074", "岩泉初级中学", JUNIOR, {"初中": 860, "小学": 42}, urban=TOWN, attached=("附设小学班", 42, 6)),
    Spec("3136990075", "石蕨学校", NINE, {"小学": 240, "初中": 130}, urban=TOWNSHIP, wealth=1.0, short_of_training=True),
)  # fmt: skip

ZHUPU = (
    Spec("2136990081", "竹浦小学", "小学", {"小学": 890}, urban=TOWN),
    Spec("2136990082", "篁里小学", "小学", {"小学": 360}, urban=TOWNSHIP, roster=False),
    Spec("3136990083", "竹浦初级中学", JUNIOR, {"初中": 700}, urban=TOWN, wealth=1.05),
    Spec("3136990084", "篁里学校", NINE, {"小学": 300, "初中": 170}, urban=TOWNSHIP, roster=False),
)  # fmt: skip

SONGPI = (
    Spec("2136990091", "松陂小学", "小学", {"小学": 720}, wealth=1.05),
    Spec("3136990092", "松陂学校", NINE, {"小学": 480, "初中": 260}, urban=FRINGE),
    Spec("3136990093", "松陂初级中学", JUNIOR, {"初中": 410}, urban=FRINGE, silent=("2025-2026",)),
)  # fmt: skip

SCHOOLS: dict[str, tuple[Spec, ...]] = {
    "chenghu": CHENGHU,
    "luting": LUTING,
    "tangxi": TANGXI,
    "yunxiu": YUNXIU,
    "liusha": LIUSHA,
    "fenghe": FENGHE,
    "yanquan": YANQUAN,
    "zhupu": ZHUPU,
    "songpi": SONGPI,
}

# date, what, from, to, share, words
CHANGES: tuple[tuple[date, str, str | None, str | None, int | None, str], ...] = (
    (date(2024, 9, 1), "新建", None, "3136990055", None, "兰渚学校建成，起始年级为一年级和七年级"),
    (AUTUMN, "更名", "2136990065", "2136990065", None, "原名丰禾县城南小学，标识码不变"),
    (AUTUMN, "改码", "2136990034", "3136990035", None, "栎林小学改办九年一贯制，更名栎林学校"),
    (AUTUMN, "合并", "2136990061", "2136990063", 100, "麦垄小学并入新设的禾香小学"),
    (AUTUMN, "合并", "2136990062", "2136990063", 100, "塘塍小学并入新设的禾香小学"),
    (AUTUMN, "撤并", "2136990072-1", "2136990072", 100, "云坡教学点撤并，学生到本部就读，开通校车"),
)
