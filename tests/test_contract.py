"""What is published and generated is current, complete and in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from eduhub import checks, cli, reports, scores
from eduhub.checks.formats import FORMATS as CHECK_FORMATS
from eduhub.checks.rules import FILES as RULE_FILES
from eduhub.cli.commands import COMMANDS
from eduhub.contract import indicators_page, json_schema, stale
from eduhub.kinds.base import Field, Record, fields
from eduhub.kinds.catalogue import CODE_RANGES, FORMS, KINDS
from eduhub.parameters import INDICATORS, parameters
from eduhub.reports.formats import FORMATS as REPORT_FORMATS
from eduhub.scores.indicator import DECLARED
from eduhub.scores.indicators import FILES as INDICATOR_FILES

TOP = Path(__file__).parents[1]
Run = Callable[..., tuple[int, str, str]]


def every_field(record: type[BaseModel]) -> Iterator[Field]:
    for field in fields(record).values():
        yield field
        if field.record is not None:
            yield from every_field(field.record)


def test_generated_files_are_current() -> None:
    assert stale(TOP) == []


def rows_of_the_page() -> list[list[str]]:
    """The cells of every row of the page of indicators, without headings and rules."""
    lines = [line for line in indicators_page().splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def codes_of(cell: str) -> list[str]:
    """The codes that a cell names: `L1.cv` … `L7.cv` are all seven, in the order of the catalogue."""
    named = re.findall(r"`([^`]+)`", cell)
    if "…" not in cell:
        return named
    first, last = named
    suffix = first.removeprefix(INDICATORS[first].base)
    alike = [code for code, entry in INDICATORS.items() if code == entry.base + suffix]
    return alike[alike.index(first) : alike.index(last) + 1]


def indicator_rows() -> list[list[str]]:
    """The rows of the page but for those of the numbers of policy."""
    return [row for row in rows_of_the_page() if row[0].strip("`") not in parameters().values]


def test_the_page_has_every_indicator_once_with_its_levels() -> None:
    found = [
        (code, level)
        for row in indicator_rows()
        for code in codes_of(row[0])
        for level in row[-1].split(", ")
    ]
    declared = [(code, level) for one in DECLARED for code in one.codes for level in one.levels]
    assert sorted(found) == sorted(declared)


def test_the_page_says_each_indicator_as_the_catalogue_does() -> None:
    for row in indicator_rows():
        for entry in (INDICATORS[code] for code in codes_of(row[0])):
            base = INDICATORS.get(entry.base, entry)
            zh = [row[1].replace("…", name.zh).partition(" / ")[0] for name in (base.label, base.short)]
            en = [row[1].replace("…", name.en) for name in (base.label, base.short)]
            assert entry.label.zh in zh
            assert [words for words in en if words.endswith(f" / {entry.label.en}")]
            assert f"{entry.unit.zh} / {entry.unit.en}" in row[2].split("; ")
            assert str(entry.decimals) in row[3].split("; ")
            assert entry.clause == row[4]


def test_the_page_has_every_number_of_policy_with_its_date_and_source() -> None:
    rows = {row[0].strip("`"): row for row in rows_of_the_page()}
    for name, value in parameters().values.items():
        _, what, since, shown, source, *_ = rows[name]
        assert what == f"{value.what.zh} / {value.what.en}"
        assert (since, source) == (str(value.since), value.source.replace("|", "\\|"))
        assert json.loads(shown) == value.value


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: str(kind.name))
def test_the_schema_of_a_kind_is_a_schema(kind: Any) -> None:
    Draft202012Validator.check_schema(json_schema(kind))


def test_the_example_keeps_to_the_published_schemas() -> None:
    seen = set()
    for path in (TOP / "examples" / "city").rglob("*.yaml"):
        # YAML 1.2 as editors read it: only what the core schema resolves is no text.
        data = json.loads(json.dumps(yaml.load(path.read_text(encoding="utf-8"), Loader=_Core)))
        Draft202012Validator(
            json.loads((TOP / "schemas" / f"{data['kind']}.schema.json").read_text())
        ).validate(data)
        seen.add(data["kind"])
    assert seen == {
        "assessment",
        "city",
        "district_year",
        "plan",
        "programme",
        "school",
        "waivers",
        "year_plan",
    }


class _Core(yaml.SafeLoader):
    """Reads scalars as YAML 1.2 does: dates and yes are text."""


_Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_the_published_schema_refuses_an_unknown_field() -> None:
    schema = json.loads((TOP / "schemas" / "classes.schema.json").read_text(encoding="utf-8"))
    good = {"kind": "classes", "schema": 1, "rows": [{"grade": 1, "class": "1班", "pupils": 40}]}
    assert Draft202012Validator(schema).is_valid(good)
    assert not Draft202012Validator(schema).is_valid(good | {"phone": "1"})


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: str(kind.name))
def test_every_field_is_labelled_in_both_languages(kind: Any) -> None:
    for field in every_field(kind.record):
        if kind.is_table and field.key == "rows":
            continue
        assert re.search(r"[\u4e00-\u9fff]", field.label.zh), field.key
        assert not re.search(r"[\u4e00-\u9fff]", field.label.en), field.key


def test_no_two_columns_of_a_sheet_answer_to_one_heading() -> None:
    for kind in KINDS.values():
        for sheet in kind.layout.sheets:
            names = [name for column in sheet.columns for name in column.names]
            assert len(names) == len(set(names)), (kind.name, sheet.title.zh)


def test_no_two_sheets_of_a_form_have_one_title() -> None:
    for form in FORMS.values():
        for title in ("zh", "en"):
            titles = [getattr(sheet.title, title) for kind in form.kinds for sheet in kind.layout.sheets]
            assert len(titles) == len(set(titles)), form.name
            assert all(len(words) <= 31 and not set(words) & set("[]:*?/\\") for words in titles)


def test_every_kind_has_a_range_of_codes_and_every_record_a_description() -> None:
    for kind in KINDS.values():
        assert CODE_RANGES[kind.codes] == kind.name
        assert issubclass(kind.record, Record)
        assert kind.record.__doc__
    assert len(set(CODE_RANGES.values())) == len(CODE_RANGES)


@pytest.mark.parametrize(
    ("folder", "listed"),
    [
        (
            Path(checks.__file__).parent / "rules",
            {module.__name__.rpartition(".")[2] for module in RULE_FILES},
        ),
        (Path(checks.__file__).parent / "formats", set(CHECK_FORMATS)),
        (
            Path(scores.__file__).parent / "indicators",
            {module.__name__.rpartition(".")[2] for module in INDICATOR_FILES},
        ),
        (Path(reports.__file__).parent / "formats", set(REPORT_FORMATS)),
    ],
    ids=["rules", "check formats", "indicators", "report formats"],
)
def test_the_list_and_the_folder_agree(folder: Path, listed: set[str]) -> None:
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == listed


def test_every_command_has_its_module() -> None:
    modules = {path.stem for path in Path(cli.__file__).parent.glob("*.py")}
    assert {command.name for command in COMMANDS} <= modules


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_shows_real_output(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, tmp_path: Path
) -> None:
    blocks = re.findall(r"```\n\$ eduhub ([^\n]+)\n(.*?)```", (TOP / name).read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 2
    run("demo", str(tmp_path / "eduhub-demo"))
    for words, shown in blocks:
        monkeypatch.chdir(TOP / "examples" / "slips" if "xlsx" in words else tmp_path)
        lang = [] if "--lang" in words else ["--lang", "zh"]
        _, out, _ = run(*lang, *words.split())
        if shown.endswith("...\n"):
            assert out.startswith(shown.removesuffix("...\n"))
        else:
            assert out == shown


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_lists_every_command(name: str) -> None:
    text = (TOP / name).read_text(encoding="utf-8")
    lang = "en" if name == "README.md" else "zh"
    for command in COMMANDS:
        assert f"| `eduhub {command.name}` | {getattr(command.help, lang)} |" in text
    assert text.index("make demo") < text.index("make test") < text.index("##")
