"""What readers saw of personal numbers, judged by what the document is and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from eduhub.core.personal import Sort
from eduhub.core.place import Place, Route, key_of
from eduhub.core.rule import Finding
from eduhub.kinds.base import Field, Kind, leaves
from eduhub.source.document import Document
from eduhub.source.numbers import RULES
from eduhub.source.problems import NO_TABLE
from eduhub.source.pupils import PUPILS_OUTSIDE

# Rooms of a data repository that git ignores: what is personal belongs there.
ROOMS = ("private/", "inbox/")
_Leaves: TypeAlias = Mapping[tuple[object, ...], tuple[Route, Field]]


def judged(document: Document, kind: Kind | None, relative: str | None) -> Document:
    """The document without what is not to be told after all, and with the key of each number's field.

    relative  its path inside the data repository, None outside of one
    """
    if not any(finding.is_private for finding in document.findings):
        return document
    if relative is not None and relative.startswith(ROOMS):
        return replace(document, findings=tuple(f for f in document.findings if not f.is_private))
    known = _leaves(document, kind) if kind else {}
    told = (_judged(finding, known) for finding in document.findings)
    findings = [finding for finding in told if finding]
    if any(finding.rule is PUPILS_OUTSIDE for finding in findings):
        # That it is no form is no news then: nobody should mend its headings.
        findings = [finding for finding in findings if finding.rule is not NO_TABLE]
    return replace(document, findings=tuple(findings))


def _leaves(document: Document, kind: Kind) -> _Leaves:
    """All values that the kind knows, by their spots."""
    found = leaves(kind.record, document.data)
    return {_spot(document.place(route)): (route, field) for route, _, field in found}


def _spot(place: Place) -> tuple[object, ...]:
    return (place.sheet, place.cell) if place.cell else (place.line, place.column)


def _judged(finding: Finding, known: _Leaves) -> Finding | None:
    """The finding with its key; None where a number of a numeric field was taken for a phone's."""
    place = finding.place
    if not finding.is_private:
        return finding
    quoted = (place.line, place.column - 1) if place.column else ()
    at = known.get(_spot(place)) or known.get(quoted)
    if at is None:
        return finding
    route, field = at
    is_figure = field.parse is not None and field.parse.schema.get("type") in ("integer", "number")
    if is_figure and finding.rule is RULES[Sort.PHONE]:
        return None
    return replace(finding, place=replace(place, key=key_of(route)))
