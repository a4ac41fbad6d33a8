"""What a figure of a school comes to for each pupil, and whether that can be believed at all."""

from __future__ import annotations

from dataclasses import dataclass

from eduhub.kinds.school import SchoolYear
from eduhub.parameters import Parameters


@dataclass(frozen=True, slots=True)
class PerPupil:
    """A figure per pupil, and between what it can be believed."""

    each: float
    least: float
    most: float

    @property
    def is_believable(self) -> bool:
        """Does it lie between the two?"""
        return self.least <= self.each <= self.most


def pupils_of(model: SchoolYear) -> int:
    """All pupils of a school."""
    return sum(row.pupils for row in model.stages)


def per_pupil(model: SchoolYear, name: str, numbers: Parameters) -> PerPupil | None:
    """A figure of a school per pupil; None where it is not told, has no range, or the school is too small."""
    usual = numbers["per_pupil"]
    bounds, pupils, value = usual["range"].get(name), pupils_of(model), getattr(model, name)
    if bounds is None or pupils < usual["pupils_from"] or value is None or isinstance(value, str):
        return None
    if value == 0 and bounds.get("nil"):
        return None
    return PerPupil(float(value) / pupils, bounds["min"], bounds["max"])


def is_unbelievable(model: SchoolYear, name: str, numbers: Parameters) -> bool:
    """Does the figure alone, without any other beside it, show that it is wrong?"""
    found = per_pupil(model, name, numbers)
    return found is not None and not found.is_believable
