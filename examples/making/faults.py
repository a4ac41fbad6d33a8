"""A smaller city with faults: a part of the example city for one year, and what was planted in it.

The edits are done in order, each once, by a pattern that has to be there; so a plant can't be lost unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eduhub.core.text import Text
from making.city import city_files
from making.results import FOLDER
from making.slips import Slip, form_of, with_slips
from making.specs import SCHOOLS, YEARS

YEAR = YEARS[1]
UNITS = ("yunxiu", "zhupu", "songpi")
PLAN = "clusters/yunxiu/yunxiu-01/plan.yaml"
SECOND = "clusters/zhupu/zhupu-01/plan.yaml"
TASKS = f"clusters/yunxiu/yunxiu-01/{YEAR}/plan.yaml"
LOG = f"clusters/yunxiu/yunxiu-01/{YEAR}/activities.csv"
MEASURES = f"clusters/yunxiu/yunxiu-01/{YEAR}/measures.csv"
PROGRAMME = "districts/yunxiu/programme.yaml"
DISTRICT = f"districts/zhupu/{YEAR}/district.yaml"
REGISTER = "registry/schools.csv"
HEAD = f"{FOLDER}/assessment.yaml"
RESULTS = f"{FOLDER}/results.csv"


def school(code: str, name: str) -> str:
    """The path of a school's file."""
    return f"schools/{code}/{YEAR}/{name}"


@dataclass(frozen=True)
class Plant:
    """A fault: the code that tells it, the file where it stands, what a clerk did, and the edit."""

    code: str
    file: str
    words: Text
    pattern: str = ""
    new: str = ""
    told_at: str | None = None

    @property
    def place(self) -> str:
        """The file where it is told: mostly the one where it stands."""
        return self.told_at or self.file


# What a clerk typed into the form that a school sent as a workbook.
FORM = school("3136990092", "学校基础数据表.xlsx")
TYPED: tuple[Slip, ...] = (
    ("学校基本情况", None, "统计时点", "2025年9月1日"),
    ("学校基本情况", None, "图书（册）", "一万余册"),
    ("班级", 3, "学生数", "四十"),
    ("教师", 5, "主要任教学科", "体艺"),
)

