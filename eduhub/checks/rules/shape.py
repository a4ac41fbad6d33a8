"""The shape of a document: what pydantic and the field types found, in words and at the right place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from eduhub.checks.shape_words import WORDS, facts
from eduhub.core.place import Route
from eduhub.core.rule import Finding, declare
from eduhub.core.text import Text, same, visible
from eduhub.kinds.base import Field, Label, field_at, fields, leaves
from eduhub.kinds.misfit import OWN
from eduhub.kinds.types import Parse, half_width
from eduhub.repository import Submission
from eduhub.source.document import at
from eduhub.source.read import suggestion

_LONGEST = 40
_WHYS = (
    ("E0201", "missing-field", "缺少必填项，就无法核对和测算。", "Without it nothing can be checked."),
    ("E0202", "unknown-field", "写错名称的内容不会被读取。", "Content under a wrong name is not read."),
    ("E0203", "wrong-structure", "结构不对，里面的内容就读不到。", "In a wrong structure nothing is read."),
    ("E0204", "not-a-number", "不是数字就无法计算。", "What is not a number can't be computed with."),
    ("E0205", "out-of-range", "多半是单位或小数点填错。", "Mostly a unit or a point is wrong."),
    ("E0206", "wrong-length", "多半是填错了格。", "Mostly it stands in the wrong cell."),
    ("E0207", "unknown-code", "不在清单中的值无法归类统计。", "A value outside the list is counted nowhere."),
    ("E0208", "bad-date", "日期读错，期限和年龄都会算错。", "A misread date makes deadlines and ages wrong."),
    ("E0209", "wrong-form", "错一位就会指向别处或查无此处。", "One wrong digit points elsewhere or nowhere."),
    (
        "E0210",
        "not-yes-no",
        "空白、“否”和“不适用”是三回事。",
        "Blank, no and not applicable are three things.",
    ),
    ("E0211", "not-text", "这一项应当是文字。", "This item should be text."),
    ("E0212", "not-allowed", "这样的值无法使用。", "Such a value can't be used."),
)
_RULES = {
    code: declare(
        code,
        name,
        zh="「{field}」{problem}",
        en="'{field}' {problem}",
        fix=Text("{remedy}", "{remedy}"),
        why=Text(zh, en),
    )
    for code, name, zh, en in _WHYS
}

READ_DATE_AS = declare(
    "N0220",
    "date-spelling",
    zh="「{field}」写作「{value}」，已读作 {read}{more}",
    en="'{field}' is written '{value}' and was read as {read}{more}",
    fix=Text("核对是否正确；规范写法是 {read}", "check it; the usual form is {read}"),
    why=Text(
        "日期有多种写法，读成哪一天要让填报人看见。",
        "Dates are written in many ways; which day was read must show.",
    ),
)
FULL_WIDTH = declare(
    "N0221",
    "full-width",
    zh="「{field}」的「{value}」含全角字符，已读作 {read}{more}",
    en="'{field}' has full-width characters in '{value}'; it was read as {read}{more}",
    fix=Text("用半角数字和字母填写", "type half-width digits and letters"),
    why=Text(
        "全角数字在别的程序里是文字，不能计算和比对。",
        "To other programs full-width digits are text that can't be compared.",
    ),
)


def shape(submission: Submission[Any]) -> Iterator[Finding]:
    """What is wrong with the shape of a document, and how its dates and figures were read."""
    for error in submission.errors:
        route = tuple(step for step in error["loc"] if not isinstance(step, str) or "[" not in step)
        if not _told_already(submission, route):
            yield _finding(submission, route, error)
    yield from _spellings(submission)


def _told_already(submission: Submission[Any], route: Route) -> bool:
    """Has the reader told it: a column that is missing, a cell that shows an error?"""
    document = submission.document
    names = tuple(step for step in route if isinstance(step, str))
    starts = {route[:end] for end in range(1, len(route) + 1)} | {
        names[:end] for end in range(1, len(names) + 1)
    }
    return bool(starts & (document.absent | document.spoilt))


def _finding(submission: Submission[Any], route: Route, error: ErrorDetails) -> Finding:
    document, kind = submission.document, error["type"]
    field = field_at(submission.kind.record, route)
    name = str(route[-1] if route else submission.kind.name)
    label = field.label if field else Label(name, name)
    given = at(document.data, route)
    known: dict[str, object] = {
        "value": _shown(given, label.personal),
        "hint": _hint(submission, route, kind),
    }
    if kind == OWN:
        ctx = error["ctx"]
        code, problem, fix = ctx["code"], ctx["problem"], ctx["fix"]
        known |= {name: fact for name, fact in ctx.items() if name not in ("code", "problem", "fix")}
    else:
        words = WORDS[kind]
        code, problem, fix = words.code, words.problem, words.fix
        known |= facts(error.get("ctx", {}))
    place = document.key_place(route) if kind == "extra_forbidden" else document.place(route)
    return _RULES[code].at(
        place, field=label.text, problem=_filled(problem, known), remedy=_filled(fix, known)
    )


def _filled(words: Text, known: Mapping[str, object]) -> Text:
    return Text(words.fill("zh", known), words.fill("en", known))


def _shown(given: object, personal: bool) -> Text:
    """A submitted value for a message: short, or masked where it belongs to a person."""
    match given:
        case _ if personal:
            return Text("（已隐去）", "(masked)")
        case None:
            return Text("（空）", "(blank)")
        case list():
            return Text("（一个列表）", "(a list)")
        case dict():
            return Text("（一组内容）", "(a group)")
        case _:
            text = visible(str(given))
            return same(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _hint(submission: Submission[Any], route: Route, kind: str) -> Text:
    """For an unknown field: the known one that it is near to, by key or by label."""
    if kind != "extra_forbidden":
        return same("")
    parent = field_at(submission.kind.record, route[:-1])
    record = parent.record if parent and parent.record else submission.kind.record
    known = [name for key, field in fields(record).items() for name in (key, field.label.zh)]
    return suggestion(str(route[-1]), known)


def _spellings(submission: Submission[Any]) -> Iterator[Finding]:
    """Dates and figures that were read but are not in their usual form: told once for each field."""
    told: dict[Route, list[tuple[Route, str, str, Field]]] = {}
    for route, text, field in leaves(submission.kind.record, submission.document.data):
        if field.parse and (read := _read_as(text, field.parse)):
            names = tuple(step for step in route if isinstance(step, str))
            told.setdefault(names, []).append((route, text, read, field))
    for spots in told.values():
        route, text, read, field = spots[0]
        rule = FULL_WIDTH if half_width(text) == read else READ_DATE_AS
        more = len(spots) - 1
        also = Text(f"；另有 {more} 处同样", f"; so were {more} more") if more else same("")
        value = _shown(text, field.label.personal)
        shown = _shown(read, field.label.personal)
        place = submission.document.place(route)
        yield rule.at(place, field=field.label.text, value=value, read=shown, more=also)


def _read_as(text: str, parse: Parse) -> str | None:
    """How a scalar was read, where it was written otherwise; None for free text and what is not read."""
    plain = text.strip()
    is_words = parse.schema.get("maxLength")
    is_date = parse.schema.get("format") == "date" or "[0-9]{4}-" in str(parse.schema.get("pattern"))
    if is_words or (half_width(plain) == plain and not is_date):
        return None
    try:
        read = parse.canonical(parse.read(text))
    except ValueError:
        return None
    return read if plain != read and (is_date or half_width(plain) == read) else None
