"""A rule on the screen: in a line, and all that is known about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from eduhub.checks.words import meaning, remedy
from eduhub.cli.language import current, t
from eduhub.cli.output import line_width, paint
from eduhub.core.lines import Rows, Style, columns, hanging, indent_of, padded, width
from eduhub.core.rule import Rule, Tier
from eduhub.core.text import Text
from eduhub.parameters.clauses import TEXT

if TYPE_CHECKING:
    from eduhub.contract.rules import Example, Excerpt

STYLES: dict[Tier, Style] = {Tier.ERROR: "red", Tier.QUERY: "yellow", Tier.NOTE: "cyan"}
_ASKS = {
    Tier.ERROR: Text("必须改正", "must be mended"),
    Tier.QUERY: Text("改正，或写明原因", "mend it or explain it"),
    Tier.NOTE: Text("知道即可", "good to know"),
}


def listing(rules: list[Rule]) -> Iterator[str]:
    """A rule a line; on a terminal the message continues under itself."""
    names = max((len(rule.name) for rule in rules), default=0)
    tiers = max((width(rule.tier.label.to(current())) for rule in rules), default=0)
    for rule in rules:
        name = f"{rule.code}  {rule.name:<{names}}  "
        tier = padded(rule.tier.label.to(current()), tiers)
        first, *others = hanging(f"{name}{tier}  ", meaning(rule, current()), line_width())
        yield name + paint(tier, STYLES[rule.tier]) + first[len(name + tier) :]
        yield from others


def page(rule: Rule, example: Example | None) -> Iterator[str]:
    """All that is known about a rule, and an example where there is one."""
    tier = rule.tier.label.to(current())
    yield f"{paint(rule.code, 'bold')}  {rule.name}  {paint(tier, STYLES[rule.tier])}"
    rows = [
        (t("含义", "means"), meaning(rule, current())),
        (t("级别", "tier"), tier + t("：", ": ") + _ASKS[rule.tier].to(current())),
        (t("缘由", "why"), rule.why.to(current())),
        (t("改法", "fix"), remedy(rule, current())),
        (t("依据", "clause"), clause(rule.clause) if rule.clause else ""),
        (t("前提", "needs"), _needs(rule)),
        *_answers(rule),
    ]
    shown = [(name, words) for name, words in rows if words]
    yield from columns(shown, line_width())
    if example:
        indent = indent_of(shown)
        yield from _excerpt(t("错例", "bad"), example.bad, indent)
        yield from _excerpt(t("改后", "good"), example.good, indent)


def clause(id_: str) -> str:
    """A clause or heading with its words."""
    return f"{id_} {TEXT[id_].words.to(current())}"


def _needs(rule: Rule) -> str:
    """The kinds of document without which it does not run."""
    from eduhub.kinds.catalogue import KINDS

    names = t("”、“", "', '").join(KINDS[kind].label.to(current()) for kind in rule.needs)
    return t(f"有“{names}”的数据才核对", f"runs where there are data of '{names}'") if names else ""


def _answers(rule: Rule) -> Rows:
    """What can be done but mending: explain, waive, give it another tier, leave it out."""
    explained = (
        t("说明", "explain"),
        t(
            "情况属实的，在材料的 explanations 中写明 code、at、value、reason（CSV 写在旁边的 "
            "<文件名>.explanations.yaml）；at 和 value 以 eduhub validate 给出的为准",
            "where it is right all the same, say why under 'explanations' in the submission: code, at, "
            "value, reason (for CSV in <name>.explanations.yaml beside it); 'eduhub validate' prints "
            "at and value",
        ),
    )
    waived = (
        t("豁免", "waive"),
        t(
            "数据仓库可在 waivers.yaml 中豁免：code、path、reason、who、until",
            "a repository can waive it in waivers.yaml: code, path, reason, who, until",
        ),
    )
    set_ = (
        t("设置", "settings"),
        t(
            f"eduhub.yaml 的 tiers 可改级别；校验时 --select {rule.code} 只查这条，--ignore {rule.code} 不查",
            f"'tiers' in eduhub.yaml gives it another tier; 'eduhub validate' minds it alone with "
            f"'--select {rule.code}' and leaves it out with '--ignore {rule.code}'",
        ),
    )
    fixed = (
        t("设置", "settings"),
        t("不能改级别，不能忽略、说明或豁免", "nobody can lower, ignore, explain or waive it"),
    )
    if rule.is_fixed:
        return [fixed]
    answers = {Tier.QUERY: [explained, waived], Tier.NOTE: [waived], Tier.ERROR: []}
    return [*answers[rule.tier], set_]


def _excerpt(name: str, excerpt: Excerpt, indent: int) -> Iterator[str]:
    """The lines of an example under the name of their file."""
    yield padded(f"  {name}", indent) + (excerpt.file or t("（没有这个文件）", "(no such file)"))
    if excerpt.file and not excerpt.lines:
        yield " " * (indent + 2) + t("（空文件）", "(empty)")
    for line in excerpt.lines:
        yield from _folded(line, indent + 2)


_PART = re.compile(r"[^,、 ]*[,、 ]+|[^,、 ]+$")


def _folded(line: str, indent: int) -> Iterator[str]:
    """A line of data, indented; on a terminal what is too long goes on below, cut between its values."""
    cells = line_width()
    text = line.lstrip(" ")
    lead = " " * (indent + len(line) - len(text))
    shown = lead
    for part in _PART.findall(text):
        if cells and shown.strip() and width(shown + part.rstrip()) > cells:
            yield shown.rstrip()
            shown = lead + "  "
        shown += part
    yield shown.rstrip()
