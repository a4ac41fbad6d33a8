"""The shape of a document: what pydantic and the field types found, in words and at the right place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic_core import ErrorDetails

from eduhub.checks.shape_words import NOTHING, WORDS, Words, facts, nothing
from eduhub.core.personal import masked
from eduhub.core.place import Route, key_of
from eduhub.core.rule import Finding, Rule, declare
from eduhub.core.text import Text, same, visible
from eduhub.kinds.base import Field, Label, field_at, fields, leaves
from eduhub.kinds.codes import nearest
from eduhub.kinds.misfit import OWN
from eduhub.kinds.types import Parse, compact, half_width
from eduhub.repository import Submission
from eduhub.source.document import at
from eduhub.source.read import suggestion

_LONGEST = 40
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# What a list of persons may show of a wrong value: a short number with its unit, a date, a kind of yes or no.
_HARMLESS = re.compile(r"[0-9]{1,4}(?:\.[0-9]+)?[^0-9]{0,2}|[0-9]{4}[-./年][0-9./年月日-]{0,7}|[是否].?")
_WRONG_NAME = Words(
    "E0207",
    Text("不是可用的名称", "is not among the names to choose from"),
    Text("可用的名称：{expected}", "names to choose from: {expected}"),
)
_KINDS = (
    (
        "E0201",
        "missing-field",
        Text("必填的一项没有填写", "a required item is missing"),
        Text("缺少必填项，就无法核对和测算。", "Without it nothing can be checked."),
    ),
    (
        "E0202",
        "unknown-field",
        Text(
            "写了本表没有的一项，多半是名称写错",
            "an item that the form lacks, mostly a misspelt name",
        ),
        Text("写错名称的内容不会被读取。", "Content under a wrong name is not read."),
    ),
    (
        "E0203",
        "wrong-structure",
        Text("应为列表或一组内容的地方写成了别的", "something else stands where a list or a group is wanted"),
        Text("结构不对，里面的内容就读不到。", "In a wrong structure nothing is read."),
    ),
    (
        "E0204",
        "not-a-number",
        Text(
            "应填数字的地方不是数字，如“560万”“约30”",
            "no number where one is wanted, as in 'about 30'",
        ),
        Text("不是数字就无法计算。", "What is not a number can't be computed with."),
    ),
    (
        "E0205",
        "out-of-range",
        Text("数值超出范围，如周课时 45", "a figure out of range, as 45 lessons a week"),
        Text("多半是单位或小数点填错。", "Mostly a unit or a point is wrong."),
    ),
    (
        "E0206",
        "wrong-length",
        Text("内容过长、过短或列表为空", "text that is too long or too short, or an empty list"),
        Text("多半是填错了格或漏填。", "Mostly it stands in the wrong cell or was left out."),
    ),
    (
        "E0207",
        "unknown-code",
        Text(
            "值不在可选的清单中，如学科“语交”",
            "a value outside its list, as a misspelt subject",
        ),
        Text("不在清单中的值无法归类统计。", "A value outside the list is counted nowhere."),
    ),
    (
        "E0208",
        "bad-date",
        Text(
            "日期读不懂、不存在或有歧义，如 2026-02-30",
            "an unclear or impossible date, as 2026-02-30",
        ),
        Text("日期读错，期限和年龄都会算错。", "A misread date makes deadlines and ages wrong."),
    ),
    (
        "E0209",
        "wrong-form",
        Text(
            "代码的写法不对，如学校标识码少一位",
            "a malformed code, as one that lacks a digit",
        ),
        Text("错一位就会指向别处或查无此处。", "One wrong digit points elsewhere or nowhere."),
    ),
    (
        "E0210",
        "not-yes-no",
        Text("应填“是”或“否”的地方填了别的", "something else stands where yes or no is wanted"),
        Text("空白、“否”和“不适用”是三回事。", "Blank, no and not applicable are three things."),
    ),
    (
        "E0211",
        "not-text",
        Text("应填一段文字的地方写成了列表等", "a list or the like stands where a piece of text is wanted"),
        Text("这一项应当是文字。", "This item should be text."),
    ),
    (
        "E0212",
        "not-allowed",
        Text("这样的值不能用", "a value that can't be used"),
        Text("这样的值无法使用。", "Such a value can't be used."),
    ),
)
_RULES = {
    code: declare(
        code,
        name,
        zh="「{field}」{problem}",
        en="'{field}' {problem}",
        fix=Text("{remedy}", "{remedy}"),
        why=why,
        about=about,
    )
    for code, name, about, why in _KINDS
}

READ_DATE_AS = declare(
    "N0220",
    "date-spelling",
    zh="「{field}」写作「{value}」，已读作 {read}",
    en="'{field}' is written '{value}' and was read as {read}",
    fix=Text("核对是否正确；规范写法是 {read}", "check it; the usual form is {read}"),
    why=Text(
        "日期有多种写法，读成哪一天要让填报人看见。",
        "Dates are written in many ways; which day was read must show.",
    ),
)
FULL_WIDTH = declare(
    "N0221",
    "full-width",
    zh="「{field}」的「{value}」含全角字符或多余的符号，已读作 {read}",
    en="'{field}' has full-width or stray characters in '{value}'; it was read as {read}",
    fix=Text("用半角数字和字母填写，不带空格", "type half-width digits and letters without blanks"),
    why=Text(
        "全角数字在别的程序里是文字，不能计算和比对。",
        "To other programs full-width digits are text that can't be compared.",
    ),
)


def shape(submission: Submission[Any]) -> Iterator[Finding]:
    """What is wrong with the shape of a document, and how its dates and figures were read."""
    misnamed = _misnamed(submission)
    told = False
    for error in submission.errors:
        route = _route(error, submission)
        follows = route in misnamed and error["type"] == "missing"
        if not (follows or _is_emptied(error, submission.errors) or _told_already(submission, route)):
            told = True
            yield from _findings(submission, route, error)
    if submission.errors and not told and not submission.document.findings:
        yield from _findings(submission, _route(submission.errors[0], submission), submission.errors[0])
    yield from _spellings(submission)


def _route(error: ErrorDetails, submission: Submission[Any]) -> Route:
    """Where the error is, without the steps that pydantic names after its own validators."""
    route: Route = ()
    for step in error["loc"]:
        inside = at(submission.document.data, route)
        is_own = (
            isinstance(step, str) and "[" in step and not (isinstance(inside, Mapping) and step in inside)
        )
        route = route if is_own else (*route, step)
    return route


def _findings(submission: Submission[Any], route: Route, error: ErrorDetails) -> Iterator[Finding]:
    """The finding of an error; for a group that is missing, one for each required field in it."""
    field = field_at(submission.kind.record, route)
    if error["type"] == "missing" and field and field.record and not field.many:
        for key, inner in fields(field.record).items():
            if inner.required:
                yield from _findings(submission, (*route, key), error)
    else:
        yield _finding(submission, route, error)


def _is_emptied(error: ErrorDetails, errors: Sequence[ErrorDetails]) -> bool:
    """Is a list called too short only because the items that it has are faulty themselves?"""
    loc = error["loc"]
    return error["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in errors
    )


def _misnamed(submission: Submission[Any]) -> set[Route]:
    """Fields that stand in the file under another name: their label, or a misspelling of their key."""
    unknown = [_route(error, submission) for error in submission.errors if error["type"] == "extra_forbidden"]
    missing = {_route(error, submission) for error in submission.errors if error["type"] == "missing"}
    meant = {(*route[:-1], key) for route in unknown for key in _meant(submission, route)}
    return meant & missing


def _meant(submission: Submission[Any], route: Route) -> list[str]:
    """The keys that an unknown name may stand for."""
    if key := _key_of_label(submission, route):
        return [key]
    return difflib.get_close_matches(str(route[-1]), list(_known_fields(submission, route)), 1, 0.75)


def _key_of_label(submission: Submission[Any], route: Route) -> str | None:
    """The key of the field whose Chinese or English label the last step is."""
    known = _known_fields(submission, route)
    return next((k for k, field in known.items() if route[-1] in (field.label.zh, field.label.en)), None)


def _known_fields(submission: Submission[Any], route: Route) -> Mapping[str, Field]:
    """The fields of the record that a route's last step should be one of."""
    parent = field_at(submission.kind.record, route[:-1])
    return fields(parent.record if parent and parent.record else submission.kind.record)


