"""Value-added of clusters and of the schools in a cluster or district, never in the order of value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eduhub.core.text import Text, same
from eduhub.reports.page import Figure, Section, Table, number
from eduhub.reports.pieces import effects, value_added
from eduhub.reports.pieces.effects import Group, Named, Row, is_shown
from eduhub.reports.pieces.names import NOTHING, OUTSIDE
from eduhub.repository import Repository
from eduhub.scores.indicator import NOTES
from eduhub.scores.models.assessed import Assessed
from eduhub.scores.models.words import is_shrunken
from eduhub.scores.rows import Reported
from eduhub.scores.view import View

SCHOOL, CLUSTER = Text("学校", "school"), Text("片区", "cluster")
_BY_CLUSTER = Text("按片区编号排列，不是名次", "in the order of cluster ids; this is no ranking")
_BY_CODE = Text(
    "各校按标识码排列，不是名次；不公布的学校列在表末，图中没有。",
    "Schools stand in the order of their codes, which is no ranking; those that are not shown stand at the "
    "end of a table and not in the figure.",
)
_BUNDLED = Text(
    "片区的数由公布的成员学校按学生数合成：一所学校强，片区就可能高，要与各成员的数一起看。",
    "The figure of a cluster is made of the members that are shown, by their pupils: one strong school may "
    "lift it, so read it with those of the members.",
)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the schools of an assessment belong.

    districts  of each school; clusters: of each that is in one, with the stage that was assessed
    names      of schools, clusters and districts
    """

    districts: Mapping[str, str]
    clusters: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, one: Assessed, view: View, repository: Repository) -> Places:
        """Those of an assessment, by the register and by the plans of the year."""
        members = Reported(repository, view.scores.parameters, view.scores.year).clusters
        registered = {code: school.district for code, school in repository.schools.items()}
        found = {school: cluster for (school, _, stage), cluster in members.items() if stage == one.stage}
        names = {
            **{code: school.name for code, school in repository.schools.items()},
            **{id_: district.name for id_, district in repository.districts.items()},
            **{id_: name for (level, id_), name in view.scores.names.items() if level == "cluster" and name},
        }
        return cls(registered, found, names)

    def name(self, id_: str) -> Text:
        """What a school, cluster or district is called."""
        return same(self.names.get(id_, id_))

    def named(self, rows: Mapping[str, Row]) -> tuple[Named, ...]:
        """Rows with their names."""
        return tuple((self.name(id_), row) for id_, row in rows.items())

    def by_cluster(self, rows: Mapping[str, Row]) -> list[Group]:
        """Schools by cluster; those in none come last."""
        ids = sorted({self.clusters[id_] for id_ in rows if id_ in self.clusters})
        groups = [
            (self.name(at), {i: row for i, row in rows.items() if self.clusters.get(i) == at}) for at in ids
        ]
        outside = {id_: row for id_, row in rows.items() if id_ not in self.clusters}
        groups += [(OUTSIDE, outside)] if outside else []
        return [Group(name, self.named(own)) for name, own in groups]

    def by_district(self, rows: Mapping[str, Row], order: Sequence[str]) -> list[Group]:
        """Schools by district, in the order of the register."""
        return [
            Group(self.name(at), self.named(own))
            for at in order
            if (own := {id_: row for id_, row in rows.items() if self.districts.get(id_) == at})
        ]


def counted(rows: Sequence[Row]) -> Text:
    """How many schools are in which class, and how many are not shown."""
    shown = [row["class"] for row in rows if is_shown(row)]
    above, middle, below = (shown.count(kind) for kind in (1, 0, -1))
    hidden = len(rows) - len(shown)
    return Text(
        f"公布 {len(shown)} 所学校：显著高于预期 {above} 所，与预期无显著差异 {middle} 所，显著低于预期 "
        f"{below} 所" + (f"；不公布 {hidden} 所。" if hidden else "。"),
        f"Schools shown: {len(shown)}; above expectation: {above}, not different: {middle}, below: {below}"
        + (f"; not shown: {hidden}." if hidden else "."),
    )


