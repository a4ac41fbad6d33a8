"""What fits on a terminal of eighty cells, what a pipe gets, and what an old Chinese console can show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from filled import CITY

from eduhub.cli.app import COMMANDS
from eduhub.core.lines import width
from eduhub.core.text import LANGS, Lang

Run = Callable[..., tuple[int, str, str]]

FAULTS = CITY.parent / "faults" / "city"
CALLS = (("--help",), *((row.name, "--help") for row in COMMANDS), ("explain",), ("explain", "E1103"))


@pytest.fixture
def terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls eduhub as on a terminal of eighty cells."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("WT_SESSION", "1")  # which Windows Terminal sets

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(
            sys.stdout, "isatty", lambda: True
        )  # stdout is another one before the test begins
        return run(*words)

    return call


def too_wide(text: str) -> Iterator[str]:
    """The lines over eighty cells that could have been broken: those with words that are not one path."""
    for line in text.splitlines():
        lead = len(line) - len(line.lstrip())
        longest = max((width(word) for word in line.split()), default=0)
        if width(line) > 80 and lead + longest <= 80:
            yield line


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_pages_keep_to_eighty_cells(terminal: Run, lang: Lang, call: tuple[str, ...]) -> None:
    lines = terminal("--lang", lang, "--no-color", *call)[1].splitlines()
    assert lines
    assert [line for line in lines if width(line) > 80] == []


@pytest.mark.parametrize("lang", LANGS)
def test_findings_keep_to_eighty_cells_but_for_long_paths(
    terminal: Run, monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    monkeypatch.chdir(FAULTS.parent)
    out = terminal("--lang", lang, "--no-color", "validate", "city", "--as-of", "2026-06-30")[1]
    assert len(out.splitlines()) > 300
    assert list(too_wide(out)) == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("call", [("validate", "city"), ("explain",), ("doctor",)], ids=" ".join)
def test_a_pipe_gets_the_same_words_in_whole_lines(
    run: Run, terminal: Run, monkeypatch: pytest.MonkeyPatch, lang: Lang, call: tuple[str, ...]
) -> None:
    monkeypatch.chdir(FAULTS.parent)
    piped = run("--lang", lang, *call)[1]
    shown = terminal("--lang", lang, "--no-color", *call)[1]
    assert len(piped.splitlines()) <= len(shown.splitlines())
    if call != ("doctor",):  # which tells of the terminal
        assert len(piped.splitlines()) < len(shown.splitlines())
        assert "".join(piped.split()) == "".join(shown.split())


def test_no_color_and_pipes_leave_no_escape_sequences(
    run: Run, terminal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FAULTS.parent)
    calls = [("validate", "city"), ("explain", "E1103"), ("doctor",), ("--help",)]
    assert ["\033" in run(*call)[1] for call in calls] == [False] * 4
    assert ["\033" in terminal(*call)[1] for call in calls] == [True] * 4
    assert ["\033" in terminal(*call, "--no-color")[1] for call in calls] == [False] * 4
    monkeypatch.setenv("NO_COLOR", "1")
    assert ["\033" in terminal(*call)[1] for call in calls] == [False] * 4


# In a process of its own


def outside(*words: str, **environ: str) -> bytes:
    """What eduhub prints on stdout, as bytes."""
    settings = {**os.environ, "PYTHONIOENCODING": "utf-8", "EDUHUB_LANG": "zh", **environ}
    command = [sys.executable, "-m", "eduhub", *words]
    done = subprocess.run(command, env=settings, capture_output=True, check=False, timeout=120)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 1)
    return done.stdout


@pytest.mark.parametrize(
    "words", ["validate city", "explain", "score city", "validate --help", "schema", "template"]
)
def test_a_gbk_console_loses_no_chinese_character(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(FAULTS.parent)
    in_gbk = outside(*words.split(), PYTHONIOENCODING="gbk").decode("gbk")
    chinese = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
    assert chinese.findall(in_gbk) == chinese.findall(run(*words.split())[1])


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no such terminals")
def test_a_real_terminal_of_eighty_cells_gets_colours_and_lines_that_fit() -> None:
    lines = on_a_terminal("explain", "E1103").splitlines()
    plain = [re.sub("\033\\[[0-9;]*m", "", line) for line in lines]
    assert plain != lines
    assert len(plain) >= 5
    assert [line for line in plain if width(line) > 80] == []


def on_a_terminal(*words: str) -> str:
    """What eduhub writes on a terminal of eighty cells."""
    import fcntl
    import pty
    import struct
    import termios

    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    settings = {**kept, "TERM": "xterm", "EDUHUB_LANG": "zh", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen([sys.executable, "-m", "eduhub", *words], env=settings, stdout=its) as child:
        os.close(its)
        said = b"".join(iter(lambda: _read(ours), b""))
        assert child.wait(60) == 0
    os.close(ours)
    return said.decode("utf-8")


def _read(terminal: int) -> bytes:
    """What comes next; nothing once its other end was closed, which Linux calls an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
