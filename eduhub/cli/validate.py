"""`eduhub validate`: are files, folders or a repository right?"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from eduhub.cli.files import write
from eduhub.cli.language import current, t
from eduhub.cli.output import line_width, out, paint, speaks_unicode, talk
from eduhub.cli.shared import AsOf, ChangedSince, Paths, Staged, load
from eduhub.cli.touched import asked
from eduhub.core.errors import UseError

if TYPE_CHECKING:
    from eduhub.checks import Checked
    from eduhub.repository import Repository

# FORMATS; help must not import the engine
Shape: TypeAlias = Literal["text", "concise", "json", "jsonl", "github", "gitlab", "junit", "sarif", "xlsx"]
_SHAPES: dict[str, Shape] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".sarif": "sarif",
    ".xml": "junit",
    ".xlsx": "xlsx",
}
_FILES: tuple[Shape, ...] = ("xlsx",)  # formats that no screen shows


def validate(
    paths: Paths = None,
    shape: Annotated[
        Shape | None,
        typer.Option(
            "--format",
            metavar=t("格式", "FORMAT"),
            help=t("输出的格式", "the format of the output"),
            show_default=t("按 -o 的扩展名，否则 text", "by the suffix of -o, else text"),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar=t("文件", "FILE"),
            help=t("结果写入文件，不在屏幕上显示", "write the findings into a file"),
        ),
    ] = None,
    as_of: AsOf = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar=t("规则", "RULE"),
            help=t("只看这些规则：代码的开头或名称", "only these rules, by name or beginning of a code"),
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar=t("规则", "RULE"),
            help=t("不看这些规则：代码的开头或名称", "not these rules, by name or beginning of a code"),
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help=t("有提示也算没有通过", "notes count as something to mend too")),
    ] = False,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help=t(
                "把全角数字、多余空格、日期写法改成规范写法并写回 YAML、CSV，不改内容；再列出余下的问题",
                "write full-width digits, stray blanks and dates in YAML and CSV in their usual form, "
                "the content unchanged; then print what is left to mend",
            ),
        ),
    ] = False,
    diff: Annotated[
        bool,
        typer.Option(
            "--diff",
            help=t(
                "显示 --fix 的改动（不列问题）；不带 --fix 时不写文件，有可改之处则退出码为 1",
                "show what --fix changes, not the findings; alone it writes nothing, and the exit code is 1 "
                "where a file would change",
            ),
        ),
    ] = False,
    changed_since: ChangedSince = None,
    staged: Staged = False,
    annotate: Annotated[
        Path | None,
        typer.Option(
            "--annotate",
            metavar=t("文件夹", "DIR"),
            help=t(
                "把问题标在每个文件的副本上，写入这个文件夹：<名称>（已标注）.xlsx",
                "mark what is wrong on a copy of each file, written into this folder: <name> (marked).xlsx",
            ),
        ),
    ] = None,
    failed_only: Annotated[
        bool,
        typer.Option(
            "--failed-only",
            help=t(
                "与 --annotate 合用：副本只留有待改正的行，<名称>（待改行）.xlsx",
                "with --annotate: copies have only the rows to mend, <name> (rows to mend).xlsx",
            ),
        ),
    ] = False,
) -> int:
    """Prints what is wrong with the files named; the exit code says whether something needs mending."""
    from eduhub.checks import check
    from eduhub.checks.choice import choice

    shape = _shape(shape, output)
    chosen, code = choice(select or (), ignore or ()), 0
    if (fix or diff) and (staged or changed_since is not None):
        raise UseError(
            "--fix、--diff 不能与 --staged、--changed-since 同时使用；直接给出要改写的文件",
            "--fix and --diff exclude --staged and --changed-since; name the files to mend",
        )
    if diff and shape != "text" and not output:
        raise UseError(
            "--diff 显示的是改动；要 --format {shape}，用 -o 给出文件名",
            "--diff shows the changes; for --format {shape} name a file with -o",
            shape=shape,
        )
    _refuse_annotating(paths, annotate, failed_only=failed_only, diff=diff, staged=staged)
    with asked(paths, as_of, staged=staged, since=changed_since) as repository:
        _spare(output, repository)
        if fix or diff:
            from eduhub.cli.fixing import mend_files

            again = partial(load, paths, as_of)
            repository, code = mend_files(repository, again, chosen, fix=fix, diff=diff)
        checked = check(repository, chosen, strict=strict)
    _give(checked, shape, output, hushed=diff)
    if annotate:
        from eduhub.cli.annotating import annotate as write_copies

        code = max(code, write_copies(annotate, checked, repository, paths, failed=failed_only))
    asked_only = diff and not fix and checked.exit_code == 1  # whether something would change
    return max(code, 0 if asked_only else checked.exit_code)


def _shape(asked_for: Shape | None, output: Path | None) -> Shape:
    """The format asked for, else that of the file's suffix; UseError where no screen shows it."""
    shape = asked_for or (_SHAPES.get(output.suffix.lower()) if output else None) or "text"
    if shape in _FILES and not output:
        raise UseError(
            "--format {shape} 要写入文件；用 -o 给出文件名",
            "--format {shape} goes into a file; name it with -o",
            shape=shape,
        )
    return shape


