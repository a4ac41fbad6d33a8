"""Code lists that shape the record: the Chinese word is the value, in every file and figure.

Sources: JY/T 1001-2012 (types, subjects, attached classes, urban and rural codes); declaration form II-2 of
教督〔2017〕6号 (founders, monitored subjects); the policy of 2023-03-09 (governance, roles, heads,
mechanisms, types of activity); eduhub defaults for the rest.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from eduhub.core.text import Text, same
from eduhub.kinds.misfit import misfit
from eduhub.kinds.types import half_width


@lru_cache(maxsize=4096)
def nearest(text: str, values: tuple[str, ...]) -> str | None:
    """The value that a text comes near to, if any; a wrong word mostly stands in many rows."""
    return next(iter(difflib.get_close_matches(text, values, 1, 0.5)), None)


@dataclass(frozen=True)
class CodeList:
    """The values of a field: Chinese word, English word, official code and other spellings of each."""

    label: Text
    entries: tuple[tuple[str, str] | tuple[str, str, str], ...]
    also: tuple[tuple[str, str], ...] = ()
    guess: bool = True  # where a near word may be the wrong grade, none is suggested

    @cached_property
    def _known(self) -> dict[str, str]:
        spelled = [(spelling, entry[0]) for entry in self.entries for spelling in entry]
        return {half_width(spelling).casefold(): value for spelling, value in (*spelled, *self.also)}

    @property
    def values(self) -> tuple[str, ...]:
        """The Chinese words, in the order of the list."""
        return tuple(entry[0] for entry in self.entries)

    @property
    def spellings(self) -> tuple[str, ...]:
        """What is read as one of the values beside its Chinese and its English word."""
        return (*(code for entry in self.entries for code in entry[2:]), *(word for word, _ in self.also))

    def text(self, value: str) -> Text:
        """A value in both languages."""
        english = {entry[0]: entry[1] for entry in self.entries}
        return Text(value, english.get(value, value))

    def read(self, text: str) -> str:
        """The value that a spelling means: the Chinese or English word or the code."""
        plain = half_width(text)
        if (value := self._known.get(plain.casefold())) is not None:
            return value
        near = nearest(plain, self.values) if self.guess else None
        hint = Text(f"，是不是“{near}”？", f"; did you mean {near}?") if near else same("")
        problem = Text(
            "的值{value}不在可选的值之中{hint}",
            "is {value}, which is not among the values to choose from{hint}",
        )
        fix = Text("从这些值中选填：{values}", "choose one of: {values}")
        raise misfit("E0207", problem, fix, hint=hint, values=self._offered)

    @cached_property
    def _offered(self) -> Text:
        """All values, for people to choose from."""
        return Text("、".join(self.values), ", ".join(f"{zh} ({self.text(zh).en})" for zh in self.values))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Text that is read by this list."""
        return core_schema.no_info_after_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The Chinese words as an enumeration, with the English ones beside."""
        return {"type": "string", "enum": list(self.values), "x-en": [self.text(v).en for v in self.values]}


STAGES = CodeList(
    Text("学段", "stage"),
    (("小学", "primary"), ("初中", "junior"), ("高中", "senior")),
)
SCHOOL_TYPES = CodeList(
    Text("办学类型", "type of school"),
    (
        ("小学", "primary school", "211"),
        ("教学点", "teaching point", "218"),
        ("初级中学", "junior middle school", "311"),
        ("九年一贯制学校", "nine-year school", "312"),
        ("完全中学", "complete middle school", "341"),
        ("十二年一贯制学校", "twelve-year school", "345"),
        ("工读学校", "reform school", "371"),
        ("盲人学校", "school for the blind", "511"),
        ("聋人学校", "school for the deaf", "512"),
        ("弱智学校", "school for the mentally disabled", "513"),
        ("其他特教学校", "other special school", "514"),
    ),
    also=(
        ("小学教学点", "教学点"),
        ("初中", "初级中学"),
        ("九年一贯制", "九年一贯制学校"),
        ("十二年一贯制", "十二年一贯制学校"),
    ),
)
STAGES_OF_TYPE: dict[str, tuple[str, ...]] = {
    "小学": ("小学",),
    "教学点": ("小学",),
    "初级中学": ("初中",),
    "九年一贯制学校": ("小学", "初中"),
    "完全中学": ("初中", "高中"),
    "十二年一贯制学校": ("小学", "初中", "高中"),
}


def stage_of_grade(grade: int) -> str:
    """The stage of a grade, counted from 1 to 12."""
    return "小学" if grade <= 6 else "初中" if grade <= 9 else "高中"


AFFILIATIONS = CodeList(
    Text("隶属关系", "affiliation"),
    (
        ("县区属", "district"),
        ("市教育局直属", "city bureau"),
        ("省直事业单位办", "provincial unit"),
        ("市管民办", "private under the city"),
        ("县区管民办", "private under the district"),
    ),
)
FOUNDERS = CodeList(
    Text("举办者类型", "type of founder"),
    (
        ("中央教育部门", "central education authority", "1"),
        ("中央其他部门", "other central authority", "2"),
        ("省级教育部门", "provincial education authority", "3"),
        ("省级其他部门", "other provincial authority", "4"),
        ("地级教育部门", "city education authority", "5"),
        ("地级其他部门", "other city authority", "6"),
        ("县级教育部门", "county education authority", "7"),
        ("县级其他部门", "other county authority", "8"),
        ("地方企业", "local enterprise", "9"),
        ("民办", "private", "10"),
    ),
)
URBAN_RURAL = CodeList(
    Text("城乡类型", "urban or rural type"),
    (
        ("主城区", "city centre", "111"),
        ("城乡结合区", "urban fringe", "112"),
        ("镇中心区", "town centre", "121"),
        ("镇乡结合区", "town fringe", "122"),
        ("特殊区域", "special area", "123"),
        ("乡中心区", "township centre", "210"),
        ("村庄", "village", "220"),
    ),
)
DISTRICT_TYPES = CodeList(
    Text("县区类别", "type of district"),
    (("县", "county"), ("区", "district"), ("开发区", "development zone"), ("管理局", "administration")),
)
PHASES = CodeList(Text("批次", "phase"), (("试点", "pilot"), ("后期", "later")))
COORDINATES = CodeList(
    Text("坐标来源", "source of coordinates"),
    (("天地图", "Tianditu"), ("高德/腾讯", "Amap/Tencent"), ("百度", "Baidu")),
    also=(("高德", "高德/腾讯"), ("腾讯", "高德/腾讯")),
)
PATHS = CodeList(
    Text("建设路径", "path"),
    (
        ("优质校引领", "led by a strong school"),
        ("校际联盟", "alliance of equals"),
        ("城乡结对", "town and country pairs"),
        ("学段贯通", "across stages"),
        ("其他", "other"),
    ),
)
ROLES = CodeList(
    Text("成员角色", "role"), (("牵头校", "lead school"), ("成员校", "member"), ("轮值校", "rotating lead"))
)
GOVERNANCE = CodeList(
    Text("治理形式", "form of governance"),
    (("管理委员会", "management committee"), ("理事会", "council"), ("轮值牵头", "rotating lead")),
    also=(("管委会", "管理委员会"),),
)
AREAS = CodeList(
    Text("工作内容", "area of common work"),
    (
        ("管理创新", "management", "1"),
        ("资源建设", "shared resources", "2"),
        ("教育教学", "teaching research", "3"),
        ("文化理念", "culture", "4"),
        ("专业成长", "teachers' growth", "5"),
        ("五育并举", "whole-child education", "6"),
    ),
)
EXCHANGE_FORMS = CodeList(
    Text("交流形式", "form of exchange"),
    (
        ("全职交流轮岗", "full-time exchange"),
        ("跨校兼课", "teaching at a second school"),
        ("教研驻校", "research in residence"),
        ("参与课后服务", "after-class service"),
        ("工作室（坊）", "studio or workshop"),
        ("干部交叉任职", "cross-appointed leaders"),
        ("柔性轮岗", "flexible exchange"),
    ),
    also=(("工作室", "工作室（坊）"),),
)
BUDGET_HEADS = CodeList(
    Text("经费用途", "budget head"),
    (
        ("条件保障", "conditions"),
        ("资源建设", "resources"),
        ("人员培训", "training"),
        ("活动开展", "activities"),
    ),
)
BUDGET_SOURCES = CodeList(
    Text("经费来源", "source of funds"),
    (
        ("学校预算", "school budget"),
        ("县区财政", "district finance"),
        ("市级财政", "city finance"),
        ("其他", "other"),
    ),
)
ATTACHED = CodeList(
    Text("附设班类型", "type of attached class"),
    (
        ("附设幼儿班", "kindergarten class", "119"),
        ("附设小学班", "primary class", "219"),
        ("附设普通初中班", "junior class", "319"),
        ("附设特教班", "special class", "519"),
    ),
    also=(
        ("附设初中班", "附设普通初中班"),
        ("幼儿班", "附设幼儿班"),
        ("小学班", "附设小学班"),
        ("特教班", "附设特教班"),
    ),
)
ROOMS = CodeList(Text("专用教室", "special room"), (("音乐", "music"), ("美术", "art")))
SEX = CodeList(Text("性别", "sex"), (("男", "male", "1"), ("女", "female", "2")))
STAFF = CodeList(
    Text("教职工类别", "category of staff"),
    (
        ("专任教师", "full-time teacher", "1"),
        ("行政", "administration", "2"),
        ("教辅", "support", "3"),
        ("工勤", "services", "4"),
        ("代课", "substitute", "6"),
        ("兼任", "part-time", "7"),
    ),
    also=(
        ("行政人员", "行政"),
        ("教辅人员", "教辅"),
        ("工勤人员", "工勤"),
        ("代课教师", "代课"),
        ("兼任教师", "兼任"),
    ),
)
SUBJECTS = CodeList(
    Text("学科", "subject"),
    (
        ("道德与法治", "morality and law"),  # extension of 2016-2022 to JY/T 1001, which has 11 and 12
        ("语文", "Chinese", "13"),
        ("数学", "mathematics", "14"),
        ("科学", "science", "15"),
        ("物理", "physics", "16"),
        ("化学", "chemistry", "17"),
        ("生物", "biology", "18"),
        ("历史与社会", "history and society", "19"),
        ("地理", "geography", "20"),
        ("历史", "history", "21"),
        ("体育与健康", "sports and health", "22"),
        ("艺术", "arts", "23"),
        ("音乐", "music", "24"),
        ("美术", "fine art", "25"),
        ("信息科技", "information science", "26"),  # called 信息技术 until the curriculum of 2022
        ("通用技术", "technology", "27"),
        ("英语", "English", "41"),
        ("日语", "Japanese", "42"),
        ("俄语", "Russian", "43"),
        ("其他外国语", "other language", "49"),
        ("综合实践活动", "integrated practice", "60"),
        ("劳动", "labour"),
        ("心理健康", "mental health"),
        ("其他", "other"),
    ),
    also=(
        ("体育", "体育与健康"),
        ("信息技术", "信息科技"),
        ("思想品德", "道德与法治"),
        ("道法", "道德与法治"),
        ("政治", "道德与法治"),
        ("外语", "英语"),
        ("生物学", "生物"),
        ("劳动与技术", "劳动"),
        ("心理健康教育", "心理健康"),
        ("综合实践", "综合实践活动"),
    ),
)
# Which subjects a stage has: the curriculum plans of 2022 (compulsory education) and 2020 (senior schools);
# 科学 and 历史与社会 are the integrated courses that a junior stage may choose.
_FROM_JUNIOR = ("物理", "化学", "生物", "历史与社会", "地理", "历史")
_SENIOR_ONLY = ("通用技术",)
SUBJECTS_OF_STAGE: dict[str, tuple[str, ...]] = {
    "小学": tuple(s for s in SUBJECTS.values if s not in _FROM_JUNIOR + _SENIOR_ONLY),
    "初中": tuple(s for s in SUBJECTS.values if s not in _SENIOR_ONLY),
    "高中": tuple(s for s in SUBJECTS.values if s not in ("科学", "历史与社会")),
}
QUALIFICATIONS = CodeList(
    Text("学历", "qualification"),
    (
        ("博士研究生", "doctor"),
        ("硕士研究生", "master"),
        ("本科", "bachelor"),
        ("专科", "associate degree"),
        ("高中阶段", "upper secondary"),
        ("高中阶段以下", "below upper secondary"),
    ),
    also=(
        ("中专", "高中阶段"),
        ("中师", "高中阶段"),
        ("高中", "高中阶段"),
        ("博士", "博士研究生"),
        ("硕士", "硕士研究生"),
        ("研究生", "硕士研究生"),
        ("大学本科", "本科"),
        ("大专", "专科"),
    ),
)
TITLES = CodeList(
    Text("职称", "title"),
    (
        ("正高级", "senior full"),
        ("副高级", "senior"),
        ("中级", "intermediate"),
        ("助理级", "assistant"),
        ("员级", "junior"),
        ("未定", "not graded"),
    ),
    also=(
        ("一级", "中级"),
        ("二级", "助理级"),
        ("三级", "员级"),
        ("小学高级", "中级"),
        ("小学高级教师", "中级"),
        ("小学一级", "助理级"),
        ("中学高级", "副高级"),
        ("中学一级", "中级"),
        ("中学二级", "助理级"),
        ("无", "未定"),
        ("正高级教师", "正高级"),
        ("高级教师", "副高级"),
        ("高级", "副高级"),
        ("一级教师", "中级"),
        ("二级教师", "助理级"),
        ("三级教师", "员级"),
        ("未定职级", "未定"),
    ),
)
BACKBONE = CodeList(
    Text("骨干称号", "backbone title"),
    (
        ("特级教师", "special-grade teacher"),
        ("省学科带头人", "provincial subject leader"),
        ("省骨干", "provincial backbone"),
        ("市名师", "city master teacher"),
        ("市学科带头人", "city subject leader"),
        ("市骨干", "city backbone"),
        ("县区学科带头人", "district subject leader"),
        ("县区骨干", "district backbone"),
        ("校级", "school level"),
        ("无", "none"),
    ),
    also=(("省骨干教师", "省骨干"), ("市骨干教师", "市骨干"), ("县区骨干教师", "县区骨干")),
)
HERE_AS = CodeList(
    Text("在校方式", "here as"),
    (
        ("本校在岗", "on the post here"),
        ("派出交流", "sent to another school"),
        ("外校交入", "received from another school"),
        ("走教兼课", "teaching here part-time"),
        ("借调离岗", "seconded away"),
        ("长期离岗", "long absent"),
    ),
)
CHANGES = CodeList(
    Text("变更事项", "kind of change"),
    (
        ("更名", "renamed"),
        ("合并", "merged"),
        ("拆分", "split"),
        ("撤并", "closed into another"),
        ("改码", "re-coded"),
        ("新建", "founded"),
    ),
)
MECHANISMS = CodeList(
    Text("工作机制", "mechanism"),
    (
        ("组织领导", "leadership", "1"),
        ("经费保障", "budget", "2"),
        ("教师交流", "teacher exchange", "3"),
        ("视导诊断", "supervision", "4"),
        ("绩效评估", "assessment", "5"),
        ("典型培树", "exemplars", "6"),
    ),
)
FIVE = CodeList(
    Text("五育", "five educations"),
    (
        ("德", "moral"),
        ("智", "intellectual"),
        ("体", "physical"),
        ("美", "aesthetic"),
        ("劳", "labour"),
    ),
    also=(("德育", "德"), ("智育", "智"), ("体育", "体"), ("美育", "美"), ("劳动", "劳"), ("劳育", "劳")),
    guess=False,
)
ACTIVITIES = CodeList(
    Text("活动类型", "type of activity"),
    (
        ("集体备课", "joint lesson planning"),
        ("联合教研", "joint teaching research"),
        ("专项教研", "research on one question"),
        ("教学竞赛", "teaching competition"),
        ("名师视导", "visit of master teachers"),
        ("专家讲学", "expert lecture"),
        ("名师工作室", "master teacher's studio"),
        ("研课坊", "lesson workshop"),
        ("研题坊", "problem workshop"),
        ("专业培训", "training"),
        ("集体研修", "joint study"),
        ("管理交流", "exchange on management"),
        ("问题诊断", "joint diagnosis"),
        ("文化共建", "shared culture"),
        ("跨校社团", "club across schools"),
        ("联谊联赛", "league or meeting"),
        ("展示交流", "show and exchange"),
        ("其他", "other"),
    ),
)
STATES = CodeList(
    Text("办理状态", "state"),
    (("未开始", "not begun"), ("进行中", "under way"), ("已完成", "done"), ("已终止", "given up")),
)
MONITORED = CodeList(
    Text("监测学科", "monitored subject"),
    (
        ("语文", "Chinese"),
        ("数学", "mathematics"),
        ("科学", "science"),
        ("体育", "sports"),
        ("艺术", "arts"),
        ("德育", "moral education"),
    ),
)
LEVELS = CodeList(
    Text("学业水平", "level"),
    (("Ⅰ级", "level I", "1"), ("Ⅱ级", "level II", "2"), ("Ⅲ级", "level III", "3"), ("Ⅳ级", "level IV", "4")),
    guess=False,
)
Stage: TypeAlias = Annotated[str, STAGES]
Five: TypeAlias = Annotated[str, FIVE]
SchoolType: TypeAlias = Annotated[str, SCHOOL_TYPES]
Subject: TypeAlias = Annotated[str, SUBJECTS]
BASES = CodeList(
    Text("法定依据", "lawful basis"),
    (
        ("国家义务教育质量监测", "national monitoring of compulsory education"),
        ("省级质量监测", "provincial monitoring"),
        ("初中学业水平考试", "junior academic proficiency exam"),
        ("国家学生体质健康标准测试", "national test of pupils' physical health"),
        ("其他", "other"),
    ),
    also=(("中考", "初中学业水平考试"), ("体质健康测试", "国家学生体质健康标准测试")),
    guess=False,
)
RESULT_STATES = CodeList(
    Text("考试状态", "state"),
    (
        ("正常", "present"),
        ("缺考", "absent"),
        ("免考", "exempt"),
        ("违纪", "disqualified"),
        ("转入", "moved in"),
        ("转出", "moved out"),
    ),
    also=(("在考", "正常"), ("参考", "正常"), ("缓考", "缺考")),
    guess=False,
)
SCALES = CodeList(
    Text("量尺", "scale"),
    (("T", "T-scores"), ("normal", "normal scores"), ("raw", "raw scores")),
)
METHODS = CodeList(
    Text("估计方法", "method"),
    (("reml", "restricted maximum likelihood"), ("ml", "maximum likelihood")),
)
MODELS = CodeList(
    Text("模型", "model"),
    (
        ("reml", "two levels, restricted maximum likelihood"),
        ("ml", "two levels, maximum likelihood"),
        ("band", "bands of the prior result"),
        ("ols", "one regression line"),
        ("within", "regression within schools"),
        ("sgp", "growth percentiles"),
    ),
)
COVARIATE_TYPES = CodeList(
    Text("协变量类型", "type of covariate"),
    (("number", "number"), ("category", "category")),
    also=(("数值", "number"), ("类别", "category")),
)
GRADE_LEVELS = CodeList(
    Text("等级", "level"),
    (("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("E", "E")),
    also=(("优秀", "A"), ("良好", "B"), ("中等", "C"), ("及格", "D"), ("待及格", "E")),
    guess=False,
)
