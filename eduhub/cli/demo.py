"""`eduhub demo`: the example city, validated, scored and reported on."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduhub.cli.files import unwritable, write
from eduhub.cli.language import current, t
from eduhub.cli.output import out, paint
from eduhub.core.errors import UseError
from eduhub.core.text import Text
from eduhub.resources import resource

if TYPE_CHECKING:
    from eduhub.repository import Repository
    from eduhub.scores import Scores

_MARK = "eduhub.yaml"
_TO_OPEN = (
    ("city.xlsx", Text("全市", "the city")),
    ("district-chenghu.xlsx", Text("一个县区", "a district")),
    ("cluster-chenghu-01.md", Text("一个片区", "a cluster")),
    ("school-2136990002.md", Text("一所学校", "a school")),
    ("scores.csv", Text("全部指标", "all figures")),
)


def demo(
    folder: Annotated[
        Path,
        typer.Argument(metavar=t("文件夹", "DIR"), help=t("写到哪里", "where to write it")),
    ] = Path("eduhub-demo"),
) -> int:
    """Writes the city, checks it, computes its scores, renders its reports, and says what to open."""
    from eduhub.checks import check
    from eduhub.checks.formats.text import text_lines
    from eduhub.checks.look import Look
    from eduhub.repository import Repository
    from eduhub.scores import score
    from eduhub.scores.export import csv_file

    _copy(folder)
    out(t(f"1  示例城市已写入 {folder}（虚构）", f"1  wrote the example city (invented) into {folder}"))
    repository = Repository.load([folder], root=folder)
    checked = check(repository)
    out(t("2  校验", "2  validated"))
    lines = list(text_lines(checked, Look(current(), paint)))
    for line in lines if checked.exit_code else lines[-1:]:
        out(f"   {line}")
    scores = score(repository)
    write(folder / "out" / "scores.csv", csv_file(scores.frame))
    out(t(f"3  测算：{scores.frame.height} 行指标", f"3  scored: {scores.frame.height} rows"))
    written = _reports(folder / "out", scores, repository)
    out(t(f"4  报告：{written} 份，在 {folder / 'out'}", f"4  reports: {written}, in {folder / 'out'}"))
    out(t("请打开：", "Open:"))
    for name, what in _TO_OPEN:
        out(f"   {folder / 'out' / name}  {what.to(current())}")
    out(t(f"接下来可试：{_command()} score {folder}", f"next, try: {_command()} score {folder}"))
    return checked.exit_code


def _reports(target: Path, scores: Scores, repository: Repository) -> int:
    """Writes every report, and those to be opened as workbooks too; gives the number of reports."""
    from eduhub.reports import REPORTS, make, orders

    wanted = {Path(name).stem for name, _ in _TO_OPEN if name.endswith(".xlsx")}
    asked = orders(list(REPORTS), [], scores)
    for order in asked:
        files = make(order, scores, repository, lang=current())
        if Path(next(iter(files))).stem in wanted:
            files |= make(order, scores, repository, shape="xlsx", lang=current())
        for name, content in files.items():
            write(target / name, content)
    return len(asked)


def _command() -> str:
    """How eduhub can be called from here: by its name, or by the path it was called by."""
    called = sys.argv[0]
    by_name = shutil.which("eduhub") or not called or called.startswith("-")  # -c: by another program
    return "eduhub" if by_name else called


def _copy(folder: Path) -> None:
    """Copies the city afresh; a folder that holds something else is left alone."""
    if folder.exists() and not (folder.is_dir() and (_is_demo(folder) or not any(folder.iterdir()))):
        raise UseError(
            "{folder} 里已有别的内容；换一个文件夹：eduhub demo 新文件夹",
            "{folder} holds something else; name another folder: eduhub demo DIR",
            folder=str(folder),
        )
    try:
        shutil.copytree(resource("examples", "city"), folder, dirs_exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def _is_demo(folder: Path) -> bool:
    mark, shipped = folder / _MARK, resource("examples", "city", _MARK)
    return mark.is_file() and mark.read_bytes() == shipped.read_bytes()
