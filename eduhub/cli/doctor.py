"""`eduhub doctor`: what this installation can do, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from eduhub.cli.language import current, t
from eduhub.cli.output import line_width, out, out_json, paint
from eduhub.core.lines import Style, columns, padded, width

if TYPE_CHECKING:
    from eduhub.cli.installation import Part

_BROKEN = 3  # something that is needed can't be read or loaded
_SIGNS: dict[str, tuple[str, Style]] = {
    "fine": ("√", "green"),
    "mind": ("!", "yellow"),
    "broken": ("×", "red"),
}


def doctor(
    shape: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help=t("输出的格式", "the format of the output")),
    ] = "text",
) -> int:
    """Looks at installation, machine and repository; asks no network.

    Ends with 3 where something is broken, that is, needed and not to be read or loaded; what is only to be
    minded leaves 0.
    """
    looked_at = list(_parts())
    if shape == "json":
        out_json({"version": 1, "parts": [facts(part) for part in looked_at]})
    else:
        for line in lines(looked_at):
            out(line)
    return _BROKEN if is_broken(looked_at) else 0


def _parts() -> Iterator[Part]:
    """The installation and the machine; the repository too, where all that reads it can be loaded."""
    from eduhub.cli.installation import installation

    installed = list(installation())
    yield from installed
    if not is_broken(installed):
        from eduhub.cli.surroundings import surroundings

        yield from surroundings()


def is_broken(parts: Iterable[Part]) -> bool:
    """Is there something that is needed and can't be read or loaded?"""
    return any(part.state == "broken" for part in parts)


def lines(parts: Iterable[Part]) -> Iterator[str]:
    """A line a part: its state, what it is, what was found; the next step below it where there is one."""
    lang = current()
    listed = list(parts)
    names = max(width(part.what.to(lang)) for part in listed)
    for part in listed:
        sign, style = _SIGNS[part.state]
        told = [(f"{sign} {padded(part.what.to(lang), names)}", part.found.to(lang))]
        if part.advice:
            told.append(("", t("下一步：", "next: ") + part.advice.to(lang)))
        first, *others = columns(told, line_width(), names + 6)
        yield first.replace(sign, paint(sign, style), 1)
        yield from others


def facts(part: Part) -> dict[str, Any]:
    """A part for programs."""
    return {
        "name": part.name,
        "state": part.state,
        "what": {"zh": part.what.zh, "en": part.what.en},
        "found": {"zh": part.found.zh, "en": part.found.en},
        "next": {"zh": part.advice.zh, "en": part.advice.en} if part.advice else None,
    }
