"""`eduhub init`: a new data repository, ready to be filled."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eduhub.cli.files import write
from eduhub.cli.language import current, t
from eduhub.cli.output import complain, out, talk
from eduhub.core.errors import UseError
from eduhub.resources import resource


class Site(StrEnum):
    """Where git repositories are kept; RECIPES has them, but help must not import that."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEE = "gitee"
    NONE = "none"


def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar=t("文件夹", "DIR"),
            help=t("在哪里建立，没有则新建", "where to make it; made if it is not there"),
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name",
            metavar=t("名称", "NAME"),
            help=t("市的名称，如 示例市", "what the city is called"),
            show_default=t("文件夹的名称", "the name of the folder"),
        ),
    ] = None,
    templates: Annotated[
        bool,
        typer.Option(
            "--templates",
            help=t("把报告模板复制进来，供本局修改", "copy the report templates, for the bureau to change"),
        ),
    ] = False,
    ci: Annotated[
        list[Site] | None,
        typer.Option(
            "--ci",
            metavar=t("网站", "SITE"),
            help=t("为哪个网站写自动校验的流水线", "for which site a CI recipe is written"),
            show_default=t("三个都写", "all three"),
        ),
    ] = None,
) -> None:
    """Writes what is not there yet, and never over anything; says of each file what became of it."""
    from eduhub.contract import editor_files
    from eduhub.repository.fresh import fresh_files
    from eduhub.repository.school_year import today

    _refuse(folder)
    copies = dict(_templates()) if templates else {}
    sums = {path: hashlib.sha256(raw).hexdigest() for path, raw in copies.items()}
    files = dict(fresh_files(_name(folder, name), current(), today(), sums))
    _write_missing(folder, {**files, **dict(editor_files()), **dict(_runners(ci or ())), **copies})
    talk(t(f"接下来可试：eduhub validate {folder}", f"next, try: eduhub validate {folder}"))


def _refuse(folder: Path) -> None:
    """UseError where the path is a file, or a repository already."""
    from eduhub.repository.files import CONFIG

    if folder.exists() and not folder.is_dir():
        raise UseError(
            "{folder} 是文件；给出一个文件夹", "{folder} is a file; name a folder", folder=str(folder)
        )
    if os.path.lexists(folder / CONFIG):
        raise UseError(
            "{folder} 已经是数据仓库，没有改动；要另建一个，换一个文件夹",
            "{folder} is a data repository already and was left as it is; for another, name another folder",
            folder=str(folder),
        )


def _name(folder: Path, asked: str | None) -> str:
    """The city's name; UseError where it can't be one, as when it is empty or far too long."""
    from pydantic import ValidationError

    from eduhub.kinds.city import City

    try:
        settings = {
            "name": asked if asked is not None else folder.resolve().name,
            "years": {"current": "2025-2026"},
        }
        return City.model_validate(settings).name
    except ValidationError:
        raise UseError(
            "名称应为 1 至 200 个字的一行文字；用 --name 写出市的名称",
            "a name is one line of 1 to 200 characters; give the city's name with --name",
        ) from None


def _runners(sites: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What runs eduhub by itself: the recipes for these sites, or for all, and the hook."""
    from eduhub.repository.recipes import HOOK, RECIPES, hook, recipe

    if "none" in sites and len(set(sites)) > 1:
        raise UseError("--ci none 不能与其他网站同时使用", "--ci none goes with no other site")
    for site in RECIPES:
        if not sites or site in sites:
            yield recipe(site, current())
    yield HOOK, hook(current())


def _templates() -> Iterator[tuple[str, bytes]]:
    """The report templates: where they lie in a repository, and their bytes."""
    top = resource("templates")
    for path in sorted(top.rglob("*.j2")):
        yield f"templates/{path.relative_to(top).as_posix()}", path.read_bytes()


def _write_missing(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Writes the files that are not there and tells which are; the settings last, since they mark the end."""
    from eduhub.repository.recipes import HOOK

    for name in sorted(files, key=lambda name: (name == "eduhub.yaml", name)):
        path = folder / name
        if os.path.lexists(path):
            complain(t(f"已有，未改动：{path}", f"is there already, left as it is: {path}"))
            _warn_of_open_folders(path)
        else:
            write(path, files[name], executable=name == HOOK)
            out(str(path))


def _warn_of_open_folders(path: Path) -> None:
    """Says which folders a .gitignore of somebody else's does not keep out of git."""
    from eduhub.repository.fresh import IGNORED

    if path.name != ".gitignore" or not path.is_file():
        return
    kept = path.read_text(encoding="utf-8", errors="replace").split()
    lacking = " ".join(folder for folder in IGNORED if folder not in kept)
    if lacking:
        complain(
            t(
                f"注意：请在 {path} 中加上 {lacking}，以免个人信息进入 git",
                f"note: add {lacking} to {path}, so that personal data stay out of git",
            )
        )
