"""Scores as a workbook: what they are in words on the first sheet, the long table on the second."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from eduhub.core.text import Lang, Text, same
from eduhub.kinds.codes import STAGES, SUBJECTS
from eduhub.parameters import INDICATORS
from eduhub.scores.engine import Scores
from eduhub.scores.indicator import NOTES
from eduhub.scores.models.words import PERCENTILES, model_name

LEVELS: dict[str, Text] = {
    "part": Text("校（部）", "school part"),
    "school": Text("学校", "school"),
    "cluster": Text("片区", "cluster"),
    "district": Text("县区", "district"),
    "city": Text("全市", "city"),
}

# The columns of the second sheet: heading, width. The code comes first, what it means beside it.
_COLUMNS: dict[str, tuple[Text, int]] = {
    "level": (Text("层级", "level"), 12),
    "id": (Text("编号", "id"), 18),
    "name": (Text("名称", "name"), 26),
    "stage": (Text("学段", "stage"), 8),
    "subject": (Text("学科", "subject"), 12),
    "year": (Text("学年", "year"), 11),
    "assessment": (Text("测评", "assessment"), 16),
    "model": (Text("模型", "model"), 24),
    "indicator": (Text("指标代码", "indicator"), 18),
    "meaning": (Text("指标", "meaning"), 52),
    "value": (Text("值", "value"), 14),
    "low": (Text("区间下限", "lower end"), 12),
    "high": (Text("区间上限", "upper end"), 12),
    "unit": (Text("单位", "unit"), 12),
    "n": (Text("计入数", "n"), 9),
    "note": (Text("备注", "note"), 30),
}
_OF_ASSESSMENTS = ("subject", "assessment", "model", "low", "high")  # left out where there are none


def workbook(scores: Scores, frame: pl.DataFrame, lang: Lang) -> bytes:
    """The workbook's bytes, which are the same each time; words in one language, numbers as numbers."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    title = _title(scores).to(lang)
    book.set_properties({"created": datetime.combine(scores.as_of, time()), "title": title})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    _about(
        book.add_worksheet(Text("说明", "about").to(lang)), list(_facts(scores, frame)), lang, head, wrapped
    )
    formats = {n: book.add_format({"num_format": f"0.{'0' * n}" if n else "0"}) for n in range(5)}
    units = {unit.zh: unit for unit in (PERCENTILES, *(one.unit for one in scores.assessed))}
    _table(book.add_worksheet(Text("数据", "data").to(lang)), frame, lang, head, formats, units)
    book.close()
    return stream.getvalue()


def _title(scores: Scores) -> Text:
    return Text(f"{scores.year} 学年测算结果", f"Scores of the school year {scores.year}")


def _facts(scores: Scores, frame: pl.DataFrame) -> Iterator[tuple[Text, Text]]:
    """What somebody should know who opens the file: a label and words."""
    yield Text("学年", "school year"), same(scores.year)
    yield Text("截至", "as of"), same(scores.as_of.isoformat())
    yield Text("行数", "rows"), same(str(frame.height))
    before = scores.before
    yield Text("上学年", "year before"), same(before.year) if before else Text("没有数据", "no data")
    yield from _relaxations(scores)
    yield (
        Text("指标代码", "indicator codes"),
        Text(
            "第二张表一行一个数；L1 至 L7 为七项资源指标，后缀表示由它算出的数",
            "one figure a row on the second sheet; L1 to L7 are the seven resource indicators, what follows "
            "the point is computed from them",
        ),
    )
    yield Text("比例", "shares"), Text("按 0 至 1 表示", "from 0 to 1")
    if frame["assessment"].is_not_null().any():
        yield (
            Text("增值", "value-added"),
            Text(
                "相对于全市学生的预期，带 95% 区间；区间重叠的学校分不出先后，不得用来排名",
                "against what the pupils of the city let one expect, with a 95% interval; schools whose "
                "intervals overlap can't be put in order, and no ranking may be made",
            ),
        )
    for note in sorted(frame["note"].drop_nulls().unique()):
        yield Text(f"备注“{NOTES[note].zh}”", f"note '{NOTES[note].en}'"), _of_note(note)


def _relaxations(scores: Scores) -> Iterator[tuple[Text, Text]]:
    label = Text("启用的过渡期规定", "relaxations in use")
    if not scores.relaxations:
        yield label, Text("无", "none")
    for switch in scores.relaxations:
        granted = scores.parameters.relaxation(switch)
        yield label, granted.what
        if granted.doubts:
            yield Text("存疑", "in doubt"), granted.doubts


def _of_note(note: str) -> Text:
    minded = note in ("few-schools", "growing", "reference")
    return (
        Text("数值有效，使用时留意", "the value stands, with this in mind")
        if minded
        else Text("没有数值，不等于 0", "there is no value, which is not 0")
    )


def _about(
    sheet: Worksheet, facts: list[tuple[Text, Text]], lang: Lang, head: Format, wrapped: Format
) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 80)
    for at, (label, words) in enumerate(facts):
        sheet.write_string(at, 0, label.to(lang), head)
        sheet.write_string(at, 1, words.to(lang), wrapped)


def _table(
    sheet: Worksheet,
    frame: pl.DataFrame,
    lang: Lang,
    head: Format,
    formats: dict[int, Format],
    units: Mapping[str, Text],
) -> None:
    assessed = frame["assessment"].is_not_null().any()
    columns = [column for column in _COLUMNS if assessed or column not in _OF_ASSESSMENTS]
    for at, (label, width) in enumerate(_COLUMNS[column] for column in columns):
        sheet.write_string(0, at, label.to(lang), head)
        sheet.set_column(at, at, width)
    for number, row in enumerate(frame.iter_rows(named=True), 1):
        decimals = formats[INDICATORS[row["indicator"]].decimals]
        for at, value in enumerate(_cells(row, columns, lang, units)):
            if isinstance(value, str):
                sheet.write_string(number, at, value)  # never a formula, whatever a name begins with
            elif value is not None:
                sheet.write_number(number, at, value, decimals if isinstance(value, float) else formats[0])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, frame.height, len(columns) - 1)


def _cells(
    row: dict[str, Any], columns: Sequence[str], lang: Lang, units: Mapping[str, Text]
) -> Iterator[str | float | None]:
    """The cells of a row in the order of the columns, codes in words where people read them."""
    entry = INDICATORS[row["indicator"]]
    words = {
        "level": LEVELS[row["level"]].to(lang),
        "stage": STAGES.text(row["stage"]).to(lang) if row["stage"] else None,
        "meaning": entry.label.to(lang),
        "unit": units.get(row["unit"], entry.unit).to(lang) if row["assessment"] else entry.unit.to(lang),
        "note": NOTES[row["note"]].to(lang) if row["note"] else None,
        "subject": SUBJECTS.text(row["subject"]).to(lang) if row["subject"] else None,
        "model": model_name(row["model"]).to(lang) if row["model"] else None,
    }
    for column in columns:
        yield words[column] if column in words else row[column]
