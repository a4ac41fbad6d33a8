"""Rules on the activities of a cluster, row by row."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.checks.repeats import doubled, repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.activities import Activities, Activity
from eduhub.kinds.codes import ACTIVITIES
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission
from eduhub.repository.school_year import is_within

# Types of activity that have results.
_COMPETITIONS = ("教学竞赛", "联谊联赛", "展示交流", "跨校社团", "其他")


@rule(
    "E1601",
    zh="活动日期 {date} 不在 {year} 学年之内",
    en="the activity of {date} lies outside the school year {year}",
    fix=Text(
        "核对年份；其他学年的活动记到那一学年的台账",
        "check the year; an activity of another year belongs into that year's log",
    ),
    why="日期不在本学年的活动，不会计入本学年的合作次数。",
)
def activity_outside_year(log: Submission[Activities]) -> Iterable[Hit]:
    """An activity of another year does not count in this one."""
    year = log.owner.get("year")
    for i, row in enumerate(() if _is_of_another_year(log) else log.model.rows):
        if year and not is_within(row.date, year):
            yield log.at("rows", i, "date", date=row.date, year=year)


@rule(
    "E1614",
    zh="台账是 {year} 学年的，{count} 次活动却都不在这个学年，从 {first} 到 {last}",
    en="the log is of {year}, but none of its {count} activities is: they run from {first} to {last}",
    fix=Text("核对所填学年或所在的文件夹", "check the school year given, or the folder"),
    why="整本台账记到别的学年，本学年就没有合作记录。",
)
def log_of_another_year(log: Submission[Activities]) -> Iterable[Hit]:
    """With the whole log in another year, this one has no record of common work."""
    if _is_of_another_year(log):
        days = sorted(row.date for row in log.model.rows)
        facts = {"year": log.owner["year"], "first": days[0], "last": days[-1]}
        yield log.at_key("rows", 0, "date", count=len(days), **facts)


def _is_of_another_year(log: Submission[Activities]) -> bool:
    """Are there several rows, and none of the year of the log?"""
    year, rows = log.owner.get("year"), log.model.rows
    return year is not None and len(rows) > 1 and not any(is_within(row.date, year) for row in rows)


@rule(
    "E1602",
    zh="活动日期 {date} 在今天（{today}）之后",
    en="the activity of {date} lies after today ({today})",
    fix=Text(
        "核对日期；还没有举行的活动写在年度计划里，举行后再记",
        "check the date; what is still to come belongs into the plan of the year",
    ),
    why="台账记已经举行的活动，没有举行的不能计入。",
)
def activity_to_come(log: Submission[Activities], repository: Repository) -> Iterable[Hit]:
    """The log is of what took place; what is still to come can't be counted."""
    year = log.owner.get("year")
    for i, row in enumerate(log.model.rows):
        if row.date > repository.as_of and (year is None or is_within(row.date, year)):
            yield log.at("rows", i, "date", date=row.date, today=repository.as_of)


@rule(
    "E1603",
    zh="「{title}」的承办学校 {host} 不在参加学校中",
    en="'{title}': the host {host} is not among the schools that took part",
    fix=Text(
        "把承办学校也写进参加学校，或核对标识码", "list the host among the schools too, or check the code"
    ),
    why="参加学校含承办学校；漏写的学校少算一次合作。",
)
def host_outside(log: Submission[Activities]) -> Iterable[Hit]:
    """The host takes part too; left out, it loses an activity in the count."""
    for i, row in enumerate(log.model.rows):
        if row.host not in row.schools:
            yield log.at("rows", i, "host", title=row.title, host=row.host)


@rule(
    "E1604",
    zh="「{title}」在第 {first} 行已经有了，日期、承办学校和开始时间都相同",
    en="'{title}' stands in row {first} already, with the same date, host and beginning",
    fix=Text(
        "删去重复的一行；确是两场活动的，写明各自的名称或时间",
        "delete one of the rows; tell two activities apart by title or time",
    ),
    why="同一场活动记两次，合作次数就虚高。",
)
def doubled_activity(log: Submission[Activities]) -> Iterable[Hit]:
    """An activity that stands twice inflates the count of common work."""
    rows = log.model.rows
    for i, first in repeats(rows, _same):
        yield log.at("rows", i, "title", title=rows[i].title, first=log.row(first))


