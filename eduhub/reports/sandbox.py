"""Fills templates without letting them do anything else; called directly, or as a limited process."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import east_asian_width

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FileSystemLoader,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from eduhub.resources import resource

# Markdown would take these in a cell or sentence for markup.
_MARKUP = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#"})
_FILTERS = (
    *("abs", "default", "e", "escape", "first", "float", "int", "join", "last", "length", "lower"),
    *("max", "min", "replace", "round", "select", "sum", "trim", "upper"),
)
_SECONDS, _BYTES, _OUTPUT = 5, 512 << 20, 20 << 20

# Why a template fails, in Chinese and in English.
WHY: Mapping[str, tuple[str, str]] = {
    "syntax": ("写法有误，不是有效的模板", "this is not valid in a template"),
    "undefined": ("没有名为 {what} 的内容", "there is nothing of the name {what}"),
    "missing": ("没有模板 {what}", "there is no template {what}"),
    "forbidden": ("用到了模板中不允许的写法", "this is not allowed in a template"),
    "failed": ("运行出错（{what}）", "it fails when it runs ({what})"),
    "limit": ("用时、内存或篇幅超出限度，已停止", "it took too much time, memory or room and was stopped"),
}


@dataclass(frozen=True, slots=True)
class Job:
    """A template to fill, and plain data; of several names the first that there is."""

    names: Sequence[str]
    data: Mapping[str, Any]


class Broken(Exception):  # noqa: N818  # it is the template that is broken
    """A template that can't be filled: its name, the line as far as known, why (a key of WHY), what."""

    def __init__(self, name: str, line: int | None, why: str, what: str) -> None:
        """As the class says."""
        super().__init__(name, line, why, what)
        self.name, self.line, self.why, self.what = name, line, why, what


class Sandbox(ImmutableSandboxedEnvironment):
    """No methods of strings, which can make giants of themselves, and no repeating or formatting by signs."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Nothing of a string, and what the sandbox allows anyway."""
        return not isinstance(obj, str) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No formatting of strings either, which the sandbox would allow in a form of its own."""

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Numbers only, and no powers."""
        if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
            raise SecurityError(operator)
        return super().call_binop(context, operator, left, right)


def filled(jobs: Sequence[Job], own: Mapping[str, str]) -> list[str]:
    """The text of each job, by the templates in `own` and the shipped ones below them.

    Raises Broken where a template of `own` fails; what fails in a shipped one is raised as it is.
    """
    environment = _environment(FunctionLoader(lambda name: _source(own, name))) if own else _shipped()
    return [_filled(environment, job, own) for job in jobs]


def _source(own: Mapping[str, str], name: str) -> tuple[str, str | None, Callable[[], bool] | None] | None:
    """A template as a loader gives it: text, the name that errors tell, and that it stays as it is."""
    return (own[name], name, lambda: True) if name in own else None


def _filled(environment: Sandbox, job: Job, own: Mapping[str, str]) -> str:
    try:
        return environment.select_template(list(job.names)).render(job.data)
    except Exception as error:
        name, line = _spot(error, job.names[0])
        if name not in own:
            raise
        raise Broken(name, line, *_why(error)) from error


def _spot(error: Exception, name: str) -> tuple[str, int | None]:
    """The template and line that an error came from: the innermost one."""
    if isinstance(error, TemplateSyntaxError):
        return error.name or name, error.lineno
    spot: tuple[str, int | None] = (name, None)
    trace = error.__traceback__
    while trace is not None:
        template = trace.tb_frame.f_code.co_filename
        if template.endswith(".j2"):
            spot = (_relative(template), trace.tb_lineno)
        trace = trace.tb_next
    return spot


def _relative(path: str) -> str:
    top = f"{resource('templates')}/"
    return path.replace("\\", "/").removeprefix(top.replace("\\", "/"))


def _why(error: Exception) -> tuple[str, str]:
    match error:
        case TemplateNotFound():
            return "missing", str(error.name)
        case TemplateSyntaxError():
            return "syntax", ""
        case UndefinedError():
            quoted = re.findall(r"'([^']*)'", str(error))
            return "undefined", quoted[-1] if quoted else "?"
        case SecurityError():
            return "forbidden", ""
        case MemoryError() | RecursionError() | OverflowError():
            return "limit", ""
        case _:
            return "failed", type(error).__name__


@cache
def _shipped() -> Sandbox:
    return _environment(None)


def _environment(own: BaseLoader | None) -> Sandbox:
    shipped = FileSystemLoader(str(resource("templates")))
    environment = Sandbox(
        loader=ChoiceLoader([own, shipped]) if own else shipped,
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and ".svg" in name,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    known = {name: environment.filters[name] for name in _FILTERS}
    environment.filters = known | _OURS
    environment.globals = {"namespace": environment.globals["namespace"]}
    return environment


def _shade(share: float) -> str:
    """A grey-blue from white (0) to dark (1)."""
    share = min(1.0, max(0.0, share))
    light, dark = (0xF4, 0xF8, 0xFC), (0x2F, 0x5D, 0x8C)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(light, dark, strict=True))


def _room(words: object, size: float = 13) -> float:
    """The width of words in a chart, in pixels, as far as it can be told without the font."""
    return sum(size if east_asian_width(letter) in "WFA" else size * 0.57 for letter in str(words))


def _lines(words: object, width: float, size: float = 12) -> list[str]:
    """Words in lines that are at most so wide: Chinese breaks anywhere, English between words."""
    lines = [""]
    for piece in re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+", str(words)):
        if piece == "\n" or (_room(lines[-1] + piece.rstrip(), size) > width and lines[-1].strip()):
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


_OURS: dict[str, Callable[..., Any]] = {
    "md": lambda words: str(words).translate(_MARKUP).replace("\n", " "),
    "px": lambda number: f"{float(number):.2f}",
    "room": _room,
    "lines": _lines,
    "shade": _shade,
}


def serve() -> None:
    """Fills what stdin asks for, in a process of its own that can take little time and memory."""
    order = json.loads(sys.stdin.buffer.read())
    _confine()
    try:
        texts = filled([Job(*job) for job in order["jobs"]], order["own"])
        large = sum(map(len, texts)) > _OUTPUT
        answer: dict[str, Any] = {"texts": texts}
        if large:
            answer = {"broken": [min(order["own"]), None, "limit", ""]}
    except Broken as broken:
        answer = {"broken": [broken.name, broken.line, broken.why, broken.what]}
    sys.stdout.buffer.write(json.dumps(answer).encode("utf-8"))


def _confine() -> None:
    try:
        import resource as limits
    except ImportError:  # Windows has none: there the clock alone holds
        return
    limits.setrlimit(limits.RLIMIT_CPU, (_SECONDS, _SECONDS))
    limits.setrlimit(limits.RLIMIT_AS, (_BYTES, _BYTES))
