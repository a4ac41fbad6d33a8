"""Why a file that came in does not count, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eduhub.core.rule import Finding, Tier
from eduhub.core.text import Text, same, say
from eduhub.forms.collecting.came import Came
from eduhub.forms.collecting.expected import Expected
from eduhub.forms.units import is_yearly, level_of
from eduhub.kinds.catalogue import Form
from eduhub.source import form_problems, problems
from eduhub.source.imprint import UNIT_WORDS

_UNFIT = (
    form_problems.SCHEMA_VERSION,
    form_problems.OUTDATED_FORM,
    form_problems.PARTIAL_COPY,
    form_problems.OTHER_UNIT,
)


@dataclass(frozen=True)
class Refusal:
    """Why a file does not count.

    name    for programs
    fix     what to do; exit_code: what it makes the command end with
    """

    name: str
    message: Text
    fix: Text
    exit_code: int = 1

    @property
    def is_of_unit(self) -> bool:
        """Is the file surely of the unit that it names?"""
        return self.name != form_problems.OTHER_UNIT.name


BLANK = Refusal(
    "blank",
    Text("是空表，没有填写", "is a blank form"),
    Text("请填写后再报", "have it filled in and sent again"),
)
UNTOUCHED = Refusal(
    "untouched",
    Text("和发出时一样，没有填写", "is as it went out; nothing was filled in"),
    Text(
        "请填写后再报；核对后确实没有变化的，在封面写明填表人和填表日期再报",
        "have it filled in; if all is right as it stands, have it signed and dated on the cover",
    ),
)
# A file that is none of this district's or cluster's business: nobody has to do anything about it.
ELSEWHERE = Refusal("elsewhere", Text("属于别的县区或片区", "is of another district or cluster"), same(""), 0)


def no_submission(came: Came) -> Refusal | None:
    """Why a file is nothing that can be handed in, by whomever: unreadable, blank, a part of a form."""
    partial = (f for f in _findings(came) if f.rule is form_problems.PARTIAL_COPY)
    return unreadable(came) or next(map(_as_found, partial), None)


def unreadable(came: Came) -> Refusal | None:
    """Why nothing could be read from a file; None where something could."""
    if came.is_filled:
        return None
    if came.is_untouched:
        return UNTOUCHED
    errors = [f for f in _findings(came) if f.tier is Tier.ERROR and f.rule is not problems.NO_RECORDS]
    if errors:
        # What can't be read goes before what is personal in it.
        return _as_found(min(errors, key=lambda finding: finding.is_private))
    return BLANK


def other_form(came: Came, asked: Sequence[Form]) -> Refusal:
    """The refusal of a file that is none of the forms that were asked for."""
    wanted = Text(*(say([form.label for form in asked], lang) for lang in ("zh", "en")))
    if came.forms:
        what = came.forms[0].label
        message = Text(f"是“{what.zh}”，要的是“{wanted.zh}”", f"is the form '{what.en}'; wanted: {wanted.en}")
    else:
        message = Text("不是报送的表格", "is no form that is handed in")
    return Refusal("other-form", message, Text("请换报要的表格", "have the form sent that is wanted"))


def unfit(came: Came, form: Form, year: str, who: Expected) -> Refusal | None:
    """Why a file of the right form does not count; None where it does."""
    ids = came.ids(level_of(form) or "")
    if len(ids) == 1 and ids[0] in who.elsewhere:
        return ELSEWHERE
    if why := unreadable(came):
        return why
    told = next((finding for finding in _findings(came) if finding.rule in _UNFIT), None)
    if told:
        return _as_found(told)
    years = came.ids("year")
    if is_yearly(form) and years and year not in years:
        return Refusal(
            "other-year",
            Text(f"是 {years[0]} 学年的，要的是 {year} 学年", f"is of {years[0]}; wanted is {year}"),
            Text(f"请报 {year} 学年的表", f"have the form of {year} sent"),
        )
    return _of_nobody(came, level_of(form) or "", who)


def _findings(came: Came) -> list[Finding]:
    return [finding for document in came.documents for finding in document.findings]


def _as_found(finding: Finding) -> Refusal:
    message = Text(finding.message("zh"), finding.message("en"))
    fix = Text(finding.fix("zh"), finding.fix("en"))
    return Refusal(finding.rule.name, message, fix, finding.rule.exit_code)


def _of_nobody(came: Came, level: str, who: Expected) -> Refusal | None:
    """Why nobody who has to hand in the form handed in this file."""
    ids = came.ids(level) if level else ("",)
    part = UNIT_WORDS.get(level, Text("", ""))
    if not ids:
        return Refusal(
            "no-unit",
            Text(f"没有写明是哪个{part.zh}", f"does not say of which {part.en} it is"),
            Text("请在表中填上编号后再报", "have the code or id filled in and the form sent again"),
        )
    if len(ids) > 1:
        both = Text(*(say(ids[:2], lang) for lang in ("zh", "en")))
        return Refusal(
            "two-units",
            Text(f"封面和表内的{part.zh}不一致：{both.zh}", f"is of two {part.en}s: {both.en}"),
            Text("请改成一致后再报", "have that corrected and the form sent again"),
        )
    if not who.known or ids[0] in who.units:
        return None
    if ids[0] in who.outside:
        unit, why = who.outside[ids[0]]
        return Refusal(
            "not-expected",
            Text(f"{unit.called} {why.zh}", f"{unit.called} {why.en}"),
            Text("核对是否选错表或填错编号", "check whether it is the right form and the right code"),
        )
    return Refusal(
        "unknown-unit",
        Text(f"名册里没有{part.zh} {ids[0]}", f"the register has no {part.en} {ids[0]}"),
        Text("核对编号；确是新单位的，先登记", "check it; enter the unit in the register if it is new"),
    )
