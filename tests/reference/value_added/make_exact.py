"""Fits the models of models.csv in arithmetic of 60 digits; writes *_exact.json and *_exact_school.csv.

    pip install mpmath==1.4.1
    python tests/reference/value_added/make_exact.py [model ...]

exact_fit.py says how they are fitted.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from typing import Any, TypeAlias

from exact_fit import HERE, Row, State, fit, rows_of, sums
from mpmath import mp, mpf  # type: ignore[import-not-found]

METHODS = ("REML", "ML")
Line: TypeAlias = dict[str, Any]


def sd(state: State, given: Any, slope: Any) -> Any:
    """The sd of an error of prediction: its variance where beta is known, and what beta's own adds."""
    p = len(state.beta)
    return mp.sqrt(state.s2e * (given + (slope[:p].T * state.inverse * slope[:p])[0]))


def line(state: State, ratio: Any, share: Any, given: Any, slope: Any) -> Line:
    """What the golden tables give of an effect: its share of the residual, estimate, and three sds."""
    comparative = sd(state, given, slope)
    return {
        "reliability": share,
        "blup": (state.contrast.T * slope)[0],
        "cond_sd": mp.sqrt(state.s2e * given),
        "comparative_sd": comparative,
        "diagnostic_sd": mp.sqrt(state.s2e * ratio - comparative**2),
    }


def unit_lines(state: State) -> Iterator[Line]:
    """The effects of units, and with clusters the sum of the unit's and the cluster's."""
    for unit in state.data.units:
        k = unit.cluster
        share = unit.weight * state.gamma_u / (1 + unit.weight * state.gamma_u)
        above = state.gamma_c / (1 + state.gamma_c * state.total[k])
        own = state.gamma_u / (1 + unit.weight * state.gamma_u)
        slope = share * (unit.mean - state.share[k] * state.mean[k])
        mean = {"group": unit.name, "n": unit.n, "mean_resid": (state.contrast.T * unit.mean)[0]}
        found = {"level": "unit"} | mean | line(state, state.gamma_u, share, own + share**2 * above, slope)
        if state.data.three_level:
            whole = slope + state.share[k] * state.mean[k]
            found["with_cluster"] = (state.contrast.T * whole)[0]
            found["with_cluster_cond_sd"] = mp.sqrt(state.s2e * (own + (1 - share) ** 2 * above))
            found["with_cluster_comparative_sd"] = sd(state, own + (1 - share) ** 2 * above, whole)
        yield found


def cluster_lines(state: State) -> Iterator[Line]:
    """The effects of clusters, and the pupils' mean of their units' sums (with_cluster)."""
    for k, inside in state.clusters.items():
        units = [state.data.units[j] for j in inside]
        n = sum(unit.n for unit in units)
        above = state.gamma_c / (1 + state.gamma_c * state.total[k])
        mean = {"group": k, "n": n, "mean_resid": (state.contrast.T * state.mean[k])[0]}
        slope = state.share[k] * state.mean[k]
        found = {"level": "cluster"} | mean | line(state, state.gamma_c, state.share[k], above, slope)
        parts = [mpf(unit.n) / n for unit in units]
        own = [state.gamma_u / (1 + unit.weight * state.gamma_u) for unit in units]
        shares = [unit.weight * g for unit, g in zip(units, own, strict=True)]
        left = 1 - mp.fsum(map(mpf.__mul__, parts, shares))
        given = mp.fsum(part**2 * g for part, g in zip(parts, own, strict=True)) + left**2 * above
        whole = left * slope
        for part, share, unit in zip(parts, shares, units, strict=True):
            whole += part * share * unit.mean
        found["with_cluster"] = (state.contrast.T * whole)[0]
        found["with_cluster_cond_sd"] = mp.sqrt(state.s2e * given)
        found["with_cluster_comparative_sd"] = sd(state, given, whole)
        yield found


def lines(state: State) -> list[Line]:
    """All effects; a two-level model has neither levels nor sums to tell apart."""
    if not state.data.three_level:
        return [{key: value for key, value in row.items() if key != "level"} for row in unit_lines(state)]
    return [*unit_lines(state), *cluster_lines(state)]


def digits(value: Any, places: int = 20) -> str:
    return str(value) if isinstance(value, str | int) else mp.nstr(value, places, min_fixed=-6, max_fixed=12)


def fitted(model: Row, state: State) -> dict[str, Any]:
    """What *_exact.json says of one fit."""
    inverse = state.inverse * state.s2e
    p = range(len(state.beta))
    gammas = {"unit": state.gamma_u} | ({"cluster": state.gamma_c} if state.data.three_level else {})
    groups = {"unit": len(state.data.units)}
    return {
        "formula": formula(model),
        "method": "REML" if state.reml else "ML",
        "n": state.data.n,
        "groups": groups | ({"cluster": len(state.clusters)} if state.data.three_level else {}),
        "names": state.data.names,
        "beta": [digits(b) for b in state.beta],
        "se": [digits(mp.sqrt(inverse[k, k])) for k in p],
        "vcov": [[digits(inverse[i, k]) for k in p] for i in p],
        "gamma": {level: digits(gamma) for level, gamma in gammas.items()},
        "s2u": {level: digits(gamma * state.s2e) for level, gamma in gammas.items()},
        "s2e": digits(state.s2e),
        "criterion": digits(state.criterion),
    }


def formula(model: Row) -> str:
    """The model as lme4 writes it."""
    fixed = " + ".join(term.partition("=")[0] for term in model["fixed"].split()) or "1"
    levels = [f"(1 | {model[level]})" for level in ("unit", "cluster") if model[level]]
    return f"{model['outcome']} ~ {' + '.join([fixed, *levels])}"


def write(model: Row) -> None:
    """Fits one model by both methods and writes its two files."""
    data = sums(model, rows_of(HERE / f"{model['data']}.csv"))
    states = {method: fit(data, method == "REML") for method in METHODS}
    text = json.dumps({method: fitted(model, state) for method, state in states.items()}, indent=1)
    (HERE / f"{model['model']}_exact.json").write_text(text + "\n", encoding="utf-8")
    table = [row | {"method": method} for method, state in states.items() for row in lines(state)]
    with (HERE / f"{model['model']}_exact_school.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, list(table[0]), lineterminator="\n")
        out.writeheader()
        out.writerows({key: digits(value, 17) for key, value in row.items()} for row in table)


if __name__ == "__main__":
    for model in rows_of(HERE / "models.csv"):
        if len(sys.argv) == 1 or model["model"] in sys.argv[1:]:
            write(model)
