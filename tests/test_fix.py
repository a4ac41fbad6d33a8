"""`validate --fix` and `--diff`: spellings are mended at their place, and nothing else in a file changes."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filled import CITY, by_xlsxwriter, filled_form, listed, load, roster, table
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from written import Csv, Raw, Yaml

import eduhub
from eduhub.checks import mending
from eduhub.checks.mending import mend, prove
from eduhub.checks.rules.shape import shape
from eduhub.cli import fixing
from eduhub.core.place import Route
from eduhub.kinds.base import Field, leaves
from eduhub.kinds.catalogue import KINDS
from eduhub.repository import Repository
from eduhub.source.edits import Cell, Change

Run = Callable[..., tuple[int, str, str]]

AS_OF = date(2026, 6, 30)
A_YEAR = "clusters/chenghu/chenghu-01/2025-2026"
A_SCHOOL = "schools/2136990006/2025-2026"

PLAN = """\
# 建设方案   （草稿）
kind: plan
schema: 1
cluster: {id: "wangxi- 01",  name: '望溪第一片区 ', stages: [小学, 　初中　]}  # 编号
phase:   试点
cycle:
  start: 2023.9.1
  end:   "2026年8月31日"   # 止


members:
  - school: ２１３６９９０００１
    stages: [小学]
    role: 牵头校
    joined: 2023/9/1
  - {school: '3136 990003', stages: [ 小学,初中 ], role: "成员校 ", joined: 2023-09-01}
governance:
  form: 理事会
  charter: |
    片区章程，由成员学校校长会议通过
  meetings: ４
  decision_rule: >-
    每校一票，
    过半数通过
  posts:
    - {post: 理事长, school: &first "2136990001 "}
goals:
  - measure: "  学生每周体育
      活动时间\\u00a0（ 小时 ） "
    unit: 小时
    baseline: 6.0
    target: 一百
    by: 2026-08-31
    owner: "片区理事会\\u3000"
"""
MENDED_PLAN = """\
# 建设方案   （草稿）
kind: plan
schema: 1
cluster: {id: "wangxi-01",  name: '望溪第一片区', stages: [小学, 初中]}  # 编号
phase:   试点
cycle:
  start: 2023-09-01
  end:   "2026-08-31"   # 止


members:
  - school: "2136990001"
    stages: [小学]
    role: 牵头校
    joined: 2023-09-01
  - {school: '3136990003', stages: [ 小学,初中 ], role: "成员校", joined: 2023-09-01}
governance:
  form: 理事会
  charter: |
    片区章程，由成员学校校长会议通过
  meetings: 4
  decision_rule: >-
    每校一票，
    过半数通过
  posts:
    - {post: 理事长, school: &first "2136990001 "}
goals:
  - measure: "学生每周体育
      活动时间\\u00a0（ 小时 ）"
    unit: 小时
    baseline: 6.0
    target: 一百
    by: 2026-08-31
    owner: "片区理事会\\u3000"
"""
ACTIVITIES = (
    "日期,活动类型,活动名称,承办学校,参加学校,开始时间,备用\r\n"
    "2025年9月12日,联合教研, 分数的意义　,'2136990001,2136990001、２１３６９９０００２,8点30分, 原样 \r\n"
    "\r\n"
    '"2025/9/19",联合教研,"读书节，\r\n第一场 ", 2136990001 ," 2136990001，2136990002 ",１４：３０,\r\n'
    '2025-09-26,联合教研,他说"好" ,2136990001,2136990001、2136990002,9:00:30,"不 改 "'
)
MENDED_ACTIVITIES = (
    "日期,活动类型,活动名称,承办学校,参加学校,开始时间,备用\r\n"
    "2025-09-12,联合教研,分数的意义,2136990001,2136990001、２１３６９９０００２,08:30, 原样 \r\n"
    "\r\n"
    '"2025-09-19",联合教研,"读书节，\r\n第一场",2136990001,"2136990001，2136990002",14:30,\r\n'
    '2025-09-26,联合教研,"他说""好""",2136990001,2136990001、2136990002,9:00:30,"不 改 "'
)
CLASSES = "年级,班级,学生数\n1,1班,41\n1,2班,４３\n"
MENDED_CLASSES = CLASSES.replace("４３", "43")


