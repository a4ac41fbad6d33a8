"""What models of value-added are called."""

from __future__ import annotations

from eduhub.core.text import Text, rounded, same

_NAMES: dict[str, Text] = {
    "reml": Text("两水平模型", "two-level model"),
    "ml": Text("两水平模型（极大似然）", "two-level model (maximum likelihood)"),
    "band": Text("前测分组比较", "bands of the prior"),
    "ols": Text("一条回归直线", "one regression line"),
    "within": Text("校内回归", "regression within schools"),
    "sgp": Text("成长百分位", "growth percentiles"),
}
_MEAN = "+mean"
_HIGHEST, _STEP = 0.95, 0.05  # coverage is published in steps, the last of which includes all pupils
PERCENTILES = Text("百分位", "percentile points")


def model_name(model: str) -> Text:
    """A model of the column `model`, a code of MODELS with `+mean` behind it or without, in words."""
    base = _NAMES[model.removesuffix(_MEAN)]
    if not model.endswith(_MEAN):
        return base
    return Text(f"{base.zh}，加学校前测均值", f"{base.en} with the school's mean prior")


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
