"""Explanations on their way into another face: what each is about, by a name that every face has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eduhub.checks.answers import Answers, is_about
from eduhub.checks.checked import Checked
from eduhub.checks.engine import check
from eduhub.checks.spots import Spots
from eduhub.repository import Repository, Submission

_CELL = re.compile(r"(?:.*!)?[A-Z]{1,3}[0-9]+")


@dataclass(frozen=True)
class Explained:
    """An explanation, and the document that it is about.

    placed  False: it names a cell, and no query is there that it would answer
    """

    about: Submission[Any]
    code: str
    at: str
    value: str
    reason: str
    placed: bool = True

    @property
    def record(self) -> dict[str, str]:
        """The record of it, as a document has it."""
        words = {"code": self.code, "at": self.at, "value": self.value, "reason": self.reason}
        return {name: text for name, text in words.items() if text}


def explained(repository: Repository, checked: Checked | None = None) -> Iterator[Explained]:
    """The explanations of the files that were named, in their order; those in lists come last.

    What was typed into a sheet stands in the list of a marked copy too: it comes once.

    checked  what checking found; None: that is found out where there is anything to explain
    """
    answers, spots = Answers(repository), Spots(repository)
    if not any(answers.given()):
        return
    for finding in (checked or check(repository)).findings:
        for one in finding.each:
            answers.applied(one)
    seen: set[tuple[str, ...]] = set()
    for whose, given, spot in answers.given():
        about = spot.submission if spot else _document(repository, whose)
        if about and about.file in repository.named and not given.former:
            by_cell = bool(_CELL.fullmatch(given.at))
            place = spots.lasting(spot) if spot and by_cell else given.at
            words = (given.code, place, given.value, given.reason)
            if (about.file, *words) not in seen:
                seen.add((about.file, *words))
                yield Explained(about, *words, placed=spot is not None or not by_cell)


def _document(repository: Repository, whose: str) -> Submission[Any] | None:
    """The document in which an explanation stands, or beside which: of a workbook the first that has room."""
    of_file = [one for one in repository.submissions if is_about(whose, one.file)]
    return next((one for one in of_file if one.kind.has_answers), of_file[0] if of_file else None)
