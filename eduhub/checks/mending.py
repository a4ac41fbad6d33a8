"""Usual spellings in the place of others: what may be done unasked, and the proof that it does no harm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from eduhub.checks.checked import Checked
from eduhub.checks.choice import ALL, Choice
from eduhub.checks.engine import check
from eduhub.checks.rules.shape import FULL_WIDTH, spelling_rule, usual_form
from eduhub.core.personal import masked
from eduhub.core.place import Route
from eduhub.core.text import Text
from eduhub.kinds.base import Field, Record, fields, leaves
from eduhub.kinds.types import Parse, half_width
from eduhub.repository import Repository, Submission
from eduhub.source.edits import Cell, Change, decoded, edit_csv, edit_yaml, has_conflicts
from eduhub.source.files import Face, face, read_bytes
from eduhub.source.problems import RefusedError
from eduhub.source.read import WORKBOOK_SUFFIXES, GridPlaces
from eduhub.source.yaml import YamlPlaces

Again: TypeAlias = Callable[[Mapping[str, bytes]], Repository]

# Text that somebody else answers for: closed years, and originals as they came.
_KEPT = ("frozen/", "inbox/")
_CLOCK = "^[0-2][0-9]:[0-5][0-9]$"
_MONTH = "^[0-9]{4}-[0-9]{2}$"
_READS_OTHERWISE = Text(
    "eduhub 自身出错：改写后读出的内容与原来不同",
    "a fault of eduhub itself: what it would write reads otherwise",
)
_NEW_FINDINGS = Text("改写后会多出问题（{codes}）", "it would bring new findings ({codes})")


@dataclass(frozen=True)
class Mended:
    """A file in which usual spellings stand in the place of others.

    changes  that were made; under the route of the list where a cell of a CSV file holds one
    """

    submission: Submission[Any]
    before: bytes
    after: bytes
    changes: Mapping[Route, Change]

    @property
    def file(self) -> str:
        """Its name, as the user gave it."""
        return self.submission.file

    @property
    def is_private(self) -> bool:
        """May its text show something of a person? Then nobody prints it."""
        text = decoded(self.before)[0]
        return _has_persons(self.submission.kind.record) or masked(text) != text


@dataclass(frozen=True)
class Left:
    """A file that stays as it is, because the proof failed; is_fault where eduhub is to blame."""

    file: str
    because: Text
    is_fault: bool


def mend(repository: Repository, choice: Choice = ALL) -> list[Mended]:
    """The files named that have other spellings than the usual ones, mended, by name; nothing is written.

    choice  the rules to mind: what it ignores is not mended
    """
    named = (s for s in repository.submissions if s.file in repository.named)
    return [done for s in named if not is_kept(repository, s.file) and (done := _mended(s, choice))]


def is_kept(repository: Repository, file: str) -> bool:
    """Is it a file that is never touched: a workbook, an original, or one in the folder of closed years?

    Nor is one whose name holds a person's number: findings show another name for it.
    """
    inside = repository.inside(file) or ""
    path = Path(file)
    return path.suffix.lower() in WORKBOOK_SUFFIXES or inside.startswith(_KEPT) or not path.exists()


def prove(done: Iterable[Mended], before: Repository, again: Again) -> tuple[list[Mended], list[Left]]:
    """Those that are safe to write, and those that are not.

    again  loads the repository with other content in the place of some files
    """
    good, left = list(done), list[Left]()
    known = check(before) if good else None
    while good and known:
        after = again({mended.file: mended.after for mended in good})
        wrong = {m.file: Left(m.file, _READS_OTHERWISE, True) for m in good if not _is_equal(m, after)}
        wrong = wrong or _with_new_findings({m.file for m in good}, known, check(after))
        if not wrong:
            break
        good = [mended for mended in good if mended.file not in wrong]
        left += wrong.values()
    return good, left


# What is mended


def _mended(submission: Submission[Any], choice: Choice) -> Mended | None:
    try:
        raw = read_bytes(Path(submission.file))
    except RefusedError:
        return None
    if face(raw) is not Face.TEXT or has_conflicts(raw):
        return None
    match submission.document.places:
        case YamlPlaces():
            wanted = dict(_in_yaml(submission, choice))
            after, made = edit_yaml(raw, wanted)
            changes = {route: wanted[route] for route in made}
        case GridPlaces() as places:
            cells = dict(_in_cells(submission, places, choice))
            after, spots = edit_csv(raw, {cell: change for cell, (_, change) in cells.items()})
            changes = dict(cells[spot] for spot in spots)
        case _:
            return None
    return Mended(submission, raw, after, changes) if changes else None


def _in_yaml(submission: Submission[Any], choice: Choice) -> Iterator[tuple[Route, Change]]:
    for route, text, field in _leaves(submission):
        if change := _change(text, field, choice):
            yield route, change


def _in_cells(
    submission: Submission[Any], places: GridPlaces, choice: Choice
) -> Iterator[tuple[Cell, tuple[Route, Change]]]:
    """The cells to change; of one that holds a list no more than the blanks at its ends."""
    for route, text, field in _leaves(submission):
        whole = route if route in places.values else route[:-1]
        grid, row, column = places.values[whole]
        cell = str(grid.rows[row][column])
        if whole != route and choice.takes(FULL_WIDTH) and cell != cell.strip():
            yield (row, column), (whole, Change(cell, cell.strip(), is_free=True))
        elif cell == text and (change := _change(text, field, choice)):
            yield (row, column), (route, change)


def _leaves(submission: Submission[Any]) -> Iterator[tuple[Route, str, Field]]:
    """The scalars that the reader found nothing wrong with."""
    document = submission.document
    for route, text, field in leaves(submission.kind.record, document.data):
        if document.spoilt.isdisjoint(route[:end] for end in range(1, len(route) + 1)):
            yield route, text, field


def _change(text: str, field: Field, choice: Choice) -> Change | None:
    """What to write in the place of a text; None where nothing is to be done or nothing is certain."""
    form: Mapping[str, Any] = field.parse.schema if field.parse else {}
    is_free = field.parse is None or "maxLength" in form
    is_text = is_free or bool(field.parse and field.parse.code)
    usual = _usual(text, field)
    rule = spelling_rule(text, usual) if usual else FULL_WIDTH
    after = usual or text.strip()
    if not after or after == text or not choice.takes(rule) or not _reads_alike(text, after, field):
        return None
    return Change(text, after, is_text, is_free)


def _usual(text: str, field: Field) -> str | None:
    """The usual form of a text, where nothing that it says gets lost."""
    if field.parse is None:
        return None
    form = str(field.parse.schema.get("pattern"))
    usual = _clock(text, field.parse) if form == _CLOCK else usual_form(text, field.parse)
    if usual is None or not (spelling_rule(text, usual) is FULL_WIDTH or _says_all(usual, text, form)):
        return None
    return usual


def _clock(text: str, parse: Parse) -> str | None:
    """A time of day with two digits for the hour; nobody is told of one that has one."""
    try:
        usual = str(parse.read(text))
    except ValueError:
        return None
    return usual if usual != text.strip() else None


def _says_all(usual: str, text: str, form: str) -> bool:
    """Has the usual form all figures of the text? Zeros at the end are a midnight or a full hour.

    Spreadsheets keep a month as its first day; any other day that is written with a month says more.
    """
    said, kept = _figures(half_width(text)), _figures(usual)
    return said == kept or (form == _MONTH and said == [*kept, 1])


def _figures(text: str) -> list[int]:
    figures = [int(digits) for digits in re.findall("[0-9]+", text)]
    while figures and not figures[-1]:
        figures.pop()
    return figures


def _reads_alike(text: str, after: str, field: Field) -> bool:
    """Do both texts give one value? What can't be read is left to people."""
    read = field.parse.read if field.parse else field.codes.read if field.codes else str.strip
    try:
        return bool(read(text) == read(after))
    except ValueError:
        return False


