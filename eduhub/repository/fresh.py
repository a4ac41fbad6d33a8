"""What a new data repository begins with: settings, empty registers, words for people, rules for git."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from eduhub.core.text import Lang, Text, same
from eduhub.kinds.base import Kind, Table
from eduhub.kinds.catalogue import KINDS
from eduhub.repository.canonical import csv_text, dump
from eduhub.repository.files import CONFIG
from eduhub.repository.school_year import year_with

IGNORED = ("private/", "inbox/", "out/", ".eduhub/")

_SETTINGS = Text(
    """\
# 本数据仓库的设置。以“# ”开头的行不起作用；要启用一行示例，去掉行首的“# ”。
# 全部设置项见 eduhub schema city
kind: city
schema: 1
{name}
lang: zh
# 校验时以哪一天为“今天”；不写则为运行的当天：
# as_of: {day}
years:
  current: {year}
# 周期起始学年：
#   cycle_start: {year}
# 各批次的方案截止日、片区个数和周期年数：
# phases: {{试点: {{plan_due: {day}, clusters: {{min: 1, max: 2}}, cycle_years: 3}}}}
# 各类数据的报送截止日，写月和日：
# due: {{school: 10-15, teachers: 10-15}}
# 教师计在哪所学校：personnel 为人事关系所在学校，working 为实际任教学校
count_by: personnel
# 人数少于此数时不给出统计值（eduhub 默认值）
minimum_n: 10
# 调整规则的级别：error 逻辑错误，query 经验疑问，note 提示
# tiers: {{Q1204: error}}
# 本局的报告模板及其 SHA-256：改过的模板，核对内容后在这里更新才会使用（见 eduhub doctor）
{templates}""",
    """\
# The settings of this data repository. A line that begins with "# " has no effect;
# to use one of the examples, remove the "# " before it. All settings: eduhub schema city
kind: city
schema: 1
{name}
lang: en
# The day that stands for today in checks; left out, it is the day of the run:
# as_of: {day}
years:
  current: {year}
# The first school year of the cycle:
#   cycle_start: {year}
# For the districts of a phase: when plans are due, how many clusters, how many years:
# phases: {{试点: {{plan_due: {day}, clusters: {{min: 1, max: 2}}, cycle_years: 3}}}}
# By which month and day data are due:
# due: {{school: 10-15, teachers: 10-15}}
# Where a teacher counts: personnel is the school that employs, working the school of the lessons
count_by: personnel
# Below this number of people no figure is given (eduhub default)
minimum_n: 10
# Another tier for a rule: error, query or note
# tiers: {{Q1204: error}}
# The bureau's report templates and their SHA-256: one that was changed is used once it has been read
# and entered anew (see eduhub doctor)
{templates}""",
)

_README = Text(
    """\
# {name}：学校和片区数据

这里存放{name}的学校和片区共同体上报的数据。一份数据一个文本文件，位置固定，改动由 git 记录。

| 位置 | 内容 |
| --- | --- |
{rows}
| `private/` | 学生成绩等个人信息；不进 git |
| `inbox/` | 收到的原件；不进 git |
| `out/` | 测算结果和报告，可随时重新生成；不进 git |

`clusters/`、`schools/` 等文件夹在有内容时再建。

先填写 `registry/` 里的名册，再运行：

```
eduhub validate .
eduhub template 学校基础数据表 -o 学校基础数据表.xlsx
eduhub score .
```

第一条校验全部文件，第二条生成发给学校的空表，第三条测算已有的数据。全部命令见 `eduhub --help`。

提交前自动校验：在 git 仓库的最上层运行一次 `git config core.hooksPath .githooks`，
说明见 `.githooks/pre-commit`。
推送后自动校验：见流水线文件开头的说明；不用的可以删去。
""",
    """\
# {name}: data of schools and clusters

Here lies what the schools and school clusters of {name} submit: a text file for each document, in a fixed
place, with git to record every change.

| place | content |
| --- | --- |
{rows}
| `private/` | pupils' results and other personal data; kept out of git |
| `inbox/` | originals as they came; kept out of git |
| `out/` | scores and reports, which can be made again at any time; kept out of git |

Folders such as `clusters/` and `schools/` are made when there is something to put into them.

Fill in the registers in `registry/` first, then run:

```
eduhub validate .
eduhub template roster -o roster.xlsx
eduhub score .
```

The first checks all files, the second writes the blank form that schools fill in, the third scores what is
there. All commands: `eduhub --help`.

To have every commit checked, run `git config core.hooksPath .githooks` once at the top of the git repository
(see `.githooks/pre-commit`). To have every push checked, see the head of the CI recipes; delete those that
you do not need.
""",
)
_OWNERS = {
    "district": Text("县区编号", "district"),
    "cluster": Text("片区编号", "cluster"),
    "school": Text("学校标识码", "school code"),
    "year": Text("学年", "year"),
}


def fresh_files(
    name: str, lang: Lang, on: date, templates: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Every file of a new repository: its path and its text.

    name       what the city is called
    on         the day of its making, which tells the current school year
    templates  path and SHA-256 of the report templates that are copied into it
    """
    facts = {
        "name": dump({"name": name}).rstrip(),
        "day": on.isoformat(),
        "year": year_with(on),
        "templates": dump({"templates": dict(templates or {})}),
    }
    yield CONFIG, _SETTINGS.to(lang).format_map(facts)
    for kind in KINDS.values():
        if kind.path.startswith("registry/"):
            empty = cast(Table[Any], kind.record.model_validate({"rows": []}))
            yield kind.path, csv_text(kind, empty)
    rows = "\n".join(_place_row(kind, lang) for kind in KINDS.values())
    yield "README.md", _README.to(lang).format(name=name, rows=rows)
    yield from git_files()


def git_files() -> Iterator[tuple[str, str]]:
    """What keeps personal data and what can be made again out of git, and line ends the same everywhere."""
    yield ".gitignore", "".join(f"{folder}\n" for folder in IGNORED)
    yield ".gitattributes", "* text eol=lf\n*.xlsx binary\n*.whl binary\n"


def _place_row(kind: Kind, lang: Lang) -> str:
    """A row of the table that says which kind lies where."""
    path = re.sub(
        r"\{(\w+)\}", lambda owner: f"<{_OWNERS.get(owner[1], same(owner[1])).to(lang)}>", kind.path
    )
    return f"| `{path}` | {kind.label.to(lang)} |"
