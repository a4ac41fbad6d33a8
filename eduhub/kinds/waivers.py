"""What the bureau lets pass: `waivers.yaml` of a data repository."""

from __future__ import annotations

from typing import Annotated

from eduhub.core.text import Text
from eduhub.kinds.base import Kind, Label, Record, Table
from eduhub.kinds.types import Date, Line, Words


class Waiver(Record):
    """A query or note that the bureau lets pass in some files until a day."""

    code: Annotated[Line, Label("代码", "code", hint=Text("如 Q1302", "as in Q1302"))]
    path: Annotated[
        Line,
        Label(
            "路径",
            "path",
            hint=Text(
                "仓库内的文件或文件夹，* 代表任意文字", "a file or folder of the repository; * is any text"
            ),
        ),
    ]
    reason: Annotated[Words, Label("理由", "reason")]
    who: Annotated[Line, Label("批准人", "who")]
    until: Annotated[Date, Label("有效期至", "until", hint=Text("含当天", "that day included"))]


class Waivers(Table[Waiver]):
    """All waivers of a repository."""


WAIVERS = Kind("waivers", Text("豁免", "waivers"), Waivers, "08", "waivers.yaml")
