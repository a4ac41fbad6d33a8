"""What the settings of the city say for the districts of a phase."""

from __future__ import annotations

from eduhub.kinds.city import Phase
from eduhub.repository import Repository


def of_phase(phase: str, repository: Repository) -> Phase | None:
    """The deadlines and counts that the city sets for a phase; None where it sets none."""
    phases = repository.city.phases if repository.city else {}
    return next((settings for name, settings in phases.items() if name == phase), None)
