"""A fault planted in any typed value of a file is found at exactly that place, and nowhere else."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filled import (
    CITY,
    TWO_CAMPUSES,
    Formula,
    Sheet,
    Shown,
    by_openpyxl,
    by_xlsxwriter,
    faults,
    listed,
    load,
    log,
    plan,
    roster,
    rows,
    table,
    typed,
    workbook_sheets,
)
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from written import Csv, Raw, Yaml

from eduhub.checks import check
from eduhub.core.place import Place, Route, cell_name, key_of
from eduhub.core.rule import Finding, Tier
from eduhub.core.text import LANGS
from eduhub.kinds.base import Field, Kind, field_at, leaves
from eduhub.kinds.catalogue import KINDS
from eduhub.repository import Repository

AS_OF = date(2026, 6, 30)
A_YEAR = "clusters/chenghu/chenghu-01/2025-2026"
DOCUMENTS: tuple[tuple[str, str], ...] = (
    ("plan", "clusters/chenghu/chenghu-01/plan.yaml"),
    ("plan", "clusters/chenghu/chenghu-02/plan.yaml"),
    ("year_plan", f"{A_YEAR}/plan.yaml"),
    ("programme", "districts/chenghu/programme.yaml"),
    ("district_year", "districts/chenghu/2025-2026/district.yaml"),
    ("school", f"schools/{TWO_CAMPUSES}/2025-2026/school.yaml"),
    ("school", "schools/2136990004/2025-2026/school.yaml"),
    ("school", "schools/3436990013/2025-2026/school.yaml"),
)
TABLES = {
    **{kind: f"registry/{kind}.csv" for kind in ("districts", "schools", "campuses", "changes")},
    **{kind: f"schools/{TWO_CAMPUSES}/2025-2026/{kind}.csv" for kind in ("classes", "teachers")},
    **{kind: f"{A_YEAR}/{kind}.csv" for kind in ("activities", "measures")},
}

Told = list[tuple[str, Place]]
Errors = Callable[[str, bytes], Told]

dice_strategy = st.integers(0, 2**32).map(random.Random)


def examples(number: int) -> settings:
    """So many examples, the same ones on every machine; dice that fell otherwise are no simpler."""
    return settings(
        max_examples=number, deadline=None, derandomize=True, database=None, phases=(Phase.generate,)
    )


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Errors]:
    """Checks a file that stands alone; gives code and place of each error, the key left out."""
    folder = tmp_path_factory.mktemp("places")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)

        def told(name: str, content: bytes) -> Told:
            Path(name).write_bytes(content)
            found = check(Repository.load([Path(name)], as_of=AS_OF))
            return [(f.rule.code, bare(f)) for f in found.findings if f.tier is Tier.ERROR]

        yield told


def bare(finding: Finding) -> Place:
    place = finding.place
    return Place(place.file, place.line, place.column, place.sheet, place.cell)


def known_leaves(kind: str, data: Mapping[str, Any]) -> list[tuple[Route, Field]]:
    return [(route, at) for route, _, at in leaves(KINDS[kind].record, data)]


def replaced(data: Any, route: Route, value: Any) -> Any:
    """The data with another value at a route; the rest is shared."""
    if not route:
        return value
    step = route[0]
    if isinstance(data, dict):
        return data | {step: replaced(data.get(step), route[1:], value)}
    assert isinstance(step, int)
    return [*data[:step], replaced(data[step], route[1:], value), *data[step + 1 :]]


def without(data: Any, route: Route) -> Any:
    """The data without the key at the end of a route."""
    around = route[:-1]
    inner = data
    for step in around:
        inner = inner[step]
    return replaced(data, around, {key: value for key, value in inner.items() if key != route[-1]})


def headed(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "schema": "1", **data}


# YAML


@examples(15)
@given(dice=dice_strategy)
def test_the_example_has_no_fault_in_any_style(errors: Errors, dice: random.Random) -> None:
    kind, path = dice.choice(DOCUMENTS)
    text = Yaml(dice).write(headed(kind, load(path)))
    assert errors("文档.yaml", text.encode()) == []


@pytest.mark.parametrize(("kind", "path"), DOCUMENTS, ids=lambda words: words.rpartition("/")[2])
def test_a_fault_in_any_line_of_the_example_as_it_lies_there_is_found_there(
    errors: Errors, kind: str, path: str
) -> None:
    text = (CITY / path).read_text(encoding="utf-8")
    tree = YAML().load(text)
    dice = random.Random(path)
    for route, at in known_leaves(kind, load(path)):
        words, code = dice.choice(list(faults(at)))
        line, column = spot_of(tree, route)
        faulty = with_token(text, line, column, words)
        expected = [(code, Place("文档.yaml", line + 1, column + 1))]
        assert errors("文档.yaml", faulty.encode()) == expected, (route, words)


def spot_of(tree: Any, route: Route) -> tuple[int, int]:
    """Line and column from 0 of a value, as ruamel.yaml counts them."""
    for step in route[:-1]:
        tree = tree[step]
    line, column = tree.lc.item(route[-1]) if isinstance(route[-1], int) else tree.lc.value(route[-1])
    return int(line), int(column)


def with_token(text: str, line: int, column: int, words: str) -> str:
    """The text with other words in the place of the value that begins there."""
    lines = text.split("\n")
    before, after = lines[line][:column], lines[line][column:]
    if after[0] in "\"'":
        end = after.index(after[0], 1) + 1
    else:
        is_flow = before.count("{") > before.count("}") or before.count("[") > before.count("]")
        end = next((i for i, mark in enumerate(after) if is_flow and mark in ",]}"), len(after))
    lines[line] = f'{before}"{words}"{after[end:]}'
    return "\n".join(lines)


@examples(100)
@given(dice=dice_strategy)
def test_a_fault_in_any_yaml_value_is_found_at_its_line_and_column(
    errors: Errors, dice: random.Random
) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    route, at = dice.choice(known_leaves(kind, data))
    words, code = dice.choice(list(faults(at)))
    yaml = Yaml(dice)
    text = yaml.write(headed(kind, replaced(data, route, words)))
    assert errors("文档.yaml", text.encode()) == [(code, Place("文档.yaml", *yaml.values[route]))], text


STRUCTURES: dict[str, str] = {"number": "E0204", "integer": "E0204", "date": "E0208", "yes or no": "E0210"}


def sort_of(at: Field) -> str:
    form = at.parse.schema if at.parse else {}
    if "enum" in form:
        return "yes or no"
    return "date" if form.get("format") == "date" else str(form.get("type", "string"))


@examples(40)
@given(dice=dice_strategy)
def test_a_list_or_group_in_the_place_of_a_value_is_found_where_it_begins(
    errors: Errors, dice: random.Random
) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    route, at = dice.choice(known_leaves(kind, data))
    yaml = Yaml(dice)
    text = yaml.write(headed(kind, replaced(data, route, dice.choice((["1", "2"], {"a": "b"})))))
    code = STRUCTURES.get(sort_of(at), "E0211")
    assert errors("文档.yaml", text.encode()) == [(code, Place("文档.yaml", *yaml.values[route]))], text


def groups(kind: str, data: Any, route: Route = ()) -> Iterator[Route]:
    """The routes of all lists and groups in a document."""
    if route and isinstance(data, dict | list) and data:
        yield route
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in inside:
        yield from groups(kind, inner, (*route, step))


@examples(30)
@given(dice=dice_strategy)
def test_a_word_in_the_place_of_a_list_or_group_is_found_where_it_stands(
    errors: Errors, dice: random.Random
) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    route = dice.choice(list(groups(kind, data)))
    yaml = Yaml(dice)
    text = yaml.write(headed(kind, replaced(data, route, "待定")))
    assert errors("文档.yaml", text.encode()) == [("E0203", Place("文档.yaml", *yaml.values[route]))], text


def required_leaves(kind: str, data: Mapping[str, Any]) -> list[Route]:
    return [route for route, at in known_leaves(kind, data) if at.required and not isinstance(route[-1], int)]


@examples(40)
@given(dice=dice_strategy)
def test_a_required_value_that_was_cleared_is_missed_at_its_key(errors: Errors, dice: random.Random) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    route = dice.choice(required_leaves(kind, data))
    yaml = Yaml(dice)
    text = yaml.write(headed(kind, replaced(data, route, Raw(""))))
    assert errors("文档.yaml", text.encode()) == [("E0201", Place("文档.yaml", *yaml.keys[route]))], text


@examples(20)
@given(dice=dice_strategy)
def test_a_required_value_that_is_null_is_missed_at_the_null(errors: Errors, dice: random.Random) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    route = dice.choice(required_leaves(kind, data))
    yaml = Yaml(dice)
    text = yaml.write(headed(kind, replaced(data, route, Raw(dice.choice(("~", "null"))))))
    assert errors("文档.yaml", text.encode()) == [("E0201", Place("文档.yaml", *yaml.values[route]))], text


@examples(30)
@given(dice=dice_strategy)
def test_a_required_field_that_is_not_there_is_missed_where_its_group_begins(
    errors: Errors, dice: random.Random
) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    route = dice.choice(required_leaves(kind, data))
    yaml = Yaml(dice)
    text = yaml.write(headed(kind, without(data, route)))
    assert errors("文档.yaml", text.encode()) == [("E0201", Place("文档.yaml", *yaml.values[route[:-1]]))], (
        text
    )


@examples(30)
@given(dice=dice_strategy)
def test_the_finding_names_the_route_of_the_value(errors: Errors, dice: random.Random) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    route, at = dice.choice(known_leaves(kind, data))
    words, code = dice.choice(list(faults(at)))
    text = Yaml(dice).write(headed(kind, replaced(data, route, words)))
    errors("文档.yaml", text.encode())
    found = check(Repository.load([Path("文档.yaml")], as_of=AS_OF)).findings
    named = field_at(KINDS[kind].record, route)
    assert named is not None
    assert (code, key_of(route)) in [(f.rule.code, f.place.key) for f in found]
    for lang in LANGS:
        assert all(named.label.text.to(lang) in f.message(lang) for f in found if f.rule.code == code)


def mappings(data: Any, route: Route = ()) -> Iterator[Route]:
    """The routes of all groups in a document."""
    if isinstance(data, dict):
        yield route
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in inside:
        yield from mappings(inner, (*route, step))


@examples(40)
@given(dice=dice_strategy)
def test_an_unknown_field_is_found_at_its_name(errors: Errors, dice: random.Random) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    around = dice.choice(list(mappings(data)))
    beside = list(at_route(data, around) if around else headed(kind, data))
    before = dice.choice([*beside, None])
    value: Any = dice.choice(("1", ["1"], {"a": "b"}))
    yaml = Yaml(dice, {around: ("备注", value, before)})
    text = yaml.write(headed(kind, data))
    spot = yaml.added[(*around, "备注")]
    assert errors("文档.yaml", text.encode()) == [("E0202", Place("文档.yaml", *spot))], text


def at_route(data: Any, route: Route) -> Any:
    for step in route:
        data = data[step]
    return data


@examples(30)
@given(dice=dice_strategy)
def test_a_key_that_stands_twice_is_found_at_the_second(errors: Errors, dice: random.Random) -> None:
    kind, path = dice.choice(DOCUMENTS)
    data = load(path)
    around = dice.choice(list(mappings(data)))
    group = at_route(data, around)
    key = dice.choice(list(group))
    later = [*list(group)[list(group).index(key) + 1 :], None]
    yaml = Yaml(dice, {around: (key, group[key], dice.choice(later))})
    text = yaml.write(headed(kind, data))
    assert errors("文档.yaml", text.encode()) == [("E0105", Place("文档.yaml", *yaml.added[*around, key]))], (
        text
    )


# Workbooks

FORM_DATA: tuple[tuple[str, Callable[[], dict[str, Any]]], ...] = (
    ("plan", lambda: {"plan": plan()}),
    ("roster", roster),
    ("roster", lambda: roster("3136990010", 4)),
    ("log", log),
    ("programme", lambda: {"programme": load("districts/chenghu/programme.yaml")}),
    ("district_year", lambda: {"district_year": load("districts/chenghu/2025-2026/district.yaml")}),
    ("changes", lambda: {"changes": listed("changes", "registry/changes.csv")}),
)


def cell_of(sheet: Sheet, spot: tuple[int, int]) -> Place:
    return Place("报送表.xlsx", sheet=sheet.name, cell=cell_name(*spot))


def drawn_form(dice: random.Random) -> list[tuple[Kind, Sheet]]:
    form, data = dice.choice(FORM_DATA)
    return workbook_sheets(form, data(), dice, dice.choice(LANGS))


def packed(sheets: list[tuple[Kind, Sheet]], dice: random.Random) -> bytes:
    alone = [sheet for _, sheet in sheets]
    writers = [by_openpyxl]
    if not any(isinstance(value, Formula) for sheet in alone for value in sheet.cells.values()):
        writers.append(by_xlsxwriter)
    return dice.choice(writers)(alone)


def drawn_cell(sheets: list[tuple[Kind, Sheet]], dice: random.Random) -> tuple[Sheet, Route, Field]:
    kind, sheet = dice.choice([pair for pair in sheets if pair[1].spots])
    route = dice.choice(list(sheet.spots))
    return sheet, route, typed(kind, route)


@examples(8)
@given(dice=dice_strategy)
def test_a_form_in_any_arrangement_has_no_fault(errors: Errors, dice: random.Random) -> None:
    assert errors("报送表.xlsx", packed(drawn_form(dice), dice)) == []


@examples(40)
@given(dice=dice_strategy)
def test_a_fault_in_any_cell_is_found_at_that_cell(errors: Errors, dice: random.Random) -> None:
    sheets = drawn_form(dice)
    sheet, route, at = drawn_cell(sheets, dice)
    words, code = dice.choice(list(faults(at)))
    sheet.cells[sheet.spots[route]] = words
    assert errors("报送表.xlsx", packed(sheets, dice)) == [(code, cell_of(sheet, sheet.spots[route]))]


@examples(10)
@given(dice=dice_strategy)
def test_a_required_cell_that_is_blank_is_missed_at_that_cell(errors: Errors, dice: random.Random) -> None:
    sheets = drawn_form(dice)
    required = [
        (sheet, spot)
        for kind, sheet in sheets
        for route, spot in sheet.spots.items()
        if typed(kind, route).required and spot in sheet.cells
    ]
    sheet, spot = dice.choice(required)
    sheet.cells[spot] = dice.choice(("", "  ", "　"))
    assert errors("报送表.xlsx", packed(sheets, dice)) == [("E0201", cell_of(sheet, spot))]


@examples(12)
@given(dice=dice_strategy)
def test_an_error_or_a_formula_without_result_is_found_at_its_cell(
    errors: Errors, dice: random.Random
) -> None:
    sheets = drawn_form(dice)
    sheet, route, _ = drawn_cell(sheets, dice)
    value: Shown | Formula = dice.choice((Shown("#N/A"), Shown("#REF!"), Shown("#DIV/0!"), Formula("=A1+1")))
    sheet.cells[sheet.spots[route]] = value
    code = "E0111" if isinstance(value, Formula) else "E0110"
    assert errors("报送表.xlsx", packed(sheets, dice)) == [(code, cell_of(sheet, sheet.spots[route]))]


@examples(10)
@given(dice=dice_strategy)
def test_a_code_that_became_a_number_is_found_at_its_cell(errors: Errors, dice: random.Random) -> None:
    sheets = drawn_form(dice)
    coded = [
        (sheet, spot, column)
        for _, sheet in sheets
        for column in sheet.layout.columns
        for route, spot in sheet.spots.items()
        if column.code and tuple(s for s in route if isinstance(s, str))[-len(column.route) :] == column.route
    ]
    sheet, spot, column = dice.choice(coded)
    lost = [360102199001011234.0, 3.6e17] + ([213699000.0] if column.width else [])
    sheet.cells[spot] = dice.choice(lost)
    assert errors("报送表.xlsx", packed(sheets, dice)) == [("E0107", cell_of(sheet, spot))]


@examples(10)
@given(dice=dice_strategy)
def test_merged_cells_among_the_data_are_found_at_their_first_cell(
    errors: Errors, dice: random.Random
) -> None:
    sheets = drawn_form(dice)
    tables = [sheet for _, sheet in sheets if not sheet.layout.pairs and sheet.spots]
    sheet = dice.choice(tables)
    last = max(sheet.spots.values())
    row, column = dice.choice(list(sheet.spots.values()))
    bottom, right = min(row + dice.choice((0, 1, 2)), last[0]), min(column + dice.choice((0, 1)), last[1])
    if (bottom, right) == (row, column):
        right = column + 1
    sheet.merges.append((row, column, bottom, right))
    for spot in list(sheet.cells):
        inside = row <= spot[0] <= bottom and column <= spot[1] <= right
        if inside and spot != (row, column):
            del sheet.cells[spot]
    assert errors("报送表.xlsx", packed(sheets, dice)) == [("E0109", cell_of(sheet, (row, column)))]


@examples(8)
@given(dice=dice_strategy)
def test_a_row_of_totals_is_found_at_its_first_cell(errors: Errors, dice: random.Random) -> None:
    sheets = drawn_form(dice)
    sheet = dice.choice([sheet for _, sheet in sheets if not sheet.layout.pairs and sheet.spots])
    row, first = max(sheet.spots.values())[0] + dice.choice((1, 2)), min(sheet.headings.values())[1]
    width = len(sheet.headings)
    sheet.cells[row, first + dice.randrange(width)] = dice.choice(("合计", "总 计", "小计：", "Total"))
    assert errors("报送表.xlsx", packed(sheets, dice)) == [("E0121", cell_of(sheet, (row, first)))]


@examples(10)
@given(dice=dice_strategy)
def test_a_heading_that_stands_twice_is_found_at_the_second(errors: Errors, dice: random.Random) -> None:
    sheets = drawn_form(dice)
    sheet = dice.choice([sheet for _, sheet in sheets])
    spot = dice.choice(list(sheet.headings.values()))
    merged = {merge for merge in sheet.merges if merge[:2] == spot}
    if sheet.layout.pairs:
        second = (max(sheet.headings.values())[0] + 1, spot[1])
        sheet.cells[second[0], second[1] + 1 + bool(merged)] = "又一个值"
    else:
        second = (spot[0], max(column for _, column in sheet.headings.values()) + 1)
    sheet.merges += [
        (second[0], second[1], second[0] + b - t, second[1] + r - left) for t, left, b, r in merged
    ]
    sheet.cells[second] = sheet.cells[spot]
    assert errors("报送表.xlsx", packed(sheets, dice)) == [("E0120", cell_of(sheet, second))]


KEYS = {"班级": ("class", "E1301"), "教师": ("code", "E1401"), "分学段情况": ("stage", "E1201")}


@examples(8)
@given(dice=dice_strategy)
def test_a_record_that_stands_twice_is_found_at_its_key(errors: Errors, dice: random.Random) -> None:
    sheets = workbook_sheets("roster", roster(), dice, "zh")
    name = dice.choice(list(KEYS))
    sheet = next(sheet for _, sheet in sheets if sheet.name == name)
    key, code = KEYS[name]
    bottom = max(sheet.spots.values())[0]
    row = dice.choice(sorted({row for row, _ in sheet.spots.values()}))
    for (at, column), value in list(sheet.cells.items()):
        if at == row and column in {c for _, c in sheet.headings.values()}:
            sheet.cells[bottom + 1, column] = value
    spot = (bottom + 1, sheet.headings[(key,)][1])
    found = errors("报送表.xlsx", packed(sheets, dice))
    assert (code, cell_of(sheet, spot)) in found
    assert [told for told in found if told[0] == code] == [(code, cell_of(sheet, spot))]


# CSV


def drawn_table(dice: random.Random) -> tuple[str, list[dict[str, str]]]:
    kind, path = dice.choice(list(TABLES.items()))
    return kind, rows(path, 5)


WORDS = ("附件 2，供参考", 'a "b", c', "第一行\n第二行", '一,二\r\n"三",\n', "", "说明")


def written(
    kind: str, records: list[dict[str, str]], dice: random.Random
) -> tuple[bytes, dict[tuple[int, str], Place]]:
    """A table as a CSV file with titles, blank lines, columns of other people's; the place of each value."""
    file = Csv(dice, dice.choice(("\n", "\r\n")))
    columns: list[str | None] = [str(column.route[0]) for column in table(kind).columns]
    columns += [None] * dice.randint(0, 3)
    dice.shuffle(columns)
    headings = {str(column.route[0]): column for column in table(kind).columns}
    for _ in range(dice.randint(0, 3)):
        file.add([dice.choice(WORDS)])
    face = dice.choice(("zh", "en", "key"))
    file.add(
        [
            "另一列"
            if key is None
            else key
            if face == "key"
            else headings[key].label.to("zh" if face == "zh" else "en")
            for key in columns
        ]
    )
    places: dict[tuple[int, str], Place] = {}
    for number, record in enumerate(records):
        if dice.random() < 0.2:
            file.add([""])
        row = file.add([dice.choice(WORDS) if key is None else record.get(key, "") for key in columns])
        for at, key in enumerate(columns):
            if key is not None:
                spot = file.spots[row, at]
                places[number, key] = Place("名册.csv", *spot, cell=cell_name(row, at))
    mark = dice.choice((b"", b"\xef\xbb\xbf"))
    return mark + file.text.encode(), places


