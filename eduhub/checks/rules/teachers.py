"""Rules on the staff of a school; what they say never shows a person's name or birth."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import BACKBONE
from eduhub.kinds.school import Teachers
from eduhub.repository import Repository, Submission


@rule(
    "E1401",
    zh="这个工号在第 {first} 行已经有了",
    en="this staff code stands in row {first} already",
    fix=Text("一人一行、一人一号；重名的人工号也不同", "keep one row and one code a person"),
    why="一个人列两次，教师数就多算一个。",
)
def doubled_teacher(teachers: Submission[Teachers]) -> Iterable[Hit]:
    """A person who is listed twice counts as two teachers."""
    for i, first in repeats(teachers.model.rows, lambda teacher: teacher.code):
        yield teachers.at("rows", i, "code", first=teachers.row(first))


@rule(
    "Q1402",
    zh="按出生年月，到校时只有 {age} 岁",
    en="by the month of birth this person joined the school at {age}",
    fix=Text("核对出生年月和到校时间", "check the month of birth and when the person joined"),
    why="年龄结构和交流条件都按这两个日期计算。",
)
def joined_too_young(teachers: Submission[Teachers]) -> Iterable[Hit]:
    """Age structure and eligibility for exchange are computed from these two."""
    for i, teacher in enumerate(teachers.model.rows):
        if teacher.born and teacher.joined_school:
            age = int(teacher.joined_school[:4]) - int(teacher.born[:4])
            if age < 17:
                yield teachers.at("rows", i, "joined_school", age=age)


@rule(
    "N1403",
    clause="S5.3a",
    zh="骨干称号「{title}」已于 {until} 到期，不计入骨干教师",
    en="the backbone title {title} ran out on {until} and is not counted",
    fix=Text("已续聘的更新有效期", "give the new date if it was renewed"),
    why="过期的称号计入，骨干教师数会虚高。",
)
def expired_title(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """Titles that have run out would inflate the number of backbone teachers."""
    year = teachers.owner.get("year")
    day = repository.day_in(year) if year else repository.as_of
    for i, teacher in enumerate(teachers.model.rows):
        until = teacher.valid_until
        if teacher.backbone not in (None, "无") and until and until < day:
            yield teachers.at(
                "rows", i, "valid_until", title=BACKBONE.text(teacher.backbone or ""), until=until
            )


@rule(
    "E1404",
    zh="没有编号为 {campus} 的校区",
    en="there is no campus {campus}",
    fix=Text(
        "改为学校登记的校区编号：{known}；只有一个校区的留空",
        "use a registered campus: {known}; leave it blank where there is only one",
    ),
    why="校区编号对不上，教师就不会计入任何校区。",
    needs=("schools",),
)
def teacher_of_no_campus(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """A teacher of a campus that does not exist is counted nowhere."""
    known = [campus.id for campus in repository.campuses.get(teachers.owner.get("school", ""), [])]
    for i, teacher in enumerate(teachers.model.rows):
        if teacher.campus and teacher.campus not in known:
            shown = known or Text("没有登记", "none registered")
            hit = teachers.at("rows", i, "campus", campus=teacher.campus, known=shown)
            yield hit.blaming("campus", teachers.owner.get("school", ""), teacher.campus)