def _same(row: Activity) -> tuple[object, ...]:
    return (row.date, row.title, row.host, row.from_, row.subject, row.stage)


@rule(
    "E1605",
    zh="「{title}」的开始时间 {start} 不早于结束时间 {end}",
    en="'{title}' begins at {start}, not before its end at {end}",
    fix=Text(
        "核对两个时间，多半填反了；下午用 24 小时制",
        "check both times; they may be the wrong way round, or an afternoon hour lacks its 12",
    ),
    why="时间颠倒，活动的时长就算不出来。",
)
def time_order(log: Submission[Activities]) -> Iterable[Hit]:
    """With the times the wrong way round, nobody can say how long it took."""
    for i, row in enumerate(log.model.rows):
        if row.from_ is not None and row.to is not None and row.from_ >= row.to:
            yield log.at("rows", i, "from", title=row.title, start=row.from_, end=row.to)


@rule(
    "Q1606",
    zh="「{title}」的{field} {clock} 不在 {earliest} 至 {latest} 之间",
    en="'{title}': '{field}' is {clock}, not between {earliest} and {latest}",
    fix=Text(
        "用 24 小时制，下午两点半写 14:30；确在夜间的说明原因",
        "use 24 hours: half past two in the afternoon is 14:30; explain an activity by night",
    ),
    why="下午的时间写成 2:30，会当作凌晨。",
)
def activity_by_night(log: Submission[Activities]) -> Iterable[Hit]:
    """Half past two in the afternoon, written 2:30, is taken for the night."""
    for i, row in enumerate(log.model.rows):
        hours = in_force(row.date)["activity_hours"]
        if row.from_ and row.to and row.from_ >= row.to:
            continue  # E1605 tells it
        for key, clock in (("from", row.from_), ("to", row.to)):
            if clock is not None and not hours["from"] <= clock <= hours["to"]:
                facts = {"field": log.label("rows", key), "earliest": hours["from"], "latest": hours["to"]}
                yield log.at("rows", i, key, title=row.title, clock=clock, **facts)
                break


@rule(
    "E1607",
    zh="「{title}」的{field}重复：{schools}",
    en="'{title}': '{field}' lists schools twice: {schools}",
    fix=Text(
        "一所学校只写一次；核对是否把别的学校写成了它",
        "list a school once; see whether another school was meant",
    ),
    why="重复的学校多半是另一所学校填错了码。",
)
def school_twice_in_activity(log: Submission[Activities]) -> Iterable[Hit]:
    """A school that stands twice is mostly another one with a mistyped code."""
    for i, row in enumerate(log.model.rows):
        for field, schools in (("schools", row.schools), ("participants", _codes(row.participants))):
            if again := doubled(schools):
                yield log.at("rows", i, field, title=row.title, field=log.label("rows", field), schools=again)


def _codes(entries: Iterable[str]) -> list[str]:
    """The schools of entries such as 2136990001:12."""
    return [entry.partition(":")[0] for entry in entries]


@rule(
    "E1608",
    zh="「{title}」的{field}写了没有参加的学校：{schools}",
    en="'{title}': '{field}' names schools that did not take part: {schools}",
    fix=Text(
        "把学校补入参加学校，或核对标识码", "add the schools to those that took part, or check the codes"
    ),
    why="人数和结果按学校统计，对不上的学校无法计入。",
)
def counted_school_outside(log: Submission[Activities]) -> Iterable[Hit]:
    """People and results are counted by school; those of a school that was not there count for nobody."""
    for i, row in enumerate(log.model.rows):
        for field, entries in (("participants", row.participants), ("results", row.results)):
            outside = [code for code in dict.fromkeys(_codes(entries)) if code not in row.schools]
            if outside:
                label = log.label("rows", field)
                yield log.at("rows", i, field, title=row.title, field=label, schools=outside)


