"""Reads one file, whatever its face, into located documents; never raises for what a file contains."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduhub.core.place import Place, Route
from eduhub.core.rule import Finding
from eduhub.core.text import Text, same
from eduhub.source import form_problems, limits, problems, pupils
from eduhub.source.csv import read_csv
from eduhub.source.document import Document, unread
from eduhub.source.files import Face, face, read_bytes
from eduhub.source.grid import Grid
from eduhub.source.imprint import NO_IMPRINT, UNIT_WORDS, Imprint, imprint, is_apart, may_be_apart
from eduhub.source.issued import WHAT, is_list_of_forms
from eduhub.source.layout import Layout, SheetLayout
from eduhub.source.numbers import in_name, in_text
from eduhub.source.pairs import find_labels, read_pairs
from eduhub.source.personal import (
    decoded,
    grid_of,
    in_asides,
    in_table,
    in_unread,
    in_workbook,
    with_sightings,
)
from eduhub.source.problems import RefusedError
from eduhub.source.reading import Reading, Spot
from eduhub.source.table import Heading, find_heading, read_table
from eduhub.source.unreadable import WORDS, WORKBOOKS, refuse
from eduhub.source.yaml import read_yaml

if TYPE_CHECKING:
    from eduhub.source.workbook import Book

YAML_SUFFIXES = (".yaml", ".yml")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
_SEPARATORS = (
    ("，", "中文逗号", "full-width commas"),
    ("\t", "制表符", "tabs"),
    (";", "分号", "semicolons"),
    ("；", "中文分号", "full-width semicolons"),
    ("|", "竖线", "bars"),
)
_SPOT = ("line", "column", "sheet", "cell")


@dataclass(frozen=True, slots=True)
class GridPlaces:
    """The cells of every value and heading."""

    values: dict[Route, Spot]
    keys: dict[Route, Place]

    def value(self, route: Route) -> Place | None:
        """The cell of the value."""
        spot = self.values.get(route)
        return spot[0].place(*spot[1:]) if spot else None

    def key(self, route: Route) -> Place | None:
        """The cell of the heading: for a value in a list, that of its column."""
        return self.keys.get(route) or self.keys.get(tuple(step for step in route if isinstance(step, str)))


def read(path: Path, file: str, layouts: Sequence[Layout], instead: bytes | None = None) -> list[Document]:
    """The documents of a file; one that can't be read gives one document without data and the reason.

    file     the name that findings show
    layouts  what the file may hold; for CSV and workbooks the headings decide among them
    instead  what to read in the place of the file's content
    """
    seen = list(in_name(file, path.name))
    try:
        raw = read_bytes(path) if instead is None else instead
        documents = _read(path, raw, file, layouts, seen)
    except RefusedError as refusal:
        facts = refusal.facts
        spot: dict[str, Any] = {name: facts[name] for name in _SPOT if name in facts}
        documents = [unread(file, refusal.rule.at(Place(file, **spot), **facts))]
    except Exception as error:
        documents = [unread(file, problems.READING_CRASHED.at(Place(file), error=type(error).__name__))]
    return with_sightings(documents, list(map(_sheets, documents)), seen) if seen else documents


def _sheets(document: Document) -> frozenset[str]:
    """The sheets whose cells are values of a document."""
    places = document.places
    spots = places.values.values() if isinstance(places, GridPlaces) else ()
    return frozenset(grid.name for grid, _, _ in spots)


def _read(
    path: Path, raw: bytes, file: str, layouts: Sequence[Layout], seen: list[Finding]
) -> list[Document]:
    """The documents; what is personal in the file is entered in `seen`, also where the rest is refused."""
    kind = face(raw)
    if kind in WORKBOOKS:
        return _workbook(file, kind, raw, layouts, seen)
    if kind is not Face.TEXT:
        seen += in_unread(file, kind, raw)
        refuse(kind)
    if path.suffix.lower() in YAML_SUFFIXES:
        seen += in_text(file, decoded(raw))
        document = read_yaml(file, raw)
        seen += pupils.in_document(document)
        return [document]
    return _csv(file, raw, layouts, seen)


def _csv(file: str, raw: bytes, layouts: Sequence[Layout], seen: list[Finding]) -> list[Document]:
    try:
        grid, notes = read_csv(file, raw)
    except RefusedError:
        seen += in_text(file, decoded(raw))
        raise
    seen += in_table(grid)
    if grid.is_empty:
        raise RefusedError(problems.EMPTY_FILE)
    if is_list_of_forms(grid):
        return [_list_of_forms(file)]
    tables = [layout.sheets[0] for layout in layouts if layout.table]
    alike = _best(grid, tables)
    if len(alike) != 1:
        raise _no_kind(alike, grid)
    reading = Reading(findings=list(notes))
    _read_sheet(grid, alike[0], reading)
    if not any(reading.data.values()) and not reading.findings:
        reading.tell(problems.NO_RECORDS, grid.place(0, 0))
    return [_document(file, alike[0].kind, reading)]


def _list_of_forms(file: str) -> Document:
    told = problems.NO_TABLE.at(Place(file), rows=limits.HEADING_ROWS, hint=WHAT)
    return replace(unread(file, told), imprint=Imprint(issued_list=True))


def _no_kind(alike: Sequence[SheetLayout], grid: Grid) -> RefusedError:
    if alike:
        return RefusedError(problems.TWO_KINDS, first=alike[0].title, second=alike[1].title)
    return RefusedError(problems.NO_TABLE, rows=limits.HEADING_ROWS, hint=_separator(grid))


def _separator(grid: Grid) -> Text:
    """What separates the columns of a CSV instead of commas, if something does."""
    for row in range(min(limits.HEADING_ROWS, grid.height)):
        words = grid.text(row, 0)
        if words and grid.width(row) == 1:
            for sign, zh, en in _SEPARATORS:
                if sign in words:
                    return Text(
                        f"；各列之间是{zh}，应为英文逗号",
                        f"; columns are separated by {en} instead of commas",
                    )
    return same("")


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a sheet fits a layout: by its name first, then by the share of columns it has."""

    titled: bool
    share: float
    found: int

    @property
    def qualifies(self) -> bool:
        return (self.titled and self.found > 0) or (self.found >= 2 and self.share >= 0.5)


