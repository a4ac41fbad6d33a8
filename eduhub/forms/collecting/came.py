"""What each file that came in is: which form, whose, with what content, of which age."""

from __future__ import annotations

import typing
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from eduhub.core.place import Route
from eduhub.core.text import Text
from eduhub.kinds.catalogue import FORMS, Form
from eduhub.kinds.submitted import EXPLANATIONS
from eduhub.kinds.types import Date, Id, Parse, SchoolCode, Year, compact, half_width
from eduhub.repository import Repository, Submission
from eduhub.repository.content import hash_as_read
from eduhub.repository.submission import said
from eduhub.source.document import Document, at
from eduhub.source.imprint import NO_IMPRINT, OWNERS

Stamp: TypeAlias = int | date | datetime


@dataclass(frozen=True)
class Came:
    """A file that came in.

    documents  as read; one without data and the reason where it can't be read
    forms   those that it may be, the likeliest first; none where it is not what people hand in
    unit    by school, cluster, district, year: what it says of itself; several where it contradicts itself
    stamps  its age by what it says of itself: version, on, filled_on, saved
    """

    file: str
    documents: tuple[Document, ...]
    forms: tuple[Form, ...] = ()
    unit: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    content: str = ""
    stamps: Mapping[str, Stamp] = field(default_factory=dict)

    @property
    def is_filled(self) -> bool:
        """Could the file be read, and does it say more than whose it is, and than it did when it went out?"""
        return self._says_something and not self.is_untouched

    @property
    def is_untouched(self) -> bool:
        """Is it a form as it went out filled in? Whoever signs on its cover says that nothing has changed."""
        said = self.documents[0].imprint if self.documents else NO_IMPRINT
        signed = said.cover.keys() & {"head", "filled_by", "filled_on"}
        return self._says_something and said.content == self.content and not signed

    @property
    def _says_something(self) -> bool:
        return any(document.kind and _is_filled(document) for document in self.documents)

    def ids(self, part: str) -> tuple[str, ...]:
        """The school, cluster, district or year that it is of."""
        return self.unit.get(part, ())


_OWNERS = {route for part in OWNERS for route in ((part,), (part, "id"))}


def _is_filled(document: Document) -> bool:
    """Does a document hold more than what its form came with: whose it is?"""
    return bool(document.spoilt) or any(route not in _OWNERS for route in _filled(document.data, ()))


def _filled(data: Any, route: Route) -> Iterator[Route]:
    """The routes of all values that are not blank."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _filled(value, (*route, name))
    elif isinstance(data, list):
        for at_, value in enumerate(data):
            yield from _filled(value, (*route, at_))
    elif data is not None and str(data).strip():
        yield route


def came_in(repository: Repository) -> list[Came]:
    """The files that were named, in the order of their names; explanations belong to what they lie beside."""
    read: dict[str, list[Submission[Any]]] = {}
    for submission in repository.submissions:
        read.setdefault(submission.file, []).append(submission)
    other: dict[str, list[Document]] = {}
    for document in repository.documents:
        other.setdefault(document.file, []).append(document)
    files = sorted(repository.named & {*read, *other})
    alone = [file for file in files if [s.kind for s in read.get(file, ())] != [EXPLANATIONS]]
    return [_came(file, read.get(file, []), other.get(file, [])) for file in alone]


def _came(file: str, submissions: Sequence[Submission[Any]], others: Sequence[Document]) -> Came:
    documents = (*(submission.document for submission in submissions), *others)
    return Came(
        file,
        documents,
        tuple(_forms(submissions)),
        {part: tuple(dict.fromkeys(_named(part, submissions))) for part in OWNERS},
        hash_as_read(documents),
        _stamps(documents),
    )


def _forms(submissions: Sequence[Submission[Any]]) -> Iterator[Form]:
    """What a file may be: what its form says, else the forms that hold all of its kinds, the smallest first.

    A larger form may have come with sheets left blank, as long as it has its first one.
    """
    if not submissions:
        return
    if meant := FORMS.get(submissions[0].document.imprint.form):
        yield meant
        return
    kinds = {submission.kind for submission in submissions}
    able = sorted((f for f in FORMS.values() if kinds <= {*f.kinds}), key=lambda form: len(form.kinds))
    yield from (form for n, form in enumerate(able) if n == 0 or form.kinds[0] in kinds)


def chosen_form(came: Came, asked: Collection[Form]) -> Form | None:
    """Which of the forms that were asked for a file is; None where it is another."""
    return next((form for form in reversed(came.forms) if form in asked), None)


# Whose


_TYPES = {"school": SchoolCode, "cluster": Id, "district": Id, "year": Year}


def _parse(of: object) -> Parse:
    return next(mark for mark in typing.get_args(of) if isinstance(mark, Parse))


def read_id(part: str, text: str) -> str:
    """A code, id or year as it is written canonically; as it stands where it is none."""
    try:
        return str(_parse(_TYPES[part]).read(text))
    except ValueError:
        return compact(text)


def _named(part: str, submissions: Sequence[Submission[Any]]) -> Iterator[str]:
    """What the data and the cover say of one part of the owner; else what is known otherwise."""
    documents = [submission.document for submission in submissions]
    texts = [words for document in documents if (words := said(document, part)[0])]
    texts += [d.imprint.unit[part] for d in documents if part in d.imprint.places]
    texts = texts or [s.owner[part] for s in submissions if part in s.owner]
    texts = texts or [d.imprint.issued[part] for d in documents if part in d.imprint.issued]
    return (read_id(part, text) for text in texts)


# How old


def _stamps(documents: Sequence[Document]) -> dict[str, Stamp]:
    stamps: dict[str, Stamp] = {}
    for document in documents:
        version, on = (at(document.data, ("submitted", name)) for name in ("version", "on"))
        with suppress(ValueError, TypeError):
            stamps.setdefault("version", int(half_width(version)))
        for name, text in (("on", on), ("filled_on", document.imprint.cover.get("filled_on", ""))):
            with suppress(ValueError, TypeError):
                stamps.setdefault(name, _parse(Date).read(text))
        with suppress(ValueError):
            stamps.setdefault("saved", _moment(document.imprint.saved))
    return stamps


def _moment(text: str) -> datetime:
    """A moment as the properties of a workbook give it; without a zone it is taken for universal time."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


DECIDED_BY = {
    "version": Text("版本号", "version"),
    "on": Text("报送日期", "date submitted"),
    "filled_on": Text("填表日期", "date filled in"),
    "saved": Text("保存时间", "time saved"),
}
