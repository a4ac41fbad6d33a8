"""`eduhub completion`: the script that makes a shell complete eduhub's words."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from eduhub.cli.language import current, t
from eduhub.cli.output import out
from eduhub.core.errors import UseError
from eduhub.core.text import Text

Shell: TypeAlias = Literal["bash", "zsh", "fish", "powershell"]

# Each asks `eduhub completion SHELL -- WORDS`: what was typed after `eduhub`, the word at the cursor last.
# No answer leaves the word to the shell, which completes files.
_SCRIPTS: dict[Shell, str] = {
    "bash": """\
_eduhub() {
    local IFS=$'\\n'
    COMPREPLY=($("$1" completion bash --lang {lang} -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _eduhub eduhub""",
    "zsh": """\
#compdef eduhub
_eduhub() {
    local -a found
    found=("${(@f)$(eduhub completion zsh --lang {lang} -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n ${found[1]} ]]; then
        _describe eduhub found
    else
        _files
    fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _eduhub "$@"
else
    compdef _eduhub eduhub
fi""",
    "fish": """\
function __eduhub_complete
    set -l typed (commandline -opc)
    set -l found (eduhub completion fish --lang {lang} -- $typed[2..-1] (commandline -ct) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c eduhub -f -a '(__eduhub_complete)'""",
    "powershell": """\
Register-ArgumentCompleter -Native -CommandName eduhub -ScriptBlock {
    param($begun, $line, $cursor)
    $typed = $line.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() }
    $words = @($typed) + ":$begun"
    eduhub completion powershell --lang {lang} '--' @words 2>$null | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
}""",
}
_INSTALL: dict[Shell, Text] = {
    "bash": Text(
        'eduhub 的 bash 补全。安装：在 ~/.bashrc 末尾加一行  eval "$(eduhub completion bash)"',
        'Completion of eduhub in bash. To install it, add to ~/.bashrc:  eval "$(eduhub completion bash)"',
    ),
    "zsh": Text(
        'eduhub 的 zsh 补全。安装：在 ~/.zshrc 中 compinit 之后加一行  eval "$(eduhub completion zsh)"',
        "Completion of eduhub in zsh. To install it, add to ~/.zshrc after compinit:  "
        'eval "$(eduhub completion zsh)"',
    ),
    "fish": Text(
        "eduhub 的 fish 补全。安装：eduhub completion fish > ~/.config/fish/completions/eduhub.fish",
        "Completion of eduhub in fish. To install it:  "
        "eduhub completion fish > ~/.config/fish/completions/eduhub.fish",
    ),
    "powershell": Text(
        "eduhub 的 PowerShell 补全。安装：在 $PROFILE 中加一行  "
        "eduhub completion powershell | Out-String | Invoke-Expression",
        "Completion of eduhub in PowerShell. To install it, add to $PROFILE:  "
        "eduhub completion powershell | Out-String | Invoke-Expression",
    ),
}


def completion(
    shell: Annotated[
        Shell | None,
        typer.Argument(
            metavar=t("外壳", "SHELL"),
            help=t("哪一种外壳", "which shell"),
            show_default=t("当前使用的外壳", "the one in use"),
        ),
    ] = None,
    words: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Prints the script; with words, as the script itself asks, what may complete the last of them."""
    if words:
        _answer(shell or _used(), words)
    else:
        out(script(shell or _used()))


def script(shell: Shell) -> str:
    """The script of a shell, with a first line that says how to install it."""
    first, _, rest = _SCRIPTS[shell].partition("\n")
    about = f"# {_INSTALL[shell].to(current())}"
    lines = [first, about, rest] if first.startswith("#compdef") else [about, first, rest]
    return "\n".join(lines).replace("{lang}", current())


def _used() -> Shell:
    """The shell that the environment names; UseError where it is none of ours."""
    name = Path(os.environ.get("SHELL", "")).name
    for known in _SCRIPTS:
        if name == known or (known == "powershell" and not name and os.name == "nt"):
            return known
    raise UseError(
        "看不出用的是哪种外壳；写明一种：{known}",
        "the shell in use is not known here; name one: {known}",
        known=list(_SCRIPTS),
    )


def _answer(shell: Shell, words: Sequence[str]) -> None:
    """Prints the candidates as the shell takes them; nothing where the words make no sense."""
    from eduhub.cli.completing import candidates

    if shell == "powershell":  # which drops an empty word, so that its last one has a colon before it
        words = [*words[:-1], words[-1].removeprefix(":")]
    with suppress(Exception):  # a fault must not spoil the line that is being typed
        for value, about in candidates(words):
            out(_FORMS[shell](value, " ".join(about.split())))


_FORMS: dict[Shell, Callable[[str, str], str]] = {
    "bash": lambda value, about: value,
    "zsh": lambda value, about: value.replace(":", "\\:") + (f":{about}" if about else ""),
    "fish": lambda value, about: f"{value}\t{about}",
    "powershell": lambda value, about: f"{value}\t{about or value}",
}
