"""Several cohorts of one series: what of a school's value-added lasts, and what a single year adds to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import polars as pl

from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment
from eduhub.parameters import Parameters
from eduhub.scores.models.assessed import EFFECTS, YEAR_EFFECTS, Assessed, Counts, Modelled
from eduhub.scores.models.failing import NoFitError
from eduhub.scores.models.fitting import numbers_of
from eduhub.scores.models.publishing import in_steps, with_class, with_flags
from eduhub.scores.models.pupils import Pupils
from eduhub.scores.models.sums import Sums
from eduhub.scores.models.three_level import three_level

YEARS = "+years"  # behind the method in the name of a model of schools and school years
OTHER_SCALES = Text(
    "系列各届的量尺不同，不能合在一起",
    "the cohorts of the series are on different scales and can't be put together",
)


@dataclass(frozen=True)
class Cohort:
    """One assessment and subject of a series, what is shown of it, and its pupils, who are not.

    rename  the code that a school bears in the year of the last cohort, by its code in the year of this one
    """

    head: Assessment
    one: Assessed
    pupils: Pupils
    rename: Callable[[str], str]

    @property
    def shown(self) -> pl.DataFrame:
        """The schools with figures -- school, now (the code of the last year), outcomes, used."""
        main = self.one.main
        ids = (
            main.schools.filter(pl.col("value").is_not_null())["id"]
            if main
            else pl.Series([], dtype=pl.String)
        )
        rows = self.pupils.tally.by_school.filter(pl.col("school").is_in(ids.implode()))
        return rows.with_columns(
            now=pl.Series([self.rename(code) for code in rows["school"]], dtype=pl.String)
        )


def series(cohorts: Sequence[Cohort], parameters: Parameters) -> Iterator[Assessed]:
    """For each series and subject of at least two cohorts its value-added over all of them.

    Schools and years that are not shown alone take no part: so nothing that is withheld can be computed back.
    """
    ordered = sorted(cohorts, key=lambda c: (c.head.series or "", c.one.subject, c.head.dates.outcome))
    for (name, _), group in groupby(ordered, key=lambda c: (c.head.series or "", c.one.subject)):
        several = [cohort for cohort in group if cohort.one.main is not None]
        if name and len(several) > 1:
            yield _over(name, several, parameters)


def _over(name: str, cohorts: list[Cohort], parameters: Parameters) -> Assessed:
    last = cohorts[-1]
    labels = [cohort.head.cohort for cohort in cohorts]
    counts = _counts(cohorts)
    whole = replace(
        last.one,
        assessment=name,
        cohort="/".join(labels),
        counts=counts,
        agreements=(),
        remarks=(),
        scaling={},
        details=(),
        is_series=True,
    )
    method = "ml" if last.head.method == "ml" else "reml"
    if len({cohort.head.scale for cohort in cohorts}) > 1:
        return replace(whole, models=(), reason=OTHER_SCALES)
    try:
        return replace(whole, models=(_fitted(cohorts, method, parameters),))
    except NoFitError as error:
        return replace(whole, models=(), reason=error.reason)


def _counts(cohorts: Sequence[Cohort]) -> Counts:
    """The pupils of all cohorts; by reasons they are told with each of them."""
    counts = [cohort.one.counts for cohort in cohorts]
    shown = [cohort.shown for cohort in cohorts]
    return Counts(
        rows=sum(c.rows for c in counts),
        outcomes=sum(int(rows["outcomes"].sum()) for rows in shown),
        complete=sum(int(rows["used"].sum()) for rows in shown),
        used=sum(int(rows["used"].sum()) for rows in shown),
        moved=0,
        left_out={},
        schools=pl.concat(shown)["now"].n_unique(),
        withheld=0,
    )


def _fitted(cohorts: Sequence[Cohort], method: str, parameters: Parameters) -> Modelled:
    sums = _sums(cohorts)
    if sums.groups["school"].n_unique() < 2:
        raise NoFitError("可公布的学校不足两所", "fewer than two schools can be shown")
    fit = three_level(sums, "school", "ml" if method == "ml" else "reml")
    variances = {"school": fit.s2g, "school_year": fit.s2u, "pupil": fit.s2e}
    numbers = {**numbers_of(fit), "variances": variances}
    coverage = pl.concat(
        cohort.shown.select(school="now", outcomes="outcomes", used="used", cohort=pl.lit(cohort.head.cohort))
        for cohort in cohorts
    )
    share = pl.col("used").sum() / pl.col("outcomes").sum()
    by_school = coverage.group_by("school").agg(coverage=in_steps(share))
    by_year = coverage.group_by("school", "cohort").agg(coverage=in_steps(share))
    return Modelled(
        method + YEARS,
        numbers,
        _shaped(fit.upper.join(by_school, on="school"), parameters, EFFECTS),
        by_year=_shaped(fit.lower.join(by_year, on=["school", "cohort"]), parameters, YEAR_EFFECTS),
    )


def _shaped(rows: pl.DataFrame, parameters: Parameters, columns: dict[str, pl.DataType]) -> pl.DataFrame:
    noted = rows.rename({"school": "id"}).with_columns(
        note=pl.lit(None, pl.String), median=pl.lit(None, pl.Float64)
    )
    flagged = with_flags(with_class(noted), parameters, frozenset())
    by = [name for name in ("id", "cohort") if name in columns]
    return flagged.select(pl.col(name).cast(dtype) for name, dtype in columns.items()).sort(by)


def _sums(cohorts: Sequence[Cohort]) -> Sums:
    """The sums by school and cohort, with a dummy for each cohort but the first."""
    predictors = list(dict.fromkeys(name for c in cohorts for name in c.pupils.predictors))
    dummies = {f"cohort={cohort.head.cohort}": cohort for cohort in cohorts[1:]}
    weight = next((c.pupils.weight for c in cohorts if c.pupils.weight), None)
    frames = []
    for cohort in cohorts:
        there = cohort.pupils.rows.collect_schema().names()
        codes = dict(cohort.shown.select("school", "now").iter_rows())
        rows = cohort.pupils.rows.filter(pl.col("school").is_in(list(codes)))
        frames.append(
            rows.select(
                pl.col("school").replace(codes),
                "outcome",
                *(pl.col(name) if name in there else pl.lit(0.0).alias(name) for name in predictors),
                *(pl.lit(float(of is cohort)).alias(name) for name, of in dummies.items()),
                *([pl.col(weight) if weight in there else pl.lit(1.0).alias(weight)] if weight else []),
                cohort=pl.lit(cohort.head.cohort),
            )
        )
    names = (*predictors, *dummies)
    return Sums.of(pl.concat(frames), "outcome", names, group=("school", "cohort"), weight=weight)
