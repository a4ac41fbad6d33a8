"""How the figures of a cluster, district or of the city came about: sums, mean, spread, and who makes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from eduhub.cli.figures import amount, growth, lacking, number, percent, signed, unit
from eduhub.cli.language import current, t
from eduhub.cli.output import page_width
from eduhub.core.lines import columns, padded, width
from eduhub.kinds.codes import STAGES
from eduhub.parameters import INDICATORS
from eduhub.scores.indicator import NOTES
from eduhub.scores.spread import BY
from eduhub.scores.tables import SOURCES
from eduhub.scores.view import View

Line = tuple[str, str]

_INDENT = 16
_MOST = 5  # parts that are named as the largest contributors
_BAR = 20


def unit_lines(view: View, codes: Sequence[str]) -> Iterator[str]:
    """The lines for all stages of a unit, for these indicators."""
    sums = _sums(view)
    for stage in view.stages:
        yield ""
        yield f"{view.name}  {STAGES.text(stage).to(current())}"
        yield from columns(list(_indexes(view, stage)), page_width(), _INDENT)
        for code in codes:
            yield ""
            yield f"{code} {INDICATORS[code].label.to(current())}{t('（', ' (')}{unit(code)}{t('）', ')')}"
            yield from columns(list(_lines(view, stage, code, sums)), page_width(), _INDENT)
            yield from _contributors(view, stage, code)


def _sums(view: View) -> dict[tuple[str, str], dict[str, Any]]:
    """The sums and squares behind mean and CV, by stage and indicator."""
    rows = view.scores.tables.spread.iter_rows(named=True)
    found = ((tuple(row[key] for key in BY), row) for row in rows)
    return {(key[2], key[3]): row for key, row in found if key[:2] == (view.level, view.id)}


def _indexes(view: View, stage: str) -> Iterator[Line]:
    """The gap and level index and what became of them."""
    for code, label in (("GAP", t("差距指数", "gap index")), ("LEVEL", t("水平指数", "level index"))):
        words = number(view.value(stage, code), 3)
        change, same = (view.value(stage, f"{code}.{form}") for form in ("change", "same"))
        if change is not None:
            words += t(f"，比上学年 {signed(change, 3)}", f", {signed(change, 3)} against the year before")
        if same is not None:
            words += t(f"，同口径 {signed(same, 3)}", f", {signed(same, 3)} with the same members")
        yield label, words


def _lines(view: View, stage: str, code: str, sums: dict[tuple[str, str], dict[str, Any]]) -> Iterator[Line]:
    row, found = view.row(stage, f"{code}.cv"), sums.get((stage, code))
    n = int(found["n"] or 0) if found else 0
    parts = len(view.parts(stage))
    yield t("计入", "counted"), t(f"{n}/{parts} 个校（部）", f"{n} of {parts} school parts")
    if found is not None and n:
        yield from _mean(code, found)
        yield t("方差", "variance"), f"S² = Σ (P/ΣP)(x - m)² = {number(found['square'], 4)}"
    yield from _coefficient(view, stage, code, found, row)
    yield from _parts_of_it(view, stage, code)
    yield from _change(view, stage, code)
    distance = view.value(stage, f"{code}.distance")
    if distance:
        yield t("尚缺", "lacking"), t("各校合计 ", "all schools ") + lacking(distance, code)


def _mean(code: str, found: dict[str, Any]) -> Iterator[Line]:
    per = SOURCES[code][1]
    times = f" × {per}" if per > 1 else ""
    total, pupils, mean = amount(found["total"] / per), amount(found["pupils"]), number(found["mean"], 4)
    yield (
        t("平均值", "mean"),
        t(
            f"总量 {total} ÷ 学生 {pupils}{times} = {mean}",
            f"amount {total} / pupils {pupils}{times} = {mean}",
        ),
    )


def _coefficient(
    view: View, stage: str, code: str, found: dict[str, Any] | None, row: dict[str, Any] | None
) -> Iterator[Line]:
    label = t("差异系数", "CV")
    note = NOTES[row["note"]].to(current()) if row and row["note"] else ""
    if row is None or row["value"] is None or found is None:
        yield label, note
        return
    words = f"√S² ÷ m = {number(row['value'], 4)}"
    if view.level == "district":
        over = t("超过", "above") if view.is_over(stage, code) else t("未超过", "within")
        words += t(f"，{over}上限 {view.limit(stage):.2f}", f", {over} the limit of {view.limit(stage):.2f}")
    yield label, words + (t(f"（{note}）", f" ({note})") if note else "")
    complete = view.row(stage, f"{code}.cv.complete")
    if complete is not None:
        value = number(complete["value"], 4)
        yield "", t(f"不含年级未满的学校 {value}", f"without schools that lack grades {value}")
    theil, gini = (number(view.value(stage, f"{code}.{form}"), 4) for form in ("theil", "gini"))
    yield t("其他", "others"), t(f"泰尔指数 {theil}，基尼系数 {gini}", f"Theil {theil}, Gini {gini}")


def _parts_of_it(view: View, stage: str, code: str) -> Iterator[Line]:
    """CV² between and within groups."""
    between, within = (view.value(stage, f"{code}.cv.{part}") for part in ("between", "within"))
    if between is None or within is None or between + within == 0:
        return
    whole = between + within
    groups = t("片区之间", "between clusters"), t("片区之内", "within clusters")
    if view.level == "city":
        groups = t("县区之间", "between districts"), t("县区之内", "within districts")
    shares = f"{groups[0]} {percent(between / whole)}", f"{groups[1]} {percent(within / whole)}"
    yield t("差异所在", "where it lies"), t("，", ", ").join(shares)


def _change(view: View, stage: str, code: str) -> Iterator[Line]:
    label = t("比上学年", "year before")
    change, same = (view.value(stage, f"{code}.cv.{form}") for form in ("change", "same"))
    if change is not None:
        words = t(f"差异系数 {signed(change, 3)}", f"CV {signed(change, 3)}")
        if same is not None:
            words += t(f"，同口径 {signed(same, 3)}", f", {signed(same, 3)} with the same members")
        yield label, words
        label = ""
    forms = ("change", "change.amount", "change.pupils")
    value, total, pupils = (view.value(stage, f"{code}.{form}") for form in forms)
    if value is not None:
        yield (
            label,
            t(
                f"平均值 {growth(value)}（总量 {growth(total)}，学生 {growth(pupils)}，同口径）",
                f"mean {growth(value)} (amount {growth(total)}, pupils {growth(pupils)}; same members)",
            ),
        )
    if view.value(stage, f"{code}.levelled_down"):
        yield (
            t("注意", "note"),
            t(
                "均衡改善但资源水平下降，请核实原因",
                "the spread fell while the amount fell too; please check why",
            ),
        )


def _contributors(view: View, stage: str, code: str) -> Iterator[str]:
    """The parts that make most of the spread, with their side of the mean; none for the city."""
    suffix = {"cluster": ".cluster", "district": ""}.get(view.level)
    if suffix is None:
        return
    shares = {p["id"]: view.part(stage, f"{code}.share{suffix}", p["id"]) for p in view.parts(stage)}
    known = [(share, p) for p in view.parts(stage) if (share := shares[p["id"]])]
    most = sorted(known, key=lambda item: (-item[0], item[1]["id"]))[:_MOST]
    names = max((width(part["name"]) for _, part in most), default=0)
    if most:
        yield "  " + t(
            "差异主要来自（占 S² 的份额，在平均值的哪一侧）",
            "who makes most of S², and on which side of the mean",
        )
    for share, part in most:
        side = view.part(stage, f"{code}.from_mean{suffix}", part["id"])
        figures = number(view.part(stage, code, part["id"]), 2), signed(side, 2), percent(share)
        value, apart, of_all = (f"{words:>10}" for words in figures)
        bar = "#" * round(share * _BAR)
        yield f"    {padded(part['name'], names)}{value}{apart}{of_all} {bar}".rstrip()
