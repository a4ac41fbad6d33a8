"""Rules on what the register has and what everybody else mentions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.programme import Programme
from eduhub.kinds.register import Schools
from eduhub.repository import Repository


@rule(
    "E4010",
    zh="没有材料用到 {code}（{name}），却有 {count} 个单位用了名册里没有的 {other}，两者只差 {spots} 位",
    en="nothing uses {code} ({name}), while {count} units use {other}, which is not in the register; "
    "places in which they differ: {spots}",
    fix=Text(
        "核对哪一边写错：名册写错的，改为 {other}；上报材料写错的，各自改为 {code}",
        "see which is mistyped: change the register to {other}, or what uses it to {code}",
    ),
    why="名册里错一位，用到这所学校的每一处都会跟着报错。",
    needs=("schools",),
)
def mistyped_code_in_register(repository: Repository) -> Iterable[Hit]:
    """One wrong digit in the register makes every mention of the school look wrong."""
    users = _users(repository)
    unknown = sorted(code for code, by in users.items() if code not in repository.schools and len(by) > 1)
    for register in repository.of(Schools) if unknown else ():
        idle = {row.code for row in register.model.rows} - set(users)
        for i, school in enumerate(register.model.rows):
            other = _only_near(school.code, unknown) if school.code in idle else None
            if other and _only_near(other, idle) == school.code:
                facts = {"code": school.code, "name": school.name, "count": len(users[other])}
                hit = register.at("rows", i, "code", other=other, spots=_apart(other, school.code), **facts)
                yield hit.blaming("school", other)


def _users(repository: Repository) -> Mapping[str, set[str]]:
    """Who uses each school's code: plans and programmes by their files, a school by its own reports."""
    users: dict[str, set[str]] = {}
    for report in repository.reports:
        if "school" in report.owner:
            users.setdefault(report.owner["school"], set()).add("itself")
    for plan in repository.plans:
        for member in plan.model.members:
            users.setdefault(member.school, set()).add(plan.file)
    for programme in repository.of(Programme):
        for school in (school for zone in programme.model.clusters for school in zone.schools):
            users.setdefault(school, set()).add(programme.file)
    return users


def _only_near(code: str, others: Collection[str]) -> str | None:
    """The one code that differs from another in no more than two places; None where there is not just one."""
    near = [other for other in others if _apart(code, other) <= 2]
    return near[0] if len(near) == 1 else None


def _apart(first: str, second: str) -> int:
    """The number of places in which two codes differ; all where they are not of one length."""
    if len(first) != len(second):
        return max(len(first), len(second))
    return sum(a != b for a, b in zip(first, second, strict=True))
