"""Looks into a workbook before any reader does, and hands on only what is safe to read.

Nothing of the archive as it was sent reaches the reader: it gets a plain archive with the parts that
were checked, under names of our own, so that no second reading of the directory can differ.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote

from eduhub.core.text import Text
from eduhub.source.archive import Package, key_of, open_package, pack
from eduhub.source.imprint import SAVED
from eduhub.source.limits import SHEETS
from eduhub.source.markup import Element, damaged, elements, refuse_wide, unsafe, walk
from eduhub.source.measure import Room, SheetFacts
from eduhub.source.problems import MACROS, OVER_LIMITS, RefusedError
from eduhub.source.sheets import mute_errors, scan
from eduhub.source.strings import lengths

_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_MACRO_TYPE: Final = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_STRINGS: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_HIDDEN: Final = frozenset({"hidden", "veryhidden"})
_TRUE: Final = frozenset({"1", "true"})


_Part: TypeAlias = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet of the archive: its name, whether people see it, and what the guard saw in it."""

    name: str
    hidden: bool
    facts: SheetFacts


@dataclass(frozen=True, slots=True)
class Archive:
    """A workbook that is safe to read.

    data        a plain archive of the checked parts; its sheets stand in the order of `sheets`
    properties  the document's own properties by name, as words, and when it was saved last
    """

    data: bytes
    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one part to another; `kind` is the last word of its type."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class _Tab:
    """A worksheet as the workbook lists it."""

    name: str
    state: str
    part: str


def inspect(data: bytes) -> Archive:
    """The checked parts of a workbook and the facts of its sheets; RefusedError for all that is odd."""
    package = open_package(data)
    _refuse_macros(package)
    root = links_of(package, "")
    book = _target(root, "officeDocument", "xl/workbook.xml")
    relations = links_of(package, book)
    outline = elements(package.read(book), book, "sheet", "workbookPr")
    tabs = _tabs(outline, relations)
    properties = _properties(package, _target(root, "custom-properties", "docProps/custom.xml"))
    properties |= _saved(package, _target(root, "core-properties", "docProps/core.xml"))
    styles = _target(relations, "styles", "xl/styles.xml")
    strings = _target(relations, "sharedStrings", "xl/sharedStrings.xml")
    sheets, parts = _scan_sheets(package, tabs, strings)
    parts += _styles(package, styles)
    read = {key_of(name) for name in (book, styles, strings, *(tab.part for tab in tabs))}
    look_over(package, read)
    return Archive(pack([*_frame(len(sheets), _is_1904(outline)), *parts]), sheets, properties)


def sheet_parts(package: Package) -> dict[str, str]:
    """The parts of the worksheets by their names, in their order."""
    book = _target(links_of(package, ""), "officeDocument", "xl/workbook.xml")
    outline = elements(package.read(book), book, "sheet")
    return {tab.name: tab.part for tab in _tabs(outline, links_of(package, book))}


def _refuse_macros(package: Package) -> None:
    """Refuses programs, by the names of parts and by the declared types."""
    types = "[Content_Types].xml"
    if any("vbaproject" in name for name in package):
        raise RefusedError(MACROS)
    if types in package and _MACRO_TYPE.search(package.read(types)):
        raise RefusedError(MACROS)