def _fit(grid: Grid, layout: SheetLayout) -> _Fit:
    titled = layout.has_title(grid.name)
    if layout.pairs:
        found = len({column.route for column, _ in find_labels(grid, layout).values()})
    else:
        heading = find_heading(grid, layout)
        found = heading.fit if heading else 0
    wanted = [column for column in layout.columns if column.required] or layout.columns
    return _Fit(titled, min(1.0, found / max(1, len(wanted))), found)


def _best(grid: Grid, layouts: Sequence[SheetLayout]) -> list[SheetLayout]:
    """The layouts that fit best, one a kind; more than one where those of several kinds fit alike."""
    fits = [(layout, _fit(grid, layout)) for layout in layouts]
    good = sorted(
        ((layout, fit) for layout, fit in fits if fit.qualifies),
        key=lambda pair: (pair[1].titled, pair[1].share, pair[1].found),
        reverse=True,
    )
    alike = {layout.kind: layout for layout, fit in reversed(good) if fit == good[0][1]}
    return [layout for layout, _ in good if alike.get(layout.kind) is layout]


def _read_sheet(grid: Grid, sheet: SheetLayout, reading: Reading) -> None:
    if sheet.pairs:
        read_pairs(grid, sheet, reading)
    else:
        read_table(grid, sheet, find_heading(grid, sheet) or Heading(0, {}), reading)


def _document(file: str, kind: str, reading: Reading, said: Imprint = NO_IMPRINT) -> Document:
    return Document(
        file=file,
        kind=kind,
        schema=said.kinds.get(kind) or None,
        imprint=said,
        data=reading.data,
        places=GridPlaces(reading.values, reading.keys),
        findings=tuple(reading.findings),
        absent=frozenset(reading.absent),
        spoilt=frozenset(reading.spoilt),
    )


def _book(file: str, kind: Face, raw: bytes, seen: list[Finding]) -> Book:
    """A workbook; of one that is refused, what can still be seen to be personal is entered in `seen`."""
    from eduhub.source.worker import read_workbook  # only a workbook needs the guard and its process

    try:
        return read_workbook(raw)
    except RefusedError:
        if kind is not Face.XLSX:
            seen += in_unread(file, kind, raw)
        raise


def _workbook(
    file: str, kind: Face, raw: bytes, layouts: Sequence[Layout], seen: list[Finding]
) -> list[Document]:
    book = _book(file, kind, raw, seen)
    grids = [grid_of(file, sheet) for sheet in book.sheets]
    seen += [*in_workbook(book, grids), *in_asides(file, kind, raw, book)]
    said = imprint(book.properties, grids)
    if said.collected:
        raise RefusedError(form_problems.COLLECTED_TABLES)
    meant = set(said.kinds)
    among = [layout for layout in layouts if not meant or layout.kind in meant]
    tabs = zip(book.sheets, grids, strict=True)
    filled = [(sheet, grid) for sheet, grid in tabs if not is_apart(grid, said) and not grid.is_empty]
    known = [sheet for layout in among for sheet in layout.sheets]
    fitting = [_best(grid, known) for _, grid in filled]
    certain = {layouts[0].kind for layouts in fitting if len(layouts) == 1}
    found: dict[SheetLayout, list[Grid]] = {}
    general = Reading()
    if kind is not Face.XLSX:
        general.tell(form_problems.OTHER_FORMAT, Place(file), actual=WORDS[kind])
    for (raw_sheet, grid), alike in zip(filled, fitting, strict=True):
        sheet = _sheet_of(grid, [s for s in alike if s.kind in certain] or alike, general)
        if sheet is not None:
            found.setdefault(sheet, []).append(grid)
            _tell_state(grid, raw_sheet, general)
    if not found and any(is_list_of_forms(grid) for _, grid in filled):
        return [_list_of_forms(file)]
    if not found:
        raise RefusedError(problems.NO_TABLE, rows=limits.HEADING_ROWS, hint="")
    for part, given in said.unit.items():
        if part in said.places and part != "year" and said.issued.get(part, given) != given:
            facts = {"part": UNIT_WORDS[part], "issued": said.issued[part], "given": given}
            general.tell(form_problems.OTHER_UNIT, said.places[part], **facts)
    if said.partial:
        general.tell(form_problems.PARTIAL_COPY, Place(file))
    return _documents(file, among, found, general, said)


