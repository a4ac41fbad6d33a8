"""Why a model can't be fitted: an outcome of its own, not a fault of the job."""

from __future__ import annotations

from eduhub.core.text import Text


class NoFitError(Exception):
    """The data don't allow this model; `reason` says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """The reason, a clause without a full stop."""
        self.reason = Text(zh, en)
        super().__init__(en)


NO_PUPILS = ("没有可用的学生成绩", "there are no results of pupils to use")
CONSTANT = ("后测成绩全都相同，没有可解释的差异", "all outcomes are equal; there is nothing to explain")
EXACT = (
    "后测成绩与前测完全成直线关系，没有残差，无法估计误差",
    "the outcome follows exactly from the predictors: without residuals no error can be estimated",
)
ALIKE_INSIDE = (
    "各校内部没有差异，无法估计误差",
    "within schools all is equal: no error can be estimated",
)
NOT_APART = (
    "每组只有一个单位，或每个单位只有一名学生，两个层次分不开",
    "with one unit a group, or one pupil a unit, the two levels can't be told apart",
)
TOO_FEW = ("学生数不多于回归系数的个数", "there are no more pupils than coefficients")
