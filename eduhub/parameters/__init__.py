"""The numbers of policy as dated data with unit and source, and the catalogue of indicators."""

from eduhub.parameters.catalogue import INDICATORS, Entry
from eduhub.parameters.parameters import Parameters, in_force, parameters

__all__ = ["INDICATORS", "Entry", "Parameters", "in_force", "parameters"]