@pytest.fixture
def save(quiet_place: None) -> Callable[..., Path]:
    def call(name: str, content: str | bytes) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return call


Save = Callable[..., Path]


# Both faces


def test_yaml_is_mended_at_its_places_and_keeps_all_else(run: Run, save: Save) -> None:
    path = save("方案.yaml", PLAN)
    code, out, err = run("validate", "--fix", "方案.yaml")
    assert path.read_bytes().decode() == MENDED_PLAN
    assert err == "方案.yaml：已改写 11 处\n"
    assert code == 1
    assert "「目标值」的值「一百」不是数字" in out
    assert "N0220" not in out


def test_csv_is_mended_at_its_places_and_keeps_all_else(run: Run, save: Save) -> None:
    path = save("活动记录.csv", ACTIVITIES)
    code, out, err = run("--lang", "en", "validate", "--fix", "--as-of", "2026-06-30", "活动记录.csv")
    assert path.read_bytes().decode() == MENDED_ACTIVITIES
    assert err == "活动记录.csv: places mended: 10\n"
    # A list in one cell keeps the spelling of its items.
    assert (code, re.findall("  ([EQN][0-9]{4}) ", out)) == (1, ["N0116", "N1635", "Q1633", "N0221"])


@pytest.mark.parametrize("content", [PLAN, ACTIVITIES])
def test_a_second_time_changes_nothing(run: Run, save: Save, content: str) -> None:
    path = save("方案.yaml" if content is PLAN else "活动.csv", content)
    run("validate", "--fix", path.name)
    once = path.read_bytes()
    _, _, err = run("validate", "--fix", path.name)
    assert path.read_bytes() == once
    assert err == "没有可以代为改写的地方\n"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("name", "before", "after"), [("a.yaml", PLAN, MENDED_PLAN), ("a.csv", CLASSES, MENDED_CLASSES)]
)
def test_mark_and_line_ends_stay(
    run: Run, save: Save, name: str, before: str, after: str, mark: bytes, end: str
) -> None:
    path = save(name, mark + before.replace("\n", end).encode())
    run("validate", "--fix", name)
    assert path.read_bytes() == mark + after.replace("\n", end).encode()


def test_a_csv_in_gb18030_stays_in_gb18030(run: Run, save: Save) -> None:
    path = save("班级.csv", CLASSES.replace("1班", "𬭼班").encode("gb18030"))
    run("validate", "--fix", "班级.csv")
    assert path.read_bytes() == MENDED_CLASSES.replace("1班", "𬭼班").encode("gb18030")


def test_a_file_keeps_its_permissions(run: Run, save: Save) -> None:
    path = save("班级.csv", CLASSES)
    path.chmod(0o640)
    mode = path.stat().st_mode
    run("validate", "--fix", "班级.csv")
    assert path.read_bytes().decode() == MENDED_CLASSES
    assert path.stat().st_mode == mode


# What is written in the place of a value


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("ｄｏｎｇ", "dong"),
        ("ｎｏ", '"no"'),
        ("１２", '"12"'),
        ("１ｅ５", '"1e5"'),
        ("'１２'", "'12'"),
        ("!str １２", "!str １２"),
        ("&a １２", "&a １２"),
        ("|\n      １２", "|\n      １２"),
        ('"\'12"', '"12"'),
        ("'''12'", "'12'"),
        ('"a\\u00a0b"', '"ab"'),
        ("\u3000dong  # 注", "dong  # 注"),
        ('" dong\\n"', '"dong"'),
        ("澄湖 一", "澄湖 一"),
    ],
)
def test_a_code_in_yaml_keeps_its_quotes_and_gets_some_where_it_would_be_a_number(
    quiet_place: None, written: str, after: str
) -> None:
    text = PLAN.replace("    joined: 2023/9/1\n", f"    joined: 2023-09-01\n    campus: {written}\n")
    Path("a.yaml").write_bytes(text.encode())
    (done,) = mend(Repository.load([Path("a.yaml")], as_of=AS_OF))
    assert f"\n    campus: {after}\n  - {{school" in done.after.decode()


