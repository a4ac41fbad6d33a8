"""The wheel carries what the checkout has, and works where nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `eduhub` of a fresh environment into which the wheel was installed.

    Its dependencies are those of this environment, so that nothing is fetched twice.
    """
    home = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(home), str(TOP)], check=True, timeout=300)
    venv.create(home / "venv", with_pip=False)
    scripts = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    site = next((home / "venv").rglob("site-packages"))
    wheel = next(home.glob("eduhub-*.whl"))
    subprocess.run([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True, timeout=300)
    here = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "dependencies.pth").write_text(here + "\n", encoding="utf-8")
    return scripts / "python"


def run(python: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "EDUHUB_LANG": "en", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [str(python), "-m", "eduhub", *words],
        cwd=cwd,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_installed_wheel_writes_the_same_city_as_the_checkout(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "demo", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    city = TOP / "examples" / "city"
    for path in city.rglob("*"):
        copy = tmp_path / "eduhub-demo" / path.relative_to(city)
        assert copy.is_dir() if path.is_dir() else copy.read_bytes() == path.read_bytes()


def test_the_installed_wheel_reads_a_workbook_and_runs_from_anywhere(installed: Path, tmp_path: Path) -> None:
    form = run(installed, "template", "roster", "-o", "form.xlsx", cwd=tmp_path)
    assert (form.returncode, form.stdout, form.stderr) == (0, "form.xlsx\n", "")
    checked = run(installed, "validate", "form.xlsx", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (1, "")
    assert "E0201" in checked.stdout


def test_the_package_of_the_test_is_the_one_installed(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [str(installed), "-c", "import eduhub; print(eduhub.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(TOP / "eduhub") not in where.stdout
