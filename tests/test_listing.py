"""Cells that hold several values: they are taken apart as people write them and lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduhub.source.listing import joined, split

VALUES = st.text(st.sampled_from('《》"、，,；;/ab文\n '), min_size=1).map(str.strip).filter(bool)


@given(st.lists(VALUES))
def test_what_was_joined_is_split_into_the_same_values(values: list[str]) -> None:
    assert split(joined(values)) == values


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("语文、数学，英语/科学；体育\n美术", ["语文", "数学", "英语", "科学", "体育", "美术"]),
        ("《关于语文、数学作业的通知》、附件二", ["《关于语文、数学作业的通知》", "附件二"]),
        ('"甲、乙"、丙', ["甲、乙", "丙"]),
        ('附件"二"、附件三', ['附件"二"', "附件三"]),
        ("语文、、 数学 、", ["语文", "数学"]),
        ("《没有完的标题、附件", ["《没有完的标题", "附件"]),
        ("  ", []),
    ],
)
def test_signs_separate_values_but_not_within_titles_and_quotes(cell: str, values: list[str]) -> None:
    assert split(cell) == values
