"""Pupils' results beside the head of an assessment, read through polars; no row of them is ever shown."""

from eduhub.results.levels import Levels
from eduhub.results.reasons import reasons
from eduhub.results.results import Results
from eduhub.results.trouble import ResultsError

__all__ = ["Levels", "Results", "ResultsError", "reasons"]
