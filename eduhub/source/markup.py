"""XML parts of a workbook, read by expat under guard: no DTD, no entities, UTF-8 only, never too deep."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn, TypeAlias
from xml.parsers import expat

from eduhub.core.personal import masked
from eduhub.core.text import Text, visible
from eduhub.source.limits import ARCHIVE_MEMBERS, CELL_TEXT, XML_DEPTH
from eduhub.source.problems import DAMAGED_ARCHIVE, OVER_LIMITS, TOO_DEEP, UNSAFE_XML, RefusedError

Attributes: TypeAlias = dict[str, str]
Start: TypeAlias = Callable[[str, Attributes], None]
End: TypeAlias = Callable[[str], None]
Told: TypeAlias = Callable[[str], None]

_QUOTED = 200  # characters
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})

# Before 3.11.5 possessive quantifiers could go wrong (gh-106052): there only exact passes are made.
TRUSTED: Final = sys.version_info >= (3, 11, 5)


def local(name: str) -> str:
    """A name without its prefix: readers of workbooks go by that part alone."""
    return name[name.find(":") + 1 :] if ":" in name else name


def unsafe(problem: Text) -> RefusedError:
    """The refusal of markup that has no place in a workbook."""
    return RefusedError(UNSAFE_XML, problem=problem)


def damaged(zh: str, en: str, **facts: object) -> RefusedError:
    """The refusal of an archive or a part that is not what the format asks for."""
    return RefusedError(DAMAGED_ARCHIVE, problem=words(zh, en), **facts)


def words(zh: str, en: str) -> Text:
    """Words that quote the file: what could drive a terminal is written out, and they end somewhere."""
    return Text(visible(masked(zh)[:_QUOTED]), visible(masked(en)[:_QUOTED]))


def _refuse_doctype(*_: object) -> NoReturn:
    raise unsafe(Text("文档类型声明（DTD）或实体", "a document type declaration (DTD) or an entity"))


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    """Refuses a declared encoding other than UTF-8: readers would disagree about the text."""
    if encoding is not None and encoding.lower() not in _UTF8:
        raise unsafe(words(f"编码 {encoding}（应为 UTF-8）", f"the encoding {encoding} instead of UTF-8"))


def refuse_wide(data: bytes) -> None:
    """Refuses UTF-16 and UTF-32, which could hide a DTD from a look at the bytes."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:64]:
        raise unsafe(Text("UTF-16 或 UTF-32 编码（应为 UTF-8）", "UTF-16 or UTF-32 instead of UTF-8"))


def walk(
    data: bytes, part: str, start: Start | None = None, end: End | None = None, text: Told | None = None
) -> None:
    """Takes a whole part through expat; the callbacks get names as written, prefix and all.

    Raises RefusedError where the part is malformed, hides a DTD or nests too deep.
    """
    Walk(part, start, end, text).run(data)


@dataclass(slots=True)
class Walk:
    """One pass of expat over one part."""

    part: str
    start: Start | None = None
    end: End | None = None
    text: Told | None = None
    aside: Callable[[], None] | None = None
    depth: int = field(default=0, init=False)

    def run(self, data: bytes) -> None:
        """Reads all of the part; the parser's own words are never shown."""
        refuse_wide(data)
        parser = expat.ParserCreate("UTF-8")
        self._listen(parser)
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise damaged(
                f"部件 {self.part} 第 {error.lineno} 行不是合规的 XML",
                f"line {error.lineno} of the part {self.part} is not well-formed XML",
            ) from error

    def _listen(self, parser: expat.XMLParserType) -> None:
        """Hangs the callbacks on the parser; whatever stands beside elements and text goes to `aside`."""
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EntityDeclHandler = _refuse_doctype
        parser.XmlDeclHandler = _check_declaration
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._finish
        if self.text is not None:
            parser.CharacterDataHandler = self.text
        if self.aside is not None:
            parser.CommentHandler = parser.ProcessingInstructionHandler = self._step_aside
            parser.StartCdataSectionHandler = self._step_aside

    def _begin(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        if self.depth > XML_DEPTH:
            raise RefusedError(TOO_DEEP, limit=XML_DEPTH)
        if self.start is not None:
            self.start(name, attributes)

    def _finish(self, name: str) -> None:
        self.depth -= 1
        if self.end is not None:
            self.end(name)

    def _step_aside(self, *_: object) -> None:
        if self.aside is not None:
            self.aside()


@dataclass(slots=True)
class Element:
    """An element that was asked for: its name and attributes without prefixes, and all text within."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""


@dataclass(slots=True)
class _Gather:
    """Collects elements of some names in their order, up to as many as an archive may have members."""

    names: frozenset[str]
    found: list[Element] = field(default_factory=list)
    inside: list[Element | None] = field(default_factory=list)

    def start(self, name: str, attributes: Attributes) -> None:
        """Notes an element of a wanted name; what stands in any other belongs to the one around it."""
        if local(name) not in self.names:
            self.inside.append(self.inside[-1] if self.inside else None)
            return
        if len(self.found) == ARCHIVE_MEMBERS:
            what = words(f"{local(name)} 的个数", f"the number of {local(name)} entries")
            raise RefusedError(OVER_LIMITS, what=what, size=f"{ARCHIVE_MEMBERS}+", limit=ARCHIVE_MEMBERS)
        self.found.append(Element(local(name), {local(key): value for key, value in attributes.items()}))
        self.inside.append(self.found[-1])

    def end(self, _name: str) -> None:
        """Leaves an element."""
        self.inside.pop()

    def text(self, piece: str) -> None:
        """Adds text to the wanted element that it stands in."""
        element = self.inside[-1]
        if element is not None and len(element.text) <= CELL_TEXT:
            element.text += piece


def elements(data: bytes, part: str, *names: str) -> list[Element]:
    """The elements of those names, wherever they stand, in the order of the part."""
    gather = _Gather(frozenset(names))
    walk(data, part, gather.start, gather.end, gather.text)
    return gather.found


def cut(data: bytes, begin: int, end: int) -> tuple[bytes, bytes] | None:
    """A part split at two marks: what stands around the body, joined, and the body itself.

    None where the marks are missing, or where the body is not clean UTF-8, or where a comment, CDATA
    or an instruction around it could make the joined pieces mean something else than the whole.
    """
    if begin < 0 or end < begin:
        return None
    head, body, tail = data[:begin], data[begin:end], data[end:]
    if b"<!" in head or b"<!" in tail or b"<?" in head[1:] or b"<?" in tail or not _is_clean(body):
        return None
    return head + tail, body


def _is_clean(body: bytes) -> bool:
    """Is it UTF-8 without the two characters that XML excludes?"""
    if body.isascii():
        return True
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\xef\xbf\xbe" not in body and b"\xef\xbf\xbf" not in body
