"""`eduhub score`: indicators over a repository or a folder of collected files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from eduhub.cli.files import write
from eduhub.cli.language import current, t
from eduhub.cli.lines import padded, width
from eduhub.cli.output import out, talk
from eduhub.cli.shared import AsOf, Paths, load, warn_of_unsound
from eduhub.core.errors import UseError, unknown
from eduhub.core.text import Text

if TYPE_CHECKING:
    import polars as pl

    from eduhub.scores import Scores


def score(
    paths: Paths = None,
    year: Annotated[
        str | None,
        typer.Option(
            "--year",
            metavar=t("学年", "YEAR"),
            help=t("测算哪个学年，如 2025-2026", "the school year, as in 2025-2026"),
            show_default=t("eduhub.yaml 中的本学年，否则最近一年", "that of eduhub.yaml, else the latest"),
        ),
    ] = None,
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
    from eduhub.scores import score as compute
    from eduhub.scores.export import csv_text, json_text

    repository = load(paths, as_of)
    warn_of_unsound(repository)
    scores = compute(repository, year=year)
    _check_choice(scores, district, indicator)
    frame = scores.only(district=district, indicator=indicator)
    if folder is not None:
        write(folder / "scores.csv", csv_text(frame))
        talk(
            t(
                f"已写入 {folder / 'scores.csv'}（{frame.height} 行）",
                f"wrote {folder / 'scores.csv'} ({frame.height} rows)",
            )
        )
    elif shape == "csv":
        out(csv_text(frame).removesuffix("\n"))
    elif shape == "json":
        out(json_text(scores, frame).removesuffix("\n"))
    else:
        for line in _tables(scores, frame):
            out(line)


def _check_choice(scores: Scores, district: str | None, indicator: str | None) -> None:
    from eduhub.parameters import INDICATORS

    districts = scores.tables.parts["district"].unique().sort().to_list()
    if district is not None and district not in districts:
        raise unknown(Text("县区", "district"), district, None, districts)
    if indicator is not None and indicator not in INDICATORS:
        raise UseError(
            "没有指标“{code}”；例如 L1、L6.cv、PASS",
            "there is no indicator '{code}'; try L1, L6.cv or PASS",
            code=indicator,
        )


def _tables(scores: Scores, frame: pl.DataFrame) -> Iterator[str]:
    """For each district and stage: the indicators against their thresholds, then the schools."""
    yield t(
        f"{scores.year} 学年资源配置（截至 {scores.as_of}）",
        f"Resources in the school year {scores.year} (as of {scores.as_of})",
    )
    by_level = {
        (row["level"], row["id"], row["stage"], row["indicator"]): row for row in frame.iter_rows(named=True)
    }
    units = sorted(
        {
            (id_, by_level[key]["name"], stage)
            for key in by_level
            for level, id_, stage, _ in [key]
            if level == "district"
        }
    )
    for district, name, stage in sorted(units, key=lambda unit: (unit[0], unit[2] != "小学")):
        parts = scores.tables.parts.filter(
            (scores.tables.parts["district"] == district) & (scores.tables.parts["stage"] == stage)
        )
        yield ""
        yield f"{name}  {_stage(stage)}"
        yield from _indicator_rows(by_level, district, stage)
        yield ""
        yield from _school_rows(by_level, stage, parts.select("id", "name").iter_rows(named=True), scores)
    yield ""
    yield t(
        "* 未达标   ! 低于达标值的 85%   ? 缺数据", "* below the threshold   ! below 85 % of it   ? not known"
    )


def _stage(stage: str) -> str:
    from eduhub.kinds.codes import STAGES

    return STAGES.text(stage).to(current())


def _indicator_rows(
    rows: dict[tuple[str, str, str, str], dict[str, object]], district: str, stage: str
) -> Iterator[str]:
    from eduhub.parameters import INDICATORS
    from eduhub.parameters.catalogue import L_CODES

    head = [
        t("指标", "indicator"),
        t("达标值", "threshold"),
        t("全县平均", "mean"),
        t("差异系数", "CV"),
        t("上限", "limit"),
        t("达标学校", "met by"),
    ]
    table = [head]
    for code in L_CODES:
        found = {
            suffix: rows.get(("district", district, stage, code + suffix))
            for suffix in ("", ".threshold", ".cv", ".limit", ".met")
        }
        if found[""] is None:
            continue
        cv, limit = _value(found[".cv"]), _value(found[".limit"])
        over = t(" 超限", " over") if cv is not None and limit is not None and cv > limit else ""
        table.append(
            [
                f"{code} {INDICATORS[code].short.to(current())}",
                _number(_value(found[".threshold"]), 2),
                _number(_value(found[""]), 2),
                _number(cv, 3) + over,
                _number(limit, 2),
                _number(_percent(found[".met"]), 0, "%"),
            ]
        )
    passed = rows.get(("district", district, stage, "PASS"))
    if passed:
        table.append(
            [t("综合达标学校", "schools that pass"), "", "", "", "", _number(_percent(passed), 0, "%")]
        )
    yield from _aligned(table)


def _school_rows(
    rows: dict[tuple[str, str, str, str], dict[str, object]],
    stage: str,
    parts: Iterator[dict[str, str]],
    scores: Scores,
) -> Iterator[str]:
    from eduhub.parameters.catalogue import L_CODES

    thresholds, floor = scores.parameters.thresholds(), scores.parameters["floor_share"]
    table = [[t("学校", "school"), *L_CODES, t("达标", "met"), t("综合", "pass")]]
    for part in parts:
        values = [rows.get(("part", part["id"], stage, code)) for code in L_CODES]
        if all(value is None for value in values):
            continue
        marked = [
            _marked(_value(row), thresholds[code][stage], floor, code)
            for code, row in zip(L_CODES, values, strict=True)
        ]
        passes = _value(rows.get(("part", part["id"], stage, "PASS")))
        verdict = "?" if passes is None else t("√", "√") if passes else "×"
        table.append(
            [part["name"], *marked, _number(_value(rows.get(("part", part["id"], stage, "MET"))), 0), verdict]
        )
    yield from _aligned(table, gap=1)


def _marked(value: float | None, threshold: float, floor: float, code: str) -> str:
    if value is None:
        return "? "
    mark = (
        " " if value >= threshold * (1 - 1e-12) else "*" if value >= threshold * floor * (1 - 1e-12) else "!"
    )
    return _number(value, 0 if code == "L6" else 2) + mark


def _value(row: dict[str, object] | None) -> float | None:
    value = row["value"] if row else None
    return value if isinstance(value, float) else None


def _percent(row: dict[str, object] | None) -> float | None:
    value = _value(row)
    return None if value is None else value * 100


def _number(value: float | None, decimals: int, unit: str = "") -> str:
    return "?" if value is None else f"{value:.{decimals}f}{unit}"


def _aligned(table: list[list[str]], gap: int = 2) -> Iterator[str]:
    """Rows in columns: the first to the left, the others to the right, so many cells apart."""
    widths = [max(width(row[at]) for row in table) for at in range(len(table[0]))]
    for row in table:
        cells = [
            padded(row[0], widths[0]),
            *(" " * (w - width(cell)) + cell for cell, w in zip(row[1:], widths[1:], strict=True)),
        ]
        yield ("  " + (" " * gap).join(cells)).rstrip()
