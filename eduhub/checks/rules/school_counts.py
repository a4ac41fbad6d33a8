"""Rules on the pupils that a school reports: attached classes, grades, fitness tests, retention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import ATTACHED, STAGES, stage_of_grade
from eduhub.kinds.school import Classes, SchoolYear
from eduhub.repository import Repository, Submission

_STAGE_OF_ATTACHED = {"附设小学班": "小学", "附设普通初中班": "初中"}


@rule(
    "E1214",
    zh="{type}填 {pupils} 人，多于{stage}在校生 {whole} 人",
    en="the attached {type} has {pupils} pupils, more than the {whole} of the {stage} stage",
    fix=Text(
        "附设班学生也要计入该学段的在校生", "pupils of attached classes count among those of the stage too"
    ),
    why="附设班学生是在校生的一部分，不会多于总数。",
)
def attached_over_stage(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """Pupils of attached classes are a part of the stage's pupils and can't exceed them."""
    for i, row in enumerate(school.model.attached):
        stage = _STAGE_OF_ATTACHED.get(row.type)
        whole = sum(r.pupils for r in school.model.stages if r.stage == stage)
        if stage and row.pupils > whole:
            facts = {"type": ATTACHED.text(row.type), "stage": STAGES.text(stage)}
            yield school.at("attached", i, "pupils", pupils=row.pupils, whole=whole, **facts)


@rule(
    "Q1215",
    zh="{type}有学生 {pupils} 人、班级 {classes} 个",
    en="the attached {type} has {pupils} pupils in {classes} classes",
    fix=Text(
        "核对学生数和班级数；没有附设班的删去这一行", "check both; drop the row where there is no such class"
    ),
    why="有学生就有班级，有班级就有学生。",
)
def attached_without_classes(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """Where there are pupils there is a class, and the other way round."""
    for i, row in enumerate(school.model.attached):
        if row.classes is not None and (row.pupils == 0) != (row.classes == 0):
            facts = {"type": ATTACHED.text(row.type), "pupils": row.pupils, "classes": row.classes}
            yield school.at("attached", i, "classes", **facts)


@rule(
    "E1216",
    zh="「{list}」里 {what} 列了两次",
    en="{what} stands twice under '{list}'",
    fix=Text("只保留一行", "keep one row"),
    why="同一项列两次，不知道以哪一行为准。",
)
def doubled_entry(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """With two rows for one thing nobody knows which one holds."""
    entries = list(_entries(school.model))
    for again, _ in repeats(entries, lambda entry: (entry[0], *entry[2])):
        name, i, key = entries[again]
        yield school.at(name, i, list=school.label(name), what=[part for part in key if part is not None])


def _entries(model: SchoolYear) -> Iterator[tuple[str, int, tuple[object, ...]]]:
    """Every row that there can be only one of: its list, its position and what it is about."""
    for i, attached in enumerate(model.attached):
        yield "attached", i, (ATTACHED.text(attached.type),)
    for i, site in enumerate(model.sites):
        yield "sites", i, (site.campus,)
    for i, row in enumerate(model.by_stage):
        yield "by_stage", i, (row.campus, STAGES.text(row.stage))
    for i, test in enumerate(model.fitness):
        yield "fitness", i, (test.test_year, STAGES.text(test.stage))
    for i, cohort in enumerate(model.retention):
        yield "retention", i, (cohort.graduated_in,)


@rule(
    "Q1217",
    zh="{stage}填 {grades} 个年级，班级表中有 {found} 个",
    en="{grades} grades are reported for the {stage} stage; its classes have {found}",
    fix=Text("核对年级数和班级表；暂时无学生的年级请说明", "check both; explain a grade without pupils"),
    why="年级是否齐全，决定学校是按在建还是按正常规模看待。",
    needs=("classes",),
    against=("found",),
)
def grades_by_class(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Whether all grades are there decides if a school is seen as still growing."""
    classes = repository.lists_of(Classes, school.owner)
    grades = {row.grade for row in classes.rows} if classes else set()
    for i, row in enumerate(school.model.stages):
        found = sum(stage_of_grade(grade) == row.stage for grade in grades)
        single = sum(r.stage == row.stage for r in school.model.stages) == 1
        if single and found and isinstance(row.grades, int) and row.grades != found:
            yield school.at(
                "stages", i, "grades", stage=STAGES.text(row.stage), grades=row.grades, found=found
            )


