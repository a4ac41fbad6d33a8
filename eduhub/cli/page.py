"""Help pages: plain text, one language, eighty cells, the same on every console."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias, get_args

from typer.core import TyperArgument, TyperOption

from eduhub.cli.commands import Command
from eduhub.cli.language import current, t
from eduhub.cli.options import GLOBALS, Global
from eduhub.cli.output import page_width, paint
from eduhub.core.lines import Rows, columns, hanging, indent_of, wrap
from eduhub.core.text import say

Param: TypeAlias = TyperArgument | TyperOption


def root_page(commands: Sequence[Command]) -> str:
    """The page of `eduhub --help`: every command in a line."""
    table = [(command.name, command.help.to(current())) for command in commands]
    return _page(
        ["eduhub", t("命令", "COMMAND"), t("[选项]", "[OPTIONS]")],
        t(
            "校验、测算并报告学校和片区上报的数据。",
            "Validate, score and report what schools and clusters submit.",
        ),
        ["eduhub demo", "eduhub validate plan.yaml", "eduhub validate --help"],
        [(t("命令", "Commands"), table)],
    )


def command_page(command: Command, params: Iterable[Param]) -> str:
    """The page of one command: its arguments, its options, then those of every command."""
    shown = [param for param in params if not param.hidden]
    arguments = [param for param in shown if isinstance(param, TyperArgument)]
    options = [param for param in shown if isinstance(param, TyperOption)]
    return _page(
        [f"eduhub {command.name}", *map(_in_usage, arguments), t("[选项]", "[OPTIONS]")],
        command.help.to(current()) + t("。", "."),
        [command.example.to(current())],
        [
            (t("参数", "Arguments"), [(label(param), _told(param)) for param in arguments]),
            (t("选项", "Options"), [(_flags(param), _told(param)) for param in options]),
        ],
    )


def label(param: Param) -> str:
    """The word for a parameter's value: its metavar, its choices, or a word for its type."""
    return param.metavar or "|".join(choices(param)) or _type_word(kind(param))


def choices(param: Param) -> list[str]:
    """The values that a parameter may take, where they are listed."""
    return [str(one.value if isinstance(one, Enum) else one) for one in param.type_descriptor.choices or ()]


def kind(param: Param) -> Any:
    """The type of a value; of one item where a parameter takes several."""
    annotation = param.type_descriptor.annotation
    several = param.multiple or param.nargs == -1
    return get_args(annotation)[0] if several else annotation


def _page(usage: list[str], about: str, examples: list[str], sections: list[tuple[str, Rows]]) -> str:
    cells = page_width()
    lines = [*hanging(t("用法：", "Usage: "), " ".join(usage), cells), ""]
    lines += [f"  {line}" for line in wrap(about, cells - 2)]
    lines += ["", _title(t("示例", "Examples" if len(examples) > 1 else "Example"))]
    lines += [f"  {example}" for example in examples]
    last = (t("通用选项（写在命令前后都可以）", "Global options, before or after the command"), _globals())
    shown = [(title, rows) for title, rows in [*sections, last] if rows]
    indent = indent_of(row for _, rows in shown for row in rows)
    for title, rows in shown:
        lines += ["", _title(title), *columns(rows, cells, indent)]
    return "\n".join(lines)


def _title(words: str) -> str:
    return paint(words + t("：", ":"), "bold")


def _globals() -> Rows:
    lang = current()
    return [(_global_flags(option), option.help.to(lang)) for option in GLOBALS]


def _global_flags(option: Global) -> str:
    value = f" {option.value.to(current())}" if option.value else ""
    return _aligned(option.flags) + value


def _aligned(flags: Sequence[str]) -> str:
    """Short and long names; a long one alone stands under the other long ones."""
    return ", ".join(flags) if not flags[0].startswith("--") else "    " + ", ".join(flags)


def _flags(option: TyperOption) -> str:
    names = _aligned(sorted(option.opts, key=len))
    if option.is_flag:
        return "/".join([names, *option.secondary_opts])
    return f"{names} {label(option)}"


def _in_usage(argument: TyperArgument) -> str:
    word = label(argument) + ("..." if argument.nargs != 1 else "")
    return word if argument.required else f"[{word}]"


def _told(param: Param) -> str:
    """The help of a parameter, its values where the metavar hides them, its default."""
    listed = choices(param) if param.metavar else []
    default = t("必填", "required") if param.required else _default(param)
    again = t("可重复", "repeatable") if param.multiple else ""
    facts = [t("、", ", ").join(listed), again, default]
    return "  ".join([param.help or "", *(f"[{fact}]" for fact in facts if fact)])


def _default(param: Param) -> str:
    shown: Any = param.show_default if isinstance(param.show_default, str) else param.default
    if not param.show_default or callable(shown) or shown is False or shown in (None, "", [], ()):
        return ""
    words = say(shown.value if isinstance(shown, Enum) else shown, current())
    return t("默认：", "default: ") + words


def _type_word(a_type: Any) -> str:
    words = {
        int: t("整数", "NUMBER"),
        float: t("数", "NUMBER"),
        date: t("日期", "DATE"),
        datetime: t("日期", "DATE"),
        Path: t("路径", "PATH"),
    }
    return words.get(a_type, t("文字", "TEXT"))
