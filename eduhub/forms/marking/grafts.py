"""What openpyxl leaves out of a workbook and can be put back as it was.

Pictures, shapes and charts lie in parts of their own; drop-downs that look at other sheets, sparklines, the
results of formulas and green triangles that were switched off stand in the sheets.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from eduhub.source.archive import Package
from eduhub.source.guard import Link, links_of, sheet_parts
from eduhub.source.markup import Attributes, elements, local, walk

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = "[Content_Types].xml"
_ROOT: Final = re.compile(rb"<(?:\w+:)?worksheet\b[^>]*>")
_DATA: Final = re.compile(rb"<(?:\w+:)?sheetData\b[^>]*/>|</(?:\w+:)?sheetData>")
_NAMESPACES: Final = re.compile(rb"""\s(xmlns:\w+|\w+:Ignorable)\s*=\s*("[^"]*"|'[^']*')""")
# In the order of the format; what each may stand before.
_TAIL: Final = (
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "ignoredErrors",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "tableParts",
)
_WHOLE: Final = ("protectedRanges", "ignoredErrors")
_BOOK: Final = "xl/workbook.xml"
_APP: Final = "docProps/app.xml"
_SHARING: Final = "fileSharing"
_OWNERS: Final = ("Manager", "Company")
_LINKED: Final = {"drawing": "drawing", "legacyDrawingHF": "vmlDrawing", "picture": "image"}
# Extensions that say all they have to say themselves; data bars are tied to a rule that openpyxl rewrites.
_EXTENSIONS: Final = (
    b"{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}",  # drop-downs that look at other sheets
    b"{05C60535-1F16-4FD2-B633-F4F36F0B64E0}",  # sparklines
    b"{78C0D931-6437-407D-A8EE-F0AAD7539E65}",  # conditional formats that look at other sheets
)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ />]")
_CELL: Final = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f\b[^>]*?(?:/>|>[^<]*</f>))<v ?/></c>')
_ENTRY: Final = re.compile(rb"<(?:\w+:)?(?:Default|Override)\b[^>]*?/>")
_NAMED: Final = re.compile(rb'\b(?:Extension|PartName)="([^"]+)"')


class NotKeptError(Exception):
    """Something can't be put back where it was."""


@dataclass
class _Sheet:
    """What is put back into one sheet.

    pieces   by the name of the element; results by cell, as type and words
    """

    root: bytes
    pieces: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    results: dict[str, tuple[str, str]] = field(default_factory=dict)


def grafted(package: Package, parts: Mapping[str, bytes], sheets: Mapping[str, str]) -> dict[str, bytes]:
    """The written parts with what the package had beyond them.

    sheets  the names of worksheets, and the parts in which they were written
    """
    done = dict(parts)
    for name, part in sheet_parts(package).items():
        if name in sheets:
            _graft(package, part, sheets[name], done)
    _graft_book(package, done)
    return done


def _graft_book(package: Package, done: dict[str, bytes]) -> None:
    """Puts back who owns the workbook, and that it is to be opened for reading only."""
    for link in links_of(package, "").values():
        if link.kind == "officeDocument" and link.target in package:
            shared = elements(package.read(link.target), link.target, _SHARING)
            piece = b"".join(_element(_SHARING, one.attributes) for one in shared[:1])
            done[_BOOK] = _before(done[_BOOK], ("workbookPr", "workbookProtection", "bookViews"), piece)
        elif link.kind == "extended-properties" and link.target in package:
            said = elements(package.read(link.target), link.target, *_OWNERS)
            lines = [f"<{one.name}>{escape(one.text)}</{one.name}>" for one in said if one.text]
            done[_APP] = _before(done[_APP], (), "".join(lines).encode())


def _element(name: str, attributes: Mapping[str, str]) -> bytes:
    """An element without content, in the namespace of the format."""
    return f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in attributes.items())}/>".encode()


