"""`validate --changed-since` and `--staged`: what is checked and refused, and that nothing is left behind."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from filled import YEAR, one_district
from scratch import commit, git, save

from eduhub.checks.rules.staged import STAGED_PRIVATE
from eduhub.cli.validate import Shape
from eduhub.core.place import Place
from eduhub.core.rule import Finding

Run = Callable[..., tuple[int, str, str]]

SCHOOL = "2136990001"
FOLDER = f"schools/{SCHOOL}/{YEAR}"
CLASSES = f"{FOLDER}/classes.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of git's with a district of the example city in a folder of a Chinese name."""
    files = {f"城/{path}": text for path, text in one_district()}
    return commit(tmp_path_factory.mktemp("made"), {**files, "说明.txt": "x\n"})


@pytest.fixture
def top(made: Path, tmp_path: Path, quiet_place: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A clone of it to work in; what a test leaves in the folder for temporary files is an error."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    git(tmp_path, "clone", "--quiet", str(made), "top")
    (tmp_path / "places").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "places"))
    monkeypatch.chdir(tmp_path / "top")
    yield tmp_path / "top"
    assert Path.cwd() == tmp_path / "top"
    assert list((tmp_path / "places").iterdir()) == []


def fault(top: Path) -> None:
    """Makes the first class of a school too big to be true."""
    heading, first, *rest = (top / "城" / CLASSES).read_text(encoding="utf-8").splitlines()
    columns = heading.split(",")
    cells = first.split(",")
    cells[columns.index("pupils")] = "-4"
    save(top, {f"城/{CLASSES}": "\n".join([heading, ",".join(cells), *rest, ""])})


def told(out: str) -> list[tuple[str, str]]:
    return [(one["code"], one["file"]) for one in json.loads(out)["findings"] if one["tier"] != "note"]


# What changed


def test_what_changed_and_what_depends_on_it_is_checked_from_above(run: Run, top: Path) -> None:
    fault(top)
    code, out, err = run("validate", "--changed-since", "HEAD", "-C", "城", "--format", "json")
    assert (code, told(out)) == (1, [("E0205", f"城/{CLASSES}")])
    files = json.loads(out)["summary"]["files"]
    assert err == f"与 HEAD 相比有 1 个文件不同；连同受影响的文件，校验 {files} 个\n"
    assert 3 <= files < 20


def test_the_folder_of_the_repository_may_be_named(run: Run, top: Path) -> None:
    fault(top)
    assert told(run("validate", "城", "--changed-since", "main", "--format", "json")[1]) == [
        ("E0205", f"城/{CLASSES}")
    ]


def test_what_a_deleted_report_leaves_behind_is_told(run: Run, top: Path) -> None:
    (top / "城" / FOLDER / "school.yaml").unlink()
    code, out, _ = run("validate", "--changed-since", "HEAD", "-C", "城", "--format", "json")
    assert code == 1
    assert ("Q4006", f"城/{CLASSES}") in told(out)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "与 main 相比，没有要校验的改动\n"), ("en", "nothing to check differs from main\n")],
)
def test_where_nothing_changed_it_says_so(run: Run, top: Path, lang: str, words: str) -> None:
    save(top, {"说明.txt": "y\n"})
    code, out, err = run(
        "validate", "--changed-since", "main", "-C", "城", "--lang", lang, "--format", "json"
    )
    assert (code, json.loads(out)["findings"], err) == (0, [], words)


def test_changed_settings_that_are_broken_are_told_as_findings(run: Run, top: Path) -> None:
    with (top / "城" / "eduhub.yaml").open("a", encoding="utf-8") as settings:
        settings.write("minimum_n: ten\n")
    code, out, _ = run("validate", "--changed-since", "HEAD", "-C", "城", "--format", "json")
    assert code == 1
    assert {file for _, file in told(out)} == {"城/eduhub.yaml"}


# What is staged


