"""Rules that hold the numbers of staff that a school reports against its roster of teachers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import STAGES
from eduhub.kinds.school import SchoolYear, Teacher, Teachers
from eduhub.parameters import Parameters, in_force
from eduhub.repository import Repository, Submission

Counts: TypeAlias = Callable[[Teacher], bool | None]  # None: the roster does not tell

_DEGREES = {"doctor": "博士研究生", "master": "硕士研究生", "bachelor": "本科", "associate": "专科"}
_SUBJECTS = {"sports": "体育与健康", "music": "音乐", "fine_art": "美术", "arts": "艺术"}


@rule(
    "Q1220",
    clause="S5.3a",
    zh="{stage}「{field}」填 {reported} 人，教师表中是 {listed} 人",
    en="'{field}' of the {stage} stage is {reported}; the roster has {listed}",
    fix=Text("核对教师表的有关栏目；确有差异的说明原因", "check the column in the roster, or explain"),
    why="有教师表的学校按教师表计算，两处不一致要说明。",
    needs=("teachers",),
    against=("listed",),
)
def staff_by_roster(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Where there is a roster the figures follow it, and a difference has to be explained."""
    roster = repository.lists_of(Teachers, school.owner)
    by = repository.city.count_by if repository.city else "personnel"
    day = repository.day_in(school.model.year)
    tests = _tests(in_force(day), day)
    for i, row in enumerate(school.model.stages):
        single = sum(r.stage == row.stage for r in school.model.stages) == 1
        if roster is None or not single:
            continue
        here = [t for t in roster.rows if t.counts_for(row.stage, school.model.school, by)]
        for name, counts in tests.items():
            reported, listed = getattr(row, name), _listed(here, counts)
            if isinstance(reported, int) and listed is not None and listed != reported:
                facts = {"stage": STAGES.text(row.stage), "field": school.label("stages", name)}
                yield school.at("stages", i, name, reported=reported, listed=listed, **facts)


def _listed(teachers: Sequence[Teacher], counts: Counts) -> int | None:
    """How many of them count; None where the roster says nothing of any."""
    told = [counts(teacher) for teacher in teachers]
    return None if all(one is None for one in told) else sum(one is True for one in told)


def _tests(numbers: Parameters, day: date) -> Mapping[str, Counts]:
    """For each number of staff: whom it counts."""

    def has_degree(name: str) -> Counts:
        return lambda teacher: teacher.qualification == _DEGREES[name]

    def teaches(name: str) -> Counts:
        return lambda teacher: teacher.main_subject == _SUBJECTS[name]

    def is_backbone(teacher: Teacher) -> bool | None:
        title = teacher.backbone
        return None if title is None else numbers.is_backbone(title, teacher.valid_until, day)

    def is_certified(teacher: Teacher) -> bool | None:
        return None if teacher.certificate is None else teacher.certificate != "无"

    def is_trained(teacher: Teacher) -> bool | None:
        hours = teacher.training_hours_5y
        return None if hours is None else hours >= numbers["training_hours"]

    return {
        **{name: has_degree(name) for name in _DEGREES},
        "backbone": is_backbone,
        **{name: teaches(name) for name in _SUBJECTS},
        "certified": is_certified,
        "trained": is_trained,
    }
