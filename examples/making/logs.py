"""The logs of the invented clusters for a school year: activities by the plan's tasks, and measures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from making.clusters import ClusterSpec
from making.school_files import BY_CODE
from making.specs import YEARS
from making.staff import pupils_of
from making.year_plans import Task, day_of, schools_of, tasks

AS_OF = date(2026, 6, 30)
TERMS = {
    "2024-2025": ((date(2024, 9, 9), date(2025, 1, 10)), (date(2025, 2, 20), date(2025, 6, 27))),
    "2025-2026": ((date(2025, 9, 8), date(2026, 1, 16)), (date(2026, 3, 4), date(2026, 6, 24))),
}
# Public holidays that fall on days of school; the make-up days are not used.
HOLIDAYS = (
    (date(2024, 9, 15), date(2024, 9, 17)),
    (date(2024, 10, 1), date(2024, 10, 7)),
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 4, 4), date(2025, 4, 6)),
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 5, 31), date(2025, 6, 2)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
)
TIMES = (("14:00", "16:00"), ("14:30", "16:30"), ("14:20", "16:10"), ("09:00", "11:20"), ("08:40", "11:30"), ("15:00", "16:40"))  # fmt: skip
# Words of a title that belong to some months only.
SEASONS = {
    "清明": (3, 4),
    "春": (3, 4, 5),
    "秋收": (10, 11),
    "冬季": (11, 12),
    "传统节日": (1, 5, 6),
    "国旗下": (9, 10, 3),
    "红色故事": (9, 10, 6),
    "劳动周": (4, 5),
    "学期工作对接": (9, 2, 3),
    "学期总结": (1, 6),
    "新学期师资": (6,),
    "期中": (11, 4, 5),
    "期末": (12, 1, 6),
    "复习": (12, 1, 4, 5, 6),
    "中考": (3, 4, 5),
    "校运会": (10, 11),
    "新教师": (9, 10, 11),
    "八年级": (9, 10, 11, 3),
}
DAYS = {"夜": ("18:30", "20:20"), "全天": ("09:00", "16:00"), "周末": ("08:30", "11:40")}
PRIZES = ("一等奖", "二等奖", "二等奖", "三等奖", "三等奖", "优秀奖")
TITLES = {
    "联合教研": ("{subject}联合教研：{topic}", "{topic}（{subject}联合教研）", "{subject}教研活动——{topic}"),
    "集体备课": ("集体备课：{topic}", "{topic}集体备课会", "{topic}"),
    "管理交流": ("校长例会：{topic}", "{topic}交流会", "管理互学：{topic}"),
    "问题诊断": ("联合诊断：{topic}", "{topic}问题会诊", "专题诊断——{topic}"),
    "名师视导": ("{topic}", "名师团队{topic}", "视导：{topic}"),
    "专家讲学": ("讲座：{topic}", "{topic}（专题讲座）", "报告会：{topic}"),
    "研课坊": ("研课坊：{topic}", "{topic}（研课坊）"),
    "研题坊": ("研题坊：{topic}", "{topic}（研题坊）"),
    "名师工作室": ("工作室研修：{topic}", "{topic}（名师工作室）"),
}


def activities(cluster: ClusterSpec, year: str, staff: dict[str, int]) -> list[dict[str, Any]]:
    """The log of a year up to today; staff: teachers by school, so that no more take part than there are."""
    dice = cluster.dice(f"log {year}")
    held = list(_held(cluster, year, dice))
    rows = [
        _activity(cluster, year, one, topic, staff, dice) for one, topic in _with_topics(cluster, year, held)
    ]
    return sorted(rows, key=lambda row: row["date"])


@dataclass(frozen=True)
class Held:
    """An activity of a task: the n-th of the year, on a day."""

    task: Task
    n: int
    on: date


def _held(cluster: ClusterSpec, year: str, dice: random.Random) -> Iterator[Held]:
    """What was held, one a day; now and then an activity of several is left out."""
    taken: set[date] = set()
    for task in tasks(cluster, year):
        for n, (start, end) in enumerate(_windows(year, task)):
            on = _day(start, end, task, taken, dice)
            if on > AS_OF or (task.times > 1 and dice.random() < 0.06):
                continue
            taken.add(on)
            yield Held(task, n, on)


def _with_topics(cluster: ClusterSpec, year: str, held: list[Held]) -> Iterator[tuple[Held, str]]:
    """Gives each the next topic of its list that suits the month and was not taken this year."""
    taken: set[str] = set()
    for one in held:
        bank = one.task.bank
        start = cluster.number * 3 + YEARS.index(year) * max(2, 2 * one.task.times) + one.n
        order = [bank[(start + i) % len(bank)] for i in range(len(bank))]
        fit = [topic for topic in order if topic not in taken and _suits(topic, one.on)]
        topic = fit[0] if fit else order[0]
        taken.add(topic)
        yield one, topic


def _suits(topic: str, on: date) -> bool:
    return all(on.month in months for words, months in SEASONS.items() if words in topic)


def _windows(year: str, task: Task) -> Iterator[tuple[date, date]]:
    """The stretches of days in one of which an activity lies each."""
    if task.days:
        yield day_of(year, task.days[0]), day_of(year, task.days[1])
        return
    for first, last in TERMS[year]:
        length = (last - first).days // task.times
        for i in range(task.times):
            yield first + timedelta(days=i * length), first + timedelta(days=(i + 1) * length - 1)


def _day(start: date, end: date, task: Task, taken: set[date], dice: random.Random) -> date:
    """A day of school, mostly from Tuesday to Friday, on which there is nothing else; leagues are on Saturdays."""
    wanted = (5,) if task.type == "联谊联赛" else (1, 2, 3, 3, 4)
    weekday = dice.choice(wanted)
    days = [start + timedelta(days=i) for i in range((end - start).days + 1)]
    free = [day for day in days if day not in taken and not any(a <= day <= b for a, b in HOLIDAYS)]
    fit = [day for day in free if day.weekday() == weekday] or [day for day in free if day.weekday() < 5]
    return dice.choice(fit)


def _activity(
    cluster: ClusterSpec, year: str, one: Held, topic: str, staff: dict[str, int], dice: random.Random
) -> dict[str, Any]:
    task, schools = one.task, _present(schools_of(cluster, year, one.task), dice)
    host = schools[0]
    teachers = {code: _teachers(task, staff[code], code == host, dice) for code in schools}
    pupils = {code: _pupils(code, year, dice) for code in schools} if task.pupils else {}
    start, end = DAYS["夜"] if topic.endswith("夜") else _clock(task, dice)
    both = {code: teachers[code] + pupils.get(code, 0) for code in sorted(schools)}
    return {
        "date": one.on,
        "type": task.type,
        "title": _title(task, topic, one.n + cluster.number),
        "host": host,
        "schools": sorted(schools),
        "task": task.id,
        "topic": topic if task.subject and task.type != "教学竞赛" else None,
        "subject": task.subject,
        "stage": task.stage,
        "from": start,
        "to": end,
        "teachers": sum(teachers.values()),
        "pupils": sum(pupils.values()) if task.pupils else None,
        "participants": [f"{code}:{n}" for code, n in both.items()] if dice.random() < 0.8 else [],
        "five": list(task.five),
        "results": _results(schools, dice) if task.type == "教学竞赛" else [],
        "confirmed_on": min(AS_OF, one.on + timedelta(days=dice.randint(0, 5))),
    }


def _present(schools: list[str], dice: random.Random) -> list[str]:
    """The schools that came, the host first; now and then one stays away, never all but one."""
    able = [code for code in schools if "-" not in code]
    host = dice.choice(able)
    others = [code for code in schools if code != host]
    if len(others) > 2 and dice.random() < 0.35:
        others.remove(dice.choice(others))
    return [host, *others]


def _teachers(task: Task, staff: int, at_home: bool, dice: random.Random) -> int:
    if task.type in ("管理交流", "问题诊断"):
        return min(staff, dice.randint(2, 3))
    if task.type in ("专家讲学", "集体研修", "展示交流"):
        return max(1, min(staff, round(staff * dice.uniform(0.3, 0.6))))
    return max(1, min(staff, dice.randint(2, 5) + 3 * at_home))


def _pupils(code: str, year: str, dice: random.Random) -> int:
    here = sum(n for stage, n in pupils_of(BY_CODE[code], year).items() if stage != "高中")
    return min(here, dice.randint(8, 36))


def _clock(task: Task, dice: random.Random) -> tuple[str, str]:
    if task.type == "联谊联赛":
        return DAYS["周末"]
    if task.type in ("集体研修", "教学竞赛"):
        return DAYS["全天"]
    return dice.choice(TIMES)


def _title(task: Task, topic: str, n: int) -> str:
    if task.type == "教学竞赛":
        return f"{task.title}决赛"
    given = TITLES.get(task.type, ("{topic}",))
    forms = [form for form in given if not ("：" in topic and "：" in form)]  # one colon is enough
    return forms[n % len(forms)].format(topic=topic, subject=task.subject)


def _results(schools: list[str], dice: random.Random) -> list[str]:
    prizes = list(PRIZES[: len(schools)])
    dice.shuffle(prizes)
    return [f"{code}:{prize}" for code, prize in zip(sorted(schools), prizes, strict=False)]


# clause, titles to choose from, month and day, owner; what is not due yet is under way
MEASURES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "S4.1a",
        ("管理制度互学清单及采用情况汇总", "各校可推广制度目录编制", "成员校管理办法对照表"),
        "11-28",
        "教务处",
    ),
    (
        "S4.1c",
        ("成员校精细化管理手册修订", "一校一策管理方案编写", "各校管理流程图汇编"),
        "01-09",
        "校务办公室",
    ),
    ("S4.1d", ("中层干部跨校跟岗安排与小结", "年级主任轮训", "管理干部专题培训"), "12-12", "党政办公室"),
    (
        "S5.1a",
        ("片区工作宣传与家长告知", "共同体工作领导小组会议纪要", "片区建设致家长的一封信"),
        "09-30",
        "牵头校",
    ),
    ("S5.1c", ("议事会纪要与表决结果公示", "成员校责任分工书签订", "重大事项票决记录"), "10-17", "秘书处"),
    (
        "S5.2a",
        ("编制、经费支持事项协调单", "部门联席会议议定事项落实", "支持政策对照落实表"),
        "03-20",
        "教育行政部门专班",
    ),
    (
        "S5.2f",
        ("片区薄弱学校改造项目申报", "运动场地翻修项目进度", "功能室补建项目储备"),
        "06-12",
        "后勤基建部门",
    ),
    (
        "S5.3d",
        ("交流教师考核与激励办法", "交流教师学年考核汇总", "轮岗教师津贴发放核定"),
        "07-10",
        "人事部门",
    ),
    ("S5.6d", ("示范项目申报与复核", "特色学校创建自评", "典型做法案例卡撰写"), "05-22", "教研部门"),
)


def measures(cluster: ClusterSpec, year: str) -> list[dict[str, Any]]:
    """The deeds and papers of a year, each with the day when it was done or is to be done."""
    dice = cluster.dice(f"measures {year}")
    rows = []
    for clause, titles, monthday, owner in MEASURES:
        on = day_of(year, monthday) + timedelta(days=dice.randint(-6, 6))
        done = on <= AS_OF and dice.random() < 0.98
        rows.append(
            {
                "clause": clause,
                "title": titles[(cluster.number + YEARS.index(year)) % len(titles)],
                "owner": owner,
                "date": on,
                "state": "已完成" if done else "进行中",
                "document": f"{cluster.data['name']}〔{on.year}〕{dice.randint(1, 28)}号" if done else None,
            }
        )
    return rows
