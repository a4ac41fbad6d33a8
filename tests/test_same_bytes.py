"""Equal input gives equal bytes, whatever the locale, the clock's zone, the folder and the order of files."""

from __future__ import annotations

import json
import locale
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filled import one_district

import eduhub
from eduhub.core.text import LANGS

ROOT = str(Path(eduhub.__file__).parents[1])
CITY_NAME = "示例市"
AS_OF = ("--as-of", "2026-06-30")


def _has_locale(name: str) -> bool:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_ALL, before)
    return True


CHINA = "zh_CN.GB18030" if _has_locale("zh_CN.GB18030") else "C.UTF-8"
ENVIRONMENTS: tuple[Mapping[str, str], ...] = (
    {"LC_ALL": "C", "TZ": "America/New_York", "PYTHONHASHSEED": "1", "POLARS_MAX_THREADS": "1"},
    {"LC_ALL": CHINA, "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2"},
)
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "validate text": ("validate", *AS_OF, CITY_NAME),
    "validate json": ("validate", "--format", "json", *AS_OF, CITY_NAME),
    "score csv": ("score", "--format", "csv", *AS_OF, CITY_NAME),
    "score json": ("score", "--format", "json", *AS_OF, CITY_NAME),
    "score table": ("score", *AS_OF, CITY_NAME),
    "score into a folder": ("score", "-o", "out", *AS_OF, CITY_NAME),
    "report": ("report", "--all", "--district", "chenghu", "-C", CITY_NAME, "-o", "out", *AS_OF),
    "report xlsx": (
        *("report", "cluster", "chenghu-01", "--format", "xlsx"),
        *("-C", CITY_NAME, "-o", "out", *AS_OF),
    ),
    "form xlsx": ("template", "roster", "-o", "out/roster.xlsx"),
    "form csv": ("template", "classes", "-o", "out/classes.csv"),
    "form yaml": ("template", "plan", "-o", "out/plan.yaml"),
}


def processed(folder: Path, environ: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[bytes]:
    """Runs eduhub in a folder with this environment and little else."""
    inherited = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "eduhub", *words],
        cwd=folder,
        env=inherited | {"PYTHONPATH": ROOT} | dict(environ),
        capture_output=True,
        timeout=120,
        check=False,
    )


def copy_city(target: Path, *, reverse: bool) -> None:
    """A district of the example city, its files created in one order or the other; a plan has faults."""
    files = list(one_district())
    for name, text in reversed(files) if reverse else files:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8", newline="\n")
    plan = target / "clusters/chenghu/chenghu-02/plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("start: 2023-09-01", "start: 2023-02-30"), encoding="utf-8", newline="\n")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A working folder for each environment, at another depth each, with a copy of the city in it."""
    base = tmp_path_factory.mktemp("bytes")
    found = [base / "a", base / "工作" / "b" / "c"]
    for number, folder in enumerate(found):
        copy_city(folder / CITY_NAME, reverse=number == 1)
    return found


Outcome = tuple[int, bytes, bytes]


@pytest.fixture(scope="module", params=LANGS)
def outcomes(request: pytest.FixtureRequest, folders: list[Path]) -> Iterator[dict[str, list[Outcome]]]:
    """For each command its exit code, stdout and stderr in each environment; files are left in `out`."""
    jobs = [(name, place) for name in COMMANDS for place in range(len(ENVIRONMENTS))]

    def run(job: tuple[str, int]) -> Outcome:
        name, place = job
        words = ("--lang", request.param, *COMMANDS[name])
        done = processed(folders[place], ENVIRONMENTS[place], *words)
        return done.returncode, done.stdout, done.stderr

    with ThreadPoolExecutor(2) as pool:
        results = dict(zip(jobs, pool.map(run, jobs), strict=True))
    yield {name: [results[name, place] for place in range(len(ENVIRONMENTS))] for name in COMMANDS}
    for folder in folders:
        shutil.rmtree(folder / "out")


def test_every_command_does_its_work_and_says_something(outcomes: dict[str, list[Outcome]]) -> None:
    codes = {name: {code for code, _, _ in runs} for name, runs in outcomes.items()}
    assert codes == {name: {1} if name.startswith("validate") else {0} for name in COMMANDS}
    assert [name for name, runs in outcomes.items() for _, out, err in runs if not out + err] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_printed_is_equal_everywhere(outcomes: dict[str, list[Outcome]], name: str) -> None:
    first, *others = outcomes[name]
    assert all(other == first for other in others)


def test_what_is_written_is_equal_everywhere(outcomes: dict[str, list[Outcome]], folders: list[Path]) -> None:
    written = [
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in (folder / "out").rglob("*")
            if path.is_file()
        }
        for folder in folders
    ]
    assert {
        "out/classes.csv",
        "out/cluster-chenghu-01.md",
        "out/cluster-chenghu-01.xlsx",
        "out/district-chenghu-cv.svg",
        "out/district-chenghu.md",
        "out/plan.yaml",
        "out/roster.xlsx",
        "out/school-2136990001.md",
        "out/scores.csv",
    } <= set(written[0])
    for other in written[1:]:
        assert sorted(other) == sorted(written[0])
        assert [name for name, content in other.items() if content != written[0][name]] == []


@pytest.mark.parametrize("command", ["validate", "score"])
def test_json_is_the_same_to_a_program_where_the_console_speaks_gbk(
    folders: list[Path], command: str
) -> None:
    words = ("--lang", "zh", command, "--format", "json", *AS_OF, CITY_NAME)
    usual = processed(folders[0], {"PYTHONUTF8": "1"}, *words)
    gbk = processed(folders[0], {"PYTHONIOENCODING": "gbk"}, *words)
    assert usual.returncode == gbk.returncode
    assert json.loads(gbk.stdout.decode("utf-8")) == json.loads(usual.stdout.decode("utf-8"))
