"""Forms that went through LibreOffice read as they were; it opens the blank ones, and reports."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import CITY, TWO_CAMPUSES, YEAR, by_openpyxl, by_xlsxwriter, filled_form, roster
from libreoffice import EVERY_SHEET, Convert, needs_libreoffice

from eduhub.checks import check
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import LANGS, Lang
from eduhub.forms import Filling, form_workbook, rows_of
from eduhub.forms.filling import Row
from eduhub.kinds.catalogue import FORMS, KINDS, Form
from eduhub.reports import report
from eduhub.repository import Repository
from eduhub.repository.canonical import plain
from eduhub.scores import score
from eduhub.source.layout import SheetLayout

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
    convert(forms, "pdf", base / "paper")
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


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_blank_form_is_printed_on_a_page_for_each_sheet(blanks: Path, name: str, lang: Lang) -> None:
    paper = (blanks / "paper" / f"{name}-{lang}.pdf").read_bytes()
    book = openpyxl.load_workbook(blanks / f"{name}-{lang}.xlsx")
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == len(seen)


@pytest.fixture(scope="module")
def city() -> Repository:
    """The example city."""
    return Repository.load([CITY])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, convert: Convert, city: Repository) -> Path:
    """A folder with forms that hold the example city, and in `again` and `through` the same as saved."""
    base = tmp_path_factory.mktemp("filled")
    forms = []
    for lang in LANGS:
        for name, owner in FILLED.items():
            forms.append(base / f"{name}-{lang}.xlsx")
            forms[-1].write_bytes(form_workbook(FORMS[name], lang, of_city(FORMS[name], owner, city)))
    convert(forms, "xlsx", base / "again")
    convert(forms, "ods", base / "ods")
    convert([base / "ods" / f"{form.stem}.ods" for form in forms], "xlsx", base / "through")
    return base


CLUSTER = {"district": "chenghu", "cluster": "chenghu-01"}
FILLED: dict[str, dict[str, str]] = {
    "roster": {"school": TWO_CAMPUSES, "year": YEAR},
    "plan": CLUSTER,
    "log": {**CLUSTER, "year": YEAR},
    "programme": {"district": "chenghu"},
    "district_year": {"district": "chenghu", "year": YEAR},
    **{name: {} for name in ("districts", "schools", "campuses", "changes")},
}


def of_city(form: Form, owner: dict[str, str], city: Repository) -> Filling:
    """What the example city says of a unit, as the values of a form."""
    rows: dict[SheetLayout, list[Row]] = {}
    for submission in city.submissions:
        if submission.kind in form.kinds and submission.owner == owner:
            rows |= rows_of(submission.kind, plain(submission.model))
    assert {layout.kind for layout in rows} >= {kind.name for kind in form.kinds} - {"campuses"}
    return Filling(rows, {**owner, "name": "示例单位"})


@pytest.mark.parametrize("way", ["again", "through"])
@pytest.mark.parametrize("name", FILLED)
@pytest.mark.parametrize("lang", LANGS)
def test_a_form_with_the_example_city_that_is_saved_again_reads_as_before(
    filled: Path, way: str, name: str, lang: Lang
) -> None:
    before, after = (Repository.load([folder / f"{name}-{lang}.xlsx"]) for folder in (filled, filled / way))
    assert [(s.kind.name, s.model, s.owner) for s in after.submissions] == [
        (s.kind.name, s.model, s.owner) for s in before.submissions
    ]
    assert {s.kind for s in before.submissions} >= set(FORMS[name].kinds) - {KINDS["campuses"]}
    assert [told(f) for f in check(after).findings] == [told(f) for f in check(before).findings]
    assert said(after) == said(before) == {(name, tuple(FILLED[name].items()))}


def told(finding: Finding) -> tuple[object, ...]:
    return finding.rule.code, finding.place.sheet, finding.place.cell, finding.message("zh")


def said(repository: Repository) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    """What the forms say of themselves, with the unit in the order of the cover."""
    imprints = [submission.document.imprint for submission in repository.submissions]
    return {(one.form, tuple((p, one.issued[p]) for p in FILLED[one.form])) for one in imprints}


@pytest.mark.parametrize("name", FILLED)
def test_a_form_has_the_example_city_as_the_city_has_it(filled: Path, name: str, city: Repository) -> None:
    kept = {(s.kind.name, s.model) for s in Repository.load([filled / f"{name}-zh.xlsx"]).submissions}
    of_form = [s for s in city.submissions if s.kind in FORMS[name].kinds and s.owner == FILLED[name]]
    for submission in of_form:
        assert (submission.kind.name, submission.model) in kept


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, convert: Convert, city: Repository) -> Path:
    """A folder with workbooks of each report in both languages, and in `again` the same as saved."""
    base = tmp_path_factory.mktemp("reports")
    scores = score(city)
    for lang in LANGS:
        for name, id_ in REPORTS_TRIED.items():
            for _, files in report(name, [id_], scores, city, shape="xlsx", lang=lang):
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
