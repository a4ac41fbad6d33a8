"""Folders of handed-in files, and what programs are told of them, for the tests of `eduhub collect`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from filled import YEAR
from handed import (
    CLOSED,
    FIRST,
    SECOND,
    Handed,
    plan_bytes,
)

from eduhub.forms.filling import Filling
from eduhub.forms.workbook import form_workbook
from eduhub.kinds.catalogue import FORMS

Run = Callable[..., tuple[int, str, str]]
BOOKS = ("school", "books")  # a figure that no rule minds when it changes a little


def filled(tmp_path: Path, files: Mapping[str, bytes]) -> Path:
    """The folder with these files in it."""
    folder = tmp_path / "收表"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def collected(run: Run, folder: Path, *words: str, city: Path | None = None) -> dict[str, Any]:
    """What the command tells programs, and its exit code."""
    where = ("-C", str(city), "--district", "chenghu") if city else ()
    code, out, _ = run("collect", str(folder), "--form", "roster", "--format", "json", *where, *words)
    return {**json.loads(out), "exit": code}


def units(found: Mapping[str, Any]) -> dict[str, tuple[str, str | None, str | None]]:
    """For each unit of the one form its state, the file that counts, and by what."""
    [form] = found["forms"]
    return {unit["id"]: (unit["state"], unit["file"], unit["decided_by"]) for unit in form["units"]}


def left(found: Mapping[str, Any]) -> dict[str, str]:
    """Why each file does not count."""
    return {one["file"]: one["why"] for one in (*found["wrong"], *found["unreadable"])}


# Files that do not count, by the reason.
CASES = {
    "other-form": plan_bytes(),
    "other-year": Handed(changes={("school", "year"): "2024-2025"}).bytes(),
    "partial-copy": Handed(properties={"eduhub.partial": "1"}).bytes(),
    "form-of-another": Handed(properties={"eduhub.unit.school": SECOND}).bytes(),
    "schema-version": Handed(properties={"eduhub.kinds": "school@9"}).bytes(),
    "not-expected": Handed(changes={("school", "school"): CLOSED}).bytes(),
    "blank": form_workbook(FORMS["roster"], "zh", Filling(unit={"school": FIRST, "year": YEAR})),
    "unknown-unit": Handed(changes={("school", "school"): "2136990998"}).bytes(),
    "no-unit": Handed(changes={("school", "school"): ""}).bytes(),
    "two-units": Handed(cover={"学校标识码": SECOND}).bytes(),
    "collected-tables": Handed(properties={"eduhub.collected": "roster"}).bytes(),
    "damaged-archive": Handed().bytes()[:3000],
    "empty-file": b"",
}
