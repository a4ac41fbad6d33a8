"""Why results can't be used as a whole, in words that never hold anything of their rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from eduhub.core.errors import UnreadableError
from eduhub.core.text import Text


class ResultsError(UnreadableError):
    """The results of an assessment can't be used at all.

    file     as findings name it
    line     1 where the heading is to blame, else None
    problem  what is wrong; remedy  what to do about it
    """

    def __init__(
        self, file: str, problem: Text, remedy: Text, *, line: int | None = None, **facts: object
    ) -> None:
        """The words with `{name}` for the facts."""
        self.file, self.line = file, line
        self.problem, self.remedy = (_filled(words, facts) for words in (problem, remedy))
        super().__init__(
            "{file}：{problem}；{remedy}",
            "{file}: {problem}; {remedy}",
            file=file,
            problem=self.problem,
            remedy=self.remedy,
        )


def _filled(words: Text, facts: dict[str, object]) -> Text:
    return Text(words.fill("zh", facts), words.fill("en", facts))


AGAIN = Text("重新导出这个文件", "export the file once more")
_NO_PARQUET = Text("文件损坏，或者不是 Parquet 文件", "the file is damaged, or no Parquet at all")
_NO_CSV = Text(
    "CSV 的行列不齐：有的行比表头多出单元格，或者引号没有成对",
    "the CSV is uneven: a row has more cells than the heading, or a quote never closes",
)


@contextmanager
def guarded(file: str, *, is_csv: bool) -> Iterator[None]:
    """Turns what polars raises into an error of ours: its own words may hold values of the file."""
    try:
        yield
    except ResultsError:
        raise
    except (pl.exceptions.PolarsError, OSError, ValueError, OverflowError):
        raise ResultsError(file, _NO_CSV if is_csv else _NO_PARQUET, AGAIN) from None
    except BaseException as error:
        # A panic of polars is no Exception; its words may hold values too.
        if not isinstance(error, pl.exceptions.PanicException):
            raise
        raise ResultsError(file, _NO_CSV if is_csv else _NO_PARQUET, AGAIN) from None
