"""A form as a workbook: guide, cover, the sheets that are filled in, and what the form says of itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import xlsxwriter

from eduhub.core.text import Lang
from eduhub.forms.cells import Making, legal, say
from eduhub.forms.codes import Codes
from eduhub.forms.cover import cover
from eduhub.forms.filling import BLANK, Filling
from eduhub.forms.guide import guide
from eduhub.forms.heads import head
from eduhub.forms.names import names
from eduhub.forms.styles import FONT, Styles
from eduhub.forms.tables import table
from eduhub.kinds.catalogue import Form
from eduhub.repository.content import hash_as_read
from eduhub.source.imprint import CONTENT, COVER_TITLE, FORM, GUIDE, ISSUED, KINDS, META, OWNERS, PARTIAL
from eduhub.source.read import read

_TO_COME = "0" * 64  # as long as a hash
_CREATED = datetime(2023, 3, 9)  # a fixed date: equal forms are equal bytes


def form_workbook(form: Form, lang: Lang, filling: Filling = BLANK, *, protect: bool = True) -> bytes:
    """The workbook of a form, blank or with values: the same bytes for the same arguments.

    protect  lock all but the cells to fill in, without a password
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        },
    )
    making = Making(book, form, lang, filling, Styles(book), Codes(lang, filling.listed), protect)
    book.set_properties({"created": _CREATED, "title": form.label.to(lang)})
    guide(making, book.add_worksheet(GUIDE.to(lang)))
    cover(making, book.add_worksheet(COVER_TITLE.to(lang)))
    for kind in form.kinds:
        for layout in kind.layout.sheets:
            sheet = book.add_worksheet(layout.title.to(lang))
            if layout.pairs:
                head(making, sheet, layout)
            else:
                table(making, sheet, layout)
    names(making)
    making.codes.write(book)
    _say_what_it_is(making)
    book.close()
    return stream.getvalue()


def issued_workbook(form: Form, lang: Lang, filling: Filling, *, protect: bool = True) -> bytes:
    """A form that goes out filled in; it says with what, so that it is told when it comes back as it went."""
    raw = form_workbook(form, lang, replace(filling, content=_TO_COME), protect=protect)
    documents = read(Path("form.xlsx"), "form.xlsx", [kind.layout for kind in form.kinds], raw)
    return _replaced(raw, _TO_COME, hash_as_read(documents))


def _replaced(raw: bytes, words: str, others: str) -> bytes:
    """A workbook with other words for some that stand nowhere else: faster than to make it anew."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(stream, "w") as after:
        for part in before.infolist():
            after.writestr(part, before.read(part).replace(words.encode(), others.encode()))
    return stream.getvalue()


def _say_what_it_is(making: Making) -> None:
    """The same lines as properties and on a sheet that nobody sees: programs lose either."""
    sheet = making.book.add_worksheet(META)
    for row, (name, value) in enumerate(_lines(making.form, making.filling)):
        making.book.set_custom_property(name, legal(value), "text")
        say(sheet, row, 0, name, making.styles.plain)
        say(sheet, row, 1, value, making.styles.plain)
    sheet.very_hidden()


def _lines(form: Form, filling: Filling) -> Iterator[tuple[str, str]]:
    yield FORM, form.name
    yield KINDS, " ".join(f"{kind.name}@{kind.schema}" for kind in form.kinds)
    for part in OWNERS:
        if filling.unit.get(part):
            yield ISSUED + part, filling.unit[part]
    if filling.content:
        yield CONTENT, filling.content
    if filling.partial:
        yield PARTIAL, "true"
