"""问题清单: the first sheet of a marked copy, what there is to mend and where, and room for explanations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from eduhub.checks.formats.xlsx import state
from eduhub.checks.lists import height
from eduhub.core.personal import masked
from eduhub.core.place import cell_name, column_letters
from eduhub.core.rule import Tier
from eduhub.core.text import Lang, Text, in_xml
from eduhub.forms.marking.entries import Entry, counted
from eduhub.forms.marking.looks import LOOKS
from eduhub.forms.marking.marks import Marks
from eduhub.source.imprint import FINDINGS, LISTED, is_list_heading

_HEADED: Final = 20  # rows among which its heading row lies
ROWS: Final = 20_000  # of the list; what is beyond is marked all the same

_TITLE: Final = Text("问题清单：{name}", "Findings: {name}")
_COUNTS: Final = Text(
    "逻辑错误 {errors} 处，经验疑问 {queries} 处，提示 {notes} 处；已说明 {explained} 处，"
    "已豁免 {waived} 处（截至 {as_of}）{more}",
    "errors: {errors}; queries: {queries}; notes: {notes}; explained: {explained}; "
    "waived: {waived} (as of {as_of}){more}",
)
_EACH: Final = Text(
    "；同类的和连带的逐格列出，共 {rows} 行", "; the like and what follows, cell by cell, make it {rows} rows"
)
_CLEAN: Final = Text("没有发现问题（截至 {as_of}）", "nothing to mend (as of {as_of})")
_HOW: Final = Text(
    "点“单元格”一列直接跳到那一格改正。经验疑问经核对数据无误的，在“说明”一列写明理由。改完保存，交回这个文件即可；"
    "标注不用删，读取时不算内容。",
    "Click a cell in the column 'cell' to go there and mend it. Where a query is right as it stands, say why "
    "in the column 'explanation'. Save this file and send it back; the marks may stay; they are no data.",
)
_PARTIAL: Final = Text(
    "这份副本只有待改正的行，用来核对和改正；改正后按“序号”列的原行号抄回原表，提交原表。",
    "This copy has only the rows to mend. Copy what you corrected back into the whole form, by the row "
    "numbers in 'No.', and send that.",
)
_LEFT_OUT: Final = Text(
    "原文件不能原样标注，内容已填入一张新表。没有带过来的：{what}。它们仍在原文件里。",
    "The file could not be marked as it is, so its values were filled into a fresh form. Left out: {what}. "
    "They are still in the file itself.",
)
_FRESH: Final = Text(
    "原文件不能原样标注，内容已填入一张新表。",
    "The file could not be marked as it is, so its values were filled into a fresh form.",
)
_CAPPED: Final = Text(
    "共 {count} 处，只列出前 {shown} 处；其余各处也已在表中标出。",
    "There are {count} places; the first {shown} are listed, and the others are marked in the sheets too.",
)
_SILENT: Final = Text(
    "批注只加在前 {shown} 格；其余各格有底色和边框，问题见下表。",
    "Only the first {shown} cells have comments; the others have fill and border, and stand below.",
)
_PROMPT: Final = Text(
    "数据无误的，写明理由：为什么是这样，依据是什么。不要写姓名、电话、身份证号。",
    "If it is right, say why, and on what grounds. Give no names, phone numbers or IDs.",
)
_PAGE: Final = Text("第 &P 页，共 &N 页", "page &P of &N")
_CAUSE: Final = Text("（由 {cause} 引起，先改正那里）", " (follows from {cause}; mend that first)")


@dataclass(frozen=True, slots=True)
class About:
    """What the list says above its rows.

    name      of the file; as_of: the day that stands for today
    fresh     a fresh form was filled in the place of the workbook
    left_out  what it lacks
    partial   it has only the rows to mend
    """

    name: str
    as_of: date
    fresh: bool = False
    left_out: Sequence[Text] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the list; those that only reading needs are hidden."""

    heading: Text
    width: float
    style: str = "plain"
    hidden: bool = False


