"""What git knows of a data repository: what changed, what is staged, and the content of either.

Git is a program that may be absent; nothing else needs it. It is called without hooks, monitors and external
diffs (a filter that somebody has set up runs, as with `git status`), with names that end in NUL and are never
quoted, and with messages in one language.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from eduhub.core.errors import UseError

# What a repository's own settings could start: a file watcher, hooks.
_SAFE = ("core.quotepath=off", "core.fsmonitor=false", f"core.hooksPath={os.devnull}")
_PLAIN = ("-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative")
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
}
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Change:
    """A file that differs: its path in the data repository, and its content on either side as git's id.

    old, new  None where that side has no regular file: there is none, or a link, or another repository;
              new is None as well where the content lies in the working tree only
    gone      the file is there no longer
    """

    path: str
    old: str | None
    new: str | None
    gone: bool = False


def changes_since(root: Path, revision: str) -> list[Change]:
    """What differs between a revision and the working tree, files that git does not know yet included.

    root  the data repository, which may be a folder of a larger repository; the rest of that does not count

    Files that git ignores do not count. A file that was renamed is one that is gone and one that is new.
    Raises UseError where there is no git, no repository of git's or no such revision.
    """
    commit = _commit(root, revision)
    known = list(_differing(root, "diff", commit))
    others = _run(root, "ls-files", "-z", "--others", "--exclude-standard")
    return [*known, *(Change(path, None, None) for path in _names(others))]


def staged(root: Path) -> list[Change]:
    """What a commit would change: the index against the last commit, or against nothing before the first.

    Raises UseError where a merge is not resolved yet; else as `changes_since`.
    """
    head = _quiet(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return list(_indexed(root, head or _nothing(root)))


def index(root: Path) -> list[Change]:
    """All that is in the index, as if everything were new."""
    return list(_indexed(root, _nothing(root)))


@contextmanager
def exported(root: Path, blobs: Mapping[str, str]) -> Iterator[Path]:
    """A folder with these paths and contents, for its owner alone; it is gone afterwards, whatever happens.

    Contents are those that git stores: no filter and no change of line ends is applied.
    """
    with tempfile.TemporaryDirectory(prefix="eduhub-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _export(root, blobs, folder)
        yield folder


def _indexed(root: Path, against: str) -> Iterator[Change]:
    """The index against a commit or tree; what `git add -N` only announced is not in it."""
    yield from _differing(root, "diff", "--cached", against)


def _differing(root: Path, *words: str) -> Iterator[Change]:
    """The changes that `git diff` tells, each as five words and a path."""
    told = iter(_names(_run(root, *words, *_PLAIN, "--ignore-submodules=all", "--")))
    for line in told:
        old_mode, new_mode, old, new, status = line.removeprefix(":").split(" ")
        path = next(told)
        if status == "U":
            raise UseError(
                "{path} 的合并冲突还没有解决；解决并 git add 之后再运行",
                "{path} has an unresolved merge conflict; resolve it, 'git add' it, and run this again",
                path=path,
            )
        yield Change(path, _blob(old_mode, old), _blob(new_mode, new), gone=status == "D")


def _blob(mode: str, name: str) -> str | None:
    """The id of a regular file's content; None for what is none, or whose content git has not stored."""
    return name if mode.startswith("100") and name.strip("0") else None


