"""What models of value-added are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eduhub.core.text import Text, rounded, same
from eduhub.scores.models.assessed import Assessed

_NAMES: dict[str, Text] = {
    "reml": Text("两水平模型", "two-level model"),
    "ml": Text("两水平模型（极大似然）", "two-level model (maximum likelihood)"),
    "band": Text("前测分组比较", "bands of the prior"),
    "ols": Text("一条回归直线", "one regression line"),
    "within": Text("校内回归", "regression within schools"),
    "sgp": Text("成长百分位", "growth percentiles"),
}
_MEAN, _YEARS = "+mean", "+years"
_OF_YEARS = Text("学校与学校年度模型", "model of schools and school years")
_CLUSTERS = Text("三水平模型", "three-level model")
_HIGHEST, _STEP = 0.95, 0.05  # coverage is published in steps, the last of which includes all pupils
PERCENTILES = Text("百分位", "percentile points")


def model_name(model: str) -> Text:
    """A model of the column `model`: a code of MODELS, with `+mean` or `+years` behind it or without."""
    if model.endswith(_YEARS):
        return _OF_YEARS
    base = _NAMES[model.removesuffix(_MEAN)]
    return _with_mean(base) if model.endswith(_MEAN) else base


def _with_mean(base: Text) -> Text:
    return Text(f"{base.zh}，加学校前测均值", f"{base.en} with the school's mean prior")


def row_name(model: str) -> Text:
    """The same where models with different units stand in one table."""
    name = model_name(model)
    if not is_percentiles(model):
        return name
    return Text(f"{name.zh}（平均值与 50 之差）", f"{name.en} (mean less 50)")


def cluster_row_name(model: str, fitted: Mapping[str, Any]) -> Text:
    """The same in a row of a cluster, whose figure comes from three levels where these could be fitted.

    fitted  the numbers of the model
    """
    if not is_shrunken(model):
        return row_name(model)
    if upper_variance(fitted) is None:
        name = model_name(model)
        return Text(f"{name.zh}（按成员加权）", f"{name.en} (members weighted)")
    return _with_mean(_CLUSTERS) if model.endswith(_MEAN) else _CLUSTERS


def upper_variance(fitted: Mapping[str, Any]) -> float | None:
    """The variance between clusters; None where no model of three levels was fitted."""
    found: float | None = (fitted.get("clusters") or {}).get("variances", {}).get("upper")
    return found


def why_not(one: Assessed) -> Text | None:
    """Why the model that counts can't be computed; None where it could be, or where nobody knows."""
    return one.reason or (one.models[0].reason if one.models else None)


def is_shrunken(model: str) -> bool:
    """Has it a random effect, so that its values are drawn towards what was expected?"""
    return model.partition("+")[0] in ("reml", "ml")


def is_percentiles(model: str) -> bool:
    """Is it told in growth percentiles, whatever the scale of the scores?"""
    return model.removesuffix(_MEAN) == "sgp"


def coverage_words(share: float | None) -> Text:
    """A coverage that was rounded down to steps of 5 %, so that no single pupil can be told from it."""
    if share is None:
        return same("—")
    if share >= _HIGHEST - 1e-9:
        return Text("95% 及以上", "95% or more")
    low, high = (rounded(100 * edge, 0) for edge in (share, share + _STEP))
    return Text(f"{low}% 至 {high}%", f"{low}% to {high}%")
