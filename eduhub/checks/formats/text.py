"""Findings as text: place, code, tier and words on one line, remedy and source below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from eduhub.checks.engine import Checked
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Lang, Text

_COLORS = {Tier.ERROR: "red", Tier.QUERY: "yellow", Tier.NOTE: "cyan"}
_FIX = Text("改法", "fix")
_CLAUSE = Text("依据", "clause")
_MORE = Text("说明", "more")
_NOT_RUN = Text("未运行的规则", "rules that did not run")
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
    yield _SUMMARY.fill(lang, {**counts(checked), "as_of": as_of})


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
    tier = paint(finding.tier.label.to(lang), _COLORS[finding.tier])
    place = paint(Text(str(finding.place), str(finding.place)).to(lang), "bold")
    yield f"{place}  {rule.code} {rule.name}  {tier}  {finding.message(lang)}"
    yield f"    {_FIX.to(lang)}  {finding.fix(lang)}"
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
            yield f"    {reason}：{'、'.join(codes)}" if lang == "zh" else f"    {reason}: {', '.join(codes)}"
