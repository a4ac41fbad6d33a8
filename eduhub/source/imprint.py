"""What a form says of itself beside its data: which form it is, whose, when filled in, what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from eduhub.core.place import Place
from eduhub.core.text import Text
from eduhub.source.grid import Grid
from eduhub.source.layout import Column, SheetLayout, Sort, normal
from eduhub.source.pairs import find_labels, value_column

KINDS: Final = "eduhub.kinds"  # as in `school@1 classes@1`
SCHEMA: Final = "eduhub.schema"  # of all kinds, in forms that do not say it kind by kind
FORM: Final = "eduhub.form"
PARTIAL: Final = "eduhub.partial"  # only the rows that failed: no submission
COLLECTED: Final = "eduhub.collected"  # and the name of a form: what many handed in, in one workbook
CONTENT: Final = "eduhub.content"  # the hash of what it was filled in with before it went out
ISSUED: Final = "eduhub.unit."  # and `school`, `cluster`, `district`, `year`: whom the form was made for
SAVED: Final = "dcterms:modified"  # when a program saved it last, from the file's own properties

META, CODES, MARKS = "_meta", "_codes", "_marks"
GUIDE, COVER_TITLE = Text("填表说明", "guide"), Text("封面", "cover")
FINDINGS, NAMES = Text("问题清单", "findings"), Text("名录", "names")
_APART: Final = frozenset(
    normal(words) for title in (GUIDE, COVER_TITLE, FINDINGS, NAMES) for words in (title.zh, title.en)
)

UNIT_WORDS: Final = {
    "school": Text("学校", "school"),
    "cluster": Text("片区", "cluster"),
    "district": Text("县区", "district"),
    "year": Text("学年", "school year"),
}
OWNERS: Final = tuple(UNIT_WORDS)
COVER: Final = SheetLayout(
    "cover",
    COVER_TITLE,
    (
        Column(("unit",), Text("填报单位", "unit"), required=False),
        Column(("school",), Text("学校标识码", "school code"), required=False, code=True, width=10),
        Column(("cluster",), Text("片区编号", "cluster id"), required=False, code=True),
        Column(("district",), Text("县区编号", "district id"), required=False, code=True),
        Column(("year",), Text("学年", "school year"), required=False),
        Column(("head",), Text("单位负责人", "person in charge"), required=False, personal=True),
        Column(("filled_by",), Text("填表人", "filled in by"), required=False, personal=True),
        Column(("filled_on",), Text("填表日期", "filled in on"), required=False, sort=Sort.DATE),
    ),
    pairs=True,
    required=False,
)

# The first column of a form's table numbers its rows; these words stand there beside what is no data.
NUMBERS = Text("序号", "No.")
HOW, EXAMPLE = Text("填法", "how"), Text("示例", "example")
_HOW: Final = frozenset(map(normal, (HOW.zh, HOW.en)))
_EXAMPLE: Final = frozenset(map(normal, (EXAMPLE.zh, EXAMPLE.en)))

# The list of a marked copy, as far as it is read again: an explanation is bound to code, place and value.
LISTED: Final = {
    "code": Text("代码", "code"),
    "at": Text("说明的位置", "place for explanation"),
    "value": Text("当时的值", "value then"),
    "reason": Text("说明", "explanation"),
    "former": Text("原说明", "former explanation"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An explanation that was typed into the list of a marked copy, and its cell.

    former  one that had lapsed when the copy was made
    """

    code: str
    at: str
    value: str
    reason: str
    former: str
    place: Place


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a form says of itself.

    kinds    versions by the name of the kind
    issued   whom it was made for: school, cluster, district, year, as far as it was for one
    unit     whom the cover names, in the same parts; what is on the cover goes before what was issued
    places   the cells of those parts on the cover
    content  the hash of what it was filled in with before it went out; "" where that was nothing
    cover    what stands on the cover, by the names of its lines; names of people are in it
    saved    when a program saved it last
    partial  it has only the rows that failed; collected: what many handed in; issued_list: the list of
             the forms that were made for all units
    listed   what was typed into the list of the marked copy that it is
    """

    form: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    issued: Mapping[str, str] = field(default_factory=dict)
    unit: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    content: str = ""
    cover: Mapping[str, str] = field(default_factory=dict, repr=False)
    saved: str = ""
    partial: bool = False
    collected: bool = False
    issued_list: bool = False
    listed: tuple[Listed, ...] = ()


NO_IMPRINT: Final = Imprint()


def is_apart(grid: Grid, said: Imprint) -> bool:
    """Is a sheet one of a form's own that hold no data: hidden, cover, list of findings or of schools?"""
    if grid.name in (META, CODES, MARKS) or list_heading(grid):
        return True
    if said.kinds and normal(grid.name) in (normal(NAMES.zh), normal(NAMES.en)):
        return True
    labels = find_labels(grid, COVER).values() if COVER.has_title(grid.name) else ()
    return {("head",), ("filled_by",)} <= {column.route for column, _ in labels}


