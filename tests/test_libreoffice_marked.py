"""Marked copies go through LibreOffice: it opens them, nothing is lost, and the marks still vanish."""

from __future__ import annotations

from pathlib import Path

import pytest
from libreoffice import Convert, needs_libreoffice
from marked import LIST, SHEETS, book_of, changed, copied, faulty_form, faulty_own_form, told
from openpyxl.workbook.workbook import Workbook

from eduhub.core.text import LANGS, Lang
from eduhub.forms.marking.opened import opened
from eduhub.source.archive import open_package

pytestmark = needs_libreoffice

FORMS = {"plain": faulty_form, "own": faulty_own_form}


def _explain(book: Workbook) -> None:
    sheet = next(book[name] for name in LIST.values() if name in book.sheetnames)
    row = next(cell.row for cell in sheet["I"] if cell.value == "Q1302")
    sheet.cell(row, 10).value = "转学生"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, convert: Convert) -> Path:
    """A folder with forms, their marked copies with an explanation typed in, and these as saved again."""
    base = tmp_path_factory.mktemp("marked")
    marked = []
    for lang in LANGS:
        for name, make in FORMS.items():
            (base / f"{name}-{lang}.xlsx").write_bytes(make(lang))
            copy = copied(base / f"{name}-{lang}.xlsx", lang).content
            marked.append(base / "marked" / f"{name}-{lang}.xlsx")
            marked[-1].parent.mkdir(exist_ok=True)
            marked[-1].write_bytes(changed(copy, _explain))
    convert(marked, "xlsx", base / "again")
    return base


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_marked_copy_that_is_saved_again_has_the_findings_of_the_form(
    saved: Path, name: str, lang: Lang
) -> None:
    file = f"{name}-{lang}.xlsx"
    assert (saved / "again" / file).read_bytes() != (saved / "marked" / file).read_bytes()
    assert told(saved / "again" / file) == told(saved / file)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("lang", LANGS)
def test_its_marks_and_comments_vanish_and_the_list_is_made_anew_with_the_explanation(
    saved: Path, tmp_path: Path, name: str, lang: Lang
) -> None:
    file = f"{name}-{lang}.xlsx"
    _, teachers, _ = SHEETS[lang]
    own = book_of((saved / file).read_bytes())

    path, spots = tmp_path / file, []
    book = opened(open_package((saved / "again" / file).read_bytes()))
    for row in book[teachers].iter_rows():
        for cell in row:
            if cell.value in ("十二", "语交"):
                cell.value = 12 if cell.value == "十二" else "语文"
                spots.append(cell.coordinate)
    assert len(spots) == 2
    book.save(path)
    again = book_of(copied(path, lang).content)
    for spot in spots:
        cell, before = again[teachers][spot], own[teachers][spot]
        assert (cell.comment, cell.fill.fill_type) == (None, before.fill.fill_type)
        assert cell.border.left.style == before.border.left.style
    explained = [cell.value for cell in again[LIST[lang]]["J"]]
    assert "转学生" in explained
