"""Findings as a workbook for an office: what to mend, every place of it, and what could not be looked at."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from eduhub.checks.checked import Checked
from eduhub.checks.formats.text import summary
from eduhub.checks.look import Look
from eduhub.checks.telling import in_xml
from eduhub.checks.words import meaning
from eduhub.core.lines import width
from eduhub.core.place import Place, spans
from eduhub.core.rule import RULES, Finding, Tier
from eduhub.core.text import Lang, Text

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_LIST = Text("问题清单", "findings")
_PLACES = Text("全部位置", "all places")
_NOT_RUN = Text("未运行的规则", "rules not run")
_COUNTED = Text("共 {count} 处", "places: {count}")
_SHOWN = Text("共 {count} 处，只列出前 {shown} 处", "places: {count}; the first {shown} are listed")
_SKIPPED = Text("共 {count} 条", "rules: {count}")
_ALL_RAN = Text("应运行的规则都已运行", "all rules that apply were run")
_CLEAN = Text("没有发现问题", "nothing to mend")
_PAGE = Text("第 &P 页，共 &N 页", "page &P of &N")

_TIER, _FILE, _SHEET = Text("级别", "tier"), Text("文件", "file"), Text("工作表", "sheet")
_SPOT, _SAID = Text("单元格/行", "cell / line"), Text("问题", "what is wrong")
_FIX, _COUNT = Text("改法", "how to mend it"), Text("共几处", "places")
_FOLLOW = Text("连带几处", "follow from it")
_STATE, _CODE, _CLAUSE = Text("状态", "state"), Text("代码", "code"), Text("依据", "clause")
_AT, _VALUE = Text("说明的位置", "at, to explain it"), Text("当时的值", "value, to explain it")
_CAUSE, _RULE = Text("由何引起", "follows from"), Text("规则", "rule")
_BECAUSE, _FIRST = Text("未运行的原因", "why it did not run"), Text("先改正", "mend first")

ASKS = {
    Tier.ERROR: Text("待改正", "to be mended"),
    Tier.QUERY: Text("待改正或说明", "to be mended or explained"),
    Tier.NOTE: Text("知道即可", "good to know"),
}
_EXPLAINED = Text("已说明：{reason}", "explained: {reason}")
_WAIVED = Text("已豁免：{reason}", "waived: {reason}")
COLORS = {
    Tier.ERROR: ("#9C0006", "#FFC7CE"),
    Tier.QUERY: ("#7F6000", "#FFEB9C"),
    Tier.NOTE: ("#1F4E79", "#DDEBF7"),
}
_MOST = 100_000  # rows of places, well below what a sheet holds
_LONGEST = 32_000  # characters, just below what a cell holds; XlsxWriter leaves out what is longer
_A4 = 9  # as the format numbers paper
_LINE, _HIGHEST = 14, 400  # points, of a line and, just below what Excel takes, of a row

Cell: TypeAlias = str | int


class _Row(NamedTuple):
    """A row of a list; its first cell has the colour of the tier, and what was answered is grey."""

    cells: tuple[Cell, ...]
    tier: Tier | None = None
    is_open: bool = True


class _Column(NamedTuple):
    """A column of a list, its width in characters."""

    heading: Text
    width: int


_TIERS, _CODES = _Column(_TIER, 10), _Column(_CODE, 8)
_WHERE = (_Column(_FILE, 22), _Column(_SHEET, 12), _Column(_SPOT, 12))
_FINDINGS = (
    *(_TIERS, *_WHERE, _Column(_SAID, 36), _Column(_FIX, 34), _Column(_COUNT, 8), _Column(_FOLLOW, 8)),
    *(_Column(_STATE, 18), _CODES, _Column(_CLAUSE, 7)),
)
_SPOTS = (
    *(_TIERS, *_WHERE, _Column(_SAID, 50), _Column(_CAUSE, 50), _CODES),
    *(_Column(_AT, 22), _Column(_VALUE, 16)),
)
_RULES = (_CODES, _Column(_RULE, 60), _Column(_BECAUSE, 50), _Column(_FIRST, 50))


def xlsx_bytes(checked: Checked, look: Look) -> bytes:
    """The workbook; equal findings are equal bytes."""
    from xlsxwriter.workbook import Workbook

    lang, stream = look.lang, io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(stream, options)
    book.set_properties({"created": datetime.combine(checked.as_of, time()), "title": _LIST.to(lang)})
    writer = _Writer(book, lang)
    writer.table(_LIST, summary(checked, lang), _FINDINGS, _findings(checked, lang), _CLEAN)
    writer.table(_PLACES, _counted(checked, lang), _SPOTS, islice(_places(checked, lang), _MOST), _CLEAN)
    skipped = _SKIPPED.fill(lang, {"count": len(checked.not_run)})
    writer.table(_NOT_RUN, skipped, _RULES, _not_run(checked, lang), _ALL_RAN)
    book.close()
    return stream.getvalue()


def _findings(checked: Checked, lang: Lang) -> Iterator[_Row]:
    """A row a finding that follows from no other."""
    for finding in checked.heads:
        cells = (
            *(finding.tier.label.to(lang), *_where(finding.place, _spots(finding.places, lang))),
            *(finding.message(lang), finding.fix(lang)),
            *(len(finding.places), checked.consequences(finding) or ""),
            *(state(finding, lang), finding.rule.code, finding.rule.clause or ""),
        )
        yield _Row(cells, finding.tier, finding.is_open)


def _places(checked: Checked, lang: Lang) -> Iterator[_Row]:
    """A row a place of every finding, also of those that follow from others, with what they follow from."""
    causes = {finding.id: _named(finding, lang) for finding in checked.findings}
    for finding in checked.findings:
        cause = causes.get(finding.cause or "", "")
        words = (finding.message(lang), cause, finding.rule.code)
        for place, answer in zip(finding.places, finding.answers, strict=True):
            bound = (answer.at, answer.value) if answer else ("", "")
            cells = (finding.tier.label.to(lang), *_where(place, _spots([place], lang)), *words, *bound)
            yield _Row(cells, finding.tier, finding.is_open)


def _not_run(checked: Checked, lang: Lang) -> Iterator[_Row]:
    """A row a rule that did not run, with what it would look at and what to mend so that it can."""
    first = {finding.id: _named(finding, lang) for finding in checked.findings}
    for skipped in checked.not_run:
        rule = meaning(RULES[skipped.code], lang, dots=True)
        yield _Row((skipped.code, rule, skipped.because.to(lang), first.get(skipped.finding or "", "")))


def _counted(checked: Checked, lang: Lang) -> str:
    """How many places there are, and how many of them the sheet has."""
    count = sum(len(finding.places) for finding in checked.findings)
    return (_COUNTED if count <= _MOST else _SHOWN).fill(lang, {"count": count, "shown": _MOST})


def _where(place: Place, spots: Cell) -> tuple[Cell, ...]:
    return place.file, place.sheet or "", spots


def _spots(places: Sequence[Place], lang: Lang) -> Cell:
    """The cells or lines, the first few of many; a single line is a number."""
    if not (places[0].cell or places[0].line):
        return ""
    if len(places) == 1 and not places[0].cell:
        return places[0].line or ""
    first = list(islice(spans(places), 4))
    return ("、" if lang == "zh" else ", ").join([*first[:3], *["…"][: len(first) > 3]])


def state(finding: Finding, lang: Lang) -> str:
    """What is asked for, or the answer that was given."""
    for answer, words in ((finding.explanation, _EXPLAINED), (finding.waived, _WAIVED)):
        if answer is not None:
            return words.fill(lang, {"reason": answer})
    return ASKS[finding.tier].to(lang)


def _named(finding: Finding, lang: Lang) -> str:
    return f"{finding.place}  {finding.rule.code}  {finding.message(lang)}"


class _Writer:
    """Writes lists, a sheet each, with the few formats that they share."""

    def __init__(self, book: Workbook, lang: Lang) -> None:
        self.book, self.lang = book, lang
        base = {
            "font_size": 10.5,
            "align": "left",
            "valign": "top",
            "text_wrap": True,
            "border": 1,
            "border_color": "#BFBFBF",
        }
        self.title = book.add_format({"font_size": 15, "bold": True})
        self.line = book.add_format({"font_size": 10.5})
        self.heading = book.add_format(base | {"bold": True, "bg_color": "#D9D9D9", "valign": "vcenter"})
        self.plain = book.add_format(base)
        self.grey = book.add_format(base | {"font_color": "#595959"})
        self.tiers = {
            tier: book.add_format(base | {"bold": True, "font_color": font, "bg_color": ground})
            for tier, (font, ground) in COLORS.items()
        }

    def table(
        self, name: Text, counted: str, columns: Sequence[_Column], rows: Iterable[_Row], empty: Text
    ) -> None:
        """A sheet: title, counts, heading, rows; one sentence where there are none."""
        sheet = self.book.add_worksheet(name.to(self.lang))
        sheet.write_string(0, 0, name.to(self.lang), self.title)
        sheet.write_string(1, 0, counted, self.line)
        headings = tuple(column.heading.to(self.lang) for column in columns)
        widths = [column.width for column in columns]
        sheet.set_row(2, height(headings, widths))
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(2, at, headings[at], self.heading)
        last = 2
        for last, row in enumerate(rows, start=3):
            sheet.set_row(last, height(row.cells, widths))
            self._row(sheet, last, row)
        if last == 2:
            sheet.write_string(3, 0, empty.to(self.lang), self.line)
        sheet.autofilter(2, 0, last, len(columns) - 1)
        _set_up(sheet, name, self.lang)

    def _row(self, sheet: Worksheet, at: int, row: _Row) -> None:
        style = self.plain if row.is_open else self.grey
        for column, cell in enumerate(row.cells):
            look = self.tiers[row.tier] if row.tier and not column and row.is_open else style
            if isinstance(cell, int):
                sheet.write_number(at, column, cell, look)
            else:
                sheet.write_string(at, column, in_xml(cell)[:_LONGEST], look)


def height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """The points that the words need: not every program fits rows to them by itself."""
    pairs = zip(cells, widths, strict=True)
    lines = (ceil(1.06 * width(in_xml(str(cell))) / wide) for cell, wide in pairs)
    return min(_HIGHEST, _LINE * max(1, *lines) + 3)


def _set_up(sheet: Worksheet, name: Text, lang: Lang) -> None:
    """Heading always in sight, on the screen and on every page; A4 landscape, as wide as the paper."""
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&9{name.to(lang)}&R&9{_PAGE.to(lang)}")
