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

from eduhub import checks, scores
from eduhub.checks.formats import FORMATS as CHECK_FORMATS
from eduhub.checks.rules import FILES as RULE_FILES
from eduhub.cli.commands import COMMANDS
from eduhub.contract import json_schema, stale
from eduhub.kinds.base import Field, Record, fields
from eduhub.kinds.catalogue import CODE_RANGES, FORMS, KINDS
from eduhub.reports.formats import FORMATS as REPORT_FORMATS
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
    assert seen == {"city", "plan", "school"}


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
        (TOP / "eduhub" / "reports" / "formats", set(REPORT_FORMATS)),
    ],
    ids=["rules", "check formats", "indicators", "report formats"],
)
def test_the_list_and_the_folder_agree(folder: Path, listed: set[str]) -> None:
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == listed


def test_every_command_has_its_module() -> None:
    modules = {path.stem for path in (TOP / "eduhub" / "cli").glob("*.py")}
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
