"""学校变更: what became of schools that were renamed, merged, split, closed, re-coded or founded."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field as Bound

from eduhub.core.text import Text
from eduhub.kinds.base import PERCENT, Kind, Label, Record, Table
from eduhub.kinds.codes import CHANGES as WHAT
from eduhub.kinds.types import Date, Percent, SchoolCode, Words


class Change(Record):
    """One school code that became another; several rows make up a merger or a split."""

    row_key = ("date", "what", "from", "to")
    example: ClassVar = {
        "date": "2025-08-31",
        "what": "合并",
        "from": "2136990002",
        "to": "2136990001",
        "share": "100",
    }

    date: Annotated[Date, Label("变更日期", "date")]
    what: Annotated[str, WHAT, Label("变更事项", "what")]
    from_: Annotated[
        SchoolCode | None,
        Bound(alias="from"),
        Label("原学校标识码", "from", hint=Text("新建的留空", "blank for a new school")),
    ] = None
    to: Annotated[
        SchoolCode | None,
        Label("现学校标识码", "to", hint=Text("撤销而未并入的留空", "blank where nothing took over")),
    ] = None
    share: Annotated[
        Percent | None,
        Label("划转比例", "share", hint=Text("划给现学校的学生比例", "pupils that went there"), unit=PERCENT),
    ] = None
    words: Annotated[Words | None, Label("备注", "words")] = None


class Changes(Table[Change]):
    """All changes of schools that the city keeps, so that no history is lost."""


CHANGES = Kind("changes", Text("学校变更", "changes of schools"), Changes, "06", "registry/changes.csv")
