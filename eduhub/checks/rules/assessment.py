"""Rules on the head of an assessment: where it lies, and by which right the assessment was held."""

from __future__ import annotations

from collections.abc import Iterable

from eduhub.core.personal import masked
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text, same, say
from eduhub.kinds.assessment import Assessment
from eduhub.kinds.codes import BASES, SUBJECTS
from eduhub.parameters import in_force
from eduhub.repository import Beside, Repository, Submission
from eduhub.repository.files import ANSWERS
from eduhub.repository.lawful import EXAM, OUTCOME, held

_NOTHING = same("")

# Where it lies


@rule(
    "E3401",
    zh="测评的表头文件不在数据仓库的 private/<测评名称>/ 里",
    en="the head of an assessment lies outside private/<name>/ of a data repository",
    fix=Text(
        "把它和结果文件移到 private/ 下同名的文件夹里，文件名为 assessment.yaml",
        "move it and the results into a folder of private/ that bears its name, as assessment.yaml",
    ),
    why="表头旁边是逐个学生的成绩；只有 private/ 不进 git。",
)
def assessment_outside_private(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Results of single pupils lie beside it, and only private/ is kept out of git."""
    if repository.companions(head) is None:
        yield head.at("name")


@rule(
    "E3402",
    zh="测评名称是 {name}，所在的文件夹却是 {folder}",
    en="the assessment is named {name}, its folder {folder}",
    fix=Text("使两者一致", "let both be the same"),
    why="报告和测算用名称指称一次测评，名称与文件夹不同就会找错。",
)
def assessment_name_not_folder(head: Submission[Assessment]) -> Iterable[Hit]:
    """Reports and figures point to an assessment by its name; with another folder one looks in vain."""
    folder = head.owner.get("assessment")
    if folder is not None and folder != head.model.name:
        yield head.at("name", name=head.model.name, folder=folder)


@rule(
    "N3440",
    zh="文件夹里还没有 results.csv、results.parquet 或 levels.csv{others}",
    en="there is no results.csv, results.parquet or levels.csv in its folder yet{others}",
    fix=Text(
        "把结果文件放到 assessment.yaml 旁边；Excel 表另存为 results.csv",
        "put the results beside assessment.yaml; save an Excel sheet as results.csv",
    ),
    why="没有结果，这次测评就没有可测算的内容。",
)
def assessment_without_results(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Without results there is nothing to compute for this assessment."""
    beside = repository.companions(head)
    if beside is not None and not beside.files:
        yield head.at("name", others=_other_files(beside))


def _other_files(beside: Beside) -> Text:
    """The first of the files that lie beside a head and are no results, as the end of a sentence."""
    own = {"assessment.yaml", f"assessment{ANSWERS}"}
    files = (path.name for path in beside.folder.iterdir() if path.is_file())
    others = sorted(masked(name) for name in files if name not in own and not name.startswith((".", "~$")))
    if not others:
        return _NOTHING
    names = [*others[:3], *["…"][: len(others) > 3]]
    return Text(f"，另有未读取的 {say(names, 'zh')}", f"; not read: {say(names, 'en')}")


# By which right


@rule(
    "E3403",
    clause="S5.5d",
    zh="依据类型为“其他”，没有写依据文件",
    en="the type of basis is other, and no document is named",
    fix=Text(
        "写出准予组织这次考试的文件名和文号", "give the title and number of the document that allows it"
    ),
    why="没有文件依据的考试，其成绩不能用于评价学校。",
)
def basis_without_document(head: Submission[Assessment]) -> Iterable[Hit]:
    """Results of an exam that no document allows can't be used to judge schools."""
    for one in held(head.model):
        if one.is_without_document:
            yield head.at(*one.route)


@rule(
    "E3404",
    clause="S5.5d",
    zh="{part}在 {grade} 年级进行，依据类型为“其他”；《关于加强义务教育学校考试管理的通知》（2021-08-30）和"
    "《关于进一步加强中小学日常考试管理的通知》（2025-12-17）不准在这个年级组织区域性或跨校的考试",
    en="{part} was taken in grade {grade} by another basis; the notices on exams in compulsory education "
    "(2021-08-30) and on daily exams in schools (2025-12-17) allow no regional or cross-school exam in that "
    "grade",
    fix=Text(
        "只用国家或省级质量监测、初中学业水平考试、学生体质健康标准测试的结果；没有的，不测算增值",
        "use the national or provincial monitoring, the junior academic proficiency exam or the test of "
        "physical health only; where there is none, compute no value-added",
    ),
    why="小学各年级和初高中非毕业年级禁止统考，这样的成绩不能用来评价学校。",
)
def banned_exam(head: Submission[Assessment], repository: Repository) -> Iterable[Hit]:
    """Common exams are banned in these grades, so that their results can't be used to judge schools."""
    beside = repository.companions(head)
    if beside is not None and beside.has_levels_only:
        return  # counts by level of what each school held for itself: no exam that several schools share
    for one in held(head.model):
        if one.is_banned:
            yield head.at(*one.route, part=one.part, grade=one.grade)


@rule(
    "E3405",
    clause="S5.5d",
    zh="{part}在 {grade} 年级进行，{basis}不在这个年级",
    en="{part} was taken in grade {grade}, in which there is no {basis}",
    fix=Text("核对年级、日期和依据类型", "check the grade, the dates and the type of basis"),
    why="依据与年级不符，就不知道成绩来自哪一次考试，也不知道这次考试有没有依据。",
)
def exam_outside_its_grades(head: Submission[Assessment]) -> Iterable[Hit]:
    """Where basis and grade disagree, nobody knows which exam it was, or by which right it was held."""
    for one in held(head.model):
        if one.is_outside_its_grades:
            yield head.at(*one.route, part=one.part, grade=one.grade, basis=BASES.text(one.basis))


@rule(
    "Q3406",
    clause="S5.5d",
    zh="{part}在 {grade} 年级，依据是初中学业水平考试，而{subjects}一般不在这个年级考",
    en="{part} was taken in grade {grade} by the junior academic proficiency exam, which mostly does not "
    "cover {subjects} in that grade",
    fix=Text(
        "写明本省把这些学科放在这个年级考的文件，或更正依据；前测另有依据的填 prior_basis",
        "name the province's document that puts these subjects into this grade, or correct the basis; where "
        "the prior has another, give prior_basis",
    ),
    why="八年级只有少数学科参加初中学业水平考试；其余学科的统考成绩没有依据。",
)
def subject_not_examined_in_grade(head: Submission[Assessment]) -> Iterable[Hit]:
    """Only few subjects are examined in grade 8; common exams in the others have no lawful basis."""
    for one in held(head.model):
        allowed = in_force(one.day)["exam_subjects"].get(str(one.grade))
        if one.basis != EXAM or allowed is None:
            continue
        taken = (s.subject for s in head.model.subjects if one.part is OUTCOME or s.prior)
        if others := [SUBJECTS.text(subject) for subject in taken if subject not in allowed]:
            yield head.at(*one.route, part=one.part, grade=one.grade, subjects=others)


@rule(
    "N3408",
    clause="S5.5d",
    zh="{subject}没有前测，增值不可计算",
    en="{subject} has no prior result: its value-added can't be computed",
    fix=Text(
        "有合法前测的（如省级质量监测）填上；没有的不必补，报告会写明不可计算",
        "give one if there is a lawful one, as the provincial monitoring; else leave it, reports say why",
    ),
    why="没有入口成绩，就分不清结果来自学校还是来自生源；不能为此另组织统考。",
)
def subject_without_prior(head: Submission[Assessment]) -> Iterable[Hit]:
    """Without it the school's part can't be told from the intake's, and no exam may be held for it."""
    for i, subject in enumerate(head.model.subjects):
        if subject.prior is None:
            yield head.at("subjects", i, "subject", subject=SUBJECTS.text(subject.subject))
