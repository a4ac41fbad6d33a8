"""Pupils' results beside the head of an assessment, read through polars; no row of them is ever shown."""

from eduhub.results.faults import Fault, Sort, faults_in_levels, faults_in_results
from eduhub.results.levels import Levels
from eduhub.results.reasons import reasons
from eduhub.results.results import Results
from eduhub.results.trouble import ResultsError

__all__ = [
    "Fault",
    "Levels",
    "Results",
    "ResultsError",
    "Sort",
    "faults_in_levels",
    "faults_in_results",
    "reasons",
]
