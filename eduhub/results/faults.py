"""What is wrong in the rows of results: masks for polars, counted in one pass, without a value of any row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

import polars as pl

from eduhub.core.place import Place
from eduhub.core.text import Text, same
from eduhub.kinds.assessment import Assessment
from eduhub.kinds.codes import GRADE_LEVELS, RESULT_STATES, SUBJECTS, CodeList
from eduhub.results.levels import Levels
from eduhub.results.personal import personal_keys
from eduhub.results.reading import Reader
from eduhub.results.reasons import MOVED_IN
from eduhub.results.results import Results
from eduhub.results.table import ROW, Raw
from eduhub.source.pupils import names_a_person


class Sort(Enum):
    """What is wrong."""

    BLANK = auto()
    WRONG = auto()
    UNREGISTERED = auto()
    NOT_ASSESSED = auto()
    OVER_FULL_MARK = auto()
    NO_WEIGHT = auto()
    NO_OUTCOME = auto()
    OUTCOME_OF_ABSENT = auto()
    ENTERED_LATER = auto()
    NOT_ENTERED = auto()
    DOUBLED = auto()
    NO_REFERENCE = auto()
    NO_ROWS = auto()
    UNKNOWN_COLUMN = auto()
    READ_AS_GB18030 = auto()
    PERSONAL_KEY = auto()
    PERSONAL_COLUMN = auto()


@dataclass(frozen=True)
class Fault:
    """Something wrong in a column: how often, where first, and what the words about it need.

    column  what people call it; count  of rows
    """

    sort: Sort
    place: Place
    column: Text = field(default_factory=lambda: same(""))
    count: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class _Mask:
    """A test on the raw columns of a file; the name of the column that is blamed."""

    sort: Sort
    name: str
    test: pl.Expr
    facts: Mapping[str, object] = field(default_factory=dict)


def faults_in_results(results: Results, registered: Collection[str]) -> Iterator[Fault]:
    """All that is wrong in results; ResultsError where the file turns out to be damaged.

    registered  the codes that a register knows; empty where there is none
    """
    raw, readers = results.raw, results.readers
    yield from _of_file(raw, results.unknown)
    masks = [
        *_of_cells(readers, ("key", "school", "subject")),
        *_of_codes(readers, results.head, registered),
        *_of_marks(readers, results.head),
        *_of_states(readers, results.head),
    ]
    yield from _counted(raw, readers, masks)
    yield from _of_doubled(results)
    yield from _of_references(results)
    for count, row, looks in personal_keys(raw, readers["key"]):
        yield _at(raw, readers["key"], Sort.PERSONAL_KEY, row, count, {"looks": looks})


def faults_in_levels(levels: Levels, head: Assessment, registered: Collection[str]) -> Iterator[Fault]:
    """All that is wrong in counts by level."""
    yield from _of_file(levels.raw, levels.unknown)
    masks = [
        *_of_cells(levels.readers, tuple(levels.readers)),
        *_of_codes(levels.readers, head, registered),
    ]
    yield from _counted(levels.raw, levels.readers, masks)
    names = ("school", "subject", "level")
    rows = levels.raw.frame.select(ROW, *(levels.readers[name].value.alias(name) for name in names))
    again = levels.raw.collect(rows.drop_nulls()).filter(~pl.struct(names).is_first_distinct())
    if again.height:
        yield _at(levels.raw, levels.readers["level"], Sort.DOUBLED, again[ROW][0], again.height)


def _at(
    raw: Raw, reader: Reader, sort: Sort, row: int, count: int, facts: Mapping[str, object] | None = None
) -> Fault:
    place = raw.place(row, reader.at, reader.wanted.name)
    return Fault(sort, place, reader.wanted.label, count, facts or {})


def _counted(raw: Raw, readers: Mapping[str, Reader], masks: list[_Mask]) -> Iterator[Fault]:
    """How many rows each test is true of, and the first of them, all in one pass."""
    counts = [mask.test.sum().alias(f"count {i}") for i, mask in enumerate(masks)]
    firsts = [pl.col(ROW).filter(mask.test).min().alias(f"first {i}") for i, mask in enumerate(masks)]
    found = raw.collect(raw.frame.select(pl.len().alias("rows"), *counts, *firsts)).row(0, named=True)
    if not found["rows"]:
        yield Fault(Sort.NO_ROWS, raw.heading_place(0, ""))
    for i, mask in enumerate(masks):
        if found[f"count {i}"]:
            reader = readers[mask.name]
            yield _at(raw, reader, mask.sort, found[f"first {i}"], found[f"count {i}"], mask.facts)


# The file as a whole


def _of_file(raw: Raw, unknown: Iterable[int]) -> Iterator[Fault]:
    if raw.as_gb18030:
        yield Fault(Sort.READ_AS_GB18030, Place(raw.file))
    for at, heading in enumerate(raw.headings):
        if names_a_person(heading):
            yield Fault(Sort.PERSONAL_COLUMN, raw.heading_place(at, ""), same(heading.strip()))
        elif at in unknown:
            yield Fault(Sort.UNKNOWN_COLUMN, raw.heading_place(at, ""), same(heading.strip()))


# Single cells


def _of_cells(readers: Mapping[str, Reader], required: Collection[str]) -> Iterator[_Mask]:
    """Blank cells where none may be, and cells that the model refuses."""
    for name, reader in readers.items():
        if name in required and not reader.is_whole:
            yield _Mask(Sort.BLANK, name, reader.blank)
        if reader.bad is not None:
            yield _Mask(Sort.WRONG, name, reader.bad, {"wanted": _wanted(name, reader)})


_WANTED = {
    "key": Text("不超过 200 个字的代号", "a key of at most 200 characters"),
    "school": Text("学校标识码", "a school code"),
    "subject": Text("可选的学科", "one of the subjects"),
    "entered": Text("日期", "a date"),
    "weight": Text("不小于 0 的数", "a number of at least 0"),
}


def _wanted(name: str, reader: Reader) -> Text:
    """What belongs into a column, by its name, else by its type."""
    if name in ("state", "level"):
        return _listed(RESULT_STATES if name == "state" else GRADE_LEVELS)
    if reader.wanted.dtype == pl.Int64:
        return Text("不小于 0 的整数", "a whole number of at least 0")
    if reader.wanted.dtype == pl.Float64:
        return _WANTED.get(name, Text("数字", "a number"))
    return _WANTED.get(name, Text("一行文字", "a line of text"))


def _listed(codes: CodeList) -> Text:
    words = [codes.text(value) for value in codes.values]
    zh = "、".join(word.zh for word in words)
    return Text(f"可选的值（{zh}）", f"one of {', '.join(f'{word.zh} ({word.en})' for word in words)}")


def _of_codes(
    readers: Mapping[str, Reader], head: Assessment, registered: Collection[str]
) -> Iterator[_Mask]:
    """Schools that no register knows, and subjects that were not assessed."""
    known = frozenset(registered)
    strange = sorted((readers["school"].values or frozenset()) - known - {None}) if known else []
    if strange:
        test = readers["school"].value.is_in(strange).fill_null(value=False)
        yield _Mask(Sort.UNREGISTERED, "school", test, {"schools": len(strange)})
    assessed = {one.subject for one in head.subjects}
    others = sorted((readers["subject"].values or frozenset()) - assessed - {None})
    if others:
        test = readers["subject"].value.is_in(others).fill_null(value=False)
        yield _Mask(Sort.NOT_ASSESSED, "subject", test, {"subjects": [SUBJECTS.text(one) for one in others]})


# Marks


def _of_marks(readers: Mapping[str, Reader], head: Assessment) -> Iterator[_Mask]:
    """Marks below 0 or above the full mark, by subject, and weights that weigh nothing."""
    for name, limit in (("prior", "prior_max"), ("outcome", "outcome_max")):
        for subject in head.subjects if name in readers else ():
            most = getattr(subject, limit)
            if most:
                mark, reader = readers[name].value, readers[name]
                other = (mark < 0) | (mark > most)
                of_it = readers["subject"].value == subject.subject
                sound = ~reader.bad if reader.bad is not None else pl.lit(value=True)
                test = (other & of_it & sound).fill_null(value=False)
                yield _Mask(
                    Sort.OVER_FULL_MARK, name, test, {"subject": SUBJECTS.text(subject.subject), "most": most}
                )
    if "weight" in readers:
        weight = readers["weight"]
        yield _Mask(Sort.NO_WEIGHT, "weight", weight.blank | (weight.value == 0).fill_null(value=False))


# Who was there


def _of_states(readers: Mapping[str, Reader], head: Assessment) -> Iterator[_Mask]:
    """Outcomes that lack or are there against the state, and days on which pupils came."""
    outcome = readers["outcome"]
    there = pl.lit(value=True)
    if "state" in readers:
        state = readers["state"].value
        absent = state.is_in(["缺考", "免考"]).fill_null(value=False)
        yield _Mask(Sort.OUTCOME_OF_ABSENT, "outcome", absent & ~outcome.blank)
        there = readers["state"].blank | state.is_in(["正常", MOVED_IN]).fill_null(value=False)
        if "entered" in readers:
            moved_in = (state == MOVED_IN).fill_null(value=False)
            yield _Mask(Sort.NOT_ENTERED, "entered", moved_in & readers["entered"].blank)
    yield _Mask(Sort.NO_OUTCOME, "outcome", outcome.blank & there)
    if "entered" in readers:
        later = (readers["entered"].value > head.dates.outcome).fill_null(value=False)
        yield _Mask(Sort.ENTERED_LATER, "entered", later, {"day": head.dates.outcome})


# Across rows


def _of_doubled(results: Results) -> Iterator[Fault]:
    """Rows that repeat the pupil and subject of an earlier one."""
    doubled = results.doubled()
    if doubled.is_empty():
        return
    raw, readers = results.raw, results.readers
    rows = raw.frame.select(ROW, key=readers["key"].value, subject=readers["subject"].value)
    those = raw.collect(rows.join(doubled.lazy(), on=["key", "subject"], how="semi")).sort(ROW)
    again = those.filter(~pl.struct("key", "subject").is_first_distinct())
    yield _at(raw, readers["key"], Sort.DOUBLED, again[ROW][0], again.height)


def _of_references(results: Results) -> Iterator[Fault]:
    """Categories that the head compares with, and that no pupil belongs to."""
    for covariate in results.head.covariates:
        reader = results.readers[covariate.name]
        there = reader.values or frozenset()
        if covariate.type == "category" and covariate.reference and covariate.reference not in there:
            place = results.raw.heading_place(reader.at, covariate.name)
            facts = {"reference": covariate.reference}
            yield Fault(Sort.NO_REFERENCE, place, reader.wanted.label, facts=facts)
