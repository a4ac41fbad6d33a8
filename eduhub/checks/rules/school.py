"""Rules on what a school reports about itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eduhub.checks.repeats import repeats
from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import SCHOOL_TYPES, STAGES, stage_of_grade
from eduhub.kinds.school import Classes, SchoolYear, StageCounts, Teachers
from eduhub.repository import Repository, Submission

# Numbers that are no field of the form: they are shown at one of the fields that make them up.
_TOGETHER = {
    "bachelor": Text("各学历合计", "all qualifications together"),
    "sports": Text("体育、音乐、美术、艺术教师合计", "teachers of sports, music, art and arts together"),
}


def _parts_and_wholes(row: StageCounts) -> Iterator[tuple[str, object, str, object]]:
    """For one stage: a part and the whole that it can't exceed."""
    for part in ("boarders", "left_behind", "migrant", "disabled", "in_catchment"):
        yield part, getattr(row, part), "pupils", row.pupils
    for part in ("backbone", "certified", "trained"):
        yield part, getattr(row, part), "teachers", row.teachers
    degrees = [n for n in (row.doctor, row.master, row.bachelor, row.associate) if isinstance(n, int)]
    yield "bachelor", sum(degrees), "teachers", row.teachers
    subjects = [n for n in (row.sports, row.music, row.fine_art, row.arts) if isinstance(n, int)]
    yield "sports", sum(subjects), "teachers", row.teachers


