"""Why a row has no valid outcome, or no complete predictors: the reasons, their words and their masks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from eduhub.core.text import Text

_WORDS = {
    "unknown-subject": Text("学科不在测评学科之列", "a subject that is not assessed"),
    "no-school": Text("没有学校标识码，或者写法不对", "no school code, or a malformed one"),
    "state-unknown": Text("考试状态读不懂", "a state that means nothing"),
    "absent": Text("缺考", "absent"),
    "exempt": Text("免考", "exempt"),
    "disqualified": Text("违纪", "disqualified"),
    "moved-out": Text("转出", "moved out"),
    "outcome-missing": Text("没有后测成绩", "no outcome"),
    "outcome-invalid": Text("后测成绩不是可用的数", "an outcome that is no usable number"),
    "weight-invalid": Text("权重缺失，或者不大于 0", "no weight, or none above 0"),
    "prior-missing": Text("没有前测成绩", "no prior result"),
    "prior-missing-moved-in": Text("没有前测成绩（转入）", "no prior result (moved in)"),
    "prior-invalid": Text("前测成绩不是可用的数", "a prior result that is no usable number"),
    "covariate-missing": Text("没有协变量", "no value of a covariate"),
    "covariate-invalid": Text("协变量不是可用的数", "a covariate that is no usable number"),
    "doubled": Text("同一学科有两行", "two rows in one subject"),
    "unregistered": Text("学校不在名册里", "a school that is not in the register"),
    "withheld-school": Text("所在学校不公布", "of a school that is withheld"),
    "coverage-school": Text("所在学校有前测的学生不足", "of a school in which too few have a prior result"),
    "few-moved": Text("截止日之后入校的学生太少", "too few who came after the day"),
    "composite-incomplete": Text("合成所需学科不全", "not all subjects of the composite"),
}
STATES = {"缺考": "absent", "免考": "exempt", "违纪": "disqualified", "转出": "moved-out"}
MOVED_IN = "转入"


def reasons() -> Mapping[str, Text]:
    """The words of every reason for which a row is left out, in the order in which they are looked for."""
    return MappingProxyType(_WORDS)


def first_of(tests: Iterable[tuple[pl.Expr, str]]) -> pl.Expr:
    """The reason of the first test that a row meets; null where it meets none."""
    found = pl.lit(None, pl.String)
    for test, reason in reversed(list(tests)):
        found = pl.when(test).then(pl.lit(reason)).otherwise(found)
    return found


def none_of(tests: Iterable[tuple[pl.Expr, str]]) -> pl.Expr:
    """Does a row meet none of the tests? Cheaper than to ask which."""
    return ~pl.any_horizontal(pl.lit(value=False), *(test for test, _ in tests))
