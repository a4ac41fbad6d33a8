"""Does each school reach the thresholds? Values with their marks, how near each is, and what is lacking."""

from __future__ import annotations

from typing import Any

from eduhub.core.text import Text
from eduhub.parameters import INDICATORS
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.page import NONE, Cell, Figure, Panel, Section, Table, listed, number, percent, words
from eduhub.reports.pieces.names import coded, short, stage_name
from eduhub.scores.view import View

MARKS = {"met": "", "short": "△", "far": "▼", "unknown": ""}
NOT_JUDGED = Text("没有学生，不判定", "no pupils, not judged")
VERDICTS = {
    None: Text("待补", "incomplete"),
    1.0: Text("达标", "passes"),
    0.0: Text("未达标", "does not pass"),
}


# Told by their own names, these need no unit in English, and so no plural.
_COUNTED = ("persons", "rooms")
_LACKS = Text(
    "要使各校七项全部达到达标值，尚缺：", "For every school to reach all seven thresholds, still lacking:"
)
_SCHOOL_LACKS = Text("七项要全部达到达标值，尚缺：", "To reach all seven thresholds, still lacking:")


def empty(view: View, stage: str) -> list[dict[str, Any]]:
    """The parts of a stage that have no pupils: there is nothing to judge."""
    return [part for part in view.parts(stage) if part["pupils"] == 0]


def passing(view: View, stage: str) -> Text:
    """How many school parts of a stage pass, how many wait for data, and how many have no pupils."""
    parts, name = view.parts(stage), stage_name(stage)
    passed = [view.part(stage, "PASS", part["id"]) for part in parts].count(1.0)
    waiting, idle = len(view.lacking(stage)), len(empty(view, stage))
    return Text(
        f"{len(parts)} 个{name.zh}校（部）中，{passed} 个综合达标"
        + (f"，{waiting} 个缺数据、待补" if waiting else "")
        + (f"，{idle} 个{NOT_JUDGED.zh}" if idle else "")
        + "。",
        f"{name.en} school parts: {len(parts)}; passing: {passed}"
        + (f"; lacking data: {waiting}" if waiting else "")
        + (f"; {NOT_JUDGED.en}: {idle}" if idle else "")
        + ".",
    )


def verdict(view: View, part: dict[str, Any]) -> Text:
    """Whether a part passes, waits for data, or has no pupils to judge it by."""
    if part["pupils"] == 0:
        return NOT_JUDGED
    return VERDICTS[view.part(part["stage"], "PASS", part["id"])]


def ratio(view: View, stage: str, code: str, part: str) -> float | None:
    """A school part's value in the threshold's terms: 1 reaches it."""
    value = view.part(stage, code, part)
    return None if value is None else value / view.threshold(stage, code)


def standing_map(view: View, stage: str, page: str) -> Figure:
    """Each school part and indicator: what share of the threshold it has, the darker the less."""
    rows = tuple(
        (words(part["name"]), *(_share(view, stage, code, part["id"]) for code in L_CODES))
        for part in view.parts(stage)
    )
    name = stage_name(stage)
    table = Table(
        Text(f"{name.zh}各校（部）达到达标值的比例", f"Share of the threshold, {name.en.lower()} stage"),
        (Text("学校", "school"), *(coded(code) for code in L_CODES)),
        rows,
    )
    key = {"小学": "primary", "初中": "junior"}[stage]
    return Figure(
        f"{page}-standing-{key}",
        "heat",
        Text(
            f"{name.zh}各校（部）七项达标程度",
            f"How near each school part is to the thresholds, {name.en.lower()}",
        ),
        Text(
            "每格为该校指标值与达标值之比，颜色越深差得越多；△ 未达标，▼ 低于 85%",
            "each cell is a value over its threshold, the darker the further below; △ below, ▼ below 85 %",
        ),
        unmet(view, stage),
        (Panel(name, table, tuple(range(1, 8)), top=1.0, dark_low=True),),
    )


def _share(view: View, stage: str, code: str, part: str) -> Cell:
    return percent(ratio(view, stage, code, part), mark=MARKS[view.standing(stage, code, part)])


def unmet(view: View, stage: str) -> Text:
    """Which indicators the fewest school parts reach."""
    met = {code: _met(view, stage, code) for code in L_CODES}
    known = {code: value for code, value in met.items() if value[1]}
    name = stage_name(stage)
    if not known:
        return Text(f"{name.zh}没有可以判定的学校。", f"{name.en}: no school can be judged.")
    if all(reached == of for reached, of in known.values()):
        return _all_met(view, stage)
    reached, of = min(known.values(), key=lambda met: met[0] / met[1])
    which = listed([short(code) for code, met in known.items() if met == (reached, of)])
    return Text(
        f"{name.zh}达标学校最少的是{which.zh}：{of} 个校（部）中 {reached} 个达到达标值。",
        f"{name.en}: fewest schools reach the threshold of {which.en} ({reached} of {of}).",
    )


def _all_met(view: View, stage: str) -> Text:
    """What is known reaches all thresholds; how many parts lack data."""
    name, waiting = stage_name(stage), len(view.lacking(stage))
    if waiting:
        return Text(
            f"{name.zh}已知数据均达到达标值（{waiting} 个校（部）缺数据）。",
            f"{name.en}: all known values reach the thresholds (school parts that lack data: {waiting}).",
        )
    return Text(
        f"{name.zh}各校（部）七项全部达到达标值。",
        f"{name.en}: every school part reaches all thresholds.",
    )


def _met(view: View, stage: str, code: str) -> tuple[int, int]:
    found = [view.standing(stage, code, part["id"]) for part in view.parts(stage)]
    known = [standing for standing in found if standing != "unknown"]
    return known.count("met"), len(known)


