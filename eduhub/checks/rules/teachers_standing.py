"""Rules on what staff are entitled to teach, trained for and employed as; one finding for many persons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import HERE_AS, STAFF, STAGES
from eduhub.kinds.school import Teacher, Teachers
from eduhub.parameters import Parameters, in_force
from eduhub.repository import Repository, Submission


def _numbers(teachers: Submission[Teachers], repository: Repository) -> Parameters:
    year = teachers.owner.get("year")
    return in_force(repository.day_in(year) if year else repository.as_of)


def _full_time(teachers: Submission[Teachers]) -> list[tuple[int, Teacher]]:
    """The full-time teachers with their positions."""
    return [(i, t) for i, t in enumerate(teachers.model.rows) if t.category == "专任教师"]


def _rows(teachers: Submission[Teachers], positions: Sequence[int]) -> list[str]:
    """Which rows they are, at most ten, as a spreadsheet counts them."""
    shown = [str(teachers.row(i)) for i in positions[:10]]
    return [*shown, "…"] if len(positions) > 10 else shown


@rule(
    "Q1409",
    clause="S5.3a",
    zh="{count} 名专任教师没有教师资格证（第 {rows} 行）",
    en="full-time teachers without a certificate: {count} (rows: {rows})",
    fix=Text("补填教师资格；确实没有的说明原因", "give the certificate, or explain why there is none"),
    why="专任教师持证上岗率应为 100%，是政府保障程度的第 12 项指标。",
)
def teacher_without_certificate(teachers: Submission[Teachers]) -> Iterable[Hit]:
    """That all full-time teachers hold one is the twelfth of the indicators of what a government ensures."""
    full_time = _full_time(teachers)
    without = [i for i, teacher in full_time if teacher.certificate in (None, "无")]
    kept = any(teacher.certificate is not None for _, teacher in full_time)  # else the column is not in use
    if without and kept:
        facts = {"count": len(without), "rows": _rows(teachers, without)}
        yield teachers.at("rows", without[0], "certificate", **facts)


@rule(
    "Q1410",
    clause="S5.3a",
    zh="{count} 名{stage}专任教师的教师资格低于任教学段（第 {rows} 行）",
    en="full-time teachers of the {stage} stage with a certificate for a lower one: {count} (rows: {rows})",
    fix=Text("核对教师资格和主要任教学段", "check the certificate and the main stage"),
    why="教师资格要与任教学段相符，才算持证上岗。",
)
def certificate_of_lower_stage(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """A certificate counts only where it covers the stage that is taught."""
    words = _numbers(teachers, repository)["certificates"]
    for stage in STAGES.values:
        lower = [
            i
            for i, teacher in _full_time(teachers)
            if teacher.main_stage == stage and _excludes(teacher.certificate, stage, words)
        ]
        if lower:
            facts = {"count": len(lower), "stage": STAGES.text(stage), "rows": _rows(teachers, lower)}
            yield teachers.at("rows", lower[0], "certificate", **facts)


def _excludes(certificate: str | None, stage: str, words: Sequence[dict[str, list[str]]]) -> bool:
    """Does a certificate name stages, and none that covers this one?"""
    named = [entry for entry in words if any(word in (certificate or "") for word in entry["words"])]
    return bool(named) and all(stage not in entry["stages"] for entry in named)


@rule(
    "N1411",
    clause="S4.5d",
    zh="{known} 名填了五年培训学时的专任教师中，{count} 名不足 {wanted} 学时（{percent}%）",
    en="full-time teachers below {wanted} hours of training: {count} of {known} who gave them ({percent} %)",
    fix=Text("安排培训，或补填漏记的学时", "plan their training, or add hours that were left out"),
    why="五年 360 学时完成率应为 100%，是政府保障程度的第 9 项指标。",
)
def few_hours_of_training(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """That all teachers reach 360 hours is the ninth of the indicators of what a government ensures."""
    wanted = _numbers(teachers, repository)["training_hours"]
    hours = [(i, t.training_hours_5y) for i, t in _full_time(teachers) if t.training_hours_5y is not None]
    few = [i for i, given in hours if given < wanted]
    if few:
        facts = {"known": len(hours), "count": len(few), "percent": round(100 * len(few) / len(hours), 1)}
        yield teachers.at("rows", few[0], "training_hours_5y", wanted=wanted, **facts)


@rule(
    "Q1412",
    clause="S5.3b",
    zh="在校方式是“{here_as}”，人事关系所在学校{personnel}",
    en="this person is '{here_as}', while the personnel school {personnel}",
    fix=Text(
        "外校交入、走教兼课的填原学校的标识码；本校在岗的留空或填本校",
        "give the other school's code for who was received or teaches part-time, none for who is on the post",
    ),
    why="教师计入哪所学校由这两栏决定，不符就会多算或漏算。",
)
def personnel_against_here_as(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """Where a teacher counts follows from these two; where they differ one is counted twice or never."""
    own = teachers.owner.get("school")
    for i, teacher in enumerate(teachers.model.rows):
        inside = _is_own(teacher.personnel_school, own, repository)
        if teacher.here_as in ("外校交入", "走教兼课") and inside:
            personnel = Text("没有填或是本校", "is blank or this one")
        elif teacher.here_as == "本校在岗" and not inside and own is not None:
            personnel = Text("却是另一所学校", "is another one")
        else:
            continue
        yield teachers.at("rows", i, "here_as", here_as=HERE_AS.text(teacher.here_as), personnel=personnel)


def _is_own(personnel: str | None, own: str | None, repository: Repository) -> bool:
    """Is a personnel school, which may be blank or an older code, the school itself?"""
    if personnel is None or own is None:
        return personnel is None
    on, today = repository.lineage.on, repository.as_of
    return on(personnel, today) == on(own, today)


@rule(
    "Q1413",
    zh="人事关系所在学校 {school} 不在学校名册里",
    en="the personnel school {school} is not in the register",
    fix=Text("核对标识码；在市外学校的请说明", "check the code; explain a school outside the city"),
    why="名册里没有的学校，与它的教师表无法核对。",
    needs=("schools",),
)
def unknown_personnel_school(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """With a school that is not in the register no roster can be compared."""
    for i, teacher in enumerate(teachers.model.rows):
        school = teacher.personnel_school
        if school and school not in repository.schools:
            yield teachers.at("rows", i, "personnel_school", school=school).blaming("school", school)


@rule(
    "N1414",
    zh="{count} 个工号以「{other}」的标识码开头（第 {rows} 行）",
    en="staff codes that begin with the code of {other}: {count} (rows: {rows})",
    fix=Text(
        "从该校调入的可以沿用；不是的改用本人的工号",
        "fine for who moved from there; else give the person's own",
    ),
    why="整列复制另一所学校的教师表，教师就会算两遍。",
    needs=("schools",),
)
def staff_code_of_other_school(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """With rows copied from another school's roster, teachers are counted twice."""
    own = teachers.owner.get("school", "")
    found: dict[str, list[int]] = {}
    for i, teacher in enumerate(teachers.model.rows if own else ()):
        school = teacher.code.rpartition("-")[0]
        if school in repository.schools and school not in (own, teacher.personnel_school):
            found.setdefault(school, []).append(i)
    for school, positions in sorted(found.items()):
        name = repository.schools[school].name
        facts = {"count": len(positions), "other": name, "rows": _rows(teachers, positions)}
        yield teachers.at_key("rows", positions[0], "code", **facts)


