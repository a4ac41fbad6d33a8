"""Rules on what the register has and what everybody else mentions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.programme import Programme
from eduhub.kinds.register import Schools
from eduhub.repository import Repository


@rule(
    "E4010",
    zh="没有材料用到 {code}（{name}），却有 {count} 个单位用了名册里没有的 {other}，两者只差一处",
    en="nothing uses {code} ({name}), while {count} units use {other}, which differs in one spot "
    "and is not in the register",
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
        for i, school in enumerate(register.model.rows):
            near = [code for code in unknown if school.code not in users and _is_near(code, school.code)]
            if len(near) == 1:
                facts = {"code": school.code, "name": school.name, "count": len(users[near[0]])}
                yield register.at("rows", i, "code", other=near[0], **facts).blaming("school", near[0])


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


def _is_near(first: str, second: str) -> bool:
    """Do two codes of one length differ in one character, or in two neighbours that changed places?"""
    if len(first) != len(second):
        return False
    spots = [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(spots) == 2 and spots[1] == spots[0] + 1:
        return first[spots[0]] == second[spots[1]] and first[spots[1]] == second[spots[0]]
    return len(spots) == 1
