"""Rules on the entries of schools in the register: dates, belonging, and where they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from statistics import median

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import AFFILIATIONS, COORDINATES, FOUNDERS
from eduhub.kinds.register import School, Schools
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission
from eduhub.repository.distance import Point, kilometres


@rule(
    "E0404",
    zh="「{name}」的停办日期 {closed} 早于建校日期 {opened}",
    en="{name} was closed on {closed}, before it opened on {opened}",
    fix=Text(
        "核对两个日期；仍在办学的停办日期留空", "check both dates; leave the second blank if it is open"
    ),
    why="日期颠倒的学校哪一天都不在办学。",
)
def closed_before_opened(schools: Submission[Schools]) -> Iterable[Hit]:
    """With these dates in the wrong order a school is open on no day."""
    for i, school in enumerate(schools.model.rows):
        if school.opened and school.closed and school.closed < school.opened:
            yield schools.at(
                "rows", i, "closed", name=school.name, opened=school.opened, closed=school.closed
            )


def _open(schools: Submission[Schools], repository: Repository) -> Iterator[tuple[int, School]]:
    """The schools that are not closed, with their positions."""
    for i, school in enumerate(schools.model.rows):
        if not (school.closed and school.closed <= repository.as_of):
            yield i, school


@rule(
    "Q0405",
    zh="「{name}」在第 {first} 行已经有了，同属{district}",
    en="{name} stands in row {first} already, in {district} too",
    fix=Text(
        "同一所学校只占一行；确为两所学校的写全称，已停办的填停办日期",
        "keep one row a school; give full names where there are two, and the day on which one was closed",
    ),
    why="同名的两行多半是一所学校列了两次，学生和教师都会算两遍。",
)
def doubled_school_name(schools: Submission[Schools], repository: Repository) -> Iterable[Hit]:
    """Two rows of one name are mostly one school that is listed, and counted, twice."""
    rows = list(_open(schools, repository))
    for again, before in repeats(rows, lambda row: (row[1].district, row[1].name)):
        i, school = rows[again]
        facts = {"district": repository.name_of(school.district), "first": schools.row(rows[before][0])}
        yield schools.at("rows", i, "name", name=school.name, **facts)


@rule(
    "E0406",
    zh="「{name}」的所属学校填 {parent}，{why}",
    en="the parent school of {name} is {parent}, {why}",
    fix=Text("改为所属学校的标识码；没有所属学校的留空", "give the code of the parent, or leave it blank"),
    why="找不到所属学校，教学点就不知道由谁管理。",
)
def unknown_parent(schools: Submission[Schools], repository: Repository) -> Iterable[Hit]:
    """Nobody knows who runs a teaching point whose parent can't be found."""
    for i, school in enumerate(schools.model.rows):
        if school.parent == school.code:
            why = Text("就是它自己", "which is the school itself")
        elif school.parent and school.parent not in repository.schools:
            why = Text("名册里没有", "which is not in the register")
        else:
            continue
        hit = schools.at("rows", i, "parent", name=school.name, parent=school.parent, why=why)
        yield hit if school.parent == school.code else hit.blaming("school", school.parent)


@rule(
    "Q0407",
    zh="教学点「{name}」没有填所属学校",
    en="the teaching point {name} has no parent school",
    fix=Text(
        "填写管理它的学校的标识码；独立的请说明", "give the code of the school that runs it, or explain"
    ),
    why="教学点一般由中心小学管理，教师和经费都在中心小学。",
)
def teaching_point_alone(schools: Submission[Schools], repository: Repository) -> Iterable[Hit]:
    """A teaching point is usually run by a central school, which has its teachers and its money."""
    for i, school in _open(schools, repository):
        if school.type == "教学点" and school.parent is None and "-" not in school.code:
            yield schools.at("rows", i, "parent", name=school.name)


@rule(
    "Q0408",
    clause="S3.e",
    zh="「{name}」的隶属关系是“{affiliation}”，举办者类型是“{founder}”",
    en="the affiliation of {name} is '{affiliation}', its type of founder '{founder}'",
    fix=Text(
        "核对两项：民办学校属市管民办或县区管民办", "check both: a private school has a private affiliation"
    ),
    why="隶属关系决定考核结果报给谁，两项不符必有一项不对。",
)
def founder_against_affiliation(schools: Submission[Schools]) -> Iterable[Hit]:
    """Whom results go to follows from the affiliation; where the two differ one is wrong."""
    for i, school in enumerate(schools.model.rows):
        private = school.affiliation in ("市管民办", "县区管民办")
        if school.founder and private != (school.founder == "民办"):
            facts = {
                "affiliation": AFFILIATIONS.text(school.affiliation),
                "founder": FOUNDERS.text(school.founder),
            }
            yield schools.at("rows", i, "founder", name=school.name, **facts)


