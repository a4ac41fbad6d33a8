"""Writes the example city: one invented district, thirteen schools, two clusters, one school year.

Run it as `python examples/make_city.py`; the same seed gives the same bytes, and a test compares them with what is
kept. Every name and number is made up, and school codes have serials 99xxxx that no real school has.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from eduhub.contract import editor_files
from eduhub.forms import blank_workbook
from eduhub.kinds.base import Kind
from eduhub.kinds.catalogue import FORMS, KINDS
from eduhub.kinds.codes import AREAS, BUDGET_HEADS
from eduhub.repository import Repository
from eduhub.repository.canonical import csv_text, plain, yaml_text
from eduhub.source.document import at

HERE = Path(__file__).parent
YEAR = "2025-2026"
DISTRICT = "chenghu"


@dataclass(frozen=True)
class Spec:
    """What is decided about a school; the rest is drawn."""

    code: str
    name: str
    type: str
    pupils: dict[str, int]
    affiliation: str = "县区属"
    founder: str = "县级教育部门"
    urban: str = "主城区"
    wealth: float = 1.0
    roster: bool = True
    campuses: tuple[str, ...] = ()


SPECS = (
    Spec("2136990001", "云杉小学", "小学", {"小学": 1260}, wealth=1.1),
    Spec("2136990002", "荷塘小学", "小学", {"小学": 980}),
    Spec("2136990003", "临溪小学", "小学", {"小学": 640}, urban="镇中心区", wealth=0.9),
    Spec("2136990004", "石桥小学", "小学", {"小学": 320}, urban="乡中心区", wealth=1.2, roster=False),
    Spec("2136990004-1", "石桥小学南坡教学点", "教学点", {"小学": 62}, urban="村庄", wealth=1.5, roster=False),
    Spec("2136990006", "望湖小学", "小学", {"小学": 1120}, wealth=0.95, campuses=("bei", "nan")),
    Spec("3136990007", "云杉中学", "初级中学", {"初中": 1150}, wealth=1.1),
    Spec("3136990008", "荷塘中学", "初级中学", {"初中": 820}),
    Spec("3136990009", "临溪中学", "初级中学", {"初中": 430}, urban="镇中心区", wealth=1.1),
    Spec("3136990010", "青禾学校", "九年一贯制学校", {"小学": 720, "初中": 400}, wealth=1.05),
    Spec(
        "3136990011",
        "石桥学校",
        "九年一贯制学校",
        {"小学": 260, "初中": 150},
        "省直事业单位办",
        "省级其他部门",
        "乡中心区",
        1.3,
    ),
    Spec("3436990012", "澄湖中学", "完全中学", {"初中": 900, "高中": 1050}, "市教育局直属", "地级教育部门", wealth=1.15),
    Spec(
        "3436990013",
        "启明实验学校",
        "十二年一贯制学校",
        {"小学": 540, "初中": 360, "高中": 240},
        "市管民办",
        "民办",
        wealth=0.85,
        roster=False,
    ),
)  # fmt: skip

SUBJECTS = {
    "小学": (("语文", 34), ("数学", 26), ("英语", 10), ("体育与健康", 9), ("音乐", 6), ("美术", 6), ("科学", 5), ("道德与法治", 4)),
    "初中": (("语文", 17), ("数学", 17), ("英语", 16), ("物理", 9), ("化学", 5), ("生物", 5), ("历史", 7), ("地理", 5), ("道德与法治", 7), ("体育与健康", 9), ("音乐", 4), ("美术", 4)),
    "高中": (("语文", 16), ("数学", 16), ("英语", 16), ("物理", 12), ("化学", 10), ("生物", 9), ("历史", 8), ("地理", 8), ("体育与健康", 5)),
}  # fmt: skip
PER_TEACHER = {"小学": 17.5, "初中": 13.0, "高中": 12.0}
NEEDED = {"小学": (4.9, 8.2, 2350, 2.7), "初中": (6.6, 11.2, 2900, 2.9), "高中": (7.0, 12.0, 3300, 3.0)}


def record(kind: Kind, data: dict[str, Any]) -> Any:
    """A checked record: the example can't hold what the kinds refuse."""
    return kind.record.model_validate(data)


