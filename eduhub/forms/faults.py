"""Faults that a form flags as they are typed or pasted: formulas for conditional formats.

They hold in Excel, WPS and LibreOffice: no array constants, no names, nothing newer than Excel 2007.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eduhub.forms.codes import NA_WORDS, Codes
from eduhub.source.imprint import CODES
from eduhub.source.layout import Column, SheetLayout, Sort

_FIRST, _LAST = 10959, 73415  # 1930-01-01 and 2100-12-31 as spreadsheets count days
_PARTS = 20  # so many values of one cell are looked at


@dataclass(frozen=True)
class Fault:
    """A fault and the formula that is true where it is; what is not sure is a doubt."""

    name: str
    formula: str
    sure: bool = True


@dataclass(frozen=True)
class Spot:
    """A cell in formulas: itself, relative to its row, and what stands beside it.

    whole   the cells of the whole row, or of all lines of a sheet of label and value
    other   the cell on which its choices depend
    twin    for a table, the formula that counts the rows with the same key
    """

    cell: str
    whole: str
    other: str = ""
    twin: str = ""


def faults(layout: SheetLayout, column: Column, spot: Spot, codes: Codes) -> Iterator[Fault]:
    """The faults that cells of a column are looked at for, the gravest first."""
    cell = spot.cell
    yield Fault("error", f"ISERROR({cell})")
    if column.required:
        yield Fault("absent", f"AND(LEN(TRIM({cell}))=0,COUNTA({spot.whole})>0)")
    if column.choices:
        yield from _choices(layout, column, spot, codes)
    elif column.sort in (Sort.WHOLE, Sort.NUMBER):
        yield from _numbers(column, cell)
    elif column.sort is Sort.DATE:
        yield from _dates(column, cell)
    elif not column.joined:
        yield from _texts(column, cell)
    if not column.joined and (known := codes.listed(column)):
        yield Fault("unlisted", f"AND({_filled(cell)},ISNA(MATCH(TRIM({cell}),{known},0)))", sure=False)
    if spot.twin:
        yield Fault("repeated", spot.twin, sure=False)


def _filled(cell: str) -> str:
    return f"LEN(TRIM({cell}))>0"


def _choices(layout: SheetLayout, column: Column, spot: Spot, codes: Codes) -> Iterator[Fault]:
    cell, accepted = spot.cell, codes.accepted(column)
    if column.joined:
        yield Fault("unknown", f"AND({_filled(cell)},{_unknown_parts(cell, accepted)}>0)")
        return
    yield Fault("unknown", f"AND({_filled(cell)},ISNA(MATCH(TRIM({cell}),{accepted},0)))")
    if pairs := codes.fitting(layout, column):
        fits = f"COUNTIFS({pairs.keys},TRIM({spot.other}),{pairs.values},TRIM({cell}))"
        known = f"COUNTIF({pairs.keys},TRIM({spot.other}))>0,COUNTIF({pairs.values},TRIM({cell}))>0"
        yield Fault("misfit", f"AND({_filled(cell)},{known},{fits}=0)")


def _unknown_parts(cell: str, accepted: str) -> str:
    """How many of the values that a cell joins are not among the choices."""
    even = f"TRIM({cell})"
    for sign in ("，", ",", "；", ";", "/"):
        even = f'SUBSTITUTE({even},"{sign}","、")'
    steps = f"(ROW({CODES}!$1:${_PARTS})-1)*99+1"
    parts = f'TRIM(MID(SUBSTITUTE({even},"、",REPT(" ",99)),{steps},99))'
    return f"SUMPRODUCT((LEN({parts})>0)*ISNA(MATCH({parts},{accepted},0)))"


def _lacks(column: Column, cell: str) -> str:
    """A condition that is false where 不适用 stands and may."""
    words = ",".join(f'TRIM({cell})<>"{word}"' for word in NA_WORDS)
    return f",{words}" if column.lacking else ""


def _without_digits(text: str) -> str:
    for digit in "0123456789":
        text = f'SUBSTITUTE({text},"{digit}","")'
    return text


def _numbers(column: Column, cell: str) -> Iterator[Fault]:
    text = f"ASC(TRIM({cell}))"
    rest = _without_digits(text)
    signs = ",".join(f'{rest}="{sign}"' for sign in ("", ".", "-", "-.", "+", "+."))
    plain = f"AND(OR({signs}),ISNUMBER(VALUE({text})))"
    written = f"NOT(IFERROR({plain},FALSE))"
    yield Fault(
        "no number",
        f"OR(ISLOGICAL({cell}),AND(ISTEXT({cell}),{_filled(cell)}{_lacks(column, cell)},{written}))",
    )
    number = f"IF(ISNUMBER({cell}),{cell},VALUE({text}))"
    least, most = column.between
    bounds = [f"{number}<{least:.0f}" for least in (least,) if least is not None]
    bounds += [f"{number}>{most:.0f}" for most in (most,) if most is not None]
    if bounds:
        yield Fault("outside", f"AND({_filled(cell)},IFERROR(OR({','.join(bounds)}),FALSE))")
    if column.sort is Sort.WHOLE:
        yield Fault("no whole", f"AND({_filled(cell)},IFERROR({number}<>INT({number}),FALSE))")


def _dates(column: Column, cell: str) -> Iterator[Fault]:
    text = f"ASC(TRIM({cell}))"
    even = text
    for sign, other in (("年", "-"), ("月", "-"), ("日", ""), (".", "-"), ("/", "-")):
        even = f'SUBSTITUTE({even},"{sign}","{other}")'
    full = f'AND(MID({even},5,1)="-",ISNUMBER(VALUE(LEFT({even},4))),ISNUMBER(DATEVALUE({even})))'
    lacks = _lacks(column, cell)
    yield Fault(
        "no date",
        f"OR(ISLOGICAL({cell}),AND(ISTEXT({cell}),{_filled(cell)}{lacks},NOT(IFERROR({full},FALSE))))",
    )
    yield Fault(
        "date as text",
        f'AND(ISTEXT({cell}),{_filled(cell)}{lacks},OR(LEN(TRIM({cell}))<>10,MID(TRIM({cell}),5,1)<>"-"))',
        sure=False,
    )
    yield Fault("far date", f"AND(ISNUMBER({cell}),OR({cell}<{_FIRST},{cell}>{_LAST}))", sure=False)


def _texts(column: Column, cell: str) -> Iterator[Fault]:
    text = f'SUBSTITUTE(ASC(TRIM({cell}))," ","")'
    first = f"LEFT({text},17)"
    yield Fault(
        "resident id",
        f'AND(OR(LEN({text})=18,LEN({text})=15),LEN({_without_digits(first)})=0,ISERROR(FIND("-",{text})))',
    )
    if column.width:
        base = f'LEFT({text},FIND("-",{text}&"-")-1)'
        yield Fault(
            "width",
            f"AND({_filled(cell)},OR(LEN({base})<>{column.width},LEN({_without_digits(base)})>0))",
        )
    if column.code:
        yield Fault("code as number", f"ISNUMBER({cell})", sure=False)
    if column.longest:
        yield Fault("too long", f"LEN({cell})>{column.longest}")