def may_be_apart(name: str) -> bool:
    """Has a sheet the name of one that holds no data? Where data is in it all the same, that is read."""
    return normal(name) in _APART


def is_guide_row(grid: Grid, heading_row: int, row: int) -> str | None:
    """`how` or `example` where a row of a table says what to fill in; None for a row of data."""
    for column in range(grid.width(heading_row)):
        words = grid.heading(heading_row, column)
        if words and normal(words) in (normal(NUMBERS.zh), normal(NUMBERS.en)):
            said = normal(grid.text(row, column) or "")
            return "how" if said in _HOW else "example" if said in _EXAMPLE else None
    return None


def imprint(properties: Mapping[str, str], grids: Sequence[Grid]) -> Imprint:
    """What the properties of a workbook and its sheets apart say; where those are lost, the hidden sheet."""
    said = {**_meta(grids), **properties}
    version = said.get(SCHEMA, "")
    kinds = dict(_kind(token, version) for token in said.get(KINDS, "").split())
    issued = {part: said[ISSUED + part] for part in OWNERS if said.get(ISSUED + part)}
    cover, places = _cover(grids)
    return Imprint(
        form=said.get(FORM, ""),
        kinds=kinds,
        issued=issued,
        unit={**issued, **{part: cover[part] for part in OWNERS if part in cover}},
        places=places,
        content=said.get(CONTENT, ""),
        cover=cover,
        saved=said.get(SAVED, ""),
        partial=bool(said.get(PARTIAL)),
        collected=bool(said.get(COLLECTED)),
        listed=tuple(_listed(grids)),
    )


def _kind(token: str, version: str) -> tuple[str, str]:
    name, _, own = token.partition("@")
    return name, own or version


def _meta(grids: Sequence[Grid]) -> dict[str, str]:
    grid = next((grid for grid in grids if grid.name == META), None)
    if grid is None:
        return {}
    lines = ((grid.text(row, 0), grid.text(row, 1)) for row in range(grid.height))
    return {name: value for name, value in lines if name and value}


def _cover(grids: Sequence[Grid]) -> tuple[dict[str, str], dict[str, Place]]:
    """What stands on the cover, by the names of its lines, and where."""
    grid = next((grid for grid in grids if COVER.has_title(grid.name)), None)
    values: dict[str, str] = {}
    places: dict[str, Place] = {}
    if grid is None:
        return values, places
    for (row, at), (column, _) in find_labels(grid, COVER).items():
        name, value = str(column.route[0]), value_column(grid, row, at)
        if text := grid.text(row, value):
            values.setdefault(name, text.strip())
            places.setdefault(name, grid.place(row, value))
    return values, places


def _listed(grids: Sequence[Grid]) -> Iterator[Listed]:
    """The explanations in the list of a marked copy."""
    for grid in grids:
        first, columns = list_heading(grid) or (grid.height, {})
        for row in range(first + 1, grid.height):
            found = {name: (grid.text(row, at) or "").strip() for name, at in columns.items()}
            words = dict.fromkeys(LISTED, "") | found
            if words["code"] and (words["reason"] or words["former"]):
                yield Listed(**words, place=grid.place(row, columns["reason"]))


def list_heading(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The heading row of a list of findings and its columns by name, whatever the sheet is called."""
    found = ((row, _headings(grid, row)) for row in range(min(20, grid.height)))
    return next(((row, columns) for row, columns in found if columns.keys() >= _NEEDED), None)


def _headings(grid: Grid, row: int) -> dict[str, int]:
    """The columns of the list by name, where this row is its heading."""
    found = ((_NAMES.get(normal(grid.text(row, at) or "")), at) for at in range(grid.width(row)))
    return {name: at for name, at in found if name}


def is_list_heading(words: Iterable[str]) -> bool:
    """Do these words of a row, and others, head a list of findings?"""
    return {_NAMES.get(normal(word)) for word in words} >= _NEEDED


_NAMES: Final = {normal(words): name for name, label in LISTED.items() for words in (label.zh, label.en)}
_NEEDED: Final = LISTED.keys() - {"former"}
