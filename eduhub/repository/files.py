"""Which files a path means, and where a data repository begins."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eduhub.core.errors import UseError
from eduhub.core.personal import masked
from eduhub.core.place import Place
from eduhub.core.text import Text, same, say
from eduhub.kinds.base import Kind
from eduhub.kinds.catalogue import KINDS
from eduhub.kinds.submitted import EXPLANATIONS
from eduhub.source import problems
from eduhub.source.document import Document, unread
from eduhub.source.numbers import in_name

CONFIG = "eduhub.yaml"
ANSWERS = ".explanations.yaml"  # the end of the name of what answers the queries on its neighbour
_READ = {".yaml", ".yml", ".csv", ".xlsx", ".xlsm", ".xls", ".et", ".ods"}
# Folders of a data repository that hold no submissions.
_NOT_SUBMISSIONS = {"private", "inbox", "out", "templates", "standards", "frozen"}

# Files of a repository's own that are no submissions either.
_OWN = {"README.md", ".gitignore", ".gitattributes", ".gitlab-ci.yml", ".pre-commit-config.yaml"}


@dataclass(frozen=True, slots=True)
class File:
    """A file to read and the name that findings show for it, with personal numbers in it masked."""

    path: Path
    name: str


def find_root(paths: list[Path], root: Path | None) -> Path | None:
    """The data repository around the paths, or the one that was asked for; None where there is none.

    Raises UseError where the one asked for has no eduhub.yaml.
    """
    if root is not None:
        if not (root / CONFIG).is_file():
            raise UseError(
                "{root} 里没有 eduhub.yaml，不是数据仓库",
                "{root} has no eduhub.yaml: it is no data repository",
                root=str(root),
            )
        return root
    for path in paths:
        start = Path(os.path.abspath(path))
        for folder in (start, *start.parents):
            if (folder / CONFIG).is_file():
                return folder
    return None


def shown(home: Path) -> Path:
    """How a data repository is named: from where the user stands if that is inside or above it."""
    relative = os.path.relpath(home)
    return Path(home if relative.startswith("..") else relative)


def files_of(path: Path) -> tuple[list[File], list[Document]]:
    """The files that a path means, sorted, and what is to be said of those that are not read."""
    name = path.as_posix()
    if not os.path.lexists(path) or not path.is_dir() or path.is_symlink():
        return [File(path, masked(name))], []
    files: list[File] = []
    left: list[File] = []
    for found in sorted(_walk(path), key=lambda p: p.as_posix()):
        relative = found.relative_to(path).as_posix()
        is_form = found.suffix.lower() in _READ and not found.name.startswith(("~$", ".~", "."))
        shown = masked(relative if name == "." else f"{name}/{relative}")
        (files if is_form else left).append(File(found, shown))
    telling = (unread(file.name, told) for file in left for told in in_name(file.name, file.path.name))
    return files, [*_passed_over(masked(name), left, bool(files)), *telling]


def answers_beside(files: Iterable[File]) -> Iterator[File]:
    """The files that answer the queries on these, where there are any beside them."""
    for file in files:
        beside = file.path.with_name(file.path.stem + ANSWERS)
        if not file.name.endswith(ANSWERS) and beside.is_file():
            yield File(beside, os.path.splitext(file.name)[0] + ANSWERS)


def _walk(folder: Path) -> Iterator[Path]:
    """Every regular file below a folder, without hidden folders, links and a repository's other rooms."""
    inside = (folder / CONFIG).is_file()
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_symlink():
            continue
        if entry.is_dir():
            if not entry.name.startswith(".") and not (inside and entry.name in _NOT_SUBMISSIONS):
                yield from _walk(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def _passed_over(name: str, left: list[File], any_files: bool) -> Iterator[Document]:
    """What is said of a folder's other files, or of a folder that has nothing to read."""
    others = [file.path.name for file in left if file.path.name not in _OWN]
    names = [*others[:3], *["…"][: len(others) > 3]]
    if not any_files:
        also = Text(f"，只有：{say(names, 'zh')}", f", only: {say(names, 'en')}") if others else same("")
        yield unread(name, problems.NOTHING_TO_READ.at(Place(name), others=also))
    elif others:
        yield unread(name, problems.PASSED_OVER.at(Place(name), count=len(others), names=names))


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    folders = re.sub(
        r"\{(\w+)\}", r"(?P<\1>[^/]+)", re.escape(kind.path).replace(r"\{", "{").replace(r"\}", "}")
    )
    return re.compile(folders)


def place_of(relative: str) -> tuple[Kind, Mapping[str, str]] | None:
    """The kind that lies at a path of a data repository, and whose it is by its folders."""
    if relative.endswith(ANSWERS):
        return EXPLANATIONS, {}
    for kind in KINDS.values():
        if found := _pattern(kind).fullmatch(relative):
            return kind, found.groupdict()
    return None
