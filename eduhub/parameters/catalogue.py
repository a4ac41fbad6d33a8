"""The catalogue of indicators: code, words, unit, decimals on paper, clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from eduhub.core.text import Text

CLAUSE = "S3.k"  # 依据优质均衡评估标准

Words: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator as people know it."""

    code: str
    label: Text
    short: Text
    unit: Text
    decimals: int
    clause: str = CLAUSE

    @property
    def base(self) -> str:
        """The code that it derives from; its own where it derives from none."""
        return self.code.partition(".")[0]


def _entries() -> Iterator[Entry]:
    read = yaml.load((Path(__file__).parent / "indicators.yaml").read_bytes(), yaml.CSafeLoader)
    followed: Words = read["followed"]
    for code, words in read["indicators"].items():
        base = _base(code, words)
        yield from _with_changes(base, words, followed)
        if code.startswith("L") and code[1:].isdigit():
            for suffix, form in read["forms"].items():
                decimals = words.get("amount_decimals", 0) if form.get("amount") else form["decimals"]
                derived = _derived(base, suffix, {"clause": base.clause} | form | {"decimals": decimals})
                yield from _with_changes(derived, form, followed)


def _base(code: str, words: Words) -> Entry:
    label, short, unit = _text(words), _text(words["short"]), _text(words["unit"])
    return Entry(code, label, short, unit, words.get("decimals", 2), words.get("clause", CLAUSE))


def _with_changes(of: Entry, words: Words, followed: Words) -> Iterator[Entry]:
    """An entry, and its change from year to year where it is followed."""
    yield of
    if words.get("followed"):
        for suffix, form in followed.items():
            named = replace(of, label=of.short) if of.base == of.code else of
            yield _derived(named, suffix, form | {"decimals": of.decimals, "clause": "S1.a"})


def _text(words: Words) -> Text:
    return Text(words["zh"], words["en"])


def _derived(base: Entry, suffix: str, form: Words) -> Entry:
    unit = _text(form["unit"]) if "unit" in form else base.unit
    label, short = (
        Text(form["zh"].format(of=of.zh), form["en"].format(of=of.en)) for of in (base.label, base.short)
    )
    return Entry(f"{base.code}.{suffix}", label, short, unit, form["decimals"], form["clause"])


INDICATORS: dict[str, Entry] = {entry.code: entry for entry in _entries()}
L_CODES: tuple[str, ...] = tuple(f"L{n}" for n in range(1, 8))
