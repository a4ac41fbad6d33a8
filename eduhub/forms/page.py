"""What all sheets of a form have: title and help, set-up for A4, the lock without a password."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

from eduhub.core.lines import n_lines
from eduhub.core.text import Text
from eduhub.forms.cells import Making, legal, say
from eduhub.kinds.catalogue import Form
from eduhub.kinds.register import CAMPUSES
from eduhub.source.imprint import OWNERS
from eduhub.source.layout import SheetLayout

_A4 = 9  # as the format numbers paper
_NAMED = 60  # characters of a name above and below a page
_LINE, _HIGHEST, _WIDEST = 15, 400, 120  # points of a line and of a row, width of a column
_ALLOWED = (
    "format_cells",
    "format_columns",
    "format_rows",
    "insert_rows",
    "insert_hyperlinks",
    "delete_rows",
    "sort",
    "autofilter",
    "select_locked_cells",
    "select_unlocked_cells",
)
_CARRIED = Text(
    "斜体蓝字是上年数据，请核对。", "What is in blue italics comes from last year; please check it."
)
_PARTIAL = Text(
    "只含未通过的行，改好后抄回原表；本表不能报送。",
    "Only the rows that failed: copy them back when they are mended; this is no submission.",
)
_NEEDED = Text("必填表。", "This sheet is required.")
_IF_ANY = Text("没有就空着。", "Leave it empty if there is nothing to say.")
_FOOT = Text("填报单位：{unit}　　填表人：", "Unit: {unit}     Filled in by:")
_PAGES = Text("第 &P 页，共 &N 页", "page &P of &N")


def top_lines(making: Making, sheet: Worksheet, layout: SheetLayout, ahead: str) -> None:
    """The title with unit and year, and a line of help; both locked as far as they reach."""
    filling, lang = making.filling, making.lang
    names = [making.form.label.to(lang), layout.title.to(lang)]
    title = capital(" · ".join(dict.fromkeys(names)))
    say(sheet, 0, 0, "　".join(filter(None, [title, filling.name, filling.year])), making.styles.title)
    helps = [(_NEEDED if is_needed(making.form, layout) else _IF_ANY).to(lang), ahead]
    style = making.styles.help
    for notice, there in ((_CARRIED, layout in filling.carried), (_PARTIAL, filling.partial)):
        if there:
            helps.insert(0, notice.to(lang))
            style = making.styles.warning
    say(sheet, 1, 0, ("" if making.zh else " ").join(helps), style)
    sheet.set_row(0, 27, making.styles.title)
    sheet.set_row(1, 18, making.styles.help)


def is_needed(form: Form, layout: SheetLayout) -> bool:
    """Must a sheet be filled in? Most schools have one campus, of which their form says nothing."""
    return layout.required and (layout.kind != CAMPUSES.name or len(form.kinds) == 1)


def capital(words: str) -> str:
    """The words as a title begins."""
    return words[:1].upper() + words[1:]


def height(*cells: tuple[str, float]) -> int:
    """The points of a row in which all words can be read, each in a cell of its width."""
    return min(_HIGHEST, _LINE * max(n_lines(words, wide - 1) for words, wide in cells) + 4)


def roomy(words: Iterable[str], least: int) -> int:
    """The width that a column of long texts needs so that no row is higher than a program can show."""
    wide = range(least, _WIDEST, 10)
    longest = max(words, key=len, default="")
    return next((size for size in wide if height((longest, size)) < _HIGHEST), _WIDEST)


def prepare(making: Making, sheet: Worksheet) -> None:
    """A4, one page wide; form, sheet, unit and year above each page, unit, person and pages below."""
    unit, form = _on_paper(making.filling.name), _on_paper(capital(making.form.label.to(making.lang)))
    codes = [_on_paper(making.filling.unit.get(part, "")) for part in OWNERS]
    whose = "　".join(filter(None, [unit, *codes]))
    foot = _FOOT.to(making.lang).format(unit=unit)
    sheet.set_header(f"&L{form} · &A&R{whose}")
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
    sheet.set_footer(f"&L{foot}&R{_PAGES.to(making.lang)}")
    sheet.hide_gridlines(2)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _on_paper(words: str) -> str:
    """Words above or below a page, where & has a meaning of its own."""
    return legal(words)[:_NAMED].replace("&", "&&")


def shelter(making: Making, sheet: Worksheet) -> None:
    """Locks what is not filled in, without a password."""
    if making.protect:
        sheet.protect("", dict.fromkeys(_ALLOWED, True))
