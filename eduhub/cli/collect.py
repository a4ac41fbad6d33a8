"""`eduhub collect`: a folder as it came out of the chat, sorted, merged, and told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduhub.cli.guard import publish
from eduhub.cli.language import current, t
from eduhub.cli.options import session
from eduhub.cli.output import out, out_json, talk
from eduhub.cli.shared import (
    AsOf,
    Force,
    Shape,
    TextOrJson,
    day,
    existing,
    form_named,
    refuse_existing,
    school_year,
)
from eduhub.core.errors import UseError

if TYPE_CHECKING:
    from eduhub.forms.collecting import Collected


def collect(
    folder: Annotated[
        Path,
        typer.Argument(metavar=t("文件夹", "DIR"), help=t("收来的文件所在的文件夹", "what came in")),
    ],
    form: Annotated[
        str | None,
        typer.Option(
            "--form",
            metavar=t("表格", "FORM"),
            help=t("收的是哪一种表，中文或英文名称", "the form that was asked for, by name"),
            show_default=t("收到的每一种", "every form of which something came"),
        ),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option(
            "--year",
            metavar=t("学年", "YEAR"),
            help=t("收的是哪个学年的，如 2025-2026", "the school year, as in 2025-2026"),
            show_default=t("eduhub.yaml 中的本学年，否则最近一年", "that of eduhub.yaml, else the latest"),
        ),
    ] = None,
    district: Annotated[
        str | None,
        typer.Option(
            "--district",
            metavar=t("县区", "DISTRICT"),
            help=t("只收这个县区的，编号", "only units of this district, by id"),
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            metavar=t("片区", "CLUSTER"),
            help=t("只收这个片区的，编号", "only units of this cluster, by id"),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar=t("文件", "FILE"),
            help=t("合并成一个工作簿（.xlsx）", "merge what counts into a workbook (.xlsx)"),
        ),
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(
            "--text",
            metavar=t("文件", "FILE"),
            help=t("把发到群里的话也写入文件", "write the text for the chat into a file too"),
        ),
    ] = None,
    shape: TextOrJson = "text",
    as_of: AsOf = None,
    force: Force = False,
) -> int:
    """Says who handed in, who did not, what to ask for; merges what counts. Nothing in the folder changes."""
    from eduhub.forms.collecting import Wanted
    from eduhub.forms.collecting import collect as sort_out
    from eduhub.repository import Repository

    wanted = Wanted(form_named(form) if form else None, school_year(year), district, cluster)
    _refuse_folder(folder)
    _refuse_targets(folder, [path for path in (output, text) if path], force=force)
    repository = Repository.load([folder], root=session().root, as_of=day(as_of))
    found = sort_out(repository, folder, wanted)
    files: dict[Path, str | bytes] = {}
    if output:
        files[output] = _merged(found, output)
    if text:
        files[text] = _chat(found) + "\n"
    _print(found, shape)
    publish(files)
    for path in files:
        talk(t(f"已写入 {path}", f"written: {path}"))
    return found.exit_code


def _refuse_folder(folder: Path) -> None:
    """Raises where the path leads nowhere, to a file, or to a data repository."""
    existing([folder])
    if not folder.is_dir():
        raise UseError(
            "{path} 不是文件夹；校验一个文件用 eduhub validate",
            "{path} is no folder; to check a file use 'eduhub validate'",
            path=str(folder),
        )
    if (folder / "eduhub.yaml").is_file():
        raise UseError(
            "{path} 是数据仓库，不是收来的文件；校验它用 eduhub validate",
            "{path} is a data repository and not what came in; to check it use 'eduhub validate'",
            path=str(folder),
        )


def _refuse_targets(folder: Path, targets: list[Path], *, force: bool) -> None:
    """Raises UseError where a file would be written over, or into the folder itself."""
    home = os.path.realpath(folder) + os.sep
    for path in targets:
        if os.path.realpath(path).startswith(home):
            raise UseError(
                "{path} 在收来的文件之中；写到别的文件夹，以免下次当作报送的表",
                "{path} lies among what came in; write it elsewhere, or it is collected next time",
                path=str(path),
            )
        refuse_existing(path, force=force)


def _merged(found: Collected, output: Path) -> bytes:
    from eduhub.forms.collecting.merging import merged_workbook

    if output.suffix.lower() != ".xlsx":
        raise UseError(
            "合并的结果是 .xlsx 工作簿；-o 的文件名请以 .xlsx 结尾",
            "what is merged is an .xlsx workbook; let the name after -o end with .xlsx",
        )
    if len(found.forms) != 1:
        came = [one.form.label for one in found.forms]
        if not came:
            raise UseError(
                "没有收到可以合并的表；用 --form 指明收的是哪一种",
                "nothing came in that could be merged; name the form with --form",
            )
        raise UseError(
            "收到的不止一种表（{came}），一次合并一种；用 --form 指明",
            "several forms came in ({came}), and one is merged at a time; name it with --form",
            came=came,
        )
    return merged_workbook(found, found.forms[0], current())


def _chat(found: Collected) -> str:
    """The texts for the chat: one for each form, then one on files of no form, blank lines between them."""
    from eduhub.forms.collecting.chat import chat_text, strange_text

    texts = [chat_text(found, one, current()) for one in found.forms]
    return "\n\n".join([*texts, *filter(None, [strange_text(found, current())])])


def _print(found: Collected, shape: Shape) -> None:
    from eduhub.cli.collect_table import table
    from eduhub.forms.collecting.as_json import json_object

    if shape == "json":
        out_json(json_object(found))
        return
    for line in table(found):
        out(line)
    if chat := _chat(found):
        out()
        out(t("可以发到群里的话：", "To be pasted into the chat:"))
        out(chat)
