"""Is each of the seven evenly spread? Coefficients of variation, and the limit that judges districts."""

from __future__ import annotations

from eduhub.core.text import Text
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.page import NONE, Cell, Figure, Panel, Section, Table, listed, number, words
from eduhub.reports.pieces.names import (
    NOTHING,
    change,
    coded,
    figure,
    stage_name,
    with_words,
)
from eduhub.scores.spread import NONE as NO_VARIANCE
from eduhub.scores.view import View

_CV, _LIMIT = 3, 4  # columns of the table
_BEFORE_JUDGED, _BEFORE = 6, 4


def is_judged(view: View) -> bool:
    """Only a district is held against the limits."""
    return view.level == "district"


def few(view: View, stage: str) -> bool:
    """Does a coefficient of a cluster come from so few schools that it may be small by chance?"""
    return any(_few_of(view, stage, code) is not None for code in L_CODES)


def _few_of(view: View, stage: str, code: str) -> int | None:
    """From how many schools a coefficient is computed where these are few, else None."""
    row = view.row(stage, f"{code}.cv")
    return int(row["n"]) if row and row["note"] == "few-schools" else None


def evenness(view: View, stage: str) -> Text:
    """What the coefficients of a stage say, in one sentence."""
    computed, name = computable(view, stage), stage_name(stage)
    if not computed:
        return Text(
            f"{name.zh}没有可以计算的差异系数。", f"{name.en}: no coefficient of variation can be computed."
        )
    if not is_judged(view):
        return _widest(view, stage, computed)
    over = {code: value for code, value in computed.items() if view.is_over(stage, code)}
    return _over(view, stage, over) if over else _within(view, stage, computed)


def computable(view: View, stage: str) -> dict[str, float]:
    """The coefficients that can be computed."""
    found = {code: view.value(stage, f"{code}.cv") for code in L_CODES}
    return {code: value for code, value in found.items() if value is not None}


def _over(view: View, stage: str, over: dict[str, float]) -> Text:
    name, limit = stage_name(stage), f"{view.limit(stage):.2f}"
    which = listed([with_words(code, number(value, 3)) for code, value in over.items()])
    return Text(
        f"{name.zh}有 {len(over)} 项差异系数超过上限 {limit}：{which.zh}。",
        f"{name.en}: coefficients of variation above the limit of {limit}: {len(over)}; {which.en}.",
    )


def _within(view: View, stage: str, known: dict[str, float]) -> Text:
    name, limit, widest = stage_name(stage), f"{view.limit(stage):.2f}", _largest(known)
    n = len(known)
    whole = n == len(L_CODES)
    some = f"coefficients of variation that can be computed ({n})"
    equal = _equal(view, stage)
    zh, en = f"差距最大的是{widest.zh}", f"the widest gap is in {widest.en}"
    if is_even(known):
        zh, en = equal.zh, equal.en
    return Text(
        f"{name.zh}{'' if whole else '可计算的'} {n} 项差异系数均未超过上限 {limit}；{zh}。",
        f"{name.en}: {f'all {n} coefficients of variation' if whole else some} are within the limit of "
        f"{limit}; {en}.",
    )


def is_even(known: dict[str, float]) -> bool:
    """Is nothing spread but for what rounding leaves?"""
    return all(value * value <= NO_VARIANCE for value in known.values())


def _equal(view: View, stage: str) -> Text:
    """That all schools are equal, as far as they are counted."""
    if view.lacking(stage):
        return Text("已计入的各校相同", "all schools that are counted are equal")
    return Text("各校相同", "all schools are equal")


def _widest(view: View, stage: str, known: dict[str, float]) -> Text:
    name, widest, n = stage_name(stage), _largest(known), _few_of(view, stage, widest_of(known))
    zh, en = "", ""
    if n is not None:
        zh = f"；只按 {n} 个校（部）计算，差异系数受偶然影响大，仅供参考"
        en = f"; computed from few school parts ({n}), it owes much to chance and is for reference only"
    if is_even(known):
        equal = _equal(view, stage)
        return Text(
            f"{name.zh}没有校际差距，{equal.zh}{zh}。",
            f"{name.en}: no gap between schools; {equal.en}{en}.",
        )
    return Text(
        f"{name.zh}校际差距最大的是{widest.zh}{zh}。",
        f"{name.en}: the widest gap between schools is in {widest.en}{en}.",
    )


def _largest(known: dict[str, float]) -> Text:
    code = widest_of(known)
    return with_words(code, number(known[code], 3))