def test_the_staged_content_is_checked_and_not_that_of_the_folder(run: Run, top: Path) -> None:
    good = (top / "城" / CLASSES).read_bytes()
    fault(top)
    git(top, "add", "--all")
    save(top, {f"城/{CLASSES}": good})
    code, out, err = run("validate", "--staged", "-C", "城", "--format", "json")
    assert (code, told(out), err) == (1, [("E0205", f"城/{CLASSES}")], "")
    git(top, "reset", "--quiet", "--hard")
    fault(top)
    code, out, err = run("validate", "--staged", "-C", "城", "--format", "json")
    assert (code, json.loads(out)["findings"]) == (0, [])
    assert err == "暂存区里没有新增或改动的文件\n"


def test_what_is_staged_is_held_against_what_lies_in_the_index(run: Run, top: Path) -> None:
    git(top, "rm", "--quiet", "--cached", f"城/{FOLDER}/school.yaml")
    text = (top / "城" / CLASSES).read_text(encoding="utf-8")
    heading, _, *rest = text.splitlines()
    save(top, {f"城/{CLASSES}": "\n".join([heading, *rest, ""])})
    git(top, "add", f"城/{CLASSES}")
    code, out, _ = run("validate", "--staged", "-C", "城", "--format", "json")
    assert code == 1
    assert ("Q4006", f"城/{CLASSES}") in told(out)
    assert {file for _, file in told(out)} == {f"城/{CLASSES}"}


