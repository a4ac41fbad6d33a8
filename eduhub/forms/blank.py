"""Blank forms beside the workbook: a CSV heading, a YAML skeleton with its meaning."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from eduhub.core.text import Lang, Text
from eduhub.kinds.base import Field, Kind, Record, fields

_REQUIRED = Text("必填", "required")
_ONE_OF = Text("可填", "one of")


def blank_csv(kind: Kind, lang: Lang) -> str:
    """The heading line of a table kind, for people: labels of the language, a BOM for spreadsheets."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(
        column.heading(lang) for column in kind.layout.sheets[0].columns
    )
    return "\ufeff" + line.getvalue()


def blank_yaml(kind: Kind, lang: Lang) -> str:
    """A skeleton: every field with its label, whether it is required, and what may stand there."""
    lines = [f"# {kind.label.to(lang)}", f"kind: {kind.name}", f"schema: {kind.schema}"]
    return "\n".join([*lines, *_skeleton(kind.record, lang, "")]) + "\n"


def _skeleton(record: type[Record], lang: Lang, indent: str) -> Iterator[str]:
    for key, field in fields(record).items():
        if field.record is None:
            yield f"{indent}{_key(key)}:{' []' if field.many else ''}  # {_words(field, lang)}"
        elif field.many:
            yield from (
                _list(key, field, lang, indent)
                if field.required
                else _as_comment(_list(key, field, lang, indent))
            )
        else:
            yield f"{indent}{key}:  # {_words(field, lang)}"
            yield from _skeleton(field.record, lang, indent + "  ")


def _list(key: str, field: Field, lang: Lang, indent: str) -> Iterator[str]:
    """A list with one record in it; at least one record has a field."""
    yield f"{indent}{key}:  # {_words(field, lang)}"
    first, *others = _skeleton(field.record or Record, lang, indent + "    ")
    yield f"{indent}  - {first.strip()}"
    yield from others


def _as_comment(lines: Iterator[str]) -> Iterator[str]:
    """A list that may be left out stands as a comment: an empty record in it would be an error."""
    return (f"# {line}" for line in lines)


def _key(key: str) -> str:
    return f'"{key}"' if key == "on" else key  # which YAML 1.1 reads as true


def _words(field: Field, lang: Lang) -> str:
    label = field.label
    words = [label.text.to(lang) + (f"（{label.unit.zh}）" if label.unit and lang == "zh" else "")]
    if label.unit and lang == "en":
        words[0] += f" ({label.unit.en})"
    if field.required:
        words.append(_REQUIRED.to(lang))
    if label.hint:
        words.append(label.hint.to(lang))
    if field.codes:
        words.append(f"{_ONE_OF.to(lang)} {' '.join(field.codes.values)}")
    return "；".join(words) if lang == "zh" else "; ".join(words)
