"""Rules on the size, the rooms and the money of a school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

from eduhub.checks.per_pupil import per_pupil
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import ROOMS, SCHOOL_TYPES, stage_of_grade
from eduhub.kinds.register import School
from eduhub.kinds.school import Classes, SchoolYear
from eduhub.parameters import Parameters, in_force
from eduhub.repository import Repository, Submission

_COMPULSORY = ("小学", "初中")


@rule(
    "Q1219",
    clause="S5.2b",
    zh="「{name}」义务教育阶段有 {pupils} 名学生，{type}的规模上限是 {limit} 人",
    en="{name} has {pupils} pupils of compulsory age; the limit for a {type} is {limit}",
    fix=Text(
        "核对人数；确属超规模的说明原因和化解计划",
        "check the number; explain a school that is too large and what will be done",
    ),
    why="学校规模不超过规定，是政府保障程度的第 4 项指标。",
    needs=("schools",),
)
def large_school(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """School size within the limits is the fourth of the indicators of what a government ensures."""
    entry = repository.schools.get(school.model.school)
    pupils = _pupils(school.model)
    limit = _size_limit(school.model, entry, repository) if entry else None
    if entry and limit is not None and pupils > limit:
        facts = {"name": entry.name, "pupils": pupils, "limit": limit}
        yield school.at_key("stages", type=SCHOOL_TYPES.text(entry.type), **facts)


def _pupils(model: SchoolYear) -> int:
    """The pupils of the compulsory stages."""
    return sum(row.pupils for row in model.stages if row.stage in _COMPULSORY)


def _numbers(model: SchoolYear, repository: Repository) -> Parameters:
    return in_force(repository.day_in(model.year))


def _size_limit(model: SchoolYear, entry: School, repository: Repository) -> int | None:
    """The largest number of pupils, relaxed where eduhub.yaml says so and the school's facts allow it."""
    numbers, facts = _numbers(model, repository), model.relaxations
    if "school_size" not in _switches(repository):
        return numbers.school_limit(entry.type)
    granted = numbers["school_size_relaxed"]
    early = bool(facts and facts.planned_built and facts.planned_built <= granted["planned_built"])
    migrants = sum(r.migrant for r in model.stages if isinstance(r.migrant, int) and r.stage in _COMPULSORY)
    if not early and migrants <= granted["migrant_share"] * _pupils(model):
        return numbers.school_limit(entry.type)
    relaxed: int | None = granted["limit"].get(entry.type)
    return relaxed


def _switches(repository: Repository) -> tuple[str, ...]:
    """The dated relaxations that the city has switched on."""
    return repository.city.relaxations if repository.city else ()


