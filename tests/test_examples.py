"""What is kept in examples/ is what the script writes, and gives what is recorded beside it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from eduhub.checks import check
from eduhub.core.rule import Tier
from eduhub.repository import Repository

EXAMPLES = Path(__file__).parents[1] / "examples"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def make_city() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_city", EXAMPLES / "make_city.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["make_city"] = module  # which dataclasses look themselves up in
    spec.loader.exec_module(module)
    return module


def test_the_city_is_what_its_script_writes(make_city: ModuleType) -> None:
    written = dict(make_city.city_files())
    kept = {
        path.relative_to(EXAMPLES / "city").as_posix(): path.read_text(encoding="utf-8")
        for path in (EXAMPLES / "city").rglob("*")
        if path.is_file()
    }
    assert kept == written


def test_nothing_in_the_city_has_to_be_mended() -> None:
    checked = check(Repository.load([EXAMPLES / "city"]))
    assert checked.exit_code == 0
    assert [(f.rule.code, f.tier) for f in checked.findings] == [("N4002", Tier.NOTE)]
    assert checked.not_run == ()


def test_the_form_with_slips_holds_the_slips_of_its_script(make_city: ModuleType) -> None:
    path = EXAMPLES / "slips" / "云杉小学.xlsx"
    checked = check(Repository.load([path], as_of=date(2025, 10, 15)))
    found = {(f.place.sheet, f.place.cell): f.rule.code for f in checked.findings}
    assert found == {
        ("学校基本情况", "B3"): "N0220",
        ("学校基本情况", "B7"): "E0204",
        ("班级", "C8"): "E0204",
        ("教师", "I4"): "E0207",
        ("教师", "K6"): "E0205",
        ("教师", "A9"): "E0107",
    }
    assert len(found) == len(make_city.SLIPS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_findings_of_the_slips_are_those_recorded(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.chdir(EXAMPLES / "slips")
    code, out, _ = run("--lang", lang, "validate", "云杉小学.xlsx", "--as-of", "2025-10-15")
    assert code == 1
    assert out == (EXAMPLES / "slips" / f"findings.{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reports_of_the_city_are_those_recorded(run: Run, tmp_path: Path, lang: str) -> None:
    code, _, _ = run("--lang", lang, "-C", str(EXAMPLES / "city"), "report", "district", "-o", str(tmp_path))
    assert code == 0
    recorded = EXAMPLES / "outputs" / lang
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_text(encoding="utf-8") for path in recorded.iterdir()}


def test_the_scores_of_the_city_are_those_recorded(run: Run) -> None:
    code, out, _ = run("score", str(EXAMPLES / "city"), "--format", "csv")
    assert code == 0
    assert out == (EXAMPLES / "outputs" / "scores.csv").read_text(encoding="utf-8")
