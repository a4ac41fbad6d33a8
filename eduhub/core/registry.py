"""A named list of declared things in which no name can be taken twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Declared things by name, in the order of their names."""

    def __init__(self, what: str) -> None:
        """what: the word for one of them, for the error when a name is taken."""
        self._what = what
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        """Enters a thing; ValueError where the name is taken, since codes are never used twice."""
        if name in self._things:
            raise ValueError(f"{self._what} {name} is declared twice")
        self._things[name] = thing
        return thing

    def __iter__(self) -> Iterator[T]:
        """All of them, by name."""
        return iter([self._things[name] for name in sorted(self._things)])

    def __getitem__(self, name: str) -> T:
        """The thing of that name; KeyError where there is none."""
        return self._things[name]

    def __contains__(self, name: object) -> bool:
        """Is the name taken?"""
        return name in self._things

    def __len__(self) -> int:
        """How many there are."""
        return len(self._things)

    @property
    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(self._things)
