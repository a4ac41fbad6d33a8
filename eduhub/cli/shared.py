"""Parameters that several commands have in common, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from eduhub.cli.language import t
from eduhub.cli.options import session
from eduhub.cli.output import complain
from eduhub.core.errors import UnreadableError, UseError, unknown
from eduhub.core.text import Text

if TYPE_CHECKING:
    from eduhub.kinds.catalogue import Form
    from eduhub.repository import Repository

Paths: TypeAlias = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar=t("路径", "PATH"),
        help=t("文件、文件夹或数据仓库", "files, folders or a repository"),
        show_default=t("当前文件夹", "the current folder"),
    ),
]
AsOf: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar=t("日期", "DATE"),
        help=t("以这一天为“今天”，如 2026-06-30", "the day that stands for today, as in 2026-06-30"),
        show_default=t("eduhub.yaml 中的日期，否则今天", "that of eduhub.yaml, else today"),
    ),
]

Year: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--year",
        metavar=t("学年", "YEAR"),
        help=t("哪个学年，如 2025-2026", "the school year, as in 2025-2026"),
        show_default=t("eduhub.yaml 中的本学年，否则最近一年", "that of eduhub.yaml, else the latest"),
    ),
]


Staged: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--staged",
        help=t(
            "校验 git 暂存区里将要提交的文件（不含删除的），用于提交钩子",
            "check the files that are staged in git for the next commit, deletions aside; for hooks",
        ),
    ),
]
ChangedSince: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--changed-since",
        metavar=t("版本", "REV"),
        help=t(
            "只校验与 git 的这一版本不同的文件（含未跟踪的新文件），以及受其影响的文件",
            "only files that differ from this git revision, untracked ones too, and what depends on them",
        ),
    ),
]


Force: TypeAlias = Annotated[
    bool, typer.Option("--force", help=t("覆盖已有的文件", "write over a file that is there"))
]
Shape: TypeAlias = Literal["text", "json"]
TextOrJson: TypeAlias = Annotated[
    Shape,
    typer.Option("--format", metavar=t("格式", "FORMAT"), help=t("输出的格式", "the format of the output")),
]


def refuse_existing(path: Path, *, force: bool) -> None:
    """UseError where a file is there already and nobody asked to write over it."""
    if path.exists() and not force:
        raise UseError(
            "{path} 已经存在；换个名字，或加 --force 覆盖",
            "{path} is there already; choose another name, or add --force",
            path=str(path),
        )


def form_named(name: str) -> Form:
    """The form of that English or Chinese name; UseError with those there are where it is none."""
    from eduhub.kinds.catalogue import FORMS, find_form

    form = find_form(name)
    if form is None:
        names = [Text(f"{one.name} ({one.label.zh})", one.name) for one in FORMS.values()]
        raise unknown(Text("表格", "form"), name, None, names)
    return form


def school_year(asked: str | None) -> str | None:
    """The school year that --year gives; UseError where it is none."""
    from eduhub.kinds.base import fields
    from eduhub.kinds.school import SchoolYear

    parse = fields(SchoolYear)["year"].parse
    try:
        return parse.read(asked) if asked is not None and parse else None
    except ValueError:
        raise UseError(
            "--year 的值“{year}”不是学年；写成 2025-2026",
            "--year '{year}' is not a school year; write 2025-2026",
            year=asked,
        ) from None


def load(
    paths: list[Path] | None, as_of: str | None, instead: Mapping[str, bytes] | None = None
) -> Repository:
    """The repository that a command is about, as it is or with other content in the place of some files."""
    from eduhub.repository import Repository

    root = session().root
    return Repository.load(paths or [root or Path()], root=root, as_of=day(as_of), instead=instead)


def existing(paths: list[Path] | None) -> list[Path] | None:
    """The paths; UnreadableError where one of them leads nowhere."""
    for path in paths or ():
        if not path.exists():
            raise UnreadableError(
                "找不到 {path}；核对路径", "there is no {path}; check the path", path=str(path)
            )
    return paths


def day(text: str | None) -> date | None:
    """The day that --as-of gives; UseError where it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UseError(
            "--as-of 的值“{text}”不是日期；写成 2026-06-30",
            "--as-of '{text}' is not a date; write 2026-06-30",
            text=text,
        ) from None


def warn_of_unsound(repository: Repository) -> None:
    """Says which files take no part in the figures, because they are not of the right shape."""
    doubled = sorted({identity[1] for identity in repository.doubled})
    broken = sorted(
        {s.file for s in repository.submissions if not s.sound}
        | {d.file for d in repository.documents if any(f.tier == "error" for f in d.findings)}
    )
    strange = sorted(
        {s.owner["school"] for s in repository.reports if "school" in s.owner} - set(repository.schools)
    )
    _warn(strange, "{count} 所学校不在学校名册里", "{count} schools are not in the register")
    _warn(doubled, "{count} 所学校的数据不止一份", "{count} schools reported more than once")
    _warn(broken, "{count} 个文件有错误", "{count} files have errors")


def _warn(names: list[str], zh: str, en: str) -> None:
    """Says of what was left out how much it is, the first three names, and where to look."""
    if names:
        shown = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
        what = t(zh, en).format(count=len(names))
        complain(
            t(
                f"注意：{what}，未计入（{shown}）；用 eduhub validate 查看",
                f"note: {what} and take no part ({shown}); see 'eduhub validate'",
            )
        )
