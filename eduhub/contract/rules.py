"""All rules for programs: `schemas/rules.json`, which carries the examples to where there are no cases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import eduhub.checks.rules  # noqa: F401  (registers every rule)
from eduhub.core.rule import RULES, Rule
from eduhub.resources import resource


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A few lines of a file; the file is None where there is no such file."""

    file: str | None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """What breaks a rule, and the same mended."""

    bad: Excerpt
    good: Excerpt


def in_order() -> list[Rule]:
    """All rules by their numbers."""
    return sorted(RULES, key=lambda rule: rule.code[1:])


def facts(rule: Rule, example: Example | None) -> dict[str, object]:
    """A rule for programs; the facts inside the words stay as `{name}`."""
    texts = (("message", rule.message), ("fix", rule.fix), ("why", rule.why))
    return {
        "code": rule.code,
        "name": rule.name,
        "tier": rule.tier.value,
        **{key: {"zh": text.zh, "en": text.en} for key, text in texts},
        "clause": rule.clause,
        "needs": list(rule.needs),
        "example": asdict(example) if example else None,
    }


def rules_text(examples: Mapping[str, Example]) -> str:
    """All rules with their examples, as they are published."""
    rules = [facts(rule, examples.get(rule.code)) for rule in in_order()]
    return json.dumps(rules, ensure_ascii=False, indent=1) + "\n"


@cache
def shipped() -> Mapping[str, Example]:
    """The examples that travel with this installation, by code."""
    rules = json.loads(resource("schemas", "rules.json").read_text(encoding="utf-8"))
    return {rule["code"]: _example(rule["example"]) for rule in rules if rule["example"]}


def _example(read: dict[str, Any]) -> Example:
    bad, good = (Excerpt(read[side]["file"], tuple(read[side]["lines"])) for side in ("bad", "good"))
    return Example(bad, good)
