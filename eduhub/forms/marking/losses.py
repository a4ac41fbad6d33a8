"""What openpyxl would lose of a workbook, and nothing here can carry over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from eduhub.core.place import split_cell
from eduhub.core.text import Text
from eduhub.source.archive import Package
from eduhub.source.guard import sheet_parts

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
# What sheets say of themselves, by how it begins.
_SAID: Final = (
    (re.compile(rb"<(?:[^\s<>:/]+:)?customSheetView\b"), Text("自定义视图", "custom views")),
    (
        re.compile(rb"<[^\s<>:/]+:dataBar\b"),
        Text("新样式的数据条（Excel 2010 起）", "data bars in the style of Excel 2010 and later"),
    ),
)
# openpyxl makes a cell for each one of these areas, whether there is anything in it or not.
_MERGED: Final = 100_000
_LINKED: Final = 10_000
_LINK: Final = re.compile(rb"""<(?:[^\s<>:/]+:)?hyperlink\s((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_AREA: Final = re.compile(rb"""(?:\A|\s)ref\s*=\s*["']([^"']*)["']""")
_MERGES: Final = Text("很大的合并单元格", "very large merged areas")
_LINKS: Final = Text("很大区域上的超链接", "hyperlinks over very large areas")


def losses(package: Package) -> list[Text]:
    """What would be lost, once each; none where all can be kept."""
    found: dict[Text, None] = {}
    for name in sorted(package):
        found |= {what: None for part, what in _PARTS if name.startswith(part)}
        if name.endswith(".vml") and _OBJECT.search(package.read(name)):
            found[_CONTROLS] = None
    for part in sheet_parts(package).values():
        content = package.read(part)
        found |= {what: None for sign, what in _SAID if sign.search(content)}
    return list(found)


def vast(package: Package, merges: Iterable[tuple[int, int, int, int]]) -> list[Text]:
    """What would take openpyxl more time and memory than there is; none where it can open the workbook."""
    found = []
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merges) > _MERGED:
        found.append(_MERGES)
    links = (link for part in sheet_parts(package).values() for link in _LINK.findall(package.read(part)))
    if sum(map(_beyond, links)) > _LINKED:
        found.append(_LINKS)
    return found


def _beyond(link: bytes) -> int:
    """How many cells a link covers beside its first; what can't be told counts as too many."""
    area = _AREA.search(link)
    first, _, last = (
        area[1].decode("utf-8", "replace").replace("$", "").upper().partition(":") if area else ("",) * 3
    )
    try:
        top, left = split_cell(first)
        bottom, right = split_cell(last or first)
    except (ValueError, TypeError):
        return _LINKED + 1
    if not all((top, left, bottom, right)):  # whole rows or columns
        return _LINKED + 1
    return (abs(bottom - top) + 1) * (abs(right - left) + 1) - 1
