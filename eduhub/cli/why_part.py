"""How the figures of a school came about, line by line: raw amounts, split, value, threshold, place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from eduhub.cli.figures import amount, growth, lacking, number, percent, unit
from eduhub.cli.language import current, t
from eduhub.core.lines import columns
from eduhub.core.place import Place
from eduhub.core.text import Text
from eduhub.kinds.codes import STAGES
from eduhub.parameters import INDICATORS
from eduhub.parameters.catalogue import L_CODES
from eduhub.scores.indicator import NOTES
from eduhub.scores.rows import Reported
from eduhub.scores.sources import Source, pupils_of, sources
from eduhub.scores.tables import SOURCES
from eduhub.scores.view import View

Part = Mapping[str, Any]
Line = tuple[str, str]

_INDENT = 16
_STANDING = {
    "met": Text("达到", "reached"),
    "short": Text("未达到，不低于 85%", "not reached, but 85 % kept"),
    "far": Text("低于 85%", "below 85 %"),
    "unknown": Text("不能判定", "can't be judged"),
}


def part_lines(view: View, reported: Reported, part: Part, codes: Sequence[str], cells: int) -> Iterator[str]:
    """The lines for a stage of a school or campus, for these indicators."""
    stage = STAGES.text(part["stage"]).to(current())
    yield ""
    yield f"{part['name']}  {stage}"
    yield from columns(list(_head(view, reported, part)), cells, _INDENT)
    for code in codes:
        entry = INDICATORS[code]
        yield ""
        yield f"{code} {entry.label.to(current())}{t('（', ' (')}{unit(code)}{t('）', ')')}"
        yield from columns(list(_lines(view, reported, part, code)), cells, _INDENT)


def _head(view: View, reported: Reported, part: Part) -> Iterator[Line]:
    report = reported.reports.get(part["school"])
    roster = reported.rosters.get(part["school"])
    for submission in (report, roster):
        if submission is not None:
            yield t("数据", "data"), submission.file
    pupils = pupils_of(reported, part)
    yield t("在校生", "pupils"), _with_place(amount(part["pupils"]), pupils.place if pupils else None)
    yield t("片区", "cluster"), part["cluster"] or t("未入片区", "in none")
    met, passes = (view.part(part["stage"], code, part["id"]) for code in ("MET", "PASS"))
    verdict = {None: t("待补", "incomplete"), 1.0: t("达标", "passes"), 0.0: t("未达标", "does not pass")}
    seven = len(L_CODES)
    yield (
        t("综合评估", "verdict"),
        t(
            f"{verdict[passes]}（{number(met, 0)}/{seven} 项达标）",
            f"{verdict[passes]} ({number(met, 0)} of {seven} reached)",
        ),
    )


def _lines(view: View, reported: Reported, part: Part, code: str) -> Iterator[Line]:
    """The lines of one indicator: a label, and what is to be said."""
    row = view.part_row(part["stage"], code, part["id"])
    yield from _raw(sources(reported, part, code))
    yield from _split(reported, part, code)
    yield from _value(view, part, code)
    if row is not None and row["value"] is None:
        yield t("原因", "because"), NOTES[row["note"]].to(current())
        return
    yield from _against_threshold(view, part, code)
    yield from _against_means(view, part, code)
    yield from _change(view, part, code)


def _raw(found: list[Source]) -> Iterator[Line]:
    label = t("原始数据", "raw figures")
    if not found:
        yield label, t("没有填报", "nothing reported")
    for one in found:
        less = t("减 ", "less ") if one.sign < 0 else ""
        yield label, _with_place(f"{less}{one.label.to(current())} {amount(one.value)}", one.place)
        label = ""


def _with_place(words: str, place: Place | None) -> str:
    """The words with the name of the file and the spot; the whole path stands above."""
    if place is None:
        return words
    return f"{words}  [{PurePosixPath(place.file).name}{str(place).removeprefix(place.file)}]"


def _split(reported: Reported, part: Part, code: str) -> Iterator[Line]:
    """How the campus's amount was divided, where it was."""
    source = SOURCES[code][0]
    whole = part.get(f"{source}_whole")
    report = reported.reports.get(part["school"])
    if whole is None or report is None:
        return
    stages = [row for row in report.model.stages if row.campus == part["campus"]]
    weights = reported.parameters.split_weights(part["type"], {row.stage for row in report.model.stages})
    terms = " + ".join(f"{row.pupils} × {weights.get(row.stage, 1):g}" for row in stages)
    own, weighted = part["weight"] or 1, part["equivalent"] * (part["weight"] or 1)
    label, share = t("拆分", "split"), part["pupils"] * own / weighted
    yield label, t(f"折算学生 {terms} = {amount(weighted)}", f"weighted pupils {terms} = {amount(weighted)}")
    yield (
        "",
        t(
            f"本学段 {part['pupils']} × {own:g} ÷ {amount(weighted)} = {percent(share)}，"
            f"分得 {amount(whole)} 中的 {amount(part[source])}",
            f"this stage {part['pupils']} × {own:g} / {amount(weighted)} = {percent(share)}: "
            f"{amount(part[source])} of {amount(whole)}",
        ),
    )