PLANTS = (
    # The register
    Plant("E0402", REGISTER, Text("县区编号拼错", "the id of a district misspelt"), r"^(3136990093,.*),songpi,", r"\1,songpu,"),
    Plant("Q0403", REGISTER, Text("小学的办学类型选成初级中学", "a primary school entered as a junior school"), r"^(2136990091,松陂小学,,)小学", r"\1初级中学"),
    Plant("E0406", REGISTER, Text("教学点的所属学校填成自己", "a teaching point given as its own parent"), r"^(2136990042-1,.*),2136990042,,", r"\1,2136990042-1,,"),
    Plant("Q0409", REGISTER, Text("区划代码抄成邻县的", "the area code of the county next door"), r"^(2136990082,.*),369923,", r"\1,369922,"),
    Plant("Q0411", REGISTER, Text("经度敲错一位", "a wrong digit in a longitude"), r"^(3136990083,.*),117\.1", r"\1,119.1"),
    Plant("E0603", "registry/changes.csv", Text("改码的原码和现码填成同一个", "old and new code of a re-coding are the same"), r"\Z", "2024-09-01,改码,2136990091,2136990091,,\n"),
    # The programme and the figures of a district
    Plant("E1803", PROGRAMME, Text("漏写一项机制", "one mechanism left out"), r"^- \{mechanism: 视导诊断.*\n", ""),
    Plant("E1807", PROGRAMME, Text("学校标识码两位颠倒", "two digits of a school code swapped"), r"(schools: \[.*)\"3136990044\"", r'\1"3136990404"'),
    Plant("E1816", PROGRAMME, Text("实施步骤的起止日期填反", "first and last day of a step swapped"), r"from: 2025-09-01, to: 2026-08-31", "from: 2026-08-31, to: 2025-09-01"),
    Plant("Q1813", PROGRAMME, Text("过了截止日才报送", "handed in after the deadline"), r"'on': 2023-04-12", "'on': 2023-05-06"),
    Plant("E1903", DISTRICT, Text("入学人数大于残疾儿童总数", "more children enrolled than there are"), r"  enrolled: \d+", "  enrolled: 100"),
    Plant("Q1908", DISTRICT, Text("平均工资按万元填", "average pay given in 10,000 yuan"), r"teachers_yuan: 98600.00", "teachers_yuan: 9.86"),
    Plant("E1905", DISTRICT, Text("同一监测结果抄了两遍", "a monitoring result copied twice"), r"^(- \{test_year: 2024, stage: 初中, subject: 艺术.*\n)", r"\1\1"),
    # The plan of a cluster
    Plant("E1101", PLAN, Text("同一成员列了两行", "a member listed twice"), r"^(- \{school: \"2136990041\", stages.*\n)", r"\1\1"),
    Plant("E1106", PLAN, Text("加入和退出日期填反", "the days of joining and leaving swapped"), r"joined: 2023-09-01, left: 2025-08-31", "joined: 2025-08-31, left: 2023-09-01"),
    Plant("E1112", PLAN, Text("误把邻县的学校列为成员", "a school of the county next door among the members"), r"^(setting:\n)", '- {school: "2136990081", stages: [小学], role: 成员校, joined: 2023-09-01}\n\\1'),
    Plant("Q1122", PLAN, Text("路程按米填，单位却是公里", "the way given in metres where kilometres are wanted"), r"longest_way_km: 5", "longest_way_km: 5000"),
    Plant("E1107", PLAN, Text("六项承诺漏了一项", "one of the six commitments left out"), r"^- \{area: 文化理念.*\n", ""),
    Plant("Q1138", PLAN, Text("完成时间写到周期之外", "a goal due after the cycle"), r"(owner: 走教协调\}|target: 100, by: )2026-08-31", r"\g<1>2027-08-31"),
    Plant("Q1140", PLAN, Text("交流比例按小数填", "a share given as a fraction"), r"^  share: \d+$", "  share: 0.1"),
    Plant("E1105", PLAN, Text("2026 年度预算没有“活动开展”", "the budget of 2026 lacks the head of activities"), r"(?s)\A.*\Z", "DROP 2026, head: 活动开展"),
    Plant("E1132", PLAN, Text("预算行抄了两遍", "a line of the budget copied twice"), r"^(- \{fiscal_year: 2025, head: 人员培训, source: 学校预算, school: \"2136990042\".*\n)", r"\1\1"),
    Plant("E1134", PLAN, Text("预算合计差一分", "the total of a budget off by a cent"), r"^submitted:", "budget_totals:\n- {fiscal_year: 2024, amount: TOTAL}\nsubmitted:"),
    # A second plan that claims a school of the first
    Plant("E4001", SECOND, Text("学校同时列入两个片区", "a school in two clusters"), r"\A", "SECOND"),
    Plant("Q1143", SECOND, Text("方案迟报", "a plan handed in late"), r"'on': 2023-12-28", "'on': 2024-03-15"),
    # The plan of a year
    Plant("E2001", TASKS, Text("复制任务后忘了改编号", "the id not changed after a task was copied"), r'id: "t03"', 'id: "t02"'),
    Plant("E2003", TASKS, Text("任务起止日期填反", "first and last day of a task swapped"), r"from: 2025-11-10, to: 2025-12-19", "from: 2025-12-19, to: 2025-11-10"),
    Plant("E2005", TASKS, Text("参加学校写成邻县的", "a school of the county next door among the participants"), r'(id: "t05".*)"3136990044"', r'\1"3136990084"'),
    Plant("Q2009", TASKS, Text("年度计划迟报", "the plan of the year handed in late"), r"'on': 2025-09-12", "'on': 2025-10-30"),
    # The log
    Plant("E1601", LOG, Text("年份敲错", "the wrong year typed"), r"^2025-10-16,", "2024-10-16,"),
    Plant("E1603", LOG, Text("承办学校不在参加学校里", "the host not among the participants"), r"^(2025-09-23,其他,[^,]*),3136990043,", r"\1,2136990081,"),
    Plant("E1604", LOG, Text("同一活动登记两次", "an activity entered twice"), r"^(2025-11-13,.*\n)", r"\1\1"),
    Plant("E1605", LOG, Text("开始和结束时间填反", "start and end swapped"), r"^(2025-11-14,.*),14:20,16:10,", r"\1,16:10,14:20,"),
    Plant("E1608", LOG, Text("各校人数写了没有参加的学校", "participants of a school that was not there"), r"^(2025-11-19,.*)3136990043:5、", r"\g<1>2136990042:5、"),
    Plant("Q1609", LOG, Text("人数合计对不上", "participants do not add up"), r"^(2025-11-20,.*),55,", r"\1,65,"),
    Plant("E1630", LOG, Text("学校标识码敲错一位", "a wrong digit in a school code"), r"^(2025-11-21,.*)2136990041、", r"\g<1>2136990047、"),
    Plant("E1632", LOG, Text("对应的任务计划里没有", "a task that the plan does not have"), r"^(2025-12-17,.*),t01,", r"\1,t91,"),
    Plant("Q1606", LOG, Text("下午两点写成凌晨两点", "two in the afternoon written as two at night"), r"^(2025-12-19,.*),14:00,16:00,", r"\1,02:00,16:00,"),
    # Measures
    Plant("E2201", MEASURES, Text("条款编号写错", "a clause that the policy does not have"), r"^S4\.1d,", "S4.9d,"),
    Plant("E2204", MEASURES, Text("还没到日期就填已完成", "done on a day that is still to come"), r"2026-07-13,,进行中", "2026-07-13,,已完成"),
    Plant("E2205", MEASURES, Text("事项抄了两遍", "a measure copied twice"), r"^(S5\.1c,.*\n)", r"\1\1"),
    # An assessment
    Plant("Q3426", HEAD, Text("届别填成上一年", "the year before given as the cohort"), r"^cohort: '2026'", "cohort: '2025'"),
    Plant("E3418", HEAD, Text("同一模型写了两次", "a model named twice"), r"band, sgp\]", "band, band]"),
    Plant("E3446", RESULTS, Text("“缺考”填在成绩一列", "the absence typed where the mark belongs"), r"^(p\w+,3136990092,数学,\d+),\d+,", r"\1,缺考,"),
    Plant("E3447", RESULTS, Text("学校标识码敲错一位", "a wrong digit in a school code"), r"^(p\w+),3136990083,", r"\1,3136990087,"),
    Plant("E3449", RESULTS, Text("成绩多敲一个 0", "a nought too many in a mark"), r"^(p\w+,3136990084,语文,\d+),(\d\d),", r"\1,\g<2>0,"),
    Plant("E3451", RESULTS, Text("同一行抄了两遍", "a row copied twice"), r"^(p\w+,3136990043,英语,.*\n)", r"\1\1"),
    Plant("E0907", RESULTS, Text("学生代号填成姓名", "a name given as the key of a pupil"), r"^p\w+(,3136990045,语文,)", r"张三\1"),
    # Schools
    Plant("Q1204", school("2136990041", "classes.csv"), Text("班级人数少写一个", "a class one pupil short"), r"^(1,1（1）班),35", r"\1,34", school("2136990041", "school.yaml")),
    Plant("E1202", school("2136990041", "school.yaml"), Text("室内体育用房多写一位", "a digit too many in the indoor sports rooms"), r"indoor_sport_m2: 801", "indoor_sport_m2: 8010"),
    Plant("Q1229", school("3136990043", "school.yaml"), Text("设备值按万元填", "equipment given in 10,000 yuan"), r"equipment_yuan: 1823100.00", "equipment_yuan: 182.31"),
    Plant("Q1206", school("3136990043", "school.yaml"), Text("专任教师数与教师表不一", "the number of teachers differs from the roster"), r"teachers: 37", "teachers: 40"),
    Plant("E1401", school("3136990043", "teachers.csv"), Text("教师抄了两行", "a teacher copied twice"), r"^(YX00166,.*\n)", r"\1\1"),
    Plant("Q1405", school("3136990043", "teachers.csv"), Text("出生年份敲错", "the wrong year of birth"), r"^(YX00165,,男,)1983", r"\g<1>1893"),
    Plant("E4003", school("3136990044", "teachers.csv"), Text("交流来的教师填成本校在岗", "a received teacher entered as on the post"), r"2136990041,外校交入", ",本校在岗"),
    Plant("E4003", school("2136990041", "teachers.csv"), Text("派出的教师仍填本校在岗", "a teacher who was sent away still entered as on the post"), r"^(YX00124,.*),派出交流,", r"\1,本校在岗,"),
    Plant("E1221", school("3136990044", "school.yaml"), Text("体质健康等级合计多一人", "the fitness grades add up to one too many"), r"failed: 9\}", "failed: 10}"),
    Plant("E1203", school("3136990044", "school.yaml"), Text("寄宿生多于在校生", "more boarders than pupils"), r"boarders: 35", "boarders: 350"),
    Plant("Q1302", school("3136990044", "classes.csv"), Text("班额超过上限", "a class above the limit"), r"^(1,1（1）班),44", r"\1,54"),
    Plant("N0103", school("2136990081", "classes.csv"), Text("表格另存成了 GBK", "a table saved in GBK"), r"\A", "GBK"),
    Plant("E1301", school("2136990081", "classes.csv"), Text("同一个班填了两行", "a class in two rows"), r"^1,1（2）班,", "1,1（1）班,"),
    Plant("E1205", school("2136990082", "school.yaml"), Text("统计时点抄了去年的", "the date of last year's figures"), r"as_of: 2025-09-01", "as_of: 2024-09-01"),
    Plant("E1210", school("3136990083", "school.yaml"), Text("放进了别校的文件夹", "in the folder of another school"), r'school: "3136990083"', 'school: "3136990084"'),
    Plant("E0207", school("3136990084", "school.yaml"), Text("学段写成“初中部”", "a stage that is not on the list"), r"stage: 初中,", "stage: 初中部,"),
    Plant("E0204", school("2136990091", "school.yaml"), Text("数字带了单位", "a number with its unit"), r"ground_m2: (\d+)", r"ground_m2: \1平方米"),
    Plant("E0205", school("2136990091", "teachers.csv"), Text("周课时多写一位", "a digit too many in the weekly lessons"), r"^(SP[0-9]+,.*,,)([0-9]+)(,本科)", r"\g<1>\g<2>0\3"),
    # A form that came as a workbook
    Plant("N0220", FORM, Text("Excel 表里日期写成文字", "a date written as text in a workbook")),
    Plant("E0204", FORM, Text("人数写成汉字", "a number written in words")),
    Plant("E0207", FORM, Text("学科写成“体艺”", "a subject that is not on the list")),
)  # fmt: skip


