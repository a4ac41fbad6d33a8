"""The last look at what leaves the house: no page with somebody's ID, student or phone number is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from eduhub.cli.files import write
from eduhub.core.errors import PersonalError
from eduhub.core.personal import Sort
from eduhub.core.text import Text, same
from eduhub.source.numbers import find
from eduhub.source.office import strings

_WORDS = {
    Sort.RESIDENT: Text("居民身份证号", "a resident ID"),
    Sort.STUDENT: Text("学籍号", "a student number"),
    Sort.PHONE: Text("电话号码", "a phone number"),
}


def publish(files: Mapping[Path, str | bytes]) -> None:
    """Writes files that belong together, once all of them are seen to hold no personal number.

    Raises PersonalError, before anything is written, where one does.
    """
    for path, content in files.items():
        refuse_personal(path, content)
    for path, content in files.items():
        write(path, content)


def refuse_personal(path: Path, content: str | bytes) -> None:
    """Raises PersonalError, with the sort and the line, where a text or an office file holds a number."""
    for line, words in _lines(content):
        for found in find(words):
            raise PersonalError(
                "{path} 里会有{sort}{line}，没有写入；删去后再生成（位置见 eduhub validate）",
                "{path} would hold {sort}{line}, so it was not written; remove it ('eduhub validate')",
                path=str(path),
                sort=_WORDS[found.sort],
                line=Text(f"（第 {line} 行）", f" (line {line})") if isinstance(content, str) else same(""),
            )


def _lines(content: str | bytes) -> Iterator[tuple[int, str]]:
    """The lines of a text or the words of an office file; of bytes that are neither, nothing."""
    if isinstance(content, bytes):
        content = "\n".join(strings(content)) if content.startswith(b"PK") else _decoded(content)
    yield from enumerate(content.split("\n"), start=1)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
