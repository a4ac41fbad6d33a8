"""What fits on a terminal of eighty cells, what a pipe gets, and what an old Chinese console can show."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filled import CITY

from eduhub.cli.app import COMMANDS
from eduhub.core.lines import width
from eduhub.core.text import LANGS, Lang

Run = Callable[..., tuple[int, str, str]]

SLIPS = CITY.parent / "slips"
CASES = Path(__file__).parent / "cases"
FAULTS = CITY.parent / "faults" / "city"
CALLS = (("--help",), *((row.name, "--help") for row in COMMANDS), ("explain",), ("explain", "E1103"))


@pytest.fixture
def terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls eduhub as on a terminal of eighty cells."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    return run


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