@pytest.mark.parametrize(
    ("month", "after"),
    [
        ("2015年9月", "2015-09"),
        ("2015.9", "2015-09"),
        ("2015/10/1", "2015-10"),
        ("2015/10/5", "2015/10/5"),
        ("2015.1", "2015.1"),
        ("2015-13", "2015-13"),
    ],
)
def test_a_month_is_mended_unless_that_loses_a_day_or_guesses(
    quiet_place: None, month: str, after: str
) -> None:
    heading = "工号,性别,教职工类别,编制性质,人事关系学校,出生年月\n"
    Path("教师.csv").write_text(f"{heading}T01 ,女,专任教师,事业编制,2136990001,{month}\n", encoding="utf-8")
    (done,) = mend(Repository.load([Path("教师.csv")], as_of=AS_OF))
    assert done.after.decode() == f"{heading}T01,女,专任教师,事业编制,2136990001,{after}\n"


# Random documents


DOCUMENTS = (
    ("plan", "clusters/chenghu/chenghu-01/plan.yaml"),
    ("year_plan", f"{A_YEAR}/plan.yaml"),
    ("programme", "districts/chenghu/programme.yaml"),
    ("district_year", "districts/chenghu/2025-2026/district.yaml"),
    ("school", f"{A_SCHOOL}/school.yaml"),
)
TABLES = {
    **{kind: f"registry/{kind}.csv" for kind in ("districts", "schools", "campuses", "changes")},
    **{kind: f"{A_SCHOOL}/{kind}.csv" for kind in ("classes", "teachers")},
    **{kind: f"{A_YEAR}/{kind}.csv" for kind in ("activities", "measures")},
}
WIDE = str.maketrans({code: code + 0xFEE0 for code in range(ord("0"), ord("z") + 1) if chr(code).isalnum()})


def spellings(text: str, at: Field) -> list[str]:
    """Other ways to write a value that is read the same."""
    form: Mapping[str, Any] = at.parse.schema if at.parse else {}
    pattern = str(form.get("pattern"))
    found = [f" {text}", f"{text}\u3000", f" {text}\t"]
    if form.get("format") == "date":
        year, month, day = (int(part) for part in text.split("-"))
        found += [f"{year}.{month}.{day}", f"{year}年{month}月{day}日", f"{year}/{month}/{day} 00:00:00"]
    elif pattern == "^[0-9]{4}-[0-9]{2}$":
        found += [f"{int(text[:4])}年{int(text[5:])}月", f"{text[:4]}/{text[5:]}/1"]
    elif pattern == "^[0-9]{4}-[0-9]{4}$":
        found += [f"{text}学年", text.replace("-", "—")]
    elif pattern == "^[0-2][0-9]:[0-5][0-9]$":
        found += [text.replace(":", "："), text.removeprefix("0"), text.replace(":", "点") + "分"]
    if at.parse and at.parse.code:
        found += [f"'{text}", f"{text[:2]} {text[2:]}", text.translate(WIDE)]
    elif at.parse and not form.get("maxLength"):
        found.append(text.translate(WIDE))
    return [words for words in found if words != text]


def planted(
    data: Any, dice: random.Random, choices: list[tuple[Route, str, Field]]
) -> tuple[Any, dict[Route, str]]:
    """The data with other spellings at a few of the routes, and those."""
    spots: dict[Route, str] = {}
    for route, text, at in dice.sample(choices, min(len(choices), dice.randint(1, 8))):
        if text != "不适用":
            spots[route] = dice.choice(spellings(text, at))
            data = replaced(data, route, spots[route])
    return data, spots


def replaced(data: Any, route: Route, value: Any) -> Any:
    if not route:
        return value
    step = route[0]
    if isinstance(data, dict):
        return data | {step: replaced(data[step], route[1:], value)}
    assert isinstance(step, int)
    return [*data[:step], replaced(data[step], route[1:], value), *data[step + 1 :]]


