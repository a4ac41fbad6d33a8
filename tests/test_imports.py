"""A quick answer loads nothing slow: checking a plan or a form needs no table engine and no templates."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filled import CITY, by_xlsxwriter, filled_form, roster

import eduhub

ROOT = str(Path(eduhub.__file__).parents[1])
SLOW = ("polars", "openpyxl", "numpy", "jinja2")
PLAN = "clusters/chenghu/chenghu-01/plan.yaml"
_CODE = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from eduhub.cli.app import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    sys.stdout.flush()
    print(end.code, *sorted(sys.modules), file=sys.stderr)
"""


def loaded(folder: Path, *words: str) -> tuple[int, set[str]]:
    """The exit code of a command that runs in a process of its own, and the modules that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", _CODE, ROOT, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    code, *modules = done.stderr.splitlines()[-1].split()
    return int(code), set(modules)


@pytest.mark.parametrize("where", ["in its repository", "alone"])
def test_checking_a_plan_loads_no_engine(tmp_path: Path, where: str) -> None:
    if where == "alone":
        shutil.copy(CITY / PLAN, tmp_path / "plan.yaml")
        path = "plan.yaml"
    else:
        shutil.copytree(CITY, tmp_path / "city")
        path = f"city/{PLAN}"
    code, modules = loaded(tmp_path, "validate", "--as-of", "2026-06-30", path)
    assert code == 0
    assert "eduhub.checks.engine" in modules
    unwanted = (*SLOW, "xlsxwriter", "python_calamine", "rich.markdown")
    assert [name for name in unwanted if name in modules] == []


@pytest.mark.parametrize("words", [["E1103"], [], ["--format", "json"], ["--help"]], ids=" ".join)
def test_explaining_a_rule_loads_no_engine(tmp_path: Path, words: list[str]) -> None:
    code, modules = loaded(tmp_path, "explain", *words)
    assert code == 0
    assert [name for name in (*SLOW, "python_calamine", "eduhub.reports") if name in modules] == []


def test_checking_a_workbook_loads_no_table_engine(tmp_path: Path) -> None:
    sheets = filled_form("roster", roster())
    (tmp_path / "望湖小学.xlsx").write_bytes(by_xlsxwriter(list(sheets.values())))
    code, modules = loaded(tmp_path, "validate", "--as-of", "2026-06-30", "望湖小学.xlsx")
    assert code == 0
    assert "eduhub.source.worker" in modules
    assert [name for name in SLOW if name in modules] == []
