"""`eduhub convert`: a document in another face: workbook, YAML, CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eduhub.cli.guard import publish
from eduhub.cli.language import current, t
from eduhub.cli.options import session
from eduhub.cli.output import complain, out, talk
from eduhub.cli.shared import Force, existing, refuse_existing
from eduhub.core.errors import FaultyError, UnreadableError, UseError
from eduhub.core.text import say
from eduhub.source.problems import UNREAD_COLUMN, UNREAD_SHEET

if TYPE_CHECKING:
    from eduhub.repository import Repository, Submission


def convert(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar=t("文件", "FILE"),
            help=t("要转换的文件；几份文档可合成一个工作簿", "what to convert; several make one workbook"),
        ),
    ],
    target: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar=t("文件", "FILE"),
            help=t(
                "写入的文件：.xlsx、.yaml、.csv；没有扩展名的是文件夹，一份文档一个文件",
                "what to write: .xlsx, .yaml, .csv; without a suffix a folder, a file for each document",
            ),
        ),
    ],
    force: Force = False,
) -> int:
    """Writes the same content in another face, and prints the hash of the content."""
    from eduhub.forms.converting import converted, hashes
    from eduhub.repository import Repository

    repository = Repository.load(existing(paths) or (), root=session().root)
    asked = _asked(repository, paths)
    files = converted(asked, target, current())
    _spare(files, repository, force=force)
    publish(files)
    for path in files:
        talk(t(f"已写入 {path}", f"written: {path}"))
    _warn(asked, target)
    for one, digest in hashes(asked):
        out(f"{digest}  {one.kind.name}  {one.file}")
    return 0


def _warn(submissions: list[Submission[Any]], target: Path) -> None:
    """Says what stands in the files beside the content that is converted and stays behind."""
    for one in submissions:
        for finding in one.document.findings:
            if finding.rule in (UNREAD_COLUMN, UNREAD_SHEET):
                complain(f"{finding.place}  {finding.message(current())}")
    for file, said in {one.file: one.document.imprint for one in submissions}.items():
        if said.listed:
            complain(
                t(f"{file}：问题清单里的说明没有带过去", f"{file}: explanations in its list stay behind")
            )
        if said.unit and target.suffix != ".xlsx" and all(one.kind.is_table for one in submissions):
            complain(
                t(
                    f"{file}：封面上的单位没有带过去，由文件所在的文件夹决定",
                    f"{file}: the unit on its cover stays behind; the folder will tell it",
                )
            )


def _asked(repository: Repository, paths: list[Path]) -> list[Submission[Any]]:
    """The documents of the files; an error names the first thing that keeps one from being converted."""
    named = [s for s in repository.submissions if s.file in repository.named]
    unread = [document for document in repository.documents if document.file in repository.named]
    codes = [finding.rule.exit_code for document in unread for finding in document.findings]
    for file in (*(document.file for document in unread), *(one.file for one in named if not one.sound)):
        raise (UnreadableError if 3 in codes else FaultyError)(
            "{file} 有错误，不能转换；先用 eduhub validate {file} 查看并改正",
            "{file} has faults and can't be converted; see 'eduhub validate {file}' and mend them first",
            file=file,
        )
    if not named:
        raise UnreadableError(
            "{paths} 里没有可转换的文档", "there is no document to convert in {paths}", paths=say(paths, "en")
        )
    return named


def _spare(files: dict[Path, str | bytes], repository: Repository, *, force: bool) -> None:
    """UseError where a file would be written over: a source never, another only when asked to."""
    sources = {Path(file).resolve() for file in repository.named}
    for path in files:
        if path.resolve() in sources:
            raise UseError(
                "{path} 正是要转换的文件；换一个名字",
                "{path} is the file to convert; name another",
                path=str(path),
            )
        refuse_existing(path, force=force)
