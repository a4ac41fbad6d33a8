"""The options that every command takes, before or after its name, and what they come to."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eduhub.cli.language import current, options_part
from eduhub.core.errors import UnreadableError
from eduhub.core.text import Lang, Text, same


@dataclass(frozen=True, slots=True)
class Session:
    """How this run talks, and where it stands.

    root   the repository named by -C; None where it is to be found upward from the paths
    quiet  no talk on stderr
    color  standard output is a terminal that shows colour, and nobody forbade it
    debug  a fault of eduhub shows its traceback
    """

    lang: Lang
    root: Path | None = None
    quiet: bool = False
    color: bool = False
    debug: bool = False


@dataclass(frozen=True, slots=True)
class Global:
    """An option of every command; value is the word for what follows it, None for a switch."""

    name: str
    flags: tuple[str, ...]
    help: Text
    value: Text | None = None


GLOBALS = (
    Global(
        "root",
        ("-C", "--root"),
        Text(
            "数据仓库所在的文件夹  [默认：由所给路径向上找]",
            "repository  [default: found upward from the path]",
        ),
        Text("文件夹", "DIR"),
    ),
    Global(
        "lang",
        ("--lang",),
        Text(
            "显示的语言  [默认：依次看 EDUHUB_LANG、仓库、系统]",
            "language  [default: EDUHUB_LANG, repository, locale]",
        ),
        same("zh|en"),
    ),
    Global("quiet", ("--quiet",), Text("只给结果，不说进度", "give results only, without talk of progress")),
    Global(
        "no_color", ("--no-color",), Text("不用颜色；NO_COLOR 同此", "use no colour; NO_COLOR does the same")
    ),
    Global(
        "debug", ("--debug",), Text("eduhub 出故障时给出详情", "show details where eduhub itself is at fault")
    ),
    Global("version", ("--version",), Text("显示版本", "show the version")),
    Global("help", ("-h", "--help"), Text("显示这一页", "show this page")),
)

_session = Session(current())


def session() -> Session:
    """How this run talks, and where it stands."""
    return _session


def begin(words: Sequence[str], environ: Mapping[str, str]) -> None:
    """Starts a session in the current language; colour and debug are known before anything is parsed."""
    global _session
    options = options_part(words)
    color = "--no-color" not in options and _shows_color(environ)
    _session = Session(current(), color=color, debug="--debug" in options)


def settle(name: str, value: str | bool) -> None:
    """Enters a global option that was parsed."""
    global _session
    match name:
        case "root":
            _session = replace(_session, root=_folder(str(value)))
        case "quiet":
            _session = replace(_session, quiet=True)


def _folder(name: str) -> Path:
    if name and Path(name).is_dir():
        return Path(name)
    raise UnreadableError(
        "没有文件夹“{name}”；核对 -C 后面的路径",
        "there is no folder '{name}'; check the path after -C",
        name=name,
    )


def _shows_color(environ: Mapping[str, str]) -> bool:
    """Old Windows consoles print the codes of colours instead of colours; Windows Terminal names itself."""
    able = os.name != "nt" or "WT_SESSION" in environ
    wanted = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return able and wanted and sys.stdout.isatty()
