"""Rules on what became of schools: renamed, merged, split, closed, re-coded, founded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.changes import Change, Changes
from eduhub.kinds.codes import CHANGES
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission

# A merger or split may keep the code of one of its schools; these may not.
_NEW_CODE = ("改码", "撤并")
# After these a school is no more under its old code, unless a merger keeps it.
_GIVEN_UP = ("改码", "合并", "撤并")


@rule(
    "E0601",
    zh="变更事项为“{what}”，却没有{field}",
    en="the change is '{what}', but '{field}' is blank",
    fix=Text(
        "补上标识码；只有新建没有原学校，只有撤并可以没有现学校",
        "give the code; only a new school has none before, only a closed one may have none after",
    ),
    why="缺少一头的变更，学校的历史就接不上。",
)
def change_without_code(changes: Submission[Changes]) -> Iterable[Hit]:
    """With one end missing, the history of a school breaks off."""
    for i, change in enumerate(changes.model.rows):
        ends = (("from", change.from_, ("新建",)), ("to", change.to, ("撤并",)))
        for field, code, may_lack in ends:
            if code is None and change.what not in may_lack:
                facts = {"what": CHANGES.text(change.what), "field": changes.label("rows", field)}
                yield changes.at("rows", i, field, **facts)


@rule(
    "E0602",
    zh="变更事项为“新建”，却填了原学校标识码 {code}",
    en="the school is founded, but a code from before is given: {code}",
    fix=Text(
        "新建学校留空原学校标识码；由原校改办的选“改码”或“拆分”",
        "leave it blank for a new school; choose 're-coded' or 'split' for one that came from another",
    ),
    why="新建学校没有以前的数据，填了原码会误接到别的学校。",
)
def founded_from_another(changes: Submission[Changes]) -> Iterable[Hit]:
    """A new school has no earlier data; a code from before ties it to another school's."""
    for i, change in enumerate(changes.model.rows):
        if change.what == "新建" and change.from_ is not None:
            yield changes.at("rows", i, "from", code=change.from_)


@rule(
    "E0603",
    zh="变更事项为“{what}”，原码和现码却都是 {code}",
    en="the change is '{what}', but the codes before and after are both {code}",
    fix=Text(
        "核对两个标识码；只改校名的选“更名”", "check both codes; choose 'renamed' if only the name changed"
    ),
    why="码没有变，这次变更就看不出结果。",
)
def same_codes(changes: Submission[Changes]) -> Iterable[Hit]:
    """Where the code stays, nothing shows what the change led to."""
    for i, change in enumerate(changes.model.rows):
        if change.what in _NEW_CODE and change.from_ is not None and change.from_ == change.to:
            yield changes.at("rows", i, "to", what=CHANGES.text(change.what), code=change.to)


@rule(
    "E0604",
    zh="变更事项为“更名”，标识码却由 {before} 变为 {after}",
    en="the school is renamed, but its code goes from {before} to {after}",
    fix=Text(
        "码变了的选“改码”；码没变的，两处填同一个码", "choose 're-coded', or give one code in both places"
    ),
    why="更名不换码；按“更名”登记，换码前后的数据接不上。",
)
def renamed_to_another_code(changes: Submission[Changes]) -> Iterable[Hit]:
    """A new name keeps the code; entered as a new name, a new code loses the earlier data."""
    for i, change in enumerate(changes.model.rows):
        if change.what == "更名" and change.from_ and change.to and change.from_ != change.to:
            yield changes.at("rows", i, "to", before=change.from_, after=change.to)


@rule(
    "E0605",
    zh="现学校标识码 {code} 不在学校名册里",
    en="the code {code}, which a school got, is not in the register of schools",
    fix=Text("核对标识码，或先把学校列入名册", "check the code, or enter the school in the register first"),
    why="变更后的学校不在名册里，它的数据就没有归处。",
    needs=("schools",),
)
def unknown_new_code(changes: Submission[Changes], repository: Repository) -> Iterable[Hit]:
    """Data of a school that the register does not know after its change belong nowhere."""
    given_up = {change.from_ for change in changes.model.rows if change.from_ != change.to}
    for i, change in enumerate(changes.model.rows):
        if change.to and change.to not in repository.schools and change.to not in given_up:
            yield changes.at("rows", i, "to", code=change.to).blaming("school", change.to)


@rule(
    "Q0606",
    zh="原学校标识码 {code} 不在学校名册里",
    en="the code {code}, which a school had, is not in the register of schools",
    fix=Text(
        "核对标识码；停办的学校也留在名册里，填上停办日期",
        "check the code; a closed school stays in the register, with the day on which it closed",
    ),
    why="名册里没有原校，以前各年的数据就对不上学校。",
    needs=("schools",),
)
def unknown_old_code(changes: Submission[Changes], repository: Repository) -> Iterable[Hit]:
    """Without the old school in the register, nobody can tell whose the data of earlier years are."""
    for i, change in enumerate(changes.model.rows):
        if change.from_ and change.from_ not in repository.schools:
            yield changes.at("rows", i, "from", code=change.from_).blaming("school", change.from_)


