"""What is published of the value-added of an assessment: no row of a pupil, no group that is too small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from eduhub.core.text import Text
from eduhub.scores.models.levels import SHIFT

# One row a school or cluster; what is withheld has a note and nothing else. The unit is that of the scale.
EFFECTS: dict[str, Any] = {
    "id": pl.String,
    "n": pl.Int64,  # pupils that the figures rest on
    "raw": pl.Float64,  # their mean residual
    "value": pl.Float64,  # the value-added; of models with a random effect shrunken
    "median": pl.Float64,  # of growth percentiles, less 50; null in other models
    "reliability": pl.Float64,  # null in models without a random effect
    "se": pl.Float64,  # comparative: of value - true value
    "low": pl.Float64,
    "high": pl.Float64,
    "class": pl.Int8,  # 1 above, 0 not different, -1 below what was expected, by the interval
    "coverage": pl.Float64,  # pupils with a prior / pupils with an outcome, down to whole steps of 5 %
    "flags": pl.List(pl.String),  # keys of FLAGS
    "note": pl.String,  # a key of scores.indicator.NOTES; null: shown
}
CLUSTER_EFFECTS: dict[str, Any] = EFFECTS | {
    "schools": pl.Int64,  # members that the figures rest on
    "spread": pl.Float64,  # standard deviation of their shrunken values
}
YEAR_EFFECTS: dict[str, Any] = EFFECTS | {"cohort": pl.String}

FLAGS: dict[str, Text] = {
    "reference": Text("学生少或信度低，仅供参考", "few pupils or low reliability: for reference only"),
    "coverage": Text("有前测的学生不足", "too few pupils have a prior result"),
    "influential": Text(
        "一名学生的去留会使结果移动半个标准误以上",
        "one pupil more or less moves the result by half a standard error",
    ),
    "differs": Text("各模型分类不一致", "the models put it into different classes"),
}
CLASSES: dict[int, Text] = {
    1: Text("显著高于预期", "above expectation"),
    0: Text("与预期无显著差异", "not different from expectation"),
    -1: Text("显著低于预期", "below expectation"),
}


@dataclass(frozen=True)
class Counts:
    """How many pupils, and why the others are not in the models.

    rows      of the subject in the results
    outcomes  pupils with a valid outcome; complete: of these with all that the main model needs
    used      of these in the models: not in withheld schools
    moved     of the used, who came after the day and count for no school
    left_out  by reason, a key of `eduhub.results.REASONS`; more than none
    schools   with complete pupils; withheld: of these not shown, and in no model
    """

    rows: int
    outcomes: int
    complete: int
    used: int
    moved: int
    left_out: Mapping[str, int]
    schools: int
    withheld: int

    @property
    def coverage(self) -> float | None:
        """The share of the pupils with an outcome that have what the model needs; None without any."""
        return self.complete / self.outcomes if self.outcomes else None


@dataclass(frozen=True)
class Modelled:
    """One model of one assessment and subject.

    model     its name in the column `model`: a code of MODELS, `+mean` behind it with the school's mean prior
    fitted    what an outside statistician needs, in full precision, for `models.json`
    schools   columns as in EFFECTS, sorted by id; clusters: CLUSTER_EFFECTS
    by_year   of a series: each school in each year, YEAR_EFFECTS
    reason    why it can't be computed; the frames are empty then
    chance    how many of the shown schools would be set apart if no school differed from another
    separable the share of pairs of shown schools that can be told apart; None with fewer than two
    """

    model: str
    fitted: Mapping[str, Any] = field(default_factory=dict)
    schools: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EFFECTS))
    clusters: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CLUSTER_EFFECTS))
    by_year: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=YEAR_EFFECTS))
    reason: Text | None = None
    chance: float | None = None
    separable: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two models side by side over the schools that both show.

    correlation  of ranks (Spearman); None with fewer than three schools
    differ       how many schools they put into different classes
    """

    first: str
    second: str
    schools: int
    correlation: float | None
    differ: int


@dataclass(frozen=True)
class Assessed:
    """The value-added of one assessment, or series of them, and subject or composite.

    unit       of the figures;  basis: the lawful basis in words
    models     the main one first;  reason: why nothing can be computed (不可计算)
    remarks    what to mind about the scores themselves, as that many reached the full mark
    details    sentences: what prior and outcome are, with their days; covariates; who came too late to count
    shifts     of schools' own counts by level, where there is nothing else: columns as in levels.SHIFT
    scaling    of `outcome` and each prior: mean, standard deviation, n, as they came
    """

    assessment: str
    subject: str
    year: str
    stage: str
    grade: int
    cohort: str
    basis: Text
    unit: Text
    counts: Counts
    models: tuple[Modelled, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    remarks: tuple[Text, ...] = ()
    scaling: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    is_series: bool = False
    details: tuple[Text, ...] = ()
    shifts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SHIFT))
    reason: Text | None = None

    @property
    def main(self) -> Modelled | None:
        """The model that counts, where it could be computed; no other takes its place."""
        return self.models[0] if self.models and self.models[0].reason is None else None
