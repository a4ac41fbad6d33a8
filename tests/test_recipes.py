"""What runs eduhub by itself: recipes that their sites accept, hooks that stop a commit or let it pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from scratch import environment, git, program, save

from eduhub.checks.formats import FORMATS
from eduhub.core.text import LANGS, Lang
from eduhub.repository.fresh import fresh_files
from eduhub.repository.recipes import HOOK, RECIPES, hook, recipe

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs that are made here are shell scripts")

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
SCHEMAS = {"github": "vendor.github-workflows", "gitlab": "vendor.gitlab-ci"}
CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def tool(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a module of this Python as a program."""
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def loaded(site: str, lang: Lang) -> Any:
    return yaml.safe_load(recipe(site, lang)[1])


# Recipes


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("site", SCHEMAS)
def test_a_recipe_fits_the_schema_of_its_site(tmp_path: Path, site: str, lang: Lang) -> None:
    path, text = recipe(site, lang)
    save(tmp_path, {path: text})
    done = tool("check_jsonschema", "--builtin-schema", SCHEMAS[site], path, cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done"), done.stdout


def test_the_schema_refuses_a_recipe_with_a_slip(tmp_path: Path) -> None:
    for site, slip in (("github", ("runs-on", "run-on")), ("gitlab", ("script:", "scripts:"))):
        path, text = recipe(site, "zh")
        save(tmp_path, {path: text.replace(*slip)})
        assert tool("check_jsonschema", "--builtin-schema", SCHEMAS[site], path, cwd=tmp_path).returncode == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_recipe_for_gitee_has_the_keys_of_its_documentation(lang: Lang) -> None:
    data = loaded("gitee", lang)
    (stage,) = data["stages"]
    (step,) = stage["steps"]
    assert set(data) == {"version", "name", "displayName", "triggers", "stages"}
    assert data["triggers"] == {"trigger": "auto", "push": {"branches": {"precise": ["master", "main"]}}}
    assert set(stage) == {"name", "displayName", "strategy", "trigger", "steps"}
    assert set(step) == {"step", "name", "displayName", "pythonVersion", "commands"}
    assert (data["version"], step["step"], step["pythonVersion"]) == ("1.0", "build@python", "3.11")
    assert all(isinstance(command, str) for command in step["commands"])


@pytest.mark.parametrize("site", RECIPES)
def test_a_recipe_does_the_same_in_both_languages(site: str) -> None:
    def bare(data: Any) -> Any:
        if isinstance(data, Mapping):
            return {key: bare(value) for key, value in data.items() if key not in ("name", "displayName")}
        return [bare(item) for item in data] if isinstance(data, list) else data

    assert bare(loaded(site, "zh")) == bare(loaded(site, "en"))


@pytest.mark.parametrize("lang", LANGS)
def test_no_mark_is_left_and_english_has_no_chinese(lang: Lang) -> None:
    for text in (*(recipe(site, lang)[1] for site in RECIPES), hook(lang)):
        assert re.findall(r"#@|@\w+@", text) == []
        assert bool(CJK.search(text)) is (lang == "zh")


def commands(data: Any) -> Iterator[str]:
    """Every line of a recipe that calls eduhub."""
    if isinstance(data, Mapping):
        for value in data.values():
            yield from commands(value)
    elif isinstance(data, list):
        for item in data:
            yield from commands(item)
    elif isinstance(data, str) and re.match(r"(python3 -m )?eduhub ", data):
        yield data


@pytest.mark.parametrize("site", RECIPES)
def test_the_commands_of_a_recipe_run(tmp_path: Path, site: str) -> None:
    city = fresh(tmp_path / "city", "zh")
    git(city, "commit", "--quiet", "--no-verify", "--message=x")
    path = program(tmp_path / "bin")
    save(tmp_path / "bin", {"python3": f'#!/bin/sh\nshift 2\nexec "{tmp_path}/bin/eduhub" "$@"\n'})
    (tmp_path / "bin" / "python3").chmod(0o755)
    env = {**environment(path), "TARGET": "main", "ONLY": "--changed-since main"}
    runnable = [line for line in commands(loaded(site, "zh")) if set(formats(line)) <= set(FORMATS)]
    assert runnable
    for line in runnable:
        done = subprocess.run(
            ["sh", "-c", line.removesuffix("|| true")], cwd=city, env=env, capture_output=True, check=False
        )
        assert (done.returncode, line) == (0, line), done.stderr.decode()


def formats(line: str) -> list[str]:
    return re.findall(r"--format (\w+)", line)


# Hooks


def fresh(folder: Path, lang: Lang) -> Path:
    """A new repository with all files staged and the hook switched on."""
    save(folder, {**dict(fresh_files("云州市", lang, date(2026, 6, 30))), HOOK: hook(lang)})
    (folder / HOOK).chmod(0o755)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "config", "core.hooksPath", ".githooks")
    git(folder, "add", "--all")
    return folder


