"""The value-added of one assessment: every subject and composite, every model, and what of it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment
from eduhub.kinds.codes import stage_of_grade
from eduhub.parameters import Parameters
from eduhub.repository.school_year import year_with
from eduhub.results import Results
from eduhub.scores.models.assessed import Assessed, Counts, Modelled
from eduhub.scores.models.clusters import cluster_effects
from eduhub.scores.models.comparing import agreements, differing
from eduhub.scores.models.composite import composite, composite_tally
from eduhub.scores.models.describing import basis_in_words, details
from eduhub.scores.models.failing import NoFitError
from eduhub.scores.models.fitting import MEAN, Fitted, Fitter
from eduhub.scores.models.influence import influential
from eduhub.scores.models.publishing import coverage_of_clusters, notes, published, with_differing
from eduhub.scores.models.pupils import Judged, Pupils, Wanted, wanted
from eduhub.scores.models.scaling import UNITS, Distribution
from eduhub.scores.models.tally import Tally
from eduhub.scores.models.withholding import withheld

NO_OUTCOME = Text(
    "没有可用的后测成绩，增值不可计算",
    "there is no outcome to use; value-added can't be computed",
)
NO_PRIOR = Text(
    "没有可用的前测成绩，增值不可计算",
    "there is no prior result to use; value-added can't be computed",
)


NOBODY_SHOWN = Text(
    "各校学生数都不足，不公布，增值不可计算",
    "all schools have too few pupils to be shown; value-added can't be computed",
)


@dataclass(frozen=True)
class Places:
    """Where the schools of the results belong in the year of the outcome.

    codes     by each code in the results the code of the school then; None: not in the register
    clusters  of each school that is in one
    """

    codes: Mapping[str, str | None]
    clusters: Mapping[str, str]


def assess(
    results: Results, places: Places, parameters: Parameters, minimum: int
) -> Iterator[tuple[Assessed, Pupils]]:
    """Each subject and composite of an assessment, and the pupils behind it, which are never published.

    parameters  in force on the day of the outcome;  minimum: fewer pupils than this are never shown
    Raises      ResultsError where the file turns out to be damaged.
    """
    judged = Judged.of(results, places.codes)
    tallies = _tallies(judged, parameters, minimum)
    subjects = {one.name: tally for one, tally in tallies if not one.is_composite}
    for one, tally in tallies:
        if one.is_composite:
            pupils = composite(judged, one.name, one.weights, tally, subjects)
        else:
            pupils = judged.pupils(one.name, tally)
        yield _assessed(pupils, results.head, places, parameters), pupils


def _tallies(judged: Judged, parameters: Parameters, minimum: int) -> list[tuple[Wanted, Tally]]:
    """Who counts in each subject and composite: of a school that is withheld in one nobody in any."""
    least = parameters["va_coverage"]["show"]
    found = [
        (
            one,
            replace(
                composite_tally(judged, one.weights) if one.is_composite else judged.tally(one.name),
                minimum=minimum,
                least=least,
            ),
        )
        for one in wanted(judged.head)
    ]
    computed = [tally for one, tally in found if judged.priors_of(*one.weights)]
    hidden = _hidden(computed, int(parameters["va_withheld_schools"]), minimum)
    return [(one, replace(tally, hidden=hidden)) for one, tally in found]


def _hidden(computed: Sequence[Tally], together: int, minimum: int) -> frozenset[str]:
    if not computed:
        return frozenset()
    counts = pl.concat(one.by_school.select("school", n="used") for one in computed)
    return withheld(counts.filter(pl.col("n") > 0), minimum, together)


def _assessed(pupils: Pupils, head: Assessment, places: Places, parameters: Parameters) -> Assessed:
    one, tally = described(head, pupils, parameters), pupils.tally
    if not tally.n_outcomes or not pupils.priors or not tally.n_used:
        return replace(one, reason=_why_nothing(pupils))
    models = list(_models(Fitter(pupils, head, parameters), places))
    apart = differing(models)
    marked = tuple(with_differing(model, apart) for model in models)
    remarks = (*one.remarks, *pupils.remarks, *_remarks_on_models(models, pupils))
    return replace(one, models=marked, agreements=tuple(agreements(marked)), remarks=remarks)


def _why_nothing(pupils: Pupils) -> Text:
    if not pupils.tally.n_outcomes:
        return NO_OUTCOME
    return NO_PRIOR if not pupils.priors or not int(pupils.tally.by_school["used"].sum()) else NOBODY_SHOWN


def described(head: Assessment, pupils: Pupils, parameters: Parameters) -> Assessed:
    """An assessed subject with its counts, before any model."""
    tally = pupils.tally
    used = tally.by_school.filter(pl.col("used") > 0)
    counts = Counts(
        rows=tally.n_rows,
        outcomes=tally.n_outcomes,
        complete=tally.n_complete,
        used=tally.n_used,
        moved=tally.n_moved,
        left_out=tally.left_out,
        schools=len(used),
        withheld=int(used["school"].is_in(list(tally.hidden)).sum()),
    )
    return Assessed(
        assessment=head.name,
        subject=pupils.subject,
        year=year_with(head.dates.outcome),
        stage=stage_of_grade(head.grade),
        grade=head.grade,
        cohort=head.cohort,
        basis=basis_in_words(head.basis),
        unit=UNITS[head.scale],
        counts=counts,
        remarks=tuple(_remarks(pupils.scales, parameters)),
        details=tuple(details(head, pupils)),
        scaling={column: known.numbers for column, known in pupils.scales.items()},
    )


def _remarks(scales: Mapping[str, Distribution], parameters: Parameters) -> Iterator[Text]:
    """What to mind about the scores: many at the top, or a lopsided distribution."""
    bars = parameters["va_ceiling"]
    words = {"outcome": Text("后测", "the outcome"), "prior": Text("前测", "the prior")}
    for column, name in words.items():
        known = scales.get(column)
        if known and known.sd > 0 and known.at_top > bars["at_top"]:
            yield Text(
                f"{name.zh}成绩有 {known.at_top:.0%} 的学生得最高分，高分段的增值难以区分；"
                "可改用 scale: normal。",
                f"{known.at_top:.0%} of the pupils have the highest score in {name.en}: up there value-added "
                "can hardly be told apart; consider scale: normal.",
            )
        elif known and abs(known.skewness) > bars["skewness"]:
            yield Text(
                f"{name.zh}成绩分布偏斜（偏度 {known.skewness:.1f}）；可改用 scale: normal。",
                f"{name.en} is skewed (skewness {known.skewness:.1f}); consider scale: normal.".capitalize(),
            )


def _remarks_on_models(models: Sequence[Modelled], pupils: Pupils) -> Iterator[Text]:
    """What to mind about the models: what they left out, and where schools can't be told from chance."""
    main = models[0]
    if pupils.weight and {"band", "sgp"} & {model.model for model in models}:
        yield Text(
            "分组比较和成长百分位不用权重，每名学生同等计算。",
            "Bands and growth percentiles use no weights: there every pupil counts alike.",
        )
    if dropped := main.fitted.get("dropped"):
        yield Text(
            f"{'、'.join(dropped)} 没有提供新的信息（全都相同，或可由前面的算出），未放进模型。",
            f"Left out of the model as saying nothing new: {', '.join(dropped)}.",
        )
    if main.fitted.get("levels_identified") is False:
        yield Text(
            "只有一所学校，或每校只有一名学生，分不出学校的作用，增值都是 0。",
            "With one school, or one pupil a school, the part of schools can't be told: all values are 0.",
        )
    elif main.fitted.get("variances", {}).get("school") == 0.0:
        yield Text(
            "各校之间的差异没有超出偶然，增值都是 0。",
            "Schools differ by no more than chance: all values are 0.",
        )


def _models(fitter: Fitter, places: Places) -> Iterator[Modelled]:
    """The models that the head asks for, the main one first."""
    head, tally = fitter.head, fitter.pupils.tally
    noted = notes(tally)
    shown = frozenset(noted.filter(pl.col("note").is_null())["id"])
    coverage = coverage_of_clusters(tally.by_school, shown, places.clusters)
    for model in _names(head):
        try:
            fitted = fitter.fitted(model)
        except NoFitError as error:
            yield Modelled(model, reason=error.reason)
            continue
        clusters, numbers = cluster_effects(fitter, model, fitted, shown, places.clusters)
        more = {"clusters": numbers} if numbers else {}
        whole = Fitted(fitted.effects, {**fitted.numbers, **more}, fitted.error, fitted.fit)
        moved = influential(fitter, fitted) if fitted.fit is not None else frozenset()
        yield published(model, whole, noted, clusters, coverage, fitter.parameters, moved)


def _names(head: Assessment) -> Iterator[str]:
    """The models by their names; with the school's mean prior beside the same model without it."""
    for model in head.chosen_models:
        yield model
        if head.school_mean_prior and model in ("reml", "ml"):
            yield model + MEAN