dice_strategy = st.integers(0, 2**32).map(random.Random)


def examples(number: int) -> settings:
    return settings(
        max_examples=number, deadline=None, derandomize=True, database=None, phases=(Phase.generate,)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("fix")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path)
        yield path


def assert_mended(name: str, before: bytes, record: object, spots: list[tuple[int, str]], text: str) -> None:
    """Everything that mending promises of a file in which other spellings stand at these positions."""
    Path(name).write_bytes(before)
    repository = Repository.load([Path(name)], as_of=AS_OF)
    done = mend(repository)

    def again(instead: Mapping[str, bytes]) -> Repository:
        return Repository.load([Path(name)], as_of=AS_OF, instead=instead)

    assert prove(done, repository, again) == (done, [])
    (only,) = done
    assert len(only.changes) == len(spots), (only.changes, spots)
    assert (again({}).submissions[0].record, again({name: only.after}).submissions[0].record) == (record,) * 2
    pattern, at = "", 0
    for start, token in sorted(spots):
        pattern += re.escape(text[at:start]) + "(.*?)"
        at = start + len(token)
    encoding = "utf-8-sig" if before.startswith(b"\xef\xbb\xbf") else "utf-8"
    if not is_utf8(before):
        encoding = "gb18030"
    after = only.after.decode(encoding)
    assert after.encode(encoding) == only.after
    assert re.fullmatch(pattern + re.escape(text[at:]), after, re.DOTALL)
    assert patched(before, fixing.patch(only)) == only.after
    Path(name).write_bytes(only.after)
    assert mend(Repository.load([Path(name)], as_of=AS_OF)) == []


def is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def patched(before: bytes, diff: bytes) -> bytes:
    """The file after a unified diff, by hand: no line of the old text may differ from what the diff says."""
    old, new, at = re.findall(rb"[^\n]*\n|[^\n]+", before), [], 0
    lines = re.findall(rb"[^\n]*\n", diff)[2:]
    for number, line in enumerate(lines):
        ends = number + 1 < len(lines) and lines[number + 1].startswith(b"\\")
        words = line[1:].removesuffix(b"\n") if ends else line[1:]
        if found := re.match(rb"@@ -([0-9]+)", line):
            start = int(found[1]) - 1
            new += old[at:start]
            at = start
        elif line.startswith(b"+"):
            new.append(words)
        elif not line.startswith(b"\\"):
            assert old[at] == words
            new += [] if line.startswith(b"-") else [words]
            at += 1
    return b"".join([*new, *old[at:]])


@examples(80)
@given(dice=dice_strategy)
def test_spellings_anywhere_in_yaml_of_any_style_are_mended_there_alone(
    folder: Path, dice: random.Random
) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    record = KINDS[kind].record.model_validate(data)
    choices = list(leaves(KINDS[kind].record, data))
    data, found = planted(data, dice, choices)
    for route, words in found.items():
        if words[:1] > "\uff00" and dice.random() < 0.5:
            data = replaced(data, route, Raw(words))
    writer = Yaml(dice)
    text = writer.write({"kind": kind, "schema": "1", **data})
    spots = []
    for route, words in found.items():
        line, column = writer.values[route]
        start = sum(len(row) for row in text.splitlines(keepends=True)[: line - 1]) + column - 1
        forms = (words, "'" + words.replace("'", "''") + "'", '"' + words.replace('"', '\\"') + '"')
        spots.append((start, next(form for form in forms if text.startswith(form, start))))
    assert_mended("文档.yaml", text.encode(), record, spots, text)


