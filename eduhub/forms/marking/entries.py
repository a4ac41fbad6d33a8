"""What a marked copy tells: one entry for every place of every finding of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from eduhub.checks import Checked
from eduhub.checks.rules.shape import may_be_personal
from eduhub.core.personal import masked
from eduhub.core.place import Place, Route, cell_name, key_of, route_of, split_cell
from eduhub.core.rule import Finding, Tier
from eduhub.kinds.base import field_at
from eduhub.repository import Repository, Submission
from eduhub.source.document import at
from eduhub.source.grid import Grid
from eduhub.source.listing import joined
from eduhub.source.read import GridPlaces

HIDDEN = "***"
_LONGEST = 200  # characters of what was filled in
Cell: TypeAlias = tuple[str, str]  # sheet and cell


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a finding, as a marked copy shows it.

    place    in the copy; without a cell where the copy has none for it
    content  what was filled in there, nothing personal
    cause    where what brings it about stands; "" where it follows from nothing
    counts   is it the first place of what is told by itself where the file is asked about alone?
    value    what an explanation of it is bound to; "" where there can be none
    keyed    how that names the place, whatever becomes of the rows around it
    named    and how else
    route    where in the data it stands; None where that is not known
    kind     of the document that the route leads through
    """

    finding: Finding
    place: Place
    content: str = ""
    cause: str = ""
    counts: bool = True
    value: str = ""
    keyed: str = ""
    named: str = ""
    route: Route | None = None
    kind: str = ""

    @property
    def tier(self) -> Tier:
        """How much it asks."""
        return self.finding.tier

    @property
    def at(self) -> str:
        """How an explanation names the place."""
        place = self.place
        return self.keyed or (f"{place.sheet}!{place.cell}" if place.sheet and place.cell else self.named)

    @property
    def is_explainable(self) -> bool:
        """Can it be explained where it can't be mended?"""
        return self.tier is Tier.QUERY and bool(self.value and self.at)


def entries(file: str, checked: Checked, repository: Repository) -> list[Entry]:
    """The entries of a file: errors first, then queries and notes, each in the order of the findings."""
    told = [finding for finding in checked.findings if finding.place.file == file]
    causes = {finding.id: _where(finding.place, file) for finding in checked.findings}
    heads = {finding.id for finding in checked.heads_by_file.get(file, ())}
    source = Source(repository, file)
    source.seek(place for finding in told for place in finding.places)
    found = [
        replace(entry, cause=causes.get(finding.cause or "", ""), counts=number == 0 and finding.id in heads)
        for finding in told
        for number, entry in enumerate(_of(finding, source))
    ]
    order = {tier: rank for rank, tier in enumerate(Tier)}
    return sorted(found, key=lambda entry: order[entry.tier])


def _of(finding: Finding, source: Source) -> Iterator[Entry]:
    for one in finding.each:
        found, answer = source.found(one.place), one.answer
        yield Entry(
            one,
            one.place,
            content=source.content(one.place, found),
            value=answer.value if answer else "",
            keyed=answer.keyed if answer else "",
            named=answer.at if answer else "",
            route=found[1] if found else None,
            kind=found[0].kind.name if found else "",
        )


def _where(place: Place, file: str) -> str:
    """A place in words, without the file where it is the same."""
    if place.file != file:
        return str(place)
    return f"{place.sheet}!{place.cell}" if place.cell and place.sheet else str(place)


class Source:
    """The documents of a file, asked by place what stands there."""

    def __init__(self, repository: Repository, file: str) -> None:
        """Takes note of the documents of the file."""
        self.submissions = [s for s in repository.submissions if s.file == file]
        self._grids: dict[str, Grid] = {}
        self._routes: dict[Cell, tuple[Submission[Any], Route]] = {}
        self._listed = {one.place: one.reason for s in self.submissions for one in s.document.imprint.listed}

    def seek(self, places: Iterable[Place]) -> None:
        """Finds out what stands at these places; all are asked for at once, since cells are many."""
        wanted = {(place.sheet or "", place.cell) for place in places if place.cell}
        for submission in self.submissions:
            found = submission.document.places
            if isinstance(found, GridPlaces):
                self._seek(submission, found, wanted)

    def _seek(self, submission: Submission[Any], found: GridPlaces, wanted: set[tuple[str, str]]) -> None:
        sheets = {sheet for sheet, _ in wanted}
        for route, place in found.keys.items():
            self._routes[place.sheet or "", place.cell or ""] = (submission, route)
        for route, (grid, row, column) in found.values.items():
            name = grid.name if grid.typed else ""  # a CSV file has no sheets
            self._grids[name] = grid
            if name in sheets and (cell := cell_name(row, column)) and (name, cell) in wanted:
                self._routes[name, cell] = (submission, route)

    def found(self, place: Place) -> tuple[Submission[Any], Route] | None:
        """The document and the route of what stands at a place; None where nothing is read from it."""
        there = self._routes.get((place.sheet or "", place.cell or ""))
        if there and key_of(there[1]) == place.key:  # of most places this is all that has to be asked
            return there
        route = route_of(place.key)
        for submission in self.submissions if place.key else ():
            document = submission.document
            if place in (document.place(route), document.key_place(route)):
                return submission, route
        return there

    def content(self, place: Place, found: tuple[Submission[Any], Route] | None) -> str:
        """What was filled in at a place, nothing personal; "" where nothing single stands there."""
        if place in self._listed:
            return masked(self._listed[place])
        if found is None:
            return ""
        submission, route = found
        field = field_at(submission.kind.record, route)
        value = at(submission.document.data, route)
        words = joined(value) if _is_list(value) else value if isinstance(value, str) else ""
        words = words or self._raw(place)
        personal = field is not None and field.label.personal
        is_hidden = personal or may_be_personal(submission, field, words)
        return HIDDEN if words and is_hidden else masked(words)[:_LONGEST]

    def _raw(self, place: Place) -> str:
        """What a cell shows, also where it could not be read as a value."""
        grid = self._grids.get(place.sheet or "")
        if grid is None or not place.cell:
            return ""
        row, column = _spot(place.cell)
        return grid.errors.get((row, column)) or grid.text(row, column) or ""


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _spot(cell: str) -> tuple[int, int]:
    row, column = split_cell(cell)
    return row - 1, column - 1


def counted(entries: Sequence[Entry]) -> Mapping[str, int]:
    """How many findings of each tier still ask for something, and how many were answered."""
    told = [entry for entry in entries if entry.counts]
    asking = [entry for entry in told if entry.finding.is_open]
    return {
        "errors": sum(entry.tier is Tier.ERROR for entry in asking),
        "queries": sum(entry.tier is Tier.QUERY for entry in asking),
        "notes": sum(entry.tier is Tier.NOTE for entry in asking),
        "explained": sum(entry.finding.explanation is not None for entry in told),
        "waived": sum(entry.finding.waived is not None for entry in told),
    }
