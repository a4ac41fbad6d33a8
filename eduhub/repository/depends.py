"""What depends on what in a data repository: whose checks can turn out differently when a file changes.

The tables below say it by kinds. A kind that they do not know counts as one on which everything depends, and
so does whatever can't be told apart: rather a file too many than a finding missed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from eduhub.repository.files import ANSWERS, CONFIG, place_of
from eduhub.repository.repository import Repository
from eduhub.repository.school_year import year_before
from eduhub.repository.submission import Submission
from eduhub.repository.ties import REPORTS, Ties, Unit, changed_rows


@dataclass(frozen=True)
class Link:
    """The kinds that depend on a changed document, and what both have to have to do with."""

    by: Literal["any", "district", "cluster", "school"]
    kinds: tuple[str, ...]


_LOGS = ("year_plan", "activities", "measures")
_PAPERS = ("plan", "programme")

# Settings, names of districts, codes that schools bore, waivers: the rules of any file may ask for them.
FOR_ALL = ("city", "districts", "changes", "waivers")
PATHS_FOR_ALL = (CONFIG, "waivers.yaml", "standards/")

# Kind of what changed -> what depends on it. Beside these, whatever lies in the same folder always does,
# since a list can take its owner from the document beside it. Of school years the same and later ones count,
# and the one before, where it is told that a school has fallen silent; peers are all schools that reported.
DEPENDENTS: Mapping[str, tuple[Link, ...]] = {
    "schools": (
        Link("school", (*_PAPERS, *_LOGS, *REPORTS, "campuses")),
        Link("district", (*_PAPERS, "teachers", "district_year")),
        Link("any", ("districts", "schools", "campuses", "changes", "school", "assessment")),
    ),
    "campuses": (Link("school", ("plan", "campuses", *REPORTS)), Link("any", ("schools",))),
    "programme": (Link("any", ("districts", "schools")), Link("district", _PAPERS)),
    "district_year": (Link("district", ("district_year", "programme")),),
    "plan": (
        Link("any", ("districts", "schools")),
        Link("district", _PAPERS),
        Link("cluster", (*_PAPERS, *_LOGS)),
        Link("school", ("plan", *REPORTS)),
    ),
    "year_plan": (Link("cluster", _LOGS),),
    "activities": (Link("cluster", _LOGS),),
    "measures": (Link("cluster", _LOGS),),
    "school": (Link("school", ("plan", *REPORTS)), Link("any", ("schools", "school"))),
    "classes": (Link("school", ("plan", *REPORTS)), Link("any", ("schools",))),
    "teachers": (
        Link("any", ("schools", "school")),
        Link("school", ("plan", "activities", *REPORTS)),
        Link("district", ("teachers",)),
    ),
    "assessment": (Link("any", ("assessment",)),),
    "explanations": (),  # of what has their name, which is found by that
}

# Rules that speak of what is in none of the documents of a kind run only while all of them are sound: the
# kinds in whose files they speak.
OF_THEM_ALL: Mapping[str, tuple[str, ...]] = {
    "plan": ("districts", "schools", *_PAPERS, *_LOGS),
    "schools": ("districts", "schools"),
}


def touched(after: Repository, before: Repository, changed: Collection[str]) -> frozenset[str]:
    """The files, as `after` names them, that changed or whose findings may differ because of what changed.

    before   a repository of the old versions of what changed, where there was one
    changed  paths in the data repository, gone files included
    """
    here = {path: s for s in after.named if (path := after.inside(s))}
    found = set(here) if _is_for_all(after, before, changed) else _paths(after, before, changed)
    return frozenset(here[path] for path in found if path in here)


def _paths(after: Repository, before: Repository, changed: Collection[str]) -> set[str]:
    """The paths that changed, that are beside or answered by these, and that a link leads to."""
    found = set(changed)
    answered = {path.removesuffix(ANSWERS) for path in changed if path.endswith(ANSWERS)}
    documents = {one.path for one in (*_inside(before), *_inside(after)) if one.path in changed}
    moved = {path for path in changed if place_of(path)} | documents
    moved = {path for path in moved if not path.endswith(ANSWERS)}
    folders = {posixpath.dirname(path) for path in moved}
    odd = {posixpath.dirname(path) for path in moved if place_of(path) is None}
    ties = Ties(after)
    mine = [s for s in _inside(after) if s.path in changed or posixpath.dirname(s.path) in odd]
    then = list(_inside(before))
    together = [one.it for one in (*mine, *then) if posixpath.dirname(one.path) in odd]
    pooled = frozenset(unit for it in together for unit in ties.units(it))
    reach = list(_reach(ties, mine, then, pooled)) + list(_completed(after, before, changed))
    for there in _inside(after):
        is_answered = posixpath.splitext(there.path)[0] in answered
        if is_answered or posixpath.dirname(there.path) in folders or _is_reached(there.it, ties, reach):
            found.add(there.path)
    return found


@dataclass(frozen=True)
class _At:
    """A document and its path in the data repository."""

    path: str
    it: Submission[Any]


def _inside(repository: Repository) -> Iterator[_At]:
    for submission in repository.submissions:
        if path := repository.inside(submission.file):
            yield _At(path, submission)


@dataclass(frozen=True)
class _Reach:
    """How far a change goes: kinds, what they have to have to do with, and from which school year on."""

    kinds: tuple[str, ...]
    units: frozenset[Unit] | None
    since: str = ""


def _reach(ties: Ties, mine: list[_At], then: list[_At], pooled: frozenset[Unit]) -> Iterator[_Reach]:
    """What the links of all that changed come to, by its old and its new versions."""
    rows = changed_rows(ties, [one.it for one in mine], [one.it for one in then])
    for one in (*mine, *then):
        own = rows if one.it.kind.name in ("schools", "campuses") else ties.units(one.it)
        units = own | pooled if place_of(one.path) is None else own
        for link in DEPENDENTS.get(one.it.kind.name, ()):
            if link.by == "any":
                yield _Reach(link.kinds, None, _since(one.it))
            else:
                wanted = frozenset(unit for unit in units if unit[0] == link.by)
                yield _Reach(link.kinds, wanted, _since(one.it))


def _since(submission: Submission[Any]) -> str:
    """The first school year whose files may speak of a change in a document."""
    year = submission.owner.get("year")
    return year_before(year) if year else ""


def _is_reached(submission: Submission[Any], ties: Ties, reach: Iterable[_Reach]) -> bool:
    """Has a document to do with any of what changed, and is it of no earlier school year?"""
    return any(
        submission.kind.name in far.kinds
        and submission.owner.get("year", far.since) >= far.since
        and (far.units is None or bool(far.units & ties.units(submission)))
        for far in reach
    )


# When everything depends on it


def _is_for_all(after: Repository, before: Repository, changed: Collection[str]) -> bool:
    """Is anything among the changes on which all files depend, or that can't be told apart?"""
    if any(path.startswith(PATHS_FOR_ALL) for path in changed):
        return True
    kinds = {s.it.kind.name for s in (*_inside(before), *_inside(after)) if s.path in changed}
    kinds |= {place[0].name for place in map(place_of, changed) if place}
    if any(kind in FOR_ALL or kind not in DEPENDENTS for kind in kinds):
        return True
    now, then = _now(after), _then(after, before, changed)
    return any(_has(kind, now) != _has(kind, then) for kind in kinds if DEPENDENTS[kind])


