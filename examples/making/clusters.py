"""The invented clusters: who belongs to them and when, and their plans for the cycle."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from eduhub.kinds.codes import BUDGET_HEADS
from making.school_files import BY_CODE, PER_PUPIL
from making.specs import DISTRICTS, DistrictSpec, first_day

HERE = Path(__file__).parent
FORMS = ("全职交流轮岗", "跨校兼课", "教研驻校", "参与课后服务", "工作室（坊）", "干部交叉任职", "柔性轮岗")


@dataclass(frozen=True)
class ClusterSpec:
    """A cluster: what the file of the clusters says of it."""

    number: int
    data: dict[str, Any]

    @property
    def id(self) -> str:
        """As in chenghu-01."""
        return str(self.data["id"])

    @property
    def district(self) -> DistrictSpec:
        """The district that it lies in."""
        return next(d for d in DISTRICTS if d.id == self.id.rpartition("-")[0])

    @property
    def stages(self) -> list[str]:
        """The stages that it is for."""
        return list(self.data["stages"])

    @property
    def start(self) -> date:
        """The first day of its three years."""
        return date.fromisoformat(str(self.data.get("start", "2023-09-01")))

    @property
    def end(self) -> date:
        """The last day of its three years."""
        return self.start.replace(year=self.start.year + 3) - timedelta(days=1)

    def members(self, year: str | None = None) -> list[dict[str, Any]]:
        """All members, or those of the first day of a school year."""
        day = first_day(year) if year else None
        return [m for m in self.data["members"] if day is None or _is_in(m, day)]

    def codes(self, year: str | None = None, stage: str | None = None) -> list[str]:
        """The school codes of the members, of those with a stage only where one is asked for."""
        return [m["school"] for m in self.members(year) if stage is None or stage in m["stages"]]

    def dice(self, what: str) -> random.Random:
        """Dice for one thing of this cluster."""
        return random.Random(f"{what} {self.id}")


def _is_in(member: dict[str, Any], day: date) -> bool:
    return bool(member.get("joined", date.min) <= day < member.get("left", date.max))


@cache
def clusters() -> tuple[ClusterSpec, ...]:
    """All clusters of the city."""
    text = (HERE / "clusters.yaml").read_text(encoding="utf-8")
    return tuple(ClusterSpec(i, data) for i, data in enumerate(yaml.safe_load(text)))


def exchanges() -> list[tuple[str, str, str, int]]:
    """Who sends teachers to whom: year, from, to, number."""
    return [(year, a, b, n) for cluster in clusters() for year, a, b, n in cluster.data["exchange"]]


def plan(cluster: ClusterSpec) -> dict[str, Any]:
    """The plan of a cluster for its cycle."""
    data = cluster.data
    return {
        "cluster": {key: data.get(key) for key in ("id", "name", "stages", "path", "path_words")},
        "phase": cluster.district.phase,
        "cycle": {"start": cluster.start, "end": cluster.end},
        "members": list(_members(cluster)),
        "setting": {"nearness": data["nearness"], "size": data.get("size"), "longest_way_km": data["way"]},
        "governance": governance(cluster),
        "goals": [
            dict(zip(("measure", "unit", "baseline", "target", "owner"), goal, strict=True)) | {"by": cluster.end}
            for goal in data["goals"]
        ],
        "commitments": list(_commitments(data)),
        "exchange": exchange_goals(cluster),
        "sharing": data["sharing"],
        "supervision": {"inspectors": 2, "diagnoses": 1 + cluster.number % 2, "partners": data["partners"]},
        "evaluation": {"self_review": [date(cluster.start.year + n, 6, 8 + (cluster.number * 3 + n) % 17) for n in (1, 2, 3)]},
        "budget": list(budget(cluster)),
        "budget_totals": list(_totals(cluster)) if cluster.number % 2 else [],
        "submitted": {"on": submitted(cluster), "by": cluster.district.seat, "version": 1},
    }  # fmt: skip


def _members(cluster: ClusterSpec) -> Iterator[dict[str, Any]]:
    """The members in the order of the file, the first one leading unless the lead goes round."""
    turning = cluster.data["form"] == "轮值牵头"
    for i, member in enumerate(cluster.members()):
        role = "轮值校" if turning else "成员校" if i else "牵头校"
        yield {"joined": cluster.start, **member, "role": role}


def _commitments(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for area, words in data["words"].items():
        yield {"area": area, "words": words}
    for school, (brings, takes) in data["brings"].items():
        words = f"{BY_CODE[school].name}在资源共享中的承诺"
        yield {"area": "资源建设", "school": school, "words": words, "brings": brings, "takes": takes}


def governance(cluster: ClusterSpec) -> dict[str, Any]:
    """How the cluster decides: posts held by schools, or turns of half a year without a gap."""
    data = cluster.data
    schools = [m["school"] for m in cluster.members() if not m.get("left") and "-" not in m["school"]]
    return {
        "form": data["form"],
        "charter": data["charter"],
        "meetings": data["meetings"],
        "decision_rule": data["rule"],
        "attendance": (80, 75, 80, 100)[cluster.number % 4],
        "posts": [{"post": post, "school": schools[i]} for i, post in enumerate(data.get("posts", ()))],
        "rotation": list(turns(cluster)) if data["form"] == "轮值牵头" else [],
    }


def turns(cluster: ClusterSpec) -> Iterator[dict[str, Any]]:
    """A turn for each half of a school year; who joined later has a later turn."""
    schools = [m["school"] for m in cluster.members()]
    for half in range(6):
        year, spring = cluster.start.year + (half + 1) // 2, half % 2
        start = date(year, 2, 1) if spring else date(year, 9, 1)
        end = date(year, 8, 31) if spring else date(year + 1, 1, 31)
        yield {"school": schools[half % len(schools)], "from": start, "to": end}


def exchange_goals(cluster: ClusterSpec) -> dict[str, Any]:
    """What the cluster aims at; never below the national ten and twenty per cent."""
    dice = cluster.dice("exchange")
    return {
        "share": dice.choice((10, 12, 15)),
        "backbone_share": dice.choice((20, 25, 30)),
        "forms": [form for form in FORMS if form == FORMS[0] or dice.random() < 0.45],
    }


def budget(cluster: ClusterSpec) -> Iterator[dict[str, Any]]:
    """All four heads each year by the first school, training and activities by each, and help from outside."""
    dice = cluster.dice("budget")
    members = [{"joined": cluster.start, **m} for m in cluster.members() if "-" not in m["school"]]
    for year in range(cluster.start.year + 1, cluster.end.year + 1):
        schools = [m["school"] for m in members if _is_in(m, date(year, 6, 30))]
        for school in schools:
            heads = BUDGET_HEADS.values if school == schools[0] else ("人员培训", "活动开展")
            for head in heads:
                yield _line(year, head, "学校预算", school, _share(school, dice))
        yield _line(year, "条件保障", "县区财政", schools[-1], dice.randint(8, 30) * 10000)
        if cluster.district.phase == "试点":
            yield _line(year, "资源建设", "市级财政", schools[0], dice.randint(4, 12) * 10000)


def _totals(cluster: ClusterSpec) -> Iterator[dict[str, Any]]:
    """The sum of each year, as the official form of the budget has it."""
    lines = list(budget(cluster))
    for year in sorted({line["fiscal_year"] for line in lines}):
        yield {
            "fiscal_year": year,
            "amount": sum(line["amount"] for line in lines if line["fiscal_year"] == year),
        }


def _share(school: str, dice: random.Random) -> int:
    """One to three per cent of the usual public funds, in hundreds of yuan."""
    usual = sum(max(n, 100) * PER_PUPIL[stage] for stage, n in BY_CODE[school].pupils.items())
    return round(usual * dice.uniform(0.008, 0.03) / 100) * 100


def _line(year: int, head: str, source: str, school: str, amount: int) -> dict[str, Any]:
    money = Decimal(amount).quantize(Decimal("0.01"))
    return {"fiscal_year": year, "head": head, "source": source, "school": school, "amount": money}


def submitted(cluster: ClusterSpec) -> date:
    """When the plan was handed in: before the day that the policy sets for the phase."""
    if cluster.district.phase == "试点":
        return date(2023, 4, 11 + cluster.number % 4)
    return date(2023, 12, 26 + cluster.number % 3)
