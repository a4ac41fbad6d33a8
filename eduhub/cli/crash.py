"""The page for a fault of eduhub itself: it names the fault and leaks nothing of the data."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Iterator

from eduhub import __version__
from eduhub.core.lines import columns
from eduhub.core.text import Lang, Text

_HEAD = Text(
    "错误：eduhub 自身出了故障，不是数据的问题。",
    "error: eduhub itself is at fault here, not the data.",
)
_WHAT, _WHERE, _WITH, _NEXT = (
    Text("故障", "fault"),
    Text("位置", "where"),
    Text("版本", "version"),
    Text("下一步", "next"),
)
_ADVICE = Text(
    "把命令和以上几行发给 eduhub 的维护者；加 --debug 再运行可得详情，"
    "其中可能含有姓名等个人信息，发送前先看一遍",
    "send the command and the lines above to those who maintain eduhub; --debug gives details, "
    "which may hold personal data, so read them before you send them",
)


def crash_page(error: BaseException, lang: Lang) -> str:
    """What happened and what to do; never the error's own words, which may hold somebody's data."""
    versions = f"eduhub {__version__}, Python {platform.python_version()}"
    rows = [
        (_WHAT, type(error).__name__),
        (_WHERE, spot(error)),
        (_WITH, versions),
        (_NEXT, _ADVICE.to(lang)),
    ]
    return "\n".join([_HEAD.to(lang), *columns([(name.to(lang), words) for name, words in rows], 80)])


def show_traceback(error: BaseException) -> None:
    """Everything about the error, data included, to stderr: only where somebody asked for it."""
    traceback.print_exception(error)


def spot(error: BaseException) -> str:
    """The innermost line of ours: `eduhub.scores.engine:88`."""
    return next(_our_lines(error), "-")


def _our_lines(error: BaseException) -> Iterator[str]:
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == "eduhub":
            yield f"{module}:{line}"
