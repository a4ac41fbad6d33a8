"""A school's card: where it stands, what it lacks, on which side of the mean it lies, how it changed.

It names no other school.
"""

from __future__ import annotations

from typing import Any

from eduhub.core.text import Text, same
from eduhub.kinds.codes import AFFILIATIONS, SCHOOL_TYPES
from eduhub.parameters import INDICATORS
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.page import (
    NONE,
    Cell,
    Figure,
    Page,
    Panel,
    Section,
    Table,
    joined,
    listed,
    number,
    percent,
    words,
)
from eduhub.reports.pieces import caveats, notes, own, standing, value_added
from eduhub.reports.pieces.names import OUTSIDE, coded, short
from eduhub.reports.pieces.own import part_name
from eduhub.repository import Repository
from eduhub.scores import Scores
from eduhub.scores.view import View, units

LABEL = Text("学校卡片", "card of a school")
WHAT = Text("学校", "school")
SERVES = ("S1.a", "S3.k", "S5.2b", "S5.5d")


def ids(scores: Scores) -> dict[str, str]:
    """The schools that there are figures for, and their names."""
    names = {row["id"]: row["name"] for (level, *_), row in scores.rows.items() if level == "school"}
    return {id_: names.get(id_, id_) for id_ in units(scores, "school")}


def build(school: str, scores: Scores, repository: Repository) -> Page:
    """The card of one school."""
    view = View(scores, "school", school)
    parts = [part for stage in view.stages for part in view.parts(stage)]
    district = View(scores, "district", parts[0]["district"])
    page = f"school-{school}"
    return Page(
        report="school",
        name=page,
        title=Text(
            f"{view.name}资源配置情况（{scores.year} 学年）",
            f"Resources of {view.name}, school year {scores.year}",
        ),
        as_of=scores.as_of,
        facts=_facts(view, parts, district, repository),
        summary=_summary(view, parts, district),
        sections=(
            _standing(view, parts, district, page),
            own.place(view, parts),
            own.moved(view, parts),
            *value_added.school(view, page),
        ),
        notes=(*notes.method(scores), *caveats.notes(view)),
    )


def _facts(
    view: View, parts: list[dict[str, Any]], district: View, repository: Repository
) -> tuple[tuple[Text, Text], ...]:
    first = parts[0]
    clusters = sorted({part["cluster"] for part in parts if part["cluster"]})
    names = [same(View(view.scores, "cluster", id_).name) for id_ in clusters] or [OUTSIDE]
    pupils = listed([_pupils(part) for part in parts])
    return (
        (Text("学校标识码", "school code"), same(view.id)),
        (Text("办学类型", "type"), SCHOOL_TYPES.text(first["type"])),
        (Text("隶属关系", "affiliation"), AFFILIATIONS.text(first["affiliation"])),
        (Text("县区", "district"), same(district.name)),
        (Text("片区", "cluster"), listed(names)),
        (Text("义务教育阶段在校生", "pupils in compulsory schooling"), pupils),
        *notes.facts(view.scores, repository),
    )


def _pupils(part: dict[str, Any]) -> Text:
    """How many pupils a part has, as far as it is known."""
    name, said = part_name(part), number(part["pupils"]).words
    return Text(
        f"{name.zh} {said.zh} 人" if part["pupils"] is not None else f"{name.zh} —", f"{name.en} {said.en}"
    )


def _summary(view: View, parts: list[dict[str, Any]], district: View) -> tuple[Text, ...]:
    texts = (
        joined(*(_verdict(view, part) for part in parts)),
        standing.lack(view),
        joined(*(_against_district(view, part, district) for part in parts)),
        joined(*(own.changed(view, part) for part in parts)),
        value_added.said(view),
    )
    return tuple(text for text in texts if text.zh)


def _verdict(view: View, part: dict[str, Any]) -> Text:
    """How many of the seven a part reaches, which not, and whether it passes."""
    stage, id_, name = part["stage"], part["id"], part_name(part)
    met, passes = view.part(stage, "MET", id_), view.part(stage, "PASS", id_)
    if part["pupils"] is None:
        return Text(
            f"没有收到{name.zh}本学年的数据，待补后再作判定。",
            f"{name.en}: no data came in for this year; it is not judged yet.",
        )
    if part["pupils"] == 0:
        return Text(f"{name.zh}{standing.NOT_JUDGED.zh}。", f"{name.en}: {standing.NOT_JUDGED.en}.")
    if met is None:
        return Text(
            f"{name.zh}有指标缺数据，待补后再作判定。", f"{name.en}: data are lacking; it is not judged yet."
        )
    short_of = [code for code in L_CODES if view.standing(stage, code, id_) in ("short", "far")]
    which = listed([short(code) for code in short_of])
    zh = f"，未达到的是{which.zh}" if short_of else ""
    en = f"; below the threshold: {which.en}" if short_of else ""
    verdict = standing.VERDICTS[passes]
    return Text(
        f"{name.zh} 7 项中达到 {met:.0f} 项{zh}；综合{verdict.zh}。",
        f"{name.en}: thresholds reached: {met:.0f} of 7{en}; the part {verdict.en}.",
    )