def grades_of(stage: str) -> range:
    """The grades of a stage, counted from 1 to 12."""
    return {"小学": range(1, 7), "初中": range(7, 10), "高中": range(10, 13)}[stage]


def classes_of(stage: str, pupils: int) -> Iterator[dict[str, Any]]:
    """Classes of every grade, as equal as can be, none above the limit."""
    grades = grades_of(stage)
    most = {"小学": 44, "初中": 48, "高中": 50}[stage]
    for i, grade in enumerate(grades):
        here = pupils // len(grades) + (i < pupils % len(grades))
        number = -(-here // most)
        for j in range(number):
            name = f"{grade}（{j + 1}）班"
            yield {"grade": grade, "class": name, "pupils": here // number + (j < here % number)}


def teachers_of(spec: Spec, dice: random.Random) -> Iterator[dict[str, Any]]:
    """The staff of a school by stage; codes only, no names."""
    serial = 0
    for stage, pupils in spec.pupils.items():
        for _ in range(round(pupils / PER_TEACHER[stage])):
            serial += 1
            yield {"code": f"{spec.code}-{serial:03d}", **teacher(stage, spec, dice)}
    for category in ("行政", "教辅", "工勤"):
        serial += 1
        stage = next(iter(spec.pupils))
        yield {
            "code": f"{spec.code}-{serial:03d}",
            **teacher(stage, spec, dice),
            "category": category,
            "backbone": "无",
        }


def teacher(stage: str, spec: Spec, dice: random.Random) -> dict[str, Any]:
    """One teacher."""
    subjects, weights = zip(*SUBJECTS[stage], strict=True)
    age = dice.randint(24, 58)
    started = dice.randint(22, min(age, 30))
    joined = min(2025, 2025 - age + started + dice.randint(0, age - started))
    degrees = {"小学": (0, 4, 70, 22, 4), "初中": (1, 12, 82, 5, 0), "高中": (2, 30, 68, 0, 0)}[stage]
    names = ("博士研究生", "硕士研究生", "本科", "专科", "高中阶段")
    chance = 0.2 + 0.3 * max(0.0, spec.wealth - 0.85)
    level = dice.choices(("县区骨干", "市骨干", "市学科带头人", "省骨干"), (60, 28, 9, 3))[0]
    title = "未定" if age < 25 else dice.choices(("助理级", "中级", "副高级"), (60 - age, 40, age - 22))[0]
    return {
        "sex": dice.choices(("男", "女"), (28, 72))[0],
        "born": f"{2025 - age}-{dice.randint(1, 12):02d}",
        "category": "专任教师",
        "establishment": dice.random() < 0.93,
        "main_stage": stage,
        "main_subject": dice.choices(subjects, weights)[0],
        "lessons_per_week": dice.randint(10, 16),
        "qualification": dice.choices(names, degrees)[0],
        "title": title,
        "backbone": level if age > 28 and dice.random() < chance else "无",
        "certificate": {"小学": "小学教师资格", "初中": "初级中学教师资格", "高中": "高级中学教师资格"}[
            stage
        ],
        "joined_school": f"{joined}-08",
        "training_hours_5y": dice.randint(300, 420),
        "here_as": "本校在岗",
    }


def counts_of(stage: str, pupils: int, staff: list[dict[str, Any]], roster: bool) -> dict[str, Any]:
    """The row of a stage: with a roster the number of teachers, without one all that the figures need."""
    here = [t for t in staff if t["main_stage"] == stage and t["category"] == "专任教师"]
    row: dict[str, Any] = {
        "stage": stage,
        "pupils": pupils,
        "grades": len(grades_of(stage)),
        "teachers": len(here),
    }
    if roster:
        return row

    def having(field: str, *values: str) -> int:
        return sum(t[field] in values for t in here)

    return row | {
        "doctor": having("qualification", "博士研究生"),
        "master": having("qualification", "硕士研究生"),
        "bachelor": having("qualification", "本科"),
        "associate": having("qualification", "专科"),
        "backbone": sum(t["backbone"] != "无" for t in here),
        "sports": having("main_subject", "体育与健康"),
        "music": having("main_subject", "音乐"),
        "fine_art": having("main_subject", "美术"),
        "arts": having("main_subject", "艺术"),
        "certified": len(here),
    }


def facilities_of(pupils: dict[str, int], wealth: float, dice: random.Random) -> dict[str, Any]:
    """Rooms, grounds and equipment for so many pupils, better or worse by the school's means."""
    rooms = sum(n * NEEDED[stage][0] for stage, n in pupils.items()) * wealth * dice.uniform(0.95, 1.25)
    sports = sum(n * NEEDED[stage][1] for stage, n in pupils.items()) * wealth * dice.uniform(0.85, 1.3)
    money = sum(n * NEEDED[stage][2] for stage, n in pupils.items()) * wealth * dice.uniform(0.75, 2.4)
    smart = sum(n * NEEDED[stage][3] for stage, n in pupils.items()) / 100 * wealth * dice.uniform(0.9, 1.2)
    indoor = round(sports * 0.12)
    return {
        "teaching_gross_m2": round(rooms) + indoor,
        "indoor_sport_m2": indoor,
        "ground_m2": round(sports) - indoor,
        "equipment_yuan": Decimal(round(money, -2)).quantize(Decimal("0.01")),
        "multimedia_rooms": -(-round(smart * 10) // 10),
    }


def school_files(spec: Spec, dice: random.Random) -> Iterator[tuple[str, str]]:
    """The files of one school and year."""
    staff = list(teachers_of(spec, dice))
    folder = f"schools/{spec.code}/{YEAR}"
    report: dict[str, Any] = {"school": spec.code, "year": YEAR, "as_of": date(2025, 9, 1)}
    if spec.campuses:
        report |= campus_report(spec, staff, dice)
    else:
        stages = [counts_of(stage, n, staff, spec.roster) for stage, n in spec.pupils.items()]
        report |= {"stages": stages, **facilities_of(spec.pupils, spec.wealth, dice)}
    report |= {
        "books": sum(spec.pupils.values()) * dice.randint(25, 38),
        "computers": sum(spec.pupils.values()) // 8,
    }
    yield f"{folder}/school.yaml", yaml_text(KINDS["school"], record(KINDS["school"], report))
    classes = [row for stage, n in spec.pupils.items() for row in classes_of(stage, n)]
    yield f"{folder}/classes.csv", csv_text(KINDS["classes"], record(KINDS["classes"], {"rows": classes}))
    if spec.roster:
        yield (
            f"{folder}/teachers.csv",
            csv_text(KINDS["teachers"], record(KINDS["teachers"], {"rows": staff})),
        )


def campus_report(spec: Spec, staff: list[dict[str, Any]], dice: random.Random) -> dict[str, Any]:
    """A school of one stage on two campuses: pupils, staff and facilities by campus, and their sums."""
    (stage, pupils), (first, second) = next(iter(spec.pupils.items())), spec.campuses
    here = round(pupils * 0.6)
    sites = []
    rows = []
    for campus, n in ((first, here), (second, pupils - here)):
        sites.append({"campus": campus, **facilities_of({stage: n}, spec.wealth, dice)})
        rows.append({"campus": campus, "stage": stage, "pupils": n, "grades": 6})
    for i, person in enumerate(staff):
        person["campus"] = first if i % 5 < 3 else second
    total = {name: sum(site[name] for site in sites) for name in sites[0] if name != "campus"}
    return {"stages": rows, "sites": sites, **total}


def plan(
    cluster: str, name: str, stage: str, path: str, members: list[str], dice: random.Random
) -> dict[str, Any]:
    """The plan of a cluster whose first member leads."""
    cycle = {"start": date(2023, 9, 1), "end": date(2026, 8, 31)}
    rows = [
        {"school": code, "stages": [stage], "role": "成员校" if i else "牵头校", "joined": date(2023, 9, 1)}
        for i, code in enumerate(members)
    ]
    words = {
        "管理创新": "每月一次校长例会，互看管理制度，每学期共同诊断一个突出问题",
        "资源建设": "体育馆、实验室和图书馆放学后与双休日向成员校开放",
        "教育教学": "各学科每两周一次联合教研，每学期一次集体备课展示",
        "文化理念": "共定片区愿景，各校保留自己的校训和传统项目",
        "专业成长": "名师工作室接收各校青年教师，跨校结成师徒",
        "五育并举": "合编五育融合年度计划，举办片区体育节、艺术节和劳动周",
    }
    budget = [
        {
            "fiscal_year": year,
            "head": head,
            "source": "学校预算",
            "school": code,
            "amount": Decimal(dice.randint(2, 9) * 5000),
        }
        for year in (2025, 2026)
        for head in BUDGET_HEADS.values
        for code in members[:2]
    ]
    return {
        "cluster": {"id": cluster, "name": name, "stages": [stage], "path": path},
        "phase": "试点",
        "cycle": cycle,
        "members": rows,
        "setting": {"nearness": "成员校都在澄湖两岸，最远不超过四公里", "longest_way_km": 3.8},
        "governance": {
            "form": "管理委员会",
            "charter": "片区共同体章程，2023 年 8 月成员校校长会议通过",
            "meetings": 5,
            "decision_rule": "每校一票，过半数通过；经费安排须三分之二同意",
            "attendance": 80,
            "posts": [{"post": "主任", "school": members[0]}, {"post": "副主任", "school": members[1]}],
        },
        "goals": [
            {"measure": "生均教学仪器设备值差异系数", "baseline": 0.42, "target": 0.3, "by": cycle["end"], "owner": "管理委员会"},
            {"measure": "每百名学生拥有县级及以上骨干教师数", "unit": "人", "baseline": 0.7, "target": 1, "by": cycle["end"], "owner": "管理委员会"},
        ],
        "commitments": [{"area": area, "words": words[area]} for area in AREAS.values],
        "exchange": {"share": 10, "backbone_share": 20, "forms": ["全职交流轮岗", "跨校兼课"]},
        "supervision": {"inspectors": 2, "diagnoses": 1},
        "evaluation": {"self_review": [date(2026, 6, 15)]},
        "budget": budget,
        "submitted": {"on": date(2023, 4, 12), "by": "澄湖区教育体育局", "version": 1},
    }  # fmt: skip


def registers() -> Iterator[tuple[str, str]]:
    """Settings and registers of the city."""
    settings = {
        "name": "示例市",
        "lang": "zh",
        "as_of": date(2026, 6, 30),
        "years": {"current": YEAR, "cycle_start": "2023-2024"},
        "phases": {
            "试点": {"plan_due": date(2023, 4, 17), "clusters": {"min": 1, "max": 2}, "cycle_years": 3},
            "后期": {"plan_due": date(2023, 12, 31)},
        },
    }
    yield (
        "eduhub.yaml",
        "# 示例市是虚构的城市，学校、代码和数据都是编造的。\n# An invented city: its schools, codes and figures are made up.\n"
        + yaml_text(KINDS["city"], record(KINDS["city"], settings)),
    )
    district = {
        "id": DISTRICT,
        "name": "澄湖区",
        "area_codes": ["369901"],
        "type": "区",
        "phase": "试点",
        "office": "教育体育局基础教育科",
    }
    rows: dict[str, list[dict[str, Any]]] = {
        "districts": [district],
        "schools": [school_entry(spec) for spec in SPECS],
        "campuses": [
            {"school": spec.code, "id": campus, "name": {"bei": "北校区", "nan": "南校区"}[campus], "stages": list(spec.pupils)}
            for spec in SPECS
            for campus in spec.campuses
        ],
    }  # fmt: skip
    for name, entries in rows.items():
        yield KINDS[name].path, csv_text(KINDS[name], record(KINDS[name], {"rows": entries}))


def school_entry(spec: Spec) -> dict[str, Any]:
    """A school's line in the register."""
    authority = {"县区属": "澄湖区教育体育局", "省直事业单位办": "示例省地质局"}.get(
        spec.affiliation, "示例市教育局"
    )
    return {
        "code": spec.code,
        "name": spec.name,
        "type": spec.type,
        "affiliation": spec.affiliation,
        "founder": spec.founder,
        "district": DISTRICT,
        "authority": authority,
        "parent": spec.code[:10] if "-" in spec.code else None,
        "urban_rural": spec.urban,
    }


def city_files() -> Iterator[tuple[str, str]]:
    """Every file of the data repository: its path and its text."""
    dice = random.Random(20230309)
    yield ".gitignore", "private/\ninbox/\nout/\n.eduhub/\n"
    yield ".gitattributes", "* text eol=lf\n*.xlsx binary\n"
    yield from editor_files()
    yield from registers()
    plans = (
        ("chenghu-01", "澄湖东岸小学共同体", "小学", "优质校引领", ["2136990001", "2136990002", "2136990004", "2136990004-1", "3136990010"]),
        ("chenghu-02", "澄湖初中共同体", "初中", "校际联盟", ["3136990007", "3136990008", "3136990010", "3436990012"]),
    )  # fmt: skip
    for cluster, name, stage, path, members in plans:
        data = plan(cluster, name, stage, path, members, dice)
        yield (
            f"clusters/{DISTRICT}/{cluster}/plan.yaml",
            yaml_text(KINDS["plan"], record(KINDS["plan"], data)),
        )
    for spec in SPECS:
        yield from school_files(spec, dice)


def write(folder: Path) -> None:
    """Writes the city afresh into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in city_files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


# A clerk's slips: sheet, row of the list (None on a sheet of label and value), heading, what she typed.
SLIPS: tuple[tuple[str, int | None, str, str | int], ...] = (
    ("学校基本情况", None, "统计时点", "2025年9月1日"),
    ("学校基本情况", None, "教学仪器设备值（元）", "560万"),
    ("班级", 6, "学生数", "四十二"),
    ("教师", 2, "主要任教学科", "语交"),
    ("教师", 4, "周课时", 45),
    ("教师", 7, "工号", 360199198501012345),
)


def filled(kind: Kind, document: Any) -> dict[str, list[dict[str, Any]]]:
    """The rows of a form by sheet and heading, from a record."""
    data = plain(document)
    sheets = {}
    for sheet in kind.layout.sheets:
        records = [data] if sheet.pairs else at(data, sheet.route) or []
        sheets[sheet.title.zh] = [
            {column.heading("zh"): typed(at(row, column.route)) for column in sheet.columns}
            for row in records
        ]
    return sheets


def typed(value: Any) -> str | float | None:
    """A value as somebody would type it into a cell: numbers as numbers, lists with 、 between."""
    if value is None or isinstance(value, list):
        return None if value is None else "、".join(map(str, value))
    text = str(value)
    return float(text) if type(value).__name__ == "_Bare" and text.replace(".", "").isdigit() else text


def slips() -> bytes:
    """The form of the first school with some slips in it, as a clerk might send it."""
    spec = SPECS[0]
    files = dict(school_files(spec, random.Random(20250901)))
    folder = f"schools/{spec.code}/{YEAR}"
    sheets: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name, text in files.items():
            path = Path(temporary) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        for submission in Repository.load([Path(temporary) / folder]).submissions:
            sheets |= filled(submission.kind, submission.model)
    sheets["教师"] = sheets["教师"][:12]
    sheets["分学段情况"][0]["专任教师"] = None
    for sheet, row, heading, value in SLIPS:
        sheets[sheet][row or 0][heading] = value
    return blank_workbook(FORMS["roster"], "zh", sheets)


if __name__ == "__main__":
    write(HERE / "city")
    (HERE / "slips").mkdir(exist_ok=True)
    (HERE / "slips" / "云杉小学.xlsx").write_bytes(slips())
