"""The list of all that is generated, and what of it is stale in a checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eduhub.contract.forms import FOLDER as FORMS_FOLDER
from eduhub.contract.forms import blank_forms, same_workbook
from eduhub.contract.indicators import indicators_page
from eduhub.contract.schemas import editor_files, schema_text
from eduhub.kinds.catalogue import KINDS


def generated(top: Path) -> Iterator[tuple[str, str | bytes]]:
    """Every generated file of a checkout: its path from the top and its content."""
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
    yield from blank_forms()


def stale(top: Path) -> list[str]:
    """The generated files of a checkout that are not as they would be written now, or should not be there."""
    wanted = dict(generated(top))
    folders = (top / "schemas", top / FORMS_FOLDER)
    found = {path.relative_to(top).as_posix() for folder in folders for path in folder.glob("*")}
    changed = [name for name, content in wanted.items() if not _is_current(top / name, content)]
    return sorted({*changed, *(found - set(wanted))})


def _is_current(path: Path, content: str | bytes) -> bool:
    if not path.is_file():
        return False
    if isinstance(content, bytes):
        return same_workbook(path.read_bytes(), content)
    return path.read_text(encoding="utf-8") == content
