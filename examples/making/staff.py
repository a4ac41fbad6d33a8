"""The teachers of the invented schools over two years: mostly the same persons, some leave, some are new."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from making.specs import DISTRICTS, SCHOOLS, YEARS, Spec

Row: TypeAlias = dict[str, Any]
Roster: TypeAlias = list[Row]

ARTS = ("体育与健康", "音乐", "美术")
SUBJECTS = {
    "小学": (("语文", 36), ("数学", 28), ("英语", 10), ("科学", 7), ("道德与法治", 5), ("信息科技", 3), ("心理健康", 1)),
    "初中": (("语文", 17), ("数学", 17), ("英语", 16), ("物理", 9), ("化学", 5), ("生物", 5), ("历史", 7), ("地理", 5), ("道德与法治", 7), ("信息科技", 2), ("心理健康", 1)),
    "高中": (("语文", 16), ("数学", 16), ("英语", 16), ("物理", 12), ("化学", 10), ("生物", 9), ("历史", 8), ("地理", 8), ("体育与健康", 5)),
}  # fmt: skip
CERTIFICATES = {"小学": "小学教师资格", "初中": "初级中学教师资格", "高中": "高级中学教师资格"}
PER_TEACHER = {"小学": 17.5, "初中": 13.0, "高中": 12.0}
DEGREES = ("硕士研究生", "本科", "专科", "高中阶段")
SHARES = {"小学": (4, 70, 23, 3), "初中": (12, 82, 6, 0), "高中": (30, 70, 0, 0)}
RANKS = (
    ("县区骨干", 54),
    ("县区学科带头人", 8),
    ("市骨干", 25),
    ("市学科带头人", 8),
    ("省骨干", 4),
    ("特级教师", 1),
)


def rosters() -> dict[tuple[str, str], Roster]:
    """The staff of every school that reports, by school code and year, before anyone is sent elsewhere."""
    found: dict[tuple[str, str], Roster] = {}
    for district in DISTRICTS:
        dice = random.Random(f"staff {district.id}")
        codes = (f"{district.letters}{number:05d}" for number in range(101, 99999))
        for year in YEARS:
            for spec in SCHOOLS[district.id]:
                if not spec.is_open(year):
                    continue
                stay = list(_staying(_pool(spec, found), year, dice))
                found[spec.code, year] = _filled(spec, year, stay, codes, dice)
    return found


def pupils_of(spec: Spec, year: str) -> dict[str, int]:
    """The pupils of a school by stage in a year: of the year before a little more or less, if not decided."""
    if year == YEARS[1] or spec.closed:
        return spec.pupils
    dice = random.Random(f"pupils {spec.code}")
    return {
        stage: spec.before.get(stage, round(n * dice.uniform(0.97, 1.03))) for stage, n in spec.pupils.items()
    }


def _pool(spec: Spec, found: dict[tuple[str, str], Roster]) -> Roster:
    """Who was there the year before, at this school or at those that it came from."""
    return [row for code in spec.of or (spec.code,) for row in found.get((code, YEARS[0]), [])]


def _staying(pool: Roster, year: str, dice: random.Random) -> Iterator[Row]:
    """Those who neither retire nor move away."""
    for row in pool:
        age = int(year[:4]) - int(row["born"][:4])
        if age < 60 and dice.random() > 0.05:
            yield row | {
                "training_hours_5y": (hours := row["training_hours_5y"]) and hours + dice.choice((0, 6, 12)),
                "lessons_per_week": max(8, row["lessons_per_week"] + dice.choice((-1, 0, 0, 1))),
            }


def _filled(spec: Spec, year: str, stay: Roster, codes: Iterator[str], dice: random.Random) -> Roster:
    """The staff of a year: those who stay, less where there are too many, and new ones where some are wanted."""
    rows: Roster = []
    staffing = random.Random(f"staffing {spec.code}").uniform(0.96, 1.1)
    for stage, pupils in pupils_of(spec, year).items():
        wanted = max(2, round(pupils / PER_TEACHER[stage] * staffing))
        here = [row for row in stay if row["main_stage"] == stage and row["category"] == "专任教师"][:wanted]
        arts = _arts_wanted(spec, stage, pupils) - sum(row["main_subject"] in ARTS for row in here)
        for i in range(wanted - len(here)):
            subject = ARTS[(i + len(here)) % 3] if i < arts else _drawn(SUBJECTS[stage], dice)
            here.append(_teacher(next(codes), stage, subject, spec, year, new=bool(stay), dice=dice))
        rows += _with_titles(here, _backbone_wanted(spec, stage, pupils), year, dice)
    rows += _others(spec, stay, year, codes, dice)
    return sorted(rows, key=lambda row: str(row["code"]))


def _arts_wanted(spec: Spec, stage: str, pupils: int) -> int:
    rate = random.Random(f"arts {spec.code} {stage}").uniform(0.9, 1.25)
    return round(pupils * rate / 100 + 0.3)


def _backbone_wanted(spec: Spec, stage: str, pupils: int) -> int:
    rate = random.Random(f"backbone {spec.code} {stage}").uniform(1.0, 1.7)
    return round(pupils * spec.backbone.get(stage, rate) / 100)


def _with_titles(rows: Roster, wanted: int, year: str, dice: random.Random) -> Iterator[Row]:
    """Gives backbone titles to so many teachers of some experience, those who have one included."""
    missing = wanted - sum(row["backbone"] != "无" for row in rows)
    able = [
        i
        for i, row in enumerate(rows)
        if row["backbone"] == "无" and int(year[:4]) - int(row["born"][:4]) > 29
    ]
    chosen = set(dice.sample(able, min(max(missing, 0), len(able))))
    for i, row in enumerate(rows):
        yield row | _title(row, year, dice) if i in chosen else row


def _title(row: Row, year: str, dice: random.Random) -> Row:
    latest, grown = int(year[:4]), int(row["born"][:4]) + 28
    awarded = max(grown, latest - dice.randint(0, 4)) if grown <= latest else latest
    rank = _drawn(RANKS[:3] if latest - int(row["born"][:4]) < 40 else RANKS, dice)
    return {"backbone": rank, "backbone_year": awarded, "valid_until": f"{awarded + 6}-12-31"}


def _others(spec: Spec, stay: Roster, year: str, codes: Iterator[str], dice: random.Random) -> Roster:
    """Administration, support and services; a teaching point has none."""
    if spec.type == "教学点":
        return []
    here = [row for row in stay if row["category"] != "专任教师"]
    have = {row["category"] for row in here}
    stage = next(iter(spec.pupils))
    for category, subject in (("行政", "语文"), ("教辅", "科学"), ("工勤", "其他")):
        if category not in have:
            row = _teacher(next(codes), stage, subject, spec, year, new=False, dice=dice)
            row |= {"category": category, "backbone": "无"}
            here.append(
                row
                | (
                    {"certificate": None, "title": "未定", "lessons_per_week": 0}
                    if category == "工勤"
                    else {}
                )
            )
    return here


def _teacher(
    code: str, stage: str, subject: str, spec: Spec, year: str, *, new: bool, dice: random.Random
) -> Row:
    """One teacher; who is new at a school of some age is mostly young."""
    now = int(year[:4])
    age = dice.randint(23, 34) if new and dice.random() < 0.75 else dice.randint(24, 57)
    started = min(age, dice.randint(22, 28))
    joined = now if new else min(now, now - age + started + dice.randint(0, age - started))
    if spec.opened and not spec.of:
        joined = max(joined, spec.opened.year)
    title = (
        "未定"
        if age < 25
        else dice.choices(("助理级", "中级", "副高级"), (60 - age, 40, max(0, age - 33)))[0]
    )
    return {
        "code": code,
        "sex": dice.choices(("男", "女"), (28, 72) if stage == "小学" else (38, 62))[0],
        "born": f"{now - age}-{dice.randint(1, 12):02d}",
        "category": "专任教师",
        "establishment": dice.random() < 0.94 and spec.founder != "民办",
        "main_stage": stage,
        "main_subject": subject,
        "lessons_per_week": dice.randint(12, 17) if stage == "小学" else dice.randint(9, 14),
        "qualification": dice.choices(DEGREES, SHARES[stage])[0],
        "title": title,
        "backbone": "无",
        "certificate": CERTIFICATES[stage],
        "joined_school": f"{joined}-08",
        "training_hours_5y": _hours(spec, dice) if age - started >= 5 else None,
        "here_as": "本校在岗",
    }  # fmt: skip


def _hours(spec: Spec, dice: random.Random) -> int:
    """Hours of training in five years, for who has served so long; at a few schools some are still short."""
    return dice.randint(330, 400) if spec.short_of_training else dice.randint(362, 430)


def _drawn(weighted: Iterable[tuple[str, int]], dice: random.Random) -> str:
    names, weights = zip(*weighted, strict=True)
    return str(dice.choices(names, weights)[0])


def exchanged(rosters: dict[tuple[str, str], Roster], pairs: Iterable[tuple[str, str, str, int]]) -> None:
    """Sends teachers from one school to another of the cluster: (year, from, to, number), backbone first.

    The school that sends keeps them on its roster as 派出交流; where they work they stand as 外校交入.
    """
    for year, sender, receiver, number in pairs:
        home = rosters[sender, year]
        stages = {row["main_stage"] for row in rosters[receiver, year]}
        able = [i for i, row in enumerate(home) if _may_go(row, year, stages)]
        able.sort(key=lambda i: home[i]["backbone"] == "无")
        for i in able[:number]:
            guest = home[i] | {"here_as": "外校交入", "personnel_school": sender}
            rosters[receiver, year].append({key: value for key, value in guest.items() if key != "campus"})
            home[i] = home[i] | {"here_as": "派出交流"}


def _may_go(row: Row, year: str, stages: set[str]) -> bool:
    """Is the teacher of a stage that is taught there, long enough at the school and not old?"""
    now = int(year[:4])
    return (
        row["category"] == "专任教师"
        and row["here_as"] == "本校在岗"
        and row["main_stage"] in stages
        and now - int(row["joined_school"][:4]) >= 6
        and now - int(row["born"][:4]) < 48
    )