def of_schools(
    one: Assessed, groups: Sequence[Group], name: str, what: Text
) -> tuple[list[Figure], list[Table]]:
    """The figures of schools in groups, and the tables of those groups of which nothing is shown.

    name  of the figures' files; what: their title
    """
    return _drawn(one, groups, name, what, SCHOOL, _BY_CODE, effects.ORDER)


def of_clusters(one: Assessed, rows: tuple[Named, ...], name: str) -> tuple[list[Figure], list[Table]]:
    """The same for clusters side by side."""
    what = Text("各片区的增值", "value-added of the clusters")
    groups = [Group(NOTHING, rows)] if rows else []
    return _drawn(one, groups, name, what, CLUSTER, _BUNDLED, _BY_CLUSTER)


def _drawn(
    one: Assessed, groups: Sequence[Group], name: str, what: Text, first: Text, sentence: Text, order: Text
) -> tuple[list[Figure], list[Table]]:
    if one.main is None:
        return [], []
    what = _titled(value_added.label(one), what)
    parts = list(effects.pieces(groups))
    top = effects.reach(row for part in parts for _, row in part.rows)
    tables = [effects.table(_titled(what, part.name), first, part.rows, one.main.model) for part in parts]
    panels = [
        effects.panel(part.name, table, part.rows, top)
        for part, table in zip(parts, tables, strict=True)
        if any(is_shown(row) for _, row in part.rows)
    ]
    drawn = [panel.table for panel in panels]
    packed = effects.packed(panels)
    figures = [
        effects.figure(
            name + (f"-{at}" if len(packed) > 1 else ""),
            _numbered(what, at, len(packed)),
            sentence,
            own,
            value_added.unit_of(one),
            order,
        )
        for at, own in enumerate(packed, 1)
    ]
    return figures, [table for table in tables if table not in drawn]


def _titled(what: Text, name: Text) -> Text:
    return Text(f"{what.zh}：{name.zh}", f"{what.en}: {name.en}") if name.zh else what


def _numbered(what: Text, at: int, of: int) -> Text:
    return Text(f"{what.zh}（图 {at}/{of}）", f"{what.en} (figure {at}/{of})") if of > 1 else what


# A cluster


def cluster(view: View, repository: Repository, page: str) -> list[Section]:
    """The cluster's own value-added and that of its members, for each assessment that they took part in."""
    found = []
    for at, one in enumerate(view.value_added(), 1):
        places = Places.of(one, view, repository)
        members = sorted(id_ for id_, cluster_ in places.clusters.items() if cluster_ == view.id)
        if one.main is None:
            found += [_uncomputed(one)] if members else []
            continue
        rows = value_added.rows_of(one.main.schools)
        own = value_added.row_of(one.main.clusters, view.id)
        here = {id_: rows[id_] for id_ in members if id_ in rows}
        if own or here:
            found.append(_cluster(view, one, own, places.named(here), f"{page}-value-added-{at}"))
    return found


def cluster_said(view: View, repository: Repository) -> Text:
    """What the summary of a cluster says: which subjects are in which class."""
    told: list[tuple[Assessed, Row | None]] = []
    for one in view.value_added():
        row = value_added.row_of(one.main.clusters, view.id) if one.main else None
        if row is not None or (
            one.main is None and view.id in Places.of(one, view, repository).clusters.values()
        ):
            told.append((one, row))
    return value_added.by_class(told)


def _uncomputed(one: Assessed) -> Section:
    said = (*value_added.start(one), value_added.not_computed(one))
    return Section(value_added.title(one), value_added.short(one), said)


