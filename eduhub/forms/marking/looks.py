"""How a marked cell looks, and the words of its comment; told apart by colour, by border and by words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.styles.fonts import Font

from eduhub.checks.formats.xlsx import COLORS
from eduhub.core.lines import wrap
from eduhub.core.rule import Tier
from eduhub.core.text import LANGS, Lang, Text, in_xml
from eduhub.forms.marking.entries import Entry


@dataclass(frozen=True, slots=True)
class Look:
    """Fill, line and colour of a border, as the format names them; the colour of words on the fill."""

    fill: str
    line: str
    color: str
    ink: str


_LINES: Final = {
    Tier.ERROR: ("thick", "C00000"),
    Tier.QUERY: ("mediumDashed", "BF6900"),
    Tier.NOTE: ("dotted", "2E75B6"),
}
LOOKS: Final = {
    tier: Look(COLORS[tier][1].lstrip("#"), *_LINES[tier], COLORS[tier][0].lstrip("#")) for tier in Tier
}

_INK: Final = "FF1F1F1F"  # of letters that could not be seen on the fill of a mark
_LIGHT: Final = 150  # of 255: how light letters are that can't
_LIGHT_OF_THEME: Final = (0, 2)  # the two that are for light grounds, as openpyxl and the format count them

WIDTH: Final = 42  # cells of a line of a comment
_PIXELS: Final = (7, 17)  # of a cell of such a line, and of the line
_FRAME: Final = 24  # pixels around the text
_MOST: Final = 8  # findings that one comment tells
_LINE: Final = "———— eduhub ————"
_FIRST: Final = Text("【{tier}】{code}", "[{tier}] {code}")
_END: Final = "———— ↑ eduhub ↑ ————"
_HEAD: Final = (
    r"[【\[](?:"
    + "|".join(re.escape(tier.label.to(lang)) for tier in Tier for lang in LANGS)
    + r")[】\]]\s*[EQN][0-9]{4}"
)
# As far as the closing line; where she deleted that, or there was none yet, to the end.
_OURS: Final = re.compile(
    rf"(?:\s*—+ *eduhub *—+\s*|^){_HEAD}(?:(?!—+ *eduhub *—+).)*?—+ *↑ *eduhub *↑ *—+\s*"
    rf"|(?:\s*—+ *eduhub *—+\s*|\A){_HEAD}.*\Z",
    re.DOTALL | re.MULTILINE,
)
_FIX: Final = Text("改法：{fix}", "fix: {fix}")
_CAUSE: Final = Text("由 {cause} 引起，先改正那里", "follows from {cause}; mend that first")
_MORE: Final = Text("另有 {count} 个问题，见问题清单", "and {count} more; see the sheet 'findings'")


def darkened(font: Font) -> Font | None:
    """A font that can be read on the fills of marks, for one that can't; None for one that can."""
    if not _is_light(font.color):
        return None
    dark = copy(font)
    dark.color = Color(_INK)
    return dark


def _is_light(color: Any) -> bool:
    """Would letters of a color be hard to see on a pale fill?"""
    if color is None or color.type == "auto":
        return False
    if color.type == "theme":
        return color.theme in _LIGHT_OF_THEME and color.tint > -0.5
    rgb = COLOR_INDEX[color.indexed] if color.type == "indexed" and color.indexed < 64 else color.rgb
    if not isinstance(rgb, str):
        return False
    red, green, blue = (int(rgb[-6:][at : at + 2], 16) for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue > _LIGHT


def hers(comment: str) -> str:
    """A comment without what was added to it here; empty where all of it was."""
    words = comment.replace("\r\n", "\n")
    while found := _OURS.search(words):
        before, behind = words[: found.start()], words[found.end() :]
        words = f"{before.rstrip()}\n{behind}" if before.strip() and behind.strip() else before + behind
    return words


def joined(before: str, ours: str) -> str:
    """A comment of hers and, behind a line of its own, what is to be said."""
    return f"{before}\n{_LINE}\n{ours}" if before.strip() else ours


def comment(entries: Sequence[Entry], lang: Lang) -> str:
    """What is to be said of a cell: of each finding its tier and code, what is wrong, how to mend it."""
    told = ["\n".join(_told(entry, lang)) for entry in entries[:_MOST]]
    if len(entries) > _MOST:
        told.append(_MORE.fill(lang, {"count": len(entries) - _MOST}))
    return in_comment("\n\n".join(told) + f"\n{_END}")


def _told(entry: Entry, lang: Lang) -> list[str]:
    finding = entry.finding
    first = _FIRST.fill(lang, {"tier": finding.tier.label, "code": finding.rule.code})
    lines = [first, finding.message(lang)]
    if finding.is_open:
        lines.append(_FIX.fill(lang, {"fix": finding.fix(lang)}))
    if entry.cause:
        lines.append(_CAUSE.fill(lang, {"cause": entry.cause}))
    return lines


def in_comment(words: str) -> str:
    """Words of several lines as XML can hold them."""
    return "\n".join(map(in_xml, words.split("\n")))


def size(words: str) -> tuple[int, int]:
    """Width and height in pixels that a comment needs."""
    lines = sum(len(wrap(line, WIDTH)) for line in words.split("\n"))
    return WIDTH * _PIXELS[0] + _FRAME, lines * _PIXELS[1] + _FRAME
