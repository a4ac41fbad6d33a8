"""What a reader gives: plain data, and beside it the place of every key and value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from eduhub.core.place import Place, Route, key_of
from eduhub.core.rule import Finding
from eduhub.source.imprint import NO_IMPRINT, Imprint


class Places(Protocol):
    """Where the values and keys of a document stand; None for a route that is not there."""

    def value(self, route: Route) -> Place | None:
        """The place of a value."""

    def key(self, route: Route) -> Place | None:
        """The place of the word that names a value: a YAML key, a heading, a label."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document as read: scalars are text as written (None where nothing is), lists and dicts around them.

    file    as the user named it, with forward slashes
    kind    the English name, or None where the file does not tell
    absent  routes for which the table has no column or the form no sheet, told once by the reader
    spoilt  routes where the reader already told an error: what follows from it is not told again
    imprint  what the form that it came in says of itself
    """

    file: str
    kind: str | None
    data: dict[str, Any]
    places: Places
    findings: tuple[Finding, ...] = ()
    absent: frozenset[Route] = frozenset()
    spoilt: frozenset[Route] = frozenset()
    schema: str | None = None
    imprint: Imprint = NO_IMPRINT

    @property
    def faulty(self) -> bool:
        """Did reading find what keeps it from being used? What is personal in it does not."""
        return bool(self.spoilt) or any(f.tier == "error" and not f.is_private for f in self.findings)

    def place(self, route: Route) -> Place:
        """The place of a value, or of the nearest thing around it that stands in the file."""
        return self._nearest(route, prefer_key=False)

    def key_place(self, route: Route) -> Place:
        """The place of a key, or of the nearest thing around it that stands in the file."""
        return self._nearest(route, prefer_key=True)

    def _nearest(self, route: Route, *, prefer_key: bool) -> Place:
        for end in range(len(route), -1, -1):
            step = route[:end]
            found = (self.places.key(step) if prefer_key else None) or self.places.value(step)
            if found is not None:
                return replace(found, key=key_of(route))
        return Place(self.file, key=key_of(route))


@dataclass(frozen=True, slots=True)
class NoPlaces:
    """The places of a file in which nothing could be read."""

    def value(self, route: Route) -> Place | None:
        """None: nothing stands anywhere."""

    def key(self, route: Route) -> Place | None:
        """None: nothing stands anywhere."""


def unread(file: str, finding: Finding) -> Document:
    """The document of a file that could not be read: no data, and the reason."""
    return Document(file, None, {}, NoPlaces(), (finding,))


def at(data: Any, route: Route) -> Any:
    """The value at a route, None where there is none."""
    for step in route:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list | tuple) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data
