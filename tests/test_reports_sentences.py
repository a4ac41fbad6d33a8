"""Sentences of reports: they say what is known, why something is not, and no more than that."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from eduhub.core.text import Text
from eduhub.parameters import parameters
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.pages import city, school
from eduhub.reports.pieces import balance, change, standing, where
from eduhub.scores import Scores
from eduhub.scores.view import Level, View

STAGE = "小学"
GROUP = Text("片区", "clusters")
Row = tuple[float | None, str | None, int]


class Told(View):
    """A unit with made-up figures of one stage.

    pupils  of each part; None where the part reported nothing
    rows    by code: value, note, n of the unit itself
    parts   by code and place: value of the part
    """

    def __init__(
        self,
        pupils: tuple[int | None, ...] = (400, 500),
        rows: dict[str, Row] | None = None,
        values: dict[tuple[str, int], float] | None = None,
        *,
        level: Level = "district",
        name: str = "甲区",
        before: View | None = None,
    ) -> None:
        made = SimpleNamespace(parameters=parameters(date(2026, 6, 30)), names={(level, name): name})
        super().__init__(cast("Scores", made), level, name)
        self._pupils, self._rows, self._values, self._earlier = pupils, rows or {}, values or {}, before

    @property
    def before(self) -> View | None:
        return self._earlier

    def parts(self, stage: str) -> list[dict[str, Any]]:
        found = [
            {"id": str(at), "name": f"第{at}校", "stage": stage, "pupils": pupils, "campus": None}
            for at, pupils in enumerate(self._pupils)
        ]
        return found if stage == STAGE else []

    def row(self, stage: str | None, code: str) -> dict[str, Any] | None:
        value, note, n = self._rows.get(code, (None, None, 0))
        return {"value": value, "note": note, "n": n} if code in self._rows else None

    def part_row(self, stage: str, code: str, part: str) -> dict[str, Any] | None:
        value = self._values.get((code, int(part)))
        return None if value is None else {"value": value, "note": None}


def all_met(*parts: int) -> dict[tuple[str, int], float]:
    """Parts that reach the seven by far and pass."""
    values = {(code, part): 99999.0 for code in L_CODES for part in parts}
    return values | {("MET", part): 7.0 for part in parts} | {("PASS", part): 1.0 for part in parts}


def coefficients(value: float | None, note: str | None = None, n: int = 6) -> dict[str, Row]:
    return {f"{code}.cv": (value, note, n) for code in L_CODES}


def test_all_thresholds_are_said_to_be_reached_by_known_values_only() -> None:
    assert standing.unmet(Told(values=all_met(0, 1)), STAGE).zh == "小学各校（部）七项全部达到达标值。"
    assert standing.unmet(Told(values=all_met(0)), STAGE) == Text(
        "小学已知数据均达到达标值（1 个校（部）缺数据）。",
        "Primary: all known values reach the thresholds (school parts that lack data: 1).",
    )


def test_a_part_without_pupils_is_not_waited_for() -> None:
    view = Told((400, 0, None, 300), values=all_met(0))
    assert standing.passing(view, STAGE) == Text(
        "4 个小学校（部）中，1 个综合达标，2 个缺数据、待补，1 个没有学生，不判定。",
        "Primary school parts: 4; passing: 1; lacking data: 2; no pupils, not judged: 1.",
    )
    said = [row[-1].words.zh for row in standing.value_table(view, STAGE).rows]
    assert said == ["达标", "没有学生，不判定", "待补", "待补"]
    assert school._verdict(view, view.parts(STAGE)[1]) == Text(
        "小学没有学生，不判定。", "Primary: no pupils, not judged."
    )


@pytest.mark.parametrize(
    ("needs", "waits", "zh", "en"),
    [
        (
            {"L2": 1.0, "L6": 100000.0},
            False,
            "尚缺：骨干教师 1 人、仪器设备 100,000 元。",
            ": backbone teachers 1, equipment 100,000 yuan.",
        ),
        ({"L2": 1.0}, True, "骨干教师 1 人（缺数据的未计入）。", "1 (what lacks data is not counted)."),
        (
            {"L2": 0.0},
            True,
            "已知数据均达到达标值，没有缺口（缺数据的未计入）。",
            "All known values reach the thresholds; nothing is lacking (what lacks data is not counted).",
        ),
        ({"L2": 0.0}, False, "七项均已达到达标值，没有缺口。", "All seven thresholds are reached"),
        ({}, True, "缺数据，尚不能算出缺口。", "Data are lacking; what is needed can't be told."),
        ({}, False, "没有学生，不计算缺口。", "There are no pupils"),
    ],
)
def test_what_is_lacking_is_told_as_far_as_it_is_known(
    needs: dict[str, float], waits: bool, zh: str, en: str
) -> None:
    rows: dict[str, Row] = {f"{code}.distance": (value, None, 2) for code, value in needs.items()}
    view = Told((400, None if waits else 0), rows, all_met(0))
    for said in (standing.lack(view), city._lack([view])):
        assert zh in said.zh
        assert en in said.en


@pytest.mark.parametrize("noise", [0.0, 1e-15])
@pytest.mark.parametrize(
    ("level", "zh", "en"),
    [
        (
            "district",
            "小学 7 项差异系数均未超过上限 0.50；各校相同。",
            "Primary: all 7 coefficients of variation are within the limit of 0.50; all schools are equal.",
        ),
        (
            "city",
            "小学没有校际差距，各校相同。",
            "Primary: no gap between schools; all schools are equal.",
        ),
    ],
)
def test_where_nothing_is_spread_no_indicator_has_the_widest_gap(
    noise: float, level: Level, zh: str, en: str
) -> None:
    view = Told(rows=coefficients(noise), values=all_met(0, 1), level=level)
    assert balance.evenness(view, STAGE) == Text(zh, en)
    assert balance.widest(view, STAGE) is None
    section = where.section(view, "page", [])
    assert (section.sentences, section.figures, section.tables) == ((), (), ())


def test_a_value_equal_to_the_mean_is_not_below_it() -> None:
    apart = {("L1.from_mean", 0): 0.0, ("L2.from_mean", 0): -0.1, ("L3.from_mean", 0): 0.1}
    view = Told(values=apart)
    assert school._against_district(view, view.parts(STAGE)[0], view) == Text(
        "小学 3 项中有 2 项不低于全县平均值，低于平均值的是骨干教师。",
        "Primary: indicators at the district mean or above: 2 of 3; below it: backbone teachers.",
    )


def divided(between: float, within: float) -> dict[str, Row]:
    return {"L1.cv.between": (between, None, 4), "L1.cv.within": (within, None, 4)}


KNOWN, SILENT = Told(rows={"L1": (4.5, None, 2)}), Told(rows={"L1": (None, "no-school", 0)})


@pytest.mark.parametrize(
    ("rows", "groups", "zh"),
    [
        (divided(0.01, 0.03), [KNOWN, KNOWN], "小学可计算的 1 项，差距都主要在片区内部。"),
        (
            divided(0.03, 0.01),
            [KNOWN, KNOWN],
            "小学可计算的 1 项中，0 项的差距主要在片区内部，1 项主要在片区之间。",
        ),
        (divided(0.01, 0.03), [KNOWN], ""),
        (divided(0.01, 0.03), [KNOWN, SILENT], ""),
        (divided(1e-33, 1e-32), [KNOWN, KNOWN], ""),
        ({}, [KNOWN, KNOWN], ""),
    ],
)
def test_a_gap_is_divided_only_where_two_groups_share_one(
    rows: dict[str, Row], groups: list[View], zh: str
) -> None:
    view = Told(rows=rows)
    assert balance.split_said(view, STAGE, groups, GROUP).zh == zh
    assert len(where.section(view, "page", groups).tables) == (1 if zh else 0)
    assert len(city._split(view, groups)) == (1 if zh else 0)


def test_reference_is_decided_by_the_schools_that_are_known() -> None:
    few = Told((400,) * 9, coefficients(0.2, "few-schools", 3), level="cluster")
    many = Told((400,) * 9, coefficients(0.2), level="cluster")
    assert (balance.few(few, STAGE), balance.few(many, STAGE)) == (True, False)
    assert balance.evenness(few, STAGE) == Text(
        "小学校际差距最大的是高学历教师（0.200）；只按 3 个校（部）计算，差异系数受偶然影响大，仅供参考。",
        "Primary: the widest gap between schools is in qualified teachers (0.200); computed from few school "
        "parts (3), it owes much to chance and is for reference only.",
    )
    assert balance.evenness(many, STAGE).zh == "小学校际差距最大的是高学历教师（0.200）。"


def test_a_district_without_coefficients_is_not_within_the_limits() -> None:
    even, wide = Told(rows=coefficients(0.2), name="甲区"), Told(rows=coefficients(0.9), name="乙区")
    silent = Told(rows=coefficients(None, "fewer-than-two"), name="丙区")
    assert city._evenness([even, wide, silent]) == Text(
        "3 个县区中，1 个县区可计算的差异系数均未超过上限；超过上限的：乙区 7 项；"
        "没有可计算的差异系数的：丙区。",
        "Districts: 3; with all coefficients that can be computed within the limits: 1; above the limits: "
        "乙区 7; with no coefficient that can be computed: 丙区.",
    )
    assert city._most_often([silent], STAGE).zh == "小学没有可以计算的差异系数。"


def test_what_lies_above_the_mean_is_called_nothing_else() -> None:
    values = {
        ("L1.share", 0): 0.25,
        ("L1.from_mean", 0): -1.0,
        ("L1.share", 1): 0.75,
        ("L1.from_mean", 1): 2.0,
    }
    assert where._shares_said(Told(values=values), STAGE, "L1") == Text(
        "小学高学历教师的差异中，25% 来自低于平均值的校（部），75% 来自高于平均值的校（部）。",
        "Primary: of the spread of qualified teachers, 25% comes from school parts below the mean and 75% "
        "from those above it.",
    )


GAP: dict[str, Row] = {"GAP": (0.3, None, 2), "GAP.same": (0.02, None, 2), "GAP.members": (-0.05, None, 2)}
LEVEL: dict[str, Row] = {
    "LEVEL": (1.2, None, 2),
    "LEVEL.same": (0.001, None, 2),
    "LEVEL.members": (0.0, None, 2),
}
THEN: dict[str, Row] = {"GAP": (0.33, None, 2), "LEVEL": (1.199, None, 2)}
GAP_SAID = "校际差距扩大（差距指数同口径 +0.020；全部学校 0.330 → 0.300，其中成员和数据范围变动 -0.050）"
LEVEL_SAID = "资源水平基本持平（水平指数同口径 +0.001；全部学校 1.199 → 1.200）"
ZERO = coefficients(0.1) | {"L5.cv": (None, "mean-zero", 2)}


@pytest.mark.parametrize(
    ("now", "then", "whole", "zh"),
    [
        (GAP | LEVEL, THEN, (True, True), f"同口径比上学年，小学{GAP_SAID}，{LEVEL_SAID}。"),
        (LEVEL, THEN, (False, True), f"同口径比上学年，小学{LEVEL_SAID}；差距指数不能比较，本学年数据不全。"),
        (GAP, THEN, (False, True), f"同口径比上学年，小学{GAP_SAID}；水平指数不能比较，本学年数据不全。"),
        (
            LEVEL | ZERO,
            THEN,
            (False, True),
            f"同口径比上学年，小学{LEVEL_SAID}；差距指数不能比较，本学年有指标平均值为 0。",
        ),
        (GAP | LEVEL, {}, (True, False), "小学不能与上学年比较：上学年数据不全。"),
        (
            GAP | LEVEL,
            {},
            (True, True),
            "小学不能与上学年比较：差距指数不能比较，上学年有学生的校（部）不足两个；"
            "水平指数不能比较，上学年没有学生。",
        ),
        (
            {"GAP": GAP["GAP"]} | LEVEL,
            THEN,
            (True, True),
            f"同口径比上学年，小学{LEVEL_SAID}；差距指数不能比较，同口径成员的指数无法计算。",
        ),
        (
            {"GAP": GAP["GAP"]},
            THEN,
            (False, True),
            "小学不能与上学年比较：差距指数不能比较，同口径成员的指数无法计算；水平指数不能比较，本学年数据不全。",
        ),
    ],
)
def test_each_index_is_compared_on_its_own_and_the_reason_is_the_true_one(
    now: dict[str, Row], then: dict[str, Row], whole: tuple[bool, bool], zh: str
) -> None:
    known = [all_met(0, 1) if is_whole else all_met(0) for is_whole in whole]
    view = Told(rows=now, values=known[0], before=Told(rows=then, values=known[1]))
    assert change.moved(view, STAGE).zh == zh


@pytest.mark.parametrize("before", [None, Told(pupils=())])
def test_a_stage_without_a_year_before_says_so(before: View | None) -> None:
    assert change.moved(Told(rows=GAP | LEVEL, before=before), STAGE) == Text(
        "小学没有上学年数据，不能判断变化。",
        "Primary: there are no data of the year before, so change can't be told.",
    )


def test_what_is_not_of_the_same_members_is_named_and_explained() -> None:
    section = change.section(Told(rows=GAP | LEVEL, before=Told(rows=THEN)))
    assert "成员和数据范围变动" in section.sentences[-1].zh
    heads = [[head.zh for head in table.head] for table in section.tables]
    assert [head.count("其中成员和数据范围变动") for head in heads] == [1, 1]
    assert change._MOVED_MEANT not in change.section(Told(rows=GAP | LEVEL)).sentences
