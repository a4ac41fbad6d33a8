"""Findings as text: place, code, tier and words on one line, remedy and source below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from eduhub.checks.engine import Checked
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Lang, Text, visible

COLORS = {Tier.ERROR: "red", Tier.QUERY: "yellow", Tier.NOTE: "cyan"}
_FIX = Text("改法", "fix")
_CLAUSE = Text("依据", "clause")
_MORE = Text("说明", "more")
_NOT_RUN = Text("未运行的规则", "rules that did not run")
_SKIPPED = Text("{reason}：{codes}", "{reason}: {codes}")
_SHOWN = 5  # codes of rules that did not run, for one reason
_CLEAN = Text("没有发现问题", "nothing to mend")
_SUMMARY = Text(
    "{files} 个文件：逻辑错误 {errors} 处，经验疑问 {queries} 处，提示 {notes} 处（截至 {as_of}）",
    "files: {files}; errors: {errors}; queries: {queries}; notes: {notes} (as of {as_of})",
)


def text_lines(checked: Checked, as_of: date, lang: Lang, paint: Callable[[str, str], str]) -> Iterator[str]:
    """All findings, then the rules that did not run, then the counts."""
    for finding in checked.findings:
        yield from _finding(finding, lang, paint)
    yield from _not_run(checked, lang)
    if not checked.findings:
        yield _CLEAN.to(lang)
    yield summary(checked, as_of, lang)


def summary(checked: Checked, as_of: date, lang: Lang) -> str:
    """The counts, and the day that they hold for."""
    return _SUMMARY.fill(lang, {**counts(checked), "as_of": as_of})


def where(finding: Finding) -> str:
    """The place as it can be shown in one line."""
    return visible(str(finding.place))


def remedy(finding: Finding, lang: Lang) -> str:
    """What to do about it, with the word for that before it."""
    return f"{_FIX.to(lang)}  {finding.fix(lang)}"


def counts(checked: Checked) -> dict[str, int]:
    """How many files were read and how many findings there are of each tier."""
    return {
        "files": len(checked.files),
        "errors": checked.count(Tier.ERROR),
        "queries": checked.count(Tier.QUERY),
        "notes": checked.count(Tier.NOTE),
    }


def _finding(finding: Finding, lang: Lang, paint: Callable[[str, str], str]) -> Iterator[str]:
    rule = finding.rule
    tier = paint(finding.tier.label.to(lang), COLORS[finding.tier])
    place = paint(where(finding), "bold")
    yield f"{place}  {rule.code} {rule.name}  {tier}  {finding.message(lang)}"
    yield f"    {remedy(finding, lang)}"
    explain = f"eduhub explain {rule.code}"
    yield (
        f"    {_CLAUSE.to(lang)}  {rule.clause}    {explain}"
        if rule.clause
        else f"    {_MORE.to(lang)}  {explain}"
    )


def _not_run(checked: Checked, lang: Lang) -> Iterator[str]:
    because: dict[str, list[str]] = {}
    for skipped in checked.not_run:
        because.setdefault(skipped.because.to(lang), []).append(skipped.code)
    if because:
        yield _NOT_RUN.to(lang)
        for reason, codes in because.items():
            yield f"    {_SKIPPED.fill(lang, {'reason': reason, 'codes': _few(codes)})}"


def _few(codes: list[str]) -> Text:
    """A few of the codes, or all where they are few; programs get all of them as JSON."""
    if len(codes) <= _SHOWN + 1:
        return Text("、".join(codes), ", ".join(codes))
    first = codes[:_SHOWN]
    return Text(
        f"{'、'.join(first)} 等 {len(codes)} 条（--format json 列出全部）",
        f"{', '.join(first)} and {len(codes) - _SHOWN} more (all by --format json)",
    )
