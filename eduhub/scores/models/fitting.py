"""Each model fitted to the pupils of a subject: its effects before anything is withheld, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from eduhub.kinds.assessment import Assessment
from eduhub.parameters import Parameters
from eduhub.scores.models.design import INTERCEPT
from eduhub.scores.models.failing import CONSTANT, NoFitError
from eduhub.scores.models.pupils import Pupils
from eduhub.scores.models.quantiles import SolverError
from eduhub.scores.models.scaling import raw
from eduhub.scores.models.sgp import AVERAGE, growth_effects, growth_percentiles
from eduhub.scores.models.simple import Bands, Line, band, ols, within
from eduhub.scores.models.sums import Array, Sums
from eduhub.scores.models.tally import MOVED
from eduhub.scores.models.three_level import ThreeLevel
from eduhub.scores.models.two_level import Method, TwoLevel, two_level

MEAN = "+mean"  # behind the name of a model with the school's mean prior


@dataclass(frozen=True)
class Fitted:
    """A fitted model of all schools that are shown.

    effects  one row a school: school, n, raw, value, reliability, se, low, high; not the late ones
    numbers  for `models.json`
    error    standard error of each mean residual, of these very schools
    fit      the model of two levels, where it is one
    """

    effects: pl.DataFrame
    numbers: Mapping[str, Any]
    error: Array
    fit: TwoLevel | None = None


class Fitter:
    """Fits the models that an assessment asks for to the pupils of one of its subjects."""

    def __init__(self, pupils: Pupils, head: Assessment, parameters: Parameters) -> None:
        """parameters: those in force on the day of the outcome."""
        self.pupils = pupils
        self.head = head
        self.parameters = parameters

    @cached_property
    def sums(self) -> Sums:
        """The sums of the main model."""
        pupils = self.pupils
        return Sums.of(pupils.rows, "outcome", pupils.predictors, weight=pupils.weight)

    def fitted(self, model: str) -> Fitted:
        """One model by its name in the column `model`; NoFitError where the data don't allow it."""
        match model.removesuffix(MEAN):
            case "ols":
                return self._line(ols(self.sums))
            case "within":
                return self._line(within(self.sums))
            case "band":
                return self._band()
            case "sgp":
                return self._growth()
            case method:
                return self._two_level("ml" if method == "ml" else "reml", model.endswith(MEAN))

    def _two_level(self, method: Method, with_mean: bool) -> Fitted:
        sums = self.sums
        if with_mean:
            sums = sums.with_group_means("prior")
        fit = two_level(sums, method)
        effects = own(fit.effects)
        formula = {
            "formula": self._formula(fit.names, "(1 | school)"),
            "method": method,
        }
        return Fitted(effects, formula | numbers_of(fit), np.sqrt(fit.s2e / own_weights(sums)), fit)

    def _formula(self, names: Sequence[str], *groups: str) -> str:
        """What was fitted, as R writes it."""
        weights = ", weights = weight" if self.pupils.weight else ""
        terms = [name for name in names if name != INTERCEPT]
        return f"outcome ~ {' + '.join([*terms, *groups]) or '1'}{weights}"

    def _line(self, line: Line) -> Fitted:
        effects = own(line.effects)
        dummies = [] if line.spread is not None else ["school"]
        numbers = {
            "formula": self._formula(line.names, *dummies),
            "n": self.sums.n,
            **coefficients(line.names, line.beta, line.variance, line.dropped),
            "sigma": line.sigma,
            "df": line.df,
            **({"residual_sd": line.spread} if line.spread is not None else {}),
        }
        return Fitted(effects, numbers, effects["se"].to_numpy())

    def _band(self) -> Fitted:
        floor, n = self.head.floor, self.pupils.tally.n_used
        most = max(1, n // int(self.parameters["va_band_pupils"]))
        found = band(
            self.pupils.rows,
            bands=min(int(self.parameters["va_bands"]), most),
            floor=floor.sd if floor else None,
            both=floor.both if floor else False,
        )
        effects = own(found.effects)
        numbers = {
            "n": n,
            "bands": published_bands(found),
            "residual_sd": found.spread,
            "floor_sd": floor.sd if floor else None,
            "floored": found.floored if floor else None,
        }
        return Fitted(effects, numbers, effects["se"].to_numpy())

    def _growth(self) -> Fitted:
        """Growth percentiles of the scores as they came: rescaling moves the rounded knots of the splines.

        Knots and coefficients are not told: a quantile regression passes through single pupils' scores.
        """
        pupils = self.pupils
        names = [raw(name) for name in (*pupils.priors, "outcome")]
        rows = pupils.rows.select("school", *names).collect()
        *priors, outcome = (rows[name].fill_null(float("nan")).to_numpy() for name in names)
        sat = [pupils.sat[name].collect()[name].drop_nulls().to_numpy() for name in pupils.priors]
        if len(rows) and np.ptp(outcome) == 0:
            raise NoFitError(*CONSTANT)
        try:
            growth = growth_percentiles(outcome, priors, all_priors=sat)
        except SolverError:
            raise NoFitError("分位数回归没有解出", "the quantile regressions were not solved") from None
        if growth.reason is not None:
            raise NoFitError(growth.reason.zh, growth.reason.en)
        placed = rows.select("school", percentile=pl.Series(growth.percentiles))
        effects = own(growth_effects(placed, ["school"])).with_columns(pl.col("median") - AVERAGE)
        orders = [{"priors": fit.priors, "n": fit.n} for fit in growth.fits if fit.refused is None]
        numbers = {"n": len(rows), "orders": orders, "expected": AVERAGE}
        return Fitted(effects, numbers, effects["se"].to_numpy())


def own(effects: pl.DataFrame) -> pl.DataFrame:
    """The effects of schools without the group of those who came late."""
    return effects.filter(pl.col("school") != MOVED).sort("school")


def own_weights(sums: Sums) -> Array:
    """The weights of the groups that `own` keeps, in its order."""
    groups = sums.groups.with_columns(_w=pl.Series(sums.weights))
    found: Array = own(groups)["_w"].to_numpy()
    return found


def coefficients(
    names: tuple[str, ...], beta: Array, variance: Array, dropped: tuple[str, ...]
) -> dict[str, Any]:
    """Coefficients with standard errors and covariances, and what was left out as saying nothing new."""
    ses = np.sqrt(np.diag(variance))
    return {
        "coefficients": {
            _plain(name): {"value": float(b), "se": float(se)}
            for name, b, se in zip(names, beta, ses, strict=True)
        },
        "covariance": variance.tolist(),
        "dropped": list(dropped),
    }


def _plain(name: str) -> str:
    return "intercept" if name == INTERCEPT else name


def numbers_of(fit: TwoLevel | ThreeLevel) -> dict[str, Any]:
    """What an outside statistician needs of a model with random effects, in full precision."""
    sums = fit.design.sums
    numbers: dict[str, Any] = {
        "n": sums.n,
        "groups": len(sums.counts),
        **coefficients(fit.names, fit.beta, fit.variance, fit.design.dropped),
        "criterion": fit.criterion,
    }
    if isinstance(fit, ThreeLevel):
        variances = {"upper": fit.s2g, "lower": fit.s2u, "pupil": fit.s2e}
        return numbers | {"upper_groups": len(fit.groups), "variances": variances}
    low, high = fit.icc_interval
    return numbers | {
        "variances": {"school": fit.s2u, "pupil": fit.s2e},
        "icc": {"value": fit.icc, "low": low, "high": high},
        "levels_identified": fit.has_levels,
    }


def published_bands(found: Bands, least: int = 10) -> list[dict[str, Any]]:
    """Number, expected outcome and standard deviation of each band, from the lowest; small ones are blank.

    least  pupils of a band that is shown; where one is hidden, the smallest other goes with it. Where bands
           begin is not told: a quantile of the prior is a single pupil's score.
    """
    table = found.table.with_row_index("band").sort("n", "band")
    small = table.filter(pl.col("n") < least).height
    hidden = set(table["band"].head(max(small, 2) if small else 0))
    rows = table.sort("band").select("band", "n", "expected", "sd").iter_rows(named=True)
    return [{} if row.pop("band") in hidden else row for row in rows]