def _against_district(view: View, part: dict[str, Any], district: View) -> Text:
    stage, id_, name = part["stage"], part["id"], part_name(part)
    apart = {code: view.part(stage, f"{code}.from_mean", id_) for code in L_CODES}
    known = {code: value for code, value in apart.items() if value is not None}
    if not known:
        return Text("", "")
    below = [code for code, value in known.items() if value < 0]
    which = listed([short(code) for code in below])
    return Text(
        f"{name.zh} {len(known)} 项中有 {len(known) - len(below)} 项不低于全县平均值"
        + (f"，低于平均值的是{which.zh}。" if below else "。"),
        f"{name.en}: indicators at the district mean or above: {len(known) - len(below)} of {len(known)}"
        + (f"; below it: {which.en}." if below else "."),
    )


def _standing(view: View, parts: list[dict[str, Any]], district: View, page: str) -> Section:
    panels, said = [], []
    for part in parts:
        table = _ratio_table(view, part, district)
        known = [row[1].value for row in table.rows if row[1].value is not None]
        under = frozenset(at for at, row in enumerate(table.rows) if row[1].mark)
        limit = Text("达标值 100%", "threshold 100%")
        top = min(3.0, max([1.25, *known]))
        panels.append(
            Panel(part_name(part), table, (1, 2), limit=1.0, limit_name=limit, hatched=under, top=top)
        )
        said.append(_verdict(view, part))
    figure = Figure(
        f"{page}-standing",
        "bars",
        Text("七项指标达到达标值的程度", "How near the seven are to their thresholds"),
        Text(
            "每条为指标值与达标值之比，竖线为达标值；未达到的带斜纹；菱形为全县平均值",
            "a bar is a value over its threshold, the line is the threshold; what is below is hatched; the "
            "diamond is the district mean",
        ),
        Text("△ 未达到达标值，▼ 低于达标值的 85%。", "△ below the threshold, ▼ below 85 % of it."),
        tuple(panels),
    )
    return Section(
        Text("七项达标情况", "The seven indicators"),
        Text("达标情况", "standing"),
        tuple(said),
        (figure,),
        tuple(_value_table(view, part, district) for part in parts),
    )


def _ratio_table(view: View, part: dict[str, Any], district: View) -> Table:
    stage, name = part["stage"], part_name(part)
    rows = []
    for code in L_CODES:
        mean = district.value(stage, code)
        mark = standing.MARKS[view.standing(stage, code, part["id"])]
        rows.append(
            (
                words(coded(code)),
                percent(standing.ratio(view, stage, code, part["id"]), mark=mark),
                percent(None if mean is None else mean / view.threshold(stage, code)),
            )
        )
    return Table(
        Text(f"{name.zh}达到达标值的比例", f"Share of the thresholds, {name.en.lower()}"),
        (Text("指标", "indicator"), Text("本校", "this school"), Text("全县平均", "district mean")),
        tuple(rows),
    )


def _value_table(view: View, part: dict[str, Any], district: View) -> Table:
    """Value, the year before, threshold, means, and what is lacking in own units."""
    stage, id_, name, before = part["stage"], part["id"], part_name(part), view.before
    group = part["cluster"]
    cluster = View(view.scores, "cluster", group) if group else None
    rows = [
        (
            words(coded(code)),
            standing.marked(view, stage, code, id_),
            number(before.part(stage, code, id_), 2) if before else NONE,
            number(view.threshold(stage, code), 2),
            _lack(view, stage, code, id_),
            number(district.value(stage, code), 2),
            number(cluster.value(stage, code), 2) if cluster else NONE,
        )
        for code in L_CODES
    ]
    return Table(
        Text(f"{name.zh}各项指标", f"Indicators, {name.en.lower()}"),
        (
            Text("指标", "indicator"),
            Text("本学年", "this year"),
            Text("上学年", "year before"),
            Text("达标值", "threshold"),
            Text("尚缺", "lacking"),
            Text("全县平均值", "district mean"),
            Text("片区平均值", "cluster mean"),
        ),
        tuple(rows),
    )


def _lack(view: View, stage: str, code: str, part: str) -> Cell:
    """What a part lacks in own units; the format is that of the amount, the unit stands in the row's name."""
    value = view.part(stage, f"{code}.distance", part)
    return NONE if not value else number(value, INDICATORS[f"{code}.distance"].decimals)
