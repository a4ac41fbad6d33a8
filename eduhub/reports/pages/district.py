"""A district's page: is it even, who needs what, did it get better, what is missing?"""

from __future__ import annotations

from eduhub.core.text import Text
from eduhub.reports.page import Figure, Page, Panel, Section, Table, joined, number, words
from eduhub.reports.pieces import balance, caveats, change, notes, outside, standing, value_added_units, where
from eduhub.reports.pieces.names import (
    figure,
    per_stage,
    stage_name,
    unit_name,
)
from eduhub.repository import Repository
from eduhub.scores import Scores
from eduhub.scores.view import View, clusters, is_outside, units

LABEL = Text("县区均衡报告", "balance of a district")
WHAT = Text("县区", "district")
SERVES = ("S1.a", "S1.b", "S3.e", "S3.k", "S5.2b", "S5.5d")


def ids(scores: Scores) -> dict[str, str]:
    """The districts that there are figures for, and their names."""
    return {id_: View(scores, "district", id_).name for id_ in units(scores, "district")}


def build(district: str, scores: Scores, repository: Repository) -> Page:
    """The page of one district."""
    view = View(scores, "district", district)
    page, stages = f"district-{district}", view.stages
    groups = [View(scores, "cluster", id_) for id_ in clusters(scores, district)]
    schools = _schools(view)
    sections = (
        balance.section(view, page),
        where.section(view, page, groups),
        _clusters(view, page, groups),
        *(standing.section(view, stage, page) for stage in stages),
        _needs(view, schools),
        change.section(view),
        outside.section(view, groups),
        *value_added_units.district(view, repository, page),
    )
    return Page(
        report="district",
        name=page,
        title=Text(
            f"{view.name}义务教育资源配置均衡报告（{scores.year} 学年）",
            f"Balance of resources in compulsory schooling: {view.name}, school year {scores.year}",
        ),
        as_of=scores.as_of,
        facts=(
            *notes.facts(scores, repository),
            (
                Text("参评校（部）", "school parts judged"),
                per_stage(stages, [len(view.parts(stage)) for stage in stages]),
            ),
        ),
        summary=_summary(view, groups, repository),
        sections=tuple(
            section for section in sections if section.figures or section.tables or section.sentences
        ),
        notes=(*notes.method(scores), *_own_notes(), *caveats.notes(view)),
    )


def _schools(view: View) -> list[View]:
    codes = sorted({part["school"] for stage in view.stages for part in view.parts(stage)})
    return [View(view.scores, "school", code) for code in codes]


def _summary(view: View, groups: list[View], repository: Repository) -> tuple[Text, ...]:
    """Is it even? Does each school reach it? Who needs what? Did it get better? What is missing?"""
    stages = view.stages
    texts = (
        joined(*(balance.evenness(view, stage) for stage in stages)),
        joined(*(standing.passing(view, stage) for stage in stages)),
        standing.lack(view),
        joined(
            *(text for stage in stages for text in (change.moved(view, stage), change.cautions(view, stage)))
        ),
        value_added_units.district_said(view, repository),
        _missing(view, groups),
    )
    return tuple(text for text in texts if text.zh)


def _missing(view: View, groups: list[View]) -> Text:
    waiting = sum(len(view.lacking(stage)) for stage in view.stages)
    apart = outside.schools(groups)
    return Text(
        (f"{waiting} 个校（部）的数据待补" if waiting else "各校（部）数据齐全")
        + (f"；{len(apart)} 所学校未入片区。" if apart else "；学校都已入片区。"),
        (f"School parts that lack data: {waiting}" if waiting else "No school part lacks data")
        + (f"; schools in no cluster: {len(apart)}." if apart else "; every school is in a cluster."),
    )


def _clusters(view: View, page: str, groups: list[View]) -> Section:
    """The clusters of the district side by side."""
    real = [group for group in groups if not is_outside(group.id)]
    panels = []
    for stage in view.stages:
        shown = [group for group in real if group.parts(stage)]
        if shown:
            table = balance.coefficients(shown, stage, Text("片区", "cluster"))
            panels.append(Panel(stage_name(stage), table, tuple(range(1, 8)), top=view.limit(stage) * 2))
    figure_ = Figure(
        f"{page}-clusters",
        "heat",
        Text("各片区内部的差异系数", "Coefficients of variation inside each cluster"),
        Text(
            "颜色越深，片区内学校之间差得越多", "the darker, the further the schools of the cluster lie apart"
        ),
        Text(
            "片区不与上限比较；标“参考”的片区学校少，数值受偶然影响大。",
            "Clusters are not held against the limits; those marked 'reference' have few schools "
            "and owe much to chance.",
        ),
        tuple(panels),
    )
    return Section(
        Text("各片区", "The clusters"),
        Text("片区", "clusters"),
        (),
        (figure_,) if panels else (),
        tuple(_cluster_table(groups, stage) for stage in view.stages),
    )


def _cluster_table(groups: list[View], stage: str) -> Table:
    name = stage_name(stage)
    rows = [
        (
            words(unit_name(group)),
            number(len(group.parts(stage))),
            number([group.part(stage, "PASS", p["id"]) for p in group.parts(stage)].count(1.0)),
            number(len(group.lacking(stage))),
            figure("GAP", group.value(stage, "GAP")),
            figure("LEVEL", group.value(stage, "LEVEL")),
            number(group.value(stage, "GAP.same"), 3, signed=True),
            number(group.value(stage, "LEVEL.same"), 3, signed=True),
            words(Text("参考", "reference") if balance.few(group, stage) else ""),
        )
        for group in groups
        if group.parts(stage)
    ]
    return Table(
        Text(f"{name.zh}各片区概况", f"The clusters, {name.en.lower()} stage"),
        (
            Text("片区", "cluster"),
            Text("校（部）", "school parts"),
            Text("综合达标", "pass"),
            Text("待补", "incomplete"),
            Text("差距指数", "gap index"),
            Text("水平指数", "level index"),
            Text("差距同口径变化", "gap change, same members"),
            Text("水平同口径变化", "level change, same members"),
            Text("备注", "remark"),
        ),
        tuple(rows),
    )


def _needs(view: View, schools: list[View]) -> Section:
    waiting = standing.waiting_table(view)
    return Section(
        Text("尚需补齐什么", "What is needed"),
        Text("缺口", "needs"),
        (standing.lack(view),),
        (),
        (standing.distance_table(view, schools), *([waiting] if waiting else ())),
    )


def _own_notes() -> tuple[Text, ...]:
    return (
        Text(
            "份额 =（该校学生数 ÷ 全县学生数）×（该校值 - 平均值）² ÷ 全县方差，各校合计为 1；"
            "片区之间与片区内部两部分按差异系数的平方精确相加。",
            "Share = (pupils of the school part / pupils of the district) × (its value - mean)² / "
            "variance of the "
            "district; the shares sum to 1. The parts between and inside clusters add up exactly in squares.",
        ),
    )
