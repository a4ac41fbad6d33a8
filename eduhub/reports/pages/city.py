"""The city's page: its districts side by side, where gaps sit, what moved, what is missing."""

from __future__ import annotations

from eduhub.core.text import Text, same
from eduhub.kinds.codes import PHASES
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
from eduhub.reports.pieces import balance, caveats, change, notes, standing, value_added_city
from eduhub.reports.pieces.names import coded, figure, per_stage, short, stage_name
from eduhub.repository import Repository
from eduhub.scores import Scores
from eduhub.scores.view import View, clusters, is_outside, units

LABEL = Text("全市报告", "the city")
WHAT = Text("全市", "city")
SERVES = ("S1.a", "S1.b", "S2.2a", "S3.k", "S5.2b", "S5.5d")
_LACKS = Text(
    "要使各校七项全部达到达标值，全市尚缺：",
    "For every school to reach all seven thresholds, still lacking in the city:",
)


def ids(scores: Scores) -> dict[str, str]:
    """The one city."""
    return {"city": View(scores, "city", "city").name}


def build(city: str, scores: Scores, repository: Repository) -> Page:
    """The page of the city."""
    view = View(scores, "city", city)
    districts = [View(scores, "district", id_) for id_ in _in_order(scores, repository)]
    stages = view.stages
    return Page(
        report="city",
        name="city",
        title=Text(
            f"{view.name}义务教育优质均衡情况（{scores.year} 学年）",
            f"Balanced compulsory schooling in {view.name}, school year {scores.year}",
        ),
        as_of=scores.as_of,
        facts=(
            *notes.facts(scores, repository),
            (Text("县区", "districts"), same(str(len(districts)))),
            (
                Text("参评校（部）", "school parts judged"),
                per_stage(stages, [len(view.parts(s)) for s in stages]),
            ),
        ),
        summary=_summary(view, districts),
        sections=(
            _side_by_side(districts, stages, repository),
            _heat(districts, stages),
            _needs(districts),
            *_split(view, districts),
            change.section(view),
            *value_added_city.city(view, repository, [district.id for district in districts]),
            _missing(districts, view),
        ),
        notes=(*notes.method(scores), *caveats.notes(view)),
    )


def _in_order(scores: Scores, repository: Repository) -> list[str]:
    """The districts in the order of the register, which is the one that offices use."""
    places = {id_: place for place, id_ in enumerate(repository.districts)}
    return sorted(units(scores, "district"), key=lambda id_: places.get(id_, len(places)))


def _over(district: View) -> int:
    return sum(len(district.over(stage)) for stage in district.stages)


def _summary(view: View, districts: list[View]) -> tuple[Text, ...]:
    stages = view.stages
    texts = (
        _evenness(districts),
        joined(*(standing.passing(view, stage) for stage in stages)),
        _lack(districts),
        joined(*(change.moved(view, stage) for stage in stages)),
        value_added_city.said(view),
        _missing_said(view),
    )
    return tuple(text for text in texts if text.zh)


def _evenness(districts: list[View]) -> Text:
    """How many districts keep all limits, in what the others do not, and of which nothing can be told."""
    over = [district for district in districts if _over(district)]
    silent = [district for district in districts if not _is_computed(district)]
    within = len(districts) - len(over) - len(silent)
    each = listed([Text(f"{d.name} {_over(d)} 项", f"{d.name} {_over(d)}") for d in over])
    none = listed([same(d.name) for d in silent])
    return Text(
        f"{len(districts)} 个县区中，{within} 个县区可计算的差异系数均未超过上限"
        + (f"；超过上限的：{each.zh}" if over else "")
        + (f"；没有可计算的差异系数的：{none.zh}。" if silent else "。"),
        f"Districts: {len(districts)}; with all coefficients that can be computed within the limits: {within}"
        + (f"; above the limits: {each.en}" if over else "")
        + (f"; with no coefficient that can be computed: {none.en}." if silent else "."),
    )


def _is_computed(district: View) -> bool:
    """Is there a coefficient of any stage?"""
    return any(balance.computable(district, stage) for stage in district.stages)


def _lack(districts: list[View]) -> Text:
    """What the districts lack in all."""
    waits = any(district.lacking(stage) for district in districts for stage in district.stages)
    return standing.lack_of({code: _lack_in(districts, code) for code in L_CODES}, waits, _LACKS)


def _lack_in(districts: list[View], code: str) -> float | None:
    """The sum over the districts where it is known; None where it is nowhere."""
    found = [district.value(None, f"{code}.distance") for district in districts]
    known = [value for value in found if value is not None]
    return sum(known) if known else None


def _missing_said(view: View) -> Text:
    waiting = sum(len(view.lacking(stage)) for stage in view.stages)
    if not waiting:
        return Text("各校（部）数据齐全。", "No school part lacks data.")
    return Text(
        f"{waiting} 个校（部）的数据待补，暂不判定。",
        f"School parts that lack data and are not judged yet: {waiting}.",
    )


def _side_by_side(districts: list[View], stages: list[str], repository: Repository) -> Section:
    tables = tuple(_district_table(districts, stage, repository) for stage in stages)
    return Section(
        Text("各县区情况", "The districts side by side"),
        Text("各县区", "districts"),
        (_evenness(districts),),
        (),
        tables,
    )


