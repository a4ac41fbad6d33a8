"""The form of a year's log: its parts are checked against each other, and findings name their cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from by_heading import Rows, filling

from eduhub.checks import check
from eduhub.forms import form_workbook
from eduhub.kinds.catalogue import FORMS
from eduhub.repository import Repository

ONE, TWO = "2136990001", "2136990002"
BOTH = f"{ONE}、{TWO}"
HEAD: dict[str, object] = {
    "片区编号": "wangxi-01",
    "学年": "2025-2026",
    "报送日期": "2025-09-20",
    "报送单位": "望溪第一片区",
    "版本": 1,
    "确认日期": "2025-09-26",
    "确认单位": "望溪区教育局",
}
AREAS = ("管理创新", "资源建设", "教育教学", "文化理念", "专业成长", "五育并举")
TASKS: list[dict[str, object]] = [
    {
        "任务编号": f"t{number}",
        "工作内容": area,
        "任务名称": f"{area}交流",
        "责任主体": ONE,
        "参加学校": BOTH,
        "每学期次数": 1,
        "五育": "德、智、体、美、劳",
    }
    for number, area in enumerate(AREAS, start=1)
]
ACTIVITIES: list[dict[str, object]] = [
    {
        "活动日期": day,
        "活动类型": "联合教研",
        "活动名称": title,
        "承办学校": ONE,
        "参加学校": BOTH,
        "对应任务": "t3",
        "学科": "数学",
        "学段": "小学",
        "开始时间": "14:30",
        "结束时间": "16:30",
        "承办校确认日期": day,
    }
    for day, title in (("2025-10-16", "分数的意义教研"), ("2025-11-20", "小数除法教研"))
]
DEEDS = ("S4.1a", "S4.1c", "S4.1d", "S5.1a", "S5.1c", "S5.2a", "S5.2f", "S5.3d", "S5.6d")
MEASURES: list[dict[str, object]] = [
    {
        "条款编号": clause,
        "事项": f"落实{clause}",
        "责任主体": "片区办公室",
        "日期": "2026-05-30",
        "办理状态": "已完成",
    }
    for clause in DEEDS
]


def told(folder: Path, **changed: Rows) -> list[str]:
    """Place and code of every finding in the form of the year, some sheets with other rows."""
    filled: dict[str, Rows] = {
        "年度计划": [HEAD],
        "任务": TASKS,
        "活动记录": ACTIVITIES,
        "工作事项台账": MEASURES,
        **changed,
    }
    (folder / "台账.xlsx").write_bytes(form_workbook(FORMS["log"], "zh", filling(FORMS["log"], filled)))
    found = check(Repository.load([folder / "台账.xlsx"], as_of=date(2026, 6, 30))).findings
    return [f"{str(f.place).partition('.xlsx')[2]} {f.rule.code}" for f in found]


def test_a_log_without_a_fault_has_no_findings(tmp_path: Path) -> None:
    assert told(tmp_path) == []


def test_the_activities_of_a_form_belong_to_the_year_and_tasks_of_its_plan(tmp_path: Path) -> None:
    first, second = ACTIVITIES
    rows = [{**first, "对应任务": "t7"}, {**second, "活动日期": "2024-11-20"}]
    assert told(tmp_path, 活动记录=rows) == ["[活动记录]!G6 E1632", "[活动记录]!B7 E1601"]


def test_a_copied_row_is_told_at_its_title(tmp_path: Path) -> None:
    assert told(tmp_path, 活动记录=[*ACTIVITIES, ACTIVITIES[0]]) == ["[活动记录]!D8 E1604"]


def test_a_measure_of_another_year_and_one_that_lacks_are_told_at_their_cells(tmp_path: Path) -> None:
    first, second, *rest = MEASURES
    rows = [{**first, "日期": "2024-05-30"}, {**second, "责任主体": None}, *rest]
    assert told(tmp_path, 工作事项台账=rows) == ["[工作事项台账]!E6 Q2208", "[工作事项台账]!D7 Q2203"]


def test_what_is_missing_as_a_whole_is_told_at_a_heading(tmp_path: Path) -> None:
    assert told(tmp_path, 工作事项台账=MEASURES[1:]) == ["[工作事项台账]!B3 N2207"]
    assert told(tmp_path, 任务=TASKS[1:]) == ["[任务]!B3 Q2007"]
