"""What is said about a column: the hint row, the message while a cell is filled in, what is refused."""

from __future__ import annotations

from collections.abc import Iterator

from eduhub.core.text import LANGS, Lang, Text
from eduhub.source.layout import Column, Sort
from eduhub.source.listing import joined

_ENDLESS = 1_000_000  # a greater bound is there against slips of the keyboard and tells nobody anything
_DATE = Text("日期，如 2025-09-01", "date, as in 2025-09-01")
_CHOOSE = Text("下拉选择", "choose from the list")
_SEVERAL = Text("可多选，用、分开", "several are separated by 、")
_CODE = Text("编号，按文本填", "id, kept as text")
_YEAR = "2025-2026"
_WORDS = Text("文字", "words")
_LACKING = Text("没有这一项的填“不适用”", "where there is no such thing: 不适用")
_BLANK = Text("没有就空着", "blank if there is none")
_REQUIRED, _OPTIONAL = Text("必填", "required"), Text("选填", "optional")
_FEW = 8  # choices that a hint names
_TITLE, _MESSAGE = 32, 255  # what a spreadsheet program shows of the message of a cell


def hint(column: Column, lang: Lang, other: Column | None = None) -> str:
    """What to fill into a column, in one line.

    other  the column on which its choices depend
    """
    parts = [part.to(lang) for part in _parts(column, other)]
    return ("；" if lang == "zh" else "; ").join(parts)


def _parts(column: Column, other: Column | None) -> Iterator[Text]:
    sort = _sort(column, other)
    yield sort
    if column.joined and "顿号" not in (column.hint.zh if column.hint else ""):
        yield _SEVERAL
    if column.lacking:
        yield _LACKING
    if column.hint and column.hint.zh not in sort.zh:
        yield column.hint
    if not column.required and not column.lacking and column.sort in (Sort.WHOLE, Sort.NUMBER):
        yield _BLANK


def _sort(column: Column, other: Column | None) -> Text:
    """The sort of value that is wanted."""
    if column.choices and not column.joined:
        if other is None:
            return _CHOOSE
        zh, en = other.label.zh, other.label.en
        return Text(f"先填“{zh}”，再下拉选择", f"fill in '{en}' first, then choose from the list")
    if column.choices:
        return _named(column)
    if column.width:
        return Text(f"{column.width} 位数字，按文本填", f"{column.width} digits, kept as text")
    if column.code:
        return _CODE
    return _limits(column)


def _named(column: Column) -> Text:
    """The choices themselves where they are few; else where they can be seen."""
    zh, en = (joined(choice.to(lang) for choice in column.choices) for lang in LANGS)
    if len(column.choices) <= _FEW:
        return Text(f"填：{zh}", f"choose: {en}")
    return Text("点击单元格看可填的词", "click on a cell to see the words")


def _limits(column: Column) -> Text:
    """Numbers with their bounds, dates, words with the most characters that they may have."""
    if column.sort is Sort.DATE:
        return _DATE
    if column.sort in (Sort.WHOLE, Sort.NUMBER):
        return _number(column)
    if column.longest and not column.joined:
        return Text(f"文字，最多 {column.longest} 字", f"words, up to {column.longest} characters")
    shown = _YEAR if column.route[-1] == "year" else column.example
    if shown and not column.hint:
        return Text(f"写法如 {shown}", f"as in {shown}")
    return _WORDS


def _number(column: Column) -> Text:
    whole = column.sort is Sort.WHOLE
    noun = Text("整数", "whole number") if whole else Text("数字", "number")
    least, most = column.between
    if most is not None and most < _ENDLESS and least is not None:
        return Text(f"{noun.zh}，{least:g} 至 {most:g}", f"{noun.en} from {least:g} to {most:g}")
    if least == 0:
        return Text(f"{noun.zh}，0 或以上", f"{noun.en}, 0 or more")
    return Text(f"{noun.zh}，可为负数", f"{noun.en}, may be negative")


def message(column: Column, lang: Lang, other: Column | None = None) -> tuple[str, str]:
    """Title and words of the message that appears beside a cell; columns of several name their choices."""
    demand = (_REQUIRED if column.required else _OPTIONAL).to(lang)
    words = f"{demand}{'；' if lang == 'zh' else '; '}{hint(column, lang, other)}"
    if column.joined and len(column.choices) > _FEW:
        words += f"\n{joined(choice.to(lang) for choice in column.choices)}"
    return _cut(column.heading(lang), _TITLE), _cut(words, _MESSAGE)


def refusal(column: Column, lang: Lang, other: Column | None = None) -> tuple[str, str]:
    """Title and words of the alert when something else is typed."""
    words = Text(
        f"这一格应填：{hint(column, 'zh', other)}。", f"This cell takes: {hint(column, 'en', other)}."
    ).to(lang)
    return _cut(column.heading(lang), _TITLE), _cut(words, _MESSAGE)


def _cut(words: str, most: int) -> str:
    """The words as far as they are shown."""
    return words if len(words) <= most else words[: most - 1] + "…"
