"""Makes the workbooks of this folder anew, from made-up data, with XlsxWriter and LibreOffice.

    python tests/saved/make.py

`classes` has a bit of everything, `from_1904` counts its days as old Macs do.
LibreOffice writes the time into what it saves, so that the files differ by some bytes every time.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent
# What no reader needs.
_LEFT_OUT = ("Thumbnails/", "Configurations2/")


def classes(path: Path) -> None:
    """A workbook with a table of classes, and two sheets that people don't see."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("班级")
        page.merge_range("A1:D1", "望湖小学班级表")
        page.write_row("A2", ["年级", "班级", "学生数", "学校标识码"])
        page.write_row("A3", [1, "一（1）班", 41, 2136990099])
        page.write_row("A5", [2, "二\n（1） 班", 40.5, "2136990099"])
        page.write_formula("A6", "=NA()", None, "#N/A")
        page.write_formula("B6", "=1/0", None, "#DIV/0!")
        page.write_formula("C6", "=20+21", None, 41)
        page.write_comment("B3", "班主任 13900000000")
        page.insert_textbox("G3", "联系 13900000001")
        page.set_footer("&L13900000002")
        page.merge_range("D6:D7", "竖")
        page.set_row(3, None, None, {"hidden": True})
        page.set_column("C:C", None, None, {"hidden": True})
        _moments(book, page)
        hidden = book.add_worksheet("旧数据")
        hidden.write("B3", "旧")
        hidden.hide()
        book.add_worksheet("空")
        book.set_custom_property("eduhub.kinds", "classes@1")


def _moments(book: Any, page: Any) -> None:
    """Days and hours in the formats that people give them."""
    forms: list[tuple[str, Any]] = [
        ("yyyy-mm-dd", date(2025, 9, 1)),
        ('yyyy"年"m"月"d"日"', date(2025, 9, 1)),
        ("yyyy年m月", date(2025, 9, 1)),
        ("yyyy-mm-dd hh:mm", datetime(2025, 9, 1, 8, 30)),
        ("hh:mm", time(8, 30)),
        ("[h]:mm", 1.5),
        ("[h]:mm", 0.25),
        ("0.00%", 0.125),
        ("@", 2136990099),
    ]
    for row, (form, value) in enumerate(forms, 8):
        style = book.add_format({"num_format": form})
        write = page.write_number if isinstance(value, int | float) else page.write_datetime
        write(row, 0, value, style)


def from_1904(path: Path) -> None:
    """A workbook with a single day."""
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("表").write_datetime("B2", date(2025, 9, 1), style)


def lighter(path: Path) -> None:
    """Takes out of an OpenDocument file what no reader needs."""
    with zipfile.ZipFile(path) as archive:
        kept = [(i, archive.read(i)) for i in archive.infolist() if not i.filename.startswith(_LEFT_OUT)]
    with zipfile.ZipFile(path, "w") as archive:
        for info, content in kept:
            archive.writestr(info, content, info.compress_type)


def save(program: str, folder: Path, form: str, *names: str) -> None:
    """Has LibreOffice save workbooks of a folder in another format, here."""
    profile = (folder / "profile").as_uri()
    start = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to"]
    files = [str(folder / f"{name}.xlsx") for name in names]
    subprocess.run([*start, form, "--outdir", str(HERE), *files], check=True, timeout=180)


def main() -> None:
    """Makes all of them."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise SystemExit("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        classes(folder / "classes.xlsx")
        from_1904(folder / "from_1904.xlsx")
        save(program, folder, "xls", "classes", "from_1904")
        save(program, folder, "ods", "classes")
    lighter(HERE / "classes.ods")


if __name__ == "__main__":
    main()
