"""Who fills in forms: the open schools, the clusters and the districts of a data repository, on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Literal, TypeAlias

from eduhub.core.errors import UseError, unknown
from eduhub.core.text import Text
from eduhub.forms.cover import owners
from eduhub.kinds.catalogue import Form
from eduhub.kinds.programme import Programme
from eduhub.kinds.register import School
from eduhub.repository import Repository
from eduhub.repository.school_year import first_day

Level: TypeAlias = Literal["school", "cluster", "district"]

_SHOWN = 10
LEVELS: dict[Level, Text] = {
    "school": Text("学校", "school"),
    "cluster": Text("片区", "cluster"),
    "district": Text("县区", "district"),
}


@dataclass(frozen=True)
class Unit:
    """A school, cluster or district: its code or id, its name where that is known, its district.

    within  the name of the district
    level   school, cluster, district; empty for the whole city and where it is not known
    """

    id: str
    name: str = ""
    district: str = ""
    within: str = ""
    level: str = ""

    @property
    def called(self) -> str:
        """The name, the id where there is none."""
        return self.name or self.id


def level_of(form: Form) -> Level | None:
    """Who fills a form in; None where it is of the whole city, as a register."""
    mine = owners(form)
    return next((level for level in LEVELS if level in mine), None)


def is_yearly(form: Form) -> bool:
    """Is a form filled in every school year?"""
    return "{year}" in form.kinds[0].path


def day_for(form: Form, year: str | None, repository: Repository) -> date:
    """The day on which those have to be open who fill in a form: today, as far as that lies in its year."""
    if not year or not is_yearly(form):
        return repository.as_of
    return max(repository.day_in(year), first_day(year))


def known_units(level: str, repository: Repository, day: date) -> dict[str, tuple[Unit, Text | None]]:
    """All units of a level by id, in the order of district and id, and why one has no form to fill in.

    level  empty for the whole city
    """
    found = sorted(_known(level, repository, day), key=lambda pair: (pair[0].district, pair[0].id))
    return {
        unit.id: (replace(unit, within=repository.name_of(unit.district), level=level), why)
        for unit, why in found
    }


def units(level: str, repository: Repository, day: date) -> list[Unit]:
    """The units of a level that have a form to fill in on a day, by district and id."""
    return [unit for unit, why in known_units(level, repository, day).values() if why is None]


def _known(level: str, repository: Repository, day: date) -> Iterator[tuple[Unit, Text | None]]:
    match level:
        case "school":
            for school in repository.schools.values():
                yield Unit(school.code, school.name, school.district), _not_open(school, day)
        case "cluster":
            yield from ((unit, None) for unit in _clusters(repository))
        case "district":
            yield from ((unit, None) for unit in _districts(repository))
        case _:
            yield Unit("", repository.city.name if repository.city else ""), None


def _not_open(school: School, day: date) -> Text | None:
    if school.closed and school.closed <= day:
        return Text(f"已于 {school.closed} 停办", f"was closed on {school.closed}")
    if school.opened and school.opened > day:
        return Text(f"{school.opened} 才建校", f"opens on {school.opened} only")
    return None


def _clusters(repository: Repository) -> Iterator[Unit]:
    """Those that programmes set up, then those beside them that have a plan in the data repository.

    A plan that only came in sets up no cluster: nobody could be told to be missing by what came.
    """
    listed = set()
    for programme in repository.of(Programme):
        for zone in programme.model.clusters:
            listed.add(zone.id)
            yield Unit(zone.id, zone.name, programme.model.district)
    for plan in repository.plans:
        cluster = plan.model.cluster
        if cluster.id not in listed and repository.place(plan.file):
            yield Unit(cluster.id, cluster.name, repository.district_of(plan) or "")


def _districts(repository: Repository) -> Iterator[Unit]:
    """Those of the register; without one, those of which there are schools."""
    for district in repository.districts.values():
        yield Unit(district.id, district.name, district.id)
    if not repository.districts:
        for id_ in sorted({school.district for school in repository.schools.values()}):
            yield Unit(id_, id_, id_)


def find_unit(level: Level, asked: str, repository: Repository, day: date) -> Unit:
    """The unit of that code or name.

    Raises UseError where there is none, with the nearest one, more than one, or one that is not open.
    """
    known = known_units(level, repository, day)
    found = [pair for pair in known.values() if asked in (pair[0].id, pair[0].name)]
    found = [pair for pair in found if pair[1] is None] or found
    if len(found) == 1:
        unit, why = found[0]
        if why is None:
            return unit
        raise UseError(
            "{name} {why}，不用填表", "{name} {why} and has no form to fill in", name=asked, why=why
        )
    if found:
        raise UseError(
            "有 {count} 个{what}叫“{name}”，请写编号：{ids}",
            "{count} units of this level ({what}) are called '{name}'; give the code: {ids}",
            count=len(found),
            what=LEVELS[level],
            name=asked,
            ids=[unit.id for unit, _ in found],
        )
    raise _unknown(level, asked, [unit for unit, why in known.values() if why is None])


def _unknown(level: Level, asked: str, known: list[Unit]) -> UseError:
    names = [name for unit in known for name in (unit.id, unit.name)]
    near = next(iter(get_close_matches(asked, names, 1, 0.6)), None)
    shown = [f"{unit.id} ({unit.name})" for unit in known[:_SHOWN]] + ["..."] * (len(known) > _SHOWN)
    return unknown(LEVELS[level], asked, near, shown)
