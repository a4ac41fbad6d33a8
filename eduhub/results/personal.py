"""Keys of pupils that are no pseudonyms, by what they look like; none of them is ever shown."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from eduhub.core.text import Text
from eduhub.results.reading import Reader
from eduhub.results.table import ROW, Raw

_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_ID = f"[1-9][0-9]{{5}}(?:1[89]|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9X]"
# One or two digits tell people of the same name apart; more of them are mostly a number in a row.
_NAMES = Text("汉字姓名", "names in Chinese characters")
# A number of eighteen digits without a day of birth in it may well be a pseudonym.
_LOOKS = (
    (f"^{_ID}$|^[1-9][0-9]{{7}}{_DAY}[0-9]{{3}}$", Text("居民身份证号", "resident IDs")),
    ("^[GL][0-9]{17}[0-9X]$", Text("学籍号", "student numbers")),
    ("^1[3-9][0-9]{9}$", Text("手机号", "phone numbers")),
    (r"^\p{Han}{2,4}[0-9]{0,2}$|^\p{Han}+[·•・]\p{Han}+[0-9]{0,2}$", _NAMES),
)
_NO_NAME = "^(?:学生|考生|编号|代号|序号|样本)[0-9]+$"
_SHORTEST, _LONGEST = 11, 60  # of numbers, in bytes; full-width digits have three each


def personal_keys(raw: Raw, key: Reader) -> Iterator[tuple[int, int, Text]]:
    """For each sort of what keys look like: how many rows, the first of them, and what it is called."""
    text = pl.col("key")
    length = text.str.len_bytes()
    worth_a_look = length.is_between(_SHORTEST, _LONGEST) | (length != text.str.len_chars())
    rows = raw.frame.select(ROW, key=key.value).filter(worth_a_look)
    plain = text.str.normalize("NFKC").str.to_uppercase().str.replace_all("[\\s\\-]", "")
    rows = rows.with_columns(plain)  # only of these: it is the slow step
    numbered = pl.col("key").str.contains(_NO_NAME)
    tests = [pl.col("key").str.contains(pattern) & ~numbered for pattern, _ in _LOOKS]
    counts = [test.sum().alias(f"count {i}") for i, test in enumerate(tests)]
    firsts = [pl.col(ROW).filter(test).min().alias(f"first {i}") for i, test in enumerate(tests)]
    found = raw.collect(rows.select(*counts, *firsts)).row(0, named=True)
    for i, (_, looks) in enumerate(_LOOKS):
        if found[f"count {i}"]:
            yield found[f"count {i}"], found[f"first {i}"], looks
