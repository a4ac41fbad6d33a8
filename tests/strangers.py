"""Which words stand in the wrong language: the list of what may, and the walk through the source."""

from __future__ import annotations

import ast
import itertools
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import yaml

import eduhub
from eduhub.checks.formats import FORMATS
from eduhub.cli.commands import COMMANDS
from eduhub.cli.group import leaf
from eduhub.cli.options import GLOBALS
from eduhub.cli.page import choices
from eduhub.core.rule import RULES
from eduhub.core.text import Lang
from eduhub.kinds.base import Field, Record, fields
from eduhub.kinds.catalogue import FORMS, KINDS

PACKAGE = Path(eduhub.__file__).parent

# What Chinese words may name in Latin letters, beside what eduhub calls so itself and the data.
_PROPER = """
GitHub GitLab Gitee Go JUnit SARIF PyPI pip
eduhub Python git pre-commit Windows PowerShell Excel WPS Word Microsoft Office LibreOffice Chromium
YAML CSV JSON Schema XML DTD HTML PDF SVG UTF-8 UTF-16 UTF-32 GBK Unicode SHA-256 UUID Tab GB MB GiB Parquet
EDUHUB_LANG NO_COLOR PYTHONUTF8 LC_ALL zh_CN                               # of the environment
bash zsh fish powershell eval compinit PROFILE Out-String Invoke-Expression  # shells and their words
fontconfig fc-list fonts-noto-cjk                                          # where fonts come from
normal                                                                      # values of scale
rm add init config fetch commit core hooksPath --cached --no-verify --chmod main HEAD  # git's words
workflow workflows wheels whl                                                 # of the recipes
eduhub-demo out private inbox frozen registry templates schemas examples _meta    # folders and sheets
donghu donghu-01 t01                                                       # examples of ids
o                               # a mark in the list of clauses
PASS cv scores S P x m          # indicators, their file, the letters of the coefficient of variation
plan_due cycle_years monthly personnel working error query note true false  # settings in YAML
reml ml band sgp                # models of value-added, as heads of assessments name them
SY                                               # a source, explained in the list of parameters
"""
PROPER = {word for line in _PROPER.splitlines() for word in line.partition("#")[0].split()}
# Values that English words name in Chinese, because that is how they are written.
VALUES = {"是", "否", "不适用"}

_LATIN = re.compile(r"-{0,2}[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")
CHINESE = re.compile("[\u3400-\u9fff]+")
_SUFFIXES = (
    "yaml|yml|xlsx?|xlsm|xlsb|csv|parquet|json|md|docx?|pptx?|pdf|svg|j2|txt|xml|zip|rar|7z|gz|rtf|png"
    "|et|wps|f?ods|odt|odp"
)
_NAMED = re.compile(
    rf"[A-Za-z0-9_/.<>*~-]*\.(?:{_SUFFIXES}|bashrc|zshrc|gitignore|gitattributes|vscode)\b"  # files
    r"|~/\.config/\S+"
    r"|sha256:[0-9a-f]+|\\x[0-9a-f]{2}|\.githooks(?:/pre-commit)?|\.git[a-z-]+"  # digests, escapes; of git
    r"|\b[a-z]+/outside\b|U\+[0-9A-F]{4}\b"  # schools outside all clusters of a district; characters
    r"|\bS[1-9](?:\.[0-9a-z]+)+\b"  # clauses
    r"|\b[0-9]{6}-E[0-9]+Q[0-9]+-[0-9A-Z]{8}\b"  # codes of receipts
    r"|\b[A-Z]{1,3}[0-9]+\b|\b[A-Z]\b"  # cells, columns, indicators, codes
    r"|〈[a-z_]+〉|<[a-z_]+>|\{[a-z_]+\}"  # facts that are not filled in
)


def all_fields(record: type[Record]) -> Iterator[Field]:
    """The fields of a record and of the records inside it."""
    for at in fields(record).values():
        yield at
        if at.record:
            yield from all_fields(at.record)


@cache
def code_values() -> set[str]:
    """The values of all code lists."""
    every = (at for kind in KINDS.values() for at in all_fields(kind.record))
    return {value for at in every if at.codes for value in at.codes.values} | VALUES


@cache
def called_so() -> set[str]:
    """What eduhub calls by a Latin name: commands, options, their values, kinds, fields, rules."""
    names = {*KINDS, *FORMS, *FORMATS, *RULES.names, *(rule.name for rule in RULES), *PROPER, "zh", "en"}
    names |= {at.key for kind in KINDS.values() for at in all_fields(kind.record)}
    names |= {row.name for row in COMMANDS} | {flag for row in GLOBALS for flag in row.flags}
    for param in (param for row in COMMANDS for param in leaf(row).own):
        names |= {*param.opts, *param.secondary_opts, *choices(param)}
    return names


def strangers(words: str, lang: Lang, data: str = "") -> list[str]:
    """The words in the other language that nothing excuses; data: where values and names may come from."""
    if lang == "en":
        return [run for run in CHINESE.findall(words) if run not in data and run not in code_values()]
    fine = called_so() | _values(data)
    return [word for word in _LATIN.findall(_NAMED.sub(" ", words)) if not {word, _base(word)} & fine]


@cache
def _values(data: str) -> set[str]:
    return set(_LATIN.findall(data))


def _base(name: str) -> str:
    """An id without its number, which eduhub proposes for a district: wangxi-01."""
    return re.sub("-[0-9]+$", "", name)


def data_of(*folders: Path) -> str:
    """Names and texts of all files below some folders."""
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return "\n".join(f"{path.as_posix()}\n{_text(path)}" for path in files)


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            raw = b"".join(map(parts.read, parts.namelist()))
    return raw.decode("utf-8", "replace") + raw.decode("gb18030", "replace")


# The words in the source


class Pair(NamedTuple):
    """Words in both languages as they stand somewhere, with the facts that each takes."""

    where: str
    zh: str
    en: str
    facts: tuple[set[str], set[str]]


def pairs() -> Iterator[Pair]:
    """Every pair of words in the package: in a call, one after the other or as zh= and en=; in YAML."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (both := _both(node)):
                where = f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
                yield Pair(where, *both, (_facts(both[0]), _facts(both[1])))
    for path in sorted(PACKAGE.rglob("*.yaml")):
        for zh, en in _in_yaml(yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)):
            yield Pair(path.name, zh, en, (_facts(zh), _facts(en)))


def _both(call: ast.Call) -> tuple[str, str] | None:
    named = {word.arg: _words(word.value) for word in call.keywords}
    said = [_words(argument) for argument in call.args]
    for zh, en in [(named.get("zh"), named.get("en")), *itertools.pairwise(said)]:
        if zh and en and CHINESE.search(zh):
            return zh, en
    return None


def _words(node: ast.expr) -> str | None:
    """The words of a string; what an f-string fills in is left out."""
    match node:
        case ast.Constant(value=str() as words):
            return words
        case ast.JoinedStr(values=parts):
            return "".join(_words(part) or " " for part in parts)
    return None


def _facts(words: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(words) if name is not None}
    except ValueError:  # no words to be filled: they hold a brace
        return set()


def _in_yaml(data: Any) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        if isinstance(data.get("zh"), str) and isinstance(data.get("en"), str):
            yield data["zh"], data["en"]
        for inner in data.values():
            yield from _in_yaml(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from _in_yaml(inner)
