"""The list of all kinds, the forms in which they travel, and the ranges of codes for those to come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from eduhub.core.text import Text
from eduhub.kinds.activities import ACTIVITIES
from eduhub.kinds.assessment import ASSESSMENT
from eduhub.kinds.base import Kind
from eduhub.kinds.changes import CHANGES
from eduhub.kinds.city import CITY
from eduhub.kinds.district_year import DISTRICT_YEAR
from eduhub.kinds.measures import MEASURES
from eduhub.kinds.plan import PLAN
from eduhub.kinds.programme import PROGRAMME
from eduhub.kinds.register import CAMPUSES, DISTRICTS, SCHOOLS
from eduhub.kinds.school import CLASSES, SCHOOL, TEACHERS
from eduhub.kinds.submitted import EXPLANATIONS
from eduhub.kinds.waivers import WAIVERS
from eduhub.kinds.year_plan import YEAR_PLAN

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        *(CITY, WAIVERS, DISTRICTS, SCHOOLS, CAMPUSES, CHANGES),
        *(PROGRAMME, DISTRICT_YEAR),
        *(PLAN, YEAR_PLAN, MEASURES, ACTIVITIES),
        *(SCHOOL, CLASSES, TEACHERS, ASSESSMENT, EXPLANATIONS),
    )
}


@dataclass(frozen=True)
class Form:
    """A workbook that somebody fills in: the kinds whose sheets it holds."""

    name: str
    label: Text
    kinds: tuple[Kind, ...]


_NO_FORMS = (CITY, WAIVERS, ASSESSMENT, EXPLANATIONS)  # written as YAML, or beside what they are about

FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("plan", PLAN.label, (PLAN,)),
        Form("roster", Text("学校基础数据表", "school data form"), (SCHOOL, CAMPUSES, CLASSES, TEACHERS)),
        Form("log", Text("片区年度台账", "log of a cluster's year"), (YEAR_PLAN, ACTIVITIES, MEASURES)),
        *(Form(kind.name, kind.label, (kind,)) for kind in KINDS.values() if kind not in (*_NO_FORMS, PLAN)),
    )
}

# The first two of a code's four digits. 00 the tool, 01 reading, 02 shape; a kind's range is never
# given to another, whether the kind is there yet or not.
CODE_RANGES: dict[str, str] = {
    "00": "tool",
    "01": "reading",
    "02": "shape",
    "03": "districts",
    "04": "schools",
    "05": "campuses",
    "06": "changes",
    "07": "calendar",
    "08": "waivers",
    "09": "privacy",
    "10": "city",
    "11": "plan",
    "12": "school",
    "13": "classes",
    "14": "teachers",
    "15": "lessons",
    "16": "activities",
    "17": "exchanges",
    "18": "programme",
    "19": "district_year",
    "20": "year_plan",
    "21": "decision",
    "22": "measures",
    "23": "mentoring",
    "24": "facilities",
    "25": "bookings",
    "26": "courses",
    "27": "enrolments",
    "28": "resources",
    "29": "budget",
    "30": "visits",
    "31": "survey",
    "32": "culture",
    "33": "cases",
    "34": "assessment",
    "35": "scheme",
    "36": "checklist",
    "40": "across the repository",
    "41": "claims",
    "42": "explanations",
}


def find_kind(name: str) -> Kind | None:
    """The kind of that English or Chinese name."""
    return KINDS.get(name) or next((kind for kind in KINDS.values() if kind.label.zh == name), None)


def form_of(kinds: Collection[str]) -> Form | None:
    """The form with the fewest kinds that has all of these; None where none has, or nothing is asked for."""
    fitting = [form for form in FORMS.values() if set(kinds) <= {kind.name for kind in form.kinds}]
    return min(fitting, key=lambda form: len(form.kinds), default=None) if kinds else None


def find_form(name: str) -> Form | None:
    """The form of that English or Chinese name."""
    return FORMS.get(name) or next((form for form in FORMS.values() if form.label.zh == name), None)
