"""`eduhub validate`: are files, folders or a repository right?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from eduhub.cli.files import write
from eduhub.cli.language import current, t
from eduhub.cli.output import line_width, out, paint, speaks_unicode, talk
from eduhub.cli.shared import AsOf, ChangedSince, Paths, Staged
from eduhub.cli.touched import asked
from eduhub.core.errors import UseError

Shape: TypeAlias = Literal["text", "concise", "json", "github"]  # FORMATS; help must not import the engine
_SHAPES: dict[str, Shape] = {".json": "json"}


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
    changed_since: ChangedSince = None,
    staged: Staged = False,
) -> int:
    """Prints what is wrong with the files named; the exit code says whether something needs mending."""
    from eduhub.checks import check
    from eduhub.checks.choice import choice
    from eduhub.checks.formats import FORMATS
    from eduhub.checks.formats.text import summary
    from eduhub.checks.look import Look

    shape = shape or (_SHAPES.get(output.suffix.lower()) if output else None) or "text"
    chosen = choice(select or (), ignore or ())
    with asked(paths, as_of, staged=staged, since=changed_since) as repository:
        checked = check(repository, chosen, strict=strict)
    look = Look(current()) if output else Look(current(), paint, line_width(), not speaks_unicode())
    found = FORMATS[shape](checked, look)
    if output:
        write(output, found if isinstance(found, bytes) else "".join(f"{line}\n" for line in found))
        talk(t(f"已写入 {output}", f"written: {output}"))
        talk(summary(checked, current()))
    elif isinstance(found, bytes):
        raise UseError(
            "--format {shape} 要写入文件；用 -o 给出文件名",
            "--format {shape} goes into a file; name it with -o",
            shape=shape,
        )
    else:
        for line in found:
            out(line)
    return checked.exit_code
