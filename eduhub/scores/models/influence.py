"""Which schools' results hang on a single pupil; how many pupils, and which, is nobody's business."""

from __future__ import annotations

import polars as pl

from eduhub.scores.models.design import INTERCEPT
from eduhub.scores.models.fitting import Fitted, Fitter
from eduhub.scores.models.sums import engine_for


def influential(fitter: Fitter, fitted: Fitted) -> frozenset[str]:
    """The schools whose value one pupil more or less would move by more than a share of its standard error.

    Without a pupil the mean residual moves by |r - mean| / (n - 1), and the value by reliability times that.
    """
    assert fitted.fit is not None
    names = [name for name in fitted.fit.names if name != INTERCEPT and not name.startswith("mean(")]
    slopes = dict(zip(fitted.fit.names, fitted.fit.beta, strict=True))
    expected = sum((pl.col(name) * float(slopes[name]) for name in names), pl.lit(0.0))
    residuals = fitter.pupils.rows.select("school", r=pl.col("outcome") - expected)
    farthest = pl.max_horizontal(
        pl.col("r").max() - pl.col("r").mean(), pl.col("r").mean() - pl.col("r").min()
    )
    found = residuals.group_by("school").agg(farthest=farthest).collect(engine=engine_for(residuals))
    both = fitted.effects.join(found, on="school", validate="1:1").filter(pl.col("n") > 1)
    moves = pl.col("reliability") * pl.col("farthest") / (pl.col("n") - 1)
    far = both.filter(moves > fitter.parameters["va_influence"] * pl.col("se"))
    return frozenset(far["school"])
