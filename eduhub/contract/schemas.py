"""The JSON Schemas of kinds, and the editor settings that bind them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from eduhub.kinds.base import Kind
from eduhub.kinds.catalogue import KINDS

_EDITOR = ".vscode"


def json_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of a kind's YAML face: its fields after the header of kind and schema."""
    schema = kind.record.model_json_schema(by_alias=True)
    header = {"kind": {"enum": [kind.name, kind.label.zh]}, "schema": {"const": kind.schema}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{kind.label.zh} / {kind.label.en}",
        "description": f"eduhub {kind.name}, schema {kind.schema}",
        **{name: value for name, value in schema.items() if name not in ("title", "description")},
        "properties": header | schema["properties"],
        "required": ["kind", *schema.get("required", [])],
    }


def schema_text(kind: Kind) -> str:
    """The JSON Schema of a kind as it is published."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"


def editor_files() -> Iterator[tuple[str, str]]:
    """Settings that make an editor check YAML while it is typed, and the schemas that they name."""
    yaml_kinds = [kind for kind in KINDS.values() if kind.path.endswith(".yaml")]
    bound = {f"./{_EDITOR}/schemas/{kind.name}.schema.json": _glob(kind.path) for kind in yaml_kinds}
    settings = {"yaml.schemas": bound, "files.encoding": "utf8", "files.eol": "\n"}
    yield f"{_EDITOR}/settings.json", json.dumps(settings, ensure_ascii=False, indent=2) + "\n"
    for kind in yaml_kinds:
        yield f"{_EDITOR}/schemas/{kind.name}.schema.json", schema_text(kind)


def _glob(path: str) -> str:
    return "/".join("*" if step.startswith("{") else step for step in path.split("/"))
