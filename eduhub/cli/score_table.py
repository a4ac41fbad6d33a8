"""Scores on a screen: for each district and stage the indicators, then the schools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eduhub.cli.language import current, t
from eduhub.cli.lines import padded, width
from eduhub.core.text import rounded
from eduhub.kinds.codes import STAGES
from eduhub.parameters import INDICATORS
from eduhub.scores import Scores
from eduhub.scores.view import View

_MARKS = {"met": " ", "short": "*", "far": "!", "unknown": " "}


def score_table(scores: Scores, districts: Sequence[str], codes: Sequence[str]) -> Iterator[str]:
    """The lines of the table, for these districts and indicators L1 to L7."""
    yield t(
        f"{scores.year} 学年资源配置（截至 {scores.as_of}）",
        f"Resources in the school year {scores.year} (as of {scores.as_of})",
    )
    for district in districts:
        view = View(district, scores)
        for stage in view.stages:
            yield ""
            yield f"{_name(scores, district)}  {STAGES.text(stage).to(current())}"
            yield from _aligned(list(_indicators(view, stage, codes)), gap=2)
            yield ""
            yield from _aligned(list(_schools(view, stage, codes)), gap=1)
    yield ""
    yield t(
        "* 未达标   ! 低于达标值的 85%   ? 缺数据", "* below the threshold   ! below 85 % of it   ? not known"
    )


def _name(scores: Scores, district: str) -> str:
    rows = scores.frame.filter((scores.frame["level"] == "district") & (scores.frame["id"] == district))
    return str(rows["name"][0])


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
            _number(view.value(stage, code), 2),
            _number(view.value(stage, f"{code}.cv"), 3) + over,
            f"{view.limit(stage):.2f}",
            _share(view.value(stage, f"{code}.met")),
        ]
    passes = _share(view.value(stage, "PASS"))
    yield [t("综合达标学校", "schools that pass"), "", "", "", "", passes]
    if lacking := view.lacking(stage):
        yield [t("缺数据、未计入的学校", "schools that lack data"), "", "", "", "", str(len(lacking))]


def _schools(view: View, stage: str, codes: Sequence[str]) -> Iterator[list[str]]:
    yield [t("学校", "school"), *(f"{code} " for code in codes), t("达标", "met"), t("综合", "pass")]
    for part in view.parts(stage):
        values = [_marked(view, stage, code, part["id"]) for code in codes]
        verdict = {None: "?", 1.0: "√", 0.0: "×"}[view.value(stage, "PASS", part["id"])]
        yield [part["name"], *values, _number(view.value(stage, "MET", part["id"]), 0), verdict]


def _marked(view: View, stage: str, code: str, part: str) -> str:
    """A school's value with the mark of its standing; yuan without decimals, to fit the screen."""
    decimals = 0 if code == "L6" else 2
    return _number(view.value(stage, code, part), decimals) + _MARKS[view.standing(stage, code, part)]


def _number(value: float | None, decimals: int) -> str:
    return "?" if value is None else rounded(value, decimals)


def _share(value: float | None) -> str:
    return "?" if value is None else f"{rounded(value * 100, 0)}%"


def _aligned(table: list[list[str]], gap: int) -> Iterator[str]:
    """Rows in columns so many cells apart: the first to the left, the others to the right."""
    widths = [max(width(row[at]) for row in table) for at in range(len(table[0]))]
    for first, *others in table:
        right = (" " * (cells - width(word)) + word for word, cells in zip(others, widths[1:], strict=True))
        yield ("  " + (" " * gap).join([padded(first, widths[0]), *right])).rstrip()
