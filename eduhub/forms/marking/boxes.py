"""The sizes of the boxes of comments, which stand in a drawing of their own."""

from __future__ import annotations

import re
from typing import Final

from eduhub.source.archive import Package
from eduhub.source.guard import links_of

_SHAPE: Final = re.compile(rb"<(?:\w+:)?shape\b.*?</(?:\w+:)?shape>", re.DOTALL)
_STYLE: Final = re.compile(rb"""style\s*=\s*(["'])(.*?)\1""", re.DOTALL)
_LENGTH: Final = re.compile(rb"(?:\A|[;\s])(width|height)\s*:\s*([0-9.]+)(pt|px)")
_SPOT: Final = re.compile(rb"<(?:\w+:)?(Row|Column)>\s*([0-9]+)\s*<")
_PIXELS: Final = {b"pt": 96 / 72, b"px": 1.0}


def sizes(package: Package, part: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Width and height in pixels of the comments on a sheet, by row and column from 1."""
    found = {}
    for link in links_of(package, part).values():
        if link.kind == "vmlDrawing" and not link.external and link.target in package:
            for shape in _SHAPE.findall(package.read(link.target)):
                spot = {name: int(number) + 1 for name, number in _SPOT.findall(shape)}
                style = _STYLE.search(shape)
                if len(spot) == 2 and style:
                    lengths = {name: float(n) * _PIXELS[unit] for name, n, unit in _LENGTH.findall(style[2])}
                    if len(lengths) == 2:
                        size = (round(lengths[b"width"]), round(lengths[b"height"]))
                        found[spot[b"Row"], spot[b"Column"]] = size
    return found
