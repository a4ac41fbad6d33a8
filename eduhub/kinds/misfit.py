"""How a value says that it does not fit: with its own words, carried through pydantic's error."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from eduhub.core.text import Text

OWN = "eduhub"  # the error type of every misfit


def misfit(code: str, problem: Text, fix: Text, **facts: object) -> PydanticCustomError:
    """The error for a value of the wrong form.

    code     of the rule in checks/rules/shape.py
    problem  goes on after the name of the field; both are templates for the facts and `value`
    """
    return PydanticCustomError(OWN, "misfit", {"code": code, "problem": problem, "fix": fix, **facts})
