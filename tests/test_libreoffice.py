"""Forms that went through LibreOffice read as they were; it opens the blank ones."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filled import by_openpyxl, by_xlsxwriter, filled_form, roster

from eduhub.checks import check
from eduhub.core.rule import Tier
from eduhub.core.text import LANGS, Lang
from eduhub.forms import blank_workbook
from eduhub.kinds.catalogue import FORMS
from eduhub.repository import Repository

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALL = os.environ.get("EDUHUB_TEST_ALL") == "1"

pytestmark = pytest.mark.skipif(SOFFICE is None and not ALL, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh profile: LibreOffice neither meets nor leaves settings of anybody's."""
    assert SOFFICE is not None, "EDUHUB_TEST_ALL=1 wants LibreOffice"
    yield tmp_path_factory.mktemp("profile")


def converted(path: Path, to: str, folder: Path, profile: Path) -> Path:
    """The file as LibreOffice saves it in another format, or once more in its own."""
    done = subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            str(folder),
            str(path),
        ],
        capture_output=True,
        timeout=180,
        check=True,
    )
    saved = folder / f"{path.stem}.{to.partition(':')[0]}"
    assert saved.is_file(), done.stderr.decode("utf-8", "replace")
    return saved


def records(path: Path) -> list[tuple[str, Any]]:
    """The kinds and records of a file in which nothing is wrong."""
    repository = Repository.load([path])
    wrong = [f"{f.place} {f.rule.code}" for f in check(repository).findings if f.tier is not Tier.NOTE]
    assert wrong == []
    return [(submission.kind.name, submission.model) for submission in repository.submissions]


@pytest.mark.parametrize("writer", [by_openpyxl, by_xlsxwriter], ids=["openpyxl", "xlsxwriter"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_filled_form_that_is_saved_again_reads_as_before(
    tmp_path: Path, profile: Path, writer: Any, lang: Lang
) -> None:
    form = tmp_path / "望湖小学.xlsx"
    form.write_bytes(writer(list(filled_form("roster", roster(), lang).values())))
    before = records(form)
    assert [kind for kind, _ in before] == ["school", "campuses", "classes", "teachers"]
    assert len(before[3][1].rows) == 5
    for folder in ("again", "through"):
        (tmp_path / folder).mkdir()
    assert records(converted(form, "xlsx", tmp_path / "again", profile)) == before
    sheet = converted(form, "ods", tmp_path / "through", profile)
    assert records(converted(sheet, "xlsx", tmp_path / "through", profile)) == before


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_blank_form_opens_with_all_its_headings(
    tmp_path: Path, profile: Path, name: str, lang: Lang
) -> None:
    form = tmp_path / f"{name}.xlsx"
    form.write_bytes(blank_workbook(FORMS[name], lang))
    every_sheet = 'csv:"Text - txt - csv (StarCalc)":44,34,76,1,,0,false,true,false,false,false,-1'
    saved = converted_sheets(form, every_sheet, tmp_path / "csv", profile)
    for kind in FORMS[name].kinds:
        for layout in kind.layout.sheets:
            lines = list(csv.reader(io.StringIO(saved[layout.title.to(lang)])))
            shown = [line[0] for line in lines] if layout.pairs else lines[0]
            headings = [column.heading(lang) + " *" * column.required for column in layout.columns]
            assert [words for words in shown if words] == headings


def converted_sheets(path: Path, to: str, folder: Path, profile: Path) -> dict[str, str]:
    """What LibreOffice shows in each sheet, as CSV by the name of the sheet."""
    folder.mkdir()
    subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            to.replace('"', ""),
            "--outdir",
            str(folder),
            str(path),
        ],
        capture_output=True,
        timeout=180,
        check=True,
    )
    return {
        file.stem.removeprefix(f"{path.stem}-"): file.read_text(encoding="utf-8-sig")
        for file in folder.iterdir()
    }


def test_a_blank_form_that_is_saved_again_stays_the_form_that_it_was(tmp_path: Path, profile: Path) -> None:
    form = tmp_path / "blank.xlsx"
    form.write_bytes(blank_workbook(FORMS["roster"], "zh"))
    (tmp_path / "again").mkdir()
    saved = converted(form, "xlsx", tmp_path / "again", profile)
    with zipfile.ZipFile(saved) as archive:
        assert "eduhub.kinds" in archive.read("docProps/custom.xml").decode("utf-8")
    kinds = {s.kind.name for s in Repository.load([saved]).submissions}
    assert kinds == {kind.name for kind in FORMS["roster"].kinds}
