"""The files of the invented schools: what they report of themselves, their classes and their teachers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from making.specs import SCHOOLS, YEARS, Spec, first_day
from making.staff import Roster, Row, pupils_of
from making.text import csv_of, yaml_of

NEEDED = {"小学": (4.9, 8.2, 2350, 2.7), "初中": (6.4, 11.0, 2900, 2.8), "高中": (7.0, 12.0, 3300, 3.0)}
AMOUNTS = ("teaching_gross_m2", "indoor_sport_m2", "ground_m2", "equipment_yuan", "multimedia_rooms")
FIRST_GRADE = {"小学": 1, "初中": 7, "高中": 10}
LARGEST = {"小学": 44, "初中": 48, "高中": 50}
PER_PUPIL = {"小学": 800, "初中": 1020, "高中": 1250}
BY_CODE = {spec.code: spec for specs in SCHOOLS.values() for spec in specs}


@dataclass(frozen=True)
class Year:
    """A school in a year, with its staff."""

    spec: Spec
    year: str
    staff: Roster

    @property
    def pupils(self) -> dict[str, int]:
        """By stage."""
        return pupils_of(self.spec, self.year)

    def dice(self, what: str) -> random.Random:
        """Dice for one thing of this school and year, so that a change elsewhere does not move them."""
        return random.Random(f"{what} {self.spec.code} {self.year}")


def files(spec: Spec, year: str, staff: Roster) -> Iterator[tuple[str, str]]:
    """The files of one school and year: their paths and texts."""
    here = Year(spec, year, [dict(row) for row in staff])
    folder = f"schools/{spec.code}/{year}"
    _place_on_campuses(here)
    classes = [
        row for stage, n in here.pupils.items() for row in classes_of(stage, n, spec.grades(stage, year))
    ]
    yield f"{folder}/school.yaml", yaml_of("school", report(here, len(classes)))
    yield f"{folder}/classes.csv", csv_of("classes", classes)
    if spec.roster:
        yield (
            f"{folder}/teachers.csv",
            csv_of("teachers", sorted(here.staff, key=lambda row: str(row["code"]))),
        )


def classes_of(stage: str, pupils: int, grades: int) -> Iterator[Row]:
    """Classes of every grade, as equal as can be, none above the limit."""
    for i in range(grades):
        grade = FIRST_GRADE[stage] + i
        here = pupils // grades + (i < pupils % grades)
        number = -(-here // LARGEST[stage])
        for j in range(number):
            name = f"{grade}（{j + 1}）班"
            yield {"grade": grade, "class": name, "pupils": here // number + (j < here % number)}


def report(here: Year, classes: int) -> dict[str, Any]:
    """What a school reports of itself in a year."""
    spec, pupils = here.spec, sum(here.pupils.values())
    dice = here.dice("report")
    kindergarten = spec.attached[1] if spec.attached and spec.attached[0] == "附设幼儿班" else 0
    budget = sum(max(n, 100) * PER_PUPIL[stage] for stage, n in here.pupils.items())
    return {
        "school": spec.code,
        "year": here.year,
        "as_of": first_day(here.year),
        "stages": list(stage_rows(here)),
        "attached": [dict(zip(("type", "pupils", "classes"), spec.attached, strict=True))] if spec.attached else [],
        **conditions(here),
        "rooms": list(rooms(classes, dice)),
        "books": (pupils + kindergarten) * random.Random(f"books {spec.code}").randint(25, 38),
        "computers": pupils // 8,
        "public_budget_yuan": money(budget),
        "public_final_yuan": money(budget * dice.uniform(0.94, 0.995)),
        "training_yuan": money(budget * dice.uniform(0.052, 0.068)),
        "fitness": [fitness(here, stage, n, dice) for stage, n in here.pupils.items() if spec.was_there(stage, here.year)],
        "retention": list(retention(here, dice)),
    }  # fmt: skip


def stage_rows(here: Year) -> Iterator[Row]:
    """Pupils and staff by stage, and by campus where there are several."""
    if not here.spec.campuses:
        yield from (_stage_row(here, None, stage, n) for stage, n in here.pupils.items())
        return
    left = dict(here.pupils)
    for i, (campus, _, shares) in enumerate(here.spec.campuses):
        later = {stage for _, _, others in here.spec.campuses[i + 1 :] for stage in others}
        for stage, share in shares.items():
            n = round(here.pupils[stage] * share) if stage in later else left[stage]
            left[stage] -= n
            yield _stage_row(here, campus, stage, n)


def _stage_row(here: Year, campus: str | None, stage: str, n: int) -> Row:
    dice = here.dice(f"{stage} {campus}")
    rural = not here.spec.is_town
    row: Row = {
        "campus": campus,
        "stage": stage,
        "pupils": n,
        "grades": here.spec.grades(stage, here.year),
        "boarders": round(n * dice.uniform(0.15, 0.4)) if rural and stage != "小学" else 0,
        "left_behind": round(n * (dice.uniform(0.08, 0.2) if rural else dice.uniform(0.005, 0.02))),
        "migrant": round(n * (dice.uniform(0, 0.02) if rural else dice.uniform(0.06, 0.22))),
        "disabled": n if here.spec.type == "其他特教学校" else round(n * dice.uniform(0, 0.004)),
    }
    if here.spec.founder == "县级教育部门" and stage != "高中" and here.spec.type != "其他特教学校":
        row["in_catchment"] = round(n * dice.uniform(0.975, 1))
    return row | _staff_counts(here, campus, stage)


def _staff_counts(here: Year, campus: str | None, stage: str) -> Row:
    """With a roster the number of teachers, without one all that the figures need; by campus none."""
    if campus:
        return {}
    staff = [row for row in here.staff if _counts(row, stage)]
    if here.spec.roster:
        return {"teachers": len(staff)}

    def having(field: str, *values: str) -> int:
        return sum(row[field] in values for row in staff)

    counts = {
        "teachers": len(staff),
        "doctor": 0,
        "master": having("qualification", "硕士研究生"),
        "bachelor": having("qualification", "本科"),
        "associate": having("qualification", "专科"),
        "backbone": sum(row["backbone"] != "无" for row in staff),
        "sports": having("main_subject", "体育与健康"),
        "music": having("main_subject", "音乐"),
        "fine_art": having("main_subject", "美术"),
        "arts": 0,
        "certified": len(staff),
        "trained": sum((row["training_hours_5y"] or 0) >= 360 for row in staff),
    }
    return {name: n for name, n in counts.items() if name != here.spec.hidden}


def _counts(row: Row, stage: str) -> bool:
    return (row["category"], row["main_stage"]) == ("专任教师", stage) and row["here_as"] != "外校交入"


def conditions(here: Year) -> dict[str, Any]:
    """Facilities of the school, and of each campus where there are several."""
    if not here.spec.campuses:
        return dict(amounts(here.spec, here.year, None))
    sites = [
        {"campus": campus, **amounts(here.spec, here.year, campus)} for campus, _, _ in here.spec.campuses
    ]
    return {"sites": sites, **{name: sum(site[name] for site in sites) for name in AMOUNTS}}


@cache
def _first(spec_code: str, campus: str | None) -> tuple[int, int, int, int, int]:
    """What a school had when it first appears here, by its pupils and means; an even number of each."""
    spec = BY_CODE[spec_code]
    year = YEARS[0] if spec.is_open(YEARS[0]) else YEARS[1]
    dice = random.Random(f"facilities {spec_code} {campus}")
    shares = next((shares for name, _, shares in spec.campuses if name == campus), {})
    pupils = {
        stage: n * shares.get(stage, 0.0 if shares else 1.0) for stage, n in pupils_of(spec, year).items()
    }

    def drawn(i: int, low: float, high: float) -> float:
        return (
            sum(n * NEEDED[stage][i] for stage, n in pupils.items()) * spec.wealth * dice.uniform(low, high)
        )

    rooms, sports = round(drawn(0, 0.98, 1.22)), round(drawn(1, 0.93, 1.28))
    indoor = round(sports * 0.12)
    smart = -(-round(drawn(3, 0.92, 1.18) / 10) // 10)
    return rooms + indoor, indoor, sports - indoor, round(drawn(2, 0.85, 1.9)), smart


def amounts(spec: Spec, year: str, campus: str | None) -> dict[str, Any]:
    """The facilities of a school or campus in a year: those of before, a little better as a rule."""
    sources = [BY_CODE[code] for code in spec.of] or [spec]
    found = dict(
        zip(
            AMOUNTS,
            (sum(values) for values in zip(*(_first(s.code, campus) for s in sources), strict=True)),
            strict=True,
        )
    )
    if year == YEARS[1] and (spec.of or spec.is_open(YEARS[0])):
        dice = random.Random(f"gain {spec.code} {campus}")
        usual = {"equipment_yuan": dice.uniform(1.02, 1.1), "multimedia_rooms": dice.choice((1.0, 1.0, 1.05))}
        found = {name: round(n * spec.gain.get(name, usual.get(name, 1.0))) for name, n in found.items()}
    return found | {"equipment_yuan": money(found["equipment_yuan"])}


def rooms(classes: int, dice: random.Random) -> Iterator[Row]:
    """One room for music and one for art for every twelve classes."""
    for _ in range(-(-classes // 12)):
        yield {"type": "音乐", "area_m2": dice.randint(96, 118)}
        yield {"type": "美术", "area_m2": dice.randint(90, 110)}


def fitness(here: Year, stage: str, n: int, dice: random.Random) -> Row:
    """The fitness test of the last autumn."""
    exempt = round(n * dice.uniform(0, 0.01))
    tested = n - exempt - round(n * dice.uniform(0, 0.008))
    excellent, good = round(tested * dice.uniform(0.12, 0.3)), round(tested * dice.uniform(0.3, 0.4))
    failed = round(tested * dice.uniform(0.01, 0.05))
    return {
        "test_year": int(here.year[:4]) - 1,
        "stage": stage,
        "to_test": n,
        "exempt": exempt,
        "tested": tested,
        "excellent": excellent,
        "good": good,
        "passed": tested - excellent - good - failed,
        "failed": failed,
    }


def retention(here: Year, dice: random.Random) -> Iterator[Row]:
    """The cohort that left the junior stage in the summer."""
    n = here.pupils.get("初中", 0)
    if not n or not here.spec.was_there("初中", here.year):
        return
    entered = round(n / 3 * dice.uniform(0.95, 1.05))
    came, went = round(entered * dice.uniform(0, 0.03)), round(entered * dice.uniform(0, 0.03))
    gone = round(entered * dice.uniform(0, 0.012))
    yield {
        "graduated_in": int(here.year[:4]),
        "entered": entered,
        "graduated": entered + came - went - gone,
        "moved_in": came,
        "moved_out": went,
        "died": 0,
    }


def money(amount: float) -> Decimal:
    """Yuan, in hundreds."""
    return Decimal(round(amount / 100) * 100).quantize(Decimal("0.01"))


def _place_on_campuses(here: Year) -> None:
    """Gives every person of a school with campuses one of them, where the stage is taught."""
    count: dict[str, int] = {}
    for row in here.staff if here.spec.campuses else ():
        stage = row["main_stage"]
        shares = [(campus, shares.get(stage, 0.0)) for campus, _, shares in here.spec.campuses]
        count[stage] = count.get(stage, 0) + 1
        point = count[stage] * 7 % 20 / 20
        for campus, share in shares:
            if point < share or campus == shares[-1][0]:
                row["campus"] = campus
                break
            point -= share
