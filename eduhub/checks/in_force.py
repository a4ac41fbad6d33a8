"""Which numbers of policy, and which settings of the city, rules hold a document against."""

from __future__ import annotations

from datetime import date

from eduhub.kinds.city import Phase
from eduhub.parameters import Parameters, parameters
from eduhub.repository import Repository

_POLICY = date(2023, 3, 9)  # no cluster is older, and every number that rules need was in force by then


def in_force(day: date) -> Parameters:
    """The numbers in force on a day; for days before the policy, those of its date."""
    return parameters(max(day, _POLICY))


def of_phase(phase: str, repository: Repository) -> Phase | None:
    """The deadlines and counts that the city sets for a phase; None where it sets none."""
    phases = repository.city.phases if repository.city else {}
    return next((settings for name, settings in phases.items() if name == phase), None)
