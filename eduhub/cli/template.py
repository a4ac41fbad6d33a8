"""`eduhub template`: a blank form of a kind, as workbook, CSV or YAML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduhub.cli.files import write
from eduhub.cli.language import current, t
from eduhub.cli.output import out
from eduhub.core.errors import UseError, unknown
from eduhub.core.text import Text

if TYPE_CHECKING:
    from eduhub.kinds.catalogue import Form


def template(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar=t("表格", "FORM"),
            help=t("表格名称，中文或英文；不写则列出全部", "name of the form; without one, all are listed"),
        ),
    ] = None,
    path: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar=t("文件", "FILE"),
            help=t("写入的文件：.xlsx、.csv 或 .yaml", "file to write: .xlsx, .csv or .yaml"),
            show_default=t("<名称>.xlsx", "<name>.xlsx"),
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help=t("覆盖已有的文件", "write over a file that is there"))
    ] = False,
) -> None:
    """Writes a blank form, or lists the forms there are."""
    from eduhub.kinds.catalogue import FORMS, find_form

    if kind is None:
        for known in FORMS.values():
            out(f"{known.name:<13}  {known.label.to(current())}")
        return
    form = find_form(kind)
    if form is None:
        names = [Text(f"{one.name} ({one.label.zh})", one.name) for one in FORMS.values()]
        raise unknown(Text("表格", "form"), kind, None, names)
    target = path or Path(f"{form.label.zh if current() == 'zh' else form.name}.xlsx")
    if target.exists() and not force:
        raise UseError(
            "{path} 已经存在，里面可能有填好的内容；换个名字，或加 --force 覆盖",
            "{path} is there already and may have been filled in; choose another name, or add --force",
            path=str(target),
        )
    write(target, _content(form, target.suffix.lower()))
    out(str(target))


def _content(form: Form, suffix: str) -> str | bytes:
    from eduhub.forms import blank_csv, blank_workbook, blank_yaml

    single = form.kinds[0] if len(form.kinds) == 1 else None
    if suffix == ".xlsx":
        return blank_workbook(form, current())
    if suffix in (".yaml", ".yml") and single:
        return blank_yaml(single, current())
    if suffix == ".csv" and single and single.is_table:
        return blank_csv(single, current())
    raise UseError(
        "“{form}”没有 {suffix} 的空表；可用 .xlsx，单一种类另有 .yaml，一张表的另有 .csv",
        "there is no {suffix} form of {form}; .xlsx always works, .yaml for one kind, .csv for one table",
        form=form.label,
        suffix=suffix or Text("无后缀", "suffixless"),
    )
