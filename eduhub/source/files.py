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
    EMPTY_FILE,
    ENCRYPTED,
    NO_ACCESS,
    NO_SUCH_PATH,
    NOT_A_FILE,
    OVER_LIMITS,
    WRONG_FILE_TYPE,
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
    XLSB = "xlsb"
    ODS = "ods"
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


WORDS: Final = {
    Face.XLSX: Text(" Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
    Face.TEXT: Text("文本文件", "a text file"),
    Face.EMPTY: Text("空文件", "an empty file"),
    Face.LOCKED: Text("加密的 Office 文件", "an encrypted Office file"),
    Face.XLS: Text("旧版 Excel 或 WPS 工作簿（.xls 或 .et）", "an old Excel or WPS workbook (.xls or .et)"),
    Face.OLD_OFFICE: Text("旧版 Office 文件（如 .doc、.ppt）", "an old Office file (such as .doc or .ppt)"),
    Face.XLSB: Text(" Excel 二进制工作簿（.xlsb）", "a binary Excel workbook (.xlsb)"),
    Face.ODS: Text("开放文档表格（.ods）", "an OpenDocument spreadsheet (.ods)"),
    Face.DOCX: Text(" Word 文档（.docx）", "a Word document (.docx)"),
    Face.PPTX: Text("演示文稿（.pptx）", "a presentation (.pptx)"),
    Face.ZIP: Text("压缩包（.zip）", "a ZIP archive"),
    Face.RAR: Text("压缩包（.rar）", "a RAR archive"),
    Face.SEVEN_ZIP: Text("压缩包（.7z）", "a 7z archive"),
    Face.GZIP: Text("压缩包（.gz）", "a gzip archive"),
    Face.PDF: Text(" PDF 文件", "a PDF file"),
    Face.HTML: Text("网页（HTML）", "a web page (HTML)"),
    Face.XML_SHEET: Text(" XML 表格（2003）", "an XML spreadsheet (2003)"),
    Face.XML: Text(" XML 文件", "an XML file"),
    Face.RTF: Text("写字板文档（.rtf）", "a rich text document (.rtf)"),
    Face.PICTURE: Text("图片", "a picture"),
    Face.UTF16: Text(" UTF-16（“Unicode 文本”）编码的文本文件", "a text file in UTF-16 ('Unicode text')"),
    Face.BINARY: Text("无法识别的二进制文件", "a binary file of an unknown format"),
}
READABLE: Final = frozenset({Face.XLSX, Face.TEXT})

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
_STREAMS: Final = (
    ("EncryptedPackage", Face.LOCKED),
    ("EncryptionInfo", Face.LOCKED),
    ("WordDocument", Face.OLD_OFFICE),
    ("PowerPoint Document", Face.OLD_OFFICE),
)
# The names of members stand uncompressed in a zip file, in its directory and before each member.
_MEMBERS: Final = (
    (b"xl/workbook.bin", Face.XLSB),
    (b"xl/workbook.xml", Face.XLSX),
    (b"word/document.xml", Face.DOCX),
    (b"ppt/presentation.xml", Face.PPTX),
    (b"xl/worksheets/", Face.XLSX),
    (b"xl\\workbook.xml", Face.XLSX),
    (b"[Content_Types].xml", Face.XLSX),  # cut off early: the guard will tell
)
_ODS: Final = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
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
    """A compound file, by the names of its streams, which it keeps in UTF-16."""
    for stream, kind in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return Face.XLS


def _zip_face(data: bytes) -> Face:
    """A zip file, by the name of its main part; the directory at the end speaks for the whole."""
    if _ODS in data[:200]:
        return Face.ODS
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
    return Face.HTML if b"<html" in head else Face.XML


def refuse(kind: Face) -> None:
    """Refuses what can't be read and says what it is; passes workbooks and text."""
    if kind is Face.EMPTY:
        raise RefusedError(EMPTY_FILE)
    if kind is Face.LOCKED:
        raise RefusedError(ENCRYPTED)
    if kind not in READABLE:
        raise RefusedError(WRONG_FILE_TYPE, actual=WORDS[kind])
