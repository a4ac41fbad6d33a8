"""The templates of reports and charts, in a sandbox: plain data goes in, text comes out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from eduhub.core.text import Lang, Text
from eduhub.resources import resource

# Markdown would take these in a cell or sentence for markup.
_MARKUP = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#"})


def render(template: str, data: Mapping[str, Any]) -> str:
    """A template filled with plain data; a name that is missing is an error, never a blank."""
    return _environment().get_template(template).render(data)


def plain(value: Any, lang: Lang) -> Any:
    """Data for a template: texts in one language, everything else as plain lists, dicts and numbers."""
    match value:
        case Text():
            return value.to(lang)
        case Mapping():
            return {str(name): plain(inner, lang) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner, lang) for inner in value]
        case _:
            return value


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(str(resource("templates"))),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and ".svg" in name,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = lambda words: str(words).translate(_MARKUP).replace("\n", " ")
    return environment