@examples(80)
@given(dice=dice_strategy)
def test_spellings_anywhere_in_csv_of_any_encoding_are_mended_there_alone(
    folder: Path, dice: random.Random
) -> None:
    kind = dice.choice(sorted(TABLES))
    data = listed(kind, TABLES[kind], 5)
    record = KINDS[kind].record.model_validate(data)
    choices = [leaf for leaf in leaves(KINDS[kind].record, data) if not isinstance(leaf[0][-1], int)]
    data, found = planted(data, dice, choices)
    columns = list(table(kind).columns)
    writer = Csv(dice, dice.choice(("\n", "\r\n")))
    writer.add([column.label.to(dice.choice(("zh", "en"))) for column in columns])
    spots: list[tuple[int, str]] = []
    for number, row in enumerate(data["rows"]):
        cells = [row.get(column.route[0], "") for column in columns]
        at = writer.add(["、".join(cell) if isinstance(cell, list) else cell for cell in cells])
        for position, column in enumerate(columns):
            if words := found.get(("rows", number, *column.route)):
                line, spot = writer.spots[at, position]
                rows = re.findall(r"[^\n]*\n", writer.text)
                start = sum(len(row) for row in rows[: line - 1]) + spot - 1
                quoted = '"' + words.replace('"', '""') + '"'
                spots.append((start, quoted if writer.text.startswith(quoted, start) else words))
    encoding = dice.choice(("utf-8", "utf-8-sig", "gb18030"))
    assert_mended("表格.csv", writer.text.encode(encoding), record, spots, writer.text)


# The diff


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("望溪/建设方案.yaml", PLAN.encode()),
        ("望溪/活动 一.csv", ACTIVITIES.encode()),
        ("班级.csv", CLASSES.rstrip().encode("gb18030")),
    ],
    ids=["yaml", "csv with a blank in its name", "gb18030 without an end of line"],
)
@pytest.mark.parametrize(
    "program", [("patch", "-p0", "--binary"), ("git", "apply", "-p0")], ids=lambda p: p[0]
)
def test_programs_make_of_the_diff_what_fix_writes(
    save: Save, program: Sequence[str], name: str, content: bytes
) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed here")
    path = save(name, content)
    shown = in_process("validate", "--diff", name)
    assert (shown.returncode, path.read_bytes()) == (1, content)
    assert shown.stdout.startswith(f"--- {name}".encode())
    assert in_process("validate", "--fix", "--diff", name).stdout == shown.stdout
    fixed = path.read_bytes()
    path.write_bytes(content)
    subprocess.run(program, input=shown.stdout, check=True, capture_output=True)
    assert path.read_bytes() == fixed != content


def in_process(*words: str) -> subprocess.CompletedProcess[bytes]:
    environ = os.environ | {"PYTHONPATH": str(Path(eduhub.__file__).parents[1]), "EDUHUB_LANG": "zh"}
    return subprocess.run(
        [sys.executable, "-m", "eduhub", *words], capture_output=True, check=False, env=environ
    )


def test_the_diff_alone_writes_nothing_and_says_how_much_could_be_mended(run: Run, save: Save) -> None:
    path = save("班级.csv", CLASSES)
    diff = (
        "--- 班级.csv\n+++ 班级.csv\n@@ -1,3 +1,3 @@\n 年级,班级,学生数\n 1,1班,41\n-1,2班,４３\n+1,2班,43\n"
    )
    assert run("validate", "--diff", "--as-of", "2026-06-30", "班级.csv") == (
        1,
        diff,
        "班级.csv：可改写 1 处\n加上 --fix 即写入文件\n"
        "1 个文件：逻辑错误 0 处，经验疑问 0 处，提示 1 处（截至 2026-06-30）\n",
    )
    assert run("--lang", "en", "validate", "--diff", "--as-of", "2026-06-30", "班级.csv") == (
        1,
        diff,
        "班级.csv: places that can be mended: 1\n--fix writes this into the files\n"
        "files: 1; errors: 0; queries: 0; notes: 1 (as of 2026-06-30)\n",
    )
    assert path.read_bytes() == CLASSES.encode()


