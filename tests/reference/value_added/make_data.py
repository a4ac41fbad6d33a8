"""Draws invented pupils in invented schools, with a fixed seed; writes one CSV file for each case.

python tests/reference/value_added/make_data.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

HERE = Path(__file__).parent
SEED = 20260901
Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


def generator(case: str) -> np.random.Generator:
    """Chance of its own for each case: one may change without the others."""
    return np.random.default_rng([SEED, *case.encode()])


def codes(school: Whole) -> list[str]:
    """Codes of schools that nobody has: their serials begin with 99."""
    return [f"313699{number:04d}" for number in school + 1]


def members(rng: np.random.Generator, n_schools: int, least: int, most: int) -> Whole:
    """The school of each pupil; sizes are skewed, and the least and the most both occur."""
    share = rng.beta(0.8, 1.6, n_schools)
    share[:2] = 0.0, 1.0
    return np.repeat(np.arange(n_schools), np.rint(least + share * (most - least)).astype(int))


def without_unit_means(values: Reals, unit: Whole) -> Reals:
    """The values less the mean of their unit: nothing is left between units."""
    within: Reals = values - (np.bincount(unit, values) / np.bincount(unit))[unit]
    return within


def write(case: str, rng: np.random.Generator, columns: dict[str, object]) -> None:
    """The rows in an order that tells nothing, each number as the shortest text that gives it again."""
    frame = pl.DataFrame(columns)
    frame[rng.permutation(frame.height).tolist()].write_csv(HERE / f"{case}.csv")


def priors(rng: np.random.Generator, school: Whole, spread: float = 4.0) -> Reals:
    """Prior results on the T scale; schools differ in whom they take in."""
    intake: Reals = rng.normal(0, spread, school.max() + 1)
    return 50 + intake[school] + rng.normal(0, 9, len(school))


def outcomes(rng: np.random.Generator, prior: Reals, effect: Reals) -> Reals:
    """Outcomes on the T scale: what the prior leads to expect, the school's effect, and chance."""
    return 50 + 0.65 * (prior - 50) + effect + rng.normal(0, 6.5, len(prior))


def plain() -> None:
    """45 schools of 3 to 90 pupils with all kinds of columns; whom a school takes in counts by itself."""
    rng = generator("plain")
    school = members(rng, 45, 3, 90)
    n = len(school)
    prior = priors(rng, school)
    intake = (np.bincount(school, prior) / np.bincount(school))[school]
    sex = np.where(rng.random(n) < 0.52, "male", "female")
    boarders = rng.dirichlet((2.0, 1.5, 1.0), 45).cumsum(axis=1)[school]
    boarding = np.array(["day", "full", "weekly"])[(rng.random(n)[:, None] > boarders[:, :2]).sum(axis=1)]
    age = np.round(rng.normal(15.2, 0.4, n), 2)
    # Marks up to 100, which more than one pupil in twenty reaches: many ties, and equal quantiles at the top.
    prior2 = np.clip(np.rint(70 + 1.5 * (prior - 50) + rng.normal(0, 9, n)), 0, 100).astype(int)
    effect = 0.25 * (intake - 50) + rng.normal(0, 2.4, 45)[school] + 0.1 * (prior2 - 70)
    effect += -1.1 * (sex == "male") + 0.9 * (boarding == "full") - 0.8 * (age - 15)
    weight = np.round(rng.gamma(4, 0.25, n) + 0.05, 2)
    columns = {"school": codes(school), "prior": prior, "outcome": outcomes(rng, prior, effect), "sex": sex}
    columns |= {"boarding": boarding, "age": age, "weight": weight, "prior2": prior2}
    write("plain", rng, columns)


