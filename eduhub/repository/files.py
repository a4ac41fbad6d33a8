"""Which files a path means, and where a data repository begins."""

from __future__ import annotations

import os
import posixpath
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
# Folders of a data repository that hold no submissions; of `private` only the heads of assessments are read.
_ROOM = "private"
NOT_SUBMISSIONS = {_ROOM, "inbox", "out", "templates", "standards", "frozen"}
_HEAD = "assessment.yaml"
# What lies beside the head of an assessment, which no reader of forms may open: cities have millions of rows.
COMPANIONS = ("results.csv", "results.parquet", "levels.csv")

# Files of a repository's own that are no submissions either.
_OWN = {"README.md", ".gitignore", ".gitattributes", ".gitlab-ci.yml", ".pre-commit-config.yaml"}


@dataclass(frozen=True, slots=True)
class File:
    """A file and the name that findings show for it, with personal numbers in it masked."""

    path: Path
    name: str

    @property
    def is_head(self) -> bool:
        """Is it the head of an assessment, where such heads belong?"""
        return self.path.name == _HEAD and self._is_in_its_folder

    @property
    def is_companion(self) -> bool:
        """Is it one of the files beside such a head, which are opened only by what computes with them?"""
        head = self.beside(_HEAD)
        return self.path.name in COMPANIONS and head.is_head and head.path.is_file()

    @property
    def is_alone(self) -> bool:
        """Does it lie where such files do, or just above, without a head?"""
        if self.path.name not in COMPANIONS or self.is_companion:
            return False
        return self._is_in_its_folder or _is_room(Path(os.path.abspath(self.path)).parent)

    @property
    def _is_in_its_folder(self) -> bool:
        """Does it lie in a folder of an assessment: one just inside the private room?"""
        return _is_room(Path(os.path.abspath(self.path)).parent.parent)

    def beside(self, name: str) -> File:
        """The file of that name in the same folder."""
        return File(self.path.with_name(name), posixpath.join(posixpath.dirname(self.name), name))

    def companions(self) -> list[File]:
        """The files that lie beside a head; none for any other file."""
        there = (self.beside(name) for name in COMPANIONS) if self.is_head else ()
        return [file for file in there if file.path.is_file() and not file.path.is_symlink()]


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
        file = File(path, masked(name))
        return [file, *file.companions()], []
    files: list[File] = []
    left: list[File] = []
    only_heads = _is_in_room(path)
    for found in sorted(_walk(path), key=lambda p: p.as_posix()):
        relative = found.relative_to(path).as_posix()
        file = File(found, masked(relative if name == "." else f"{name}/{relative}"))
        is_head = file.is_head or file.is_companion or file.is_alone
        is_read = is_head if only_heads else _is_form(file)
        (files if is_read else left).append(file)
    telling = (unread(file.name, told) for file in left for told in in_name(file.name, file.path.name))
    return files, [*passed_over(masked(name), left, bool(files)), *telling]


def _is_form(file: File) -> bool:
    is_known = file.path.suffix.lower() in _READ or file.is_companion or file.is_alone
    return is_known and not file.path.name.startswith(("~$", ".~", "."))


def _is_room(folder: Path) -> bool:
    """Is a folder the private room of a data repository?"""
    return folder.name == _ROOM and (folder.parent / CONFIG).is_file()


def _is_in_room(folder: Path) -> bool:
    """Is a folder such a room, or inside one?"""
    here = Path(os.path.abspath(folder))
    return any(map(_is_room, (here, *here.parents)))


def answers_beside(files: Iterable[File]) -> Iterator[File]:
    """The files that answer the queries on these, where there are any beside them."""
    for file in files:
        beside = file.path.with_name(file.path.stem + ANSWERS)
        if not file.name.endswith(ANSWERS) and not file.is_companion and beside.is_file():
            yield File(beside, os.path.splitext(file.name)[0] + ANSWERS)


def _walk(folder: Path) -> Iterator[Path]:
    """Every regular file below a folder, without hidden folders, links and a repository's other rooms."""
    inside = (folder / CONFIG).is_file()
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_symlink():
            continue
        if entry.is_dir():
            if inside and entry.name == _ROOM:
                yield from _heads(Path(entry.path))
            elif not entry.name.startswith(".") and not (inside and entry.name in NOT_SUBMISSIONS):
                yield from _walk(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def _heads(room: Path) -> Iterator[Path]:
    """The heads of assessments in the private room, what lies beside each, and what lacks one."""
    yield from _alone(room)
    for entry in sorted(os.scandir(room), key=lambda entry: entry.name):
        head = File(Path(entry.path, _HEAD), "")
        if entry.is_symlink() or not entry.is_dir():
            continue
        if head.path.is_file() and not head.path.is_symlink():
            yield from (head.path, *(file.path for file in head.companions()))
        else:
            yield from _alone(Path(entry.path))


def _alone(folder: Path) -> Iterator[Path]:
    """The results in a folder of the private room that no head describes."""
    for path in (folder / name for name in COMPANIONS):
        if path.is_file() and not path.is_symlink() and File(path, "").is_alone:
            yield path


def passed_over(name: str, left: list[File], any_files: bool) -> Iterator[Document]:
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
