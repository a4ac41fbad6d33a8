"""What every document that is handed in carries: when and by whom, and the answers to queries."""

from __future__ import annotations

from typing import Annotated

from eduhub.kinds.base import Label, Record
from eduhub.kinds.types import Count, Date, Line, Words


class Submitted(Record):
    """When, by whom and in which version the document was handed in."""

    on: Annotated[Date, Label("报送日期", "submitted on")]
    by: Annotated[Line, Label("报送单位", "submitted by")]
    version: Annotated[Count, Label("版本", "version")]


class Explanation(Record):
    """The answer to a query: which code, at which place, why it is right all the same."""

    code: Annotated[Line, Label("代码", "code")]
    at: Annotated[Line, Label("位置", "at")]
    value: Annotated[Line | None, Label("当时的值", "value")] = None
    reason: Annotated[Words, Label("说明", "reason")]
