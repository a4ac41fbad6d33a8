"""A cluster's year: who belongs, who leads, how even it is, how it moved, what was done."""

from __future__ import annotations

from eduhub.core.text import Text, same
from eduhub.kinds.activities import ACTIVITIES
from eduhub.kinds.codes import GOVERNANCE, ROLES, STAGES
from eduhub.kinds.measures import MEASURES
from eduhub.kinds.plan import Plan
from eduhub.reports.page import NONE, Page, Section, Table, joined, words
from eduhub.reports.pieces import balance, caveats, change, notes, standing, value_added_units, year
from eduhub.reports.pieces.names import per_stage
from eduhub.reports.work import Work, in_the_chair, work_of
from eduhub.repository import Repository
from eduhub.scores import Scores
from eduhub.scores.view import View, is_outside, units

LABEL = Text("片区年度报告", "year of a cluster")
WHAT = Text("片区", "cluster")
SERVES = (
    *("S1.a", "S1.b", "S3.c", "S3.d", "S3.k", "S4.5g", "S4.6b", "S5.1b", "S5.2b", "S5.2c", "S5.2g", "S5.5d"),
    *ACTIVITIES.serves["rows.type"].split(),  # how often there was each type
    *MEASURES.serves["rows.clause"].split(),
)


def ids(scores: Scores) -> dict[str, str]:
    """The clusters that there are figures for, and their names."""
    found = [id_ for id_ in units(scores, "cluster") if not is_outside(id_)]
    return {id_: View(scores, "cluster", id_).name for id_ in found}


def build(cluster: str, scores: Scores, repository: Repository) -> Page:
    """The page of one cluster."""
    view = View(scores, "cluster", cluster)
    work = work_of(repository, cluster, scores.year)
    page, stages = f"cluster-{cluster}", view.stages
    first = view.parts(stages[0])[0]
    facts = (
        (Text("片区编号", "cluster id"), same(cluster)),
        (Text("县区", "district"), same(repository.name_of(first["district"]))),
        (
            Text("参评校（部）", "school parts judged"),
            per_stage(stages, [len(view.parts(s)) for s in stages]),
        ),
        *notes.facts(scores, repository),
    )
    return Page(
        report="cluster",
        name=page,
        title=Text(
            f"{view.name}年度报告（{scores.year} 学年）", f"{view.name}: the school year {scores.year}"
        ),
        as_of=scores.as_of,
        facts=facts,
        summary=_summary(view, work, repository),
        sections=(
            *_members(work, repository),
            balance.section(view, page),
            *(standing.section(view, stage, page) for stage in stages),
            change.section(view),
            *value_added_units.cluster(view, repository, page),
            *year.sections(work, repository, page),
        ),
        notes=(*notes.method(scores), *year.definitions(work), *caveats.notes(view)),
    )


def _summary(view: View, work: Work, repository: Repository) -> tuple[Text, ...]:
    stages = view.stages
    texts = (
        joined(*(balance.evenness(view, stage) for stage in stages)),
        joined(*(standing.passing(view, stage) for stage in stages)),
        standing.lack(view),
        joined(
            *(text for stage in stages for text in (change.moved(view, stage), change.cautions(view, stage)))
        ),
        value_added_units.cluster_said(view, repository),
        year.said(work),
    )
    return tuple(text for text in texts if text.zh)


def _members(work: Work, repository: Repository) -> list[Section]:
    """Who belongs with which stages, and how the cluster decides."""
    plan = work.plan
    if plan is None:
        return []
    return [
        Section(
            Text("成员与治理", "Members and governance"),
            Text("成员与治理", "members"),
            (_governed(plan, work, repository),),
            (),
            (_member_table(plan, repository), *_posts(plan, repository)),
        )
    ]


def school_name(repository: Repository, code: str) -> str:
    """What a school is called; its code where the register does not know it."""
    return repository.schools[code].name if code in repository.schools else code


def _governed(plan: Plan, work: Work, repository: Repository) -> Text:
    members = {member.school for member in plan.members if member.was_in(work.until, work.until)}
    school, post = in_the_chair(plan, work.until)
    name, form = school_name(repository, school), GOVERNANCE.text(plan.governance.form)
    zh = f"，现由{name}{f'（{post}）' if post else ''}牵头" if school else ""
    en = f"; now led by {name}{f' ({post})' if post else ''}" if school else ""
    return Text(
        f"片区现有成员学校 {len(members)} 所，治理形式为{form.zh}{zh}。",
        f"The cluster has {len(members)} member schools and is governed by a {form.en}{en}.",
    )


def _member_table(plan: Plan, repository: Repository) -> Table:
    rows = [
        (
            words(school_name(repository, member.school)),
            words(Text("、".join(member.stages), ", ".join(STAGES.text(s).en for s in member.stages))),
            words(ROLES.text(member.role)),
            words(member.joined.isoformat()),
            words(member.left.isoformat()) if member.left else NONE,
        )
        for member in sorted(plan.members, key=lambda m: (m.school, m.campus or ""))
    ]
    return Table(
        Text("成员学校", "Member schools"),
        (
            Text("学校", "school"),
            Text("学段", "stages"),
            Text("角色", "role"),
            Text("加入日期", "joined"),
            Text("退出日期", "left"),
        ),
        tuple(rows),
    )


def _posts(plan: Plan, repository: Repository) -> list[Table]:
    posts = [
        (words(post.post), words(school_name(repository, post.school))) for post in plan.governance.posts
    ]
    turns = [
        (
            words(f"{turn.from_.isoformat()} / {turn.to.isoformat()}"),
            words(school_name(repository, turn.school)),
        )
        for turn in plan.governance.rotation
    ]
    tables = []
    if posts:
        tables.append(
            Table(Text("治理职务", "Posts"), (Text("职务", "post"), Text("学校", "school")), tuple(posts))
        )
    if turns:
        tables.append(
            Table(
                Text("轮值安排", "Turns"), (Text("起止", "from / to"), Text("学校", "school")), tuple(turns)
            )
        )
    return tables
