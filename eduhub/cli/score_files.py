"""Scores as files and streams: which format goes where."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from eduhub.cli.guard import publish, refuse_personal
from eduhub.cli.language import current, t
from eduhub.cli.output import out, out_json, talk
from eduhub.core.errors import UseError
from eduhub.core.text import Text

if TYPE_CHECKING:
    import polars as pl

    from eduhub.scores import Scores

Shape: TypeAlias = Literal["table", "csv", "parquet", "xlsx", "json"]
File: TypeAlias = Literal["csv", "parquet", "xlsx", "json"]

_FOR_STATISTICIANS = Text("（供统计人员使用，不要公布）", " (for statisticians; do not publish it)")


def print_scores(scores: Scores, frame: pl.DataFrame, shape: str) -> None:
    """Prints the long table; binary formats go to a pipe or file, never to a terminal."""
    from eduhub.scores.export import csv_text, json_object

    if shape == "json":
        out_json(json_object(scores, frame))
    elif shape == "csv":
        out(csv_text(frame).removesuffix("\n"))
    elif sys.stdout.isatty():
        raise UseError(
            "{shape} 是二进制格式，不能显示在屏幕上；加 -o 文件夹，或 -o scores.{shape}",
            "{shape} is binary and can't be shown on a screen; add -o DIR, or -o scores.{shape}",
            shape=shape,
        )
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(_content(scores, frame, shape))
        sys.stdout.buffer.flush()


def write_scores(scores: Scores, frame: pl.DataFrame, shape: str | None, output: Path) -> None:
    """Writes one file where the path ends like one, else scores.csv and the chosen format into a folder."""
    suffix = output.suffix.removeprefix(".").lower()
    if suffix in get_args(File) and not output.is_dir():
        if shape not in (None, suffix):
            raise UseError(
                "--format {shape} 与 -o {path} 的后缀不一致；去掉 --format，或改后缀",
                "--format {shape} does not go with the suffix of -o {path}; leave out --format or change it",
                shape=shape,
                path=output.name,
            )
        files = {output: suffix}
    else:
        shapes = dict.fromkeys(("csv", shape if shape in get_args(File) else "csv"))
        files = {output / f"scores.{one}": one for one in shapes if one}
        files |= {output / "models.json": "models"} if scores.assessed else {}
    refuse_scores(scores, frame, output)  # what Parquet holds can't be looked through
    publish({path: _content(scores, frame, one) for path, one in files.items()})
    for path, one in files.items():
        note = _FOR_STATISTICIANS.to(current()) if one == "models" else _rows(frame)
        talk(t(f"已写入 {path}{note}", f"wrote {path}{note}"))


def _rows(frame: pl.DataFrame) -> str:
    return t(f"（{frame.height} 行）", f" ({frame.height} rows)")


def refuse_scores(scores: Scores, frame: pl.DataFrame, output: Path | None = None) -> None:
    """Raises PersonalError where the scores, for a file or the screen, would hold a person's number."""
    refuse_personal(output or Path(t("输出", "the output")), _content(scores, frame, "csv"))


def _content(scores: Scores, frame: pl.DataFrame, shape: str) -> bytes:
    """The bytes of a file in that format."""
    from eduhub.scores.export import csv_file, json_object, parquet_file
    from eduhub.scores.models.export import models_object
    from eduhub.scores.workbook import workbook

    match shape:
        case "parquet":
            return parquet_file(frame)
        case "xlsx":
            return workbook(scores, frame, current())
        case "models":
            return _json(models_object(scores.assessed, scores.parameters, scores.minimum_n))
        case "json":
            return _json(json_object(scores, frame))
        case _:
            return csv_file(frame).encode()


def _json(data: object) -> bytes:
    import json

    return json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"