def _told_already(submission: Submission[Any], route: Route) -> bool:
    """Has the reader told it: a column that is missing, a cell that shows an error, somebody's number?"""
    document = submission.document
    if any(finding.is_private and finding.place.key == key_of(route) for finding in document.findings):
        return True
    starts = {route[:end] for end in range(1, len(route) + 1)}
    return not starts.isdisjoint(document.absent) or not starts.isdisjoint(document.spoilt)


def _finding(submission: Submission[Any], route: Route, error: ErrorDetails) -> Finding:
    document = submission.document
    field = field_at(submission.kind.record, route)
    name = str(route[-1] if route else submission.kind.name)
    label = field.label if field else Label(name, name)
    given = at(document.data, route)
    is_key = error["type"] == "extra_forbidden" or "[key]" in error["loc"]
    hidden = is_key or label.personal or may_be_personal(submission, field, given)
    known = {"value": _shown(given, hidden), "hint": _hint(submission, route) if is_key else same("")}
    words, ctx = _words(error)
    fix = _fix(words, field, given)
    finding = _RULES[words.code].at(
        document.key_place(route) if is_key else document.place(route),
        field=label.text,
        value=_plain(given, hidden),
        problem=_filled(words.problem, known | ctx),
        remedy=_filled(fix, known | ctx),
    )
    # Whatever the value is: the words before it is filled in tell what the fault is.
    return replace(finding, alike=words.problem.en if fix is words.fix else words.problem.en + fix.en)


