"""Who has to hand in a form: the units that fill it in, in one district or cluster where that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from eduhub.core.text import Text
from eduhub.forms.units import Unit, known_units
from eduhub.kinds.plan import Plan
from eduhub.kinds.programme import Programme
from eduhub.repository import Repository


@dataclass(frozen=True)
class Expected:
    """Who has to hand in a form.

    units   by id; outside: who is known and does not have to, and why
    elsewhere  who has to, but not in the district or cluster that was asked for
    known   is there a register that tells?
    """

    units: Mapping[str, Unit]
    outside: Mapping[str, tuple[Unit, Text]]
    elsewhere: Mapping[str, Unit]
    known: bool


def expected(
    repository: Repository, level: str, *, district: str | None, cluster: str | None, day: date
) -> Expected:
    """The units of that level on that day, in one district or cluster where those are given."""
    every = known_units(level, repository, day)
    members = _members(repository, cluster, day) if cluster else None
    open_ = {id_: unit for id_, (unit, why) in every.items() if why is None}
    wanted = {
        id_: unit
        for id_, unit in open_.items()
        if district in (None, unit.district) and (members is None or id_ in members)
    }
    outside = {id_: (unit, why) for id_, (unit, why) in every.items() if why}
    elsewhere = {id_: unit for id_, unit in open_.items() if id_ not in wanted}
    return Expected(wanted, outside, elsewhere, bool(every))


def _members(repository: Repository, cluster: str, day: date) -> frozenset[str]:
    """The cluster itself and its schools: by its plan, else by the programme that sets it up."""
    plan: Plan | None = repository.plan_of(cluster)
    if plan:
        return frozenset({cluster, *(m.school for m in plan.members if m.was_in(day, day))})
    zones = (zone for one in repository.of(Programme) for zone in one.model.clusters if zone.id == cluster)
    return frozenset({cluster, *(school for zone in zones for school in zone.schools)})
