"""What git tells: names as they are, nothing of the rest of a larger repository, and no program is run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from scratch import commit, git, save

from eduhub.core.errors import UseError
from eduhub.repository.git import Change, changes_since, exported, index, staged

pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def paths(changes: list[Change]) -> list[tuple[str, bool]]:
    return sorted((change.path, change.gone) for change in changes)


def content(root: Path, blob: str | None) -> str | None:
    return git(root, "cat-file", "blob", blob).stdout if blob else None


OLD = {
    "城/a.yaml": "1\n",
    "城/“引号” 空格.yaml": "2\n",
    "城/深/c.csv": "3\n",
    "别处.txt": "x\n",
    ".gitignore": "out/\n",
}


def test_all_that_differs_from_a_revision_is_told_by_its_name_in_the_folder(tmp_path: Path) -> None:
    top = commit(tmp_path, OLD)
    city = top / "城"
    save(city, {"a.yaml": "5\n", "新\n行.yaml": "6\n", "out/x.csv": "7\n"})
    git(top, "mv", "城/深/c.csv", "城/深/d.csv")
    save(top, {"别处.txt": "y\n"})
    found = changes_since(city, "main")
    assert paths(found) == [
        ("a.yaml", False),
        ("新\n行.yaml", False),
        ("深/c.csv", True),
        ("深/d.csv", False),
    ]
    assert {change.path: content(top, change.old) for change in found} == {
        "a.yaml": "1\n",
        "新\n行.yaml": None,
        "深/c.csv": "3\n",
        "深/d.csv": None,
    }


def test_a_file_that_was_only_touched_does_not_differ(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    os.utime(tmp_path / "城/a.yaml", (1, 1))
    assert changes_since(tmp_path, "HEAD") == []


def test_what_is_staged_is_told_with_its_content_and_not_what_is_only_announced(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    save(tmp_path, {"城/a.yaml": "5\n", "城/e.yaml": "6\n", "城/f.yaml": "7\n"})
    git(tmp_path, "add", "城/a.yaml")
    git(tmp_path, "rm", "--quiet", "城/深/c.csv")
    git(tmp_path, "add", "--intent-to-add", "城/f.yaml")
    save(tmp_path, {"城/a.yaml": "changed after it was staged\n"})
    found = staged(tmp_path / "城")
    assert paths(found) == [("a.yaml", False), ("深/c.csv", True)]
    assert {change.path: content(tmp_path, change.new) for change in found} == {
        "a.yaml": "5\n",
        "深/c.csv": None,
    }
    assert [path for path, _ in paths(index(tmp_path / "城"))] == ["a.yaml", "“引号” 空格.yaml"]


def test_before_the_first_commit_all_that_is_added_is_staged(tmp_path: Path) -> None:
    save(tmp_path, OLD)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "城/a.yaml")
    assert paths(staged(tmp_path)) == [("城/a.yaml", False)]
    with pytest.raises(UseError, match="no commit yet"):
        changes_since(tmp_path, "HEAD")


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_have_no_content(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    (tmp_path / "城/link.yaml").symlink_to("/etc/hostname")
    git(tmp_path, "add", "--all")
    assert staged(tmp_path) == [Change("城/link.yaml", None, None)]


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        ("--output=x", "is no revision"),
        ("", "is no revision"),
        ("nowhere", "has no revision 'nowhere'"),
        ("main..main", "has no revision"),
        ("main:城/a.yaml", "has no revision"),
    ],
)
def test_what_is_no_commit_is_wrong_use(tmp_path: Path, revision: str, words: str) -> None:
    commit(tmp_path, OLD)
    with pytest.raises(UseError, match=words):
        changes_since(tmp_path, revision)
    assert not (tmp_path / "x").exists()


def test_outside_git_and_without_git_an_error_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ask in (staged, lambda root: changes_since(root, "main")):
        with pytest.raises(UseError, match="is in no git repository"):
            ask(tmp_path)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UseError, match="git was not found"):
        staged(tmp_path)


def test_a_git_that_lies_in_the_current_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, {"git": "#!/bin/sh\ntouch ran\n", "git.bat": "echo > ran\n"})
    (tmp_path / "git").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UseError, match="git was not found"):
        staged(tmp_path)
    assert not (tmp_path / "ran").exists()


def test_an_unresolved_merge_is_told(tmp_path: Path) -> None:
    commit(tmp_path, OLD)
    git(tmp_path, "checkout", "--quiet", "-b", "side")
    save(tmp_path, {"城/a.yaml": "ours\n"})
    git(tmp_path, "commit", "--quiet", "--all", "--message=x")
    git(tmp_path, "checkout", "--quiet", "main")
    save(tmp_path, {"城/a.yaml": "theirs\n"})
    git(tmp_path, "commit", "--quiet", "--all", "--message=x")
    git(tmp_path, "merge", "side", check=False)
    with pytest.raises(UseError, match=r"城/a\.yaml has an unresolved merge conflict"):
        staged(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")
def test_settings_of_a_repository_run_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city = commit(tmp_path / "city", {**OLD, ".gitattributes": "*.yaml diff=x filter=x\n"})
    spy = save(tmp_path, {"spy": f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n"}) / "spy"
    spy.chmod(0o755)
    for name in ("post-index-change", "post-checkout"):
        save(city, {f".git/hooks/{name}": spy.read_bytes()})
        (city / ".git/hooks" / name).chmod(0o755)
    for setting in (
        "core.fsmonitor",
        "diff.external",
        "diff.x.command",
        "diff.x.textconv",
        "filter.x.smudge",
    ):
        git(city, "config", setting, str(spy))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(spy))
    save(city, {"城/a.yaml": "5\n"})
    changes_since(city, "HEAD")
    with exported(city, {one.path: one.new for one in index(city) if one.new}) as folder:
        assert (folder / "城/a.yaml").read_text(encoding="utf-8") == "1\n"
    assert staged(city) == []
    assert not (tmp_path / "ran").exists()


# The folder with the content


def blobs(root: Path) -> dict[str, str]:
    return {one.path: one.new for one in index(root) if one.new}


def test_an_exported_folder_has_the_bytes_that_git_stores_for_its_owner_alone(
    tmp_path: Path,
) -> None:
    many = {f"城/{number}.csv": f"{number}\n".encode() * 2000 for number in range(300)}
    files = {"城/a.xlsx": bytes(range(256)) * 5000, "城/empty.csv": b"", "城/crlf.csv": b"a\r\nb\r\n", **many}
    commit(tmp_path, files)
    git(tmp_path, "config", "core.autocrlf", "true")
    with exported(tmp_path, blobs(tmp_path)) as folder:
        assert {
            p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
        } == files
        if os.name != "nt":
            assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_the_folder_goes_whatever_happens(tmp_path: Path, error: type[BaseException]) -> None:
    commit(tmp_path, OLD)
    with pytest.raises(error), exported(tmp_path, blobs(tmp_path)) as folder:
        raise error
    assert not folder.exists()


def test_content_that_git_lacks_is_an_error_and_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = commit(tmp_path / "top", OLD)
    places = save(tmp_path / "places", {})
    places.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(places))
    for path, blob in (("a.yaml", "0" * 39 + "1"), ("../a.yaml", blobs(top)["城/a.yaml"])):
        with pytest.raises(UseError, match="git could not do it"), exported(top, {path: blob}):
            raise AssertionError(sys.argv)
    assert list(places.iterdir()) == []
    assert not (tmp_path / "a.yaml").exists()


def test_a_linked_working_tree_is_read_in_a_hook_from_a_folder_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = commit(tmp_path / "top", OLD)
    git(top, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    save(tmp_path / "linked", {"城/a.yaml": "5\n"})
    git(tmp_path / "linked", "add", "--all")
    monkeypatch.chdir(tmp_path / "linked")
    monkeypatch.setenv("GIT_DIR", str(top / ".git" / "worktrees" / "linked"))
    assert paths(staged(Path("城"))) == [("a.yaml", False)]
    assert paths(changes_since(Path("城"), "main")) == [("a.yaml", False)]