@rule(
    "Q0409",
    zh="「{name}」的驻地区划代码 {code} 不在{district}的区划代码（{known}）之内",
    en="the area code {code} of {name} lies outside those of {district} ({known})",
    fix=Text("核对区划代码和评估所属县区；确属飞地的请说明", "check area code and district, or explain"),
    why="两者不符，多半是县区或代码填错。",
    needs=("districts",),
)
def area_code_of_other_district(schools: Submission[Schools], repository: Repository) -> Iterable[Hit]:
    """Where the two differ, district or code is mostly wrong."""
    for i, school in enumerate(schools.model.rows):
        district = repository.districts.get(school.district)
        known = district.area_codes if district else ()
        code = school.area_code
        if district and code and known and not any(_covers(area, code) for area in known):
            yield schools.at(
                "rows", i, "area_code", name=school.name, code=code, district=district.name, known=known
            )


def _covers(area: str, code: str) -> bool:
    """Do two area codes name one place: six digits the county, nine the town?"""
    digits = 6 if 6 in (len(area), len(code)) else 9
    return area[:digits] == code[:digits]


@rule(
    "Q0410",
    zh="「{name}」只填了「{given}」，没有填「{missing}」",
    en="{name} has '{given}', but no '{missing}'",
    fix=Text("经度和纬度都填，或都留空", "give both or neither"),
    why="只有一半的坐标不能用来计算距离。",
)
def half_a_coordinate(schools: Submission[Schools]) -> Iterable[Hit]:
    """With half a coordinate no distance can be computed."""
    for i, school in enumerate(schools.model.rows):
        if (school.longitude is None) == (school.latitude is None):
            continue
        given, missing = ("longitude", "latitude") if school.latitude is None else ("latitude", "longitude")
        labels = {"given": schools.label("rows", given), "missing": schools.label("rows", missing)}
        yield schools.at("rows", i, given, name=school.name, **labels)


@rule(
    "Q0411",
    clause="S3.a",
    zh="「{name}」的坐标离{district}其他学校约 {km} 公里",
    en="by its coordinates {name} lies about {km} km from the other schools of {district}",
    fix=Text("核对经纬度的数字和先后", "check the digits, and which is longitude and which latitude"),
    why="坐标错一位，片区的距离就差几十公里。",
)
def far_from_its_district(schools: Submission[Schools], repository: Repository) -> Iterable[Hit]:
    """One wrong digit moves a school by tens of kilometres."""
    limit = in_force(repository.as_of)["far_from_others_km"]
    for district, places in _places(schools, repository).items():
        middle = (median(p[0] for p in places.values()), median(p[1] for p in places.values()))
        for i, place in places.items() if len(places) > 2 else ():
            km = kilometres(place, middle)
            if km > limit:
                name = schools.model.rows[i].name
                facts = {"name": name, "district": repository.name_of(district), "km": round(km)}
                yield schools.at("rows", i, "longitude", **facts)


def _places(schools: Submission[Schools], repository: Repository) -> Mapping[str, dict[int, Point]]:
    """Where the open schools of each district lie, by their positions in the register."""
    found: dict[str, dict[int, Point]] = {}
    for i, school in _open(schools, repository):
        if school.longitude is not None and school.latitude is not None:
            found.setdefault(school.district, {})[i] = (school.longitude, school.latitude)
    return found


@rule(
    "Q0412",
    clause="S3.a",
    zh="{district}的坐标来源不一：{sources}",
    en="the coordinates of {district} are of several systems: {sources}",
    fix=Text("同一县区的坐标统一取自一个来源", "take all coordinates of a district from one source"),
    why="几家地图的坐标互有偏移，混用会差出几百米。",
)
def mixed_coordinates(schools: Submission[Schools], repository: Repository) -> Iterable[Hit]:
    """The map services shift their coordinates against each other by hundreds of metres."""
    rows = schools.model.rows
    for district, places in _places(schools, repository).items():
        sources = {i: rows[i].coordinate_source for i in places if rows[i].coordinate_source}
        by = Counter(source for source in sources.values() if source)
        if len(by) > 1:
            rare = min(by, key=lambda source: (by[source], source))
            shown = [
                Text(f"{source} {by[source]} 所", f"{COORDINATES.text(source).en} {by[source]}")
                for source in COORDINATES.values
                if by[source]
            ]
            first = next(i for i, source in sources.items() if source == rare)
            facts = {"district": repository.name_of(district), "sources": shown}
            yield schools.at("rows", first, "coordinate_source", **facts)


@rule(
    "Q0413",
    clause="S3.a",
    zh="「{name}」与第 {first} 行「{other}」的坐标完全相同",
    en="{name} has exactly the coordinates of {other} in row {first}",
    fix=Text("核对坐标；两校确在一处的请说明", "check the coordinates; explain if both are in one place"),
    why="坐标多半是复制而来，距离会算成 0。",
)
def same_place(schools: Submission[Schools], repository: Repository) -> Iterable[Hit]:
    """Coordinates that were copied make a distance of nought."""
    rows = schools.model.rows
    for places in _places(schools, repository).values():
        seen: dict[Point, int] = {}
        for i, place in places.items():
            first = seen.setdefault(place, i)
            if first != i and rows[first].code not in (rows[i].parent, rows[i].code.partition("-")[0]):
                facts = {"name": rows[i].name, "first": schools.row(first), "other": rows[first].name}
                yield schools.at("rows", i, "longitude", **facts)
