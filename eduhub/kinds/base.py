"""What a kind is: a model whose fields are labelled once, and the layout that follows from it."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar, Union

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema

from eduhub.core.place import Route
from eduhub.core.text import Text
from eduhub.kinds.codes import CodeList
from eduhub.kinds.types import OrNotApplicable, Parse
from eduhub.source.layout import Column, Layout, SheetLayout, Sort, Within

YUAN = Text("元", "yuan")
SQUARE_METRES = Text("平方米", "m²")
PERCENT = Text("%", "%")
HOURS = Text("学时", "hours")
_FACTORS: dict[Text, dict[str, int]] = {YUAN: {"万元": 10_000}}


@dataclass(frozen=True)
class Label:
    """The words for a field: heading, title in the schema, word in a message, column of a report.

    aliases   further headings under which it is accepted
    hint      what to fill in, where the label does not say it
    unit      printed behind the heading
    personal  the value belongs to a person and is never shown
    dropped   it helps people fill in a form and is not stored: a data repository must not hold it
    """

    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    hint: Text | None = None
    unit: Text | None = None
    personal: bool = False
    dropped: bool = False

    @property
    def text(self) -> Text:
        """The label in both languages."""
        return Text(self.zh, self.en)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The field's form with its label as title, unit and hint as description."""
        words = {"title": f"{self.zh} / {self.en}"}
        notes = [note for note in (self.unit, self.hint) if note]
        if notes:
            words["description"] = " ".join(f"{note.zh} / {note.en}" for note in notes)
        return {**handler(schema), **words}


@dataclass(frozen=True, eq=False)
class Among:
    """Narrows a code list by another field of the same record: the subjects of a stage."""

    other: str
    values: Mapping[str, tuple[str, ...]]


class Record(BaseModel):
    """A typed record: immutable, nothing unknown, no text with blanks around it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )
    row_key: ClassVar[tuple[str, ...]] = ()  # the fields that tell a row of a list from the others
    example: ClassVar[Mapping[str, str]] = {}  # a row as a form shows it, by keys; its school is made up


R = TypeVar("R", bound=Record)


class Table(Record, Generic[R]):
    """A document that is a list of rows of one type; the file or folder says whose."""

    rows: tuple[R, ...]


@dataclass(frozen=True)
class Field:
    """A field of a record as the rest of the house sees it: where it goes and what it is called."""

    key: str
    label: Label
    type: Any
    info: FieldInfo

    @property
    def required(self) -> bool:
        """Must it be there?"""
        return self.info.is_required()

    @cached_property
    def record(self) -> type[Record] | None:
        """The record inside it, itself or one of many."""
        return next((t for t in _inside(self.type) if isinstance(t, type) and issubclass(t, Record)), None)

    @cached_property
    def many(self) -> bool:
        """Is it a list?"""
        return any(typing.get_origin(t) is tuple for t in _alternatives(self.type))

    @cached_property
    def parse(self) -> Parse | None:
        """How its scalar is read."""
        return next((m for m in self._marks if isinstance(m, Parse)), None)

    @cached_property
    def codes(self) -> CodeList | None:
        """The code list of its scalar."""
        return next((m for m in self._marks if isinstance(m, CodeList)), None)

    @cached_property
    def among(self) -> Among | None:
        """What narrows its code list."""
        return next((m for m in self._marks if isinstance(m, Among)), None)

    def usual(self, text: str) -> str:
        """A scalar in its usual form, as a date as 2025-09-01; as written where it has none."""
        words = text.strip()
        with suppress(ValueError):
            if self.codes:
                return self.codes.read(words)
            if self.parse:
                return self.parse.canonical(self.parse.read(words))
        return words

    @cached_property
    def lacking(self) -> bool:
        """May 不适用 stand in its place?"""
        return any(isinstance(mark, OrNotApplicable) for mark in self._marks)

    @cached_property
    def between(self) -> tuple[float | None, float | None]:
        """The least and the greatest number that it may be."""
        bounds = [bound for mark in self._marks for bound in (getattr(mark, "metadata", None) or [mark])]
        least = (bound.ge for bound in bounds if isinstance(bound, Ge))
        most = (bound.le for bound in bounds if isinstance(bound, Le))
        return _float(next(least, None)), _float(next(most, None))

    @cached_property
    def _marks(self) -> list[Any]:
        marks = [*self.info.metadata, *_marks(self.type)]
        return marks + [m for mark in marks if isinstance(mark, OrNotApplicable) for m in _marks(mark.inner)]


def _float(bound: Any) -> float | None:
    return None if bound is None else float(bound)


def _alternatives(annotation: Any) -> Iterator[Any]:
    """The members of a union, without Annotated around them."""
    origin = typing.get_origin(annotation)
    if origin in (Union, types.UnionType):
        for member in typing.get_args(annotation):
            yield from _alternatives(member)
    elif origin is typing.Annotated:
        yield from _alternatives(typing.get_args(annotation)[0])
    else:
        yield annotation


def _inside(annotation: Any) -> Iterator[Any]:
    for member in _alternatives(annotation):
        if typing.get_origin(member) is tuple:
            yield from _inside(typing.get_args(member)[0])
        else:
            yield member


def _marks(annotation: Any) -> Iterator[Any]:
    """What Annotated carries, through unions and lists."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *marks = typing.get_args(annotation)
        yield from marks
        yield from _marks(inner)
    elif origin in (Union, types.UnionType, tuple):
        for member in typing.get_args(annotation):
            yield from _marks(member)


_FIELDS: dict[type[BaseModel], dict[str, Field]] = {}


