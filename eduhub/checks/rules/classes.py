"""Rules on the classes of a school."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import SCHOOL_TYPES, STAGES, stage_of_grade
from eduhub.kinds.school import Classes, SchoolYear
from eduhub.parameters import parameters
from eduhub.repository import Repository, Submission


@rule(
    "E1301",
    zh="{grade} 年级的班级「{name}」列了两次",
    en="the class '{name}' of grade {grade} stands twice",
    fix=Text("一个班只填一行", "fill one row a class"),
    why="重复的班级会使学生算两遍。",
)
def doubled_class(classes: Submission[Classes]) -> Iterable[Hit]:
    """The pupils of a class that stands twice are counted twice."""
    rows = classes.model.rows
    for i, _ in repeats(rows, lambda row: (row.grade, row.name)):
        yield classes.at("rows", i, "class", grade=rows[i].grade, name=rows[i].name)


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


@rule(
    "E1303",
    zh="{grade} 年级「{name}」的特教学生 {special} 人，多于全班 {pupils} 人",
    en="the class '{name}' of grade {grade} has {special} special pupils, more than its {pupils} pupils",
    fix=Text("特教学生是全班学生的一部分，核对两个数", "special pupils are a part of the class; check both"),
    why="部分大于总数，两个数中必有一个是错的。",
)
def special_over_pupils(classes: Submission[Classes]) -> Iterable[Hit]:
    """Where a part exceeds the whole, one of the two is wrong."""
    for i, row in enumerate(classes.model.rows):
        if row.special is not None and row.special > row.pupils:
            facts = {"grade": row.grade, "name": row.name, "special": row.special, "pupils": row.pupils}
            yield classes.at("rows", i, "special", **facts)


@rule(
    "Q1304",
    zh="{grade} 年级「{name}」没有学生",
    en="the class '{name}' of grade {grade} has no pupils",
    fix=Text("补填学生数；没有学生的班不列", "give the number; leave out a class without pupils"),
    why="空班会使班级数虚高，专用教室的需要量也会多算。",
)
def empty_class(classes: Submission[Classes]) -> Iterable[Hit]:
    """An empty class inflates the number of classes, and with it the rooms that are needed."""
    for i, row in enumerate(classes.model.rows):
        if row.pupils == 0:
            yield classes.at("rows", i, "pupils", grade=row.grade, name=row.name)


@rule(
    "Q1305",
    zh="有 {grades} 年级的班，「{name}」是{type}，学校基本情况里也没有填{stage}",
    en="there are classes of grade {grades}; {name} is a {type}, and its report has no {stage} stage",
    fix=Text(
        "核对年级：初中填 7 至 9，高中填 10 至 12；附设班请在学校基本情况中填写",
        "check the grade: junior is 7 to 9, senior 10 to 12; report attached classes in the school's data",
    ),
    why="年级决定学段，填错会把学生算到别的学段。",
    needs=("schools",),
)
def grade_not_of_school(classes: Submission[Classes], repository: Repository) -> Iterable[Hit]:
    """The stage follows from the grade; a wrong one counts the pupils for another stage."""
    school = repository.schools.get(classes.owner.get("school", ""))
    report = repository.lists_of(SchoolYear, classes.owner)
    if school is None or not school.stages or report is None:
        return
    stages = {*school.stages, *(row.stage for row in report.stages)}
    rows = list(enumerate(classes.model.rows))
    for stage in STAGES.values:
        wrong = [
            (i, row.grade) for i, row in rows if stage_of_grade(row.grade) == stage and stage not in stages
        ]
        if wrong:
            facts = {"name": school.name, "type": SCHOOL_TYPES.text(school.type), "stage": STAGES.text(stage)}
            yield classes.at(
                "rows", wrong[0][0], "grade", grades=sorted({grade for _, grade in wrong}), **facts
            )


@rule(
    "Q1306",
    zh="{stage}有 {before} 年级和 {after} 年级的班，中间缺 {missing} 年级",
    en="the {stage} stage has classes of grades {before} and {after}, but none of grade {missing}",
    fix=Text("补列缺少的班级；确实没有学生的请说明", "add the classes, or explain a grade without pupils"),
    why="漏列一个年级，班级合计就与在校生对不上。",
)
def missing_grade(classes: Submission[Classes]) -> Iterable[Hit]:
    """With a grade left out the classes do not add up to the pupils of the school."""
    for stage in STAGES.values:
        grades = sorted({row.grade for row in classes.model.rows if stage_of_grade(row.grade) == stage})
        missing = sorted({*range(grades[0], grades[-1])} - {*grades}) if grades else []
        if missing:
            facts = {"before": grades[0], "after": grades[-1], "missing": missing}
            yield classes.at_key("rows", 0, "grade", stage=STAGES.text(stage), **facts)
