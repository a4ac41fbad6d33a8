"""Which code a school bears on a day: a re-coded or merged school stays the school that it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from eduhub.kinds.changes import Change

# 更名 keeps the code; 拆分, 撤并 and 新建 end a school or begin one, which can't be compared.
_FOLLOWED = ("改码", "合并")
# After these the school is the one that it was.
_SAME = ("更名", "改码")


@dataclass(frozen=True)
class Lineage:
    """The changes of codes, by date, and the codes that the register knows."""

    changes: Sequence[Change]
    registered: Set[str]

    def on(self, code: str, day: date) -> str:
        """The code on that day of the school that a code of any day means.

        Where the register does not know that code, the first after it that is known; else the code itself.
        """
        *_, then = self._onward(self._back(code, day), day)
        return next((later for later in self._onward(then, date.max) if later in self.registered), then)

    def recoded_after(self, code: str, day: date) -> bool:
        """Did a school get this code only after that day, in place of another?"""
        return self._older(code, day) is not None

    def split_between(self, first: date, last: date) -> frozenset[str]:
        """The codes of schools that were split, or arose from a split, after the first day up to the last."""
        split = (c for c in self.changes if c.what == "拆分" and first < c.date <= last)
        return frozenset(code for change in split for code in (change.from_, change.to) if code)

    def codes(self, code: str) -> tuple[str, ...]:
        """Every code under which the school of this code goes or went, oldest first, by re-coding alone."""
        found = [self._back(code, date.min)]
        for _ in self.changes:
            newer = self._newer(found[-1], date.max)
            if newer is None or newer in found:
                break
            found.append(newer)
        return tuple(found) if code in found else (code,)

    def recoded(self, code: str, day: date) -> str:
        """The code that the school of this code bears on that day, by re-coding alone."""
        for _ in self.changes:
            newer = self._newer(code, day)
            if newer is None:
                break
            code = newer
        return code

    def altered_between(self, code: str, first: date, last: date) -> bool:
        """Was it merged, split or founded, or a school closed into it, after the first day up to the last?

        Its figures before and after are then not those of one school.
        """
        codes = self.codes(code)
        others = (c for c in self.changes if c.what not in _SAME and first < c.date <= last)
        return any(change.from_ in codes or change.to in codes for change in others)

    def given_up(self, code: str, first: date, last: date) -> bool:
        """Did the school end in another, or in several or none, after the first day up to the last?"""
        codes = self.codes(code)
        ends = [
            c for c in self.changes if c.what not in _SAME and c.from_ in codes and first < c.date <= last
        ]
        kept = {change.date for change in ends if change.to in codes}
        return any(change.date not in kept for change in ends)

    def _back(self, code: str, day: date) -> str:
        for _ in self.changes:
            older = self._older(code, day)
            if older is None:
                break
            code = older
        return code

    def _onward(self, code: str, day: date) -> Iterator[str]:
        """The code and, one after another, those that followed it by that day."""
        yield code
        for _ in self.changes:
            newer = _only(c.to for c in self.changes if c.from_ == code and _leads_on(c) and c.date <= day)
            if newer is None:
                break
            code = newer
            yield code

    def _newer(self, code: str, day: date) -> str | None:
        recoded = (c for c in self.changes if c.from_ == code and c.what == "改码" and c.date <= day)
        return _only(change.to for change in recoded if change.to != code)

    def _older(self, code: str, day: date) -> str | None:
        return _only(c.from_ for c in self.changes if c.to == code and c.what == "改码" and c.date > day)


def _leads_on(change: Change) -> bool:
    return change.what in _FOLLOWED and change.to != change.from_


def _only(codes: Iterable[str | None]) -> str | None:
    """The one code among them; None where there are several or none."""
    found = {code for code in codes if code}
    return found.pop() if len(found) == 1 else None