def widest_of(known: dict[str, float]) -> str:
    """The indicator with the largest coefficient; of equal ones the first."""
    return max(known, key=lambda code: known[code])


def widest(view: View, stage: str) -> str | None:
    """The indicator in which schools lie furthest apart; None where nothing is known to be spread."""
    computed = computable(view, stage)
    return None if is_even(computed) else widest_of(computed)


def lacking(view: View, stage: str) -> Text:
    """How many school parts the coefficients leave out; nothing where there are none."""
    lack, whole, name = len(view.lacking(stage)), len(view.parts(stage)), stage_name(stage)
    if not lack:
        return Text("", "")
    return Text(
        f"{name.zh} {whole} 个校（部）中有 {lack} 个缺数据，差异系数未将其全部计入。",
        f"{name.en}: school parts that lack data and are not fully counted: {lack} of {whole}.",
    )


def differences(view: View, page: str) -> Figure:
    """The coefficients of all stages as bars, with the year before as diamonds."""
    judged, before = is_judged(view), view.before is not None
    panels = []
    for stage in view.stages:
        table = difference_table(view, stage)
        last = _BEFORE_JUDGED if judged else _BEFORE
        limit = view.limit(stage) if judged else None
        panels.append(
            Panel(
                stage_name(stage),
                table,
                (_CV, last) if before else (_CV,),
                rows=len(L_CODES),
                limit=limit,
                limit_name=Text(f"上限 {limit:.2f}", f"limit {limit:.2f}") if limit else None,
                limit_at=_LIMIT if judged else None,
                hatched=frozenset(at for at, code in enumerate(L_CODES) if view.is_over(stage, code)),
                top=0.55,
            )
        )
    said = Text(
        "每条为一项指标的差异系数" + ("，竖线为上限；超过上限的条带斜纹" if judged else "，片区不与上限比较"),
        "a bar an indicator" + (", a line at the limit; bars above it are hatched" if judged else ""),
    )
    return Figure(
        f"{page}-cv",
        "bars",
        Text("七项资源指标的校际差异系数", "Coefficients of variation between schools"),
        said,
        Text(
            "差异系数越大，学校之间差得越多；0 表示各校相同。",
            "The larger a coefficient, the further the schools lie apart; 0 means that all are equal.",
        ),
        tuple(panels),
        (Text("超过上限", "above"),),
    )


def difference_table(view: View, stage: str) -> Table:
    """The seven with threshold, mean, coefficient; limit and verdict where judged; the year before."""
    judged, before = is_judged(view), view.before
    head = [
        Text("指标", "indicator"),
        Text("达标值", "threshold"),
        Text("平均值", "mean"),
        Text("差异系数", "CV"),
    ]
    head += [Text("上限", "limit"), Text("结论", "verdict")] if judged else []
    if before:
        head += [Text("上学年差异系数", "CV, year before"), Text("同口径变化", "change, same members")]
    rows = [_row(view, before, stage, code, judged) for code in L_CODES]
    mean = [
        words(Text("七项平均", "mean of the seven")),
        NONE,
        NONE,
        figure("CV.mean", view.value(stage, "CV.mean")),
    ]
    mean += [NONE, NONE] if judged else []
    mean += [figure("CV.mean", before.value(stage, "CV.mean")), NONE] if before else []
    name = stage_name(stage)
    return Table(
        Text(f"{name.zh}各项指标", f"Indicators, {name.en.lower()} stage"),
        tuple(head),
        (*rows, tuple(mean)),
        total=True,
    )


def _row(view: View, before: View | None, stage: str, code: str, judged: bool) -> tuple[Cell, ...]:
    cells = [
        words(coded(code)),
        number(view.threshold(stage, code), 2),
        number(view.value(stage, code), 2),
        number(view.value(stage, f"{code}.cv"), 3),
    ]
    if judged:
        cells += [number(view.limit(stage), 2), verdict(view, stage, code)]
    if before:
        cells += [
            number(before.value(stage, f"{code}.cv"), 3),
            change(f"{code}.cv", view.value(stage, f"{code}.cv.same")),
        ]
    return tuple(cells)


def verdict(view: View, stage: str, code: str) -> Cell:
    """Is a coefficient within its limit?"""
    if view.value(stage, f"{code}.cv") is None:
        return NONE
    return words(Text("超过上限", "above the limit") if view.is_over(stage, code) else Text("符合", "within"))


