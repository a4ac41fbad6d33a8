"""The few lines of a faulty file that show a fault, and what they are in the mended one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

Lines: TypeAlias = Sequence[str]
Span: TypeAlias = tuple[range, range]

ELLIPSIS = "…"
MOST = 8
_FEW = 3  # so few lines get their neighbours


def excerpts(
    name: str, bad: Lines, good: Lines, line: int | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The telling lines of both files: where the fault is, and where they differ.

    name  of the file: what a heading or a parent is depends on its kind
    line  where the fault is in the first, counted from 1
    """
    spans = list(_differences(bad, good))
    faulty, mended = [], []
    if line is not None and line <= len(bad):
        faulty.append(line - 1)
        mended.extend(_counterpart(line - 1, bad, good))
    for before, after in sorted(spans, key=lambda span: _distance(span, faulty)):
        faulty += before or _around(before.start, bad)
        mended += after or _around(after.start, good)
    above = _above(name)
    return tuple(_shown(bad, faulty, above)), tuple(_shown(good, mended, above))


def head(name: str, lines: Lines, line: int | None = None) -> tuple[str, ...]:
    """The telling lines of a file that has no counterpart: where the fault is, else how it begins."""
    first = [line - 1] if line is not None and line <= len(lines) else []
    return tuple(_shown(lines, [*first, *range(len(lines))], _above(name)))


def _differences(bad: Lines, good: Lines) -> Iterator[Span]:
    """Where the files differ: lines of the one and what they are in the other; either may be none."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, bad, good, autojunk=False).get_opcodes():
        if tag != "equal":
            yield range(i1, i2), range(j1, j2)


def _counterpart(line: int, bad: Lines, good: Lines) -> list[int]:
    """The line of the mended file that is the same as one of the faulty file; none where it was changed."""
    for block in SequenceMatcher(None, bad, good, autojunk=False).get_matching_blocks():
        if block.a <= line < block.a + block.size:
            return [block.b + line - block.a]
    return []


def _distance(span: Span, faulty: Lines | list[int]) -> int:
    """How far a difference lies from the fault."""
    before, line = span[0], int(faulty[0]) if faulty else 0
    return 0 if line in before else min(abs(line - before.start), abs(line - before.stop))


def _around(gap: int, lines: Lines) -> list[int]:
    """The lines before and after a gap."""
    return [i for i in (gap - 1, gap) if 0 <= i < len(lines)]


Above: TypeAlias = Callable[[Lines, int], Iterable[int]]


def _shown(lines: Lines, wanted: Iterable[int], above: Above) -> Iterator[str]:
    """The wanted lines with what stands above them, as many as may be shown, dots for what is left out."""
    chosen: set[int] = set()
    for i in wanted:
        if len(more := {*chosen, *above(lines, i), i}) <= MOST or not chosen:
            chosen = more
    near = _beside(lines, chosen, above) if len(chosen) <= _FEW else set()
    last = -1
    for i in sorted(chosen | near):
        if i > last + 1:
            yield ELLIPSIS
        yield lines[i]
        last = i
    if any(line.strip() for line in lines[last + 1 :]):
        yield ELLIPSIS


def _beside(lines: Lines, chosen: set[int], above: Above) -> set[int]:
    """The neighbours of the chosen lines that stand under the same as they; none of what stands above."""
    tops = {j for i in chosen for j in above(lines, i)}
    pairs = [(i, j) for i in chosen - tops for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    return {j for i, j in pairs if lines[j].strip() and set(above(lines, i)) == set(above(lines, j))}


# What stands above a line


def _above(name: str) -> Above:
    if name.endswith((".yaml", ".yml")):
        return _parents
    return _heads if name.endswith(".md") else _heading


def _heading(lines: Lines, line: int) -> Iterable[int]:
    """The heading row of a table."""
    return [0] if line else []


def _parents(lines: Lines, line: int) -> Iterator[int]:
    """The keys of YAML that a line stands under."""
    depth = _depth(lines[line])
    for i in range(line - 1, -1, -1):
        if lines[i].strip() and _depth(lines[i]) < depth:
            depth = _depth(lines[i])
            yield i


def _depth(line: str) -> int:
    """How deep a line of YAML stands; an item of a list is deeper than the key beside it."""
    text = line.lstrip(" ")
    return 2 * (len(line) - len(text)) + text.startswith("-")


def _heads(lines: Lines, line: int) -> Iterator[int]:
    """The heading of a section of Markdown, and the heading row of its table and the rule below that."""
    first = line
    while first and lines[first].startswith("|") and lines[first - 1].startswith("|"):
        first -= 1
    yield from range(first, min(first + 2, line))
    yield from (i for i in range(first, -1, -1) if lines[i].startswith("#"))
