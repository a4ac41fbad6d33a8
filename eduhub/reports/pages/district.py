"""The balance page of a district: is each indicator evenly spread, and does each school reach it?"""

from __future__ import annotations

from typing import Any

from eduhub.core.errors import unknown
from eduhub.core.text import Text, rounded, same
from eduhub.kinds.codes import STAGES
from eduhub.parameters import INDICATORS
from eduhub.parameters.catalogue import L_CODES
from eduhub.reports.page import Align, Figure, Page, Section, Table
from eduhub.repository import Repository
from eduhub.scores import Scores
from eduhub.scores.view import View, districts

LABEL = Text("县区均衡报告", "balance of a district")

_NONE = Text("—", "—")
_SOURCE = "教督〔2017〕6号"


ids = districts


def build(district: str, scores: Scores, repository: Repository) -> Page:
    """The page of one district; UseError where there are no figures for it."""
    if district not in ids(scores):
        raise unknown(Text("县区", "district"), district, None, ids(scores))
    name = repository.districts[district].name if district in repository.districts else district
    view = View(district, scores)
    stages = view.stages
    return Page(
        name=f"district-{district}",
        title=Text(
            f"{name}义务教育资源配置均衡报告（{scores.year} 学年）",
            f"Balance of resources in compulsory schooling: {name}, school year {scores.year}",
        ),
        facts=_facts(view, stages, scores, repository),
        sections=(_differences(view, stages), *(_schools(view, stage) for stage in stages)),
        notes=_notes(scores),
    )


def _facts(
    view: View, stages: list[str], scores: Scores, repository: Repository
) -> tuple[tuple[Text, Text], ...]:
    counted = [(stage, len(view.parts(stage))) for stage in stages]
    by = repository.city.count_by if repository.city else "personnel"
    where = {
        "personnel": Text("按人事关系所在学校", "where their personnel relation is"),
        "working": Text("按实际任教学校", "where they work"),
    }[by]
    return (
        (Text("截至", "as of"), same(scores.as_of.isoformat())),
        (
            Text("参评校（部）", "school parts judged"),
            Text(
                "，".join(f"{stage} {n} 个" for stage, n in counted),
                ", ".join(f"{n} {STAGES.text(stage).en}" for stage, n in counted),
            ),
        ),
        (Text("教师计入", "teachers count"), where),
        (Text("依据", "standard"), same(_SOURCE)),
    )


def _differences(view: View, stages: list[str]) -> Section:
    return Section(
        Text("校际差异", "Differences between schools"),
        tuple(_stage_sentence(view, stage) for stage in stages),
        (_chart(view, stages),),
        tuple(_difference_table(view, stage) for stage in stages),
    )


def _stage_sentence(view: View, stage: str) -> Text:
    """What the figures of a stage say, in one sentence; how many school parts they leave out."""
    limit, over = f"{view.limit(stage):.2f}", view.over(stage)
    known = [code for code in L_CODES if view.value(stage, f"{code}.cv") is not None]
    lacking, whole = len(view.lacking(stage)), len(view.parts(stage))
    english = STAGES.text(stage).en.capitalize()
    without = Text(
        f"；{whole} 个校（部）中有 {lacking} 个缺数据，未全部计入" if lacking else "",
        f"; {lacking} of {whole} school parts lack data and are not fully counted" if lacking else "",
    )
    if not known:
        zh, en = "没有可以计算的差异系数", "no coefficient of variation can be computed"
    elif not over:
        zh = f"可计算的 {len(known)} 项差异系数都不超过 {limit}"
        en = f"all {len(known)} coefficients of variation that can be computed are within {limit}"
    else:
        zh = f"有 {len(over)} 项差异系数超过 {limit}：" + "、".join(_short(code).zh for code in over)
        en = f"coefficients of variation above {limit}: " + ", ".join(_short(code).en for code in over)
    return Text(f"{stage}{zh}{without.zh}。", f"{english}: {en}{without.en}.")


def _short(code: str) -> Text:
    return INDICATORS[code].short


def _chart(view: View, stages: list[str]) -> Figure:
    panels = [
        {
            "stage": STAGES.text(stage),
            "limit": view.limit(stage),
            "bars": [_bar(view, stage, code) for code in L_CODES],
        }
        for stage in stages
    ]
    return Figure(
        name=f"district-{view.district}-cv",
        template="cv_bars.svg.j2",
        title=Text("七项资源指标的差异系数与上限", "Coefficients of variation of the seven indicators"),
        words=Text(
            "每条为一项指标的差异系数，竖线为上限；超过上限的条带斜纹",
            "a bar an indicator, a vertical line at the limit; bars above it are hatched",
        ),
        data={"panels": panels},
    )


def _bar(view: View, stage: str, code: str) -> dict[str, Any]:
    value, over = view.value(stage, f"{code}.cv"), view.is_over(stage, code)
    words = "" if value is None else rounded(value, 3)
    return {"label": _short(code), "value": value, "words": words, "over": over}


