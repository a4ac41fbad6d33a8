"""Frames that a form draws by a rule are drawn on the cells themselves: a rule would hide marks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from openpyxl.formatting.formatting import ConditionalFormatting, ConditionalFormattingList
from openpyxl.styles import Border, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils.cell import column_index_from_string

from eduhub.core.place import cell_name
from eduhub.forms.frames import frame_rule, framed
from eduhub.forms.marking.marks import SIDES, cell_at
from eduhub.forms.styles import LINE

_SIDE: Final = Side("thin", f"FF{LINE.removeprefix('#')}")


def fix_frames(sheet: Any, rows: Collection[int]) -> None:
    """Draws the frames of filled rows and lets the rule begin below them, where marks are put on such rows.

    rows  in which marks are put
    """
    kept = ConditionalFormattingList()
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            kept.add(_below(sheet, area, rule, rows), rule)
    sheet.conditional_formatting = kept


def _below(
    sheet: Any, area: ConditionalFormatting, rule: Any, rows: Collection[int]
) -> ConditionalFormatting:
    """Where a rule holds from now on: that of frames below the last row that is filled in or marked."""
    ranges = list(area.sqref.ranges)
    found = framed(rule.formula[0]) if len(rule.formula) == 1 and len(ranges) == 1 else None
    if not found or found[0] != ranges[0].min_row or max(rows, default=0) < found[0]:
        return area
    first, column = found
    last = max(cell.row for cell in sheet._cells.values() if cell.value is not None)
    last = max(last, *rows)
    _draw(sheet, first, last, column_index_from_string(column))
    rule.formula = [frame_rule(last + 1, column)]
    return ConditionalFormatting(f"A{last + 1}:{column}{max(ranges[0].max_row, last + 1)}")


def _draw(sheet: Any, first: int, last: int, columns: int) -> None:
    """Draws frames around the cells that have none of their own."""
    borders = sheet.parent._borders
    frame = borders.add(Border(_SIDE, _SIDE, _SIDE, _SIDE))
    for row in range(first, last + 1):
        for column in range(columns):
            cell = cell_at(sheet, cell_name(row - 1, column))
            if not any(getattr(borders[cell._style.borderId], name).style for name in SIDES):
                cell._style = StyleArray(cell._style)
                cell._style.borderId = frame