def _graft(package: Package, part: str, written: str, done: dict[str, bytes]) -> None:
    sheet = _taken(package, part)
    content = _with_results(done[written], sheet.results)
    done[written] = _with_pieces(content, sheet)
    if sheet.links:
        rels = posixpath.join(posixpath.dirname(written), "_rels", posixpath.basename(written) + ".rels")
        done[rels] = _with_links(done.get(rels, b""), sheet.links)
        for link in sheet.links.values():
            _copy(package, link.target, done)


# What was there


def _taken(package: Package, part: str) -> _Sheet:
    content = package.read(part)
    root = _ROOT.search(content)
    ends = list(_DATA.finditer(content))
    if root is None or not ends:
        raise NotKeptError
    sheet = _Sheet(root[0])
    tail = content[ends[-1].end() :]
    _take_tail(sheet, root[0] + tail, links_of(package, part))
    if _FORMULA.search(content):
        sheet.results = _results(content, part)
    return sheet


def _take_tail(sheet: _Sheet, content: bytes, links: Mapping[str, Link]) -> None:
    for name, attributes, piece in _children(content):
        if name in _LINKED:
            number = next((value for key, value in attributes.items() if local(key) == "id"), "")
            if number in links and not links[number].external:
                sheet.links[f"kept-{name}"] = links[number]
                sheet.pieces[name] = f'<{name} xmlns:k="{_OFFICE}" k:id="kept-{name}"/>'.encode()
        elif name in _WHOLE:
            sheet.pieces[name] = piece
        elif name == "phoneticPr":  # its font only shows in the readings of words, which are set apart
            kinds = [(key, value) for key, value in attributes.items() if key in ("type", "alignment")]
            sheet.pieces[name] = _element(name, {"fontId": "0", **dict(kinds)})
        elif name == "extLst":
            kept = [ext for _, _, ext in _children(piece) if _is_kept(ext)]
            opening, closing = piece[: piece.find(b">") + 1], piece[piece.rfind(b"</") :]
            if kept:
                sheet.pieces[name] = opening + b"".join(kept) + closing


def _is_kept(ext: bytes) -> bool:
    opening = ext[: ext.find(b">")].upper()
    return any(uri in opening for uri in _EXTENSIONS) and b'type="dataBar"' not in ext


def _children(content: bytes) -> Iterator[tuple[str, Attributes, bytes]]:
    """The elements right below the root: name, attributes, and the bytes of each."""
    parser = expat.ParserCreate("UTF-8")
    found: list[tuple[str, Attributes, int, int]] = []
    open_: list[tuple[str, Attributes, int]] = []

    def start(name: str, attributes: Attributes) -> None:
        open_.append((name, attributes, parser.CurrentByteIndex))

    def end(name: str) -> None:
        _, attributes, begin = open_.pop()
        if len(open_) == 1:
            found.append((local(name), attributes, begin, content.index(b">", parser.CurrentByteIndex) + 1))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotKeptError from error
    for name, attributes, begin, finish in found:
        yield name, attributes, content[begin:finish]


