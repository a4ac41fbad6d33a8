"""The plans of the invented clusters for a school year: a dozen and a half tasks in the six areas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from making.clusters import ClusterSpec
from making.school_files import BY_CODE
from making.specs import YEARS

TOPICS = Path(__file__).parent / "topics.yaml"
RESEARCH = {
    "小学": ("语文", "数学", "英语", "科学", "道德与法治", "体育与健康", "美术", "音乐"),
    "初中": ("语文", "数学", "英语", "物理", "历史", "化学", "道德与法治", "生物", "体育与健康"),
}


@dataclass(frozen=True)
class Task:
    """A task of the year, and how its activities are called.

    bank     the list of topics that its activities take theirs from
    type     of its activities
    pupils   do pupils take part
    times    in each term; 0 where it has days of its own
    days     first and last day, where it happens once
    """

    area: str
    title: str
    type: str
    bank: tuple[str, ...]
    outcome: str
    subject: str | None = None
    stage: str | None = None
    five: tuple[str, ...] = ()
    pupils: bool = False
    times: int = 1
    days: tuple[str, str] | None = None
    id: str = ""
    lead: int = 0


@cache
def topics() -> dict[str, Any]:
    """The lists of topics by name; of some by stage, of research by stage and subject."""
    found: dict[str, Any] = yaml.safe_load(TOPICS.read_text(encoding="utf-8"))
    return found


def bank(*route: str) -> tuple[str, ...]:
    """One list of topics."""
    found = topics()
    for step in route:
        found = found[step]
    return tuple(found)


def tasks(cluster: ClusterSpec, year: str) -> list[Task]:
    """The tasks of a cluster in a year, numbered."""
    found = [
        *_together(cluster, year),
        *_research(cluster, year),
        *_growth(cluster, year),
        *_five(cluster, year),
    ]
    return [replace(task, id=f"t{i + 1:02d}", lead=i) for i, task in enumerate(found)]


def _together(cluster: ClusterSpec, year: str) -> Iterator[Task]:
    """Management, shared resources, culture."""
    n = cluster.number + YEARS.index(year)
    titles = ("校长联席会议", "管理干部互访", "片区工作例会")
    yield Task(
        "管理创新",
        titles[n % 3],
        "管理交流",
        bank("meeting"),
        (
            "每次会后三日内发出议定事项和责任人",
            "议定事项列成清单，下次会议先通报落实情况",
            "形成纪要，学期末汇编成册",
        )[n % 3],
        times=2,
    )
    titles = ("突出问题联合诊断", "一校一题集体会诊", "薄弱环节专项诊断")
    yield Task(
        "管理创新",
        titles[n % 3],
        "问题诊断",
        bank("diagnosis"),
        (
            "形成问题清单和整改时限，下学期回看",
            "一所学校一张问题单，三个月内销号",
            "写出诊断报告，各校据此修订下学期计划",
        )[n % 3],
    )
    titles = ("场馆器材开放日", "功能室共用计划", "图书与场地共享")
    yield Task(
        "资源建设",
        titles[n % 3],
        "其他",
        bank("sharing"),
        (
            "每次开放有登记，借用情况学期末通报",
            "排出共用时间表，错峰使用，专人值守",
            "受益学生不少于各校总数的三分之一",
        )[n % 3],
        pupils=True,
    )
    titles = ("共享资源库建设", "单元资源共编", "教学资源评议入库")
    yield Task(
        "资源建设",
        titles[(n + 1) % 3],
        "专项教研",
        bank("resource"),
        (
            "入库资源不少于四十件，注明作者和适用年级",
            "每科至少一个完整单元可以直接使用",
            "淘汰重复和过时的资源，保留最好用的",
        )[n % 3],
    )
    titles = ("校园文化互访", "片区文化共建", "校史与乡土故事行动")
    yield Task(
        "文化理念",
        titles[n % 3],
        "文化共建",
        bank("culture"),
        (
            "积累图文素材，学年末编成一册",
            "各校轮流做主人，讲好自己的故事",
            "师生共同参与，留下一件看得见的成果",
        )[n % 3],
    )
    titles = ("阶段成果开放日", "教学展示活动", "片区成果交流")
    yield Task(
        "文化理念",
        titles[(n + 2) % 3],
        "展示交流",
        bank("show"),
        ("邀请家长和区内其他学校参加", "展示过程，不作排名", "收集来宾意见，作为下一年计划的依据")[n % 3],
        times=0,
        days=("05-06", "05-30"),
    )


def _research(cluster: ClusterSpec, year: str) -> Iterator[Task]:
    """Joint research in two or three subjects of each stage, planning in one, a competition and a visit."""
    n = cluster.number * 2 + YEARS.index(year)
    for stage in cluster.stages:
        subjects = RESEARCH[stage]
        chosen = [subjects[n % 3], subjects[3 + n % (len(subjects) - 3)]]
        if len(cluster.stages) == 1:
            chosen.insert(1, subjects[(n + 1) % 3])
        for i, subject in enumerate(chosen):
            words = f"{stage}{subject}" if len(cluster.stages) > 1 else subject
            outcome = (
                "提炼一份课例和一份备课建议",
                "梳理易错点清单，下一轮备课使用",
                "每次留下一节可以回看的课",
            )[(n + i) % 3]
            times = 2 if i < 2 else 1
            yield Task(
                "教育教学",
                f"{words}联合教研",
                "联合教研",
                bank("research", stage, subject),
                outcome,
                subject,
                stage,
                times=times,
            )
    stage, subject = cluster.stages[n % len(cluster.stages)], ("语文", "数学", "英语")[(n + 2) % 3]
    yield Task(
        "教育教学",
        f"{subject}大单元集体备课",
        "集体备课",
        bank("research", stage, subject)[4:],
        ("形成共用教案，各校按学情修改", "每个单元留下一份教案和一份反思", "上课、评课、改课走完一轮")[n % 3],
        subject,
        stage,
    )
    titles = ("青年教师优质课评比", "教师解题与说题比赛", "“一堂好课”教学竞赛")
    yield Task(
        "教育教学",
        titles[n % 3],
        "教学竞赛",
        ("课堂教学决赛",),
        ("赛后选课送教到校", "获奖课例录像入资源库", "参赛教师结成研修小组，继续磨课")[n % 3],
        times=0,
        days=("11-10", "12-19"),
    )
    yield Task(
        "教育教学",
        "名师团队巡回视导",
        "名师视导",
        bank("visit"),
        (
            "听课不少于十节，当场反馈，两周后回访",
            "每校至少到一次，意见写给教研组",
            "重点看青年教师，提三条具体建议",
        )[n % 3],
    )


def _growth(cluster: ClusterSpec, year: str) -> Iterator[Task]:
    """Studios, lectures, summer training."""
    n, stage = cluster.number + YEARS.index(year), cluster.stages[0]
    kinds = ("研课坊", "名师工作室") if stage == "小学" else ("研题坊", "名师工作室")
    title = {"研课坊": "研课坊活动", "研题坊": "研题坊活动", "名师工作室": "名师工作室跨校研修"}[kinds[n % 2]]
    yield Task(
        "专业成长",
        title,
        kinds[n % 2],
        bank("studio", stage),
        (
            "每名学员每学期上一节研讨课，写一篇反思",
            "主持人示范一节，学员跟上一节",
            "围绕一个小问题研究到底，形成课例",
        )[n % 3],
        times=2,
    )
    yield Task(
        "专业成长",
        ("专家讲学", "教师大讲堂")[n % 2],
        "专家讲学",
        bank("lecture"),
        (
            "讲座之后各校安排一次校内研讨",
            "提前征集教师的问题，讲座当场回应",
            "讲义和录像共享给不能到场的教师",
        )[n % 3],
    )
    yield Task(
        "专业成长",
        "暑期教师集中研修",
        "集体研修",
        bank("training"),
        ("参加教师计入年度继续教育学时", "分学科分组，讲练结合", "新教师全部参加，骨干教师担任助教")[n % 3],
        times=0,
        days=("08-18", "08-27"),
    )


def _five(cluster: ClusterSpec, year: str) -> Iterator[Task]:
    """The plan of the five educations: moral, intellectual, physical, aesthetic, labour."""
    n, stage = cluster.number + YEARS.index(year), cluster.stages[-1]
    titles = ("片区体育联赛", "阳光体育友谊赛")
    yield Task(
        "五育并举",
        titles[n % 2],
        "联谊联赛",
        bank("sports", stage),
        ("班级人人参与，校际重在交流", "先班级后校际，不设奖金", "裁判由各校体育教师轮流担任")[n % 3],
        five=("体",),
        pupils=True,
    )
    titles = ("跨校艺术社团", "社团走校活动")
    yield Task(
        "五育并举",
        titles[n % 2],
        "跨校社团",
        bank("club", stage),
        ("学年末同台展演一次", "社团对外校学生开放名额", "每个社团带动一所还没有社团的学校")[n % 3],
        five=("美",),
        pupils=True,
    )
    titles = ("德育主题实践", "明理守信主题行动")
    yield Task(
        "五育并举",
        titles[n % 2],
        "其他",
        bank("moral"),
        ("各班有记录，学生有体会", "走出校园，家长志愿者同行", "结合节日和纪念日开展")[n % 3],
        five=("德",),
        pupils=True,
    )
    titles = ("劳动实践行动", "劳动教育联合实践")
    yield Task(
        "五育并举",
        titles[n % 2],
        "其他",
        bank("labour"),
        ("每名学生学会一样本领", "校内劳动与家务劳动结合，家长签字不作要求", "收获归学生，安全有预案")[n % 3],
        five=("劳",),
        pupils=True,
    )
    yield Task(
        "五育并举",
        "学科节与科技活动",
        "展示交流",
        bank("wisdom"),
        ("面向全体，不设门槛", "以玩促学，低年级不排名", "作品在各校巡展")[n % 3],
        five=("智", "劳"),
        pupils=True,
        times=0,
        days=("03-16", "04-24"),
    )


def day_of(year: str, monthday: str) -> date:
    """A day of the school year by month and day."""
    month, day = map(int, monthday.split("-"))
    return date(int(year[:4]) + (month < 9), month, day)


def year_plan(cluster: ClusterSpec, year: str) -> dict[str, Any]:
    """The plan of a year as it was handed in and confirmed."""
    handed_in = date(int(year[:4]), 9, 8 + (cluster.number * 3) % 14)
    return {
        "cluster": cluster.id,
        "year": year,
        "tasks": [_row(cluster, year, task) for task in tasks(cluster, year)],
        "submitted": {"on": handed_in, "by": _sender(cluster, year), "version": 1},
        "confirmed": {"on": handed_in + timedelta(days=6 + cluster.number % 4), "by": cluster.district.seat},
    }


def _sender(cluster: ClusterSpec, year: str) -> str:
    lead = BY_CODE[cluster.codes(year)[YEARS.index(year) % 2 if cluster.data["form"] == "轮值牵头" else 0]]
    return f"{cluster.data['name']}（{lead.name}）"


def _row(cluster: ClusterSpec, year: str, task: Task) -> dict[str, Any]:
    schools = schools_of(cluster, year, task)
    posts = cluster.data.get("posts", ())
    owner = posts[task.lead % len(posts)] if posts and task.area == "管理创新" else _host(schools, task.lead)
    days = [day_of(year, day) for day in task.days] if task.days else [None, None]
    return {
        "id": task.id,
        "area": task.area,
        "title": task.title,
        "subject": task.subject,
        "stage": task.stage,
        "owner": owner,
        "schools": schools,
        "frequency": task.times or None,
        "from": days[0],
        "to": days[1],
        "outcome": task.outcome,
        "five": list(task.five),
    }


def schools_of(cluster: ClusterSpec, year: str, task: Task) -> list[str]:
    """The members of that year that a task is for."""
    return cluster.codes(year, task.stage)


def _host(schools: list[str], turn: int) -> str:
    """A school of its own staff and room; teaching points are no hosts."""
    able = [code for code in schools if "-" not in code]
    return able[turn % len(able)]
