"""Sorts a folder of handed-in files: what counts for each unit, what is missing, what does not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from eduhub.checks import check
from eduhub.checks.explained import explained
from eduhub.core.errors import UseError, unknown
from eduhub.core.personal import masked
from eduhub.forms.collecting.came import Came, came_in, chosen_form
from eduhub.forms.collecting.collected import Collected, Left, OfForm, Row
from eduhub.forms.collecting.expected import Expected, expected
from eduhub.forms.collecting.newest import Choice, newest
from eduhub.forms.collecting.refusing import ELSEWHERE, Refusal, other_form, unfit, unreadable
from eduhub.forms.standing import NOTHING_ASKED, Standing, standings
from eduhub.forms.units import LEVELS, Unit, day_for, is_yearly, known_units, level_of
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
    asked = [wanted.form] if wanted.form else _forms_of(came)
    strangers = [one for one in came if chosen_form(one, asked) is None]
    found, lefts = [], []
    for form in asked:
        mine = [one for one in came if chosen_form(one, asked) is form]
        of_form, left = _sorted(repository, form, mine, strangers if len(asked) == 1 else [], wanted)
        found.append(of_form)
        lefts += left
    if len(asked) != 1:
        lefts += [Left(one, _strange(one, asked)) for one in strangers]
    counting = repository.with_only({came.file for one in found for _, came in one.taken})
    checked = check(counting)
    lefts.sort(key=lambda left: left.came.file)
    told = [f for d in repository.documents if d.file in repository.folders for f in d.findings]
    return Collected(
        folder=masked(folder.as_posix()),
        as_of=repository.as_of,
        forms=tuple(_with_standings(found, standings(checked))),
        wrong=tuple(x for x in lefts if x.refusal.exit_code <= 1 and x.refusal is not ELSEWHERE),
        unread=tuple(left for left in lefts if left.refusal.exit_code > 1),
        elsewhere=tuple(left.came for left in lefts if left.refusal is ELSEWHERE),
        notes=(*told, *(f for f in checked.findings if f.place.file not in checked.files)),
        explained=tuple(explained(counting, checked)),
    )


def _strange(came: Came, asked: Sequence[Form]) -> Refusal:
    """Why a file does not count that is none of the forms that were asked for."""
    return (None if came.forms else unreadable(came)) or other_form(came, asked)


def _refuse_unknown(repository: Repository, wanted: Wanted) -> None:
    """Raises UseError where the district or cluster asked for is not known."""
    districts = known_units("district", repository, repository.as_of)
    zones = known_units("cluster", repository, repository.as_of)
    clusters = {*zones, *(plan.model.cluster.id for plan in repository.plans)}
    for what, id_, known in (
        (LEVELS["district"], wanted.district, {*districts}),
        (LEVELS["cluster"], wanted.cluster, clusters),
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
    repository: Repository, form: Form, files: Sequence[Came], strangers: Sequence[Came], wanted: Wanted
) -> tuple[OfForm, list[Left]]:
    """The units of a form with what came from each, and the files that do not count.

    strangers  came in the place of the form
    """
    year = _year(repository, files, wanted) if is_yearly(form) else ""
    level = level_of(form) or ""
    day = day_for(form, year, repository)
    who = expected(repository, level, district=wanted.district, cluster=wanted.cluster, day=day)
    good: dict[str, list[Came]] = {}
    lefts = [Left(one, _strange(one, [form]), None, _unit(one, level, who)) for one in strangers]
    for one in files:
        if why := unfit(one, form, year, who):
            lefts.append(Left(one, why, form, _unit(one, level, who) if why.is_of_unit else None))
        else:
            good.setdefault((one.ids(level) or ("",))[0], []).append(one)
    units = {**who.units} if who.known else {id_: Unit(id_, level=level) for id_ in sorted(good)}
    rows = tuple(Row(unit, newest(good[id_]) if id_ in good else Choice()) for id_, unit in units.items())
    return OfForm(form, year, _due(repository, form, year), _tells(who, form), rows), lefts


def _unit(came: Came, level: str, who: Expected) -> Unit | None:
    """Whose a file is; None where it does not say so, says two, or names somebody who is not expected."""
    ids = came.ids(level) if level else ("",)
    if len(ids) != 1:
        return None
    return who.units.get(ids[0]) if who.known else Unit(ids[0], level=level)


def _tells(who: Expected, form: Form) -> bool:
    return who.known and bool(level_of(form))


def _year(repository: Repository, files: Sequence[Came], wanted: Wanted) -> str:
    """The school year that is asked for; empty where nothing says one."""
    if wanted.year or repository.city:
        return wanted.year or (repository.city.years.current if repository.city else "")
    filled = [one for one in files if one.is_filled] or files
    return max((year for one in filled for year in one.ids("year")), default="")


def _due(repository: Repository, form: Form, year: str) -> date | None:
    """By when the settings want the first part of a form for a year."""
    due = repository.city.due if repository.city else {}
    day = next((text for kind, text in due.items() if kind == form.kinds[0].name), "monthly")
    return None if day == "monthly" or not year else day_of(day, year)


def _with_standings(found: Sequence[OfForm], told: dict[str, Standing]) -> Iterator[OfForm]:
    """The same, with what checking says of the files that count, beside each other and nothing else."""
    for one in found:
        rows = (replace(row, standing=_standing(row, told)) for row in one.rows)
        yield replace(one, rows=tuple(rows))


def _standing(row: Row, told: dict[str, Standing]) -> Standing:
    return told.get(row.choice.taken.file, NOTHING_ASKED) if row.choice.taken else NOTHING_ASKED