def committed(folder: Path, path: str, *words: str) -> subprocess.CompletedProcess[str]:
    """`git commit` with the hook, for a person whose programs are found by that path."""
    who = ("-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")
    return subprocess.run(
        ["git", *who, "commit", "--quiet", "--message=x", *words],
        cwd=folder,
        env=environment(path),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


DISTRICTS = "id,name,area_codes,type,phase,office\n"
GOOD = "donghu,东湖区,369902,区,试点,\n"


@pytest.mark.parametrize("lang", LANGS)
def test_the_hook_lets_a_clean_commit_pass_and_stops_a_faulty_one(tmp_path: Path, lang: Lang) -> None:
    city, path = fresh(tmp_path / "city", lang), program(tmp_path / "bin")
    first = committed(city, path)
    assert first.returncode == 0, first.stderr
    save(city, {"registry/districts.csv": f"{DISTRICTS}{GOOD.replace('试点', '试验')}"})
    second = committed(city, path, "--all")
    assert second.returncode == 1
    assert "registry/districts.csv:2:" in second.stdout + second.stderr
    assert "E0207 unknown-code" in second.stdout + second.stderr
    save(city, {"registry/districts.csv": f"{DISTRICTS}{GOOD}"})
    third = committed(city, path, "registry/districts.csv")
    assert third.returncode == 0, third.stdout + third.stderr
    assert git(city, "log", "--oneline").stdout.count("\n") == 2


def test_the_hook_stops_what_is_private(tmp_path: Path) -> None:
    city, path = fresh(tmp_path / "city", "zh"), program(tmp_path / "bin")
    save(city, {"private/成绩.csv": "张三,98\n"})
    git(city, "add", "--force", "private")
    done = committed(city, path)
    assert done.returncode == 1
    assert "private/成绩.csv  E0906 staged-private" in done.stdout + done.stderr
    assert "张三" not in done.stdout + done.stderr


def test_the_hook_of_a_repository_in_a_folder_finds_it(tmp_path: Path) -> None:
    path = program(tmp_path / "bin")
    city = fresh(tmp_path / "city", "zh")
    shutil.rmtree(city / ".git")
    top = Path(shutil.copytree(tmp_path / "city", tmp_path / "top" / "数据")).parent
    git(top, "init", "--quiet")
    git(top, "config", "core.hooksPath", "数据/.githooks")
    save(top, {"数据/registry/districts.csv": f"{DISTRICTS}{GOOD.replace('试点', '试验')}"})
    git(top, "add", "--all")
    done = committed(top, path)
    assert done.returncode == 1
    assert "数据/registry/districts.csv:2:" in done.stdout + done.stderr


@pytest.mark.parametrize(("lang", "words"), [("zh", "找不到 eduhub"), ("en", "eduhub was not found")])
def test_without_eduhub_the_hook_stops_the_commit_and_says_why(
    tmp_path: Path, lang: Lang, words: str
) -> None:
    city = fresh(tmp_path / "city", lang)
    save(tmp_path / "bin", {})
    (tmp_path / "bin").mkdir(exist_ok=True)
    for name in ("git", "sh", "dirname", "echo"):
        found = shutil.which(name)
        assert found, name
        (tmp_path / "bin" / name).symlink_to(found)
    done = committed(city, str(tmp_path / "bin"))
    assert done.returncode == 1
    assert words in done.stderr
    assert committed(city, str(tmp_path / "bin"), "--no-verify").returncode == 0


# The program pre-commit


def test_the_manifest_is_one_that_pre_commit_accepts(tmp_path: Path) -> None:
    assert tool("pre_commit", "validate-manifest", str(MANIFEST)).returncode == 0
    save(tmp_path, {"bad.yaml": MANIFEST.read_text(encoding="utf-8").replace("entry:", "entri:")})
    assert tool("pre_commit", "validate-manifest", str(tmp_path / "bad.yaml")).returncode == 1


def test_pre_commit_runs_the_hook_of_the_manifest(tmp_path: Path) -> None:
    """As `language: system`, since an environment of its own would have to be fetched."""
    city, path = fresh(tmp_path / "city", "zh"), program(tmp_path / "bin")
    git(city, "config", "--unset", "core.hooksPath")
    hooks = [{**one, "language": "system"} for one in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    save(city, {".pre-commit-config.yaml": yaml.safe_dump(config, allow_unicode=True)})
    git(city, "add", "--all")
    assert tool("pre_commit", "install", cwd=city).returncode == 0
    env = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run"],
        cwd=city,
        env={**environment(path), **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"eduhub validate --staged\.+Passed", done.stdout)
    save(city, {"registry/districts.csv": f"{DISTRICTS}{GOOD.replace('试点', '试验')}"})
    git(city, "add", "--all")
    assert "E0207" in committed(city, path).stderr


pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the programs that these tests make are shell scripts"
)
