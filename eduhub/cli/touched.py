"""What `validate` is asked about: paths, what changed since a revision, or what is staged for a commit."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eduhub.cli.language import t
from eduhub.cli.options import session
from eduhub.cli.output import complain, talk
from eduhub.cli.shared import day, load
from eduhub.core.errors import UseError
from eduhub.core.personal import masked
from eduhub.core.text import visible

if TYPE_CHECKING:
    from eduhub.core.rule import Finding
    from eduhub.repository import Repository
    from eduhub.source.document import Document


@contextmanager
def asked(
    paths: list[Path] | None, as_of: str | None, *, staged: bool, since: str | None
) -> Iterator[Repository]:
    """The repository that the options are about; check it inside, where the staged files are to be found."""
    if not staged and since is None:
        yield load(paths, as_of)
    elif staged and since is not None:
        raise UseError(
            "--staged 与 --changed-since 不能同时使用", "--staged and --changed-since exclude each other"
        )
    elif since is not None:
        yield _changed(_root(paths), since, as_of)
    else:
        with _staged(_root(paths), as_of) as repository:
            yield repository


def _root(paths: Sequence[Path] | None) -> Path:
    """The data repository: the one path that was given, that of -C, or the one around the current folder."""
    from eduhub.repository.files import CONFIG, find_root

    given = list(paths or ())
    if len(given) > 1 or (given and not (given[0] / CONFIG).is_file()):
        raise UseError(
            "--staged 和 --changed-since 自己确定校验哪些文件；路径只能是数据仓库所在的文件夹",
            "--staged and --changed-since choose the files; as a path, only the repository's folder will do",
        )
    root = given[0] if given else find_root([Path()], session().root)
    if root is None:
        raise UseError(
            "当前文件夹不在数据仓库里；进入数据仓库再运行，或用 -C 指明它",
            "the current folder is in no data repository; go into one, or name it with -C",
        )
    return root


# What changed


def _changed(root: Path, since: str, as_of: str | None) -> Repository:
    """The repository with what changed since a revision, and what depends on it, to be checked."""
    from eduhub.checks.rules.staged import is_private
    from eduhub.repository import Repository
    from eduhub.repository.depends import touched
    from eduhub.repository.files import CONFIG, shown
    from eduhub.repository.git import changes_since, exported

    changes = [change for change in changes_since(root, since) if not is_private(change.path)]
    after = Repository.load([shown(root)], root=shown(root), as_of=day(as_of))
    old = {change.path: change.old for change in changes if change.old}
    with exported(root, {path: blob for path, blob in old.items() if path != CONFIG}) as folder:
        (folder / CONFIG).write_bytes((root / CONFIG).read_bytes())
        before = Repository.load([folder], root=folder, as_of=after.as_of)
        named = touched(after, before, {change.path for change in changes})
    _tell_changed(since, len(changes), len(named))
    return after.with_named(named)


def _tell_changed(since: str, changes: int, named: int) -> None:
    if named:
        talk(
            t(
                f"与 {since} 相比有 {changes} 个文件不同；连同受影响的文件，校验 {named} 个",
                f"files that differ from {since}: {changes}; checked, with what depends on them: {named}",
            )
        )
    else:
        talk(t(f"与 {since} 相比，没有要校验的改动", f"nothing to check differs from {since}"))


# What is staged


@contextmanager
def _staged(root: Path, as_of: str | None) -> Iterator[Repository]:
    """The repository as it stands in git's index, in a folder of its own, with what is staged to be checked.

    Inside, the current folder is that one, so that files have the names that they have in the repository.
    """
    from eduhub.checks.rules.staged import is_private
    from eduhub.repository.git import exported, index, staged

    files = [change.path for change in staged(root) if not change.gone]
    blobs = {entry.path: entry.new for entry in index(root) if entry.new and not is_private(entry.path)}
    _require_settings(blobs)
    where = _where(root)
    placed = {(where / path).as_posix(): blob for path, blob in blobs.items()}
    with exported(root, placed) as folder, chdir(folder):
        yield _of_staged(where, files, as_of)
    if not files:
        talk(t("暂存区里没有新增或改动的文件", "nothing that was added or changed is staged"))


def _where(root: Path) -> Path:
    """The repository's name from the current folder; the folder itself where that lies elsewhere."""
    from eduhub.repository.files import shown

    name = shown(root)
    return Path() if name.is_absolute() or ".." in name.parts else name


def _require_settings(blobs: Iterable[str]) -> None:
    from eduhub.repository.files import CONFIG

    if CONFIG not in blobs:
        raise UseError(
            "eduhub.yaml 不在 git 暂存区里，无法校验要提交的内容；先运行 git add eduhub.yaml",
            "eduhub.yaml is not in git's index, so no commit can be checked; run 'git add eduhub.yaml'",
        )


def _of_staged(where: Path, files: Iterable[str], as_of: str | None) -> Repository:
    from eduhub.checks.rules.staged import is_private
    from eduhub.repository import Repository

    repository = Repository.load([where], root=where, as_of=day(as_of))
    inside = {path: name for name in repository.named if (path := repository.inside(name))}
    known = {path: name for path, name in inside.items() if not is_private(path)}
    named = [known[masked(path)] for path in files if masked(path) in known]
    others = [(path, (where / path).as_posix()) for path in files if masked(path) not in known]
    return repository.with_named(named, [told for path, name in others for told in _told(path, name)])


def _told(path: str, name: str) -> Iterator[Document]:
    """What is to be said of a staged file that is no submission."""
    from eduhub.checks.rules.staged import STAGED_MODELS, STAGED_PRIVATE, is_private
    from eduhub.core.place import Place
    from eduhub.source.document import Document, NoPlaces, unread

    if is_private(path):
        place = Place(masked(name))
        yield unread(place.file, STAGED_PRIVATE.at(place, folder=f"{path.partition('/')[0]}/"))
    elif _is_models(name):
        place = Place(masked(name))
        yield unread(place.file, STAGED_MODELS.at(place))
    elif found := tuple(_looked_through(name)):
        yield Document(masked(name), None, {}, NoPlaces(), found)


def _is_models(name: str) -> bool:
    """Is it the file of models that `score` writes, wherever it was moved to?"""
    from eduhub.source.files import read_bytes
    from eduhub.source.problems import RefusedError

    if os.path.basename(name) != "models.json" or not os.path.isfile(name):
        return False
    try:
        return b'"assessments"' in read_bytes(Path(name))
    except RefusedError:
        return False


def _looked_through(name: str) -> Iterable[Finding]:
    """Personal data in a file of any type; one that is too big for that is told of on the screen."""
    from eduhub.source.files import read_bytes
    from eduhub.source.personal import sightings
    from eduhub.source.problems import RefusedError

    if not os.path.lexists(name):  # a link, or another repository
        return ()
    try:
        return sightings(name, read_bytes(Path(name)))
    except RefusedError:
        complain(
            t(
                f"注意：{visible(masked(name))} 太大，没有检查其中有无个人信息",
                f"note: {visible(masked(name))} is too big and was not searched for personal data",
            )
        )
        return ()
