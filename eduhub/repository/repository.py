"""Loads what belongs together and answers what rules and figures ask of it."""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from eduhub.core.errors import UseError
from eduhub.core.personal import masked
from eduhub.core.place import Place
from eduhub.core.rule import Finding
from eduhub.core.text import same, say
from eduhub.kinds.base import Kind, Record
from eduhub.kinds.catalogue import FORMS, KINDS, find_kind
from eduhub.kinds.changes import Change, Changes
from eduhub.kinds.city import City
from eduhub.kinds.plan import Plan
from eduhub.kinds.register import Campus, Campuses, District, Districts, School, Schools
from eduhub.kinds.school import SchoolYear
from eduhub.kinds.year_plan import YearPlan
from eduhub.repository.files import (
    CONFIG,
    File,
    answers_beside,
    files_of,
    find_root,
    passed_over,
    place_of,
    shown,
)
from eduhub.repository.history import History
from eduhub.repository.lineage import Lineage
from eduhub.repository.private import judged
from eduhub.repository.school_year import today
from eduhub.repository.submission import Submission, said, submit, unit_of
from eduhub.source import form_problems, problems
from eduhub.source.document import Document, at, unread
from eduhub.source.imprint import NO_IMPRINT, UNIT_WORDS
from eduhub.source.read import read, suggestion

R = TypeVar("R", bound=Record)

# Lists that take their owner from the document that they come with, and the part of it that says whose.
_HEADS = {
    "classes": ("school", "school"),
    "teachers": ("school", "school"),
    "activities": ("year_plan", "cluster"),
    "measures": ("year_plan", "cluster"),
}
_REPORTS = ("school", "classes", "teachers")
# What there can be only one of, for each of these parts of its owner.
_ONCE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("districts", "schools", "changes"), ()),
    **dict.fromkeys(_REPORTS, ("school", "year")),
    **dict.fromkeys(("year_plan", "activities", "measures"), ("cluster", "year")),
    "programme": ("district",),
    "district_year": ("district", "year"),
}
_LAYOUTS = [
    kind.layout for kind in {kind.name: kind for form in FORMS.values() for kind in form.kinds}.values()
]


@dataclass(frozen=True)
class Beside:
    """What lies beside the head of an assessment and is opened only by what computes with it.

    folder  where it really is; shown  how findings name that folder
    files   of those that may lie there, the ones that do, as findings name them
    kept    what those who opened them found, so that nobody has to open them again
    """

    folder: Path
    shown: str
    files: tuple[str, ...]
    kept: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def has_levels_only(self) -> bool:
        """Are there only the schools' own counts by level, of exams that each held for itself?"""
        return [posixpath.basename(file) for file in self.files] == ["levels.csv"]


