"""Rules on the classes of a school."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import STAGES, stage_of_grade
from eduhub.kinds.school import Classes
from eduhub.parameters import parameters
from eduhub.repository import Submission


@rule(
    "E1301",
    zh="{grade} 年级的班级「{name}」列了两次",
    en="the class '{name}' of grade {grade} stands twice",
    fix=Text("一个班只填一行", "fill one row a class"),
    why="重复的班级会使学生算两遍。",
)
def doubled_class(classes: Submission[Classes]) -> Iterable[Hit]:
    """The pupils of a class that stands twice are counted twice."""
    seen: set[tuple[int, str]] = set()
    for i, row in enumerate(classes.model.rows):
        if (row.grade, row.name) in seen:
            yield classes.at("rows", i, "class", grade=row.grade, name=row.name)
        seen.add((row.grade, row.name))


@rule(
    "Q1302",
    zh="{grade} 年级「{name}」有 {pupils} 名学生，{stage}班额上限为 {limit} 人",
    en="the class '{name}' of grade {grade} has {pupils} pupils; the limit for {stage} classes is {limit}",
    fix=Text(
        "核对人数；确属超班额的说明原因和化解计划",
        "check the number; explain a class that is too large and how it will be split",
    ),
    why="班额不超过规定，是政府保障程度的第 5 项指标。",
)
def large_class(classes: Submission[Classes]) -> Iterable[Hit]:
    """Class size within the limits is the fifth of the indicators of what a government ensures."""
    limits = parameters().class_limits()
    for i, row in enumerate(classes.model.rows):
        stage = stage_of_grade(row.grade)
        if stage in limits and row.pupils > limits[stage]:
            facts = {"grade": row.grade, "name": row.name, "pupils": row.pupils}
            yield classes.at("rows", i, "pupils", stage=STAGES.text(stage), limit=limits[stage], **facts)