def fields(record: type[BaseModel]) -> Mapping[str, Field]:
    """The fields of a record by their keys in files, in order."""
    if record not in _FIELDS:
        _FIELDS[record] = {
            field.key: field for field in (_field(name, info) for name, info in record.model_fields.items())
        }
    return _FIELDS[record]


def _field(name: str, info: FieldInfo) -> Field:
    key = info.alias or name
    label = next((mark for mark in info.metadata if isinstance(mark, Label)), Label(key, key))
    return Field(key, label, info.annotation, info)


def field_at(record: type[BaseModel], route: Route) -> Field | None:
    """The field that a route through a document leads to; None where the model has none."""
    found: Field | None = None
    inside: type[BaseModel] | None = record
    for step in route:
        if isinstance(step, int):
            continue
        if inside is None or step not in fields(inside):
            return None
        found = fields(inside)[step]
        inside = found.record
    return found


def leaves(record: type[BaseModel], data: Any, route: Route = ()) -> Iterator[tuple[Route, str, Field]]:
    """Every scalar in the data of a document that the model knows: its route, its text, its field."""
    if not isinstance(data, Mapping):
        return
    for key, at in fields(record).items():
        value = data.get(key)
        for step, item in _items(value, (*route, key)):
            if isinstance(item, str):
                yield step, item, at
            elif at.record is not None:
                yield from leaves(at.record, item, step)


def _items(value: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    if isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield (*route, position), item
    else:
        yield route, value


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of document: its name, its model, where it lies in a repository, its range of codes.

    path    in the data repository; a name in braces is one folder: `schools/{school}/{year}/classes.csv`
    titles  the sheets of a workbook: for the head and each list of records by key
    serves  the clauses of the policy (or points, or sections) that it holds data for, by the field that
            holds them; "" stands for the document as a whole
    oldest  the oldest version of it that is still read
    carried  what a form for a new year takes over from the last, by the list of records ("" for the head):
            the fields, or all of them where none are named
    """

    name: str
    label: Text
    record: type[Record]
    codes: str
    path: str
    titles: Mapping[str, Text] = field(default_factory=dict)
    schema: int = 1
    serves: Mapping[str, str] = field(default_factory=dict)
    oldest: int = 1
    carried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def is_table(self) -> bool:
        """Is it a list of rows, which CSV can hold?"""
        return issubclass(self.record, Table)

    @cached_property
    def has_answers(self) -> bool:
        """Has a document of it room for explanations, which otherwise lie beside it?"""
        return "explanations" in fields(self.record)

    @cached_property
    def layout(self) -> Layout:
        """The sheets that hold it."""
        return Layout(self.name, self.schema, tuple(self._sheets()), self.is_table)

    def _sheets(self) -> Iterator[SheetLayout]:
        head = tuple(_columns(self.record))
        if head and not self.is_table:
            yield SheetLayout(self.name, self.label, head, pairs=True)
        for route, at in _lists(self.record):
            title = self.titles.get(".".join(map(str, route)), self.label if self.is_table else at.label.text)
            key = tuple((name,) for name in at.record.row_key) if at.record else ()
            yield SheetLayout(
                self.name, title, tuple(_columns(at.record)), route, required=at.required, key=key
            )


def _columns(record: type[BaseModel] | None, route: Route = (), required: bool = True) -> Iterator[Column]:
    """The scalar fields of a record, and of records inside it, as columns."""
    for key, at in fields(record).items() if record else ():
        step = (*route, key)
        if at.record is not None and not at.many:
            yield from _columns(at.record, step, required and at.required)
        elif at.record is None:
            shown = record.example.get(key, "") if record and issubclass(record, Record) else ""
            yield _column(step, at, required and at.required, shown)


_SORTS = {"integer": Sort.WHOLE, "number": Sort.NUMBER}


def _column(route: Route, at: Field, required: bool, example: str) -> Column:
    shape = at.parse.schema if at.parse else {}
    sort = Sort.DATE if shape.get("format") == "date" else _SORTS.get(str(shape.get("type")), Sort.TEXT)
    choices = tuple(map(at.codes.text, at.codes.values)) if at.codes else ()
    spellings = at.codes.spellings if at.codes else ()
    if not choices and "enum" in shape:
        choices, spellings = (Text("是", "是"), Text("否", "否")), ("true", "false")
    return Column(
        route=route,
        label=at.label.text,
        required=required,
        aliases=at.label.aliases,
        code=bool(at.parse and at.parse.code),
        width=at.parse.width if at.parse else None,
        joined=at.many,
        unit=at.label.unit,
        factors=_FACTORS.get(at.label.unit, {}) if at.label.unit else {},
        choices=choices,
        hint=at.label.hint,
        personal=at.label.personal,
        dropped=at.label.dropped,
        within=_within(at, route),
        sort=Sort.TEXT if at.many else sort,
        between=at.between,
        longest=shape.get("maxLength"),
        lacking=at.lacking,
        example=example,
        spellings=spellings,
    )


def _within(at: Field, route: Route) -> Within | None:
    """What narrows the choices of a column, by the column beside it."""
    if at.among is None or at.codes is None:
        return None
    narrowed = {value: tuple(map(at.codes.text, texts)) for value, texts in at.among.values.items()}
    return Within((*route[:-1], at.among.other), narrowed)


def _lists(record: type[BaseModel], route: Route = ()) -> Iterator[tuple[Route, Field]]:
    """The lists of records in a document, each a sheet of its own."""
    for key, at in fields(record).items():
        if at.record is not None:
            if at.many:
                yield (*route, key), at
            else:
                yield from _lists(at.record, (*route, key))
