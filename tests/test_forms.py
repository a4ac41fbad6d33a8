"""Blank forms: made from the kinds alone, read back as what they are."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from eduhub.checks import check
from eduhub.core.text import LANGS, Lang
from eduhub.forms import blank_csv, blank_workbook, blank_yaml
from eduhub.kinds.base import Kind
from eduhub.kinds.catalogue import FORMS, KINDS, Form
from eduhub.repository import Repository

TABLES = [kind for kind in KINDS.values() if kind.is_table]
forms = pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: str(form.name))
langs = pytest.mark.parametrize("lang", LANGS)


@forms
@langs
def test_a_blank_form_is_the_same_bytes_each_time(form: Form, lang: Lang) -> None:
    assert blank_workbook(form, lang) == blank_workbook(form, lang)


@forms
@langs
def test_a_blank_form_is_known_for_what_it_is(form: Form, lang: Lang, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(blank_workbook(form, lang))
    repository = Repository.load([path])
    kinds = {submission.kind.name for submission in repository.submissions}
    assert kinds <= {kind.name for kind in form.kinds}
    told = {finding.rule.code for finding in check(repository).findings}
    assert told <= {"E0201", "E0206"}  # nothing but that it is not filled in


@forms
@langs
def test_a_form_has_every_heading_and_keeps_codes_as_text(form: Form, lang: Lang) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(form, lang)))
    for kind in form.kinds:
        for layout in kind.layout.sheets:
            sheet = book[layout.title.to(lang)]
            cells = sheet["A"] if layout.pairs else sheet[1]
            assert [str(cell.value).removesuffix(" *") for cell in cells] == [
                column.heading(lang) for column in layout.columns
            ]
            for at, column in enumerate(layout.columns if not layout.pairs else (), start=1):
                if column.code:
                    assert column_format(sheet, at) == "@"
    assert book["_meta"].sheet_state == "veryHidden"


def column_format(sheet: Worksheet, column: int) -> str:
    """The number format of a column; equal neighbours are one entry."""
    found = (
        entry
        for entry in sheet.column_dimensions.values()
        if column in range(entry.min or 0, (entry.max or 0) + 1)
    )
    return next(entry.number_format for entry in found)


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: str(kind.name))
@langs
def test_a_blank_csv_is_one_heading_line_for_spreadsheets(kind: Kind, lang: Lang) -> None:
    text = blank_csv(kind, lang)
    assert text.startswith("\ufeff")
    assert len(list(csv.reader(io.StringIO(text)))) == 1


@pytest.mark.parametrize("name", [name for name in KINDS if name != "city"])
@langs
def test_a_blank_yaml_lacks_only_what_has_to_be_filled_in(name: str, lang: Lang, tmp_path: Path) -> None:
    path = tmp_path / "blank.yaml"
    path.write_text(blank_yaml(KINDS[name], lang), encoding="utf-8")
    checked = check(Repository.load([path]))
    assert {finding.rule.code for finding in checked.findings} <= {"E0201", "E0206"}
    assert checked.findings
