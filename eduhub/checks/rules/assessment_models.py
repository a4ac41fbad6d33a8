"""Rules on the subjects of an assessment, and on what is to be computed of them."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment, is_reserved
from eduhub.kinds.codes import SUBJECTS
from eduhub.repository import Submission

# Columns of the results, and words of the models.


@rule(
    "E3412",
    zh="{subject}在第 {first} 条已经有了",
    en="{subject} is entry {first} already",
    fix=Text("每个学科只写一条", "give one entry for a subject"),
    why="同一学科写两次，不知道以哪一条为准。",
)
def doubled_assessed_subject(head: Submission[Assessment]) -> Iterable[Hit]:
    """With two entries for a subject nobody knows which one holds."""
    subjects = head.model.subjects
    for i, first in repeats(subjects, lambda one: one.subject):
        subject = SUBJECTS.text(subjects[i].subject)
        yield head.at("subjects", i, "subject", subject=subject, first=first + 1)


@rule(
    "E3425",
    zh="「{field}」是 0",
    en="'{field}' is 0",
    fix=Text("填试卷满分；不知道的留空", "give the full mark; leave it blank if it is unknown"),
    why="满分为 0 就没有可比的成绩。",
)
def full_mark_of_nought(head: Submission[Assessment]) -> Iterable[Hit]:
    """With a full mark of 0 there are no marks to compare."""
    for i, subject in enumerate(head.model.subjects):
        for name in ("prior_max", "outcome_max"):
            if getattr(subject, name) == 0:
                yield head.at("subjects", i, name, field=head.label("subjects", name))


@rule(
    "E3413",
    zh="合成“{composite}”用到{subject}，这个学科不在测评学科之列",
    en="the composite '{composite}' takes in {subject}, which is not among the assessed subjects",
    fix=Text("核对学科，或从合成中去掉", "check the subject, or take it out of the composite"),
    why="没有测评的学科没有成绩，合成就无法计算。",
)
def composite_of_unassessed(head: Submission[Assessment]) -> Iterable[Hit]:
    """A subject that was not assessed has no results, so that the composite can't be computed."""
    assessed = {one.subject for one in head.model.subjects}
    for i, part in enumerate(head.model.composites):
        if part.subject not in assessed:
            subject = SUBJECTS.text(part.subject)
            yield head.at("composites", i, "subject", composite=part.composite, subject=subject)


@rule(
    "E3414",
    zh="合成“{composite}”的{subject}在第 {first} 条已经有了",
    en="{subject} of the composite '{composite}' is entry {first} already",
    fix=Text("每个合成的每个学科只写一条", "give one entry for each subject of a composite"),
    why="同一学科计两次，权重就不清楚了。",
)
def doubled_composite_part(head: Submission[Assessment]) -> Iterable[Hit]:
    """With a subject counted twice nobody knows what it weighs."""
    parts = head.model.composites
    for i, first in repeats(parts, lambda part: (part.composite, part.subject)):
        subject = SUBJECTS.text(parts[i].subject)
        facts = {"composite": parts[i].composite, "first": first + 1}
        yield head.at("composites", i, "subject", subject=subject, **facts)


@rule(
    "E3427",
    zh="合成“{composite}”与测评学科同名",
    en="the composite '{composite}' is named like an assessed subject",
    fix=Text("给合成换一个名称，如“总分”", "give the composite another name"),
    why="学科和合成同名，报告里就分不清是哪一个的结果。",
)
def composite_named_as_subject(head: Submission[Assessment]) -> Iterable[Hit]:
    """With one name for both nobody can tell in a report which of them the figures are of."""
    assessed = {one.subject for one in head.model.subjects}
    told: set[str] = set()
    for i, part in enumerate(head.model.composites):
        if part.composite in assessed - told:
            told.add(part.composite)
            yield head.at("composites", i, "composite", composite=part.composite)


@rule(
    "E3415",
    zh="协变量“{name}”在第 {first} 条已经有了",
    en="the covariate '{name}' is entry {first} already",
    fix=Text("每个协变量只写一条", "give one entry for a covariate"),
    why="同一列放进模型两次，模型无法估计。",
)
def doubled_covariate(head: Submission[Assessment]) -> Iterable[Hit]:
    """A model with the same column twice can't be fitted."""
    for i, first in repeats(head.model.covariates, lambda one: one.name.casefold()):
        yield head.at("covariates", i, "name", name=head.model.covariates[i].name, first=first + 1)


@rule(
    "E3416",
    zh="协变量不能叫“{name}”，这个列名另有用处",
    en="no covariate can be called '{name}': that column has another use",
    fix=Text("给协变量换一个列名", "give the covariate another name"),
    why="一列不能有两个意思。",
)
def covariate_named_as_column(head: Submission[Assessment]) -> Iterable[Hit]:
    """A column can't mean two things."""
    for i, covariate in enumerate(head.model.covariates):
        if is_reserved(covariate.name):
            yield head.at("covariates", i, "name", name=covariate.name)


@rule(
    "E3417",
    zh="协变量“{name}”是类别，没有写参照类别",
    en="the covariate '{name}' is a category without a reference",
    fix=Text(
        "写出各类与之比较的一类，一般是人数最多的",
        "name the one that others are compared with, mostly the largest",
    ),
    why="没有参照类别，系数就没有含义。",
)
def category_without_reference(head: Submission[Assessment]) -> Iterable[Hit]:
    """Without something to compare with, a coefficient means nothing."""
    for i, covariate in enumerate(head.model.covariates):
        if covariate.type == "category" and not covariate.reference:
            yield head.at("covariates", i, "type", name=covariate.name)


@rule(
    "E3418",
    zh="模型 {model} 写了两次",
    en="the model {model} is there twice",
    fix=Text("删去重复的", "take out the second"),
    why="同一模型算两次，结果会列两遍。",
)
def doubled_model(head: Submission[Assessment]) -> Iterable[Hit]:
    """A model that is there twice is reported twice."""
    for i, _ in repeats(head.model.models, str):
        yield head.at("models", i, model=head.model.models[i])


@rule(
    "E3419",
    zh="同时选了 reml 和 ml，两者是同一模型的两种估计",
    en="both reml and ml are chosen, which are two ways to fit one model",
    fix=Text("只留一个，一般是 reml", "keep one of them, mostly reml"),
    why="同一模型的两个结果几乎相同，并列会使人误以为互相印证。",
)
def reml_and_ml(head: Submission[Assessment]) -> Iterable[Hit]:
    """Their results are nearly the same, and side by side they seem to confirm each other."""
    models = head.model.models
    if {"reml", "ml"} <= set(models):
        yield head.at("models", max(models.index("reml"), models.index("ml")))


@rule(
    "E3424",
    zh="写了极端值截尾，但模型里没有 band，截尾不起作用",
    en="there is a floor for extremes, but band is not among the models, so that it does nothing",
    fix=Text("在模型里加上 band，或删去截尾", "add band to the models, or take out the floor"),
    why="不起作用的设置会使人误以为极端值已经处理。",
)
def floor_without_band(head: Submission[Assessment]) -> Iterable[Hit]:
    """A setting that does nothing makes people believe that extremes were dealt with."""
    if head.model.floor is not None and "band" not in head.model.chosen_models:
        yield head.at_key("floor")
