"""Which of the files of a unit counts: the newest by what they say of themselves, never by name or clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eduhub.forms.collecting.came import DECIDED_BY, Came, Stamp


@dataclass(frozen=True)
class Choice:
    """What became of the files of a unit.

    taken    the one that counts; None where that is undecided
    by       the stamp by which it is newer than the others; empty where there was nothing to decide
    copies   have the same content as the one that was taken
    older    have another content, which is older
    doubled  have different contents of equal age, so that none is taken
    """

    taken: Came | None = None
    by: str = ""
    copies: tuple[Came, ...] = ()
    older: tuple[Came, ...] = ()
    doubled: tuple[Came, ...] = ()


def newest(files: Sequence[Came]) -> Choice:
    """Chooses among the files of one unit, of which there is one at least."""
    contents: dict[str, list[Came]] = {}
    for came in sorted(files, key=lambda came: (len(came.file), came.file)):
        contents.setdefault(came.content, []).append(came)
    left, by = list(contents), ""
    for stamp in DECIDED_BY:
        ages = {content: _age(stamp, contents[content]) for content in left}
        told = [age for age in ages.values() if age is not None]
        if len(set(told)) > 1:  # what has no such stamp is neither older nor newer by it
            latest, by = max(told), stamp
            left = [content for content in left if ages[content] in (None, latest)]
    return _choice(contents, left, by)


def _age(stamp: str, copies: Sequence[Came]) -> Stamp | None:
    """The stamp of a content, None where it has none.

    Saving a file once more makes its content no newer, so the first time counts; a date is set on purpose.
    """
    found = [came.stamps[stamp] for came in copies if stamp in came.stamps]
    pick = min if stamp == "saved" else max
    return pick(found, default=None)


def _choice(contents: Mapping[str, Sequence[Came]], left: Sequence[str], by: str) -> Choice:
    older = tuple(came for content, files in contents.items() if content not in left for came in files)
    if len(left) > 1:
        return Choice(older=older, doubled=tuple(came for content in left for came in contents[content]))
    taken, *copies = contents[left[0]]
    return Choice(taken, by, tuple(copies), older)
