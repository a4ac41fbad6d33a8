"""The example row that a form shows is one that would pass."""

from __future__ import annotations

import pytest

from eduhub.kinds.base import Kind, Record, fields
from eduhub.kinds.catalogue import FORMS, KINDS
from eduhub.source.layout import SheetLayout
from eduhub.source.listing import split

SHEETS = {
    f"{kind.name}-{sheet.title.en}": (kind, sheet)
    for kind in dict.fromkeys(kind for form in FORMS.values() for kind in form.kinds)
    for sheet in kind.layout.sheets
    if not sheet.pairs
}


def record_of(kind: Kind, sheet: SheetLayout) -> type[Record]:
    record: type[Record] | None = kind.record
    for step in sheet.route:
        record = fields(record)[str(step)].record if record else None
    assert record is not None
    return record


@pytest.mark.parametrize("name", SHEETS)
def test_every_table_has_an_example_row_of_the_right_shape(name: str) -> None:
    kind, sheet = SHEETS[name]
    record = record_of(kind, sheet)
    assert set(record.example) <= set(fields(record))
    row = {
        ".".join(map(str, column.route)): split(column.example) if column.joined else column.example
        for column in sheet.columns
        if column.example
    }
    record.model_validate(row)


def test_kinds_carry_over_only_what_they_have() -> None:
    for kind in KINDS.values():
        for route, names in kind.carried.items():
            record: type[Record] | None = kind.record
            if route:
                record = fields(kind.record)[route].record
            assert record is not None
            assert set(names) <= set(fields(record))
