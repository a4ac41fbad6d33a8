"""The entry of the command line: chooses the language, calls the command, turns its end into an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from eduhub.cli import language
from eduhub.cli.commands import COMMANDS, Command
from eduhub.cli.options import begin, session
from eduhub.cli.output import complain, hush, prepare
from eduhub.core.errors import EduhubError

__all__ = ["COMMANDS", "Command", "main"]

CANNOT_WRITE = 3
FAULT = 70
INTERRUPTED = 130
CUT_OFF = 141  # what a shell reports for a program whose reader went away


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Runs eduhub with these words, by default those of the command line; ends by SystemExit."""
    prepare()
    code = _outcome(sys.argv[1:] if argv is None else list(argv))
    sys.exit(_flushed(code))


def _outcome(words: list[str]) -> int:
    """The exit code; everything that can go wrong ends here."""
    try:
        return _run(words)
    except EduhubError as error:
        complain(language.t("错误：", "error: ") + error.to(language.current()))
        return error.exit_code
    except KeyboardInterrupt:
        complain(language.t("已中断", "interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        return CUT_OFF
    except OSError as error:
        return _disk_full() if error.errno == errno.ENOSPC else _confess(error)
    except Exception as error:
        return _confess(error)


def _run(words: list[str]) -> int:
    language.use(language.choose(words, os.environ))
    begin(words, os.environ)
    from eduhub.cli.group import obey  # typer, and the words bound at import, come after the language

    return obey(words)


def _flushed(code: int) -> int:
    """The exit code once stdout is written out, which may be the moment when writing fails."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
        return code or CUT_OFF
    except OSError:
        hush()
        return code or _disk_full()
    return code


def _disk_full() -> int:
    complain(
        language.t(
            "错误：磁盘已满，结果没有写完；腾出空间后再运行一次",
            "error: the disk is full and the results are incomplete; make room and run it again",
        )
    )
    return CANNOT_WRITE


def _confess(error: Exception) -> int:
    from eduhub.cli.crash import crash_page, show_traceback  # seldom needed, and slow to import

    if session().debug:
        show_traceback(error)
    complain(crash_page(error, language.current()))
    return FAULT
