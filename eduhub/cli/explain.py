"""`eduhub explain`: what a rule means, why it matters, how to mend what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Literal

import typer

import eduhub.checks.rules  # noqa: F401  (registers every rule)
from eduhub.cli.language import current, t
from eduhub.cli.output import line_width, out, out_json, paint
from eduhub.core.errors import UseError, unknown
from eduhub.core.lines import Style, columns, hanging, padded, width
from eduhub.core.rule import RULES, Rule, Tier
from eduhub.core.text import Text

_STYLES: dict[Tier, Style] = {Tier.ERROR: "red", Tier.QUERY: "yellow", Tier.NOTE: "cyan"}
_ASKS = {
    Tier.ERROR: Text("必须改正", "must be mended"),
    Tier.QUERY: Text("改正，或写明原因", "mend it or explain it"),
    Tier.NOTE: Text("知道即可", "good to know"),
}


def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar=t("规则", "RULE"),
            help=t("规则的代码或名称；不写则列出全部", "code or name of a rule; without one, all are listed"),
        ),
    ] = None,
    shape: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help=t("输出的格式", "the format of the output")),
    ] = "text",
) -> None:
    """Prints one rule in full, or all in a line each."""
    rules = sorted(RULES, key=lambda rule: rule.code[1:]) if code is None else [find(code)]
    if shape == "json":
        out_json([facts(rule) for rule in rules])
        return
    for line in listing(rules) if code is None else page(rules[0]):
        out(line)


def find(name: str) -> Rule:
    """The rule of that code or readable name; UseError with the nearest one where there is none."""
    asked = name.strip().lower()
    known = {key: rule for rule in RULES for key in (rule.code.lower(), rule.name)}
    if asked in known:
        return known[asked]
    for near in get_close_matches(asked, known, n=1):
        raise unknown(Text("规则", "rule"), name, f"{known[near].code} ({known[near].name})", [])
    raise UseError(
        "没有规则“{name}”；eduhub explain 列出全部规则",
        "there is no rule '{name}'; 'eduhub explain' lists them all",
        name=name,
    )


def listing(rules: list[Rule]) -> Iterator[str]:
    """A rule a line; on a terminal the message continues under itself."""
    names = max((len(rule.name) for rule in rules), default=0)
    tiers = max((width(rule.tier.label.to(current())) for rule in rules), default=0)
    for rule in rules:
        name = f"{rule.code}  {rule.name:<{names}}  "
        tier = padded(rule.tier.label.to(current()), tiers)
        first, *others = hanging(f"{name}{tier}  ", said(rule.about or rule.message), line_width())
        yield name + paint(tier, _STYLES[rule.tier]) + first[len(name + tier) :]
        yield from others


def page(rule: Rule) -> Iterator[str]:
    """All that is known about a rule."""
    tier = rule.tier.label.to(current())
    yield f"{paint(rule.code, 'bold')}  {rule.name}  {paint(tier, _STYLES[rule.tier])}"
    rows = [
        (t("含义", "means"), said(rule.about or rule.message)),
        (t("级别", "tier"), tier + t("：", ": ") + _ASKS[rule.tier].to(current())),
        (t("缘由", "why"), said(rule.why)),
        (
            t("改法", "fix"),
            t("照发现的问题中所写", "as the finding says") if rule.fix.zh == "{remedy}" else said(rule.fix),
        ),
        (t("依据", "clause"), rule.clause or ""),
    ]
    yield from columns([(name, words) for name, words in rows if words], line_width())


def facts(rule: Rule) -> dict[str, object]:
    """A rule for programs; the facts inside the words stay as `{name}`."""
    return {
        "code": rule.code,
        "name": rule.name,
        "tier": rule.tier.value,
        **{key: {"zh": text.zh, "en": text.en} for key, text in _texts(rule)},
        "clause": rule.clause,
    }


def said(text: Text) -> str:
    """The words for a reader, with the name of each fact in brackets where the fact will stand."""
    return text.to(current()).format_map(_Named())


def _texts(rule: Rule) -> list[tuple[str, Text]]:
    return [("message", rule.message), ("fix", rule.fix), ("why", rule.why)]


_OPTIONAL = ("more", "hint", "guess", "others")  # facts that stand in some findings only


class _Named(dict[str, str]):
    """Answers a fact's name with the name itself."""

    def __missing__(self, name: str) -> str:
        if name in _OPTIONAL:
            return ""
        if name == "remedy":
            return t("按每一处所写的改法", "as each finding says")
        return t(f"〈{name}〉", f"<{name}>")
