"""`eduhub validate`: are files, folders or a repository right?"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import typer

from eduhub.cli.language import current, t
from eduhub.cli.output import out, out_json, paint
from eduhub.cli.shared import AsOf, Paths, load

Shape: TypeAlias = Literal["text", "concise", "json", "github"]  # FORMATS; help must not import the engine


def validate(
    paths: Paths = None,
    shape: Annotated[
        Shape,
        typer.Option(
            "--format",
            metavar=t("格式", "FORMAT"),
            help=t("输出的格式", "the format of the output"),
        ),
    ] = "text",
    as_of: AsOf = None,
) -> int:
    """Prints what is wrong with the files named; the exit code says whether something needs mending."""
    from eduhub.checks import check
    from eduhub.checks.formats import FORMATS
    from eduhub.checks.formats.json import json_object

    repository = load(paths, as_of)
    checked = check(repository)
    if shape == "json":
        out_json(json_object(checked, repository.as_of))
    else:
        for line in FORMATS[shape](checked, repository.as_of, current(), paint):  # type: ignore[arg-type]
            out(line)
    return checked.exit_code
