"""What counts of all units in one workbook: how they stand on the first sheet, their tables on the others."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from eduhub.checks.lists import Cell, Column, ListWriter, new_book
from eduhub.checks.lists import Row as Line
from eduhub.core.lines import width
from eduhub.core.personal import masked
from eduhub.core.text import Lang, Text, say
from eduhub.forms.collecting.came import Came
from eduhub.forms.collecting.collected import Collected, OfForm, Row, State
from eduhub.forms.collecting.telling import asides, counted, decided_by, title
from eduhub.forms.filling import Row as FormRow
from eduhub.forms.filling import rows_of
from eduhub.kinds.base import Field, Kind, field_at
from eduhub.kinds.submitted import EXPLANATIONS
from eduhub.source import layout
from eduhub.source.imprint import COLLECTED, META
from eduhub.source.layout import SheetLayout
from eduhub.source.listing import joined

CREATED = date(2023, 3, 9)  # a fixed day: equal content gives equal bytes

_SUMMARY, _ASIDE = Text("汇总", "summary"), Text("未取用的文件", "files not taken")
_DISTRICT, _ID, _NAME = Text("县区", "district"), Text("单位编号", "unit"), Text("单位名称", "name of unit")
_FILE, _SOURCE = Text("取用的文件", "file taken"), Text("来源文件", "source file")
_UNITS = (Column(_DISTRICT, 12), Column(_ID, 14), Column(_NAME, 22))
_SUMMARY_COLUMNS = (
    *_UNITS,
    *(Column(Text("状态", "state"), 16), Column(_FILE, 28), Column(Text("取用依据", "newest by"), 12)),
    *(Column(Text("逻辑错误", "errors"), 9), Column(Text("经验疑问", "queries"), 9)),
    *(Column(Text("已说明", "explained"), 9), Column(Text("另有文件", "other files"), 28)),
)
_ASIDE_COLUMNS = (
    *(Column(Text("文件", "file"), 32), Column(_NAME, 22)),
    *(Column(Text("原因", "reason"), 46), Column(Text("怎么办", "what to do"), 46)),
)
_SUMMED = Text("{form}：{counts}（截至 {as_of}）", "{form}: {counts} (as of {as_of})")
_ROWS = Text("{rows} 行，来自 {units} 个单位", "rows: {rows}; units: {units}")
_LEFT_OUT = Text("；个人信息不汇入（{columns}）", "; personal data were left out ({columns})")
_NOBODY = Text("没有单位填写", "nobody filled this in")
_ALL_TAKEN = Text("所有文件都已取用", "all files were taken")
_TONES: dict[str, tuple[str, str]] = {
    State.ASKED: ("#9C0006", "#FFC7CE"),
    State.DOUBLED: ("#7F6000", "#FFEB9C"),
    State.MISSING: ("#1F4E79", "#DDEBF7"),
}
_NUMBERS = (layout.Sort.WHOLE, layout.Sort.NUMBER)


def merged_workbook(found: Collected, one: OfForm, lang: Lang) -> bytes:
    """The workbook of one of the forms; it says that it is none itself, so that nobody reads it as one."""
    stream = io.BytesIO()
    book = new_book(stream, f"{title(one.form.label.to(lang), one.year)} {_SUMMARY.to(lang)}", CREATED)
    book.set_custom_property(COLLECTED, one.form.name)
    writer = ListWriter(book, lang, _TONES)
    lines = (_summary_line(row, found, lang) for row in one.rows)
    facts = {"form": title(one.form.label.to(lang), one.year), "counts": counted(one), "as_of": found.as_of}
    writer.table(_SUMMARY, _SUMMED.fill(lang, facts), _SUMMARY_COLUMNS, lines, _NOBODY, frozen=3)
    left = [Line([aside.file, *(words.to(lang) for words in aside[1:])]) for aside in asides(found)]
    writer.table(_ASIDE, "", _ASIDE_COLUMNS, left, _ALL_TAKEN)
    for kind in one.form.kinds:
        for sheet in kind.layout.sheets:
            _merge(writer, kind, sheet, found, one, lang)
    if found.explained and not any(kind.has_answers for kind in one.form.kinds):
        _merge(writer, EXPLANATIONS, EXPLANATIONS.layout.sheets[0], found, one, lang)
    meta = book.add_worksheet(META)
    meta.write_string(0, 0, COLLECTED)
    meta.write_string(0, 1, one.form.name)
    meta.very_hidden()
    book.close()
    return stream.getvalue()


def _summary_line(row: Row, found: Collected, lang: Lang) -> Line:
    """How a unit stands."""
    choice, standing = row.choice, row.standing
    others = [found.name(came) for came in (*choice.doubled, *choice.copies, *choice.older)]
    cells: list[Cell] = [
        *_unit(row, lang),
        row.state.label.to(lang),
        found.name(choice.taken) if choice.taken else "",
        decided_by(row).to(lang),
        *((standing.errors, standing.queries, standing.explained) if choice.taken else ("", "", "")),
        say(others, lang),
    ]
    return Line(cells, row.state if row.state in _TONES else None, toned=len(_UNITS))


def _unit(row: Row, lang: Lang) -> list[str]:
    return [say(words, lang) for words in (row.unit.within, row.unit.id, row.unit.name)]


# The tables


def _merge(
    writer: ListWriter, kind: Kind, sheet: SheetLayout, found: Collected, one: OfForm, lang: Lang
) -> None:
    """A sheet with the rows of all units below each other; of label and value, one row a unit."""
    columns = [column for column in sheet.columns if not (column.dropped or column.personal)]
    hidden = [column.label for column in sheet.columns if column.dropped or column.personal]
    lines = list(_lines(kind, sheet, columns, found, one, lang))
    facts = {"rows": len(lines), "units": len({line.cells[1] for line in lines})}
    words = _ROWS.fill(lang, facts) + (_LEFT_OUT.fill(lang, {"columns": hidden}) if hidden else "")
    heads = [*_UNITS, Column(_SOURCE, 32), *(_column(column) for column in columns)]
    writer.table(sheet.title, words, heads, lines, _NOBODY, frozen=4)


def _column(column: layout.Column) -> Column:
    heading = Text(column.heading("zh"), column.heading("en"))
    words = max(width(heading.zh), width(heading.en)) // 2 + 4
    return Column(heading, max(12, min(18, words), 24 if column.joined or (column.longest or 0) > 100 else 0))


def _lines(
    kind: Kind,
    sheet: SheetLayout,
    columns: list[layout.Column],
    found: Collected,
    one: OfForm,
    lang: Lang,
) -> Iterator[Line]:
    fields = {column: field_at(kind.record, (*sheet.route, *column.route)) for column in columns}
    for row, came in one.taken:
        for record in _records(kind, sheet, found, came):
            cells = (_cell(record.get(column.route), column, fields[column]) for column in columns)
            yield Line([*_unit(row, lang), found.name(came), *cells])


def _records(kind: Kind, sheet: SheetLayout, found: Collected, came: Came) -> Iterator[FormRow]:
    """The rows of a sheet in a file; explanations also from the list of a marked copy, and from beside it."""
    if kind is EXPLANATIONS or sheet.route == ("explanations",):
        for one in found.explained:
            if one.about.file == came.file:
                yield {(name,): words for name, words in one.record.items()}
        return
    for document in came.documents:
        if document.kind == kind.name:
            yield from rows_of(kind, document.data).get(sheet, ())


def _cell(value: Any, column: layout.Column, at: Field | None) -> Cell:
    """A value as it is counted with: a number, a date, else words; what can't be read stays as written."""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, list):
        return masked(joined(at.usual(item) if at else item for item in map(str, value)))
    words = at.usual(str(value)) if at else str(value).strip()
    with suppress(ValueError, ArithmeticError):
        if column.sort in _NUMBERS:
            return _number(words)
        if column.sort is layout.Sort.DATE:
            return date.fromisoformat(words)
    return masked(words)


def _number(words: str) -> Cell:
    number = Decimal(words)
    if not number.is_finite():
        raise ValueError(words)
    return int(number) if number == number.to_integral_value() else float(number)
