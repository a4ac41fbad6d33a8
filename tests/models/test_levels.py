"""A school's own change of levels, by hand."""

from __future__ import annotations

import polars as pl
import pytest

from eduhub.scores.models.levels import shifts


def counts(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    schema = {"school": pl.String, "level": pl.String, "before": pl.Int64, "after": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row").with_columns(subject=pl.lit("数学"))


def test_the_shift_is_the_net_chance_of_a_higher_level() -> None:
    # after against before: A beats B 20 x 12, C 20 x 8 times; B beats C 10 x 8; B loses to A 10 x 0;
    # C loses to B 0; so (240 + 160 + 80 - 0) / (30 x 20)
    rows = counts(("s", "A", 0, 20), ("s", "B", 12, 10), ("s", "C", 8, 0))
    assert shifts(rows, 10).row(0) == ("s", "数学", pytest.approx(480 / 600), 30, None)


def test_nobody_moved_is_nought_and_all_down_is_minus_one() -> None:
    same = counts(("s", "A", 15, 15), ("s", "E", 15, 15), ("t", "A", 20, 0), ("t", "B", 0, 20))
    assert shifts(same, 10)["value"].to_list() == [0.0, -1.0]


@pytest.mark.parametrize(("before", "after"), [(9, 30), (30, 9)])
def test_with_few_pupils_nothing_is_told(before: int, after: int) -> None:
    assert shifts(counts(("s", "A", before, after)), 10).row(0) == ("s", "数学", None, None, "withheld")
