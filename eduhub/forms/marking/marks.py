"""Marks on cells, and taking them off again, whatever became of the rows in between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.named_styles import NamedStyle
from openpyxl.utils.cell import coordinate_to_tuple

from eduhub.core.rule import Tier
from eduhub.core.text import Lang
from eduhub.forms.marking.entries import Entry
from eduhub.forms.marking.looks import LOOKS, comment, darkened, hers, joined, size
from eduhub.source.imprint import MARKS

AUTHOR: Final = "eduhub"
COMMENTS: Final = 5_000  # in one workbook: spreadsheet programs grow slow with more
_NAME: Final = re.compile(r"eduhub (?:error|query|note) ([0-9]+)")
SIDES: Final = ("left", "right", "top", "bottom")


def _fill(tier: Tier) -> PatternFill:
    return PatternFill("solid", fgColor=f"FF{LOOKS[tier].fill}", bgColor=f"FF{LOOKS[tier].fill}")


def _border(tier: Tier) -> Border:
    look: Any = LOOKS[tier]
    side = Side(look.line, f"FF{look.color}")
    return Border(side, side, side, side)


class Marks:
    """Puts marks on the cells of a workbook.

    A marked cell has a named style: its number is the row of a hidden sheet whose cell looks as this one did.
    Names go with cells that are moved, copied and sorted, and through every program.
    """

    def __init__(self, book: Any) -> None:
        """Enters the three looks, always in one order."""
        self._book = book
        self._looks = {
            tier: (book._fills.add(_fill(tier)), book._borders.add(_border(tier))) for tier in Tier
        }
        self._styles: dict[tuple[bytes, Tier], StyleArray] = {}
        self._originals: dict[tuple[int, int, int, int], int] = {}
        self._named: dict[tuple[int, Tier], int] = {}
        self._n_comments = 0

    def look(self, tier: Tier) -> tuple[int, int]:
        """The numbers of the fill and the border of a tier."""
        return self._looks[tier]

    def put(self, cell: Any, entries: Sequence[Entry], lang: Lang) -> bool:
        """Marks a cell with the severest of its findings; False where there is no room for its comment."""
        tier = entries[0].tier
        key = (cell._style.tobytes(), tier)
        if key not in self._styles:
            self._styles[key] = self._marked(cell._style, tier)
        cell._style = StyleArray(self._styles[key])
        if self._n_comments == COMMENTS:
            return False
        self._n_comments += 1
        _add_comment(cell, comment(entries, lang))
        return True

    def _marked(self, style: StyleArray, tier: Tier) -> StyleArray:
        marked = StyleArray(style)
        marked.xfId = self._name(style, tier)
        marked.fillId, marked.borderId = self._looks[tier]
        if dark := darkened(self._book._fonts[style.fontId]):
            marked.fontId = self._book._fonts.add(dark)
        return marked

    def _name(self, style: StyleArray, tier: Tier) -> int:
        """The number of the named style that leads back to what a cell looked like."""
        font = style.fontId if darkened(self._book._fonts[style.fontId]) else 0
        look = (style.fillId, style.borderId, style.xfId, font)
        number = self._originals.setdefault(look, len(self._originals) + 1)
        if (number, tier) not in self._named:
            named = NamedStyle(
                f"eduhub {tier} {number}",
                *(self._book._fonts[0], _fill(tier), _border(tier)),
                hidden=True,
            )
            self._named[number, tier] = len(self._book._named_styles)
            self._book.add_named_style(named)
        return self._named[number, tier]

    def finish(self) -> None:
        """Writes the sheet of looks; nothing where nothing was marked."""
        if not self._originals:
            return
        sheet = self._book.create_sheet(MARKS)
        sheet.sheet_state = "veryHidden"
        for (fill, border, named, font), number in self._originals.items():
            cell = sheet.cell(number, 1)
            cell.value, cell.data_type = str(number), "s"
            cell._style = StyleArray()
            cell._style.fillId, cell._style.borderId = fill, border
            cell._style.xfId, cell._style.fontId = named, font


def _add_comment(cell: Any, words: str) -> None:
    before = cell.comment
    text = joined(before.text, words) if before else words
    width, height = size(text)
    if before:
        width, height = max(width, before.width), max(height, before.height)
    cell.comment = Comment(text, before.author if before else AUTHOR, height, width)


def cell_at(sheet: Any, name: str) -> Any:
    """The cell of a name; of merged cells the first; one that was not there looks as its row or column."""
    row, column = coordinate_to_tuple(name)
    if (row, column) not in sheet._cells:
        sheet.cell(row, column)._style = _lent(sheet, row, column)
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if name in area)
        return sheet.cell(area.min_row, area.min_col)
    return cell


def _lent(sheet: Any, row: int, column: int) -> StyleArray:
    if row in sheet.row_dimensions and sheet.row_dimensions[row].has_style:
        return StyleArray(sheet.row_dimensions[row]._style)
    for dimension in sheet.column_dimensions.values():
        if (dimension.min or 0) <= column <= (dimension.max or 0) and dimension.has_style:
            return StyleArray(dimension._style)
    return StyleArray()


# Taking marks off


def clear(book: Any) -> None:
    """Takes the marks of an earlier round off all cells; what is hers stays."""
    _Clearing(book).run()


class _Clearing:
    """Finds for each style that cells have what it was before."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._originals = _originals(book)
        names = [_NAME.fullmatch(name) for name in book._named_styles.names]
        self._ours = {at: int(found[1]) for at, found in enumerate(names) if found}
        self._kept = [at for at in range(len(names)) if at not in self._ours]
        self._known: dict[bytes, StyleArray] = {}
        self._fills = {at for at, fill in enumerate(book._fills) if _is_our_fill(fill)}

    def run(self) -> None:
        """Clears every cell, row and column."""
        if self._ours or self._fills:
            for styled in _styled(self._book):
                self._clear(styled)
        first = self._book._cell_styles
        if first:
            first[0] = self._before(first[0])
        kept = [self._book._named_styles[at] for at in self._kept]
        del self._book._named_styles[:]
        for style in kept:
            self._book._named_styles.append(style)
        if MARKS in self._book.sheetnames and is_marks(self._book[MARKS]):
            self._book.remove(self._book[MARKS])
        for sheet in self._book.worksheets:
            _clear_comments(sheet)

    def _clear(self, styled: Any) -> None:
        key = styled._style.tobytes()
        if key not in self._known:
            self._known[key] = self._before(styled._style)
        if self._known[key] != styled._style:
            styled._style = StyleArray(self._known[key])

    def _before(self, style: StyleArray) -> StyleArray:
        """A style without what a mark changed; what she changed since stays."""
        cleared = StyleArray(style)
        number = self._ours.get(style.xfId)
        if number is None:
            cleared.xfId = self._kept.index(style.xfId) if style.xfId in self._kept else 0
            if style.fillId not in self._fills or not self._is_ours(style.borderId):
                return cleared
        before = self._originals.get(number or 0, StyleArray())
        if number is not None:
            cleared.xfId = self._kept.index(before.xfId) if before.xfId in self._kept else 0
        if style.fillId in self._fills:
            cleared.fillId = before.fillId
        cleared.borderId = self._border(style.borderId, before.borderId)
        fonts = self._book._fonts
        if fonts[style.fontId] == darkened(fonts[before.fontId]):
            cleared.fontId = before.fontId
        return cleared

    def _is_ours(self, border: int) -> bool:
        return all(_is_our_side(getattr(self._book._borders[border], name)) for name in SIDES)

    def _border(self, now: int, before: int) -> int:
        """The border with the sides that are ours as they were; she may have drawn others since."""
        if self._is_ours(now):
            return before
        old, new = self._book._borders[before], self._book._borders[now]
        sides = {name: getattr(new, name) for name in SIDES}
        if not any(map(_is_our_side, sides.values())):
            return now
        kept = {name: getattr(old, name) if _is_our_side(side) else side for name, side in sides.items()}
        number: int = self._book._borders.add(Border(**kept))
        return number


