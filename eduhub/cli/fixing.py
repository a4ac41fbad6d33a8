"""`eduhub validate --fix` and `--diff`: usual spellings in the place of others, shown or written."""

from __future__ import annotations

import difflib
import errno
import re
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from eduhub.checks.choice import Choice
from eduhub.checks.mending import Again, Left, Mended, is_kept, mend, prove
from eduhub.cli.files import unwritable, write
from eduhub.cli.language import current, t
from eduhub.cli.output import complain, out, paint, talk
from eduhub.core.errors import UnreadableError
from eduhub.core.lines import Style
from eduhub.core.text import visible
from eduhub.repository import Repository
from eduhub.source.edits import decoded
from eduhub.source.files import read_bytes
from eduhub.source.problems import RefusedError

_COLORS: dict[str, Style] = {"+": "green", "-": "red", "@": "cyan"}
_FAULT = 70
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_NO_END = b"\n\\ No newline at end of file\n"


def mend_files(
    repository: Repository, again: Again, choice: Choice, *, fix: bool, diff: bool
) -> tuple[Repository, int]:
    """The repository once its files are mended, and the exit code that this alone calls for.

    again  loads the repository anew, with other content in the place of some files
    fix    writes the files; without it they stay, and the exit code is 1 where one would change
    diff   shows on stdout what changes
    """
    done, left = prove(mend(repository, choice), repository, again)
    _tell_kept(repository)
    _tell_left(left)
    if diff:
        _show(done)
    code = max((_FAULT for one in left if one.is_fault), default=0)
    if not fix:
        _tell_possible(done)
        return repository, max(code, int(bool(done)))
    code = max(code, _write_all(done))
    return again({}) if done else repository, code


def _tell_kept(repository: Repository) -> None:
    if count := sum(is_kept(repository, file) for file in repository.named):
        talk(
            t(
                f"{count} 个文件保持原样：不代为改写工作簿，也不改 frozen 和 inbox 里的文件",
                f"files left as they are: {count}; workbooks, and what lies in frozen or inbox, never change",
            )
        )


def _tell_left(left: Iterable[Left]) -> None:
    for one in left:
        name, because = visible(one.file), one.because.to(current())
        complain(t(f"{name}：没有改动，{because}", f"{name}: left as it is; {because}"))


def _tell_possible(done: list[Mended]) -> None:
    for mended in done:
        count, name = len(mended.changes), visible(mended.file)
        talk(t(f"{name}：可改写 {count} 处", f"{name}: places that can be mended: {count}"))
    if done:
        talk(t("加上 --fix 即写入文件", "--fix writes this into the files"))
    else:
        talk(t("没有可以代为改写的地方", "there is nothing that can be mended safely"))


# Writing


def _write_all(done: list[Mended]) -> int:
    """Writes the files, each for itself; the exit code of the worst that happened."""
    code = 0
    for mended in done:
        try:
            _write(mended)
        except UnreadableError as error:
            complain(t("错误：", "error: ") + error.to(current()))
            code = error.exit_code
        else:
            count, name = len(mended.changes), visible(mended.file)
            talk(t(f"{name}：已改写 {count} 处", f"{name}: places mended: {count}"))
    if not done:
        talk(t("没有可以代为改写的地方", "there is nothing that can be mended safely"))
    return code


def _write(mended: Mended) -> None:
    """Writes one file, unless it may not be written or has become another since it was read."""
    path = Path(mended.file)
    if not _is_as_read(mended):
        raise UnreadableError(
            "{path} 刚刚被别的程序改过，没有写入；请再运行一次",
            "{path} was changed by another program just now and is left as it is; run this again",
            path=str(path),
        )
    if not path.stat().st_mode & _WRITABLE:  # it could be replaced all the same, but that is not meant
        raise unwritable(path, PermissionError(errno.EACCES, "read-only"))
    write(path, mended.after)


def _is_as_read(mended: Mended) -> bool:
    try:
        return read_bytes(Path(mended.file)) == mended.before
    except RefusedError:
        return False


# Showing


def _show(done: Iterable[Mended]) -> None:
    """The changes as a unified diff: for people on a terminal, else the exact bytes, for `patch`."""
    for mended in done:
        if mended.is_private:
            name = visible(mended.file)
            complain(
                t(
                    f"{name}：可能含有个人信息，不显示改动",
                    f"{name}: it may hold something about persons, so its changes are not shown",
                )
            )
        elif sys.stdout.isatty():
            for line in decoded(patch(mended))[0].split("\n")[:-1]:
                shown, style = visible(line.rstrip("\r")), _COLORS.get(line[:1])
                out(paint(shown, style) if style else shown)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(patch(mended))
            sys.stdout.buffer.flush()


def patch(mended: Mended) -> bytes:
    """The unified diff of a file, in its own encoding and with its own line ends; its name as it is."""
    name = visible(mended.file).encode() + (b"\t" if " " in mended.file else b"")
    before, after = (re.findall(rb"[^\n]*\n|[^\n]+", raw) for raw in (mended.before, mended.after))
    lines = difflib.diff_bytes(difflib.unified_diff, before, after, name, name)
    return b"".join(line if line.endswith(b"\n") else line + _NO_END for line in lines)
