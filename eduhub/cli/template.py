"""`eduhub template`: a form, blank or with what is known, as workbook, CSV or YAML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduhub.cli.files import write
from eduhub.cli.language import current, t
from eduhub.cli.output import out
from eduhub.cli.shared import Force, form_named
from eduhub.core.errors import UseError
from eduhub.core.text import same

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
    school: Annotated[
        str | None,
        typer.Option(
            "--school",
            metavar=t("标识码", "CODE"),
            help=t(
                "为这所学校预填：已知的和上年可沿用的",
                "fill in what is known of this school, and last year's rows",
            ),
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar=t("片区编号", "ID"), help=t("为这个片区预填", "the same for this cluster")
        ),
    ] = None,
    district: Annotated[
        str | None,
        typer.Option(
            "--district",
            metavar=t("县区编号", "ID"),
            help=t(
                "为这个县区预填；与 --all 同用时限于这个县区", "for this district; with --all, those in it"
            ),
        ),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option(
            "--year",
            metavar=t("学年", "YEAR"),
            help=t("哪个学年，如 2025-2026", "the school year, as in 2025-2026"),
            show_default=t("eduhub.yaml 中的本学年", "that of eduhub.yaml"),
        ),
    ] = None,
    all_: Annotated[
        bool,
        typer.Option(
            "--all",
            help=t(
                "每个学校、片区或县区各一份，另有一份清单",
                "one for each school, cluster or district, and a list of them",
            ),
        ),
    ] = False,
    path: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar=t("文件", "FILE"),
            help=t(
                "写入的文件：.xlsx、.csv 或 .yaml；用 --all 时是文件夹",
                "file to write: .xlsx, .csv or .yaml; with --all, a folder",
            ),
            show_default=t("<名称>.xlsx", "<name>.xlsx"),
        ),
    ] = None,
    no_protect: Annotated[
        bool,
        typer.Option("--no-protect", help=t("不锁定标题和说明", "do not lock headings and hints")),
    ] = False,
    force: Force = False,
) -> None:
    """Writes a form, one for each unit, or lists the forms there are."""
    from eduhub.kinds.catalogue import FORMS

    asked = {"school": school, "cluster": cluster, "district": district}
    _refuse_blank({**asked, "year": year})
    is_filled = all_ or year is not None or any(asked.values())
    if kind is None and (is_filled or path):
        raise UseError(
            "没有写明是哪张表，如 eduhub template roster；eduhub template 列出全部",
            "name the form, as in 'eduhub template roster'; 'eduhub template' lists them all",
        )
    if kind is None:
        for known in FORMS.values():
            out(f"{known.name:<13}  {known.label.to(current())}")
        return
    form = form_named(kind)
    if is_filled:
        from eduhub.cli.template_filled import Issue

        issue = Issue(form, year, protect=not no_protect, force=force)
        issue.for_all(district, path, asked) if all_ else issue.for_one(asked, path)
        return
    target = path or Path(f"{form.label.zh if current() == 'zh' else form.name}.xlsx")
    refuse_filled(target, force)
    write(target, _content(form, target.suffix.lower(), protect=not no_protect))
    out(str(target))


def _refuse_blank(asked: Mapping[str, str | None]) -> None:
    """Raises UseError where an option is there without what belongs behind it."""
    from eduhub.source.imprint import UNIT_WORDS

    for name, value in asked.items():
        if value is not None and not value.strip():
            raise UseError(
                "--{name} 后面是空的；写明{what}，或去掉 --{name}",
                "--{name} is empty; name a {what}, or leave --{name} out",
                name=same(name),
                what=UNIT_WORDS[name],
            )


def refuse_filled(target: Path, force: bool) -> None:
    """Raises UseError where a file is there that may have been filled in, or a folder."""
    if target.is_dir():
        raise UseError(
            "{path} 是文件夹；写明文件名，如 {file}",
            "{path} is a folder; name a file, as {file}",
            path=str(target),
            file=str(target / "form.xlsx"),
        )
    if target.exists() and not force:
        raise UseError(
            "{path} 已经存在，里面可能有填好的内容；换个名字，或加 --force 覆盖",
            "{path} is there already and may have been filled in; choose another name, or add --force",
            path=str(target),
        )


def _content(form: Form, suffix: str, *, protect: bool) -> str | bytes:
    from eduhub.forms import blank_csv, blank_yaml, form_workbook

    single = form.kinds[0] if len(form.kinds) == 1 else None
    if suffix == ".xlsx":
        return form_workbook(form, current(), protect=protect)
    if suffix in (".yaml", ".yml") and single:
        return blank_yaml(single, current())
    if suffix == ".csv" and single and single.is_table:
        return blank_csv(single, current())
    if not suffix:
        raise UseError("-o 的文件名没有后缀；加上 .xlsx", "the file named by -o has no suffix; add .xlsx")
    works = (
        ".xlsx",
        *(".yaml" for _ in (single,) if single),
        *(".csv" for k in (single,) if k and k.is_table),
    )
    raise UseError(
        "“{form}”没有 {suffix} 的空表；可用 {works}",
        "there is no {suffix} form of '{form}'; these there are: {works}",
        form=form.label,
        suffix=suffix,
        works=works,
    )
