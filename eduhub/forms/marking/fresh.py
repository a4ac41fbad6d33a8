"""A fresh form filled with the values of a file, for what can't be marked as it is or has to be shorter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from eduhub.core.place import Place, Route, split_cell
from eduhub.core.rule import Rule, Tier
from eduhub.core.text import Lang, Text
from eduhub.forms.filling import Filling, Row, rows_of
from eduhub.forms.marking.entries import Entry
from eduhub.forms.units import LEVELS, known_units
from eduhub.kinds.catalogue import FORMS, Form, form_of
from eduhub.repository import Repository, Submission
from eduhub.source import problems
from eduhub.source.document import Document
from eduhub.source.layout import SheetLayout
from eduhub.source.read import read

_OF_FILE: Final = Text("原文件 {sheet}", "{sheet} of the file")
_LOOKS: Final = Text("自己的格式和批注", "formats and comments of your own")
_LOST: Final[Mapping[Rule, tuple[Text, str]]] = {
    problems.UNREAD_SHEET: (Text("工作表“{fact}”", "the sheet '{fact}'"), "name"),
    problems.UNREAD_COLUMN: (Text("列“{fact}”", "the column '{fact}'"), "heading"),
    problems.ERROR_CELL: (Text("出错的单元格", "cells with errors"), ""),
    problems.DIGITS_LOST: (Text("位数不全的代码", "codes that lost digits"), ""),
}
_SHOWN: Final = 12  # of the things that were left out


@dataclass(frozen=True)
class Fresh:
    """A fresh form, and the entries at the cells that it has for them."""

    content: bytes
    entries: tuple[Entry, ...]


def form_for(submissions: Sequence[Submission[Any]]) -> Form | None:
    """The form that a file was, or else the smallest that holds all of its kinds; None where none does."""
    named = {s.document.imprint.form for s in submissions} & FORMS.keys()
    if len(named) == 1:
        return FORMS[named.pop()]
    return form_of({s.kind.name for s in submissions})


def fresh_form(
    form: Form,
    submissions: Sequence[Submission[Any]],
    entries: Sequence[Entry],
    unit: Mapping[str, str],
    lang: Lang,
    *,
    failed: bool,
) -> Fresh:
    """The form with the values of these documents.

    unit    whom it is for, as `whose` says it
    failed  only with the rows that have an open error or query; sheets of label and value are always whole
    """
    from eduhub.forms.workbook import form_workbook

    wanted = _failing(entries) if failed else None
    rows: dict[SheetLayout, list[Row]] = {}
    numbers: dict[SheetLayout, list[int]] = {}
    went: dict[tuple[str, Route], int] = {}
    for submission in submissions:
        for sheet, several in rows_of(submission.kind, submission.document.data).items():
            for position, row in enumerate(several):
                route = sheet.route if sheet.pairs else (*sheet.route, position)
                if row and (sheet.pairs or wanted is None or (submission.kind.name, route) in wanted):
                    went[submission.kind.name, route] = len(rows.setdefault(sheet, []))
                    rows[sheet].append(row)
                    numbers.setdefault(sheet, []).append(_number(submission.document, route))
    filling = Filling(
        *(rows, unit, _cover(submissions)),
        numbers=numbers if failed else {},
        partial=failed,
    )
    content = form_workbook(form, lang, filling)
    documents = _read(content, form, submissions[0].file)
    moved = (_moved(entry, documents, went, lang, failed=failed) for entry in entries)
    return Fresh(content, tuple(entry for entry in moved if entry is not None))


def _failing(entries: Iterable[Entry]) -> Collection[tuple[str, Route]]:
    """The rows that have an open error or query, by kind and route."""
    asking = (entry for entry in entries if entry.finding.is_open and entry.tier is not Tier.NOTE)
    return {(entry.kind, row) for entry in asking if (row := _row_of(entry.route))}


def _row_of(route: Route | None) -> Route | None:
    """The route of the row around a value; None for what is in no list."""
    ends = [end for end, step in enumerate(route or (), start=1) if isinstance(step, int)]
    return route[: ends[0]] if route and ends else None


def _number(document: Document, route: Route) -> int:
    place = document.place(route)
    return place.line or split_cell(place.cell or "")[0]


def whose(submissions: Sequence[Submission[Any]], repository: Repository) -> dict[str, str]:
    """Whom the form is for: what it was issued to, else whose the documents are, and the name of the unit."""
    unit: dict[str, str] = {}
    for submission in submissions:
        unit |= {**submission.owner, **unit, **submission.document.imprint.issued}
    level = next((level for level in LEVELS if level in unit), "")
    known = known_units(level, repository, repository.as_of).get(unit.get(level, ""))
    return {**unit, "name": known[0].name} if level and known else unit


def _cover(submissions: Sequence[Submission[Any]]) -> dict[str, str]:
    """What stood on the cover, as it was typed."""
    return {name: text for one in submissions for name, text in one.document.imprint.cover.items()}


def _read(content: bytes, form: Form, file: str) -> dict[str, Document]:
    layouts = [kind.layout for kind in form.kinds]
    return {str(document.kind): document for document in read(Path(file), file, layouts, content)}


def _moved(
    entry: Entry,
    documents: Mapping[str, Document],
    went: Mapping[tuple[str, Route], int],
    lang: Lang,
    *,
    failed: bool,
) -> Entry | None:
    """An entry at its cell in the fresh form; None for a row that was left out on purpose."""
    row, document = _row_of(entry.route), documents.get(entry.kind)
    if entry.route is not None and document is not None:
        if row is None:
            return replace(entry, place=_spot(document, entry.route))
        if (entry.kind, row) in went:
            route = (*row[:-1], went[entry.kind, row], *entry.route[len(row) :])
            return replace(entry, place=_spot(document, route))
    if failed and row is not None:
        return None
    return replace(entry, place=_elsewhere(entry.place, lang), value="")


def _spot(document: Document, route: Route) -> Place:
    """The cell of a value; of a column or list without one the heading."""
    known = document.places.value(route) is not None and route
    return document.place(route) if known else document.key_place(route)


def _elsewhere(place: Place, lang: Lang) -> Place:
    """A place of the file that the fresh form has no cell for."""
    sheet = _OF_FILE.fill(lang, {"sheet": place.sheet}) if place.sheet else None
    return replace(place, sheet=sheet)


def left_out(entries: Sequence[Entry], reasons: Iterable[Text], *, is_workbook: bool) -> list[Text]:
    """What a fresh form lacks of the file: what can't be kept, what is not read, what can't be read."""
    found = dict.fromkeys([*reasons, *([_LOOKS] if is_workbook else []), *_unread(entries)])
    shown = list(found)
    return [*shown[:_SHOWN], *([Text("…", "…")] if len(shown) > _SHOWN else [])]


def _unread(entries: Sequence[Entry]) -> Iterator[Text]:
    for entry in entries:
        if entry.finding.rule in _LOST:
            words, name = _LOST[entry.finding.rule]
            facts = {"fact": entry.finding.facts.get(name, "")}
            yield Text(words.fill("zh", facts), words.fill("en", facts))
