"""Value-added of the city: how many schools in which class, what chance would flag, where models differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eduhub.core.text import Text
from eduhub.kinds.codes import STAGES
from eduhub.reports.page import NONE, Cell, Section, Table, number, percent, words
from eduhub.reports.pieces import value_added
from eduhub.reports.pieces.effects import Group, is_shown
from eduhub.reports.pieces.value_added_units import Places, counted, of_clusters, of_schools
from eduhub.repository import Repository
from eduhub.results import reasons
from eduhub.scores.models.assessed import Assessed, Modelled
from eduhub.scores.models.words import model_name, upper_variance
from eduhub.scores.view import View

_LEAST = 10  # pupils that are counted by themselves
_FEW = Text(f"不足 {_LEAST}", f"fewer than {_LEAST}")
_CLASSES = {
    1: Text("显著高于预期", "above"),
    0: Text("无显著差异", "not different"),
    -1: Text("显著低于预期", "below"),
}
_FEWEST = 0.1  # schools; what is less is told as less
_SHOWN, _HIDDEN = Text("公布的学校", "schools shown"), Text("不公布", "not shown")
_MODEL = Text("模型", "model")
_OTHERS = Text(f"其他原因（各不足 {_LEAST} 人）", f"other reasons (fewer than {_LEAST} pupils each)")
_CANNOT = words(Text("不可计算", "can't be computed"))


def city(view: View, repository: Repository, districts: Sequence[str]) -> list[Section]:
    """A section for each assessment and subject, under a table of all.

    districts  ids in the order of the register
    """
    assessed = view.value_added()
    sections = [_section(view, repository, one, at, districts) for at, one in enumerate(assessed, 1)]
    return [_overview(assessed), *sections] if assessed else []


def said(view: View) -> Text:
    """What the summary of the city says: of how many subjects there are figures, and what they can't do."""
    assessed = view.value_added()
    if not assessed:
        return Text("", "")
    done = sum(one.main is not None for one in assessed)
    return Text(
        f"增值评价：{len(assessed)} 项测评学科中 {done} 项可以计算；增值不是名次，区间重叠的学校分不出先后。",
        f"Value-added: subjects assessed: {len(assessed)}, computable: {done}; it is no ranking, and schools "
        "whose intervals overlap can't be put in order.",
    )


def _overview(assessed: Sequence[Assessed]) -> Section:
    head = (
        Text("学科", "subject"),
        Text("学段", "stage"),
        Text("有后测的学生", "pupils with an outcome"),
        Text("进入模型", "in the model"),
        Text("覆盖率", "coverage"),
        _SHOWN,
        *_CLASSES.values(),
        _HIDDEN,
    )
    rows = tuple(
        (
            words(value_added.label(one)),
            words(STAGES.text(one.stage)),
            number(one.counts.outcomes),
            number(one.counts.used),
            percent(one.counts.coverage, 1),
            *(_classes(one.main) if one.main else (_CANNOT, NONE, NONE, NONE)),
            number(one.counts.withheld),
        )
        for one in assessed
    )
    return Section(
        Text("增值评价概况", "Value-added at a glance"),
        Text("增值概况", "value-added"),
        (),
        (),
        (Table(Text("各项测评", "The assessments"), head, rows),),
    )


def _classes(model: Modelled) -> tuple[Cell, ...]:
    """How many schools are shown, and of these in each class."""
    kinds = model.schools["class"].drop_nulls().to_list()
    return (number(len(kinds)), *(number(kinds.count(kind)) for kind in _CLASSES))


def _section(view: View, repository: Repository, one: Assessed, at: int, districts: Sequence[str]) -> Section:
    heading, short, start = value_added.title(one), value_added.short(one), value_added.start(one)
    if one.main is None:
        why = value_added.not_computed(one)
        return Section(heading, short, (*start, _pupils(one), why), (), tuple(_left_out(one)))
    places = Places.of(one, view, repository)
    rows = value_added.rows_of(one.main.schools)
    groups = places.by_district(rows, districts)
    name = f"city-value-added-{at}"
    clusters = places.named(value_added.rows_of(one.main.clusters))
    above, more = of_clusters(one, clusters, f"{name}-clusters")
    figures, tables = of_schools(one, groups, name, Text("各校的增值", "value-added of the schools"))
    told = (*_chance(one.main), *_icc(one.main), *_clusters_alike(one.main))
    sentences = (*start, _pupils(one), counted(list(rows.values())), *told)
    return Section(
        heading,
        short,
        (*sentences, *one.remarks),
        (*above, *figures),
        (_models(one), *_agreements(one), *_by_district(groups), *_left_out(one), *more, *tables),
    )