_COLUMNS: Final = (
    _Column(Text("序号", "No."), 6, "number"),
    _Column(Text("级别", "tier"), 10),
    _Column(Text("工作表", "sheet"), 13),
    _Column(Text("单元格", "cell"), 9, "link"),
    _Column(Text("填的内容", "filled in"), 16),
    _Column(Text("问题", "what is wrong"), 33),
    _Column(Text("改法", "how to mend it"), 33),
    _Column(Text("依据", "clause"), 7),
    _Column(LISTED["code"], 8),
    _Column(LISTED["reason"], 28, "input"),
    _Column(LISTED["former"], 20),
    _Column(Text("状态", "state"), 12),
    _Column(LISTED["at"], 24, hidden=True),
    _Column(LISTED["value"], 24, hidden=True),
)
_TIER, _CELL, _REASON, _FORMER, _STATE = 1, 3, 9, 10, 11


def add_list(
    book: Workbook, entries: Sequence[Entry], about: About, marks: Marks, n_silent: int, lang: Lang
) -> None:
    """Puts the list in front of all sheets, as the one that is open.

    n_silent  how many marked cells have no comment
    """
    tabs = tabs_of(book)
    sheet = book.create_sheet(FINDINGS.to(lang), 0)
    shown = entries[:ROWS]
    writer = _Writer(sheet, marks, tabs, lang)
    lines = _lines(entries, about, n_silent, lang)
    for row, words in enumerate(lines, start=1):
        writer.line(row, words, "title" if row == 1 else "bold" if row == 2 else "words")
    head = len(lines) + 1
    writer.heading(head, former=any(entry.finding.former for entry in shown))
    for number, entry in enumerate(shown, start=1):
        writer.entry(head + number, number, entry)
    writer.prompt(head, shown)
    _set_up(sheet, head, head + len(shown), lang)
    _open_alone(book)


def _lines(entries: Sequence[Entry], about: About, n_silent: int, lang: Lang) -> list[str]:
    """What stands above the heading row: at most eight lines."""
    n_alone = sum(entry.counts for entry in entries)
    more = _EACH.fill(lang, {"rows": len(entries)}) if n_alone < len(entries) else ""
    counts = {**counted(entries), "as_of": about.as_of, "more": more}
    lines = [_TITLE.fill(lang, {"name": about.name}), (_COUNTS if entries else _CLEAN).fill(lang, counts)]
    lines.append((_PARTIAL if about.partial else _HOW).to(lang))
    if about.left_out:
        lines.append(_LEFT_OUT.fill(lang, {"what": list(about.left_out)}))
    elif about.fresh:
        lines.append(_FRESH.to(lang))
    if len(entries) > ROWS:
        lines.append(_CAPPED.fill(lang, {"count": len(entries), "shown": ROWS}))
    if n_silent:
        cells = len({(entry.place.sheet, entry.place.cell) for entry in entries if entry.place.cell})
        lines.append(_SILENT.fill(lang, {"shown": cells - n_silent}))
    return lines


