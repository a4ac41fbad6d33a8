"""Checked records as canonical text: the examples can't hold what the kinds refuse."""

from __future__ import annotations

from typing import Any

from eduhub.kinds.catalogue import KINDS
from eduhub.repository.canonical import csv_text, yaml_text


def yaml_of(kind: str, data: dict[str, Any]) -> str:
    """A document as YAML."""
    return yaml_text(KINDS[kind], KINDS[kind].record.model_validate(data))


def csv_of(kind: str, rows: list[dict[str, Any]]) -> str:
    """A table as CSV."""
    return csv_text(KINDS[kind], KINDS[kind].record.model_validate({"rows": rows}))  # type: ignore[arg-type]
