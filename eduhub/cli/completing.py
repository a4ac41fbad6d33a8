"""What could stand where somebody has begun to type: commands, options, and the values that are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from typer._click import Command as ClickCommand
from typer._click import Context
from typer._click.shell_completion import _resolve_context, _resolve_incomplete
from typer.core import TyperArgument, TyperOption

from eduhub.cli.commands import COMMANDS
from eduhub.cli.group import Leaf, Root
from eduhub.cli.language import current
from eduhub.cli.options import GLOBALS
from eduhub.cli.page import Param, choices
from eduhub.core.text import LANGS

Candidate: TypeAlias = tuple[str, str]


def candidates(words: Sequence[str]) -> Iterator[Candidate]:
    """What may complete the last of the words, each with its help in the current language.

    words  what was typed after `eduhub`, up to the cursor; there is one at least, begun or empty
    Raises EduhubError or a usage error where the words before it make no sense.
    """
    typed = [word for word in words[:-1] if word != "="]  # bash makes `--format=x` three words
    begun = words[-1] if words[-1] != "=" else ""
    context = _resolve_context(Root(), {}, "eduhub", typed)
    asked, value = _resolve_incomplete(context, typed, begun)
    lead = begun.removesuffix(value) if value else begun if begun.endswith("=") else ""
    for word, about in _candidates(asked, context, value):
        if word.startswith(value):
            yield lead + word, about


def _candidates(asked: object, context: Context, begun: str) -> Iterator[Candidate]:
    match asked:
        case TyperArgument() | TyperOption():
            yield from _values(asked, context)
        case ClickCommand() if begun.startswith("-"):
            yield from _options(asked)
        case Root():
            yield from ((row.name, row.help.to(current())) for row in COMMANDS)


def _options(command: ClickCommand) -> Iterator[Candidate]:
    """The options of a command, long names first, and what they do."""
    told = {name: row.help.to(current()) for row in GLOBALS for name in row.flags}
    for option in command.params:
        if isinstance(option, TyperOption) and not option.hidden:
            for name in sorted(option.opts, key=len, reverse=True):
                yield name, option.help or told.get(name, "")


def _values(param: Param, context: Context) -> Iterator[Candidate]:
    """The values of a parameter, where there is a list of them; the shell itself knows files."""
    listed = choices(param)
    if param.name == "lang":
        listed = list(LANGS)
    yield from ((value, "") for value in listed)
    if isinstance(context.command, Leaf) and (values := VALUES.get((context.command.row.name, param.name))):
        yield from values()


def _forms() -> Iterator[Candidate]:
    from eduhub.kinds.catalogue import FORMS

    return ((form.name, form.label.to(current())) for form in FORMS.values())


def _kinds() -> Iterator[Candidate]:
    from eduhub.kinds.catalogue import KINDS

    return ((kind.name, kind.label.to(current())) for kind in KINDS.values())


def _rules_and_clauses() -> Iterator[Candidate]:
    import eduhub.checks.rules  # noqa: F401  (registers every rule)
    from eduhub.core.rule import RULES
    from eduhub.parameters.clauses import TEXT

    yield from ((rule.code, rule.name) for rule in RULES)
    yield from ((clause.id, clause.words.to(current())) for clause in TEXT.values())


def _indicators() -> Iterator[Candidate]:
    from eduhub.parameters import INDICATORS

    return ((code, entry.label.to(current())) for code, entry in INDICATORS.items())


# Lists behind parameters that take any text, by command and parameter.
VALUES: Mapping[tuple[str, str], Callable[[], Iterator[Candidate]]] = {
    ("template", "kind"): _forms,
    ("collect", "form"): _forms,
    ("schema", "kind"): _kinds,
    ("explain", "code"): _rules_and_clauses,
    ("score", "indicator"): _indicators,
}
