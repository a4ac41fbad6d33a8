"""Findings as text: place, code, tier and words on one line, remedy and source below it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from eduhub.checks.checked import Checked
from eduhub.checks.look import Look
from eduhub.core.lines import Style, hanging
from eduhub.core.place import Place, spans
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Lang, Text, visible

COLORS: dict[Tier, Style] = {Tier.ERROR: "red", Tier.QUERY: "yellow", Tier.NOTE: "cyan"}
_FIX = Text("改法", "fix")
_ALIKE = Text("同类", "alike")
_FOLLOW = Text("连带", "follow")
_ANSWER = Text("属实", "if so")
_EXPLAINED = Text("已说明", "explained")
_WAIVED = Text("已豁免", "waived")
_CLAUSE = Text("依据", "clause")
_MORE = Text("说明", "more")
_NOT_RUN = Text("未运行的规则", "rules that did not run")
_SKIPPED = Text("{reason}：{codes}", "{reason}: {codes}")
_PLACES = Text("共 {count} 处：{places}", "places: {count} ({places})")
_ELSEWHERE = Text("{places} 等 {count} 个文件", "{places} and other files, {count} in all")
_IN_YAML = Text(
    "在{home}写上 {{code: {code}, at: {at}, value: {value}, reason: 理由}}",
    "write {{code: {code}, at: {at}, value: {value}, reason: why}} {home}",
)
_IN_SHEET = Text(
    "在工作表“{sheet}”中写：代码 {code}，位置 {at}，当时的值 {value}，说明 理由",
    "write in the sheet '{sheet}': code {code}, at {at}, value {value}, and the reason",
)
_HOME = Text(" explanations 下", "under explanations")
_SHOWN = 5  # codes of rules that did not run, for one reason; spans of places; files
_CLEAN = Text("没有发现问题", "nothing to mend")
_SUMMARY = Text(
    "{files} 个文件：逻辑错误 {errors} 处，经验疑问 {queries} 处，提示 {notes} 处{answered}（截至 {as_of}）",
    "files: {files}; errors: {errors}; queries: {queries}; notes: {notes}{answered} (as of {as_of})",
)
_ANSWERED = Text("；已说明 {explained} 处，已豁免 {waived} 处", "; explained: {explained}; waived: {waived}")


def text_lines(checked: Checked, look: Look) -> Iterator[str]:
    """All findings, then the rules that did not run, then the counts."""
    for finding in checked.heads:
        yield from _finding(finding, checked, look)
    yield from _not_run(checked, look)
    if not checked.findings:
        yield _CLEAN.to(look.lang)
    yield from _wrapped("", summary(checked, look.lang), look)


def summary(checked: Checked, lang: Lang) -> str:
    """The counts, and the day that they hold for."""
    answered = _ANSWERED.fill(lang, counts(checked)) if checked.explained or checked.waived else ""
    return _SUMMARY.fill(lang, {**counts(checked), "answered": answered, "as_of": checked.as_of})


def where(finding: Finding) -> str:
    """The place as it can be shown in one line."""
    return visible(str(finding.place))


def tier_word(finding: Finding, lang: Lang) -> str:
    """The tier, and whether the finding was answered."""
    word = finding.tier.label.to(lang)
    for answer, said in ((finding.explanation, _EXPLAINED), (finding.waived, _WAIVED)):
        if answer is not None:
            return f"{word}（{said.zh}）" if lang == "zh" else f"{word} ({said.en})"
    return word


def remedy(finding: Finding, lang: Lang) -> str:
    """What to do about it, with the word for that before it."""
    return f"{_FIX.to(lang)}  {finding.fix(lang)}"


def repeated(finding: Finding, lang: Lang) -> str | None:
    """How often and where the same fault stands in its column; None where it stands once."""
    if not finding.others:
        return None
    places = _some(list(spans(finding.places)), lang)
    return _PLACES.fill(lang, {"count": len(finding.places), "places": places})


def following(finding: Finding, checked: Checked, lang: Lang) -> str | None:
    """How often and where something follows from a finding; None where nothing does."""
    files: dict[str, list[Place]] = {}
    for follower in checked.followers.get(finding.id, ()):
        files.setdefault(f"{follower.place.file}[{follower.place.sheet or ''}]", []).extend(follower.places)
    if not files:
        return None
    shown = [_in_file(places, lang) for places in list(files.values())[:3]]
    words: object = shown
    if len(files) > len(shown):
        words = _ELSEWHERE.fill(lang, {"places": shown, "count": len(files)})
    return _PLACES.fill(lang, {"count": checked.consequences(finding), "places": words})


def more_places(finding: Finding, checked: Checked, lang: Lang) -> Iterator[str]:
    """Where the same fault stands too, and what follows from it, each with the word for that before it."""
    for word, said in ((_ALIKE, repeated(finding, lang)), (_FOLLOW, following(finding, checked, lang))):
        if said is not None:
            yield f"{word.to(lang)}  {visible(said)}"


def counts(checked: Checked) -> dict[str, int]:
    """How many files were read, how many open findings there are of each tier, and how many were answered."""
    return {
        "files": len(checked.files),
        "errors": checked.count(Tier.ERROR),
        "queries": checked.count(Tier.QUERY),
        "notes": checked.count(Tier.NOTE),
        "explained": checked.explained,
        "waived": checked.waived,
    }


def _finding(finding: Finding, checked: Checked, look: Look) -> Iterator[str]:
    rule, lang = finding.rule, look.lang
    tier = look.paint(tier_word(finding, lang), COLORS[finding.tier])
    place = look.paint(where(finding), "bold")
    yield from _wrapped("", f"{place}  {rule.code} {rule.name}  {tier}  {finding.message(lang)}", look)
    told = {
        _FIX: finding.fix(lang) if finding.is_open else None,
        _ALIKE: repeated(finding, lang),
        _FOLLOW: following(finding, checked, lang),
        _ANSWER: answer(finding, lang),
        _EXPLAINED: finding.explanation,
        _WAIVED: finding.waived.to(lang) if finding.waived else None,
    }
    for word, said in told.items():
        if said is not None:
            yield from _wrapped(f"    {word.to(lang)}  ", visible(said), look)
    explain = f"eduhub explain {rule.code}"
    more = f"{_CLAUSE.to(lang)}  {rule.clause}    " if rule.clause else f"{_MORE.to(lang)}  "
    if finding.is_open:
        yield f"    {more}{explain}"


def answer(finding: Finding, lang: Lang) -> str | None:
    """What to write where a query is right as it stands; None for what can't be explained."""
    if not finding.is_open or finding.answer is None:
        return None
    at, value, home = finding.answer.at, finding.answer.value, finding.answer.file
    if sheet := finding.answer.sheet:
        return _IN_SHEET.fill(lang, {"code": finding.rule.code, "sheet": sheet, "at": at, "value": value})
    where = Text(f"旁边的 {home} 里", f"in {home} beside it") if home else _HOME
    quoted = {name: json.dumps(words, ensure_ascii=False) for name, words in (("at", at), ("value", value))}
    return _IN_YAML.fill(lang, {"code": finding.rule.code, "home": where, **quoted})


