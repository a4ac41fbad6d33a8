"""Value-added of a school on its own page, and how every page speaks of an assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from eduhub.core.text import Text
from eduhub.kinds.codes import SUBJECTS
from eduhub.reports.page import Figure, Section, Table, listed, number, words
from eduhub.reports.pieces import effects
from eduhub.reports.pieces.effects import Named, Row, is_shown
from eduhub.reports.pieces.names import NOTHING
from eduhub.scores.indicator import NOTES
from eduhub.scores.models.assessed import CLASSES, Assessed, Modelled
from eduhub.scores.models.words import cluster_row_name, model_name, row_name, why_not
from eduhub.scores.view import View

SHORT = Text("增值", "value-added")
_CANNOT = Text("不可计算", "can't be computed")
_NO_RESULTS = Text("没有结果", "there are no results")
_BY_SUBJECT = Text("按测评和学科排列", "in the order of assessments and subjects")
_YEARS = (
    Text("届别", "cohort"),
    Text("学生", "pupils"),
    Text("增值", "value-added"),
    Text("区间下限", "lower end"),
    Text("区间上限", "upper end"),
    Text("判断", "class"),
)


def label(one: Assessed) -> Text:
    """An assessment's subject or composite with its name: 数学（2026-junior）."""
    subject = SUBJECTS.text(one.subject)
    return Text(f"{subject.zh}（{one.assessment}）", f"{subject.en} ({one.assessment})")


def title(one: Assessed) -> Text:
    """The heading of what is told of an assessment and subject."""
    subject = SUBJECTS.text(one.subject)
    return Text(
        f"增值评价：{subject.zh}（{one.assessment}，{one.grade} 年级，{one.cohort} 届）",
        f"Value-added: {subject.en} ({one.assessment}, grade {one.grade}, cohort {one.cohort})",
    )


def short(one: Assessed) -> Text:
    """The same in a word or two."""
    subject = SUBJECTS.text(one.subject)
    return Text(f"增值 {subject.zh}", f"value-added, {subject.en}")


def start(one: Assessed) -> tuple[Text, ...]:
    """What is said first: basis and main model, then what prior and outcome are."""
    return basis(one), *one.details


def basis(one: Assessed) -> Text:
    """By which right the assessment was held, which model counts, in which unit."""
    if one.main is None:
        return Text(f"依据：{one.basis.zh}。", f"Lawful basis: {one.basis.en}.")
    name, unit = model_name(one.main.model), unit_of(one)
    return Text(
        f"依据：{one.basis.zh}。主模型：{name.zh}；单位：{unit.zh}。",
        f"Lawful basis: {one.basis.en}. Main model: {name.en}; unit: {unit.en}.",
    )


def not_computed(one: Assessed) -> Text:
    """Why there are no figures of an assessment."""
    why = why_not(one) or _NO_RESULTS
    return Text(f"不可计算：{why.zh}。", f"Can't be computed: {why.en}.")


def unit_of(one: Assessed) -> Text:
    """The unit of the figures of the main model."""
    return effects.unit_of(one.unit, one.main.model) if one.main else one.unit


def rows_of(frame: pl.DataFrame) -> dict[str, Row]:
    """The rows of a model's schools or clusters by id, in their order."""
    return {row["id"]: row for row in frame.iter_rows(named=True)}


def row_of(frame: pl.DataFrame, id_: str) -> Row | None:
    """The row of one school or cluster."""
    return next(frame.filter(pl.col("id") == id_).iter_rows(named=True), None)


def models_table(one: Assessed, found: Sequence[tuple[Modelled, Row]]) -> Table:
    """A school's or cluster's figures in each model that could be computed."""
    name = label(one)
    return effects.filled(
        Text(f"{name.zh}：各模型的结果", f"{name.en}: result of each model"),
        Text("模型", "model"),
        [(_row_name(model, row), row, model.model) for model, row in found],
    )


def _row_name(model: Modelled, row: Row) -> Text:
    if effects.is_cluster(row):
        return cluster_row_name(model.model, model.fitted)
    return row_name(model.model)


@dataclass(frozen=True, slots=True)
class _Own:
    """What an assessment says of one school.

    row    in the main model; None: nothing could be computed
    models with its row in each, where it is shown
    """

    one: Assessed
    row: Row | None
    models: tuple[tuple[Modelled, Row], ...] = ()

    @property
    def is_shown(self) -> bool:
        return self.row is not None and is_shown(self.row)


