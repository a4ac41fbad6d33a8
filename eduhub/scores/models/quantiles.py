"""Quantile regressions, solved to a vertex of the linear program by HiGHS: many quantiles of one design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, MatrixFormat
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.sparse import csc_array

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

# What R's qr(), and with it quantreg, takes for a column that the columns before it make up.
RANK = 1e-7

# Outcomes are scaled to a standard deviation of 1: a pupil may lie this far on the wrong side of a quantile.
OPTIMAL = 1e-10

# A weight this near to nothing or to the whole leaves another vertex as good as the one found.
AT_BOUND = 1e-6

# Of solutions that are as good the one is taken that also holds so much of a pupil below the quantile.
BELOW = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Quantiles:
    """Coefficients of one design at many quantiles.

    coefficients  one row a quantile, one column a column of the design
    ambiguous     for each quantile, whether the data leave other solutions that are as good; the one given
                  also holds just below the quantile
    """

    coefficients: Floats
    ambiguous: NDArray[np.bool_]


class SolverError(RuntimeError):
    """HiGHS gave no optimum where there is one: a fault of the program, not of the data."""


def is_full_rank(design: Floats, counts: Ints) -> bool:
    """Whether no column of the design is made up of those before it, as R's qr(x)$rank sees it.

    LINPACK's dqrdc2 gives up a column of which less than RANK of its length is left.
    """
    if len(design) < design.shape[1]:
        return False
    weighted = np.sqrt(counts)[:, None] * design
    left = np.abs(np.diag(np.linalg.qr(weighted, mode="r")))
    return bool((left > 0).all() and (left >= RANK * np.linalg.norm(weighted, axis=0)).all())


def quantile_regressions(design: Floats, outcome: Floats, counts: Ints, taus: Floats) -> Quantiles:
    """The coefficients b that minimise sum counts_i rho_tau(outcome_i - design_i b), for each tau, ascending.

    design   one row for each distinct (design, outcome), of full rank, first a column of ones; counts: how
             many share the row
    Source   Koenker, Quantile Regression (2005), 6.2: the dual is max y'a with X'a = (1 - tau) X'1 and
             0 <= a <= counts; the rows in its basis are the pupils through whom the quantile passes exactly.
    """
    middle, scale = float(np.median(outcome)), float(np.std(outcome)) or 1.0
    scaled = (outcome - middle) / scale
    columns, back = _orthonormal(design, counts)
    path = _Path(columns, scaled, counts)
    bases = [path.at(tau) for tau in taus.tolist()]
    rows = np.stack([_rows(columns, basis) for basis, _ in bases])
    sides = np.stack([np.where(basis < 0, 0.0, scaled[basis]) for basis, _ in bases])
    coefficients = np.linalg.solve(rows, sides[..., None])[..., 0] @ back.T * scale
    coefficients[:, 0] += middle
    return Quantiles(coefficients, np.array([is_ambiguous for _, is_ambiguous in bases]))


def _orthonormal(design: Floats, counts: Ints) -> tuple[Floats, Floats]:
    """The design with columns that are orthogonal over all pupils, of mean square 1; what brings back b.

    HiGHS drops entries below 1e-9: a prior far off all others would leave no more of a spline's column.
    """
    weighted = np.sqrt(counts / counts.sum())[:, None] * design
    back = solve_triangular(np.linalg.qr(weighted, mode="r"), np.eye(design.shape[1]))
    return design @ back, back


class _Path:
    """The bases along the quantiles: each is found from the one before, by few pivots."""

    def __init__(self, design: Floats, outcome: Floats, counts: Ints) -> None:
        self.counts = counts
        self.whole = counts @ design
        self.solver = _solver()
        self.solver.passModel(_dual(design, outcome, counts))

    def at(self, tau: float) -> tuple[Ints, bool]:
        """The basis at a quantile, and whether another is as good: then it is the one from just below."""
        basis, is_ambiguous = self._next(tau)
        if is_ambiguous:
            self._next(tau - BELOW / self.counts.sum())
            basis, _ = self._next(tau)
        return basis, is_ambiguous

    def _next(self, tau: float) -> tuple[Ints, bool]:
        """Rows of the design, or -1 - j where the coefficient of column j is 0; whether one is at a bound."""
        for row, side in enumerate(((1 - tau) * self.whole).tolist()):
            self.solver.changeRowBounds(row, side, side)
        _solve(self.solver)
        # highspy has it, its stubs don't.
        basis = np.asarray(self.solver.getBasicVariables()[1], dtype=np.int64)  # type: ignore[attr-defined]
        pupils = basis[basis >= 0]
        weights = np.asarray(self.solver.getSolution().col_value)[pupils]
        room = np.minimum(weights, self.counts[pupils] - weights)
        return basis, len(pupils) < len(basis) or bool((room < AT_BOUND).any())


class _Silent(Highs):
    """HiGHS without the banner that its constructor prints."""

    def enableCallbacks(self) -> None:  # noqa: N802 -- highspy's name; what its constructor calls
        """Be silent first."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _solver() -> Highs:
    """The simplex method on one thread."""
    solver = _Silent()  # type: ignore[no-untyped-call]
    for option, value in _OPTIONS.items():
        solver.setOptionValue(option, value)
    return solver


# Presolve would throw away the basis from which the next quantile starts.
_OPTIONS: dict[str, str | int | float] = {
    "solver": "simplex",
    "presolve": "off",
    "threads": 1,
    "dual_feasibility_tolerance": OPTIMAL,
}


def _dual(design: Floats, outcome: Floats, counts: Ints) -> HighsLp:
    """The dual program, to be minimised; its sides are set for each quantile."""
    matrix, program, n = csc_array(design.T), HighsLp(), len(outcome)
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_, program.col_lower_ = -outcome, np.zeros(n)
    program.col_upper_ = counts.astype(np.float64)
    program.row_lower_ = program.row_upper_ = np.zeros(design.shape[1])
    program.a_matrix_.format_ = MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = np.asarray(matrix.data, dtype=np.float64)
    return program


def _solve(solver: Highs) -> None:
    """Run from where the solver stands; then, if it is lost, from the start by the primal simplex method."""
    for strategy in (1, 4):
        solver.setOptionValue("simplex_strategy", strategy)
        solver.run()
        if solver.getModelStatus() == HighsModelStatus.kOptimal:
            return
        solver.clearSolver()
    raise SolverError(solver.modelStatusToString(solver.getModelStatus()))


def _rows(design: Floats, basis: Ints) -> Floats:
    """The rows of the design in the basis, and unit rows for the coefficients that are 0."""
    unit = np.eye(design.shape[1])
    return np.where((basis < 0)[:, None], unit[np.where(basis < 0, -1 - basis, 0)], design[basis])
