"""Writes the example cities, the form with slips and what is recorded beside them.

Run it as `python examples/make_city.py`, or with the word `record` to keep only today's findings, reports, figures and
the output in the READMEs. The same seeds give the same bytes on every machine, and a test compares them with what is
kept. Every name and number is made up, and school codes have serials 99xxxx that no real school has.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from making.city import city_files
from making.faults import fault_files, readme
from making.slips import slips

HERE = Path(__file__).parent
LANGS = ("zh", "en")
# What is recorded: the folders that are validated, and how; the reports; the figures.
FINDINGS = {"slips": ("云杉小学.xlsx", "--as-of", "2025-10-15"), "faults": ("city",)}
REPORTS = (("city",), ("district", "chenghu"), ("cluster", "chenghu-01"), ("school", "2136990023"))
SCORES = ("score", ".", "--district", "chenghu", "--format", "csv")
BLOCK = re.compile(r"```\n\$ eduhub ([^\n]+)\n(.*?)```", re.DOTALL)


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Writes a folder afresh; what was there is replaced only when all is made."""
    fresh = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, data in files:
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def printed(folder: Path, *words: str) -> str:
    """What the command prints in a folder, whatever it has to say."""
    command = [sys.executable, "-m", "eduhub", *words]
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=False).stdout.decode("utf-8")


def record() -> None:
    """Keeps what eduhub says of the examples today, for people to read and tests to compare."""
    for lang in LANGS:
        for folder, words in FINDINGS.items():
            said = printed(HERE / folder, "--lang", lang, "validate", *words)
            (HERE / folder / f"findings.{lang}.txt").write_bytes(said.encode())
        kept = HERE / "outputs" / lang
        shutil.rmtree(kept, ignore_errors=True)
        for words in REPORTS:
            printed(HERE / "city", "--lang", lang, "report", *words, "-o", str(kept))
    (HERE / "outputs" / "scores.csv").write_bytes(printed(HERE / "city", *SCORES).encode())
    for name in ("README.md", "README.zh-CN.md"):
        path = HERE.parent / name
        path.write_bytes(with_output(path.read_text(encoding="utf-8")).encode())


def with_output(readme: str) -> str:
    """A README whose blocks of commands show today's output; one that ends in ... keeps its length."""
    with tempfile.TemporaryDirectory() as folder:
        printed(Path(folder), "demo", "eduhub-demo")
        return BLOCK.sub(lambda found: _block(found[1], found[2], Path(folder)), readme)


def _block(words: str, shown: str, demo: Path) -> str:
    lang = [] if "--lang" in words else ["--lang", "zh"]
    said = printed(HERE / "slips" if "xlsx" in words else demo, *lang, *words.split())
    if shown.endswith("...\n"):
        lines = shown.count("\n") - 1
        said = "".join(said.splitlines(keepends=True)[:lines]) + "...\n"
    return f"```\n$ eduhub {words}\n{said}```"


def make() -> None:
    """Writes the two cities, the list of what was planted, and the form with slips."""
    write(HERE / "city", ((name, text.encode()) for name, text in city_files()))
    write(HERE / "faults" / "city", fault_files().items())
    (HERE / "faults" / "README.md").write_bytes(readme().encode())
    (HERE / "slips").mkdir(exist_ok=True)
    (HERE / "slips" / "云杉小学.xlsx").write_bytes(slips())


if __name__ == "__main__":
    if sys.argv[1:] != ["record"]:
        make()
    record()