def _district_table(districts: list[View], stage: str, repository: Repository) -> Table:
    rows = [_district_row(district, stage, repository) for district in districts if district.parts(stage)]
    name = stage_name(stage)
    return Table(
        Text(f"{name.zh}各县区", f"The districts, {name.en.lower()} stage"),
        (
            Text("县区", "district"),
            Text("批次", "phase"),
            Text("片区", "clusters"),
            Text("校（部）", "school parts"),
            Text("综合达标", "pass"),
            Text("已判定中达标比例", "share of those judged"),
            Text("待补", "incomplete"),
            Text("超过上限的项数", "above the limit"),
            Text("差异系数均值", "mean CV"),
            Text("差距指数", "gap index"),
            Text("同口径变化", "change, same members"),
            Text("水平指数", "level index"),
        ),
        tuple(rows),
    )


def _district_row(view: View, stage: str, repository: Repository) -> tuple[Cell, ...]:
    parts = view.parts(stage)
    passed = [view.part(stage, "PASS", part["id"]) for part in parts].count(1.0)
    registered = repository.districts.get(view.id)
    real = [id_ for id_ in clusters(view.scores, view.id) if not is_outside(id_)]
    return (
        words(view.name),
        words(PHASES.text(registered.phase)) if registered else NONE,
        number(len(real)),
        number(len(parts)),
        number(passed),
        percent(view.value(stage, "PASS")),
        number(len(view.lacking(stage))),
        number(len(view.over(stage))),
        figure("CV.mean", view.value(stage, "CV.mean")),
        figure("GAP", view.value(stage, "GAP")),
        number(view.value(stage, "GAP.same"), 3, signed=True),
        figure("LEVEL", view.value(stage, "LEVEL")),
    )


def _heat(districts: list[View], stages: list[str]) -> Section:
    """The coefficients of every district: where are they wide?"""
    panels, said = [], []
    for stage in stages:
        shown = [district for district in districts if district.parts(stage)]
        table = balance.coefficients(shown, stage, Text("县区", "district"))
        panels.append(Panel(stage_name(stage), table, tuple(range(1, 8)), top=shown[0].limit(stage) * 1.5))
        said.append(_most_often(shown, stage))
    return Section(
        Text("各县区的校际差异", "Gaps between schools, by district"),
        Text("差异系数", "coefficients"),
        (),
        (
            Figure(
                "city-cv",
                "heat",
                Text("各县区七项差异系数", "Coefficients of variation by district"),
                Text("颜色越深差距越大；▲ 超过上限", "the darker, the wider the gap; ▲ above the limit"),
                joined(*said),
                tuple(panels),
            ),
        ),
    )


def _most_often(districts: list[View], stage: str) -> Text:
    """Which indicator the most districts have above its limit."""
    counts = {code: sum(district.is_over(stage, code) for district in districts) for code in L_CODES}
    name, limit = stage_name(stage), f"{districts[0].limit(stage):.2f}"
    most = max(counts.values())
    if not any(balance.computable(district, stage) for district in districts):
        return Text(
            f"{name.zh}没有可以计算的差异系数。", f"{name.en}: no coefficient of variation can be computed."
        )
    if not most:
        return Text(
            f"{name.zh}没有县区超过上限 {limit}。", f"{name.en}: no district is above the limit of {limit}."
        )
    which = listed([short(code) for code, n in counts.items() if n == most])
    return Text(
        f"{name.zh}超过上限 {limit} 的县区最多的是{which.zh}（{most} 个县区）。",
        f"{name.en}: the indicator with the most districts above the limit of {limit}: {which.en} ({most}).",
    )


def _needs(districts: list[View]) -> Section:
    head = [standing.unit_head(code) for code in L_CODES]
    rows = [
        (words(district.name), *(standing.distance(district, code) for code in L_CODES))
        for district in districts
    ]
    table = Table(
        Text("各县区尚缺的数量", "What each district lacks"), (Text("县区", "district"), *head), tuple(rows)
    )
    return Section(
        Text("尚需补齐什么", "What is needed"), Text("缺口", "needs"), (_lack(districts),), (), (table,)
    )


def _split(view: View, districts: list[View]) -> list[Section]:
    """Do the gaps of the city lie between its districts or inside them? Nothing where that can't be told."""
    tables, said = [], []
    for stage in view.stages:
        known, name = balance.splits(view, stage, districts), stage_name(stage)
        if not known:
            continue
        said.append(balance.split_said(view, stage, districts, Text("县区", "districts")))
        rows = [
            (
                words(coded(code)),
                number(view.value(stage, f"{code}.cv"), 3),
                *(percent(share) for share in known.get(code, (None, None))),
            )
            for code in L_CODES
        ]
        tables.append(
            Table(
                Text(f"{name.zh}全市差异的构成", f"Between and inside districts, {name.en.lower()} stage"),
                (
                    Text("指标", "indicator"),
                    Text("全市差异系数", "CV of the city"),
                    Text("县区之间", "between districts"),
                    Text("县区内部", "inside districts"),
                ),
                tuple(rows),
            )
        )
    title = Text("差距在县区之间还是县区内部", "Between districts or inside them")
    section = Section(title, Text("差距来源", "where the gap sits"), tuple(said), (), tuple(tables))
    return [section] if tables else []


def _missing(districts: list[View], view: View) -> Section:
    rows = []
    for district in districts:
        waiting = [part for stage in district.stages for part in district.lacking(stage)]
        silent = [p for p in waiting if p["pupils"] is None]
        rows.append((words(district.name), number(len(waiting)), number(len(silent))))
    return Section(
        Text("还缺什么数据", "What is missing"),
        Text("待补", "missing"),
        (_missing_said(view),),
        (),
        (
            Table(
                Text("各县区待补数据的校（部）", "School parts that lack data, by district"),
                (
                    Text("县区", "district"),
                    Text("待补", "lack data"),
                    Text("其中未报数据", "of these reported nothing"),
                ),
                tuple(rows),
            ),
        ),
    )
