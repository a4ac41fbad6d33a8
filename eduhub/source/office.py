"""Words in office files beside or instead of the cells that are read: comments, drawings, properties."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from eduhub.core.text import Text
from eduhub.source.archive import Package, key_of, open_package
from eduhub.source.guard import links_of, sheet_parts
from eduhub.source.problems import RefusedError

COMMENT = Text("单元格 {cell} 的批注里", "in the comment of cell {cell}")
PROPERTIES = Text("文件属性里", "in the properties of the file")
ELSEWHERE = Text("图形、页眉或页脚里", "in a shape, header or footer")
INSIDE = Text("文件里", "inside the file")

_NOTE = re.compile(r"<(?:\w+:)?(?:comment|threadedComment)\s[^>]*?ref=\"([A-Z]+[0-9]+)\"")
_BREAK = re.compile(r"</(?:\w+:)?(?:p|h|tc|si|is|tr|comment|property|oddHeader|oddFooter)>")
_STOP = re.compile(r"<(?:\w+:)?(?:tab|br|cr|s)(?:\s[^>]*)?/?>")
_TAG = re.compile(r"<[^>]*>")


class Aside(NamedTuple):
    """Words outside of the cells, and where; sheet and cell where they are pinned to one."""

    where: Text
    words: str
    sheet: str | None = None
    cell: str | None = None


def comment_on(cell: str, sheet: str | None, words: str) -> Aside:
    """Words that are pinned to a cell."""
    where = Text(COMMENT.zh.format(cell=cell), COMMENT.en.format(cell=cell))
    return Aside(where, words, sheet, cell if sheet else None)


def asides(raw: bytes) -> Iterator[Aside]:
    """What a workbook says outside of its cells. RefusedError as its reader has it."""
    package = open_package(raw)
    sheets = _sheets(package)
    for name in package:
        if re.match(r"xl/(?:comments|threadedcomments)", name):
            yield from _comments(_decoded(package, name), sheets.get(name))
        elif name.startswith("docprops/") and name.endswith(".xml"):
            yield Aside(PROPERTIES, pieces_of(_decoded(package, name)))
        elif re.match(r"xl/drawings/[^/]+\.(?:xml|vml)$", name):
            yield Aside(ELSEWHERE, words_of(_decoded(package, name)))
        elif re.match(r"xl/worksheets/[^/]+\.xml$", name):
            yield Aside(ELSEWHERE, words_of(_decoded(package, name).rpartition("</sheetData>")[2]))


def _sheets(package: Package) -> dict[str, str]:
    """The sheets that parts hang on, by the keys of the parts; none where the workbook does not tell."""
    with suppress(RefusedError):
        return {
            key_of(link.target): sheet
            for sheet, part in sheet_parts(package).items()
            for link in links_of(package, part).values()
        }
    return {}


def _comments(xml: str, sheet: str | None) -> Iterator[Aside]:
    """The comments, each with the cell that it is pinned to."""
    notes = list(_NOTE.finditer(xml))
    if not notes:
        return
    ends = [*(note.start() for note in notes[1:]), len(xml)]
    for note, end in zip(notes, ends, strict=True):
        yield comment_on(note[1], sheet, words_of(xml[note.start() : end]))


def strings(raw: bytes) -> Iterator[str]:
    """All words of an office file, part by part: those of cells, of paragraphs, of everything else."""
    package = open_package(raw)
    for name in package:
        if name.startswith("docprops/"):
            yield pieces_of(_decoded(package, name))
        elif re.match(r"xl/worksheets/[^/]+\.xml$", name):
            xml = _decoded(package, name)
            inline = re.findall(r"<is>.*?</is>", xml, re.S)
            yield words_of("".join([*inline, xml.rpartition("</sheetData>")[2]]))
        elif name.endswith((".xml", ".vml")):
            yield words_of(_decoded(package, name))


def _decoded(package: Package, name: str) -> str:
    return package.read(name).decode("utf-8", "replace")


def pieces_of(xml: str) -> str:
    """The text of a part: a line for each of its elements."""
    return _TAG.sub("\n", xml)


def words_of(xml: str) -> str:
    """The text of a part: a line a paragraph, whatever pieces of differing look it is made of."""
    return html.unescape(_TAG.sub("", _STOP.sub("\t", _BREAK.sub("\n", xml))))
