"""YAML as located data: composed once by libyaml, walked once, scalars kept as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from eduhub.core.place import Place, Route
from eduhub.core.rule import Finding, Rule
from eduhub.core.text import Text, same
from eduhub.source import limits, problems
from eduhub.source.document import Document
from eduhub.source.layout import normal
from eduhub.source.problems import RefusedError

_PLAIN = "plain"  # the tag of every node that has none of its own
_NULLS = ("", "~", "null", "Null", "NULL")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.M)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]")


def has_comments(raw: bytes) -> bool:
    """Does a file that can be read say anything in comments to its readers?"""
    from ruamel.yaml import YAML

    tokens = YAML().scan(raw)
    said = [comment for token in tokens for comment in _flat(getattr(token, "comment", None))]
    return any("yaml-language-server" not in words for words in said if words.strip())


def _flat(comments: Any) -> Iterator[str]:
    """The words of what ruamel.yaml pins to a token: comments, or lists of them."""
    for comment in comments or ():
        if isinstance(comment, list):
            yield from _flat(comment)
        elif comment is not None:
            yield str(comment.value)


class _Parser(CParser):
    """libyaml's parser with a bound on depth and number: 100,000 open brackets would end the process."""

    def __init__(self, text: str) -> None:
        self.depth = 0
        self.nodes = 0
        super().__init__(text)

    def descend_resolver(self, parent: Node | None, index: object) -> None:
        self.depth += 1
        self.nodes += 1
        if self.depth > limits.YAML_DEPTH:
            raise RefusedError(problems.TOO_DEEP, limit=limits.YAML_DEPTH, **_start(parent))
        if self.nodes > limits.YAML_NODES:
            what = Text("YAML 的内容项", "the number of YAML items")
            raise RefusedError(problems.OVER_LIMITS, what=what, size=self.nodes, limit=limits.YAML_NODES)

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def resolve(self, kind: type[Node], value: str, implicit: object) -> str:
        return _PLAIN


def _start(node: Node | None) -> dict[str, int]:
    return {"line": node.start_mark.line + 1, "column": node.start_mark.column + 1} if node else {}


