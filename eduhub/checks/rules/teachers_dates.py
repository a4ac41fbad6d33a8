"""Rules on the ages and years of staff; what they say never shows a person's birth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.school import SchoolYear, Teacher, Teachers
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission


def _day(teachers: Submission[Teachers], repository: Repository) -> date:
    """When the roster was taken: as the school's report says, else today or the last day of the year."""
    report = repository.lists_of(SchoolYear, teachers.owner)
    year = teachers.owner.get("year")
    return report.as_of if report else repository.day_in(year) if year else repository.as_of


def _years_between(month: str, day: date) -> float:
    """The years from a month to a day."""
    return day.year - int(month[:4]) + (day.month - int(month[5:])) / 12


@rule(
    "Q1405",
    clause="S5.3a",
    zh="按出生年月，到 {day} 的年龄不在 {least} 至 {most} 岁之间",
    en="by the month of birth this person is not between {least} and {most} years old on {day}",
    fix=Text(
        "核对出生年月；返聘人员请说明",
        "check the month of birth; explain staff who came back from retirement",
    ),
    why="教师年龄结构和退休预测都按出生年月计算。",
)
def unlikely_age(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """The structure of ages and the forecast of retirements follow from the month of birth."""
    day = _day(teachers, repository)
    ages = in_force(day)["staff_age"]
    for i, teacher in enumerate(teachers.model.rows):
        if teacher.born and not ages["min"] <= _years_between(teacher.born, day) < ages["max"] + 1:
            yield teachers.at("rows", i, "born", day=day, least=ages["min"], most=ages["max"])


@rule(
    "E1406",
    zh="「{field}」晚于 {day}",
    en="'{field}' lies after {day}",
    fix=Text("核对年份", "check the year"),
    why="还没有到的年月，多半是年份填错。",
)
def still_to_come(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """What is still to come is mostly a mistyped year."""
    year = teachers.owner.get("year")
    day = repository.day_in(year) if year else repository.as_of
    for i, teacher in enumerate(teachers.model.rows):
        for name, month in _past(teacher):
            if month > f"{day:%Y-%m}":
                yield teachers.at("rows", i, name, field=teachers.label("rows", name), day=day)


def _past(teacher: Teacher) -> Iterator[tuple[str, str]]:
    """What has to lie in the past: the name of the field, and its month."""
    if teacher.joined_school:
        yield "joined_school", teacher.joined_school
    if teacher.backbone_year:
        yield "backbone_year", f"{teacher.backbone_year}-01"


@rule(
    "Q1407",
    clause="S5.3a",
    zh="按出生年月，授予骨干称号时不满 {age} 岁",
    en="by the month of birth this person was given the backbone title before the age of {age}",
    fix=Text("核对出生年月和称号授予年份", "check the month of birth and the year of the title"),
    why="骨干教师数按称号计算，年份不对会算进不该算的人。",
)
def title_too_young(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """Backbone teachers are counted by their titles; a wrong year counts the wrong people."""
    age = in_force(_day(teachers, repository))["title_age"]
    for i, teacher in enumerate(teachers.model.rows):
        if teacher.born and teacher.backbone_year and teacher.backbone_year - int(teacher.born[:4]) < age:
            yield teachers.at("rows", i, "backbone_year", age=age)


@rule(
    "E1408",
    zh="称号有效期至 {until}，早于授予年份 {year}",
    en="the title is valid until {until}, before {year}, when it was given",
    fix=Text("核对授予年份和有效期", "check the year of the title and how long it is valid"),
    why="称号是否有效决定是否计入骨干教师。",
)
def title_ended_before_given(teachers: Submission[Teachers]) -> Iterable[Hit]:
    """Whether a title counts follows from how long it is valid."""
    for i, teacher in enumerate(teachers.model.rows):
        until, year = teacher.valid_until, teacher.backbone_year
        if until and year and until.year < year:
            yield teachers.at("rows", i, "valid_until", until=until, year=str(year))
