"""Forms with faults, and their marked copies, for the tests of the marked copy."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from filled import TWO_CAMPUSES, by_xlsxwriter, filled_form, roster
from openpyxl.workbook.workbook import Workbook

from eduhub.checks import check
from eduhub.core.rule import Finding
from eduhub.core.text import Lang
from eduhub.forms.filling import Filling, rows_of
from eduhub.forms.marking.copies import Copy, copy_of
from eduhub.forms.workbook import form_workbook
from eduhub.kinds.catalogue import FORMS
from eduhub.repository import Repository

DAY = date(2026, 6, 30)
LIST = {"zh": "问题清单", "en": "findings"}
SHEETS = {"zh": ("班级", "教师", "学校基本情况"), "en": ("classes", "teachers", "the school")}
Change = Callable[[Workbook], None]


# A class that is too large, a word for a number, and an unknown subject.
_FAULTS: dict[str, dict[tuple[int, str], str | int]] = {
    "classes": {(1, "pupils"): 58},
    "teachers": {(2, "lessons_per_week"): "十二", (3, "main_subject"): "语交"},
}


@cache
def faulty_form(lang: Lang = "zh") -> bytes:
    """A school's data with faults in a plain form, as somebody might have made it."""
    sheets = filled_form("roster", roster(limit=8), lang)
    for kind in FORMS["roster"].kinds:
        for (row, name), value in _FAULTS.get(kind.name, {}).items():
            sheet = sheets[kind.layout.sheets[0].title.to(lang)]
            sheet.cells[sheet.spots["rows", row, name]] = value
    return by_xlsxwriter(list(sheets.values()))


@cache
def faulty_own_form(lang: Lang = "zh") -> bytes:
    """The same in the form as it is given out."""
    data, rows = roster(limit=8), dict[Any, Any]()
    for kind in FORMS["roster"].kinds:
        for (row, name), value in _FAULTS.get(kind.name, {}).items():
            data[kind.name]["rows"][row][name] = str(value)
        rows |= rows_of(kind, data[kind.name])
    return form_workbook(FORMS["roster"], lang, Filling(rows, {"school": TWO_CAMPUSES, "year": "2025-2026"}))


def changed(raw: bytes, change: Change) -> bytes:
    """A workbook that somebody changed."""
    book = openpyxl.load_workbook(io.BytesIO(raw), rich_text=True)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(raw: bytes) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not read
        return openpyxl.load_workbook(io.BytesIO(raw), rich_text=True)


def findings(path: Path) -> list[Finding]:
    repository = Repository.load([path], as_of=DAY)
    return list(check(repository).findings)


def told(path: Path) -> list[tuple[str, str | None, str | None, str]]:
    """The findings of a file by code, place and words."""
    return [
        (f.rule.code, place.sheet, place.cell, f.message("zh")) for f in findings(path) for place in f.places
    ]


def copied(path: Path, lang: Lang = "zh", *, failed: bool = False) -> Copy:
    """The marked copy of a file that has something to mend."""
    repository = Repository.load([path], as_of=DAY)
    copy = copy_of(path.as_posix(), path.read_bytes(), check(repository), repository, lang, failed=failed)
    assert copy is not None
    return copy


def listed(raw: bytes, lang: Lang = "zh") -> list[dict[str, Any]]:
    """The rows of the list by heading."""
    rows = list(book_of(raw)[LIST[lang]].iter_rows(values_only=True))
    first = {"zh": "序号", "en": "No."}[lang]
    head = next(at for at, row in enumerate(rows) if row[0] == first)
    return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :]]


def above(raw: bytes, lang: Lang = "zh") -> list[str]:
    """What stands above the list."""
    rows = list(book_of(raw)[LIST[lang]].iter_rows(values_only=True))
    first = {"zh": "序号", "en": "No."}[lang]
    return [str(row[0]) for row in rows[: next(at for at, row in enumerate(rows) if row[0] == first)]]


def explain(raw: bytes, reason: str = "本班接收转学生", code: str = "Q1302") -> bytes:
    """A marked copy with an explanation typed into its list."""

    def type_it(book: Any) -> None:
        sheet = book["问题清单"]
        row = next(cell.row for cell in sheet["I"] if cell.value == code)
        sheet.cell(row, 10).value = reason

    return changed(raw, type_it)


def mend_words(book: Workbook) -> None:
    """Leaves of the faults of the form the class that is too large."""
    for row in book["教师"].iter_rows():
        for cell in row:
            if cell.value in ("十二", "语交"):
                cell.value = 12 if cell.value == "十二" else "语文"
