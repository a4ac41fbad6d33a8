"""The catalogue of indicators: code, words, unit, decimals on paper, clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from eduhub.core.text import Text

CLAUSE = "S3.k"  # 依据优质均衡评估标准


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator as people know it."""

    code: str
    label: Text
    short: Text
    unit: Text
    decimals: int
    clause: str = CLAUSE


def _entries() -> Iterator[Entry]:
    read = yaml.load((Path(__file__).parent / "indicators.yaml").read_bytes(), yaml.CSafeLoader)
    for code, words in read["indicators"].items():
        base = Entry(
            code, _text(words), _text(words["short"]), _text(words["unit"]), words.get("decimals", 2)
        )
        yield base
        if code.startswith("L"):
            yield from (_derived(base, suffix, form) for suffix, form in read["forms"].items())


def _text(words: dict[str, Any]) -> Text:
    return Text(words["zh"], words["en"])


def _derived(base: Entry, suffix: str, form: dict[str, Any]) -> Entry:
    unit = _text(form["unit"]) if "unit" in form else base.unit
    label, short = (
        Text(form["zh"].format(of=of.zh), form["en"].format(of=of.en)) for of in (base.label, base.short)
    )
    return Entry(f"{base.code}.{suffix}", label, short, unit, form["decimals"])


INDICATORS: dict[str, Entry] = {entry.code: entry for entry in _entries()}
L_CODES: tuple[str, ...] = tuple(f"L{n}" for n in range(1, 8))