@rule(
    "E0607",
    zh="「{name}」（{code}）已于 {date} 变更（{what}），名册里{register}",
    en="{name} ({code}) gave up its code on {date} ({what}), but the register {register}",
    fix=Text(
        "在名册中填上该校的停办日期，或更正变更",
        "enter its closing day in the register, or correct the change",
    ),
    why="新旧两个码都算在办，同一所学校会算两遍。",
    needs=("schools",),
)
def old_school_still_open(changes: Submission[Changes], repository: Repository) -> Iterable[Hit]:
    """With both codes open, one school counts as two."""
    goes_on = {(change.date, change.to) for change in changes.model.rows}
    for i, change in enumerate(changes.model.rows):
        school = repository.schools.get(change.from_ or "")
        ends = change.what in _GIVEN_UP and (change.date, change.from_) not in goes_on
        open_still = school and (school.closed is None or school.closed > change.date)
        if school and open_still and ends and change.date <= repository.as_of:
            facts = {"code": change.from_, "date": change.date, "what": CHANGES.text(change.what)}
            yield changes.at("rows", i, "from", name=school.name, register=_closing(school.closed), **facts)


def _closing(day: date | None) -> Text:
    """What the register says of the end of a school, after the words "the register"."""
    if day is None:
        return Text("仍未停办", "has it open")
    return Text(f"到 {day} 才停办", f"closes it only on {day}")


@rule(
    "E0608",
    zh="「{name}」（{code}）在变更之日 {date} 以前已经停办（{closed}）",
    en="{name} ({code}) closed on {closed}, before the change of {date} that leads to it",
    fix=Text(
        "核对现学校标识码、变更日期和名册中的停办日期",
        "check the code, the date, and the closing day in the register",
    ),
    why="学生不会并入已经停办的学校，必有一处填错。",
    needs=("schools",),
)
def successor_closed(changes: Submission[Changes], repository: Repository) -> Iterable[Hit]:
    """No pupils move into a school that is closed; one of the entries is wrong."""
    for i, change in enumerate(changes.model.rows):
        school = repository.schools.get(change.to or "")
        if school and school.closed and school.closed <= change.date and change.what != "更名":
            facts = {"code": change.to, "date": change.date, "closed": school.closed}
            yield changes.at("rows", i, "to", name=school.name, **facts)


@rule(
    "E0615",
    zh="「{name}」（{code}）{opened} 才建校，晚于变更之日 {date}",
    en="{name} ({code}) opened on {opened}, after the change of {date} that leads to it",
    fix=Text(
        "核对现学校标识码、变更日期和名册中的建校日期",
        "check the code, the date, and the opening day in the register",
    ),
    why="学生不会划到还没有建立的学校，必有一处填错。",
    needs=("schools",),
)
def successor_not_open(changes: Submission[Changes], repository: Repository) -> Iterable[Hit]:
    """No pupils move into a school that is not there yet; one of the entries is wrong."""
    for i, change in enumerate(changes.model.rows):
        school = repository.schools.get(change.to or "")
        opened = school.opened if school and change.what not in ("更名", "新建") else None
        if school and opened and opened > change.date:
            facts = {"code": change.to, "date": change.date, "opened": opened}
            yield changes.at("rows", i, "to", name=school.name, **facts)


@rule(
    "Q0609",
    zh="「{name}」新建于 {date}，名册中的建校日期是 {opened}",
    en="{name} is founded on {date}; the register says that it opened on {opened}",
    fix=Text(
        "核对两个日期；筹建与开学日期不同的请说明", "check both dates; explain if founding and opening differ"
    ),
    why="两个日期不一致，不知道从哪一年起有它的数据。",
    needs=("schools",),
)
def founded_on_another_day(changes: Submission[Changes], repository: Repository) -> Iterable[Hit]:
    """With two dates nobody knows from which year on its data are due."""
    for i, change in enumerate(changes.model.rows):
        school = repository.schools.get(change.to or "")
        if school and change.what == "新建" and school.opened and school.opened != change.date:
            yield changes.at("rows", i, "date", name=school.name, date=change.date, opened=school.opened)


