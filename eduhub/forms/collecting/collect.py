"""Sorts a folder of handed-in files: what counts for each unit, what is missing, what does not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from eduhub.checks import check
from eduhub.core.errors import UseError, unknown
from eduhub.core.personal import masked
from eduhub.core.text import Text
from eduhub.forms.collecting.came import Came, came_in, chosen_form, is_yearly
from eduhub.forms.collecting.collected import Collected, Left, OfForm, Row
from eduhub.forms.collecting.expected import Expected, Unit, expected
from eduhub.forms.collecting.newest import Choice, newest
from eduhub.forms.collecting.refusing import ELSEWHERE, other_form, unfit, unreadable
from eduhub.forms.standing import NOTHING_ASKED, Standing, standings
from eduhub.forms.units import level_of
from eduhub.kinds.catalogue import FORMS, Form
from eduhub.repository import Repository
from eduhub.repository.school_year import day_of


@dataclass(frozen=True)
class Wanted:
    """What was asked for.

    form      None: every form of which something came
    year      None: the current one of the settings, else the latest that came
    district  an id; with cluster only who belongs to it has to hand in
    """

    form: Form | None = None
    year: str | None = None
    district: str | None = None
    cluster: str | None = None


def collect(repository: Repository, folder: Path, wanted: Wanted) -> Collected:
    """What came in, sorted.

    repository  loaded from the folder: the files in it are named, the rest is context
    Raises UseError where there is no such district or cluster.
    """
    _refuse_unknown(repository, wanted)
    came = came_in(repository)
    refused = [Left(one, why) for one in came if (why := unreadable(one))]
    unread = tuple(left for left in refused if left.refusal.exit_code > 1)
    readable = [one for one in came if not unreadable(one)]
    asked = [wanted.form] if wanted.form else _forms_of(readable)
    of_form = {form.name: [one for one in readable if chosen_form(one, asked) is form] for form in asked}
    strangers = [one for one in readable if chosen_form(one, asked) is None]
    sorted_out = [_sorted(repository, form, of_form[form.name], wanted) for form in asked]
    wrong = [left for left in refused if left not in unread]
    wrong += [Left(one, other_form(one, asked)) for one in strangers]
    wrong += [left for _, lefts in sorted_out for left in lefts]
    found = tuple(_with_standings(repository, [one for one, _ in sorted_out]))
    name = masked(folder.as_posix())
    notes = [f for d in repository.documents if d.file in repository.folders for f in d.findings]
    elsewhere = tuple(left.came for left in wrong if left.refusal is ELSEWHERE)
    ordered = sorted(
        (left for left in wrong if left.refusal is not ELSEWHERE), key=lambda left: left.came.file
    )
    return Collected(name, repository.as_of, found, tuple(ordered), unread, elsewhere, tuple(notes))


def _refuse_unknown(repository: Repository, wanted: Wanted) -> None:
    """Raises UseError where the district or cluster asked for is not known."""
    districts = {school.district for school in repository.schools.values()} | {*repository.districts}
    zones = expected(repository, "cluster", district=None, cluster=None, day=repository.as_of).units
    clusters = {*zones, *(plan.model.cluster.id for plan in repository.plans)}
    for what, id_, known in (
        (Text("县区", "district"), wanted.district, districts),
        (Text("片区", "cluster"), wanted.cluster, clusters),
    ):
        if id_ and not known:
            raise UseError(
                "没有名册，不知道哪些单位属于{what}“{id}”；用 -C 指明数据仓库",
                "without a register nobody can tell who belongs to the {what} '{id}'; name the repository "
                "with -C",
                what=what,
                id=id_,
            )
        if id_ and id_ not in known:
            raise unknown(what, id_, None, sorted(known))


def _forms_of(came: Iterable[Came]) -> list[Form]:
    """The forms of which something came; a part of another that came too is no form of its own."""
    likeliest = {one.forms[0].name for one in came if one.forms}
    larger = {
        form.name
        for one in came
        for form in one.forms[:1]
        if any(also.name in likeliest for also in one.forms[1:])
    }
    return [form for form in FORMS.values() if form.name in likeliest - larger]


def _sorted(
    repository: Repository, form: Form, files: Sequence[Came], wanted: Wanted
) -> tuple[OfForm, list[Left]]:
    """The units of a form with what came from each, and the files of the form that do not count."""
    year = _year(repository, files, wanted) if is_yearly(form) else ""
    day = repository.day_in(year) if year else repository.as_of
    level = level_of(form) or ""
    who = expected(repository, level, district=wanted.district, cluster=wanted.cluster, day=day)
    good: dict[str, list[Came]] = {}
    lefts: list[Left] = []
    for one in files:
        ids = one.ids(level) or ("",)
        if why := unfit(one, form, year, who):
            lefts.append(Left(one, why, form, who.units.get(ids[0])))
        else:
            good.setdefault(ids[0], []).append(one)
    units = {**who.units} if who.known else {id_: Unit(id_) for id_ in good}
    rows = (Row(unit, newest(good[id_]) if id_ in good else Choice()) for id_, unit in units.items())
    ordered = tuple(sorted(rows, key=lambda row: (row.unit.district, row.unit.id)))
    return OfForm(form, year, _due(repository, form, year), _tells(who, form), ordered), lefts


def _tells(who: Expected, form: Form) -> bool:
    return who.known and bool(level_of(form))


def _year(repository: Repository, files: Iterable[Came], wanted: Wanted) -> str:
    """The school year that is asked for; empty where nothing says one."""
    if wanted.year or repository.city:
        return wanted.year or (repository.city.years.current if repository.city else "")
    came = Counter(year for one in files for year in one.ids("year"))
    return max(came, default="")


def _due(repository: Repository, form: Form, year: str) -> date | None:
    """By when the settings want the first part of a form for a year."""
    due = repository.city.due if repository.city else {}
    day = next((text for kind, text in due.items() if kind == form.kinds[0].name), "monthly")
    return None if day == "monthly" or not year else day_of(day, year)


def _with_standings(repository: Repository, found: Sequence[OfForm]) -> Iterator[OfForm]:
    """The same, with what checking says of the files that count, beside each other and nothing else."""
    files = frozenset(came.file for one in found for _, came in one.taken)
    told = standings(check(repository.with_only(files)))
    for one in found:
        rows = (replace(row, standing=_standing(row, told)) for row in one.rows)
        yield replace(one, rows=tuple(rows))


def _standing(row: Row, told: dict[str, Standing]) -> Standing:
    return told.get(row.choice.taken.file, NOTHING_ASKED) if row.choice.taken else NOTHING_ASKED
