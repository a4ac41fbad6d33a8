"""Forms that went through LibreOffice read as they were; it opens the blank ones, and reports."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import CITY, by_openpyxl, by_xlsxwriter, filled_form, roster
from libreoffice import EVERY_SHEET, Convert, needs_libreoffice

from eduhub.checks import check
from eduhub.core.rule import Tier
from eduhub.core.text import LANGS, Lang
from eduhub.forms import form_workbook
from eduhub.kinds.catalogue import FORMS
from eduhub.reports import report
from eduhub.repository import Repository
from eduhub.scores import score

pytestmark = needs_libreoffice


def records(path: Path) -> list[tuple[str, Any]]:
    """The kinds and records of a file in which nothing is wrong."""
    repository = Repository.load([path])
    wrong = [f"{f.place} {f.rule.code}" for f in check(repository).findings if f.tier is not Tier.NOTE]
    assert wrong == []
    return [(submission.kind.name, submission.model) for submission in repository.submissions]


WRITERS = {"openpyxl": by_openpyxl, "xlsxwriter": by_xlsxwriter}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, convert: Convert) -> Path:
    """A folder with filled forms, and in `again` and `through` what was saved directly and by way of ODS."""
    base = tmp_path_factory.mktemp("saved")
    forms = []
    for lang in LANGS:
        for name, write in WRITERS.items():
            forms.append(base / f"{name}-{lang}.xlsx")
            forms[-1].write_bytes(write(list(filled_form("roster", roster(), lang).values())))
    convert(forms, "xlsx", base / "again")
    convert(forms, "ods", base / "ods")
    convert([base / "ods" / f"{form.stem}.ods" for form in forms], "xlsx", base / "through")
    return base


@pytest.mark.parametrize("way", ["again", "through"])
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_filled_form_that_is_saved_again_reads_as_before(
    saved: Path, way: str, writer: str, lang: Lang
) -> None:
    name = f"{writer}-{lang}.xlsx"
    before = records(saved / name)
    assert [kind for kind, _ in before] == ["school", "campuses", "classes", "teachers"]
    assert len(before[3][1].rows) == 5
    assert (saved / way / name).read_bytes() != (saved / name).read_bytes()
    assert records(saved / way / name) == before


@pytest.fixture(scope="module")
def blanks(tmp_path_factory: pytest.TempPathFactory, convert: Convert) -> Path:
    """A folder with all blank forms, their sheets as CSV beside them, and in `again` the forms as saved."""
    base = tmp_path_factory.mktemp("blanks")
    forms = []
    for lang in LANGS:
        for name, form in FORMS.items():
            forms.append(base / f"{name}-{lang}.xlsx")
            forms[-1].write_bytes(form_workbook(form, lang))
    convert(forms, EVERY_SHEET, base)
    convert(forms, "xlsx", base / "again")
    return base


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_blank_form_opens_with_all_its_headings(blanks: Path, name: str, lang: Lang) -> None:
    for kind in FORMS[name].kinds:
        for layout in kind.layout.sheets:
            file = blanks / f"{name}-{lang}-{layout.title.to(lang)}.csv"
            lines = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
            shown = [line[0] for line in lines] if layout.pairs else lines[2]
            wanted = {column.heading(lang) for column in layout.columns}
            assert wanted <= {words.removesuffix(" *") for words in shown}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_blank_form_that_is_saved_again_is_still_known_for_what_it_is(
    blanks: Path, name: str, lang: Lang
) -> None:
    file = f"{name}-{lang}.xlsx"
    with zipfile.ZipFile(blanks / "again" / file) as archive:
        assert "eduhub.kinds" in archive.read("docProps/custom.xml").decode("utf-8")
    before, after = (Repository.load([folder / file]) for folder in (blanks, blanks / "again"))
    assert [s.kind.name for s in after.submissions] == [s.kind.name for s in before.submissions]
    found = [
        [(f.rule.code, f.place.sheet, f.place.cell) for f in check(repository).findings]
        for repository in (before, after)
    ]
    assert found[1] == found[0]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, convert: Convert) -> Path:
    """A folder with workbooks of each report in both languages, and in `again` the same as saved."""
    base = tmp_path_factory.mktemp("reports")
    repository = Repository.load([CITY])
    scores = score(repository)
    for lang in LANGS:
        for name, id_ in REPORTS_TRIED.items():
            for _, files in report(name, [id_], scores, repository, shape="xlsx", lang=lang):
                for file, content in files.items():
                    assert isinstance(content, bytes)
                    (base / f"{lang}-{file}").write_bytes(content)
    convert(sorted(base.glob("*.xlsx")), "xlsx", base / "again")
    return base


REPORTS_TRIED = {"school": "3436990013", "cluster": "chenghu-01", "district": "fenghe", "city": "city"}


def cells(path: Path) -> dict[tuple[str, str], tuple[object, str]]:
    """The value and number format of every cell that holds a number."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.number_format)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }


@pytest.mark.parametrize("name", REPORTS_TRIED)
@pytest.mark.parametrize("lang", LANGS)
def test_the_numbers_of_a_report_are_numbers_and_stay_so(reports: Path, name: str, lang: Lang) -> None:
    (path,) = reports.glob(f"{lang}-{name}*.xlsx")
    ours, theirs = cells(path), cells(reports / "again" / path.name)
    assert len(ours) > 60
    forms = {form for _, form in ours.values()}
    assert "General" not in forms
    assert {"#,##0", "#,##0.000"} <= forms or name == "school"
    assert {place: pytest.approx(value, rel=1e-12) for place, (value, _) in ours.items()} == {
        place: value for place, (value, _) in theirs.items()
    }


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_has_its_charts_no_formulas_and_is_set_up_for_paper(reports: Path, lang: Lang) -> None:
    for name in REPORTS_TRIED:
        (path,) = reports.glob(f"{lang}-{name}*.xlsx")
        with zipfile.ZipFile(path) as archive:
            parts = {part: archive.read(part).decode("utf-8") for part in archive.namelist() if "xml" in part}
        sheets = [text for part, text in parts.items() if part.startswith("xl/worksheets/sheet")]
        charts = [part for part in parts if part.startswith("xl/charts/chart")]
        assert len(charts) >= (0 if name == "city" else 1), name
        for text in sheets:
            assert "<f>" not in text
            assert 'orientation="landscape"' in text
            assert 'paperSize="9"' in text
            assert "&amp;P" in text
        assert ('type="colorScale"' in "".join(sheets)) == (name != "school")
