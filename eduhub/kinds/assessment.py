"""测评数据: what an assessment was, by which right it was held, and how its value-added is computed (S5.5d).

The head is `private/<name>/assessment.yaml`. Beside it lie the results of single pupils (`results.csv` or
`results.parquet`), or a school's own counts by level (`levels.csv`); both stay out of git.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Bound

from eduhub.core.text import Text
from eduhub.kinds.base import Kind, Label, Record, Table
from eduhub.kinds.codes import (
    BASES,
    COVARIATE_TYPES,
    GRADE_LEVELS,
    METHODS,
    MODELS,
    RESULT_STATES,
    SCALES,
    Subject,
)
from eduhub.kinds.submitted import Explanation
from eduhub.kinds.types import Count, Date, Id, Line, Number, Real, SchoolCode, YesNo

_PERSONS = Text("人", "persons")


class Basis(Record):
    """The right by which an examination or test was held."""

    type: Annotated[str, BASES, Label("依据类型", "type of basis")]
    document: Annotated[
        Line | None,
        Label("依据文件", "document", hint=Text("类型为“其他”时必填", "required where the type is 其他")),
    ] = None


class PriorBasis(Record):
    """The right by which the prior was held, where it is another than that of the outcome."""

    type: Annotated[str, BASES, Label("前测依据类型", "type of basis of the prior")]
    document: Annotated[
        Line | None,
        Label("前测依据文件", "document of the prior", hint=Text("类型为“其他”时必填", "required of 其他")),
    ] = None


class Dates(Record):
    """When the prior results and the outcome were taken."""

    prior: Annotated[Date | None, Label("前测日期", "date of the prior")] = None
    prior2: Annotated[Date | None, Label("更早前测日期", "date of the earlier prior")] = None
    outcome: Annotated[Date, Label("后测日期", "date of the outcome")]


class AssessedSubject(Record):
    """A subject, and what its prior result and its outcome are."""

    row_key = ("subject",)

    subject: Annotated[Subject, Label("学科", "subject")]
    prior: Annotated[Line | None, Label("前测", "prior", hint=Text("没有前测的留空", "blank: none"))] = None
    outcome: Annotated[Line, Label("后测", "outcome")]
    prior2: Annotated[Line | None, Label("更早的前测", "earlier prior")] = None
    prior_max: Annotated[Number | None, Label("前测满分", "full mark of the prior")] = None
    outcome_max: Annotated[Number | None, Label("后测满分", "full mark of the outcome")] = None


class CompositePart(Record):
    """What a subject weighs in a composite that is built pupil by pupil."""

    row_key = ("composite", "subject")

    composite: Annotated[Line, Label("合成名称", "composite")]
    subject: Annotated[Subject, Label("学科", "subject")]
    weight: Annotated[Number, Bound(gt=0), Label("权重", "weight")] = 1.0


class Covariate(Record):
    """A further column of the results that the models take into account."""

    row_key = ("name",)

    name: Annotated[Line, Label("列名", "column")]
    type: Annotated[str, COVARIATE_TYPES, Label("协变量类型", "type")]
    reference: Annotated[
        Line | None,
        Label("参照类别", "reference", hint=Text("类别必填", "required of a category")),
    ] = None


class Floor(Record):
    """How far below what was expected a pupil can count, in standard deviations of the prior band."""

    sd: Annotated[Number, Bound(gt=0), Label("截尾标准差数", "standard deviations")] = 2.5
    both: Annotated[YesNo, Label("两端截尾", "on both sides")] = False


class Assessment(Record):
    """An assessment of one cohort: lawful basis, dates, subjects, and how its value-added is computed."""

    name: Annotated[Id, Label("测评名称", "name", hint=Text("与文件夹同名", "that of its folder"))]
    basis: Annotated[Basis, Label("法定依据", "lawful basis")]
    prior_basis: Annotated[
        PriorBasis | None,
        Label(
            "前测法定依据",
            "lawful basis of the prior",
            hint=Text("与后测相同的留空", "blank: that of the outcome"),
        ),
    ] = None
    cohort: Annotated[Line, Label("届别", "cohort", hint=Text("毕业年份", "the year of leaving"))]
    grade: Annotated[Count, Bound(ge=1, le=12), Label("后测年级", "grade of the outcome")]
    series: Annotated[Id | None, Label("系列", "series")] = None
    dates: Annotated[Dates, Label("日期", "dates")]
    subjects: Annotated[tuple[AssessedSubject, ...], Bound(min_length=1), Label("学科", "subjects")]
    composites: Annotated[tuple[CompositePart, ...], Label("合成", "composites")] = ()
    scale: Annotated[str, SCALES, Label("量尺", "scale")] = "T"
    method: Annotated[str, METHODS, Label("估计方法", "method")] = "reml"
    models: Annotated[
        tuple[Annotated[str, MODELS], ...],
        Label("模型", "models", hint=Text("首个为主模型", "the first is the main one")),
    ] = ()
    covariates: Annotated[tuple[Covariate, ...], Label("协变量", "covariates")] = ()
    school_mean_prior: Annotated[YesNo, Label("加入学校前测均值", "school mean of the prior")] = False
    enrolled_by: Annotated[
        Date | None,
        Label(
            "在校截止日",
            "enrolled by",
            hint=Text(
                "此日之后入校的学生不计入学校；不填则为后测所在学年的第一天",
                "who came later counts for no school; blank: first day of the outcome's school year",
            ),
        ),
    ] = None
    floor: Annotated[Floor | None, Label("极端值截尾", "floor for extremes")] = None
    explanations: Annotated[tuple[Explanation, ...], Label("疑问说明", "explanations")] = ()

    @property
    def chosen_models(self) -> tuple[str, ...]:
        """The models to compute, the main one first; by default three of different kinds."""
        return self.models or (self.method, "band", "sgp")


# What a covariate can't be called: columns with another use, and words of the models.
RESERVED = frozenset(
    (
        *("key", "school", "subject", "outcome", "weight", "state", "entered"),
        *("moved", "intercept", "cohort", "group", "cluster", "band", "percentile", "row"),
        *("prior", *(f"prior{n}" for n in range(2, 10))),
    )
)


def is_reserved(name: str) -> bool:
    """Has a column of that name another use, so that no covariate can be called so?"""
    return name.casefold() in RESERVED or name.startswith("_") or "(" in name


class Result(Record):
    """A pupil's results in one subject; more priors stand in prior2 to prior9, covariates as named."""

    row_key = ("key", "subject")

    key: Annotated[
        Line,
        Label(
            "学生代号",
            "key",
            hint=Text("不是姓名、证件号或学籍号", "no name, ID or student number"),
            personal=True,
        ),
    ]
    school: Annotated[SchoolCode, Label("学校标识码", "school", aliases=("学校代码",))]
    subject: Annotated[Subject, Label("学科", "subject")]
    prior: Annotated[Real | None, Label("前测成绩", "prior", personal=True)] = None
    outcome: Annotated[Real | None, Label("后测成绩", "outcome", personal=True)] = None
    weight: Annotated[Number | None, Label("权重", "weight", personal=True)] = None
    state: Annotated[str | None, RESULT_STATES, Label("考试状态", "state", personal=True)] = None
    entered: Annotated[Date | None, Label("入校日期", "entered", personal=True)] = None


class LevelCount(Record):
    """How many pupils of a school reached a level before and after, by the school's own finals."""

    row_key = ("school", "subject", "level")

    school: Annotated[SchoolCode, Label("学校标识码", "school", aliases=("学校代码",))]
    subject: Annotated[Subject, Label("学科", "subject")]
    level: Annotated[str, GRADE_LEVELS, Label("等级", "level")]
    before: Annotated[Count, Label("前测人数", "before", unit=_PERSONS)]
    after: Annotated[Count, Label("后测人数", "after", unit=_PERSONS)]


class Results(Table[Result]):
    """All results of an assessment; never read as one document, since cities have millions of rows."""


class LevelCounts(Table[LevelCount]):
    """All counts by level of an assessment."""


ASSESSMENT = Kind(
    "assessment",
    Text("测评数据", "assessment"),
    Assessment,
    "34",
    "private/{assessment}/assessment.yaml",
    titles={"subjects": Text("测评学科", "assessed subjects"), "composites": Text("合成", "composites")},
    serves={"": "S5.5d"},
)