def fault_files() -> dict[str, bytes]:
    """The files of the smaller city with all plants in them."""
    files = dict(_clean())
    for plant in PLANTS:
        if plant.file != FORM:
            files[plant.file] = _planted(plant, files.get(plant.file, ""))
    spoilt = {plant.file for plant in PLANTS if plant.new == "GBK"}
    made = {name: text.encode("gbk" if name in spoilt else "utf-8") for name, text in sorted(files.items())}
    spec = next(spec for spec in SCHOOLS["songpi"] if spec.code in FORM)
    return made | {FORM: with_slips(form_of(spec), TYPED)}


def readme() -> str:
    """The list of what was planted, in both languages."""
    head = (
        "# 有错的示例 / an example with faults\n\n"
        "`city` 是示例市的一部分（三个单位、一个学年），里面有意埋下了填报中常见的差错；`findings.zh.txt` 是 "
        "`eduhub validate city` 的输出。一处差错可能在几处被指出。\n\n"
        "`city` is a part of the example city (three of its units, one school year) with mistakes of the kinds that "
        "clerks make; `findings.en.txt` is what `eduhub --lang en validate city` prints. A mistake may be told in "
        "several places.\n\n| 代码 / code | 埋下的差错 | what was planted | 文件 / file |\n| --- | --- | --- | --- |\n"
    )
    rows = (f"| {p.code} | {p.words.zh} | {p.words.en} | {p.file} |\n" for p in PLANTS)
    return head + "".join(rows)