def test_fix_and_diff_show_and_write_and_count_what_is_left(run: Run, save: Save) -> None:
    path = save("班级.csv", CLASSES)
    code, out, err = run("--lang", "en", "validate", "--fix", "--diff", "--as-of", "2026-06-30", "班级.csv")
    assert (code, path.read_bytes()) == (0, MENDED_CLASSES.encode())
    assert out.endswith("-1,2班,４３\n+1,2班,43\n")
    assert err == (
        "班级.csv: places mended: 1\nfiles: 1; errors: 0; queries: 0; notes: 0 (as of 2026-06-30)\n"
    )


def test_findings_go_into_a_file_beside_a_diff(run: Run, save: Save) -> None:
    save("班级.csv", CLASSES)
    code, out, _ = run("validate", "--diff", "-o", "问题.json", "班级.csv")
    assert (code, out[:3]) == (1, "---")
    found = json.loads(Path("问题.json").read_text(encoding="utf-8"))["findings"]
    assert [finding["code"] for finding in found] == ["N0221"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(MENDED_CLASSES, 0), (MENDED_CLASSES.replace("43", "四十三"), 0), ("", 0), (b"\0", 3)],
    ids=["clean", "an error", "empty", "unreadable"],
)
def test_a_diff_without_changes_ends_with_0_unless_a_file_is_unreadable(
    run: Run, save: Save, content: str | bytes, code: int
) -> None:
    save("班级.csv", content)
    assert run("--quiet", "validate", "--diff", "班级.csv") == (code, "", "")


def test_a_terminal_shows_the_diff_in_words(run: Run, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    save("班级.csv", CLASSES.replace("1班", "\u202e班").replace("\n", "\r\n").encode("gb18030"))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _, out, _ = run("--no-color", "validate", "--diff", "班级.csv")
    assert out.splitlines()[4:] == [" 1,\\u202e班,41", "-1,2班,４３", "+1,2班,43"]


HEADING = "工号,姓名,性别,教职工类别,编制性质,人事关系学校,出生年月\n"


def test_the_changes_of_a_list_of_persons_are_written_and_never_shown(run: Run, save: Save) -> None:
    path = save("教师.csv", f"{HEADING} T01,欧阳测试,女,专任教师,事业编制,2136990001,1985年3月\n")
    code, out, err = run("validate", "--diff", "教师.csv")
    assert (code, out) == (1, "")
    assert "教师.csv：可能含有个人信息，不显示改动\n教师.csv：可改写 2 处\n" in err
    _, out, err = run("--lang", "en", "validate", "--fix", "--diff", "教师.csv")
    assert out == ""
    assert "教师.csv: it may hold something about persons, so its changes are not shown\n" in err
    assert "欧阳测试" not in err
    assert path.read_bytes().decode() == f"{HEADING}T01,欧阳测试,女,专任教师,事业编制,2136990001,1985-03\n"


def test_the_changes_of_a_file_with_a_telephone_number_are_not_shown(run: Run, save: Save) -> None:
    save("班级.csv", CLASSES.replace("1班", "１３９００００１２３４").encode("gb18030"))
    code, out, _ = run("validate", "--diff", "班级.csv")
    assert (code, out) == (1, "")


# What stays as it is


def test_a_workbook_is_never_touched_and_that_is_said_once(run: Run, save: Save) -> None:
    sheets = filled_form("roster", roster())
    book = by_xlsxwriter(list(sheets.values()))
    for name in ("收集/甲.xlsx", "收集/乙.xlsx", "收集/丙.csv"):
        save(name, book)
    path = save("收集/班级.csv", CLASSES)
    _, _, err = run("validate", "--fix", "收集")
    assert err == (
        "2 个文件保持原样：不代为改写工作簿，也不改 frozen 和 inbox 里的文件\n收集/班级.csv：已改写 1 处\n"
    )
    assert [Path(f"收集/{name}").read_bytes() for name in ("甲.xlsx", "乙.xlsx", "丙.csv")] == [book] * 3
    assert path.read_bytes() == MENDED_CLASSES.encode()
    _, _, err = run("--lang", "en", "validate", "--fix", "收集/甲.xlsx")
    assert err == (
        "files left as they are: 1; workbooks, and what lies in frozen or inbox, never change\n"
        "there is nothing that can be mended safely\n"
    )


def test_only_files_that_were_named_are_mended_and_none_in_frozen_or_inbox(run: Run, save: Save) -> None:
    save("市/eduhub.yaml", (CITY / "eduhub.yaml").read_bytes())
    elsewhere = "schools/2136990001/2024-2025/classes.csv"
    for name in ("frozen/班级.csv", "inbox/班级.csv", "out/班级.csv", elsewhere):
        save(f"市/{name}", CLASSES)
    run("validate", "--fix", "市/frozen/班级.csv", "市/inbox/班级.csv", "市/out/班级.csv")
    changed = [path for path in Path("市").rglob("*.csv") if path.read_bytes() != CLASSES.encode()]
    assert changed == [Path("市/out/班级.csv")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("冲突.csv", CLASSES.replace("1,1班", "<<<<<<< HEAD\n1,1班") + ">>>>>>> theirs\n"),
        ("冲突.yaml", PLAN.replace("phase", "<<<<<<< HEAD\nphase")),
        ("断.yaml", PLAN + "]"),
        ("西文.csv", CLASSES.encode("gb18030") + b"\xff\n"),
        ("未知.yaml", "kind: 未知\ndate: 2025.9.1\n"),
    ],
    ids=["conflict in csv", "conflict in yaml", "syntax", "encoding", "unknown kind"],
)
def test_a_file_that_is_not_understood_is_left_alone(
    run: Run, save: Save, name: str, content: str | bytes
) -> None:
    path = save(name, content)
    before = path.read_bytes()
    _, _, err = run("validate", "--fix", name)
    assert (path.read_bytes(), err) == (before, "没有可以代为改写的地方\n")


