"""Value-added in tables and figures: rows of schools, clusters or models, in the order of their codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from eduhub.core.text import Text, rounded
from eduhub.reports.charts import interval
from eduhub.reports.page import NONE, Cell, Figure, Panel, Table, number, words
from eduhub.scores.indicator import NOTES
from eduhub.scores.models.assessed import CLASSES, FLAGS
from eduhub.scores.models.words import PERCENTILES, coverage_words, is_percentiles

Row: TypeAlias = Mapping[str, Any]
Named: TypeAlias = tuple[Text, Row]

NOT_SHOWN = Text("不公布", "not shown")
ORDER = Text("按学校标识码排列，不是名次", "in the order of school codes; this is no ranking")
_HEAD = (
    Text("学生", "pupils"),
    Text("覆盖率", "coverage"),
    Text("平均残差", "mean residual"),
    Text("增值", "value-added"),
    Text("半宽（±）", "half width (±)"),
    Text("区间下限", "lower end"),
    Text("区间上限", "upper end"),
    Text("比较标准误", "standard error"),
    Text("信度", "reliability"),
    Text("判断", "class"),
    Text("说明", "remarks"),
)
_MORE = (Text("成员学校", "members"), Text("成员间标准差", "spread of members"))
_VALUE, _HALF, _LOW, _HIGH = 4, 5, 6, 7  # columns of a table: the name comes first
_MOST_ROWS, _MOST_IN_FIGURE = 30, 44  # what still can be read on a page of paper
_HEADING = 3  # rows that the heading of a panel takes


@dataclass(frozen=True, slots=True)
class Group:
    """Schools that are drawn together, as those of a cluster or district."""

    name: Text
    rows: tuple[Named, ...]


def is_shown(row: Row) -> bool:
    """Is the row more than a note?"""
    return row["value"] is not None


def is_cluster(row: Row) -> bool:
    """Is it of a cluster and not of a school?"""
    return "spread" in row


def flags(row: Row) -> Text:
    """The flags of a row in words; of one that is not shown, why."""
    if row["note"]:
        return NOTES[row["note"]]
    return _listed(*(FLAGS[flag] for flag in row["flags"] or ()))


def _listed(*remarks: Text) -> Text:
    kept = [text for text in remarks if text.zh]
    return Text("；".join(text.zh for text in kept), "; ".join(text.en for text in kept))


def cells(row: Row, model: str) -> tuple[Cell, ...]:
    """The cells of a row behind its name."""
    if not is_shown(row):
        return (NONE, NONE, NONE, words(NOT_SHOWN), *[NONE] * 6, words(flags(row)))
    is_middle = is_percentiles(model)
    raw = NONE if is_middle else number(row["raw"], 2, signed=True)
    remarks = _listed(_median(row), flags(row)) if is_middle else flags(row)
    return (
        number(row["n"]),
        words(coverage_words(row["coverage"])),
        raw,
        number(row["value"], 2, signed=True),
        number((row["high"] - row["low"]) / 2, 2),
        number(row["low"], 2, signed=True),
        number(row["high"], 2, signed=True),
        number(row["se"], 2),
        number(row["reliability"], 2),
        words(CLASSES[row["class"]]),
        words(remarks),
    )


def _median(row: Row) -> Text:
    """The median growth percentile; it is published as its distance from 50."""
    median = row["median"]
    if median is None:
        return Text("", "")
    said = rounded(50 + median, 1)
    return Text(f"成长百分位中位数 {said}", f"median growth percentile {said}")


def said(row: Row) -> Text:
    """A row as the end of a sentence: value, interval, class, flags."""
    value, low, high = (number(row[name], 2, signed=True).words for name in ("value", "low", "high"))
    reach, what, more = interval(low, high), CLASSES[row["class"]], flags(row)
    return Text(
        f"增值 {value.zh}（95% 区间 {reach.zh}），{what.zh}" + (f"；{more.zh}。" if more.zh else "。"),
        f"value-added {value.en} (95% interval {reach.en}), {what.en}"
        + (f"; {more.en}." if more.en else "."),
    )


def table(title: Text, first: Text, rows: Sequence[Named], model: str) -> Table:
    """Rows with their figures: those that are shown in the order they come, then the others.

    first  the heading of the column of names
    """
    ordered = sorted(rows, key=lambda named: not is_shown(named[1]))
    return filled(title, first, [(name, row, model) for name, row in ordered])


def filled(title: Text, first: Text, rows: Sequence[tuple[Text, Row, str]]) -> Table:
    """Rows with their names and models; where some are of clusters, with the spread of their members."""
    wide = any(is_cluster(row) for _, row, _ in rows)
    more = _MORE if wide else ()
    return Table(
        title,
        (first, *_HEAD, *more),
        tuple(
            (words(name), *cells(row, model), *(_members(row) if wide else ())) for name, row, model in rows
        ),
    )


def _members(row: Row) -> tuple[Cell, Cell]:
    """How many members a cluster's figure rests on and how far they lie apart; of a school dashes."""
    if not is_cluster(row):
        return NONE, NONE
    return number(row["schools"]), number(row["spread"], 2)