def _clean() -> Iterator[tuple[str, str]]:
    """The part of the example city for three units and one year, without faults."""
    codes = {spec.code for unit in UNITS for spec in SCHOOLS[unit]}
    for name, text in city_files():
        room, *rest = name.split("/")
        if room in ("clusters", "districts") and rest[0] not in UNITS:
            continue
        if (
            (room == "schools" and rest[0] not in codes)
            or YEARS[0] in rest
            or room in (".vscode", "README.md")
        ):
            continue
        if name == "registry/campuses.csv" or FORM.rpartition("/")[0] in name:
            continue
        if name == RESULTS:
            text = _rows_of_schools(text, codes)
        yield name, _rows_of_units(text) if room == "registry" else text


def _rows_of_schools(text: str, codes: set[str]) -> str:
    head, *rows = text.splitlines(keepends=True)
    return head + "".join(row for row in rows if row.split(",")[1] in codes)


def _rows_of_units(text: str) -> str:
    head, *rows = text.splitlines(keepends=True)
    return head + "".join(row for row in rows if any(f",{unit}," in f",{row}" for unit in UNITS))


def _planted(plant: Plant, text: str) -> str:
    if plant.new == "GBK":
        return text
    if plant.new == "SECOND":
        return _second_plan()
    if plant.new.startswith("DROP "):
        return "".join(row for row in text.splitlines(keepends=True) if plant.new[5:] not in row)
    new, times = re.subn(plant.pattern, plant.new.replace("TOTAL", _total(text)), text, count=1, flags=re.M)
    if not times:
        raise ValueError(f"{plant.code}: {plant.pattern} is not in {plant.file}")
    return new


