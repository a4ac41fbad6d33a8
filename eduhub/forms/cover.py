"""The cover of a form: whose it is, who answers for it, the place for the seal."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from eduhub.core.text import Text
from eduhub.forms.cells import Making, accept, put, say
from eduhub.forms.hints import hint
from eduhub.forms.page import capital, height, prepare, shelter
from eduhub.kinds.catalogue import Form
from eduhub.source.imprint import COVER, OWNERS
from eduhub.source.layout import Column

FIRST = 3  # row of the first line, from 0
_WIDTHS, _LINE = (24, 42, 30), 28
_PHONE = Text("联系电话", "telephone")
_BY_HAND = Text("打印后手写，不要录入", "write by hand after printing; do not type it in")
_SEAL = Text("盖章处", "place for the seal")
_HELP = Text(
    "先填这一页；打印后由负责人签字、盖章。", "Fill in this page first; print it, sign it and set the seal."
)


def owners(form: Form) -> tuple[str, ...]:
    """Whom a form is for: the parts of the folder in which its kinds lie."""
    return tuple(part for part in OWNERS if any(f"{{{part}}}" in kind.path for kind in form.kinds))


def lines(form: Form) -> list[Column]:
    """The lines of the cover: of its owners only those that the form has."""
    mine = owners(form)
    return [column for column in COVER.columns if column.route[0] in mine or column.route[0] not in OWNERS]


def cover(making: Making, sheet: Worksheet) -> None:
    """Writes the cover, filled in as far as it is known."""
    styles, lang = making.styles, making.lang
    for at, size in enumerate(_WIDTHS):
        sheet.set_column(at, at, size)
    sheet.merge_range(0, 0, 0, 2, capital(making.form.label.to(lang)), styles.great)
    sheet.set_row(0, 60)
    say(sheet, 1, 0, _HELP.to(lang), styles.help)
    filling = making.filling
    known = {**filling.unit, "unit": filling.name, **filling.cover}
    row = FIRST
    for column in lines(making.form):
        value = known.get(str(column.route[0])) or None
        sheet.set_row(row, max(_LINE, height((value or "", _WIDTHS[1]))))
        say(sheet, row, 0, column.heading(lang), styles.label)
        put(sheet, row, 1, value, column, styles.cell(column, align="left"))
        say(sheet, row, 2, _hint(column, making), styles.how)
        accept(making, sheet, (row, 1, row, 1), COVER, column, f"$B${row + 1}", "")
        row += 1
    sheet.set_row(row, _LINE)
    say(sheet, row, 0, _PHONE.to(lang), styles.label)
    say(sheet, row, 1, _BY_HAND.to(lang), styles.locked)
    sheet.write_blank(row, 2, None, styles.how)
    sheet.merge_range(row + 2, 1, row + 11, 1, _SEAL.to(lang), styles.seal)
    sheet.set_portrait()
    prepare(making, sheet)
    sheet.center_horizontally()
    shelter(making, sheet)


def _hint(column: Column, making: Making) -> str:
    if column.route[0] in ("head", "filled_by"):
        return Text("姓名", "name").to(making.lang)
    if column.route[0] == "year":
        return Text("如 2025-2026", "as in 2025-2026").to(making.lang)
    if column.route[0] == "unit":
        return Text("单位全称", "full name of the unit").to(making.lang)
    return hint(column, making.lang)