@rule(
    "Q1415",
    clause="S5.3a",
    zh="{count} 名{stage}专任教师的学历低于规定学历（第 {rows} 行）",
    en="full-time teachers of the {stage} stage below the required qualification: {count} (rows: {rows})",
    fix=Text(
        "核对学历和主要任教学段；属实的说明提升计划", "check qualification and stage, or say what is planned"
    ),
    why="《教师法》对各学段教师的学历有规定。",
)
def below_required_qualification(teachers: Submission[Teachers], repository: Repository) -> Iterable[Hit]:
    """The Teachers Law says which qualification teachers of each stage should have."""
    below = _numbers(teachers, repository)["required_qualification"]
    for stage in STAGES.values:
        low = [
            i
            for i, teacher in _full_time(teachers)
            if teacher.main_stage == stage and teacher.qualification in below[stage]
        ]
        if low:
            facts = {"count": len(low), "stage": STAGES.text(stage), "rows": _rows(teachers, low)}
            yield teachers.at("rows", low[0], "qualification", **facts)


@rule(
    "Q1416",
    zh="{count} 名“{category}”人员填为在编（第 {rows} 行）",
    en="persons of the category '{category}' on the establishment: {count} (rows: {rows})",
    fix=Text("核对教职工类别和是否在编", "check the category and the establishment"),
    why="代课、兼任人员一般不占本校编制，类别不对会少算专任教师。",
)
def substitute_on_establishment(teachers: Submission[Teachers]) -> Iterable[Hit]:
    """Substitutes are mostly not on the establishment; a wrong category leaves out a full-time teacher."""
    for category in ("代课", "兼任"):
        rows = enumerate(teachers.model.rows)
        held = [i for i, teacher in rows if teacher.category == category and teacher.establishment]
        if held:
            facts = {"category": STAFF.text(category), "count": len(held), "rows": _rows(teachers, held)}
            yield teachers.at("rows", held[0], "establishment", **facts)
