"""How the figures were made, from which sources, and what is not certain about them."""

from __future__ import annotations

from eduhub.core.text import Text, same
from eduhub.kinds.codes import STAGES
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.pieces.names import full
from eduhub.repository import Repository
from eduhub.scores import Scores

SOURCE = "教督〔2017〕6号"


def facts(scores: Scores, repository: Repository) -> tuple[tuple[Text, Text], ...]:
    """What every page says of itself first: year, day, how teachers count, the standard."""
    by = repository.city.count_by if repository.city else "personnel"
    where = {
        "personnel": Text("按人事关系所在学校", "where their personnel relation is"),
        "working": Text("按实际任教学校", "where they work"),
    }[by]
    return (
        (Text("学年", "school year"), same(scores.year)),
        (Text("截至", "as of"), same(scores.as_of.isoformat())),
        (Text("教师计入", "teachers count"), where),
        (Text("依据", "standard"), same(SOURCE)),
    )


def method(scores: Scores) -> tuple[Text, ...]:
    """The notes that every page with figures of balance ends with."""
    return (_named(), *_judged(scores), *_spread(scores), *_relaxed(scores), _doubt())


def _named() -> Text:
    """The whole names of the seven, with their units."""
    each = [full(code) for code in L_CODES]
    return Text(
        f"七项指标：{'；'.join(text.zh for text in each)}。",
        f"The seven: {'; '.join(text.en for text in each)}.",
    )


def _judged(scores: Scores) -> tuple[Text, ...]:
    numbers = scores.parameters
    wanted, floor = numbers["met_wanted"], f"{numbers['floor_share']:.0%}"
    weights, least = numbers["split"]["十二年一贯制学校"], numbers["teaching_point_pupils"]
    zh_weights = "、".join(f"{stage} {weight:g}" for stage, weight in weights.items())
    en_weights = ", ".join(f"{STAGES.text(stage).en} {weight:g}" for stage, weight in weights.items())
    return (
        Text(
            f"△ 未达到达标值；▼ 低于达标值的 {floor}；— 没有数据。综合达标：七项中至少 {wanted} "
            "项达到达标值，"
            f"余项不低于达标值的 {floor}（{SOURCE}）。",
            f"△ below the threshold; ▼ below {floor} of it; — no data. A school part passes where at least "
            f"{wanted} of the seven reach their thresholds and the others keep {floor} of theirs ({SOURCE}).",
        ),
        Text(
            "“校（部）”指一所学校的一个学段或校区。一贯制学校和完全中学的 L4 至 L7 按学段的人数权重拆分"
            f"（{zh_weights}），教师指标按学段统计、不拆分；特殊教育学校和不足 {least} 人的教学点不参评。",
            "A school part is one stage or campus of a school. L4 to L7 of integrated schools are split by "
            f"weights a pupil ({en_weights}); teachers are counted by stage and not split. Special "
            "schools and "
            f"teaching points below {least} pupils are not judged.",
        ),
        Text(
            "尚缺的数量用指标自己的单位：人数和间数进位取整；一贯制学校的场地设备取各学段需要量中最大的一个。",
            "What is lacking is told in the indicator's own units, persons and rooms rounded up; "
            "for facilities "
            "of integrated schools the largest need among its stages is taken.",
        ),
    )


def _spread(scores: Scores) -> tuple[Text, ...]:
    cap, few = scores.parameters["level_cap"], scores.parameters["few_schools"]
    tolerance = f"{scores.parameters['levelled_down_tolerance']:.0%}"
    small = scores.parameters["index_change_told"]
    return (
        Text(
            "差异系数 = 按学生数加权的标准差 ÷ 平均值（总量 ÷ 总人数），小学、初中分别计算；"
            "按未舍入的数判定，按申报表的位数显示。",
            "CV = standard deviation weighted by pupils / mean (all amounts over all pupils), for "
            "each stage; "
            "judged unrounded, printed as the official form prints.",
        ),
        Text(
            f"差异系数上限只用于判定县区；片区少于 {few} 个校（部）时差异系数受偶然影响大，"
            "标“参考”（eduhub 默认值）。",
            f"The limits judge districts only; in a cluster of fewer than {few} school parts a coefficient "
            "owes much to chance and is marked 'reference' (eduhub default).",
        ),
        Text(
            "差距指数：七项差异系数与上限之比的平均值，越小越均衡。水平指数：七项平均值与达标值之比的平均值，"
            f"单校最高计 {cap:g} 倍（eduhub 默认值），越大水平越高。",
            "Gap index: mean over the seven of CV / limit, the smaller the more even. Level index: "
            "mean over the "
            f"seven of value / threshold, a school counted up to {cap:g} times (eduhub default), "
            "the larger the "
            "better.",
        ),
        Text(
            "同口径：只比较两个学年 9 月 1 日都在册且数据齐全的成员，改码、更名、合并的学校前后相接。"
            f"指数变化不足 {small:g} 的称基本持平；资源总量下降超过 {tolerance} 而差距缩小的，提请核实"
            "（均为 eduhub 默认值）。",
            "Same members: only those that belong on 1 September of both years and whose data are known are "
            "compared; re-coded, renamed and merged schools are followed. A change of an index below "
            f"{small:g} is told as hardly any; where the spread narrowed while the amount fell by more than "
            f"{tolerance}, the page asks to check why (eduhub defaults).",
        ),
    )


def _relaxed(scores: Scores) -> tuple[Text, ...]:
    if not scores.relaxations:
        return (Text("没有启用过渡期放宽规定。", "No dated relaxation is switched on."),)
    return tuple(_one(scores, switch) for switch in scores.relaxations)


def _one(scores: Scores, switch: str) -> Text:
    value = scores.parameters.relaxation(switch)
    doubts = value.doubts or Text("", "")
    return Text(
        f"已启用过渡期放宽规定：{value.what.zh}。{doubts.zh}。",
        f"A dated relaxation is switched on: {value.what.en}; {doubts.en}.",
    )


def _doubt() -> Text:
    return Text(
        f"{SOURCE} 全文未能核对，数值取自两处互相印证的引用；本页不排名次，学校按标识码排列。",
        f"The full text of {SOURCE} could not be compared; its numbers come from two quotations that agree. "
        "Nothing is ranked; schools stand in the order of their codes.",
    )