def _value(view: View, part: Part, code: str) -> Iterator[Line]:
    source, per = SOURCES[code]
    times = f" × {per}" if per > 1 else ""
    value = number(view.part(part["stage"], code, part["id"]), 2)
    total, pupils = amount(part[source]), amount(part["pupils"])
    yield (
        t("指标值", "value"),
        t(f"{total} ÷ {pupils}{times} = {value}", f"{total} / {pupils}{times} = {value}"),
    )


def _against_threshold(view: View, part: Part, code: str) -> Iterator[Line]:
    stage, id_ = part["stage"], part["id"]
    bar, value = view.threshold(stage, code), view.part(stage, code, id_)
    words = _STANDING[view.standing(stage, code, id_)].to(current())
    ratio = percent(value / bar if value is not None else None, 0)
    yield t("达标值", "threshold"), t(f"{bar:g}，{words}（{ratio}）", f"{bar:g}, {words} ({ratio})")
    distance = view.part(stage, f"{code}.distance", id_)
    if distance:
        campus = part.get(f"{SOURCES[code][0]}_whole") is not None
        whole = t("（按整个校区计）", " (for the whole campus)") if campus else ""
        yield t("尚缺", "lacking"), lacking(distance, code) + whole


def _against_means(view: View, part: Part, code: str) -> Iterator[Line]:
    stage, id_ = part["stage"], part["id"]
    district = View(view.scores, "district", part["district"])
    labels = {"": t("与全县比", "in district"), ".cluster": t("与片区比", "in cluster")}
    for suffix, label in labels.items():
        side = view.part(stage, f"{code}.from_mean{suffix}", id_)
        if side is None:
            continue
        unit_view = View(view.scores, "cluster", part["cluster"]) if suffix else district
        mean = number(unit_view.value(stage, code), 2)
        row = view.part_row(stage, f"{code}.share{suffix}", id_)
        above = Text("高", "above") if side > 0 else Text("低", "below")
        apart = number(abs(side), 2)
        zh, en = f"平均 {mean}，本校{above.zh} {apart}", f"mean {mean}, {apart} {above.en} it"
        if row and row["value"] is not None:
            zh += f"；占差异（S²）的 {percent(row['value'])}"
            en += f"; {percent(row['value'])} of the spread (S²)"
        elif row:
            note = NOTES[row["note"]]
            zh, en = f"{zh}；{note.zh}", f"{en}; {note.en}"
        yield label, t(zh, en)


def _change(view: View, part: Part, code: str) -> Iterator[Line]:
    parts = ("change", "change.amount", "change.pupils")
    change, total, pupils = (view.part(part["stage"], f"{code}.{p}", part["id"]) for p in parts)
    if change is not None:
        yield (
            t("比上学年", "year before"),
            t(
                f"{growth(change)}（总量 {growth(total)}，学生 {growth(pupils)}）",
                f"{growth(change)} (amount {growth(total)}, pupils {growth(pupils)})",
            ),
        )
