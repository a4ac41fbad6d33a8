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


def _clauses() -> Iterator[Clause]:
    read = yaml.load((Path(__file__).parent / "clauses.yaml").read_bytes(), yaml.CSafeLoader)
    for id_, entry in read.items():
        yield Clause(id_, Text(entry["zh"], entry["en"]), entry.get("deed", False))


CLAUSES: dict[str, Clause] = {clause.id: clause for clause in _clauses()}
DEEDS: tuple[Clause, ...] = tuple(clause for clause in CLAUSES.values() if clause.deed)