def _place(file: str, node: Node) -> Place:
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar whose marks count characters, and whether it stands in a list or group in brackets."""

    node: ScalarNode
    is_flow: bool


@dataclass
class _Walk:
    """One pass over the nodes that builds the data and notes every place."""

    file: str
    values: dict[Route, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Route, tuple[int, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    spoilt: set[Route] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    scalars: dict[Route, Scalar] = field(default_factory=dict)

    def data(self, node: Node, route: Route, is_flow: bool = False) -> Any:
        """The data of a node and all below it."""
        mark = node.start_mark
        spot = (mark.line + 1, mark.column + 1)
        is_blank = isinstance(node, ScalarNode) and not node.style and node.value == ""
        self.values[route] = self.keys.get(route, spot) if is_blank else spot
        if self._refused(node, route):
            return None
        match node:
            case MappingNode():
                return self._mapping(node, route)
            case SequenceNode():
                is_flow = bool(node.flow_style)
                return [self.data(item, (*route, i), is_flow) for i, item in enumerate(node.value)]
            case ScalarNode():
                self.scalars[route] = Scalar(node, is_flow)
                return self._scalar(node, route)

    def _refused(self, node: Node, route: Route) -> bool:
        if id(node) in self.seen:
            # libyaml gives the anchored node itself: the alias has no mark, but its key has.
            line, column = self.values[route] = self.keys.get(route, self.values[route])
            feature = Text("引用（*）", "alias (*)")
            self.findings.append(problems.YAML_FEATURE.at(Place(self.file, line, column), feature=feature))
            self.spoilt.add(route)
            return True
        self.seen.add(id(node))
        if node.tag != _PLAIN:
            self._dislike(problems.YAML_FEATURE, node, route, feature=Text("标签（!）", "tag (!)"))
            return True
        return False

    def _dislike(self, rule: Rule, node: Node, route: Route, **facts: object) -> None:
        self.findings.append(rule.at(_place(self.file, node), **facts))
        self.spoilt.add(route)

    def _scalar(self, node: ScalarNode, route: Route) -> str | None:
        text = cast(str, node.value)
        if len(text) > limits.YAML_SCALAR:
            what = Text("这一项的字数", "the length of this value")
            self._dislike(
                problems.OVER_LIMITS, node, route, what=what, size=len(text), limit=limits.YAML_SCALAR
            )
            return None
        return None if not node.style and text in _NULLS else text

    def _mapping(self, node: MappingNode, route: Route) -> dict[str, Any]:
        data: dict[str, Any] = {}
        names: dict[str, Route] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode) or key.tag != _PLAIN or id(key) in self.seen:
                feature = Text("复合键", "complex key")
                self._dislike(problems.YAML_FEATURE, key, route, feature=feature)
            elif key.value == "<<" and not key.style:
                feature = Text("合并键（<<）", "merge key (<<)")
                self._dislike(problems.YAML_FEATURE, key, route, feature=feature)
            elif (name := normal(key.value)) in names:
                line, column = self.keys[names[name]]
                self._dislike(problems.DOUBLED_KEY, key, names[name], key=key.value, line=line, column=column)
            else:
                self.seen.add(id(key))
                at = names[name] = (*route, key.value)
                self.keys[at] = (key.start_mark.line + 1, key.start_mark.column + 1)
                data[key.value] = self.data(value, at, bool(node.flow_style))
        return data


@dataclass(frozen=True, slots=True)
class YamlPlaces:
    """Line and column of every value and key."""

    file: str
    values: dict[Route, tuple[int, int]]
    keys: dict[Route, tuple[int, int]]

    def value(self, route: Route) -> Place | None:
        """Where the value begins."""
        return self._place(self.values.get(route))

    def key(self, route: Route) -> Place | None:
        """Where the key begins."""
        return self._place(self.keys.get(route))

    def _place(self, spot: tuple[int, int] | None) -> Place | None:
        return Place(self.file, *spot) if spot else None


def read_yaml(file: str, raw: bytes) -> Document:
    """The located data of a YAML file.

    Raises RefusedError for what can't be read at all; other faults are findings of the document.
    """
    text = _decode(raw)
    _refuse_markers(text)
    try:
        root = _Parser(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        _malformed(error, text)
    except yaml.YAMLError:
        _malformed(yaml.MarkedYAMLError(), text)
    if root is None:
        raise RefusedError(problems.EMPTY_FILE)
    if not isinstance(root, MappingNode):
        raise RefusedError(problems.NOT_A_MAPPING, **_start(root))
    walk = _Walk(file)
    data = walk.data(root, ()) or {}
    kind, schema = data.pop("kind", None), data.pop("schema", None)
    return Document(
        file=file,
        kind=kind if isinstance(kind, str) else None,
        schema=schema if isinstance(schema, str) else None,
        data=data,
        places=YamlPlaces(file, walk.values, walk.keys),
        findings=tuple(walk.findings),
        spoilt=frozenset(walk.spoilt),
    )


def scalars(text: str) -> dict[Route, Scalar]:
    """The scalars that `read_yaml` reads of this text, by route.

    Raises RefusedError or yaml.YAMLError for what it refuses.
    """
    walk = _Walk("")
    if root := _Parser(text).get_single_node():
        walk.data(root, ())
    return walk.scalars


def _decode(raw: bytes) -> str:
    if len(raw) > limits.YAML_BYTES:
        what = Text("YAML 文件的字节数", "the size of the YAML file in bytes")
        raise RefusedError(problems.OVER_LIMITS, what=what, size=len(raw), limit=limits.YAML_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _line_column(raw[: error.start].decode("utf-8-sig", "replace"))
        raise RefusedError(
            problems.NOT_UTF8, byte=error.start + 1, guess=_guess(raw), line=line, column=column
        ) from None
    if unseen := _CONTROL.search(text):
        line, column = _line_column(text[: unseen.start()])
        character = f"U+{ord(unseen[0]):04X}"
        raise RefusedError(problems.CONTROL_CHARACTER, character=character, line=line, column=column)
    return text


def _guess(raw: bytes) -> Text:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return same("")
    return Text("，看起来是 GBK", "; it looks like GBK")


def _line_column(before: str) -> tuple[int, int]:
    lines = before.split("\n")
    return len(lines), len(lines[-1]) + 1


def _refuse_markers(text: str) -> None:
    if marker := _CONFLICT.search(text):
        line, column = _line_column(text[: marker.start()])
        raise RefusedError(problems.CONFLICT_MARKERS, line=line, column=column)


# What libyaml says, and what it means to somebody who writes a form.
_SAYINGS: tuple[tuple[str, Text, Text], ...] = (
    (
        "did not find expected alphabetic or numeric character",
        Text(
            "以 * 或 & 开头的文字是 YAML 的特殊写法",
            "text that begins with * or & has a meaning of its own in YAML",
        ),
        Text("用英文双引号括起", "put it between double quotes"),
    ),
    (
        "mapping values are not allowed",
        Text("这里多了一个冒号，或上一行没有写完", "a colon too many, or the line above is incomplete"),
        Text("含有冒号的文字请用英文双引号括起", "put text that has a colon between double quotes"),
    ),
    (
        "could not find expected ':'",
        Text("这一行没有“名称: 值”的冒号", "this line lacks the colon of 'name: value'"),
        Text("名称后面写英文冒号和一个空格", "write a colon and a blank after the name"),
    ),
    (
        "cannot start any token",
        Text("这里不能用制表符（Tab）或特殊符号开头", "a tab or a reserved character can't begin a value"),
        Text(
            "缩进用空格；以 @ ` % 开头的文字用英文双引号括起",
            "indent by blanks; quote text that begins with @ ` or %",
        ),
    ),
    (
        "unexpected end of stream",
        Text("引号或括号没有成对", "a quote or bracket is not closed"),
        Text("补上另一半", "close it"),
    ),
    (
        "did not find expected ',' or",
        Text(
            "方括号或花括号里缺少逗号，或没有成对",
            "a comma is missing inside brackets, or they are not closed",
        ),
        Text("各项之间写英文逗号，括号成对", "separate items by commas and close the brackets"),
    ),
    (
        "did not find expected",
        Text("缩进与上下文对不齐", "the indentation does not match the lines around"),
        Text(
            "同一层的各行左端对齐，列表项以“- ”开头", "align lines of one level; begin list items with '- '"
        ),
    ),
    (
        "undefined alias",
        Text("以 * 开头的文字是 YAML 的引用写法", "text that begins with * is a YAML alias"),
        Text("用英文双引号括起", "put it between double quotes"),
    ),
    (
        "expected a single document",
        Text("一个文件里写了两份文档（---）", "one file holds two documents (---)"),
        Text("一份文档存一个文件", "keep one document a file"),
    ),
)
# Where these are said, the fault begins at the context's mark.
_AT_CONTEXT = ("could not find expected ':'", "alphabetic or numeric character", "unexpected end of stream")
_UNCLEAR = (
    Text("程序读不懂这一处", "this spot can't be understood"),
    Text("核对引号、冒号和缩进", "check quotes, colons and indentation"),
)
# What shows in the line itself, better than in what libyaml says: a pattern whose end is the spot.
_IN_LINE = (
    (
        re.compile(r"\s*(?:- )?[^\s:#\"']+(?=：)"),
        Text("名称后面用了中文冒号“：”", "a full-width colon stands after the name"),
        Text("改成英文冒号加一个空格（: ）", "use an ASCII colon and a blank (: )"),
    ),
    (
        re.compile(r" *(?=\t)"),
        Text("缩进用了制表符（Tab）", "the indentation has a tab"),
        Text("缩进改用空格", "indent by blanks"),
    ),
)


def _malformed(error: yaml.MarkedYAMLError, text: str) -> NoReturn:
    """Raises what is wrong with the writing, at the spot where it has to be mended."""
    said = f"{error.context} {error.problem}"
    at_context = any(saying in said for saying in _AT_CONTEXT) and error.context_mark
    mark = at_context or error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column + 1) if mark else (0, 1)
    lines = text.split("\n")
    problem, remedy = next(((words, fix) for saying, words, fix in _SAYINGS if saying in said), _UNCLEAR)
    for near in (line, line - 1):
        for pattern, words, fix in _IN_LINE if 0 <= near < len(lines) else ():
            if found := pattern.match(lines[near]):
                _refuse_syntax(words, fix, near + 1, found.end() + 1)
    _refuse_syntax(problem, remedy, min(line + 1, len(lines)), column)


def _refuse_syntax(problem: Text, remedy: Text, line: int, column: int) -> NoReturn:
    raise RefusedError(problems.YAML_SYNTAX, problem=problem, remedy=remedy, line=line, column=column)
