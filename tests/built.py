"""Builds a case from its texts: workbooks, archives that nobody would keep as files, states of the system.

`tests/cases/README.md` says how each is written.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import typing
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

import parts
import pytest
import yaml
from pydantic import create_model, field_validator
from tabled import opendocument, workbook

from eduhub.kinds.base import Table
from eduhub.kinds.catalogue import KINDS

Side: TypeAlias = Literal["bad", "good"]


def lay(case: Path, side: Side, into: Path, patch: pytest.MonkeyPatch) -> list[str]:
    """Lays out one side of a case in a folder and goes there; gives the words for the command.

    What `case.yaml` says of the system holds for the bad side, until the patch is undone.
    """
    if (case / side).is_dir():
        shutil.copytree(case / side, into / side)
    else:
        (into / side).mkdir()
    for path in sorted((into / side).rglob("*")):
        _build(path)
    patch.chdir(into)
    told = case / "case.yaml"
    state: dict[str, Any] = yaml.safe_load(told.read_text(encoding="utf-8")) if told.is_file() else {}
    paths = state.pop("paths", {}).get(side, [side])
    if state.pop("staged", False):
        _stage(Path(side))
        paths = ["--staged", *paths]
    if side == "bad":
        for name, facts in state.items():
            _STATES[name](facts, patch)
    return list(paths)


def _build(path: Path) -> None:
    """Puts the file that a text describes in the place of the text."""
    match path.suffix:
        case ".md":
            write = opendocument if path.stem.endswith(".ods") else workbook
            content = write(path.read_text(encoding="utf-8"))
        case ".recipe":
            recipe = yaml.safe_load(path.read_text(encoding="utf-8"))
            content = getattr(parts, recipe.pop("make"))(**recipe)
        case _:
            return
    path.with_suffix("").write_bytes(content)
    path.unlink()


# What a text can't show


def _stage(folder: Path) -> None:
    """Makes the folder a repository of git, with all of it staged, what is ignored too."""
    for words in (["init", "--quiet"], ["add", "--all", "--force"]):
        subprocess.run(["git", *words], cwd=folder, check=True)


def _links(facts: Mapping[str, str], patch: pytest.MonkeyPatch) -> None:
    """Makes links: their path, and where each leads to from its folder."""
    for path, target in facts.items():
        try:
            Path(path).symlink_to(target)
        except OSError:
            pytest.skip("this system lets nobody make links")


def _sizes(facts: Mapping[str, int], patch: pytest.MonkeyPatch) -> None:
    """Makes files of so many MiB."""
    for path, size in facts.items():
        with Path(path).open("wb") as file:
            file.truncate(size * 1024 * 1024)


def _withheld(facts: list[str], patch: pytest.MonkeyPatch) -> None:
    """Lets nobody open these files."""
    ordinary = os.open

    def withhold(path: str | Path, *rest: int) -> int:
        if Path(path).as_posix() in facts:
            raise PermissionError(13, "withheld")
        return ordinary(path, *rest)

    patch.setattr("eduhub.source.files.os.open", withhold)


def _crashes(facts: list[str], patch: pytest.MonkeyPatch) -> None:
    """Makes these functions of eduhub break down, with a person's words in the error."""

    def broken(*arguments: object) -> object:
        raise LookupError("something that a person wrote")

    for name in facts:
        module, _, function = name.rpartition(".")
        patch.setattr(importlib.import_module(module), function, broken)


def _refuses(facts: Mapping[str, str], patch: pytest.MonkeyPatch) -> None:
    """Makes the rows of a table kind refuse a value, for a reason that only their model knows."""
    kind = KINDS[facts["kind"]]
    (row, _) = typing.get_args(kind.record.model_fields["rows"].annotation)

    def refuse(value: object) -> object:
        if value == facts["value"]:
            raise ValueError("refused")
        return value

    check: Any = {"refuse": field_validator(facts["field"])(refuse)}
    stricter = create_model("Stricter", __base__=row, __validators__=check)
    patch.setitem(KINDS, kind.name, replace(kind, record=Table[stricter]))  # type: ignore[type-var]


def _versions(facts: Mapping[str, Any], patch: pytest.MonkeyPatch) -> None:
    """Makes a kind one of a later version, and says which is the oldest that it still reads."""
    kind = KINDS[facts["kind"]]
    patch.setitem(KINDS, kind.name, replace(kind, schema=facts["schema"], oldest=facts["oldest"]))


_STATES: dict[str, Callable[[Any, pytest.MonkeyPatch], None]] = {
    "links": _links,
    "sizes": _sizes,
    "withheld": _withheld,
    "crashes": _crashes,
    "refuses": _refuses,
    "versions": _versions,
}