def test_a_link_is_left_alone(run: Run, save: Save) -> None:
    path = save("班级表.csv", CLASSES)
    try:
        Path("班级.csv").symlink_to("班级表.csv")
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert run("validate", "--fix", "班级.csv")[0] == 3
    assert (Path("班级.csv").is_symlink(), path.read_bytes()) == (True, CLASSES.encode())


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (["--ignore", "N0221"], "2025-09-01,７０"),
        (["--select", "N0221"], "2025.9.1,70"),
        (["--select", "E"], "2025.9.1,７０"),
    ],
)
def test_what_is_ignored_is_not_mended(run: Run, save: Save, words: list[str], end: str) -> None:
    heading = "日期,活动类型,活动名称,承办学校,参加学校,承办校确认日期,学生人数\n"
    row = "2025-08-30,联合教研,分数,2136990001,2136990001、2136990002,"
    path = save("活动.csv", f"{heading}{row}2025.9.1,７０\n")
    run("validate", "--fix", *words, "活动.csv")
    assert path.read_bytes().decode() == f"{heading}{row}{end}\n"


# When something goes wrong


def test_a_read_only_file_is_told_and_the_others_are_mended(run: Run, save: Save) -> None:
    first, second = save("一.csv", CLASSES), save("二.csv", CLASSES)
    first.chmod(0o444)
    code, out, err = run("validate", "--fix", "一.csv", "二.csv")
    assert code == 3
    assert err == (
        "错误：无法写入 一.csv：没有写入权限；如正在 WPS 或 Excel 中打开，请先关闭\n二.csv：已改写 1 处\n"
    )
    assert (first.read_bytes(), second.read_bytes()) == (CLASSES.encode(), MENDED_CLASSES.encode())
    assert re.findall(r"(.\.csv):\S+ \S+  N0221", out) == ["一.csv"]


