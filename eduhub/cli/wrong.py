"""What was wrong with a call, in our words: typer's own are English and speak of its types."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from typer._click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchOption, UsageError
from typer.core import TyperArgument, TyperOption

from eduhub.cli.page import Param, choices, kind, label
from eduhub.core.errors import UseError
from eduhub.core.text import Text, same


class SurplusError(UsageError):
    """Words on the command line that no argument takes."""


def told(error: UsageError) -> UseError:
    """The error in both languages, and in a second line where the help is."""
    words = _words(error)
    name = error.ctx.info_name if error.ctx and error.ctx.parent else None
    page = f"eduhub {name} --help" if name else "eduhub --help"
    return UseError("{words}\n用法见 {page}", "{words}\nsee {page}", words=words, page=page)


def _words(error: UsageError) -> Text:
    match error:
        case NoSuchOption():
            return _no_such(error)
        case BadOptionUsage():
            return _misused(error)
        case MissingParameter(param=TyperArgument() | TyperOption() as param):
            return _missing(param)
        case BadParameter(param=TyperArgument() | TyperOption() as param):
            return _bad_value(param, error)
        case SurplusError():
            return _filled("多出了“{words}”", "'{words}' is not expected here", words=error.message)
    return Text("命令的写法不对", "the command is not written right")


def _filled(zh: str, en: str, **facts: object) -> Text:
    """Words with their facts already said in each language."""
    both = Text(zh, en)
    return Text(both.fill("zh", facts), both.fill("en", facts))


def _no_such(error: NoSuchOption) -> Text:
    nearest = next(iter(error.possibilities or ()), None)
    hint = _filled("，是不是想写 {it}？", "; did you mean {it}?", it=nearest) if nearest else same("")
    return _filled(
        "没有选项“{name}”{hint}", "there is no option '{name}'{hint}", name=error.option_name, hint=hint
    )


def _misused(error: BadOptionUsage) -> Text:
    params = error.cmd.params if error.cmd else []
    switches = [name for param in params if getattr(param, "is_flag", False) for name in param.opts]
    if error.option_name in switches:
        return _filled("选项“{name}”后面不带值", "option '{name}' takes no value", name=error.option_name)
    return _filled("选项“{name}”后面缺少值", "option '{name}' needs a value", name=error.option_name)


def _missing(param: Param) -> Text:
    name = " / ".join(param.opts) if isinstance(param, TyperOption) else label(param)
    return _filled("缺少“{name}”{may}", "'{name}' is missing{may}", name=name, may=_expected(param))


def _bad_value(param: Param, error: BadParameter) -> Text:
    name = param.opts[-1] if isinstance(param, TyperOption) else label(param)
    should = _expected(param)
    if not should.zh:
        should = Text("", ", which is not a possible value")
    facts = {"name": name, "value": _value(error), "should": should}
    return _filled("“{name}”的值“{value}”不对{should}", "'{name}' is '{value}'{should}", **facts)


def _value(error: BadParameter) -> object:
    """What was typed; pydantic wraps the error of a list's item in the error of the list."""
    from pydantic import ValidationError  # slow to import; here it has been imported already

    cause: Any = error.__cause__
    value: object = ""
    while isinstance(cause, ValidationError):
        first = cause.errors()[0]
        value, cause = first["input"], first.get("ctx", {}).get("error")
    return value


def _expected(param: Param) -> Text:
    """What a parameter takes, as the end of a sentence; empty where anything goes."""
    listed = choices(param)
    if listed:
        return _filled("，应为 {these} 之一", "; it should be one of {these}", these=listed)
    if kind(param) in (int, float):
        return _number(kind(param) is int, param.min, param.max)
    if kind(param) in (date, datetime):
        return Text("，应为日期，如 2026-06-30", "; it should be a date such as 2026-06-30")
    return same("")


def _number(whole: bool, least: float | None, most: float | None) -> Text:
    sort = Text("整数", "a whole number") if whole else Text("数", "a number")
    facts = {"kind": sort, "least": least, "most": most}
    match least, most:
        case None, None:
            return _filled("，应为{kind}", "; it should be {kind}", **facts)
        case _, None:
            return _filled("，应为不小于 {least} 的{kind}", "; it should be {kind} from {least} up", **facts)
        case None, _:
            return _filled("，应为不大于 {most} 的{kind}", "; it should be {kind} up to {most}", **facts)
    return _filled("，应为 {least} 至 {most} 的{kind}", "; it should be {kind}, {least} to {most}", **facts)