def _commit(root: Path, revision: str) -> str:
    """The id of the commit that a revision means."""
    _require(root)
    if not revision or revision.startswith("-"):
        raise UseError(
            "版本“{revision}”的写法不对；写分支、标签或提交号，如 main、HEAD~1",
            "'{revision}' is no revision; give a branch, a tag or a commit, as in main or HEAD~1",
            revision=revision,
        )
    found = _quiet(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found is None and _quiet(root, "rev-parse", "--verify", "--quiet", "HEAD") is None:
        raise UseError(
            "这里还没有任何提交，无从比较；不带 --changed-since 运行就会校验全部文件",
            "there is no commit yet to compare with; without --changed-since all files are checked",
        )
    if found is None:
        raise UseError(
            "git 里没有版本“{revision}”；核对拼写，或先取回它（git fetch；流水线中要取全部历史）",
            "git has no revision '{revision}'; check the spelling, or fetch it (in CI, fetch all history)",
            revision=revision,
        )
    return found


def _nothing(root: Path) -> str:
    """The id of the tree that has no files, in the hash that the repository uses."""
    _require(root)
    return _run(root, "hash-object", "-t", "tree", "--stdin").decode("ascii").strip()


def _require(root: Path) -> None:
    """UseError unless the folder is in the working tree of a repository of git's."""
    done = _call(root, "rev-parse", "--show-prefix")
    if done.returncode and b"not a git repository" in done.stderr:
        raise UseError(
            "{root} 不在 git 仓库里；先运行 git init，或不带此选项校验",
            "{root} is in no git repository; run 'git init' first, or leave out this option",
            root=str(root),
        )
    if done.returncode:
        raise _failed(done.stderr)


def _quiet(root: Path, *words: str) -> str | None:
    """What git answers; None where it says no."""
    done = _call(root, *words)
    return None if done.returncode else os.fsdecode(done.stdout).strip()


def _run(root: Path, *words: str) -> bytes:
    """What git answers; UseError with its own words where it can't."""
    done = _call(root, *words)
    if done.returncode:
        raise _failed(done.stderr)
    return done.stdout


def _failed(said: bytes) -> UseError:
    return UseError("git 没有完成：{said}", "git could not do it: {said}", said=_first_line(said))


def _call(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        _command(*words), cwd=root, env=_environment(), input=b"", capture_output=True, check=False
    )


def _command(*words: str) -> list[str]:
    settings = [part for setting in _SAFE for part in ("-c", setting)]
    return [_program(), "--no-pager", *settings, *words]


def _program() -> str:
    """The path of git; never a file of the current folder, where Windows would look first."""
    found = shutil.which("git")
    if found is None or Path(os.path.abspath(found)).parent == Path.cwd():
        raise UseError(
            "找不到 git；--staged 和 --changed-since 需要它，安装后再试。其他功能不需要 git",
            "git was not found; --staged and --changed-since need it, nothing else does; install it first",
        )
    return os.path.abspath(found)


def _environment() -> dict[str, str]:
    """The environment in which git means the same repository from any folder.

    Git gives hooks a GIT_DIR in a linked working tree; without GIT_WORK_TREE it takes any folder that it is
    called in for the top.
    """
    env = dict(os.environ)
    if "GIT_DIR" in env:
        env["GIT_WORK_TREE"] = os.path.abspath(env.get("GIT_WORK_TREE", ""))
        env["GIT_DIR"] = os.path.abspath(env["GIT_DIR"])
    return env | _ENVIRONMENT


def _names(raw: bytes) -> list[str]:
    return [os.fsdecode(name) for name in raw.split(b"\0") if name]


def _first_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "git"


def _export(root: Path, blobs: Mapping[str, str], folder: Path) -> None:
    """Writes contents under their paths; the ids come from a file, so that neither side waits."""
    with tempfile.TemporaryFile() as ids:
        ids.write("".join(f"{name}\n" for name in blobs.values()).encode("ascii"))
        ids.seek(0)
        child = subprocess.Popen(
            _command("cat-file", "--batch"),
            cwd=root,
            env=_environment(),
            stdin=ids,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with child:
            assert child.stdout is not None
            _write(child.stdout, blobs, folder)


def _write(stream: IO[bytes], paths: Iterable[str], folder: Path) -> None:
    """Each content comes as a line that ends with its size, the bytes, and the end of a line."""
    for path in paths:
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise _failed(os.fsencode(path))
        head = stream.readline().split()
        if len(head) != 3:
            raise _failed(b" ".join(head) or b"cat-file")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            _copy(stream, int(head[2]), file)
        stream.read(1)


def _copy(stream: IO[bytes], size: int, file: IO[bytes]) -> None:
    while size and (part := stream.read(min(size, _CHUNK))):
        file.write(part)
        size -= len(part)
