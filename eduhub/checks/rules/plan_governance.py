"""Rules on how a cluster is governed: what has to be laid down, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise, product

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import GOVERNANCE
from eduhub.kinds.plan import Governance, Plan
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission


@rule(
    "Q1124",
    clause="S5.1b",
    zh="治理形式为“{form}”，还没有写明：{missing}",
    en="the form of governance is {form}; not laid down yet: {missing}",
    fix=Text("在“治理”部分补填", "fill them in under 'governance'"),
    why="文件要求民主决策、责任共担、利益共享，要靠章程、职务和议事规则落实。",
)
def incomplete_governance(plan: Submission[Plan]) -> Iterable[Hit]:
    """Deciding together and sharing duties and gains, as the policy asks, needs written rules and posts."""
    governance = plan.model.governance
    missing = [
        plan.label("governance", name) for name in _wanted(governance) if not getattr(governance, name)
    ]
    if missing:
        yield plan.at_key("governance", form=GOVERNANCE.text(governance.form), missing=missing)


def _wanted(governance: Governance) -> tuple[str, ...]:
    """What has to be laid down for the form; under a rotating lead the turns stand for the posts."""
    rotating = governance.form == "轮值牵头"
    return ("charter", "meetings", "decision_rule", *(() if rotating else ("posts",)))


@rule(
    "Q1125",
    clause="S5.1b",
    zh="{form}的职务中没有主持工作的人，如主任、理事长",
    en="none of the posts of the {form} leads it, such as a director or chair",
    fix=Text("写明由哪所学校主持", "say which school holds the chair"),
    why="没有人主持，会议就没有人召集，决定就没有人落实。",
)
def governance_without_chair(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """Without a chair nobody calls the meetings or sees to what was decided."""
    governance = plan.model.governance
    chairs = in_force(repository.as_of)["chairs"]
    leads = any(_leads(post.post, chairs["words"], chairs["deputies"]) for post in governance.posts)
    if governance.posts and not leads and governance.form != "轮值牵头":
        yield plan.at_key("governance", "posts", form=GOVERNANCE.text(governance.form))


def _leads(post: str, words: Sequence[str], deputies: Sequence[str]) -> bool:
    """Does a post name a chair, and not only the deputy of one?"""
    plain = post.casefold().replace(" ", "").replace("-", "")
    for deputy, word in product(deputies, words):
        plain = plain.replace(f"{deputy}{word}", "")
    return any(word in plain for word in words)


@rule(
    "E1126",
    clause="S5.1b",
    zh="{school} 的轮值从 {first} 到 {last}，起止颠倒",
    en="the turn of {school} runs from {first} to {last}, which is the wrong way round",
    fix=Text("核对轮值的开始日期和结束日期", "check the first and the last day of the turn"),
    why="日期颠倒的轮值没有一天，那段时间就无人牵头。",
)
def turn_order(plan: Submission[Plan]) -> Iterable[Hit]:
    """A turn that ends before it begins has no day, and nobody leads in that time."""
    for i, turn in enumerate(plan.model.governance.rotation):
        if turn.to < turn.from_:
            facts = {"school": turn.school, "first": turn.from_, "last": turn.to}
            yield plan.at("governance", "rotation", i, "to", **facts)


@rule(
    "E1127",
    clause="S5.1b",
    zh="{school} 的轮值 {first} 开始，{other} 的轮值到 {until} 才结束",
    en="the turn of {school} begins on {first}, while that of {other} lasts until {until}",
    fix=Text("前一段轮值结束的次日起算下一段", "begin a turn on the day after the one before has ended"),
    why="同一天有两所轮值校，就不知道由谁牵头。",
)
def overlapping_turns(plan: Submission[Plan]) -> Iterable[Hit]:
    """With two turns on one day nobody knows who leads."""
    rotation = plan.model.governance.rotation
    order = sorted(
        (i for i, turn in enumerate(rotation) if turn.from_ <= turn.to), key=lambda i: rotation[i].from_
    )
    for before, i in pairwise(order):
        turn, other = rotation[i], rotation[before]
        if turn.from_ <= other.to:
            facts = {"school": turn.school, "first": turn.from_, "other": other.school, "until": other.to}
            yield plan.at("governance", "rotation", i, "from", **facts)


@rule(
    "Q1128",
    clause="S5.1b",
    zh="周期内有 {count} 段时间没有轮值校：{gaps}",
    en="stretches of the cycle without a leading school: {count} ({gaps})",
    fix=Text(
        "补齐轮值安排，从周期开始到周期结束前后相接", "let the turns follow each other through the cycle"
    ),
    why="轮值中断的时间里，片区无人牵头。",
)
def gaps_between_turns(plan: Submission[Plan]) -> Iterable[Hit]:
    """While no school has its turn nobody leads the cluster."""
    governance = plan.model.governance
    wrong = any(turn.to < turn.from_ for turn in governance.rotation)
    if governance.form != "轮值牵头" or not governance.rotation or wrong:
        return
    gaps = [Text(f"{a} 至 {b}", f"{a} to {b}") for a, b in _gaps(plan.model)]
    if gaps:
        yield plan.at_key("governance", "rotation", count=len(gaps), gaps=gaps)


def _gaps(plan: Plan) -> Iterator[tuple[date, date]]:
    """The stretches of the cycle, first and last day, in which no school has its turn."""
    day, next_day = plan.cycle.start, timedelta(days=1)
    for turn in sorted(plan.governance.rotation, key=lambda turn: turn.from_):
        if turn.from_ > day:
            yield day, min(turn.from_ - next_day, plan.cycle.end)
        day = max(day, turn.to + next_day)
    if day <= plan.cycle.end:
        yield day, plan.cycle.end