@dataclass
class _Writer:
    """Writes the rows of the list with the few styles that they share."""

    sheet: Any
    marks: Marks
    tabs: Mapping[str, str]
    lang: Lang
    styles: dict[str, StyleArray] = field(init=False)

    def __post_init__(self) -> None:
        self.styles = dict(self._styles())

    def _styles(self) -> list[tuple[str, StyleArray]]:
        side = Side(style="thin", color="FFBFBFBF")
        grid, top = Border(side, side, side, side), Alignment(vertical="top", wrap_text=True)
        amber = Side(style="medium", color=f"FF{LOOKS[Tier.QUERY].color}")
        plain = Font(name="Microsoft YaHei", size=10)
        bold = Font(name="Microsoft YaHei", size=10, bold=True)
        looks: dict[str, Mapping[str, Any]] = {
            "title": {"font": Font(name="Microsoft YaHei", size=16, bold=True)},
            "bold": {"font": bold},
            "words": {"font": plain, "alignment": top},
            "heading": {
                "font": Font(name="Microsoft YaHei", size=10, bold=True, color="FFFFFFFF"),
                "fill": PatternFill("solid", fgColor="FF44546A"),
                "border": grid,
                "alignment": Alignment(vertical="center", wrap_text=True),
            },
            "plain": {"font": plain, "border": grid, "alignment": top},
            "number": {"font": plain, "border": grid, "alignment": Alignment("center", "top")},
            "link": {
                "font": Font(name="Microsoft YaHei", size=10, color="FF0563C1", underline="single"),
                "border": grid,
                "alignment": top,
            },
            "input": {
                "font": plain,
                "border": Border(amber, amber, amber, amber),
                "alignment": top,
                "fill": PatternFill("solid", fgColor="FFFFF9E5"),
                "protection": Protection(locked=False),
            },
            "grey": {
                "font": plain,
                "border": grid,
                "alignment": top,
                "fill": PatternFill("solid", fgColor="FFEDEDED"),
            },
            "done": {
                "font": Font(name="Microsoft YaHei", size=10, color="FF7F7F7F"),
                "border": grid,
                "alignment": top,
            },
        }
        for tier in Tier:
            looks[tier] = {
                "font": Font(name="Microsoft YaHei", size=10, bold=True, color=f"FF{LOOKS[tier].ink}"),
                "alignment": top,
            }
        return [(name, self._style(name, look)) for name, look in looks.items()]

    def _style(self, name: str, look: Mapping[str, Any]) -> StyleArray:
        cell = self.sheet.cell(1, 1)
        cell._style = StyleArray()
        for part, value in look.items():
            setattr(cell, part, value)
        if name in list(Tier):
            cell._style.fillId, cell._style.borderId = self.marks.look(Tier(name))
        return StyleArray(cell._style)

    def put(self, row: int, column: int, words: str | int, style: str) -> Any:
        """Writes a cell; words are never anything but words."""
        cell = self.sheet.cell(row, column + 1)
        cell._style = StyleArray(self.styles[style])
        if isinstance(words, int):
            cell.value = words
        elif words:
            cell.value, cell.data_type = in_xml(words)[:32_000], "s"
            if words[0] in "=+-@":
                cell.quotePrefix = True
        return cell

    def line(self, row: int, words: str, style: str) -> None:
        """A line across the sheet."""
        self.put(row, 0, words, style)
        width = sum(column.width for column in _COLUMNS if not column.hidden)
        self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=_STATE + 1)
        self.sheet.row_dimensions[row].height = 27 if style == "title" else height([words], [width])

    def heading(self, row: int, *, former: bool) -> None:
        """The heading row, and the widths.

        former  is there an explanation that has lapsed, so that the column of these has to be seen?
        """
        for at, column in enumerate(_COLUMNS):
            self.put(row, at, column.heading.to(self.lang), "heading")
            dimension = self.sheet.column_dimensions[column_letters(at)]
            dimension.width = column.width
            dimension.hidden = column.hidden or (at == _FORMER and not former)
        self.sheet.row_dimensions[row].height = 24

    def entry(self, row: int, number: int, entry: Entry) -> None:
        """One place of a finding."""
        finding, place = entry.finding, entry.place
        problem = finding.message(self.lang)
        if entry.cause:
            problem += _CAUSE.fill(self.lang, {"cause": entry.cause})
        is_query = entry.is_explainable
        fix = finding.fix(self.lang) if finding.is_open else ""
        cells: list[str | int] = [
            *(number, entry.tier.label.to(self.lang), place.sheet or "", place.cell or ""),
            *(entry.content, problem, fix, finding.rule.clause or "", finding.rule.code),
            *((finding.explanation or "", self._former(entry)) if is_query else ("", "")),
            self._state(entry),
            *((entry.at, entry.value) if is_query else ("", "")),
        ]
        for at, (words, column) in enumerate(zip(cells, _COLUMNS, strict=True)):
            self.put(row, at, words, self._look(at, column, entry, is_query))
        self._link(row, entry)
        widths = [column.width for column in _COLUMNS[: _STATE + 1]]
        self.sheet.row_dimensions[row].height = height(cells[: _STATE + 1], widths)

    def _former(self, entry: Entry) -> str:
        """An explanation that holds no more, as long as there is no other."""
        return entry.finding.former or "" if entry.finding.is_open else ""

    def _state(self, entry: Entry) -> str:
        if entry.finding.explanation is not None:
            return _EXPLAINED.to(self.lang)
        return state(entry.finding, self.lang)

    def _look(self, at: int, column: _Column, entry: Entry, is_query: bool) -> str:
        if at == _TIER and entry.finding.is_open:
            return entry.tier
        if at == _REASON:
            return "input" if is_query else "grey"
        if at == _CELL and entry.place.sheet not in self.tabs:
            return "plain"
        return column.style if entry.finding.is_open or column.style != "plain" else "done"

    def _link(self, row: int, entry: Entry) -> None:
        place = entry.place
        if place.sheet in self.tabs and place.cell:
            spot = cell_name(row - 1, _CELL)
            target = "'" + self.tabs[str(place.sheet)].replace("'", "''") + f"'!{place.cell}"
            self.sheet.cell(row, _CELL + 1).hyperlink = Hyperlink(ref=spot, location=target)

    def prompt(self, head: int, entries: Sequence[Entry]) -> None:
        """What to write, shown at the cells for explanations."""
        words = _PROMPT.to(self.lang)
        rule = DataValidation("textLength", operator="lessThanOrEqual", formula1="5000", allow_blank=True)
        rule.promptTitle, rule.prompt, rule.showInputMessage = LISTED["reason"].to(self.lang), words, True
        for begin, end in _runs(entries):
            rule.add(f"{cell_name(head + begin, _REASON)}:{cell_name(head + end, _REASON)}")
        if rule.sqref:
            self.sheet.add_data_validation(rule)


