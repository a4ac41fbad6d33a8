"""What a finding is about: the value at its place, how an explanation names it, and what it is bound to."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eduhub.core.personal import masked
from eduhub.core.place import Place, Route, key_of, route_of
from eduhub.core.rule import Answer, Finding
from eduhub.core.text import Text, same
from eduhub.kinds.base import Field, Record, field_at, fields, leaves
from eduhub.kinds.types import compact
from eduhub.repository import Repository, Submission
from eduhub.repository.files import ANSWERS
from eduhub.source.document import at

DIGEST = "sha256:"
_KEYS = re.compile(r"\[([^\]]*)\]")
_LONGEST = 200  # characters of a value; an explanation's own value has no more


@dataclass(frozen=True)
class Spot:
    """A place in a document, by the route that leads to it."""

    place: Place
    submission: Submission[Any]
    route: Route

    @property
    def value(self) -> Any:
        """What stands there; None where nothing does."""
        return at(self.submission.document.data, self.route)

    @property
    def field(self) -> Field | None:
        """The field that it belongs to; None for the document itself."""
        return field_at(self.submission.kind.record, self.route)

    @property
    def row(self) -> Route | None:
        """The route of the row around it, where that is a row of people."""
        ends = [end for end, step in enumerate(self.route, start=1) if isinstance(step, int)]
        row = self.route[: ends[-1]] if ends else None
        found = field_at(self.submission.kind.record, row) if row else None
        return row if found and _is_of_people(found.record) else None


class Spots:
    """Finds what findings are about; what several ask of one list is worked out once."""

    def __init__(self, repository: Repository) -> None:
        """Takes note of which documents each file has."""
        self._repository = repository
        self._documents: dict[str, list[Submission[Any]]] = {}
        self._keys: dict[tuple[int, Route], list[str]] = {}
        for submission in repository.submissions:
            self._documents.setdefault(submission.file, []).append(submission)

    def of(self, finding: Finding) -> Spot | None:
        """What a finding is about; None where that is no document that could be read."""
        route = route_of(finding.place.key)
        for submission in self._documents.get(finding.place.file, ()):
            document = submission.document
            if finding.place in (document.place(route), document.key_place(route)):
                return Spot(finding.place, submission, route)
        return None

    def names(self, spot: Spot) -> list[str]:
        """How an explanation may name it: in a workbook by its cell first, else by the keys of its rows."""
        place, keyed = spot.place, self._by_keys(spot) or spot.submission.kind.name
        plain = [keyed, place.key or keyed]
        if place.sheet and place.cell:
            return [
                f"{place.sheet}!{place.cell}",
                f"[{place.sheet}]!{place.cell}",
                str(place),
                place.cell,
                *plain,
            ]
        return [*plain, *([place.cell] if place.cell else [])]

    def lasting(self, spot: Spot) -> str:
        """How an explanation names it in any face and wherever rows move: by keys, else by positions."""
        return self._keyed(spot) or spot.place.key or spot.submission.kind.name

    def in_words(self, file: str, name: str) -> Text:
        """A name as people say it: `rows[1/1班].pupils` is the pupils of 1/1班; what is no field stays."""
        route, keys = _KEYS.sub("", name).split("."), _KEYS.findall(name)
        records = (one.kind.record for one in self._documents.get(file, ()))
        found = next(filter(None, (field_at(record, tuple(route)) for record in records)), None)
        if found is None or masked(name) != name:
            return same(name)
        whose = Text("、".join(keys), ", ".join(keys))
        label = found.label.text
        return Text(f"{whose.zh} {label.zh}".strip(), f"{label.en} ({whose.en})" if keys else label.en)

    def answer(self, finding: Finding, spot: Spot) -> Answer:
        """What an explanation of a finding has to say, and where."""
        place, kind = spot.place, spot.submission.kind
        sheet = self._sheet(place) if place.sheet is not None else None
        has_room = sheet if place.sheet is not None else kind.has_answers
        beside = None if has_room else _beside(place.file)
        return Answer(
            masked(self.names(spot)[0]), self._value(finding, spot), beside, sheet, self._keyed(spot)
        )

    def _sheet(self, place: Place) -> str | None:
        """The sheet of a workbook for explanations, as a form in the language of its sheets has it."""
        sheets = (sheet for s in self._documents[place.file] for sheet in s.kind.layout.sheets)
        title = next((sheet.title for sheet in sheets if sheet.route == ("explanations",)), None)
        if title is None:
            return None
        return title.zh if re.search("[\u4e00-\u9fff]", place.sheet or "") else title.en

    def _keyed(self, spot: Spot) -> str:
        """A place by the keys of all rows around it; empty where a row has none, or a person's number."""
        rows = [spot.route[:end] for end, step in enumerate(spot.route, start=1) if isinstance(step, int)]
        keyed = self._by_keys(spot) if all(self._row_key(spot.submission, row) for row in rows) else ""
        return keyed if masked(keyed) == keyed else ""

    def _by_keys(self, spot: Spot) -> str:
        """A route in words, with rows by what tells them apart: `rows[1/一（1）班].pupils`."""
        words = ""
        for end, step in enumerate(spot.route, start=1):
            if isinstance(step, int):
                words += f"[{self._row_key(spot.submission, spot.route[:end]) or step}]"
            else:
                words += f".{step}" if words else step
        return words

    def _row_key(self, submission: Submission[Any], route: Route) -> str:
        """What tells a row of a list from the others; empty where nothing does."""
        field = field_at(submission.kind.record, route)
        names = field.record.row_key if field and field.record else ()
        if not names:
            return ""
        at_list = (id(submission), route[:-1])
        if at_list not in self._keys:
            self._keys[at_list] = _keys(at(submission.document.data, route[:-1]), names)
        return self._keys[at_list][int(route[-1])]

    def _value(self, finding: Finding, spot: Spot) -> str:
        """What an explanation is bound to: the value as written, and those that it is held against.

        A digest of the whole row where it is one of people: a date of birth alone could be found by trying
        all, and a row that is named by its position must not be taken for another. A digest of what the
        finding says where no single value stands at the place, or one too long or with a person's number.
        """
        if spot.row is not None:
            return _digest(json.dumps(_row_as_meant(spot), ensure_ascii=False, sort_keys=True))
        value = spot.value
        if isinstance(value, str) and value.strip():
            against = [finding.facts.get(name) for name in finding.rule.against]
            words = " / ".join([value.strip(), *(str(fact) for fact in against if fact is not None)])
            short = len(words) <= _LONGEST and masked(words) == words
            return words if short else _digest(words)
        return _digest(finding.rule.message.fill("en", self._inside(finding.facts)))

    def _inside(self, facts: Mapping[str, object]) -> dict[str, object]:
        """The facts, with files named from the root of the repository, from wherever they are looked at."""
        return {name: self._path(fact) for name, fact in facts.items()}

    def _path(self, fact: object) -> object:
        if isinstance(fact, list):
            return [self._path(item) for item in fact]
        known = isinstance(fact, str) and fact in self._documents
        return self._repository.inside(str(fact)) or fact if known else fact


