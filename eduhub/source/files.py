"""What a path holds: its bytes, read without following or waiting, and what they are by content."""

from __future__ import annotations

import contextlib
import difflib
import errno
import os
import stat
from enum import StrEnum
from pathlib import Path
from typing import Final, NoReturn

from eduhub.core.text import Text, visible
from eduhub.source.limits import FILE_BYTES, MIB
from eduhub.source.problems import (
    NO_ACCESS,
    NO_SUCH_PATH,
    NOT_A_FILE,
    OVER_LIMITS,
    RefusedError,
)

# O_NONBLOCK: opening a FIFO returns at once. O_BINARY: Windows leaves line ends alone.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_LINK: Final = Text("链接", "a link")
_FOLDER: Final = Text("文件夹", "a folder")
_KINDS: Final = (
    (stat.S_ISLNK, _LINK),
    (stat.S_ISDIR, _FOLDER),
    (stat.S_ISFIFO, Text("管道", "a pipe")),
    (stat.S_ISSOCK, Text("套接字", "a socket")),
)
_DEVICE: Final = Text("设备", "a device")
_MISSING: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})
_REASONS: Final = {
    errno.EACCES: Text(
        "没有访问权限，或文件正被别的程序使用", "access is denied, or another program holds it"
    ),
    errno.EPERM: Text("没有访问权限", "access is denied"),
    errno.EIO: Text("磁盘或网络读取出错", "the disk or the network failed"),
    errno.EMFILE: Text("同时打开的文件太多", "too many files are open"),
}
_OTHER_REASON: Final = Text("系统拒绝读取", "the system refuses to read it")


def read_bytes(path: Path) -> bytes:
    """The content of a regular file up to FILE_BYTES; links are not followed and nothing is waited for.

    Raises RefusedError: no such path, not a file, no access, over the limits.
    """
    handle = _open(path)
    try:
        _refuse_special(os.fstat(handle))
        with open(handle, "rb", closefd=False) as file:
            data = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise _no_access(error) from error
    finally:
        os.close(handle)
    if len(data) > FILE_BYTES:
        raise _too_big(f"{FILE_BYTES // MIB}+ MB")
    return data


def _open(path: Path) -> int:
    """A descriptor of the path; where it can't be opened, the reason that a user can act on."""
    try:
        return os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        _refuse_unopened(path, error)


def _refuse_unopened(path: Path, error: OSError | ValueError) -> NoReturn:
    """A name that is missing, a thing that is no file, or a file that is withheld."""
    if isinstance(error, ValueError) or error.errno in _MISSING:  # ValueError: NUL in the name
        raise RefusedError(NO_SUCH_PATH, hint=_nearest(path)) from error
    with contextlib.suppress(OSError):
        _refuse_special(path.lstat())  # a link, or a folder on Windows
    raise _no_access(error) from error


def _refuse_special(status: os.stat_result) -> None:
    """Refuses all but regular files, and files above the limit before a byte is read."""
    mode = status.st_mode
    if not stat.S_ISREG(mode):
        what = next((words for is_kind, words in _KINDS if is_kind(mode)), _DEVICE)
        raise RefusedError(NOT_A_FILE, what=what)
    if status.st_size > FILE_BYTES:
        raise _too_big(f"{status.st_size / MIB:.1f} MB")


def _too_big(size: str) -> RefusedError:
    """The refusal of a file above FILE_BYTES."""
    what = Text("文件大小", "the file's size")
    return RefusedError(OVER_LIMITS, what=what, size=size, limit=f"{FILE_BYTES // MIB} MB")


def _no_access(error: OSError) -> RefusedError:
    """The refusal of a file that the system withholds."""
    return RefusedError(NO_ACCESS, reason=_REASONS.get(error.errno or 0, _OTHER_REASON))


def _nearest(path: Path) -> Text:
    """A hint at the nearest name in the same folder; empty where nothing comes near."""
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except (OSError, ValueError):
        return Text("", "")
    near = difflib.get_close_matches(path.name, names, n=1)
    name = visible(near[0]) if near else ""
    return Text(f"，是不是“{name}”？", f"; is it '{name}'?") if name else Text("", "")


class Face(StrEnum):
    """What a file is by its content."""

    XLSX = "xlsx"
    TEXT = "text"
    EMPTY = "empty"
    LOCKED = "locked"
    XLS = "xls"
    OLD_OFFICE = "old office"
    OLD_OTHER = "old other"
    XLSB = "xlsb"
    ODS = "ods"
    FODS = "fods"
    OTHER_ODF = "other odf"
    DOCX = "docx"
    PPTX = "pptx"
    ZIP = "zip"
    RAR = "rar"
    SEVEN_ZIP = "seven zip"
    GZIP = "gzip"
    PDF = "pdf"
    HTML = "html"
    XML_SHEET = "xml sheet"
    XML = "xml"
    RTF = "rtf"
    PICTURE = "picture"
    UTF16 = "utf16"
    BINARY = "binary"


