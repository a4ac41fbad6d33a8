"""What models of value-added are called."""

from __future__ import annotations

from eduhub.core.text import Text

_NAMES: dict[str, Text] = {
    "reml": Text("两水平模型", "two-level model"),
    "ml": Text("两水平模型（极大似然）", "two-level model (maximum likelihood)"),
    "band": Text("前测分组比较", "bands of the prior"),
    "ols": Text("一条回归直线", "one regression line"),
    "within": Text("校内回归", "regression within schools"),
    "sgp": Text("成长百分位", "growth percentiles"),
}
_MEAN = "+mean"
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


def is_shrunken(model: str) -> bool:
    """Does it draw the residuals of small schools towards what was expected?"""
    return model.removesuffix(_MEAN) in ("reml", "ml")