def _wrapped(lead: str, words: str, look: Look) -> Iterator[str]:
    """The words after their lead; on a terminal they continue under themselves."""
    if look.cells is None:
        yield lead + words
    else:
        yield from hanging(lead, words, look.cells)


def _in_file(places: Sequence[Place], lang: Lang) -> str:
    first = places[0]
    name = f"{first.file}[{first.sheet}]" if first.sheet else first.file
    where = _some(list(spans(places)), lang)
    return f"{visible(name)}{' ' if first.cell else ':'}{where}" if where else visible(name)


def _some(words: list[str], lang: Lang) -> str:
    """The first few of them, with dots where there are more."""
    shown = [*words[:_SHOWN], *["…"][: len(words) > _SHOWN]]
    return ("、" if lang == "zh" else ", ").join(shown)


def _not_run(checked: Checked, look: Look) -> Iterator[str]:
    because: dict[str, dict[str, None]] = {}
    for skipped in checked.not_run:
        because.setdefault(skipped.because.to(look.lang), {})[skipped.code] = None
    if because:
        yield _NOT_RUN.to(look.lang)
        for reason, codes in because.items():
            words = _SKIPPED.fill(look.lang, {"reason": reason, "codes": _few(list(codes))})
            yield from _wrapped("    ", words, look)


def _few(codes: list[str]) -> Text:
    """A few of the codes, or all where they are few; programs get all of them as JSON."""
    if len(codes) <= _SHOWN + 1:
        return Text("、".join(codes), ", ".join(codes))
    first = codes[:_SHOWN]
    return Text(
        f"{'、'.join(first)} 等 {len(codes)} 条（--format json 列出全部）",
        f"{', '.join(first)} and {len(codes) - _SHOWN} more (all by --format json)",
    )
