"""The marked copy of any file: the workbook itself with marks, or a fresh form with its values and marks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eduhub.checks import Checked
from eduhub.core.rule import Tier
from eduhub.core.text import Lang, Text
from eduhub.forms.marking.entries import Entry, Source, entries
from eduhub.forms.marking.fresh import form_for, fresh_form, left_out, whose
from eduhub.repository import Repository, Submission
from eduhub.source import form_problems
from eduhub.source.files import Face, face
from eduhub.source.imprint import LISTED

MARKED: Final = Text("（已标注{number}）", " (marked{number})")
FAILED: Final = Text("（待改行{number}）", " (rows to mend{number})")
_EARLIER: Final = re.compile(
    r"(?:（(?:已标注|待改行)[0-9]*）| ?\((?:marked|rows to mend)(?: [0-9]+)?\))(?: ?[(（][0-9]+[)）])?\Z"
)
# The names of the styles of marks, and the hidden headings of the list.
_SIGNS: Final = re.compile(rf"eduhub (?:error|query|note) [0-9]|{LISTED['at'].zh}|{LISTED['at'].en}".encode())
_UNREAD: Final = Text("它的内容读不出来", "nothing of it could be read")
_NO_FORM: Final = Text("这类文件没有表格", "there is no form for files of its kind")


class NoCopyError(Exception):
    """There can be no marked copy of a file; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        """With the reason in both languages."""
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Copy:
    """A marked copy.

    fresh  it is a fresh form; left_out: what that lacks of the file
    """

    content: bytes
    fresh: bool = False
    left_out: Sequence[Text] = ()


def copy_of(
    file: str, raw: bytes, checked: Checked, repository: Repository, lang: Lang, *, failed: bool = False
) -> Copy | None:
    """The marked copy of a file; None where nothing is to be marked, and nothing was.

    failed  a form with only the rows that have an open error or query
    Raises  NoCopyError where there can be none
    """
    told = [e for e in entries(file, checked, repository) if e.finding.rule is not form_problems.PARTIAL_COPY]
    submissions = Source(repository, file).submissions
    if not submissions:
        raise NoCopyError(_UNREAD)
    asking = [entry for entry in told if entry.finding.is_open and entry.tier is not Tier.NOTE]
    if not (asking if failed else told or _was_marked(raw)):
        return None
    maker = _Maker(file, raw, told, submissions, whose(submissions, repository), checked, lang)
    return maker.failed_rows() if failed else maker.whole()


@dataclass(frozen=True)
class _Maker:
    """Makes the copy of one file."""

    file: str
    raw: bytes
    told: list[Entry]
    submissions: Sequence[Submission[Any]]
    unit: Mapping[str, str]
    checked: Checked
    lang: Lang

    def whole(self) -> Copy:
        """The workbook as it is with marks; where something would be lost, a fresh form."""
        from eduhub.forms.marking.list_sheet import About
        from eduhub.forms.marking.marked import UnmarkableError, marked_copy

        if face(self.raw) is not Face.XLSX:
            return self._fresh([])
        about = About(self._title(), self.checked.as_of)
        try:
            return Copy(marked_copy(self.raw, self.told, about, self.lang))
        except UnmarkableError as error:
            return self._fresh(error.reasons)

    def _title(self) -> str:
        """The name of the file, and whose it is where that is not in it."""
        name, title = self.unit.get("name", ""), stem(self.file)
        return title if not name or name in title else f"{title} {name}"

    def _fresh(self, reasons: Sequence[Text]) -> Copy:
        is_workbook = face(self.raw) is not Face.TEXT
        lacking = left_out(self.told, reasons, is_workbook=is_workbook)
        return self._filled(lacking, failed=False)

    def failed_rows(self) -> Copy:
        """A fresh form with the rows to mend."""
        return self._filled([], failed=True)

    def _filled(self, lacking: Sequence[Text], *, failed: bool) -> Copy:
        from eduhub.forms.marking.list_sheet import About
        from eduhub.forms.marking.marked import marked_copy

        form = form_for(self.submissions)
        if form is None:
            raise NoCopyError(_NO_FORM)
        fresh = fresh_form(form, self.submissions, self.told, self.unit, self.lang, failed=failed)
        about = About(self._title(), self.checked.as_of, not failed, lacking, partial=failed)
        return Copy(marked_copy(fresh.content, fresh.entries, about, self.lang), not failed, lacking)


def _was_marked(raw: bytes) -> bool:
    """Does a workbook bear the marks of an earlier round, whatever names its sheets have?"""
    from eduhub.source.archive import open_package

    if face(raw) is not Face.XLSX:
        return False
    package = open_package(raw)
    return any(
        _SIGNS.search(package.read(name))
        for name in package
        if name.startswith("xl/") and name.endswith(".xml")
    )


def stem(file: str) -> str:
    """The name of a file without suffix, and without what an earlier round put behind it."""
    name = posixpath.basename(file)
    base = name[: name.rfind(".")] if name.rfind(".") > 0 else name
    return _EARLIER.sub("", base) or base


def name_of(file: str, lang: Lang, number: int, *, failed: bool = False) -> str:
    """The name of the copy of a file, the first or one of those after it."""
    behind = "" if number == 1 else str(number) if lang == "zh" else f" {number}"
    return f"{stem(file)}{(FAILED if failed else MARKED).fill(lang, {'number': behind})}.xlsx"
