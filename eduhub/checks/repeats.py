"""Finds what stands twice in a list."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def repeats(items: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[tuple[int, int]]:
    """The position of every item that repeats an earlier one, and the position of that."""
    first: dict[Hashable, int] = {}
    for i, item in enumerate(items):
        found = first.setdefault(key(item), i)
        if found != i:
            yield i, found


def doubled(values: Iterable[str]) -> list[str]:
    """The values that stand more than once, each once, in the order of their second standing."""
    listed = list(values)
    return list(dict.fromkeys(listed[i] for i, _ in repeats(listed, str)))
