"""Rows as people see them, by sheet and heading, as the values of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from eduhub.forms.filling import Filling
from eduhub.kinds.catalogue import Form

Rows: TypeAlias = Sequence[Mapping[str, object]]


def filling(form: Form, rows: Mapping[str, Rows]) -> Filling:
    """The values of a form from rows by the Chinese title of a sheet, each by heading."""
    return Filling(
        {
            layout: [
                {column.route: row.get(column.heading("zh")) for column in layout.columns}
                for row in rows[layout.title.zh]
            ]
            for kind in form.kinds
            for layout in kind.layout.sheets
            if layout.title.zh in rows
        }
    )