def _difference_table(view: View, stage: str) -> Table:
    rows = []
    for code in L_CODES:
        cv = view.value(stage, f"{code}.cv")
        entry = INDICATORS[code]
        rows.append(
            (
                Text(
                    f"{code} {entry.label.zh}（{entry.unit.zh}）",
                    f"{code} {entry.label.en} ({entry.unit.en})",
                ),
                _number(view.threshold(stage, code), 2),
                _number(view.value(stage, code), 2),
                _number(cv, 3),
                _number(view.limit(stage), 2),
                _verdict(view, stage, code),
            )
        )
    rows.append(
        (
            Text("综合（七项平均）", "mean of the seven"),
            _NONE,
            _NONE,
            _number(view.value(stage, "CV.mean"), 3),
            _NONE,
            _NONE,
        )
    )
    return Table(
        Text(f"{stage}各项指标", f"Indicators, {STAGES.text(stage).en} stage"),
        (
            Text("指标", "indicator"),
            Text("达标值", "threshold"),
            Text("全县平均值", "district mean"),
            Text("差异系数", "CV"),
            Text("上限", "limit"),
            Text("结论", "verdict"),
        ),
        ("left", "right", "right", "right", "right", "left"),
        tuple(rows),
    )


def _verdict(view: View, stage: str, code: str) -> Text:
    if view.value(stage, f"{code}.cv") is None:
        return _NONE
    return Text("超过上限", "above the limit") if view.is_over(stage, code) else Text("符合", "within")


def _schools(view: View, stage: str) -> Section:
    parts = view.parts(stage)
    passed = [part for part in parts if view.value(stage, "PASS", part["id"]) == 1.0]
    waiting = [part for part in parts if view.value(stage, "PASS", part["id"]) is None]
    stage_en = STAGES.text(stage).en
    sentence = Text(
        f"{len(parts)} 个{stage}校（部）中，{len(passed)} 个综合达标"
        + (f"，{len(waiting)} 个缺数据、待补" if waiting else "")
        + "。",
        f"Of {len(parts)} {stage_en} school parts {len(passed)} pass"
        + (f"; {len(waiting)} lack data" if waiting else "")
        + ".",
    )
    return Section(
        Text(f"{stage}各校", f"Schools, {stage_en} stage"),
        (sentence,),
        (),
        (_school_table(view, stage, parts),),
    )


def _school_table(view: View, stage: str, parts: list[dict[str, Any]]) -> Table:
    head = (
        Text("学校", "school"),
        Text("在校生", "pupils"),
        *(Text(f"{code} {_short(code).zh}", f"{code} {_short(code).en}") for code in L_CODES),
        Text("达标项数", "met"),
        Text("综合", "verdict"),
    )
    rows = tuple(_school_row(view, stage, part) for part in parts)
    number: Align = "right"
    return Table(
        Text(f"{stage}各校（部）指标值", f"Values of each school part, {STAGES.text(stage).en} stage"),
        head,
        ("left", *[number] * (len(L_CODES) + 2), "left"),
        rows,
    )


def _school_row(view: View, stage: str, part: dict[str, Any]) -> tuple[Text, ...]:
    passes = view.value(stage, "PASS", part["id"])
    verdict = {
        None: Text("待补", "incomplete"),
        1.0: Text("达标", "passes"),
        0.0: Text("未达标", "does not pass"),
    }[passes]
    return (
        same(part["name"]),
        _number(part["pupils"], 0),
        *(_marked(view, stage, code, part["id"]) for code in L_CODES),
        _number(view.value(stage, "MET", part["id"]), 0),
        verdict,
    )


def _marked(view: View, stage: str, code: str, part: str) -> Text:
    """A school's value with its mark: △ below the threshold, ▼ below 85 % of it."""
    value = view.value(stage, code, part)
    if value is None:
        return _NONE
    mark = {"met": "", "short": " △", "far": " ▼"}[view.standing(stage, code, part)]
    return same(f"{rounded(value, 2)}{mark}")


def _number(value: float | None, decimals: int) -> Text:
    return _NONE if value is None else same(rounded(value, decimals))


def _notes(scores: Scores) -> tuple[Text, ...]:
    numbers = scores.parameters
    wanted, floor = numbers["met_wanted"], f"{numbers['floor_share']:.0%}"
    weights, least = numbers["split"]["十二年一贯制学校"], numbers["teaching_point_pupils"]
    zh_weights = "、".join(f"{stage} {weight:g}" for stage, weight in weights.items())
    en_weights = ", ".join(f"{STAGES.text(stage).en} {weight:g}" for stage, weight in weights.items())
    return (
        Text(
            f"△ 未达到达标值；▼ 低于达标值的 {floor}；— 没有数据。",
            f"△ below the threshold; ▼ below {floor} of it; — no data.",
        ),
        Text(
            f"综合达标：七项中至少 {wanted} 项达到达标值，余项不低于达标值的 {floor}。",
            f"A school part passes where at least {wanted} of the seven reach their thresholds and the "
            f"others keep {floor} of theirs.",
        ),
        Text(
            "差异系数 = 按学生数加权的标准差 ÷ 全县平均值（总量 ÷ 总人数），小学、初中分别计算；"
            "按未舍入的数判定，按申报表的位数显示（各校值和平均值两位小数，差异系数三位小数）。",
            "CV = standard deviation weighted by pupils / district mean (all amounts over all pupils), for "
            "each stage; judged unrounded, printed as the official form prints (values and means two "
            "decimals, CV three).",
        ),
        Text(
            f"一贯制学校和完全中学的 L4 至 L7 按学段的人数权重拆分（{zh_weights}），"
            f"教师指标按学段统计、不拆分；特殊教育学校和不足 {least} 人的教学点不参评。",
            f"L4 to L7 of integrated schools are split by weights a pupil ({en_weights}); teachers are "
            "counted by stage and not split. Special schools and teaching points below "
            f"{least} pupils are not judged.",
        ),
    )
