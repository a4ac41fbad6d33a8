"""What checking found: over examples and cases, and put together by hand where no example has it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from eduhub.checks import check
from eduhub.checks.checked import Checked, NotRun
from eduhub.checks.formats import FORMATS
from eduhub.checks.look import Look
from eduhub.core.place import Place
from eduhub.core.rule import RULES, Finding
from eduhub.core.text import Lang, Text
from eduhub.repository import Repository

EXAMPLES = Path(__file__).parents[1] / "examples"
CASES = Path(__file__).parent / "cases"
AS_OF = date(2026, 6, 30)
FOLDERS = [EXAMPLES / "city", EXAMPLES / "slips", *sorted(CASES.glob("*/bad"))]


def name_of(folder: Path) -> str:
    """What a test of a folder is called."""
    return f"{folder.parent.name}-{folder.name}"


@cache
def of_folder(folder: Path) -> Checked:
    with contextlib.chdir(folder):
        return check(Repository.load([Path()], as_of=AS_OF))


def printed(shape: str, checked: Checked, lang: Lang = "zh", **look: Any) -> list[str]:
    lines = FORMATS[shape](checked, Look(lang, **look))
    assert not isinstance(lines, bytes)
    return list(lines)


def loaded(shape: str, checked: Checked, lang: Lang = "zh", **look: Any) -> Any:
    """The JSON of a format."""
    return json.loads("\n".join(printed(shape, checked, lang, **look)))


def found(*findings: Finding, strict: bool = False) -> Checked:
    files = tuple(sorted({finding.place.file for finding in findings}))
    return Checked(findings, (), files, AS_OF, strict)


def filled(code: str, place: Place, words: str = "x") -> Finding:
    """A finding with the same words for every fact."""
    rule = RULES[code]
    return rule.at(place, **dict.fromkeys(re.findall(r"{(\w+)}", rule.message.zh + rule.fix.zh), words))


def cells(file: str, sheet: str, *names: str) -> Iterator[Place]:
    return (Place(file, sheet=sheet, cell=name) for name in names)


def at_more(finding: Finding, places: Iterable[Place]) -> Finding:
    """The finding, which stands with the same words at further places."""
    return replace(finding, others=tuple(replace(finding, place=place) for place in places))


FIRST, *OTHERS = cells("湖.xlsx", "教师", "D14", "D15", "D16", "D20")
CAUSE = filled("E0402", Place("registry/schools.csv", 3, 1, cell="A3"), "990001")
ALIKE = at_more(filled("E0107", FIRST, "工号"), OTHERS)
FOLLOWERS = (
    at_more(
        replace(filled("E0601", Place("湖.xlsx", sheet="班级", cell="A2"), "湖"), cause=CAUSE.id),
        cells("湖.xlsx", "班级", "A3", "A4"),
    ),
    replace(filled("E0601", Place("山/classes.csv", 9, 2, cell="B9"), "山"), cause=CAUSE.id),
)
EXPLAINED = replace(
    filled("Q1302", Place("c.yaml", 4, 2, key="classes[0].pupils")), explanation="今年新建，已报备\n见附件"
)
WAIVER = Text("基教科豁免至 2026-12-31：系统升级", "waived until 2026-12-31: the system is renewed")
WAIVED = replace(filled("E0204", Place("d.csv", 4, 2, cell="B4")), waived=WAIVER)
NOTE = filled("N0103", Place("n.csv"))
ODD = filled("E0204", Place("=1+\udcff\u202e\n\x1b%25,:|<&>.csv", 4, 2), "=1+1\x00\ud800\uffff\u2028<&>]]>")
SKIPPED = NotRun("E1201", Text("湖.xlsx 还有错误", "湖.xlsx has faults"), finding=ALIKE.id)
LACKING = NotRun("Q1302", Text("缺少“学校”的数据", "no data of schools"))

# One of everything; clean.csv has nothing, 山/classes.csv only what follows from elsewhere.
EVERYTHING = Checked(
    findings=(EXPLAINED, WAIVED, NOTE, CAUSE, *FOLLOWERS, ALIKE, ODD),
    not_run=(SKIPPED, LACKING),
    files=("c.yaml", "clean.csv", "d.csv", "n.csv", "registry/schools.csv", "山/classes.csv", "湖.xlsx"),
    as_of=AS_OF,
)
