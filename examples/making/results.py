"""An assessment of the invented city: its head, and results of invented pupils under keys that say nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from making.specs import SCHOOLS, YEARS, Spec, first_day
from making.text import yaml_of

FOLDER = "private/2026-junior"
SUBJECTS = ("语文", "数学", "英语")
FULL_MARK = 120
SMALL = {"3136990045": 8}  # a school that is too small to be shown
_PART = 0.5  # of the pupils of grade 9, so that the file stays small
_HEADING = "key,school,subject,prior,outcome,state,entered,sex,boarding\n"
_LATEST = date(2026, 3, 31)


def assessment_files() -> Iterator[tuple[str, str]]:
    """The head and the results."""
    yield f"{FOLDER}/assessment.yaml", yaml_of("assessment", head())
    yield f"{FOLDER}/results.csv", _HEADING + "".join(rows())


def head() -> dict[str, Any]:
    """By which right it was held, when, and how it is to be computed."""
    return {
        "name": "2026-junior",
        "basis": {"type": "初中学业水平考试", "document": "示例省教育厅关于2026年初中学业水平考试工作的通知"},
        "prior_basis": {"type": "省级质量监测", "document": "示例省2025年义务教育质量监测方案"},
        "cohort": "2026",
        "grade": 9,
        "series": "junior",
        "dates": {"prior": date(2025, 5, 21), "outcome": date(2026, 6, 20)},
        "subjects": [
            {"subject": subject, "prior": "八年级监测量尺分", "outcome": "中考成绩", "outcome_max": FULL_MARK}
            for subject in SUBJECTS
        ],
        "composites": [{"composite": "总分", "subject": subject, "weight": 1} for subject in SUBJECTS],
        "models": ["reml", "band", "sgp"],
        "covariates": [
            {"name": "sex", "type": "category", "reference": "男"},
            {"name": "boarding", "type": "category", "reference": "否"},
        ],
    }


def schools() -> Iterator[Spec]:
    """The schools that have a grade 9 in the year, special schools left out."""
    year = YEARS[1]
    for specs in SCHOOLS.values():
        for spec in specs:
            is_there = "初中" in spec.pupils and not spec.closed and spec.grades("初中", year) == 3
            if is_there and spec.type != "其他特教学校":
                yield spec


def rows() -> list[str]:
    """All rows, in the order of the keys, which stands for nothing."""
    return sorted(row for spec in schools() for row in _of_school(spec))


@dataclass(frozen=True)
class _Pupil:
    """A pupil: what the row says, and the ability at the time of the prior by subject, in deviations."""

    key: str
    school: str
    girl: bool
    boards: bool
    moved: date | None
    ability: dict[str, float]


def _of_school(spec: Spec) -> Iterator[str]:
    dice = random.Random(f"results {spec.code}")
    number = SMALL.get(spec.code, round(spec.pupils["初中"] / 3 * _PART))
    intake, added = dice.gauss(0.1 if spec.is_town else -0.2, 0.3), dice.gauss(0, 0.25)
    by_subject = {subject: added + dice.gauss(0, 0.1) for subject in SUBJECTS}
    boarding = 0 if spec.is_town else 0.3
    for _ in range(number):
        pupil = _pupil(spec, dice, intake, boarding)
        yield from _rows_of(pupil, dice, by_subject)


def _pupil(spec: Spec, dice: random.Random, intake: float, boarding: float) -> _Pupil:
    general = intake + dice.gauss(0, 0.75)
    came = first_day(YEARS[1]) + timedelta(days=dice.randrange((_LATEST - first_day(YEARS[1])).days))
    return _Pupil(
        key=f"p{dice.randrange(16**7):07x}",
        school=spec.code,
        girl=dice.random() < 0.47,
        boards=dice.random() < boarding,
        moved=came if dice.random() < 0.03 else None,
        ability={subject: general + dice.gauss(0, 0.55) for subject in SUBJECTS},
    )


def _rows_of(pupil: _Pupil, dice: random.Random, added: dict[str, float]) -> Iterator[str]:
    state = _state(pupil, dice)
    has_prior = dice.random() > (0.6 if pupil.moved else 0.02)
    for subject in SUBJECTS:
        prior, outcome = _marks(pupil, subject, added[subject], dice)
        here = "缺考" if state in ("", "转入") and dice.random() < 0.004 else state
        yield (
            ",".join(
                (
                    pupil.key,
                    pupil.school,
                    subject,
                    str(prior) if has_prior else "",
                    str(outcome) if here in ("", "转入") else "",
                    here,
                    pupil.moved.isoformat() if pupil.moved else "",
                    "女" if pupil.girl else "男",
                    "是" if pupil.boards else "否",
                )
            )
            + "\n"
        )


def _state(pupil: _Pupil, dice: random.Random) -> str:
    """Of a hundred pupils one is absent; of a thousand two are exempt and four have left."""
    draw = dice.random()
    if draw < 0.016:
        return "缺考" if draw < 0.01 else "转出" if draw < 0.014 else "免考"
    return "转入" if pupil.moved else ""


def _marks(pupil: _Pupil, subject: str, added: float, dice: random.Random) -> tuple[int, int]:
    """The prior on a scale of mean 500, and the outcome as a mark."""
    ability = pupil.ability[subject]
    girls = 0.12 if pupil.girl and subject != "数学" else 0.0
    boarders = -0.06 if pupil.boards else 0.0
    after = 0.8 * ability + added + girls + boarders + dice.gauss(0, 0.5)
    prior = round(500 + 95 * (ability + dice.gauss(0, 0.3)))
    return prior, min(FULL_MARK, max(0, round(76 + 19 * after)))
