"""The sheet that lists what is known for one form alone: the schools of its cluster, its campuses."""

from __future__ import annotations

from collections.abc import Iterator

from eduhub.core.text import Text
from eduhub.forms.cells import Making, say
from eduhub.forms.page import prepare, shelter
from eduhub.source.imprint import NAMES
from eduhub.source.layout import Column

_TITLE = Text("名录：下拉可选的编号和名称", "names: the codes that lists offer, and what they mean")
_NAME = Text("名称", "name")


def names(making: Making) -> None:
    """Adds the sheet where there is anything to list; equal lists stand once."""
    lists: dict[tuple[tuple[str, str], ...], str] = {}
    for key, rows in making.filling.listed.items():
        if rows:
            lists.setdefault(tuple(rows), key)
    if not lists:
        return
    sheet = making.book.add_worksheet(NAMES.to(making.lang))
    say(sheet, 0, 0, _TITLE.to(making.lang), making.styles.title)
    sheet.set_row(0, 27)
    for place, (rows, key) in enumerate(lists.items()):
        at = 3 * place
        sheet.set_column(at, at, 16)
        sheet.set_column(at + 1, at + 1, 36)
        sheet.set_column(at + 2, at + 2, 3)
        say(sheet, 2, at, _label(making, key), making.styles.label)
        say(sheet, 2, at + 1, _NAME.to(making.lang), making.styles.label)
        for row, (code, name) in enumerate(rows, start=3):
            say(sheet, row, at, code, making.styles.code)
            say(sheet, row, at + 1, name, making.styles.boxed)
    sheet.freeze_panes(3, 0)
    prepare(making, sheet)
    shelter(making, sheet)


def _label(making: Making, key: str) -> str:
    """What the field of a list is called in the form."""
    return next((c.label.to(making.lang) for c in _columns(making) if c.route[-1] == key), key)


def _columns(making: Making) -> Iterator[Column]:
    for kind in making.form.kinds:
        for layout in kind.layout.sheets:
            yield from layout.columns
