"""Rules on the results beside the head of an assessment: no value and no key of a row is ever told.

This is the only file of checks that opens them, and it loads polars for that: inside of its functions, so
that checking anything else stays quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from eduhub.core.place import Place
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.assessment import Assessment
from eduhub.repository import Beside, Repository, Submission

if TYPE_CHECKING:
    from eduhub.results import Fault, ResultsError

_TO_COUNT = Text(
    "按列筛选改正后重新导出；没有成绩的留空，原因写在考试状态（state）列，如“缺考”",
    "filter the column, mend it and export again; leave marks blank where there are none, and give the "
    "reason in the column state",
)


def _faults(head: Submission[Assessment], repository: Repository) -> list[Fault | ResultsError]:
    """All that is wrong in the files beside a head; each is opened once, whichever rule asks first."""
    beside = repository.companions(head)
    if beside is None:
        return []
    if "faults" not in beside.kept:
        beside.kept["faults"] = list(_found(head.model, beside, _registered(repository)))
    found: list[Fault | ResultsError] = beside.kept["faults"]
    return found


def _registered(repository: Repository) -> frozenset[str]:
    """The codes of all schools that are or were in the register."""
    former = (code for change in repository.changes for code in (change.from_, change.to) if code)
    return frozenset([*repository.schools, *former]) if repository.schools else frozenset()


def _found(head: Assessment, beside: Beside, registered: frozenset[str]) -> Iterator[Fault | ResultsError]:
    from eduhub.results import Levels, Results, ResultsError, faults_in_levels, faults_in_results

    names = {file.rpartition("/")[2] for file in beside.files}
    try:
        if names - {"levels.csv"}:
            yield from faults_in_results(Results.open(head, beside.folder, beside.shown), registered)
    except ResultsError as error:
        yield error
    try:
        if "levels.csv" in names:
            yield from faults_in_levels(Levels.open(beside.folder, beside.shown), head, registered)
    except ResultsError as error:
        yield error


def _of(sort: str, head: Submission[Assessment], repository: Repository) -> Iterator[Hit]:
    """The hits of one sort of faults, with the column, the count and whatever else is told of it."""
    from eduhub.results import Fault

    for fault in _faults(head, repository):
        if isinstance(fault, Fault) and fault.sort.name == sort:
            yield Hit(fault.place, {"column": fault.column, "count": fault.count, **fault.facts})


# The file


@rule(
    "E3441",
    zh="结果文件无法使用：{problem}",
    en="the results can't be used: {problem}",
    fix=Text("{remedy}", "{remedy}"),
    why="读不了的结果文件不会参加测算，这次测评也就没有结果。",
)
def unusable_results(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """A file that can't be read takes no part in any figure, so that the assessment has none."""
    from eduhub.results import ResultsError

    for fault in _faults(head, repository):
        if isinstance(fault, ResultsError):
            yield Hit(Place(fault.file, fault.line), {"problem": fault.problem, "remedy": fault.remedy})


