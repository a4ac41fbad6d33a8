"""Canonical text: a record as YAML or CSV in the order of its model, the same bytes for the same content."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import BaseModel

from eduhub.kinds.base import Field, Kind, Record, Table, fields
from eduhub.source.listing import joined

_TAG = "tag:yaml.org,2002:"


class _Quoted(str):
    """A code: always between quotes, so that no program takes it for a number."""


class _Bare(str):
    """A number or date as it is written: never between quotes."""


class _Row(dict[str, Any]):
    """A record in a list: one line, so that git shows what changed."""


class _Words(list[Any]):
    """A list of plain values: one line."""


class _Dumper(yaml.CSafeDumper):
    """Writes these three in their own ways and everything else as PyYAML does."""


_Dumper.add_representer(_Quoted, lambda d, text: d.represent_scalar(f"{_TAG}str", str(text), style='"'))
_Dumper.add_representer(_Bare, lambda d, text: d.represent_scalar(f"{_TAG}{_tag(text)}", str(text)))
_Dumper.add_representer(_Row, lambda d, row: d.represent_mapping(f"{_TAG}map", row.items(), flow_style=True))
_Dumper.add_representer(_Words, lambda d, items: d.represent_sequence(f"{_TAG}seq", items, flow_style=True))


def _tag(text: str) -> str:
    """The tag that YAML gives to the text by itself, with which it needs no quotes."""
    resolver = yaml.resolver.Resolver()
    return str(resolver.resolve(yaml.ScalarNode, text, (True, False))).removeprefix(_TAG)  # type: ignore[no-untyped-call]


def yaml_text(kind: Kind, record: Record) -> str:
    """A document as canonical YAML: kind and schema first, fields in the order of the model, no blanks."""
    head = {"kind": kind.name, "schema": kind.schema}
    return dump(head | plain(record))


_ASIDE = frozenset({"explanations", "submitted", "evidence"})


def content_hash(kind: Kind, record: Record) -> str:
    """SHA-256 of what a document says, the same in whatever face: sixty-four hexadecimal digits.

    Over sorted JSON of kind, schema and record as canonical text has its values; rows that have a key stand
    in the order of their keys. Answers to queries, the stamp of submission, evidence and what is not stored
    are left out, and whose a list is, which stands outside of it.
    """
    said = {"kind": kind.name, "schema": kind.schema, **_said(plain(record), type(record))}
    words = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(unicodedata.normalize("NFC", words).encode()).hexdigest()


def _said(data: Mapping[str, Any], record: type[BaseModel]) -> dict[str, Any]:
    known = fields(record)
    kept = {key: value for key, value in data.items() if key not in _ASIDE and not known[key].label.dropped}
    return {key: _ordered(value, known[key].record) for key, value in kept.items()}


def _ordered(value: Any, record: type[BaseModel] | None) -> Any:
    """A value with the records in it as they are hashed."""
    if record is None:
        return str(value) if isinstance(value, str) else value
    if isinstance(value, list):
        said = [_said(item, record) for item in value]
        names = record.row_key if issubclass(record, Record) else ()
        return sorted(said, key=lambda item: [str(item.get(name, "")) for name in names])
    return _said(value, record)


def dump(data: Mapping[str, Any]) -> str:
    """Data as YAML: block style, lists of records in a line each."""
    return yaml.dump(
        dict(data),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=1_000_000,
    )


def csv_text(kind: Kind, table: Table[Any]) -> str:
    """A table as canonical CSV: English keys as headings, one row a line, LF, no BOM."""
    columns = kind.layout.sheets[0].columns
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([_heading(column.route) for column in columns])
    for row in table.rows:
        values = plain(row)
        writer.writerow([_cell(values.get(str(column.route[0]))) for column in columns])
    return lines.getvalue()


def _heading(route: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in route)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return joined(map(str, value)) if isinstance(value, list) else str(value)


def plain(record: BaseModel) -> dict[str, Any]:
    """The data of a record as canonical text has it, without what is empty."""
    data = {}
    for name, info in type(record).model_fields.items():
        field = fields(type(record))[info.alias or name]
        value = _plain(getattr(record, name), field)
        if value not in (None, [], {}):
            data[field.key] = value
    return data


def _plain(value: Any, field: Field) -> Any:
    match value:
        case None:
            return None
        case tuple():
            items = [_plain(item, field) for item in value]
            records = any(isinstance(item, dict) for item in items)
            return [_Row(item) for item in items] if records else _Words(items)
        case BaseModel():
            return plain(value)
        case dict():
            return {name: _plain(item, field) for name, item in value.items()}
        case str() if value == "不适用" or field.parse is None:
            return value
        case _:
            return _scalar(value, field)


def _scalar(value: Any, field: Field) -> Any:
    if field.parse is None:
        return value
    text = field.parse.canonical(value)
    if field.parse.code:
        return _Quoted(text)
    return text if field.parse.schema.get("maxLength") else _Bare(text)