@dataclass(frozen=True)
class Repository:
    """Documents read together, what they are, and which of them are asked about.

    root       of the data repository, None where the files stand alone
    documents  files without a known kind or not readable at all
    named      the files that get findings; the others are context
    folders    that were named and have something to tell themselves, as that they are empty
    as_of      the date that stands for today
    beside     what lies beside the heads of assessments, by the names of the heads
    """

    root: Path | None
    submissions: tuple[Submission[Any], ...]
    documents: tuple[Document, ...]
    named: frozenset[str]
    folders: frozenset[str]
    as_of: date
    beside: Mapping[str, Beside] = field(default_factory=dict)

    @classmethod
    def load(
        cls,
        paths: Sequence[Path | str],
        *,
        root: Path | None = None,
        as_of: date | None = None,
        instead: Mapping[str, bytes] | None = None,
    ) -> Repository:
        """Reads files, folders or a data repository; what is wrong with a file is kept, never raised.

        root   the data repository that serves as context; else it is looked for upward from the paths
        as_of  stands for today; else that of eduhub.yaml, else the date in China
        instead  by the names of files, what to read in the place of their content

        Raises UseError where `root` is no data repository.
        """
        places = [Path(path) for path in paths]
        home = find_root(places, root)
        asked = [files_of(path) for path in places]
        named = {_real(file.path): file for files, _ in asked for file in files}
        context = {_real(file.path): file for file in answers_beside(named.values())}
        context |= {} if home is None else {_real(file.path): file for file in _context(home)}
        told = [document for _, told in asked for document in told]
        documents = [*told]
        submissions: list[Submission[Any]] = []
        beside: dict[str, Beside] = {}
        for real, file in sorted((context | named).items(), key=lambda item: item[1].name):
            if file.is_companion:
                continue
            if file.is_head:
                there = tuple(companion.name for companion in file.companions())
                beside[file.name] = Beside(file.path.parent, os.path.dirname(file.name), there)
            relative = None if home is None else _inside(real, home)
            _load(file, relative, (instead or {}).get(file.name), submissions, documents)
        lists, emptied = _issued_lists(documents, places, [files for files, _ in asked])
        documents = [document for document in (*documents, *emptied) if document.file not in lists]
        names = frozenset(file.name for file in named.values()) - lists
        folders = frozenset(document.file for document in (*told, *emptied))
        _refuse_broken_settings(home, submissions, documents, names)
        together = tuple(_without_displaced(list(_with_owners(submissions)), names))
        day = as_of or _configured(together) or today()
        return cls(home, together, tuple(documents), names, folders, day, beside)

    def with_named_reports(self) -> Repository:
        """The same without what schools of the context reported: settings, registers and plans stay."""
        kept = [s for s in self.submissions if s.file in self.named or s.kind.name not in _REPORTS]
        return replace(self, submissions=tuple(kept))

    def with_named(self, files: Collection[str], told: Iterable[Document] = ()) -> Repository:
        """The same where only these files get findings, and what else there is to tell of some of them.

        told  files that are no submissions, with their findings
        """
        more = tuple(told)
        names = {*files, *(name for file in files if file in self.beside for name in self.beside[file].files)}
        names |= {document.file for document in more}
        documents = (*self.documents, *more)
        return replace(self, documents=documents, named=frozenset(names), folders=frozenset())

    def with_only(self, files: Collection[str]) -> Repository:
        """The same without what else was named; explanations stay beside what they answer."""
        others = self.named - {*files}
        kept = (s for s in self.submissions if s.file not in others or s.kind.name == "explanations")
        return replace(
            self,
            submissions=tuple(kept),
            documents=tuple(document for document in self.documents if document.file not in others),
            named=frozenset(files),
            folders=frozenset(),
        )

    def is_asked(self, submission: Submission[Any]) -> bool:
        """Is a document asked about, or what lies beside it?"""
        return submission.file in self.named or not self.named.isdisjoint(
            self.beside[submission.file].files if submission.file in self.beside else ()
        )

    def companions(self, submission: Submission[Any]) -> Beside | None:
        """What lies beside the head of an assessment; None where the head lies outside private/."""
        return self.beside.get(submission.file)

    @property
    def shown_root(self) -> str:
        """The folder of the data repository as findings name it; a dot where files stand alone."""
        return masked(shown(self.root).as_posix()) if self.root else "."

    def inside(self, file: str) -> str | None:
        """The path of a file in the data repository; None where it lies outside, or there is none."""
        return _inside(_shown(file), Path(masked(_real(self.root)))) if self.root else None

    def of(self, record: type[R]) -> list[Submission[R]]:
        """The sound submissions with that record, in the order of their files."""
        return self._by_record.get(record, [])

    @cached_property
    def _by_record(self) -> Mapping[type[Record], list[Submission[Any]]]:
        found: dict[type[Record], list[Submission[Any]]] = {}
        for submission in self.submissions:
            if submission.record is not None:
                found.setdefault(type(submission.record), []).append(submission)
        return found

    def has(self, kind: str, *, every: bool = False) -> bool:
        """Is there a sound submission of that kind; or is every one sound?"""
        sound = [s.sound for s in self.submissions if s.kind.name == kind]
        return any(sound) and (not every or (all(sound) and kind not in self.unread))

    @cached_property
    def unread(self) -> Mapping[str, str]:
        """The kinds that lie where a file can't be read at all, and that file."""
        places = ((document.file, self.place(document.file)) for document in self.documents)
        return {place[0].name: file for file, place in places if place}

    def place(self, file: str) -> tuple[Kind, Mapping[str, str]] | None:
        """The kind whose place in the data repository a file has, and whose it is by its folders."""
        inside = self.inside(file)
        return place_of(inside) if inside else None

    @cached_property
    def city(self) -> City | None:
        """The settings of the data repository."""
        return next((s.model for s in self.of(City)), None)

    @cached_property
    def schools(self) -> Mapping[str, School]:
        """The register of schools by code."""
        return {school.code: school for s in self.of(Schools) for school in s.model.rows}

    @cached_property
    def campuses(self) -> Mapping[str, list[Campus]]:
        """The registered campuses by the code of their school."""
        found: dict[str, list[Campus]] = {}
        for campus in (row for s in self.of(Campuses) for row in s.model.rows):
            found.setdefault(campus.school, []).append(campus)
        return found

    @cached_property
    def districts(self) -> Mapping[str, District]:
        """The register of districts by id."""
        return {district.id: district for s in self.of(Districts) for district in s.model.rows}

    def day_in(self, year: str) -> date:
        """The day that a school year is looked at: today, or its last day where it is over."""
        return min(self.as_of, date(int(year[:4]) + 1, 8, 31))

    def name_of(self, district: str) -> str:
        """What a district is called; its id where it is not in the register."""
        known = self.districts.get(district)
        return known.name if known else district

    @cached_property
    def reports(self) -> list[Submission[Any]]:
        """What schools reported of themselves, sound or not: their own figures, classes and teachers."""
        return [s for s in self.submissions if s.kind.name in _REPORTS]

    @cached_property
    def doubled(self) -> frozenset[tuple[str, ...]]:
        """What more than one file reports: kind, school and year."""
        found = Counter(map(_identity, self.reports))
        return frozenset(identity for identity, times in found.items() if identity and times > 1)

    def lists_of(self, record: type[R], owner: Mapping[str, str]) -> R | None:
        """The sound list of that kind which belongs to a school and year; None unless there is just one."""
        found: list[R] = self._by_owner.get((record, frozenset(owner.items())), [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _by_owner(self) -> Mapping[tuple[type[Record], frozenset[tuple[str, str]]], list[Any]]:
        found: dict[tuple[type[Record], frozenset[tuple[str, str]]], list[Any]] = {}
        for record, submissions in self._by_record.items():
            for s in submissions:
                found.setdefault((record, frozenset(s.owner.items())), []).append(s.model)
        return found

    @cached_property
    def plans(self) -> list[Submission[Plan]]:
        """The plans of all clusters."""
        return self.of(Plan)

    def plan_of(self, cluster: str) -> Plan | None:
        """The plan of a cluster; None unless there is just one that is sound."""
        found = [plan.model for plan in self.plans if plan.model.cluster.id == cluster]
        return found[0] if len(found) == 1 else None

    def year_plan_of(self, cluster: str | None, year: str | None) -> YearPlan | None:
        """The plan of a cluster for a school year; None unless there is just one that is sound."""
        plans = (plan.model for plan in self.of(YearPlan))
        found = [plan for plan in plans if (plan.cluster, plan.year) == (cluster, year)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def changes(self) -> list[Change]:
        """What became of schools, by date."""
        return sorted((row for s in self.of(Changes) for row in s.model.rows), key=lambda row: row.date)

    @cached_property
    def lineage(self) -> Lineage:
        """The codes that schools bore, as the register tells."""
        return Lineage(self.changes, self.schools.keys())

    @cached_property
    def history(self) -> History:
        """What schools reported in several years."""
        return History(self.of(SchoolYear), self.lineage)

    def was_member(self, plan: Plan, school: str, start: date, end: date) -> bool:
        """Was a school, under any code that it bore, a member at some time between two days?"""
        members = [m.school for m in plan.members if m.was_in(start, end)]
        return school in members or any(
            self._code_on(school, day) in {self._code_on(member, day) for member in members}
            for day in {start, end}
        )

    def _code_on(self, code: str, day: date) -> str:
        """What the lineage tells, asked once for a code and day: a log asks for the same again and again."""
        if (code, day) not in self._codes_on:
            self._codes_on[code, day] = self.lineage.on(code, day)
        return self._codes_on[code, day]

    @cached_property
    def _codes_on(self) -> dict[tuple[str, date], str]:
        return {}

    def district_of(self, plan: Submission[Plan]) -> str | None:
        """The district of a plan: the folder it lies in, else that of its first registered member."""
        known = (self.schools[m.school].district for m in plan.model.members if m.school in self.schools)
        return plan.owner.get("district") or next(known, None)


MINIMUM_N = 10  # eduhub default


def minimum_n(repository: Repository) -> int:
    """The least number of people of whom figures are shown."""
    return repository.city.minimum_n if repository.city else MINIMUM_N


def _refuse_broken_settings(
    home: Path | None, submissions: list[Submission[Any]], documents: list[Document], named: frozenset[str]
) -> None:
    """Stops before any work where the settings of the repository can't be used and were not asked about."""
    if home is None:
        return
    real = _shown(str(home / CONFIG))
    broken = [s.file for s in submissions if not s.sound] + [document.file for document in documents]
    for file in broken:
        if _shown(file) == real and file not in named:
            raise UseError(
                "{file} 有错误，无法作为设置使用；先用 eduhub validate {file} 查看",
                "{file} has faults and can't serve as settings; see 'eduhub validate {file}'",
                file=file,
            )


def _real(path: Path) -> str:
    return os.path.abspath(path)


def _shown(file: str) -> str:
    """The whole path of a file by the name that findings show, in which personal numbers are masked."""
    return masked(_real(Path(file)))


def _inside(real: str, home: Path) -> str | None:
    base = os.path.abspath(home) + os.sep
    return real[len(base) :].replace(os.sep, "/") if real.startswith(base) else None


def _context(home: Path) -> list[File]:
    """The files of a data repository, named from where the user stands if that is inside or above it."""
    return files_of(shown(home))[0]


def _load(
    file: File,
    relative: str | None,
    instead: bytes | None,
    submissions: list[Submission[Any]],
    documents: list[Document],
) -> None:
    """Reads one file and enters its documents, typed where their kind is known."""
    if file.is_alone:
        documents.append(unread(file.name, problems.RESULTS_ALONE.at(Place(file.name))))
        return
    here = place_of(relative) if relative else None
    layouts = [here[0].layout] if here and here[0].is_table else _LAYOUTS
    for raw in read(file.path, file.name, layouts, instead):
        kind = find_kind(raw.kind) if raw.kind else None
        document = judged(raw, kind, relative)
        if kind is None:
            if here and document.imprint.issued_list:  # where data belong it is told like anything else
                document = replace(document, imprint=NO_IMPRINT)
            unreadable = document.kind is None and not document.data and document.findings
            documents.append(document if unreadable else _tell(document, _unknown_kind(document)))
            continue
        owner = here[1] if here and here[0] is kind else unit_of(document, kind)
        if here and here[0] is not kind:
            document = _tell(
                document, problems.OUT_OF_PLACE.at(document.place(("kind",)), expected=here[0].label)
            )
        if here and here[0].path.startswith("registry/"):
            document = _calmed(document)
        submissions.append(submit(_checked_unit(_checked_schema(document, kind)), kind, owner))


def _issued_lists(
    documents: Iterable[Document], places: Sequence[Path], asked: Sequence[Sequence[File]]
) -> tuple[frozenset[str], list[Document]]:
    """The lists of forms that lie in folders beside these: nobody has to hear of them.

    And what is to be told of a folder in which there is nothing else. One that was named itself is told.
    """
    picked = {
        file.name for path, files in zip(places, asked, strict=True) if not path.is_dir() for file in files
    }
    quiet = (d.file for d in documents if d.imprint.issued_list and len(d.findings) == 1)
    lists = frozenset(quiet) - picked
    told: list[Document] = []
    for path, files in zip(places, asked, strict=True):
        if files and lists.issuperset(file.name for file in files):
            told += passed_over(masked(path.as_posix()), list(files), any_files=False)
    return lists, told


def _tell(document: Document, finding: Finding) -> Document:
    return replace(document, findings=(*document.findings, finding))


def _calmed(document: Document) -> Document:
    """The document with a note in the place of the error that it has no rows: a register begins empty."""
    told = (
        problems.NOT_ENTERED.at(finding.place) if finding.rule is problems.NO_RECORDS else finding
        for finding in document.findings
    )
    return replace(document, findings=tuple(told))


def _unknown_kind(document: Document) -> Finding:
    known = same(say(sorted(KINDS), "en"))
    if document.kind is None:
        return problems.NO_KIND.at(Place(document.file, 1, 1), known=known)
    hint = suggestion(document.kind, sorted(KINDS))
    return problems.UNKNOWN_KIND.at(document.place(("kind",)), kind=document.kind, hint=hint, known=known)


def _checked_schema(document: Document, kind: Kind) -> Document:
    version = document.schema
    if version is None or version == str(kind.schema):
        return document
    rule = form_problems.SCHEMA_VERSION
    if version.isdecimal() and int(version) < kind.schema:
        rule = form_problems.OLDER_FORM if int(version) >= kind.oldest else form_problems.OUTDATED_FORM
    place = document.place(("schema",))
    return _tell(document, rule.at(place, version=version, known=kind.schema, kind=kind.name))


def _checked_unit(document: Document) -> Document:
    """The document with an error where it is filled in for another unit than its form was made for.

    A form of last year may serve again: its year is held against that of the cover, which people can change.
    """
    whose = {**document.imprint.issued, "year": document.imprint.unit.get("year", "")}
    for part, issued in whose.items():
        given, route = said(document, part)
        if given and issued and given != issued:
            facts = {"part": UNIT_WORDS[part], "issued": issued, "given": given}
            document = _tell(document, form_problems.OTHER_UNIT.at(document.place(route), **facts))
    return document


def _with_owners(submissions: Sequence[Submission[Any]]) -> Iterator[Submission[Any]]:
    """Lends its owner to a list that came in one file with the document that it belongs to, or beside it.

    A file that has both lends to no other: a folder of collected forms holds many of those.
    """
    for submission in submissions:
        head, whose = _HEADS.get(submission.kind.name, ("", ""))
        if not head or whose in submission.owner:
            yield submission
            continue
        lists = [name for name, (of, _) in _HEADS.items() if of == head]
        heads = [s for s in submissions if s.kind.name == head]
        whole = {s.file for s in submissions if s.kind.name in lists} & {s.file for s in heads}
        folder = os.path.dirname(submission.file)
        beside = [s.owner for s in heads if s.file == submission.file]
        if submission.file not in whole:
            beside = [s.owner for s in heads if os.path.dirname(s.file) == folder and s.file not in whole]
        yield replace(submission, owner=beside[0]) if len(beside) == 1 else submission


def _without_displaced(
    submissions: list[Submission[Any]], named: frozenset[str]
) -> Iterator[Submission[Any]]:
    """Leaves out of the context what was named in another version, as a form that is not stored yet."""
    fresh = {identity for s in submissions if s.file in named and (identity := _identity(s))}
    return (s for s in submissions if s.file in named or _identity(s) not in fresh)


def _identity(submission: Submission[Any]) -> tuple[str, ...] | None:
    """What a document is about, where there can be only one of it."""
    kind, owner = submission.kind.name, submission.owner
    if kind == "plan":
        cluster = at(submission.document.data, ("cluster", "id"))
        return (kind, cluster) if isinstance(cluster, str) else None
    wanted = _ONCE.get(kind)
    if wanted is None or (wanted and wanted[0] not in owner):
        return None
    return (kind, *(owner.get(part, "") for part in wanted))


def _configured(submissions: Iterable[Submission[Any]]) -> date | None:
    cities = (s.record for s in submissions if isinstance(s.record, City))
    return next((city.as_of for city in cities if city.as_of), None)
