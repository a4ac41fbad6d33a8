"""The templates of reports and charts, in a sandbox: plain data goes in, text comes out.

A bureau's own templates lie in `templates/` of its repository, over the shipped ones. One runs only while its
SHA-256 is the one entered in eduhub.yaml, and then in a process of its own with little time and memory.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from eduhub.core.errors import UseError
from eduhub.core.text import Lang, Text, same, visible
from eduhub.reports.sandbox import WHY, Broken, Job, filled
from eduhub.repository import Repository
from eduhub.resources import resource

_SECONDS = 30  # of the clock; the process itself may use five seconds of computing
_ROOT = Path(__file__).resolve().parents[2]
# Modules come from where ours come from, never from the folder that somebody happens to work in.
_START = "import sys; sys.path[:] = sys.argv[1:]; from eduhub.reports.sandbox import serve; serve()"
_LARGEST = 1 << 20  # bytes of a template


class TemplateError(UseError):
    """One of the bureau's templates can't be used: which, where and why."""


@dataclass(frozen=True)
class Templates:
    """The shipped templates with the bureau's own over them.

    folder    of the bureau's own; None where there is no repository
    recorded  path in the repository and SHA-256 of those that may run
    """

    folder: Path | None = None
    recorded: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, repository: Repository) -> Templates:
        """Those of a repository."""
        recorded = repository.city.templates if repository.city else {}
        return cls(repository.root / "templates" if repository.root else None, recorded)

    def render(self, jobs: Sequence[Job]) -> list[str]:
        """The text of each job; where a bureau's template is used, all are made in a limited process.

        Raises TemplateError for a template of the bureau's that is not entered, has changed or fails.
        """
        named = [Job(self._found(job.names), job.data) for job in jobs]
        try:
            return _limited(named, self._own) if self._own else filled(named, {})
        except Broken as broken:
            if broken.name not in self._own:
                raise
            raise _told(broken) from None

    def _found(self, names: Sequence[str]) -> tuple[str, ...]:
        """The first of the names that there is a template of, of the bureau's or shipped."""
        shipped = (name for name in names if resource("templates", *name.split("/")).is_file())
        return (next((name for name in names if name in self._own), None) or next(shipped),)

    @cached_property
    def _own(self) -> dict[str, str]:
        """The text of each template that is the bureau's own and differs from the shipped one."""
        if self.folder is None or not self.folder.is_dir():
            return {}
        found = {path.relative_to(self.folder).as_posix(): path for path in self.folder.rglob("*.j2")}
        texts = {name: self._checked(name, path) for name, path in sorted(found.items())}
        return {name: text for name, text in texts.items() if text is not None}

    def _checked(self, name: str, path: Path) -> str | None:
        """The text of a template that may run; None where it is the shipped one."""
        raw = path.read_bytes()[:_LARGEST] if _inside(path, self.folder) else b""
        shipped = resource("templates", *name.split("/"))
        if shipped.is_file() and shipped.read_bytes() == raw:
            return None
        digest, entry = hashlib.sha256(raw).hexdigest(), f"templates/{name}"
        if self.recorded.get(entry) != digest:
            raise TemplateError(
                "模板 {name} 未登记，或登记后又改过，没有运行；核对内容后，"
                "在 eduhub.yaml 的 templates 下写：{line}",
                "the template {name} is not entered or has changed since, and was not run; read it, then "
                "write under 'templates' of eduhub.yaml: {line}",
                name=entry,
                line=f"{entry}: {digest}",
            )
        return raw.decode("utf-8", "replace")


def render(template: str, data: Mapping[str, Any]) -> str:
    """A shipped template filled with plain data; a name that is missing is an error, never a blank."""
    return filled([Job((template,), data)], {})[0]


def plain(value: Any, lang: Lang) -> Any:
    """Data for a template: texts in one language, everything else as plain lists, dicts and numbers."""
    match value:
        case Text():
            return value.to(lang)
        case Mapping():
            return {str(name): plain(inner, lang) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner, lang) for inner in value]
        case _:
            return value


def _inside(path: Path, folder: Path | None) -> bool:
    """Does a file really lie in the folder, and not behind a link that leads out of it?"""
    return folder is not None and path.is_file() and path.resolve().is_relative_to(folder.resolve())


def _limited(jobs: Sequence[Job], own: Mapping[str, str]) -> list[str]:
    """The texts, made by a process that is stopped where it takes too much."""
    order = json.dumps({"jobs": [[job.names, job.data] for job in jobs], "own": own})
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _START, *filter(None, sys.path), str(_ROOT)],
            input=order.encode("utf-8"),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        answer = None
    if answer is None:
        raise Broken(min(own), None, "limit", "")
    if "broken" in answer:
        raise Broken(*answer["broken"])
    texts: list[str] = answer["texts"]
    return texts


def _told(broken: Broken) -> TemplateError:
    line = broken.line
    return TemplateError(
        "模板 templates/{name}{where}：{why}；改好后更新 eduhub.yaml 中登记的 SHA-256",
        "the template templates/{name}{where}: {why}; mend it, then bring its SHA-256 in eduhub.yaml "
        "up to date",
        name=broken.name,
        where=Text(f" 第 {line} 行", f", line {line}") if line else same(""),
        why=Text(*(text.format(what=visible(broken.what)) for text in WHY[broken.why])),
    )
