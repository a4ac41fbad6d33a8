"""Single edits of a data repository at random: values, rows, files, and things that break a file."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

Files: TypeAlias = Mapping[str, bytes]  # path -> content

_SCALAR = re.compile(r"(?<![\w\"])(?P<key>[a-z_]+): (?P<value>\"[^\"]*\"|[^\s\"{}\[\],#][^{}\[\],\n#]*)")


def edited(files: Files, dice: random.Random) -> tuple[str, bytes | None]:
    """A path and its new content, None where the file goes; always something else than before."""
    while True:
        path = dice.choice(sorted(files))
        edit = dice.choice(_EDITS)
        where, raw = edit(path, files, dice)
        if files.get(where) != raw:
            return where, raw


def _other_value(path: str, files: Files, dice: random.Random) -> tuple[str, bytes | None]:
    """Another file's or row's value for the same field."""
    text = files[path].decode("utf-8")
    if path.endswith(".csv"):
        rows = _rows(text)
        line, column = dice.randrange(1, len(rows)) if len(rows) > 1 else 0, dice.randrange(len(rows[0]))
        pool = _pool(files, rows[0][column])
        rows[line][column] = dice.choice(pool) if line and pool else rows[line][column]
        return path, _csv(rows)
    found = list(_SCALAR.finditer(text))
    if not found:
        return path, files[path]
    one = dice.choice(found)
    value = dice.choice(_pool(files, one["key"]) or [one["value"]])
    return path, f"{text[: one.start('value')]}{value}{text[one.end('value') :]}".encode()


def _without_a_row(path: str, files: Files, dice: random.Random) -> tuple[str, bytes | None]:
    lines = files[path].decode("utf-8").splitlines(keepends=True)
    del lines[dice.randrange(len(lines))]
    return path, "".join(lines).encode()


def _with_a_row_twice(path: str, files: Files, dice: random.Random) -> tuple[str, bytes | None]:
    lines = files[path].decode("utf-8").splitlines(keepends=True)
    lines.insert(dice.randrange(len(lines)), dice.choice(lines))
    return path, "".join(lines).encode()


def _gone(path: str, files: Files, dice: random.Random) -> tuple[str, bytes | None]:
    return path, None


def _broken(path: str, files: Files, dice: random.Random) -> tuple[str, bytes | None]:
    return path, files[path] + dice.choice((b"\xff\n", b'  - ["', b"x: 1\ny\n"))


def _elsewhere(path: str, files: Files, dice: random.Random) -> tuple[str, bytes | None]:
    """A copy beside it, or in the place that another file of its kind could have."""
    folder, _, name = path.rpartition("/")
    others = [other.rpartition("/")[0] for other in files if other.endswith(name)]
    place = dice.choice([folder, *others, "收件"])
    return f"{place}/副本-{name}".lstrip("/"), files[path]


_EDITS: tuple[Callable[[str, Files, random.Random], tuple[str, bytes | None]], ...] = (
    *[_other_value] * 5,
    _without_a_row,
    _with_a_row_twice,
    _gone,
    _broken,
    _elsewhere,
)


def _pool(files: Files, key: str) -> list[str]:
    """All values that a field has anywhere, each once."""
    found: set[str] = set()
    for path, raw in files.items():
        text = raw.decode("utf-8")
        if path.endswith(".csv"):
            heading, *rows = _rows(text)
            if key in heading:
                at = heading.index(key)
                found |= {row[at] for row in rows}
        else:
            found |= {one["value"] for one in _SCALAR.finditer(text) if one["key"] == key}
    return sorted(found)


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def _csv(rows: list[list[str]]) -> bytes:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue().encode()
