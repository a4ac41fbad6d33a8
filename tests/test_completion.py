"""Completion: what a shell is offered while a line is typed, asked as each shell's script asks it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

import eduhub.checks.rules
from eduhub.checks.formats import FORMATS
from eduhub.cli.commands import COMMANDS
from eduhub.cli.completing import VALUES
from eduhub.cli.completion import Shell
from eduhub.cli.group import leaf
from eduhub.core.rule import RULES
from eduhub.core.text import LANGS, Lang
from eduhub.kinds.catalogue import FORMS, KINDS

Run = Callable[..., tuple[int, str, str]]
SHELLS = get_args(Shell)
NAMES = [row.name for row in COMMANDS]


@pytest.fixture
def typed(run: Run) -> Callable[..., list[str]]:
    """What may complete the last of the words; nothing may be said on stderr, and nothing may fail."""

    def call(*words: str) -> list[str]:
        code, out, err = run("completion", "bash", "--", *words)
        assert (code, err) == (0, "")
        return out.splitlines()

    return call


Typed = Callable[..., list[str]]


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A search path on which `eduhub` is this one."""
    root = Path(eduhub.__file__).parents[1]
    program = tmp_path / "bin" / "eduhub"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m eduhub "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    return f"{program.parent}:{os.environ['PATH']}"


# What is offered


def test_commands_are_offered_by_their_beginning(typed: Typed) -> None:
    assert typed("val") == ["validate"]
    assert typed("") == typed("--quiet", "") == NAMES
    assert typed("-C", ".", "s") == [name for name in NAMES if name.startswith("s")]
    assert typed("x") == []


def test_options_of_a_command_and_of_all_are_offered(typed: Typed) -> None:
    assert typed("validate", "--fo") == ["--format"]
    assert typed("validate", "some.csv", "--as") == ["--as-of"]
    assert typed("validate", "--la") == typed("--la") == ["--lang"]
    assert {"--format", "--root", "-C", "--help"} <= set(typed("validate", "-"))
    assert "--format" not in typed("-")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["validate", "--format", ""], list(FORMATS)),
        (["validate", "--format", "js"], ["json", "jsonl"]),
        (["validate", "--format", "=", "js"], ["json", "jsonl"]),
        (["validate", "--format", "="], list(FORMATS)),
        (["validate", "--format=js"], ["--format=json", "--format=jsonl"]),
        (["validate", "--format="], [f"--format={name}" for name in FORMATS]),
        (["--lang", ""], list(LANGS)),
        (["template", "pl"], ["plan"]),
        (["template", ""], list(FORMS)),
        (["schema", ""], list(KINDS)),
        (["explain", "E11"], [code for code in RULES.names if code.startswith("E11")]),
        (["report", "dist"], ["district"]),
        (["completion", ""], list(SHELLS)),
        (["score", "--indicator", "PAS"], ["PASS"]),
    ],
    ids=" ".join,
)
def test_values_are_offered_where_they_are_listed(typed: Typed, words: list[str], offered: list[str]) -> None:
    assert typed(*words) == offered


@pytest.mark.parametrize(
    "words",
    [
        ["validate", ""],
        ["validate", "a.csv", ""],
        ["-C", ""],
        ["template", "plan", "-o", ""],
        ["version", ""],
    ],
    ids=" ".join,
)
def test_files_are_left_to_the_shell(typed: Typed, words: list[str]) -> None:
    assert typed(*words) == []


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense", "--x"],
        ["validate", "--nonsense", "--f"],
        ["version", "too", "many", ""],
        ["--lang", "fr", "v"],
    ],
    ids=" ".join,
)
def test_a_line_that_makes_no_sense_is_no_fault(typed: Typed, words: list[str]) -> None:
    assert set(typed(*words)) <= {"--failed-only", "--fix", "--format", "validate", "version"}


def test_typing_help_and_version_shows_neither(typed: Typed) -> None:
    assert typed("--help", "val") == typed("--version", "val") == ["validate"]
    assert typed("validate", "--help", "--fo") == ["--format"]


def test_every_list_belongs_to_a_parameter_that_is_there(quiet_place: None) -> None:
    params = {(row.name, param.name) for row in COMMANDS for param in leaf(row).own}
    assert set(VALUES) <= params


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("shell", "line"),
    [("zsh", "{name}:{help}"), ("fish", "{name}\t{help}"), ("powershell", "{name}\t{help}")],
)
def test_help_stands_beside_what_is_offered(run: Run, shell: str, line: str, lang: Lang) -> None:
    begun = ":" if shell == "powershell" else ""
    _, out, _ = run("completion", shell, "--lang", lang, "--", begun)
    assert out.splitlines() == [line.format(name=row.name, help=row.help.to(lang)) for row in COMMANDS]


