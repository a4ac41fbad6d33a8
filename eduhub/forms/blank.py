"""Blank forms from the kinds alone: a plain workbook, a CSV heading, a YAML skeleton with its meaning."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import xlsxwriter

from eduhub.core.text import Lang, Text
from eduhub.kinds.base import Field, Kind, Record, fields
from eduhub.kinds.catalogue import Form
from eduhub.source.layout import Column, SheetLayout

_A4 = 9  # as the format numbers paper
_CREATED = datetime(2023, 3, 9)  # a fixed date: equal forms are equal bytes
_REQUIRED = Text("必填", "required")
_ONE_OF = Text("可填", "one of")

Rows = Sequence[Mapping[str, object]]


def blank_workbook(form: Form, lang: Lang, filled: Mapping[str, Rows] | None = None) -> bytes:
    """A workbook with a sheet for each part of the form, codes preset as text, what it is on a hidden sheet.

    filled  rows by the Chinese title of a sheet, each by heading; a sheet of label and value has one row
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": _CREATED, "title": form.label.to(lang)})
    kinds = " ".join(kind.name for kind in form.kinds)
    book.set_custom_property("eduhub.kinds", kinds)
    book.set_custom_property("eduhub.schema", "1")
    styles = _Styles(book)
    for layout in (sheet for kind in form.kinds for sheet in kind.layout.sheets):
        _sheet(book, layout, lang, styles, (filled or {}).get(layout.title.zh, ()))
    meta = book.add_worksheet("_meta")
    meta.write_column(0, 0, ["eduhub.kinds", "eduhub.schema"])
    meta.write_column(0, 1, [kinds, "1"])
    meta.very_hidden()
    book.close()
    return stream.getvalue()


class _Styles:
    """The few cell formats of a plain form."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"border": 1, "text_wrap": True, "valign": "vcenter"}
        self.required = book.add_format(base | {"bold": True, "bg_color": "#F8CBAD"})
        self.optional = book.add_format(base | {"bg_color": "#EDEDED"})
        self.text = book.add_format({"num_format": "@"})
        self.plain = book.add_format()


def _sheet(book: xlsxwriter.Workbook, layout: SheetLayout, lang: Lang, styles: _Styles, rows: Rows) -> None:
    sheet = book.add_worksheet(layout.title.to(lang))
    sheet.hide_gridlines(0)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    (_pairs if layout.pairs else _table)(sheet, layout, lang, styles, rows)


def _table(
    sheet: xlsxwriter.worksheet.Worksheet, layout: SheetLayout, lang: Lang, styles: _Styles, rows: Rows
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    for at, column in enumerate(layout.columns):
        heading = _heading(column, lang)
        sheet.set_column(at, at, max(10, 2 + 2 * len(column.heading(lang))), _style(column, styles))
        sheet.write_string(0, at, heading, styles.required if column.required else styles.optional)
        for row, given in enumerate(rows, start=1):
            _put(sheet, row, at, given.get(column.heading(lang)), _style(column, styles))


def _pairs(
    sheet: xlsxwriter.worksheet.Worksheet, layout: SheetLayout, lang: Lang, styles: _Styles, rows: Rows
) -> None:
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 48, styles.text)
    for row, column in enumerate(layout.columns):
        sheet.write_string(
            row, 0, _heading(column, lang), styles.required if column.required else styles.optional
        )
        for given in rows:
            _put(sheet, row, 1, given.get(column.heading(lang)), _style(column, styles))


def _heading(column: Column, lang: Lang) -> str:
    return column.heading(lang) + (" *" if column.required else "")


def _style(column: Column, styles: _Styles) -> object:
    return styles.text if column.code else styles.plain


def _put(sheet: xlsxwriter.worksheet.Worksheet, row: int, at: int, value: object, style: object) -> None:
    if isinstance(value, int | float):
        sheet.write_number(row, at, value, style)
    elif value is not None:
        sheet.write_string(row, at, str(value), style)


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
