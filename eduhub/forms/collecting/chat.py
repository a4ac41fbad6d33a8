"""A few lines for the chat of those who hand in: who is missing, who has to mend what, by when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eduhub.core.text import Lang, Text, same, say
from eduhub.forms.collecting.collected import Collected, Left, OfForm, Row, State
from eduhub.forms.collecting.refusing import BLANK, UNTOUCHED
from eduhub.forms.collecting.telling import counted, title
from eduhub.forms.units import Unit, level_of
from eduhub.kinds.catalogue import Form
from eduhub.source import form_problems

MOST = 500  # characters of a message

_LEAD = Text("【数据收集】{form}：{counts}。", "[Data collection] {form}: {counts}.")
_MEASURE = {
    "school": Text("所", "schools"),
    "cluster": Text("个片区", "clusters"),
    "district": Text("个县区", "districts"),
}
_FILES = Text("份", "files")
_MORE = Text("等 {count} {measure}", "and others, {count} {measure} in all")
_ALONE = Text("共 {count} {measure}", "{count} {measure}")
_TO_MEND = Text("{name} {count} 处（{cell}{more}）", "{name} {count} ({cell}{more})")
_TO_MEND_SOMEWHERE = Text("{name} {count} 处", "{name} {count}")
_UNUSABLE = Text("{name}（{file}）", "{name} ({file})")
_SENT_BLANK = Text("{name}（未填写）", "{name} (not filled in)")
_RESEND = Text("文件不能用，请重报：", "Not usable, please send again: ")
_STRANGE = Text("【数据收集】", "[Data collection] ")
_RESEND_STRANGE = Text(
    "文件不能用，也看不出是哪种表，请发送人重报：",
    "Not usable, and it can't be told what form it is; whoever sent it, please send it again: ",
)
_DUE = Text("截止 {due}。", "Due {due}.")
_PAST = Text("截止日 {due}已过，请尽快。", "It was due {due}; please hurry.")
_DONE = Text("全部收齐，没有问题，谢谢。", "All is complete, nothing is to be mended. Thank you.")


@dataclass(frozen=True)
class _Part:
    """A list with words before it."""

    lead: Text
    items: Sequence[str]
    measure: Text


def chat_text(found: Collected, one: OfForm, lang: Lang) -> str:
    """The message on one form: at most 500 characters in one paragraph without markup; long lists are cut."""
    measure = _MEASURE.get(level_of(one.form) or "", _FILES)
    parts = [part for part in _parts(found, one, measure, lang) if part.items]
    return _cut(parts, lambda shown: _text(found, one, parts, shown, lang))


def strange_text(found: Collected, lang: Lang) -> str | None:
    """The message on files of which nobody can tell what form they are: it belongs to no form's chat.

    None where there are none, and where only one form is collected, whose message then has them.
    """
    if len(found.forms) == 1 or not (lefts := _to_resend(found, None)):
        return None
    part = _Part(_RESEND_STRANGE, [_unusable(found, left, lang) for left in lefts], _FILES)
    return _cut([part], lambda shown: _STRANGE.to(lang) + _listed(part, shown[0], lang))


def _cut(parts: Sequence[_Part], text_of: Callable[[Sequence[int]], str]) -> str:
    """A message with as many items of each of its lists as there is room for."""
    shown = [len(part.items) for part in parts]
    while len(text := text_of(shown)) > MOST and any(shown):
        longest = max(range(len(parts)), key=lambda at: sum(map(len, parts[at].items[: shown[at]])))
        shown[longest] -= 1
    return text


def _to_resend(found: Collected, form: Form | None) -> list[Left]:
    """The files of a form, None: of none that can be told, that have to be sent again.

    What eduhub itself wrote nobody has to send.
    """
    lefts = (left for left in found.left if left.form is form and not found.is_settled(left))
    return [left for left in lefts if left.refusal.name != form_problems.COLLECTED_TABLES.name]


def _parts(found: Collected, one: OfForm, measure: Text, lang: Lang) -> Iterator[_Part]:
    lefts = _to_resend(found, one.form) + (_to_resend(found, None) if len(found.forms) == 1 else [])
    missing = [row.unit for row in one.of(State.MISSING)] if one.known else []
    blank = [left.unit for left in lefts if left.refusal in (BLANK, UNTOUCHED) and left.unit in missing]
    lefts = [left for left in lefts if left.refusal not in (BLANK, UNTOUCHED) or left.unit not in blank]
    again = [left.unit for left in lefts]
    names = [_missing(unit, unit in blank, lang) for unit in missing if unit not in again]
    yield _Part(Text("未交：", "Missing: "), names, measure)
    asked = one.of(State.ASKED)
    words = Text("请改正或说明：", "To be mended or explained: ")
    yield _Part(words, [_asked(row, lang) for row in asked], measure)
    doubled = one.of(State.DOUBLED)
    words = Text("重复待定，请告知以哪份为准：", "Sent twice, tell which counts: ")
    yield _Part(words, [_name(row, lang) for row in doubled], measure)
    yield _Part(_RESEND, [_unusable(found, left, lang) for left in lefts], _FILES)


def _text(found: Collected, one: OfForm, parts: Sequence[_Part], shown: Sequence[int], lang: Lang) -> str:
    """The message with so many items of each list."""
    gap = "" if lang == "zh" else " "
    form = title(one.form.label.to(lang), one.year)
    lead = _LEAD.fill(lang, {"form": form, "counts": counted(one)})
    told = [_listed(part, count, lang) for part, count in zip(parts, shown, strict=True)]
    if not parts and one.known:
        told = [_DONE.to(lang)]
    return gap.join([lead, *told, *_due(found, one, lang)])


def _listed(part: _Part, count: int, lang: Lang) -> str:
    """A list, cut to so many items; without any of them, its number alone."""
    facts = {"count": len(part.items), "measure": part.measure}
    words = say(part.items[:count], lang)
    if count < len(part.items):
        more = (_MORE if count else _ALONE).fill(lang, facts)
        words = f"{words}{' ' if words else ''}{more}"
    return f"{part.lead.to(lang)}{words}{'。' if lang == 'zh' else '.'}"


def _name(row: Row, lang: Lang) -> str:
    return say(row.unit.called, lang)


def _missing(unit: Unit, sent_blank: bool, lang: Lang) -> str:
    """A unit of which nothing came, or nothing but the blank form."""
    return (_SENT_BLANK if sent_blank else same("{name}")).fill(lang, {"name": unit.called})


def _unusable(found: Collected, left: Left, lang: Lang) -> str:
    name = left.unit.called if left.unit else ""
    return (_UNUSABLE if name else same("{file}")).fill(lang, {"file": found.name(left.came), "name": name})


def _asked(row: Row, lang: Lang) -> str:
    """A unit, how much it has to mend or explain, and where the first of it stands."""
    asking = row.standing.asking
    cell = asking[0].place.spot
    facts = {"name": row.unit.called, "count": len(asking), "cell": cell}
    more = Text(" 等", " and others") if len(asking) > 1 else Text("", "")
    return (_TO_MEND if cell else _TO_MEND_SOMEWHERE).fill(lang, {**facts, "more": more})


def _due(found: Collected, one: OfForm, lang: Lang) -> Iterator[str]:
    if one.due and any(row.state is not State.CLEAN for row in one.rows):
        due = Text(f"{one.due.month} 月 {one.due.day} 日", one.due.isoformat())
        yield (_DUE if found.as_of <= one.due else _PAST).fill(lang, {"due": due})