def _fix(words: Words, field: Field | None, given: object) -> Text:
    """What to do; where a word for nothing stands for a number, how this field says so."""
    if words.code == "E0204" and field and isinstance(given, str) and NOTHING.fullmatch(half_width(given)):
        least, _ = field.between
        own = nothing(required=field.required, lacking=field.lacking, zero=least == 0)
        return own or words.fix
    return words.fix


def _words(error: ErrorDetails) -> tuple[Words, dict[str, object]]:
    """What an error says and its facts: its own where it is ours, else those of pydantic's type."""
    ctx = error.get("ctx", {})
    if error["type"] == OWN:
        own = {name: fact for name, fact in ctx.items() if name not in ("code", "problem", "fix")}
        return Words(ctx["code"], ctx["problem"], ctx["fix"]), own
    if "[key]" in error["loc"]:
        return _WRONG_NAME, facts(ctx)
    return WORDS[error["type"]], facts(ctx)


def may_be_personal(submission: Submission[Any], field: Field | None, given: object) -> bool:
    """May a value be a person's? Where a row has slipped sideways, a name stands under another heading."""
    text = half_width(given) if isinstance(given, str) else ""
    if not text or masked(text) != text:
        return True
    rows = [top.record for top in fields(submission.kind.record).values() if top.record]
    if not any(inner.label.personal for record in rows for inner in fields(record).values()):
        return False
    if field and field.codes:
        return nearest(text, field.codes.values) is None
    return len(text) > 1 and not _HARMLESS.fullmatch(text)


def _filled(words: Text, known: Mapping[str, object]) -> Text:
    return Text(words.fill("zh", known), words.fill("en", known))


def _plain(given: object, personal: bool) -> str | None:
    """A submitted scalar for programs; None where it is no scalar or belongs to a person."""
    return given if isinstance(given, str) and not personal else None


def _shown(given: object, personal: bool) -> Text:
    """A submitted value inside a sentence: quoted unless it is a number, short, masked where personal."""
    match given:
        case str() if personal and given:
            return Text("（已隐去）", "(masked)")
        case None | "":
            return Text("（空）", "(blank)")
        case list():
            return Text("（一个列表）", "(a list)")
        case dict():
            return Text("（一组内容）", "(a group)")
        case _:
            text = visible(str(given)).strip()
            text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
            return Text(f" {text} ", text) if _NUMBER.fullmatch(text) else Text(f"「{text}」", f"'{text}'")


def _hint(submission: Submission[Any], route: Route) -> Text:
    """For an unknown field: how YAML writes it, or the known one that it is near to."""
    if not route or not isinstance(route[-1], str):
        return same("")
    if key := _key_of_label(submission, route):
        return Text(f"，YAML 中写作 {key}", f"; YAML writes it {key}")
    known = _known_fields(submission, route)
    return suggestion(route[-1], [name for key, field in known.items() for name in (key, field.label.zh)])


def _spellings(submission: Submission[Any]) -> Iterator[Finding]:
    """Dates and figures that were read but are not in their usual form, each at its place."""
    for route, text, field in leaves(submission.kind.record, submission.document.data):
        if field.parse and not field.label.personal and (usual := usual_form(text, field.parse)):
            rule = spelling_rule(text, usual)
            facts = {"field": field.label.text, "value": visible(text.strip()), "read": usual}
            yield replace(rule.at(submission.document.place(route), **facts), alike=rule.code)


def spelling_rule(text: str, usual: str) -> Rule:
    """The rule that tells of a text in another form than the usual one."""
    return FULL_WIDTH if compact(text) == usual else READ_DATE_AS


def usual_form(text: str, parse: Parse) -> str | None:
    """The usual form of a date, figure or code that was read in another; None where it is in that form.

    None, too, for free text and what can't be read. It always reads as the text itself does.
    """
    plain, form = text.strip(), parse.schema
    is_date = form.get("format") == "date" or "[0-9]{4}-" in str(form.get("pattern"))
    if form.get("maxLength") or (compact(plain) == plain and not is_date):
        return None
    try:
        value = parse.read(text)
        usual = parse.canonical(value) if is_date else compact(plain)
        return usual if usual != plain and parse.read(usual) == value else None
    except ValueError:
        return None