@rule(
    "Q1609",
    zh="「{title}」各校人数合计 {total} 人，教师和学生合计 {people} 人",
    en="'{title}': the participants by school add up to {total}, teachers and pupils to {people}",
    fix=Text(
        "核对各校人数、教师人数和学生人数；各校人数含教师和学生",
        "check all three; the number of a school counts its teachers and pupils",
    ),
    why="两处人数不一致，不知道以哪个为准。",
)
def participants_by_school(log: Submission[Activities]) -> Iterable[Hit]:
    """Where the two differ nobody knows which one holds."""
    for i, row in enumerate(log.model.rows):
        total, known = sum(row.by_school.values()), [n for n in (row.teachers, row.pupils) if n is not None]
        people, all_told = sum(known), set(row.by_school) == set(row.schools)
        if known and row.participants and (total != people if all_told else total > people):
            yield log.at("rows", i, "participants", title=row.title, total=total, people=people)


@rule(
    "N1610",
    zh="「{title}」是“{type}”，却填了竞赛结果",
    en="'{title}' is '{type}', yet results of a competition are given",
    fix=Text(
        "确是竞赛的，活动类型选“教学竞赛”或“联谊联赛”；不是的，删去结果",
        "choose 'teaching competition' or 'league or meeting' if it was one, else delete the results",
    ),
    why="竞赛结果只按竞赛类活动统计。",
)
def results_without_competition(log: Submission[Activities]) -> Iterable[Hit]:
    """Results are counted for competitions only."""
    for i, row in enumerate(log.model.rows):
        if row.results and row.type not in _COMPETITIONS:
            yield log.at("rows", i, "results", title=row.title, type=ACTIVITIES.text(row.type))


@rule(
    "Q1611",
    clause="S3.c",
    zh="「{title}」只有 {school} 一所学校参加",
    en="'{title}': {school} is the only school that took part",
    fix=Text(
        "补全参加学校；只有本校参加的活动不必列入片区台账",
        "list all schools; what one school did alone need not be in the cluster's log",
    ),
    why="片区活动是几所学校共同开展的，一所学校的活动不计入合作。",
)
def activity_of_one_school(log: Submission[Activities]) -> Iterable[Hit]:
    """The log is of what schools did together; one school alone does not count as common work."""
    for i, row in enumerate(log.model.rows):
        if len({*row.schools, row.host}) == 1:
            yield log.at("rows", i, "schools", title=row.title, school=row.host)


@rule(
    "Q1612",
    zh="「{title}」与第 {first} 行同一天、同一承办学校、同一学科，时间重叠",
    en="'{title}' overlaps row {first}: same day, host and subject",
    fix=Text(
        "同一场活动只留一行；确是两场的，核对时间",
        "keep one row for one activity; check the times if there were two",
    ),
    why="改了名称的重复行不易看出，会使合作次数虚高。",
)
def overlapping_activity(log: Submission[Activities]) -> Iterable[Hit]:
    """A copied row with another title is hard to see and inflates the count of common work."""
    rows = log.model.rows
    alike: dict[tuple[object, ...], list[int]] = {}
    for i, row in enumerate(rows):
        earlier = alike.setdefault((row.date, row.host, row.subject, row.stage), [])
        first = next((j for j in earlier if _overlap(rows[j], row)), None)
        if first is not None and row.subject is not None:
            yield log.at("rows", i, "from", title=row.title, first=log.row(first))
        earlier.append(i)


def _overlap(one: Activity, other: Activity) -> bool:
    """Do their times overlap, where they are known and the two are not the same row twice?"""
    if _same(one) == _same(other) or not (one.minutes and other.minutes):
        return False
    return str(one.from_) < str(other.to) and str(other.from_) < str(one.to)


@rule(
    "E1613",
    zh="「{title}」{date} 举行，承办校 {confirmed} 就确认了",
    en="'{title}' took place on {date}, but the host confirmed it on {confirmed}",
    fix=Text("核对两个日期；确认在活动之后", "check both dates; a confirmation follows the activity"),
    why="活动还没有举行，确认就没有意义。",
)
def confirmed_before_held(log: Submission[Activities]) -> Iterable[Hit]:
    """A confirmation before the activity means nothing."""
    for i, row in enumerate(log.model.rows):
        if row.confirmed_on and row.confirmed_on < row.date:
            facts = {"date": row.date, "confirmed": row.confirmed_on}
            yield log.at("rows", i, "confirmed_on", title=row.title, **facts)
