"""A school in its own light: its place in the spread of district and cluster, and its change."""

from __future__ import annotations

from math import expm1
from typing import Any

from eduhub.core.text import Text
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.page import NONE, Cell, Section, Table, number, percent, words
from eduhub.reports.pieces.names import coded, stage_name
from eduhub.scores.view import View


def part_name(part: dict[str, Any]) -> Text:
    """A part within its school: the stage, and the campus where it is reported apart."""
    stage, name = stage_name(part["stage"]), str(part["name"])
    campus = name[name.rindex("（") + 1 : -1] if part["campus"] and name.endswith("）") else ""
    return Text(f"{stage.zh}（{campus}）", f"{stage.en} ({campus})") if campus else stage


def place(view: View, parts: list[dict[str, Any]]) -> Section:
    """On which side of the means it lies, and its share of what lies apart."""
    return Section(
        Text("在全县和片区差异中的位置", "Its place in the spread of district and cluster"),
        Text("在差异中的位置", "place in the spread"),
        (
            Text(
                "高于平均值的一侧表示条件较好；份额大只说明离平均值远、学生多，不等于做得不好。",
                "To lie above the mean is to be well provided; a large share tells of distance "
                "from the mean and of "
                "many pupils, not of poor work.",
            ),
        ),
        (),
        tuple(_place_table(view, part) for part in parts),
    )


def _place_table(view: View, part: dict[str, Any]) -> Table:
    stage, id_, name = part["stage"], part["id"], part_name(part)
    rows = []
    for code in L_CODES:
        cells = [words(coded(code))]
        for suffix in ("", ".cluster"):
            apart = view.part(stage, f"{code}.from_mean{suffix}", id_)
            cells += [
                number(apart, 2, signed=True),
                _side(apart),
                percent(view.part(stage, f"{code}.share{suffix}", id_), 1),
            ]
        rows.append(tuple(cells))
    return Table(
        Text(
            f"{name.zh}与平均值之差及在差异中所占份额",
            f"Difference from the mean and share, {name.en.lower()}",
        ),
        (
            Text("指标", "indicator"),
            Text("与全县平均之差", "from district mean"),
            Text("在哪一侧", "side"),
            Text("占全县差异", "share in district"),
            Text("与片区平均之差", "from cluster mean"),
            Text("在哪一侧", "side"),
            Text("占片区差异", "share in cluster"),
        ),
        tuple(rows),
    )


def _side(apart: float | None) -> Cell:
    if apart is None:
        return NONE
    return words(
        Text("高于", "above") if apart > 0 else Text("低于", "below") if apart < 0 else Text("相等", "equal")
    )


def moved(view: View, parts: list[dict[str, Any]]) -> Section:
    """Its values against the year before."""
    return Section(
        Text("与上学年相比", "Against the year before"),
        Text("变化", "change"),
        tuple(changed(view, part) for part in parts),
        (),
        tuple(_change_table(view, part) for part in parts) if view.before else (),
    )


def changed(view: View, part: dict[str, Any]) -> Text:
    """How many values rose and fell against the year before."""
    forms = ("change", "change.amount")
    found = [[view.part(part["stage"], f"{code}.{form}", part["id"]) for form in forms] for code in L_CODES]
    known = [(value, amount) for value, amount in found if value is not None and amount is not None]
    name = part_name(part)
    if not known:
        return Text(
            f"{name.zh}两个学年没有都齐全的数据，不能比较。",
            f"{name.en} can't be compared: the data are not complete in both years.",
        )
    rose, fell = sum(value > 0 for value, _ in known), sum(value < 0 for value, _ in known)
    grown = sum(value < 0 <= amount for value, amount in known)
    return Text(
        f"比上学年，{name.zh}可比的 {len(known)} 项中 {rose} 项上升、{fell} 项下降"
        + (f"，下降的有 {grown} 项总量没有减少，是学生增加所致。" if grown else "。"),
        f"{name.en}, against the year before: comparable indicators {len(known)}, risen {rose}, fallen {fell}"
        + (f" (in {grown} the amount did not fall, there are more pupils)." if grown else "."),
    )


def _change_table(view: View, part: dict[str, Any]) -> Table:
    """How far each value moved, and how far the amount and the pupils behind it did, in percent."""
    stage, id_, name = part["stage"], part["id"], part_name(part)
    rows = [
        (
            words(coded(code)),
            *(
                _grown(view.part(stage, f"{code}.{form}", id_))
                for form in ("change", "change.amount", "change.pupils")
            ),
        )
        for code in L_CODES
    ]
    return Table(
        Text(
            f"{name.zh}比上学年的变化（1 + 指标值 =（1 + 总量）÷（1 + 学生数））",
            f"Change against the year before, {name.en.lower()} (1 + value = (1 + amount) / (1 + pupils))",
        ),
        (
            Text("指标", "indicator"),
            Text("指标值", "value"),
            Text("总量", "amount"),
            Text("学生数", "pupils"),
        ),
        tuple(rows),
    )


def _grown(log: float | None) -> Cell:
    return percent(None if log is None else expm1(log), 1, signed=True)