@rule(
    "E0610",
    zh="{code} 于 {date} 拆分，各校划转比例合计 {total}%",
    en="{code} is split on {date}; the shares of its pupils add up to {total} %",
    fix=Text(
        "合计应为 100%；留在原校的学生也占一行，原码和现码相同",
        "they should add up to 100 %; pupils who stay take a row too, with the same code before and after",
    ),
    why="比例不足或超过 100%，拆分前后的学生数就对不上。",
)
def split_shares(changes: Submission[Changes]) -> Iterable[Hit]:
    """Where the shares miss 100 %, the numbers of pupils before and after the split disagree."""
    for rows in _splits(changes.model.rows):
        shares = [changes.model.rows[i].share for i in rows]
        total = round(sum(share for share in shares if share is not None), 2)
        change = changes.model.rows[rows[0]]
        margin = in_force(change.date)["split_shares"]
        if total > 100 + margin or (None not in shares and total < 100 - margin):
            yield changes.at("rows", rows[0], "share", code=change.from_, date=change.date, total=total)


def _splits(rows: tuple[Change, ...]) -> Iterable[list[int]]:
    """The positions of the rows that make up each split."""
    splits: dict[object, list[int]] = {}
    for i, change in enumerate(rows):
        if change.what == "拆分" and change.from_:
            splits.setdefault((change.date, change.from_), []).append(i)
    return splits.values()


@rule(
    "N0611",
    zh="变更日期 {date} 在今天（{today}）之后，到那天才生效",
    en="the change of {date} lies after today ({today}) and holds from that day on",
    fix=Text("确认年份没有填错", "make sure that the year is right"),
    why="提前登记是可以的；年份填错的变更却永远不会生效。",
)
def change_to_come(changes: Submission[Changes], repository: Repository) -> Iterable[Hit]:
    """A change may be entered ahead; one with a mistyped year would never hold."""
    for i, change in enumerate(changes.model.rows):
        if change.date > repository.as_of:
            yield changes.at("rows", i, "date", date=change.date, today=repository.as_of)


@rule(
    "E0612",
    zh="这次变更在第 {first} 行已经有了",
    en="this change stands in row {first} already",
    fix=Text("一次变更、一对学校只占一行", "keep one row for a change of one school into another"),
    why="重复的变更会使学生划转两次。",
)
def doubled_change(changes: Submission[Changes]) -> Iterable[Hit]:
    """A change that stands twice moves the pupils twice."""
    rows = changes.model.rows
    for i, first in repeats(rows, lambda row: (row.date, row.what, row.from_, row.to)):
        yield changes.at("rows", i, "what", first=changes.row(first))


@rule(
    "E0613",
    zh="{code} 经过几次变更又变回自己：{path}",
    en="{code} becomes itself again after several changes: {path}",
    fix=Text(
        "核对各行的原码和现码，多半有一行填反了",
        "check the codes of these rows; one is mostly the wrong way round",
    ),
    why="标识码不会再用；循环的变更说不清学校现在是哪一个码。",
)
def circle_of_codes(changes: Submission[Changes]) -> Iterable[Hit]:
    """Codes are never used again; in a circle nobody can tell which one a school bears now."""
    told: set[str] = set()
    for i, change in enumerate(changes.model.rows):
        path = _circle(changes.model.rows, change.from_)
        if path and not told & set(path):
            told |= set(path)
            yield changes.at("rows", i, "from", code=path[0], path=" → ".join((*path, path[0])))


def _circle(rows: tuple[Change, ...], code: str | None) -> tuple[str, ...]:
    """The codes on the way from a code back to itself; none where no way leads back."""
    ways: list[tuple[str, ...]] = [(code,)] if code else []
    seen = {code}
    while ways:
        way = ways.pop()
        for after in _next(rows, way[-1]):
            if after == code:
                return way
            if after not in seen:
                seen.add(after)
                ways.append((*way, after))
    return ()


def _next(rows: tuple[Change, ...], code: str | None) -> Iterator[str]:
    """The codes that a code became."""
    later = (row for row in rows if row.from_ == code and row.what in _GIVEN_UP)
    return (row.to for row in later if row.to is not None and row.to != code)


@rule(
    "E0614",
    zh="{code} 在第 {first} 行已经改码为 {other}",
    en="{code} is re-coded to {other} in row {first} already",
    fix=Text(
        "一个码只改一次；分成几所的选“拆分”",
        "a code is replaced once; choose 'split' where it became several",
    ),
    why="一个码改成两个码，不知道哪一个才是这所学校。",
)
def recoded_twice(changes: Submission[Changes]) -> Iterable[Hit]:
    """With two codes in the place of one, nobody knows which of them is the school."""
    recoded = [(i, row) for i, row in enumerate(changes.model.rows) if row.what == "改码" and row.from_]
    for again, first in repeats(recoded, lambda entry: entry[1].from_):
        (i, change), (earlier, other) = recoded[again], recoded[first]
        if change.to != other.to:
            yield changes.at("rows", i, "from", code=change.from_, first=changes.row(earlier), other=other.to)