def _row_as_meant(spot: Spot) -> dict[str, str]:
    """What a row says, however it is spelt, without what is not stored: the same in every face."""
    field = field_at(spot.submission.kind.record, spot.row or ())
    row = at(spot.submission.document.data, spot.row or ())
    found = leaves(field.record, row) if field and field.record else ()
    return {
        key_of(route): compact(inner.usual(text)) for route, text, inner in found if not inner.label.dropped
    }


def _is_of_people(record: type[Record] | None) -> bool:
    return record is not None and any(field.label.personal for field in fields(record).values())


def _beside(file: str) -> str:
    """The name of the file that answers for a list."""
    return os.path.basename(os.path.splitext(file)[0]) + ANSWERS


def _keys(rows: object, names: Iterable[str]) -> list[str]:
    """What tells each row of a list from the others; empty for those that have it in common."""
    keys = [_joined(row, names) for row in rows] if isinstance(rows, list) else []
    times = Counter(keys)
    return [key if times[key] == 1 else "" for key in keys]


def _joined(row: object, names: Iterable[str]) -> str:
    values = [row.get(name) for name in names] if isinstance(row, Mapping) else []
    return "/".join(value.strip() for value in values if isinstance(value, str))


def _digest(words: str) -> str:
    return f"{DIGEST}{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
