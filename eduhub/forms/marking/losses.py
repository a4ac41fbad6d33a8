"""What openpyxl would lose of a workbook, and nothing here can carry over."""

from __future__ import annotations

import re
from typing import Final

from eduhub.core.text import Text
from eduhub.source.archive import Package

_PICTURES: Final = Text("单元格里的图片", "pictures inside cells")
_CONTROLS: Final = Text("按钮、下拉框等控件", "buttons and other controls")
# The beginnings of names of parts, in lower case.
_PARTS: Final = (
    ("xl/cellimages.xml", _PICTURES),
    ("xl/richdata/", _PICTURES),
    ("xl/featurepropertybag/", Text("单元格里的复选框", "checkboxes inside cells")),
    ("xl/threadedcomments/", Text("带回复的批注", "comments with replies")),
    ("xl/ctrlprops/", _CONTROLS),
    ("xl/activex/", _CONTROLS),
    ("xl/embeddings/", Text("嵌入的文件", "embedded files")),
    ("xl/slicers/", Text("切片器", "slicers")),
    ("xl/timelines/", Text("日程表", "timelines")),
    ("xl/chartsheets/", Text("图表工作表", "chart sheets")),
    ("xl/dialogsheets/", Text("对话框工作表", "dialog sheets")),
    ("xl/querytables/", Text("外部数据查询", "queries of outside data")),
    ("xl/model/", Text("数据模型", "a data model")),
)
# What a drawing in the old format holds beside comments; pictures in headers are carried over.
_OBJECT: Final = re.compile(rb"""ObjectType\s*=\s*["'](?!Note["']|Pict["'])""")


def losses(package: Package) -> list[Text]:
    """What would be lost, once each; none where all can be kept."""
    found: dict[Text, None] = {}
    for name in sorted(package):
        found |= {what: None for part, what in _PARTS if name.startswith(part)}
        if name.endswith(".vml") and _OBJECT.search(package.read(name)):
            found[_CONTROLS] = None
    return list(found)
