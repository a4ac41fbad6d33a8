"""`eduhub score`: indicators over a repository or a folder of collected files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduhub.cli.language import t
from eduhub.cli.output import out
from eduhub.cli.score_files import Shape, print_scores, refuse_scores, write_scores
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
    why: Annotated[
        str | None,
        typer.Option(
            "--why",
            metavar=t("编号", "ID"),
            help=t(
                "逐行说明一所学校、一个片区或县区的数怎样得来",
                "tell line by line how the figures of a school, cluster or district came about",
            ),
        ),
    ] = None,
    shape: Annotated[
        Shape | None,
        typer.Option(
            "--format",
            help=t("输出的格式", "the format of the output"),
            show_default="table",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar=t("路径", "PATH"),
            help=t(
                "写入文件夹（scores.csv 及所选格式），或写成一个文件（格式按后缀）",
                "write into a folder (scores.csv and the format chosen), or one file by its suffix",
            ),
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Prints the scores, or writes them into a folder or file."""
    from eduhub.scores import score as compute

    repository = load(existing(paths), as_of).with_named_reports()
    warn_of_unsound(repository)
    scores = compute(repository, year=year)
    district, indicator = _chosen(scores, repository, district, indicator)
    if output is None:
        refuse_scores(scores, scores.frame)
    if why is not None:
        _explain(scores, repository, why, indicator, shape or output)
    elif output is not None:
        write_scores(scores, scores.only(district=district, indicator=indicator), shape, output)
    elif shape in (None, "table"):
        _print_table(scores, district, indicator)
    else:
        print_scores(scores, scores.only(district=district, indicator=indicator), shape)


def _print_table(scores: Scores, district: str | None, indicator: str | None) -> None:
    from eduhub.cli.score_table import score_table
    from eduhub.scores.view import districts

    for line in score_table(scores, [district] if district else districts(scores), _codes(indicator)):
        out(line)


def _explain(
    scores: Scores, repository: Repository, asked: str, indicator: str | None, elsewhere: object
) -> None:
    from eduhub.cli.why import why

    if elsewhere is not None:
        raise UseError(
            "--why 是给人读的说明，不能与 --format、-o 同用；数据用 --format csv 输出",
            "--why tells people and goes without --format and -o; for data use --format csv",
        )
    for line in why(scores, repository, asked, _codes(indicator)):
        out(line)


def _codes(indicator: str | None) -> Sequence[str]:
    """Which of L1 to L7 are shown: the one that is asked for, none for value-added, else all."""
    from eduhub.parameters.catalogue import L_CODES

    asked = indicator.partition(".")[0] if indicator else None
    if asked == "VA":
        return ()
    return [asked] if asked in L_CODES else L_CODES


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
