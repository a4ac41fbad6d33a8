"""The demands of the policy, one an id: what rules, figures and measures cite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from eduhub.core.text import Text


@dataclass(frozen=True, slots=True)
class Clause:
    """A demand of the policy.

    id    S4.3c is the third demand of point 3 in section 四
    deed  it is a deed or a paper, which a cluster keeps among its measures
    """

    id: str
    words: Text
    deed: bool


def _read() -> Iterator[Clause]:
    read = yaml.load((Path(__file__).parent / "clauses.yaml").read_bytes(), yaml.CSafeLoader)
    for id_, entry in read.items():
        yield Clause(id_, Text(entry["zh"], entry["en"]), entry.get("deed", False))


TEXT: dict[str, Clause] = {clause.id: clause for clause in _read()}
CLAUSES: dict[str, Clause] = {id_: clause for id_, clause in TEXT.items() if id_[-1].isalpha()}
HEADINGS: dict[str, Clause] = {id_: clause for id_, clause in TEXT.items() if id_ not in CLAUSES}
DEEDS: tuple[Clause, ...] = tuple(clause for clause in CLAUSES.values() if clause.deed)


def above(id_: str) -> list[str]:
    """The headings that a clause or point stands under, the widest first: S5 and S5.3 of S5.3b."""
    return [heading for heading in HEADINGS if heading != id_ and is_under(id_, heading)]


def is_under(id_: str, heading: str) -> bool:
    """Is it this heading, or does it stand under it?"""
    return id_.startswith(heading)  # no section or point has two digits
