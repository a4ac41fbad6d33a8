"""What a form can be filled with before it goes out: whose it is, what is known, what last year said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eduhub.core.place import Route
from eduhub.core.text import Text
from eduhub.forms.cover import owners
from eduhub.forms.filling import Filling, Row, rows_of
from eduhub.forms.units import Unit
from eduhub.kinds.base import Kind
from eduhub.kinds.catalogue import Form
from eduhub.kinds.plan import Plan
from eduhub.kinds.programme import Programme, Zone
from eduhub.kinds.register import Campus
from eduhub.repository import Repository
from eduhub.repository.canonical import plain
from eduhub.repository.school_year import day_of, year_before
from eduhub.source.layout import SheetLayout

_MONTHLY = Text("每月月底前报上月的", "each month's by the end of the next")


def prefilled(form: Form, unit: Unit, year: str | None, repository: Repository) -> Filling:
    """The filling of a form for a unit: what is known of it, and last year's rows where that saves typing.

    year  the school year of the form; None where the repository names none
    """
    said = _said(form, unit, year)
    rows: dict[SheetLayout, Sequence[Row]] = {}
    carried: set[SheetLayout] = set()
    for kind in form.kinds:
        known, last = _rows(kind, unit, year, repository)
        carried |= set(last)
        for layout in kind.layout.sheets:
            merged = _merged(layout, last.get(layout, []), known.get(layout, []), said)
            if merged:
                rows[layout] = [_with_todays_codes(row, repository) for row in merged]
    return Filling(
        rows=rows,
        unit={**said, "name": unit.name},
        carried=frozenset(carried),
        listed=_listed(form, unit, repository),
        due=_due(form, unit, year, repository),
    )


def _with_todays_codes(row: Row, repository: Repository) -> Row:
    """The row with the codes that re-coded schools bear now."""
    return {route: _todays(value, repository) for route, value in row.items()}


def _todays(value: Any, repository: Repository) -> Any:
    if isinstance(value, str):
        return repository.lineage.recoded(value, repository.as_of)
    if isinstance(value, list | tuple):
        return list(dict.fromkeys(_todays(one, repository) for one in value))
    return value


def _said(form: Form, unit: Unit, year: str | None) -> dict[str, str]:
    """Whom the form is for, in the parts that it has."""
    parts = {unit.level: unit.id, "district": unit.district, "year": year or ""}
    return {part: parts[part] for part in owners(form) if parts.get(part)}


def _rows(
    kind: Kind, unit: Unit, year: str | None, repository: Repository
) -> tuple[Mapping[SheetLayout, list[Row]], Mapping[SheetLayout, list[Row]]]:
    """What holds now, and what last year's document said; sheets that are in neither stay blank."""
    if kind.name == "campuses":
        campuses = [plain(campus) for campus in _campuses(unit.id, repository)]
        return rows_of(kind, {"rows": campuses}), {}
    if "{year}" not in kind.path:
        data = _document(kind, unit, None, repository)
        zone = _zone(unit, repository) if kind.record is Plan and data is None else None
        return rows_of(kind, _of_zone(*zone, repository) if zone else data or {}), {}
    last = _document(kind, unit, year_before(year), repository) if year else None
    return {}, _carried(kind, last) if last else {}


def _document(kind: Kind, unit: Unit, year: str | None, repository: Repository) -> dict[str, Any] | None:
    """What a unit has handed in of a kind, for a year or for good; None where there is not just one."""
    of_year = (held for held in repository.of(kind.record) if held.owner.get("year") == year)
    codes = repository.lineage.codes(unit.id)
    found = [held.model for held in of_year if _owner(held.model, held.owner, unit) in codes]
    return plain(found[0]) if len(found) == 1 else None


def _owner(model: Any, owner: Mapping[str, str], unit: Unit) -> str | None:
    """The code of the unit that a document is of."""
    return model.cluster.id if isinstance(model, Plan) else owner.get(unit.level)


def _carried(kind: Kind, data: Mapping[str, Any]) -> dict[SheetLayout, list[Row]]:
    """The rows of last year with the fields that are taken over."""
    found: dict[SheetLayout, list[Row]] = {}
    for layout, rows in rows_of(kind, data).items():
        key = ".".join(map(str, layout.route))
        wanted = kind.carried.get(key)
        if wanted is not None:
            kept = [{r: v for r, v in row.items() if not wanted or r[0] in wanted} for row in rows]
            found[layout] = [row for row in kept if row]
    return {layout: rows for layout, rows in found.items() if rows}


def _merged(
    layout: SheetLayout, last: Sequence[Row], known: Sequence[Row], said: Mapping[str, str]
) -> list[Row]:
    """The rows of a sheet; a head says whose it is."""
    rows = [*(known or last)]
    if not layout.pairs:
        return rows
    head = {} if known else dict(_head(layout, said))
    merged = {**(rows[0] if rows else {}), **head}
    return [merged] if merged else []


