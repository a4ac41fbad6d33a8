"""Rules on whole documents of districts and clusters: how many there are, where they lie, when they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.repository import Repository, Submission

# What says whose each document is; there is one of it.
_OF: Mapping[str, tuple[str, ...]] = {
    "programme": ("district",),
    "district_year": ("district", "year"),
    "year_plan": ("cluster", "year"),
    "activities": ("cluster", "year"),
    "measures": ("cluster", "year"),
}
_OF_CLUSTER = ("year_plan", "activities", "measures")
_LOGS = ("activities", "measures")


def _documents(repository: Repository, kinds: Iterable[str] = _OF) -> Iterator[Submission[Any]]:
    return (s for s in repository.submissions if s.kind.name in kinds)


def _whose(submission: Submission[Any]) -> tuple[str, ...]:
    """Whose a document is, as far as its place or its content says."""
    parts = _OF[submission.kind.name]
    return tuple(submission.owner[part] for part in parts if part in submission.owner)


def _spot(submission: Submission[Any], part: str) -> tuple[str, ...]:
    """Where a document says whose it is; the head of its rows where its place says it."""
    return (part,) if part in submission.document.data else ("rows",)


def _named(whose: tuple[str, ...]) -> Text:
    """Whose a document is, in words: a district or cluster, and the year."""
    unit, *year = whose
    return Text(f"{unit} {year[0]} 学年" if year else unit, ", ".join(whose))


@rule(
    "E4051",
    zh="{whose}的“{kind}”交了不止一份，另见 {other}",
    en="'{kind}' of {whose} came more than once; see {other}",
    fix=Text("只保留最新的一份", "keep the newest one only"),
    why="同一份材料交两次，不知道以哪一份为准。",
)
def doubled_document(repository: Repository) -> Iterable[Hit]:
    """With two versions of a document nobody knows which one holds."""
    files: dict[tuple[str, ...], set[str]] = {}
    for submission in _documents(repository):
        files.setdefault((submission.kind.name, *_whose(submission)), set()).add(submission.file)
    for submission in _documents(repository):
        kind, whose = submission.kind, _whose(submission)
        others = sorted(files[kind.name, *whose] - {submission.file})
        if others and len(whose) == len(_OF[kind.name]):
            place = _spot(submission, _OF[kind.name][0])
            yield submission.at_key(*place, whose=_named(whose), kind=kind.label, other=others)


@rule(
    "E4052",
    zh="「{field}」填的是 {inside}，却放在 {folder} 的文件夹里",
    en="'{field}' is {inside}, but the file lies in the folder of {folder}",
    fix=Text(
        "核对所填内容，或移到对应的文件夹", "check what is filled in, or move the file to its own folder"
    ),
    why="放错文件夹，材料就会算到别的县区、片区或学年。",
)
def misplaced_document(repository: Repository) -> Iterable[Hit]:
    """In the wrong folder, a document is taken for another district's, cluster's or year's."""
    for submission in _documents(repository):
        for part in _OF[submission.kind.name] if submission.sound else ():
            inside, folder = getattr(submission.model, part), submission.owner.get(part)
            if inside and folder and inside != folder:
                yield submission.at(part, field=submission.label(part), inside=inside, folder=folder)


@rule(
    "E4053",
    zh="「{field}」{date} 在今天（{today}）之后",
    en="'{field}' is {date}, after today ({today})",
    fix=Text("核对年份和月份", "check year and month"),
    why="还没有到的日子不能算已经报送或确认。",
)
def paper_from_the_future(repository: Repository) -> Iterable[Hit]:
    """Nothing was submitted or confirmed on a day that is still to come."""
    for submission in _documents(repository):
        for part in ("submitted", "confirmed"):
            stamp = getattr(submission.record, part, None)
            if stamp and stamp.on > repository.as_of:
                field = submission.label(part, "on")
                yield submission.at(part, "on", field=field, date=stamp.on, today=repository.as_of)


@rule(
    "E4054",
    zh="没有片区 {cluster} 的建设方案",
    en="there is no plan of a cluster {cluster}",
    fix=Text(
        "核对片区编号，或先报送该片区的建设方案", "check the cluster id, or submit the cluster's plan first"
    ),
    why="不知道成员学校，片区的计划和台账就无法核对。",
)
def cluster_without_plan(repository: Repository) -> Iterable[Hit]:
    """Unless the members are known, nothing that a cluster plans or logs can be checked."""
    if not repository.has("plan", every=True):
        return
    known = {plan.model.cluster.id for plan in repository.plans}
    for submission in _documents(repository, _OF_CLUSTER):
        cluster = submission.owner.get("cluster")
        if cluster is not None and cluster not in known:
            hit = submission.at(*_spot(submission, "cluster"), cluster=cluster)
            yield hit.blaming("cluster", cluster)


@rule(
    "Q4055",
    clause="S4",
    zh="没有片区 {cluster} {year} 学年的年度计划，{kind}无法与计划对照",
    en="there is no plan of {cluster} for {year} to hold these {kind} against",
    fix=Text("补报年度计划，或核对片区编号和学年", "submit the plan of the year, or check cluster and year"),
    why="没有年度计划，就看不出哪些任务做了、哪些没有做。",
)
def log_without_year_plan(repository: Repository) -> Iterable[Hit]:
    """Without the plan of the year nobody sees which tasks were done."""
    planned = {_whose(s) for s in _documents(repository, ("year_plan",))}
    for submission in _documents(repository, _LOGS):
        whose = _whose(submission)
        if planned and len(whose) == 2 and whose not in planned:
            cluster, year = whose
            facts = {"cluster": cluster, "year": year, "kind": submission.kind.label}
            hit = submission.at(*_spot(submission, "cluster"), **facts)
            yield hit.blaming("year plan", cluster, year)