def is_marks(sheet: Any) -> bool:
    """Is a sheet the one of looks: hidden, with the numbers of its rows in its first column and no more?"""
    filled = [cell for cell in sheet._cells.values() if cell.value is not None]
    numbers = sorted(cell.row for cell in filled)
    return (
        sheet.sheet_state != "visible"
        and numbers == list(range(1, len(filled) + 1))
        and all(cell.column == 1 and str(cell.value) == str(cell.row) for cell in filled)
    )


def _originals(book: Any) -> dict[int, StyleArray]:
    """What cells looked like before they were marked, by the numbers of their named styles."""
    if MARKS not in book.sheetnames or not is_marks(book[MARKS]):
        return {}
    cells = [cell for cell in book[MARKS]._cells.values() if cell.value is not None]
    return {cell.row: cell._style for cell in cells}


def _styled(book: Any) -> Iterator[Any]:
    for sheet in book.worksheets:
        if sheet.title != MARKS:
            yield from (cell for cell in sheet._cells.values() if cell._style)
            yield from (row for row in sheet.row_dimensions.values() if row._style)
            yield from (column for column in sheet.column_dimensions.values() if column._style)


def _is_our_fill(fill: Any) -> bool:
    color = getattr(getattr(fill, "fgColor", None), "rgb", None)
    return getattr(fill, "fill_type", "") == "solid" and _ends(color, (look.fill for look in LOOKS.values()))


def _is_our_side(side: Side | None) -> bool:
    if side is None or side.style is None or side.color is None:
        return False
    return any(side.style == look.line and _ends(side.color.rgb, [look.color]) for look in LOOKS.values())


def _ends(color: object, known: Iterable[str]) -> bool:
    return isinstance(color, str) and color[-6:].upper() in known


def _clear_comments(sheet: Any) -> None:
    for cell in sheet._cells.values():
        if cell._comment is not None:
            words = hers(cell.comment.text)
            if words != cell.comment.text:
                before = cell.comment
                cell.comment = (
                    Comment(words, before.author, before.height, before.width) if words.strip() else None
                )


def sized(sheet: Any, sizes: Mapping[tuple[int, int], tuple[int, int]]) -> None:
    """Gives comments the sizes that they had: openpyxl forgets them."""
    for (row, column), cell in sheet._cells.items():
        if cell._comment is not None and (found := sizes.get((row, column))):
            cell._comment.width, cell._comment.height = found
