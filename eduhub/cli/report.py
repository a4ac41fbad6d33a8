"""`eduhub report`: pages for people, from the data repository around the current folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from eduhub.cli.guard import publish
from eduhub.cli.language import current, t
from eduhub.cli.options import session
from eduhub.cli.output import complain, out, progress, talk
from eduhub.cli.shared import AsOf, Year, load, warn_of_unsound
from eduhub.core.errors import EduhubError, UseError

if TYPE_CHECKING:
    from eduhub.reports.engine import Order
    from eduhub.reports.rendering import Templates
    from eduhub.repository import Repository
    from eduhub.scores import Scores

FAULT = 70


def report(
    name: Annotated[
        Literal["school", "cluster", "district", "city"] | None,
        typer.Argument(
            metavar=t("报告", "REPORT"),
            help=t("报告的名称；用 --all 时不写", "name of the report; none with --all"),
            show_default=False,
        ),
    ] = None,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=t("编号", "ID"),
            help=t(
                "学校、片区或县区的编号或名称；不写则全部",
                "ids or names of schools, clusters or districts; without one, all",
            ),
        ),
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help=t("生成全部报告", "make every report for everything"))
    ] = False,
    year: Year = None,
    district: Annotated[
        str | None,
        typer.Option(
            "--district", metavar=t("县区编号", "ID"), help=t("只做一个县区的", "of one district only")
        ),
    ] = None,
    shape: Annotated[
        Literal["md", "xlsx"],
        typer.Option(
            "--format",
            help=t(
                "报告的格式：md 为文字和 SVG 图，xlsx 为表格文件",
                "md: text with charts as SVG; xlsx: a workbook",
            ),
        ),
    ] = "md",
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar=t("文件夹", "DIR"),
            help=t("把报告写入这个文件夹", "write the report into this folder"),
            show_default=t("数据仓库的 out", "out in the repository"),
        ),
    ] = None,
    as_of: AsOf = None,
) -> int:
    """Writes the pages and prints the path of each; a page that can't be made stops no other."""
    from eduhub.reports import REPORTS, orders
    from eduhub.reports.rendering import Templates
    from eduhub.scores import score

    names = _wanted(name, all_, list(REPORTS))
    repository = load([session().root or Path()], as_of)
    warn_of_unsound(repository)
    scores = score(repository, year=year)
    asked = orders(names, ids or [], scores, only=district)
    target = folder or (repository.root or Path()) / "out"
    templates = Templates.of(repository)
    maker = Maker(scores, repository, templates, shape, target)
    for number, order in enumerate(asked, start=1):
        _progress(number, len(asked))
        maker.make(order)
    progress()
    maker.tell(len(asked))
    return maker.exit_code


def _wanted(name: str | None, all_: bool, known: list[str]) -> list[str]:
    if all_ and name is None:
        return known
    if name is None or all_:
        raise UseError(
            "写明一种报告（{known}），或用 --all 生成全部；两者不同时用",
            "name one report ({known}), or make all by --all; not both",
            known=known,
        )
    return [name]


class Maker:
    """Makes pages one after another and remembers what went wrong."""

    def __init__(
        self, scores: Scores, repository: Repository, templates: Templates, shape: str, target: Path
    ) -> None:
        """Into the folder `target`."""
        self.scores, self.repository, self.templates = scores, repository, templates
        self.shape, self.target = shape, target
        self.exit_code, self.written, self.pages = 0, 0, list[Path]()

    def make(self, order: Order) -> None:
        """Writes one page and prints its path; says why where it can't be made."""
        from eduhub.reports import make

        try:
            files = make(
                order,
                self.scores,
                self.repository,
                shape=self.shape,
                lang=current(),
                templates=self.templates,
            )
            publish({self.target / file: content for file, content in files.items()})
        except EduhubError as error:
            self._failed(order, error.to(current()), error.exit_code)
        except Exception as error:
            self._confess(order, error)
        else:
            self.pages.append(self.target / next(iter(files)))
            self.written += len(files)
            progress()
            out(str(self.pages[-1]))

    def tell(self, asked: int) -> None:
        """Says how many pages there are, where more than one was asked for."""
        if asked > 1:
            made = len(self.pages)
            lost = (
                t(f"，{asked - made} 份未生成", f"; {asked - made} could not be made") if made < asked else ""
            )
            talk(
                t(
                    f"共 {made} 份报告、{self.written} 个文件，在 {self.target}{lost}",
                    f"{made} reports in {self.written} files, in {self.target}{lost}",
                )
            )

    def _confess(self, order: Order, error: Exception) -> None:
        from eduhub.cli.crash import show_traceback, spot

        if session().debug:
            show_traceback(error)
        where = f"{type(error).__name__}, {spot(error)}"
        self._failed(
            order, t(f"eduhub 自身出了故障（{where}）", f"a fault of eduhub itself ({where})"), FAULT
        )

    def _failed(self, order: Order, why: str, code: int) -> None:
        progress()
        page = f"{order.report.name} {order.id}"
        complain(t(f"未生成 {page}：{why}", f"could not make {page}: {why}"))
        self.exit_code = max(self.exit_code, code)


def _progress(number: int, whole: int) -> None:
    """How far it is; nothing where there is one page only."""
    if whole > 1:
        progress(t(f"生成报告 {number}/{whole}", f"making reports {number}/{whole}"))
