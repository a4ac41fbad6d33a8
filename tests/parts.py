"""Workbooks built part by part, honest or not, for the tests of what reads them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import msoffcrypto

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def links(*targets: tuple[str, str, str]) -> str:
    """A part of relationships from (id, kind, target)."""
    lines = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in targets
    )
    return f'<Relationships xmlns="{LINKS}">{lines}</Relationships>'


def sheet(rows: str = "", head: str = "", tail: str = "") -> str:
    """A worksheet with these rows, and what stands before and after them."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{head}'
        f"<sheetData>{rows}</sheetData>{tail}</worksheet>"
    )


def strings(*texts: str, claim: str = "") -> str:
    """A table of shared strings; `claim` are the attributes of its root."""
    return f'<sst xmlns="{MAIN}" {claim}>' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def parts(*sheets: str, state: str = "visible", book: str = "", shared: str | None = None) -> dict[str, str]:
    """The parts of a workbook whose sheets are named 表1, 表2, ...; `book` stands before their list."""
    numbers = range(1, len(sheets) + 1)
    tabs = "".join(f'<sheet name="表{n}" sheetId="{n}" state="{state}" r:id="r{n}"/>' for n in numbers)
    listed = f"{book}<sheets>{tabs}</sheets>"
    found = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "_rels/.rels": links(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{listed}</workbook>',
        "xl/_rels/workbook.xml.rels": links(
            *((f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers),
            ("s", "sharedStrings", "sharedStrings.xml"),
        ),
    }
    found |= {f"xl/worksheets/sheet{n}.xml": content for n, content in zip(numbers, sheets, strict=True)}
    return found if shared is None else found | {"xl/sharedStrings.xml": shared}


def pack(files: Mapping[str, str | bytes]) -> bytes:
    """The parts as a compressed archive; the type of an OpenDocument file stays as it is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return buffer.getvalue()


def book(rows: str = "", head: str = "", tail: str = "", shared: str | None = None) -> bytes:
    """A workbook of one sheet."""
    return pack(parts(sheet(rows, head, tail), shared=shared))


def cell(address: str, value: object = 1, attributes: str = "") -> str:
    """A row with one cell."""
    row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{address}"{attributes}><v>{value}</v></c></row>'


# Workbooks that nobody should keep as files: what the recipes of cases make.

SHEET = "xl/worksheets/sheet1.xml"


def bomb(part: str, size: int) -> bytes:
    """A small file with a part that unpacks to so many bytes."""
    return pack(parts(sheet(cell("A1"))) | {part: " " * size})


def truncated(percent: int) -> bytes:
    """The first part of a workbook, as a transfer leaves it that broke off."""
    whole = book(cell("A1"))
    return whole[: len(whole) * percent // 100]


def far(address: str) -> bytes:
    """A workbook with a value far away from its table."""
    return book(cell("A1") + cell(address))


def claimed(count: int) -> bytes:
    """A workbook that says of itself that it has so many shared strings; it has one."""
    return book(cell("A1", 0, ' t="s"'), shared=strings("年级", claim=f'uniqueCount="{count}"'))


def declared(declaration: str) -> bytes:
    """A workbook whose sheet begins with a declaration of its own."""
    head, end, rest = sheet(cell("A1")).partition("?>")
    return pack(parts("") | {SHEET: head + end + declaration + rest})


def with_part(part: str) -> bytes:
    """A workbook that has a part more."""
    return pack(parts(sheet(cell("A1"))) | {part: b"x"})


def dangling() -> bytes:
    """A workbook with a cell that shows a shared string which is not there."""
    return book(cell("A1", 7, ' t="s"'), shared=strings("年级"))


def compound(*names: str) -> bytes:
    """A compound file whose directory has entries of these names, and nothing else."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    entries = ((name + "\0").encode("utf-16-le") for name in names)
    return head + b"".join(
        entry.ljust(64, b"\0") + len(entry).to_bytes(2, "little") + b"\2" + bytes(61) for entry in entries
    )


def encrypted(password: str) -> bytes:
    """A workbook that opens with a password only."""
    plain, closed = io.BytesIO(book(cell("A1"))), io.BytesIO()
    msoffcrypto.OfficeFile(plain).encrypt(password, closed)
    return closed.getvalue()
