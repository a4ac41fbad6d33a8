"""Every error that pydantic knows has words in both languages, and they fill."""

from __future__ import annotations

import re
from enum import Enum
from string import Formatter
from typing import Annotated, Any, Literal, get_args

import pytest
from pydantic import BaseModel, Field, HttpUrl, TypeAdapter, ValidationError
from pydantic_core import core_schema

# The list of all errors has no public name; an upgrade that moves it fails here, not at a user's.
from pydantic_core._pydantic_core import list_all_errors

from eduhub.checks.shape_words import WORDS, choices, facts
from eduhub.core.text import LANGS, Lang, Text

CONTEXTS: dict[str, dict[str, Any]] = {e["type"]: e["example_context"] or {} for e in list_all_errors()}
TYPES = sorted(WORDS)
LATIN_IN_ZH = {"JSON", "UTF", "UUID", "YAML", "eduhub", "false", "true"}
CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
DEVELOPERS_WORDS = re.compile(
    r"\b(python|pydantic|dict\w*|tuple|instance|class|object|attribute|argument|none|null|iterable|"
    r"callable|sentinel|parse|valid|invalid|input|boolean|integer|string|float|error)\b",
    re.IGNORECASE,
)


def names(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def plain(words: str) -> str:
    return re.sub(r"\{\w+\}", "", words)


def templates(error_type: str) -> tuple[Text, Text]:
    return WORDS[error_type].problem, WORDS[error_type].fix


def said(annotation: Any, value: object, lang: Lang) -> str:
    """What a finding would say about a value that pydantic refuses."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(annotation).validate_python(value)
    error = caught.value.errors()[0]
    filled = {"value": value, **facts(error.get("ctx", {}))}
    return WORDS[error["type"]].problem.fill(lang, filled)


def test_every_error_type_of_pydantic_has_words_and_no_other() -> None:
    assert set(WORDS) == set(get_args(core_schema.ErrorType)) == set(CONTEXTS)


def test_every_code_is_one_of_the_twelve_shape_rules() -> None:
    assert {words.code for words in WORDS.values()} == {f"E02{number:02}" for number in range(1, 13)}


@pytest.mark.parametrize("error_type", TYPES)
def test_words_fill_with_what_pydantic_gives(error_type: str) -> None:
    filled = {"value": "45", "hint": Text("，是不是「周课时」？", "; is it 'lessons'?")}
    filled |= facts(CONTEXTS[error_type])
    for text in templates(error_type):
        for lang in LANGS:
            assert "{" not in text.fill(lang, filled)


@pytest.mark.parametrize("error_type", TYPES)
def test_both_languages_tell_the_same_facts(error_type: str) -> None:
    for text in templates(error_type):
        assert names(text.zh) == names(text.en)


@pytest.mark.parametrize("error_type", TYPES)
def test_chinese_words_are_chinese(error_type: str) -> None:
    for text in templates(error_type):
        assert CJK.search(text.zh)
        assert set(re.findall("[A-Za-z]+", plain(text.zh))) <= LATIN_IN_ZH


@pytest.mark.parametrize("error_type", TYPES)
def test_english_words_are_english(error_type: str) -> None:
    for text in templates(error_type):
        assert re.search("[a-z]", text.en)
        assert not CJK.search(text.en)


@pytest.mark.parametrize("error_type", TYPES)
def test_no_word_is_a_developers_word(error_type: str) -> None:
    for text in templates(error_type):
        assert not DEVELOPERS_WORDS.search(plain(text.en))


@pytest.mark.parametrize("error_type", TYPES)
def test_no_sentence_shouts_or_ends_itself(error_type: str) -> None:
    for text in templates(error_type):
        for words in (text.zh, text.en):
            assert not re.search(r"[!！]|[.。；;，,\s]$", words)


def test_only_an_unknown_field_has_a_hint() -> None:
    hinted = {error_type for error_type in TYPES if "hint" in names(WORDS[error_type].problem.zh)}
    assert hinted == {"extra_forbidden"}


def test_all_words_can_be_printed_on_a_gbk_console() -> None:
    for error_type in TYPES:
        for text in templates(error_type):
            assert (text.zh + text.en).encode("gbk")


class Grade(Enum):
    ONE = "it's"
    TWO = "甲，乙 or 丙"


class Lesson(BaseModel):
    sort: Literal["课"]


class Visit(BaseModel):
    sort: Literal["访", "会"]


@pytest.mark.parametrize(
    ("annotation", "value", "zh", "en"),
    [
        (Annotated[int, Field(le=40)], 45, "的值45超出范围，应不大于 40", "is 45; it should be at most 40"),
        (
            Literal["小学", "初中", 3],
            "高中",
            "的值高中不在可选的值之内，可选：小学、初中、3",
            "is 高中; it should be one of: 小学, 初中, 3",
        ),
        (
            Grade,
            "q",
            "的值q不在可选的值之内，可选：it's、甲，乙 or 丙",
            "is q; it should be one of: it's, 甲，乙 or 丙",
        ),
        (
            Annotated[Lesson | Visit, Field(discriminator="sort")],
            {"sort": "休"},
            "中的「sort」是 休，可选：课、访、会",
            "has 休 as its 'sort', which should be one of: 课, 访, 会",
        ),
        (
            HttpUrl,
            "ftp://x",
            "的值ftp://x开头不对，网址的开头可以是：http、https",
            "is ftp://x; an address here should begin with one of: http, https",
        ),
        (
            Annotated[set[int], Field(max_length=2)],
            [1, 2, 3],
            "的项数超过上限 2",
            "has more items than the limit of 2",
        ),
    ],
)
def test_what_pydantic_refuses_is_said_in_both_languages(
    annotation: Any, value: object, zh: str, en: str
) -> None:
    assert [said(annotation, value, lang) for lang in LANGS] == [zh, en]


def test_facts_leave_out_what_is_not_for_users() -> None:
    assert facts({"class": "Path", "error": ValueError("张三"), "min_length": 2}) == {"min_length": 2}


def test_choices_of_an_enumeration_show_values_and_no_member_names() -> None:
    assert choices("<Grade.ONE: \"it's\">, 'x', 3 or 'or'") == ("it's", "x", "3", "or")


def test_choices_keep_a_backslash_and_survive_a_broken_quote() -> None:
    assert choices(r"""'a\\b' or '\'"'""") == ("a\\b", "'\"")
    assert choices("'it's") == ("it", "s")


def test_no_choices_are_an_empty_list() -> None:
    assert choices("") == ()
