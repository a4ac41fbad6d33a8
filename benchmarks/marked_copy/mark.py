"""Marks a form with many rows and says how long that took: `mark.py 20000`."""

from __future__ import annotations

import io
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import xlsxwriter

from eduhub.checks import Checked, check
from eduhub.forms.marking.copies import copy_of
from eduhub.forms.marking.entries import entries
from eduhub.kinds.catalogue import KINDS
from eduhub.repository import Repository

T = TypeVar("T")
_MIB = 1024


def form(n_rows: int) -> bytes:
    """A list of teachers, every cell filled in, some wrongly."""
    (sheet,) = KINDS["teachers"].layout.sheets
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet(sheet.title.zh)
    for at, column in enumerate(sheet.columns):
        page.write_string(0, at, column.heading("zh"))
        usual = column.choices[0].zh if column.choices else column.example or "1"
        for row in range(n_rows):
            page.write_string(row + 1, at, _value(str(column.route[0]), usual, row))
    book.close()
    return stream.getvalue()


def _value(name: str, usual: str, row: int) -> str:
    if name == "code":
        return f"T{row:06d}"
    wrong = {"lessons_per_week": (3, "许多"), "main_subject": (2, "不知"), "sex": (5, "？")}
    every, words = wrong.get(name, (row + 1, usual))
    return words if row % every == 0 else usual


def timed(deed: Callable[[], T]) -> tuple[float, T]:
    """How many seconds of the processor a deed took, and what came of it."""
    begin = time.process_time()
    done = deed()
    return round(time.process_time() - begin, 1), done


def checked(path: Path) -> tuple[Repository, Checked]:
    """The file with its findings."""
    repository = Repository.load([path])
    return repository, check(repository)


def marked(path: Path, repository: Repository, found: Checked) -> bytes:
    """Its marked copy."""
    copy = copy_of(path.as_posix(), path.read_bytes(), found, repository, "zh")
    return copy.content if copy else b""


def main(n_rows: int) -> None:
    """Makes, checks, marks, and marks again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "many.xlsx")
        path.write_bytes(form(n_rows))
        reading, (repository, found) = timed(lambda: checked(path))
        n_places = len(entries(path.as_posix(), found, repository))
        marking, once = timed(lambda: marked(path, repository, found))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MIB
        path.write_bytes(once)
        same = marked(path, *checked(path)) == once
    figures = {"rows": n_rows, "places": n_places, "reading": reading, "marking": marking}
    print(json.dumps({**figures, "peak_mib": peak, "same": same}))


main(int(sys.argv[1]))