def value_table(view: View, stage: str) -> Table:
    """The value of each school part with its mark, how many it reaches, and whether it passes."""
    name = stage_name(stage)
    return Table(
        Text(f"{name.zh}各校（部）指标值", f"Values of each school part, {name.en.lower()} stage"),
        (
            Text("学校", "school"),
            Text("在校生", "pupils"),
            *(coded(code) for code in L_CODES),
            Text("达标项数", "met"),
            Text("综合", "verdict"),
        ),
        tuple(_values(view, stage, part) for part in view.parts(stage)),
    )


def _values(view: View, stage: str, part: dict[str, Any]) -> tuple[Cell, ...]:
    return (
        words(part["name"]),
        number(part["pupils"]),
        *(marked(view, stage, code, part["id"]) for code in L_CODES),
        number(view.part(stage, "MET", part["id"])),
        words(verdict(view, part)),
    )


def marked(view: View, stage: str, code: str, part: str) -> Cell:
    """A school part's value with its mark: △ below the threshold, ▼ below 85 % of it."""
    return number(view.part(stage, code, part), 2, mark=MARKS[view.standing(stage, code, part)])


def lack(view: View) -> Text:
    """What a unit lacks in all, in own units; that nothing is lacking; or that it is not known."""
    found = {code: view.value(None, f"{code}.distance") for code in L_CODES}
    waits = any(view.lacking(stage) for stage in view.stages)
    return lack_of(found, waits, _SCHOOL_LACKS if view.level == "school" else _LACKS)


def lack_of(found: dict[str, float | None], waits: bool, opening: Text) -> Text:
    """What is lacking of each indicator.

    waits    are there school parts that lack data?
    opening  how the sentence begins where something is lacking
    """
    each = listed([amount(code, value) for code, value in found.items() if value])
    if each.zh:
        said = Text(f"{opening.zh}{each.zh}", f"{opening.en} {each.en}")
    elif any(value is not None for value in found.values()):
        said = _nothing_lacking(waits)
    elif waits:
        return Text("缺数据，尚不能算出缺口。", "Data are lacking; what is needed can't be told.")
    else:
        return Text("没有学生，不计算缺口。", "There are no pupils, so nothing is worked out as lacking.")
    if not waits:
        return Text(f"{said.zh}。", f"{said.en}.")
    return Text(f"{said.zh}（缺数据的未计入）。", f"{said.en} (what lacks data is not counted).")


def _nothing_lacking(waits: bool) -> Text:
    if waits:
        return Text(
            "已知数据均达到达标值，没有缺口", "All known values reach the thresholds; nothing is lacking"
        )
    return Text("七项均已达到达标值，没有缺口", "All seven thresholds are reached; nothing is lacking")


def amount(code: str, value: float) -> Text:
    """So much of an indicator's own thing: 骨干教师 3 人."""
    entry = INDICATORS[f"{code}.distance"]
    said = number(value, entry.decimals).words
    name, unit = INDICATORS[code].short, INDICATORS[code].unit
    en = "" if unit.en in _COUNTED else f" {unit.en}"
    return Text(f"{name.zh} {said.zh} {unit.zh}", f"{name.en} {said.en}{en}")


def distance_table(view: View, schools: list[View]) -> Table:
    """What each school lacks of the seven, in own units, with the sum; without those that lack nothing."""
    rows = [
        (words(school.name), *(distance(school, code) for code in L_CODES))
        for school in schools
        if any(school.value(None, f"{code}.distance") for code in L_CODES)
    ]
    total = (words(Text("合计", "in all")), *(distance(view, code) for code in L_CODES))
    head = [unit_head(code) for code in L_CODES]
    return Table(
        Text(
            "各校尚缺的数量（无缺口的学校不列）",
            "What each school lacks (schools that lack nothing are left out)",
        ),
        (Text("学校", "school"), *head),
        (*rows, total),
        total=True,
    )


def unit_head(code: str) -> Text:
    """A column's heading: code, indicator and the unit of the thing itself."""
    unit = INDICATORS[code].unit
    return Text(f"{coded(code).zh}（{unit.zh}）", f"{coded(code).en} ({unit.en})")


def distance(view: View, code: str) -> Cell:
    """What a unit lacks of an indicator's own thing; a dash where nothing is lacking or known."""
    value = view.value(None, f"{code}.distance")
    return NONE if not value else number(value, INDICATORS[f"{code}.distance"].decimals)


def waiting_table(view: View) -> Table | None:
    """The school parts that lack data, and which; None where there are none."""
    rows = [
        (words(part["name"]), words(stage_name(stage)), words(_missing(view, stage, part["id"])))
        for stage in view.stages
        for part in view.lacking(stage)
    ]
    if not rows:
        return None
    return Table(
        Text("待补数据的校（部）", "School parts that lack data"),
        (Text("学校", "school"), Text("学段", "stage"), Text("缺少的指标", "lacking")),
        tuple(rows),
    )


def _missing(view: View, stage: str, part: str) -> Text:
    codes = [code for code in L_CODES if view.part(stage, code, part) is None]
    if len(codes) == len(L_CODES):
        return Text("七项全部", "all seven")
    return listed([short(code) for code in codes])


def section(view: View, stage: str, page: str) -> Section:
    """The schools of a stage, each against the thresholds."""
    name = stage_name(stage)
    return Section(
        Text(f"{name.zh}各校", f"Schools, {name.en.lower()} stage"),
        Text(f"{name.zh}各校", f"schools, {name.en.lower()}"),
        (passing(view, stage),),
        (standing_map(view, stage, page),),
        (value_table(view, stage),),
    )
