"""How commands write files: wholly or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from eduhub.core.errors import UnreadableError


def write(path: Path, content: str | bytes) -> None:
    """Writes a file, making its folders; a reader sees the old bytes or the new ones, never a part.

    Raises UnreadableError, with what to do, where the file can't be written.
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, raw)
    except OSError as error:
        raise UnreadableError(
            "无法写入 {path}：{reason}；先在 WPS 或 Excel 中关闭它，并核对权限和磁盘空间",
            "{path} can't be written ({reason}); close it in WPS or Excel, check permissions and disk space",
            path=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error


def _replace(path: Path, raw: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    """The permissions that new files lack; reading it means setting it twice."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
