"""`eduhub score --why ID`: how each figure of a school, cluster, district or of the city came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from eduhub.cli.figures import relaxations
from eduhub.cli.language import t
from eduhub.cli.output import page_width
from eduhub.cli.why_part import part_lines
from eduhub.cli.why_unit import unit_lines
from eduhub.cli.why_value_added import value_added_lines
from eduhub.core.errors import unknown
from eduhub.core.lines import width
from eduhub.core.text import Text
from eduhub.repository import Repository
from eduhub.scores import Scores
from eduhub.scores.rows import Reported
from eduhub.scores.view import Level, View, units

Found: TypeAlias = tuple[Level, str, str | None]

_LEVELS: tuple[Level, ...] = ("school", "cluster", "district", "city")


def why(scores: Scores, repository: Repository, asked: str, codes: Sequence[str]) -> Iterator[str]:
    """The lines of the explanation.

    codes   of L1 to L7: one alone goes without value-added, and value-added alone with none of them
    Raises UseError where there are no figures for the id or name that is asked for.
    """
    level, id_, part = _found(scores, asked)
    view = View(scores, level, id_)
    yield from _title(scores, view, part)
    if codes and level != "school":
        yield from unit_lines(view, codes)
    elif codes:
        yield from _parts(view, repository, part, codes)
    if len(codes) != 1:
        told = list(value_added_lines(view, page_width()))
        yield from told if told or codes else _no_value_added(level)


def _no_value_added(level: Level) -> Iterator[str]:
    yield ""
    if level in ("school", "cluster"):
        yield t("本学年没有它的增值结果", "there are no figures of value-added for it this year")
    else:
        yield t(
            "县区和全市没有增值数：增值按学校和片区计算，各校见报告",
            "districts and the city have no value-added of their own: schools and clusters have, see reports",
        )


def _parts(view: View, repository: Repository, part: str | None, codes: Sequence[str]) -> Iterator[str]:
    """The lines of a school's parts, or of the one that is asked for."""
    reported = Reported(repository, view.scores.parameters, view.scores.year)
    for stage in view.stages:
        for row in view.parts(stage):
            if part in (None, row["id"]):
                yield from part_lines(view, reported, row, codes, page_width())


def _found(scores: Scores, asked: str) -> Found:
    """Level and id of what is asked for, by id or by name; of a campus its school, and the campus."""
    known: dict[str, Found] = {}
    for level in reversed(_LEVELS):
        for id_ in units(scores, level):
            found: Found = (level, id_, None)
            known.update({View(scores, level, id_).name: found, id_: found})
    parts = scores.tables.parts.select("id", "name", "school").unique().sort("id")
    for id_, name, school in parts.rows():
        known.setdefault(id_, ("school", school, id_))
        known.setdefault(name, ("school", school, id_))
    if asked not in known:
        listed = [id_ for level in _LEVELS[1:] for id_ in units(scores, level)]
        raise unknown(Text("学校、片区或县区", "school, cluster or district"), asked, None, listed)
    return known[asked]


def _title(scores: Scores, view: View, part: str | None) -> Iterator[str]:
    title = f"{view.name}  {part or view.id}"
    when = t(
        f"{scores.year} 学年（截至 {scores.as_of}）", f"school year {scores.year} (as of {scores.as_of})"
    )
    yield title
    yield when
    yield from relaxations(scores)
    yield "=" * min(page_width(), max(width(title), width(when)))