def _will_read(path: Path, folder: Path) -> bool:
    """Would what is written into the folder be read with the path the next time?"""
    from eduhub.repository.files import CONFIG, NOT_SUBMISSIONS

    inside, top = folder.resolve(), path.resolve()
    if not path.is_dir() or not inside.is_relative_to(top):
        return False
    is_set_apart = inside != top and inside.relative_to(top).parts[0] in NOT_SUBMISSIONS
    return not (is_set_apart and (path / CONFIG).is_file())


def _refuse_annotating(
    paths: list[Path] | None, annotate: Path | None, *, failed_only: bool, diff: bool, staged: bool
) -> None:
    """UseError where copies are asked for of what is no file, or that are not to be written."""
    from eduhub.source.read import WORKBOOK_SUFFIXES

    if failed_only and not annotate:
        raise UseError(
            "--failed-only 要与 --annotate 合用，由它给出写入的文件夹",
            "--failed-only goes with --annotate, which names the folder to write into",
        )
    if annotate and annotate.suffix.lower() in WORKBOOK_SUFFIXES:
        raise UseError(
            "--annotate 后面写文件夹，副本按原文件的名字写在里面；{path} 像是文件名",
            "--annotate names a folder, in which copies have the names of their files; not {path}",
            path=str(annotate),
        )
    if annotate and any(_will_read(path, annotate) for path in paths or [Path()]):
        raise UseError(
            "--annotate 的 {folder} 在要校验的文件夹里，下次副本会被当作报送的表；换一个文件夹",
            "--annotate {folder} lies in a folder to validate: the copies would pass for forms; name another",
            folder=str(annotate),
        )
    if annotate and (diff or staged):
        raise UseError(
            "--annotate 不能与 --diff、--staged 同时使用；直接给出要标注的文件",
            "--annotate excludes --diff and --staged; name the files to mark",
        )


def _spare(output: Path | None, repository: Repository) -> None:
    """UseError where the findings would take the place of a file that was read."""
    read = {*repository.named, *(submission.file for submission in repository.submissions)}
    if output and any(os.path.realpath(file) == os.path.realpath(output) for file in read):
        raise UseError(
            "-o 的 {file} 是要校验的文件，没有覆盖；换一个文件名",
            "-o {file} is one of the files to validate and was left as it is; name another file",
            file=str(output),
        )


def _give(checked: Checked, shape: Shape, output: Path | None, *, hushed: bool) -> None:
    """Writes the findings into the file, or prints them; hushed, what is on the screen is something else."""
    from eduhub.checks.formats import FORMATS
    from eduhub.checks.formats.text import summary
    from eduhub.checks.look import Look

    look = Look(current()) if output else Look(current(), paint, line_width(), not speaks_unicode())
    if output:
        found = FORMATS[shape](checked, look)
        write(output, found if isinstance(found, bytes) else "".join(f"{line}\n" for line in found))
        talk(t(f"已写入 {output}", f"written: {output}"))
    if output or hushed:
        talk(summary(checked, current()))
        return
    for line in FORMATS[shape](checked, look):
        out(str(line))
