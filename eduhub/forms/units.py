"""Whom forms are for: the open schools, the clusters and the districts of a data repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeAlias

from eduhub.core.errors import UseError, unknown
from eduhub.core.text import Text
from eduhub.forms.cover import owners
from eduhub.kinds.catalogue import Form
from eduhub.kinds.programme import Programme
from eduhub.repository import Repository

Level: TypeAlias = Literal["school", "cluster", "district"]

_SHOWN = 10
LEVELS: dict[Level, Text] = {
    "school": Text("学校", "school"),
    "cluster": Text("片区", "cluster"),
    "district": Text("县区", "district"),
}


@dataclass(frozen=True)
class Unit:
    """A school, cluster or district: its code, its name, the district that it counts for."""

    level: Level
    id: str
    name: str
    district: str


def level_of(form: Form) -> Level | None:
    """Who fills a form in; None where it is of the whole city, as a register."""
    mine = owners(form)
    return next((level for level in LEVELS if level in mine), None)


def units(level: Level, repository: Repository) -> list[Unit]:
    """All units of a level, by district and code."""
    found = {"school": _schools, "cluster": _clusters, "district": _districts}[level](repository)
    return sorted(found, key=lambda unit: (unit.district, unit.id))


def _schools(repository: Repository) -> Iterator[Unit]:
    """Those that are open."""
    for code, school in repository.schools.items():
        if school.closed is None or school.closed > repository.as_of:
            yield Unit("school", code, school.name, school.district)


def _clusters(repository: Repository) -> Iterator[Unit]:
    """Those that have a plan, and those that a programme names."""
    found = {}
    for programme in repository.of(Programme):
        for zone in programme.model.clusters:
            found[zone.id] = Unit("cluster", zone.id, zone.name, programme.model.district)
    for plan in repository.plans:
        cluster = plan.model.cluster
        district = repository.district_of(plan) or ""
        found[cluster.id] = Unit("cluster", cluster.id, cluster.name, district)
    yield from found.values()


def _districts(repository: Repository) -> Iterator[Unit]:
    for district in repository.districts.values():
        yield Unit("district", district.id, district.name, district.id)


def find_unit(level: Level, asked: str, repository: Repository) -> Unit:
    """The unit of that code or name; UseError, with the nearest one, where there is none or more than one."""
    known = units(level, repository)
    found = [unit for unit in known if asked in (unit.id, unit.name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UseError(
            "有 {count} 个{what}叫“{name}”，请写编号：{ids}",
            "{count} units of this level ({what}) are called '{name}'; give the code: {ids}",
            count=len(found),
            what=LEVELS[level],
            name=asked,
            ids=[unit.id for unit in found],
        )
    names = [name for unit in known for name in (unit.id, unit.name)]
    near = next(iter(get_close_matches(asked, names, 1, 0.6)), None)
    shown = [f"{unit.id} ({unit.name})" for unit in known[:_SHOWN]] + ["..."] * (len(known) > _SHOWN)
    raise unknown(LEVELS[level], asked, near, shown)
