"""What reaches the screen: results on stdout as they are, talk on stderr."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import suppress
from shutil import get_terminal_size

from eduhub.cli.options import session
from eduhub.core.lines import Style

_STYLES: dict[Style, int] = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
_PAGE = 80


def prepare() -> None:
    """Lets the streams keep their encoding, and print a question mark for what it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            ascii_only = (stream.encoding or "").lower() in ("ascii", "us-ascii", "ansi_x3.4-1968")
            stream.reconfigure(errors="backslashreplace" if ascii_only else "replace")


def out(line: str = "") -> None:
    """Writes a result to stdout, never wrapped."""
    sys.stdout.write(f"{line}\n")


def out_json(value: object) -> None:
    """Writes a result as JSON; characters are escaped where stdout is not UTF-8, which programs expect."""
    out(json.dumps(value, ensure_ascii=not speaks_unicode(), indent=2))


def speaks_unicode() -> bool:
    """Can stdout show every character?"""
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def talk(line: str = "") -> None:
    """Says to stderr how the work goes; nothing with --quiet."""
    if not session().quiet:
        complain(line)


def progress(words: str = "") -> None:
    """Shows on a terminal how far the work is, on stderr; no words wipe it away."""
    if session().quiet or not sys.stderr.isatty():
        return
    sys.stderr.write(f"\r{words}" if words else f"\r{'':<40}\r")
    sys.stderr.flush()


def complain(line: str) -> None:
    """Says to stderr what a person has to know, even with --quiet."""
    with suppress(OSError):  # whoever closed stderr does not want to know
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def paint(words: str, style: Style) -> str:
    """Words for stdout in a colour, where the session has colours."""
    return f"\033[{_STYLES[style]}m{words}\033[0m" if session().color else words


def page_width() -> int:
    """The cells of a page: eighty, or fewer on a narrow terminal."""
    return min(_PAGE, max(40, get_terminal_size((_PAGE, 24)).columns)) if sys.stdout.isatty() else _PAGE


def line_width() -> int | None:
    """The cells of a line on a terminal; None where stdout goes elsewhere and lines stay whole."""
    return page_width() if sys.stdout.isatty() else None


def hush() -> None:
    """Sends the rest of stdout nowhere, once its reader has gone or its disk is full."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
