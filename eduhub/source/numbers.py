"""Personal numbers in what was submitted: found wherever they stand, told by kind and place, never shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eduhub.core.personal import Candidate, Sort, announces, candidates, suspicious
from eduhub.core.place import Place
from eduhub.core.rule import Finding, Rule, declare
from eduhub.core.text import Text
from eduhub.source.grid import Grid, cell_text

_NEVER_AGAIN = Text(
    "个人信息一旦提交到 git，就很难从历史里删净。",
    "What has once been committed is hard to remove from the history of git.",
)
RULES: dict[Sort, Rule] = {
    Sort.RESIDENT: declare(
        "E0901",
        "resident-id",
        zh="{where}有居民身份证号",
        en="there is a resident ID {where}",
        fix=Text(
            "删去这个号码：教师填工号，学生的资料放在数据仓库的 private/ 里",
            "remove it: give staff codes for teachers, and keep pupils' data in private/ of the repository",
        ),
        why=_NEVER_AGAIN,
    ),
    Sort.PHONE: declare(
        "E0902",
        "phone-number",
        zh="{where}有电话号码",
        en="there is a phone number {where}",
        fix=Text(
            "删去这个号码；联系方式不填入电子表，另行保存",
            "remove it; keep contacts outside of what is submitted",
        ),
        why=_NEVER_AGAIN,
    ),
    Sort.STUDENT: declare(
        "E0903",
        "student-number",
        zh="{where}有学籍号",
        en="there is a student number {where}",
        fix=Text(
            "删去这个号码；学生的资料放在数据仓库的 private/ 里",
            "remove it; keep pupils' data in private/ of the repository",
        ),
        why=_NEVER_AGAIN,
    ),
}
_AMOUNTS = ("元", "额", "费", "资金", "预算", "决算", "yuan", "amount", "budget", "fund")
_HERE = Text("这里", "here")
_IN_FILE_NAME = Text("文件名或文件夹名里", "in the name of the file or its folder")
IN_SHEET_NAME = Text("工作表名里", "in the name of the sheet")


@dataclass(frozen=True, slots=True)
class Found:
    """A personal number in a text, and where it stands in it."""

    sort: Sort
    start: int
    end: int


def find(text: str) -> Iterator[Found]:
    """Every personal number in a text, in their order."""
    if suspicious(text):
        found = [Found(c.sort, c.start, c.end) for c in candidates(text) if _is_real(c)]
        yield from sorted(found, key=lambda one: one.start)


def _is_real(candidate: Candidate) -> bool:
    """Is it what it looks like? A student number needs no right check digit: some are made without one."""
    digits = candidate.digits.removeprefix("G").removeprefix("L")
    if candidate.certain:
        return True
    return _has_birthday(digits) and (candidate.sort is Sort.STUDENT or _is_resident_id(digits))


def _has_birthday(digits: str) -> bool:
    """Is there a day in the place where an ID has the day of birth?"""
    year, month, day = int(digits[6:10]), int(digits[10:12]), int(digits[12:14])
    try:
        return 1800 <= date(year, month, day).year < 2100
    except ValueError:
        return False


def _is_resident_id(digits: str) -> bool:
    """Is the check digit right, and the province one of the country's?

    stdnum's own `validate` wants the county to have had its number in the year of birth; it is the year of
    the registration that counts, so that it takes the IDs of older people for wrong.
    """
    from stdnum import numdb  # imported where a number was found: start-up stays fast
    from stdnum.cn import ric

    if ric.calc_check_digit(digits) != digits[-1]:
        return False
    (_, province), *_ = numdb.get("cn/loc").info(digits[:6])
    return bool(province)


def in_text(file: str, text: str) -> Iterator[Finding]:
    """What is told of a text: a finding for each sort and spot, at its line and column."""
    if not suspicious(text):
        return
    for line, words in enumerate(text.split("\n"), start=1):
        for found in find(words):
            yield RULES[found.sort].at(Place(file, line, found.start + 1), where=_HERE)


def in_words(place: Place, where: Text, words: str) -> Iterator[Finding]:
    """What is told of words that have no line or cell: a finding for each sort."""
    for sort in dict.fromkeys(found.sort for found in find(words)):
        yield RULES[sort].at(place, where=where)


def in_name(file: str, name: str) -> Iterator[Finding]:
    """What is told of the name of a file.

    file  as findings show it; name  with its folders, as it really is
    """
    yield from in_words(Place(file), _IN_FILE_NAME, name)


def in_grid(grid: Grid) -> Iterator[Finding]:
    """What is told of a sheet or table: a finding for each sort and cell, read or not."""
    if not suspicious("\n".join(_hints(grid))):
        return
    headings: dict[int, str] = {}
    for row, cells in enumerate(grid.rows):
        label = ""
        for column, value in enumerate(cells):
            text = cell_text(value)
            if text is None:
                continue
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            for sort in _sorts(text, label or headings.get(column, ""), is_number=is_number):
                yield RULES[sort].at(grid.place(row, column), where=_HERE)
            if not is_number:
                label = text if announces(text) else ""
                headings[column] = text if announces(text) or _is_heading(text) else headings.get(column, "")


def _hints(grid: Grid) -> Iterator[str]:
    """The words of all cells that may matter; a whole number too, for it may be a phone's."""
    for cells in grid.rows:
        for value in cells:
            if isinstance(value, str):
                yield value
            elif isinstance(value, float) and value >= 1e10:
                yield cell_text(value) or ""


def _is_heading(text: str) -> bool:
    """Does it say that numbers below it are amounts?"""
    return any(word in text.lower() for word in _AMOUNTS)


def _sorts(text: str, heading: str, *, is_number: bool) -> Iterator[Sort]:
    """The sorts of personal numbers in a cell under a heading or beside a label."""
    if is_number and _is_heading(heading):
        return
    lead = f"{heading[-20:]}: " if announces(heading) else ""
    found = {one.sort for one in find(lead + text) if one.end > len(lead)}
    if is_number and len(text) == 18 and _has_birthday(text):
        found.add(Sort.RESIDENT)  # the last digits are lost, the day of birth is not
    yield from sorted(found, key=list(Sort).index)
