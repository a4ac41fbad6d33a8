"""The schools of a district that are in no cluster, by affiliation."""

from __future__ import annotations

from eduhub.core.text import Text, same
from eduhub.kinds.codes import AFFILIATIONS
from eduhub.reports.page import Section, Table, listed, number, words
from eduhub.scores.view import View, is_outside


def schools(groups: list[View]) -> dict[str, str]:
    """The schools in no cluster, by code, with their affiliation."""
    rows = [
        part
        for group in groups
        if is_outside(group.id)
        for stage in group.stages
        for part in group.parts(stage)
    ]
    return {row["school"]: row["affiliation"] for row in rows}


def section(view: View, groups: list[View]) -> Section:
    """The schools in no cluster, by affiliation."""
    found = schools(groups)
    if not found:
        return Section(Text("未入片区的学校", "Schools in no cluster"), Text("未入片区", "in no cluster"))
    rows = []
    for affiliation in AFFILIATIONS.values:
        names = [
            View(view.scores, "school", code).name
            for code, own in sorted(found.items())
            if own == affiliation
        ]
        if names:
            rows.append(
                (
                    words(AFFILIATIONS.text(affiliation)),
                    number(len(names)),
                    words(listed([same(n) for n in names])),
                )
            )
    said = listed(
        [
            Text(f"{row[0].words.zh} {row[1].words.zh} 所", f"{row[0].words.en} {row[1].words.en}")
            for row in rows
        ]
    )
    return Section(
        Text("未入片区的学校", "Schools in no cluster"),
        Text("未入片区", "in no cluster"),
        (
            Text(
                f"{len(found)} 所学校（含按学段部分未入的）未入片区：{said.zh}。",
                f"Schools in no cluster, wholly or with a stage: {len(found)} ({said.en}).",
            ),
        ),
        (),
        (
            Table(
                Text("按隶属关系", "By affiliation"),
                (Text("隶属关系", "affiliation"), Text("学校", "schools"), Text("名称", "names")),
                tuple(rows),
            ),
        ),
    )
