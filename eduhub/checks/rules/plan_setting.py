"""Rules on where a cluster lies, how large it is and what it is called."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from eduhub.core.rule import Hit, rule
from eduhub.core.text import Text
from eduhub.kinds.codes import PHASES, STAGES
from eduhub.kinds.plan import Member, Plan
from eduhub.kinds.register import Campus, School
from eduhub.parameters import in_force
from eduhub.repository import Repository, Submission
from eduhub.repository.distance import Point, kilometres


@rule(
    "Q1121",
    clause="S3.b",
    zh="片区现有 {count} 所成员学校，合适的范围是 {least} 至 {most} 所",
    en="schools of the cluster: {count}; between {least} and {most} are fitting",
    fix=Text(
        "调整成员学校，或说明理由；范围可在 eduhub.yaml 的 limits 中设定",
        "change the members or give the reason; 'limits' in eduhub.yaml sets the range",
    ),
    why="文件要求规模适度：校数过少难以共享，过多难以协同。",
)
def cluster_size(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """The policy asks for a moderate size: too few can't share much, too many can't work together."""
    count = len({member.school for member in _present(plan, repository)})
    own = repository.city.limits.cluster_schools if repository.city else None
    usual = in_force(repository.as_of)["cluster_schools"]
    least, most = (own.min, own.max) if own else (usual["min"], usual["max"])
    if not least <= count <= most:
        yield plan.at_key("members", count=count, least=least, most=most)


def _present(plan: Submission[Plan], repository: Repository) -> list[Member]:
    """The members that have not left."""
    return [member for member in plan.model.members if member.is_in(repository.as_of)]


@rule(
    "Q1122",
    clause="S3.a",
    zh="校际最远路程{how} {km} 公里，超过 {limit} 公里",
    en="the longest way between schools is {km} km{how}, more than {limit} km",
    fix=Text(
        "核对路程；确有需要的说明理由，限值可在 eduhub.yaml 的 limits 中设定",
        "check the way; give the reason if it has to be; 'limits' in eduhub.yaml sets the limit",
    ),
    why="文件要求位置相近：路程过远，教师交流和场馆共享都难落实。",
)
def long_way(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """The policy asks for schools near each other: over long ways neither teachers nor rooms are shared."""
    own = repository.city.limits.distance_km if repository.city else None
    limit = own if own is not None else in_force(repository.as_of)["cluster_distance_km"]
    stated = plan.model.setting.longest_way_km if plan.model.setting else None
    straight = _farthest_km(plan, repository)
    if stated is not None and stated > limit:
        yield plan.at("setting", "longest_way_km", how=Text("为", ""), km=stated, limit=limit)
    elif stated is None and straight is not None and straight > limit:
        how = Text("按坐标的直线距离计为", " in a straight line between their coordinates")
        yield plan.at_key("members", how=how, km=straight, limit=limit)


@rule(
    "Q1123",
    clause="S3.a",
    zh="校际最远路程填 {stated} 公里，按坐标的直线距离已有 {straight} 公里",
    en="the longest way is given as {stated} km; in a straight line it is {straight} km already",
    fix=Text("核对路程和名册中的坐标", "check the way, and the coordinates in the register"),
    why="路程不会短于直线距离，两处必有一处不对。",
    needs=("schools",),
    against=("straight",),
)
def way_below_straight_line(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """No way is shorter than the straight line, so one of the two is wrong."""
    stated = plan.model.setting.longest_way_km if plan.model.setting else None
    straight = _farthest_km(plan, repository)
    if stated is not None and straight is not None and stated < straight:
        yield plan.at("setting", "longest_way_km", stated=stated, straight=straight)


def _farthest_km(plan: Submission[Plan], repository: Repository) -> float | None:
    """The longest straight line between members whose coordinates are of one system, to 0.1 km."""
    found = [p for member in _present(plan, repository) for p in _points(member, repository)]
    ways = [kilometres(here, there) for (one, here), (other, there) in combinations(found, 2) if one == other]
    return round(max(ways), 1) if ways else None


def _points(member: Member, repository: Repository) -> Iterable[tuple[str | None, Point]]:
    """Where a member lies, if that is known, and in which system of coordinates."""
    school = repository.schools.get(member.school)
    places: list[Campus | School | None] = [
        *(c for c in repository.campuses.get(member.school, []) if c.id == member.campus),
        school,
    ]
    for place in places:
        if place and place.longitude is not None and place.latitude is not None:
            yield school.coordinate_source if school else None, (place.longitude, place.latitude)
            return


@rule(
    "E1129",
    clause="S2.2a",
    zh="方案填“{phase}”批次，{district}在县区表里是“{its}”",
    en="the plan gives the phase as {phase}; {district} is listed as {its}",
    fix=Text("核对批次，或更正县区表", "check the phase, or correct the list of districts"),
    why="批次决定截止日期、片区个数和周期长短。",
    needs=("districts",),
)
def phase_not_of_district(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """Deadlines, the number of clusters and the length of the cycle follow from the phase."""
    district = repository.districts.get(repository.district_of(plan) or "")
    if district and district.phase != plan.model.phase:
        facts = {"phase": PHASES.text(plan.model.phase), "its": PHASES.text(district.phase)}
        yield plan.at("phase", district=district.name, **facts)


@rule(
    "Q1130",
    zh="片区学段是{cluster}，成员学校参加的是{members}",
    en="the stages of the cluster are {cluster}; its members join with {members}",
    fix=Text("核对片区学段和各成员的学段", "check the stages of the cluster and of each member"),
    why="片区指标分学段计算，两处不一致就会多出或漏掉一个学段。",
)
def stages_of_members(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """Figures are computed by stage; where the two differ one stage is added or left out."""
    joined = {stage for member in _present(plan, repository) for stage in member.stages}
    if joined and joined != set(plan.model.cluster.stages):
        yield plan.at_key(
            "cluster", "stages", cluster=_listed(plan.model.cluster.stages), members=_listed(joined)
        )


def _listed(stages: Iterable[str]) -> list[Text]:
    return [STAGES.text(stage) for stage in STAGES.values if stage in set(stages)]


@rule(
    "Q1131",
    zh="片区编号 {id} 不以县区编号 {district} 开头",
    en="the cluster id {id} does not begin with the district id {district}",
    fix=Text("改为 {district}-01 这样的编号", "use an id like {district}-01"),
    why="各县区的片区编号互不相同，放在一起才不会混淆。",
)
def id_outside_district(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """Ids that begin with the district's stay apart when all districts are put together."""
    cluster, district = plan.model.cluster.id, repository.district_of(plan)
    unknown = bool(repository.districts) and district not in repository.districts  # told by E1146
    if district is not None and not unknown and not cluster.startswith(f"{district}-"):
        yield plan.at("cluster", "id", id=cluster, district=district)


@rule(
    "E1146",
    zh="方案放在 {district} 的文件夹里，县区表里没有这个编号",
    en="the plan lies in the folder of {district}, an id that is not among the districts",
    fix=Text("移到县区编号对应的文件夹：{known}", "move it to the folder of a district: {known}"),
    why="文件夹对不上县区，片区就不会计入任何县区。",
    needs=("districts",),
)
def folder_of_no_district(plan: Submission[Plan], repository: Repository) -> Iterable[Hit]:
    """A cluster in the folder of no district is counted for none."""
    district = plan.owner.get("district")
    if district is not None and district not in repository.districts:
        hit = plan.at("cluster", "id", district=district, known=sorted(repository.districts))
        yield hit.blaming("district", district)
