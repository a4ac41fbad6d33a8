"""Findings as a workbook for an office: what to mend, every place of it, and what could not be looked at."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice

from eduhub.checks.checked import Checked
from eduhub.checks.formats.text import summary
from eduhub.checks.lists import Cell, Column, ListWriter, Row, new_book
from eduhub.checks.look import Look
from eduhub.checks.words import meaning
from eduhub.core.place import Place, spans
from eduhub.core.rule import RULES, Finding, Tier
from eduhub.core.text import Lang, Text

_LIST = Text("问题清单", "findings")
_PLACES = Text("全部位置", "all places")
_NOT_RUN = Text("未运行的规则", "rules not run")
_COUNTED = Text("共 {count} 处", "places: {count}")
_SHOWN = Text("共 {count} 处，只列出前 {shown} 处", "places: {count}; the first {shown} are listed")
_SKIPPED = Text("共 {count} 条", "rules: {count}")
_ALL_RAN = Text("应运行的规则都已运行", "all rules that apply were run")
_CLEAN = Text("没有发现问题", "nothing to mend")

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
COLORS: dict[str, tuple[str, str]] = {
    Tier.ERROR: ("#9C0006", "#FFC7CE"),
    Tier.QUERY: ("#7F6000", "#FFEB9C"),
    Tier.NOTE: ("#1F4E79", "#DDEBF7"),
}
_MOST = 100_000  # rows of places, well below what a sheet holds

_TIERS, _CODES = Column(_TIER, 10), Column(_CODE, 8)
_WHERE = (Column(_FILE, 22), Column(_SHEET, 12), Column(_SPOT, 12))
_FINDINGS = (
    *(_TIERS, *_WHERE, Column(_SAID, 36), Column(_FIX, 34), Column(_COUNT, 8), Column(_FOLLOW, 8)),
    *(Column(_STATE, 18), _CODES, Column(_CLAUSE, 7)),
)
_SPOTS = (
    *(_TIERS, *_WHERE, Column(_SAID, 50), Column(_CAUSE, 50), _CODES),
    *(Column(_AT, 22), Column(_VALUE, 16)),
)
_RULES = (_CODES, Column(_RULE, 60), Column(_BECAUSE, 50), Column(_FIRST, 50))


def xlsx_bytes(checked: Checked, look: Look) -> bytes:
    """The workbook; equal findings are equal bytes."""
    lang, stream = look.lang, io.BytesIO()
    book = new_book(stream, _LIST.to(lang), checked.as_of)
    writer = ListWriter(book, lang, COLORS)
    writer.table(_LIST, summary(checked, lang), _FINDINGS, _findings(checked, lang), _CLEAN)
    writer.table(_PLACES, _counted(checked, lang), _SPOTS, islice(_places(checked, lang), _MOST), _CLEAN)
    skipped = _SKIPPED.fill(lang, {"count": len(checked.not_run)})
    writer.table(_NOT_RUN, skipped, _RULES, _not_run(checked, lang), _ALL_RAN)
    book.close()
    return stream.getvalue()


def _findings(checked: Checked, lang: Lang) -> Iterator[Row]:
    """A row a finding that follows from no other."""
    for finding in checked.heads:
        cells = (
            *(finding.tier.label.to(lang), *_where(finding.place, _spots(finding.places, lang))),
            *(finding.message(lang), finding.fix(lang)),
            *(len(finding.places), checked.consequences(finding) or ""),
            *(state(finding, lang), finding.rule.code, finding.rule.clause or ""),
        )
        yield Row(cells, finding.tier, finding.is_open)


def _places(checked: Checked, lang: Lang) -> Iterator[Row]:
    """A row a place of every finding, also of those that follow from others, with what they follow from."""
    causes = {finding.id: _named(finding, lang) for finding in checked.findings}
    for finding in checked.findings:
        cause = causes.get(finding.cause or "", "")
        for one in finding.each:
            bound = (one.answer.at, one.answer.value) if one.answer else ("", "")
            where = _where(one.place, _spots([one.place], lang))
            words = (one.message(lang), cause, one.rule.code)
            yield Row((one.tier.label.to(lang), *where, *words, *bound), finding.tier, finding.is_open)


def _not_run(checked: Checked, lang: Lang) -> Iterator[Row]:
    """A row a rule that did not run, with what it would look at and what to mend so that it can."""
    first = {finding.id: _named(finding, lang) for finding in checked.findings}
    for skipped in checked.not_run:
        rule = meaning(RULES[skipped.code], lang, dots=True)
        yield Row((skipped.code, rule, skipped.because.to(lang), first.get(skipped.finding or "", "")))


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
