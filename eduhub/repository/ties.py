"""Which schools, clusters and districts a document has to do with, whether it is sound or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from eduhub.kinds.changes import Change
from eduhub.kinds.register import Campus, Campuses, School, Schools
from eduhub.repository.repository import Repository
from eduhub.repository.submission import Submission
from eduhub.source.document import at

Unit: TypeAlias = tuple[str, str]  # ("school", its code), ("cluster", its id), ("district", its id)

REPORTS = ("school", "classes", "teachers")

_SCHOOL = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")


class Ties:
    """The schools, clusters and districts that documents have to do with, by the repository's registers."""

    def __init__(self, repository: Repository) -> None:
        """Reads the registers."""
        self._first = _first_codes(repository.changes)
        self._districts: dict[str, set[str]] = {}
        for code, school in repository.schools.items():
            self._districts.setdefault(self.school(code), set()).add(school.district)
        self._known: dict[int, frozenset[Unit]] = {}

    def school(self, code: str) -> str:
        """One name for all codes that a school bore, and for its branches."""
        return self._first.get(code[:10], code[:10])

    def units(self, submission: Submission[Any]) -> frozenset[Unit]:
        """What a document has to do with, by its content and its place."""
        if id(submission) not in self._known:
            self._known[id(submission)] = frozenset(self._units(submission))
        return self._known[id(submission)]

    def _units(self, submission: Submission[Any]) -> Iterator[Unit]:
        owner, data = submission.owner, submission.document.data
        schools = {self.school(code) for code in _codes([data, owner.get("school")])}
        yield from (("school", school) for school in schools)
        yield from (("cluster", cluster) for cluster in _clusters(owner, data))
        said = _texts(owner.get("district"), data.get("district"))
        yield from (("district", district) for district in said)
        if submission.kind.name in REPORTS:
            yield from self.districts([self.school(owner.get("school", ""))])
        elif "district" not in owner:
            yield from self.districts(schools)

    def districts(self, schools: Iterable[str]) -> Iterator[Unit]:
        """The districts that the register gives for schools; "" stands for those that are not in it."""
        for school in schools:
            yield from (("district", district) for district in self._districts.get(school, {""}))


def _codes(data: Any) -> set[str]:
    """All that looks like the code of a school, wherever it stands."""
    match data:
        case str():
            plain = data if data.isascii() else unicodedata.normalize("NFKC", data)
            return set(_SCHOOL.findall(plain))
        case dict():
            return _codes(list(data.values()))
        case list() | tuple():
            return {code for item in data for code in _codes(item)}
        case _:
            return set()


def _clusters(owner: Mapping[str, str], data: Mapping[str, Any]) -> set[str]:
    """The clusters that a document says it is of, and those that a programme lists."""
    zones = data.get("clusters")
    listed = [at(zone, ("id",)) for zone in zones] if isinstance(zones, list) else []
    return _texts(owner.get("cluster"), data.get("cluster"), at(data.get("cluster"), ("id",)), *listed)


def _texts(*values: Any) -> set[str]:
    return {value for value in values if isinstance(value, str)}


def _first_codes(changes: Iterable[Change]) -> dict[str, str]:
    """For each code in the register of changes the first of those that it hangs together with."""
    first: dict[str, str] = {}
    for change in changes:
        codes = {code[:10] for code in (change.from_, change.to) if code}
        together = codes | {code for code, its in first.items() if its in {first.get(c, c) for c in codes}}
        first |= dict.fromkeys(together, min(together))
    return first


def changed_rows(
    ties: Ties, new: Iterable[Submission[Any]], old: Iterable[Submission[Any]]
) -> frozenset[Unit]:
    """The schools, and their districts, of which registers say something else than before."""
    now, then = _rows(new), _rows(old)
    codes = [code for code in now.keys() | then.keys() if now.get(code) != then.get(code)]
    rows = [row for code in codes for row in (*now.get(code, ()), *then.get(code, ()))]
    return frozenset(unit for row in rows for unit in _of_row(ties, row))


def _rows(registers: Iterable[Submission[Any]]) -> dict[str, list[School | Campus]]:
    """The rows about each school, in their order."""
    found: dict[str, list[School | Campus]] = {}
    for register in registers:
        if isinstance(register.record, Schools | Campuses):
            for row in register.record.rows:
                found.setdefault(_school_of(row), []).append(row)
    return found


def _school_of(row: School | Campus) -> str:
    return row.code if isinstance(row, School) else row.school


def _of_row(ties: Ties, row: School | Campus) -> Iterator[Unit]:
    """The school that a row of a register is about, the school that runs it, its district."""
    yield "school", ties.school(_school_of(row))
    if isinstance(row, School):
        yield "district", row.district
        if row.parent:
            yield "school", ties.school(row.parent)
