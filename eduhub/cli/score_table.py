"""Scores on a screen: for each district and stage the indicators, clusters, schools, and what these lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eduhub.cli.figures import lacking, number, percent, relaxations, signed
from eduhub.cli.language import current, t
from eduhub.cli.output import page_width
from eduhub.cli.score_value_added import value_added_remarks, value_added_table
from eduhub.core.lines import columns, padded, width
from eduhub.kinds.codes import STAGES
from eduhub.parameters import INDICATORS
from eduhub.scores import Scores
from eduhub.scores.view import View, clusters, is_outside
from eduhub.scores.view import districts as all_districts

_MARKS = {"met": " ", "short": "*", "far": "!", "unknown": " "}


def score_table(scores: Scores, districts: Sequence[str], codes: Sequence[str]) -> Iterator[str]:
    """The lines of the table, for these districts.

    codes  of L1 to L7: one alone goes without value-added, and value-added alone with none of them
    """
    if codes:
        yield from _resources(scores, districts, codes)
    if len(codes) != 1 and scores.assessed:
        yield from _value_added(scores, districts)
    elif not codes:
        yield t("本学年没有测评数据，没有增值结果", "nothing was assessed this year: there is no value-added")
    yield t("某个数怎样得来：eduhub score --why 编号", "how a figure came about: eduhub score --why ID")


def _resources(scores: Scores, districts: Sequence[str], codes: Sequence[str]) -> Iterator[str]:
    """What districts have, and what the marks mean."""
    yield t(
        f"{scores.year} 学年资源配置（截至 {scores.as_of}）",
        f"Resources in the school year {scores.year} (as of {scores.as_of})",
    )
    yield from relaxations(scores)
    views = [View(scores, "district", district) for district in districts]
    if len(views) > 1:
        yield from _side_by_side(views, View(scores, "city", "city"))
    for view in views:
        for stage in view.stages:
            yield from _stage(view, stage, codes)
    yield ""
    if scores.before:
        yield t(
            "同口径：比上学年的变化，只计两年都有数据、归属未变的学校",
            "same: change on the year before, of schools known and at home there in both",
        )
    yield t(
        "* 未达标   ! 低于达标值的 85%   ? 缺数据   # 学校少，差异系数仅供参考",
        "* below threshold  ! below 85 % of it  ? not known  # few schools: a hint only",
    )


def _value_added(scores: Scores, districts: Sequence[str]) -> Iterator[str]:
    """A table of the whole city, whichever district is asked for: the figures rest on all its pupils."""
    yield ""
    if len(districts) < len(all_districts(scores)):
        yield t(
            "下表是全市的，不是所选县区的；县区各校的数值见县区报告",
            "The table is of the whole city and not of the district; its schools stand in its report.",
        )
    yield from _aligned(list(value_added_table(scores.assessed)), gap=1)
    yield from value_added_remarks(scores.assessed)


def _side_by_side(districts: Sequence[View], city: View) -> Iterator[str]:
    """All districts of a stage in one table, the city in its last row."""
    for stage in city.stages:
        yield ""
        yield f"{city.name}  {STAGES.text(stage).to(current())}"
        here = [view for view in districts if view.parts(stage)]
        yield from _aligned(list(_units(t("县区", "district"), [*here, city], stage)), gap=2)


def _stage(view: View, stage: str, codes: Sequence[str]) -> Iterator[str]:
    """All that is shown of a district's stage."""
    yield ""
    yield f"{view.name}  {STAGES.text(stage).to(current())}"
    yield from _indexes(view, stage)
    yield from _aligned(list(_indicators(view, stage, codes)), gap=2)
    groups = [View(view.scores, "cluster", group) for group in clusters(view.scores, view.id)]
    here = [group for group in groups if group.parts(stage)]
    if any(not is_outside(group.id) for group in here):
        yield ""
        yield from _aligned(list(_units(t("片区", "cluster"), here, stage)), gap=2)
    yield ""
    yield from _aligned(list(_schools(view, stage, codes)), gap=1)
    needs = list(_needs(view, stage, codes))
    if needs:
        yield ""
        yield "  " + t("达到各项标准尚缺", "lacking to reach the thresholds")
        yield from columns(needs, page_width())


def _indexes(view: View, stage: str) -> Iterator[str]:
    """Gap and level index in one line each, with what became of them since the year before."""
    for code, better in (
        ("GAP", t("越小越均衡", "smaller is more even")),
        ("LEVEL", t("越大越高", "larger is higher")),
    ):
        if view.value(stage, code) is not None:
            yield f"  {_index(view, stage, code)}{t('，', ', ')}{better}"