def coefficients(views: list[View], stage: str, first: Text) -> Table:
    """A row a unit, a column an indicator: its coefficient, marked where it is above the limit."""
    rows = [
        (
            words(
                Text(f"{view.name}（参考）", f"{view.name} (reference)") if few(view, stage) else view.name
            ),
            *(
                number(view.value(stage, f"{code}.cv"), 3, mark="▲" if view.is_over(stage, code) else "")
                for code in L_CODES
            ),
        )
        for view in views
    ]
    name = stage_name(stage)
    return Table(
        Text(f"{name.zh}各项差异系数", f"Coefficients of variation, {name.en.lower()} stage"),
        (first, *(coded(code) for code in L_CODES)),
        tuple(rows),
    )


def splits(view: View, stage: str, groups: list[View]) -> dict[str, tuple[float, float]]:
    """Of each indicator the shares of the squared coefficient between the groups of a unit and within them.

    Left out is what is not spread, and what only one of the groups has known values of.
    """
    found = {code: _split(view, stage, code) for code in L_CODES if _is_in_several(groups, stage, code)}
    return {code: shares for code, shares in found.items() if shares is not None}


def _is_in_several(groups: list[View], stage: str, code: str) -> bool:
    return sum(group.value(stage, code) is not None for group in groups) > 1


def _split(view: View, stage: str, code: str) -> tuple[float, float] | None:
    between, within = (view.value(stage, f"{code}.cv.{part}") for part in ("between", "within"))
    if between is None or within is None or between + within <= NO_VARIANCE:
        return None
    return between / (between + within), within / (between + within)


def split_said(view: View, stage: str, groups: list[View], called: Text) -> Text:
    """Whether the gaps of a stage lie mainly inside the groups of a unit or between them, if they can.

    called  what the groups are: 片区, clusters
    """
    known = list(splits(view, stage, groups).values())
    inside, name = sum(within > between for between, within in known), stage_name(stage)
    if not known:
        return NOTHING
    if inside == len(known):
        return Text(
            f"{name.zh}可计算的 {len(known)} 项，差距都主要在{called.zh}内部。",
            f"{name.en}: every indicator that can be computed ({len(known)}) has its gap mainly "
            f"inside {called.en}.",
        )
    return Text(
        f"{name.zh}可计算的 {len(known)} 项中，{inside} 项的差距主要在{called.zh}内部，"
        f"{len(known) - inside} 项主要在{called.zh}之间。",
        f"{name.en}: indicators that can be computed: {len(known)}; with their gap mainly inside "
        f"{called.en}: {inside}; mainly between them: {len(known) - inside}.",
    )


def section(view: View, page: str) -> Section:
    """How far the schools of a unit lie apart, with its figure."""
    said = [evenness(view, stage) for stage in view.stages]
    said += [lacking(view, stage) for stage in view.stages]
    said += [growing_said(view, stage) for stage in view.stages]
    return Section(
        Text("学校之间差多少", "How far schools lie apart"),
        Text("校际差异", "differences"),
        tuple(said),
        (differences(view, page),),
        tuple(_without_growing(view, stage) for stage in view.stages if growing(view, stage)),
    )


def growing(view: View, stage: str) -> list[str]:
    """The names of the school parts that do not have all their grades yet."""
    return [
        part["name"]
        for part in view.parts(stage)
        if any((view.part_row(stage, code, part["id"]) or {}).get("note") == "growing" for code in L_CODES)
    ]


def growing_said(view: View, stage: str) -> Text:
    """Which parts are still growing; nothing where none is."""
    names, name = growing(view, stage), stage_name(stage)
    if not names:
        return Text("", "")
    return Text(
        f"{name.zh}有 {len(names)} 个校（部）尚未招齐各年级：{'、'.join(names)}；"
        "另列不含这些学校的差异系数。",
        f"{name.en}: school parts that do not have all their grades yet: {len(names)} ({', '.join(names)}); "
        "the coefficients are given without them too.",
    )


def _without_growing(view: View, stage: str) -> Table:
    """The coefficients with and without the parts that do not have all their grades yet."""
    name = stage_name(stage)
    rows = [
        (
            words(coded(code)),
            number(view.value(stage, f"{code}.cv"), 3),
            number(view.value(stage, f"{code}.cv.complete"), 3),
        )
        for code in L_CODES
    ]
    return Table(
        Text(
            f"{name.zh}差异系数：含与不含尚未招齐年级的学校",
            f"Coefficients with and without growing schools, {name.en.lower()} stage",
        ),
        (Text("指标", "indicator"), Text("全部学校", "all schools"), Text("不含", "without them")),
        tuple(rows),
    )
