"""What the schools of a cluster did together: when, of which type, who took part, how long between."""

from __future__ import annotations

from collections import Counter

from eduhub.core.text import Text
from eduhub.kinds.codes import ACTIVITIES, STAGES, SUBJECTS
from eduhub.reports.page import Figure, Panel, Section, Table, listed, number, percent, words
from eduhub.reports.work import Gap, Work, gaps, is_confirmed, members, months, taken_part
from eduhub.repository import Repository

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def section(work: Work, repository: Repository, page: str) -> Section | None:
    """The log of the year, counted; None where there is none."""
    if not work.activities:
        return None
    return Section(
        Text("活动", "Activities"),
        Text("活动", "activities"),
        (_gap_said(work),),
        (_by_month(work, page),),
        (_by_type(work), *_participation(work, repository), *_gap_table(work)),
    )


def _by_month(work: Work, page: str) -> Figure:
    found = list(months(work))
    rows = tuple(
        (words(Text(f"{month}月", _MONTHS[month - 1])), number(confirmed), number(open_))
        for month, confirmed, open_ in found
    )
    table = Table(
        Text("各月活动次数", "Activities by month"),
        (
            Text("月份", "month"),
            Text("承办校已确认", "confirmed by the host"),
            Text("尚未确认", "not confirmed yet"),
        ),
        rows,
    )
    most = max(found, key=lambda m: m[1] + m[2])
    none = [Text(f"{month}月", _MONTHS[month - 1]) for month, yes, no in found if not yes + no]
    empty = listed(none)
    return Figure(
        f"{page}-months",
        "columns",
        Text("各月活动次数", "Activities by month"),
        Text(
            "每柱为一个月的活动次数，斑点部分承办校尚未确认",
            "a column a month; the dotted part is not confirmed yet",
        ),
        Text(
            f"活动最多的月份有 {most[1] + most[2]} 次"
            + (f"；没有活动的月份：{empty.zh}。" if none else "。"),
            f"The busiest month has {most[1] + most[2]}" + (f"; none in {empty.en}." if none else "."),
        ),
        (Panel(Text("", ""), table, (1, 2)),),
    )


def _by_type(work: Work) -> Table:
    held = Counter(a.type for a in work.activities)
    confirmed = Counter(a.type for a in work.activities if is_confirmed(a, work))
    rows = [
        (words(ACTIVITIES.text(kind)), number(held[kind]), number(confirmed[kind]))
        for kind in ACTIVITIES.values
        if held[kind]
    ]
    return Table(
        Text("各类活动次数", "Activities by type"),
        (Text("活动类型", "type"), Text("开展", "held"), Text("已确认", "confirmed")),
        tuple(rows),
    )


def _participation(work: Work, repository: Repository) -> list[Table]:
    """How often each member school took part."""
    if work.plan is None:
        return []
    rows = []
    for code in members(work):
        name = repository.schools[code].name if code in repository.schools else code
        took, hosted, held = taken_part(work, code)
        share = percent(took / held if held else None)
        rows.append((words(name), number(took), number(held), share, number(hosted)))
    return [
        Table(
            Text("各校参加情况", "Taking part"),
            (
                Text("学校", "school"),
                Text("参加次数", "took part in"),
                Text("在册期间活动", "held while a member"),
                Text("参加比例", "share"),
                Text("承办次数", "hosted"),
            ),
            tuple(rows),
        )
    ]


def _gap_said(work: Work) -> Text:
    found = gaps(work)
    if not found:
        return Text(
            "没有一个学科开展过两次以上联合活动，间隔无法统计。",
            "No subject had two joint activities, so gaps can't be told.",
        )
    longest = max(found, key=lambda gap: gap.days)
    name = _subject(longest)
    return Text(
        f"联合活动间隔最长的是{name.zh}：{longest.days} 天（{longest.start} 至 {longest.end}）。",
        f"The longest gap between joint activities is in {name.en}: {longest.days} days ({longest.start} to "
        f"{longest.end}).",
    )


def _subject(gap: Gap) -> Text:
    subject = SUBJECTS.text(gap.subject)
    if gap.stage is None:
        return subject
    return Text(f"{gap.stage}{subject.zh}", f"{STAGES.text(gap.stage).en} {subject.en}")


def _gap_table(work: Work) -> list[Table]:
    rows = [
        (words(_subject(gap)), number(gap.times), number(gap.days), words(f"{gap.start} / {gap.end}"))
        for gap in gaps(work)
    ]
    head = (
        Text("学科", "subject"),
        Text("联合活动", "joint activities"),
        Text("最长间隔（天）", "longest gap (days)"),
        Text("起止", "from / to"),
    )
    return (
        [Table(Text("联合活动的最长间隔", "Longest gap between joint activities"), head, tuple(rows))]
        if rows
        else []
    )