@examples(20)
@given(dice=dice_strategy)
def test_a_table_as_csv_in_any_arrangement_has_no_fault(errors: Errors, dice: random.Random) -> None:
    kind, records = drawn_table(dice)
    content, _ = written(kind, records, dice)
    assert errors("名册.csv", content) == []


@examples(90)
@given(dice=dice_strategy)
def test_a_fault_in_any_field_of_a_csv_is_found_at_its_line_column_and_cell(
    errors: Errors, dice: random.Random
) -> None:
    kind, records = drawn_table(dice)
    number, column = dice.randrange(len(records)), dice.choice(table(kind).columns)
    key = str(column.route[0])
    at = typed(KINDS[kind], ("rows", number, key))
    planted = list(faults(at))
    if column.code:
        planted.append(("2.137E+09", "E0107"))
    if column.required:
        planted.append(("", "E0201"))
    words, code = dice.choice(planted)
    records[number] = records[number] | {key: words}
    content, places = written(kind, records, dice)
    assert errors("名册.csv", content) == [(code, places[number, key])], content.decode()


@examples(20)
@given(dice=dice_strategy)
def test_a_field_beyond_the_headings_is_found_where_it_stands(errors: Errors, dice: random.Random) -> None:
    file = Csv(dice, dice.choice(("\n", "\r\n")))
    file.add(["年级", "班级", "学生数"])
    file.add(["1", "一,班", "40"])
    row = file.add(["1", dice.choice(('二"班', "二\n班")), "40", "41"])
    place = Place("名册.csv", *file.spots[row, 3], cell=cell_name(row, 3))
    assert errors("名册.csv", file.text.encode()) == [("E0128", place)]
