"""How the value-added of a school or cluster came about: residual, shrinkage, interval, class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eduhub.cli.figures import amount, number, signed
from eduhub.cli.language import current, t
from eduhub.cli.score_value_added import name
from eduhub.core.lines import columns
from eduhub.core.text import Text
from eduhub.scores.indicator import NOTES
from eduhub.scores.models.assessed import CLASSES, FLAGS, Assessed, Modelled
from eduhub.scores.models.words import (
    PERCENTILES,
    cluster_row_name,
    coverage_words,
    is_percentiles,
    is_shrunken,
    model_name,
)
from eduhub.scores.view import View

Line = tuple[str, str]
Row = Mapping[str, Any]

_INDENT = 16
_SAME = 5e-4  # what is printed alike


def value_added_lines(view: View, cells: int) -> Iterator[str]:
    """The lines for each assessment and model that has a school or cluster; no other level has any."""
    for one in view.value_added():
        for model in one.models:
            row = _row(view, model)
            if row is not None:
                yield ""
                yield _title(one, model, view.level)
                yield from columns(list(_lines(model, row)), cells, _INDENT)


def _row(view: View, model: Modelled) -> Row | None:
    frame = {"school": model.schools, "cluster": model.clusters}.get(view.level)
    found = [] if frame is None else frame.filter(frame["id"] == view.id).to_dicts()
    return found[0] if found else None


def _title(one: Assessed, model: Modelled, level: str) -> str:
    unit = (PERCENTILES if is_percentiles(model.model) else one.unit).to(current())
    of_cluster = level == "cluster" and is_shrunken(model.model)
    named = cluster_row_name(model.model, model.fitted) if of_cluster else model_name(model.model)
    words = named.to(current())
    return t(f"增值  {name(one)}  {words}（{unit}）", f"value-added  {name(one)}  {words} ({unit})")


def _lines(model: Modelled, row: Row) -> Iterator[Line]:
    """The lines of one model: a label, and what is to be said."""
    if row["note"]:
        yield t("原因", "because"), NOTES[row["note"]].to(current())
        return
    yield from _residual(model, row)
    yield from _shrunken(model, row)
    yield from _interval(row)
    yield from _members(row)
    yield t("覆盖率", "coverage"), coverage_words(row["coverage"]).to(current())
    for flag in row["flags"] or ():
        yield t("注意", "note"), FLAGS[flag].to(current())


def _residual(model: Modelled, row: Row) -> Iterator[Line]:
    label, n = t("学生", "pupils"), amount(row["n"])
    centre = row["median"] if is_percentiles(model.model) else row["raw"]
    if centre is None:
        yield label, n
    elif is_percentiles(model.model):
        median = number(50 + centre, 1)
        yield label, t(f"{n}，成长百分位中位数 {median}", f"{n}, median growth percentile {median}")
    else:
        raw = signed(centre, 2)
        yield label, t(f"{n}，平均残差 {raw}", f"{n}, mean residual {raw}")


def _shrunken(model: Modelled, row: Row) -> Iterator[Line]:
    """By how much the residual is drawn towards what was expected, where the model does that."""
    reliability, value = row["reliability"], signed(row["value"], 2)
    if reliability is not None:
        yield t("信度", "reliability"), _ratio(model, row)
    product = None if reliability is None or row["raw"] is None else reliability * row["raw"]
    label = t("增值", "value-added")
    if product is not None and abs(product - row["value"]) < _SAME:
        yield label, f"{number(reliability, 3)} × {signed(row['raw'], 2)} = {value}"
    else:
        yield label, value


def _ratio(model: Modelled, row: Row) -> str:
    """n / (n + variance between pupils / variance between schools), where that is how it came about."""
    n, reliability = row["n"], number(row["reliability"], 3)
    variances: Mapping[str, float] = model.fitted.get("variances", {})
    pupil, school = variances.get("pupil"), variances.get("school")
    if not pupil or not school or abs(n / (n + pupil / school) - row["reliability"]) >= _SAME:
        return reliability
    ratio = number(pupil / school, 2)
    said = Text(
        f"{n} ÷ ({n} + {ratio}) = {reliability}；{ratio} = 学生间方差 {amount(pupil)} ÷ 学校间方差 "
        f"{amount(school)}",
        f"{n} / ({n} + {ratio}) = {reliability}; {ratio} = variance between pupils {amount(pupil)} / "
        f"variance between schools {amount(school)}",
    )
    return said.to(current())


def _interval(row: Row) -> Iterator[Line]:
    value, low, high = (signed(row[key], 2) for key in ("value", "low", "high"))
    se, kind = number(row["se"], 3), CLASSES[row["class"]].to(current())
    sum_ = f"{value} ± 1.96 × {se} = {low}"
    yield (
        t("95% 区间", "95% interval"),
        t(f"{sum_} 至 {high}，{kind}", f"{sum_} to {high}, {kind}"),
    )


def _members(row: Row) -> Iterator[Line]:
    """Of a cluster how many schools it rests on, and how far they lie apart."""
    if "spread" in row:
        n, spread = amount(row["schools"]), number(row["spread"], 2)
        yield t("成员学校", "members"), t(f"{n} 所，标准差 {spread}", f"{n}, standard deviation {spread}")
