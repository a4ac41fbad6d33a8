"""Which columns of a file hold what, by their headings, and what a single value of each may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import polars as pl
from pydantic import TypeAdapter, ValidationError

from eduhub.core.text import Text, same
from eduhub.kinds.assessment import Assessment, LevelCount, Result
from eduhub.kinds.base import Field, Kind, Record, Table, fields
from eduhub.kinds.types import Line, Real
from eduhub.results.table import Raw
from eduhub.results.trouble import ResultsError
from eduhub.source.layout import normal

PRIORS = ("prior", *(f"prior{n}" for n in range(2, 10)))
_DTYPES: dict[str, type[pl.DataType]] = {"float": pl.Float64, "int": pl.Int64, "date": pl.Date}


@dataclass(frozen=True)
class Wanted:
    """A column that a file may have: its name in the frame, its words, its headings and its type."""

    name: str
    label: Text
    annotation: Any
    names: frozenset[str]
    required: bool = False
    number: int = 0

    @property
    def dtype(self) -> type[pl.DataType]:
        """What its values are in the frame."""
        return _DTYPES.get(_core(self.annotation)["type"], pl.String)

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest number that the model takes."""
        core = _core(self.annotation)
        return core["ge"], core["le"]

    def read(self, text: str) -> Any:
        """The value that the model of a row reads from a text that is not blank; None where it takes none."""
        try:
            return _adapter(self.annotation).validate_python(text)
        except ValidationError:
            return None


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation, config=Record.model_config)


@cache
def _core(annotation: Any) -> dict[str, Any]:
    """The innermost schema of a value: inside of what reads it and of what lets it be blank."""
    core: Any = _adapter(annotation).core_schema
    while "schema" in core:
        core = core["schema"]
    return dict(core)


def of_results(head: Assessment) -> Iterator[Wanted]:
    """The columns of `results.csv` under a head: priors only as far as it says that there are some."""
    needs_prior = any(subject.prior is not None for subject in head.subjects)
    for name, field in fields(Result).items():
        required = name in ("key", "school", "subject", "outcome") or (name == "prior" and needs_prior)
        yield _of_field(name, field, required=required)
    prior = fields(Result)["prior"]
    for name in PRIORS[1:]:
        label = Text(f"{prior.label.zh}{name[5:]}", f"{prior.label.en} {name[5:]}")
        names = frozenset(map(normal, (name, label.zh, label.en)))
        yield Wanted(name, label, _annotation(prior), names)
    for covariate in head.covariates:
        kind: Any = (Real if covariate.type == "number" else Line) | None
        yield Wanted(
            covariate.name, same(covariate.name), kind, frozenset({normal(covariate.name)}), required=True
        )


def of_levels() -> Iterator[Wanted]:
    """The columns of `levels.csv`, all of them required."""
    for name, field in fields(LevelCount).items():
        yield _of_field(name, field, required=True)


class _Results(Table[Result]):
    """The rows of results, for their headings."""


class _Levels(Table[LevelCount]):
    """The rows of levels, for their headings."""


@cache
def _headings() -> Mapping[str, frozenset[str]]:
    """The headings that mean each field of a row."""
    nowhere = Text("", "")
    kinds = (Kind("results", nowhere, _Results, "34", ""), Kind("levels", nowhere, _Levels, "34", ""))
    columns = [column for kind in kinds for column in kind.layout.sheets[0].columns]
    return {str(column.route[0]): column.names for column in columns}


def _of_field(name: str, field: Field, *, required: bool) -> Wanted:
    return Wanted(name, field.label.text, _annotation(field), _headings()[name], required)


def _annotation(field: Field) -> Any:
    """The type of a field with all that judges it."""
    return Annotated[field.info.annotation, *field.info.metadata]


@dataclass(frozen=True)
class Matched:
    """Which column of a file, by its position, is which of those wanted; the rest are unknown."""

    found: Mapping[str, tuple[int, Wanted]]
    unknown: tuple[int, ...]


def match(raw: Raw, wanted: Sequence[Wanted]) -> Matched:
    """The columns by their headings; ResultsError where required ones lack or one is there twice."""
    found: dict[str, tuple[int, Wanted]] = {}
    unknown: list[int] = []
    for at, heading in enumerate(raw.headings):
        meant = next((one for one in wanted if normal(heading) in one.names), None)
        if meant is None:
            unknown.append(at)
        elif meant.name in found:
            problem = Text("有两列都是「{column}」", "two columns are both '{column}'")
            raise ResultsError(raw.file, problem, _ONE, line=1, column=meant.label)
        else:
            found[meant.name] = (at, meant)
    if missing := [one for one in wanted if one.required and one.name not in found]:
        labels = Text(
            "、".join(one.label.zh for one in missing),
            ", ".join(one.label.en for one in missing),
        )
        problem = Text("缺少的列：{columns}", "missing columns: {columns}")
        known = fields(Result).keys() | fields(LevelCount).keys()
        is_covariate = any(one.name not in known for one in missing)
        remedy = _ADD_OR_DROP if is_covariate else _ADD
        raise ResultsError(raw.file, problem, remedy, line=1, columns=labels)
    return Matched(found, tuple(at for at in unknown if raw.headings[at].strip()))


_ONE = Text("只留一列", "keep one of them")
_ADD = Text("补上这些列，表头用所列名称", "add them, under these headings")
_ADD_OR_DROP = Text(
    "补上这些列，表头用所列名称；协变量也可从 assessment.yaml 的 covariates 删去",
    "add them, under these headings, or take covariates out of assessment.yaml",
)
