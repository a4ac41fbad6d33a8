"""Forms that went through LibreOffice read as they were; it opens the blank ones, and reports."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from filled import CITY, TWO_CAMPUSES, YEAR, Shown, by_openpyxl, by_xlsxwriter, filled_form, log, plan, roster
from libreoffice import EVERY_SHEET, Convert, needs_libreoffice
from python_calamine import CalamineWorkbook

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
from eduhub.source import problems
from eduhub.source.layout import SheetLayout
from eduhub.source.workbook import open_workbook

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


# --- other formats ------------------------------------------------------------------------------------

OTHER_FORMATS = ("xls", "ods")


def faulty() -> bytes:
    """A form in which much is wrong: an error, text for a number, a code as a number, merged cells."""
    sheets = filled_form("roster", roster())
    classes, teachers = sheets["班级"], sheets["教师"]
    classes.cells[classes.spots["rows", 0, "pupils"]] = Shown("#N/A")
    classes.cells[classes.spots["rows", 1, "pupils"]] = "多"
    classes.cells[classes.spots["rows", 2, "grade"]] = 99.0
    teachers.cells[teachers.spots["rows", 0, "code"]] = 7.0
    row, column = classes.spots["rows", 3, "pupils"]
    classes.merges.append((row, column, row + 1, column))
    return by_xlsxwriter(list(sheets.values()))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory, convert: Convert) -> Path:
    """A folder with filled forms, sound and faulty, and beside them the same in each other format."""
    base = tmp_path_factory.mktemp("others")
    whole = {"roster": roster(), "plan": {"plan": plan()}, "log": log()}
    for lang in LANGS:
        for name, data in whole.items():
            sheets = filled_form(name, data, lang)
            (base / f"{name}-{lang}.xlsx").write_bytes(by_xlsxwriter(list(sheets.values())))
    (base / "faulty.xlsx").write_bytes(faulty())
    (base / "grid.xlsx").write_bytes(grid())
    for form in OTHER_FORMATS:
        convert(sorted(base.glob("*.xlsx")), form, base)
    return base


def told(path: Path) -> list[tuple[object, ...]]:
    """What is found in a file, beside which format it is: code, place within it, words."""
    found = check(Repository.load([path])).findings
    return sorted(
        (f.rule.code, f.place.sheet, f.place.cell, f.message("zh"))
        for f in found
        if f.rule is not problems.OTHER_FORMAT
    )


@pytest.mark.parametrize("form", OTHER_FORMATS)
@pytest.mark.parametrize("name", ["roster", "plan", "log"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_filled_form_reads_the_same_in_another_format(
    others: Path, name: str, form: str, lang: Lang
) -> None:
    before = Repository.load([others / f"{name}-{lang}.xlsx"])
    after = Repository.load([others / f"{name}-{lang}.{form}"])
    assert [(s.kind.name, s.model) for s in after.submissions] == [
        (s.kind.name, s.model) for s in before.submissions
    ]
    assert all(s.model for s in after.submissions)
    assert told(others / f"{name}-{lang}.{form}") == told(others / f"{name}-{lang}.xlsx")


@pytest.mark.parametrize("form", OTHER_FORMATS)
def test_faults_are_found_at_the_same_cells_in_another_format(others: Path, form: str) -> None:
    found = told(others / f"faulty.{form}")
    assert found == told(others / "faulty.xlsx")
    assert {"E0109", "E0110", "E0204", "N0108"} <= {code for code, *_ in found}


_TEXTS = ("甲", "=1+1", "'07", "0012", " 前后 ", "多\n行", "长" * 300, "<a & b>", "é😀", "1e5")


def grid() -> bytes:
    """A workbook of simple values of every sort, in any order."""
    dice = random.Random(20_260_630)
    sorts: list[Callable[[], object]] = [
        lambda: "",
        lambda: dice.choice(_TEXTS),
        lambda: dice.choice((0.0, -1.0, 1e15, 1e-7, 0.1 + 0.2, 2136990099.0, 123456.789)),
        lambda: round(dice.uniform(-1e6, 1e6), dice.randint(0, 6)),
        lambda: date(2000, 1, 1) + timedelta(days=dice.randint(0, 20_000)),
        lambda: datetime(2025, 9, 1) + timedelta(minutes=dice.randint(1, 1_000_000)),
        lambda: dice.random() < 0.5,
    ]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for number in range(12):
            page = book.add_worksheet(f"表{number}")
            for row in range(dice.randint(1, 30)):
                for column in range(dice.randint(1, 9)):
                    _write(page, row, column, dice.choice(sorts)(), day, moment)
    return stream.getvalue()


def _write(page: Any, row: int, column: int, value: object, day: object, moment: object) -> None:
    match value:
        case "":
            return
        case str():
            page.write_string(row, column, value)
        case bool():
            page.write_boolean(row, column, value)
        case float():
            page.write_number(row, column, value)
        case _:
            page.write_datetime(row, column, value, moment if isinstance(value, datetime) else day)


@pytest.mark.parametrize("form", OTHER_FORMATS)
def test_simple_values_of_every_sort_read_equal_in_another_format(others: Path, form: str) -> None:
    before, after = (open_workbook((others / f"grid.{to}").read_bytes()).sheets for to in ("xlsx", form))
    assert len(before) == 12
    assert [(sheet.name, sheet.rows) for sheet in after] == [(sheet.name, sheet.rows) for sheet in before]


def test_the_values_of_an_open_document_are_those_that_another_reader_finds(others: Path) -> None:
    theirs = CalamineWorkbook.from_path(others / "roster-zh.ods")
    ours = open_workbook((others / "roster-zh.ods").read_bytes()).sheets
    assert [sheet.name for sheet in ours] == theirs.sheet_names
    for number, sheet in enumerate(ours):
        assert sheet.rows == theirs.get_sheet_by_index(number).to_python(skip_empty_area=False)


def test_a_flat_open_document_is_told_how_to_be_saved(others: Path, convert: Convert) -> None:
    convert([others / "faulty.xlsx"], "fods", others)
    found = [(f.rule.code, f.fix("zh")) for f in check(Repository.load([others / "faulty.fods"])).findings]
    assert found == [("E0154", "在 WPS 或 LibreOffice 中打开，另存为 .xlsx 后重新提交")]
