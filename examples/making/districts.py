"""The documents of the invented districts: programmes and the figures of a year."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from eduhub.kinds.codes import BUDGET_HEADS
from making.clusters import ClusterSpec, clusters
from making.specs import SCHOOLS, YEARS, DistrictSpec, first_day
from making.staff import pupils_of

# The six mechanisms of the policy in the words of nine districts; one list a mechanism, taken in turn.
MECHANISMS = {
    "组织领导": (
        "政府分管领导任组长，教育、编办、财政、人社部门各定一名联络人，每季度会商一次",
        "成立片区共同体工作专班，专班设在教育部门，月调度、季通报",
        "局长包片、股室包校，片区遇到的跨部门事项三日内答复",
        "建立教育、财政、人社、编办四家联席会议，一事一议，议定事项列入督查",
        "片区负责人每学期向局党组汇报一次，重点讲短板和需要协调的事",
    ),
    "经费保障": (
        "片区活动经费列入各成员校年度公用经费预算，区级另设专项，按季度通报执行进度",
        "四类用途单独编列，培训经费不低于公用经费的百分之五，结余不得挪作他用",
        "建设项目向片区薄弱学校倾斜，资金随项目走，完工即审计",
        "按学生数测算片区活动定额，乡村学校上浮，年初下达、年底决算",
        "大型设备由片区统一论证后采购，避免各校重复购置",
    ),
    "教师交流": (
        "符合条件的教师每年交流不低于一成，其中骨干不低于两成，交流满一年方计入评聘经历",
        "以学科余缺定岗，先兼课后轮岗，交流教师的课时、津贴和住宿由派出校与接收校分担",
        "实行校长提名、教师自愿、局里统筹的办法，六月公布岗位，八月到岗",
        "新招聘教师实行片区统招统配，入职三年内须有一年在乡村或薄弱学校任教",
        "紧缺学科教师由片区统一排课走教，交通补助按次发放",
    ),
    "视导诊断": (
        "责任督学每月进片区一次，专家组每年集中诊断一次，问题清单一校一份、限期销号",
        "教研员每人联系一个片区，听课不少于二十节，学期末写出学科诊断意见",
        "邀请高校教师参与诊断，先看数据再进课堂，结论当面反馈",
        "每学期开学后三周内普遍视导一遍，期中对薄弱学科再回访一次",
        "由退休校长和特级教师组成诊断组，不打招呼、不听汇报、直接进课堂",
    ),
    "绩效评估": (
        "片区捆绑考核，各校共担一个结果，薄弱学校的进步占较大分量",
        "过程看记录，结果看增值，家长满意度由第三方调查，不另要台账",
        "评估结果用于年度考核和评先评优，进步慢的片区由局领导约谈并帮助改进",
        "年度评估看三年走势，单项退步的片区写出原因分析",
        "学校自评、片区互评、部门核验三步走，核验时随机抽取原始记录",
    ),
    "典型培树": (
        "每学期征集一次做法，能照着做的才推广，推广前请别的学校先试",
        "每年评出两个示范项目，在全区现场会上由一线教师来讲",
        "好做法写成两页纸的案例卡，注明条件、步骤和花费",
        "教师讲自己的课，校长讲自己的事，不请人代写经验材料",
        "把实践检验两年以上的办法编入工作手册，发到每所学校",
    ),
}
OWNERS = {"组织领导": "办公室", "经费保障": "财务股", "教师交流": "人事股", "视导诊断": "教育督导室", "绩效评估": "基础教育股", "典型培树": "教研室"}  # fmt: skip
GOALS = (
    "用三年时间使片区内小学、初中各项资源指标的差异系数明显下降，薄弱学校达到省定标准",
    "建成教师、课程、场馆三本共享台账，片区内学校家长择校意愿明显降低",
    "先把一个片区办实，再带动其余学校，三年后县域内学校全部进入片区",
    "乡村学校开齐课程，城区学校控住规模，骨干教师在片区内合理分布",
    "学校之间办学条件大体相当，课程各有所长，群众满意度稳步上升",
)


def programme(district: DistrictSpec, number: int) -> dict[str, Any]:
    """What the district handed in to the city."""
    due = date(2023, 4, 17) if district.phase == "试点" else date(2023, 12, 31)
    start = 2023 if district.phase == "试点" else 2024
    dice = random.Random(f"programme {district.id}")
    return {
        "district": district.id,
        "phase": district.phase,
        "title": f"{district.name}义务教育学校片区共同体建设实施方案",
        "goals": GOALS[number % len(GOALS)],
        "clusters": list(zones(district)),
        "leadership": [
            {"post": "组长", "office": _government(district), "duties": "统筹编制、财政和人事政策，协调解决跨部门问题"},
            {"post": "副组长", "office": district.seat, "duties": "组织实施，审核片区方案和年度计划，向市教育局报告进展"},
            {"post": "专班负责人", "office": f"{district.seat}基础教育股", "duties": "日常调度、数据审核和材料报送"},
        ],
        "mechanisms": [
            {
                "mechanism": name,
                "words": words[(number * 2 + i) % len(words)],
                "owner": f"{district.seat}{OWNERS[name]}",
                "date": date(start, (6, 9, 8, 11, 12, 12)[i], (30, 30, 25, 30, 20, 28)[i]),
            }
            for i, (name, words) in enumerate(MECHANISMS.items())
        ],
        "funding": [
            {"fiscal_year": start + n, "head": head, "source": "县区财政", "amount": Decimal(dice.randint(10, 60) * 10000)}
            for n in (0, 1, 2)
            for head in BUDGET_HEADS.values
        ],
        "timetable": list(_steps(start)),
        "attachments": ["片区成员学校名单", "任务分工表", "经费安排表"],
        "submitted": {"on": due - timedelta(days=2 + number), "by": district.seat, "version": 1},
    }  # fmt: skip


def _government(district: DistrictSpec) -> str:
    ends = {"管理局": "", "开发区": "管委会"}
    return f"{district.name}{ends.get(district.type, '人民政府')}"


def _steps(start: int) -> Iterator[dict[str, Any]]:
    yield {
        "from": date(start, 4, 1),
        "to": date(start, 8, 31),
        "words": "组建片区，制定章程和方案，摸清各校底数",
    }
    yield {"from": date(start, 9, 1), "to": date(start + 2, 8, 31), "words": "全面实施，按年度计划开展工作，每学期诊断一次"}  # fmt: skip
    yield {
        "from": date(start + 2, 9, 1),
        "to": date(start + 3, 8, 31),
        "words": "总结评估，推广做法，形成长效机制",
    }


def zones(district: DistrictSpec) -> Iterator[dict[str, Any]]:
    """The clusters that the district meant to set up, with the schools of that time."""
    mine = [cluster for cluster in clusters() if cluster.district is district]
    for cluster in mine:
        yield _zone(cluster)
    if not mine:
        schools = [spec for spec in SCHOOLS[district.id] if "小学" in spec.pupils]
        yield {
            "id": f"{district.id}-01",
            "name": f"{district.name}小学共同体",
            "stages": ["小学"],
            "path": "城乡结对",
            "lead": schools[0].code,
            "schools": [spec.code for spec in schools],
            "setting": "县城与乡镇各半，车程都在半小时以内，计划于教师编制核定后组建",
        }


def _zone(cluster: ClusterSpec) -> dict[str, Any]:
    first = [m for m in cluster.members() if "joined" not in m]
    return {
        **{key: cluster.data[key] for key in ("id", "name", "stages", "path")},
        "lead": None if cluster.data["form"] == "轮值牵头" else first[0]["school"],
        "schools": [m["school"] for m in first],
        "setting": cluster.data["nearness"],
    }


def figures(district: DistrictSpec, year: str) -> dict[str, Any]:
    """The figures of a district for one school year; a zone counts no villages of its own."""
    dice = random.Random(f"figures {district.id} {year}")
    later = year == YEARS[1]
    base = random.Random(f"base {district.id}")
    pupils = _pupils(district, year)
    eligible, pay = round(sum(pupils.values()) / 26), 91000 + base.randint(0, 14) * 1000 + 2600 * later
    exchanged = round(eligible * base.uniform(0.105, 0.14) + later)
    return {
        "district": district.id,
        "year": year,
        "as_of": first_day(year),
        "by": district.seat,
        "basics": _basics(district, base),
        "pay": {"teachers_yuan": Decimal(pay), "civil_servants_yuan": Decimal(pay - base.randint(2, 19) * 100)},
        "special": _special(pupils, base),
        "senior_places": _places(pupils.get("初中", 0), dice),
        "migrants": _migrants(sum(pupils.values()), dice),
        "near_enrolment": {"primary": 100, "junior": round(dice.uniform(96, 100), 1)},
        "exchange": {"eligible": eligible, "exchanged": exchanged, "backbone": -(-exchanged // 4) + dice.randint(0, 2)},
        "visits": _visits(dice),
        "monitoring": list(_monitoring(int(year[:4]) - 1, dice)),
    }  # fmt: skip


def _pupils(district: DistrictSpec, year: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for spec in SCHOOLS[district.id]:
        for stage, n in pupils_of(spec, year).items() if spec.is_open(year) else ():
            found[stage] = found.get(stage, 0) + n
    return found


def _basics(district: DistrictSpec, base: random.Random) -> dict[str, Any]:
    rural = {"县": 0.55, "区": 0.12, "管理局": 0.5, "开发区": 0.1}[district.type]
    towns = {"县": 11, "区": 7, "管理局": 3, "开发区": 2}[district.type]
    return {
        "population": district.population,
        "rural_population": round(district.population * rural, 1),
        "towns": towns,
        "villages": towns * base.randint(8, 13),
    }


def _special(pupils: dict[str, int], base: random.Random) -> dict[str, Any]:
    children = max(8, round(sum(pupils.values()) * 0.004))
    taught = children - base.randint(0, children // 25)
    return {"funds_yuan": Decimal(taught * base.randint(81, 92) * 100), "pupils": taught, "disabled": children, "enrolled": taught}  # fmt: skip


def _places(junior: int, dice: random.Random) -> dict[str, Any]:
    places = round(junior / 3 * 0.45)
    allocated = round(places * dice.uniform(0.62, 0.75))
    return {"places": places, "allocated": allocated, "to_rural": round(allocated * dice.uniform(0.2, 0.4))}


def _migrants(pupils: int, dice: random.Random) -> dict[str, Any]:
    entitled = round(pupils * dice.uniform(0.08, 0.16))
    public = round(entitled * dice.uniform(0.9, 0.96))
    return {
        "entitled": entitled,
        "public": public,
        "purchased": round((entitled - public) * dice.uniform(0.2, 0.8)),
    }


def _visits(dice: random.Random) -> dict[str, Any]:
    asked = dice.randint(120, 320)
    parents = round(asked * 0.7)
    return {
        "asked": asked,
        "satisfied": round(asked * dice.uniform(0.9, 0.97)),
        "parents": parents,
        "parents_satisfied": round(parents * dice.uniform(0.9, 0.97)),
    }


def _monitoring(test_year: int, dice: random.Random) -> Iterator[dict[str, Any]]:
    """Two subjects a year at both stages, as delivered."""
    for stage in ("小学", "初中"):
        for subject in ("数学", "体育") if test_year % 2 else ("语文", "艺术"):
            ratio = round(dice.uniform(0.06, 0.14), 3)
            yield {"test_year": test_year, "stage": stage, "subject": subject, "level": dice.choice(("Ⅲ级", "Ⅲ级", "Ⅳ级")), "between_schools": ratio}  # fmt: skip
