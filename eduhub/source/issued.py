"""The list of the forms that were made for all units: it lies beside them and holds no data."""

from __future__ import annotations

from typing import Final

from eduhub.core.text import LANGS, Text
from eduhub.source import limits
from eduhub.source.grid import Grid
from eduhub.source.layout import normal

NAME: Final = Text("清单.csv", "list.csv")
# No register has any of these: the list is not taken for one.
COLUMNS: Final = (
    Text("文件", "file"),
    Text("单位编号", "unit id"),
    Text("单位名称", "unit name"),
    Text("所在县区", "in district"),
)
WHAT: Final = Text(
    "；这是 eduhub template 生成的发表清单，不是填报的表",
    "; this is the list of forms that 'eduhub template' wrote, and no form itself",
)


def is_list_of_forms(grid: Grid) -> bool:
    """Has a table all headings of the list, whatever people added to it?"""
    for row in range(min(limits.HEADING_ROWS, grid.height)):
        words = {normal(grid.text(row, at) or "") for at in range(grid.width(row))}
        if any(words >= {normal(column.to(lang)) for column in COLUMNS} for lang in LANGS):
            return True
    return False
