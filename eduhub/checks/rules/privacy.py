"""Rules on names of persons in what is stored; numbers and tables of pupils are told by the readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from eduhub.core.place import Route
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.base import leaves
from eduhub.repository import Repository, Submission


@rule(
    "E0904",
    zh="「{field}」有 {count} 人，数据仓库里不保存这一项",
    en="'{field}' is given for {count} persons; a data repository does not keep it",
    fix=Text(
        "清空这一项；工号与姓名的对照表放在 private/names.csv",
        "clear it; keep the list of codes and names in private/names.csv",
    ),
    why="入库的数据用工号指人；姓名一旦提交到 git，就很难从历史里删净。",
)
def personal_names(repository: Repository) -> Iterable[Hit]:
    """Stored data point to persons by code; a name once committed is hard to remove from the history."""
    for submission in repository.submissions:
        place = repository.place(submission.file)
        if place and place[0] is submission.kind:
            yield from _dropped(submission)


def _dropped(submission: Submission[Any]) -> Iterator[Hit]:
    """A hit for each field that is not stored, at its heading or first key."""
    found: dict[Route, list[Route]] = {}
    for route, text, field in leaves(submission.kind.record, submission.document.data):
        if field.label.dropped and text.strip():
            found.setdefault(tuple(step for step in route if isinstance(step, str)), []).append(route)
    for routes in found.values():
        yield submission.at_key(*routes[0], field=submission.label(*routes[0]), count=len(routes))
