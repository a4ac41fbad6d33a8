"""`eduhub report`: pages for people, from the data repository around the current folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from eduhub.cli.files import write
from eduhub.cli.language import current, t
from eduhub.cli.options import session
from eduhub.cli.output import out
from eduhub.cli.shared import AsOf, Year, load, warn_of_unsound


def report(
    name: Annotated[
        Literal["district"],
        typer.Argument(metavar=t("报告", "REPORT"), help=t("报告的名称", "name of the report")),
    ],
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=t("编号", "ID"),
            help=t("县区编号；不写则每个县区一份", "ids of districts; without one, a page for each"),
        ),
    ] = None,
    year: Year = None,
    shape: Annotated[
        Literal["md"], typer.Option("--format", help=t("报告的格式", "the format of the report"))
    ] = "md",
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar=t("文件夹", "DIR"),
            help=t("把报告写入这个文件夹", "write the report into this folder"),
            show_default=t("数据仓库的 out", "out in the repository"),
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Writes the pages and prints the path of each."""
    from eduhub.reports import report as build
    from eduhub.scores import score

    repository = load([session().root or Path()], as_of)
    warn_of_unsound(repository)
    scores = score(repository, year=year)
    target = folder or (repository.root or Path()) / "out"
    for _, files in build(name, ids or [], scores, repository, shape=shape, lang=current()):
        for file, text in files.items():
            write(target / file, text)
        out(str(target / next(iter(files))))