def _cluster(view: View, one: Assessed, own: Row | None, here: tuple[Named, ...], name: str) -> Section:
    whole: tuple[Named, ...] = ((Text("片区整体", "the cluster as a whole"), own),) if own else ()
    groups = [Group(same(view.name), (*whole, *here))]
    what = Text("片区和成员学校的增值", "value-added of cluster and members")
    figures, tables = of_schools(one, groups, name, what)
    models = [
        (model, row)
        for model in one.models
        if (row := value_added.row_of(model.clusters, view.id)) and is_shown(row)
    ]
    return Section(
        value_added.title(one),
        value_added.short(one),
        (*value_added.start(one), *_of_cluster(own, one), counted([row for _, row in here])),
        tuple(figures),
        (*tables, *([value_added.models_table(one, models)] if models else [])),
    )


def _of_cluster(own: Row | None, one: Assessed) -> tuple[Text, ...]:
    """What a cluster's row says."""
    if own is None:
        return ()
    if not is_shown(own):
        why = NOTES[own["note"]]
        return (Text(f"片区整体：{why.zh}。", f"The cluster as a whole: {why.en}."),)
    said = effects.said(own)
    return (Text(f"片区整体：{said.zh}", f"The cluster as a whole: {said.en}"), _inside(own, one), _BUNDLED)


def _inside(own: Row, one: Assessed) -> Text:
    """How many members a cluster's figure rests on, and how far they lie apart."""
    n, spread = own["schools"], own["spread"]
    said = number(spread, 2).words
    after = one.main is not None and is_shrunken(one.main.model)
    apart = (
        Text("", "")
        if spread is None
        else Text(
            f"，成员之间的标准差 {said.zh}" + ("（收缩后）" if after else ""),
            f"; standard deviation between them {said.en}" + (" (after shrinkage)" if after else ""),
        )
    )
    return Text(f"计入 {n} 所成员学校{apart.zh}。", f"Member schools that it rests on: {n}{apart.en}.")


# A district


def district(view: View, repository: Repository, page: str) -> list[Section]:
    """The clusters and schools of a district, for each assessment that they took part in."""
    found = []
    for at, one in enumerate(view.value_added(), 1):
        places = Places.of(one, view, repository)
        if one.main is None:
            if one.stage in view.stages:
                found.append(_uncomputed(one))
            continue
        rows = value_added.rows_of(one.main.schools)
        here = {id_: row for id_, row in rows.items() if places.districts.get(id_) == view.id}
        if here:
            found.append(_district(view, one, places, here, f"{page}-value-added-{at}"))
    return found


def district_said(view: View, repository: Repository) -> Text:
    """What the summary of a district says: how many of its schools lie above or below expectation."""
    each = []
    for one in view.value_added():
        places = Places.of(one, view, repository)
        rows = value_added.rows_of(one.main.schools) if one.main else {}
        kinds = [
            row["class"]
            for id_, row in rows.items()
            if places.districts.get(id_) == view.id and is_shown(row)
        ]
        name, n, above, below = value_added.label(one), len(kinds), kinds.count(1), kinds.count(-1)
        if kinds:
            each.append(
                Text(
                    f"{name.zh}公布 {n} 所学校，显著高于预期 {above} 所，显著低于预期 {below} 所",
                    f"{name.en} schools shown {n}, above expectation {above}, below {below}",
                )
            )
    if not each:
        return NOTHING
    return Text(
        "增值：" + "；".join(text.zh for text in each) + "。",
        "Value-added: " + "; ".join(text.en for text in each) + ".",
    )


def _district(view: View, one: Assessed, places: Places, here: Mapping[str, Row], name: str) -> Section:
    assert one.main is not None
    ids = sorted({places.clusters[id_] for id_ in here if id_ in places.clusters})
    rows = value_added.rows_of(one.main.clusters)
    clusters = places.named({id_: rows[id_] for id_ in ids if id_ in rows})
    above, more = of_clusters(one, clusters, f"{name}-clusters")
    figures, tables = of_schools(
        one, places.by_cluster(here), name, Text("各校的增值", "value-added of the schools")
    )
    return Section(
        value_added.title(one),
        value_added.short(one),
        (*value_added.start(one), counted(list(here.values()))),
        (*above, *figures),
        (*more, *tables),
    )