_HEAD: Final = 4096
_MAGIC: Final = (
    (b"%PDF-", Face.PDF),
    (b"\x89PNG", Face.PICTURE),
    (b"\xff\xd8\xff", Face.PICTURE),
    (b"GIF8", Face.PICTURE),
    (b"Rar!\x1a\x07", Face.RAR),
    (b"7z\xbc\xaf\x27\x1c", Face.SEVEN_ZIP),
    (b"\x1f\x8b\x08", Face.GZIP),
    (b"{\\rtf", Face.RTF),
    (b"\xff\xfe", Face.UTF16),
    (b"\xfe\xff", Face.UTF16),
)
_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Final = {
    "EncryptedPackage": Face.LOCKED,
    "EncryptionInfo": Face.LOCKED,
    "Workbook": Face.XLS,
    "Book": Face.XLS,
    "WordDocument": Face.OLD_OFFICE,
    "PowerPoint Document": Face.OLD_OFFICE,
}
# An entry of the directory of a compound file: its name in 64 bytes, how long that is, what it is.
_ENTRY, _SECTOR = 128, 512
# The names of members stand uncompressed in a zip file, in its directory and before each member.
_MEMBERS: Final = (
    (b"xl/workbook.bin", Face.XLSB),
    (b"xl/workbook.xml", Face.XLSX),
    (b"word/document.xml", Face.DOCX),
    (b"ppt/presentation.xml", Face.PPTX),
    (b"xl/worksheets/", Face.XLSX),
    (b"xl\\workbook.xml", Face.XLSX),
    (b"[Content_Types].xml", Face.XLSX),  # cut off early: the guard will tell
    (b"META-INF/manifest.xml", Face.ODS),  # of a writer that does not begin with its type
)
_ODF: Final = b"mimetypeapplication/vnd.oasis.opendocument."
_TAGS: Final = (
    b"<!doctype html",
    b"<html",
    b"<table",
    b"<meta",
    b"<head",
    b"<body",
    b"<style",
    b"<div",
    b"<tr",
)


def face(data: bytes) -> Face:
    """What the bytes are, from the bytes alone: a suffix proves nothing."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        return Face.EMPTY
    if data.startswith(_OLE2):
        return _ole2_face(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_face(data)
    known = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    return known or _text_face(data)


def _ole2_face(data: bytes) -> Face:
    """A compound file, by the first of its streams that tells: what is embedded in it comes later."""
    return next((_STREAMS[name] for name in entries(data) if name in _STREAMS), Face.OLD_OTHER)


def entries(data: bytes) -> list[str]:
    """The names of the streams and folders in a compound file, in the order of its directory."""
    found = []
    for at in range(_SECTOR, len(data) - _ENTRY + 1, _ENTRY):
        size, sort = int.from_bytes(data[at + 64 : at + 66], "little"), data[at + 66]
        if sort in (1, 2, 5) and 2 < size <= 64 and not data[at + size - 2 : at + size].strip(b"\0"):
            found.append(data[at : at + size - 2].decode("utf-16-le", "replace"))
    return found


def _zip_face(data: bytes) -> Face:
    """A zip file, by the name of its main part; the directory at the end speaks for the whole."""
    if _ODF in data[:200]:
        return Face.ODS if _ODF + b"spreadsheet" in data[:200] else Face.OTHER_ODF
    end = data.rfind(b"PK\x05\x06")
    directory = int.from_bytes(data[end + 16 : end + 20], "little") if end >= 0 else 0
    names = data[directory:]
    return next((kind for name, kind in _MEMBERS if name in names), Face.ZIP)


def _text_face(data: bytes) -> Face:
    """Text, marked-up text, or neither."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"<?xml"):
        return _xml_face(head)
    if head.startswith(_TAGS) or head.startswith(b"mime-version:"):
        return Face.HTML
    return Face.BINARY if b"\0" in data else Face.TEXT


def _xml_face(head: bytes) -> Face:
    """A marked-up file by its first tags, in lower case."""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Face.XML_SHEET
    if b"application/vnd.oasis.opendocument.spreadsheet" in head:
        return Face.FODS
    return Face.HTML if b"<html" in head else Face.XML