def _has_persons(record: type[Record]) -> bool:
    return any(
        field.label.personal or (field.record and _has_persons(field.record))
        for field in fields(record).values()
    )


# The proof


def _is_equal(mended: Mended, repository: Repository) -> bool:
    """Is a mended file read as before: the same record, the same text wherever nothing was changed?"""
    old = mended.submission
    new = next((s for s in repository.submissions if s.file == mended.file), None)
    if new is None or (new.kind, new.record) != (old.kind, old.record):
        return False
    texts = dict(_texts(old.document.data, ()))
    expected = texts | {route: c.after for route, c in mended.changes.items() if route in texts}
    return dict(_texts(new.document.data, ())) == expected


def _texts(data: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    """All that stands in a document: every scalar, and every list and group that is empty."""
    inside = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    empty = True
    for step, value in inside:
        empty = False
        yield from _texts(value, (*route, step))
    if empty:
        yield route, data


def _with_new_findings(mended: set[str], before: Checked, after: Checked) -> dict[str, Left]:
    """The mended files with findings that were not there; all of them where those stand elsewhere."""
    new = _spots(after) - _spots(before)
    files = {file for _, file, *_ in new}
    codes = {"codes": sorted({code for code, *_ in new})}
    because = Text(_NEW_FINDINGS.fill("zh", codes), _NEW_FINDINGS.fill("en", codes))
    return {file: Left(file, because, False) for file in (files & mended or (mended if new else ()))}


def _spots(checked: Checked) -> Counter[tuple[str, str, str, bool]]:
    """What is found where, and whether it is open; words may change with the spelling that they quote."""
    return Counter(
        (finding.rule.code, place.file, place.key or place.cell or "", finding.is_open)
        for finding in checked.findings
        for place in finding.places
    )