@rule(
    "E1221",
    zh="{year} 年{stage}体质健康各等级合计 {sum} 人，实测 {tested} 人",
    en="the grades of the fitness test of {year}, {stage} stage, add up to {sum}; {tested} were tested",
    fix=Text(
        "优秀、良好、及格、不及格之和应等于实测人数", "excellent, good, pass and fail make up the tested"
    ),
    why="合计不符，优良率就算不准。",
)
def fitness_does_not_add_up(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """Where they do not add up the shares of the grades are wrong."""
    for i, test in enumerate(school.model.fitness):
        found = test.excellent + test.good + test.passed + test.failed
        if found != test.tested:
            facts = {"year": str(test.test_year), "stage": STAGES.text(test.stage)}
            yield school.at("fitness", i, "tested", sum=found, tested=test.tested, **facts)


@rule(
    "E1222",
    zh="{year} 年{stage}体质健康实测 {tested} 人，多于应测 {to_test} 人减去免测 {exempt} 人",
    en="{tested} took the fitness test of {year}, {stage} stage, more than {to_test} less {exempt} exempt",
    fix=Text("核对应测、免测和实测人数", "check how many were to be tested, exempt and tested"),
    why="实测人数不会多于应测减免测。",
)
def tested_above_due(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """No more can be tested than were to be, less those who were exempt."""
    for i, test in enumerate(school.model.fitness):
        if test.tested > test.to_test - test.exempt:
            facts = {"year": str(test.test_year), "stage": STAGES.text(test.stage)}
            numbers = {"tested": test.tested, "to_test": test.to_test, "exempt": test.exempt}
            yield school.at("fitness", i, "tested", **facts, **numbers)


@rule(
    "Q1223",
    zh="体质健康的测试年度 {year} 晚于统计时点 {as_of}",
    en="the fitness test of {year} lies after {as_of}, when the figures were taken",
    fix=Text("核对测试年度", "check the year of the test"),
    why="还没有进行的测试不会有结果。",
)
def fitness_test_to_come(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """A test that is still to come has no results."""
    for i, test in enumerate(school.model.fitness):
        if test.test_year > school.model.as_of.year:
            yield school.at("fitness", i, "test_year", year=str(test.test_year), as_of=school.model.as_of)


@rule(
    "E1224",
    zh="{year} 届三年转出和死亡共 {gone} 人，多于入学和转入的 {came} 人",
    en="of the cohort of {year}, {gone} moved out or died, more than the {came} who entered or moved in",
    fix=Text("核对入学、转入、转出和死亡人数", "check who entered, moved in, moved out and died"),
    why="离开的学生不会多于来过的学生，巩固率无法计算。",
)
def more_left_than_came(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """No more can leave than ever came, and the retention rate has no meaning."""
    for i, cohort in enumerate(school.model.retention):
        came, gone = cohort.entered + cohort.moved_in, cohort.moved_out + cohort.died
        if gone > came:
            yield school.at("retention", i, "moved_out", year=str(cohort.graduated_in), gone=gone, came=came)


@rule(
    "Q1225",
    zh="{year} 届毕业班 {graduated} 人，按入学和转入转出推算应有 {expected} 人，巩固率超过 100%",
    en="{graduated} of the cohort of {year} graduate where {expected} are expected: retention above 100 %",
    fix=Text(
        "核对转入、转出人数；留级、复学的请说明", "check who moved in and out; explain pupils who came back"
    ),
    why="巩固率超过 100%，多半是转入漏填或转出多填。",
)
def retention_above_all(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """Retention above 100 % mostly means that pupils who moved in were left out."""
    for i, cohort in enumerate(school.model.retention):
        expected = cohort.entered + cohort.moved_in - cohort.moved_out - cohort.died
        if 0 <= expected < cohort.graduated:
            facts = {"year": str(cohort.graduated_in), "graduated": cohort.graduated, "expected": expected}
            yield school.at("retention", i, "graduated", **facts)
