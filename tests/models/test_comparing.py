"""Models side by side: agreement, what chance flags, which schools can be told apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from eduhub.core.text import Text
from eduhub.scores.models.assessed import EFFECTS, Modelled
from eduhub.scores.models.comparing import agreements, chance, differing, separable


def modelled(name: str, values: list[float | None], classes: list[int | None]) -> Modelled:
    rows = {"id": [f"s{i}" for i in range(len(values))], "value": values, "class": classes}
    frame = pl.DataFrame(rows, schema={name: EFFECTS[name] for name in ("id", "value", "class")})
    missing = [pl.lit(None, dtype).alias(c) for c, dtype in EFFECTS.items() if c not in rows]
    return Modelled(name, schools=frame.with_columns(missing).select(*EFFECTS))


@pytest.mark.parametrize("n", [2, 7, 1203])
def test_the_share_of_separable_pairs_is_counted_over_all_pairs(n: int) -> None:
    random = np.random.default_rng(n)
    value, se = random.normal(0, 2, n), random.uniform(0.2, 2, n)
    apart = [abs(value[i] - value[j]) > 1.96 * np.hypot(se[i], se[j]) for i, j in combinations(range(n), 2)]
    assert separable(value, se) == pytest.approx(np.mean(apart), abs=1e-12)


def test_one_school_makes_no_pair() -> None:
    assert separable(np.array([1.0]), np.array([1.0])) is None


def test_chance_alone_flags_one_in_twenty_where_nothing_is_shrunken() -> None:
    se = np.full(1000, 0.7)
    assert chance(se, se) == pytest.approx(1000 * 0.04999579, rel=1e-6)


def test_shrunken_values_are_flagged_by_chance_less_often() -> None:
    """By simulation: pupils' errors alone, with a reliability of 0.8, judged by the comparative error."""
    share, error, draws = 0.8, 1.0, 400_000
    se = np.sqrt(share * error**2)  # comparative, with known coefficients: s2u (1 - share)
    drawn = np.random.default_rng(1).normal(0, share * error, draws)
    simulated = np.mean(np.abs(drawn) > 1.96 * se)
    assert chance(np.array([se]), np.array([share * error])) == pytest.approx(simulated, abs=0.001)


def test_without_variance_between_schools_chance_flags_none() -> None:
    assert chance(np.array([0.1, 0.1]), np.array([0.0, 0.0])) == 0.0


def test_models_agree_over_the_schools_that_both_show() -> None:
    first = modelled("a", [1.0, 2.0, 3.0, None], [1, 0, 0, None])
    second = modelled("b", [3.0, 1.0, 2.0, 5.0], [1, -1, 0, 1])
    failed = Modelled("c", reason=Text("不行", "no"))
    [found] = agreements([first, second, failed])
    assert (found.first, found.second, found.schools, found.differ) == ("a", "b", 3, 1)
    assert found.correlation == pytest.approx(-0.5)
    assert differing([first, second, failed]) == {"s1"}


def test_two_schools_have_no_correlation_of_ranks() -> None:
    [found] = agreements([modelled("a", [1.0, 2.0], [0, 0]), modelled("b", [1.0, 2.0], [0, 0])])
    assert found.correlation is None
