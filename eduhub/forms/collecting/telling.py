"""What collecting found in words: how a unit stands, why a file does not count, what became of the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from eduhub.core.text import Text, same
from eduhub.forms.collecting.came import DECIDED_BY, Came
from eduhub.forms.collecting.collected import Collected, OfForm, Row

_COUNTED = Text("应收 {all} 份，已收 {received} 份", "received {received} of {all}")
_COUNTED_ALONE = Text("已收 {received} 份", "received: {received}")
_COPY = Text("与 {taken} 内容相同", "has the same content as {taken}")
_OLDER = Text("有更新的 {taken}（按{by}）", "{taken} is newer (by {by})")
_OLDER_STILL = Text("同一单位另有更新的文件", "the same unit sent newer files")
_DOUBLED = Text("与 {others} 内容不同，分不出新旧", "differs from {others}, and neither is newer")
_NOTHING = Text("不用处理", "nothing to do")
_SETTLED = Text(
    "这个单位另有文件计入，不用重报", "another file of this unit counts; it need not be sent again"
)
ASK_WHICH = Text(
    "问清以哪份为准，移走另一份再汇总", "ask which one counts, move the other away, collect again"
)


class Aside(NamedTuple):
    """A file that was not taken: what it is, and what to do about it."""

    file: str
    unit: Text
    message: Text
    fix: Text


def title(one_form: str, year: str) -> str:
    """The name of a form with the year that it is of."""
    return f"{one_form} {year}".strip()


def counted(one: OfForm) -> Text:
    """How many units handed in, of how many where that is known."""
    facts = {"all": len(one.rows), "received": one.received}
    return _filled(_COUNTED if one.known else _COUNTED_ALONE, **facts)


def decided_by(row: Row) -> Text:
    """By what the file that counts was told to be the newest; empty where there was nothing to decide."""
    return DECIDED_BY[row.choice.by] if row.choice.by else same("")


def asides(found: Collected) -> Iterator[Aside]:
    """Every file that was not taken, those first that somebody has to do something about."""
    yield from doubled(found)
    yield from unfit(found)
    yield from replaced(found)


def doubled(found: Collected) -> Iterator[Aside]:
    """The files of units of which nobody can tell which counts."""
    for row in _rows(found):
        for came in row.choice.doubled:
            others = [found.name(other) for other in row.choice.doubled if other is not came]
            yield Aside(found.name(came), _unit(row), _filled(_DOUBLED, others=others), ASK_WHICH)


def unfit(found: Collected) -> Iterator[Aside]:
    """The files that can't be used."""
    for left in found.left:
        unit = same(left.unit.called) if left.unit else same("")
        fix = _SETTLED if found.is_settled(left) else left.refusal.fix
        yield Aside(found.name(left.came), unit, left.refusal.message, fix)


def replaced(found: Collected) -> Iterator[Aside]:
    """The files in whose place another of the same unit counts."""
    for row in _rows(found):
        for came, message in _older(row, found):
            yield Aside(found.name(came), _unit(row), message, _NOTHING)


def _rows(found: Collected) -> Iterator[Row]:
    return (row for one in found.forms for row in one.rows)


def _older(row: Row, found: Collected) -> Iterator[tuple[Came, Text]]:
    """The files of a unit that another of its files stands for."""
    taken = found.name(row.choice.taken) if row.choice.taken else ""
    for came in row.choice.copies:
        yield came, _filled(_COPY, taken=taken)
    for came in row.choice.older:
        yield came, _filled(_OLDER, taken=taken, by=decided_by(row)) if taken else _OLDER_STILL


def _unit(row: Row) -> Text:
    return same(row.unit.called)


def _filled(words: Text, **facts: object) -> Text:
    return Text(words.fill("zh", facts), words.fill("en", facts))
