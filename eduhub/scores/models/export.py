"""`models.json`: the models in full precision, for statisticians; of schools what is published, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from eduhub.core.text import Text
from eduhub.parameters import Parameters
from eduhub.scores.models.assessed import Agreement, Assessed, Modelled

VERSION = 1
_NUMBERS = (
    *("va_reference_n", "va_reference_reliability", "va_coverage", "va_withheld_schools"),
    *("va_bands", "va_band_pupils", "va_clusters", "va_influence", "va_ceiling"),
)


def models_object(assessed: Sequence[Assessed], parameters: Parameters, minimum: int) -> dict[str, Any]:
    """All models of a school year as plain data.

    minimum  the least number of pupils of which anything is shown
    """
    return {
        "version": VERSION,
        "parameters": {"minimum_n": minimum} | {name: parameters[name] for name in _NUMBERS},
        "assessments": [_assessed(one) for one in assessed],
    }


def _assessed(one: Assessed) -> dict[str, Any]:
    counts = one.counts
    return {
        "assessment": one.assessment,
        "subject": one.subject,
        "year": one.year,
        "stage": one.stage,
        "grade": one.grade,
        "cohort": one.cohort,
        "series": one.is_series,
        "basis": _words(one.basis),
        "unit": _words(one.unit),
        "pupils": {
            "rows": counts.rows,
            "outcomes": counts.outcomes,
            "complete": counts.complete,
            "used": counts.used,
            "coverage": counts.coverage,
            "moved": counts.moved,
            "left_out": dict(counts.left_out),
        },
        "schools": {"complete": counts.schools, "withheld": counts.withheld},
        "scaling": {column: dict(numbers) for column, numbers in one.scaling.items()},
        "remarks": [_words(remark) for remark in one.remarks],
        "reason": _words(one.reason) if one.reason else None,
        "models": [_modelled(model) for model in one.models],
        "agreements": [_agreement(agreement) for agreement in one.agreements],
    }


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _modelled(model: Modelled) -> dict[str, Any]:
    return {
        "model": model.model,
        "reason": _words(model.reason) if model.reason else None,
        **_plain(model.fitted),
        "expected_by_chance": model.chance,
        "separable_pairs": model.separable,
        "schools": _rows(model.schools),
        "clusters": _rows(model.clusters),
        **({"school_years": _rows(model.by_year)} if len(model.by_year) else {}),
    }


def _plain(fitted: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of a model; those of the clusters' model under a name of their own."""
    renamed = {"clusters": "cluster_model"}
    return {renamed.get(name, name): value for name, value in fitted.items()}


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows without what is null: of a withheld school its code and the reason."""
    return [{k: v for k, v in row.items() if v is not None} for row in frame.iter_rows(named=True)]


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "models": [agreement.first, agreement.second],
        "schools": agreement.schools,
        "rank_correlation": agreement.correlation,
        "in_different_classes": agreement.differ,
    }
