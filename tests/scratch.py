"""Git repositories that a test makes and throws away."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import eduhub

_WHO = ("-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs git in a folder as somebody who has no settings of their own."""
    return subprocess.run(
        ["git", *_WHO, *words],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=check,
    )


def environment(path: str | None = None) -> dict[str, str]:
    """The environment of a person without settings for git."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    search = os.environ["PATH"] if path is None else path
    return {**inherited, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": search}


def save(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files into a folder."""
    for name, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def commit(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A repository of git's with these files, or with all that is there, committed."""
    save(folder, files or {})
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message=x")
    return folder


def program(folder: Path, name: str = "eduhub") -> str:
    """A PATH whose first folder has a program `eduhub`, which is the one under test, and git's after it."""
    root = Path(eduhub.__file__).parents[1]
    script = f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m eduhub "$@"\n'
    save(folder, {name: script})
    (folder / name).chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