def _sheet_of(grid: Grid, alike: Sequence[SheetLayout], general: Reading) -> SheetLayout | None:
    """What a sheet is; tells what is read under another name, what fits two kinds, what fits none.

    alike  the layouts that fit it equally well; a sheet that many kinds have is of the kind of the others
    """
    whole = Place(grid.place(0, 0).file, sheet=grid.name)
    if len(alike) > 1:
        general.tell(problems.TWO_KINDS, whole, first=alike[0].title, second=alike[1].title)
        return None
    if not alike:
        if not may_be_apart(grid.name):
            general.tell(problems.UNREAD_SHEET, whole, name=grid.name)
        return None
    if not alike[0].has_title(grid.name):
        general.tell(problems.RENAMED_SHEET, whole, name=grid.name, expected=alike[0].title)
    return alike[0]


def _tell_state(grid: Grid, sheet: object, general: Reading) -> None:
    whole = Place(grid.place(0, 0).file, sheet=grid.name)
    hidden = {
        Text("工作表", "sheets"): getattr(sheet, "hidden", False),
        Text("行", "rows"): getattr(sheet, "hidden_rows", 0),
        Text("列", "columns"): getattr(sheet, "hidden_columns", 0),
    }
    if what := [word for word, there in hidden.items() if there]:
        general.tell(problems.HIDDEN_PARTS, whole, what=what)
    if count := getattr(sheet, "formulas", 0):
        general.tell(problems.FORMULA_VALUE, whole, count=count)


def _documents(
    file: str,
    layouts: Sequence[Layout],
    found: dict[SheetLayout, list[Grid]],
    general: Reading,
    said: Imprint,
) -> list[Document]:
    """One document for each kind of which a sheet was found; what concerns the file goes with the first.

    A list that was left blank is none, unless there is nothing else.
    """
    documents: list[Document] = []
    blank: list[tuple[Layout, Reading]] = []
    for layout in layouts:
        if layout.kind not in said.kinds and not any(sheet in found for sheet in layout.sheets):
            continue
        reading = Reading(findings=[] if documents else general.findings)
        for sheet in layout.sheets:
            for grid in _used(found.get(sheet, []), sheet, reading):
                _read_sheet(grid, sheet, reading)
            if sheet.required and sheet not in found:
                reading.tell(problems.MISSING_SHEET, Place(file), expected=sheet.title)
                reading.absent |= {sheet.route} | {column.route for column in sheet.columns if sheet.pairs}
        if layout.table and not any(reading.data.values()) and not reading.findings:
            blank.append((layout, reading))
            continue
        documents.append(_document(file, layout.kind, reading, said))
    for layout, reading in [] if documents else blank[:1]:
        grids = [grid for sheet in layout.sheets for grid in found.get(sheet, [])]
        reading.tell(problems.NO_RECORDS, grids[0].place(0, 0) if grids else Place(file))
        documents.append(_document(file, layout.kind, reading, said))
    return documents


def _used(grids: list[Grid], sheet: SheetLayout, reading: Reading) -> list[Grid]:
    """The sheets to read: tables go on over several, of a head only one can hold."""
    if not sheet.pairs or len(grids) < 2:
        return grids
    first, *others = sorted(grids, key=lambda grid: not sheet.has_title(grid.name))
    for grid in others:
        place = Place(grid.place(0, 0).file, sheet=grid.name)
        reading.tell(problems.DOUBLED_SHEET, place, name=grid.name, first=first.name, expected=sheet.title)
    return [first]


def suggestion(name: str, known: Sequence[str]) -> Text:
    """A did-you-mean for a name that is not among the known ones; empty where none is near."""
    near = difflib.get_close_matches(name, known, 1, 0.75 if name.isascii() else 0.6)
    return Text(f"，是不是“{near[0]}”？", f"; did you mean '{near[0]}'?") if near else same("")
