"""A file of results as a table of raw columns: CSV as text, Parquet as it is typed."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from eduhub.core.place import Place, cell_name
from eduhub.core.text import Text
from eduhub.results.trouble import AGAIN, ResultsError, guarded

ROW = "row"  # the position of a row among the rows below the heading, from 0
LARGEST_CSV = 2**31  # bytes; beyond that Parquet is the better file by far
_CHUNK = 2**22
_HEADING_BYTES = 2**20
_WHITE = "".join(filter(str.isspace, map(chr, range(0x3001))))


@dataclass(frozen=True)
class Raw:
    """The columns of a file, named by their positions "0", "1" ..., and what the heading calls them.

    below  the line on which the heading ends, and the rows of a spreadsheet up to there; None for a file
           without lines
    as_gb18030  was it read as GB18030?
    """

    file: str
    frame: pl.LazyFrame
    headings: tuple[str, ...]
    below: tuple[int, int] | None = None
    as_gb18030: bool = False

    @property
    def is_csv(self) -> bool:
        """Are all columns text?"""
        return self.below is not None

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """What a plan on this file comes to; ResultsError where the file turns out to be damaged."""
        with guarded(self.file, is_csv=self.is_csv):
            return frame.collect(engine="streaming")

    def place(self, row: int, at: int, key: str) -> Place:
        """Where a cell stands: its line and the cell that a spreadsheet shows; of Parquet only the row.

        row  from 0; at  the position of the column; key  the column's name, where it has one
        """
        if self.below is None:
            return Place(self.file, row + 1, key=key)
        line, rows = self.below
        return Place(self.file, line + 1 + row + self._breaks(row), cell=cell_name(rows + row, at), key=key)

    def heading_place(self, at: int, key: str) -> Place:
        """Where the heading of a column stands."""
        if self.below is None:
            return Place(self.file, key=key)
        return Place(self.file, self.below[0], cell=cell_name(self.below[1] - 1, at), key=key)

    def _breaks(self, row: int) -> int:
        """The line breaks inside the cells of the rows before a row."""
        if not self._has_breaks:
            return 0
        before = self.frame.filter(pl.col(ROW) < row).select(self._count_of_breaks)
        return int(self.collect(before).item() or 0)

    @cached_property
    def _has_breaks(self) -> bool:
        return bool(self.collect(self.frame.select(self._count_of_breaks)).item())

    @property
    def _count_of_breaks(self) -> pl.Expr:
        cells = [pl.col(str(i)) for i in range(len(self.headings))]
        return pl.sum_horizontal(cell.str.count_matches("\n", literal=True).sum() for cell in cells)


def stripped(column: pl.Expr) -> pl.Expr:
    """Text without the blanks at its ends that Python would take away."""
    return column.str.strip_chars(_WHITE)


def open_table(folder: Path, shown: str, names: Sequence[str]) -> Raw:
    """The one file of these names in a folder; ResultsError where there is none, or more than one."""
    there = [name for name in names if (folder / name).is_file() and not (folder / name).is_symlink()]
    prefix = f"{shown}/" if shown else ""
    if not there:
        problem = Text("没有 {names}", "there is no {names}")
        remedy = Text("把结果文件放在 assessment.yaml 旁边", "put the file beside assessment.yaml")
        raise ResultsError(f"{prefix}assessment.yaml", problem, remedy, names=list(names))
    if len(there) > 1:
        problem = Text("{names} 同时存在，不知道以哪个为准", "{names} are both there, and one must hold")
        remedy = Text("只留一个", "keep one of them")
        raise ResultsError(f"{prefix}{there[0]}", problem, remedy, names=there)
    file = f"{prefix}{there[0]}"
    if there[0].endswith(".parquet"):
        return _parquet(folder / there[0], file)
    return _csv(folder / there[0], file)


# Parquet


def _parquet(path: Path, file: str) -> Raw:
    with guarded(file, is_csv=False):
        scan = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        headings = tuple(scan.collect_schema().names())
        columns = [pl.nth(i).alias(str(i)) for i in range(len(headings))]
        return Raw(file, scan.select(columns).with_row_index(ROW), headings)


# CSV


def _csv(path: Path, file: str) -> Raw:
    """The text of all cells; rows that are blank altogether are left out, and keep their positions."""
    with guarded(file, is_csv=True):
        if path.stat().st_size > LARGEST_CSV:
            problem = Text("CSV 文件超过 2 GiB", "the CSV is larger than 2 GiB")
            raise ResultsError(file, problem, Text("改用 results.parquet", "use results.parquet instead"))
        decoded = None if _is_utf8(path) else _from_gb18030(path, file)
        with path.open("rb") as stream:
            start = decoded[:_HEADING_BYTES] if decoded is not None else stream.read(_HEADING_BYTES)
        headings, below = _heading(start, file)
        source = path if decoded is None else io.BytesIO(decoded)
        names = [str(i) for i in range(len(headings))]
        scan = pl.scan_csv(source, infer_schema=False, new_columns=names, glob=False)
        blank = pl.all_horizontal(stripped(pl.col(name)).fill_null("") == "" for name in names)
        frame = scan.with_row_index(ROW).filter(~blank)
        return Raw(file, frame, headings, below, decoded is not None)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _from_gb18030(path: Path, file: str) -> bytes:
    try:
        return path.read_bytes().decode("gb18030").encode("utf-8")
    except UnicodeDecodeError:
        problem = Text("既不是 UTF-8 也不是 GB18030 文字", "it is neither UTF-8 nor GB18030 text")
        remedy = Text("另存为“CSV UTF-8”", "save it as 'CSV UTF-8'")
        raise ResultsError(file, problem, remedy) from None


def _heading(start: bytes, file: str) -> tuple[tuple[str, ...], tuple[int, int]]:
    """The words of the heading, the line on which it ends, and how many rows there are up to there."""
    text = start.decode("utf-8-sig", "replace")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for position, row in enumerate(reader, start=1):
            if any(word.strip() for word in row):
                return tuple(row), (reader.line_num, position)
    except csv.Error:
        raise ResultsError(file, Text("表头读不懂", "the heading is malformed"), AGAIN, line=1) from None
    raise ResultsError(file, Text("文件是空的", "the file is empty"), AGAIN)
