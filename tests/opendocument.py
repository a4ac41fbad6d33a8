"""OpenDocument spreadsheets built part by part, honest or not, for the tests of what reads them."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from parts import pack

SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = {
    "office": f"{_OASIS}:office:1.0",
    "table": f"{_OASIS}:table:1.0",
    "text": f"{_OASIS}:text:1.0",
    "draw": f"{_OASIS}:drawing:1.0",
    "style": f"{_OASIS}:style:1.0",
    "number": f"{_OASIS}:datastyle:1.0",
    "meta": f"{_OASIS}:meta:1.0",
    "manifest": f"{_OASIS}:manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
_NAMED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items())
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


def words(text: str, inside: str = "", **attributes: object) -> str:
    """A cell of text; `inside` stands before its paragraph."""
    return cell(f"{inside}<text:p>{escape(text)}</text:p>", value_type="string", **attributes)


def number(value: object, **attributes: object) -> str:
    """A cell with a number."""
    return cell(f"<text:p>{value}</text:p>", value_type="float", value=value, **attributes)


def blank(times: int = 1) -> str:
    """Cells without content."""
    return cell(repeated=times)


_OF_TABLE = {"repeated": "number-columns-repeated", "across": "number-columns-spanned"}
_OF_TABLE |= {"down": "number-rows-spanned", "formula": "formula", "style": "style-name"}


def cell(inside: str = "", **attributes: object) -> str:
    """A cell; attributes are those of office, but for the few of tables and of the calculator's errors."""
    given = "".join(f" {_attribute(name)}={quoteattr(str(value))}" for name, value in attributes.items())
    return f"<table:table-cell{given}>{inside}</table:table-cell>"


def _attribute(name: str) -> str:
    if name == "error":
        return "calcext:value-type"
    return f"table:{_OF_TABLE[name]}" if name in _OF_TABLE else f"office:{name.replace('_', '-')}"


def row(*cells: str, times: object = 1, more: str = "") -> str:
    """A row, or so many of it."""
    repeated = "" if times == 1 else f' table:number-rows-repeated="{times}"'
    return f"<table:table-row{repeated}{more}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "表1", style: str = "") -> str:
    """A sheet; columns are written before the rows."""
    styled = f' table:style-name="{style}"' if style else ""
    return f"<table:table table:name={quoteattr(name)}{styled}>{''.join(rows)}</table:table>"


def content(*tables: str, styles: str = "", head: str = _XML) -> str:
    """The part with the cells."""
    return (
        f"{head}<office:document-content {_NAMED}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def other(name: str, inside: str) -> str:
    """Another part: `meta`, `styles`."""
    return f"{_XML}<office:document-{name} {_NAMED}>{inside}</office:document-{name}>"


def manifest(inside: str = "") -> str:
    """The list of the parts."""
    return f"{_XML}<manifest:manifest {_NAMED}>{inside}</manifest:manifest>"


def parts(*tables: str, styles: str = "") -> dict[str, str | bytes]:
    """The parts of a spreadsheet."""
    return {
        "mimetype": SPREADSHEET,
        "content.xml": content(*tables, styles=styles),
        "META-INF/manifest.xml": manifest(),
    }


def ods(*tables: str, styles: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A spreadsheet of these sheets."""
    return pack(parts(*tables, styles=styles) | dict(more or {}))


def of_rows(*rows: str) -> bytes:
    """A spreadsheet of one sheet."""
    return ods(table(*rows))
