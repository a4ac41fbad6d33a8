"""What things are called on a page: indicators, stages, units, numbers in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.core.text import Text, same
from eduhub.kinds.codes import STAGES
from eduhub.parameters import INDICATORS
from eduhub.reports.page import Cell, listed, number
from eduhub.scores.view import View, is_outside

OUTSIDE = Text("未入片区", "in no cluster")
NOTHING = Text("", "")


def short(code: str) -> Text:
    """An indicator in a word or two."""
    return INDICATORS[code].short


def coded(code: str) -> Text:
    """The same with its code before it."""
    return Text(f"{code} {short(code).zh}", f"{code} {short(code).en}")


def full(code: str) -> Text:
    """Its whole name with code and unit."""
    entry = INDICATORS[code]
    return Text(f"{code} {entry.label.zh}（{entry.unit.zh}）", f"{code} {entry.label.en} ({entry.unit.en})")


def stage_name(stage: str) -> Text:
    """A stage as the beginning of a sentence or the title of a panel."""
    return Text(stage, STAGES.text(stage).en.capitalize())


def unit_name(view: View) -> Text:
    """A unit's name; the schools in no cluster have one in both languages."""
    return OUTSIDE if view.level == "cluster" and is_outside(view.id) else same(view.name)


def figure(code: str, value: float | None) -> Cell:
    """The cell of a figure in the decimals that the official form prints."""
    return number(value, INDICATORS[code].decimals)


def change(code: str, value: float | None) -> Cell:
    """The cell of a change, with its sign."""
    return number(value, INDICATORS[code].decimals, signed=True)


def with_words(code: str, cell: Cell) -> Text:
    """An indicator with its number: 仪器设备（0.412）."""
    return Text(f"{short(code).zh}（{cell.words.zh}）", f"{short(code).en} ({cell.words.en})")


def per_stage(stages: Iterable[str], counts: Iterable[int], zh_unit: str = "个") -> Text:
    """How many there are of each stage."""
    pairs = list(zip(stages, counts, strict=True))
    return listed([Text(f"{stage} {n} {zh_unit}", f"{n} {STAGES.text(stage).en}") for stage, n in pairs])