def _told(view: View) -> Iterator[_Own]:
    """The assessments that concern a school."""
    for one in view.value_added():
        if one.main is None:
            if one.stage in view.stages:
                yield _Own(one, None)
            continue
        found = [(model, row_of(model.schools, view.id)) for model in one.models if not model.reason]
        models = tuple((model, row) for model, row in found if row is not None and is_shown(row))
        if found and found[0][1] is not None:
            yield _Own(one, found[0][1], models)


def school(view: View, page: str) -> list[Section]:
    """The school's own line in each assessment and model; it names no other school."""
    told = list(_told(view))
    shown = [own for own in told if own.is_shown]
    if not told:
        return []
    return [
        Section(
            Text("增值评价", "Value-added"),
            SHORT,
            tuple(_said(view, own) for own in told),
            tuple(_figures(page, shown)),
            (*(models_table(own.one, own.models) for own in shown), *_years(view, shown)),
        )
    ]


def said(view: View) -> Text:
    """What the summary of a school says: which subjects are in which class."""
    return by_class([(own.one, own.row) for own in _told(view)])


def by_class(told: Sequence[tuple[Assessed, Row | None]]) -> Text:
    """Subjects by the class of a school or cluster; None: nothing could be computed. Empty without any."""
    groups: dict[Text, list[Text]] = {kind: [] for kind in (*CLASSES.values(), effects.NOT_SHOWN, _CANNOT)}
    for one, row in told:
        shown = row is not None and is_shown(row)
        kind = CLASSES[row["class"]] if row and shown else effects.NOT_SHOWN if row else _CANNOT
        groups[kind].append(label(one))
    each = [(kind, listed(labels)) for kind, labels in groups.items() if labels]
    if not each:
        return NOTHING
    return Text(
        "增值：" + "；".join(f"{kind.zh}：{labels.zh}" for kind, labels in each) + "。",
        "Value-added: " + "; ".join(f"{kind.en}: {labels.en}" for kind, labels in each) + ".",
    )


def _said(view: View, own: _Own) -> Text:
    name = label(own.one)
    shift = row_of(own.one.shifts, view.id)
    if shift is not None:
        rest = _moved_up(shift)
    elif own.row is None:
        rest = not_computed(own.one)
    elif not is_shown(own.row):
        why = NOTES[own.row["note"]]
        rest = Text(f"{why.zh}。", f"{why.en}.")
    else:
        rest = effects.said(own.row)
    return Text(f"{name.zh}：{rest.zh}", f"{name.en}: {rest.en}")


def _moved_up(shift: Row) -> Text:
    """A school's own change of levels."""
    if shift["value"] is None:
        why = NOTES[shift["note"]]
        return Text(f"{why.zh}。", f"{why.en}.")
    value, n = number(shift["value"], 2, signed=True).words, shift["n"]
    return Text(
        f"等级上移 {value.zh}（后测 {n} 人；后测等级更高的机会减去更低的机会），只看本校前后变化。",
        f"levels moved up by {value.en} (pupils after: {n}; the chance of a higher level after less that of "
        "a lower one); the school's own change only.",
    )


def _figures(page: str, shown: Sequence[_Own]) -> Iterator[Figure]:
    """The subjects with their main models; those of each unit in a figure of their own."""
    for at, unit in enumerate(dict.fromkeys(unit_of(own.one) for own in shown)):
        owns = [own for own in shown if unit_of(own.one) == unit]
        rows: list[Named] = [(label(own.one), own.row) for own in owns if own.row is not None]
        name = Text(f"本校各学科的增值（{unit.zh}）", f"Value-added of this school by subject ({unit.en})")
        drawn = effects.table(name, Text("学科", "subject"), rows, owns[0].models[0][0].model)
        top = effects.reach(row for _, row in rows)
        yield effects.figure(
            f"{page}-value-added" + (f"-{at + 1}" if at else ""),
            name,
            Text("0 为由学生前测推出的预期。", "0 is what the pupils' prior results let one expect."),
            [effects.panel(NOTHING, drawn, rows, top)],
            unit,
            _BY_SUBJECT,
        )


def _years(view: View, shown: Sequence[_Own]) -> Iterator[Table]:
    """The school in each year of a series."""
    for own in shown:
        name, years = label(own.one), own.models[0][0].by_year
        rows = [row for row in years.iter_rows(named=True) if row["id"] == view.id and is_shown(row)]
        if rows:
            yield Table(
                Text(f"{name.zh}：各届", f"{name.en}: each cohort"),
                _YEARS,
                tuple(
                    (
                        words(row["cohort"]),
                        number(row["n"]),
                        *(number(row[column], 2, signed=True) for column in ("value", "low", "high")),
                        words(CLASSES[row["class"]]),
                    )
                    for row in rows
                ),
            )
