"""What the dated relaxations add to a school's amounts, where eduhub.yaml switches them on."""

from __future__ import annotations

from collections.abc import Sequence

from eduhub.kinds.register import School
from eduhub.kinds.school import SchoolYear
from eduhub.parameters import Parameters


def added_teachers(
    report: SchoolYear, school: School, switches: Sequence[str], parameters: Parameters
) -> float:
    """Shared teachers of sports and arts that count for L3 of a small rural school or teaching point.

    None are added where the school has several stages or campuses: whose they are is not known.
    """
    facts = report.relaxations
    if "shared_teachers" not in switches or facts is None or len(report.stages) > 1:
        return 0.0
    granted = parameters["shared_teachers_relaxed"]
    small = granted["pupils_from"] <= report.stages[0].pupils < granted["pupils_below"]
    rural = school.type in granted["types"] or school.urban_rural in granted["urban_rural"]
    return _number(facts.shared_teachers) if small and rural else 0.0


def added_sports_m2(report: SchoolYear, switches: Sequence[str], parameters: Parameters) -> float:
    """Converted space and leased venues that count for L5 of a school in a dense city centre, m².

    Nothing is added to campuses that report their facilities apart: whose they are is not known.
    """
    facts = report.relaxations
    if "dense_centre" not in switches or facts is None or not facts.dense_centre or report.sites:
        return 0.0
    return sum(_number(getattr(facts, name)) for name in parameters["dense_centre_relaxed"]["counts"])


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
