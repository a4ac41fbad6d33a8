"""What `eduhub doctor` looks at last: the data repository here, and its report templates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eduhub.cli.installation import Part
from eduhub.cli.options import session
from eduhub.core.text import Text, same, say
from eduhub.repository import Repository
from eduhub.repository.files import CONFIG, find_root
from eduhub.resources import resource


def surroundings() -> Iterator[Part]:
    """The repository around the current folder, or the one of -C, and its report templates."""
    what = Text("数据仓库", "repository")
    root = find_root([Path()], session().root)
    if root is None:
        none = Text("当前文件夹不在数据仓库里", "the current folder lies in none")
        yield Part("repository", what, "fine", none)
        return
    repository = Repository.load([root], root=root)
    city = repository.city
    if city is None:
        yield Part(
            "repository",
            what,
            "broken",
            Text("eduhub.yaml 有错误", "eduhub.yaml has faults"),
            same(f"eduhub validate {root / CONFIG}"),
        )
        return
    yield Part("repository", what, "fine", _described(repository, city.name, city.years.current))
    if own := own_templates(root, city.templates):
        yield _templates(own)


def _described(repository: Repository, name: str, current: str) -> Text:
    """Name and current year of a repository, the years that it has data of, and its schema versions."""
    held = repository.submissions
    years = sorted({s.owner["year"] for s in held if "year" in s.owner})
    versions = sorted({s.document.schema or str(s.kind.schema) for s in held})
    return Text(
        f"{name}，本学年 {current}，有数据的学年：{say(years, 'zh') or '无'}，"
        f"共 {len(repository.named)} 个文件，格式版本 {say(versions, 'zh')}",
        f"{name}, current year {current}, years with data: {say(years, 'en') or 'none'}, "
        f"files: {len(repository.named)}, schema version: {say(versions, 'en')}",
    )


@dataclass(frozen=True, slots=True)
class Own:
    """A template in a repository: what eduhub.yaml says of it, what it is now, what is shipped (SHA-256)."""

    path: str
    recorded: str | None
    now: str | None
    shipped: str | None

    @property
    def is_refused(self) -> bool:
        """It differs from the shipped one and from what was entered, so that no report uses it."""
        return self.now is not None and self.now not in (self.recorded, self.shipped)


def own_templates(root: Path, recorded: Mapping[str, str]) -> list[Own]:
    """The templates that lie in a repository or are entered in its settings, by path."""
    lying = {path.relative_to(root).as_posix() for path in (root / "templates").rglob("*.j2")}
    return [
        Own(path, recorded.get(path), _sum(root / path), _sum(resource(*path.split("/"))))
        for path in sorted(lying | set(recorded))
    ]


def _templates(own: list[Own]) -> Part:
    """How many there are, which are the bureau's own work, which are not used, which are gone."""
    refused = [one for one in own if one.is_refused]
    gone = [one for one in own if one.now is None]
    changed = [one for one in own if one.now not in (None, one.shipped) and not one.is_refused]
    told = [
        Text(f"{what.zh}：{say(names, 'zh')}", f"{what.en}: {say(names, 'en')}")
        for what, some in (
            (Text("改过并已登记", "changed and entered"), changed),
            (Text("改过未登记，不会使用", "changed and not entered, so not used"), refused),
            (Text("登记了但找不到", "entered but missing"), gone),
        )
        if (names := [one.path for one in some])
    ]
    found = Text(
        "；".join([f"{len(own)} 份", *(text.zh for text in told)]),
        "; ".join([f"files: {len(own)}", *(text.en for text in told)]),
    )
    what = Text("报告模板", "report templates")
    return Part("templates", what, "mind" if refused or gone else "fine", found, _entry(refused, gone))


def _entry(refused: list[Own], gone: list[Own]) -> Text | None:
    """The next step for the first template that is not used, or for those that are gone."""
    if refused:
        line = f"{refused[0].path}: {refused[0].now}"
        return Text(
            f"核对内容后，在 eduhub.yaml 的 templates 下写：{line}",
            f"read it, then write under 'templates' of eduhub.yaml: {line}",
        )
    return (
        Text("从 eduhub.yaml 的 templates 中删去", "remove it from 'templates' of eduhub.yaml")
        if gone
        else None
    )


def _sum(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
