"""Where the gap sits: between clusters or inside them, and which schools, on which side of the mean."""

from __future__ import annotations

from eduhub.core.text import Text
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.page import Figure, Panel, Section, Table, joined, number, percent, words
from eduhub.reports.pieces import balance
from eduhub.reports.pieces.names import NOTHING, coded, figure, short, stage_name
from eduhub.scores.view import View


def section(view: View, page: str, groups: list[View]) -> Section:
    """Between clusters or inside them, and which schools, on which side of the mean."""
    shown = {stage: code for stage in view.stages if (code := balance.widest(view, stage))}
    panels = [_panel(view, stage, code) for stage, code in shown.items()]
    panels_said = [_shares_said(view, stage, code) for stage, code in shown.items()]
    divided = [stage for stage in view.stages if balance.splits(view, stage, groups)]
    figures = (
        Figure(
            f"{page}-share",
            "diverging",
            Text("差距最大的一项：各校在差异中所占份额", "The widest gap: each school's share of the spread"),
            Text(
                "向左为低于全县平均值，向右为高于平均值，长度为该校在差异中所占份额",
                "left: below the district mean, right: above it; the length is the school's share "
                "of the spread",
            ),
            joined(*panels_said),
            tuple(panels),
            (Text("低于平均值", "below the mean"), Text("高于平均值", "above the mean")),
        ),
    )
    return Section(
        Text("差距在哪里", "Where the gap sits"),
        Text("差距来源", "where the gap sits"),
        tuple(balance.split_said(view, stage, groups, Text("片区", "clusters")) for stage in divided),
        figures if panels else (),
        tuple(_split_table(view, stage, groups) for stage in divided),
    )


def _shares_said(view: View, stage: str, code: str) -> Text:
    found = [
        (
            part["name"],
            view.part(stage, f"{code}.share", part["id"]),
            view.part(stage, f"{code}.from_mean", part["id"]),
        )
        for part in view.parts(stage)
    ]
    known = [(name, share, apart) for name, share, apart in found if share is not None and apart is not None]
    if not known:
        return NOTHING
    below = percent(sum(share for _, share, apart in known if apart < 0))
    above = percent(sum(share for _, share, apart in known if apart > 0))
    name = stage_name(stage)
    return Text(
        f"{name.zh}{short(code).zh}的差异中，{below.words.zh} 来自低于平均值的校（部），"
        f"{above.words.zh} 来自高于平均值的校（部）。",
        f"{name.en}: of the spread of {short(code).en}, {below.words.en} comes from school parts "
        f"below the mean and {above.words.en} from those above it.",
    )


def _panel(view: View, stage: str, code: str) -> Panel:
    table = share_table(view, stage)
    at = 1 + L_CODES.index(code)
    below = frozenset(n for n, row in enumerate(table.rows) if (row[at].value or 0.0) < 0)
    name = stage_name(stage)
    title = Text(f"{name.zh} {short(code).zh}", f"{name.en}: {short(code).en}")
    return Panel(title, table, (at,), hatched=below, top=0.1)


def share_table(view: View, stage: str) -> Table:
    """Each school part's share of the district's spread of each of the seven; minus: below the mean."""
    name = stage_name(stage)
    rows = []
    for part in view.parts(stage):
        cells = []
        for code in L_CODES:
            share = view.part(stage, f"{code}.share", part["id"])
            apart = view.part(stage, f"{code}.from_mean", part["id"])
            cells.append(
                percent(None if share is None or apart is None else _signed(share, apart), signed=True)
            )
        rows.append((words(part["name"]), *cells))
    return Table(
        Text(
            f"{name.zh}各校（部）在全县差异中所占份额（+ 高于平均值，- 低于平均值）",
            f"Share of the district's spread, {name.en.lower()} stage (+ above the mean, - below it)",
        ),
        (Text("学校", "school"), *(coded(code) for code in L_CODES)),
        tuple(rows),
    )


def _signed(share: float, apart: float) -> float:
    return -share if apart < 0 else share


def _split_table(view: View, stage: str, groups: list[View]) -> Table:
    name, known = stage_name(stage), balance.splits(view, stage, groups)
    rows = []
    for code in L_CODES:
        between, within = known.get(code, (None, None))
        rows.append(
            (
                words(coded(code)),
                number(view.value(stage, f"{code}.cv"), 3),
                percent(between),
                percent(within),
                figure(f"{code}.theil", view.value(stage, f"{code}.theil")),
                figure(f"{code}.gini", view.value(stage, f"{code}.gini")),
            )
        )
    return Table(
        Text(
            f"{name.zh}差异的构成（未入片区的学校作为一组）",
            f"Between and within clusters, {name.en.lower()} stage (schools in no cluster are one group)",
        ),
        (
            Text("指标", "indicator"),
            Text("差异系数", "CV"),
            Text("片区之间", "between clusters"),
            Text("片区内部", "inside clusters"),
            Text("泰尔指数", "Theil"),
            Text("基尼系数", "Gini"),
        ),
        tuple(rows),
    )