_EXPLAINED: Final = Text("已说明", "explained")


def _runs(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    """From where to where in the list queries follow each other."""
    runs: list[tuple[int, int]] = []
    for at, entry in enumerate(entries):
        if entry.is_explainable:
            if runs and runs[-1][1] == at - 1:
                runs[-1] = (runs[-1][0], at)
            else:
                runs.append((at, at))
    return runs


def _set_up(sheet: Any, head: int, last: int, lang: Lang) -> None:
    """Heading in sight on the screen and on every page; A4 landscape, as wide as the paper; locked."""
    sheet.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{column_letters(len(_COLUMNS) - 1)}{last}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.7, 0.3
    sheet.oddFooter.right.text, sheet.oddFooter.left.text = _PAGE.to(lang), FINDINGS.to(lang)
    sheet.sheet_view.showGridLines = False
    guard = sheet.protection
    guard.sheet = True
    guard.autoFilter = guard.formatColumns = guard.formatRows = guard.sort = False
    sheet.sheet_properties.tabColor = "FFC00000"


def _open_alone(book: Any) -> None:
    """The list is the one sheet that is open: several selected ones would be edited together."""
    for sheet in book.worksheets:
        for view in sheet.views.sheetView:
            view.tabSelected = sheet is book.worksheets[0]
    book.active = 0
    for view in book.views:
        view.firstSheet = 0


def is_list(sheet: Any) -> bool:
    """Is a sheet the list of an earlier round, whatever its name?"""
    found: dict[int, set[str]] = {}
    for (row, _), cell in sheet._cells.items():  # asking for rows would make cells where there are none
        if row <= _HEADED:
            found.setdefault(row, set()).add(str(cell.value))
    return any(map(is_list_heading, found.values()))


def tabs_of(book: Any) -> dict[str, str]:
    """The sheets by the names that findings show, without personal numbers; none that share such a name."""
    shown = Counter(masked(str(sheet.title)) for sheet in book.worksheets)
    return {name: title for title in book.sheetnames if shown[name := masked(title)] == 1}
