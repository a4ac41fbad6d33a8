"""A document and the typed record that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from eduhub.core.place import Route, split_cell
from eduhub.core.rule import Hit
from eduhub.core.text import Text
from eduhub.kinds.base import Kind, Record, field_at, fields
from eduhub.kinds.types import compact
from eduhub.source.document import Document, at

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Submission(Generic[R]):
    """A document of a known kind, and its record where the document is of the right shape.

    owner   whose it is, from its place in the repository or the documents beside it:
            district, cluster, school, year, as far as known
    errors  what pydantic says where it is not of the right shape; `checks` translates them
    """

    document: Document
    kind: Kind
    record: R | None
    errors: tuple[ErrorDetails, ...] = ()
    owner: Mapping[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Has it the right shape, so that rules and figures can use it?"""
        return self.record is not None

    @property
    def model(self) -> R:
        """The record; only of a sound submission."""
        if self.record is None:
            raise ValueError(f"{self.document.file} has no record: it is not of the right shape")
        return self.record

    @property
    def file(self) -> str:
        """The file it came from, as the user named it."""
        return self.document.file

    def at(self, *route: str | int, **facts: object) -> Hit:
        """A hit at the value of a route, for rules."""
        return Hit(self.document.place(route), facts)

    def at_key(self, *route: str | int, **facts: object) -> Hit:
        """A hit at the word that names the value of a route, where no single value is to blame."""
        return Hit(self.document.key_place(route), facts)

    def row(self, position: int) -> int:
        """The row or line, as a spreadsheet or editor counts it, of a record in a table."""
        place = self.document.place(("rows", position))
        return place.line or split_cell(place.cell or "")[0]

    def label(self, *route: str | int) -> Text:
        """What people call the field at a route."""
        found = field_at(self.kind.record, route)
        return found.label.text if found else Text(str(route[-1]), str(route[-1]))


def submit(document: Document, kind: Kind, owner: Mapping[str, str]) -> Submission[Any]:
    """The submission of a document: typed if it is of the right shape, else with the reasons."""
    try:
        record, errors = _typed(kind.record, _without_blanks(document.data, kind.record))
    except ValidationError as error:
        record, errors = None, tuple(error.errors(include_url=False, include_input=False))
    whose = {**_said(kind, document.data), **owner}
    return Submission(document, kind, None if document.faulty else record, errors, whose)


def _typed(record: type[Record], data: Any) -> tuple[Record, tuple[ErrorDetails, ...]]:
    """The record of some data; faults in the answers to queries are told and keep nobody from the rest.

    Raises ValidationError for any other fault.
    """
    try:
        return record.model_validate(data), ()
    except ValidationError as error:
        details = tuple(error.errors(include_url=False, include_input=False))
        if any(one["loc"][:1] != ("explanations",) for one in details):
            raise
    return record.model_validate({**data, "explanations": []}), details


def _said(kind: Kind, data: Mapping[str, Any]) -> dict[str, str]:
    """The owner that a document names, even where something else in it is wrong."""
    said = {}
    for name in ("district", "cluster", "school", "year"):
        field, text = fields(kind.record).get(name), data.get(name)
        if field and field.parse and isinstance(text, str):
            with suppress(ValueError):
                said[name] = field.parse.read(text)
    return said


def unit_of(document: Document, kind: Kind) -> dict[str, str]:
    """Whose a list is by the cover of its form; a document that says so itself needs no cover.

    Where that is not whom the form was made for, an error is told, and nothing else is to follow from it.
    """
    parts, said = fields(kind.record), document.imprint
    found = {}
    for part, text in {**said.unit, **said.issued, "year": said.unit.get("year", "")}.items():
        field = parts.get(part)
        if kind.is_table and field and field.parse:
            with suppress(ValueError):
                found[part] = field.parse.read(text)
    return found


def said(document: Document, part: str) -> tuple[str, Route]:
    """What a document says of its school, cluster, district or year, and where; empty where it does not."""
    for route in ((part,), (part, "id")):
        if isinstance(text := at(document.data, route), str):
            return compact(text), route
    return "", (part,)


def _without_blanks(data: Any, record: type[BaseModel] | None) -> Any:
    """The data without the fields that nothing was written for: an empty value is as good as none.

    A name that is no field of the record stays: it is mostly a slip, as `1,100` between braces.
    """
    if isinstance(data, dict):
        known = fields(record) if record else {}
        return {
            name: _without_blanks(value, known[name].record if name in known else None)
            for name, value in data.items()
            if not _is_blank(value) or (record and name not in known)
        }
    if isinstance(data, list):
        return [_without_blanks(value, record) for value in data]
    return cast(object, data)


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