def _pupils(one: Assessed) -> Text:
    counts = one.counts
    share = percent(counts.coverage, 1).words
    late = _FEW if counts.moved < _LEAST else Text(f" {counts.moved}", str(counts.moved))
    moved = Text(
        f"其中{late.zh} 人在校截止日之后才入校，不计入任何学校。",
        f"Of these {late.en} came after the day by which pupils have to be enrolled and count for no school.",
    )
    return Text(
        f"{counts.schools} 所学校有后测的学生 {counts.outcomes} 人，其中 {counts.complete} 人有模型所需的数据"
        f"（覆盖率 {share.zh}）；除去不公布的学校，进入模型 {counts.used} 人。"
        + (moved.zh if counts.moved else ""),
        f"Schools: {counts.schools}; pupils with an outcome: {counts.outcomes}; of these with all that the "
        f"model needs: {counts.complete} (coverage {share.en}); in the model, without the schools that are "
        f"withheld: {counts.used}." + (f" {moved.en}" if counts.moved else ""),
    )


def _chance(model: Modelled) -> Iterator[Text]:
    """What chance alone would flag, and which schools can be told apart."""
    if model.chance is not None:
        few = model.chance < _FEWEST
        n = Text(f"不到 {_FEWEST}", f"fewer than {_FEWEST}") if few else _about(model.chance)
        yield Text(
            f"即使各校毫无差别，仅凭偶然也会有{n.zh} 所学校被判为显著高于或低于预期。",
            f"If no school differed from another, chance alone would put {n.en} schools above or below "
            "expectation.",
        )
    if model.separable is not None:
        share = percent(model.separable).words
        yield Text(
            f"任取两所公布的学校，只有 {share.zh} 的组合能分出高低，其余的差别可能出于偶然。",
            f"Of any two schools that are shown, only {share.en} of the pairs can be told apart; the others "
            "may differ by chance.",
        )


def _about(value: float) -> Text:
    said = number(value, 1).words
    return Text(f"约 {said.zh}", f"about {said.en}")


def _icc(model: Modelled) -> Iterator[Text]:
    """The intraclass correlation with its interval, where the model has one."""
    icc: Mapping[str, float] | None = model.fitted.get("icc")
    if icc is None:
        return
    value, low, high = (number(icc[name], 3).words for name in ("value", "low", "high"))
    yield Text(
        f"组内相关系数 {value.zh}（95% 区间 {low.zh} 至 {high.zh}）：扣除前测后，"
        "学生成绩的差异中与所在学校有关的份额。",
        f"Intraclass correlation {value.en} (95% interval {low.en} to {high.en}): the share of the school in "
        "what the prior leaves of the differences between pupils.",
    )


def _clusters_alike(model: Modelled) -> Iterator[Text]:
    if upper_variance(model.fitted) == 0.0:
        yield Text("片区之间没有超出偶然的差异。", "Clusters differ by no more than chance.")


def _models(one: Assessed) -> Table:
    """All models side by side: the classes, what chance would flag, which pairs can be told apart."""
    head = (
        _MODEL,
        _SHOWN,
        *_CLASSES.values(),
        Text("仅凭偶然会标出", "flagged by chance"),
        Text("能分出高低的学校对", "pairs told apart"),
        Text("说明", "remarks"),
    )
    rows = tuple(
        (
            words(model_name(model.model)),
            *(_classes(model) if model.reason is None else (_CANNOT, NONE, NONE, NONE)),
            number(model.chance, 1),
            percent(model.separable),
            words(model.reason or ""),
        )
        for model in one.models
    )
    return Table(Text("各模型的分类结果", "Classes by model"), head, rows)


def _agreements(one: Assessed) -> Iterator[Table]:
    """How far every two models agree."""
    if one.agreements:
        head = (
            _MODEL,
            Text("对照模型", "other model"),
            Text("学校", "schools"),
            Text("秩相关系数", "correlation of ranks"),
            Text("分类不同的学校", "in different classes"),
        )
        rows = tuple(
            (
                words(model_name(pair.first)),
                words(model_name(pair.second)),
                number(pair.schools),
                number(pair.correlation, 3),
                number(pair.differ),
            )
            for pair in one.agreements
        )
        yield Table(Text("模型之间的一致程度", "How far models agree"), head, rows)


def _by_district(groups: Sequence[Group]) -> Iterator[Table]:
    """The classes of each district's schools."""
    head = (Text("县区", "district"), _SHOWN, *_CLASSES.values(), _HIDDEN)
    rows = []
    for group in groups:
        kinds = [row["class"] for _, row in group.rows if is_shown(row)]
        counts = [number(kinds.count(kind)) for kind in _CLASSES]
        hidden = len(group.rows) - len(kinds)
        rows.append((words(group.name), number(len(kinds)), *counts, number(hidden)))
    if rows:
        yield Table(Text("各县区的分类结果", "Classes by district"), head, tuple(rows))


def _left_out(one: Assessed) -> Iterator[Table]:
    """Why pupils are in no model; reasons of few pupils are told together."""
    known = [(reason, n) for reason, n in one.counts.left_out.items() if n >= _LEAST]
    others = sum(n for n in one.counts.left_out.values() if n < _LEAST)
    rows = [(words(reasons()[reason]), number(n)) for reason, n in known]
    together = words(_FEW) if others < _LEAST else number(others)
    rows += [(words(_OTHERS), together)] if others else []
    if rows:
        head = (Text("原因", "reason"), Text("学生", "pupils"))
        yield Table(Text("未进入模型的学生", "Pupils that are in no model"), head, tuple(rows))
