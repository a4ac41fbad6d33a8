"""A page as data: words in both languages, numbers, tables and figures; no markup, no file format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from eduhub.core.text import Text, rounded, same

Align: TypeAlias = Literal["left", "right", "center"]
Kind: TypeAlias = Literal["bars", "diverging", "heat", "columns", "caterpillar"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: words, or a number in the decimals of the official form.

    value    the number; a spreadsheet gets it as it is, and shows it as the words do
    mark     stands behind the number
    percent  a share from 0 to 1, said in percent
    signed   a plus stands before what is above 0
    """

    words: Text
    value: float | None = None
    decimals: int = 0
    mark: str = ""
    percent: bool = False
    signed: bool = False

    @property
    def form(self) -> str:
        """How a spreadsheet shows the number: its format code."""
        form = "0" if self.percent else "#,##0"
        form += "." + "0" * self.decimals if self.decimals else ""
        form += "%" if self.percent else ""
        form += f'" {self.mark}"' if self.mark else ""
        if not self.signed:
            return form
        half = rounded(0.5 * 10.0 ** -(self.decimals + 2 * self.percent), self.decimals + 3)
        return f"[>={half}]+{form};[<=-{half}]-{form};{form}"


def words(text: Text | str) -> Cell:
    """A cell of words; a string is equal in both languages."""
    return Cell(same(text) if isinstance(text, str) else text)


NONE = words("—")


def number(value: float | None, decimals: int = 0, *, mark: str = "", signed: bool = False) -> Cell:
    """A cell of a number; a dash where there is none."""
    return NONE if value is None else _numeric(value, value, decimals, mark, False, signed)


def percent(value: float | None, decimals: int = 0, *, mark: str = "", signed: bool = False) -> Cell:
    """A cell of a share from 0 to 1, said in percent."""
    return NONE if value is None else _numeric(value, value * 100, decimals, mark, True, signed)


def _numeric(value: float, shown: float, decimals: int, mark: str, is_percent: bool, signed: bool) -> Cell:
    said = rounded(shown, decimals)
    if not said.strip("-0."):  # a zero bears no sign
        said, shown = said.removeprefix("-"), 0.0
    whole, dot, rest = said.partition(".")
    said = f"{int(whole):,}{dot}{rest}" if abs(shown) >= 1000 else said
    said = f"+{said}" if signed and shown > 0 else said
    text = said + ("%" if is_percent else "") + (f" {mark}" if mark else "")
    return Cell(same(text), value, decimals, mark, is_percent, signed)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading; a column of numbers stands to the right.

    total  the last row sums up those above it
    """

    title: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False

    @property
    def align(self) -> tuple[Align, ...]:
        """To which side each column stands: those with numbers to the right."""
        numeric = [any(row[at].value is not None for row in self.rows) for at in range(len(self.head))]
        return tuple("right" if is_numeric else "left" for is_numeric in numeric)


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing of a figure, made from the columns of its table, so that its numbers stand there too.

    columns  that are drawn; the first column of the table names the rows
    rows     how many rows are drawn, from the first; None: all
    limit    a line that is not to be crossed, or to be reached
    limit_at the column of the table that holds the limit, if one does
    hatched  the rows that stand out
    top      where the scale ends at least; the darkest shade of a heat map
    dark_low  a heat map is darkest where there is nothing, and white at `top`
    classes  caterpillar: of each drawn row 1 above what was expected, 0 not different, -1 below
    faint    caterpillar: the rows that are for reference only
    """

    title: Text
    table: Table
    columns: tuple[int, ...]
    rows: int | None = None
    limit: float | None = None
    limit_name: Text | None = None
    limit_at: int | None = None
    hatched: frozenset[int] = frozenset()
    top: float = 0.0
    dark_low: bool = False
    classes: tuple[int, ...] = ()
    faint: frozenset[int] = frozenset()

    @property
    def drawn(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows that are drawn."""
        return self.table.rows[: self.rows]

    def numbers(self, column: int) -> list[float | None]:
        """The numbers of a drawn column."""
        return [row[column].value for row in self.drawn]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart of one kind, with the tables that it is drawn from.

    name      of the file, without its ending
    words     what the picture shows, for those who can't see it
    sentence  what the numbers say
    legend    bars: what is said of a row that stands out; diverging: what left and right mean; caterpillar:
              above, not different, below, for reference only, expected, unit, in which order rows stand
    """

    name: str
    kind: Kind
    title: Text
    words: Text
    sentence: Text
    panels: tuple[Panel, ...]
    legend: tuple[Text, ...] = ()

    @property
    def tables(self) -> Iterator[Table]:
        """The tables behind it, each once."""
        seen: list[Table] = []
        for panel in self.panels:
            if panel.table not in seen:
                seen.append(panel.table)
                yield panel.table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with sentences, then figures with their tables, then more tables.

    short  the heading in a word or two, for the tab of a sheet
    """

    title: Text
    short: Text
    sentences: tuple[Text, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report.

    report   which one: a template of its name goes before that of all pages
    name     of its file, without ending
    facts    lines of name and value that say what the page is about and what it was made from
    summary  the answers, in a few sentences
    notes    how the figures were made, and what they do not show
    """

    report: str
    name: str
    title: Text
    as_of: date
    facts: tuple[tuple[Text, Text], ...]
    summary: tuple[Text, ...]
    sections: tuple[Section, ...]
    notes: tuple[Text, ...]

    @property
    def figures(self) -> Iterator[Figure]:
        """All figures of the page."""
        return (figure for section in self.sections for figure in section.figures)


def listed(texts: list[Text]) -> Text:
    """Several words in a row."""
    return Text("、".join(text.zh for text in texts), ", ".join(text.en for text in texts))


def joined(*texts: Text) -> Text:
    """Sentences one after another."""
    kept = [text for text in texts if text.zh]
    return Text("".join(text.zh for text in kept), " ".join(text.en for text in kept))
