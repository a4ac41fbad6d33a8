"""How commands write files: wholly or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from eduhub.core.errors import UnreadableError
from eduhub.core.text import Text, same


def write(path: Path, content: str | bytes, *, executable: bool = False) -> None:
    """Writes a file, making its folders; a reader sees the old bytes or the new ones, never a part.

    Raises UnreadableError, with what to do, where the file can't be written.
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(raw)  # a device or a pipe, such as /dev/null, must stay what it is
        else:
            _replace(path, raw, 0o777 if executable else 0o666)
    except OSError as error:
        raise unwritable(path, error) from error


_REASONS = {
    errno.ENOENT: Text("没有这个文件夹，也不能新建", "there is no such folder, and none can be made"),
    errno.ENOTDIR: Text("路径中间有一段是文件", "a part of the path is a file"),
    errno.EEXIST: Text("路径中间有一段是文件", "a part of the path is a file"),
    errno.EISDIR: Text("它是文件夹", "it is a folder"),
    errno.EACCES: Text("没有写入权限", "permission is lacking"),
    errno.EPERM: Text("没有写入权限", "permission is lacking"),
    errno.EROFS: Text("磁盘只读", "the disk is read-only"),
    errno.ENOSPC: Text("磁盘空间不足", "the disk is full"),
}
_OPEN = Text("；如正在 WPS 或 Excel 中打开，请先关闭", "; close it where it is open in WPS or Excel")
_ELSEWHERE = Text("；核对路径，或换一个位置", "; check the path, or write elsewhere")


def unwritable(path: Path, error: OSError) -> UnreadableError:
    """Why something can't be written, in words, and the next step."""
    reason = _REASONS.get(error.errno or 0)
    shown = reason or same(error.strerror or type(error).__name__)
    is_open = isinstance(error, PermissionError) and path.is_file()
    return UnreadableError(
        "无法写入 {path}：{reason}{step}",
        "{path} can't be written: {reason}{step}",
        path=str(path),
        reason=shown,
        step=_OPEN if is_open else _ELSEWHERE,
    )


def _replace(path: Path, raw: bytes, mode: int) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(path, mode))
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _mode(path: Path, new: int) -> int:
    """The permissions of the file that is replaced, else those that a new one gets."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return new & ~_umask()


def _umask() -> int:
    """The permissions that new files lack; reading it means setting it twice."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