def test_a_file_that_changes_meanwhile_is_not_overwritten(
    run: Run, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save("班级.csv", CLASSES)

    def late(*words: Any) -> Any:
        found = prove(*words)
        path.write_bytes(b"other")
        return found

    monkeypatch.setattr(fixing, "prove", late)
    code, _, err = run("--lang", "en", "validate", "--fix", "班级.csv")
    assert (code, path.read_bytes()) == (3, b"other")
    assert err.startswith("error: 班级.csv was changed by another program just now and is left as it is")


def test_a_disk_that_is_full_loses_nothing(run: Run, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save("班级.csv", CLASSES)

    def full(handle: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("eduhub.cli.files.os.fsync", full)
    code, _, err = run("validate", "--fix", "班级.csv")
    assert (code, path.read_bytes(), os.listdir()) == (3, CLASSES.encode(), ["班级.csv"])
    assert "磁盘空间不足" in err


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("zh", "一.csv：没有改动，eduhub 自身出错：改写后读出的内容与原来不同"),
        ("en", "一.csv: left as it is; a fault of eduhub itself: what it would write reads otherwise"),
    ],
)
def test_what_would_read_otherwise_is_not_written_and_is_a_fault_of_ours(
    run: Run, save: Save, monkeypatch: pytest.MonkeyPatch, lang: str, told: str
) -> None:
    first, second = save("一.csv", CLASSES), save("方案.yaml", PLAN)

    def clumsy(raw: bytes, changes: Mapping[Cell, Change]) -> tuple[bytes, frozenset[Cell]]:
        return raw.replace("４３".encode(), b"43").replace(b"41", b"42"), frozenset(changes)

    monkeypatch.setattr(mending, "edit_csv", clumsy)
    code, _, err = run("--lang", lang, "validate", "--fix", "一.csv", "方案.yaml")
    assert (code, err.splitlines()[0]) == (70, told)
    assert (first.read_bytes(), second.read_bytes()) == (CLASSES.encode(), MENDED_PLAN.encode())


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("zh", "一.csv：没有改动，改写后会多出问题（E0205）"),
        ("en", "一.csv: left as it is; it would bring new findings (E0205)"),
    ],
)
def test_what_would_bring_new_findings_is_not_written(
    run: Run, save: Save, monkeypatch: pytest.MonkeyPatch, lang: str, told: str
) -> None:
    path = save("一.csv", CLASSES)

    def clumsy(raw: bytes, changes: Mapping[Cell, Change]) -> tuple[bytes, frozenset[Cell]]:
        return raw.replace("４３".encode(), b"-1"), frozenset(changes)

    monkeypatch.setattr(mending, "edit_csv", clumsy)
    monkeypatch.setattr(mending, "_is_equal", lambda mended, repository: True)
    code, _, err = run("--lang", lang, "validate", "--fix", "一.csv")
    assert (code, path.read_bytes(), err.splitlines()[0]) == (0, CLASSES.encode(), told)


# The notes


def test_every_place_of_another_spelling_is_told_and_says_what_it_repeats(save: Save) -> None:
    save("班级.csv", CLASSES.replace("41", "４１"))
    (submission,) = Repository.load([Path("班级.csv")], as_of=AS_OF).submissions
    assert [(f.rule.code, str(f.place), f.alike, f.message("en")) for f in shape(submission)] == [
        (
            "N0221",
            f"班级.csv:{line}:6 (C{line})",
            "N0221",
            f"'pupils' has full-width or stray characters in '{value}'; it was read as {read}",
        )
        for line, value, read in ((2, "４１", 41), (3, "４３", 43))
    ]


def test_full_width_money_is_told_though_its_canonical_form_has_two_decimals(save: Save) -> None:
    save(
        "a.yaml", PLAN + "budget:\n  - {fiscal_year: 2024, head: 条件保障, source: 县区财政, amount: ６０}\n"
    )
    (submission,) = Repository.load([Path("a.yaml")], as_of=AS_OF).submissions
    assert [f.facts["read"] for f in shape(submission) if f.rule.code == "N0221"][-1] == "60"


def test_the_words_of_a_result_keep_their_brackets(save: Save) -> None:
    row = "2025-09-19,联合教研,读书节,2136990001,2136990001、2136990002,2136990001：一等奖（团体）\n"
    save("活动.csv", "日期,活动类型,活动名称,承办学校,参加学校,竞赛结果\n" + row)
    (submission,) = Repository.load([Path("活动.csv")], as_of=AS_OF).submissions
    assert submission.model.rows[0].results == ("2136990001:一等奖（团体）",)
