"""Who has to hand in a form: open schools, clusters, districts, as the data repository knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from eduhub.core.text import Text
from eduhub.kinds.plan import Plan
from eduhub.kinds.programme import Programme
from eduhub.repository import Repository


@dataclass(frozen=True)
class Unit:
    """A school, cluster or district: its code or id, its name where that is known, its district.

    within  the name of the district
    """

    id: str
    name: str = ""
    district: str = ""
    within: str = ""

    @property
    def called(self) -> str:
        """The name, the id where there is none."""
        return self.name or self.id


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
    every = {
        unit.id: (replace(unit, within=repository.name_of(unit.district)), why)
        for unit, why in _units(repository, level, day)
    }
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


def _units(repository: Repository, level: str, day: date) -> Iterator[tuple[Unit, Text | None]]:
    """All units of a level, and why one that is known has nothing to hand in."""
    match level:
        case "school":
            for school in repository.schools.values():
                yield (
                    Unit(school.code, school.name, school.district),
                    _not_open(school.opened, school.closed, day),
                )
        case "cluster":
            yield from ((unit, None) for unit in _clusters(repository))
        case "district":
            for district in repository.districts.values():
                yield Unit(district.id, district.name, district.id), None
        case _:
            yield Unit("", repository.city.name if repository.city else ""), None


def _not_open(opened: date | None, closed: date | None, day: date) -> Text | None:
    if closed and closed <= day:
        return Text(f"已于 {closed} 停办", f"was closed on {closed}")
    if opened and opened > day:
        return Text(f"{opened} 才建校", f"opens on {opened} only")
    return None


def _clusters(repository: Repository) -> Iterator[Unit]:
    """The clusters that programmes set up, then those beside them that have a plan in the repository.

    None without programmes: what plans came can't tell which ones did not.
    """
    listed = {
        zone.id: Unit(zone.id, zone.name, programme.model.district)
        for programme in repository.of(Programme)
        for zone in programme.model.clusters
    }
    yield from listed.values()
    for plan in repository.plans:
        cluster = plan.model.cluster
        if listed and cluster.id not in listed and plan.file not in repository.named:
            yield Unit(cluster.id, cluster.name, repository.district_of(plan) or "")


def _members(repository: Repository, cluster: str, day: date) -> frozenset[str]:
    """The cluster itself and its schools: by its plan, else by the programme that sets it up."""
    plan: Plan | None = repository.plan_of(cluster)
    if plan:
        return frozenset({cluster, *(m.school for m in plan.members if m.was_in(day, day))})
    zones = (zone for one in repository.of(Programme) for zone in one.model.clusters if zone.id == cluster)
    return frozenset({cluster, *(school for zone in zones for school in zone.schools)})