class _Results:
    """Collects the results of formulas while a sheet is read."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._cell, self._type, self._is_formula = "", "", False
        self._words: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """Notes a cell, that it is a formula, and the beginning of its result."""
        match local(name):
            case "c":
                self._cell, self._type = attributes.get("r", ""), attributes.get("t", "n")
                self._is_formula, self._words = False, None
            case "f":
                self._is_formula = True
            case "v" if self._is_formula:
                self._words = []

    def end(self, name: str) -> None:
        """Enters the result at the end of its cell; an empty text is one too."""
        if local(name) == "c" and self._is_formula and self._words is not None:
            words = "".join(self._words)
            if words or self._type == "str":
                self.found[self._cell] = (self._type, words)
            self._words = None

    def text(self, piece: str) -> None:
        """Adds text to a result."""
        if self._words is not None and self._is_formula:
            self._words.append(piece)


def _results(content: bytes, part: str) -> dict[str, tuple[str, str]]:
    """The results of formulas by cell: type and words."""
    results = _Results()
    walk(content, part, results.start, results.end, results.text)
    return results.found


# Putting it back


def _with_results(content: bytes, results: Mapping[str, tuple[str, str]]) -> bytes:
    if not results:
        return content

    def put(cell: re.Match[bytes]) -> bytes:
        sort, words = results.get(cell[1].decode(), ("", ""))
        if not sort:
            return cell[0]
        value = f" t={quoteattr(sort)}" if sort != "n" else ""
        begin = b'<c r="' + cell[1] + b'"' + cell[2] + value.encode() + b">"
        return begin + cell[3] + f"<v>{escape(words)}</v></c>".encode()

    return _CELL.sub(put, content)


def _with_pieces(content: bytes, sheet: _Sheet) -> bytes:
    if not sheet.pieces:
        return content
    data = list(_DATA.finditer(content))[-1].end()
    head, tail = content[:data], content[data:]
    for position, name in reversed(list(enumerate(_TAIL))):  # what is put back holds names of its own
        if name in sheet.pieces:
            tail = _before(tail, _TAIL[position + 1 :], sheet.pieces[name])
    tail = _before(tail, (), sheet.pieces.get("extLst", b""))
    return _ROOT.sub(lambda root: _with_namespaces(root[0], sheet.root), head, count=1) + tail


def _before(tail: bytes, names: tuple[str, ...], piece: bytes) -> bytes:
    """The end of a sheet with a piece in front of the first of these elements, else at its very end."""
    spots = [spot for name in names if (spot := re.search(rf"<{name}\b".encode(), tail))]
    at = min((spot.start() for spot in spots), default=tail.rfind(b"</"))
    return tail[:at] + piece + tail[at:]


def _with_namespaces(root: bytes, before: bytes) -> bytes:
    """The beginning of a sheet with the prefixes that the pieces go by."""
    known = {name for name, _ in _NAMESPACES.findall(root)}
    more = [name + b"=" + value for name, value in _NAMESPACES.findall(before) if name not in known]
    return root[:-1] + b"".join(b" " + one for one in more) + b">"


def _with_links(rels: bytes, links: Mapping[str, Link]) -> bytes:
    begin = rels[: rels.rfind(b"</")] if rels else _EMPTY
    more = "".join(
        f'<Relationship Id="{number}" Type="{_OFFICE}/{link.kind}" Target={quoteattr("/" + link.target)}/>'
        for number, link in links.items()
    )
    return begin + more.encode() + b"</Relationships>"


_EMPTY: Final = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'


def _copy(package: Package, part: str, done: dict[str, bytes]) -> None:
    """Copies a part and all that it leads to, with their types."""
    name = package.members[part.lower()].filename if part in package else ""
    if not name or name in done:
        return
    done[name] = package.read(part)
    _declare(package, name, done)
    rels = posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")
    if rels in package:
        done[package.members[rels.lower()].filename] = package.read(rels)
        for link in links_of(package, part).values():
            if not link.external:
                _copy(package, link.target, done)


def _declare(package: Package, part: str, done: dict[str, bytes]) -> None:
    """Says of a part what it is, as the package said it."""
    wanted = {f"/{part}".lower(), posixpath.splitext(part)[1].lstrip(".").lower()}
    entries = _ENTRY.findall(package.read(_TYPES))
    known = {_said(entry) for entry in _ENTRY.findall(done[_TYPES])}
    more = b"".join(entry for entry in entries if _said(entry) in wanted - known)
    types = done[_TYPES]
    done[_TYPES] = types[: types.rfind(b"</")] + more + types[types.rfind(b"</") :]


def _said(entry: bytes) -> str:
    found = _NAMED.search(entry)
    return found[1].decode("utf-8", "replace").lower() if found else ""
