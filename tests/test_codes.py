"""Code lists: every spelling that is printed can be read again."""

from __future__ import annotations

import pytest

from eduhub.kinds import codes
from eduhub.kinds.codes import CodeList

LISTS = {name: found for name, found in vars(codes).items() if isinstance(found, CodeList)}
SPELLINGS = [
    (name, spelling, value)
    for name, found in LISTS.items()
    for value in found.values
    for spelling in (value, found.text(value).en, f"　{value} ")
]


@pytest.mark.parametrize(("name", "spelling", "value"), SPELLINGS)
def test_a_value_is_read_in_either_language(name: str, spelling: str, value: str) -> None:
    assert LISTS[name].read(spelling) == value


def test_roman_numerals_and_wide_brackets_are_read_in_both_forms() -> None:
    assert codes.LEVELS.read("III级") == codes.LEVELS.read("Ⅲ级") == "Ⅲ级"
    assert codes.EXCHANGE_FORMS.read("工作室(坊)") == "工作室（坊）"
