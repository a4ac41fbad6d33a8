"""How a value stands against its threshold, and a coefficient against its limit; judged before rounding."""

from __future__ import annotations

from typing import Literal, TypeAlias

from eduhub.parameters import Parameters

Standing: TypeAlias = Literal["met", "short", "far", "unknown"]

# A value that equals its threshold meets it; the division may leave it one unit in the last place below.
ROUNDING = 1e-12


def standing(value: float | None, code: str, stage: str, parameters: Parameters) -> Standing:
    """met: at the threshold or above; short: below, but at 85 % of it or above; far: below that."""
    if value is None:
        return "unknown"
    bar = parameters.thresholds()[code][stage] * (1 - ROUNDING)
    return "met" if value >= bar else "short" if value >= bar * parameters["floor_share"] else "far"


def is_over(cv: float | None, stage: str, parameters: Parameters) -> bool:
    """Is a coefficient of variation above its limit? One that is unknown is not."""
    return cv is not None and cv > parameters.cv_limits()[stage] * (1 + ROUNDING)
