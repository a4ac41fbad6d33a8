"""`eduhub convert`: a document in another face: workbook, YAML, CSV."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eduhub.cli.guard import publish
from eduhub.cli.language import current, t
from eduhub.cli.options import session
from eduhub.cli.output import complain, out, talk
from eduhub.cli.shared import Force, existing, refuse_existing
from eduhub.core.errors import FaultyError, UnreadableError, UseError
from eduhub.core.text import say, visible
from eduhub.kinds.submitted import EXPLANATIONS
from eduhub.repository.files import files_of
from eduhub.source.files import read_bytes
from eduhub.source.problems import UNREAD_COLUMN, UNREAD_SHEET
from eduhub.source.read import YAML_SUFFIXES
from eduhub.source.yaml import has_comments

if TYPE_CHECKING:
    from eduhub.checks.explained import Explained
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
    from eduhub.checks.explained import explained
    from eduhub.forms.converting import converted, hashes
    from eduhub.repository import Repository

    repository = Repository.load(existing(paths) or (), root=session().root)
    asked = _asked(repository, paths)
    answers = list(explained(repository))
    files = converted(asked, target, current(), [answer for answer in answers if answer.placed])
    _spare(files, paths, force=force)
    publish(files)
    for path in files:
        talk(t(f"已写入 {path}", f"written: {path}"))
    _warn(asked, target)
    _warn_of(answers)
    _warn_of_comments(paths)
    for one, digest in hashes(asked):
        out(f"{digest}  {one.kind.name}  {one.file}")
    return 0


def _warn(submissions: list[Submission[Any]], target: Path) -> None:
    """Says what stands in the files beside the content that is converted and stays behind."""
    from eduhub.forms.converting import dropped_from

    is_workbook = target.suffix.lower() == ".xlsx"
    for one in submissions:
        for finding in one.document.findings:
            if finding.rule in (UNREAD_COLUMN, UNREAD_SHEET):
                complain(f"{finding.place}  {finding.message(current())}")
        if labels := [] if is_workbook else dropped_from(one):
            words = say(labels, current())
            complain(
                t(
                    f"{one.file}：{words}没有带过去，入库的文件不存这些内容",
                    f"{one.file}: {words}: stays behind, since stored files have no such content",
                )
            )
    for file, said in {one.file: one.document.imprint for one in submissions}.items():
        if said.unit and not is_workbook and all(one.kind.is_table for one in submissions):
            complain(
                t(
                    f"{file}：封面上的单位没有带过去，由文件所在的文件夹决定",
                    f"{file}: the unit on its cover stays behind; the folder will tell it",
                )
            )


def _warn_of_comments(paths: list[Path]) -> None:
    """Says which YAML files have comments, which are no content."""
    for file in (file for path in paths for file in files_of(path)[0]):
        if file.path.suffix.lower() in YAML_SUFFIXES and has_comments(read_bytes(file.path)):
            name = visible(file.name)
            complain(t(f"{name}：以 # 开头的注释没有带过去", f"{name}: comments behind # stay behind"))


def _warn_of(answers: list[Explained]) -> None:
    """Says which explanations answer nothing, so that nobody knows where they belong."""
    for answer in answers:
        if not answer.placed:
            file, code, at = (say(words, current()) for words in (answer.about.file, answer.code, answer.at))
            complain(
                t(
                    f"{file}：{code} 在 {at} 的说明没有带过去，那里没有这个疑问",
                    f"{file}: the explanation of {code} at {at} stays behind; there is no such query",
                )
            )


def _asked(repository: Repository, paths: list[Path]) -> list[Submission[Any]]:
    """The documents of the files; an error names the first thing that keeps one from being converted."""
    named = [s for s in repository.submissions if s.file in repository.named]
    named = [s for s in named if s.kind is not EXPLANATIONS] or named  # those go with what they explain
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


def _spare(files: Iterable[Path], paths: list[Path], *, force: bool) -> None:
    """UseError where a file would be written over: a source never, another only when asked to."""
    sources = {file.path.resolve() for path in paths for file in files_of(path)[0]}
    for path in files:
        if path.resolve() in sources:
            raise UseError(
                "{path} 正是要转换的文件；换一个名字",
                "{path} is the file to convert; name another",
                path=str(path),
            )
        refuse_existing(path, force=force)
