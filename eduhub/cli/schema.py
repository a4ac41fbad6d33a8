"""`eduhub schema`: the published form of a kind; keeps all that is generated current."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eduhub.cli.files import write
from eduhub.cli.language import current, t
from eduhub.cli.output import out, talk
from eduhub.core.errors import UseError, unknown
from eduhub.core.text import Text


def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar=t("种类", "KIND"),
            help=t("文档种类；不写则列出全部", "kind of document; without one, all are listed"),
        ),
    ] = None,
    rewrite: Annotated[
        bool,
        typer.Option(
            "--write",
            help=t("在项目目录中重写全部生成的文件", "rewrite all generated files of a checkout of eduhub"),
        ),
    ] = False,
    verify: Annotated[
        bool,
        typer.Option(
            "--check", help=t("生成的文件不是最新时以 1 结束", "end with 1 where a generated file is stale")
        ),
    ] = False,
) -> int:
    """Prints a JSON Schema, or writes or checks what is generated."""
    from eduhub.contract import generated, schema_text, stale
    from eduhub.kinds.catalogue import KINDS, find_kind

    if rewrite or verify:
        top = _checkout()
        old = stale(top)
        for name, content in generated(top) if rewrite else ():
            if name in old:
                write(top / name, content)
        for name in old:
            out(name)
        talk(t(f"{len(old)} 个文件不是最新", f"stale files: {len(old)}"))
        return 1 if verify and old else 0
    if kind is None:
        names = max(map(len, KINDS))
        for known in KINDS.values():
            out(f"{known.name:<{names}}  {known.label.to(current())}")
        return 0
    found = find_kind(kind)
    if found is None:
        raise unknown(Text("文档种类", "kind of document"), kind, None, sorted(KINDS))
    out(schema_text(found).removesuffix("\n"))
    return 0


def _checkout() -> Path:
    """The top of a checkout of eduhub: where generated files and what they come from are kept."""
    top = Path()
    if not all((top / part).is_dir() for part in ("eduhub/contract", "tests/cases")):
        raise UseError(
            "--write 和 --check 只用于 eduhub 自己的代码目录；请在那里运行",
            "--write and --check are for a checkout of eduhub itself; run them at its top",
        )
    return top