def _now(after: Repository) -> list[Submission[Any]]:
    return [s.it for s in _inside(after)]


def _then(after: Repository, before: Repository, changed: Collection[str]) -> list[Submission[Any]]:
    """The documents as they were: the old versions of what changed, and all that did not."""
    return [*_now(before), *(s.it for s in _inside(after) if s.path not in changed)]


def _has(kind: str, submissions: Iterable[Submission[Any]]) -> tuple[bool, bool, bool]:
    """Is there a document of that kind, one that is sound, one with rows? Many rules speak only then."""
    those = [s for s in submissions if s.kind.name == kind]
    sound = [s.model for s in those if s.sound]
    return bool(those), bool(sound), any(getattr(model, "rows", True) for model in sound)


def _completed(after: Repository, before: Repository, changed: Collection[str]) -> Iterator[_Reach]:
    """The kinds that are spoken of again because all documents of one kind have become sound."""
    was = _then(after, before, changed)
    paths = (before.inside(document.file) for document in before.documents)
    unread = {place[0].name for path in paths if path and (place := place_of(path))}
    for kind, kinds in OF_THEM_ALL.items():
        broken = kind in unread or not all(s.sound for s in was if s.kind.name == kind)
        if broken and after.has(kind, every=True):
            yield _Reach(kinds, None)
