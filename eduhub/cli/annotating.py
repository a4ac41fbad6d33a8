"""`eduhub validate --annotate`: a marked copy of every file that has something to mend."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from eduhub.cli.files import write
from eduhub.cli.language import current, t
from eduhub.cli.options import session
from eduhub.cli.output import complain, talk
from eduhub.core.errors import UnreadableError
from eduhub.core.text import say, visible
from eduhub.forms.marking.copies import Copy, NoCopyError, copy_of, name_of
from eduhub.kinds.catalogue import FORMS
from eduhub.repository.files import files_of
from eduhub.source.files import read_bytes
from eduhub.source.problems import RefusedError
from eduhub.source.read import WORKBOOK_SUFFIXES

if TYPE_CHECKING:
    from eduhub.checks import Checked
    from eduhub.repository import Repository

_FORMED = {kind.name for form in FORMS.values() for kind in form.kinds}


def annotate(
    folder: Path, checked: Checked, repository: Repository, paths: Sequence[Path] | None, *, failed: bool
) -> int:
    """Writes the copies into a folder and says which; the exit code of the worst that went wrong.

    paths  that were named: findings show files without the personal numbers in their names
    """
    writer, clean, real = _Writer(folder, failed), 0, _real(paths)
    for file in _asked(repository):
        try:
            copy = copy_of(
                file, read_bytes(real.get(file, Path(file))), checked, repository, current(), failed=failed
            )
            clean += copy is None
            if copy:
                writer.give(file, copy)
        except (RefusedError, NoCopyError) as error:
            writer.refuse(file, error)
        except UnreadableError as error:
            complain(t("错误：", "error: ") + error.to(current()))
            writer.code = error.exit_code
    _tell_clean(clean, failed=failed)
    return writer.code


def _asked(repository: Repository) -> Iterator[str]:
    """The files named that a marked copy is made of, or that nothing could be read of."""
    formed = {s.file for s in repository.submissions if s.kind.name in _FORMED}
    formed |= {document.file for document in repository.documents}
    for file in sorted(repository.named):
        if file in formed or file.lower().endswith(WORKBOOK_SUFFIXES):
            yield file


def _real(paths: Sequence[Path] | None) -> dict[str, Path]:
    """The files by the names that findings show; none that share such a name."""
    files = {
        os.path.abspath(file.path): file
        for path in paths or [session().root or Path()]
        for file in files_of(path)[0]
    }
    shown = Counter(file.name for file in files.values())
    return {file.name: file.path for file in files.values() if shown[file.name] == 1}


def _tell_clean(count: int, *, failed: bool) -> None:
    if count and failed:
        talk(
            t(
                f"{count} 个文件没有待改的行，不另写",
                f"files without rows to mend, of which there is no copy: {count}",
            )
        )
    elif count:
        talk(
            t(
                f"{count} 个文件没有问题，不另写",
                f"files with nothing to mend, of which there is no copy: {count}",
            )
        )


@dataclass
class _Writer:
    """Writes copies under names that are free."""

    folder: Path
    failed: bool
    code: int = 0
    taken: set[str] = field(default_factory=set)

    def give(self, file: str, copy: Copy) -> None:
        """Writes a copy, or leaves it where it stands already; never in the place of anything else."""
        path = self._place(file, copy.content)
        self.taken.add(str(path))
        if path.exists():
            talk(t(f"{visible(str(path))} 已是这样，没有改动", f"{visible(str(path))} is up to date"))
            return
        write(path, copy.content)
        talk(t(f"已写入 {visible(str(path))}", f"written: {visible(str(path))}"))
        if copy.fresh:
            self._tell_fresh(file, copy)

    def _place(self, file: str, content: bytes) -> Path:
        number = 1
        while True:
            path = self.folder / name_of(file, current(), number, failed=self.failed)
            if str(path) not in self.taken and (not os.path.lexists(path) or self._holds(path, content)):
                return path
            number += 1

    def _holds(self, path: Path, content: bytes) -> bool:
        try:
            return read_bytes(path) == content
        except RefusedError:
            return False

    def _tell_fresh(self, file: str, copy: Copy) -> None:
        name, what = visible(file), say(copy.left_out, current())
        if copy.left_out:
            talk(
                t(
                    f"{name} 不能原样标注，内容已填入新表；没有带过来：{what}",
                    f"{name} could not be marked as it is; its values are in a fresh form without: {what}",
                )
            )

    def refuse(self, file: str, error: RefusedError | NoCopyError) -> None:
        """Says why there is no copy of a file."""
        reason = error.reason.to(current()) if isinstance(error, NoCopyError) else _words(error)
        complain(t(f"{visible(file)}：没有标注副本，{reason}", f"{visible(file)}: no marked copy; {reason}"))


def _words(refusal: RefusedError) -> str:
    return refusal.rule.message.fill(current(), refusal.facts)