def reach(rows: Iterable[Row]) -> float:
    """How far the intervals of rows lie from nought at most: the scale that figures have in common."""
    shown = [row for row in rows if is_shown(row)]
    return max((abs(row[end]) for row in shown for end in ("low", "high")), default=0.0)


def panel(title: Text, drawn: Table, rows: Sequence[Named], top: float) -> Panel:
    """The drawing of a table that was made of these rows."""
    shown = [row for _, row in rows if is_shown(row)]
    return Panel(
        title,
        drawn,
        (_VALUE, _LOW, _HIGH, _HALF),
        rows=len(shown),
        classes=tuple(row["class"] for row in shown),
        faint=frozenset(at for at, row in enumerate(shown) if "reference" in (row["flags"] or ())),
        top=top,
    )


def legend(unit: Text, order: Text = ORDER) -> tuple[Text, ...]:
    """What a caterpillar says of its marks."""
    return (
        CLASSES[1],
        CLASSES[0],
        CLASSES[-1],
        Text("虚线、浅色：仅供参考", "dashed and pale: for reference only"),
        Text("预期", "expected"),
        Text(
            f"增值及 95% 区间（{unit.zh}），0 为预期",
            f"value-added with 95% interval ({unit.en}); 0: expected",
        ),
        Text(f"行：{order.zh}。", f"Rows: {order.en}."),
    )


def unit_of(unit: Text, model: str) -> Text:
    """The unit of a model's figures."""
    return PERCENTILES if is_percentiles(model) else unit


def figure(
    name: str, title: Text, sentence: Text, panels: Sequence[Panel], unit: Text, order: Text = ORDER
) -> Figure:
    """A caterpillar of these panels, whose rows stand in some order."""
    return Figure(
        name,
        "caterpillar",
        title,
        Text(
            "每行一点为增值，横线为 95% 区间；实心上三角为显著高于预期，空心圆为无显著差异，"
            "实心下三角为显著低于预期；竖线为预期",
            "a point in each row is the value-added, its line the 95% interval; a filled triangle that "
            "points up is above expectation, a hollow circle not different, a filled triangle that points "
            "down below; the upright line is what was expected",
        ),
        sentence,
        tuple(panels),
        legend(unit, order),
    )


def pieces(groups: Sequence[Group]) -> Iterator[Group]:
    """The groups, large ones in parts that can still be read."""
    for group in groups:
        parts = [group.rows[at : at + _MOST_ROWS] for at in range(0, len(group.rows), _MOST_ROWS)]
        for place, rows in enumerate(parts, 1):
            part = f" {place}/{len(parts)}" if len(parts) > 1 else ""
            yield Group(Text(f"{group.name.zh}{part}".strip(), f"{group.name.en}{part}".strip()), rows)


def packed(panels: Sequence[Panel]) -> list[list[Panel]]:
    """Panels in figures that fit on a page each, in their order."""
    found: list[list[Panel]] = []
    room = 0
    for one in panels:
        need = len(one.drawn) + _HEADING
        if not found or need > room:
            found.append([])
            room = _MOST_IN_FIGURE
        found[-1].append(one)
        room -= need
    return found
