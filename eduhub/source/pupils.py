"""Tables with a row for each pupil, known by their headings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from eduhub.core.personal import announces
from eduhub.core.place import Route
from eduhub.core.rule import Finding, declare
from eduhub.core.text import Text
from eduhub.source import limits
from eduhub.source.document import Document
from eduhub.source.grid import Grid
from eduhub.source.layout import normal

PUPILS_OUTSIDE = declare(
    "E0905",
    "pupils-outside-private",
    zh="这是逐个学生的数据（表头：{headings}），没有放在数据仓库的 private/ 里",
    en="this is data of single pupils (headings: {headings}) outside private/ of a data repository",
    fix=Text(
        "把文件移到数据仓库的 private/ 里；已提交到 git 的，还要从历史里清除",
        "move the file into private/ of the repository; if it was committed, remove it from the history too",
    ),
    why=Text(
        "不满十四周岁学生的个人信息是敏感个人信息（《个人信息保护法》第二十八条），private/ 不进 git。",
        "Data of children under 14 are sensitive (PIPL, article 28); private/ stays out of git.",
    ),
)

# One of these is enough; those that teachers' tables have too need results beside them.
_PUPILS = frozenset(
    map(
        normal,
        (
            *("学籍号", "全国学籍号", "国家学籍号", "学籍辅号", "学籍号码", "个人标识码"),
            *("学生姓名", "考生姓名", "学生身份证号", "学生身份证件号", "考生身份证号", "学生证件号"),
            *("考号", "考生号", "准考证号", "准考证号码", "监护人", "监护人姓名", "监护人电话", "家长电话"),
            *("student number", "student name", "pupil name", "exam number"),
        ),
    )
)
_PERSONS = frozenset(
    map(normal, ("姓名", "身份证号", "身份证号码", "身份证件号", "学号", "name", "student id", "pupil"))
)
_RESULTS = frozenset(
    map(normal, ("成绩", "分数", "总分", "语文", "数学", "英语", "班级排名", "年级排名", "score", "mark"))
)
_CLASSES = frozenset(map(normal, ("班级", "年级", "学号", "class", "grade")))
_ASSESSMENT = frozenset(("key", "school", "subject"))
_OUTCOMES = frozenset(("prior", "outcome"))
_SHOWN = 4


def names_a_person(heading: str) -> bool:
    """Does a heading say that the column below it holds names or numbers of persons?"""
    return normal(heading) in _PUPILS | _PERSONS or announces(heading)


def in_table(grid: Grid) -> Iterator[Finding]:
    """What is told of a sheet or table of pupils, at the first heading that shows it."""
    for row in range(min(limits.HEADING_ROWS, grid.height)):
        words = {at: text for at in range(grid.width(row)) if (text := grid.text(row, at))}
        if len(words) > 1 and (telling := _telling(words.values())):
            first = next(at for at, text in words.items() if text == telling[0])
            yield PUPILS_OUTSIDE.at(grid.place(row, first), headings=telling[:_SHOWN])
            return


def in_document(document: Document) -> Iterator[Finding]:
    """What is told of a list of pupils in YAML, at the first key that shows it."""
    for route, record in _records(document.data, ()):
        if len(record) > 1 and (telling := _telling(record)):
            place = document.key_place((*route, telling[0]))
            yield PUPILS_OUTSIDE.at(place, headings=telling[:_SHOWN])
            return


def _records(data: Any, route: Route) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    """The records of all lists, with the way to each."""
    if isinstance(data, list):
        for position, item in enumerate(data):
            if isinstance(item, dict):
                yield (*route, position), item
            yield from _records(item, (*route, position))
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _records(value, (*route, key))


def _telling(headings: Collection[str]) -> list[str]:
    """The headings that show a table of pupils, the most telling first; none where it is none."""
    names = {heading: normal(heading) for heading in headings if len(heading) <= 20}
    known = set(names.values())
    if known & _PUPILS:
        first = _PUPILS
    elif known & _PERSONS and known & _RESULTS and len(known & (_RESULTS | _CLASSES)) > 1:
        first = _PERSONS
    elif known >= _ASSESSMENT and known & _OUTCOMES:
        first = _ASSESSMENT
    else:
        return []
    other = _PUPILS | _PERSONS | _RESULTS | _CLASSES | _OUTCOMES
    telling = [heading for heading, name in names.items() if name in first]
    return telling + [heading for heading, name in names.items() if name in other - first]
