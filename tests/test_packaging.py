"""The package under test is the one that is meant, and carries what it needs to run from anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution
from pathlib import Path

import pytest

import eduhub
from eduhub.resources import resource

TOP = Path(__file__).parents[1]
ON_WHEEL = os.environ.get("EDUHUB_TEST_WHEEL") == "1"
of_the_wheel = pytest.mark.skipif(not ON_WHEEL, reason="it is about the wheel; make test-wheel runs it")


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs eduhub in a folder, with nothing in the environment that could lead it to another copy."""
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "EDUHUB_LANG": "en", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_package_under_test_is_the_one_that_is_meant() -> None:
    found = Path(eduhub.__file__).parent
    if ON_WHEEL:
        assert found == Path(sysconfig.get_path("purelib")) / "eduhub"
        assert resource() == found / "_data"
    else:
        assert found == TOP / "eduhub"
        assert resource() == TOP


@of_the_wheel
@pytest.mark.parametrize("folder", ["templates", "schemas", "examples"])
def test_the_wheel_carries_what_the_checkout_has(folder: str) -> None:
    carried = {name: raw for name, raw in tree(resource(folder)).items() if not name.endswith(".pyc")}
    assert carried
    assert carried == tree(TOP / folder)


@of_the_wheel
def test_the_wheel_holds_code_and_data_and_nothing_else() -> None:
    files = [Path(str(file)) for file in distribution("eduhub").files or ()]
    inside = {file.parts[0] for file in files if not file.parts[0].endswith(".dist-info")}
    assert inside - {"..", "eduhub"} == set()
    data = {file.parts[2] for file in files if file.parts[:2] == ("eduhub", "_data")}
    assert data == {"templates", "schemas", "examples"}
    code = [file for file in files if file.parts[0] == "eduhub" and file.parts[1] != "_data"]
    assert {file.suffix for file in code} <= {".py", ".pyc", ".yaml", ".typed"}


@of_the_wheel
def test_the_wheel_runs_from_anywhere_by_its_name(tmp_path: Path) -> None:
    program = Path(sysconfig.get_path("scripts")) / ("eduhub.exe" if os.name == "nt" else "eduhub")
    done = run([str(program), "demo"], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    shipped = tree(TOP / "examples" / "city")
    written = tree(tmp_path / "eduhub-demo")
    assert {name: written.get(name) for name in shipped} == shipped


@of_the_wheel
def test_the_wheel_reads_a_workbook_in_its_own_process(tmp_path: Path) -> None:
    python = [sys.executable, "-m", "eduhub"]
    form = run([*python, "template", "roster", "-o", "form.xlsx"], tmp_path)
    assert (form.returncode, form.stdout, form.stderr) == (0, "form.xlsx\n", "")
    checked = run([*python, "validate", "form.xlsx"], tmp_path)
    assert (checked.returncode, checked.stderr) == (1, "")
    assert "E0201" in checked.stdout
