"""The hidden sheet of codes: each list once, and the references with which drop-downs and checks reach it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from eduhub.core.text import Lang
from eduhub.source.imprint import CODES
from eduhub.source.layout import Column, SheetLayout

NA_WORDS = ("不适用", "n/a")


@dataclass(frozen=True)
class Pairs:
    """References to two columns side by side: values of one field, sorted, and what may go with each."""

    keys: str
    values: str


class Codes:
    """The lists of one workbook; asked for while its sheets are written, written themselves at the end."""

    def __init__(self, lang: Lang, listed: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """The language of the drop-downs, and what is known for this form alone."""
        self._lang = lang
        self._listed = listed
        self._lists: dict[tuple[tuple[str, ...], ...], int] = {}
        self._used = 0

    def shown(self, column: Column) -> str:
        """What the drop-down of a column with choices offers."""
        return self._one([choice.to(self._lang) for choice in column.choices])

    def accepted(self, column: Column) -> str:
        """Every spelling of a choice that is read."""
        words = [word for choice in column.choices for word in (choice.zh, choice.en)]
        lacking = NA_WORDS if column.lacking else ()
        return self._one(dict.fromkeys([*words, *column.spellings, *lacking]))

    def listed(self, column: Column) -> str | None:
        """What is known for this form alone: the schools of its cluster; None where nothing is."""
        codes = [code for code, _ in self._listed.get(str(column.route[-1]), ())]
        return self._one(codes) if codes else None

    def offered(self, layout: SheetLayout, column: Column) -> Pairs | None:
        """For a dependent list: by each word for the other field what is offered."""
        rows = self._rows(layout, column)
        return self._two([(key, choice[self._lang == "en"]) for key, choice in rows]) if rows else None

    def fitting(self, layout: SheetLayout, column: Column) -> Pairs | None:
        """As `offered`, with the choices in both languages."""
        rows = self._rows(layout, column)
        pairs = [(key, word) for key, choice in rows for word in dict.fromkeys(choice)]
        return self._two(pairs) if rows else None

    def _rows(self, layout: SheetLayout, column: Column) -> list[tuple[str, tuple[str, str]]]:
        if column.within is None:
            return []
        other = next(found for found in layout.columns if found.route == column.within.other)
        words = {choice.zh: dict.fromkeys((choice.zh, choice.en)) for choice in other.choices}
        return [
            (word, (choice.zh, choice.en))
            for value, choices in column.within.choices.items()
            for word in words.get(value, {value: None})
            for choice in choices
        ]

    def _one(self, words: Iterable[str]) -> str:
        return self._range(*self._column(tuple(words)))

    def _two(self, rows: Sequence[tuple[str, str]]) -> Pairs:
        keys, values = zip(*rows, strict=True)
        at, _ = self._column(tuple(keys), tuple(values))
        return Pairs(self._range(at, len(keys)), self._range(at + 1, len(values)))

    def _column(self, *columns: tuple[str, ...]) -> tuple[int, int]:
        """Where columns with these words stand, and how many words they have; equal ones stand once."""
        if columns not in self._lists:
            self._lists[columns] = self._used
            self._used += len(columns)
        return self._lists[columns], len(columns[0])

    @staticmethod
    def _range(at: int, count: int) -> str:
        letters = xl_col_to_name(at)
        return f"{CODES}!${letters}$1:${letters}${count}"

    def write(self, book: xlsxwriter.Workbook) -> None:
        """Writes the sheet, hidden."""
        sheet = book.add_worksheet(CODES)
        text = book.add_format({"num_format": "@"})
        for columns, at in self._lists.items():
            for offset, words in enumerate(columns):
                for row, word in enumerate(words):
                    sheet.write_string(row, at + offset, word, text)
        sheet.hide()