def _head(layout: SheetLayout, said: Mapping[str, str]) -> Iterator[tuple[Route, str]]:
    for column in layout.columns:
        part = str(column.route[0])
        if part in said and column.route in ((part,), (part, "id")):
            yield column.route, said[part]


def _zone(unit: Unit, repository: Repository) -> tuple[Zone, Programme] | None:
    """What the programme of its district says of a cluster."""
    programmes = (submission.model for submission in repository.of(Programme))
    zones = ((zone, programme) for programme in programmes for zone in programme.clusters)
    return next((found for found in zones if found[0].id == unit.id), None)


def _of_zone(zone: Zone, programme: Programme, repository: Repository) -> dict[str, Any]:
    """The beginning of a plan, as the programme has it."""
    return {
        "cluster": {
            "id": zone.id,
            "name": zone.name,
            "stages": list(zone.stages),
            "path": zone.path,
        },
        "phase": programme.phase,
        "members": [
            {
                "school": code,
                "stages": _stages(code, zone, repository),
                "role": "牵头校" if code == zone.lead else "成员校",
            }
            for code in zone.schools
        ],
    }


def _stages(code: str, zone: Zone, repository: Repository) -> list[str]:
    """The stages with which a school joins, as far as its type tells."""
    school = repository.schools.get(_todays(code, repository))
    return [stage for stage in zone.stages if stage in school.stages] if school else []


def _listed(form: Form, unit: Unit, repository: Repository) -> dict[str, list[tuple[str, str]]]:
    """The schools of a cluster and the campuses of its schools, or those of one school, by key of field."""
    codes = [unit.id] if unit.level == "school" else _members(unit, repository)
    schools = [(code, _name(code, repository)) for code in codes] if unit.level == "cluster" else []
    campuses = [
        (campus.id, campus.name if unit.level == "school" else f"{_name(code, repository)} {campus.name}")
        for code in codes
        for campus in _campuses(code, repository)
    ]
    columns = [column for kind in form.kinds for sheet in kind.layout.sheets for column in sheet.columns]
    keys = dict.fromkeys(str(column.route[-1]) for column in columns if column.width == 10)
    found = dict.fromkeys(keys, schools) | {"campus": campuses}
    return {key: rows for key, rows in found.items() if rows}


def _campuses(code: str, repository: Repository) -> list[Campus]:
    """The campuses of a school, under whatever code they were registered."""
    return [c for known in repository.lineage.codes(code) for c in repository.campuses.get(known, [])]


def _members(unit: Unit, repository: Repository) -> list[str]:
    """The open schools of a cluster, by today's codes: by its plan, else by the programme of its district."""
    if unit.level != "cluster":
        return []
    plan, zone = repository.plan_of(unit.id), _zone(unit, repository)
    if plan:
        schools = [member.school for member in plan.members if member.is_in(repository.as_of)]
    else:
        schools = list(zone[0].schools) if zone else []
    return [code for code in _todays(schools, repository) if _is_open(code, repository)]


def _is_open(code: str, repository: Repository) -> bool:
    """Is a school open, as far as the register knows it?"""
    school = repository.schools.get(code)
    return school is None or school.closed is None or school.closed > repository.as_of


def _name(code: str, repository: Repository) -> str:
    school = repository.schools.get(code)
    return school.name if school else ""


def _due(form: Form, unit: Unit, year: str | None, repository: Repository) -> Text | None:
    """By when the parts of a form are wanted, as the settings of the repository say."""
    said = {kind: due for kind in form.kinds if (due := _due_of(kind, unit, year, repository))}
    different = list(dict.fromkeys(said.values()))
    if len(different) < 2:
        return different[0] if different else None
    parts = [Text(f"{kind.label.zh}：{due.zh}", f"{kind.label.en}: {due.en}") for kind, due in said.items()]
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _due_of(kind: Kind, unit: Unit, year: str | None, repository: Repository) -> Text | None:
    city = repository.city
    if city is None:
        return None
    if kind.name in ("plan", "programme"):
        district = repository.districts.get(unit.district)
        phase = city.phases.get(district.phase) if district else None  # type: ignore[call-overload]
        day = getattr(phase, f"{kind.name}_due", None)
        return _by(day.isoformat()) if day else None
    due = {str(name): value for name, value in city.due.items()}.get(kind.name)
    if due is None or year is None:
        return None
    return _MONTHLY if due == "monthly" else _by(day_of(due, year).isoformat())


def _by(day: str) -> Text:
    return Text(f"{day} 前", f"by {day}")
