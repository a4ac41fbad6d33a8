"""The list of all that is generated, and what of it is stale in a checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eduhub.contract.indicators import indicators_page
from eduhub.contract.schemas import editor_files, schema_text
from eduhub.kinds.catalogue import KINDS


def generated(top: Path) -> Iterator[tuple[str, str]]:
    """Every generated file of a checkout: its path from the top and its text."""
    from eduhub.contract.examples import examples  # which brings the engine of checks
    from eduhub.contract.rules import rules_text
    from eduhub.contract.rules_page import rules_page

    shown = examples(top / "tests" / "cases")
    for kind in KINDS.values():
        yield f"schemas/{kind.name}.schema.json", schema_text(kind)
    yield "schemas/INDICATORS.md", indicators_page()
    yield "schemas/rules.json", rules_text(shown)
    yield "schemas/RULES.md", rules_page(shown)
    for name, text in editor_files():
        yield f"examples/city/{name}", text


def stale(top: Path) -> list[str]:
    """The generated files of a checkout that are not as they would be written now, or should not be there."""
    wanted = dict(generated(top))
    found = {path.relative_to(top).as_posix() for path in (top / "schemas").iterdir()}
    changed = [name for name, text in wanted.items() if _text(top / name) != text]
    return sorted({*changed, *(found - set(wanted))})


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
