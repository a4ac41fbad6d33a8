"""CSV as a grid: strict UTF-8, else strict GB18030 and a note; nothing else is guessed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from eduhub.core.place import Place, cell_name
from eduhub.core.rule import Finding
from eduhub.source import limits, problems
from eduhub.source.grid import Grid
from eduhub.source.problems import RefusedError

csv.field_size_limit(limits.CELL_TEXT)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_csv(file: str, raw: bytes) -> tuple[Grid, tuple[Finding, ...]]:
    """The grid of a CSV file, and a note where it is GB18030.

    Raises RefusedError where it is neither encoding, has control characters, or quotes that never close.
    """
    text, notes = _decode(file, raw)
    if unseen := _CONTROL.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        raise RefusedError(problems.CONTROL_CHARACTER, character=f"U+{ord(unseen[0]):04X}", line=line)
    rows, starts = _records(text)
    lines = io.StringIO(text, newline="").readlines()

    def place(row: int, column: int) -> Place:
        line = starts[row] if row < len(starts) else len(lines)
        return _field_place(file, lines, line, row, column)

    return Grid(file, rows, place, typed=False), notes


def _decode(file: str, raw: bytes) -> tuple[str, tuple[Finding, ...]]:
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        try:
            return raw.decode("gb18030"), (problems.READ_AS_GB18030.at(Place(file)),)
        except UnicodeDecodeError:
            line = raw.count(b"\n", 0, error.start) + 1
            raise RefusedError(problems.NOT_UTF8, byte=error.start + 1, guess="", line=line) from None


def _records(text: str) -> tuple[list[list[str]], list[int]]:
    """All records, and the line on which each begins."""
    rows: list[list[str]] = []
    starts: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for row in reader:
            rows.append(row)
            starts.append(start)
            start = reader.line_num + 1
            if len(rows) > limits.ROWS:
                raise RefusedError(
                    problems.OVER_LIMITS, what=problems.ROW_COUNT, size=len(rows), limit=limits.ROWS
                )
    except csv.Error:
        raise RefusedError(problems.CSV_QUOTES, line=start) from None
    return rows, starts


def _field_place(file: str, lines: Sequence[str], line: int, row: int, column: int) -> Place:
    """The place of a field: where it begins in the text, and the cell that a spreadsheet shows."""
    left, at_line, at_column, quoted = column, line, 1, False
    while left and at_line <= len(lines):
        for position, character in enumerate(lines[at_line - 1], start=1):
            quoted ^= character == '"'
            if character == "," and not quoted:
                left -= 1
                if not left:
                    at_column = position + 1
                    break
        if not left or not quoted:
            break
        at_line += 1
    return Place(file, at_line, at_column, cell=cell_name(row, column))