@rule(
    "E3442",
    zh="表头下面没有数据行",
    en="there are no rows below the heading",
    fix=Text("核对导出时是否选错了范围", "check what was chosen when it was exported"),
    why="没有数据行，就没有可测算的内容。",
)
def results_without_rows(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Without rows there is nothing to compute."""
    return _of("NO_ROWS", head, repository)


@rule(
    "N3443",
    zh="「{column}」列未使用",
    en="the column '{column}' is not used",
    fix=Text(
        "用不到的删去；协变量要写在 assessment.yaml 的 covariates 里",
        "take it out if nobody needs it; list covariates in assessment.yaml under covariates",
    ),
    why="逐个学生的资料，用不到的就不保存。",
)
def unused_results_column(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Of single pupils nothing is kept that nobody needs."""
    return _of("UNKNOWN_COLUMN", head, repository)


@rule(
    "N3444",
    zh="文件不是 UTF-8，已按 GB18030（GBK）读取",
    en="the file is not UTF-8 and was read as GB18030 (GBK)",
    fix=Text("另存为“CSV UTF-8”则不再提示", "saving as 'CSV UTF-8' ends this note"),
    why="编码读错，学科和类别的汉字就会变成别的字。",
)
def results_as_gb18030(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """In a wrong encoding the characters of subjects and categories turn into others."""
    return _of("READ_AS_GB18030", head, repository)


# Cells


@rule(
    "E3445",
    zh="「{column}」有 {count} 行没有填写",
    en="'{column}' is blank (rows: {count})",
    fix=Text("补上；这里是第一处", "fill it in; this is the first place"),
    why="缺少代号、学校或学科的行不知道属于谁，不能参加测算。",
)
def blank_results_cells(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """A row without key, school or subject belongs to nobody and takes no part."""
    return _of("BLANK", head, repository)


@rule(
    "E3446",
    zh="「{column}」有 {count} 行不是{wanted}",
    en="'{column}' is not {wanted} (rows: {count})",
    fix=_TO_COUNT,
    why="读不懂的值按缺失处理，这些学生就不计入学校的增值。",
)
def wrong_results_cells(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """What can't be read counts as missing, and these pupils drop out of their school's value-added."""
    return _of("WRONG", head, repository)


@rule(
    "E3447",
    zh="有 {count} 行的学校标识码不在学校名册里（{schools} 所学校）",
    en="school codes that are not in the register (rows: {count}, schools: {schools})",
    fix=Text(
        "核对学校标识码；已改码的学校在 registry/changes.csv 里登记",
        "check the codes; enter schools that were re-coded in registry/changes.csv",
    ),
    why="名册里没有的学校不属于任何县区和片区，其增值不会计入。",
    needs=("schools",),
)
def unregistered_results_school(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """A school outside the register belongs to no district or cluster, and its value-added counts nowhere."""
    return _of("UNREGISTERED", head, repository)


@rule(
    "E3448",
    zh="有 {count} 行的学科不在测评学科之列：{subjects}",
    en="subjects that are not among those assessed: {subjects} (rows: {count})",
    fix=Text(
        "在 assessment.yaml 的 subjects 里补上这些学科，或删去这些行",
        "list them in assessment.yaml under subjects, or take the rows out",
    ),
    why="没有在表头中说明的学科，不知道是什么考试、有没有依据。",
)
def unassessed_results_subject(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Of a subject that the head does not list nobody knows which exam it was, or by which right."""
    return _of("NOT_ASSESSED", head, repository)


@rule(
    "E3449",
    zh="{subject}的「{column}」有 {count} 行不在 0 至满分 {most} 之间",
    en="'{column}' of {subject} lies outside 0 to the full mark of {most} (rows: {count})",
    fix=Text(
        "核对成绩和 assessment.yaml 里的满分（outcome_max，前测为 prior_max）",
        "check the marks, and the full mark in assessment.yaml (outcome_max, prior_max of the prior)",
    ),
    why="超过满分的成绩多半是录错，一个就会改变学校的平均。",
)
def results_over_full_mark(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """A mark above the full one is mostly mistyped, and a single one changes the mean of a school."""
    return _of("OVER_FULL_MARK", head, repository)


@rule(
    "E3450",
    zh="「{column}」有 {count} 行是空白或 0",
    en="'{column}' is blank or 0 (rows: {count})",
    fix=Text(
        "每行填大于 0 的权重；不加权的删去这一列", "give a weight above 0 in each row, or take the column out"
    ),
    why="没有权重的学生不参加测算，学校的增值就只剩一部分学生。",
)
def results_without_weight(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Pupils without a weight take no part, so that a school is judged by some of its pupils only."""
    return _of("NO_WEIGHT", head, repository)


@rule(
    "E3451",
    zh="有 {count} 行重复了前面某行的学生代号和学科",
    en="the key and subject of an earlier row once more (rows: {count})",
    fix=Text(
        "每个学生每个学科只留一行；这里是第一处",
        "keep one row for a pupil and subject; this is the first place",
    ),
    why="同一成绩计两次，学校的人数和增值都会算错。",
)
def doubled_results(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """A result that counts twice makes the pupils and the value-added of a school wrong."""
    return _of("DOUBLED", head, repository)


@rule(
    "E3452",
    zh="「{column}」里没有一行是参照类别“{reference}”",
    en="no row of '{column}' has the reference '{reference}'",
    fix=Text(
        "核对写法；参照类别要与数据里的一致", "check the spelling; the reference has to be one of the values"
    ),
    why="没有学生属于参照类别，其他类别就无从比较。",
)
def reference_without_pupils(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Where no pupil is in the reference, the other categories have nothing to be compared with."""
    return _of("NO_REFERENCE", head, repository)


@rule(
    "E3453",
    zh="「{column}」有 {count} 行晚于后测日期 {day}",
    en="'{column}' is later than the outcome on {day} (rows: {count})",
    fix=Text("核对入校日期", "check the dates"),
    why="考试之后才入校的学生，不会有这所学校的成绩。",
)
def entered_after_outcome(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Pupils who came after the exam have no result at this school."""
    return _of("ENTERED_LATER", head, repository)


# Queries


@rule(
    "Q3454",
    zh="有 {count} 行没有后测成绩，考试状态也没有说明原因",
    en="no outcome, and no state that says why (rows: {count})",
    fix=Text("没有参加考试的，考试状态填“缺考”“免考”等", "give a state, as absent or exempt"),
    why="漏报成绩与没有参加考试要分开，否则会有人只报考得好的学生。",
)
def outcome_lacks(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Results left out must be told from absences, or some would hand in their best pupils only."""
    return _of("NO_OUTCOME", head, repository)


@rule(
    "Q3455",
    zh="有 {count} 行的考试状态是“缺考”或“免考”，却有后测成绩",
    en="an outcome, although the state is absent or exempt (rows: {count})",
    fix=Text(
        "没有参加考试的成绩留空，不填 0；参加了的更正状态",
        "leave the outcome blank, never 0, or correct the state",
    ),
    why="缺考的 0 分如果算作成绩，学校的增值会被拉低。",
)
def outcome_of_absent(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """A nought for an absence, taken for a mark, pulls the school down."""
    return _of("OUTCOME_OF_ABSENT", head, repository)


@rule(
    "Q3456",
    zh="有 {count} 行的考试状态是“转入”，没有「{column}」",
    en="'{column}' is blank, although the state is moved in (rows: {count})",
    fix=Text("补上入校日期", "give the day on which the pupil came"),
    why="按入校日期决定学生计入哪所学校；没有日期，后来的学生也会计入。",
)
def moved_in_without_date(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """The date decides for which school a pupil counts; without it even the latest comers do."""
    return _of("NOT_ENTERED", head, repository)


# What is personal

_NEVER = "学生代号是假名：泄露的成绩不会直接指向一个孩子。"


@rule(
    "E0907",
    zh="「{column}」有 {count} 行像是{looks}",
    en="'{column}' looks like {looks} (rows: {count})",
    fix=Text(
        "换成与身份无关的代号，对照表另行保存，不放进数据仓库",
        "use keys that say nothing of the person, and keep the list of who is who elsewhere",
    ),
    why=_NEVER,
)
def personal_key(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Keys are pseudonyms, so that results which leak point to no child."""
    return _of("PERSONAL_KEY", head, repository)


@rule(
    "E0908",
    zh="结果文件里有「{column}」列",
    en="the results have a column '{column}'",
    fix=Text("删去这一列；用学生代号区分学生", "take the column out; keys tell pupils apart"),
    why="测算用不到姓名、证件号和电话；与成绩放在一起，泄露后直接指向孩子。",
)
def personal_column(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """No figure needs names, IDs or phone numbers; beside results they point to a child when they leak."""
    return _of("PERSONAL_COLUMN", head, repository)