def clusters() -> None:
    """40 schools in 12 clusters, four of them of one school; and outcomes that lack parts of the variance."""
    rng = generator("clusters")
    school = members(rng, 40, 4, 60)
    cluster_of = np.concatenate([np.arange(12), rng.integers(3, 12, 28)])
    cluster = cluster_of[school]
    prior, own, common = priors(rng, school), rng.normal(0, 2.0, 40), rng.normal(0, 2.2, 12)[cluster]
    chance = rng.normal(0, 6.5, len(school))
    expected = 50 + 0.65 * (prior - 50)
    alike = without_unit_means(chance, school)
    outcome = {
        "outcome": expected + common + own[school] + chance,
        "outcome_schools": expected + without_unit_means(own, cluster_of)[school] + chance,
        "outcome_together": expected + common + alike,
        "outcome_flat": expected + alike,
    }
    columns = {"cluster": [f"K{number + 1:02d}" for number in cluster], "school": codes(school)}
    columns |= {"prior": prior.round(8)} | {name: values.round(8) for name, values in outcome.items()}
    write("clusters", rng, columns | {"weight": np.round(rng.gamma(4, 0.25, len(school)) + 0.05, 2)})


def series() -> None:
    """25 schools in three years; the third has no pupils in 2024."""
    rng = generator("series")
    cohort = members(rng, 75, 5, 35)
    cohort = cohort[cohort != 3 * 2 + 1]
    school, year = cohort // 3, cohort % 3
    prior = priors(rng, school) + np.array([0.0, 0.4, -0.3])[year]
    effect = (
        rng.normal(0, 2.2, 25)[school] + rng.normal(0, 1.6, 75)[cohort] + np.array([0.0, 1.0, -0.5])[year]
    )
    columns = {"school": codes(school), "year": year + 2023, "prior": prior.round(8)}
    write("series", rng, columns | {"outcome": outcomes(rng, prior, effect).round(8)})


def singletons() -> None:
    """70 schools of one pupil beside 20 of more."""
    rng = generator("singletons")
    school = np.concatenate([members(rng, 20, 2, 40), np.arange(20, 90)])
    prior = priors(rng, school)
    outcome = outcomes(rng, prior, rng.normal(0, 3, 90)[school])
    write("singletons", rng, {"school": codes(school), "prior": prior, "outcome": outcome})


def offset() -> None:
    """Scores of the size of a million, whose sums of squares keep few of a double's digits."""
    rng = generator("offset")
    school = members(rng, 30, 5, 50)
    prior = priors(rng, school)
    outcome = outcomes(rng, prior, rng.normal(0, 2.5, 30)[school])
    write("offset", rng, {"school": codes(school), "prior": prior + 1e6, "outcome": outcome + 1e6})


def flat() -> None:
    """Schools that do not differ at all."""
    rng = generator("flat")
    school = members(rng, 30, 3, 40)
    prior = priors(rng, school)
    outcome = 50 + 0.65 * (prior - 50) + without_unit_means(rng.normal(0, 6.5, len(prior)), school)
    write("flat", rng, {"school": codes(school), "prior": prior, "outcome": outcome})


def one_school() -> None:
    """Sixty pupils of one school."""
    rng = generator("one_school")
    school = np.zeros(60, dtype=np.int64)
    prior = priors(rng, school)
    outcome = outcomes(rng, prior, np.zeros(60))
    write("one_school", rng, {"school": codes(school), "prior": prior, "outcome": outcome})


def collinear() -> None:
    """A total that two other columns give, and a column that is the same for all."""
    rng = generator("collinear")
    school = members(rng, 25, 4, 40)
    prior, prior2 = priors(rng, school), rng.integers(40, 101, len(school))
    outcome = outcomes(rng, prior, rng.normal(0, 2.5, 25)[school] + 0.1 * (prior2 - 70))
    columns = {"school": codes(school), "prior": prior, "prior2": prior2, "total": 0.4 * prior + 0.6 * prior2}
    write("collinear", rng, columns | {"constant": np.full(len(school), 3.0), "outcome": outcome})


def moved() -> None:
    """Pupils who came late (1) are a group of their own beside their school's; some schools have none."""
    rng = generator("moved")
    school = members(rng, 30, 6, 45)
    late = ((rng.random(len(school)) < 0.08) & (school >= 2)).astype(int)
    prior = priors(rng, school)
    effect = rng.normal(0, 2.4, 30)[school] - 1.5 * late
    columns = {"school": codes(school), "moved": late, "prior": prior}
    write("moved", rng, columns | {"outcome": outcomes(rng, prior, effect)})


if __name__ == "__main__":
    for case in (plain, clusters, series, singletons, offset, flat, one_school, collinear, moved):
        case()