@rule(
    "E1201",
    zh="{campus}{stage}列了两行",
    en="{campus}{stage} stands in two rows",
    fix=Text("同一校区、同一学段只填一行", "fill one row for a campus and stage"),
    why="重复的学段会使学生算两遍。",
)
def doubled_stage(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """The pupils of a stage that stands twice are counted twice."""
    rows = school.model.stages
    for i, _ in repeats(rows, lambda row: (row.campus, row.stage)):
        campus = f"{rows[i].campus} " if rows[i].campus else ""
        yield school.at("stages", i, "stage", campus=campus, stage=STAGES.text(rows[i].stage))


@rule(
    "E1202",
    clause="S5.2b",
    zh="室内体育用房 {part} 平方米大于教学及辅助用房 {whole} 平方米",
    en="indoor sports rooms of {part} m² exceed the teaching and auxiliary rooms of {whole} m²",
    fix=Text(
        "教学及辅助用房应包含室内体育用房，按统计报表原样填写",
        "the teaching and auxiliary rooms include the indoor sports rooms, as in the statistical form",
    ),
    why="生均教学用房按两者之差计算，差为负数就没有意义。",
)
def sport_over_teaching(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """L4 is computed from the difference, which makes no sense below zero."""
    model = school.model
    if model.indoor_sport_m2 > model.teaching_gross_m2:
        yield school.at("indoor_sport_m2", part=model.indoor_sport_m2, whole=model.teaching_gross_m2)
    for i, site in enumerate(model.sites):
        if site.indoor_sport_m2 > site.teaching_gross_m2:
            yield school.at(
                "sites", i, "indoor_sport_m2", part=site.indoor_sport_m2, whole=site.teaching_gross_m2
            )


@rule(
    "E1203",
    zh="{stage}的「{part}」{n} 人，多于「{whole}」{of} 人",
    en="'{part}' of the {stage} stage is {n}, more than '{whole}' with {of}",
    fix=Text("核对两个数，部分不能大于总数", "check both: a part can't exceed the whole"),
    why="部分大于总数，两个数中必有一个是错的。",
)
def part_over_whole(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """Where a part exceeds the whole, one of the two is wrong."""
    for i, row in enumerate(school.model.stages):
        for part, n, whole, of in _parts_and_wholes(row):
            if isinstance(n, int) and isinstance(of, int) and n > of:
                labels = {
                    "part": _TOGETHER.get(part) or school.label("stages", part),
                    "whole": school.label("stages", whole),
                }
                yield school.at("stages", i, part, stage=STAGES.text(row.stage), n=n, of=of, **labels)


@rule(
    "Q1204",
    zh="{stage}在校生 {pupils} 人，班级表合计 {classes} 人",
    en="the {stage} stage has {pupils} pupils; its classes add up to {classes}",
    fix=Text("核对两处；确有差异的说明原因", "check both; explain a real difference"),
    why="两处人数不一致，生均指标不知以哪个为准。",
    needs=("classes",),
    against=("classes",),
)
def pupils_by_class(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Where the two differ nobody knows which one the figures per pupil should use."""
    classes = repository.lists_of(Classes, school.owner)
    rows = classes.rows if classes else ()
    for i, row in enumerate(school.model.stages):
        whole = [r.pupils for r in school.model.stages if r.stage == row.stage]
        counted = [c.pupils for c in rows if stage_of_grade(c.grade) == row.stage]
        if counted and len(whole) == 1 and sum(counted) != row.pupils:
            yield school.at(
                "stages", i, "pupils", stage=STAGES.text(row.stage), pupils=row.pupils, classes=sum(counted)
            )


@rule(
    "E1205",
    zh="统计时点 {as_of} 不在 {year} 学年之内",
    en="the date {as_of} lies outside the school year {year}",
    fix=Text(
        "统计时点一般为学年初，即 {year} 学年的 9 月 1 日",
        "figures are mostly taken on 1 September, the first day of the school year {year}",
    ),
    why="时点不对，各校的数就不是同一时间的数。",
)
def as_of_outside_year(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """Figures of different times can't be compared."""
    model = school.model
    first = int(model.year[:4])
    if not (f"{first}-09-01" <= model.as_of.isoformat() <= f"{first + 1}-08-31"):
        yield school.at("as_of", as_of=model.as_of, year=model.year)


@rule(
    "Q1206",
    clause="S5.3a",
    zh="{stage}专任教师填 {reported} 人，教师表中是 {listed} 人",
    en="{reported} full-time teachers are reported for the {stage} stage; the roster lists {listed}",
    fix=Text(
        "核对教师表的类别、学段和在校方式；确有差异的说明原因",
        "check category, stage and 'here as' in the roster; explain a real difference",
    ),
    why="有教师表的学校按教师表计算，两处不一致要说明。",
    needs=("teachers",),
    against=("listed",),
)
def teachers_by_roster(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Where there is a roster the figures follow it, and a difference has to be explained."""
    roster = repository.lists_of(Teachers, school.owner)
    by = repository.city.count_by if repository.city else "personnel"
    for i, row in enumerate(school.model.stages):
        single = sum(r.stage == row.stage for r in school.model.stages) == 1
        if roster is None or not isinstance(row.teachers, int) or not single:
            continue
        listed = sum(t.counts_for(row.stage, school.model.school, by) for t in roster.rows)
        if listed != row.teachers:
            yield school.at(
                "stages", i, "teachers", stage=STAGES.text(row.stage), reported=row.teachers, listed=listed
            )


@rule(
    "E1207",
    zh="{school} 不在学校名册里",
    en="{school} is not in the register of schools",
    fix=Text(
        "核对标识码，或先把学校列入 registry/schools.csv",
        "check the code, or enter the school in registry/schools.csv",
    ),
    why="名册里没有的学校不会进入任何县区的指标。",
    needs=("schools",),
)
def unknown_school(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """A school that is not in the register enters no district's figures."""
    if school.model.school not in repository.schools:
        hit = school.at("school", school=school.model.school)
        yield hit.blaming("school", school.model.school)


@rule(
    "E1208",
    zh="「{name}」是{type}，没有{stage}，也没有填附设班",
    en="{name} is a {type} without a {stage} stage, and no attached class is reported",
    fix=Text(
        "核对学段；附设班的学生请在“附设班”中也填一行",
        "check the stage; give attached classes a row of their own too",
    ),
    why="学段决定按哪个标准评估、场地设备怎样拆分。",
    needs=("schools",),
)
def stage_not_of_type(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """The stage decides by which standard a school is judged and how its facilities are split."""
    entry = repository.schools.get(school.model.school)
    attached = {row.type for row in school.model.attached}
    classes = {"小学": "附设小学班", "初中": "附设普通初中班"}
    for i, row in enumerate(school.model.stages):
        if (
            entry
            and entry.stages
            and row.stage not in entry.stages
            and classes.get(row.stage) not in attached
        ):
            yield school.at(
                "stages",
                i,
                "stage",
                name=entry.name,
                type=SCHOOL_TYPES.text(entry.type),
                stage=STAGES.text(row.stage),
            )


@rule(
    "E1209",
    zh="各校区的「{field}」合计 {sum}，与全校的 {whole} 不符",
    en="'{field}' adds up to {sum} over the campuses; the school reports {whole}",
    fix=Text("分校区条件要列全各校区，合计等于全校", "list all campuses so that they add up to the school"),
    why="各校区分别评估，合计不符就有场地设备被漏算或重算。",
)
def sites_do_not_add_up(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """Campuses are judged one by one; where they do not add up something is left out or counted twice."""
    names = ("teaching_gross_m2", "indoor_sport_m2", "ground_m2", "equipment_yuan", "multimedia_rooms")
    for name in names if school.model.sites else ():
        total = sum(getattr(site, name) for site in school.model.sites)
        whole = getattr(school.model, name)
        if abs(total - whole) > 0.005:
            yield school.at(name, field=school.label(name), sum=total, whole=whole)


@rule(
    "E1210",
    zh="内容属于 {inside}，却放在 {folder} 的文件夹里",
    en="the content belongs to {inside}, but lies in the folder of {folder}",
    fix=Text("核对编号，或移到对应的文件夹", "check the code, or move the file to its own folder"),
    why="放错文件夹，数据就会算到别的学校或学年头上。",
)
def misplaced_school(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """In the wrong folder, figures are counted for another school or year."""
    for name in ("school", "year"):
        inside, folder = getattr(school.model, name), school.owner.get(name)
        if folder is not None and inside != folder:
            yield school.at(name, inside=inside, folder=folder)


@rule(
    "E1211",
    zh="「{name}」是{type}，没有填{stage}的情况",
    en="{name} is a {type}, but nothing is reported for its {stage} stage",
    fix=Text("补填这一学段；确实没有学生的填 0", "report that stage too; write 0 where it has no pupils"),
    why="少一个学段，场地和设备就会全部算给另一个学段。",
    needs=("schools",),
)
def missing_stage(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Without one stage all facilities would be counted for the other."""
    entry = repository.schools.get(school.model.school)
    reported = {row.stage for row in school.model.stages}
    for stage in entry.stages if entry else ():
        if entry and stage not in reported:
            facts = {"type": SCHOOL_TYPES.text(entry.type), "stage": STAGES.text(stage)}
            yield school.at_key("stages", name=entry.name, **facts)


@rule(
    "E1212",
    zh="没有编号为 {campus} 的校区",
    en="there is no campus {campus}",
    fix=Text(
        "改为学校登记的校区编号：{known}；只有一个校区的留空",
        "use a registered campus: {known}; leave it blank where there is only one",
    ),
    why="校区编号对不上，学生、教师和场地就算不到一起。",
    needs=("schools",),
)
def campus_not_registered(school: Submission[SchoolYear], repository: Repository) -> Iterable[Hit]:
    """Where the ids of a campus differ, its pupils, teachers and rooms are not counted together."""
    model = school.model
    known = [campus.id for campus in repository.campuses.get(model.school, [])]
    shown = known or Text("没有登记", "none registered")
    for name in ("stages", "sites", "by_stage"):
        for i, row in enumerate(getattr(model, name)):
            if row.campus and row.campus not in known:
                hit = school.at(name, i, "campus", campus=row.campus, known=shown)
                yield hit.blaming("campus", model.school, row.campus)


@rule(
    "E1213",
    zh="分学段条件只填了一部分学段，缺{stage}",
    en="facilities are given by stage, but not for the {stage} stage",
    fix=Text("各学段都填，或都不填而按规定拆分", "give all stages, or none and let them be split"),
    why="只填一个学段，其余学段的场地会算两遍或没有。",
)
def by_stage_in_part(school: Submission[SchoolYear]) -> Iterable[Hit]:
    """Given for one stage only, the facilities of the others are counted twice or not at all."""
    given = {row.stage for row in school.model.by_stage}
    for stage in sorted({row.stage for row in school.model.stages} - given) if given else ():
        yield school.at_key("by_stage", stage=STAGES.text(stage))
