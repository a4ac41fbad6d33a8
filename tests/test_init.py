"""A new data repository: complete, clean from the first check, and never written over anything."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
import yaml

from eduhub.checks import check
from eduhub.contract import editor_files
from eduhub.core.text import LANGS, Lang
from eduhub.kinds.catalogue import KINDS
from eduhub.repository import Repository
from eduhub.repository.fresh import fresh_files, git_files
from eduhub.repository.recipes import HOOK, RECIPES, hook, recipe
from eduhub.resources import resource

Run = Callable[..., tuple[int, str, str]]

DAY = date(2026, 6, 30)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def runners(lang: Lang, sites: Iterable[str] = RECIPES) -> dict[str, str]:
    return {**dict(recipe(site, lang) for site in sites), HOOK: hook(lang)}


def save(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


@pytest.mark.parametrize("lang", LANGS)
def test_a_new_repository_holds_settings_registers_words_and_bindings(
    run: Run, tmp_path: Path, lang: Lang
) -> None:
    code, out, err = run("init", "city", "--lang", lang, "--name", "云州市")
    assert code == 0
    said = {"zh": "接下来可试：eduhub validate city\n", "en": "next, try: eduhub validate city\n"}
    assert err == said[lang]
    wanted = dict(fresh_files("云州市", lang, date.today())) | dict(editor_files()) | runners(lang)
    assert tree(tmp_path / "city") == {name: text.encode() for name, text in wanted.items()}
    assert sorted(out.splitlines()) == sorted(str(Path("city", name)) for name in wanted)


@pytest.mark.parametrize("lang", LANGS)
def test_a_new_repository_has_nothing_to_mend(run: Run, tmp_path: Path, lang: Lang) -> None:
    run("init", "city", "--lang", lang, "--templates", "--quiet")
    code, out, err = run("validate", "city", "--format", "concise")
    assert (code, err) == (0, "")
    registers = sorted(kind.path for kind in KINDS.values() if kind.path.startswith("registry/"))
    told = [line.partition(":")[0] for line in out.splitlines() if " N0164 " in line]
    assert told == [f"city/{path}" for path in registers]
    assert re.findall(r" ([EQN][0-9]{4}) ", out) == ["N0164"] * len(registers)


@pytest.mark.parametrize("lang", LANGS)
def test_the_examples_in_the_settings_work_when_they_are_used(tmp_path: Path, lang: Lang) -> None:
    files = dict(fresh_files("云州市", lang, DAY))
    used = re.sub(r"^# ( *\w+: .*[0-9}].*)$", r"\1", files["eduhub.yaml"], flags=re.MULTILINE)
    save(tmp_path, files | {"eduhub.yaml": used})
    repository = Repository.load([tmp_path])
    assert [f.rule.code for f in check(repository).findings if f.tier != "note"] == []
    city = repository.city
    assert city is not None
    assert (city.as_of, city.years.cycle_start, list(city.phases)) == (DAY, "2025-2026", ["试点"])
    assert (list(city.due), list(city.tiers)) == (["school", "teachers"], ["Q1204"])


@pytest.mark.parametrize("name", ["示例: 市 #1", "'a' \"b\"", "- x", "2026", "{x}"])
def test_any_name_is_the_name_that_is_read(tmp_path: Path, name: str) -> None:
    save(tmp_path, dict(fresh_files(name, "zh", DAY)))
    city = Repository.load([tmp_path]).city
    assert city is not None
    assert city.name == name


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 8, 31), "2025-2026"), (date(2026, 9, 1), "2026-2027"), (date(2027, 1, 1), "2026-2027")],
)
def test_the_current_school_year_begins_in_september(day: date, year: str) -> None:
    settings = yaml.safe_load(dict(fresh_files("x", "zh", day))["eduhub.yaml"])
    assert settings["years"] == {"current": year}


@pytest.mark.parametrize("lang", LANGS)
def test_the_readme_says_where_every_kind_lies(lang: Lang) -> None:
    readme = dict(fresh_files("云州市", lang, DAY))["README.md"]
    for kind in KINDS.values():
        assert f"| {kind.label.to(lang)} |" in readme
    assert len(re.findall(r"^eduhub ", readme, re.MULTILINE)) == 3
    foreign = r"[\u4e00-\u9fff]" if lang == "en" else r"(?<![`<])\b(?:school|cluster|district)\b(?![/.>])"
    assert re.findall(foreign, readme.replace("云州市", "")) == []


@pytest.mark.parametrize(
    ("words", "sites"),
    [
        ((), ["github", "gitlab", "gitee"]),
        (("--ci", "gitee"), ["gitee"]),
        (("--ci", "gitlab", "--ci", "github"), ["github", "gitlab"]),
        (("--ci", "none"), []),
    ],
)
def test_recipes_are_written_for_the_sites_that_are_asked_for(
    run: Run, tmp_path: Path, words: tuple[str, ...], sites: list[str]
) -> None:
    assert run("init", "city", *words)[0] == 0
    written = {path: raw.decode() for path, raw in tree(tmp_path / "city").items()}
    paths = {path for path, _ in RECIPES.values()} | {HOOK}
    assert {path: text for path, text in written.items() if path in paths} == runners("zh", sites)


def test_no_recipe_goes_with_no_site(run: Run, tmp_path: Path) -> None:
    code, out, err = run("init", "city", "--ci", "none", "--ci", "github")
    assert (code, out, err) == (2, "", "错误：--ci none 不能与其他网站同时使用\n")
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_and_a_hook_of_ones_own_are_left_and_told(run: Run, tmp_path: Path) -> None:
    save(tmp_path / "city", {".gitlab-ci.yml": "ours: {}\n", HOOK: "#!/bin/sh\n"})
    code, _, err = run("init", "city")
    files = tree(tmp_path / "city")
    assert (code, files[".gitlab-ci.yml"], files[HOOK]) == (0, b"ours: {}\n", b"#!/bin/sh\n")
    left = [str(Path("city", name)) for name in (HOOK, ".gitlab-ci.yml")]
    assert err.splitlines()[:-1] == [f"已有，未改动：{path}" for path in left]


@pytest.mark.skipif(os.name == "nt", reason="files have no such bit there")
def test_only_the_hook_is_executable(run: Run, tmp_path: Path) -> None:
    run("init", "city")
    files = [path for path in (tmp_path / "city").rglob("*") if path.is_file()]
    bits = {path for path in files if path.stat().st_mode & 0o111}
    assert bits == {tmp_path / "city" / HOOK}
    assert (tmp_path / "city" / HOOK).stat().st_mode & 0o111 == 0o111 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_templates_are_copied_with_the_sums_of_what_was_copied(run: Run, tmp_path: Path) -> None:
    run("init", "city", "--templates")
    shipped = {
        f"templates/{name}": raw for name, raw in tree(resource("templates")).items() if name.endswith("j2")
    }
    files = tree(tmp_path / "city")
    assert shipped
    assert {name: raw for name, raw in files.items() if name.startswith("templates/")} == shipped
    settings = yaml.safe_load(files["eduhub.yaml"])
    assert settings["templates"] == {name: hashlib.sha256(raw).hexdigest() for name, raw in shipped.items()}


def test_a_file_that_is_there_is_left_and_told(run: Run, tmp_path: Path) -> None:
    save(tmp_path / "city", {"README.md": "ours\n", "registry/schools.csv": "code,name\n"})
    code, out, err = run("init", "city")
    files = tree(tmp_path / "city")
    assert code == 0
    assert (files["README.md"], files["registry/schools.csv"]) == (b"ours\n", b"code,name\n")
    left = [str(Path("city", name)) for name in ("README.md", "registry/schools.csv")]
    assert err.splitlines()[:-1] == [f"已有，未改动：{path}" for path in left]
    assert set(out.splitlines()) & set(left) == set()
    assert str(Path("city", "eduhub.yaml")) == out.splitlines()[-1]


def test_folders_that_somebodys_gitignore_leaves_open_are_told(run: Run, tmp_path: Path) -> None:
    save(tmp_path / "city", {".gitignore": "*.tmp\nout/\n"})
    path = Path("city", ".gitignore")
    assert f"注意：请在 {path} 中加上 private/ inbox/ .eduhub/，" in run("init", "city")[2]
    save(tmp_path / "other", dict(git_files()))
    assert "注意" not in run("init", "other")[2]


def test_a_repository_is_not_made_twice(run: Run, tmp_path: Path) -> None:
    run("init", "city")
    before = tree(tmp_path / "city")
    code, out, err = run("init", "city", "--templates", "--name", "云州市", "--lang", "zh")
    assert (code, out) == (2, "")
    assert err == "错误：city 已经是数据仓库，没有改动；要另建一个，换一个文件夹\n"
    assert tree(tmp_path / "city") == before


@pytest.mark.parametrize("name", ["", " ", "x" * 201])
def test_a_name_that_is_none_is_wrong_use_and_nothing_is_written(run: Run, tmp_path: Path, name: str) -> None:
    code, out, err = run("init", "city", "--name", name)
    assert (code, out) == (2, "")
    assert err.startswith("错误：名称应为 1 至 200 个字的一行文字")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_wrong_use(run: Run, tmp_path: Path) -> None:
    (tmp_path / "city").write_text("", encoding="utf-8")
    assert run("init", "city") == (2, "", "错误：city 是文件；给出一个文件夹\n")
