"""`eduhub score`: indicators over a repository or a folder of collected files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from eduhub.cli.files import write
from eduhub.cli.language import t
from eduhub.cli.output import out, out_json, talk
from eduhub.cli.shared import AsOf, Paths, Year, existing, load, warn_of_unsound
from eduhub.core.errors import UseError, unknown
from eduhub.core.text import Text

if TYPE_CHECKING:
    from eduhub.repository import Repository
    from eduhub.scores import Scores


def score(
    paths: Paths = None,
    year: Year = None,
    district: Annotated[
        str | None,
        typer.Option("--district", metavar=t("县区编号", "ID"), help=t("只看一个县区", "one district only")),
    ] = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            "--indicator",
            metavar=t("指标代码", "CODE"),
            help=t("只看一个指标，如 L6", "one indicator only, as in L6"),
        ),
    ] = None,
    shape: Annotated[
        Literal["table", "csv", "json"],
        typer.Option("--format", help=t("输出的格式", "the format of the output")),
    ] = "table",
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar=t("文件夹", "DIR"),
            help=t("把 scores.csv 写入这个文件夹", "write scores.csv into this folder"),
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Prints the scores, or writes them into a folder."""
    from eduhub.cli.score_table import score_table
    from eduhub.parameters.catalogue import L_CODES
    from eduhub.scores import score as compute
    from eduhub.scores.export import csv_file, csv_text, json_object
    from eduhub.scores.view import districts

    repository = load(existing(paths), as_of).with_named_reports()
    warn_of_unsound(repository)
    scores = compute(repository, year=year)
    district, indicator = _chosen(scores, repository, district, indicator)
    frame = scores.only(district=district, indicator=indicator)
    if folder is not None:
        write(folder / "scores.csv", csv_file(frame))
        talk(
            t(
                f"已写入 {folder / 'scores.csv'}（{frame.height} 行）",
                f"wrote {folder / 'scores.csv'} ({frame.height} rows)",
            )
        )
    elif shape == "csv":
        out(csv_text(frame).removesuffix("\n"))
    elif shape == "json":
        out_json(json_object(scores, frame))
    else:
        codes = [
            c for c in L_CODES if indicator is None or indicator.split(".")[0] in (c, "PASS", "MET", "CV")
        ]
        for line in score_table(scores, [district] if district else districts(scores), codes):
            out(line)


def _chosen(
    scores: Scores, repository: Repository, district: str | None, indicator: str | None
) -> tuple[str | None, str | None]:
    """The district's id and the indicator's code, as asked for by id or name, in any case."""
    from eduhub.parameters import INDICATORS
    from eduhub.scores.view import districts

    ids = {name: id_ for id_ in districts(scores) for name in (id_, repository.name_of(id_))}
    codes = {code.lower(): code for code in INDICATORS}
    if district is not None and district not in ids:
        raise unknown(Text("县区", "district"), district, None, districts(scores))
    if indicator is not None and indicator.lower() not in codes:
        raise UseError(
            "没有指标“{code}”；例如 L1、L6.cv、PASS",
            "there is no indicator '{code}'; try L1, L6.cv or PASS",
            code=indicator,
        )
    return (ids[district] if district else None), (codes[indicator.lower()] if indicator else None)