def test_from_inside_the_repository_names_begin_at_its_top(
    run: Run, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(top)
    git(top, "add", "--all")
    monkeypatch.chdir(top / "城" / "registry")
    assert told(run("validate", "--staged", "--format", "json")[1]) == [("E0205", CLASSES)]
    monkeypatch.chdir(top)


@pytest.mark.parametrize("name", ["private/成绩.csv", "inbox/表.xlsx", "Private/x.txt"])
def test_private_folders_are_refused(run: Run, top: Path, name: str) -> None:
    save(top, {f"城/{name}": "张三,98\n"})
    git(top, "add", "--force", f"城/{name}")
    code, out, err = run("validate", "--staged", "-C", "城", "--format", "json")
    assert (code, told(out), err) == (1, [("E0906", f"城/{name}")], "")
    assert "张三" not in out
    git(top, "rm", "--quiet", "--cached", f"城/{name}")
    assert run("validate", "--staged", "-C", "城", "--format", "json")[0] == 0


def test_the_refusal_reads_well(run: Run, top: Path) -> None:
    save(top, {"城/private/成绩.csv": "x\n"})
    git(top, "add", "--force", "城/private")
    assert run("validate", "--staged", "-C", "城", "--as-of", "2026-06-30")[1] == (
        "城/private/成绩.csv  E0906 staged-private  逻辑错误  "
        "“private/”里的文件放进了 git 暂存区，提交后会留在历史里\n"
        "    改法  对它运行 git rm --cached，文件仍留在本机；并核对 .gitignore 里有 private/\n"
        "    说明  eduhub explain E0906\n"
        "1 个文件：逻辑错误 1 处，经验疑问 0 处，提示 0 处（截至 2026-06-30）\n"
    )


def test_other_staged_files_are_searched_for_personal_data(
    run: Run, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, bytes] = {}

    def stand_in(file: str, raw: bytes) -> Iterator[Finding]:
        seen[file] = raw
        if b"360102" in raw:
            yield STAGED_PRIVATE.at(Place(file, line=1), folder="x")

    monkeypatch.setattr("eduhub.source.personal.sightings", stand_in)
    save(top, {"城/说明.docx": b"360102\0", "城/名单.txt": "x\n", "别处.txt": "360102\n"})
    save(top, {f"城/{CLASSES}": (top / "城" / CLASSES).read_bytes() + b"\n"})
    if os.name != "nt":
        (top / "城" / "link.txt").symlink_to("/etc/hostname")
    git(top, "add", "--all")
    save(top, {"城/名单.txt": "360102\n"})
    code, out, _ = run("validate", "--staged", "-C", "城", "--format", "json")
    assert seen == {"城/说明.docx": b"360102\0", "城/名单.txt": b"x\n"}
    assert (code, told(out)) == (1, [("E0906", "城/说明.docx")])


@pytest.mark.parametrize("shape", [shape for shape in get_args(Shape) if shape != "xlsx"])
def test_no_format_shows_a_number_in_the_name_of_a_staged_file(run: Run, top: Path, shape: str) -> None:
    number = "19900000001"
    save(
        top, {f"城/private/{number}.csv": "x\n", f"城/家长{number}.txt": "x\n", f"城/{number}.csv": "编号\n"}
    )
    git(top, "add", "--all", "--force")
    code, out, err = run("validate", "--staged", "-C", "城", "--format", shape)
    assert code == 1
    assert "E0906" in out
    assert number not in out + err


def test_a_file_that_is_too_big_to_be_searched_is_told(
    run: Run, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eduhub.source.files.FILE_BYTES", 10)
    save(top, {"城/录像.mp4": b"x" * 11})
    git(top, "add", "--all")
    code, _, err = run("validate", "--staged", "-C", "城", "--select", "E09", "--format", "json")
    assert (code, err) == (0, "注意：城/录像.mp4 太大，没有检查其中有无个人信息\n")


def test_an_error_while_checking_leaves_no_folder_and_comes_back(
    run: Run, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(file: str, raw: bytes) -> Iterator[Finding]:
        raise KeyboardInterrupt

    monkeypatch.setattr("eduhub.source.personal.sightings", interrupted)
    save(top, {"城/说明.docx": b"x"})
    git(top, "add", "--all")
    assert run("validate", "--staged", "-C", "城")[0] == 130


def test_a_query_that_nobody_explained_stops_a_commit_as_it_fails_a_check(run: Run, top: Path) -> None:
    git(top, "rm", "--quiet", f"城/{FOLDER}/school.yaml")
    save(top, {f"城/{CLASSES}": (top / "城" / CLASSES).read_bytes() + b"\n"})
    git(top, "add", "--all")
    code, out, _ = run("validate", "--staged", "-C", "城", "--select", "Q4006", "--format", "json")
    assert (code, told(out)) == (1, [("Q4006", f"城/{CLASSES}")])


# Wrong use


_CHOSEN = "--staged 和 --changed-since 自己确定校验哪些文件；路径只能是数据仓库所在的文件夹"
_UNKNOWN = "git 里没有版本“nowhere”；核对拼写，或先取回它（git fetch；流水线中要取全部历史）"
WRONG = {
    ("--staged", "--changed-since", "main", "-C", "城"): "--staged 与 --changed-since 不能同时使用",
    ("--staged",): "当前文件夹不在数据仓库里；进入数据仓库再运行，或用 -C 指明它",
    ("--staged", "城/registry"): _CHOSEN,
    ("--changed-since", "main", "城", "城"): _CHOSEN,
    ("--changed-since", "nowhere", "-C", "城"): _UNKNOWN,
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_use_says_what_would_be_right(run: Run, top: Path, words: tuple[str, ...]) -> None:
    assert run("validate", *words) == (2, "", f"错误：{WRONG[words]}\n")


def test_settings_that_are_not_in_the_index_are_asked_for(run: Run, top: Path) -> None:
    git(top, "rm", "--quiet", "--cached", "城/eduhub.yaml")
    code, out, err = run("validate", "--staged", "-C", "城")
    assert (code, out) == (2, "")
    assert err == "错误：eduhub.yaml 不在 git 暂存区里，无法校验要提交的内容；先运行 git add eduhub.yaml\n"


def test_without_git_the_rest_works(run: Run, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for words in (("--staged",), ("--changed-since", "main")):
        code, out, err = run("validate", *words, "-C", "城")
        assert (code, out) == (2, "")
        assert err.startswith("错误：找不到 git；")
    assert run("validate", f"城/{CLASSES}")[0] == 0