def _total(plan: str) -> str:
    """What the lines of 2024 come to, and a cent."""
    cents = [row.rpartition("amount: ")[2] for row in plan.splitlines() if "fiscal_year: 2024" in row]
    return f"{sum(int(amount.rstrip('}').replace('.', '')) for amount in cents) / 100 + 0.01:.2f}"


def _second_plan() -> str:
    """A plan of the county next door, made from the first one, that claims one of its schools."""
    text = dict(_clean())[PLAN]
    members = (("2136990081", "牵头校"), ("2136990082", "成员校"), ("2136990042", "成员校"))
    rows = "".join(
        f'- {{school: "{code}", stages: [小学], role: {role}, joined: 2024-09-01}}\n'
        for code, role in members
    )
    text = re.sub(r"(?s)members:\n.*?setting:", f"members:\n{rows}setting:", text)
    text = re.sub(r"^  path_words: .*\n|^- \{.*school: \"(3136990044|3136990045)\".*\n", "", text, flags=re.M)
    swaps = {
        "yunxiu-01": "zhupu-01",
        "云岫九年共同体": "竹浦县小学共同体",
        "[小学, 初中]": "[小学]",
        "学段贯通": "城乡结对",
        "phase: 试点": "phase: 后期",
        "2023-09-01\n": "2024-09-01\n",
        "2026-08-31": "2027-08-31",
        "2023-04-13": "2023-12-28",
        "云岫管理局社会事务办": "竹浦县教育体育局",
        '"3136990043"': '"2136990081"',
        '"2136990041"': '"2136990082"',
    }
    for old, new in swaps.items():
        text = text.replace(old, new)
    return text
