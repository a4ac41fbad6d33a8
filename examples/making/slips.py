"""A clerk's slips in the form of a school of the example city."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from eduhub.core.place import Route
from eduhub.forms import Filling, form_workbook, rows_of
from eduhub.kinds.catalogue import FORMS
from eduhub.repository import Repository
from eduhub.repository.canonical import plain
from making.city import all_staff
from making.school_files import files
from making.specs import CHENGHU, YEARS, Spec

Sheets: TypeAlias = dict[str, list[dict[Route, Any]]]
Slip: TypeAlias = tuple[str, int | None, str, str | int | None]

# A clerk's slips: sheet, row of the list (None on a sheet of label and value), heading, what she typed.
SLIPS: tuple[Slip, ...] = (
    ("学校基本情况", None, "统计时点", "2025年9月1日"),
    ("学校基本情况", None, "教学仪器设备值（元）", "560万"),
    ("班级", 6, "学生数", "四十二"),
    ("教师", 2, "主要任教学科", "语交"),
    ("教师", 4, "周课时", 45),
    ("教师", 7, "工号", 360199198501012345),
)


def slips() -> bytes:
    """The form of the first school with some slips in it, as a clerk might send it."""
    rows = form_of(CHENGHU[0])
    del rows["教师"][12:]
    return with_slips(rows, (*SLIPS, ("分学段情况", 0, "专任教师", None)))


def form_of(spec: Spec) -> Sheets:
    """What a school would fill into its form for the last year: rows by the title of the sheet."""
    folder = f"schools/{spec.code}/{YEARS[1]}"
    sheets: Sheets = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name, text in files(spec, YEARS[1], all_staff()[spec.code, YEARS[1]]):
            path = Path(temporary) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        for submission in Repository.load([Path(temporary) / folder]).submissions:
            for layout, rows in rows_of(submission.kind, plain(submission.model)).items():
                sheets[layout.title.zh] = [dict(row) for row in rows]
    return sheets


def with_slips(sheets: Sheets, typed_in: Iterable[Slip]) -> bytes:
    """The form as a workbook, some cells overtyped."""
    form = FORMS["roster"]
    layouts = {layout.title.zh: layout for kind in form.kinds for layout in kind.layout.sheets}
    for sheet, row, heading, value in typed_in:
        column = next(found for found in layouts[sheet].columns if found.heading("zh") == heading)
        sheets[sheet][row or 0][column.route] = value
    return form_workbook(form, "zh", Filling({layouts[title]: rows for title, rows in sheets.items()}))