def _index(view: View, stage: str, code: str) -> str:
    words = f"{INDICATORS[code].short.to(current())} {number(view.value(stage, code), 3)}"
    change, same = (view.value(stage, f"{code}.{form}") for form in ("change", "same"))
    if change is None:
        return words
    if same is None:
        return words + t(f"（比上学年 {signed(change, 3)}）", f" ({signed(change, 3)} in a year)")
    return words + t(
        f"（比上学年 {signed(change, 3)}，同口径 {signed(same, 3)}）",
        f" ({signed(change, 3)} in a year, {signed(same, 3)} same members)",
    )


def _indicators(view: View, stage: str, codes: Sequence[str]) -> Iterator[list[str]]:
    yield [
        t("指标", "indicator"),
        t("达标值", "threshold"),
        t("全县平均", "mean"),
        t("差异系数", "CV"),
        t("上限", "limit"),
        t("达标学校", "met by"),
    ]
    for code in codes:
        over = t(" 超限", " over") if view.is_over(stage, code) else ""
        yield [
            f"{code} {INDICATORS[code].short.to(current())}",
            f"{view.threshold(stage, code):.2f}",
            number(view.value(stage, code), 2),
            number(view.value(stage, f"{code}.cv"), 3) + over,
            f"{view.limit(stage):.2f}",
            _share(view.value(stage, f"{code}.met")),
        ]
    passes = _share(view.value(stage, "PASS"))
    yield [t("综合达标学校", "schools that pass"), "", "", "", "", passes]
    if lacking_data := view.lacking(stage):
        yield [t("缺数据、未计入的学校", "schools that lack data"), "", "", "", "", str(len(lacking_data))]


def _units(heading: str, views: Sequence[View], stage: str) -> Iterator[list[str]]:
    """Clusters or districts side by side: their indexes, what became of them with the same members."""
    same = t("同口径", "same")
    yield [
        heading,
        t("校（部）", "parts"),
        t("差距指数", "gap"),
        same,
        t("水平指数", "level"),
        same,
        t("综合达标", "pass"),
    ]
    for view in views:
        row = view.row(stage, "L1.cv")
        few = "#" if row and row["note"] == "few-schools" else " "
        yield [
            view.name if not is_outside(view.id) else t("未入片区", "in no cluster"),
            str(len(view.parts(stage))),
            _known(view, stage, "GAP") + few,
            _changed(view, stage, "GAP"),
            _known(view, stage, "LEVEL"),
            _changed(view, stage, "LEVEL"),
            _share(view.value(stage, "PASS")),
        ]


def _known(view: View, stage: str, code: str) -> str:
    return number(view.value(stage, code), 3)


def _changed(view: View, stage: str, code: str) -> str:
    """The change with the same members; blank where there is no year before."""
    value = view.value(stage, f"{code}.same")
    return "" if value is None else signed(value, 3)


def _schools(view: View, stage: str, codes: Sequence[str]) -> Iterator[list[str]]:
    yield [t("学校", "school"), *(f"{code} " for code in codes), t("达标", "met"), t("综合", "pass")]
    for part in view.parts(stage):
        values = [_marked(view, stage, code, part["id"]) for code in codes]
        verdict = {None: "?", 1.0: "√", 0.0: "×"}[view.part(stage, "PASS", part["id"])]
        yield [part["name"], *values, number(view.part(stage, "MET", part["id"]), 0), verdict]


def _marked(view: View, stage: str, code: str, part: str) -> str:
    """A school's value with the mark of its standing; yuan without decimals, to fit the screen."""
    decimals = 0 if code == "L6" else 2
    return number(view.part(stage, code, part), decimals) + _MARKS[view.standing(stage, code, part)]


def _needs(view: View, stage: str, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What each school that misses a threshold lacks, in the units of the thing."""
    for part in view.parts(stage):
        found = ((code, view.part(stage, f"{code}.distance", part["id"])) for code in codes)
        words = [
            f"{INDICATORS[code].short.to(current())} {lacking(value, code)}" for code, value in found if value
        ]
        if words:
            yield part["name"], t("，", ", ").join(words)


def _share(value: float | None) -> str:
    return percent(value, 0).replace(" ", "")


def _aligned(table: list[list[str]], gap: int) -> Iterator[str]:
    """Rows in columns so many cells apart: the first to the left, the others to the right.

    A column that is blank in every row but the heading is left out.
    """
    kept = [at for at in range(len(table[0])) if at == 0 or any(row[at] for row in table[1:])]
    widths = {at: max(width(row[at]) for row in table) for at in kept}
    for row in table:
        cells = [
            padded(row[0], widths[0]),
            *(" " * (widths[at] - width(row[at])) + row[at] for at in kept[1:]),
        ]
        yield ("  " + (" " * gap).join(cells)).rstrip()
