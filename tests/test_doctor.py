"""What the doctor says of an installation, a machine and a repository."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eduhub.cli import installation
from eduhub.core.lines import width
from eduhub.resources import resource

TOP = Path(__file__).parents[1]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _sound_machine(quiet_place: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A locale and fonts, so that what a test changes is the only thing to be minded."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(installation, "_families", lambda: ["Noto Sans CJK SC"])


@pytest.fixture
def asked(run: Run) -> Callable[..., dict[str, Any]]:
    """The parts by name, and the exit code under an empty name."""

    def call(*words: str) -> dict[str, Any]:
        code, out, err = run("doctor", "--format", "json", *words)
        assert err == ""
        return {"": code} | {part["name"]: part for part in json.loads(out)["parts"]}

    return call


def states(parts: dict[str, Any]) -> dict[str, str]:
    return {name: part["state"] for name, part in parts.items() if name and part["state"] != "fine"}


def test_a_sound_installation_has_nothing_to_mind(asked: Callable[..., dict[str, Any]]) -> None:
    parts = asked()
    assert (parts[""], states(parts)) == (0, {})
    assert parts["eduhub"]["found"]["zh"] == "0.1.0"
    assert parts["repository"]["found"]["en"] == "the current folder lies in none"
    assert [part for name, part in parts.items() if name and part["next"]] == []


def test_every_package_that_eduhub_requires_is_looked_at() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [re.match(r"[\w-]+", line) for line in project["dependencies"]]
    assert sorted(found[0].lower() for found in listed if found) == sorted(installation.LIBRARIES)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_part_has_a_line_with_its_sign(run: Run, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_families", list)
    code, out, err = run("doctor", "--lang", lang)
    assert (code, err) == (0, "")
    assert re.findall(r"^  [√!×] +(?!  )", out, re.MULTILINE)
    signs = [line[2] for line in out.splitlines() if line[2] != " "]
    assert sorted(set(signs)) == ["!", "√"]
    following = out.splitlines()[signs.index("!") + 1]
    assert following.strip().startswith({"zh": "下一步：图表里的中文", "en": "next: Chinese in charts"}[lang])
    heads = [line for line in out.splitlines() if line[2] != " "]
    assert len({width(re.match(r"  [√!×] .+?  +", line)[0]) for line in heads}) == 1  # type: ignore[index]


def test_a_library_that_cannot_be_loaded_is_broken(
    asked: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    parts = asked()
    assert (parts[""], states(parts)) == (3, {"libraries": "broken"})
    assert parts["libraries"]["found"]["en"] == "missing or not loadable: polars"
    assert "repository" not in parts


def test_missing_files_of_eduhub_are_broken(
    asked: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(installation, "resource", tmp_path.joinpath)
    parts = asked()
    assert (parts[""], states(parts)) == (3, {"own-files": "broken"})
    assert parts["own-files"]["found"]["en"] == "missing: templates, schemas, examples"


@pytest.mark.skipif(os.name != "posix", reason="a locale of this sort is POSIX's")
@pytest.mark.parametrize("utf8", ["0", "1"])
def test_a_plain_c_locale_is_to_be_minded(tmp_path: Path, utf8: str) -> None:
    root = str(Path(installation.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-m", "eduhub", "doctor", "--format", "json"],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": utf8, "PYTHONPATH": root},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    parts = {part["name"]: part for part in json.loads(done.stdout)["parts"]}
    minded = [name for name in ("stdout", "files", "locale") if parts[name]["state"] == "mind"]
    assert minded == (["stdout", "files", "locale"] if utf8 == "0" else ["locale"])
    assert parts["locale"]["next"]["en"].startswith("set LC_ALL=zh_CN.UTF-8")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="fonts with Chinese come with these systems")
def test_fonts_that_are_missing_or_unknown_are_to_be_minded(
    asked: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for families, found in (([], "none"), (None, "unknown: there is no fc-list")):
        monkeypatch.setattr(installation, "_families", lambda families=families: families)
        parts = asked()
        assert (parts[""], states(parts)) == (0, {"fonts": "mind"})
        assert parts["fonts"]["found"]["en"] == found


def test_a_repository_is_named_with_its_years_and_versions(asked: Callable[..., dict[str, Any]]) -> None:
    parts = asked("-C", str(resource("examples", "city")))
    assert states(parts) == {}
    assert re.fullmatch(
        r"示例市, current year 2025-2026, years with data: .*2025-2026, files: \d+, schema version: 1",
        parts["repository"]["found"]["en"],
    )


def test_a_repository_with_broken_settings_is_broken(
    asked: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "eduhub.yaml").write_text("kind: city\nnmae: x\n", encoding="utf-8")
    parts = asked()
    assert (parts[""], states(parts)) == (3, {"repository": "broken"})
    assert parts["repository"]["next"]["zh"].startswith("eduhub validate ")


def test_report_templates_are_told_apart_by_what_became_of_them(
    run: Run, asked: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    run("init", "city", "--templates")
    city = ("-C", str(tmp_path / "city"))
    name, count = "templates/reports/page.md.j2", len(list((tmp_path / "city" / "templates").rglob("*.j2")))
    page, settings = tmp_path / "city" / name, tmp_path / "city" / "eduhub.yaml"
    assert asked(*city)["templates"]["found"]["en"] == f"files: {count}"

    before = hashlib.sha256(page.read_bytes()).hexdigest()
    page.write_bytes(b"ours")
    now = hashlib.sha256(b"ours").hexdigest()
    parts = asked(*city)
    assert (parts[""], states(parts)) == (0, {"templates": "mind"})
    found = f"files: {count}; changed and not entered, so not used: {name}"
    assert parts["templates"]["found"]["en"] == found
    line = f"{name}: {now}"
    assert parts["templates"]["next"]["zh"] == f"核对内容后，在 eduhub.yaml 的 templates 下写：{line}"

    settings.write_text(settings.read_text(encoding="utf-8").replace(before, now), encoding="utf-8")
    parts = asked(*city)
    assert states(parts) == {}
    assert parts["templates"]["found"]["zh"] == f"{count} 份；改过并已登记：{name}"

    page.unlink()
    parts = asked(*city)
    assert states(parts) == {"templates": "mind"}
    assert parts["templates"]["found"]["zh"] == f"{count} 份；登记了但找不到：{name}"


def test_a_template_that_nobody_entered_is_to_be_minded(
    run: Run, asked: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    run("init", "city")
    assert "templates" not in asked("-C", "city")
    (tmp_path / "city" / "templates").mkdir()
    (tmp_path / "city" / "templates" / "own.j2").write_bytes(b"ours")
    assert states(asked("-C", "city")) == {"templates": "mind"}