def links_of(package: Package, part: str) -> dict[str, Link]:
    """Where a part leads to, by the ids of its links; '' is the archive as a whole."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package:
        return {}
    found = elements(package.read(path), path, "Relationship")
    return {element.attributes.get("Id", ""): _relation(folder, element.attributes) for element in found}


def _relation(folder: str, attributes: Mapping[str, str]) -> Link:
    """One link; its target is a path from the root of the archive."""
    external = attributes.get("TargetMode") == "External"
    target = unquote(attributes.get("Target", "")).replace("\\", "/")
    path = target if external else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Link(attributes.get("Type", "").rpartition("/")[2], path, external)


def _target(relations: Mapping[str, Link], kind: str, usual: str) -> str:
    """The part that a link of this kind leads to; without one, where it usually stands."""
    found = (link.target for link in relations.values() if link.kind == kind and not link.external)
    return next(found, usual)


def _tabs(outline: list[Element], relations: Mapping[str, Link]) -> list[_Tab]:
    """The worksheets that the workbook lists; charts and dialogs have no cells and are left out."""
    listed = [element.attributes for element in outline if element.name == "sheet"]
    if len(listed) > SHEETS:
        raise RefusedError(
            OVER_LIMITS, what=Text("工作表数", "the number of sheets"), size=len(listed), limit=SHEETS
        )
    tabs = [tab for attributes in listed if (tab := _tab(attributes, relations)) is not None]
    if not tabs:
        raise damaged("没有工作表", "it has no worksheet")
    if len({key_of(tab.part) for tab in tabs}) < len(tabs):
        raise damaged("几张工作表共用同一个部件", "several sheets share one part")
    return tabs


def _tab(attributes: Mapping[str, str], relations: Mapping[str, Link]) -> _Tab | None:
    """One worksheet, or None for another kind of sheet."""
    name = attributes.get("name", "")
    relation = relations.get(attributes.get("id", ""))
    if relation is None or relation.external:
        raise damaged(
            f"找不到工作表「{name}」的内容", f"the content of the sheet '{name}' is missing", sheet=name
        )
    if "macrosheet" in relation.kind.lower():
        raise RefusedError(MACROS)
    return _Tab(name, attributes.get("state", ""), relation.target) if relation.kind == "worksheet" else None


def _scan_sheets(package: Package, tabs: list[_Tab], strings: str) -> tuple[tuple[Sheet, ...], list[_Part]]:
    """The facts of all worksheets, and the parts that their values need."""
    parts: list[_Part] = []
    sizes: list[int] = []
    if strings in package:
        parts.append((_STRINGS, package.read(strings)))
        sizes = lengths(parts[0][1], strings)
    room, sheets = Room(), []
    for number, tab in enumerate(tabs):
        content = package.read(tab.part)
        facts = scan(content, tab.name, tab.part, room, sizes)
        sheets.append(Sheet(tab.name, tab.state.lower() in _HIDDEN, facts))
        parts.append((_sheet_part(number), mute_errors(content, facts)))
    return tuple(sheets), parts


def _styles(package: Package, styles: str) -> list[_Part]:
    """The part that tells dates from numbers."""
    if styles not in package:
        return []
    content = package.read(styles)
    walk(content, styles)
    return [(_STYLES, content)]


def _properties(package: Package, part: str) -> dict[str, str]:
    """The document's own properties; the value is the text within, whatever its type."""
    if part not in package:
        return {}
    found = elements(package.read(part), part, "property")
    return {element.attributes.get("name", ""): element.text.strip() for element in found}


def _saved(package: Package, part: str) -> dict[str, str]:
    """When a program saved it last, under the name that the format has for it."""
    found = elements(package.read(part), part, "modified") if part in package else []
    return {SAVED: found[0].text.strip()} if found else {}


def look_over(package: Package, read: Iterable[str]) -> None:
    """Refuses a DTD or another encoding in the parts that nobody reads here: others will open the file."""
    for name in set(package) - set(read):
        if not name.endswith((".xml", ".rels")):
            continue
        content = package.read(name)
        refuse_wide(content)
        if _DTD.search(content):
            raise unsafe(Text("文档类型声明（DTD）或实体", "a document type declaration (DTD) or an entity"))


def _is_1904(outline: list[Element]) -> bool:
    """Do dates count from 1904, as on old Macs?"""
    return any(element.attributes.get("date1904") in _TRUE for element in outline)


def _sheet_part(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _frame(n_sheets: int, is_1904: bool) -> list[_Part]:
    """The parts that hold a workbook together, in our own words: sheets are named by their numbers."""
    book = f'<Relationship Id="r0" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(n_sheets)
    )
    links += f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    links += f'<Relationship Id="t" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    tabs = "".join(
        f'<sheet name="{number}" sheetId="{number + 1}" r:id="r{number}"/>' for number in range(n_sheets)
    )
    workbook = (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(is_1904)}"/>'
        f"<sheets>{tabs}</sheets></workbook>"
    )
    return [
        ("_rels/.rels", _links(book)),
        ("xl/_rels/workbook.xml.rels", _links(links)),
        ("xl/workbook.xml", workbook.encode("ascii")),
    ]


def _links(links: str) -> bytes:
    return f'{_XML}<Relationships xmlns="{_RELATIONS}">{links}</Relationships>'.encode("ascii")