@rule(
    "Q1226",
    clause="S5.2b",
    zh="义务教育阶段有 {classes} 个班，应有音乐、美术专用教室 {wanted} 间，现填 {rooms} 间",
    en="rooms for music and art: {rooms} reported, {wanted} needed for {classes} classes of compulsory age",
    fix=Text(
        "补填漏报的教室；确实不足的说明配置计划", "add rooms that were left out, or say what is planned"
    ),
    why="音乐、美术专用教室是政府保障程度的第 3 项指标。",
    needs=("classes",),
)
def few_rooms(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Rooms for music and art are the third of the indicators of what a government ensures."""
    found = repository.lists_of(Classes, school.owner)
    classes = sum(stage_of_grade(row.grade) in _COMPULSORY for row in found.rows) if found else 0
    wanted = ceil(classes / _numbers(school.model, repository)["classes_per_room"])
    rooms = len(school.model.rooms)
    if rooms and rooms < wanted:  # no room at all: the list was not filled
        yield school.at_key("rooms", classes=classes, wanted=wanted, rooms=rooms)


@rule(
    "Q1227",
    clause="S5.2b",
    zh="{type}专用教室 {area} 平方米，要求不小于 {wanted} 平方米",
    en="a room for {type} has {area} m²; {wanted} m² or more are wanted",
    fix=Text("核对面积；确实不足的说明改造计划", "check the area, or say what is planned"),
    why="面积不足的专用教室不计入政府保障程度的第 3 项指标。",
)
def small_room(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """A room that is too small does not count for the third indicator of what a government ensures."""
    for i, room in enumerate(school.model.rooms):
        wanted = _room_area(school, room.type, repository)
        if room.area_m2 < wanted:
            yield school.at(
                "rooms", i, "area_m2", type=ROOMS.text(room.type), area=room.area_m2, wanted=wanted
            )


def _room_area(school: Submission[SchoolYear], room: str, repository: Repository) -> float:
    """The smallest area of a room, relaxed where eduhub.yaml says so and the school's facts allow it."""
    model = school.model
    numbers, facts = _numbers(model, repository), model.relaxations
    areas = [numbers["room_area"][room]]
    if "room_area" in _switches(repository):
        granted = numbers["room_area_relaxed"]
        if facts and facts.planned_built and facts.planned_built <= granted["planned_built"]:
            areas.append(granted["area"][room])
        if _is_small_and_rural(school, granted["small"], repository):
            areas += [granted["small"]["area"][r.stage] for r in model.stages if r.stage in _COMPULSORY]
    return float(min(areas))


def _is_small_and_rural(
    school: Submission[SchoolYear], small: Mapping[str, Any], repository: Repository
) -> bool:
    """Is it a small rural school without a large class? Not unless the register and its classes say so."""
    entry, classes = repository.schools.get(school.model.school), repository.lists_of(Classes, school.owner)
    if entry is None or classes is None or entry.urban_rural not in small["urban_rural"]:
        return False
    largest = max((row.pupils for row in classes.rows), default=0)
    return bool(_pupils(school.model) < small["pupils_below"] and largest < small["class_below"])


@rule(
    "Q1228",
    clause="S5.2b",
    zh="教师培训经费 {training} 元，占公用经费预算的 {percent}%，要求不低于 {wanted}%",
    en="training funds of {training} yuan are {percent} % of the public funds budget; {wanted} % are wanted",
    fix=Text("核对两个金额；确实不足的说明原因", "check both amounts, or give the reason"),
    why="教师培训经费比例是教育质量的第 4 项指标。",
)
def low_training_funds(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """The share of training funds is the fourth of the indicators of quality."""
    training, budget = school.model.training_yuan, school.model.public_budget_yuan
    wanted = _numbers(school.model, repository)["training_share"]
    if training is None or budget is None or isinstance(training, str) or isinstance(budget, str):
        return
    if float(training) < wanted * float(budget):
        percent = round(float(training) / float(budget) * 100, 1)
        yield school.at("training_yuan", training=training, percent=percent, wanted=wanted * 100)


@rule(
    "Q1229",
    zh="「{field}」填 {value}，平均每名学生 {each}，一般在 {least} 至 {most} 之间{hint}",
    en="'{field}' is {value}, {each} a pupil; usual are {least} to {most}{hint}",
    fix=Text("核对数字和单位：金额为元，面积为平方米", "check number and unit: money in yuan, areas in m²"),
    why="单位填错一档，生均指标就差一万倍。",
)
def wrong_order_of_magnitude(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """With a wrong unit a figure per pupil is off by a factor of ten thousand."""
    numbers = _numbers(school.model, repository)
    for name in numbers["per_pupil"]["range"]:
        found = per_pupil(school.model, name, numbers)
        if found and not found.is_believable:
            value, each, least, most = getattr(school.model, name), found.each, found.least, found.most
            in_wan = name.endswith("_yuan") and least <= each * 10_000 <= most
            hint = (
                Text("，像是按万元填的", "; it looks like units of 10,000 yuan") if in_wan else Text("", "")
            )
            facts = {"value": value, "each": float(f"{each:.2g}"), "least": least, "most": most}
            yield school.at(name, field=school.label(name), hint=hint, **facts)


@rule(
    "Q1230",
    zh="规划建成年份 {year} 晚于统计时点 {as_of}",
    en="the school was planned and built in {year}, after {as_of}, when the figures were taken",
    fix=Text("核对规划建成年份", "check the year"),
    why="过渡期规定按建成年份适用，年份不对就会误用。",
)
def built_in_future(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """The dated relaxations follow from this year; a wrong one applies them where they do not hold."""
    facts = school.model.relaxations
    if facts and facts.planned_built and facts.planned_built > school.model.as_of.year:
        yield school.at(
            "relaxations", "planned_built", year=str(facts.planned_built), as_of=school.model.as_of
        )


@rule(
    "N1231",
    zh="填了租借或改建的体育场地，但没有填属于人口密度过高的中心城区，不会计入",
    en="leased or converted sports areas are given, but not a dense city centre: they are not counted",
    fix=Text("属于中心城区的填“是”；否则可以不填这两项", "say so if it is one; else both may stay blank"),
    why="只有人口密度过高的中心城区，才可以计入租借和改建的场地。",
)
def sport_without_dense_centre(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """Leased and converted areas count in dense city centres only."""
    facts = school.model.relaxations
    given = [facts.leased_sport_m2, facts.converted_sport_m2] if facts else []
    if facts and any(isinstance(area, float) and area for area in given) and facts.dense_centre is not True:
        yield school.at_key("relaxations")