def test_the_words_of_powershell_begin_with_a_colon(run: Run) -> None:
    assert run("completion", "powershell", "--", ":val")[1].startswith("validate\t")


# The scripts


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_says_how_to_install_it_and_keeps_its_language(run: Run, shell: str, lang: Lang) -> None:
    code, out, err = run("completion", shell, "--lang", lang)
    assert (code, err) == (0, "")
    about = next(line for line in out.splitlines() if line.startswith("# "))
    assert out.splitlines().index(about) == (1 if shell == "zsh" else 0)
    assert {"zh": "安装：", "en": "To install it"}[lang] in about
    assert f"eduhub completion {shell}" in about
    assert out.count(f" completion {shell} --lang {lang} ") == 1


def test_the_shell_in_use_is_that_of_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert run("completion") == run("completion", "fish")
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    known = "、".join(SHELLS)
    assert run("completion") == (2, "", f"错误：看不出用的是哪种外壳；写明一种：{known}\n")


def test_completing_loads_no_engine(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom eduhub.cli.app import main\n"
        "try:\n    main(['completion', 'bash', '--', 'validate', '--fo'])\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(Path(eduhub.__file__).parents[1])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "--format\n"
    slow = ("polars", "jinja2", "yaml", "rich.markdown", "pygments", "eduhub.kinds", "eduhub.checks")
    assert [name for name in slow if name in done.stderr.split()] == []


def shell_says(shell: str, path: str, folder: Path, script: str) -> list[str]:
    """What a shell prints when it runs a script of its own, with our completion before it."""
    program = shutil.which(shell)
    if program is None and os.environ.get("EDUHUB_TEST_ALL") != "1":
        pytest.skip(f"{shell} is not installed")
    assert program is not None, f"EDUHUB_TEST_ALL=1 wants {shell}"
    bare = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    environ = {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", "EDUHUB_LANG": "en"}
    done = subprocess.run(
        [program, *bare, "-c", script],
        env=environ,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        (["val"], ["validate"]),
        (["validate", "--fo"], ["--format"]),
        (["template", "pl"], ["plan"]),
        (["validate", "--format", "=", "gi"], ["github", "gitlab"]),
        (["validate", "--format", ""], list(FORMATS)),
        (["validate", ""], []),
    ],
    ids=lambda line: " ".join(line),
)
def test_bash_completes(path: str, tmp_path: Path, line: list[str], offered: list[str]) -> None:
    words = " ".join(f"'{word}'" for word in ["eduhub", *line])
    script = (
        f'eval "$(eduhub completion bash)"; COMP_WORDS=({words}); COMP_CWORD={len(line)}; _eduhub eduhub; '
        'for one in "${COMPREPLY[@]}"; do echo "$one"; done; complete -p eduhub'
    )
    *replies, bound = shell_says("bash", path, tmp_path, script)
    assert replies == offered
    assert bound == "complete -o default -F _eduhub eduhub"


def test_zsh_completes(path: str, tmp_path: Path) -> None:
    script = (
        'compdef() { echo "bound $@" }; _files() { echo files }; _describe() { print -rl -- "${(@P)2}" }\n'
        'eval "$(eduhub completion zsh)"\n'
        "words=(eduhub validate --fo); CURRENT=3; _eduhub\n"
        "words=(eduhub val); CURRENT=2; _eduhub\n"
        "words=(eduhub validate ''); CURRENT=3; _eduhub"
    )
    help_ = next(row.help.en for row in COMMANDS if row.name == "validate")
    assert shell_says("zsh", path, tmp_path, script) == [
        "bound _eduhub eduhub",
        "--format:the format of the output",
        f"validate:{help_}",
        "files",
    ]


def test_fish_completes(path: str, tmp_path: Path) -> None:
    (tmp_path / "some.csv").write_text("", encoding="utf-8")
    script = (
        "eduhub completion fish | source; complete -C 'eduhub val'; complete -C 'eduhub validate --fo'; "
        "complete -C 'eduhub validate so'"
    )
    lines = shell_says("fish", path, tmp_path, script)
    assert [re.split(r"\t", line)[0] for line in lines] == ["validate", "--format", "some.csv"]
