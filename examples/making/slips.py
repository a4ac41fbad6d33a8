"""A clerk's slips in the form of a school of the example city."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from eduhub.forms import blank_workbook
from eduhub.kinds.base import Kind
from eduhub.kinds.catalogue import FORMS
from eduhub.repository import Repository
from eduhub.repository.canonical import plain
from eduhub.source.document import at
from making.city import all_staff
from making.school_files import files
from making.specs import CHENGHU, YEARS, Spec

Sheets: TypeAlias = dict[str, list[dict[str, Any]]]
Slip: TypeAlias = tuple[str, int | None, str, str | int]

# A clerk's slips: sheet, row of the list (None on a sheet of label and value), heading, what she typed.
SLIPS: tuple[Slip, ...] = (
    ("学校基本情况", None, "统计时点", "2025年9月1日"),
    ("学校基本情况", None, "教学仪器设备值（元）", "560万"),
    ("班级", 6, "学生数", "四十二"),
    ("教师", 2, "主要任教学科", "语交"),
    ("教师", 4, "周课时", 45),
    ("教师", 7, "工号", 360199198501012345),
)


def filled(kind: Kind, document: Any) -> dict[str, list[dict[str, Any]]]:
    """The rows of a form by sheet and heading, from a record."""
    data = plain(document)
    sheets = {}
    for sheet in kind.layout.sheets:
        records = [data] if sheet.pairs else at(data, sheet.route) or []
        sheets[sheet.title.zh] = [
            {column.heading("zh"): typed(at(row, column.route)) for column in sheet.columns}
            for row in records
        ]
    return sheets


def typed(value: Any) -> str | float | None:
    """A value as somebody would type it into a cell: numbers as numbers, lists with 、 between."""
    if value is None or isinstance(value, list):
        return None if value is None else "、".join(map(str, value))
    text = str(value)
    return float(text) if type(value).__name__ == "_Bare" and text.replace(".", "").isdigit() else text


def slips() -> bytes:
    """The form of the first school with some slips in it, as a clerk might send it."""
    sheets = form_of(CHENGHU[0])
    sheets["教师"] = sheets["教师"][:12]
    sheets["分学段情况"][0]["专任教师"] = None
    return with_slips(sheets, SLIPS)


def form_of(spec: Spec) -> Sheets:
    """What a school would fill into its form for the last year, by sheet."""
    folder = f"schools/{spec.code}/{YEARS[1]}"
    sheets: Sheets = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name, text in files(spec, YEARS[1], all_staff()[spec.code, YEARS[1]]):
            path = Path(temporary) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        for submission in Repository.load([Path(temporary) / folder]).submissions:
            sheets |= filled(submission.kind, submission.model)
    return sheets


def with_slips(sheets: Sheets, typed_in: Iterable[Slip]) -> bytes:
    """The form as a workbook, some cells overtyped."""
    for sheet, row, heading, value in typed_in:
        sheets[sheet][row or 0][heading] = value
    return blank_workbook(FORMS["roster"], "zh", sheets)
