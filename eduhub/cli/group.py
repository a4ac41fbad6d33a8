"""typer's machinery, made lazy and bilingual: a command's module is imported when the command is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from typer import Abort, Exit
from typer._click import Command as ClickCommand
from typer._click import Context
from typer._click.exceptions import UsageError
from typer._click.utils import _expand_args
from typer._coercion import bool_flag_type_descriptor, resolve_type_descriptor
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info
from typer.models import CommandInfo, OptionInfo

from eduhub.cli.commands import COMMANDS, Command
from eduhub.cli.language import current
from eduhub.cli.options import GLOBALS, Global, settle
from eduhub.cli.output import out
from eduhub.cli.page import Param, command_page, root_page
from eduhub.cli.wrong import SurplusError, told
from eduhub.core.errors import unknown
from eduhub.core.text import Lang, Text

_SHARED = "eduhub.cli.shared"  # parameters that several commands have in common
_bound: dict[str, Lang] = {}


def obey(words: Sequence[str]) -> int:
    """Does what the words say; gives the exit code that the command returned, 0 where it returned none.

    Raises EduhubError where the call is wrong or the job can't be done.
    """
    if sys.platform == "win32":  # its shell leaves *.xlsx to the program
        words = _expand_args(words, user=False, env=False)
    try:
        with Root().make_context("eduhub", list(words)) as context:
            code = context.command.invoke(context)
    except Exit as end:
        return end.exit_code
    except Abort as stop:
        raise KeyboardInterrupt from stop
    except UsageError as error:
        raise told(error) from error
    return int(code or 0)


class GlobalOption(TyperOption):
    """An option of every command; it settles the session and reaches no function."""

    def __init__(self, row: Global) -> None:
        """Made from its row in the table."""
        switch = row.value is None
        kind = bool_flag_type_descriptor() if switch else resolve_type_descriptor(str, OptionInfo())
        super().__init__(
            param_decls=[row.name, *row.flags],
            type_descriptor=kind,
            is_flag=switch,
            expose_value=False,
            is_eager=row.name in ("help", "version"),
        )

    def process_value(self, ctx: Context, value: Any) -> None:
        """Help and version end the run here; the rest is noted."""
        match self.name:
            case _ if value is None or ctx.resilient_parsing:  # which is how a line being typed is read
                return
            case "help":
                out(page_of(ctx.command))
                ctx.exit()
            case "version":
                from eduhub.cli.version import version

                version()
                ctx.exit()
            case name:
                settle(name, value)


class Located(ClickCommand):
    """A command that says of every wrong use that it happened here; typer leaves that out of some."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parses the words into the context; gives those that are left."""
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx, error.cmd = ctx, self
            raise


class Leaf(Located, TyperCommand):
    """A command that was imported; it takes the global options too."""

    row: Command
    allow_extra_args = True  # we tell them ourselves, in parse_args

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parses; what is left over is an error."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise SurplusError(" ".join(rest), ctx)
        return rest

    @property
    def own(self) -> list[Param]:
        """Its parameters without the global ones."""
        return [
            param for param in self.params if isinstance(param, Param) and not isinstance(param, GlobalOption)
        ]


class Root(Located, TyperGroup):
    """`eduhub` itself: knows its commands by name, shows its page where none is called."""

    def __init__(self) -> None:
        """Takes the global options and no others."""
        params = [GlobalOption(row) for row in GLOBALS]
        super().__init__(name="eduhub", params=params, add_help_option=False)

    def list_commands(self, ctx: Context) -> list[str]:
        """The names, in the order of the table."""
        return [row.name for row in COMMANDS]

    def get_command(self, ctx: Context, cmd_name: str) -> ClickCommand | None:
        """The command of that name, imported now."""
        return next((leaf(row) for row in COMMANDS if row.name == cmd_name), None)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, ClickCommand | None, list[str]]:
        """Finds the command that is called; UseError, with the nearest name, where there is none."""
        names = self.list_commands(ctx)
        if args[0] not in names:
            nearest = get_close_matches(args[0].lower(), names, n=1)
            raise unknown(Text("命令", "command"), args[0], next(iter(nearest), None), names)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Context) -> Any:
        """Calls the command; without one, shows the page."""
        if ctx._protected_args:
            return super().invoke(ctx)
        out(page_of(self))
        return 0


def page_of(command: ClickCommand) -> str:
    """The help page of the root or of a command."""
    return command_page(command.row, command.own) if isinstance(command, Leaf) else root_page(COMMANDS)


def leaf(row: Command) -> Leaf:
    """The command of a row, built by typer from its function, with the global options after its own."""
    info = CommandInfo(name=row.name, cls=Leaf, callback=_function(row), help="", add_help_option=False)
    built = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    assert isinstance(built, Leaf)
    built.row = row
    built.params.extend(GlobalOption(one) for one in GLOBALS)
    return built


def _function(row: Command) -> Callable[..., Any]:
    """The function of a command, with its help in the current language.

    Help strings are bound when a module is imported; one that was imported under another language,
    as happens in tests and in programs that call `main` twice, is read again.
    """
    lang = current()
    for name in (_SHARED, row.module):
        if name in sys.modules and _bound.get(name) != lang:
            importlib.reload(sys.modules[name])
        _bound[name] = lang
    function: Callable[..., Any] = getattr(importlib.import_module(row.module), row.name)
    return function
