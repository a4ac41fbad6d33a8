"""What a form is made with beyond the blank: values, whom it is for, what came from last year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from eduhub.core.place import Route
from eduhub.core.text import Text
from eduhub.kinds.base import Kind
from eduhub.source.document import at
from eduhub.source.layout import SheetLayout

Row: TypeAlias = Mapping[Route, Any]  # text as written or typed values, lists where a cell joins several


@dataclass(frozen=True)
class Filling:
    """Values for a form.

    rows     by sheet; a sheet of label and value has one row; the routes are those of its columns
    unit     whom the form is for: school, cluster, district, year, as far as it is for one; `name` is shown
    cover    what stands on the cover whatever `unit` says: text as written, by the names of the lines of
             `source.imprint.COVER`, as unit, head, filled_by, filled_on
    carried  sheets whose rows were taken over from last year and have to be looked through
    numbers  by sheet, what the column of numbers shows in the place of 1, 2, 3: rows of another workbook
    partial  it has only the rows that failed, so that reading refuses it
    listed   choices known for one form only, by the key of the field: the schools of its cluster
    content  the hash of what it is filled in with, which tells whether it comes back as it went out
    due      by when the form is wanted, as words; None where only the notice says so
    """

    rows: Mapping[SheetLayout, Sequence[Row]] = field(default_factory=dict)
    unit: Mapping[str, str] = field(default_factory=dict)
    cover: Mapping[str, str] = field(default_factory=dict)
    carried: frozenset[SheetLayout] = frozenset()
    numbers: Mapping[SheetLayout, Sequence[int]] = field(default_factory=dict)
    partial: bool = False
    listed: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    content: str = ""
    due: Text | None = None

    @property
    def name(self) -> str:
        """What the unit is called, as far as that is known."""
        return self.cover.get("unit") or self.unit.get("name", "")

    @property
    def year(self) -> str:
        """The school year that it is for, as far as it is for one."""
        return self.cover.get("year") or self.unit.get("year", "")


BLANK = Filling()


def rows_of(kind: Kind, data: Mapping[str, Any]) -> dict[SheetLayout, list[Row]]:
    """The data of a document as rows of the sheets that hold its kind; what is blank is left out.

    data  as read from a file or as `repository.canonical.plain` gives it
    """
    found: dict[SheetLayout, list[Row]] = {}
    for sheet in kind.layout.sheets:
        records = [data] if sheet.pairs else at(data, sheet.route) or []
        rows = [_row(sheet, record) for record in records if isinstance(record, Mapping)]
        if any(rows):
            found[sheet] = rows
    return found


def _row(sheet: SheetLayout, record: Mapping[str, Any]) -> Row:
    values = ((column.route, at(record, column.route)) for column in sheet.columns)
    return {route: value for route, value in values if value not in (None, "", [])}
